"""Suppliers that hand addresses to one another: who to whom on which day, what each gains, and a fair split.

Belongs here: rounds of suppliers who drive themselves, alone and together. Does not belong here: the hub, which is
another way to the same end.

On a day, a *parcel* is what one supplier brings into one wijk. It may be handed to another supplier that comes into
that wijk on that day with at least as many addresses; for that the giver's own round of the day before passes the
carrier's depot, where it also takes along what came back (shorter than a ride of its own, and driven). A parcel is
handed over while that makes the metres driven fall most; so a hand-over that does not pay is not proposed, and every
figure is of rounds that are found. What may not share a load is handed to nobody. Costs of coalitions are worked out
the same way with the others left out, day by day.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from geo.competitors import TOTAL
from routing.bundling.history import History, dates_of
from routing.bundling.roads import Floats, Indices, Roads
from routing.bundling.shapley import MOST_PARTIES, by_stop, shapley, subadditive
from routing.bundling.tours import tour_lengths

PARTY_COLUMNS = (
    "supplier_id", "days", "stops", "handed_stops", "taken_stops", "returns", "alone_km", "driven_km",
    "by_stop_km", "shapley_km", "gain_by_stop_km", "gain_shapley_km",
)  # fmt: skip
HANDOVER_COLUMNS = ("handed_on", "wijkcode", "from_supplier", "to_supplier", "stops", "returns")

CARRIERS = 2
"""Suppliers that a parcel is offered to: those with most addresses in its wijk."""

Parcel = tuple[int, int]
"""Party and wijk."""

Round = tuple[int, frozenset[Parcel], frozenset[int]]
"""Who drives, the parcels on board, and the parties whose depots it passes to hand something over."""


@dataclass(frozen=True, eq=False)
class Cooperation:
    """``parties``: PARTY_COLUMNS, one row a supplier and TOTAL; kilometres over all days. ``handovers``:
    HANDOVER_COLUMNS. ``shapley_km`` is NaN where there are more parties than it is worked out for."""

    parties: pd.DataFrame
    handovers: pd.DataFrame


@dataclass(eq=False)
class _Day:
    """One day: doors and returns of each parcel, the depot of each party, and rounds already measured."""

    roads: Roads
    doors: dict[Parcel, Indices]
    fixed: dict[int, Indices]
    depots: dict[int, int]
    known: dict[Round, float] = field(default_factory=dict)

    def rounds(self, wanted: list[Round]) -> Floats:
        """Metres of each round, measured together where they are not known yet."""
        new = [each for each in dict.fromkeys(wanted) if each not in self.known]
        if new:
            stops = [self.stops(*each) for each in new]
            tour = np.repeat(np.arange(len(new)), [len(each) for each in stops])
            start = np.array([self.depots[carrier] for carrier, _, _ in new])[tour]
            names, metres = tour_lengths(self.roads, tour, start, np.concatenate(stops))
            found = np.zeros(len(new))
            found[names] = metres
            self.known.update(zip(new, found.tolist(), strict=True))
        return np.array([self.known[each] for each in wanted])

    def stops(self, carrier: int, parcels: frozenset[Parcel], passed: frozenset[int] = frozenset()) -> Indices:
        """Different places of a round."""
        own = [self.fixed.get(carrier, np.empty(0, np.int64)), *(self.doors[each] for each in sorted(parcels))]
        depots = np.array([self.depots[each] for each in sorted(passed)], dtype=np.int64)
        return np.unique(np.concatenate([*own, depots]))

    def of(self, party: int) -> frozenset[Parcel]:
        """The parcels of a party."""
        return frozenset(key for key in self.doors if key[0] == party)


def cooperation(past: History, roads: Roads, *, first_day: int, last_day: int) -> Cooperation:
    """What the suppliers of a history could hand to one another on the days first_day ... last_day (since 1970).

    Goods from stock at the hub are no part of it, nor is what has no known place.
    """
    rows = past.rows[past.located & (past.rows["channel"] != "stock").to_numpy()]
    rows = rows[rows["day"].between(first_day, last_day)]
    names = sorted(set(rows["supplier_id"]))
    party = {name: number for number, name in enumerate(names)}
    coalitions = 1 << len(names) if len(names) <= MOST_PARTIES else 0
    cost = np.zeros(max(coalitions, 1))
    figures = {
        name: np.zeros(len(names)) for name in ("days", "stops", "handed", "taken", "returns", "alone", "driven")
    }
    handed: list[tuple[int, str, str, str, int, int]] = []
    for number, own in rows.groupby("day", sort=True):
        day, wijken, back = _day(own, roads, party)
        present = sorted({*day.depots})
        holding, driven = _together(day, present)
        alone = _alone(day, present)
        for each in present:
            figures["days"][each] += 1
            figures["stops"][each] += len(day.stops(each, day.of(each)))
            figures["alone"][each] += alone[each]
            figures["driven"][each] += driven[each]
        for (giver, wijk), carrier in holding.items():
            if carrier != giver:
                stops = len(day.doors[giver, wijk])
                returns = back.get((giver, wijk), 0)
                figures["handed"][giver] += stops
                figures["taken"][carrier] += stops
                figures["returns"][giver] += returns
                handed.append((int(str(number)), wijken[wijk], names[giver], names[carrier], stops, returns))
        if coalitions:
            cost += _by_coalition(day, present, coalitions)
    frame = pd.DataFrame(handed, columns=["day", *HANDOVER_COLUMNS[1:]])
    frame.insert(0, "handed_on", dates_of(frame.pop("day").to_numpy(np.int64)).date)
    total = float(figures["driven"].sum())
    fair = shapley(subadditive(_same_end(cost, total))) if coalitions else np.full(len(names), np.nan)
    return Cooperation(_parties(names, figures, total, fair), frame[list(HANDOVER_COLUMNS)])


def _day(own: pd.DataFrame, roads: Roads, party: dict[str, int]) -> tuple[_Day, list[str], dict[Parcel, int]]:
    who = own["supplier_id"].map(party).to_numpy(np.int64)
    codes, wijken = pd.factorize(own["wijkcode"], sort=True)
    home, share = own["home"].to_numpy(np.int64), own["may_share"].to_numpy(bool)
    returns = own["returns"].to_numpy(bool)
    doors, fixed, back = {}, {}, {}
    for each in np.unique(who).tolist():
        fixed[each] = np.unique(home[(who == each) & ~share])
        for wijk in np.unique(codes[(who == each) & share]).tolist():
            mine = (who == each) & share & (codes == wijk)
            doors[each, wijk] = np.unique(home[mine])
            back[each, wijk] = int(returns[mine].sum())
    depots = {each: int(own["depot"].to_numpy(np.int64)[who == each][0]) for each in np.unique(who).tolist()}
    return _Day(roads, doors, fixed, depots), [str(name) for name in wijken], back


def _alone(day: _Day, present: list[int]) -> dict[int, float]:
    wanted: list[Round] = [(each, day.of(each), frozenset()) for each in present]
    return dict(zip(present, day.rounds(wanted).tolist(), strict=True))


def _together(day: _Day, present: list[int]) -> tuple[dict[Parcel, int], dict[int, float]]:
    """Who carries each parcel of the parties present, and what each then drives, its hand-over rides included."""
    holding = {key: key[0] for key in day.doors if key[0] in set(present)}
    metres = _alone(day, present)
    passes: dict[int, frozenset[int]] = dict.fromkeys(present, frozenset())
    while True:
        held = {each: frozenset(key for key, carrier in holding.items() if carrier == each) for each in present}
        options = [
            (key, to) for key in sorted(holding) if holding[key] == key[0] for to in _carriers(day, key, holding)
        ]
        if not options:
            break
        less = day.rounds([(key[0], held[key[0]] - {key}, passes[key[0]] | {to}) for key, to in options])
        more = day.rounds([(to, held[to] | {key}, passes[to]) for key, to in options])
        now = np.array([metres[key[0]] + metres[to] for key, to in options])
        gains = now - less - more
        moving: set[int] = set()
        for best in np.argsort(-gains, kind="stable").tolist():
            key, to = options[best]
            if gains[best] <= 1e-6:
                break
            if moving & {key[0], to}:
                continue  # its gain is another one once a party has moved
            moving |= {key[0], to}
            holding[key] = to
            passes[key[0]] = passes[key[0]] | {to}
            metres[key[0]], metres[to] = float(less[best]), float(more[best])
        if not moving:
            break
    return holding, metres


def _carriers(day: _Day, key: Parcel, holding: dict[Parcel, int]) -> list[int]:
    """Parties that may take a parcel: they keep their own in that wijk and have as many addresses there; most first."""
    giver, wijk = key
    others = {each: len(day.doors[each, wijk]) for each, of in holding if of == wijk and each != giver}
    able = [each for each, stops in others.items() if stops >= len(day.doors[key]) and holding[each, wijk] == each]
    return sorted(able, key=lambda each: (-others[each], each))[:CARRIERS]


def _by_coalition(day: _Day, present: list[int], coalitions: int) -> Floats:
    """(2^n,) metres of each coalition on this day; parties that do not come cost nothing."""
    found: dict[int, float] = {0: 0.0}
    own = np.zeros(coalitions)
    mask = sum(1 << each for each in present)
    for coalition in range(coalitions):
        here = coalition & mask
        if here not in found:
            members = [each for each in present if here >> each & 1]
            found[here] = sum(_together(day, members)[1].values())
        own[coalition] = found[here]
    return own


def _same_end(cost: Floats, total: float) -> Floats:
    """All together cost what is shown as driven: the split is of that."""
    made = cost.copy()
    made[-1] = total
    return made


def _parties(names: list[str], figures: dict[str, Floats], total: float, fair: Floats) -> pd.DataFrame:
    plain = by_stop(total, figures["stops"])
    alone = figures["alone"]
    frame = pd.DataFrame(
        {
            "supplier_id": names,
            "days": figures["days"],
            "stops": figures["stops"],
            "handed_stops": figures["handed"],
            "taken_stops": figures["taken"],
            "returns": figures["returns"],
            "alone_km": alone / 1000,
            "driven_km": figures["driven"] / 1000,
            "by_stop_km": plain / 1000,
            "shapley_km": fair / 1000,
            "gain_by_stop_km": (alone - plain) / 1000,
            "gain_shapley_km": (alone - fair) / 1000,
        }
    )
    whole = frame.drop(columns="supplier_id").sum(min_count=1).to_frame().T.assign(supplier_id=TOTAL)
    both = pd.concat([frame, whole], ignore_index=True)[list(PARTY_COLUMNS)]
    counts = ["days", "stops", "handed_stops", "taken_stops", "returns"]
    return both.astype(
        dict.fromkeys(counts, "int64") | {name: "float64" for name in PARTY_COLUMNS if name.endswith("km")}
    )
