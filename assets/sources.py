"""Group ``sources``: every file of a workspace lands in ``intake``, what identifies a person in ``vault``.

A file that is already the current load is not read again. Reading is done in :mod:`geo.sources`, landing in
:mod:`geo.db.landing`.
"""

import hashlib
from collections.abc import Iterator, Sequence

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetKey,
    AssetsDefinition,
    AssetSpec,
    MaterializeResult,
    multi_asset,
)

from assets.partitions import by_region
from assets.resources import Postgis, Workspaces
from geo.db.landing import FileVersion, Landing, current_landing, land, retire
from geo.db.models import table
from geo.sources import read_source
from geo.sources.landed import content_of
from geo.workspace import Region

ADDRESSED = ("delivery", "visit", "order_line", "wish")
"""Sources whose rows name an address, matched to the region's addresses where they have no coordinates."""


def _key(name: str) -> AssetKey:
    return AssetKey(name.split("."))


def _landing_asset(
    name: str, sources: Sequence[str], tables: Sequence[str], upstream: Sequence[str] = ()
) -> AssetsDefinition:
    """One asset that lands the files ``sources`` into ``tables`` and is their only writer."""
    specs = [
        AssetSpec(
            _key(each), deps=[_key(u) for u in upstream], group_name="sources", kinds={"postgres", "file"},
            owners=["team:data"], description=table(each).comment,
        )
        for each in tables
    ]  # fmt: skip
    check = AssetCheckSpec("no_rejects", asset=_key(tables[0]), description="No row of the files was refused.")

    @multi_asset(name=name, specs=specs, check_specs=[check], partitions_def=by_region)
    def landed(
        context: AssetExecutionContext, postgis: Postgis, workspaces: Workspaces
    ) -> Iterator[MaterializeResult | AssetCheckResult]:
        region = workspaces.region(context.partition_key)
        _retire(sources, region, postgis)
        landings = {s: _land(s, region, context, postgis, workspaces) for s in sources if s in region.files}
        for each in tables:
            rows = postgis.count(each, region=region.region)
            yield MaterializeResult(
                asset_key=_key(each),
                metadata={
                    "dagster/row_count": rows,
                    "dagster/table_name": each,
                    "crs": "EPSG:28992" if "geometry" in table(each).c else "none",
                    "files": ", ".join(str(region.files[s].name) for s in landings) or "none",
                    "read_again": ", ".join(s for s, landing in landings.items() if landing.new) or "nothing new",
                },
            )
        rejected = sum(landing.rejected for landing in landings.values())
        yield AssetCheckResult(
            passed=rejected == 0, check_name="no_rejects", asset_key=_key(tables[0]),
            severity=AssetCheckSeverity.WARN, metadata={"rejected": rejected},
        )  # fmt: skip

    return landed


def _file_name(region: Region, source: str) -> str:
    """The file's path inside the workspace."""
    path = region.files[source]
    return path.relative_to(region.root).as_posix() if path.is_relative_to(region.root) else path.name


def _retire(sources: Sequence[str], region: Region, postgis: Postgis) -> None:
    """Loads of files that the region no longer names stop counting."""
    with postgis.connect() as connection:
        for source in sources:
            retire(connection, region.region, source, [_file_name(region, source)] if source in region.files else [])


def _land(
    source: str, region: Region, context: AssetExecutionContext, postgis: Postgis, workspaces: Workspaces
) -> Landing:
    """Reads and lands one file, unless this very content is already the current load."""
    file_name = _file_name(region, source)
    digest, _ = content_of(region.files[source], file_name)
    version = FileVersion(region.region, source, file_name, digest, _depends_on(source, region, workspaces))
    with postgis.connect() as connection:
        known = current_landing(connection, version)
        connection.rollback()
        if known:
            return known
        addresses = postgis.addresses(region.region) if source in ADDRESSED else None
        read = read_source(source, region, key=workspaces.pseudonym_key(), addresses=addresses)
        for warning in read.warnings:
            context.log.warning(warning)
        return land(connection, version, read, context.run_id)


def _depends_on(source: str, region: Region, workspaces: Workspaces) -> str:
    """What else the rows of a source come from: the gemeenten asked, the pseudonym key, the streets of addresses."""
    if source == "buurt":
        return ",".join(region.gemeenten)
    if source not in (*ADDRESSED, "trip_request"):
        return ""
    key = hashlib.sha256(b"which key|" + workspaces.pseudonym_key()).hexdigest()[:12]
    streets = content_of(region.files["streets"], "streets")[0] if "streets" in region.files else "no streets"
    return f"{key}|{streets}"


buurten = _landing_asset("buurten", ["buurt"], ["intake.buurt"])
streets = _landing_asset(
    "streets", ["streets", "facility"], ["intake.address", "intake.map_feature", "intake.facility"]
)
hubs = _landing_asset("hubs_in_use", ["hub"], ["intake.hub"])
suppliers = _landing_asset("suppliers", ["supplier"], ["intake.supplier"])
depots = _landing_asset("depots", ["depot"], ["intake.depot"])
concierges = _landing_asset("concierges", ["concierge"], ["intake.concierge", "vault.staff"])
vehicles = _landing_asset("vehicles", ["vehicle"], ["intake.vehicle"])
people = _landing_asset(
    "people",
    ["delivery", "visit", "order_line", "wish"],
    ["intake.delivery", "intake.visit", "intake.order_line", "vault.resident", "vault.goods", "vault.wish"],
    upstream=["intake.address"],
)
trips = _landing_asset("trips", ["trip_request"], ["intake.trip_request", "vault.passenger"])
signals = _landing_asset("signals", ["signal_count"], ["intake.signal_count"])

SOURCE_ASSETS = [buurten, streets, hubs, suppliers, depots, concierges, vehicles, people, trips, signals]
