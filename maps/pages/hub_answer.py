"""What a scenario's answer says: key figures, proof, hours and cost, what each hub serves, how sure each site is.

The page that shows it is :mod:`maps.pages.hubs`; wishes, order and fronts are in :mod:`maps.pages.hub_around`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from maps.blocks import Block, Figure, Figures, Heading, Prose, Table, share_bar, table
from maps.comparing import amount, proven, signed, unit
from maps.formats import euro, kilometres, minutes, missing, number, percent, string
from maps.texts import text, word

ORDER = {"kept": 0, "opened": 1, "closed": 2, "candidate": 3}
OPEN = ("kept", "opened")
NO_BREAK = "\u00a0"
SHOWN = 4
"""Sites that are as good are named so far; the others are counted."""


def figures(solution: Mapping[Any, Any]) -> Figures:
    """The answer in figures."""
    candidates = number(solution["candidates"])
    worst = solution.get("worst_off_s")
    return Figures(
        (
            Figure(number(solution["hubs"]), text("hubs.open"), text("hubs.open_note", candidates=candidates)),
            Figure(minutes(solution["mean_duration_s"], 1), text("hubs.mean")),
            Figure(minutes(worst, 1), text("hubs.worst_off"), text("hubs.worst_off_note") if missing(worst) else ""),
            Figure(amount(solution, solution["objective"]), unit(solution), proven(solution)),
            Figure(number(solution["unreachable"], 1), text("hubs.unreachable")),
        )
    )  # fmt: skip


def proof(solution: Mapping[Any, Any]) -> list[Block]:
    """The proof in plain words: of the model, never of the site."""
    status = str(solution["status"])
    if status == "feasible":
        said = text("hubs.proof.feasible", gap=percent(solution["gap"], 2))
    else:
        said = (
            text(f"hubs.proof.{status}")
            if status in ("optimal", "evaluated")
            else text("hubs.proof.other", status=status)
        )
    blocks: list[Block] = [Prose(said)]
    cost = solution.get("site_cost")
    if not missing(cost) and abs(float(cost or 0)) > 0:
        sense = -1.0 if solution["model"] == "maximal_coverage" else 1.0
        time = float(solution["objective"]) - sense * float(cost or 0)
        part = f"{amount(solution, cost)} {unit(solution)}"
        blocks.append(Prose(text("hubs.more_is_less", part=part, time=amount(solution, time))))
    return blocks


def effort(solution: Mapping[Any, Any]) -> list[Block]:
    """Hours, fte and cost, with what the place of the hubs decides of them."""
    if missing(solution.get("concierge_hours_week")):
        return []
    parts = {name: number(solution[f"{name}_hours_week"], 1) for name in ("contact", "between")}
    bill = {name: euro(solution[f"{name}_eur"]) for name in ("staff", "coordination")}
    items = [
        Figure(
            number(solution["concierge_hours_week"]), text("hubs.hours"),
            text("hubs.hours_note", way=number(solution["hub_way_hours_week"], 1), **parts),
        ),
        Figure(
            number(solution["fte"], 1), text("hubs.fte"),
            text(
                "hubs.fte_note", vehicles=number(solution["vehicles"]),
                deliveries=number(solution["deliveries_per_day"]),
            ),
        ),
        Figure(
            euro(solution["yearly_eur"], 1000), text("hubs.yearly"),
            text("hubs.yearly_note", vehicles=euro(solution["vehicle_eur"]), rent=euro(solution["site_eur"]), **bill),
        ),
    ]  # fmt: skip
    if solution.get("once_eur"):
        items.append(Figure(euro(solution["once_eur"]), text("hubs.once")))
    if not missing(solution.get("tour_m")):
        items.append(Figure(kilometres(solution["tour_m"]), text("hubs.tour"), text("hubs.tour_note")))
    hours, cost = percent(solution["objective_hours_share"], 1), percent(solution["objective_cost_share"], 1)
    share = (
        []
        if missing(solution["objective_hours_share"])
        else [Prose(text("hubs.share", hours=hours, cost=cost), "note")]
    )
    return [Figures(tuple(items)), *share, Prose(text("hubs.effort_source"))]


def served(sites: pd.DataFrame) -> Table:
    """What each hub serves, and what that asks."""
    heads = [
        text("hub"), text("hubs.state"), f">{text('hubs.load')}", f">{text('hubs.deliveries')}",
        f">{text('mean_travel_time')}", f">{text('hubs.longest')}", f">{text('hubs.hours_column')}",
        f">{text('hubs.fte_column')}", f">{text('hubs.cost_column')}",
    ]  # fmt: skip
    chosen = sites[sites["state"] != "candidate"]
    note = text("hubs.served_note")
    if left_out := len(sites) - len(chosen):
        note += " " + text("hubs.candidates_left_out", count=left_out)
    rows = []
    for row in ordered(chosen):
        opened = row["state"] in OPEN
        told = (
            number(row["load"]), _load(row), minutes(row["mean_duration_s"], 1), minutes(row.get("longest_duration_s")),
            number(row.get("concierge_hours_week")), number(row.get("fte"), 1),
            euro(row.get("yearly_eur"), 1000).replace(" ", NO_BREAK),
        )  # fmt: skip
        rows.append((string(row["name"]), word("state", row["state"]), *(told if opened else ("",) * len(told))))
    return table(text("hubs.served"), heads, rows, note=note)


def _load(row: Mapping[Any, Any]) -> str:
    load = number(row.get("deliveries_per_day"), 1)
    limit = row.get("capacity_per_day")
    return load if missing(limit) else text("hubs.of_capacity", load=load, capacity=number(limit))


def ordered(sites: pd.DataFrame) -> list[dict[Any, Any]]:
    """Sites as rows: kept, opened, closed, candidates; by name."""
    return sorted(sites.to_dict("records"), key=lambda row: (ORDER.get(row["state"], 9), str(row["name"])))


def sure(sites: pd.DataFrame, equivalents: pd.DataFrame, labels: Mapping[str, str], tour_m: Any = None) -> list[Block]:
    """How sure each open site is: without it, in draws, and what is as good."""
    opened = [
        row
        for row in ordered(sites[sites["state"].isin(OPEN)])
        if not missing(row["regret"]) or not missing(row["stability"])
    ]
    if not opened:
        return []
    limited = not sites["capacity_per_day"].isna().all() if "capacity_per_day" in sites else False
    heads = [
        text("hub"), f">{text('hubs.regret')}", text("hubs.instead"), f">{text('hubs.rounds_then')}",
        text("hubs.stability"), text("hubs.as_good"),
    ]  # fmt: skip
    rows = [
        (
            string(row["name"]),
            percent(row["regret"], 1) if not missing(row["regret"]) else "",
            _names(str(row.get("runner_up") or ""), labels) if not missing(row.get("runner_up")) else "",
            _rounds(row.get("runner_up_tour_m"), tour_m),
            share_bar(percent(row["stability"]), row["stability"]) if not missing(row["stability"]) else "",
            "" if limited else _as_good(row["hub_id"], equivalents, labels),
        )
        for row in opened
    ]
    note = text("hubs.sure_note") + (" " + text("hubs.as_good_unknown") if limited else "")
    return [
        Heading(text("hubs.sure"), level=3),
        table(text("hubs.sure"), heads, rows, note=note),
        Prose(text("hubs.optimal_word"), "note"),
    ]


def _rounds(then: Any, now: Any) -> str:
    """The rounds of a day with the runner-up, and how much that is more or less."""
    if missing(then) or missing(now):
        return ""
    return f"{kilometres(then)} ({signed(kilometres, then, now)})"


def _names(ids: str, labels: Mapping[str, str]) -> str:
    return ", ".join(labels.get(each, each) for each in ids.split(",") if each)


def _as_good(hub: str, equivalents: pd.DataFrame, labels: Mapping[str, str]) -> str:
    rows = equivalents[equivalents["hub_id"] == hub].sort_values("position") if len(equivalents) else equivalents
    names = [labels.get(other, other) for other in rows["other_id"]] if len(rows) else []
    if not names:
        return text("hubs.none_as_good")
    told = ", ".join(names[:SHOWN])
    return told if len(names) <= SHOWN else text("hubs.as_good_more", names=told, count=len(names) - SHOWN)
