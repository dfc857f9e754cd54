"""Visits without goods, orders of the coming week, standing orders, counts of signals: what surrounds the history.

Here belongs what concierges do beside delivering; the history itself is in :mod:`geo.sample.deliveries`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd

from geo.sample.deliveries import ADDRESS, Event, concierge_for, delivery_days
from geo.sample.residents import Resident
from geo.sample.supply import GOODS, PERIOD, SERVICE_DATE, WEEKDAYS, Concierge, Hub, Supplier, hub_on

WEEK = tuple(SERVICE_DATE - dt.timedelta(days=SERVICE_DATE.weekday()) + dt.timedelta(days=k) for k in range(7))
"""The days for which orders are known: the week of the service date."""

UNWISHED = 0.03
"""Weight of a resident on a day that is not among the wished ones: now and then an order still falls there."""

OF_A_DAY = ("bestelling_id", "datum", "uiterlijk_op")
"""Columns of an order that a standing one does not have."""

STANDING_EVERY = 5
"""One in so many orders of the week is a standing one."""

LITRES = {"medicijnen": 2, "maaltijden": 12, "boodschappen": 30, "was": 25, "hulpmiddelen": 60,
          "incontinentiemateriaal": 40, "overig": 10}  # fmt: skip
"""Usual volume of an order, litre."""

AT_HUB = {"maaltijden": "09:30", "boodschappen": "10:15"}
"""When goods that do not come with the morning receipt are at the hub."""

PROMISED_DAYS = {"medicijnen": 0, "maaltijden": 0, "incontinentiemateriaal": 2}
"""Days after the asked day within which goods were promised; none for the rest."""

ASKED = {"overdracht": 45, "klusje": 25}
"""What a concierge asks of a day beside the orders, one each, with its minutes."""

WINDOWS = (("09:00", "12:00"), ("09:00", "11:00"), ("13:00", "16:00"), ("14:00", "16:30"))
"""Windows that suppliers promise."""

SIGNAL_RATES = {
    "contact": 2.2,
    "hulp": 1.1,
    "regelen": 0.7,
    "ondersteuning": 0.5,
    "informatie": 0.9,
    "mobiliteit": 0.5,
    "techniek": 0.4,
}
"""Signals a month for every ten residents in view."""


def _address(resident: Resident, with_points: bool) -> tuple[object, ...]:
    point = (round(resident.x_rd, 1), round(resident.y_rd, 1)) if with_points else (None, None)
    return (resident.name, resident.street, resident.house_number, resident.postcode, resident.place, *point)


def visit_table(
    residents: Sequence[Resident],
    events: Sequence[Event],
    hubs: Sequence[Hub],
    staff: Sequence[Concierge],
    rng: np.random.Generator,
    *,
    with_points: bool = False,
) -> pd.DataFrame:
    """Rows of bezoeken.csv: visits without goods, one about every four weeks to a regular, some to others.

    Args:
        residents: who is visited.
        events: deliveries; a visit falls on a day without one.
        hubs: hubs with opening, closing, move.
        staff: concierges.
        rng: random numbers.
        with_points: write x_rd and y_rd; otherwise blank.
    """
    busy = {(who, day) for who, day, _ in events}
    rows: list[tuple[object, ...]] = []
    drawn: list[tuple[dt.date, int]] = []
    for who, r in enumerate(residents):
        days = [d for d in delivery_days() if r.start <= d <= r.stop and (who, d) not in busy]
        mean = (0.22 if r.regular else 0.012) * (r.stop - r.start).days / 7
        count = min(len(days), int(rng.poisson(mean)))
        drawn += [(days[k], who) for k in rng.choice(len(days), size=count, replace=False).tolist()] if count else []
    for number, (day, who) in enumerate(sorted(drawn), start=1):
        r = residents[who]
        reason = str(rng.choice(["praatje", "signaal", "overdracht"], p=[0.68, 0.22, 0.1]))
        weeks = (day - r.start).days / 7
        step = int(min(3, r.first_step + weeks / 6)) if r.regular else r.first_step
        minutes = int(np.clip(round(float(rng.normal(16, 6))), 4, 45))
        rows.append(
            (
                f"Z{number:04d}",
                day,
                hub_on(hubs, r.hub_id, day),
                concierge_for(r, day, staff),
                *_address(r, with_points),
                reason,
                minutes,
                step,
            )
        )
    columns = ["bezoek_id", "datum", "hub_id", "concierge", *ADDRESS, "reden", "minuten_contact", "trede"]
    return pd.DataFrame(rows, columns=columns)


def order_table(
    residents: Sequence[Resident],
    wishes: pd.DataFrame,
    hubs: Sequence[Hub],
    suppliers: Sequence[Supplier],
    rng: np.random.Generator,
    *,
    a_day: int = 25,
    with_points: bool = False,
) -> pd.DataFrame:
    """Rows of bestellingen.csv: about ``a_day`` orders on each working day of the coming week, visits and returns too.

    Args:
        residents: who may order.
        wishes: DataFrame[dagen, vanaf, tot], a row for each resident; few orders come on a day that is not wished.
        hubs: hubs with opening, closing, move.
        suppliers: with their fixed days.
        rng: random numbers.
        a_day: orders a day over all hubs.
        with_points: write x_rd and y_rd; otherwise blank.
    """
    rows: list[tuple[object, ...]] = []
    usually = np.array([(6.0 if r.regular else 1.0) * (3.0 if r.stop >= PERIOD[1] else 1.0) for r in residents])
    hours = list(zip(wishes["vanaf"].tolist(), wishes["tot"].tolist(), strict=True))
    for day in WEEK[:6]:
        here = [s for s in suppliers if day.weekday() in s.days]
        welcome = [not days or WEEKDAYS[day.weekday()] in days.split(",") for days in wishes["dagen"].tolist()]
        weights = usually * np.where(welcome, 1.0, UNWISHED)
        count = max(1, a_day + int(rng.integers(-3, 4)))
        people = rng.choice(len(residents), size=count, replace=False, p=weights / weights.sum()).tolist()
        for who in people:
            r = residents[who]
            kind = str(rng.choice(["levering", "bezoek", "ophalen"], p=[0.82, 0.11, 0.07]))
            usual = [s for s, _ in r.suppliers if s in here]
            supplier = usual[0] if usual else here[int(rng.integers(len(here)))]
            if kind == "ophalen":
                back = [s for s in here if s.kind in {"hulpmiddelen", "wasserij", "zorgwinkel"}]
                kind, supplier = ("ophalen", back[int(rng.integers(len(back)))]) if back else ("levering", supplier)
            rows.append(_order(len(rows) + 1, day, kind, r, supplier, hubs, hours[who], rng, with_points))
        others = [r for who, r in enumerate(residents) if r.regular and who not in people and welcome[who]]
        for (asked, minutes), r in zip(ASKED.items(), others[day.day % 7 :: 11], strict=False):
            here_now = hub_on(hubs, r.hub_id, day)
            rows.append((f"O{len(rows) + 1:04d}", day, "", here_now, asked, *_address(r, with_points), "", "nee", "nee",
                         "nee", "ja", minutes, "", ""))  # fmt: skip
    columns = [
        "bestelling_id",
        "datum",
        "leverancier_id",
        "hub_id",
        "soort",
        *ADDRESS,
        "goederensoort",
        "koel",
        "spoed",
        "installatie",
        "contact",
        "minuten",
        "vanaf",
        "tot",
    ]
    return _handled(pd.DataFrame(rows, columns=columns))


def _handled(orders: pd.DataFrame) -> pd.DataFrame:
    """Orders with when their goods are at the hub, their volume, what goes back, and the day promised."""
    goods, brought = orders["goederensoort"], orders["soort"] == "levering"
    promised = goods.map(PROMISED_DAYS).where(brought)
    return orders.assign(
        op_hub_vanaf=goods.map(AT_HUB).where(brought),
        volume_l=goods.map(LITRES).where(orders["contact"] == "ja", 1).where(goods != ""),
        retour=np.where(brought & (goods == "hulpmiddelen"), "ja", "nee"),
        uiterlijk_op=[
            "" if pd.isna(days) else day + dt.timedelta(days=int(days))
            for day, days in zip(orders["datum"], promised, strict=True)
        ],
    )


def standing_table(orders: pd.DataFrame) -> pd.DataFrame:
    """Rows of vaste_bestellingen.csv: some orders of the week are the standing ones of that weekday.

    Each is placed in the week of the service date, so that they add nothing to it; later weeks are planned from them.

    Args:
        orders: rows of bestellingen.csv.
    """
    some = orders[orders["soort"] != "ophalen"].drop_duplicates(["naam", "huisnummer"]).iloc[::STANDING_EVERY]
    days = pd.to_datetime(some["datum"])
    fortnightly = some["goederensoort"] == "medicijnen"
    return pd.DataFrame(
        {
            "vaste_bestelling_id": [f"VB{number:03d}" for number in range(1, len(some) + 1)],
            "dagen": [WEEKDAYS[day] for day in days.dt.weekday],
            "om_de_weken": np.where(fortnightly, 2, 1),
            "begint_op": [(day - pd.Timedelta(days=28)).date() for day in days],
            "eindigt_op": "",
            **{name: some[name].to_numpy() for name in orders.columns if name not in OF_A_DAY},
        }
    )


def _order(
    number: int,
    day: dt.date,
    kind: str,
    r: Resident,
    supplier: Supplier,
    hubs: Sequence[Hub],
    hours: tuple[str, str],
    rng: np.random.Generator,
    with_points: bool,
) -> tuple[object, ...]:
    names = [name for name, _ in GOODS[supplier.kind]]
    good = str(rng.choice(names, p=[share for _, share in GOODS[supplier.kind]]))
    cold = kind == "levering" and (good == "maaltijden" or (good == "boodschappen" and rng.random() < 0.45))
    small = good in {"medicijnen", "incontinentiemateriaal", "overig"}
    letterbox = kind == "levering" and small and rng.random() < 0.2 + r.letterbox
    minutes = {"levering": 1 if letterbox else 10, "bezoek": 20, "ophalen": 6}[kind]
    start, stop = "", ""
    if not letterbox and rng.random() < 0.28:
        start, stop = _window(hours, rng)
    if kind == "bezoek":
        return (
            f"O{number:04d}",
            day,
            "",
            hub_on(hubs, r.hub_id, day),
            kind,
            *_address(r, with_points),
            "",
            "nee",
            "nee",
            "nee",
            "ja",
            minutes,
            start,
            stop,
        )
    urgent = good == "medicijnen" and kind == "levering" and rng.random() < 0.04
    return (
        f"O{number:04d}",
        day,
        supplier.supplier_id,
        hub_on(hubs, r.hub_id, day),
        kind,
        *_address(r, with_points),
        good,
        "ja" if cold else "nee",
        "ja" if urgent else "nee",
        "nee",
        "nee" if letterbox else "ja",
        minutes,
        start,
        stop,
    )


def _window(hours: tuple[str, str], rng: np.random.Generator) -> tuple[str, str]:
    """A supplier's window that meets the hours that the resident wishes; blank when none does."""
    early, late = hours
    fitting = [(a, b) for a, b in WINDOWS if not early or (a < late and b > early)]
    return fitting[int(rng.integers(len(fitting)))] if fitting else ("", "")


def signal_table(residents: Sequence[Resident], rng: np.random.Generator) -> pd.DataFrame:
    """Rows of signalen.csv: counts a month, buurt and kind, where residents are in view."""
    months = [dt.date(2025, m, 1) for m in range(2, 13)] + [dt.date(2026, 1, 1)]
    buurten = sorted({r.buurtcode for r in residents})
    rows = []
    for month in months:
        end = (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
        for buurt in buurten:
            seen = sum(r.buurtcode == buurt and r.start < end and r.stop >= month for r in residents)
            for kind, rate in SIGNAL_RATES.items():
                count = int(rng.poisson(rate * seen / 10))
                if count:
                    rows.append((f"{month:%Y-%m}", buurt, kind, count, int(rng.binomial(count, 0.82))))
    return pd.DataFrame(rows, columns=["maand", "buurtcode", "soort", "aantal", "opgevolgd"])
