"""The one table of fields of the workspace's own files; the reader, the template and the data dictionary follow from it.

Adding a column to a file is adding a line here. How a kind is parsed is in :mod:`geo.sources.kinds`, what rows must
satisfy across columns in :mod:`geo.sources.checks`, files of others (CBS, OpenStreetMap) have modules of their own.
"""

# ruff: noqa: E501 - a table, one field a line
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "text", "choice", "yes_no", "integer", "number", "minutes", "date", "month", "time", "weekdays", "wijkcodes", "buurtcode",
    "postcode", "x_rd", "y_rd",
]  # fmt: skip
"""How a cell is parsed; ``minutes`` become seconds, ``time`` becomes seconds since midnight."""


@dataclass(frozen=True)
class Field:
    """One column of an own file.

    Args:
        name: column of the target table; ``geometry_x`` and ``geometry_y`` together make the point ``geometry``.
        header: header in the file.
        kind: how a cell is parsed.
        table: target, such as ``intake.delivery``; empty where it only serves to make a pseudonym.
        nl: what it means, in Dutch, for the data dictionary.
        en: the same in English.
        required: the column must be there and each row must fill it.
        values: allowed values, Dutch to English.
        default: value (as in the file) of an empty cell.
        low: smallest number allowed.
        high: largest number allowed.
    """

    name: str
    header: str
    kind: Kind
    table: str
    nl: str
    en: str
    required: bool = False
    values: Mapping[str, str] = field(default_factory=dict)
    default: str | None = None
    low: float | None = None
    high: float | None = None

    @property
    def personal(self) -> bool:
        """True where a value may identify a person or tell of a health: all that goes to the vault, or nowhere."""
        return not self.table.startswith("intake.")


@dataclass(frozen=True)
class SourceFile:
    """One own file: its fields, the column that names a row, and the columns that tables get from elsewhere.

    Args:
        source: key of ``files`` in region.yaml.
        file: default path in a workspace.
        title: Dutch title for the data dictionary.
        fields: columns, in the order of the template.
        key: fields (or the pseudonym) that together are unique in the file; empty where doubles are fine.
        person: whose pseudonym a row gets.
        copies: (table, column, field or pseudonym it is copied from).
        constants: (table, column, value).
        period: field that the file's period follows from.
    """

    source: str
    file: str
    title: str
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    person: Literal["", "resident", "passenger"] = ""
    copies: tuple[tuple[str, str, str], ...] = ()
    constants: tuple[tuple[str, str, str], ...] = ()
    period: str = ""

    @property
    def personal(self) -> bool:
        """True where any column is personal."""
        return any(item.personal for item in self.fields)


GOODS = {"medicijnen": "medicines", "maaltijden": "meals", "boodschappen": "groceries", "was": "laundry",
         "hulpmiddelen": "aids", "incontinentiemateriaal": "incontinence", "overig": "other"}  # fmt: skip
REASONS = {"praatje": "chat", "signaal": "signal", "overdracht": "handover"}
ORDERS = {"levering": "delivery", "bezoek": "visit", "ophalen": "return"}
CONTACT_WISHES = {"veel": "much", "gewoon": "normal", "weinig": "little"}
SUPPLIERS = {"apotheek": "pharmacy", "supermarkt": "supermarket", "hulpmiddelen": "aids", "maaltijden": "meals",
             "wasserij": "laundry", "zorgwinkel": "care_shop"}  # fmt: skip
SUPPLIER_VEHICLES = {"bestelbus": "van", "bakwagen": "box_truck"}
FACILITIES = {"buurthuis": "community_centre", "apotheek": "pharmacy", "supermarkt": "supermarket",
              "huisarts": "doctors", "bibliotheek": "library", "verzorgingshuis": "nursing_home", "kerk": "church",
              "school": "school", "dagbesteding": "day_activity"}  # fmt: skip
VEHICLES = {"bakfiets": "cargo_bike", "e-bus": "e_van", "personenbus": "passenger_van"}
PURPOSES = {"dagbesteding": "day_activity", "markt": "market", "ziekenhuis": "hospital", "familie": "family",
            "winkel": "shop"}  # fmt: skip
