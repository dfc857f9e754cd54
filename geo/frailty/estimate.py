"""The estimate: expected frail residents by buurt with simulated intervals, and its draws for whoever builds on it.

Here: the simulation and the sums over it. The parts it is made of are in the other modules of this package.

A draw takes for all buurten together a rate set (where the scenario says ``both``), a home rate, an institution share,
the weight of age, household, health and care, the growth where the scenario looks ahead; for each buurt a 65+ count
that adds up to the gemeente, a factor of its own that no source tells (``BUURT_SD``), residents in institutions and
frail residents among those at home (binomial). Noise comes from one generator a gemeente, keyed by seed and
gemeentecode, over its buurten in the order of their codes: neither the order of the rows nor another gemeente changes
anything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.frailty import evidence as of
from geo.frailty import vulnerable
from geo.frailty.aged import Growth, drawn_aged, grown
from geo.frailty.evidence import Evidence, Ratios, care_factor, index, ratios_of
from geo.frailty.figures import PRIOR_MAX, ROUNDING, Figures, Flags, Floats, FrailtyError, figures_of
from geo.frailty.rates import GROUPS, HOME, INSTITUTION, RATE_SETS, VULNERABLE, RateSet, chosen, drawn_rates

Counts = NDArray[np.int64]

BUURT_SD = 0.15
"""Spread of a buurt's rate that none of the sources tells, as a part of it: an assumption."""

LEVEL_SD = 0.15
"""Spread of the level of the second group, the same for all buurten, as a part of it: an assumption."""

MIN_DRAWS = 20


@dataclass(frozen=True, eq=False)
class FrailtyEstimate:
    """Expected frail residents by buurt and the draws behind the interval.

    ``frame`` has three rows a buurt (at home, in an institution, vulnerable of any age), sorted by buurtcode;
    ``draws_home`` is (n_buurten, draws), whole numbers, its rows in the order of ``buurtcodes``; ``others`` holds those
    of the other groups. Totals are sums of rows of draws.
    """

    frame: pd.DataFrame
    draws_home: Floats
    buurtcodes: tuple[str, ...]
    others: Mapping[str, Floats] = field(default_factory=dict)

    def draws_of(self, group: str) -> Floats:
        """The draws of a group, (n_buurten, draws)."""
        return self.draws_home if group == HOME else self.others[group]


@dataclass(frozen=True, eq=False)
class _Shared:
    """What a draw takes for all buurten together, (draws,) each."""

    home_rate: Floats
    institution_share: Floats
    of_country: Floats
    age: Floats
    household: Floats
    blend: Floats
    care: Floats
    fate: Floats
    correlation: Floats
    level: Floats


def estimate_frailty(
    buurten: pd.DataFrame,
    rate_set: str,
    *,
    draws: int = 500,
    seed: int,
    evidence: Evidence | None = None,
    sets: Mapping[str, RateSet] = RATE_SETS,
    growth: Mapping[str, Growth] | None = None,
    national: Mapping[str, float] | None = None,
) -> FrailtyEstimate:
    """Expected frail residents by buurt, at home, in institutions and vulnerable of any age, with 90 % intervals.

    Args:
        buurten: ``core.buurt`` columns buurtcode, wijkcode, gemeentecode, inhabitants, aged_65_plus (NULL where
            suppressed) and, where known, water, aged_80_plus, aged_0_14, households, single_households,
            good_health_pct, low_income_pct; one row a buurt.
        rate_set: key of ``sets``, or ``both``.
        draws: number of simulated draws, at least 20.
        seed: seed, not negative.
        evidence: what other sources say; None: nothing.
        sets: the sets of rates.
        growth: by gemeentecode, where the scenario looks ahead; None: the year of the figures.
        national: percentages of the country for the second group, by the names of ``vulnerable.NATIONAL``.

    Returns:
        ``frame`` with the columns of ``planning.frailty`` except region, scenario and run_id; low and high are the 5th
        and 95th percentile of the draws.

    Raises:
        FrailtyError: an unknown rate set, a missing column, a doubled buurt, a negative or impossible figure.
    """
    rates = chosen(rate_set, sets)
    if draws < MIN_DRAWS or seed < 0:
        raise FrailtyError("An interval asks for at least 20 draws and a seed of 0 or more.")
    known = evidence or Evidence()
    figures = figures_of(buurten, known.gemeenten)
    ratios = ratios_of(figures, known)
    shares, borrowed = vulnerable.burdens(figures, known.health, national or {})
    chances = vulnerable.chance_of_two(shares)
    shared = _shared(rates, seed, draws)
    simulated = {group: np.empty((len(figures.table), draws), dtype=np.float64) for group in GROUPS}
    expected = {group: np.empty(len(figures.table)) for group in GROUPS}
    order = np.argsort(figures.place, kind="stable")
    for rows in np.split(order, np.searchsorted(figures.place[order], np.arange(1, len(figures.gemeenten)))):
        code = str(figures.gemeenten[figures.place[rows[0]]])
        ahead = growth[code] if growth is not None else None
        rng = np.random.default_rng([seed, 1, *_code_numbers(code)])
        drawn = _simulate(figures, ratios, rows, shared, ahead, rng)
        drawn[VULNERABLE] = _any_age(figures, chances[rows], rows, shared, rng)
        for group, counts in drawn.items():
            simulated[group][rows] = counts
        for group, numbers in _expected(figures, ratios, rates, rows, ahead).items():
            expected[group][rows] = numbers
    expected[VULNERABLE] = _expected_any_age(figures, chances)
    frame = _frame(figures, ratios, [*ratios.borrowed], borrowed, expected, simulated)
    frame["rate_set"] = rate_set
    frame["projection_year"] = pd.array([_year(growth)] * len(frame), dtype="Int64")
    codes = tuple(figures.table["buurtcode"])
    return FrailtyEstimate(frame, simulated[HOME], codes, {g: simulated[g] for g in (INSTITUTION, VULNERABLE)})


