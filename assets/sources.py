"""Group ``sources``: every file of a workspace lands in ``intake``, what identifies a person in ``vault``.

A file that is already the current load is not read again. Reading is done in :mod:`geo.sources`, landing in
:mod:`geo.db.landing`.
"""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd
import psycopg
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

from assets.factory import table_asset
from assets.partitions import by_region
from assets.resources import Postgis, Workspaces
from geo.db.landing import FileVersion, Landing, current_landing, land, mark_duplicates, retire
from geo.db.models import table
from geo.db.nights import has_load, note_setbacks
from geo.db.persons import erase_again
from geo.retention import PERIODED, brought_back, enforce, load_periods, today_of
from geo.social_map import facility_matches
from geo.sources import SourceError, read_source
from geo.sources.fields import own_files
from geo.sources.landed import content_of
from geo.sources.reading import file_name_of, passed_over
from geo.workspace import OWN_FILES, Region

ADDRESSED = ("facility", "delivery", "visit", "order_line", "standing_order", "wish", "round")
"""Sources whose rows name an address, matched to the region's addresses where they have no coordinates."""

BESIDE_BUURTEN = ("care_use", "population_age", "buurt_earlier", "hospital", "streets")
"""Sources that are read beside the region's buurten: for the names of its gemeenten, or to be cut by boundaries."""


KEEP_LAST_GOOD = "wijk/keep_last_good"
"""Tag of a run ("true") that a file that cannot be read does not stop: its earlier load counts, and pages say so."""


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
    check = AssetCheckSpec("no_rejects", asset=_key(tables[0]), description="No row and no file was refused.")

    @multi_asset(name=name, specs=specs, check_specs=[check], partitions_def=by_region)
    def landed(
        context: AssetExecutionContext, postgis: Postgis, workspaces: Workspaces
    ) -> Iterator[MaterializeResult | AssetCheckResult]:
        region = workspaces.region(context.partition_key)
        _retire(sources, region, postgis)
        landings: dict[str, Landing] = {}
        refused: dict[tuple[str, str], str] = {}
        notes: list[str] = []
        for source in sources:
            for path in region.files.get(source, ()):
                reason = passed_over(source, path, region)
                name = file_name_of(path, region)
                if reason is not None:
                    notes.append(reason)
                    continue
                try:
                    landings[name] = _land(source, path, region, context, postgis, workspaces)
                except SourceError as error:
                    if not _may_keep(source, region, context, postgis):
                        raise
                    refused[source, name] = str(error)
                    notes.append(f"{name} is niet gelezen; wat er van was geladen, telt: {error}")
        _keep_periods(sources, tables, region, context, postgis, workspaces)
        for source in sources:  # of what stays: a row with its pseudonym would differ from the same with its code
            notes += _doubles(source, region, postgis)
        with postgis.connect() as connection:
            note_setbacks(connection, region.region, sources, refused, context.run_id)
        for note in notes:
            context.log.warning(note)
        for each in tables:
            rows = postgis.count(each, region=region.region)
            yield MaterializeResult(
                asset_key=_key(each),
                metadata={
                    "dagster/row_count": rows,
                    "dagster/table_name": each,
                    "crs": "EPSG:28992" if "geometry" in table(each).c else "none",
                    "files": ", ".join(landings) or "none",
                    "read_again": ", ".join(n for n, landing in landings.items() if landing.new) or "nothing new",
                    "notes": " ".join(notes),
                },
            )
        rejected = sum(landing.rejected for landing in landings.values())
        yield AssetCheckResult(
            passed=rejected == 0 and not refused, check_name="no_rejects", asset_key=_key(tables[0]),
            severity=AssetCheckSeverity.WARN, metadata={"rejected": rejected, "files_refused": len(refused)},
        )  # fmt: skip

    return landed


def _may_keep(source: str, region: Region, context: AssetExecutionContext, postgis: Postgis) -> bool:
    """Whether a run may go on with what was loaded of a source before: a night may, where there is something."""
    if context.run.tags.get(KEEP_LAST_GOOD) != "true":
        return False
    with postgis.connect() as connection:
        return has_load(connection, region.region, source)


def _retire(sources: Sequence[str], region: Region, postgis: Postgis) -> None:
    """Loads of files that the region no longer names stop counting."""
    with postgis.connect() as connection:
        for source in sources:
            named = [file_name_of(path, region) for path in region.files.get(source, ())]
            retire(connection, region.region, source, named)


def _land(
    source: str, path: Path, region: Region, context: AssetExecutionContext, postgis: Postgis, workspaces: Workspaces
) -> Landing:
    """Reads and lands one file, unless this very content is already the current load."""
    file_name = file_name_of(path, region)
    digest, _ = content_of(path, file_name)
    version = FileVersion(region.region, source, file_name, digest, _depends_on(source, region, workspaces))
    with postgis.connect() as connection:
        known = current_landing(connection, version)
        connection.rollback()
        if known:
            return known
        addresses = postgis.addresses(region.region) if source in ADDRESSED else None
        cut = workspaces.streets(region.region, None) if source == "streets" else None
        read = read_source(source, region, key=workspaces.pseudonym_key(), addresses=addresses, path=path, cut=cut)
        for warning in read.warnings:
            context.log.warning(warning)
        landing = land(connection, version, read, context.run_id)
    if source in OWN_FILES:
        erase_again(postgis.database(), region.region, workspaces.pseudonym_key())
    return landing


