"""Places of wijken and buurten: at the planner's weights, how sure they are, and how they move when the weights move.

Two different things, kept apart. **Uncertain figures**: the weights stay, the draws differ; ``top_k_probability`` and
``rank_low`` to ``rank_high`` speak of them. **Value choices**: the figures stay, the weights differ, around the
planner's (a Dirichlet distribution, seeded) and each in turn dropped or doubled; ``value_rank_low`` to
``value_rank_high`` speak of those. A place that hangs on a value choice is no less sure a figure: it is a choice to be
made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.criteria import CRITERIA, DEFAULT_WEIGHTS, checked_weights
from geo.frailty import FrailtyEstimate
from geo.ranking.criteria import (
    DRAWN,
    AreaCriteria,
    Floats,
    RankingError,
    Surroundings,
    area_criteria,
    buurt_table,
    score,
)
from geo.ranking.texts import reasons

Ranks = NDArray[np.int32]

MOVES = 200
"""How many sets of weights around the planner's are tried."""

CONCENTRATION = 20.0
"""Of the Dirichlet distribution around the planner's weights: a weight of 0.2 moves by 0.09 (standard deviation)."""

CHUNK = 100
"""Draws scored at a time, so that a country fits in memory."""


@dataclass(frozen=True, eq=False)
class Ranking:
    """``rows``: planning.wijk_ranking or buurt_ranking; ``criteria``: planning.ranking_criterion; both without region,
    scenario and run_id, ``rows`` sorted by rank."""

    rows: pd.DataFrame
    criteria: pd.DataFrame


def rank_wijken(
    estimate: FrailtyEstimate,
    buurten: pd.DataFrame,
    around: Surroundings,
    *,
    weights: Mapping[str, float] = DEFAULT_WEIGHTS,
    top: int = 10,
    seed: int = 1,
) -> Ranking:
    """Wijken in order of need, present reach, supply and cost; see :func:`rank_areas`.

    Args:
        buurten: buurtcode, buurtnaam, wijkcode, wijknaam, gemeentecode, land_area_ha and, where known, inhabitants; the
            buurten of ``estimate``. A geometry (RD New) says which lie near each other and fills a missing land area.
        around: what else is known of the buurten.
    """
    return rank_areas(estimate, buurt_table(estimate, buurten, around), "wijk", weights=weights, top=top, seed=seed)


def rank_buurten(
    estimate: FrailtyEstimate,
    buurten: pd.DataFrame,
    around: Surroundings,
    *,
    weights: Mapping[str, float] = DEFAULT_WEIGHTS,
    top: int = 10,
    seed: int = 1,
) -> Ranking:
    """Buurten by the same scales and weights; see :func:`rank_areas`."""
    return rank_areas(estimate, buurt_table(estimate, buurten, around), "buurt", weights=weights, top=top, seed=seed)


def rank_areas(
    estimate: FrailtyEstimate,
    table: pd.DataFrame,
    kind: str,
    *,
    weights: Mapping[str, float],
    top: int,
    seed: int,
) -> Ranking:
    """Areas in order, with the probability of being among the first and the reach of value choices.

    Args:
        estimate: frail residents at home by buurt, with draws.
        table: as :func:`geo.ranking.criteria.buurt_table`.
        kind: ``wijk`` or ``buurt``.
        weights: by criterion; they need not add up to 1.
        top: how many first places ``top_k_probability`` speaks of.
        seed: of moved weights and of loneliness.

    Raises:
        RankingError: ``top`` is less than 1.
        WeightError: weights do not hold.
    """
    if top < 1:
        raise RankingError("top must be 1 or more.")
    shares = np.array(list(checked_weights(weights).values()))
    found = area_criteria(estimate, table, kind, seed)
    total = found.scores @ shares
    rank = places(total[:, None])[:, 0]
    drawn = _drawn_places(found, shares)
    moved = places(found.scores @ moved_weights(shares, seed).T)
    dropped, doubled = _each_in_turn(found.scores, shares)
    codes = found.table["code"].to_numpy()
    low, high = np.percentile(drawn, [5, 95], axis=1)
    value_low, value_high = np.percentile(moved, [5, 95], axis=1)
    rows = pd.DataFrame(
        {
            f"{kind}code": codes,
            f"{kind}naam": found.table["name"],
            "rank": rank,
            "score": total,
            "top3_probability": (drawn <= 3).mean(axis=1),
            "top_k": top,
            "top_k_probability": (drawn <= top).mean(axis=1),
            "rank_low": np.floor(low).astype(np.int64),
            "rank_high": np.ceil(high).astype(np.int64),
            "value_rank_low": np.floor(value_low).astype(np.int64),
            "value_rank_high": np.ceil(value_high).astype(np.int64),
            "value_top_k_share": (moved <= top).mean(axis=1),
            "swing_criterion": _swing(rank, dropped, doubled),
            "expected_frail": found.table["expected_frail"],
            "frail_per_100": found.table["frail_per_100"],
            "frail_per_km2": found.table["frail_per_km2"],
            "known_share": _share(found.table["in_view"], found.table["expected_frail"]),
            "nearest_hub_s": found.table["nearest_hub_s"],
            "missing": _missing(found.values, shares),
            "gemeentecode": found.table["gemeentecode"],
        }
    )
    rows["reason"] = reasons(rows, found, shares, kind)
    return Ranking(rows.sort_values("rank", ignore_index=True), _criteria(found, shares, dropped, doubled, kind))


