"""Group ``share``: what the gemeente and the public may have, through disclosure control and nothing else."""

from collections.abc import Iterator

import geopandas as gpd
from dagster import AssetExecutionContext, Output

from assets.factory import tables_asset
from assets.partitions import BASELINE, by_region
from geo.db.base import RD_NEW
from geo.disclosure import disclose


@tables_asset(
    "disclosed",
    {"buurt": "share.buurt", "hub": "share.hub"},
    group="share",
    partitions=by_region,
    reads={"buurten": "marts.buurt_overview", "sites": "planning.hub_site"},
)
def disclosed(context: AssetExecutionContext, buurten: gpd.GeoDataFrame, sites: gpd.GeoDataFrame) -> Iterator[Output]:
    """Rounded figures of the baseline by buurt, small counts withheld; and the hubs in use."""
    baseline = buurten[buurten["scenario"] == BASELINE]
    figures = baseline.rename(
        columns={"deliveries_12m": "deliveries", "known_addresses_12m": "known_addresses"}
    ).assign(reachable_pct=baseline["reachable_share"] * 100)
    named = ["buurtcode", "buurtnaam", "wijkcode", "gemeentecode", "geometry"]
    counted = ["expected_frail", "reachable_pct", "deliveries", "known_addresses"]
    released, report = disclose(figures[named + counted])
    shared = gpd.GeoDataFrame(released.drop(columns="wijkcode"), geometry="geometry", crs=RD_NEW)
    yield Output(
        shared, "buurt", metadata={"withheld": len(report), "reasons": report["reason"].value_counts().to_dict()}
    )
    kept = sites[(sites["scenario"] == BASELINE) & (sites["state"] == "kept")]
    hubs = kept[["hub_id", "name", "gemeentecode", "geometry"]].assign(mean_minutes=kept["mean_duration_s"] / 60)
    yield Output(hubs, "hub")
