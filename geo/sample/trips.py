"""Passenger transport: the vans of six organisations and a month of trip requests that a van can keep.

Here belongs who travels where and when; windows leave room for the drive at a town's pace.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.sample.names import INITIALS, SURNAMES
from geo.sample.supply import VEHICLE_COLUMNS, yes

DETOUR = 1.35
PACE_M_MIN = 400.0
"""Metres a minute in town, stops at lights included (24 km/h)."""

DAY_PATTERNS = ((0, 2), (1, 4), (1, 3), (0, 4), (2, 4), (2,), (0, 1), (2, 3), (4,), (0,))
"""Fixed days of day activities in turn (0 is Monday); fewer on Thursday, when the market bus drives."""


@dataclass(frozen=True)
class Organisation:
    """An organisation with vans: name, number of vans, wheelchair places a van, passengers, purpose on week days."""

    name: str
    vans: int
    wheelchair: int
    passengers: int
    purpose: str


ORGANISATIONS = (
    Organisation("Dagcentrum De Wending", 4, 2, 22, "dagbesteding"),
    Organisation("Zorggroep Voorland", 4, 2, 22, "dagbesteding"),
    Organisation("Stichting Zonnedal", 3, 1, 16, "dagbesteding"),
    Organisation("Welzijn Voorbeeldstad", 2, 1, 14, "markt"),
    Organisation("Vrijwillige Hulpdienst", 2, 0, 12, "ziekenhuis"),
    Organisation("Wijkvervoer Samen", 2, 1, 14, "familie"),
)


@dataclass(frozen=True)
class Places:
    """Where trips go: day centres, market, hospital and shops, RD New metres (n, 2)."""

    day_centres: NDArray[np.float64]
    market: NDArray[np.float64]
    hospital: NDArray[np.float64]
    shops: NDArray[np.float64]


@dataclass(frozen=True)
class Passenger:
    """Someone who travels: code, name, home, needs, organisation, fixed days."""

    code: str
    name: str
    home: tuple[float, float]
    wheelchair: bool
    walking_aid: bool
    organisation: Organisation
    days: tuple[int, ...]
    centre: tuple[float, float]


def van_table(places: Places, organisations: Sequence[Organisation] = ORGANISATIONS) -> pd.DataFrame:
    """Passenger vans of the organisations, as rows of voertuigen.csv; each starts at its organisation's home."""
    rows = []
    homes = np.vstack([places.day_centres, places.market, places.hospital])
    for index, organisation in enumerate(organisations):
        x, y = homes[index % len(homes)]
        for k in range(organisation.vans):
            chairs = organisation.wheelchair if k % 2 == 0 else 0
            rows.append(
                (
                    f"PB-{index + 1}{k + 1}",
                    organisation.name,
                    "personenbus",
                    "",
                    None,
                    yes(False),
                    250 if k % 2 else 320,
                    8,
                    chairs,
                    "07:30",
                    "18:30",
                    round(float(x) + 15 * k, 1),
                    round(float(y), 1),
                )
            )
    return pd.DataFrame(rows, columns=VEHICLE_COLUMNS)


def draw_passengers(
    addresses: pd.DataFrame,
    weight: NDArray[np.float64],
    places: Places,
    rng: np.random.Generator,
    organisations: Sequence[Organisation] = ORGANISATIONS,
) -> list[Passenger]:
    """Passengers at distinct addresses, each with one organisation.

    Args:
        addresses: address table, RD New.
        weight: weight of each address (n,).
        places: destinations.
        rng: random numbers.
        organisations: with their number of passengers.
    """
    total = sum(o.passengers for o in organisations)
    picks = rng.choice(len(addresses), size=total, replace=False, p=weight / weight.sum()).tolist()
    passengers: list[Passenger] = []
    for organisation_index, organisation in enumerate(organisations):
        centre = places.day_centres[organisation_index % len(places.day_centres)]
        for _ in range(organisation.passengers):
            at = addresses.iloc[picks.pop()]
            chair = organisation.wheelchair > 0 and rng.random() < 0.13
            days = DAY_PATTERNS[len(passengers) % len(DAY_PATTERNS)]
            passengers.append(
                Passenger(
                    f"P{len(passengers) + 1:03d}",
                    f"{rng.choice(list(INITIALS))}. {rng.choice(SURNAMES)}",
                    (float(at["x_rd"]), float(at["y_rd"])),
                    chair,
                    not chair and rng.random() < 0.4,
                    organisation,
                    days,
                    (float(centre[0]), float(centre[1])),
                )
            )
    return passengers