def moved_weights(shares: Floats, seed: int) -> Floats:
    """Weights around the planner's, (MOVES, criteria), each adding up to 1; a weight of 0 stays 0."""
    counted = shares > 0
    moved = np.zeros((MOVES, len(shares)))
    rng = np.random.default_rng([seed, 4])
    moved[:, counted] = rng.dirichlet(CONCENTRATION * shares[counted] + 1e-9, MOVES)
    return moved


def places(scores: Floats) -> Ranks:
    """Place of each row in each column, 1 for the highest; equal scores go to the first row (the lowest code)."""
    order = np.argsort(-scores, axis=0, kind="stable")
    found = np.empty(order.shape, dtype=np.int32)
    np.put_along_axis(found, order, np.arange(1, len(scores) + 1, dtype=np.int32)[:, None], axis=0)
    return found


def _drawn_places(found: AreaCriteria, shares: Floats) -> Ranks:
    """Place of each area in each draw, (areas, draws), at these weights."""
    weight = dict(zip(CRITERIA, shares, strict=True))
    still = [place for place, name in enumerate(CRITERIA) if name not in DRAWN]
    fixed = found.scores[:, still] @ shares[still]
    draws = found.drawn["count"].shape[1]
    result = np.empty((len(fixed), draws), dtype=np.int32)
    for start in range(0, draws, CHUNK):
        part = slice(start, start + CHUNK)
        scores = np.repeat(fixed[:, None], len(range(draws)[part]), axis=1)
        for name in DRAWN:
            if weight[name] > 0:
                scores += weight[name] * score(CRITERIA[name], found.drawn[name][:, part])
        result[:, part] = places(scores)
    return result


def _each_in_turn(scores: Floats, shares: Floats) -> tuple[Ranks, Ranks]:
    """Places when each criterion does not count, and when it counts double: (areas, criteria) both."""
    every = np.arange(len(shares))
    dropped, doubled = (np.repeat(shares[:, None], len(shares), axis=1) for _ in range(2))
    dropped[every, every] = 0.0
    doubled[every, every] *= 2.0
    return places(scores @ dropped), places(scores @ doubled)


def _swing(rank: Ranks, dropped: Ranks, doubled: Ranks) -> NDArray[np.object_]:
    """The criterion that moves each area's place most, None where none does."""
    moves = np.maximum(np.abs(dropped - rank[:, None]), np.abs(doubled - rank[:, None]))
    names = np.array(list(CRITERIA), dtype=object)[moves.argmax(axis=1)]
    names[moves.max(axis=1) == 0] = None
    return names


def _share(part: pd.Series, whole: pd.Series) -> Floats:
    """part / whole, at most 1; 1 where the whole is nobody."""
    result = np.ones(len(part))
    np.divide(part.to_numpy(np.float64), whole.to_numpy(np.float64), out=result, where=whole.to_numpy() > 0)
    return np.minimum(result, 1.0)


def _missing(values: Floats, shares: Floats) -> list[str]:
    """Criteria that count and of which nothing is known, by area. Distance is not one: no hub is an answer."""
    silent = np.isnan(values) & (shares > 0)
    silent[:, list(CRITERIA).index("distance")] = False
    names = list(CRITERIA)
    kinds, place = np.unique(silent, axis=0, return_inverse=True)
    texts = [",".join(name for name, up in zip(names, kind, strict=True) if up) for kind in kinds]
    return [texts[each] for each in place.ravel()]


def _criteria(found: AreaCriteria, shares: Floats, dropped: Ranks, doubled: Ranks, kind: str) -> pd.DataFrame:
    """Rows of planning.ranking_criterion: every area with every criterion."""
    size, count = found.scores.shape
    each = list(CRITERIA.values())
    return pd.DataFrame(
        {
            "area_kind": kind,
            "area_code": np.repeat(found.table["code"].to_numpy(), count),
            "criterion": [one.name for one in each] * size,
            "value": found.values.ravel(),
            "unit": [one.unit for one in each] * size,
            "half": [one.half for one in each] * size,
            "score": found.scores.ravel().clip(0.0, 1.0),
            "weight": np.tile(shares, size),
            "contribution": (found.scores * shares).ravel(),
            "imputed": found.imputed.ravel(),
            "rank_dropped": dropped.ravel(),
            "rank_doubled": doubled.ravel(),
            "gemeentecode": np.repeat(found.table["gemeentecode"].to_numpy(), count),
        }
    )
