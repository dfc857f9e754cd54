"""Suppliers, depots, hubs, concierges and vehicles: who brings what, from where, with what.

Here belongs the supply side, parametrised by points and wijkcodes so that a real gemeente can be filled too.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

Point = tuple[float, float]

WEEKDAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")

PERIOD = (dt.date(2025, 2, 1), dt.date(2026, 1, 31))
"""First and last day of the delivery history."""

SERVICE_DATE = dt.date(2026, 2, 2)
SECOND_HUB_OPENED = dt.date(2025, 3, 3)
MOVED_ON = dt.date(2025, 12, 1)

HOLIDAYS = frozenset(
    {
        dt.date(2025, 4, 21),
        dt.date(2025, 4, 26),
        dt.date(2025, 5, 29),
        dt.date(2025, 6, 9),
        dt.date(2025, 12, 25),
        dt.date(2025, 12, 26),
        dt.date(2026, 1, 1),
    }
)
"""Days in the period without deliveries."""


@dataclass(frozen=True)
class Supplier:
    """A supplier: id, name, kind, fixed delivery days (0 is Monday), stock at the hub, vehicle, depot offset in km."""

    supplier_id: str
    name: str
    kind: str
    days: tuple[int, ...]
    stock: bool
    vehicle: str
    depot_km: Point


SUPPLIERS = (
    Supplier("L01", "Apotheek De Lindeboom", "apotheek", (1, 4), False, "bestelbus", (1.9, -1.1)),
    Supplier("L02", "Apotheek Vorezicht", "apotheek", (0, 3), False, "bestelbus", (-2.2, 0.6)),
    Supplier("L03", "Kruidenier Korenaar", "supermarkt", (1, 4), False, "bestelbus", (3.4, 1.9)),
    Supplier("L04", "Maaltijdservice Tafelgenoot", "maaltijden", (0, 2, 4), False, "bestelbus", (8.5, -14.0)),
    Supplier("L05", "Hulpmiddelenhuis Steunpunt", "hulpmiddelen", (0, 2, 4), True, "bakwagen", (-38.3, 4.0)),
    Supplier("L06", "Wasserij De Witte Was", "wasserij", (2, 5), False, "bestelbus", (17.0, 11.0)),
    Supplier("L07", "Zorgwinkel Thuisgemak", "zorgwinkel", (3, 5), False, "bestelbus", (-9.5, 20.0)),
    Supplier("L08", "Medisch Centrum Materiaal", "zorgwinkel", (1, 3), False, "bestelbus", (26.0, -24.0)),
    Supplier("L09", "Bakkerij en buurtsuper Zonneveld", "supermarkt", (2, 5), False, "bestelbus", (-0.9, 2.4)),
)

STOCK_SUPPLIER = "L05"
STOCK_ROAD_M = 50_000.0
"""From the stock supplier's depot to the hub, by road: the report's 12,600 km are 126 days there and back."""

DETOUR_FACTOR = 1.3
"""Road / straight line where there are no streets, as in region.yaml."""

GOODS = {
    "apotheek": (("medicijnen", 0.9), ("incontinentiemateriaal", 0.1)),
    "supermarkt": (("boodschappen", 1.0),),
    "maaltijden": (("maaltijden", 1.0),),
    "hulpmiddelen": (("hulpmiddelen", 0.8), ("incontinentiemateriaal", 0.2)),
    "wasserij": (("was", 1.0),),
    "zorgwinkel": (("incontinentiemateriaal", 0.6), ("overig", 0.25), ("hulpmiddelen", 0.15)),
}
"""What a supplier of each kind brings, with shares."""


@dataclass(frozen=True)
class Hub:
    """A hub with its time in use, what took its place, and the wijken it serves."""

    hub_id: str
    name: str
    opened_on: dt.date
    closed_on: dt.date | None
    succeeded_by: str
    capacity: int
    storage_m2: float
    serves: tuple[str, ...]
    point: Point


BUILDING = ("ja", "ja", "ja", 45, 9600, "nee", "ja", 6)
"""What a hub has: in a facility, unloading, charging, hours open, rent, social team, volunteers, hours to spare."""


@dataclass(frozen=True)
class Concierge:
    """A concierge: code, name, hub at the end of the period, days (0 is Monday), first day, vehicle."""

    code: str
    name: str
    hub_id: str
    days: tuple[int, ...]
    since: dt.date
    vehicle_id: str


def moving_hubs(
    first: tuple[str, Point, Sequence[str]],
    village: tuple[str, Point, Sequence[str]],
    successor: tuple[str, Point, Sequence[str]],
) -> tuple[Hub, ...]:
    """Two hubs in use: one from the start, one opened in a village and moved to town; each (name, point, wijkcodes)."""
    return (
        Hub("HUB-01", first[0], PERIOD[0], None, "", 70, 48.0, tuple(first[2]), first[1]),
        Hub("HUB-02", village[0], SECOND_HUB_OPENED, MOVED_ON, "HUB-03", 40, 30.0, tuple(village[2]), village[1]),
        Hub("HUB-03", successor[0], MOVED_ON, None, "", 50, 36.0, tuple(successor[2]), successor[1]),
    )


def standing_hubs(hubs: Sequence[tuple[str, Point, Sequence[str]]]) -> tuple[Hub, ...]:
    """Hubs that were in use during the whole period; each (name, point, wijkcodes)."""
    return tuple(
        Hub(f"HUB-{k:02d}", name, PERIOD[0], None, "", 60, 40.0, tuple(serves), point)
        for k, (name, point, serves) in enumerate(hubs, start=1)
    )


MEETING_DAY, SHOPPING_DAY = 0, 4
"""Weekdays (0 is Monday) of the weekly team meeting and of shopping for residents."""


def concierges(hubs: Sequence[Hub]) -> tuple[Concierge, ...]:
    """Five concierges over the two hubs in use; each hub has at least one on every day from Monday to Saturday."""
    first, second = [hub.hub_id for hub in hubs if hub.closed_on is None][:2]
    start, december = PERIOD[0], MOVED_ON
    return (
        Concierge("BC1", "Marloes Tempelman", first, (0, 1, 2, 3), start, "BF-01"),
        Concierge("BC2", "Hennie Wassink", first, (2, 3, 4, 5), start, "BF-02"),
        Concierge("BC3", "Samira El Idrissi", second, (0, 1, 2, 3), start, "BF-03"),
        Concierge("BC4", "Gerrit Oosterveld", second, (2, 3, 4, 5), start, "BF-04"),
        Concierge("BC5", "Joyce Reimink", first, (0, 1, 4, 5), december, "EB-01"),
    )


def with_suppliers_near(centre: Point, stock_hub: Point) -> tuple[tuple[Supplier, ...], dict[str, Point]]:
    """The suppliers and, a supplier id, the depot: RD New metres.

    Args:
        centre: middle of the gemeente, RD New metres; the depots lie around it.
        stock_hub: the hub that holds the stock, RD New metres; its supplier's depot is :data:`STOCK_ROAD_M` away.
    """
    where = {s.supplier_id: (centre[0] + s.depot_km[0] * 1000, centre[1] + s.depot_km[1] * 1000) for s in SUPPLIERS}
    dx, dy = next(s.depot_km for s in SUPPLIERS if s.stock)
    reach = STOCK_ROAD_M / DETOUR_FACTOR / math.hypot(dx, dy)
    where[STOCK_SUPPLIER] = (stock_hub[0] + dx * reach, stock_hub[1] + dy * reach)
    return SUPPLIERS, where


def supplier_table(suppliers: Sequence[Supplier]) -> pd.DataFrame:
    """Rows of leveranciers.csv."""
    return pd.DataFrame(
        [(s.supplier_id, s.name, s.kind, days_text(s.days), yes(s.stock), s.vehicle) for s in suppliers],
        columns=["leverancier_id", "naam", "soort", "bezorgdagen", "voorraad_op_hub", "voertuig"],
    )


def depot_table(suppliers: Sequence[Supplier], where: dict[str, Point]) -> pd.DataFrame:
    """Rows of depots.csv."""
    rows = [
        (
            f"D{s.supplier_id[1:]}",
            s.supplier_id,
            f"{'Distributiecentrum' if s.stock else 'Vestiging'} {s.name}",
            round(where[s.supplier_id][0], 1),
            round(where[s.supplier_id][1], 1),
        )
        for s in suppliers
    ]
    return pd.DataFrame(rows, columns=["depot_id", "leverancier_id", "naam", "x_rd", "y_rd"])


def hub_table(hubs: Sequence[Hub]) -> pd.DataFrame:
    """Rows of hubs.csv."""
    rows = [
        (
            h.hub_id,
            h.name,
            h.opened_on,
            h.closed_on,
            h.succeeded_by,
            h.capacity,
            h.storage_m2,
            *BUILDING,
            ",".join(h.serves),
            round(h.point[0], 1),
            round(h.point[1], 1),
        )
        for h in hubs
    ]
    columns = [
        "hub_id",
        "naam",
        "geopend_op",
        "gesloten_op",
        "opgevolgd_door",
        "capaciteit_per_dag",
        "opslag_m2",
        "in_voorziening",
        "bevoorrading",
        "laadpunt",
        "open_uren_per_week",
        "huur_per_jaar",
        "sociaal_team",
        "vrijwilligers",
        "vrije_conciergeuren",
        "bedient_wijken",
        "x_rd",
        "y_rd",
    ]
    return pd.DataFrame(rows, columns=columns)


def concierge_table(staff: Sequence[Concierge]) -> pd.DataFrame:
    """Rows of concierges.csv: today's staff and shifts."""
    rows = [(c.code, c.name, c.hub_id, days_text(c.days), "08:30", "17:00", c.vehicle_id) for c in staff]
    return pd.DataFrame(rows, columns=["concierge", "naam", "hub_id", "werkdagen", "van", "tot", "voertuig_id"])


