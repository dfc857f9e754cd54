"""The site as a whole: shared data files, every page, the offline check, and the swap of the old site for the new."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd

from maps import basemap, geojson, indicators
from maps.blocks import Page
from maps.data import SiteData, buurt_names, check, main_scenario, wijk_names
from maps.manual import manual_page
from maps.offline import check_offline
from maps.pages import (
    access,
    areas,
    bundling,
    buurtbeelden,
    change,
    comparison,
    dashboard,
    data_quality,
    decision,
    delivery_days,
    forecast,
    hubs,
    impact,
    index,
    reach,
    routes,
    sequence,
    vans,
    what_if,
    wijk,
)
from maps.picture_pages import write_pictures
from maps.pictures import picture_codes
from maps.places import places_script
from maps.render import HERE, PAGES, page_file, render_page
from maps.reports import write_reports
from maps.scripts import script_json
from maps.texts import text

BUILDERS: dict[str, Callable[[SiteData], Page]] = {
    "index": index.build,
    "wijk": wijk.build,
    "volgorde": sequence.build,
    "buurtbeelden": buurtbeelden.build,
    "hubs": hubs.build,
    "watals": what_if.build,
    "vergelijking": comparison.build,
    "bereik": reach.build,
    "gebieden": areas.build,
    "nabijheid": access.build,
    "verschil": change.build,
    "routes": routes.build,
    "verwachting": forecast.build,
    "bundeling": bundling.build,
    "leverdagen": delivery_days.build,
    "busjes": vans.build,
    "impact": impact.build,
    "dashboard": dashboard.build,
    "besluit": decision.build,
    "gegevens": data_quality.build,
    "handboek": lambda data: manual_page(data.manual),
    "uitleg": indicators.build,
}
"""Who builds which page."""

AREA_TOLERANCE_M = 8.0
"""Detail of a buurt's border that may fall away, metres."""


def build_site(data: SiteData, out: Path) -> Path:
    """Build the site of one region and return the path of its ``index.html``.

    The site is made in a folder beside ``out`` and swapped in when it is whole and proven offline, so that a build that
    fails or is killed leaves the old site as it was. The same data gives the same bytes. Two builds of one site wait
    for each other.

    :param data: frames in RD New (EPSG:28992), see :class:`maps.data.SiteData`.
    :param out: folder of the site; replaced as a whole.
    :raises maps.data.SiteDataError: a frame lacks a column or is not in RD New.
    :raises maps.offline.OutsideReferenceError: a page refers outside the site.
    :raises ValueError: ``out`` is a folder that holds something else than a site.
    """
    check(data)
    out = out.resolve()
    out.parent.mkdir(parents=True, exist_ok=True)
    with _locked(out):
        _restore(out)
        if out.is_dir() and any(out.iterdir()) and not (out / "static" / "base.js").is_file():
            raise ValueError(f"The folder {out} holds other files than a site; choose an empty folder.")
        building = _beside(out, "building")
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir()
        write_site(data, building)
        check_offline(building)
        _swap(building, out)
    return out / "index.html"


def write_site(data: SiteData, folder: Path) -> None:
    """Write assets, shared data and pages into an empty folder; ``build_site`` proves and places it."""
    shutil.copytree(HERE / "static", folder / "static")
    (folder / "static" / "base.js").write_text(_shared(data), encoding="utf-8")
    (folder / "static" / "plaatsen.js").write_text(places_script(data), encoding="utf-8")
    for key in PAGES:
        (folder / page_file(key)).write_text(render_page(BUILDERS[key](data), data), encoding="utf-8")
    write_pictures(data, folder)
    write_reports(data, folder)
    indicators.write_indicators(data, folder)


def wijken_of(data: SiteData) -> gpd.GeoDataFrame:
    """The wijken (wijkcode, wijknaam, geometry in RD New): as given, else the buurten joined by wijk."""
    if not data.wijken.empty or data.buurten.empty:
        return gpd.GeoDataFrame(data.wijken)
    buurten = gpd.GeoDataFrame(data.buurten)
    columns = [column for column in ("wijkcode", "wijknaam", "geometry") if column in buurten.columns]
    return buurten[columns].dissolve("wijkcode", sort=True).reset_index()


def _shared(data: SiteData) -> str:
    """The data file that every page loads: base map, buurten, wijken; names as text."""
    shapes = {}
    if not data.buurten.empty:
        buurten, wijken = gpd.GeoDataFrame(data.buurten), wijken_of(data)
        shapes = {
            "buurt": {"features": geojson.areas(buurten, "buurtcode", AREA_TOLERANCE_M), "names": buurt_names(data)},
            "wijk": {"features": geojson.areas(wijken, "wijkcode", AREA_TOLERANCE_M), "names": wijk_names(data)},
        }
    scenario = main_scenario(data)
    shared = {
        "base": basemap.base_layers(data.base),
        "areas": shapes,
        "pages": [] if scenario is None else sorted(picture_codes(data, scenario.scenario)),
        "offer": text("beeld.offer"),
    }
    return f"window.WIJK={script_json(shared)};\n"


def _beside(out: Path, role: str) -> Path:
    return out.parent / f".{out.name}.{role}"


@contextmanager
def _locked(out: Path) -> Iterator[None]:
    with _beside(out, "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _restore(out: Path) -> None:
    """Put the old site back when a build was killed between the two renames of the swap."""
    old = _beside(out, "old")
    if old.is_dir() and not out.exists():
        old.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def _swap(building: Path, out: Path) -> None:
    old = _beside(out, "old")
    if out.exists():
        out.rename(old)
    try:
        building.rename(out)
    except OSError:
        if old.exists():
            old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)
