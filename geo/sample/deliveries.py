"""A year of deliveries, calibrated on the figures of the Deventer report (TNO 2022, section 4.3).

Here belongs the history: which supplier came to which address on which day, through which hub, by which concierge,
with how much contact. Exact where the report is exact: total, addresses, stock days, letterbox share, doubles.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.sample.residents import Resident
from geo.sample.supply import GOODS, HOLIDAYS, PERIOD, STOCK_SUPPLIER, Concierge, Hub, Supplier, hub_on

ADDRESS = ["naam", "straat", "huisnummer", "postcode", "plaats", "x_rd", "y_rd"]


@dataclass(frozen=True)
class Calibration:
    """What the history must add up to."""

    total: int = 6668
    residents: int = 450
    stock_days: int = 126
    letterbox_share: float = 0.20
    double_share: float = 0.04
    contact_minutes: float = 10.0
    profile: tuple[float, ...] = (150, 370, 598, 598, 598, 598, 598, 598, 598, 598, 760, 604)
    """Deliveries of February, March, ... January; scaled to the total."""

    def months(self) -> list[int]:
        """Whole numbers a month, February first, that sum to the total."""
        exact = np.array(self.profile) / sum(self.profile) * self.total
        whole = np.floor(exact).astype(int)
        order = np.argsort(-(exact - whole), kind="stable")
        whole[order[: self.total - int(whole.sum())]] += 1
        return [int(v) for v in whole]


Event = tuple[int, dt.date, str]
"""Resident (position), day, supplier id."""


def delivery_days() -> list[dt.date]:
    """All days on which concierges work: Monday to Saturday, no holidays."""
    length = (PERIOD[1] - PERIOD[0]).days + 1
    days = [PERIOD[0] + dt.timedelta(days=k) for k in range(length)]
    return [d for d in days if d.weekday() < 6 and d not in HOLIDAYS]


def draw_events(
    residents: Sequence[Resident], suppliers: Sequence[Supplier], target: Calibration, rng: np.random.Generator
) -> list[Event]:
    """Which supplier comes to which resident on which day; exact in number, months, stock days and doubles.

    Args:
        residents: who receives.
        suppliers: with their fixed days.
        target: what the events must add up to.
        rng: random numbers.

    Returns:
        Events by day; every resident has at least one.
    """
    calendar = _Calendar(residents, suppliers, target, rng)
    calendar.plan_stock()
    calendar.plan_doubles()
    calendar.plan_first()
    calendar.fill()
    return sorted(calendar.events, key=lambda e: (e[1], e[0], e[2]))


class _Calendar:
    """The year while it is being filled; lives only inside :func:`draw_events`."""

    def __init__(
        self,
        residents: Sequence[Resident],
        suppliers: Sequence[Supplier],
        target: Calibration,
        rng: np.random.Generator,
    ) -> None:
        self.residents, self.rng, self.target = residents, rng, target
        self.by_id = {s.supplier_id: s for s in suppliers}
        self.days = delivery_days()
        self.room = dict(zip(_months(), target.months(), strict=True))
        self.events: list[Event] = []
        self.taken: dict[tuple[int, dt.date], set[str]] = defaultdict(set)

    def add(self, who: int, day: dt.date, supplier: str) -> None:
        self.events.append((who, day, supplier))
        self.taken[who, day].add(supplier)
        self.room[day.year, day.month] -= 1

    def active(self, day: dt.date) -> list[int]:
        return [k for k, r in enumerate(self.residents) if r.start <= day <= r.stop]

    def plan_stock(self) -> None:
        """The stock supplier's days: exactly as many as asked, one to three addresses on each."""
        own = self.by_id[STOCK_SUPPLIER].days
        possible = [d for d in self.days if d.weekday() in own and self.active(d)]
        weights = np.array([0.35 if (d.year, d.month) in {(2025, 2), (2025, 3)} else 1.0 for d in possible])
        picks = self.rng.choice(len(possible), size=self.target.stock_days, replace=False, p=weights / weights.sum())
        for k in sorted(picks.tolist()):
            day = possible[k]
            people = [w for w in self.active(day) if not self.taken[w, day]]
            need = np.array(
                [3.0 if self.residents[w].persona.name in {"van der Zee", "Smeets"} else 1.0 for w in people]
            )
            count = min(len(people), int(self.rng.choice([1, 2, 3], p=[0.45, 0.35, 0.2])))
            for w in self.rng.choice(people, size=count, replace=False, p=need / need.sum()).tolist():
                self.add(w, day, STOCK_SUPPLIER)

    def plan_doubles(self) -> None:
        """Pairs of suppliers at one address on one day: half the wanted share of deliveries, two deliveries each."""
        wanted = round(self.target.total * self.target.double_share / 2)
        options: dict[dt.date, list[tuple[int, str, str]]] = defaultdict(list)
        for who, resident in enumerate(self.residents):
            own = [s for s, _ in resident.suppliers if not s.stock]
            for first, second in itertools.combinations(own, 2):
                for day in self.days:
                    both = day.weekday() in first.days and day.weekday() in second.days
                    if both and resident.start <= day <= resident.stop and not self.taken[who, day]:
                        options[day].append((who, first.supplier_id, second.supplier_id))
        days = sorted(options)
        weights = np.array([float(max(self.room[d.year, d.month], 0)) for d in days])
        for made in range(wanted):
            open_days = [k for k, d in enumerate(days) if options[d] and self.room[d.year, d.month] > 3]
            if not open_days:
                raise ValueError(f"only {made} of {wanted} same-day pairs fit: too few residents with two suppliers")
            day = days[int(self.rng.choice(open_days, p=weights[open_days] / weights[open_days].sum()))]
            who, first_id, second_id = options[day].pop(int(self.rng.integers(len(options[day]))))
            options[day] = [o for o in options[day] if o[0] != who]
            self.add(who, day, first_id)
            self.add(who, day, second_id)

    def plan_first(self) -> None:
        """Every resident receives something at least once, soon after the start."""
        seen = {who for who, _, _ in self.events}
        for who in range(len(self.residents)):
            if who in seen:
                continue
            options = [o for o in self._options(who) if self.room[o[0].year, o[0].month] > 0]
            if not options:
                raise ValueError("a resident has no possible delivery day in the period")
            day, supplier = options[min(len(options) - 1, int(self.rng.integers(3)))]
            self.add(who, day, supplier)

    def fill(self) -> None:
        """Ordinary deliveries until every month has its number; what a month cannot hold goes to the next one."""
        usual, wide = self._by_month(wide=False), self._by_month(wide=True)
        months = list(self.room)
        for month, following in zip(months, [*months[1:], None], strict=True):
            self._fill(month, usual[month])
            self._fill(month, wide[month])
            short = self.room[month]
            if short > 0 and following is None:
                raise ValueError(f"{short} deliveries too many for these residents and days")
            if following is not None:
                self.room[following] += short

    def _by_month(self, *, wide: bool) -> dict[tuple[int, int], list[tuple[int, dt.date, str, float]]]:
        """Possible deliveries (resident, day, supplier, weight) by month."""
        result: dict[tuple[int, int], list[tuple[int, dt.date, str, float]]] = defaultdict(list)
        for who, resident in enumerate(self.residents):
            options = self._options(who, wide=wide)
            weeks = max(1.0, (resident.stop - resident.start).days / 7)
            weight = resident.rate * weeks / max(1, len(options))
            for day, supplier in options:
                result[day.year, day.month].append((who, day, supplier, weight))
        return result

    def _fill(self, month: tuple[int, int], options: Sequence[tuple[int, dt.date, str, float]]) -> None:
        free = [o for o in options if not self.taken[o[0], o[1]]]
        while self.room[month] > 0 and free:
            weights = np.array([o[3] for o in free])
            order = np.argsort(self.rng.exponential(size=len(free)) / weights, kind="stable")[: self.room[month]]
            for k in order.tolist():
                who, day, supplier, _ = free[k]
                if not self.taken[who, day]:
                    self.add(who, day, supplier)
            free = [o for o in free if not self.taken[o[0], o[1]]]

    def _options(self, who: int, *, wide: bool = False) -> list[tuple[dt.date, str]]:
        resident = self.residents[who]
        fixed = [(s.supplier_id, s.days if wide else own) for s, own in resident.suppliers if not s.stock]
        if not fixed:
            fixed = [(s.supplier_id, s.days[:1]) for s in self.by_id.values() if not s.stock][:1]
        return [
            (day, supplier)
            for day in self.days
            if resident.start <= day <= resident.stop
            for supplier, own in fixed
            if day.weekday() in own and not self.taken[who, day]
        ]


