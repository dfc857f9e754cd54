"""In which order to open: each choice brings people within reach, so the next one adds less where it lies near.

Here: the greedy order, its proof, the wishes. Which site in a wijk is :mod:`geo.hub_location`'s affair.

**What a step adds.** A wijk's centre is the point of the buurt that lies best for its frail residents. From there
everybody within ``FULL_S`` by cargo bike is reached, nobody beyond ``NONE_S``, a part in between. Hubs of today have
their reach already. A step adds the unmet frail residents (expected minus in view) whose reach it improves, times how
the wijk they live in scores at the planner's weights against the mean: so the order follows the ranking, but not into
the same corner twice. **Proof.** The total is monotone and submodular, so the greedy order is never under 63 % of the
best set of the same size (Nemhauser, Wolsey and Fisher 1978), and usually far above it: ``bound`` says how far, for at
any point no set of k can bring more than what is there already plus the k largest additions of that moment. Wishes
only lower what is best, so the bound holds with them as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.spatial import cKDTree

from geo.ranking.criteria import Floats
from geo.ranking.texts import step_reason
from geo.scenario import SequenceWishes

FULL_S, NONE_S = 150.0, 780.0
BIKE_M_S, DETOUR = 4.2, 1.3
FIRST, MOST = 20, 100
"""Start in 20 buurten, 100 within three years (Austerlitz, De buurt als ecosysteem)."""

LEAD_BONUS = 1.1
"""Where somebody is willing to lead, a wijk goes before one that adds up to a tenth more."""

VILLAGE_URBANITY = 4
"""CBS classes 4 (little urban) and 5 (not urban) are villages."""

_LEAST = 0.01
"""Residents below which a step adds nothing worth a line."""


@dataclass(frozen=True, eq=False)
class SequenceProblem:
    """The wijken to choose from.

    ``wijkcodes``, ``names``, ``gemeenten``, ``village``: (wijken,). ``reach``: (wijken, buurten) the part of a buurt
    that a hub in the wijk reaches, 0 to 1. ``reached``: (buurten,) by hubs of today. ``worth``: (buurten,) unmet
    residents, weighed.
    """

    wijkcodes: NDArray[np.str_]
    names: NDArray[np.object_]
    gemeenten: NDArray[np.str_]
    village: NDArray[np.bool_]
    reach: csr_matrix
    reached: Floats
    worth: Floats


def sequence_problem(table: pd.DataFrame, ranking: pd.DataFrame, urbanity: pd.Series) -> SequenceProblem:
    """The problem from buurten and the ranking of wijken.

    Args:
        table: as :func:`geo.ranking.criteria.buurt_table`.
        ranking: planning.wijk_ranking rows[wijkcode, score].
        urbanity: CBS class by buurtcode; NaN where not known.
    """
    codes, first, place = np.unique(table["wijkcode"].to_numpy(str), return_index=True, return_inverse=True)
    xy, expected = table[["x", "y"]].to_numpy(np.float64), table["expected"].to_numpy(np.float64)
    centres = np.array([_centre(xy[place == each], expected[place == each]) for each in range(len(codes))])
    limit = NONE_S * BIKE_M_S / DETOUR
    pairs = cKDTree(centres).sparse_distance_matrix(cKDTree(xy), limit, output_type="coo_matrix")
    part = _part(pairs.data * DETOUR / BIKE_M_S)
    reach = csr_matrix((part, (pairs.row, pairs.col)), shape=(len(codes), len(xy)))
    score = ranking.set_index("wijkcode")["score"].reindex(codes).to_numpy(np.float64)
    unmet = np.maximum(expected - table["known"].to_numpy(np.float64), 0.0)
    classes = urbanity.reindex(table["buurtcode"]).to_numpy(np.float64)
    rural = np.bincount(place, weights=expected * (classes >= VILLAGE_URBANITY), minlength=len(codes))
    return SequenceProblem(
        codes,
        table["wijknaam"].to_numpy(dtype=object)[first],
        table["gemeentecode"].to_numpy(str)[first],
        rural > np.bincount(place, weights=expected, minlength=len(codes)) / 2,
        reach,
        np.nan_to_num(_part(table["nearest_hub_s"].to_numpy(np.float64))),
        unmet * (score / score.mean() if score.mean() > 0 else np.ones(len(codes)))[place],
    )


def sequence_wijken(problem: SequenceProblem, wishes: SequenceWishes, *, most: int = MOST) -> pd.DataFrame:
    """The order of opening, one wijk a step, until ``most``, or until no wijk adds anything or no wish allows one.

    Returns:
        Columns of ``planning.wijk_sequence`` except region, scenario and run_id.
    """
    reached, total = problem.reached.astype(np.float64), 0.0
    alone = gains = _gains(problem, reached)
    every = float(((1.0 - problem.reached) * problem.worth).sum())
    bound = np.full(most, every)
    lead = np.isin(problem.wijkcodes, wishes.leads)
    chosen: list[int] = []
    rows = []
    for step in range(1, most + 1):
        bound = np.minimum(bound, total + _best(gains, most))
        open_to = _allowed(problem, wishes, chosen, lead, gains)
        if not open_to.any():
            break
        preferred = np.where(open_to, gains * np.where(lead, LEAD_BONUS, 1.0), -np.inf)
        pick = int(preferred.argmax())
        added = float(gains[pick])
        total += added
        chosen.append(pick)
        row = problem.reach.getrow(pick)
        reached[row.indices] = np.maximum(reached[row.indices], row.data)
        gains = _gains(problem, reached)
        rows.append((step, pick, added, float(alone[pick]), total))
    bound = np.minimum(bound, total + _best(gains, most))
    order = np.array([row[1] for row in rows], dtype=np.int64)
    table = pd.DataFrame(rows, columns=["step", "pick", "added", "alone", "cumulative"]).drop(columns="pick")
    table = table.assign(
        phase=np.where(table["step"] <= FIRST, "first", "then"),
        wijkcode=problem.wijkcodes[order],
        wijknaam=problem.names[order],
        share=table["cumulative"] / every if every > 0 else 0.0,
        bound=np.maximum(bound[: len(rows)], table["cumulative"].to_numpy(np.float64)),
        lead=lead[order],
        village=problem.village[order],
        gemeentecode=problem.gemeenten[order],
    )
    table["reason"] = [
        step_reason(row["step"], row["added"], row["alone"], lead=row["lead"], village=row["village"])
        for row in table.to_dict("records")
    ]
    return table


def _gains(problem: SequenceProblem, reached: Floats) -> Floats:
    """What each wijk would add to what is reached."""
    better = problem.reach.data - reached[problem.reach.indices]
    data = np.maximum(better, 0.0) * problem.worth[problem.reach.indices]
    return np.asarray(
        csr_matrix((data, problem.reach.indices, problem.reach.indptr), shape=problem.reach.shape).sum(axis=1)
    ).ravel()


def _best(gains: Floats, most: int) -> Floats:
    """Sum of the k largest gains, for k of 1 to ``most``."""
    largest = np.zeros(most)
    found = -np.sort(-gains)[:most]
    largest[: len(found)] = found
    return np.cumsum(largest)


def _allowed(
    problem: SequenceProblem, wishes: SequenceWishes, chosen: list[int], lead: NDArray[np.bool_], gains: Floats
) -> NDArray[np.bool_]:
    """Which wijken may be the next step."""
    open_to = gains > _LEAST
    open_to[chosen] = False
    if wishes.per_gemeente is not None:
        codes, count = np.unique(problem.gemeenten[chosen], return_counts=True)
        open_to &= ~np.isin(problem.gemeenten, codes[count >= wishes.per_gemeente])
    if wishes.leads_only and (open_to & lead).any():
        open_to &= lead
    needed = int(np.floor(wishes.villages * (len(chosen) + 1) + 1e-9))
    if problem.village[chosen].sum() < needed and (open_to & problem.village).any():
        open_to &= problem.village
    return open_to


def _part(seconds: Floats) -> Floats:
    """The part of residents at this travel time that is reached: 1 near by, 0 far off, NaN where not known."""
    part: Floats = np.clip((NONE_S - seconds) / (NONE_S - FULL_S), 0.0, 1.0)
    return part


def _centre(xy: Floats, weights: Floats) -> Floats:
    """The point of these that lies best for all, by weight."""
    weighed = weights if weights.sum() > 0 else np.ones(len(xy))
    apart = np.hypot(xy[:, None, 0] - xy[None, :, 0], xy[:, None, 1] - xy[None, :, 1])
    best: Floats = xy[int((apart @ weighed).argmin())]
    return best
