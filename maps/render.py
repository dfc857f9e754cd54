"""From blocks to HTML: one jinja2 template with autoescape and the frame that every page has. No figures here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from maps.blocks import Page
from maps.classes import SEQUENTIAL
from maps.data import SiteData
from maps.formats import clock, day
from maps.layers import LOCAL_CSS, LOCAL_JS
from maps.texts import TEXTS, text

HERE = Path(__file__).parent
PAGES = (
    "index", "wijk", "volgorde", "buurtbeelden", "hubs", "watals", "vergelijking", "bereik", "gebieden", "nabijheid",
    "verschil", "routes", "verwachting", "bundeling", "leverdagen", "busjes", "impact", "dashboard", "besluit",
    "gegevens", "uitleg", "handboek",
)  # fmt: skip
"""Keys of the pages in the order of the navigation."""


def page_file(key: str) -> str:
    """File name of a page."""
    return f"{key}.html"


def page_label(key: str) -> str:
    """Label of a page in the navigation."""
    return text(f"{key}.title" if key == "index" else f"{key}.nav")


def render_page(
    page: Page, data: SiteData, *, nav: Sequence[tuple[str, str]] = (), shared: bool = False, root: str = ""
) -> str:
    """The HTML of a page with the frame that every page has.

    :param nav: key and label of the pages of another site than the internal one.
    :param root: the way from the page's folder to that of the site, such as ``../``.
    :param shared: the page may leave the organisation; its foot says so.
    """
    scripts, styles = _local_files(page)
    return (
        environment()
        .get_template("page.html.j2")
        .render(
            page=page,
            tiles=True,
            root=root,
            nav=[(key, page_file(key), label) for key, label in nav or [(key, page_label(key)) for key in PAGES]],
            english=english(page, data),
            scripts=scripts,
            styles=styles,
            **framed(data, shared=shared),
        )
    )


def framed(data: SiteData, *, shared: bool = False) -> dict[str, Any]:
    """What the templates of a page say of the site as a whole."""
    version = text("map_version_shared" if shared else "map_version", version=data.version, run=data.run_id)
    return {
        "data": data, "t": text, "shared": shared, "lined": SEQUENTIAL, "licences": _licences(data),
        "told_version": version,
        "made": f"{day(data.generated_at)} {clock(data.generated_at, data.timezone)}",
        "date": day(data.service_date, weekday=True),
    }  # fmt: skip


def english(page: Page, data: SiteData) -> str:
    """What a page is about, in English: its own words, or the title and lead that the table of texts has."""
    if page.english:
        return page.english
    keys = [f"{page.key}.{part}" for part in ("title", "lead")]
    if not all(key in TEXTS for key in keys):
        return ""
    title, lead = (text(key, "en", date=data.service_date.isoformat()) for key in keys)
    return f"{title}{'' if title.endswith(('?', '.')) else '.'} {lead}"


def _licences(data: SiteData) -> list[str]:
    """Licences of the open sources, each once."""
    return [] if data.sources.empty else sorted({str(each) for each in data.sources["licence"].dropna() if str(each)})


def _local_files(page: Page) -> tuple[list[str], list[str]]:
    drawn = any(block.kind in ("map", "watals") for block in page.blocks)
    scripts = [path for _, path in LOCAL_JS] if drawn else []
    styles = [path for name, path in LOCAL_CSS if drawn or name != "leaflet_css"]
    return scripts, styles


@cache
def environment() -> Environment:
    """The templates of the site: autoescape on, an unknown name is an error."""
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