def _months() -> list[tuple[int, int]]:
    return [(2025, m) for m in range(2, 13)] + [(2026, 1)]


def delivery_table(
    residents: Sequence[Resident],
    events: Sequence[Event],
    hubs: Sequence[Hub],
    staff: Sequence[Concierge],
    suppliers: Sequence[Supplier],
    target: Calibration,
    rng: np.random.Generator,
    *,
    with_points: bool = False,
) -> pd.DataFrame:
    """Rows of leveringen.csv: hub, concierge, goods, contact and ladder step of every event.

    Args:
        residents: who receives.
        events: :func:`draw_events`.
        hubs: hubs with opening, closing, move.
        staff: concierges.
        suppliers: suppliers.
        target: share of letterbox deliveries and mean contact minutes.
        rng: random numbers.
        with_points: write x_rd and y_rd; otherwise they stay blank and the address is matched.
    """
    by_id = {s.supplier_id: s for s in suppliers}
    goods = [_goods(by_id[supplier].kind, rng) for _, _, supplier in events]
    letterbox = _letterbox([residents[who] for who, _, _ in events], goods, target.letterbox_share, rng)
    steps = _steps(residents, events, letterbox)
    minutes = _minutes(steps, letterbox, target.contact_minutes, rng)
    rows = []
    for k, (who, day, supplier) in enumerate(events):
        r = residents[who]
        kind, cold, urgent, install = goods[k]
        x, y = (round(r.x_rd, 1), round(r.y_rd, 1)) if with_points else (None, None)
        rows.append(
            (
                f"B{k + 1:05d}",
                day,
                supplier,
                hub_on(hubs, r.hub_id, day),
                concierge_for(r, day, staff),
                r.name,
                r.street,
                r.house_number,
                r.postcode,
                r.place,
                x,
                y,
                kind,
                cold,
                urgent,
                install,
                "nee" if letterbox[k] else "ja",
                minutes[k],
                steps[k],
            )
        )
    columns = [
        "levering_id",
        "datum",
        "leverancier_id",
        "hub_id",
        "concierge",
        *ADDRESS,
        "goederensoort",
        "koel",
        "spoed",
        "installatie",
        "contact",
        "minuten_contact",
        "trede",
    ]
    return pd.DataFrame(rows, columns=columns)