def _shared(rates: tuple[RateSet, ...], seed: int, draws: int) -> _Shared:
    rng = np.random.default_rng([seed, 0])
    home, institution, country = drawn_rates(rates, rng, draws)
    return _Shared(
        home, institution, country,
        age=rng.uniform(*of.AGE_RATIO_RANGE, draws),
        household=rng.uniform(*of.HOUSEHOLD_POWER_RANGE, draws),
        blend=rng.uniform(0.0, 1.0, draws),
        care=rng.uniform(*of.CARE_POWER_RANGE, draws),
        fate=rng.standard_normal(draws),
        correlation=rng.uniform(vulnerable.CORRELATION_GRID[0], vulnerable.CORRELATION_GRID[-1], draws),
        level=np.exp(rng.normal(-(LEVEL_SD**2) / 2, LEVEL_SD, draws)),
    )  # fmt: skip


def _simulate(
    figures: Figures, ratios: Ratios, rows: Counts, shared: _Shared, ahead: Growth | None, rng: np.random.Generator
) -> dict[str, Counts]:
    """Residents in institutions and frail at home in each draw, of the buurten of one gemeente."""
    draws = len(shared.home_rate)
    aged = drawn_aged(figures, rows, rng, draws)
    rate = index(figures, ratios, rows, shared.age, shared.household, shared.blend)
    rate *= shared.home_rate * np.where(shared.of_country > 0, care_factor(ratios, rows[0], shared.care), 1.0)
    rate *= np.exp(rng.normal(-(BUURT_SD**2) / 2, BUURT_SD, (len(rows), draws)))
    if ahead is not None:
        aged, raised = grown(aged, ratios.share_80[rows], *ahead.factors(shared.fate), shared.age)
        rate *= raised
    institution = rng.binomial(aged, shared.institution_share)
    return {INSTITUTION: institution, HOME: rng.binomial(aged - institution, np.minimum(1.0, rate))}


def _any_age(figures: Figures, chances: Floats, rows: Counts, shared: _Shared, rng: np.random.Generator) -> Counts:
    """Vulnerable residents of any age in each draw, of the buurten of one gemeente."""
    adults = vulnerable.adults(figures)[rows]
    unknown = np.isnan(adults)
    noise = rng.integers(-ROUNDING, ROUNDING + 1, (len(rows), len(shared.level)))
    counted = np.maximum(0, np.rint(np.where(unknown, PRIOR_MAX / 2, adults))[:, None] + noise).astype(np.int64)
    counted[figures.table["water"].to_numpy()[rows] & ~(adults > 0)] = 0
    chance = vulnerable.at_correlation(chances, shared.correlation) * shared.level
    chance = chance * np.exp(rng.normal(-(BUURT_SD**2) / 2, BUURT_SD, counted.shape))
    drawn: Counts = rng.binomial(counted, np.minimum(1.0, chance))
    return drawn