SIGNALS = {"contact": "contact", "hulp": "help", "regelen": "arranging", "ondersteuning": "support",
           "informatie": "information", "mobiliteit": "mobility", "techniek": "technical"}  # fmt: skip


# fmt: off
def _point(table: str, *, required: bool, name: str = "geometry", prefix: str = "", nl: str = "", en: str = "") -> tuple[Field, Field]:
    return (
        Field(f"{name}_x", f"{prefix}x_rd", "x_rd", table, f"Rijksdriehoek x in meters{nl}", f"RD New x, metres{en}", required),
        Field(f"{name}_y", f"{prefix}y_rd", "y_rd", table, f"Rijksdriehoek y in meters{nl}", f"RD New y, metres{en}", required),
    )


def _resident() -> tuple[Field, ...]:
    vault = "vault.resident"
    blank = "; mag leeg blijven als postcode en huisnummer er zijn"
    return (
        Field("name", "naam", "text", vault, "Naam van de bewoner", "Name of the resident"),
        Field("street", "straat", "text", vault, "Straat", "Street"),
        Field("house_number", "huisnummer", "text", vault, "Huisnummer met toevoeging", "House number with addition"),
        Field("postcode", "postcode", "postcode", vault, "Postcode, zoals 1234AB", "Postcode, such as 1234AB"),
        Field("place", "plaats", "text", vault, "Woonplaats", "Place"),
        *_point(vault, required=False, nl=blank, en="; may be blank where postcode and house number are there"),
    )


def _goods(required: bool) -> tuple[Field, ...]:
    v = "vault.goods"
    return (
        Field("goods_kind", "goederensoort", "choice", v, "Wat er gebracht wordt", "Kind of goods", required, GOODS),
        Field("cold", "koel", "yes_no", v, "Moet gekoeld blijven", "Needs cooling", default="nee"),
        Field("urgent", "spoed", "yes_no", v, "Kan geen dag wachten", "Cannot wait a day", default="nee"),
        Field("installation", "installatie", "yes_no", v, "De leverancier moet het installeren", "Must be installed by the supplier", default="nee"),
    )


def _seen(table: str) -> tuple[Field, ...]:
    return (
        Field("contact_minutes", "minuten_contact", "number", table, "Minuten contact", "Minutes of contact", low=0, high=600),
        Field("ladder_step", "trede", "integer", table, "Trede van de vertrouwensladder, 0 tot en met 3", "Step on the ladder of trust, 0 to 3", low=0, high=3),
    )


def _facility() -> SourceFile:
    t = "intake.facility"
    return SourceFile("facility", "data/voorzieningen.csv", "Sociale kaart: voorzieningen", (
        Field("facility_id", "voorziening_id", "text", t, "Vaste code van de voorziening", "Stable id", True),
        Field("name", "naam", "text", t, "Naam", "Name", True),
        Field("kind", "soort", "choice", t, "Soort voorziening", "Kind of facility", True, FACILITIES),
        Field("candidate", "kandidaat", "yes_no", t, "Kan er een wijkservicecentrum in komen", "May house a hub", default="nee"),
        Field("storage_m2", "opslag_m2", "number", t, "Opslagruimte in m2", "Floor space for goods, m2", low=0),
        *_point(t, required=True),
    ), key=("facility_id",), constants=((t, "origin", "social_map"),))


def _hub() -> SourceFile:
    t = "intake.hub"
    return SourceFile("hub", "data/hubs.csv", "Wijkservicecentra (hubs)", (
        Field("hub_id", "hub_id", "text", t, "Vaste code van de hub", "Stable id", True),
        Field("name", "naam", "text", t, "Naam", "Name", True),
        Field("opened_on", "geopend_op", "date", t, "Eerste dag in gebruik", "First day in use", True),
        Field("closed_on", "gesloten_op", "date", t, "Eerste dag buiten gebruik; leeg zolang hij open is", "First day out of use; blank while open"),
        Field("succeeded_by", "opgevolgd_door", "text", t, "Hub die het na een verhuizing overnam", "Hub that took over when it moved"),
        Field("capacity_per_day", "capaciteit_per_dag", "integer", t, "Leveringen die de hub per dag aankan", "Deliveries a day", low=0),
        Field("storage_m2", "opslag_m2", "number", t, "Opslagruimte in m2", "Floor space for goods, m2", low=0),
        Field("serves", "bedient_wijken", "wijkcodes", t, "CBS-codes van de wijken die de hub nu bedient", "Wijkcodes it serves today"),
        *_point(t, required=True),
    ), key=("hub_id",))


