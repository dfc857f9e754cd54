"""Files that open in QGIS without anything to fill in: a project over the package's GeoPackage, and a connection to
PostGIS for its connection manager. Written as XML; how a layer is drawn is in :mod:`geo.share_package.styles`.

No password and no user name stand in either: QGIS asks for them, or takes them from its own encrypted store.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence

from geo.share_package.styles import STYLES, style_of

PROJECT = "tabellen/gedeeld.qgs"
GEOPACKAGE = "./gedeeld.gpkg"
TITLES = {"hub": "Wijkservicecentra", "buurt": "Buurten", "area": "Wijken en gemeenten"}
"""Map layers, the uppermost first."""

TABLES = {"withheld": "Wat is weggelaten", "release": "Versies", "source": "Bronnen"}
SHOWN = ("hub", "buurt")
"""Layers that are switched on; the others are there."""

RD_NEW = {
    "proj4": "+proj=sterea +lat_0=52.1561605555556 +lon_0=5.38763888888889 +k=0.9999079 +x_0=155000 +y_0=463000 "
    "+ellps=bessel +towgs84=565.4171,50.3319,465.5524,1.9342,-1.6677,9.1019,4.0725 +units=m +no_defs",
    "srsid": "2517",
    "srid": "28992",
    "authid": "EPSG:28992",
    "description": "Amersfoort / RD New",
    "projectionacronym": "sterea",
    "ellipsoidacronym": "EPSG:7004",
    "geographicflag": "false",
}  # fmt: skip


def project(title: str, extent: Sequence[float], aliases: Mapping[str, Mapping[str, str]]) -> str:
    """A QGIS project over ``gedeeld.gpkg`` beside it: three map layers as they are styled, three tables.

    Args:
        title: of the project.
        extent: west, south, east, north of what is shown, RD New, metres.
        aliases: by layer and column, what QGIS calls the column.
    """
    root = ET.Element("qgis", {"version": "3.34.0", "projectname": title})
    ET.SubElement(root, "title").text = title
    _reference(ET.SubElement(root, "projectCrs"))
    names = [*TITLES, *TABLES]
    tree = ET.SubElement(root, "layer-tree-group")
    layers = ET.Element("projectlayers")
    for name in names:
        label, source = TITLES.get(name) or TABLES[name], f"{GEOPACKAGE}|layername={name}"
        ET.SubElement(
            tree,
            "layer-tree-layer",
            {
                "id": name, "name": label, "source": source, "providerKey": "ogr", "expanded": "0",
                "checked": "Qt::Checked" if name in SHOWN else "Qt::Unchecked",
            },
        )  # fmt: skip
        layers.append(_layer(name, label, source, aliases.get(name, {})))
    canvas = ET.SubElement(root, "mapcanvas", {"name": "theMapCanvas"})
    ET.SubElement(canvas, "units").text = "meters"
    box = ET.SubElement(canvas, "extent")
    for side, value in zip(("xmin", "ymin", "xmax", "ymax"), extent, strict=True):
        ET.SubElement(box, side).text = f"{value:.1f}"
    _reference(ET.SubElement(canvas, "destinationsrs"))
    root.append(layers)
    order = ET.SubElement(root, "layerorder")
    for name in names:
        ET.SubElement(order, "layer", {"id": name})
    ET.indent(root, " ")
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + ET.tostring(root, encoding="unicode") + "\n"


def connection(host: str, port: int, database: str) -> str:
    """A connection for QGIS's manager (Load connections from file): address and database, nothing secret."""
    root = ET.Element("qgsPgConnections", {"version": "1.0"})
    ET.SubElement(
        root,
        "postgresql",
        {
            "name": "wijkplan", "host": host, "port": str(port), "database": database, "service": "",
            "sslmode": "SslPrefer", "estimatedMetadata": "false", "projectsInDatabase": "false",
            "dontResolveType": "false", "allowGeometrylessTables": "true", "geometryColumnsOnly": "false",
            "publicOnly": "false", "saveUsername": "false", "savePassword": "false",
        },
    )  # fmt: skip
    ET.indent(root, " ")
    return "<!DOCTYPE connections>\n" + ET.tostring(root, encoding="unicode") + "\n"


def _layer(name: str, label: str, source: str, aliases: Mapping[str, str]) -> ET.Element:
    shape = {"hub": "Point", "buurt": "Polygon", "area": "Polygon"}.get(name, "No geometry")
    layer = ET.Element("maplayer", {"type": "vector", "geometry": shape, "hasScaleBasedVisibilityFlag": "0"})
    for tag, value in (("id", name), ("datasource", source), ("layername", label)):
        ET.SubElement(layer, tag).text = value
    ET.SubElement(layer, "provider", {"encoding": "UTF-8"}).text = "ogr"
    if name in STYLES:
        _reference(ET.SubElement(layer, "srs"))
        renderer = ET.fromstring(style_of(name).partition("\n")[2]).find("renderer-v2")  # noqa: S314 - of our own making
        if renderer is not None:
            layer.append(renderer)
    told = ET.SubElement(layer, "aliases")
    for index, (column, alias) in enumerate(aliases.items()):
        ET.SubElement(told, "alias", {"index": str(index), "field": column, "name": alias})
    return layer


def _reference(parent: ET.Element) -> None:
    system = ET.SubElement(parent, "spatialrefsys")
    for tag, value in RD_NEW.items():
        ET.SubElement(system, tag).text = value
