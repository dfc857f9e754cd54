"""The folium elements: no CDN, counted ids, and no text of the data that folium or Leaflet would run."""

from __future__ import annotations

import pandas as pd
import pytest

from maps.classes import by_breaks
from maps.layers import MapMaker, OfflineMap, Rows

BOUNDS = [[52.2, 6.1], [52.3, 6.2]]
HOSTILE = "{{7*7}}{% for x in [1] %}hoi{% endfor %}<img src=x onerror=alert(1)></script>"


def test_a_map_saved_on_its_own_refers_to_local_files_only() -> None:
    page = OfflineMap("kaart", BOUNDS).get_root().render()
    assert "http" not in page.replace('http-equiv="content-type"', "")
    assert 'src="static/vendor/leaflet/leaflet.js"' in page


def made(name: str) -> str:
    maker = MapMaker("kaart", "titel", BOUNDS)
    figures = pd.Series({"BU1": 3.0, "BU2": float("nan")})
    maker.areas(name, "buurt", by_breaks(figures, "titel"), {"BU1": [(name, name)]})
    maker.areas("tweede", "buurt", by_breaks(figures, "titel"), {})
    return maker.finish("bron").script


def test_names_in_layers_tooltips_and_the_layer_control_are_not_run_as_templates_or_html() -> None:
    script = made(HOSTILE)
    assert "49" not in script
    assert "{{" not in script
    assert "<img" not in script
    assert "</" not in script


def test_ids_are_counted_so_that_a_map_is_written_the_same_twice() -> None:
    assert made("laag") == made("laag")
    assert "layer_kaart_1" in made("laag")


@pytest.mark.parametrize(("layers", "controls"), [(1, 0), (2, 1)])
def test_a_choice_of_layers_is_offered_only_where_there_is_a_choice(layers: int, controls: int) -> None:
    maker = MapMaker("kaart", "titel", BOUNDS)
    maker.borders("grenzen", "buurt", {})
    for number in range(layers):
        maker.shapes(f"laag {number}", [], [], None)
    assert maker.finish("bron").script.count("L.control.layers(") == controls


def test_layers_with_the_same_tooltips_write_them_once() -> None:
    maker = MapMaker("kaart", "titel", BOUNDS)
    figures = by_breaks(pd.Series({"BU1": 3.0}), "titel")
    tips: dict[str, Rows] = {"BU1": [("label", "eenmaal")]}
    maker.areas("een", "buurt", figures, tips)
    maker.areas("twee", "buurt", figures, tips)
    maker.areas("drie", "buurt", figures, {"BU1": [("label", "anders")]})
    script = maker.finish("bron").script
    assert script.count("eenmaal") == 1
    assert script.count('"tipsOf":"kaart_0"') == 1
    assert script.count("anders") == 1
