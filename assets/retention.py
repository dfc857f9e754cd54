"""Group ``retention``: what is older than its period is removed, a region at a time.

By a schedule of its own, never in a run: a run that is done again must give what it gave."""

from pathlib import Path

import psycopg
from dagster import AssetExecutionContext, AssetKey, MaterializeResult, asset

from assets.partitions import by_region
from assets.resources import Postgis, Workspaces
from geo.db.models import table
from geo.retention import Removed, enforce, load_periods, record, today_of
from routing.sheet_files import remove_sheets


@asset(
    key=["intake", "retention"],
    deps=[AssetKey(["core", "buurt"])],
    partitions_def=by_region,
    group_name="retention",
    kinds={"python", "postgres"},
    owners=["team:planning"],
    description=table("intake.retention").comment,
)
def retention(context: AssetExecutionContext, postgis: Postgis, workspaces: Workspaces) -> MaterializeResult:
    """Applies the periods of the region's workspace; what it counted is written beside it, without content."""
    region = workspaces.region(context.partition_key)
    periods, today = load_periods(region.root), today_of(region)
    before = periods.before("route_sheets", today)
    with psycopg.connect(postgis.database().plain, options="-c role=wijk_owner") as connection:
        done = enforce(connection, region.region, periods, today, context.run_id, workspaces.pseudonym_key())
        sheets = remove_sheets(Path(workspaces.routes) / region.region, before)
        files = Removed("route sheets", "route_sheets", "removed", before, sheets)
        record(connection, region.region, context.run_id, [files])
    rows = {f"{each.table} {each.rule}": each.rows for each in [*done, files] if each.rows}
    return MaterializeResult(metadata={"rows": sum(rows.values()), "removed": rows})