def duty_table(staff: Sequence[Concierge]) -> pd.DataFrame:
    """Rows of afspraken.csv: receipt in the morning, a break, free room in the afternoon, a meeting on Monday."""
    rows: list[tuple[object, ...]] = []
    for c in staff:
        for kind, days, early, late, minutes in (
            ("ontvangst", c.days, "08:30", "08:30", 30),
            ("pauze", c.days, "12:00", "13:15", 30),
            ("ruimte", c.days, "13:00", "16:00", 30),
            ("overleg", tuple(day for day in c.days if day == MEETING_DAY), "13:00", "13:00", 45),
            ("boodschappen", tuple(day for day in c.days if day == SHOPPING_DAY), "09:00", "11:00", 40),
        ):
            if days:
                number = f"AF{len(rows) + 1:02d}"
                rows.append((number, c.code, kind, days_text(days), "", "", early, late, minutes, ""))
    columns = ["afspraak_id", "concierge", "soort", "dagen", "begint_op", "eindigt_op", "vanaf", "tot", "minuten",
               "voorziening_id"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def hub_vehicle_table(hubs: Sequence[Hub]) -> pd.DataFrame:
    """Cargo bikes and electric vans of the two hubs in use, as rows of voertuigen.csv."""
    first, second = [hub for hub in hubs if hub.closed_on is None][:2]
    rows = []
    for code, kind, hub, litres, cooled, reach in (
        ("BF-01", "bakfiets", first, 350, True, 60),
        ("BF-02", "bakfiets", first, 350, True, 60),
        ("BF-03", "bakfiets", second, 350, True, 60),
        ("BF-04", "bakfiets", second, 500, True, 70),
        ("EB-01", "e-bus", first, 2600, True, 190),
        ("EB-02", "e-bus", second, 2600, True, 190),
    ):
        rows.append(
            (code, hub.name, kind, hub.hub_id, litres, yes(cooled), reach, None, None, "08:00", "17:30", None, None)
        )
    return pd.DataFrame(rows, columns=VEHICLE_COLUMNS)


VEHICLE_COLUMNS = [
    "voertuig_id",
    "organisatie",
    "soort",
    "hub_id",
    "laadvolume_l",
    "gekoeld",
    "bereik_km",
    "zitplaatsen",
    "rolstoelplaatsen",
    "van",
    "tot",
    "x_rd",
    "y_rd",
]


def hub_on(hubs: Sequence[Hub], hub_id: str, day: dt.date) -> str:
    """The hub in use on a day in place of ``hub_id``: the one that came before it, or after it."""
    by_id = {hub.hub_id: hub for hub in hubs}
    hub = by_id[hub_id]
    if hub.closed_on is not None and day >= hub.closed_on:
        return hub.succeeded_by
    if day < hub.opened_on:
        before = [h for h in hubs if h.succeeded_by == hub_id]
        return before[0].hub_id if before else hub_id
    return hub_id


def serving(hubs: Sequence[Hub]) -> dict[str, str]:
    """The hub in use today for each wijkcode."""
    return {wijk: hub.hub_id for hub in hubs if hub.closed_on is None for wijk in hub.serves}


def served_from(hubs: Sequence[Hub]) -> dict[str, dt.date]:
    """From which day a wijkcode was served: the earliest opening of a hub that lists it."""
    first: dict[str, dt.date] = {}
    for hub in hubs:
        for wijk in hub.serves:
            first[wijk] = min(first.get(wijk, hub.opened_on), hub.opened_on)
    return first


def days_text(days: Sequence[int]) -> str:
    """Weekday numbers (0 is Monday) as ``ma,di``."""
    return ",".join(WEEKDAYS[d] for d in sorted(days))


def yes(value: bool) -> str:
    """Dutch yes or no."""
    return "ja" if value else "nee"
