"""Around a scenario's answer: the price of wishes, hubs one after another, two aims at once, what sites have to offer.

The page that shows it is :mod:`maps.pages.hubs`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from maps.blocks import Block, Cell, Heading, Prose, Table, table
from maps.comparing import amount, unit
from maps.formats import euro, minutes, missing, number, percent, string
from maps.pages.hub_answer import OPEN, ordered
from maps.pages.what_if import address, link
from maps.scatter import scatter
from maps.texts import text, word

Row = Mapping[Any, Any]
QUALITIES = (
    "storage_m2", "delivery_access", "charging", "opening_hours_week", "rent_eur_year", "with_facility",
    "with_social_team", "with_volunteers", "spare_concierge_hours_week",
)  # fmt: skip
_REASON = re.compile(r"(\w+) (at least|at most) (\S+)")


def wishes(solution: Row, prices: pd.DataFrame, labels: Mapping[str, str]) -> list[Block]:
    """What each fixed decision costs, in plain words."""
    heading = Heading(text("hubs.wishes"), level=3)
    if prices.empty:
        return [heading, Prose(text("hubs.no_wishes"))]
    rows = [(_wish(row, labels), _price(solution, row)) for row in prices.sort_values("position").to_dict("records")]
    heads = [text("hubs.wish"), text("hubs.wish_price")]
    return [heading, table(text("hubs.wishes"), heads, rows, note=text("hubs.wishes_note"))]


def _wish(row: Row, labels: Mapping[str, str]) -> str:
    subject = str(row["subject"])
    name = word("quality", subject) if row["kind"] == "require" else labels.get(subject, subject)
    return text(f"wish.{row['kind']}", name=name)


def _price(solution: Row, row: Row) -> str:
    if not float(row["better"]) > 0:
        return text("hubs.wish_free")
    said = unit(solution) if solution["model"] != "set_covering" else text("hubs.open")
    return text(
        "hubs.wish_better", amount=amount(solution, row["better"]), unit=said, share=percent(row["fraction"], 1)
    )


def steps(solution: Row, rows: pd.DataFrame, labels: Mapping[str, str]) -> list[Block]:
    """The hubs opened one after another, against all at once."""
    if rows.empty:
        return []
    lost = solution.get("sequence_lost")
    heads = [
        f">{text('hubs.year')}", text("hubs.opens"), f">{text('hubs.after')}", f">{text('mean_travel_time')}",
        f">{text('hubs.within', minutes=number(solution['minutes']))}",
    ]  # fmt: skip
    told = [
        (
            str(int(row["year"])),
            labels.get(row["hub_id"], row["hub_id"]),
            number(row["hubs"]),
            minutes(row["mean_duration_s"], 1),
            number(row["covered"]),
        )
        for row in rows.sort_values("step").to_dict("records")
    ]
    small = missing(lost) or float(lost or 0) < 0.0005
    end = text("hubs.steps_same") if small else text("hubs.steps_lost", share=percent(lost, 1))
    return [
        Heading(text("hubs.steps"), level=3),
        table(text("hubs.steps"), heads, told, note=text("hubs.steps_note")),
        Prose(end),
    ]


def fronts(solution: Row, rows: pd.DataFrame, labels: Mapping[str, str], *, playable: bool = False) -> list[Block]:
    """Each front as a drawing and as a table.

    :param playable: the page *Wat als* knows the scenario: each point opens there, with its hubs.
    """
    if rows.empty:
        return []
    blocks: list[Block] = [Heading(text("hubs.fronts"), level=3)]
    for name in ("worst_off", "cost"):
        points = rows[rows["front"] == name].sort_values("point")
        if len(points):
            blocks += _front(solution, name, points.to_dict("records"), labels, playable)
    return blocks


def _front(
    solution: Row, name: str, points: list[dict[Any, Any]], labels: Mapping[str, str], playable: bool
) -> list[Block]:
    limit = number(solution["minutes"])
    exact = text("hubs.front_exact" if points[0]["exact"] else "hubs.front_not_exact")
    scale = (60.0, 60.0) if name == "worst_off" else (1000.0, 1.0)
    axes = text(f"hubs.front_x.{name}"), text(f"hubs.front_y.{name}", minutes=limit)
    names = {row["point"]: _choice(row) for row in points}
    opens = {row["point"]: _opens(solution, row) if playable else "" for row in points}
    drawn = scatter(
        text(f"hubs.front.{name}"), *axes,
        [
            (row["first"] / scale[0], row["second"] / scale[1], bool(row["chosen"]), names[row["point"]])
            for row in points
        ],
        own_label=text("hubs.front_own"), other_label=text("hubs.front_other"),
        note=" ".join([
            text(f"hubs.front_note.{name}"), exact, *([text("hubs.front_opens")] if playable else []),
        ]),
        opens=[opens[row["point"]] for row in points],
    )  # fmt: skip
    rows = [
        (_linked(names[row["point"]], opens[row["point"]]), *_told(name, row), _sites(row["hub_ids"], labels))
        for row in points
    ]
    heads = [text("hubs.front_choice"), f">{axes[0]}", f">{axes[1]}", text("hubs.front_sites")]
    return [drawn, table(text(f"hubs.front.{name}"), heads, rows, fold_after=6)]


def _opens(solution: Row, row: Row) -> str:
    """The page *Wat als* with the hubs of a point, by the scenario's own means and minutes."""
    hubs = [each for each in str(row["hub_ids"]).split(",") if each]
    return address(str(solution["scenario"]), hubs, minutes=int(solution["minutes"]), mode=str(solution["mode"]))


