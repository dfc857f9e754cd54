"""Two or more scenarios beside each other, as text: their figures, differences, hubs, and minutes by buurt.

What the page shows and what `wijk scenario compare` prints; no page, no command and no database here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from maps.formats import euro, kilometres, minutes, missing, number, percent
from maps.texts import text, word

Row = Mapping[Any, Any]
OPEN = ("kept", "opened")
CHANGE_COLUMNS = (
    "buurtcode",
    "expected_frail",
    "hub_id",
    "other_hub_id",
    "minutes",
    "other_minutes",
    "minutes_change",
    "verdict",
)


@dataclass(frozen=True)
class Compared:
    """A figure that scenarios are compared by: its text key, its column in planning.hub_solution, how it reads."""

    key: str
    column: str
    told: Callable[[Any], str]


FIGURES = (
    Compared("hubs", "hubs", number),
    Compared("mean", "mean_duration_s", lambda value: minutes(value, 1)),
    Compared("worst_off", "worst_off_s", lambda value: minutes(value, 1)),
    Compared("covered", "covered", number),
    Compared("unreachable", "unreachable", lambda value: number(value, 1)),
    Compared("hours", "concierge_hours_week", number),
    Compared("way", "hub_way_hours_week", lambda value: number(value, 1)),
    Compared("fte", "fte", lambda value: number(value, 1)),
    Compared("yearly", "yearly_eur", euro),
    Compared("once", "once_eur", euro),
    Compared("tour", "tour_m", kilometres),
    Compared("hours_share", "objective_hours_share", lambda value: percent(value, 1)),
)


@dataclass(frozen=True)
class Line:
    """A figure in words: label, what each scenario has, and the last less the first (empty where that says nothing)."""

    label: str
    values: tuple[str, ...]
    difference: str = ""


def amount(solution: Row, value: Any) -> str:
    """An objective or bound as a number in the unit of its model."""
    if solution["model"] == "maximal_coverage":
        return number(value, 1)
    if solution["model"] == "p_centre":
        return number(float(value) / 60, 1)
    if solution["model"] == "set_covering":
        return number(value)
    return number(float(value) / 3600, 1)


def unit(solution: Row) -> str:
    """The unit of a model's objective."""
    if solution["model"] == "set_covering":
        return text("hubs.unit_hubs", share=percent(solution.get("share_asked"), 0))
    units = {"maximal_coverage": "hubs.unit_people", "p_centre": "hubs.unit_worst"}
    return text(units.get(solution["model"], "hubs.unit_time"))


def proven(solution: Row) -> str:
    """Bound and gap of a choice; nothing for hubs that were given, where nothing was chosen."""
    if solution["status"] == "evaluated":
        return ""
    return text("hubs.bound", bound=amount(solution, solution["bound"]), gap=percent(solution["gap"], 2))


def lines(solutions: Sequence[Row]) -> list[Line]:
    """What scenarios have, figure by figure; a figure that none of them has is left out.

    :param solutions: rows of planning.hub_solution; of two, the difference is the second less the first.
    """
    found = [
        Line(text("compared.model"), tuple(word("hubs.model", row["model"]) for row in solutions)),
        Line(text("compared.outcome"), tuple(f"{amount(row, row['objective'])} {unit(row)}" for row in solutions)),
        Line(text("compared.proof"), tuple(proven(row) for row in solutions)),
    ]
    for figure in FIGURES:
        values = [row.get(figure.column) for row in solutions]
        if all(missing(value) for value in values):
            continue
        told = signed(figure.told, values[-1], values[0]) if len(values) == 2 else ""
        found.append(Line(text(f"compared.{figure.key}"), tuple(figure.told(value) for value in values), told))
    return found


def signed(told: Callable[[Any], str], value: Any, before: Any) -> str:
    """``value`` less ``before`` with its sign, as the figure itself reads; nothing where one is unknown."""
    if missing(value) or missing(before):
        return ""
    change = float(value) - float(before)
    said = told(abs(change))
    if not any(digit in said for digit in "123456789"):
        return said
    return f"{'+' if change > 0 else '−'}{said}"


def hubs_open(sites: pd.DataFrame) -> dict[str, str]:
    """Name of each open site by its id, of planning.hub_site rows of one scenario."""
    if sites.empty:
        return {}
    opened = sites[sites["state"].isin(OPEN)]
    return {str(key): str(name) for key, name in zip(opened["hub_id"], opened["name"], strict=True)}


def shared(first: Mapping[str, str], second: Mapping[str, str]) -> tuple[list[str], list[str], list[str]]:
    """Names of the hubs open in both, in the first only and in the second only."""
    both = sorted(name for key, name in first.items() if key in second)
    return (
        both,
        sorted(name for key, name in first.items() if key not in second),
        sorted(name for key, name in second.items() if key not in first),
    )


def changes(compared: pd.DataFrame, scenario: str, other: str) -> pd.DataFrame:
    """The rows of marts.hub_compare of a pair, the largest difference first, those not reached before all."""
    rows = compared[(compared["scenario"] == scenario) & (compared["other_scenario"] == other)]
    size = rows["minutes_change"].abs().where(~rows["verdict"].isin(["gained", "lost"]), float("inf"))
    ordered = rows.assign(_size=-size.fillna(0.0)).sort_values(["_size", "buurtcode"])
    return ordered.drop(columns="_size").reset_index(drop=True)


def sums(rows: pd.DataFrame) -> dict[str, float]:
    """Frail residents of buurten that come nearer, get farther and stay, of :func:`changes`."""
    people = rows.groupby("verdict")["expected_frail"].sum()
    near, far = (
        people.get("nearer", 0.0) + people.get("gained", 0.0),
        people.get("farther", 0.0) + people.get("lost", 0.0),
    )
    return {"nearer": float(near), "farther": float(far), "same": float(people.sum() - near - far)}


LIMITED = ("won", "lost", "kept_in", "kept_out")
"""What a limit in minutes makes of a buurt: gained, lost, within in both, outside in both."""


def by_limit(rows: pd.DataFrame, minutes: float) -> pd.Series:
    """Which of :data:`LIMITED` each buurt is, of :func:`changes`, by buurtcode; not reached is outside."""
    now, before = rows["minutes"] <= minutes, rows["other_minutes"] <= minutes
    found = np.select([now & ~before, before & ~now, now & before], LIMITED[:3], LIMITED[3])
    return pd.Series(found, index=rows["buurtcode"].astype(str))


def signed_minutes(value: Any) -> str:
    """Minutes of difference with their sign."""
    if missing(value):
        return text("no_figure")
    return signed(lambda each: minutes(each * 60, 1), value, 0.0)
