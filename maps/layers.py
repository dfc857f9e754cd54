"""The folium elements of our maps: a map without tiles or CDN, and layers of areas, lines, shapes and points.

Layers carry plain values; `static/kaart.js` draws them and puts every text on the map as text, never as HTML.
Element ids are counted, not random, so that the same data gives the same bytes.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import branca.element
import folium
from folium.template import Template
from folium.utilities import JsCode

from maps.blocks import Drawing
from maps.classes import NO_FIGURE, Classed, Entry, Legend
from maps.geojson import Feature
from maps.scripts import script_json

LOCAL_JS = (
    ("leaflet", "static/vendor/leaflet/leaflet.js"),
    ("wijk_base", "static/base.js"),
    ("wijk_map", "static/kaart.js"),
    ("wijk_moving", "static/rijden.js"),
    ("wijk_pictures", "static/beeld.js"),
    ("wijk_taken_along", "static/uitvoer.js"),
    ("wijk_state", "static/staat.js"),
    ("wijk_background", "static/achtergrond.js"),
)
LOCAL_CSS = (("leaflet_css", "static/vendor/leaflet/leaflet.css"), ("wijk_css", "static/site.css"))

Rows = Sequence[tuple[str, str]]
"""What a tooltip says: label and value a line, both as text."""


class OfflineMap(folium.Map):
    """A folium map that refers to the site's own files only and draws the base map from ``static/base.js``."""

    default_js = list(LOCAL_JS)  # noqa: RUF012 - folium declares it so
    default_css = list(LOCAL_CSS)  # noqa: RUF012

    def __init__(self, key: str, bounds: list[list[float]], scenario: str = "") -> None:
        middle = [(bounds[0][0] + bounds[1][0]) / 2, (bounds[0][1] + bounds[1][1]) / 2]
        super().__init__(
            location=middle, tiles=None, zoom_start=12, prefer_canvas=False, zoom_control=False,
            attribution_control=False, zoom_snap=0.25, zoom_delta=0.5, scroll_wheel_zoom=False,
        )  # fmt: skip
        self._id = key
        self.bounds = bounds
        self.add_child(_Setup(key, {"key": key, "bounds": bounds, "scenario": scenario}))


