"""Which wijk next: the expected frail residents of a wijk against how far they are reached and known today.

Here: the score, its rank, how sure the rank is, and the sentence that says why. Not here: the order in which to open
hubs, where to put them (:mod:`geo.hub_location`), the estimate itself (:mod:`geo.frailty`).

**Fixed scales.** Each criterion x becomes x / (x + half), where ``half`` is a constant of this module, not the largest
or mean wijk of the gemeente. So a wijk's score depends on that wijk alone: splitting, joining or leaving out another
one changes neither it nor the order of the rest. The curve never saturates, so large wijken stay apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.frailty import HOME, FrailtyEstimate

Floats = NDArray[np.float64]

FRAIL_HALF = 70.0
"""Frail residents that score a half, for count and unmet: what a team keeps up at two visits a week (TNO 2022)."""

DENSITY_HALF = 100.0
"""Frail residents per km2 that score a half: the next door is then about 50 m away, half of 1 / sqrt(density)."""

DISTANCE_HALF_S = 600.0
"""Seconds from the nearest hub that score a half: ten minutes, the usual limit of a service area."""

_MIN_AREA_HA = 1.0  # CBS gives whole hectares; a published 0 is less than a half


class RankingError(ValueError):
    """The wijken cannot be ranked; the message says what is missing."""


@dataclass(frozen=True)
class RankingWeights:
    """How heavily each criterion counts; they need not add up to 1.

    Unmet need weighs most: the question is where frail people live who are served least.
    """

    count: float = 0.2
    density: float = 0.2
    unmet: float = 0.4
    distance: float = 0.2

    def shares(self) -> tuple[float, float, float, float]:
        """The weights, adding up to 1.

        Raises:
            RankingError: a weight is negative or not a number, or all are 0.
        """
        given = (self.count, self.density, self.unmet, self.distance)
        total = sum(given)
        if not (min(given) >= 0 and 0 < total < float("inf")):
            raise RankingError("Ranking weights must be 0 or more, and one of them more than 0.")
        return self.count / total, self.density / total, self.unmet / total, self.distance / total


def rank_wijken(
    estimate: FrailtyEstimate,
    buurten: pd.DataFrame,
    nearest_hub_s: pd.Series,
    known: pd.Series,
    *,
    top: int = 3,
    weights: RankingWeights | None = None,
) -> pd.DataFrame:
    """Wijken in order of unmet need, with the probability of being among the first.

    Args:
        estimate: frail residents at home by buurt, with draws.
        buurten: columns buurtcode, wijkcode, wijknaam, gemeentecode, land_area_ha; the buurten of ``estimate``. Where
            a land area is NULL and there is a geometry (RD New), its area is taken.
        nearest_hub_s: seconds from the nearest open hub, indexed by buurtcode; NaN or absent where none can be reached.
        known: addresses in view, indexed by buurtcode; a buurt that is absent has none.
        top: how many first places ``top3_probability`` speaks of.
        weights: weights of the criteria.

    Returns:
        Columns of ``planning.wijk_ranking`` except region, scenario and run_id, sorted by rank. ``nearest_hub_s`` is
        the mean over the buurten that a hub reaches, by expected frail residents. ``known_share`` is 1 where nobody is
        expected.

    Raises:
        RankingError: buurten and estimate differ, a column or a land area is missing, or weights do not hold.
    """
    shares = np.array((weights or RankingWeights()).shares())
    if top < 1:
        raise RankingError("top must be 1 or more.")
    table = _by_buurt(estimate, buurten, nearest_hub_s, known)
    codes, place = np.unique(table["wijkcode"].to_numpy(dtype=str), return_inverse=True)
    expected = _sums(place, table["expected"].to_numpy(dtype=np.float64), len(codes))
    in_view = _sums(place, table["known"].to_numpy(dtype=np.float64), len(codes))
    area_km2 = np.maximum(_sums(place, table["area_ha"].to_numpy(dtype=np.float64), len(codes)), _MIN_AREA_HA) / 100
    distance = _distance_score(table, place, len(codes))

    draws = np.zeros((len(codes), estimate.draws_home.shape[1]))
    np.add.at(draws, place, estimate.draws_home[table["row"].to_numpy()])
    score = _score(expected[:, None], in_view, area_km2, distance, shares)[:, 0]
    places = _places(_score(draws, in_view, area_km2, distance, shares))

    first = table.drop_duplicates("wijkcode").set_index("wijkcode").loc[codes]
    known_share = np.ones(len(codes))
    np.divide(in_view, expected, out=known_share, where=expected > 0)
    ranking = pd.DataFrame(
        {
            "wijkcode": codes,
            "wijknaam": first["wijknaam"].to_numpy(),
            "rank": _places(score[:, None])[:, 0],
            "score": score,
            "top3_probability": (places <= top).mean(axis=1),
            "expected_frail": expected,
            "frail_per_km2": expected / area_km2,
            "known_share": np.minimum(known_share, 1.0),
            "nearest_hub_s": _mean_seconds(table, place, len(codes)),
            "gemeentecode": first["gemeentecode"].to_numpy(),
        }
    )
    ranking["reason"] = [_reason(row, view, top) for row, view in zip(ranking.to_dict("records"), in_view, strict=True)]
    return ranking.sort_values("rank", ignore_index=True)


def _by_buurt(
    estimate: FrailtyEstimate, buurten: pd.DataFrame, nearest_hub_s: pd.Series, known: pd.Series
) -> pd.DataFrame:
    """One row a buurt, sorted by wijk and buurt: area, expected, known, seconds, and the row of the draws."""
    columns = ["buurtcode", "wijkcode", "wijknaam", "gemeentecode", "land_area_ha"]
    missing = [name for name in columns if name not in buurten.columns]
    if missing:
        raise RankingError(f"The buurten lack {', '.join(missing)}.")
    if nearest_hub_s.index.has_duplicates or known.index.has_duplicates:
        raise RankingError("nearest_hub_s and known must have one value a buurt.")
    table = pd.DataFrame(buurten[columns]).sort_values(["wijkcode", "buurtcode"], ignore_index=True)
    if sorted(table["buurtcode"]) != sorted(estimate.buurtcodes):
        raise RankingError("The buurten are not those of the frailty estimate; make both from the same load.")
    table["row"] = pd.Index(estimate.buurtcodes).get_indexer(pd.Index(table["buurtcode"]))
    home = estimate.frame[estimate.frame["group_name"] == HOME].set_index("buurtcode")["expected"]
    table["expected"] = home.reindex(table["buurtcode"]).to_numpy()
    table["known"] = known.reindex(table["buurtcode"]).fillna(0).to_numpy(dtype=np.float64)
    table["seconds"] = nearest_hub_s.reindex(table["buurtcode"]).to_numpy(dtype=np.float64, na_value=np.nan)
    if (table["known"] < 0).any() or (table["seconds"] < 0).any():
        raise RankingError("known and nearest_hub_s cannot be negative.")
    area = pd.to_numeric(table["land_area_ha"]).astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
    if np.isnan(area).any() and "geometry" in buurten.columns:
        drawn = pd.Series(np.asarray(buurten["geometry"].area) / 10_000, index=buurten["buurtcode"].to_numpy())
        area = np.where(np.isnan(area), drawn.reindex(table["buurtcode"]).to_numpy(), area)
    if np.isnan(area).any():
        lacking = ", ".join(table.loc[np.isnan(area), "buurtcode"].head(5))
        raise RankingError(f"No land area for {lacking}: a density cannot be given. Load CBS figures that have it.")
    table["area_ha"] = area
    return table


def _sums(place: NDArray[np.int64], values: Floats, size: int) -> Floats:
    return np.bincount(place, weights=values, minlength=size).astype(np.float64)


def _means(place: NDArray[np.int64], values: Floats, weights: Floats, size: int) -> Floats:
    """Weighted mean by wijk over the values that are known; plain where the weights are all 0; NaN where none is."""
    known = ~np.isnan(values)
    heavy = np.where(known, weights, 0.0)
    empty = (_sums(place, heavy, size) == 0)[place]
    heavy = np.where(empty & known, 1.0, heavy)
    total = _sums(place, heavy, size)
    summed = _sums(place, heavy * np.nan_to_num(values), size)
    means = np.full(size, np.nan)
    np.divide(summed, total, out=means, where=total > 0)
    return means


def _mean_seconds(table: pd.DataFrame, place: NDArray[np.int64], size: int) -> Floats:
    return _means(place, table["seconds"].to_numpy(np.float64), table["expected"].to_numpy(np.float64), size)


def _distance_score(table: pd.DataFrame, place: NDArray[np.int64], size: int) -> Floats:
    """Distance on its scale, by expected frail residents; a buurt that no hub reaches scores 1."""
    seconds = table["seconds"].to_numpy(np.float64)
    scores = np.where(np.isnan(seconds), 1.0, _scaled(np.nan_to_num(seconds), DISTANCE_HALF_S))
    return _means(place, scores, table["expected"].to_numpy(np.float64), size)


def _scaled(values: Floats, half: float) -> Floats:
    return values / (values + half)


def _score(frail: Floats, in_view: Floats, area_km2: Floats, distance: Floats, shares: Floats) -> Floats:
    """Scores (n_wijken, k) of frail residents (n_wijken, k)."""
    unmet = np.maximum(frail - in_view[:, None], 0.0)
    return (
        shares[0] * _scaled(frail, FRAIL_HALF)
        + shares[1] * _scaled(frail / area_km2[:, None], DENSITY_HALF)
        + shares[2] * _scaled(unmet, FRAIL_HALF)
        + shares[3] * distance[:, None]
    )


def _places(scores: Floats) -> NDArray[np.int64]:
    """Place of each row in each column, 1 for the highest; equal scores go to the first row (the lowest wijkcode)."""
    order = np.argsort(-scores, axis=0, kind="stable")
    places = np.empty_like(order)
    np.put_along_axis(places, order, np.arange(1, len(scores) + 1)[:, None], axis=0)
    return places


def _reason(row: dict, in_view: float, top: int) -> str:
    """Why this wijk stands where it stands, in Dutch, from its figures."""
    if pd.isna(row["nearest_hub_s"]):
        hub = "geen wijkservicecentrum bereikt deze wijk"
    else:
        minutes = round(row["nearest_hub_s"] / 60)
        unit = "minuut" if minutes == 1 else "minuten"
        hub = f"het dichtstbijzijnde wijkservicecentrum ligt op gemiddeld {minutes} {unit}"
    first = "op de eerste plaats" if top == 1 else f"bij de eerste {top}"
    return (
        f"Naar verwachting wonen hier {_dutch(row['expected_frail'])} kwetsbare ouderen thuis "
        f"({_dutch(row['frail_per_km2'])} per km²); {_dutch(in_view)} adressen zijn in beeld "
        f"({_dutch(100 * row['known_share'])} %) en {hub}. "
        f"In {_dutch(100 * row['top3_probability'])} % van de doorrekeningen staat deze wijk {first}."
    )


def _dutch(value: float) -> str:
    return f"{round(value):,}".replace(",", ".")