def _supplier() -> SourceFile:
    t = "intake.supplier"
    return SourceFile("supplier", "data/leveranciers.csv", "Leveranciers", (
        Field("supplier_id", "leverancier_id", "text", t, "Vaste code van de leverancier", "Stable id", True),
        Field("name", "naam", "text", t, "Naam", "Name", True),
        Field("kind", "soort", "choice", t, "Soort leverancier", "Kind of supplier", True, SUPPLIERS),
        Field("delivery_days", "bezorgdagen", "weekdays", t, "Dagen waarop de leverancier brengt", "Days on which it delivers", True),
        Field("stock_at_hub", "voorraad_op_hub", "yes_no", t, "Houdt voorraad op de hub", "Keeps stock at the hub", default="nee"),
        Field("vehicle_kind", "voertuig", "choice", t, "Waarmee de leverancier zelf zou rijden", "Vehicle it would drive itself", True, SUPPLIER_VEHICLES),
    ), key=("supplier_id",))


def _depot() -> SourceFile:
    t = "intake.depot"
    return SourceFile("depot", "data/depots.csv", "Magazijnen van leveranciers", (
        Field("depot_id", "depot_id", "text", t, "Vaste code van het magazijn", "Stable id", True),
        Field("supplier_id", "leverancier_id", "text", t, "Code van de leverancier", "Supplier", True),
        Field("name", "naam", "text", t, "Naam", "Name", True),
        *_point(t, required=True),
    ), key=("depot_id",))


def _delivery() -> SourceFile:
    t, goods = "intake.delivery", "vault.goods"
    return SourceFile("delivery", "data/leveringen.csv", "Leveringen die geweest zijn", (
        Field("delivery_id", "levering_id", "text", t, "Vaste code van de levering", "Stable id", True),
        Field("service_date", "datum", "date", t, "Dag van de levering", "Day of delivery", True),
        Field("supplier_id", "leverancier_id", "text", t, "Code van de leverancier", "Supplier", True),
        Field("hub_id", "hub_id", "text", t, "Code van de hub", "Hub it went through", True),
        Field("concierge_key", "concierge", "text", t, "Code van de buurtconciërge", "Concierge, by code"),
        *_resident(), *_goods(required=True),
        Field("contact", "contact", "yes_no", t, "Ja: contact aan de deur of binnen; nee: brievenbus", "Contact; no is a letterbox delivery", True),
        *_seen(t),
    ), key=("delivery_id",), person="resident", period="service_date", constants=((goods, "line_kind", "delivery"),),
        copies=((t, "resident_key", "resident_key"), (goods, "resident_key", "resident_key"), (goods, "line_id", "delivery_id")))


def _visit() -> SourceFile:
    t = "intake.visit"
    return SourceFile("visit", "data/bezoeken.csv", "Bezoeken zonder goederen", (
        Field("visit_id", "bezoek_id", "text", t, "Vaste code van het bezoek", "Stable id", True),
        Field("service_date", "datum", "date", t, "Dag van het bezoek", "Day of the visit", True),
        Field("hub_id", "hub_id", "text", t, "Code van de hub", "Hub", True),
        Field("concierge_key", "concierge", "text", t, "Code van de buurtconciërge", "Concierge, by code"),
        *_resident(),
        Field("reason", "reden", "choice", t, "Waarom het bezoek er was", "Reason", True, REASONS),
        *_seen(t),
    ), key=("visit_id",), person="resident", period="service_date", copies=((t, "resident_key", "resident_key"),))


