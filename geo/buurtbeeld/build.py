"""All figures of all buurten and wijken at once, each beside that of its gemeente and of the country.

A sum over buurten of which the source withholds one is the sum of the others, and its note says so; where all are
withheld there is no figure. Means are weighted by the people or households that they are of.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.assumptions import Assumptions
from geo.buurtbeeld.figures import FIGURES, NO_FIGURE, PARTLY, SUPPRESSED, WALK_M
from geo.buurtbeeld.history import delivery_rates, first_openings
from geo.frailty import HOME, INSTITUTION, VULNERABLE

Floats = NDArray[np.float64]

AREAS = ("buurt", "wijk", "gemeente")
GROUPS = {"frail_home": HOME, "frail_institution": INSTITUTION, "vulnerable_any_age": VULNERABLE}
_ENDS = {"": "expected", "_low": "low", "_high": "high"}
MEASURES = ("reachable", "known", "served", "capacity")
_MEASURED = tuple(f"{measure}_pct" for measure in MEASURES)
_WORDS = {status: said for status, (said, _) in NO_FIGURE.items()}
HEALTH = {"lonely_severe_pct": "lonely_severe", "health_good_pct": "health_good"}
MOST_NAMES = 40
ORGANISATIONS = (
    "community_centre", "meeting_place", "shared_meals", "day_activity", "library", "association", "church", "mosque",
    "place_of_worship", "nursing_home", "care_organisation", "social_team", "welfare", "volunteers", "carer_support",
    "food_bank", "pharmacy", "doctors",
)  # fmt: skip
"""Kinds of facility that count as a stakeholder; a shop is reached, it is no partner."""


class BuurtbeeldError(ValueError):
    """The picture cannot be made; the message says what is missing."""


@dataclass(frozen=True, eq=False)
class Inputs:
    """The tables that a buurtbeeld is made of, all of one region and scenario; any but the first four may be empty.

    ``buurten``: core.buurt with geometry. ``frailty``, ``totals``, ``coverage``: planning.frailty, frailty_total,
    coverage. ``nearest_hub_s``: seconds by buurtcode. The others are core tables; ``signals``: core.signal_count.
    ``mode`` and ``minutes``: what counts as reachable in the scenario.
    """

    buurten: gpd.GeoDataFrame
    frailty: pd.DataFrame
    totals: pd.DataFrame
    coverage: pd.DataFrame
    nearest_hub_s: pd.Series
    facilities: gpd.GeoDataFrame
    hubs: pd.DataFrame
    deliveries: pd.DataFrame
    suppliers: pd.DataFrame
    signals: pd.DataFrame
    health: pd.DataFrame
    mode: str
    minutes: int
    as_of: dt.date


def buurtbeeld(inputs: Inputs, assumptions: Assumptions) -> pd.DataFrame:
    """Rows of ``planning.buurtbeeld`` except region, scenario and run_id, by area and place on the page.

    Raises:
        BuurtbeeldError: the buurten and the estimate are not the same.
    """
    base = _by_buurt(inputs)
    active = _active(inputs)
    frames = {kind: _figures(base, inputs, active, kind) for kind in AREAS}
    country = _country(inputs.health, assumptions)
    parts = [_rows(base, frames, active, kind, country) for kind in AREAS[:2]]
    return pd.concat(parts, ignore_index=True).sort_values(["area_kind", "area_code", "position"], ignore_index=True)


def _rows(
    base: pd.DataFrame, frames: Mapping[str, pd.DataFrame], active: pd.DataFrame, kind: str, country: dict[str, float]
) -> pd.DataFrame:
    """The rows of all areas of a kind: figure after figure."""
    values, figures = frames[kind], list(FIGURES.values())
    areas = base.drop_duplicates(f"{kind}code").set_index(f"{kind}code").loc[values.index]
    beside = frames["gemeente"].reindex(areas["gemeentecode"])
    empty = np.full(len(values), np.nan)
    names = _joined(active, dict(zip(base["buurtcode"], base[f"{kind}code"], strict=True))).reindex(values.index)
    nothing = np.full(len(values), None, dtype=object)

    def stacked(columns: list[Any]) -> NDArray[Any]:
        return np.concatenate([np.asarray(each) for each in columns])

    def each_of(suffix: str) -> NDArray[Any]:
        return stacked([values.get(f"{each.name}{suffix}", empty) for each in figures])

    value = each_of("").astype(np.float64)
    notes = [_notes(each.note_nl, each.name, values) for each in figures]
    words = {"stakeholders": names.to_numpy(object)} | {
        name: values[f"{name}_status"].map(_WORDS).astype(object).where(values[name].isna(), None).to_numpy()
        for name in _MEASURED
    }
    return pd.DataFrame(
        {
            "area_kind": kind,
            "area_code": np.tile(values.index.to_numpy(dtype=object), len(figures)),
            "figure": np.repeat([each.name for each in figures], len(values)),
            "area_name": np.tile(areas[f"{kind}naam"].to_numpy(dtype=object), len(figures)),
            "theme": np.repeat([each.theme for each in figures], len(values)),
            "position": np.repeat(np.arange(1, len(figures) + 1), len(values)),
            "value": value,
            "low": each_of("_low").astype(np.float64),
            "high": each_of("_high").astype(np.float64),
            "unit": np.repeat([each.unit for each in figures], len(values)),
            "gemeente": stacked([beside[each.name] for each in figures]).astype(np.float64),
            "country": np.repeat([country.get(each.name, np.nan) for each in figures], len(values)),
            "text_nl": stacked([words.get(each.name, nothing) for each in figures]),
            "note_nl": stacked(notes),
            "gemeentecode": np.tile(areas["gemeentecode"].to_numpy(dtype=object), len(figures)),
        }
    )


def _by_buurt(inputs: Inputs) -> pd.DataFrame:
    """What is added up or averaged, one row a buurt sorted by code."""
    columns = ["buurtcode", "buurtnaam", "wijkcode", "wijknaam", "gemeentecode"]
    base = pd.DataFrame(inputs.buurten[columns]).sort_values("buurtcode", ignore_index=True)
    ours = inputs.buurten.set_index("buurtcode").loc[base["buurtcode"]]
    if set(inputs.frailty["buurtcode"]) != set(base["buurtcode"]):
        raise BuurtbeeldError("The buurten are not those of the frailty estimate; run the scenario again.")
    for name in ("inhabitants", "aged_65_plus", "aged_80_plus", "households", "single_households", "low_income_pct",
                 "gp_distance_km", "supermarket_distance_km", "good_health_pct", "land_area_ha"):  # fmt: skip
        base[name] = _floats(ours[name])
    drawn = np.asarray(ours.geometry.area) / 10_000
    base["land_area_ha"] = np.where(np.isnan(base["land_area_ha"]), drawn, base["land_area_ha"])
    expected = inputs.frailty.pivot_table(index="buurtcode", columns="group_name", values="expected", aggfunc="first")
    base["expected"] = expected[HOME].reindex(base["buurtcode"]).to_numpy()
    base["walking"] = _walking(ours, inputs.facilities)
    base["hub_s"] = _floats(inputs.nearest_hub_s.reindex(base["buurtcode"]))
    for measure in MEASURES:
        rows = inputs.coverage[inputs.coverage["measure"] == measure]
        if measure == "reachable":
            rows = rows[(rows["mode"] == inputs.mode) & (rows["minutes"] == inputs.minutes)]
        rows = rows.drop_duplicates("buurtcode").set_index("buurtcode")
        for part in ("numerator", "denominator"):
            base[f"{measure}_{part}"] = _floats(rows[part].reindex(base["buurtcode"]))
        base[f"{measure}_status"] = rows["status"].reindex(base["buurtcode"]).to_numpy(dtype=object)
    end = pd.Timestamp(inputs.as_of)
    base["deliveries"] = _counted(inputs.deliveries, "service_date", end, base["buurtcode"])
    base["signals"] = _counted(inputs.signals, "month", end, base["buurtcode"], "count")
    opened = first_openings(inputs.hubs, inputs.as_of).reindex(base["wijkcode"]).set_axis(base["buurtcode"])
    rates = delivery_rates(inputs.deliveries, opened, inputs.as_of)
    return base.join(rates, on="buurtcode")


def _figures(base: pd.DataFrame, inputs: Inputs, active: pd.DataFrame, kind: str) -> pd.DataFrame:
    """The figures of every area of a kind, by code; with ``_low`` and ``_high`` of estimates, ``_partly`` of sums."""
    codes, place = np.unique(base[f"{kind}code"].to_numpy(str), return_inverse=True)

    def summed(numbers: Floats) -> Floats:
        """Sums of what is known, NaN where nothing is."""
        known = ~np.isnan(numbers)
        sums = np.bincount(place, weights=np.where(known, numbers, 0.0), minlength=len(codes))
        return np.where(np.bincount(place, weights=known, minlength=len(codes)) > 0, sums, np.nan)

    def column(name: str) -> Floats:
        return base[name].to_numpy(dtype=np.float64)

    def ratio(part: Floats, whole: Floats) -> Floats:
        both = ~np.isnan(part) & ~np.isnan(whole)
        parts, wholes = summed(np.where(both, part, np.nan)), summed(np.where(both, whole, np.nan))
        return np.divide(parts, wholes, out=np.full_like(parts, np.nan), where=wholes > 0)

    def share(part: str, whole: str) -> Floats:
        return 100.0 * ratio(column(part), column(whole))

    def mean(name: str, weight: str) -> Floats:
        weights = np.maximum(np.nan_to_num(column(weight)), 0.01)
        return ratio(column(name) * weights, np.where(np.isnan(column(name)), np.nan, weights))

    found: dict[str, Any] = {}
    for name in ("inhabitants", "aged_65_plus"):
        found[name] = summed(column(name))
        found[f"{name}_partly"] = np.bincount(place, weights=np.isnan(column(name)), minlength=len(codes)) > 0
    found["aged_65_plus_pct"] = share("aged_65_plus", "inhabitants")
    found["aged_80_plus_pct"] = share("aged_80_plus", "inhabitants")
    found["single_households_pct"] = share("single_households", "households")
    found["low_income_pct"] = mean("low_income_pct", "households")
    for name, group in GROUPS.items():
        rows = _estimate(inputs, kind, group).reindex(codes)
        found |= {f"{name}{end}": _floats(rows[each]) for end, each in _ENDS.items()}
    found["frail_per_100"] = share("expected", "inhabitants")
    found["frail_per_km2"] = share("expected", "land_area_ha")
    for name, indicator in HEALTH.items():
        own = _floats(health_of(inputs.health, indicator).reindex(codes))
        spread = mean("good_health_pct", "inhabitants") if name == "health_good_pct" else np.full(len(own), np.nan)
        found[name] = np.where(np.isnan(own), spread, own)
    found["facilities_walking"] = mean("walking", "inhabitants")
    found["gp_distance_km"] = mean("gp_distance_km", "inhabitants")
    found["supermarket_distance_km"] = mean("supermarket_distance_km", "inhabitants")
    found["nearest_hub_min"] = mean("hub_s", "expected") / 60
    for measure in MEASURES:
        found[f"{measure}_pct"] = share(f"{measure}_numerator", f"{measure}_denominator")
        found[f"{measure}_pct_status"] = _why(base[f"{measure}_status"], base[f"{kind}code"], codes)
    found["deliveries_12m"], found["signals_12m"] = summed(column("deliveries")), summed(column("signals"))
    for name in ("before", "after"):
        months = np.zeros(len(codes))
        np.maximum.at(months, place, column(f"{name}_months"))
        rate = summed(column(name))
        found[f"deliveries_{name}_hub"] = np.divide(rate, months, out=np.full_like(rate, np.nan), where=months >= 1)
    found["deliveries_trend_pct"] = share("recent", "earlier") - 100.0
    found["stakeholders"] = _organisations(inputs, base, active, kind).reindex(codes).to_numpy(np.float64)
    return pd.DataFrame(found, index=codes)


def health_of(health: pd.DataFrame, indicator: str) -> pd.Series:
    """RIVM's newest percentage of adults by area code; empty where there is none."""
    rows = health[(health["indicator"] == indicator) & health["value"].notna()]
    if rows.empty:
        return pd.Series(dtype=float)
    rows = rows[rows["period"] == rows["period"].max()]
    age = "18+" if (rows["age_group"] == "18+").any() else rows["age_group"].iloc[0]
    return rows[rows["age_group"] == age].drop_duplicates("area_code").set_index("area_code")["value"].astype(float)


