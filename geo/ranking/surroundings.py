"""What the criteria need beside the estimate, from core tables: what is near, who is active, lonely people, costs.

Which figure becomes which criterion is :mod:`geo.ranking.criteria`'s affair.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from geo.assumptions import Assumptions
from geo.frailty import HOME
from geo.ranking.cost import cost_per_resident
from geo.ranking.criteria import CIRCLE_M, MIN_AREA_HA, Surroundings

JOIN = (
    "community_centre", "meeting_place", "shared_meals", "day_activity", "library", "church", "mosque",
    "place_of_worship", "nursing_home", "care_organisation", "school",
)  # fmt: skip
"""Kinds of facility that a hub can join; any facility that may house one counts as well."""

HELP = ("social_team", "welfare", "volunteers", "carer_support", "municipal_desk", "association")
"""Kinds of facility that help, and know who needs it."""

UNSAID_SD = 3.0
"""Standard deviation of a percentage of RIVM without an interval, in points: an assumption."""

Z95 = 2 * 1.959963984540054


def surroundings_of(
    buurten: gpd.GeoDataFrame,
    frailty: pd.DataFrame,
    *,
    nearest_hub_s: pd.Series,
    known: pd.Series,
    facilities: gpd.GeoDataFrame,
    deliveries: pd.DataFrame,
    health: pd.DataFrame,
    assumptions: Assumptions,
    as_of: dt.date,
) -> Surroundings:
    """The surroundings of every buurt.

    Args:
        buurten: core.buurt with geometry. frailty: planning.frailty rows of the scenario.
        nearest_hub_s, known: by buurtcode, as :class:`geo.ranking.criteria.Surroundings`.
        facilities: core.facility; none at all: supply and partners are not known, which is not 0.
        deliveries: core.delivery[buurtcode, supplier_id, service_date]; the last year before ``as_of`` counts.
        health: core.health. assumptions: prices.
    """
    codes = pd.Index(buurten["buurtcode"])
    lonely, sd = _lonely(buurten, health)
    home = frailty[frailty["group_name"] == HOME].set_index("buurtcode")["expected"].reindex(codes)
    land = pd.to_numeric(buurten["land_area_ha"]).astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
    land = np.where(np.isnan(land), np.asarray(buurten.geometry.area) / 10_000, land)
    density = pd.Series(home.to_numpy(np.float64) / (np.maximum(land, MIN_AREA_HA) / 100), index=codes)
    distances = [
        pd.to_numeric(buurten[name]).astype("Float64") for name in ("gp_distance_km", "supermarket_distance_km")
    ]
    kilometres = pd.concat(distances, axis=1).mean(axis=1, skipna=False).astype("Float64")
    joined, helping = (
        _near(buurten, facilities, facilities["kind"].isin(kinds) | extra)
        for kinds, extra in ((JOIN, facilities["candidate"].astype(bool)), (HELP, False))
    )
    return Surroundings(
        nearest_hub_s=nearest_hub_s,
        known=known,
        lonely_pct=lonely,
        lonely_sd=sd,
        facility_km=pd.Series(kilometres.to_numpy(dtype=np.float64, na_value=np.nan), index=codes),
        supply=joined,
        partners=helping + _suppliers(deliveries, as_of).reindex(codes).fillna(0.0),
        cost_eur=cost_per_resident(density, assumptions),
    )


def nearest_seconds(travel_time: pd.DataFrame, hubs: Collection[str], mode: str) -> pd.Series:
    """Seconds from the nearest of ``hubs`` by buurtcode, from planning.travel_time; absent where none reaches it."""
    rows = travel_time[(travel_time["mode"] == mode) & travel_time["site_id"].isin(list(hubs))]
    return rows.groupby("buurtcode")["duration_s"].min()


def _near(buurten: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, wanted: pd.Series) -> pd.Series:
    """Facilities within the circle around each buurt's point; NaN where the region has no facilities at all."""
    codes = buurten["buurtcode"].to_numpy()
    if facilities.empty:
        return pd.Series(np.nan, index=codes)
    chosen = facilities[wanted]
    if chosen.empty:
        return pd.Series(0.0, index=codes)
    points = buurten.geometry.representative_point()
    tree = cKDTree(np.column_stack([chosen.geometry.x, chosen.geometry.y]))
    found = tree.query_ball_point(np.column_stack([points.x, points.y]), CIRCLE_M, return_length=True)
    return pd.Series(np.asarray(found, dtype=np.float64), index=codes)


def _suppliers(deliveries: pd.DataFrame, as_of: dt.date) -> pd.Series:
    """Suppliers that brought something in the last year, by buurt."""
    day = pd.to_datetime(deliveries["service_date"])
    end = pd.Timestamp(as_of)
    recent = deliveries[(day > end - pd.DateOffset(years=1)) & (day <= end)]
    return recent.groupby("buurtcode")["supplier_id"].nunique().astype(float)


def _lonely(buurten: pd.DataFrame, health: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Severely lonely adults in percent and its standard deviation: of the buurt, else of its wijk; NaN otherwise."""
    codes = pd.Index(buurten["buurtcode"])
    rows = health[(health["indicator"] == "lonely_severe") & health["value"].notna()]
    rows = rows[rows["area_kind"].isin(["buurt", "wijk"])]
    if rows.empty:
        return pd.Series(np.nan, index=codes), pd.Series(np.nan, index=codes)
    rows = rows[rows["period"] == rows["period"].max()]
    age = "18+" if (rows["age_group"] == "18+").any() else rows["age_group"].iloc[0]
    by_code = rows[rows["age_group"] == age].drop_duplicates("area_code").set_index("area_code")
    spread = ((by_code["high"] - by_code["low"]) / Z95).fillna(UNSAID_SD)
    found = []
    for series in (by_code["value"].astype(float), spread):
        own, wijk = series.reindex(codes).to_numpy(), series.reindex(buurten["wijkcode"]).to_numpy()
        found.append(pd.Series(np.where(np.isnan(own), wijk, own), index=codes))
    return found[0], found[1]