def _linked(name: str, target: str) -> str:
    return link(name, target) if target else name


def _choice(row: Row) -> str:
    return text("hubs.front_point_own" if row["chosen"] else "hubs.front_point", number=number(row["point"]))


def _told(name: str, row: Row) -> tuple[str, str]:
    if name == "worst_off":
        return number(row["first"] / 60, 1), number(row["second"] / 60, 1)
    return number(row["first"] / 1000, 1), number(row["second"])


def _sites(ids: Any, labels: Mapping[str, str]) -> str:
    return ", ".join(labels.get(each, each) for each in str(ids).split(",") if each)


def qualities(sites: pd.DataFrame, equivalents: pd.DataFrame) -> list[Block]:
    """What the open sites and their equals have to offer; nothing where no file says anything of any."""
    shown = [name for name in QUALITIES if name in sites and sites[name].notna().any()]
    if not shown:
        return []
    near = set(equivalents["other_id"]) if len(equivalents) else set()
    for each in sites["runner_up"].dropna() if "runner_up" in sites else ():
        near |= set(str(each).split(","))
    rows = sites[sites["state"].isin([*OPEN, "closed"]) | sites["hub_id"].isin(near)]
    told = [
        (string(row["name"]), word("state", row["state"]), *(_quality(name, row[name]) for name in shown))
        for row in ordered(rows)
    ]
    heads = [text("hub"), text("hubs.state")]
    heads += [word("quality", name) if name in YES_NO else f">{word('quality', name)}" for name in shown]
    return [table(text("hubs.qualities"), heads, told, note=text("hubs.qualities_note"), fold_after=0)]


YES_NO = frozenset(name for name in QUALITIES if name in ("delivery_access", "charging") or name.startswith("with_"))


def _quality(name: str, value: Any) -> Cell:
    if missing(value):
        return ""
    if name in YES_NO:
        return text("yes") if bool(value) else text("no")
    return euro(value) if name == "rent_eur_year" else number(value)


def ruled_out(sites: pd.DataFrame) -> list[Table]:
    """The sites that a wish keeps closed, and why."""
    rows = sites[sites["ruled_out"].notna()] if "ruled_out" in sites else sites.iloc[:0]
    if rows.empty:
        return []
    told = [
        (string(row["name"]), "; ".join(_reason(each) for each in str(row["ruled_out"]).split("; ")))
        for row in ordered(rows)
    ]
    return [table(text("hubs.ruled_out"), [text("hub"), text("hubs.ruled_out_why")], told, fold_after=6)]


def _reason(told: str) -> str:
    found = _REASON.fullmatch(told)
    if found is None:
        return word("reason", told)
    quality, side, figure = found.groups()
    name = word("quality", quality)
    if quality in YES_NO:
        return text("reason.there", quality=name)
    shown = number(float(figure), 0 if float(figure).is_integer() else 1)
    return text("reason.least" if side == "at least" else "reason.most", quality=name, figure=shown)