def _estimate(inputs: Inputs, kind: str, group: str) -> pd.DataFrame:
    if kind == "buurt":
        return inputs.frailty[inputs.frailty["group_name"] == group].set_index("buurtcode")
    rows = inputs.totals[(inputs.totals["area_kind"] == kind) & (inputs.totals["group_name"] == group)]
    return rows.set_index("area_code")


def _country(health: pd.DataFrame, assumptions: Assumptions) -> dict[str, float]:
    """Figures of the Netherlands: RIVM's own row where it is loaded, else the table of assumptions."""
    found = {each.name: assumptions.figure(each.national).value for each in FIGURES.values() if each.national}
    for name, indicator in HEALTH.items():
        country = health_of(health[health["area_kind"] == "country"], indicator)
        if len(country):
            found[name] = float(country.iloc[0])
    return found


def _walking(ours: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame) -> Floats:
    """Facilities within a walk of each buurt's point; NaN where the region has no list of them."""
    if facilities.empty:
        return np.full(len(ours), np.nan)
    points = ours.geometry.representative_point()
    tree = cKDTree(np.column_stack([facilities.geometry.x, facilities.geometry.y]))
    found = tree.query_ball_point(np.column_stack([points.x, points.y]), WALK_M, return_length=True)
    return np.asarray(found, dtype=np.float64)