def _order_line() -> SourceFile:
    t, goods = "intake.order_line", "vault.goods"
    return SourceFile("order_line", "data/bestellingen.csv", "Bestellingen en verzoeken voor komende dagen", (
        Field("order_id", "bestelling_id", "text", t, "Vaste code van de bestelling", "Stable id", True),
        Field("service_date", "datum", "date", t, "Gevraagde dag", "Asked day", True),
        Field("supplier_id", "leverancier_id", "text", t, "Code van de leverancier; leeg bij een bezoek", "Supplier; blank for a visit"),
        Field("hub_id", "hub_id", "text", t, "Code van de hub", "Hub", True),
        Field("kind", "soort", "choice", t, "Brengen, bezoeken of ophalen", "Delivery, visit or return", True, ORDERS),
        *_resident(), *_goods(required=False),
        Field("contact", "contact", "yes_no", t, "Ja: contact gewenst; nee: brievenbus", "Contact wanted; no is letterbox", True),
        Field("service_minutes", "minuten", "number", t, "Minuten aan het adres, als dat bekend is", "Minutes at the address, where known", low=0, high=600),
        Field("window_from_s", "vanaf", "time", t, "Niet eerder dan", "Earliest start"),
        Field("window_to_s", "tot", "time", t, "Niet later dan", "Latest start"),
    ), key=("order_id",), person="resident", period="service_date", constants=((goods, "line_kind", "order_line"),),
        copies=((t, "resident_key", "resident_key"), (goods, "resident_key", "resident_key"), (goods, "line_id", "order_id")))


def _wish() -> SourceFile:
    t = "vault.wish"
    return SourceFile("wish", "data/bewoners.csv", "Wensen van bewoners", (
        *_resident(),
        Field("persona", "persona", "text", t, "Persona (TNO 2020, bijlage C), als die bekend is", "Persona of TNO 2020, annex C"),
        Field("self_reliance", "zelfredzaamheid", "integer", t, "Zelfredzaamheid, 1 laag tot 5 hoog", "Self-reliance, 1 low to 5 high", low=1, high=5),
        Field("contact_wish", "contactwens", "choice", t, "Hoeveel contact iemand wil", "How much contact", False, CONTACT_WISHES, "gewoon"),
        Field("wish_days", "dagen", "weekdays", t, "Dagen die schikken; leeg is elke dag", "Days that suit; blank is any"),
        Field("wish_from_s", "vanaf", "time", t, "Niet eerder dan", "Earliest"),
        Field("wish_to_s", "tot", "time", t, "Niet later dan", "Latest"),
        Field("preferred_concierge", "voorkeur_concierge", "text", t, "Code van de buurtconciërge die de voorkeur heeft", "Preferred concierge"),
    ), key=("resident_key",), person="resident", copies=((t, "resident_key", "resident_key"),))


def _concierge() -> SourceFile:
    t = "intake.concierge"
    return SourceFile("concierge", "data/concierges.csv", "Buurtconciërges en hun diensten", (
        Field("concierge_key", "concierge", "text", t, "Code van de buurtconciërge; geen naam", "Code; not a name", True),
        Field("name", "naam", "text", "vault.staff", "Naam van de buurtconciërge", "Name", True),
        Field("hub_id", "hub_id", "text", t, "Hub van waaruit hij of zij werkt", "Hub", True),
        Field("workdays", "werkdagen", "weekdays", t, "Werkdagen", "Workdays", True),
        Field("shift_from_s", "van", "time", t, "Begin van de dienst", "Start of the shift", True),
        Field("shift_to_s", "tot", "time", t, "Einde van de dienst", "End of the shift", True),
        Field("vehicle_id", "voertuig_id", "text", t, "Voertuig dat meestal mee gaat", "Vehicle usually driven"),
    ), key=("concierge_key",), copies=(("vault.staff", "concierge_key", "concierge_key"),))


