"""An attacker of its own making: random histories of releases, and an integer program over all that they published.

Shares no code with :mod:`geo.disclosure`: scipy's milp, dense rows, and rules written down again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import LinearConstraint, milp

from geo.disclosure import AreaProblem, DisclosureRules, disclose_areas, disclose_release

RULES = DisclosureRules(counts=("deliveries",), shares={})
MINIMUM = RULES.min_count


@dataclass(frozen=True)
class Said:
    """One sum of pieces, its true value, whether it was published, and whether nobody may learn it."""

    release: int
    name: str
    pieces: tuple[str, ...]
    value: float
    published: bool
    small: bool


@dataclass(frozen=True)
class Found:
    """What the attacker made of a history: small sums that were attacked, recovered, and known exactly."""

    small: int
    recovered: int
    exact: int
    withheld: int
    cells: int


def random_tree(rng: np.random.Generator) -> pd.DataFrame:
    wijken = int(rng.integers(1, 6))
    rows = [
        (f"BU{w:02d}{b:02d}", f"WK{w:02d}", "GM9001") for w in range(wijken) for b in range(int(rng.integers(1, 7)))
    ]
    return pd.DataFrame(rows, columns=["buurtcode", "wijkcode", "gemeentecode"])


def random_counts(rng: np.random.Generator, size: int) -> np.ndarray:
    return np.where(rng.random(size) < 0.35, rng.integers(0, 13, size), rng.integers(8, 120, size))


def changed(rng: np.random.Generator, counts: np.ndarray) -> np.ndarray:
    """A later truth: most stay, some change a little, some altogether."""
    dice = rng.random(len(counts))
    moved = np.maximum(counts + rng.integers(-6, 7, len(counts)), 0)
    return np.where(dice < 0.6, counts, np.where(dice < 0.85, moved, random_counts(rng, len(counts))))


def history(rng: np.random.Generator, releases: int) -> list[Said]:
    """A random hierarchy published several times over, with suppliers behind the counts."""
    tree, earlier, said = random_tree(rng), None, []
    counts = random_counts(rng, len(tree))
    part = rng.dirichlet([0.6, 0.6, 0.6], len(tree))  # suppliers stay with their buurten
    for release in range(releases):
        split = np.floor(part * counts[:, None])
        split[:, 0] += counts - split.sum(axis=1)
        told = pd.DataFrame(split, index=tree["buurtcode"], columns=["s1", "s2", "s3"]).stack().reset_index()
        told.columns = ["buurtcode", "contributor", "value"]
        told["figure"] = "deliveries"
        found = disclose_release(tree.assign(deliveries=counts), RULES, earlier=earlier, contributions=told)
        said += _said_of_tree(tree, counts, split, found, release)
        now = found.cells.assign(release=release)
        earlier = now if earlier is None else pd.concat([earlier, now], ignore_index=True)
        counts = changed(rng, counts)
    return said


def _said_of_tree(tree, counts, split, found, release) -> list[Said]:
    shown = dict(zip(found.buurten["buurtcode"], found.buurten["deliveries"].notna(), strict=True))
    shown |= dict(zip(found.totals["area_code"], found.totals["deliveries"].notna(), strict=True))
    said = []
    for column in ("buurtcode", "wijkcode", "gemeentecode"):
        for code in tree[column].unique():
            inside = np.flatnonzero(tree[column] == code)
            value, of = counts[inside].sum(), split[inside].sum(axis=0)
            dominated = of.max() > 0.85 * value or (of > 0).sum() < 2
            pieces = tuple(f"{tree['buurtcode'][i]}={counts[i]}" for i in inside)
            said.append(Said(release, code, pieces, value, bool(shown[code]), bool(value < MINIMUM or dominated)))
    return said


def overlapping(rng: np.random.Generator) -> list[Said]:
    """Random areas over random addresses; rings and overlaps are what may not be learned."""
    size, areas = int(rng.integers(15, 80)), int(rng.integers(2, 5))
    reach = rng.random((2, size))
    inside = np.array([reach[i % 2] < rng.uniform(0.1, 1.0) for i in range(areas)])
    counts = rng.integers(1, 4, size).astype(float)
    names = tuple(f"a{i}" for i in range(areas))
    told = disclose_areas(AreaProblem(names, inside, counts), RULES).set_index("area")
    pattern = ["".join("1" if inside[a, i] else "0" for a in range(areas)) for i in range(size)]
    total = pd.Series(counts).groupby(pattern).sum()

    def cell(name: str, mask: np.ndarray, published: bool) -> Said:
        keys = sorted({pattern[i] for i in np.flatnonzero(mask)})
        value = float(counts[mask].sum())
        return Said(0, name, tuple(f"{k}={total[k]}" for k in keys), value, published, value < MINIMUM)

    said = [cell(n, inside[a], bool(told["published"].notna()[n])) for a, n in enumerate(names)]
    pairs = [(a, b) for a in range(areas) for b in range(areas) if a != b]
    said += [cell(f"{a}-{b}", inside[a] & ~inside[b], False) for a, b in pairs]
    return [s for s in said if s.pieces]


def attack(said: list[Said]) -> Found:
    """Bounds of every small sum by integer programming, from the published ones; a piece keeps its column while it is
    the same in name and truth, as an outsider may know who did not move."""
    pieces = sorted({piece for s in said for piece in s.pieces})
    column = {piece: i for i, piece in enumerate(pieces)}

    def row(s: Said) -> np.ndarray:
        out = np.zeros(len(pieces))
        out[[column[p] for p in s.pieces]] = 1
        return out

    told = [s for s in said if s.published]
    rows = np.array([row(s) for s in told]).reshape(len(told), len(pieces))
    values = np.array([s.value for s in told])
    small = [s for s in said if s.small]
    asked = np.array([row(s) for s in small]).reshape(len(small), len(pieces))
    low, high = np.full(len(small), np.inf), np.full(len(small), -np.inf)
    recovered = exact = 0
    for i, s in enumerate(small):
        needed = MINIMUM
        for sign in (1, -1):
            if high[i] - low[i] >= needed:
                break
            result = milp(
                sign * asked[i], integrality=np.ones(len(pieces)),
                constraints=[LinearConstraint(rows, values, values)] if len(told) else [],
                bounds=(0, 10_000),
            )  # fmt: skip
            assert result.status == 0, result.message
            got = asked @ result.x
            low, high = np.minimum(low, got), np.maximum(high, got)
        recovered += high[i] - low[i] < needed - 1e-6
        exact += high[i] - low[i] < 0.5
        assert not s.published
    return Found(len(small), int(recovered), int(exact), sum(not s.published for s in said), len(said))
