"""The sites of a scenario: hubs of today, facilities, supplier premises, points of its own; with their qualities.

A candidate in the building of a hub of today is that hub: it stands once, under the hub's id, and tells what the file
of hubs leaves blank.
"""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from geo.db.base import RD_NEW
from geo.hub_wishes import QUALITIES
from geo.scenario import Scenario

EXISTING, CANDIDATE = "existing", "candidate"
HUB, FACILITY, SUPPLIER, POINT = "hub", "facility", "supplier", "point"
FIGURES = (*QUALITIES, "capacity_per_day")
SAME_BUILDING_M = 25.0
"""So close together, two points are one building."""

_COMPANY = {"with_social_team": ("social_team",), "with_volunteers": ("volunteers",)}
"""Kinds of facility in the building that answer a question which the file leaves blank."""


def candidate_sites(
    hubs: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    depots: gpd.GeoDataFrame | None = None,
    scenario: Scenario | None = None,
    buurten: gpd.GeoDataFrame | None = None,
) -> gpd.GeoDataFrame:
    """Today's hubs and the places that may house one. RD New.

    Args:
        hubs: the hubs in use[hub_id, name, geometry, and what is known of the building].
        facilities: core.facility; those marked as candidate may house a hub.
        depots: core.depot; those inside the buurten come along where the scenario asks for suppliers.
        scenario: where candidates come from, and its points of its own; None: facilities.
        buurten: core.buurt, the region.

    Returns:
        GeoDataFrame[site_id, name, kind (existing, candidate), origin, *QUALITIES, capacity_per_day, also, geometry],
        sorted by site_id; yes and no are 1 and 0, unknown is NaN; ``also``: ids of candidates that are this hub; with
        buurten also gemeentecode, that of the nearest buurt.
    """
    sources = ("facilities",) if scenario is None else scenario.candidates
    parts = [_frame(hubs, "hub_id", EXISTING, HUB)]
    if "facilities" in sources:
        possible = facilities[facilities["candidate"].astype(bool)]
        parts.append(_frame(possible, "facility_id", CANDIDATE, FACILITY).assign(with_facility=1.0))
    if "suppliers" in sources and depots is not None and buurten is not None:
        parts.append(_frame(_inside(depots, buurten), "depot_id", CANDIDATE, SUPPLIER))
    if scenario is not None and scenario.wishes.points:
        parts.append(_points(scenario))
    both = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    both = both.drop_duplicates("site_id").reset_index(drop=True)
    sites = gpd.GeoDataFrame(both, geometry="geometry", crs=RD_NEW)
    known = _with_company(_one_a_building(sites), facilities)
    if buurten is not None and len(known):
        known = known.assign(gemeentecode=_gemeente_of(known, buurten))
    return known.sort_values("site_id", ignore_index=True)


def _frame(rows: pd.DataFrame, key: str, kind: str, origin: str) -> pd.DataFrame:
    columns = {
        name: rows[name].astype("Float64").astype("float64").to_numpy() if name in rows.columns else np.nan
        for name in FIGURES
    }
    frame = pd.DataFrame({"site_id": rows[key].astype(str).to_numpy(), "name": rows["name"].to_numpy(), **columns})
    return frame.assign(kind=kind, origin=origin, geometry=rows["geometry"].to_numpy())


def _points(scenario: Scenario) -> pd.DataFrame:
    rows = [
        {"site_id": point.site_id, "name": point.name, **dict.fromkeys(FIGURES, np.nan), **point.qualities}
        | {"capacity_per_day": np.nan if point.capacity_per_day is None else point.capacity_per_day}
        | {"kind": CANDIDATE, "origin": POINT, "geometry": shapely.Point(point.x_m, point.y_m)}
        for point in scenario.wishes.points
    ]
    return pd.DataFrame(rows)


def _inside(depots: gpd.GeoDataFrame, buurten: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The depots that lie in the region, the first of each place."""
    region = shapely.union_all(buurten.geometry.to_numpy())
    return depots[shapely.intersects(region, depots.geometry.to_numpy())]


def _gemeente_of(sites: gpd.GeoDataFrame, buurten: gpd.GeoDataFrame) -> np.ndarray:
    tree = shapely.STRtree(buurten.geometry.to_numpy())
    return buurten["gemeentecode"].to_numpy()[tree.nearest(sites.geometry.to_numpy())]


def _one_a_building(sites: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Without the candidates that stand in the building of a hub of today, which takes over what they know."""
    sites = sites.assign(also="")
    here = (sites["kind"] == EXISTING).to_numpy()
    if not here.any() or here.all():
        return sites
    places = shapely.get_coordinates(sites.geometry.to_numpy())
    hubs, others = np.flatnonzero(here), np.flatnonzero(~here)
    apart, nearest = cKDTree(places[hubs]).query(places[others])
    for other, hub in zip(others[apart <= SAME_BUILDING_M], hubs[nearest[apart <= SAME_BUILDING_M]], strict=True):
        sites.loc[hub, list(FIGURES)] = sites.loc[hub, list(FIGURES)].fillna(sites.loc[other, list(FIGURES)])
        joined = [name for name in (str(sites.loc[hub, "also"]), str(sites.loc[other, "site_id"])) if name]
        sites.loc[hub, "also"] = ",".join(joined)
    return sites.drop(index=others[apart <= SAME_BUILDING_M]).reset_index(drop=True)


def _with_company(sites: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """A blank about who else is there becomes a yes where the social map has such a facility in the building."""
    for column, kinds in {"with_facility": None, **_COMPANY}.items():
        there = facilities if kinds is None else facilities[facilities["kind"].isin(kinds)]
        near = _beside(sites, there)
        sites[column] = sites[column].mask(sites[column].isna() & near, 1.0)
    return sites


def _beside(sites: gpd.GeoDataFrame, there: gpd.GeoDataFrame) -> np.ndarray:
    if there.empty or sites.empty:
        return np.zeros(len(sites), dtype=bool)
    apart, _ = cKDTree(shapely.get_coordinates(there.geometry.to_numpy())).query(
        shapely.get_coordinates(sites.geometry.to_numpy())
    )
    return np.asarray(apart <= SAME_BUILDING_M)


def named(sites: gpd.GeoDataFrame, ids: Sequence[str]) -> tuple[str, ...]:
    """The ids as the sites know them: a candidate that is a hub of today goes by the hub's."""
    known = {
        other: site
        for site, also in zip(sites["site_id"], sites["also"], strict=True)
        for other in str(also).split(",")
        if other
    }
    return tuple(dict.fromkeys(known.get(each, each) for each in ids))