def _vehicle() -> SourceFile:
    t = "intake.vehicle"
    return SourceFile("vehicle", "data/voertuigen.csv", "Voertuigen van hubs en organisaties", (
        Field("vehicle_id", "voertuig_id", "text", t, "Vaste code van het voertuig", "Stable id", True),
        Field("organisation", "organisatie", "text", t, "Van wie het is", "Who owns it", True),
        Field("kind", "soort", "choice", t, "Soort voertuig", "Kind of vehicle", True, VEHICLES),
        Field("hub_id", "hub_id", "text", t, "Hub waar het staat; leeg bij een personenbus", "Hub; blank for a passenger van"),
        Field("capacity_l", "laadvolume_l", "integer", t, "Laadvolume in liter", "Load volume, litre", low=0),
        Field("cooled", "gekoeld", "yes_no", t, "Heeft een koelbox", "Has a cooled box", default="nee"),
        Field("range_km", "bereik_km", "number", t, "Bereik op een volle accu in km", "Range on a charge, km", low=0),
        Field("seats", "zitplaatsen", "integer", t, "Zitplaatsen voor reizigers", "Passenger seats", low=0, high=100),
        Field("wheelchair_places", "rolstoelplaatsen", "integer", t, "Plaatsen voor een rolstoel", "Wheelchair places", low=0, high=20),
        Field("shift_from_s", "van", "time", t, "Beschikbaar vanaf", "Available from"),
        Field("shift_to_s", "tot", "time", t, "Beschikbaar tot", "Available to"),
        *_point(t, required=False, nl=" van de standplaats van een personenbus", en=", home of a passenger van"),
    ), key=("vehicle_id",))


def _trip_request() -> SourceFile:
    t, v = "intake.trip_request", "vault.passenger"
    return SourceFile("trip_request", "data/ritten.csv", "Ritaanvragen van reizigers", (
        Field("request_id", "rit_id", "text", t, "Vaste code van de rit", "Stable id", True),
        Field("service_date", "datum", "date", t, "Dag van de rit", "Day of the trip", True),
        Field("organisation", "organisatie", "text", t, "Wie de rit nu rijdt", "Organisation that drives it today", True),
        Field("passenger", "passagier", "text", "", "Nummer of code van de reiziger bij de organisatie", "The organisation's own code", True),
        Field("name", "naam", "text", v, "Naam van de reiziger", "Name of the passenger"),
        Field("purpose", "doel", "choice", t, "Waarheen de reis gaat", "Purpose", False, PURPOSES),
        Field("pickup_from_s", "ophalen_vanaf", "time", t, "Niet eerder ophalen dan", "Earliest pick-up", True),
        Field("dropoff_to_s", "uiterlijk_aankomst", "time", t, "Uiterlijk daar", "Latest drop-off", True),
        Field("max_ride_s", "max_ritminuten", "minutes", t, "Langste tijd in de bus, in minuten", "Longest time on board, minutes", True, low=1, high=600),
        Field("party_size", "personen", "integer", t, "Reizigers, begeleiders meegeteld", "Passengers, companions included", default="1", low=1, high=100),
        Field("wheelchair", "rolstoel", "yes_no", v, "Reist in een rolstoel", "Travels in a wheelchair", default="nee"),
        Field("walking_aid", "loophulpmiddel", "yes_no", v, "Gebruikt een loophulpmiddel", "Uses a walking aid", default="nee"),
        *_point(v, required=True, name="pickup", prefix="van_", nl=" van het vertrekpunt", en=", pick-up"),
        *_point(v, required=True, name="dropoff", prefix="naar_", nl=" van het doel", en=", drop-off"),
    ), key=("request_id",), person="passenger", period="service_date",
        copies=((t, "passenger_key", "passenger_key"), (v, "passenger_key", "passenger_key"), (v, "request_id", "request_id")))


def _signal_count() -> SourceFile:
    t = "intake.signal_count"
    return SourceFile("signal_count", "data/signalen.csv", "Hulpvragen en signalen per maand en buurt (alleen aantallen)", (
        Field("month", "maand", "month", t, "Maand", "Month", True),
        Field("buurtcode", "buurtcode", "buurtcode", t, "CBS-code van de buurt", "Buurt", True),
        Field("kind", "soort", "choice", t, "Soort hulpvraag", "Kind of help", True, SIGNALS),
        Field("count", "aantal", "integer", t, "Aantal signalen", "Signals", True, low=0),
        Field("followed_up", "opgevolgd", "integer", t, "Waarvan opgevolgd", "Of which followed up", True, low=0),
    ), key=("month", "buurtcode", "kind"), period="month")
# fmt: on


def own_files() -> dict[str, SourceFile]:
    """The workspace's own files by source."""
    files = (
        _facility(), _hub(), _supplier(), _depot(), _delivery(), _visit(), _order_line(), _wish(), _concierge(), _vehicle(),
        _trip_request(), _signal_count(),
    )  # fmt: skip
    return {file.source: file for file in files}
