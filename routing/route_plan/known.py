"""Who is a known face at which door: the first, the stand-in and the rest, from the history; and how long a talk lasts.

The familiar face over weeks is kept by this alone: a plan prices each face by what the weeks before saw, so a resident
who knows two gets one of those two, unless the detour costs more than the price.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from routing.route_plan.rules import PlanRules, Wish


@dataclass(frozen=True)
class Known:
    """What is known of a resident: faces by how well known, the last contact, the usual minutes of contact."""

    faces: tuple[str, ...] = ()
    last_contact: dt.date | None = None
    minutes: float | None = None

    @property
    def best_known(self) -> tuple[str, ...]:
        """The first face and the stand-in."""
        return self.faces[:2]


def known_of(history: pd.DataFrame, residents: set[str], day: dt.date, rules: PlanRules) -> Mapping[str, Known]:
    """Per resident the faces (seen most, then most lately), the last contact and the median talk, before the day."""
    dates = pd.to_datetime(history["service_date"])
    until = pd.Timestamp(day)
    since = until - pd.Timedelta(days=rules.history_days)
    near = (
        history["resident_key"].isin(residents) & (dates >= since) & (dates < until) & history["contact"].astype(bool)
    )
    rows = history[near].assign(service_date=dates[near], minutes=history["contact_minutes"].astype(float))
    seen = rows.dropna(subset=["concierge_key"]).groupby(["resident_key", "concierge_key"])["service_date"]
    order = seen.agg(["size", "max"]).reset_index().sort_values(
        ["resident_key", "size", "max", "concierge_key"], ascending=[True, False, False, True]
    )  # fmt: skip
    faces = {str(who): tuple(group.astype(str)) for who, group in order.groupby("resident_key")["concierge_key"]}
    by_resident = rows.groupby("resident_key")
    last, minutes = by_resident["service_date"].max(), by_resident["minutes"].median()
    return {
        str(who): Known(
            faces.get(str(who), ()),
            last[who].date(),
            None if pd.isna(minutes[who]) or minutes[who] <= 0 else float(minutes[who]),
        )
        for who in last.index
    }


def familiarity_of(known: Known, wish: Wish, rules: PlanRules) -> dict[str, float]:
    """Concierge to 0..1: the first face, the stand-in, others seen; a preferred one is first and lowers the rest."""
    values = dict.fromkeys(known.faces, rules.other_face)
    for place, worth in zip(known.faces, (rules.first_face, rules.stand_in), strict=False):
        values[place] = worth
    if wish.preferred is not None:
        values = {who: worth * rules.not_preferred for who, worth in values.items()}
        values[wish.preferred] = 1.0
    return values


def service_s(lines: list[pd.Series], contact: bool, known: Known, wish: Wish, rules: PlanRules) -> int:
    """Seconds at the door: what the orders say (one talk for all), else letterbox, else the resident's own median."""
    said = [float(line["service_minutes"]) for line in lines if not pd.isna(line.get("service_minutes"))]
    if said:
        return round(60 * max(said))
    if not contact:
        return rules.letterbox_s
    usual = rules.contact_s if known.minutes is None else round(60 * known.minutes)
    if wish.contact == "much":
        return max(usual, rules.much_contact_s)
    return min(usual, rules.little_contact_s) if wish.contact == "little" else usual
