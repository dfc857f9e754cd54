"""What if other hubs were open: the reader switches sites, minutes, means and weights, and the browser reckons along.

What it reckons with is made by :mod:`maps.what_if`; how it looks is `watals.html.j2`, and its scripts are `watals*.js`.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from markupsafe import Markup

from maps.blocks import Heading, Link, Page, Prose, WhatIf
from maps.data import SiteData
from maps.formats import day
from maps.matrix import EXACT_ENTRIES, MOST_ENTRIES
from maps.pages.common import base_note, empty_page, source_line
from maps.scripts import script_json
from maps.texts import TEXTS, text
from maps.what_if import asked_of, values

KEY = "watals"
SCRIPTS = tuple(f"static/watals{part}.js" for part in ("_reken", "_stand", "_delen", "_kaart", ""))
"""Run in this order, after those that draw maps."""

WITHOUT_SCRIPT = ("hubs", "bereik", "verschil", "vergelijking")


def build(data: SiteData, *, most: int = MOST_ENTRIES, exact: int = EXACT_ENTRIES) -> Page:
    """The page ``watals.html``; ``most`` and ``exact`` as :func:`maps.what_if.values`."""
    if not asked_of(data):
        return empty_page(KEY, text("watals.none"))
    title = text("watals.map")
    date = day(data.service_date, weekday=True)
    caption = text("watals.caption", title=title, date=date, source=source_line(data))
    words = {
        key.removeprefix("watals.js."): said[0] for key, said in sorted(TEXTS.items()) if key.startswith("watals.js.")
    }
    block = WhatIf(
        script_json(values(data, most=most, exact=exact) | {"words": words}),
        f"{caption} {base_note(data)}".strip(),
        SCRIPTS,
        tuple(Link(f"{key}.html", text(f"{key}.title"), "") for key in WITHOUT_SCRIPT),
    )
    how = (Prose(text(f"watals.how_{number}")) for number in (1, 2, 3))
    return Page(KEY, text("watals.title"), text("watals.lead"), (block, Heading(text("watals.how"), "hoe"), *how))


def address(
    scenario: str, hubs: Sequence[str] | None = None, *, minutes: int | None = None, mode: str = "", beside: str = "",
    view: str = "",
) -> str:  # fmt: skip
    """The address of a state of the page: a scenario, its hubs unless others are named, and one to put beside it."""
    parts = [f"scenario={quote(scenario, safe='')}"]
    if hubs is not None:
        parts.append("hubs=" + ",".join(quote(hub, safe="") for hub in hubs))
    if minutes is not None:
        parts.append(f"minutes={minutes}")
    if mode:
        parts.append(f"mode={quote(mode, safe='')}")
    if beside:
        parts.append("naast=" + quote(f"scenario={quote(beside, safe='')}", safe=""))
    if view:
        parts.append(f"kaart={view}")
    return f"{KEY}.html#{'&'.join(parts)}"


def link(label: str, target: str) -> str:
    """A table cell that opens a state of the page; label and address are escaped."""
    return Markup('<a href="{}">{}</a>').format(target, label)
