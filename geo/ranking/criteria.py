"""The figures behind the criteria: by wijk or buurt, expected and in every draw, on the fixed scales of geo.criteria.

Here: values and scores. Weights, places and sentences are in the other modules.

**A border must not matter.** A wijk that is split in two must not fall for being smaller, so no criterion is the
number of people in the area itself. ``count`` and ``unmet`` look at the circle of a kilometre around each buurt,
whichever wijk that lies in (a buurt is taken as a disc of its land area around a point inside it, so the overlap of
two discs says which part of it lies in the circle); ``rate`` and ``density`` are per inhabitant and per km2; the
others are means over the buurten, weighted by expected frail residents. The number of the area itself stands beside
them in the tables.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.spatial import cKDTree

from geo.criteria import CRITERIA, Criterion
from geo.frailty import HOME, FrailtyEstimate, sum_rows

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

CIRCLE_M = 1000.0
"""Radius around a buurt within which frail residents count: some twelve minutes on foot, four by cargo bike."""

MIN_AREA_HA = 1.0
"""CBS gives whole hectares; a published 0 is less than a half."""

UNKNOWN_SCORE = 0.5
"""What a criterion scores where nothing is known: the middle of its scale, and the table says so."""

DRAWN = ("count", "rate", "density", "unmet", "lonely")
"""Criteria that move with the draws; the others are facts of today."""


class RankingError(ValueError):
    """The areas cannot be ranked; the message says what is missing."""


def _nothing() -> pd.Series:
    return pd.Series(dtype=float)


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What the criteria need beside the estimate, each indexed by buurtcode; what is absent or NaN is not known.

    ``known``: addresses in view (absent: none). ``nearest_hub_s``: seconds from the nearest hub (NaN: none reaches
    it). ``lonely_pct`` with ``lonely_sd``: severely lonely adults and the standard deviation of that figure.
    ``facility_km``: mean distance to GP and supermarket. ``supply``: facilities to join within a kilometre.
    ``partners``: organisations active there. ``cost_eur``: euro a year for each resident served, the site left out.
    """

    nearest_hub_s: pd.Series = field(default_factory=_nothing)
    known: pd.Series = field(default_factory=_nothing)
    lonely_pct: pd.Series = field(default_factory=_nothing)
    lonely_sd: pd.Series = field(default_factory=_nothing)
    facility_km: pd.Series = field(default_factory=_nothing)
    supply: pd.Series = field(default_factory=_nothing)
    partners: pd.Series = field(default_factory=_nothing)
    cost_eur: pd.Series = field(default_factory=_nothing)


@dataclass(frozen=True, eq=False)
class AreaCriteria:
    """The criteria of the areas of one kind, in the order of their codes.

    ``values``, ``scores``: (areas, criteria) in the order of ``CRITERIA``; NaN where not known. ``imputed``: which rest
    on part of the buurten, or on none. ``drawn``: (areas, draws) values of the criteria in ``DRAWN``.
    """

    table: pd.DataFrame
    values: Floats
    scores: Floats
    imputed: NDArray[np.bool_]
    drawn: dict[str, Floats]


def buurt_table(estimate: FrailtyEstimate, buurten: pd.DataFrame, around: Surroundings) -> pd.DataFrame:
    """One row a buurt in the order of the estimate: codes, names, area_ha, inhabitants, x, y, expected, surroundings.

    Raises:
        RankingError: buurten and estimate differ, a column or a land area is missing, or a figure is negative.
    """
    columns = ["buurtcode", "wijkcode", "wijknaam", "gemeentecode", "land_area_ha"]
    missing = [name for name in columns if name not in buurten.columns]
    if missing:
        raise RankingError(f"The buurten lack {', '.join(missing)}.")
    for name, series in vars(around).items():
        if series.index.has_duplicates:
            raise RankingError(f"{name} must have one value a buurt.")
        if (pd.to_numeric(series) < 0).any():
            raise RankingError(f"{name} cannot be negative.")
    order = pd.Index(buurten["buurtcode"]).get_indexer(pd.Index(estimate.buurtcodes))
    if len(buurten) != len(estimate.buurtcodes) or (order < 0).any() or buurten["buurtcode"].duplicated().any():
        raise RankingError("The buurten are not those of the frailty estimate; make both from the same load.")
    ours = buurten.iloc[order].reset_index(drop=True)
    table = pd.DataFrame(ours[columns])
    table["buurtnaam"] = ours["buurtnaam"] if "buurtnaam" in ours.columns else None
    table["inhabitants"] = _floats(ours["inhabitants"]) if "inhabitants" in ours.columns else np.nan
    table["area_ha"] = _area_ha(ours)
    if "geometry" in ours.columns:
        points = ours.geometry.representative_point()
        table["x"], table["y"] = points.x.to_numpy(), points.y.to_numpy()
    else:
        table["x"], table["y"] = np.arange(len(table)) * 10 * CIRCLE_M, 0.0  # nobody is anybody's neighbour
    home = estimate.frame[estimate.frame["group_name"] == HOME].set_index("buurtcode")["expected"]
    table["expected"] = home.reindex(table["buurtcode"]).to_numpy(dtype=np.float64)
    for name, series in vars(around).items():
        table[name] = _floats(series.reindex(table["buurtcode"]))
    table["known"] = table["known"].fillna(0.0)
    return table