def _keep_periods(
    sources: Sequence[str],
    tables: Sequence[str],
    region: Region,
    context: AssetExecutionContext,
    postgis: Postgis,
    workspaces: Workspaces,
) -> None:
    """Applies the retention periods to what landed just now: a file is read whole, its oldest rows too.

    After all files of the asset: what is kept depends on the newest day of any, and on who is in none.
    """
    if not PERIODED.intersection(tables):
        return
    with psycopg.connect(postgis.database().plain, options="-c role=wijk_owner") as connection:
        if brought_back(connection, region.region, sources, tables):
            periods, today = load_periods(region.root), today_of(region)
            key = workspaces.pseudonym_key()
            enforce(connection, region.region, periods, today, context.run_id, key, landed=tables)


def _doubles(source: str, region: Region, postgis: Postgis) -> list[str]:
    """Marks rows that several files of a source have; a Dutch sentence where there are any."""
    if source not in OWN_FILES or source not in region.files:
        return []
    file = own_files()[source]
    with postgis.connect() as connection:
        found = mark_duplicates(connection, region.region, source, file.table, file.key)
    if not found.count:
        return []
    differing = f", waarvan {found.differing} met een andere inhoud (het laatst geladen bestand telt)"
    return [f"{source}: {found.count} rijen staan in meer bestanden{differing if found.differing else ''}."]


def _depends_on(source: str, region: Region, workspaces: Workspaces) -> str:
    """What else the rows of a source come from: gemeenten, mapping, key, files of addresses or buurten."""
    if source in OWN_FILES:
        parts = [_digest(region.mappings[source], region)] if source in region.mappings else []
        file = own_files()[source]
        if file.person or file.staff or file.made_from:
            parts.append(hashlib.sha256(b"which key|" + workspaces.pseudonym_key()).hexdigest()[:12])
        if source in ADDRESSED:
            parts += [_digest(path, region) for path in region.files.get("streets", ())] or ["no streets"]
        return "|".join(parts)
    if source == "round":
        streets = [_digest(path, region) for path in region.files.get("streets", ())]
        return "|".join([hashlib.sha256(b"which key|" + workspaces.pseudonym_key()).hexdigest()[:12], *streets])
    gemeenten = ",".join(region.gemeenten)
    beside = list(region.files.get("buurt", ())) if source in BESIDE_BUURTEN else []
    earlier = [path for path in region.files.get("buurt_earlier", ()) if path.is_file()]
    if source == "key_figure" and earlier:
        beside = [*region.files.get("buurt", ()), *earlier]
    return "|".join([gemeenten, *(_digest(path, region) for path in beside)])


def _digest(path: Path, region: Region) -> str:
    return content_of(path, file_name_of(path, region))[0]


buurten = _landing_asset("buurten", ["buurt"], ["intake.buurt"])
earlier = _landing_asset("buurten_earlier", ["buurt_earlier"], ["intake.area_change"], upstream=["intake.buurt"])
figures = _landing_asset("key_figures", ["key_figure"], ["intake.key_figure"])
health = _landing_asset("health", ["health"], ["intake.health"])
care_use = _landing_asset("care_use", ["care_use"], ["intake.care_use"])
population = _landing_asset("population", ["population_age"], ["intake.population_age"])
rates = _landing_asset("frailty_rates", ["frailty_rate", "assumption"], ["intake.frailty_rate", "intake.assumption"])
streets = _landing_asset(
    "streets",
    ["streets", "facility", "hospital"],
    ["intake.address", "intake.map_feature", "intake.facility", "vault.facility_contact"],
)


@table_asset("intake.facility_match", group="sources", partitions=by_region, reads={"facilities": "intake.facility"})
def facility_match(facilities: gpd.GeoDataFrame) -> pd.DataFrame:
    """The facilities that two sources have: which row stays, and how that was seen."""
    return facility_matches(gpd.GeoDataFrame(facilities.drop_duplicates("facility_id", keep="last")))


zones = _landing_asset("zones", ["zone"], ["intake.zone"])
hubs = _landing_asset("hubs_in_use", ["hub"], ["intake.hub"])
suppliers = _landing_asset("suppliers", ["supplier"], ["intake.supplier"])
depots = _landing_asset("depots", ["depot"], ["intake.depot"])
concierges = _landing_asset("concierges", ["concierge"], ["intake.concierge", "vault.staff"])
duties = _landing_asset("duties", ["duty"], ["intake.duty"])
vehicles = _landing_asset("vehicles", ["vehicle"], ["intake.vehicle"])
people = _landing_asset(
    "people",
    ["delivery", "visit", "order_line", "standing_order", "wish", "round"],
    [
        "intake.delivery",
        "intake.visit",
        "intake.order_line",
        "intake.standing_order",
        "intake.round_stop",
        "vault.resident",
        "vault.goods",
        "vault.wish",
    ],
    upstream=["intake.address", "intake.buurt"],
)
trips = _landing_asset("trips", ["trip_request"], ["intake.trip_request", "vault.passenger"], upstream=["intake.buurt"])
signals = _landing_asset("signals", ["signal_count"], ["intake.signal_count"])

SOURCE_ASSETS = [
    buurten,
    earlier,
    figures,
    health,
    care_use,
    population,
    rates,
    streets,
    facility_match,
    zones,
    hubs,
    suppliers,
    depots,
    concierges,
    duties,
    vehicles,
    people,
    trips,
    signals,
]
