"""A page of each indicator: what it means, formula, source, an example decision, what it does not say; their overview.

The sentences are in :mod:`maps.texts.indicators`; which pages show a figure is said here.
"""

from __future__ import annotations

from pathlib import Path

from maps.blocks import Block, Heading, Link, Links, Page, Prose
from maps.data import SiteData
from maps.render import page_file, page_label, render_page
from maps.texts import text

FOLDER = "uitleg"

SHOWN_ON = {
    "kwetsbaar": ("wijk", "buurtbeelden"),
    "score": ("wijk", "volgorde"),
    "kans": ("wijk",),
    "bereikbaar": ("bereik", "gebieden", "verschil"),
    "bekend": ("bereik",),
    "bezocht": ("bereik",),
    "capaciteit": ("bereik",),
    "reistijd": ("hubs", "vergelijking"),
    "nabijheid": ("nabijheid",),
    "gezicht": ("routes", "dashboard"),
    "contact": ("routes", "impact", "dashboard"),
    "kilometers": ("impact", "dashboard"),
    "co2": ("impact", "dashboard"),
    "bundelbaar": ("bundeling", "leverdagen"),
    "verwachting": ("verwachting",),
    "wagenpark": ("busjes",),
}
"""The indicators in order, and the pages that show each."""

PARTS = ("means", "formula", "source", "example", "not")


def build(data: SiteData) -> Page:
    """The page ``uitleg.html``: every indicator with a line on what it means."""
    links = tuple(
        Link(f"{FOLDER}/{key}.html", text(f"uitleg.{key}.title"), text(f"uitleg.{key}.means")) for key in SHOWN_ON
    )
    return Page("uitleg", text("uitleg.title"), text("uitleg.lead"), (Links(links),))


def explanation(key: str) -> Page:
    """The page of one indicator, for a place one folder down."""
    blocks: list[Block] = []
    for part in PARTS[1:]:
        blocks += [Heading(text(f"uitleg.{part}"), part), Prose(text(f"uitleg.{key}.{part}"))]
    shown = tuple(
        Link(f"../{page_file(page)}", page_label(page), text(f"{page}.title")) for page in SHOWN_ON[key]
    )  # fmt: skip
    blocks += [Heading(text("uitleg.shown"), "shown"), Links(shown)]
    english = ". ".join(text(f"uitleg.{key}.{part}", "en").rstrip(".") for part in ("title", *PARTS))
    return Page("uitleg", text(f"uitleg.{key}.title"), text(f"uitleg.{key}.means"), tuple(blocks), f"{english}.")


def write_indicators(data: SiteData, folder: Path) -> int:
    """Write the page of each indicator into a site; returns their number."""
    (folder / FOLDER).mkdir()
    for key in SHOWN_ON:
        page = render_page(explanation(key), data, root="../")
        (folder / FOLDER / f"{key}.html").write_text(page, encoding="utf-8")
    return len(SHOWN_ON)
