"""The residents who receive something: drawn from the four personas of TNO 2020 (annex C), with wishes and suppliers.

Here belongs who they are; what was delivered when is in :mod:`geo.sample.deliveries`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.sample.names import INITIALS, SURNAMES
from geo.sample.supply import PERIOD, WEEKDAYS, Concierge, Hub, Supplier, served_from, serving


@dataclass(frozen=True)
class Persona:
    """A persona: share of all residents and of the regulars, self-reliance, contact wish, kinds of supplier, visits."""

    name: str
    share: float
    regular_share: float
    self_reliance: tuple[int, int]
    contact: tuple[float, float, float]
    first: tuple[tuple[str, float], ...]
    second: tuple[tuple[str, float], ...]
    rate: float
    weeks: tuple[float, float]


PERSONAS = (
    # high care, low self-reliance: weekly medicines, groceries and meals, monthly aids and incontinence material
    Persona(
        "van der Zee",
        0.32,
        0.62,
        (1, 2),
        (0.75, 0.25, 0.0),
        (("maaltijden", 0.4), ("supermarkt", 0.3), ("apotheek", 0.3)),
        (("zorgwinkel", 0.5), ("apotheek", 0.5)),
        0.42,
        (14, 40),
    ),
    # low care, high self-reliance: a Baxter roll a week, groceries fetched by herself
    Persona(
        "de Witt",
        0.33,
        0.28,
        (4, 5),
        (0.35, 0.5, 0.15),
        (("apotheek", 0.7), ("supermarkt", 0.2), ("wasserij", 0.1)),
        (("zorgwinkel", 1.0),),
        0.36,
        (16, 44),
    ),
    # high care, high self-reliance: medicines every two weeks, incontinence material every month, contact not needed
    Persona(
        "van Bemelen",
        0.2,
        0.06,
        (4, 5),
        (0.1, 0.4, 0.5),
        (("apotheek", 0.55), ("zorgwinkel", 0.45)),
        (("zorgwinkel", 0.6), ("apotheek", 0.4)),
        0.3,
        (16, 44),
    ),
    # low care, self-reliance low for six weeks: groceries, meals and painkillers while recovering, aids once
    Persona(
        "Smeets",
        0.15,
        0.04,
        (2, 3),
        (0.15, 0.6, 0.25),
        (("supermarkt", 0.5), ("maaltijden", 0.3), ("apotheek", 0.2)),
        (("hulpmiddelen", 1.0),),
        1.1,
        (4, 8),
    ),
)
"""Weekly rate and weeks are those of an occasional resident."""

REGULARS = 70
REGULAR_WEEKS = (20.0, 46.0)
REGULAR_RATE = 1.75
"""Deliveries a week of a regular while active; visits without goods bring it to about two."""

LAST_WEEKS = 3
"""Nobody joins in the last weeks of the period, so that everybody has a delivery day in it."""


@dataclass(frozen=True)
class Resident:
    """One address that receives something, with who, what, when and by whom."""

    number: int
    name: str
    street: str
    house_number: str
    postcode: str
    place: str
    x_rd: float
    y_rd: float
    buurtcode: str
    wijkcode: str
    hub_id: str
    persona: Persona
    regular: bool
    start: dt.date
    stop: dt.date
    rate: float
    suppliers: tuple[tuple[Supplier, tuple[int, ...]], ...]
    letterbox: float
    concierge: str
    first_step: int
    pace: float
    self_reliance: int
    contact_wish: str


def draw_residents(
    addresses: pd.DataFrame,
    frailty_weight: Mapping[str, float],
    hubs: Sequence[Hub],
    staff: Sequence[Concierge],
    suppliers: Sequence[Supplier],
    count: int,
    rng: np.random.Generator,
) -> list[Resident]:
    """Residents at distinct addresses of the served wijken.

    Args:
        addresses: address table, RD New.
        frailty_weight: weight of an address a buurtcode, such as the share of 65 and over.
        hubs: hubs with the wijken they serve.
        staff: concierges.
        suppliers: suppliers.
        count: number of residents, about one in six of them regular.
        rng: random numbers.
    """
    hub_of, since = serving(hubs), served_from(hubs)
    pool = addresses[addresses["wijkcode"].isin(hub_of)].reset_index(drop=True)
    weight = pool["buurtcode"].map(frailty_weight).fillna(0.0).to_numpy(dtype=float)
    # a wijk served since last month has let fewer people in than one served for a year
    days = pool["wijkcode"].map(lambda w: (PERIOD[1] - since[w]).days).to_numpy(dtype=float)
    weight = weight * (days / 365.0) ** 0.8
    picks = rng.choice(len(pool), size=count, replace=False, p=weight / weight.sum())
    regulars = max(1, round(count * REGULARS / 450))
    early = np.argsort(-days[picks] + rng.normal(0, 40, count), kind="stable")
    is_regular = np.zeros(count, dtype=bool)
    is_regular[early[: int(count * 0.9)][rng.permutation(int(count * 0.9))[:regulars]]] = True
    residents = []
    for number, (row, regular) in enumerate(zip(picks.tolist(), is_regular.tolist(), strict=True), start=1):
        residents.append(_resident(number, pool.iloc[row], bool(regular), hub_of, since, staff, suppliers, rng))
    return residents


def _resident(
    number: int,
    at: pd.Series,
    regular: bool,
    hub_of: Mapping[str, str],
    since: Mapping[str, dt.date],
    staff: Sequence[Concierge],
    suppliers: Sequence[Supplier],
    rng: np.random.Generator,
) -> Resident:
    shares = np.array([p.regular_share if regular else p.share for p in PERSONAS])
    persona = PERSONAS[int(rng.choice(len(PERSONAS), p=shares / shares.sum()))]
    hub_id = hub_of[str(at["wijkcode"])]
    opened = since[str(at["wijkcode"])]
    span = (PERIOD[1] - opened).days - LAST_WEEKS * 7
    # regulars join early, occasional ones through the year
    wait = rng.beta(0.9, 3.0) if regular else rng.beta(1.0, 1.35)
    joined = opened + dt.timedelta(days=int(span * wait))
    low, high = REGULAR_WEEKS if regular else persona.weeks
    stop = min(PERIOD[1], joined + dt.timedelta(weeks=float(rng.uniform(low, high))))
    rate = (REGULAR_RATE if regular else persona.rate) * float(np.exp(rng.normal(0, 0.15)))
    chosen = [_supplier(persona.first, suppliers, (), rng)]
    if rng.random() < (0.5 if regular else 0.2):
        sharing = [s for s in suppliers if set(s.days) & set(chosen[0].days) and not s.stock]
        chosen.append(_supplier(persona.second, sharing, (chosen[0],), rng))
    wish = str(rng.choice(["veel", "gewoon", "weinig"], p=persona.contact))
    own = [c for c in staff if c.hub_id == hub_id and c.since == PERIOD[0]]
    letterbox = {"veel": 0.05, "gewoon": 0.25, "weinig": 0.6}[wish]
    if regular:
        letterbox *= 0.6
    reliance = int(rng.integers(persona.self_reliance[0], persona.self_reliance[1] + 1))
    return Resident(
        number=number,
        name=f"{rng.choice(list(INITIALS))}. {rng.choice(SURNAMES)}",
        street=str(at["street"]),
        house_number=str(at["house_number"]),
        postcode=str(at["postcode"]),
        place=str(at["place"]),
        x_rd=float(at["x_rd"]),
        y_rd=float(at["y_rd"]),
        buurtcode=str(at["buurtcode"]),
        wijkcode=str(at["wijkcode"]),
        hub_id=hub_id,
        persona=persona,
        regular=regular,
        start=joined,
        stop=stop,
        rate=rate,
        suppliers=_fixed_days(chosen, regular, rng),
        letterbox=letterbox,
        concierge=str(rng.choice([c.code for c in own])),
        first_step=int(rng.random() < 0.4),
        pace=float(rng.uniform(4, 14)),
        self_reliance=reliance,
        contact_wish=wish,
    )


def _supplier(
    kinds: Sequence[tuple[str, float]],
    suppliers: Sequence[Supplier],
    taken: Sequence[Supplier],
    rng: np.random.Generator,
) -> Supplier:
    weights = np.array([w for _, w in kinds])
    kind = kinds[int(rng.choice(len(kinds), p=weights / weights.sum()))][0]
    fitting = [s for s in suppliers if s.kind == kind and s not in taken] or [s for s in suppliers if s not in taken]
    return fitting[int(rng.integers(len(fitting)))]


def _fixed_days(
    chosen: Sequence[Supplier], regular: bool, rng: np.random.Generator
) -> tuple[tuple[Supplier, tuple[int, ...]], ...]:
    """Each supplier of a resident with the resident's fixed days; a second supplier keeps to other days."""
    result: list[tuple[Supplier, tuple[int, ...]]] = []
    used: set[int] = set()
    for supplier in chosen:
        free = [d for d in supplier.days if d not in used]
        if not free:
            continue
        wanted = 2 if regular and not result else 1
        days = tuple(sorted(rng.permutation(free)[:wanted].tolist()))
        used |= set(days)
        result.append((supplier, days))
    return tuple(result)