def _counted(rows: pd.DataFrame, day: str, end: pd.Timestamp, codes: pd.Series, count: str | None = None) -> Floats:
    """Rows (or the sum of ``count``) in the last year by buurt; NaN where the region sent no such file."""
    if rows.empty:
        return np.full(len(codes), np.nan)
    at = pd.to_datetime(rows[day])
    recent = rows[(at > end - pd.DateOffset(years=1)) & (at <= end)]
    grouped = recent.groupby("buurtcode")
    summed = grouped.size() if count is None else grouped[count].sum()
    return _floats(summed.reindex(codes).fillna(0.0))


def _active(inputs: Inputs) -> pd.DataFrame:
    """Who is active where: buurtcode and name, each once; facilities that lie there and suppliers that came there."""
    parts = []
    if not inputs.facilities.empty:
        chosen = inputs.facilities[inputs.facilities["kind"].isin(ORGANISATIONS)][["name", "geometry"]]
        placed = gpd.sjoin(chosen, inputs.buurten[["buurtcode", "geometry"]], predicate="intersects")
        parts.append(pd.DataFrame(placed[["buurtcode", "name"]]))
    if not inputs.deliveries.empty:
        at = pd.to_datetime(inputs.deliveries["service_date"])
        end = pd.Timestamp(inputs.as_of)
        recent = inputs.deliveries[(at > end - pd.DateOffset(years=1)) & (at <= end)]
        named = inputs.suppliers.set_index("supplier_id")["name"]
        came = recent[["buurtcode", "supplier_id"]].drop_duplicates()
        parts.append(
            came.assign(name=came["supplier_id"].map(named).fillna(came["supplier_id"]))[["buurtcode", "name"]]
        )
    if not parts:
        return pd.DataFrame({"buurtcode": pd.Series(dtype=str), "name": pd.Series(dtype=str)})
    return pd.concat(parts, ignore_index=True).dropna().drop_duplicates().sort_values(["buurtcode", "name"])


