"""Every asset of the platform in one list."""

from pathlib import Path

from dagster import AssetsDefinition

from assets import (
    bundling,
    bundling_year,
    forecast,
    frailty,
    hubs,
    impact,
    maps,
    ranking,
    retention,
    routes,
    service_areas,
    share,
    sources,
    van_pool,
)
from assets.dbt import dbt_definitions


def all_assets(manifest: Path) -> list[AssetsDefinition]:
    """Every asset of the platform; ``manifest`` is that of the parsed dbt project."""
    return [
        *sources.SOURCE_ASSETS,
        *dbt_definitions(manifest),
        frailty.frailty,
        hubs.travel_time,
        hubs.hub_choice,
        hubs.catchments,
        service_areas.whom_hubs_reach,
        service_areas.surroundings,
        ranking.wijk_next,
        ranking.buurtbeeld,
        forecast.forecast_ahead,
        routes.route_plan,
        bundling.bundling,
        bundling.flow,
        van_pool.van_pool,
        van_pool.van_demand,
        impact.impact,
        bundling_year.bundling_year,
        bundling_year.value,
        share.disclosed,
        maps.site_of(manifest),
        retention.retention,
    ]
