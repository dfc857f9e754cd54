"""How QGIS draws the shared layers: QML, stored in the GeoPackage as the default and beside it as files."""

from __future__ import annotations

from itertools import pairwise
from xml.sax.saxutils import quoteattr

COLOURS = ("251,228,91", "197,181,108", "143,140,120", "87,92,109", "0,48,111")
"""Five steps of cividis, as on the maps of the site."""

STYLES = {"buurt": "expected_frail", "area": "expected_frail", "hub": ""}
"""Map layers and the figure that colours them; '' is one symbol for all."""

BREAKS = (0, 20, 40, 80, 160, 1_000_000)


def style_of(layer: str) -> str:
    """The QML of a layer."""
    figure = STYLES[layer]
    body = _graduated(figure) if figure else _single()
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        f'<qgis version="3.34" styleCategories="Symbology">{body}'
        f"<layerGeometryType>{2 if figure else 0}</layerGeometryType></qgis>\n"
    )


def _graduated(figure: str) -> str:
    steps = list(pairwise(BREAKS))
    ranges = "".join(
        f'<range lower="{low}" upper="{high}" symbol="{number}" render="true" label={quoteattr(_label(low, high))}/>'
        for number, (low, high) in enumerate(steps)
    )
    symbols = "".join(_fill(str(number), colour) for number, colour in enumerate(COLOURS))
    return (
        f'<renderer-v2 type="graduatedSymbol" attr="{figure}" graduatedMethod="GraduatedColor" symbollevels="0">'
        f"<ranges>{ranges}</ranges><symbols>{symbols}</symbols></renderer-v2>"
    )


def _label(low: int, high: int) -> str:
    return f"{low} - {high}" if high < BREAKS[-1] else f"{low} en meer"


def _fill(name: str, colour: str) -> str:
    options = {"color": f"{colour},217", "outline_color": "80,88,96,255", "outline_width": "0.2", "style": "solid"}
    return _symbol("fill", name, "SimpleFill", options)


def _single() -> str:
    options = {"color": "21,66,115,255", "name": "square", "size": "3", "outline_color": "255,255,255,255"}
    symbol = _symbol("marker", "0", "SimpleMarker", options)
    return f'<renderer-v2 type="singleSymbol" symbollevels="0"><symbols>{symbol}</symbols></renderer-v2>'


def _symbol(kind: str, name: str, layer: str, options: dict[str, str]) -> str:
    told = "".join(f'<Option name="{key}" type="QString" value="{value}"/>' for key, value in options.items())
    return (
        f'<symbol type="{kind}" name="{name}" alpha="1"><layer class="{layer}" enabled="1" pass="0">'
        f'<Option type="Map">{told}</Option></layer></symbol>'
    )
