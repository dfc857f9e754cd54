"""Group ``maps``: the site of a region, built from what is in PostGIS. Pages and maps are made in ``maps``."""

import datetime as dt
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
from dagster import AssetExecutionContext, AssetKey, AssetsDefinition, MaterializeResult, asset

from assets.partitions import by_region
from assets.resources import Postgis, Workspaces
from geo.data_findings import COMPARED, findings
from geo.decision import load_decision
from geo.scenario_start import start_of
from geo.workspace import Region, Scenario, load_scenarios
from maps.data import ScenarioInfo, SiteData
from maps.manifest import read_manual
from maps.site import build_site

BY_REGION = {
    "base": "intake.map_feature",
    "buurten": "core.buurt",
    "wijken": "core.wijk",
    "known_hubs": "core.hub",
    "facilities": "core.facility",
    "zones": "core.zone",
    "suppliers": "core.supplier",
    "depots": "core.depot",
    "travel_time": "planning.travel_time",
    "hubs": "planning.hub_site",
    "hub_solutions": "planning.hub_solution",
    "hub_equivalents": "planning.hub_equivalent",
    "hub_wishes": "planning.hub_wish",
    "hub_steps": "planning.hub_step",
    "hub_fronts": "planning.hub_front",
    "hub_compared": "marts.hub_compare",
    "frailty": "planning.frailty",
    "frailty_totals": "planning.frailty_total",
    "ranking": "planning.wijk_ranking",
    "buurt_ranking": "planning.buurt_ranking",
    "criteria": "planning.ranking_criterion",
    "sequence": "planning.wijk_sequence",
    "candidate_costs": "planning.candidate_cost",
    "candidate_months": "planning.candidate_month",
    "pictures": "planning.buurtbeeld",
    "coverage": "planning.coverage",
    "catchment": "planning.catchment",
    "service_areas": "planning.service_area",
    "reach": "planning.reach",
    "reach_change": "planning.reach_change",
    "white_spots": "planning.white_spot",
    "contributions": "planning.hub_contribution",
    "access": "planning.access",
    "barriers": "planning.barrier",
    "cut_off": "planning.cut_off",
    "bundling": "planning.bundling",
    "flows": "planning.flow",
}
BY_DATE = {
    "routes": "planning.route",
    "stops": "planning.route_stop",
    "unplanned": "planning.unplanned",
    "route_days": "planning.route_day",
    "route_streets": "planning.route_street",
    "route_changes": "planning.route_change",
    "forecast": "planning.forecast",
    "forecast_room": "planning.forecast_room",
    "forecast_test": "planning.forecast_test",
    "van_summary": "planning.van_pool_summary",
    "van_trips": "planning.van_trip",
    "van_stops": "planning.van_stop",
    "van_steps": "planning.van_step",
    "van_gains": "planning.van_gain",
    "van_hours": "planning.van_hour",
    "van_overlap": "planning.van_overlap",
    "van_fleet": "planning.van_fleet",
    "van_lines": "planning.van_line",
    "van_line_stops": "planning.van_line_stop",
    "impact": "planning.impact",
    "bundling_parts": "planning.bundling_part",
    "bundling_figures": "planning.bundling_figure",
    "bundling_options": "planning.bundling_option",
    "day_points": "planning.delivery_day_point",
    "day_suppliers": "planning.delivery_day_supplier",
    "day_moves": "planning.delivery_day_move",
    "parties": "planning.cooperation_party",
    "handovers": "planning.cooperation_handover",
    "values": "planning.value",
}

LANDED_BY = {
    "intake.address": ("streets",),
    "intake.facility": ("streets", "facility", "hospital"),
    "vault.resident": ("delivery", "visit", "order_line", "standing_order", "wish"),
}
"""Sources of the tables that are not called after their source."""


