"""The order of the wijken: its map, count, rate and density side by side, how firm a place is, and why.

What the figures leave uncertain and what people may value otherwise are two things: they have columns of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from maps import need_classes
from maps.blocks import Bar, Block, Heading, Prose, Table, share_bar, table
from maps.classes import shares
from maps.data import SiteData, of_scenario
from maps.formats import holds, minutes, missing, number, percent, string
from maps.layers import Rows
from maps.pages.common import base_note, maker, source_line
from maps.pictures import picture_codes, picture_link
from maps.texts import TEXTS, text, word


def blocks(data: SiteData, scenario: str) -> list[Block]:
    """Everything on the order of wijken and buurten of a scenario."""
    ranking = _ordered(of_scenario(data.ranking, scenario), "wijkcode")
    out: list[Block] = [Heading(text("wijk.ranking"), "volgorde")]
    if ranking.empty:
        return [*out, Prose(text("wijk.no_ranking"), "note")]
    top = int(ranking["top_k"].iloc[0])
    links = picture_codes(data, scenario)
    if drawn := _map(data, ranking, top):
        out.append(drawn)
    out += [_places(ranking, "wijk", top, links, text("wijk.ranking")), Prose(text("wijk.three_note"), "note")]
    out += [Heading(text("wijk.firm"), "vast"), _firm(ranking, top)]
    out += [Heading(text("wijk.why"), "waarom"), _why(ranking)]
    criteria = of_scenario(data.criteria, scenario)
    if len(criteria):
        out += [Heading(text("wijk.contributions"), "criteria"), _contributions(ranking, criteria)]
        out += [Heading(text("wijk.weights"), "gewichten"), _weights(criteria)]
    of_buurten = _ordered(of_scenario(data.buurt_ranking, scenario), "buurtcode")
    if len(of_buurten):
        title = text("wijk.buurt_ranking")
        out += [Heading(title, "volgorde-buurten"), _places(of_buurten, "buurt", top, links, title)]
    return out


def _tip(row: Mapping[Any, Any]) -> Rows:
    """What a tooltip says of a wijk."""
    return [
        (text("wijk.rank"), number(row["rank"])),
        (text("wijk.top", top=row["top_k"]), percent(row["top_k_probability"])),
        (text("wijk.by_data"), _span(row["rank_low"], row["rank_high"])),
        (text("wijk.by_values"), _span(row["value_rank_low"], row["value_rank_high"])),
        (text("frail_home"), number(row["expected_frail"])),
        (text("wijk.rate"), number(row["frail_per_100"], 1)),
        (text("wijk.density"), number(row["frail_per_km2"])),
        (text("wijk.known"), percent(row["known_share"])),
    ]


def _ordered(ranking: pd.DataFrame, key: str) -> pd.DataFrame:
    return ranking if ranking.empty else ranking.sort_values(["rank", key], ignore_index=True)


def _map(data: SiteData, ranking: pd.DataFrame, top: int) -> Block | None:
    made = maker(data, "wijkvolgorde", text("wijk.map_ranking"))
    if made is None:
        return None
    rows = ranking.set_index("wijkcode")
    tips = {str(row["wijkcode"]): _tip(row) for row in ranking.to_dict("records")}
    made.areas(text("wijk.layer_place"), "wijk", need_classes.places(rows["rank"], text("wijk.place_title")), tips)
    chance = shares(rows["top_k_probability"], text("wijk.top_title", top=top))
    made.areas(text("wijk.layer_top", top=top), "wijk", chance, tips)
    moved = need_classes.moves(rows["value_rank_high"] - rows["value_rank_low"], text("wijk.moves_title"))
    made.areas(text("wijk.layer_moves"), "wijk", moved, tips)
    return made.finish(source_line(data), base_note(data))


def _places(ranking: pd.DataFrame, kind: str, top: int, links: frozenset[str], caption: str) -> Table:
    heads = [
        text(kind), f">{text('wijk.rank')}", f">{text('wijk.count')}", f">{text('wijk.rate')}",
        f">{text('wijk.density')}", text("wijk.top", top=top), f">{text('wijk.known')}", f">{text('wijk.nearest')}",
        f">{text('wijk.score')}",
    ]  # fmt: skip
    rows = [
        (
            picture_link(row[f"{kind}code"], _name(row, kind), links),
            number(row["rank"]),
            number(row["expected_frail"]),
            number(row["frail_per_100"], 1),
            number(row["frail_per_km2"]),
            share_bar(percent(row["top_k_probability"]), row["top_k_probability"]),
            percent(row["known_share"]),
            minutes(row["nearest_hub_s"]),
            number(row["score"], 2),
        )
        for row in ranking.to_dict("records")
    ]
    return table(caption, heads, rows, note=text("wijk.ranking_note"), fold_after=40 if kind == "wijk" else 18)


def _firm(ranking: pd.DataFrame, top: int) -> Table:
    heads = [
        text("wijk"), f">{text('wijk.rank')}", text("wijk.by_data"), text("wijk.by_values"),
        text("wijk.value_share", top=top), text("wijk.swing"),
    ]  # fmt: skip
    last = len(ranking)
    rows = [
        (
            _name(row, "wijk"),
            number(row["rank"]),
            place_bar(row["rank_low"], row["rank"], row["rank_high"], last),
            place_bar(row["value_rank_low"], row["rank"], row["value_rank_high"], last),
            share_bar(percent(row["value_top_k_share"]), row["value_top_k_share"]),
            text("wijk.no_swing") if missing(row["swing_criterion"]) else word("criterion", row["swing_criterion"]),
        )
        for row in ranking.to_dict("records")
    ]
    return table(text("wijk.firm"), heads, rows, note=text("wijk.firm_note"), fold_after=40)


def place_bar(low: float, place: float, high: float, last: int) -> Bar:
    """An interval of places, drawn from the first (left) to the last one (right)."""
    scale = 100.0 / last

    def at(value: float) -> float:
        return round(min(100.0, max(0.0, value * scale)), 1)

    return Bar(_span(low, high), at(low - 1), at(high), at(place - 0.5))


def _span(low: Any, high: Any) -> str:
    return number(low) if low == high else text("range", low=number(low), high=number(high))


def _why(ranking: pd.DataFrame) -> Table:
    rows = [
        (f"{number(row['rank'])}. {_name(row, 'wijk')}", string(row["reason"]), _missing(row["missing"]))
        for row in ranking.to_dict("records")
    ]
    return table(text("wijk.why"), [text("wijk"), text("wijk.reason"), text("no_figure")], rows, fold_after=20)


def _missing(value: Any) -> str:
    return "" if missing(value) else ", ".join(word("criterion", name) for name in str(value).split(",") if name)


def _contributions(ranking: pd.DataFrame, criteria: pd.DataFrame) -> Table:
    """By wijk and criterion what is added to the score, in hundredths."""
    rows = criteria[criteria["area_kind"] == "wijk"]
    used = _in_order(rows)
    cells = {(row["area_code"], row["criterion"]): row for row in rows.to_dict("records")}
    heads = [text("wijk"), f">{text('wijk.score')}", *(f">{word('criterion', name)}" for name in used)]
    lines = [
        (
            _name(row, "wijk"),
            number(row["score"], 2),
            *(_added(cells.get((row["wijkcode"], name))) for name in used),
        )
        for row in ranking.to_dict("records")
    ]
    return table(text("wijk.contributions"), heads, lines, note=text("wijk.contributions_note"), fold_after=12)


def _added(row: Mapping[Any, Any] | None) -> str:
    if row is None:
        return text("no_figure")
    added = number(row["contribution"] * 100, 1)
    return f"({added})" if holds(row["imputed"]) or missing(row["value"]) else added


def _weights(criteria: pd.DataFrame) -> Table:
    rows = {row["criterion"]: row for row in criteria[criteria["area_kind"] == "wijk"].to_dict("records")}
    lines = [
        (
            word("criterion", name),
            share_bar(percent(row["weight"]), row["weight"]),
            in_unit(row["half"], str(row["unit"])),
        )
        for name in _in_order(criteria)
        if (row := rows.get(name))
    ]
    heads = [text("wijk.criterion"), text("wijk.weight"), text("wijk.half")]
    return table(text("wijk.weights"), heads, lines, note=text("wijk.weights_note"))


def in_unit(value: Any, unit: str) -> str:
    """A figure with the Dutch word of its unit; seconds as minutes."""
    if missing(value):
        return text("no_figure")
    amount = float(value) / 60 if unit == "s" else float(value)
    digits = 0 if abs(amount) >= 20 or amount == round(amount) else 1
    return f"{number(amount, digits)} {word('unit', unit)}".strip()


def _in_order(criteria: pd.DataFrame) -> list[str]:
    """Criteria that count, the heaviest first; of one weight in the order of the texts."""
    known = [key.removeprefix("criterion.") for key in TEXTS if key.startswith("criterion.")]
    weights = criteria.drop_duplicates("criterion").set_index("criterion")["weight"]
    found = [str(name) for name in weights.index if weights[name] > 0]
    return sorted(found, key=lambda name: (-weights[name], known.index(name) if name in known else 99, name))


def _name(row: Mapping[Any, Any], kind: str) -> str:
    return string(row[f"{kind}naam"]) if not missing(row[f"{kind}naam"]) else string(row[f"{kind}code"])
