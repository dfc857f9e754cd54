"""Other ways to drive less: stock at the hub, pick-up points and lockers, zero-emission zones, cargo bikes.

Belongs here: what each would change in the year that was, with its range and what it costs in contact. Does not belong
here: which is chosen. Every figure says its formula; what a scenario saves is driven (``tours``), before and after.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from routing.bundling.history import History, located, xy_of
from routing.bundling.roads import Floats, Roads
from routing.bundling.tours import STOPS_A_TOUR, tour_lengths

if TYPE_CHECKING:
    from geo.travel_time import TravelTimes

Row = dict[str, Any]

OPTION_COLUMNS = ("option", "code", "indicator", "value", "low", "high", "unit", "formula", "source")
STOCKABLE = ("aids", "incontinence", "other")
"""Goods that can lie at a hub until they are asked for; medicines, meals, groceries and laundry are somebody's own."""
LIMITS_M = (200, 400, 600, 800, 1000)
"""Walking distances of which pick-up points are worked out."""

REPORT = "TNO 2022, Krachtige wijk voor inwoners, paragraaf 4.3"
TNO2020 = "TNO 2020, Juiste zorg, juiste logistiek"


@dataclass(frozen=True)
class Range:
    """A figure with its range."""

    value: float
    low: float
    high: float

    def times(self, factor: float) -> Range:
        """All three times a factor."""
        return Range(self.value * factor, self.low * factor, self.high * factor)


@dataclass(frozen=True)
class PickUp:
    """What is assumed of pick-up points: least self-reliance (1 to 5), the share that switches, the share that comes by
    car."""

    least_self_reliance: int = 4
    switching: Range = Range(0.5, 0.25, 0.75)
    by_car: Range = Range(0.2, 0.05, 0.4)


@dataclass(frozen=True)
class CargoBike:
    """What a cargo bike can do on a round: stops and metres on a charge less a fifth."""

    stops: int = STOPS_A_TOUR
    range_m: float = 48_000.0


def eligible(past: History, wishes: pd.DataFrame, pick_up: PickUp) -> NDArray[np.bool_]:
    """(n,) deliveries that could wait at a pick-up point: nothing cold, urgent, installed or laundry, and a resident
    who is mobile enough and not marked for contact.

    Marked for contact is who wishes much contact, and who has no wish on file: nobody is sent out by not being known.
    ``wishes``: resident_key, self_reliance, contact_wish; one row a resident.
    """
    mobile = (wishes["self_reliance"] >= pick_up.least_self_reliance).fillna(False).astype(bool)
    fit = wishes[mobile & (wishes["contact_wish"] != "much")]
    return past.rows["may_share"].to_numpy(bool) & past.rows["resident_key"].isin(fit["resident_key"]).to_numpy()