def _expected(
    figures: Figures, ratios: Ratios, rates: tuple[RateSet, ...], rows: Counts, ahead: Growth | None
) -> dict[str, Floats]:
    """The expected numbers: every uncertain part at its middle."""
    middle = np.array([of.AGE_RATIO]), np.array([of.HOUSEHOLD_POWER]), np.array([of.BLEND])
    factor = index(figures, ratios, rows, *middle)[:, 0]
    aged = figures.aged[rows]
    if ahead is not None:
        share = ratios.share_80[rows]
        younger, oldest = (values[0] for values in ahead.factors(np.zeros(1)))
        later = (1 - share) * younger + share * oldest
        now, then = (1 - share) + of.AGE_RATIO * share, (1 - share) * younger + of.AGE_RATIO * share * oldest
        aged, factor = aged * later, factor * (then / later) / now
    care = float(care_factor(ratios, rows[0], np.array([of.CARE_POWER]))[0])
    home = np.mean([one.home_per_65_plus * (care if one.of_country else 1.0) for one in rates])
    return {HOME: aged * factor * home, INSTITUTION: aged * np.mean([one.institution_share for one in rates])}


def _expected_any_age(figures: Figures, chances: Floats) -> Floats:
    adults = vulnerable.adults(figures)
    filled = np.where(np.isnan(adults), PRIOR_MAX / 2, adults)
    filled = np.where(figures.table["water"].to_numpy() & ~(adults > 0), 0.0, filled)
    return filled * vulnerable.at_correlation(chances, np.array([vulnerable.CORRELATION]))[:, 0]


def _frame(
    figures: Figures,
    ratios: Ratios,
    borrowed: list[tuple[str, Flags]],
    borrowed_any_age: list[tuple[str, Flags]],
    expected: Mapping[str, Floats],
    simulated: Mapping[str, Floats],
) -> pd.DataFrame:
    """The rows of planning.frailty without rate set and projection."""
    size = len(figures.table)
    said = [(name, ratios.said[name]) for name in of.SOURCES]
    sources, missing = _joined(said, size), _joined([(name, ~flags) for name, flags in said], size)
    filled, filled_any_age = _joined(borrowed, size), _joined(borrowed_any_age, size)
    parts = []
    for group in GROUPS:
        low, high = interval(simulated[group])
        parts.append(
            pd.DataFrame(
                {
                    "buurtcode": figures.table["buurtcode"],
                    "group_name": group,
                    "wijkcode": figures.table["wijkcode"],
                    "expected": expected[group],
                    "low": low,
                    "high": high,
                    "imputed": figures.imputed,
                    "sources": sources,
                    "missing": missing,
                    "imputed_figures": filled_any_age if group == VULNERABLE else filled,
                    "gemeentecode": figures.table["gemeentecode"],
                }
            )
        )
    return pd.concat(parts).sort_values(["buurtcode", "group_name"], ignore_index=True)


def _joined(flagged: list[tuple[str, Flags]], size: int) -> NDArray[np.object_]:
    """The names of which the flag is up, joined by commas, by buurt; the same text for the same flags."""
    if not flagged:
        return np.full(size, "", dtype=object)
    stacked = np.array([flags for _, flags in flagged])
    kinds, place = np.unique(stacked, axis=1, return_inverse=True)
    names = [name for name, _ in flagged]
    texts = [",".join(dict.fromkeys(n for n, up in zip(names, kind, strict=True) if up)) for kind in kinds.T]
    return np.array(texts, dtype=object)[place.ravel()]


def interval(draws: Floats) -> tuple[Floats, Floats]:
    """5th and 95th percentile of each row."""
    low, high = np.percentile(draws, [5, 95], axis=1)
    return low, high


def _year(growth: Mapping[str, Growth] | None) -> int | None:
    return next(iter(growth.values())).year if growth else None


def _code_numbers(code: str) -> list[int]:
    """A code as two 32-bit numbers for a seed, the same on every machine."""
    digest = hashlib.sha256(code.encode()).digest()
    return [int.from_bytes(digest[:4], "big"), int.from_bytes(digest[4:8], "big")]
