"""What a page is made of: paragraphs, key figures, maps, tables. Values only; `maps.render` turns them into HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from maps.charts import Chart
from maps.classes import Legend
from maps.scatter import Scatter


@dataclass(frozen=True)
class Prose:
    """A paragraph; ``tone`` is plain, note or warning."""

    text: str
    tone: str = "plain"
    kind: str = "prose"


@dataclass(frozen=True)
class Code:
    """A query or another text whose lines and spaces stay as they are."""

    text: str
    kind: str = "code"


@dataclass(frozen=True)
class Heading:
    """A heading; ``anchor`` is its id."""

    text: str
    anchor: str = ""
    level: int = 2
    kind: str = "heading"


@dataclass(frozen=True)
class Figure:
    """One key figure with its label and a note."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True)
class Figures:
    """Key figures in a row."""

    items: tuple[Figure, ...]
    kind: str = "figures"


@dataclass(frozen=True)
class Link:
    """A link of the index: page, question, and what its answer is about."""

    href: str
    title: str
    note: str


@dataclass(frozen=True)
class Links:
    """The questions that have a page."""

    items: tuple[Link, ...]
    kind: str = "links"


@dataclass(frozen=True)
class Contents:
    """Where a long page can be entered: anchor and label of its headings."""

    items: tuple[tuple[str, str], ...]
    kind: str = "contents"


@dataclass(frozen=True)
class Bar:
    """A table cell drawn as an interval or a share: numbers in percent of the column's width, beside its text."""

    text: str
    low: float
    high: float
    value: float | None = None


Cell = str | Bar


@dataclass(frozen=True)
class Column:
    """A column of a table; numbers are set right."""

    label: str
    numeric: bool = False


@dataclass(frozen=True)
class Table:
    """A table with a caption; a long one is folded up on screen and open in print."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    folded: bool = False
    kind: str = "table"


@dataclass(frozen=True)
class Drawing:
    """A map: its HTML and script by folium, its legends by layer name ('' is always shown), its caption."""

    anchor: str
    title: str
    html: str
    script: str
    legends: tuple[tuple[str, Legend], ...]
    source: str = ""
    note: str = ""
    kind: str = "map"


@dataclass(frozen=True)
class Search:
    """A field that shows the rows of the page's tables which have the words typed; ``found`` follows the count."""

    label: str
    found: str
    kind: str = "search"


@dataclass(frozen=True)
class WhatIf:
    """What a reader may change and see reckoned at once.

    ``spec``: values for its script. ``tables``: the pages that a reader without script is pointed to.
    """

    spec: str
    caption: str
    scripts: tuple[str, ...]
    tables: tuple[Link, ...]
    kind: str = "watals"


@dataclass(frozen=True)
class Find:
    """A field that finds buurten, wijken and named places of the region and leads to them."""

    label: str
    found: str
    kind: str = "find"


Block = Prose | Code | Heading | Figures | Links | Contents | Table | Drawing | Chart | Scatter | Search | Find | WhatIf


@dataclass(frozen=True)
class Page:
    """One page: its key names its file and texts; ``english`` says what it is about where the texts do not."""

    key: str
    title: str
    lead: str
    blocks: tuple[Block, ...] = field(default_factory=tuple)
    english: str = ""


def table(
    caption: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]], *, note: str = "", fold_after: int = 18
) -> Table:
    """A table of columns such as ``'Naam'`` or ``'>Aantal'`` (set right), folded when it is longer than a screen."""
    heads = tuple(Column(label.removeprefix(">"), label.startswith(">")) for label in columns)
    return Table(caption, heads, tuple(tuple(row) for row in rows), note, folded=len(rows) > fold_after)


def interval_bar(text: str, low: float, value: float, high: float, top: float) -> Bar:
    """An interval drawn on a scale from 0 to ``top``."""
    scale = 100.0 / top if top > 0 else 0.0
    return Bar(text, *(round(min(100.0, max(0.0, part * scale)), 1) for part in (low, high, value)))


def share_bar(text: str, share: float | None) -> Bar | str:
    """A share of 0 to 1 drawn as a bar; text alone when there is no figure."""
    if share is None or share != share:
        return text
    return Bar(text, 0.0, round(min(100.0, max(0.0, share * 100)), 1))