def pick_up_rows(
    past: History, roads: Roads, wishes: pd.DataFrame, walk_m: Mapping[str, float], pick_up: PickUp
) -> Iterator[Row]:
    """Rows of the option pick_up by walking distance.

    Args:
        past: a year of deliveries. roads: of its places.
        wishes: see :func:`eligible`.
        walk_m: metres on foot from each resident to the nearest pick-up point; absent where there is no way.
        pick_up: what is assumed.

    Concierges' rounds are driven without those stops, and the metres that fall away count for the share that switches.
    """
    rows = past.rows
    able = eligible(past, wishes, pick_up) & past.located & (rows["channel"] != "past_hub").to_numpy()
    away = rows["resident_key"].map(dict(walk_m)).to_numpy(np.float64)
    round_of = np.asarray(rows.groupby(["hub_id", "day", "concierge_key"]).ngroup(), dtype=np.int64)
    going = past.located & (rows["channel"] != "past_hub").to_numpy()
    hub, home = rows["hub"].to_numpy(np.int64), rows["home"].to_numpy(np.int64)

    def driven(kept: NDArray[np.bool_]) -> float:
        _, metres = tour_lengths(roads, round_of[kept], hub[kept], home[kept])
        return float(metres.sum()) / 1000

    whole = driven(going)
    source = f"{TNO2020}, hoofdstuk 4.3; aandelen: tabel met aannames"
    for limit in LIMITS_M:
        chosen = able & (np.nan_to_num(away, nan=np.inf) <= limit)
        code = f"{limit}"
        part = pick_up.switching
        yield _row(
            "pick_up",
            code,
            "residents_able",
            rows.loc[chosen, "resident_key"].nunique(),
            "adressen",
            f"Bewoners met zelfredzaamheid {pick_up.least_self_reliance} of hoger, niet aangemerkt voor contact, op "
            f"hoogstens {limit} m lopen van een afhaalpunt.",
            source,
        )
        number = float(chosen.sum())
        yield _row(
            "pick_up",
            code,
            "deliveries",
            part.times(number),
            "leveringen",
            "Leveringen van deze bewoners die gebundeld mogen worden × het deel dat overstapt.",
            source,
        )
        saved = (whole - driven(going & ~chosen)) if number else 0.0
        yield _row(
            "pick_up",
            code,
            "concierge_km",
            part.times(saved),
            "km",
            "Rondes van conciërges gereden met en zonder deze stops, × het deel dat overstapt.",
            source,
        )
        fetched = float(np.nansum(2.0 * away[chosen])) / 1000
        car = Range(
            *(
                a * b * fetched
                for a, b in (
                    (part.value, pick_up.by_car.value),
                    (part.low, pick_up.by_car.low),
                    (part.high, pick_up.by_car.high),
                )
            )
        )
        yield _row(
            "pick_up",
            code,
            "car_km",
            car,
            "km",
            "Afgehaalde leveringen × deel met de auto × 2 × loopafstand: dit eet de winst op.",
            source,
        )
        net = Range(part.value * saved - car.value, part.low * saved - car.high, part.high * saved - car.low)
        yield _row("pick_up", code, "net_km", net, "km", "Vermeden km van conciërges min km met de auto.", source)
        contact = float((chosen & rows["contact"].to_numpy(bool)).sum())
        yield _row(
            "pick_up",
            code,
            "contact_moments_lost",
            part.times(contact),
            "aantal",
            "Leveringen met contact die dan aan het afhaalpunt gebeuren: contact aan huis dat vervalt.",
            source,
        )


