"""An overview of very many areas, such as every buurt of the country: one figure on one page, a table behind it.

Borders are simplified together, so that neighbours keep one border, and written as steps of about eleven metres. The
pages of one region are in :mod:`maps.site`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from maps import geojson
from maps.blocks import Drawing, Page, Table, table
from maps.classes import by_breaks
from maps.data import SiteData
from maps.formats import missing, number
from maps.offline import check_offline
from maps.pages.common import source_line
from maps.render import HERE, render_page
from maps.scripts import script_json
from maps.texts import text

TOLERANCE_M = 120.0
"""Detail of a border that may fall away, metres."""

PRECISION = 10_000
"""Steps to a degree: about eleven metres."""

COLLECTION = 7
"""Type of a shape that is a collection, as shapely numbers them."""

Steps = list[list[list[int]]]
"""An area: its parts, each its rings, each [x, y, dx, dy, ...] in steps."""


def build_country(data: SiteData, values: pd.Series, label: str, out: Path) -> Path:
    """Write the overview into ``out``, a new folder, and return its page.

    :param data: ``buurten`` (buurtcode, buurtnaam, gemeentecode, geometry in RD New) and the facts of the frame.
    :param values: the figure by buurtcode; NaN is drawn hatched.
    :param label: what the figure is, with its unit.
    :raises maps.offline.OutsideReferenceError: the page refers outside its folder.
    """
    shutil.copytree(HERE / "static", out / "static")
    empty = {"base": {"features": [], "places": []}, "areas": {}, "pages": [], "offer": ""}
    (out / "static" / "base.js").write_text(f"window.WIJK={script_json(empty)};\n", encoding="utf-8")
    page = Page(
        "land", text("land.title"), text("land.lead"), (_drawing(data, values, label), _table(data, values, label))
    )
    rendered = render_page(page, data, nav=[("land", text("land.title"))])
    (out / "index.html").write_text(rendered.replace('href="land.html"', 'href="index.html"'), encoding="utf-8")
    check_offline(out)
    return out / "index.html"


def steps_of(areas: gpd.GeoDataFrame, tolerance_m: float = TOLERANCE_M) -> list[Steps]:
    """Each area as rings of steps in WGS 84, simplified without gaps between neighbours.

    :param areas: polygons in RD New; an area that falls away as a whole has no parts.
    """
    whole = [_polygons(shape) for shape in shapely.make_valid(areas.geometry.to_numpy())]
    simple = shapely.coverage_simplify(np.array(whole, dtype=object), tolerance_m)
    drawn = gpd.GeoSeries(simple, crs=areas.crs).to_crs(4326)
    return [
        [
            [_ring(ring) for ring in (part.exterior, *part.interiors)]
            for part in shapely.get_parts(shape)
            if shapely.get_dimensions(part) == 2 and not part.is_empty
        ]
        for shape in drawn
    ]


def _polygons(shape: shapely.Geometry) -> shapely.Geometry:
    """Only the polygons of a shape that was made valid."""
    if shapely.get_type_id(shape) != COLLECTION:
        return shape
    return shapely.union_all([part for part in shapely.get_parts(shape) if shapely.get_dimensions(part) == 2])


def _ring(ring: shapely.LinearRing) -> list[int]:
    """A ring as its first place and the steps from place to place; the last, which is the first, is left out."""
    places = np.rint(shapely.get_coordinates(ring)[:-1] * PRECISION).astype(int)
    steps: list[int] = np.diff(places, axis=0, prepend=0).ravel().tolist()
    return steps


def _drawing(data: SiteData, values: pd.Series, label: str) -> Drawing:
    areas = gpd.GeoDataFrame(data.buurten)
    codes = [str(code) for code in areas["buurtcode"]]
    figures = values.reindex(codes)
    classed = by_breaks(figures, label)
    spec = {
        "shapes": steps_of(areas), "classes": [classed.classes[code] for code in codes], "precision": PRECISION,
        "colours": list(classed.colours), "names": [str(name) for name in areas["buurtnaam"]], "label": label,
        "values": [None if missing(value) else number(value) for value in figures],
    }  # fmt: skip
    setup = script_json({"key": "land", "bounds": geojson.bounds(areas), "scenario": ""})
    options = script_json(
        {"zoomControl": False, "attributionControl": False, "zoomSnap": 0.25, "scrollWheelZoom": False}
    )
    script = (
        f"{(HERE / 'static' / 'land.js').read_text(encoding='utf-8')}\n"
        f"var map_land = L.map('map_land', {options});\nwijk.setup(map_land, {setup});\n"
        f"wijk.country(map_land, {script_json(spec)});"
    )
    return Drawing(
        "land",
        label,
        '<div class="folium-map" id="map_land"></div>',
        script,
        (("", classed.legend),),
        source_line(data),
    )


def _table(data: SiteData, values: pd.Series, label: str) -> Table:
    """By gemeente: buurten, those without a figure, and the sum of the others."""
    rows = data.buurten[["gemeentecode"]].assign(value=values.reindex(data.buurten["buurtcode"]).to_numpy())
    found = rows.groupby("gemeentecode", sort=True)["value"].agg(["size", "count", "sum"])
    told = [
        (str(code), number(row["size"]), number(row["size"] - row["count"]), number(row["sum"]))
        for code, row in found.iterrows()
    ]
    heads = [text("land.gemeente"), f">{text('land.buurten')}", f">{text('no_figure')}", f">{label}"]
    return table(text("land.table"), heads, told)