def trip_table(
    passengers: Sequence[Passenger], places: Places, month: dt.date, rng: np.random.Generator
) -> pd.DataFrame:
    """Rows of ritten.csv: the requests of one month, there and back, Monday to Friday; a way back has a row of its own.

    Args:
        passengers: who travels.
        places: destinations.
        month: first day of the month.
        rng: random numbers.
    """
    rows: list[tuple[object, ...]] = []
    days = [month + dt.timedelta(days=k) for k in range(31)]
    for day in (d for d in days if d.month == month.month and d.weekday() < 5):
        for p in passengers:
            for purpose, there, target in _outings(p, day, places, rng):
                rows += _there_and_back(p, day, purpose, there, target, rng)
    numbered = [(f"R{k:05d}", *row) for k, row in enumerate(rows, start=1)]
    columns = [
        "rit_id",
        "datum",
        "organisatie",
        "passagier",
        "naam",
        "doel",
        "ophalen_vanaf",
        "uiterlijk_aankomst",
        "max_ritminuten",
        "personen",
        "rolstoel",
        "loophulpmiddel",
        "van_x_rd",
        "van_y_rd",
        "naar_x_rd",
        "naar_y_rd",
    ]
    made = pd.DataFrame(numbered, columns=columns)
    made.insert(columns.index("max_ritminuten"), "terug_vanaf", "")
    made.insert(columns.index("max_ritminuten") + 1, "terug_uiterlijk", "")
    return made


Outing = tuple[str, int, tuple[float, float]]


def _outings(p: Passenger, day: dt.date, places: Places, rng: np.random.Generator) -> list[Outing]:
    """What a passenger does on a day: purpose, minute of the day to be there, where."""
    purpose = p.organisation.purpose
    if purpose == "dagbesteding":
        if day.weekday() in p.days and rng.random() < 0.93:
            return [(purpose, 9 * 60 + 30, p.centre)]
        return []
    if purpose == "markt" and day.weekday() == 3 and rng.random() < 0.75:
        return [("markt", 10 * 60 + 30, _pick(places.market, rng))]
    if rng.random() < 0.13:
        when = int(rng.choice([9, 10, 11, 13])) * 60 + 30
        if purpose == "ziekenhuis":
            return [("ziekenhuis", when, _pick(places.hospital, rng))]
        if purpose == "familie" and rng.random() < 0.5:
            return [("familie", when, _pick(places.day_centres, rng))]
        return [("winkel", when, _pick(places.shops, rng))]
    return []


def _pick(points: NDArray[np.float64], rng: np.random.Generator) -> tuple[float, float]:
    x, y = points[int(rng.integers(len(points)))]
    return float(x), float(y)


def _there_and_back(
    p: Passenger, day: dt.date, purpose: str, arrive: int, target: tuple[float, float], rng: np.random.Generator
) -> list[tuple[object, ...]]:
    direct = float(np.hypot(p.home[0] - target[0], p.home[1] - target[1])) * DETOUR / PACE_M_MIN
    limit = int(max(30, 5 * round((1.8 * direct + 15) / 5)))
    stay = {"dagbesteding": 375, "markt": 90, "ziekenhuis": 80, "familie": 150, "winkel": 75}[purpose]
    leave = arrive + stay
    party = 2 if purpose in {"ziekenhuis", "winkel"} and rng.random() < 0.2 else 1
    trips: list[tuple[object, ...]] = []
    for start, stop, here, there in (
        (arrive - limit - 30, arrive, p.home, target),
        (leave, leave + limit + 30, target, p.home),
    ):
        trips.append(
            (
                day,
                p.organisation.name,
                p.code,
                p.name,
                purpose,
                _clock(start),
                _clock(stop),
                limit,
                party,
                yes(p.wheelchair),
                yes(p.walking_aid),
                round(here[0], 1),
                round(here[1], 1),
                round(there[0], 1),
                round(there[1], 1),
            )
        )
    return trips


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