def stock_rows(past: History, roads: Roads, stocked: set[str], topping_up_per_week: Range) -> Iterator[Row]:
    """Rows of the option stock: rides from the depot that stock at the hub spares, or would, of goods that can lie."""
    able = past.rows["goods_kind"].isin(STOCKABLE).to_numpy() | past.rows["supplier_id"].isin(stocked).to_numpy()
    rows = past.rows[past.located & able & (past.rows["channel"] != "past_hub").to_numpy()]
    for supplier, own in rows.groupby("supplier_id", sort=True):
        day = own["day"].to_numpy(np.int64)
        _, metres = tour_lengths(roads, day, own["depot"].to_numpy(np.int64), own["hub"].to_numpy(np.int64))
        rides = len(metres)
        km, each = float(metres.sum()) / 1000, float(metres.mean()) / 1000
        weeks = len(np.unique((day + 3) // 7))
        topped = [
            min(float(rides), weeks * times)
            for times in (topping_up_per_week.low, topping_up_per_week.value, topping_up_per_week.high)
        ]
        now = "houdt nu voorraad op de hub" if supplier in stocked else "zou voorraad op de hub kunnen houden"
        why = f"De leverancier {now}."
        yield _row(
            "stock",
            str(supplier),
            "ride_days",
            rides,
            "dagen",
            f"Dagen waarop de leverancier iets bracht of uit de voorraad gaf. {why}",
            REPORT,
        )
        yield _row(
            "stock",
            str(supplier),
            "rides_km",
            Range(km, 0.0, km),
            "km",
            "Die dagen × de rit van depot langs de hub(s) en terug: bovengrens zoals in het rapport; 0 als de "
            "vrachtwagen toch rijdt voor andere wijken.",
            REPORT,
        )
        left = [km - times * each for times in topped]
        yield _row(
            "stock",
            str(supplier),
            "net_km",
            Range(left[1], 0.0, left[0]),
            "km",
            f"Daarvan af: aanvullen, {topping_up_per_week.value:g} keer per week en nooit vaker dan er iets uit gaat; "
            "op een bestaande rit kost dat niets.",
            REPORT,
        )


def zone_rows(past: History, inside: NDArray[np.bool_]) -> Iterator[Row]:
    """Rows of the option zone: what suppliers' own vans may no longer bring; ``inside`` (n,) doors in a zone."""
    rows = past.rows[inside]
    source = f"{TNO2020}, paragraaf 4.2.3; zones: eigen bestand"
    days = rows[["supplier_id", "day"]].drop_duplicates().groupby("supplier_id").size()
    yield _row(
        "zone", "*", "deliveries", len(rows), "leveringen", "Leveringen aan adressen in een zero-emissiezone.", source
    )
    yield _row(
        "zone",
        "*",
        "residents",
        rows["resident_key"].nunique(),
        "adressen",
        "Adressen met een levering in een zone.",
        source,
    )
    through = rows["channel"] != "past_hub"
    yield _row(
        "zone",
        "*",
        "through_hub",
        int(through.sum()),
        "leveringen",
        "Daarvan via de hub, met een fiets of bus zonder uitlaat: mag blijven rijden.",
        source,
    )
    for supplier, number in days.items():
        yield _row(
            "zone",
            str(supplier),
            "barred_days",
            int(number),
            "dagen",
            "Dagen waarop de leverancier met een eigen bus met uitlaat de zone niet in zou mogen.",
            source,
        )


def bike_rows(past: History, roads: Roads, bike: CargoBike) -> Iterator[Row]:
    """Rows of the option cargo_bike: rounds of concierges that a cargo bike could ride, by its stops and range."""
    rows = past.rows[past.located & (past.rows["channel"] != "past_hub").to_numpy()]
    source = "Eigen bestand met voertuigen; grenzen van de fiets: aanname"
    for hub, own in rows.groupby("hub_id", sort=True):
        round_of = np.asarray(own.groupby(["day", "concierge_key"]).ngroup(), dtype=np.int64)
        home = own["home"].to_numpy(np.int64)
        _, metres = tour_lengths(roads, round_of, own["hub"].to_numpy(np.int64), home)
        stops = own.assign(round=round_of).groupby("round")["home"].nunique().to_numpy()
        fits = (stops <= bike.stops) & (metres <= bike.range_m)
        yield _row("cargo_bike", str(hub), "rounds", len(metres), "rondes", "Rondes per hub, dag en conciërge.", source)
        yield _row(
            "cargo_bike",
            str(hub),
            "fit_share",
            float(fits.mean()),
            "aandeel",
            f"Rondes van hoogstens {bike.stops} adressen en {bike.range_m / 1000:g} km: voor een bakfiets.",
            source,
        )
        yield _row(
            "cargo_bike",
            str(hub),
            "van_km",
            float(metres[~fits].sum()) / 1000,
            "km",
            "Kilometers van de rondes die te lang zijn: voor een elektrische bus.",
            source,
        )


def option_frame(rows: Iterator[Row] | list[Row]) -> pd.DataFrame:
    """The rows of all options as a frame with OPTION_COLUMNS."""
    frame = pd.DataFrame(list(rows), columns=list(OPTION_COLUMNS))
    return frame.astype({"value": "float64", "low": "float64", "high": "float64"})


def _row(option: str, code: str, indicator: str, value: Range | float, unit: str, formula: str, source: str) -> Row:
    parts = value if isinstance(value, Range) else Range(float(value), np.nan, np.nan)
    return {
        "option": option,
        "code": code,
        "indicator": indicator,
        "value": parts.value,
        "low": parts.low,
        "high": parts.high,
        "unit": unit,
        "formula": formula,
        "source": source,
    }


def walk_metres(residents: pd.DataFrame, points: Floats, times: TravelTimes) -> dict[str, float]:
    """Metres on foot from each resident to the nearest of ``points`` (m, 2), by ``times`` (TravelTimes)."""
    known = located(residents, "resident_key")
    if known.empty or not len(points):
        return {}
    length = np.asarray(times.table(points, xy_of(known)).length_m, dtype=np.float64)
    nearest = np.where(np.isnan(length), np.inf, length).min(axis=0)
    by_key = zip(known["resident_key"], nearest.tolist(), strict=True)
    return {str(key): metres for key, metres in by_key if np.isfinite(metres)}
