"""What the files of a workspace say of each other: codes that nobody has, places outside, days without a hub.

Only counts are told: a code in a file of deliveries may be a name that slipped into the wrong column. Single files are
checked where they are read (:mod:`geo.sources`); nothing here refuses a row.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.social_map import facility_matches
from geo.sources.fields import SourceFile, keys_of, own_files
from geo.standing_orders import falls_on

Tables = Mapping[str, pd.DataFrame]
"""Frames by table (``intake.delivery``), the rows of all files of a source below each other."""

DUTCH: Mapping[str, str] = {
    "intake.delivery": "Leveringen", "intake.visit": "Bezoeken", "intake.order_line": "Bestellingen",
    "intake.standing_order": "Vaste bestellingen",
    "intake.concierge": "Buurtconciërges", "intake.vehicle": "Voertuigen", "intake.depot": "Magazijnen",
}  # fmt: skip

_CODES = (
    ("supplier_id", "intake.supplier", "leverancier", ("intake.delivery", "intake.order_line", "intake.standing_order",
                                                            "intake.depot")),
    ("hub_id", "intake.hub", "hub", ("intake.delivery", "intake.visit", "intake.order_line", "intake.standing_order",
                                     "intake.concierge", "intake.vehicle")),
    ("concierge_key", "intake.concierge", "buurtconciërge", ("intake.delivery", "intake.visit")),
    ("vehicle_id", "intake.vehicle", "voertuig", ("intake.concierge",)),
)  # fmt: skip
"""Columns with a code, the table that must have it, what it is called, and the tables that use it."""

COMPARED = (
    "intake.buurt", "intake.address", "intake.facility", "intake.hub", "intake.supplier", "intake.depot",
    "intake.delivery", "intake.visit", "intake.order_line", "intake.standing_order", "intake.concierge",
    "intake.vehicle", "intake.trip_request", "intake.signal_count", "vault.resident",
)  # fmt: skip
"""Tables that :func:`findings` compares."""


@dataclass(frozen=True)
class Finding:
    """Something that does not fit between files.

    Args:
        rule: short name.
        sources: tables that were compared.
        count: rows that do not fit.
        sentence: Dutch, with the count, without a value of a person.
    """

    rule: str
    sources: tuple[str, ...]
    count: int
    sentence: str


def findings(tables: Tables, service_date: dt.date) -> tuple[Finding, ...]:
    """Everything that does not fit between the tables that were read; what was not read is not compared.

    Args:
        tables: frames by table name, those of :data:`COMPARED`; geometries in RD New.
        service_date: day that the region plans.
    """
    found = [
        *_unknown_codes(tables),
        *_hub_days(tables),
        *_outside(tables),
        *_trips(tables),
        *_areas(tables),
        *_doubles(tables),
        *_service_day(tables, service_date),
    ]
    return tuple(finding for finding in found if finding.count)


def overlap(source: str, files: Sequence[pd.DataFrame]) -> Finding | None:
    """The rows that several files of a source have.

    Args:
        source: an own file of the workspace.
        files: the frames of its own table, one a file.

    Returns:
        None where no row stands in two files.
    """
    file = own_files()[source]
    keyed = [_said(frame, file).assign(file=number) for number, frame in enumerate(files)]
    rows = pd.concat(keyed, ignore_index=True).drop_duplicates(["file", "key"])
    again = rows[rows.duplicated("key", keep=False)]
    count = len(again) - again["key"].nunique()
    if not count:
        return None
    differing = int((again.groupby("key")["said"].nunique() > 1).sum())
    told = f", waarvan {differing} met een andere inhoud (het laatst geladen bestand telt)" if differing else ""
    return Finding("overlap", (file.table,), count, f"{file.title}: rijen die in meer bestanden staan: {count}{told}.")


def _said(frame: pd.DataFrame, file: SourceFile) -> pd.DataFrame:
    """The key of each row, and a digest of all that it says."""
    plain = frame.drop(columns=["row_number", *frame.columns[frame.dtypes == "geometry"]])
    digest = pd.util.hash_pandas_object(plain.astype("str"), index=False)
    for name in frame.columns[frame.dtypes == "geometry"]:
        digest ^= pd.util.hash_array(shapely.to_wkb(frame[name].to_numpy(), hex=True).astype("object").astype("str"))
    return pd.DataFrame({"key": keys_of(frame, file).to_numpy(), "said": digest.to_numpy()})


def _unknown_codes(tables: Tables) -> Iterator[Finding]:
    for column, owner, word, users in _CODES:
        if owner not in tables:
            continue
        for user in users:
            if user in tables:
                codes = tables[user][column].dropna()
                count = int((~codes.isin(tables[owner][column])).sum())
                sentence = f"{DUTCH[user]} met een code van een {word} die er niet is: {count}."
                yield Finding(f"unknown_{column}", (user, owner), count, sentence)


def _hub_days(tables: Tables) -> Iterator[Finding]:
    """Rows on a day on which their hub was not in use."""
    if "intake.hub" not in tables:
        return
    hubs = tables["intake.hub"].drop_duplicates("hub_id").set_index("hub_id")
    opened, closed = pd.to_datetime(hubs["opened_on"]), pd.to_datetime(hubs["closed_on"])
    for user in ("intake.delivery", "intake.visit", "intake.order_line"):
        if user in tables:
            day, hub = pd.to_datetime(tables[user]["service_date"]).to_numpy(), tables[user]["hub_id"]
            early = int((day < opened.reindex(hub).to_numpy()).sum())
            late = int((day >= closed.reindex(hub).to_numpy()).sum())
            yield Finding(
                "before_opening", (user, "intake.hub"), early, f"{DUTCH[user]} voordat hun hub openging: {early}."
            )
            yield Finding("after_closing", (user, "intake.hub"), late, f"{DUTCH[user]} nadat hun hub sloot: {late}.")


def _outside(tables: Tables) -> Iterator[Finding]:
    """Hubs, facilities and residents outside the buurten, and buurten that the streets leave out."""
    if "intake.buurt" not in tables or tables["intake.buurt"].empty:
        return
    buurten = gpd.GeoDataFrame(tables["intake.buurt"])
    region = shapely.union_all(buurten.geometry.to_numpy())
    shapely.prepare(region)
    if "intake.hub" in tables:
        count = int((~_inside(tables["intake.hub"], region)).sum())
        yield Finding("hub_outside", ("intake.hub", "intake.buurt"), count, f"Hubs buiten de regio: {count}.")
    if "intake.facility" in tables:
        own = tables["intake.facility"]
        own = own[own["origin"] == "social_map"]
        count = int((~_inside(own, region)).sum())
        yield Finding(
            "facility_outside", ("intake.facility", "intake.buurt"), count,
            f"Voorzieningen van de sociale kaart buiten de regio: {count}.",
        )  # fmt: skip
    addresses = tables.get("intake.address", pd.DataFrame(columns=["postcode", "geometry"]))
    within = addresses[_inside(addresses, region)] if len(addresses) else addresses
    if "vault.resident" in tables:
        count = _far_residents(tables["vault.resident"], within, region)
        sentence = f"Bewonersadressen met een postcode of punt buiten de regio: {count}."
        yield Finding("resident_outside", ("vault.resident", "intake.buurt"), count, sentence)
    if "intake.address" in tables:
        dry = buurten[~buurten["water"].astype(bool)]
        points = shapely.STRtree(gpd.GeoSeries(within["geometry"]).to_numpy())
        count = len(dry) - len(np.unique(points.query(dry.geometry.to_numpy(), predicate="intersects")[0]))
        sentence = f"Buurten waarin het stratenbestand geen adressen heeft: {count} van {len(dry)}."
        yield Finding("buurt_without_addresses", ("intake.address", "intake.buurt"), count, sentence)


def _far_residents(residents: pd.DataFrame, within: pd.DataFrame, region: shapely.Geometry) -> int:
    """Residents whose point lies outside, or, without a point, whose postcode area no address of the region has."""
    located = residents["geometry"].notna().to_numpy()
    outside = int((~_inside(residents[located], region)).sum())
    areas = set(within["postcode"].dropna().str[:4])
    if not areas:
        return outside
    rest = residents[~located]["postcode"].dropna().str[:4]
    return outside + int((~rest.isin(areas)).sum())


def _inside(frame: pd.DataFrame, region: shapely.Geometry) -> np.ndarray:
    return shapely.intersects(gpd.GeoSeries(frame["geometry"]).to_numpy(), region)


def _trips(tables: Tables) -> Iterator[Finding]:
    if "intake.trip_request" not in tables or "intake.vehicle" not in tables:
        return
    vans = tables["intake.vehicle"]
    owners = vans.loc[vans["kind"] == "passenger_van", "organisation"].str.casefold()
    count = int((~tables["intake.trip_request"]["organisation"].str.casefold().isin(owners)).sum())
    yield Finding(
        "organisation_without_van", ("intake.trip_request", "intake.vehicle"), count,
        f"Ritaanvragen van een organisatie zonder personenbus: {count}.",
    )  # fmt: skip


def _areas(tables: Tables) -> Iterator[Finding]:
    """Codes of buurten and wijken that the region does not have."""
    if "intake.buurt" not in tables:
        return
    buurten = tables["intake.buurt"]
    if "intake.signal_count" in tables:
        count = int((~tables["intake.signal_count"]["buurtcode"].isin(buurten["buurtcode"])).sum())
        yield Finding(
            "unknown_buurtcode", ("intake.signal_count", "intake.buurt"), count,
            f"Signalen van een buurt die de regio niet heeft: {count}.",
        )  # fmt: skip
    if "intake.hub" in tables:
        served = tables["intake.hub"]["serves"].dropna().str.split(",").explode()
        count = int((~served.isin(buurten["wijkcode"])).sum())
        yield Finding(
            "unknown_wijkcode", ("intake.hub", "intake.buurt"), count,
            f"Wijken die een hub bedient en die de regio niet heeft: {count}.",
        )  # fmt: skip


def _doubles(tables: Tables) -> Iterator[Finding]:
    if "intake.facility" not in tables:
        return
    facilities = gpd.GeoDataFrame(tables["intake.facility"]).drop_duplicates("facility_id")
    count = len(facility_matches(facilities))
    yield Finding(
        "facility_double", ("intake.facility",), count,
        f"Voorzieningen die in meer bronnen staan en één keer tellen: {count}.",
    )  # fmt: skip


def _service_day(tables: Tables, service_date: dt.date) -> Iterator[Finding]:
    """A day to plan without a hub, orders or trips: nothing would be planned."""
    day = f"{service_date:%d-%m-%Y}"
    if "intake.hub" in tables:
        hubs = tables["intake.hub"]
        closed = pd.to_datetime(hubs["closed_on"])
        today = pd.Timestamp(service_date)
        open_ = (pd.to_datetime(hubs["opened_on"]) <= today) & (closed.isna() | (closed > today))
        yield Finding("no_open_hub", ("intake.hub",), int(not open_.any()), f"Op {day} is geen enkele hub open.")
    standing = tables.get("intake.standing_order")
    due = standing is not None and bool(falls_on(standing, service_date).any())
    for table, word in (("intake.order_line", "bestellingen"), ("intake.trip_request", "ritaanvragen")):
        if table in tables:
            some = (tables[table]["service_date"] == service_date).any() or (due and table == "intake.order_line")
            yield Finding("nothing_to_plan", (table,), int(not some), f"Voor {day} zijn er geen {word}.")
