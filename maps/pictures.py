"""The buurtbeeld of a buurt or wijk as values: what the page says, word for word. No HTML, no file.

Few people or deliveries are not counted out, and what is estimated for a gemeente only is shown for the gemeente alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from markupsafe import Markup

from maps.data import SiteData, main_scenario, names, of_scenario
from maps.formats import interval, missing, number, percent
from maps.texts import text, word

FOLDER = "buurtbeeld"
CODE = re.compile(r"(?:BU|WK)[0-9A-Z]{4,10}")
"""Codes that may name a file; an area with another code gets no page."""

COUNTED = frozenset({"deliveries", "signals"})
"""Units of what was counted: under five is not shown."""

COMPARED = frozenset({"percent", "per 100 inhabitants", "per km2", "km", "minutes"})
"""Units of figures that mean the same in a buurt as in a gemeente: these are drawn beside each other."""

ONE_DECIMAL_UNDER = {"percent": 10.0, "per 100 inhabitants": 100.0, "km": 100.0, "per month": 10.0}
"""Below this a figure has one decimal, by unit; elsewhere only where it would round to nought."""

SIGNED = frozenset({"deliveries_trend_pct"})
GEMEENTE_ONLY = frozenset({"frail_institution"})
TILES = ("inhabitants", "aged_65_plus", "frail_home", "known_pct", "served_pct", "facilities_walking")
MOST_NAME, MOST_NAMES, MOST_NOTE = 70, 360, 160
"""Letters of a name, of names in a list, of a note: what fits on one A4 beside all figures.

The rest is in the table of all pictures, and the page says so.
"""

NOTE_LINES, NOTE_LINE = 42, 50
"""Lines that the page has for its notes, and letters a line."""


@dataclass(frozen=True)
class Track:
    """Value, gemeente and country on one scale, percent of its width; None is not known."""

    value: float
    gemeente: float | None
    country: float | None


@dataclass(frozen=True)
class Row:
    """A line of the page: figures as text, its note's number (0: none), and names where it has them."""

    label: str
    value: str
    interval: str
    gemeente: str
    country: str
    note: int
    track: Track | None
    names: str


@dataclass(frozen=True)
class Tile:
    """One of the figures at the top."""

    value: str
    label: str
    beside: str


