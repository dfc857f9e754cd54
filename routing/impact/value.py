"""Value from several sides, and what it costs: who pays, who gains, each in its own unit; money only where it is paid.

Belongs here: counting contact, new addresses, trust, signals and minutes of a familiar face, and the total cost of
ownership of the service and of suppliers' own rides. Nothing is turned into money that nobody pays, and no side's value
is added to another's. Source: Logistiek+ 2021 (logistics alone does not pay); TNO 2022, section 4.4 (the ladder).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from geo.assumptions import Assumptions, Figure

VALUE_COLUMNS = ("side", "indicator", "value", "low", "high", "unit", "pays", "gains", "formula", "source")
SIDES = ("resident", "supplier", "gemeente", "insurer", "care", "service")
"""Resident, supplier, municipality, health insurer, care provider, and the service itself (who runs the hubs)."""

HISTORY = "Leveringen en bezoeken van de laatste twaalf maanden"
REPORT = "TNO 2022, Krachtige wijk voor inwoners, paragraaf 4.4"
TABLE = "Tabel met aannames (kosten)"
PAYER = "Wie de conciërge betaalt"
FUND = "Gemeente, zorgorganisatie of fonds"
FAMILIAR = 2
"""Concierges seen most whose time is that of a familiar face."""


@dataclass(frozen=True, eq=False)
class Year:
    """A year: deliveries and visits as core.delivery and core.visit, signals as core.signal_count (month, count,
    followed_up); concierges, vehicles and hubs of the service; and the kilometres that suppliers would drive and drive
    now, each (marginal, dedicated)."""

    deliveries: pd.DataFrame
    visits: pd.DataFrame
    signals: pd.DataFrame
    concierges: pd.DataFrame
    vehicles: pd.DataFrame
    hubs: pd.DataFrame
    supplier_before_km: tuple[float, float] = (0.0, 0.0)
    supplier_after_km: tuple[float, float] = (0.0, 0.0)
    van_share: float = 1.0
    known_before: frozenset[str] = field(default_factory=frozenset)


Row = dict[str, Any]


def year_of(
    date: dt.date,
    deliveries: pd.DataFrame,
    visits: pd.DataFrame,
    signals: pd.DataFrame,
    concierges: pd.DataFrame,
    vehicles: pd.DataFrame,
    hubs: pd.DataFrame,
    figures: pd.DataFrame,
) -> Year:
    """The twelve months up to and including ``date`` out of whole tables; who was seen earlier is known before.

    ``figures``: planning.bundling_figure of that year; suppliers' own kilometres are those of all its lines but the
    concierges'. Empty: no kilometres are known, and they count 0.
    """
    end = pd.Timestamp(date)
    begin = end - pd.DateOffset(years=1)

    def split(frame: pd.DataFrame, column: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        at = pd.to_datetime(frame[column])
        return frame[(at > begin) & (at <= end)], frame[at <= begin]

    (now, before), (seen, seen_before) = split(deliveries, "service_date"), split(visits, "service_date")
    whole = figures[figures["dimension"] == "all"].set_index("indicator")[["marginal", "dedicated"]]

    def kilometres(*lines: str) -> tuple[float, float]:
        sums = whole.reindex(list(lines)).astype("float64").fillna(0.0).sum()
        return float(sums["marginal"]), float(sums["dedicated"])

    return Year(
        deliveries=now,
        visits=seen,
        signals=split(signals, "month")[0],
        concierges=concierges,
        vehicles=vehicles,
        hubs=hubs,
        supplier_before_km=kilometres("own_rides_km"),
        supplier_after_km=kilometres("to_hub_km", "replenishment_km", "exceptional_km", "past_hub_km"),
        known_before=frozenset(before["resident_key"]) | frozenset(seen_before["resident_key"]),
    )


def value(year: Year, table: Assumptions, gemeentecode: str | None = None) -> pd.DataFrame:
    """The rows of planning.value: VALUE_COLUMNS; low and high are NaN for a count.

    ``known_before`` of the year are residents seen before it. A figure without any data is left out, not 0.
    """
    rows = [*_contact(year), *_trust(year), *_signals(year), *_money(year, table, gemeentecode)]
    frame = pd.DataFrame(rows, columns=list(VALUE_COLUMNS))
    return frame.astype({"value": "float64", "low": "float64", "high": "float64"})


def familiar_minutes(contacts: pd.DataFrame) -> float:
    """Minutes of contact by one of the two concierges whom each resident saw most; ties go to the first code.

    ``contacts``: resident_key, concierge_key, contact_minutes; a row without a concierge counts for nobody.
    """
    known = contacts.dropna(subset=["concierge_key"])
    seen = known.groupby(["resident_key", "concierge_key"], sort=True).agg(
        times=("contact_minutes", "size"), minutes=("contact_minutes", "sum")
    )
    ordered = seen.reset_index().sort_values(["resident_key", "times", "concierge_key"], ascending=[True, False, True])
    return float(ordered.groupby("resident_key").head(FAMILIAR)["minutes"].sum())


def risen(contacts: pd.DataFrame) -> int:
    """Residents whose last known step on the ladder of trust is above their first."""
    known = contacts.dropna(subset=["ladder_step"]).sort_values("service_date", kind="stable")
    step = known.groupby("resident_key")["ladder_step"].agg(["first", "last"])
    return int((step["last"] > step["first"]).sum())


def _row(
    side: str,
    indicator: str,
    amount: float | tuple[float, float, float],
    unit: str,
    pays: str,
    gains: str,
    formula: str,
    source: str,
) -> Row:
    middle, low, high = amount if isinstance(amount, tuple) else (float(amount), np.nan, np.nan)
    return dict(
        zip(VALUE_COLUMNS, (side, indicator, middle, low, high, unit, pays, gains, formula, source), strict=True)
    )


def _contacts(year: Year) -> pd.DataFrame:
    columns = ["resident_key", "concierge_key", "service_date", "contact_minutes", "ladder_step"]
    met = year.deliveries[year.deliveries["contact"].astype(bool)]
    parts = [each[columns] for each in (met, year.visits) if not each.empty]
    found = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return found.assign(contact_minutes=found["contact_minutes"].astype("float64").fillna(0.0))


def _contact(year: Year) -> Iterator[Row]:
    met = _contacts(year)
    if met.empty:
        return
    pays = PAYER
    moments = met.drop_duplicates(["resident_key", "service_date"])
    yield _row(
        "resident",
        "contact_moments",
        len(moments),
        "aantal",
        pays,
        "Bewoner",
        "Verschillende adressen per dag met contact, leveringen en bezoeken samen.",
        HISTORY,
    )
    yield _row(
        "resident",
        "contact_minutes",
        float(met["contact_minutes"].sum()),
        "min",
        pays,
        "Bewoner",
        "Som van de geregistreerde minuten contact.",
        HISTORY,
    )
    yield _row(
        "resident",
        "familiar_minutes",
        familiar_minutes(met),
        "min",
        pays,
        "Bewoner, zorgaanbieder",
        "Minuten contact door een van de twee conciërges die de bewoner het vaakst zag.",
        f"{HISTORY}; {REPORT}",
    )


def _trust(year: Year) -> Iterator[Row]:
    met = _contacts(year)
    seen = pd.concat([year.deliveries["resident_key"], year.visits.get("resident_key", pd.Series(dtype="str"))])
    if len(seen):
        new = set(seen) - year.known_before
        yield _row(
            "gemeente",
            "new_addresses",
            len(new),
            "adressen",
            PAYER,
            "Gemeente, sociaal team",
            "Adressen met een levering of bezoek die daarvoor niet in beeld waren.",
            HISTORY,
        )
    if met["ladder_step"].notna().any():
        yield _row(
            "care",
            "ladder_risen",
            risen(met),
            "adressen",
            PAYER,
            "Zorgaanbieder, gemeente",
            "Adressen waar de laatste trede van de vertrouwensladder hoger is dan de eerste.",
            f"{HISTORY}; {REPORT}",
        )


def _signals(year: Year) -> Iterator[Row]:
    if len(year.signals):
        yield _row(
            "gemeente",
            "signals",
            float(year.signals["count"].sum()),
            "aantal",
            PAYER,
            "Gemeente, sociaal team",
            "Som van de hulpvragen en signalen.",
            "Signalen per maand en buurt",
        )
        yield _row(
            "insurer",
            "signals_followed_up",
            float(year.signals["followed_up"].sum()),
            "aantal",
            "Sociaal team, zorgaanbieder",
            "Zorgverzekeraar, bewoner",
            "Signalen waar iets op volgde. Wat dat aan zorg scheelt is niet gemeten en staat er niet bij.",
            "Signalen per maand en buurt",
        )
    if len(year.visits):
        warm = float((year.visits["reason"] == "handover").sum())
        yield _row(
            "care",
            "warm_handovers",
            warm,
            "aantal",
            PAYER,
            "Zorgaanbieder, bewoner",
            "Bezoeken met als reden overdracht: iemand wordt voorgesteld en niet alleen doorverwezen.",
            HISTORY,
        )


def _money(year: Year, table: Assumptions, gemeentecode: str | None) -> Iterator[Row]:
    def figure(name: str) -> Figure:
        return table.figure(name, gemeentecode)

    deliveries = float(len(year.deliveries))
    parts = {
        "staff_eur": (
            _fte(year.concierges, figure("hours_per_fte").value),
            figure("fte_eur"),
            "Uren van de conciërges volgens hun diensten / uren per fte × kosten per fte.",
        ),
        "vehicle_eur": (
            float(len(year.vehicles)),
            figure("vehicle_eur"),
            "Voertuigen van de hubs × kosten per voertuig.",
        ),
        "handling_eur": (
            deliveries * figure("handling_minutes").value / 60.0,
            _hourly(table, gemeentecode),
            "Leveringen × minuten overslag × kosten per uur; doet de conciërge het, dan zit het in diens uren.",
        ),
    }
    total = np.zeros(3)
    for name, (amount, price, formula) in parts.items():
        made = np.array([amount * price.value, amount * price.low, amount * price.high])
        if name != "handling_eur":
            total += made
        yield _row(
            "service",
            name,
            tuple(made),
            "euro per jaar",
            FUND,
            "Bewoner",
            formula,
            TABLE,
        )
    rent, site = (
        year.hubs.get("rent_eur_year", pd.Series(np.nan, year.hubs.index)).astype("float64"),
        figure("site_eur"),
    )
    sites = np.array([float(rent.fillna(each).sum()) for each in (site.value, site.low, site.high)])
    yield _row(
        "service",
        "site_eur",
        tuple(sites),
        "euro per jaar",
        FUND,
        "Bewoner",
        "Huur van de open hubs; waar die onbekend is het cijfer uit de tabel.",
        TABLE,
    )
    share, leader = figure("coordination_share"), figure("coordinator_eur")
    fte = parts["staff_eur"][0]
    led = np.array([fte * share.value * leader.value, fte * share.low * leader.low, fte * share.high * leader.high])
    yield _row(
        "service",
        "coordination_eur",
        tuple(led),
        "euro per jaar",
        FUND,
        "Bewoner",
        "Fte × coördinatie per fte × kosten van een coördinator.",
        TABLE,
    )
    total = total + sites + led
    yield _row(
        "service",
        "total_eur",
        tuple(total),
        "euro per jaar",
        FUND,
        "Bewoner",
        "Conciërges, voertuigen, hubs en coördinatie; overslag zit in de uren.",
        TABLE,
    )
    price = figure("price_per_delivery_eur")
    income = np.array([deliveries * price.value, deliveries * price.low, deliveries * price.high])
    yield _row(
        "supplier",
        "paid_eur",
        tuple(income),
        "euro per jaar",
        "Leverancier",
        "Dienst",
        "Leveringen × prijs per levering: wat leveranciers betalen en de dienst ontvangt.",
        TABLE,
    )
    yield _row(
        "gemeente",
        "unfunded_eur",
        (total[0] - income[0], total[1] - income[2], total[2] - income[1]),
        "euro per jaar",
        "Gemeente, zorgverzekeraar, zorgorganisatie",
        "Bewoner",
        "Kosten min wat leveranciers betalen: dit moet uit zorg en welzijn komen.",
        TABLE,
    )
    for name, (marginal, dedicated), gains in (
        ("own_rides_eur", year.supplier_before_km, "Leverancier"),
        ("rides_now_eur", year.supplier_after_km, "Leverancier"),
    ):
        low, high = (_ride_eur(km, table, gemeentecode, year.van_share) for km in sorted((marginal, dedicated)))
        yield _row(
            "supplier",
            name,
            ((low[0] + high[0]) / 2, low[1], high[2]),
            "euro per jaar",
            "Leverancier",
            gains,
            "Km van leveranciers zelf × (kosten per km + chauffeur per uur / snelheid); van omweg in een rit die er "
            "toch is tot een eigen rit. Het midden is geen meting.",
            TABLE,
        )


def _fte(concierges: pd.DataFrame, hours_per_fte: float) -> float:
    if concierges.empty:
        return 0.0
    days = concierges["workdays"].astype(str).str.count(",") + 1
    hours = (concierges["shift_to_s"] - concierges["shift_from_s"]).astype("float64") / 3600.0
    return float((days * hours).sum()) / hours_per_fte


def _hourly(table: Assumptions, gemeentecode: str | None) -> Figure:
    fte, hours = table.figure("fte_eur", gemeentecode), table.figure("hours_per_fte", gemeentecode).value * 52.0
    return Figure(fte.value / hours, fte.low / hours, fte.high / hours, fte.year, fte.source)


def _ride_eur(km: float, table: Assumptions, gemeentecode: str | None, van_share: float) -> tuple[float, float, float]:
    """Value, least and most of so many kilometres of suppliers."""
    van, truck = (table.figure(name, gemeentecode) for name in ("van_eur_km", "box_truck_eur_km"))
    driver, speed = (table.figure(name, gemeentecode) for name in ("driver_eur_hour", "supplier_km_hour"))

    def one(a: float, b: float, wage: float, fast: float) -> float:
        return km * (van_share * a + (1.0 - van_share) * b + wage / fast)

    return (
        one(van.value, truck.value, driver.value, speed.value),
        one(van.low, truck.low, driver.low, speed.high),
        one(van.high, truck.high, driver.high, speed.low),
    )