def area_criteria(estimate: FrailtyEstimate, table: pd.DataFrame, kind: str, seed: int) -> AreaCriteria:
    """The criteria by wijk or by buurt.

    Args:
        estimate: frail residents at home by buurt, with draws.
        table: as :func:`buurt_table`.
        kind: ``wijk`` or ``buurt``.
        seed: of the draws of loneliness.
    """
    codes, place = np.unique(table[f"{kind}code"].to_numpy(dtype=str), return_inverse=True)
    size, expected = len(codes), table["expected"].to_numpy(np.float64)
    weights = _within(place, expected, size)
    gather = csr_matrix((weights, (place, np.arange(len(place)))), shape=(size, len(place)))
    circle = gather @ circles(table)
    area = np.maximum(_sums(place, table["area_ha"].to_numpy(np.float64), size), MIN_AREA_HA) / 100
    people = _sums(place, np.nan_to_num(table["inhabitants"].to_numpy(np.float64)), size)
    inhabitants = np.where(people > 0, people, np.nan)
    in_view = circle @ table["known"].to_numpy(np.float64)
    total, near = _sums(place, expected, size), circle @ expected
    lonely, lonely_known = _mean(gather, table["lonely_pct"])
    means = {name: _mean(gather, table[column]) for name, column in _MEANS.items()}
    values = {
        "count": near,
        "rate": 100 * total / inhabitants,
        "density": total / area,
        "lonely": lonely,
        "unmet": np.maximum(near - in_view, 0.0),
        "distance": _mean(gather, table["nearest_hub_s"])[0],
    } | {name: value for name, (value, _) in means.items()}
    known = {"lonely": lonely_known} | {name: share for name, (_, share) in means.items()}
    sums = sum_rows(place, estimate.draws_home, size) if kind == "wijk" else estimate.draws_home
    drawn_near = circle @ estimate.draws_home
    noise = np.random.default_rng([seed, 3]).standard_normal(drawn_near.shape)
    sd = np.sqrt(np.nan_to_num(gather @ np.nan_to_num(table["lonely_sd"].to_numpy(np.float64)) ** 2))
    drawn = {
        "count": drawn_near,
        "rate": 100 * sums / inhabitants[:, None],
        "density": sums / area[:, None],
        "unmet": np.maximum(drawn_near - in_view[:, None], 0.0),
        "lonely": np.clip(lonely[:, None] + sd[:, None] * noise, 0.0, 100.0),
    }
    stacked = np.column_stack([values[name] for name in CRITERIA])
    scores = np.column_stack([score(each, values[name]) for name, each in CRITERIA.items()])
    unreached = np.where(table["nearest_hub_s"].isna(), 1.0, 0.0)
    by_buurt = score(CRITERIA["distance"], table["nearest_hub_s"].to_numpy(np.float64))
    scores[:, list(CRITERIA).index("distance")] = gather @ np.where(unreached > 0, 1.0, by_buurt)
    imputed = np.column_stack([known.get(name, np.ones(size)) < 1 - 1e-9 for name in CRITERIA])
    first = table.iloc[np.unique(place, return_index=True)[1]].reset_index(drop=True)
    shown = pd.DataFrame(
        {
            "code": codes,
            "name": first[f"{kind}naam"],
            "gemeentecode": first["gemeentecode"],
            "expected_frail": total,
            "frail_per_100": values["rate"],
            "frail_per_km2": values["density"],
            "in_view": _sums(place, table["known"].to_numpy(np.float64), size),
            "nearest_hub_s": values["distance"],
        }
    )
    low, high = np.percentile(sums, [5, 95], axis=1)
    return AreaCriteria(shown.assign(low=low, high=high), stacked, scores, imputed, drawn)


