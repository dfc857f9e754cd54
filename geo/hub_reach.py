"""All that is told of whom a scenario's hubs reach, from one table of times a means: areas, quantiles, change, spots.

What each figure is stands in the module that makes it; here they are asked for together, so that the work is shared.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geo.access import MODE as WALKED
from geo.access import walked_to
from geo.db.base import RD_NEW
from geo.reach import hub_contribution, reach, reach_change, white_spots
from geo.scenario import Scenario
from geo.service_area import count_within, land_of, places_without_addresses, service_areas
from geo.site_times import SiteTimes, site_times
from geo.travel_time.model import TravelTimes
from geo.zones import in_zone

OPEN = ("kept", "opened")
EXISTING = "existing"


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What lies around the hubs of a region; frames of ``core``, RD New.

    ``demand``: as :func:`geo.coverage.demand_points`. ``residents``: front doors of the residents known in the last
    year (:func:`known_residents`), None where no file tells of any. ``zones``: those that hold on the day.
    ``features``: intake.map_feature.
    """

    buurten: gpd.GeoDataFrame
    demand: gpd.GeoDataFrame
    facilities: gpd.GeoDataFrame
    residents: gpd.GeoDataFrame | None
    zones: gpd.GeoDataFrame
    features: gpd.GeoDataFrame


@dataclass(frozen=True, eq=False)
class HubReach:
    """Rows of the planning tables of these names, without region, scenario, run; and the times of the open hubs."""

    service_area: gpd.GeoDataFrame
    reach: pd.DataFrame
    reach_change: pd.DataFrame
    white_spot: gpd.GeoDataFrame
    hub_contribution: pd.DataFrame
    opened: tuple[SiteTimes, ...]


def origins(sites: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, mode: str) -> gpd.GeoDataFrame:
    """From where times by ``mode`` are ever asked, so that a region's table is computed once: [site_id, geometry].

    ``sites``: [site_id, geometry]. The facilities that residents walk to come along at the pace they walk.
    """
    parts = [sites[["site_id", "geometry"]]]
    if mode == WALKED:
        parts.append(walked_to(facilities)[["site_id", "geometry"]])
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True).drop_duplicates("site_id", ignore_index=True))


def known_residents(
    residents: gpd.GeoDataFrame, deliveries: pd.DataFrame, visits: pd.DataFrame, as_of: dt.date, months: int = 12
) -> gpd.GeoDataFrame | None:
    """Front doors of the residents with a delivery or visit in the months up to ``as_of``; None where there is no file.

    ``residents``: one row a resident_key (:func:`geo.residents.one_per_resident`), of whom some have no point.
    """
    if deliveries.empty and visits.empty:
        return None
    seen = pd.concat([deliveries[["service_date", "resident_key"]], visits[["service_date", "resident_key"]]])
    day, end = pd.to_datetime(seen["service_date"]), pd.Timestamp(as_of)
    recent = set(seen.loc[(day > end - pd.DateOffset(months=months)) & (day <= end), "resident_key"])
    return residents[residents["resident_key"].isin(recent) & residents.geometry.notna()]


def hub_reach(
    scenario: Scenario, sites: gpd.GeoDataFrame, around: Surroundings, times: Mapping[str, TravelTimes]
) -> HubReach:
    """Whom the hubs of a scenario reach, by every means that it asks.

    ``sites``: planning.hub_site[hub_id, kind, state, geometry]. ``times``: travel times by means, for each of
    ``scenario.limits()``. Open hubs are told at every limit; others at the scenario's own means and minutes.
    """
    everywhere = sites.rename(columns={"hub_id": "site_id"})
    opened = list(sites.loc[sites["state"].isin(OPEN), "hub_id"])
    today = list(sites.loc[sites["kind"] == EXISTING, "hub_id"])
    areas, reached, changed, added, of_open = [], [], [], [], []
    spots = None
    land, bare_places = land_of(around.buurten, around.features), places_without_addresses(
        around.buurten, around.demand, around.features
    )  # fmt: skip
    zoned = in_zone(around.demand, around.zones)
    gemeenten = dict(zip(around.buurten["buurtcode"], around.buurten["gemeentecode"], strict=True))
    for mode, limits in scenario.limits().items():
        own = mode == scenario.mode
        table = site_times(times[mode], everywhere, around.demand).of(list(sites["hub_id"]))
        of_open.append(table.of(opened))
        wanted = {hub: limits if hub in opened else (scenario.minutes,) for hub in sites["hub_id"]
                  if hub in opened or own}  # fmt: skip
        asked = everywhere[everywhere["site_id"].isin(wanted)]
        bare = site_times(times[mode], asked, bare_places) if len(bare_places) else None
        drawn = service_areas(
            table, wanted, around.demand, land=land, zoned=zoned, bare=bare,
            bare_places=bare_places if bare is not None else None,
        )  # fmt: skip
        areas.append(_counted(drawn, times[mode], asked, wanted, around).assign(open=drawn["hub_id"].isin(opened)))
        reached.append(reach(of_open[-1], around.demand, gemeenten))
        changed.append(reach_change(table, today, opened, limits, around.demand, {}))
        added.append(hub_contribution(table, opened, wanted, around.demand))
        if own:
            spots = white_spots(of_open[-1], scenario.minutes, around.demand, around.buurten)
    assert spots is not None, "a scenario's limits hold its own means"
    return HubReach(
        gpd.GeoDataFrame(pd.concat(areas, ignore_index=True), geometry="geometry", crs=f"EPSG:{RD_NEW}"),
        pd.concat(reached, ignore_index=True),
        pd.concat(changed, ignore_index=True),
        spots,
        pd.concat(added, ignore_index=True),
        tuple(of_open),
    )


def _counted(
    areas: gpd.GeoDataFrame,
    times: TravelTimes,
    sites: gpd.GeoDataFrame,
    wanted: Mapping[str, tuple[int, ...]],
    around: Surroundings,
) -> gpd.GeoDataFrame:
    """Areas with the facilities and the known residents inside, by their own travel time."""
    facilities = count_within(site_times(times, sites, around.facilities), wanted)
    residents: list[int] | None = None
    if around.residents is not None:
        residents = count_within(site_times(times, sites, around.residents), wanted)
    known = pd.Series(residents, index=areas.index, dtype="Int64") if residents is not None else pd.NA
    return areas.assign(facilities=facilities, residents_known=known)