def wish_table(residents: Sequence[Resident], rng: np.random.Generator, *, with_points: bool = False) -> pd.DataFrame:
    """Rows of bewoners.csv: what each resident wants; coordinates blank unless asked, so that addresses are matched."""
    rows = []
    for r in residents:
        days = ""
        if rng.random() < 0.35:
            days = ",".join(WEEKDAYS[d] for d in sorted({d for _, own in r.suppliers for d in own}))
        start, stop = "", ""
        if rng.random() < 0.25:
            start, stop = [("09:00", "12:00"), ("13:00", "16:30"), ("10:00", "15:00")][int(rng.integers(3))]
        point = (round(r.x_rd, 1), round(r.y_rd, 1)) if with_points else (None, None)
        rows.append(
            (
                r.name,
                r.street,
                r.house_number,
                r.postcode,
                r.place,
                *point,
                r.persona.name,
                r.self_reliance,
                r.contact_wish,
                days,
                start,
                stop,
                r.concierge if rng.random() < (0.8 if r.regular else 0.3) else "",
            )
        )
    columns = [
        "naam",
        "straat",
        "huisnummer",
        "postcode",
        "plaats",
        "x_rd",
        "y_rd",
        "persona",
        "zelfredzaamheid",
        "contactwens",
        "dagen",
        "vanaf",
        "tot",
        "voorkeur_concierge",
    ]
    return pd.DataFrame(rows, columns=columns)