_MEANS = {"facilities": "facility_km", "supply": "supply", "partners": "partners", "cost": "cost_eur"}


def score(criterion: Criterion, values: Floats) -> Floats:
    """Values on the criterion's fixed scale, 0 to 1; the middle where nothing is known."""
    part = (criterion.half if criterion.less_is_more else values) / (values + criterion.half)
    scored: Floats = np.where(np.isnan(values), UNKNOWN_SCORE, part)
    return scored


def circles(table: pd.DataFrame) -> csr_matrix:
    """Which part of each buurt lies within ``CIRCLE_M`` of each buurt's point: (buurten, buurten), rows are circles."""
    xy = table[["x", "y"]].to_numpy(np.float64)
    radius = np.sqrt(np.maximum(table["area_ha"].to_numpy(np.float64), MIN_AREA_HA) * 10_000 / np.pi)
    tree = cKDTree(xy)
    # discs that may overlap lie within the circle and the other's radius; large ones are asked for by themselves
    usual = float(np.quantile(radius, 0.95)) if len(radius) else 0.0
    near = [tree.query_pairs(CIRCLE_M + usual, output_type="ndarray")]
    near.append(near[0][:, ::-1])
    near.append(np.repeat(np.arange(len(xy))[:, None], 2, axis=1))
    for large in np.flatnonzero(radius > usual):
        others = np.array(tree.query_ball_point(xy[large], CIRCLE_M + radius[large]), dtype=np.int64)
        near.append(np.column_stack([others, np.full(len(others), large)]))
    pairs = np.unique(np.concatenate(near), axis=0)
    apart = np.hypot(*(xy[pairs[:, 0]] - xy[pairs[:, 1]]).T)
    own = radius[pairs[:, 1]]
    share = _overlap(apart, np.full(len(pairs), CIRCLE_M), own) / (np.pi * own**2)
    return csr_matrix((share, (pairs[:, 0], pairs[:, 1])), shape=(len(xy), len(xy)))


def _overlap(apart: Floats, one: Floats, other: Floats) -> Floats:
    """Area that two discs of radius ``one`` and ``other`` share, their centres ``apart``; m2."""
    small, large = np.minimum(one, other), np.maximum(one, other)
    inside, outside = apart <= large - small, apart >= large + small
    safe = np.where(inside | outside, large, apart)
    first = np.clip((safe**2 + small**2 - large**2) / (2 * safe * small), -1.0, 1.0)
    second = np.clip((safe**2 + large**2 - small**2) / (2 * safe * large), -1.0, 1.0)
    root = (-safe + small + large) * (safe + small - large) * (safe - small + large) * (safe + small + large)
    lens = small**2 * np.arccos(first) + large**2 * np.arccos(second) - 0.5 * np.sqrt(np.maximum(root, 0.0))
    result: Floats = np.where(outside, 0.0, np.where(inside, np.pi * small**2, lens))
    return result


def _within(place: Places, weights: Floats, size: int) -> Floats:
    """Weights that add up to 1 in each area; alike where they are all 0."""
    total = _sums(place, weights, size)[place]
    count = np.bincount(place, minlength=size)[place]
    return np.where(total > 0, weights / np.where(total > 0, total, 1.0), 1.0 / count)


def _mean(gather: csr_matrix, series: pd.Series) -> tuple[Floats, Floats]:
    """Weighted mean by area over the buurten that are known, NaN where none is; and the weight of the known ones."""
    values = series.to_numpy(np.float64)
    known = ~np.isnan(values)
    weight = gather @ known.astype(np.float64)
    summed = gather @ np.where(known, values, 0.0)
    return np.divide(summed, weight, out=np.full_like(summed, np.nan), where=weight > 0), weight


def _sums(place: Places, values: Floats, size: int) -> Floats:
    return np.bincount(place, weights=values, minlength=size).astype(np.float64)


def _floats(series: pd.Series) -> Floats:
    numbers = pd.to_numeric(series).astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
    return np.asarray(numbers, dtype=np.float64)


def _area_ha(buurten: pd.DataFrame) -> Floats:
    """Land area, from the boundary where CBS gives none; RankingError where neither is there."""
    area = _floats(buurten["land_area_ha"])
    if np.isnan(area).any() and "geometry" in buurten.columns:
        area = np.where(np.isnan(area), np.asarray(buurten["geometry"].area) / 10_000, area)
    if np.isnan(area).any():
        lacking = ", ".join(buurten.loc[np.isnan(area), "buurtcode"].head(5))
        raise RankingError(f"No land area for {lacking}: a density cannot be given. Load CBS figures that have it.")
    return area
