"""The morning summary as a page and as lines of text: what was planned, what is missing, what looks odd, what it cost.

One file without anything beside it, for it is read in a mail or from a folder. Counts only; nobody's name or address.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from maps.texts import word


@dataclass(frozen=True)
class HubDay:
    """What a hub does on the day: routes, stops, kilometres driven, minutes of contact."""

    name: str
    routes: int
    stops: int
    km: float
    contact_min: float


@dataclass(frozen=True)
class StepCost:
    """What a step of the night cost: seconds, most memory in MB (None where unknown)."""

    job: str
    step: str
    seconds: float
    peak_mb: float | None
    succeeded: bool


@dataclass(frozen=True)
class Morning:
    """What there is to say of a day.

    Attributes:
        region: its name as people know it.
        key: its key.
        day: the service date.
        hubs: what was planned.
        unplanned: visits that did not fit, by reason.
        missing: sentences on what is not there.
        odd: sentences on what is not as usual.
        steps: what the last run of each step cost, dearest first.
    """

    region: str
    key: str
    day: dt.date
    hubs: Sequence[HubDay]
    unplanned: Sequence[tuple[str, int]]
    missing: Sequence[str]
    odd: Sequence[str]
    steps: Sequence[StepCost]

    @property
    def quiet(self) -> bool:
        """Whether there is nothing that somebody must know."""
        return not self.missing and not self.odd


def headline(morning: Morning) -> str:
    """The summary in one line, also the subject of a mail."""
    told = [f"{len(part)} {word}" for part, word in ((morning.missing, "ontbreekt"), (morning.odd, "valt op")) if part]
    return f"{morning.region}, {morning.day:%d-%m-%Y}: {' en '.join(told) or 'alles is gepland'}"


def as_text(morning: Morning) -> str:
    """The summary as lines of text."""
    lines = [headline(morning), ""]
    for title, part in (("Wat ontbreekt", morning.missing), ("Wat opvalt", morning.odd)):
        lines += [title, *(f"- {sentence}" for sentence in part), ""] if part else []
    lines += ["Gepland"]
    lines += [
        f"- {hub.name}: {hub.routes} {'route' if hub.routes == 1 else 'routes'}, {hub.stops} adressen, "
        f"{hub.km:.0f} km, {hub.contact_min:.0f} minuten contact"
        for hub in morning.hubs
    ] or ["- niets"]
    lines += [f"- niet gepland: {count} ({word('reason', reason)})" for reason, count in morning.unplanned]
    return "\n".join(lines) + "\n"


def as_page(morning: Morning) -> str:
    """The summary as one HTML file."""
    environment = Environment(
        loader=PackageLoader("maps", "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("morning.html.j2").render(morning=morning, headline=headline(morning), word=word)