class _Setup(folium.MacroElement):
    _template = Template("{% macro script(this, kwargs) %}wijk.setup({{ this.of }}, {{ this.spec }});{% endmacro %}")

    def __init__(self, key: str, spec: dict[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca leaves its initialiser untyped
        self._name, self._id = "setup", key
        self.of = f"map_{key}"
        self.spec = script_json(spec)


class _Drawn(folium.map.Layer):
    """A layer that `kaart.js` draws from values; ``function`` names its drawer."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = wijk.{{ this.function }}({{ this._parent.get_name() }}, {{ this.spec }});"
        "{% endmacro %}"
    )

    def __init__(self, function: str, name: str, spec: Any, *, exclusive: bool, show: bool, listed: bool) -> None:
        super().__init__(name=_label(name), overlay=not exclusive, show=show, control=listed)
        self._name = "layer"
        self.function = function
        self.spec = script_json(spec)


@dataclass
class MapMaker:
    """Collects the layers of one map and renders it; ``scenario``: whose answer it shows, for links to it.

    ``exclusive`` layers are shown one at a time (radio buttons), others can be ticked.
    """

    key: str
    title: str
    bounds: list[list[float]]
    scenario: str = ""

    def __post_init__(self) -> None:
        self.map = OfflineMap(self.key, self.bounds, self.scenario)
        self._legends: list[tuple[str, Legend]] = []
        self._tips: list[tuple[dict[str, Rows], str]] = []
        self._layers = 0
        self._exclusive = 0
        self._listed = 0

    def areas(
        self,
        name: str,
        of: str,
        classed: Classed,
        tips: dict[str, Rows],
        *,
        exclusive: bool = True,
        show: bool | None = None,
        listed: bool = True,
        says: Mapping[str, Any] | None = None,
    ) -> None:
        """Colour the areas of kind ``of`` ('buurt' or 'wijk') by class; ``tips`` by code.

        ``says``: minutes and mode of the layer, for links that ask for them.

        Layers that are given the same ``tips`` share them on the page.
        """
        values = {code: {"c": number} for code, number in classed.classes.items()}
        spec = {"of": of, "colours": list(classed.colours), "values": values, "opacity": classed.opacity}
        spec |= self._shared(tips) | ({"says": dict(says)} if says else {})
        self._add("areas", name, spec, classed.legend, exclusive, show, listed=listed)

    def marked(self, name: str, of: str, codes: Sequence[str], entry: Entry, legend: Legend) -> None:
        """Draw a pattern over some areas, on top of what colours them; it has no tooltip of its own."""
        values = {code: {"c": 0} for code in codes}
        spec = {"of": of, "colours": [entry.colour], "values": values, "opacity": entry.opacity, "over": True}
        self._add("areas", name, spec, legend, False, True)

    def borders(self, name: str, of: str, tips: dict[str, Rows], *, choice: bool = False) -> None:
        """Draw the borders of areas without a colour: always, or as a choice among the exclusive layers."""
        values = {code: {"c": NO_FIGURE} for code in tips}
        spec = {"of": of, "colours": [], "values": values, "plain": True}
        self._add("areas", name, spec | self._shared(tips), None, choice, None, listed=choice)

    def shapes(
        self, name: str, drawn: Sequence[Feature], styles: Sequence[Entry], legend: Legend | None,
        *, exclusive: bool = False, show: bool | None = None, says: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        """Draw lines or polygons; property ``s`` of a feature is its style, ``t`` its tooltip rows."""
        spec = {"features": list(drawn), "styles": [_style(entry) for entry in styles]}
        self._add("shapes", name, spec | ({"says": dict(says)} if says else {}), legend, exclusive, show)

    def points(
        self,
        name: str,
        points: Sequence[dict[str, Any]],
        styles: Sequence[Entry],
        legend: Legend | None,
        *,
        show: bool = True,
    ) -> None:
        """Draw points: ``at`` [lat, lon], ``s`` the style, ``n`` the name, ``t`` tooltip rows, ``o`` its text."""
        self._add("points", name, {"points": list(points), "styles": [_style(e) for e in styles]}, legend, False, show)

    def moving(
        self, name: str, vans: Sequence[dict[str, Any]], styles: Sequence[Entry], legend: Legend | None,
        words: dict[str, str], span_s: tuple[int, int, int], *, exclusive: bool = True,
    ) -> None:  # fmt: skip
        """Draw what moves by the clock: ``n`` its name, ``s`` its style, ``path`` rows [seconds, lat, lon, on board].

        ``words``: play, pause, time, on_board. ``span_s``: first and last moment of the slider, and where it starts.
        Layers share the clock of their map.
        """
        spec = {
            "vans": list(vans), "styles": [_style(e) for e in styles], "words": words, "from": span_s[0],
            "to": span_s[1], "start": span_s[2],
        }  # fmt: skip
        self._add("moving", name, spec, legend, exclusive, None)

    def explain(self, legend: Legend) -> None:
        """Add a legend that is always shown, for layers that share it."""
        self._legends.append(("", legend))

    def finish(self, source: str, note: str = "") -> Drawing:
        """The map as HTML and script for a page."""
        if self._listed > 1:
            # folium writes it into the script as it is, so it may be an expression
            control = folium.LayerControl(collapsed=JsCode("window.innerWidth < 700"))  # type: ignore[arg-type]
            control._id = self.key
            self.map.add_child(control)
        figure = self.map.get_root()
        assert isinstance(figure, branca.element.Figure)
        figure.render()
        return Drawing(
            self.key, self.title, figure.html.render().strip(), _squeeze(figure.script.render()),
            tuple(self._legends), source, note,
        )  # fmt: skip

    def _shared(self, tips: dict[str, Rows]) -> dict[str, Any]:
        """The tooltips of a layer: written out the first time, the key of the layer that has them afterwards."""
        for known, identity in self._tips:
            if known is tips:
                return {"tipsOf": identity}
        self._tips.append((tips, f"{self.key}_{self._layers}"))
        return {"tips": {code: _tip(rows) for code, rows in tips.items() if rows}}

    def _add(
        self, function: str, name: str, spec: dict[str, Any], legend: Legend | None, exclusive: bool, show: bool | None,
        *, listed: bool = True,
    ) -> None:  # fmt: skip
        shown = (not exclusive or self._exclusive == 0) if show is None else show
        identity = f"{self.key}_{self._layers}"
        chosen = {"one": 1} if exclusive and listed else {}
        layer = _Drawn(
            function, name, spec | {"key": identity} | chosen, exclusive=exclusive, show=shown, listed=listed
        )
        layer._id = identity
        self._layers += 1
        self._exclusive += exclusive
        self._listed += listed
        self.map.add_child(layer)
        if legend is not None:
            self._legends.append((identity, legend))


def _label(name: str) -> str:
    """A name for the layer control: Leaflet writes it as HTML, and branca reads it once more as a template."""
    return html.escape(name, quote=True).replace("{", "&#123;").replace("//", "&#47;&#47;")


def _tip(rows: Rows) -> list[list[str]]:
    return [[str(label), str(value)] for label, value in rows]


def _style(entry: Entry) -> dict[str, Any]:
    return {
        "colour": entry.colour, "mark": entry.mark, "shape": entry.shape, "dash": entry.dash, "width": entry.width,
        "opacity": entry.opacity,
    }  # fmt: skip


def _squeeze(script: str) -> str:
    return "\n".join(line.strip() for line in script.splitlines() if line.strip())