def concierge_for(resident: Resident, day: dt.date, staff: Sequence[Concierge]) -> str:
    """The resident's own concierge when working that day, otherwise a colleague of the hub."""
    here = [c for c in staff if c.hub_id == resident.hub_id and day.weekday() in c.days and day >= c.since]
    own = [c for c in here if c.code == resident.concierge]
    if own:
        return own[0].code
    if here:
        return here[day.toordinal() % len(here)].code
    others = [c for c in staff if c.hub_id == resident.hub_id and day >= c.since] or [
        c for c in staff if day >= c.since
    ]
    return others[0].code


def _goods(kind: str, rng: np.random.Generator) -> tuple[str, str, str, str]:
    names = [name for name, _ in GOODS[kind]]
    shares = [share for _, share in GOODS[kind]]
    good = str(rng.choice(names, p=shares))
    cold = (
        good == "maaltijden"
        or (good == "boodschappen" and rng.random() < 0.45)
        or (good == "medicijnen" and rng.random() < 0.03)
    )
    urgent = good == "medicijnen" and rng.random() < 0.02
    install = good == "hulpmiddelen" and rng.random() < 0.12
    # mypy does not count a starred generator: these are three
    return good, *("ja" if flag else "nee" for flag in (cold, urgent, install))  # type: ignore[return-value]


def _letterbox(
    who: Sequence[Resident], goods: Sequence[tuple[str, str, str, str]], share: float, rng: np.random.Generator
) -> list[bool]:
    """Exactly the wanted share through the letterbox: small uncooled goods, residents who want little contact first."""
    fits = np.array([g[0] in {"medicijnen", "incontinentiemateriaal", "overig"} and g[1] == "nee" for g in goods])
    liking = np.array([r.letterbox for r in who])
    score = np.where(fits, liking, -1.0) + rng.uniform(0, 0.35, len(goods))
    wanted = round(share * len(goods))
    if int(fits.sum()) < wanted:
        raise ValueError("too few goods fit through a letterbox for the wanted share")
    result = np.zeros(len(goods), dtype=bool)
    result[np.argsort(-score, kind="stable")[:wanted]] = True
    return [bool(v) for v in result]


def _steps(residents: Sequence[Resident], events: Sequence[Event], letterbox: Sequence[bool]) -> list[int]:
    """The step on the ladder of trust: one up after every so many contacts, never past three."""
    contacts: dict[int, int] = defaultdict(int)
    steps = []
    for (who, _, _), letter in zip(events, letterbox, strict=True):
        resident = residents[who]
        steps.append(min(3, resident.first_step + int(contacts[who] / resident.pace)))
        contacts[who] += not letter
    return steps


def _minutes(steps: Sequence[int], letterbox: Sequence[bool], mean: float, rng: np.random.Generator) -> list[float]:
    """Minutes of contact, more on a higher step; their mean over contact deliveries is the wanted one."""
    base = np.array([4.5, 7.5, 10.0, 13.0])[list(steps)]
    drawn = np.clip(base * np.exp(rng.normal(0, 0.35, len(base))), 1.0, 45.0)
    contact = ~np.array(letterbox)
    drawn *= mean / drawn[contact].mean()
    return [float(v) for v in np.where(contact, np.clip(np.round(drawn), 1, 45), 0.0)]
