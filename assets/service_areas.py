"""Group ``service_areas``: whom the open hubs reach, the four measures of coverage, and what is around."""

import geopandas as gpd
import pandas as pd
from dagster import AssetExecutionContext

from assets.factory import tables_asset
from assets.frailty import region_of, scenario_of
from assets.partitions import by_scenario
from assets.resources import Workspaces
from geo.access import MODE as WALKED
from geo.access import access as access_of
from geo.access import walked_to
from geo.barriers import barriers
from geo.catchment import weekly_hours
from geo.coverage import coverage, demand_points, offered_wijken, open_hubs
from geo.cut_off import cut_off as what_is_cut_off
from geo.hub_choice import candidate_sites
from geo.hub_reach import OPEN, Surroundings, hub_reach, known_residents, origins
from geo.residents import one_per_resident
from geo.site_times import site_times
from geo.zones import zones_on

REACHED = {
    "service_area": "planning.service_area",
    "coverage": "planning.coverage",
    "reach": "planning.reach",
    "reach_change": "planning.reach_change",
    "white_spot": "planning.white_spot",
    "hub_contribution": "planning.hub_contribution",
}
AROUND = {"access": "planning.access", "barrier": "planning.barrier", "cut_off": "planning.cut_off"}


@tables_asset(
    "whom_hubs_reach",
    REACHED,
    group="service_areas",
    partitions=by_scenario,
    reads={
        "buurten": "core.buurt",
        "addresses": "core.address",
        "facilities": "core.facility",
        "hubs": "core.hub",
        "zones": "core.zone",
        "concierges": "core.concierge",
        "deliveries": "core.delivery",
        "visits": "core.visit",
        "residents": "vault.resident",
        "features": "intake.map_feature",
        "frailty": "planning.frailty",
        "sites": "planning.hub_site",
        "catchments": "planning.catchment",
    },
)
def whom_hubs_reach(
    context: AssetExecutionContext, workspaces: Workspaces, buurten: gpd.GeoDataFrame, addresses: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame, hubs: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, concierges: pd.DataFrame,
    deliveries: pd.DataFrame, visits: pd.DataFrame, residents: gpd.GeoDataFrame, features: gpd.GeoDataFrame,
    frailty: pd.DataFrame, sites: gpd.GeoDataFrame, catchments: pd.DataFrame,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:  # fmt: skip
    """Areas with exact counts, four measures that are never one, quantiles, change, white spots, what a hub adds."""
    scenario, region = scenario_of(context, workspaces), workspaces.region(region_of(context))
    seen = known_residents(one_per_resident(residents), deliveries, visits, region.service_date)
    demand = demand_points(buurten, addresses, frailty)
    around = Surroundings(buurten, demand, facilities, seen, zones_on(zones, region.service_date), features)
    found = hub_reach(
        scenario, sites, around, {mode: workspaces.times(region.region, mode) for mode in scenario.limits()}
    )
    opened = sites.loc[sites["state"].isin(OPEN), "hub_id"]
    measured = coverage(
        found.opened, scenario.limits(), demand, catchments, deliveries=deliveries, visits=visits,
        hours=weekly_hours(concierges, catchments, list(opened)) if len(concierges) else None,
        offered=list(offered_wijken(open_hubs(hubs, region.service_date))), as_of=region.service_date,
    )  # fmt: skip
    change = found.reach_change.assign(hub_id=found.reach_change["buurtcode"].map(_main_hub(catchments)))
    return (
        _in_gemeente(found.service_area, "hub_id", sites), _in_gemeente(measured, "buurtcode", buurten),
        _in_gemeente(found.reach, "area_code", buurten), _in_gemeente(change, "buurtcode", buurten),
        _in_gemeente(found.white_spot, "buurtcode", buurten), _in_gemeente(found.hub_contribution, "hub_id", sites),
    )  # fmt: skip


def _main_hub(catchments: pd.DataFrame) -> dict[str, str]:
    """The hub with the largest part of each buurt."""
    main = catchments[catchments["main"].astype(bool)]
    return dict(zip(main["buurtcode"], main["hub_id"], strict=True))


def _in_gemeente(rows: pd.DataFrame, key: str, *frames: pd.DataFrame) -> pd.DataFrame:
    """``rows`` with the gemeentecode of what ``key`` names; a wijk's is that of its first buurt."""
    known: dict[str, str] = {}
    for frame in frames:
        for column in ("gemeentecode", "wijkcode", "buurtcode", "hub_id", "facility_id", "site_id"):
            if column in frame:
                known |= dict(zip(frame[column][::-1], frame["gemeentecode"][::-1], strict=True))
    return rows.assign(gemeentecode=rows[key].map(known))


@tables_asset(
    "surroundings",
    AROUND,
    group="service_areas",
    partitions=by_scenario,
    reads={
        "buurten": "core.buurt",
        "addresses": "core.address",
        "facilities": "core.facility",
        "depots": "core.depot",
        "hubs": "core.hub",
        "features": "intake.map_feature",
        "frailty": "planning.frailty",
    },
)
def surroundings(
    context: AssetExecutionContext, workspaces: Workspaces, buurten: gpd.GeoDataFrame, addresses: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame, depots: gpd.GeoDataFrame, hubs: gpd.GeoDataFrame, features: gpd.GeoDataFrame,
    frailty: pd.DataFrame,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:  # fmt: skip
    """Access to kinds of facility on foot, detours by buurt with what lies between, and what is cut off, by means."""
    scenario, region = scenario_of(context, workspaces), workspaces.region(region_of(context))
    demand = demand_points(buurten, addresses, frailty)
    sites = candidate_sites(open_hubs(hubs, region.service_date), facilities, depots, scenario, buurten)
    times = {mode: workspaces.times(region.region, mode) for mode in sorted({WALKED, *scenario.limits()})}
    tables = {mode: site_times(each, origins(sites, facilities, mode), demand) for mode, each in times.items()}
    near = access_of(tables[WALKED], walked_to(facilities), demand)
    detours = pd.concat([barriers(each, demand, features) for each in times.values()], ignore_index=True)
    left_out = pd.concat(
        [
            what_is_cut_off(each, tables[mode].of(list(sites["site_id"])), sites, facilities, demand)
            for mode, each in times.items()
        ],
        ignore_index=True,
    )
    return (
        _in_gemeente(near, "buurtcode", buurten), _in_gemeente(detours, "buurtcode", buurten),
        _in_gemeente(left_out, "subject_id", buurten, facilities, sites),
    )  # fmt: skip
