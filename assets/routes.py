"""Group ``routes``: the route plan of a service date, checked by a checker that knows nothing of the solver.

A plan that stands is mended where the run asks for it (``repair``); the concierges' own sheets are written beside it.
"""

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from dagster import AssetCheckResult, AssetCheckSpec, AssetExecutionContext, Config, Output

from assets.factory import key_of, no_rows, tables_asset
from assets.frailty import region_of
from assets.partitions import by_date, day_of
from assets.pools import SOLVER
from assets.resources import Postgis, Workspaces
from geo.coverage import open_hubs
from geo.residents import one_per_key, one_per_resident
from routing.day_sheets import day_sheets
from routing.route_plan.day import Before, DayTables, plan_day
from routing.route_plan.room import free_by_hub
from routing.route_plan.stored import StoredPlan
from routing.sheet_files import write_sheets

TABLES = {
    "route": "planning.route",
    "route_stop": "planning.route_stop",
    "route_duty": "planning.route_duty",
    "unplanned": "planning.unplanned",
    "route_change": "planning.route_change",
    "route_street": "planning.route_street",
    "route_day": "planning.route_day",
    "route_line": "vault.route_line",
}
STORED = ("route", "route_stop", "route_duty", "unplanned", "route_day")
"""Tables from which a plan that stands is known."""

VEHICLE_MODE = "cargo_bike"
"""How concierges travel: the hubs' vehicles are cargo bikes and light vans that keep to the same streets."""


class PlanConfig(Config):
    """Whether a plan that stands is mended rather than made anew, and from which second of the day on."""

    repair: bool = False
    now_s: int = 0


@tables_asset(
    "route_plan",
    TABLES,
    group="routes",
    pool=SOLVER,
    partitions=by_date,
    reads={
        "hubs": "core.hub",
        "orders": "core.order_line",
        "standing": "core.standing_order",
        "deliveries": "core.delivery",
        "visits": "core.visit",
        "concierges": "core.concierge",
        "duties": "core.duty",
        "vehicles": "core.vehicle",
        "facilities": "core.facility",
        "zones": "core.zone",
        "room": "planning.forecast_room",
        "residents": "vault.resident",
        "wishes": "vault.wish",
        "goods": "vault.goods",
        "staff": "vault.staff",
    },
    check_specs=[
        AssetCheckSpec(
            "no_rule_broken",
            asset=key_of("planning.route"),
            blocking=True,
            description="An independent checker finds every stop planned or listed, in its window, within its shift.",
        )
    ],
)
def route_plan(
    context: AssetExecutionContext, config: PlanConfig, postgis: Postgis, workspaces: Workspaces,
    hubs: gpd.GeoDataFrame, orders: pd.DataFrame, standing: pd.DataFrame, deliveries: pd.DataFrame,
    visits: pd.DataFrame, concierges: pd.DataFrame, duties: pd.DataFrame, vehicles: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, room: pd.DataFrame, residents: gpd.GeoDataFrame,
    wishes: pd.DataFrame, goods: pd.DataFrame, staff: pd.DataFrame,
) -> Any:  # fmt: skip
    """Which concierge visits whom, when, on the service date; what does not fit is listed with its reason."""
    day, region = day_of(context), workspaces.region(region_of(context))
    opened = open_hubs(hubs, day)
    if opened.empty:
        yield from (Output(no_rows(each), output) for output, each in TABLES.items())
        yield AssetCheckResult(passed=True, check_name="no_rule_broken", asset_key=key_of("planning.route"))
        return
    tables = DayTables(
        opened, orders, standing, deliveries, visits, one_per_resident(residents), one_per_key(wishes, "resident_key"),
        concierges, vehicles, duties, facilities, zones, goods,
    )  # fmt: skip
    plan = plan_day(
        day, tables, workspaces.times(region.region, VEHICLE_MODE), timezone=region.timezone, free_s=free_by_hub(room),
        before=_before(config, postgis, region.region, day),
    )  # fmt: skip
    figures = plan.route_day
    said: dict[str, Any] = {
        "km": float(figures["length_m"].sum()) / 1000, "made": ", ".join(figures["made"]),
        "familiar_share": float(figures["familiar_contacts"].sum()) / max(1, int(figures["contacts"].sum())),
    }  # fmt: skip
    yield from (
        Output(getattr(plan, output), output, metadata=said if output == "route" else None) for output in TABLES
    )
    yield AssetCheckResult(
        passed=not plan.broken_rules,
        check_name="no_rule_broken",
        asset_key=key_of("planning.route"),
        metadata={"broken": len(plan.broken_rules), "first": (plan.broken_rules or ("none",))[0]},
    )
    sheets = day_sheets(plan, residents, staff, region.region, region.timezone, fictional=region.fictional)
    written = write_sheets(Path(workspaces.routes) / region.region / day.isoformat(), sheets)
    context.log.info(f"{len(written)} files of {len(sheets)} sheets")


def _before(config: PlanConfig, postgis: Postgis, region: str, day: Any) -> Before | None:
    """The plan that stands, where it is to be mended."""
    if not config.repair:
        return None
    stored = postgis.read_each({name: TABLES[name] for name in STORED}, region=region, service_date=day)
    return Before(StoredPlan(**stored), config.now_s)