def _organisations(inputs: Inputs, base: pd.DataFrame, active: pd.DataFrame, kind: str) -> pd.Series:
    """How many organisations are active in each area; NaN where the region has no list of any."""
    codes = pd.Index(sorted(base[f"{kind}code"].unique()))
    if inputs.facilities.empty and inputs.deliveries.empty:
        return pd.Series(np.nan, index=codes)
    area = active["buurtcode"].map(dict(zip(base["buurtcode"], base[f"{kind}code"], strict=True)))
    return active["name"].groupby(area).nunique().reindex(codes).fillna(0.0).astype(float)


def _joined(active: pd.DataFrame, area_of: dict[str, str]) -> pd.Series:
    """The names by area, alphabetical, joined by semicolons; not more than ``MOST_NAMES`` of them."""
    area = active["buurtcode"].map(area_of)
    return active["name"].groupby(area).agg(lambda names: "; ".join(sorted(set(names))[:MOST_NAMES]))


def _why(status: pd.Series, code: pd.Series, codes: NDArray[np.str_]) -> NDArray[np.object_]:
    """Of each area the first of :data:`NO_FIGURE` that one of its buurten has; None where none has one."""
    order = {each: place for place, each in enumerate(NO_FIGURE)}
    place = status.map(order).groupby(code.to_numpy()).min().reindex(codes)
    return np.array([None if np.isnan(each) else list(NO_FIGURE)[int(each)] for each in place], dtype=object)


def _notes(note: str, name: str, values: pd.DataFrame) -> NDArray[np.object_]:
    """What to know of a figure, of each area; where there is none, why."""
    notes = np.full(len(values), f"{note}.", dtype=object)
    if f"{name}_partly" in values:
        notes[values[f"{name}_partly"].to_numpy(bool)] = f"{note}. {PARTLY}"
    status = values.get(f"{name}_status", pd.Series(None, index=values.index, dtype=object))
    for row in np.flatnonzero(values[name].isna()):
        notes[row] = NO_FIGURE[status.iloc[row]][1] if status.iloc[row] in NO_FIGURE else f"{note}. {SUPPRESSED}"
    return notes


def _floats(series: pd.Series) -> Floats:
    numbers = pd.to_numeric(series).astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
    return np.asarray(numbers, dtype=np.float64)
