"""The buurtbeeld of a buurt or wijk as values: what the page says, word for word. No HTML, no file.

A small number of people or deliveries is not shown as such, and what is only an estimate for a gemeente is shown for the
gemeente alone.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
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

SIGNED = frozenset({"deliveries_trend_pct"})
GEMEENTE_ONLY = frozenset({"frail_institution"})
TILES = ("inhabitants", "aged_65_plus", "frail_home", "known_pct", "served_pct", "facilities_walking")
MOST_LETTERS, MOST_NOTE_LETTERS, MOST_NOTES = 420, 190, 24
"""What fits on one A4 beside all figures; the rest is in the table of all pictures."""


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
    rows = of_scenario(data.pictures, scenario.scenario).sort_values(["area_kind", "area_code", "position"])
    codes = picture_codes(data, scenario.scenario)
    around = _Around(data, scenario.scenario, rows)
    for (kind, code), part in rows.groupby(["area_kind", "area_code"], sort=True):
        if str(code) in codes:
            yield _picture(str(kind), str(code), part.to_dict("records"), around, codes)


class _Around:
    """What a page says besides its figures: names, places in the orders, by code."""

    def __init__(self, data: SiteData, scenario: str, rows: pd.DataFrame) -> None:
        self.names = names(rows, "area_code", "area_name")
        buurten = data.buurten
        has_gemeente = not buurten.empty and "gemeentenaam" in buurten.columns
        self.wijk = {} if buurten.empty else dict(zip(buurten["buurtcode"], buurten["wijkcode"], strict=True))
        gemeente = buurten["gemeentenaam" if has_gemeente else "gemeentecode"] if "gemeentecode" in buurten else []
        self.gemeente = dict(zip(buurten["buurtcode"], gemeente, strict=True)) if len(gemeente) else {}
        self.gemeente |= {self.wijk[code]: name for code, name in self.gemeente.items()}
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
        gemeente = text("unknown") if missing(known) else str(known)
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
    notes: dict[str, int] = {}
    for row in rows:
        if not missing(row["note_nl"]) and str(row["note_nl"]).strip():
            notes.setdefault(str(row["note_nl"]).strip(), len(notes) + 1)
    themes: dict[str, list[Row]] = {}
    for row in rows:
        themes.setdefault(str(row["theme"]), []).append(_row(row, kind, notes))
    by_name = {str(row["figure"]): row for row in rows}
    return Picture(
        kind, code, around.names.get(code, code), around.where(kind, code), around.places(kind, code),
        tuple(_tile(by_name[name]) for name in TILES if name in by_name),
        tuple(Theme(word("theme", theme), tuple(lines)) for theme, lines in themes.items()),
        tuple(_shortened(note, MOST_NOTE_LETTERS) for note in list(notes)[:MOST_NOTES]),
        max(0, len(notes) - MOST_NOTES),
        around.links(kind, code, codes),
    )  # fmt: skip


def _row(row: Mapping[Hashable, Any], kind: str, notes: Mapping[str, int]) -> Row:
    unit, figure = str(row["unit"]), str(row["figure"])
    only = figure in GEMEENTE_ONLY and kind != "gemeente"
    note = "" if missing(row["note_nl"]) else str(row["note_nl"]).strip()
    said = "" if missing(row["text_nl"]) else str(row["text_nl"]).strip()
    return Row(
        word("beeld.figure", figure),
        text("beeld.gemeente_only") if only else shown(row["value"], unit, figure),
        "" if only or missing(row["low"]) or missing(row["high"]) else f"({interval(row['low'], row['high'])})",
        "–" if missing(row["gemeente"]) else shown(row["gemeente"], unit, figure),
        "–" if missing(row["country"]) else shown(row["country"], unit, figure),
        number_ if (number_ := notes.get(note, 0)) <= MOST_NOTES else 0,
        _track(row["value"], row["gemeente"], row["country"]) if unit in COMPARED and figure not in SIGNED else None,
        _shortened(said, MOST_LETTERS),
    )  # fmt: skip


def _tile(row: Mapping[Hashable, Any]) -> Tile:
    unit, figure = str(row["unit"]), str(row["figure"])
    beside = ""
    if not missing(row["low"]) and not missing(row["high"]):
        beside = f"{text('interval90')} {interval(row['low'], row['high'])}"
    elif unit in COMPARED and not missing(row["gemeente"]):
        beside = f"{text('beeld.gemeente').lower()} {shown(row['gemeente'], unit, figure)}"
    return Tile(shown(row["value"], unit, figure), word("beeld.figure", figure), beside)


def shown(value: Any, unit: str, figure: str) -> str:
    """A figure in its unit, as the page says it; what is not known is called so, and what is few is not counted."""
    if missing(value):
        return text("beeld.unknown")
    amount = float(value)
    if unit in COUNTED and 0 < amount < 5:
        return text("under_five")
    whole = unit in COUNTED or unit in ("residents", "facilities", "organisations", "minutes", "per km2")
    digits = 0 if (whole and abs(amount) >= 1) or abs(amount) >= 20 or amount == round(amount) else 1
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


def _shortened(said: str, most: int) -> str:
    """Not more than fits, cut between words; and it says so."""
    if len(said) <= most:
        return said
    return said[:most].rsplit(" ", 1)[0].rstrip(";, ") + text("beeld.shortened")