def site_of(manifest: Path) -> AssetsDefinition:
    """The asset of the site; ``manifest`` is that of the parsed dbt project, which says what the tables mean."""

    @asset(
        key=["maps", "site"],
        deps=[AssetKey(name.split(".")) for name in [*BY_REGION.values(), *BY_DATE.values(), "share.buurt"]],
        partitions_def=by_region,
        group_name="maps",
        kinds={"folium", "html"},
        owners=["team:planning"],
        description="The internal site of a region: pages and maps that work from a folder, without a server.",
    )
    def site(context: AssetExecutionContext, postgis: Postgis, workspaces: Workspaces) -> MaterializeResult:
        """Builds the region's site beside the old one and swaps it in when it is whole."""
        region = workspaces.region(context.partition_key)
        data = site_data(region, load_scenarios(region.root), postgis, context.run_id)
        data = replace(data, manual=read_manual(manifest, ("core", "marts")))
        index = build_site(data, Path(workspaces.sites) / region.region)
        pages = sorted(index.parent.rglob("*.html"))
        return MaterializeResult(
            metadata={"path": str(index), "pages": len(pages), "bytes": sum(page.stat().st_size for page in pages)}
        )

    return site


def site_data(region: Region, scenarios: dict[str, Scenario], postgis: Postgis, run_id: str) -> SiteData:
    """Everything the site shows of a region: its latest planned date, its scenarios that have results."""
    frames: dict[str, Any] = postgis.read_each(BY_REGION, region=region.region)
    solved = set(frames["hub_solutions"]["scenario"])
    infos = [scenario_info(scenario) for name, scenario in scenarios.items() if name in solved]
    known = {info.scenario for info in infos}
    frames |= {name: _of_known(frame, known) for name, frame in frames.items()}
    planned = postgis.read("planning.impact", region=region.region)
    day = planned["service_date"].max() if len(planned) else region.service_date
    frames |= postgis.read_each(BY_DATE, region=region.region, service_date=day)
    loads = postgis.read("intake.load", region=region.region)
    current = loads[loads["superseded_at"].isna()].sort_values(["source", "file_name"])
    rejects = postgis.read("intake.reject", region=region.region)
    straight = "straight_line" in set(frames["service_areas"]["method"]) if len(frames["service_areas"]) else False
    return SiteData(
        region=region.region,
        name=region.name,
        fictional=region.fictional,
        generated_at=dt.datetime.now(dt.UTC),
        run_id=run_id,
        version=version("wijkplan"),
        service_date=day,
        scenarios=tuple(infos),
        notices=region.notices + ((straight_line_notice(region),) if straight else ()) + _setbacks(region, postgis),
        attributions=tuple(sorted(set(current["attribution"].dropna()))),
        timezone=region.timezone,
        sources=current,
        rejects=rejects[rejects["load_id"].isin(current["load_id"])].drop(columns="value"),
        decision=load_decision(region.root, tuple(scenarios)),
        findings=_findings(region, set(current["source"]), postgis),
        **frames,
    )


def scenario_info(scenario: Scenario) -> ScenarioInfo:
    """What the pages know of a scenario."""
    horizons = {mode: round(scenario.horizon_s(mode) / 60) for mode in scenario.limits()}
    return ScenarioInfo(
        scenario.scenario, scenario.title, scenario.mode, scenario.minutes, horizons, scenario.wishes.weights,
        start_of(scenario),
    )  # fmt: skip


def _findings(region: Region, loaded: set[str], postgis: Postgis) -> pd.DataFrame:
    """What does not fit between the files that are loaded; a table of which no file is loaded is not compared."""
    names = [name for name in COMPARED if loaded & set(LANDED_BY.get(name, (name.split(".")[1],)))]
    compared = findings({name: postgis.read(name, region=region.region) for name in names}, region.service_date)
    return pd.DataFrame({"sentence": [finding.sentence for finding in compared]})


def _setbacks(region: Region, postgis: Postgis) -> tuple[str, ...]:
    """What every page says of files that could not be read."""
    rows = postgis.read("intake.setback", region=region.region)
    return tuple(
        f"{row.file_name} is sinds {row.since:%d-%m-%Y} niet te lezen: gerekend is met wat er eerder van was geladen."
        for row in rows.itertuples()
    )


def straight_line_notice(region: Region) -> str:
    """What every page says where travel times do not follow streets."""
    factor = f"{region.detour_factor:.1f}".replace(".", ",")
    return (
        f"Reistijden zijn geschat: rechte lijn × omwegfactor {factor}, want van dit gebied zijn geen straten geladen."
    )


def _of_known(frame: pd.DataFrame, scenarios: set[str]) -> pd.DataFrame:
    """Without the rows of scenarios that the workspace no longer has."""
    for column in ("scenario", "other_scenario"):
        frame = frame[frame[column].isin(scenarios)] if column in frame.columns else frame
    return frame
