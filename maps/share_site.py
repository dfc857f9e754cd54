"""The site that may leave the organisation: three pages from the tables of ``share``, and nothing else.

Which figures are in those tables is decided by disclosure control (:mod:`geo.disclosure`); no figure is made here.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import pandas as pd

from maps import geojson
from maps.basemap import base_layers
from maps.blocks import Block, Drawing, Heading, Page, Prose, table
from maps.classes import Entry, by_breaks, explained, shares
from maps.data import SiteData
from maps.formats import day, missing, number, string
from maps.layers import Rows
from maps.manual import Manual, manual_page
from maps.offline import check_offline
from maps.pages.common import maker, source_line
from maps.render import HERE, page_file, render_page
from maps.scripts import script_json
from maps.site import AREA_TOLERANCE_M
from maps.texts import text, word

FIGURES = ("expected_frail", "reachable_pct", "deliveries", "known_addresses")
WITHHELD = Entry(text("gedeeld.withheld"), "#b9c1c9")


@dataclass(frozen=True, eq=False)
class ShareData:
    """The tables of ``share`` of a region or gemeente, and what the pages say beside them.

    ``buurt``, ``area``, ``hub``, ``withheld``, ``release``, ``source`` have the columns of :mod:`geo.db.share`, shapes
    in RD New; ``minimum`` and ``base`` are the rules' figures; ``manual`` describes the tables for researchers.
    """

    region: str
    name: str
    fictional: bool
    version: str
    buurt: gpd.GeoDataFrame
    area: gpd.GeoDataFrame
    hub: gpd.GeoDataFrame
    withheld: pd.DataFrame
    release: pd.DataFrame
    source: pd.DataFrame
    minimum: int
    base: int
    manual: Manual = field(default_factory=Manual)

    @property
    def newest(self) -> pd.Series:
        """The newest version: release, released_on, checksum."""
        return self.release.sort_values("release").iloc[-1]


def build_share_site(data: ShareData, out: Path) -> Path:
    """Writes the site into ``out``, a folder of its own that is replaced, and returns its first page.

    The same tables give the same bytes: the pages are dated by the version, not by the moment.

    :raises maps.offline.OutsideReferenceError: a page refers outside the site.
    """
    building = out.parent / f".{out.name}.building"
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    for path, content in share_site_files(data).items():
        place = building / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    check_offline(building)
    shutil.rmtree(out, ignore_errors=True)
    building.rename(out)
    return out / "index.html"


def share_site_files(data: ShareData) -> dict[str, bytes]:
    """The files of the site by path."""
    frame, pages = shared_frame(data), shared_pages(data)
    nav = shared_nav(pages)
    static = HERE / "static"
    files = {
        str(path.relative_to(HERE)): path.read_bytes()
        for path in sorted(static.rglob("*")) if path.is_file()
    }  # fmt: skip
    files["static/base.js"] = shared_script(data).encode()
    for page in pages:
        files[page_file(page.key)] = render_page(page, frame, nav=nav, shared=True).encode()
    return files


def shared_pages(data: ShareData) -> list[Page]:
    """The pages: figures, account, and the manual where there is one."""
    return [
        _figures(data, shared_frame(data)), _account(data), *([manual_page(data.manual)] if data.manual.tables else []),
    ]  # fmt: skip


def shared_nav(pages: Sequence[Page]) -> list[tuple[str, str]]:
    """Key and label of each page."""
    return [(page.key, text("gedeeld.nav") if page.key == "index" else text(f"{page.key}.nav")) for page in pages]


def shared_script(data: ShareData) -> str:
    """The data file that the map loads: borders and names of buurten, no base map and no picture of a buurt."""
    features = geojson.areas(data.buurt, "buurtcode", AREA_TOLERANCE_M)
    names = dict(zip(data.buurt["buurtcode"], data.buurt["buurtnaam"], strict=True))
    shared = {
        "base": base_layers(pd.DataFrame()),
        "areas": {"buurt": {"features": features, "names": names}},
        "pages": [],
        "offer": "",
    }
    return f"window.WIJK={script_json(shared)};\n"


def shared_frame(data: ShareData) -> SiteData:
    """The facts that every page has; of frames only buurten and hubs, as they are shared."""
    newest = data.newest
    made = pd.Timestamp(newest["released_on"])
    return SiteData(
        region=data.region, name=data.name, fictional=data.fictional,
        generated_at=dt.datetime(made.year, made.month, made.day, 12, tzinfo=dt.UTC), run_id="", version=data.version,
        service_date=made.date(), attributions=tuple(sorted(set(data.source["attribution"].dropna()))),
        buurten=data.buurt, known_hubs=data.hub,
    )  # fmt: skip


def _figures(data: ShareData, frame: SiteData) -> Page:
    newest = data.newest
    told = text(
        "gedeeld.release",
        release=int(newest["release"]),
        day=day(frame.service_date),
        checksum=str(newest["checksum"])[:12],
    )
    blocks: list[Block] = [Prose(told, "note")]
    if (drawn := _map(data, frame)) is not None:
        blocks.append(drawn)
    heads = [f">{text(f'gedeeld.{name}')}" for name in FIGURES]
    totals = data.area.sort_values(["area_kind", "area_code"]).to_dict("records")
    rows = [
        (
            string(row["area_name"]),
            string(row["area_code"]),
            string(row["area_kind"]),
            *_cells(row, ("expected_frail", "deliveries", "known_addresses")),
        )
        for row in totals
    ]
    kept = [head for head, name in zip(heads, FIGURES, strict=True) if name != "reachable_pct"]
    blocks.append(
        table(
            text("gedeeld.areas"),
            [text("gedeeld.areas"), text("gedeeld.code"), text("gedeeld.kind"), *kept],
            rows,
            note=text("gedeeld.sum_note"),
        )
    )
    buurten = data.buurt.sort_values("buurtcode").to_dict("records")
    rows = [(string(row["buurtnaam"]), string(row["buurtcode"]), *_cells(row, FIGURES)) for row in buurten]
    blocks.append(table(text("gedeeld.buurten"), [text("buurt"), text("gedeeld.code"), *heads], rows))
    hubs = [
        (string(row["name"]), number(row["mean_minutes"], 1))
        for row in data.hub.sort_values("hub_id").to_dict("records")
    ]
    if hubs:
        blocks.append(table(text("gedeeld.hubs"), [text("gedeeld.hubs"), f">{text('gedeeld.mean_minutes')}"], hubs))
    english = f"{text('gedeeld.title', 'en')}. {text('gedeeld.lead', 'en')}"
    return Page("index", text("gedeeld.title"), text("gedeeld.lead"), tuple(blocks), english)


def _cells(row: dict, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(text("gedeeld.withheld") if missing(row[name]) else number(row[name]) for name in names)


def _map(data: ShareData, frame: SiteData) -> Drawing | None:
    made = maker(frame, "gedeeld", text("gedeeld.map"))
    if made is None:
        return None
    by_code = data.buurt.set_index("buurtcode")
    tips: dict[str, Rows] = {
        str(code): [(text(f"gedeeld.{name}"), cell) for name, cell in zip(FIGURES, _cells(row, FIGURES), strict=True)]
        for code, row in by_code[list(FIGURES)].to_dict("index").items()
    }
    for name in FIGURES:
        values = by_code[name].astype("Float64").astype(float)
        title = text(f"gedeeld.{name}")
        classed = shares(values / 100, title) if name == "reachable_pct" else by_breaks(values, title)
        why = values.isna().map({True: "withheld", False: "known"})
        made.areas(title, "buurt", explained(classed, why, (("withheld", WITHHELD),)), tips)
    return made.finish(source_line(frame))


def _account(data: ShareData) -> Page:
    said = {"minimum": str(data.minimum), "base": str(data.base)}
    blocks: list[Block] = [Heading(text("verantwoording.rules"))]
    blocks += [
        Prose(text(f"verantwoording.rule_{rule}", **said)) for rule in ("minimum", "second", "supplier", "version")
    ]
    blocks.append(Heading(text("verantwoording.limits")))
    blocks += [Prose(text(f"verantwoording.limit_{limit}")) for limit in ("where", "estimate", "reach")]
    withheld = data.withheld.sort_values(["area_kind", "area_code", "figure"]).to_dict("records")
    rows: list[tuple[str, ...]] = [
        (string(row["area_kind"]), string(row["area_code"]), text(f"gedeeld.{row['figure']}"), string(row["sentence"]))
        for row in withheld
    ]
    heads = [text("gedeeld.kind"), text("gedeeld.code"), text("verantwoording.figure"), text("verantwoording.why")]
    caption = text("verantwoording.report")
    blocks.append(table(caption, heads, rows) if rows else Prose(text("verantwoording.nothing")))
    rows = [
        (
            word("source", row["source"]),
            *("" if missing(row[c]) else string(row[c]) for c in ("period", "licence", "attribution")),
        )
        for row in data.source.sort_values("position").to_dict("records")
    ]
    heads = [text(f"verantwoording.{name}") for name in ("source", "period", "licence", "attribution")]
    blocks.append(table(text("verantwoording.sources"), heads, rows))
    versions = data.release.sort_values("release").to_dict("records")
    rows = [
        (number(row["release"]), day(pd.Timestamp(row["released_on"]).date()), string(row["checksum"]))
        for row in versions
    ]
    heads = [text(f"verantwoording.{name}") for name in ("version", "day", "checksum")]
    blocks.append(table(text("verantwoording.versions"), heads, rows, note=text("verantwoording.cite")))
    return Page("verantwoording", text("verantwoording.title"), text("verantwoording.lead"), tuple(blocks))