@dataclass(frozen=True)
class Theme:
    """Figures on one subject."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Picture:
    """Everything on the page of one area; ``links`` are pages to go on to (code, name)."""

    kind: str
    code: str
    name: str
    where: str
    places: tuple[str, ...]
    tiles: tuple[Tile, ...]
    themes: tuple[Theme, ...]
    notes: tuple[str, ...]
    more_notes: int
    links: tuple[tuple[str, str], ...]


def picture_codes(data: SiteData, scenario: str) -> frozenset[str]:
    """Codes of the areas that have a page."""
    rows = of_scenario(data.pictures, scenario)
    if rows.empty:
        return frozenset()
    return frozenset(str(code) for code in rows["area_code"].unique() if CODE.fullmatch(str(code)))


def picture_link(code: Hashable, name: str, codes: frozenset[str], folder: str = f"{FOLDER}/") -> str:
    """A cell that leads to the page of an area; its name alone where there is no such page."""
    if str(code) not in codes:
        return name
    return Markup('<a href="{}">{}</a>').format(f"{folder}{code}.html", name)


def pictures(data: SiteData) -> Iterator[Picture]:
    """The pictures of the main scenario, by code."""
    scenario = main_scenario(data)
    if scenario is None or data.pictures.empty:
        return
    codes = picture_codes(data, scenario.scenario)
    around = _Around(data, scenario.scenario)
    for (kind, code), part in groupby(picture_rows(data), key=itemgetter("area_kind", "area_code")):
        if str(code) in codes:
            yield _picture(str(kind), str(code), list(part), around, codes)


def picture_rows(data: SiteData) -> list[dict[Hashable, Any]]:
    """The figures of the main scenario, a dict each, by kind, code and place on the page."""
    scenario = main_scenario(data)
    rows = data.pictures if scenario is None else of_scenario(data.pictures, scenario.scenario)
    if rows.empty:
        return []
    return rows.sort_values(["area_kind", "area_code", "position"]).to_dict("records")


class _Around:
    """What a page says besides its figures: names, places in the orders, by code."""

    def __init__(self, data: SiteData, scenario: str) -> None:
        areas = of_scenario(data.pictures, scenario).drop_duplicates("area_code")
        self.names = {code: brief(name) for code, name in names(areas, "area_code", "area_name").items()}
        buurten = data.buurten
        has_gemeente = not buurten.empty and "gemeentenaam" in buurten.columns
        self.wijk = {} if buurten.empty else dict(zip(buurten["buurtcode"], buurten["wijkcode"], strict=True))
        column = "gemeentenaam" if has_gemeente else "gemeentecode"
        known = {} if column not in buurten else dict(zip(buurten["buurtcode"], buurten[column], strict=True))
        self.gemeente: dict[Any, Any] = known | {self.wijk[code]: name for code, name in known.items()}
        self.ranks = {
            kind: of_scenario(frame, scenario).set_index(f"{kind}code").to_dict("index")
            for kind, frame in (("wijk", data.ranking), ("buurt", data.buurt_ranking))
            if not frame.empty
        }
        sequence = of_scenario(data.sequence, scenario)
        self.steps = {} if sequence.empty else dict(zip(sequence["wijkcode"], sequence["step"], strict=True))

    def where(self, kind: str, code: str) -> str:
        """In which wijk and gemeente an area lies."""
        known = self.gemeente.get(code)
        gemeente = text("unknown") if missing(known) else brief(str(known))
        if kind == "wijk":
            return text("beeld.wijk_in", gemeente=gemeente)
        wijk = self.wijk.get(code)
        return text("beeld.in", wijk=self.names.get(str(wijk), str(wijk)), gemeente=gemeente)

    def places(self, kind: str, code: str) -> tuple[str, ...]:
        """Its place in the order of need, and its step in the order of opening."""
        out = []
        if row := self.ranks.get(kind, {}).get(code):
            chance = percent(row["top_k_probability"])
            all_ = len(self.ranks[kind])
            out.append(text("beeld.rank", rank=row["rank"], all=all_, chance=chance, top=row["top_k"]))
        if kind == "wijk" and code in self.steps:
            out.append(text("beeld.step", step=self.steps[code]))
        return tuple(out)

    def links(self, kind: str, code: str, codes: frozenset[str]) -> tuple[tuple[str, str], ...]:
        """The wijk of a buurt, or the buurten of a wijk, as far as they have a page."""
        if kind == "buurt":
            near = [str(self.wijk.get(code))]
        else:
            near = sorted(str(buurt) for buurt, wijk in self.wijk.items() if wijk == code)
        return tuple((each, self.names.get(each, each)) for each in near if each in codes)


def _picture(kind: str, code: str, rows: list[dict[Hashable, Any]], around: _Around, codes: frozenset[str]) -> Picture:
    notes, left_out = _notes(said for row in rows if (said := _said(row["note_nl"])))
    themes: dict[str, list[Row]] = {}
    for row in rows:
        themes.setdefault(str(row["theme"]), []).append(_row(row, notes))
    by_name = {str(row["figure"]): row for row in rows}
    return Picture(
        kind, code, around.names.get(code, code), around.where(kind, code), around.places(kind, code),
        tuple(_tile(by_name[name]) for name in TILES if name in by_name),
        tuple(Theme(word("theme", theme), tuple(lines)) for theme, lines in themes.items()),
        tuple(shortened(note, MOST_NOTE) for note in notes),
        left_out,
        around.links(kind, code, codes),
    )  # fmt: skip


def _notes(said: Iterable[str]) -> tuple[dict[str, int], int]:
    """The number of each note that the page has room for, and how many it has no room for."""
    distinct = list(dict.fromkeys(said))
    room, kept = NOTE_LINES, 0
    for note in distinct:
        room -= math.ceil(min(len(note), MOST_NOTE) / NOTE_LINE)
        if room < 0:
            break
        kept += 1
    return {note: index for index, note in enumerate(distinct[:kept], start=1)}, len(distinct) - kept


def _said(value: Any) -> str:
    return "" if missing(value) else str(value).strip()


def _row(row: Mapping[Hashable, Any], notes: Mapping[str, int]) -> Row:
    unit, figure = str(row["unit"]), str(row["figure"])
    only = figure in GEMEENTE_ONLY
    instead = _instead(row)
    return Row(
        word("beeld.figure", figure),
        text("beeld.gemeente_only") if only else instead or shown(row["value"], unit, figure),
        "" if only or missing(row["low"]) or missing(row["high"]) else f"({interval(row['low'], row['high'])})",
        "–" if missing(row["gemeente"]) else shown(row["gemeente"], unit, figure),
        "–" if missing(row["country"]) else shown(row["country"], unit, figure),
        notes.get(_said(row["note_nl"]), 0),
        _track(row["value"], row["gemeente"], row["country"]) if unit in COMPARED and figure not in SIGNED else None,
        "" if instead else shortened(_said(row["text_nl"]), MOST_NAMES),
    )  # fmt: skip


def _instead(row: Mapping[Hashable, Any]) -> str:
    """Words that stand where a figure would: why there is none; '' where there is one, or nothing is said of it."""
    return _said(row["text_nl"]) if missing(row["value"]) and str(row["unit"]) in COMPARED else ""


def _tile(row: Mapping[Hashable, Any]) -> Tile:
    unit, figure = str(row["unit"]), str(row["figure"])
    beside = ""
    if not missing(row["low"]) and not missing(row["high"]):
        beside = f"{text('interval90')} {interval(row['low'], row['high'])}"
    elif unit in COMPARED and not missing(row["gemeente"]):
        beside = f"{text('beeld.gemeente').lower()} {shown(row['gemeente'], unit, figure)}"
    return Tile(_instead(row) or shown(row["value"], unit, figure), word("beeld.figure", figure), beside)


def shown(value: Any, unit: str, figure: str) -> str:
    """A figure in its unit, as the page says it; what is not known is called so, and what is few is not counted."""
    if missing(value):
        return text("beeld.unknown")
    amount = float(value)
    if unit in COUNTED and 0 < amount < 5:
        return text("under_five")
    digits = 0 if amount == 0 or abs(round(amount, 1)) >= ONE_DECIMAL_UNDER.get(unit, 0.5) else 1
    sign = "+" if figure in SIGNED and amount > 0 else ""
    return f"{sign}{number(amount, digits)} {word('beeld.unit', unit)}".strip()


def _track(value: Any, gemeente: Any, country: Any) -> Track | None:
    known = [float(each) for each in (value, gemeente, country) if not missing(each)]
    if missing(value) or len(known) < 2 or max(known) <= 0 or min(known) < 0:
        return None
    scale = 100.0 / max(known)

    def at(each: Any) -> float | None:
        return None if missing(each) else round(float(each) * scale, 1)

    return Track(round(float(value) * scale, 1), at(gemeente), at(country))


def brief(said: str, most: int = MOST_NAME) -> str:
    """A name, or what stands in full elsewhere, as long as there is room for."""
    return said if len(said) <= most else f"{said[: most - 1].rstrip()}…"


def shortened(said: str, most: int) -> str:
    """Not more than fits, cut between words; and it says so."""
    if len(said) <= most:
        return said
    return said[:most].rsplit(" ", 1)[0].rstrip(";, ") + text("beeld.shortened")
