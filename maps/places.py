"""Names that the overview finds: buurten, wijken and the named places of the base map, each with where it leads.

No address and no street is in it.
"""

from __future__ import annotations

from typing import Any

from maps import geojson
from maps.basemap import base_layers
from maps.data import SiteData, buurt_names, buurt_points, main_scenario, wijk_names
from maps.pictures import FOLDER, picture_codes
from maps.scripts import script_json
from maps.texts import text

MAP_PAGE = "wijk.html"
ZOOM = {"buurt": 14, "wijk": 13, "place": 13.5}


def places_script(data: SiteData) -> str:
    """The data file of the search: name, kind of place, link."""
    return f"window.WIJK_PLAATSEN={script_json(places(data))};\n"


def places(data: SiteData) -> list[list[str]]:
    """Rows of name, kind in Dutch, link: to the picture of a buurt or wijk, else to the place on a map; by name."""
    scenario = main_scenario(data)
    pictured = set() if scenario is None else set(picture_codes(data, scenario.scenario))
    spots = geojson.to_latlon(buurt_points(data))
    first = {} if data.buurten.empty else dict(zip(data.buurten["wijkcode"], data.buurten["buurtcode"], strict=True))
    rows: list[list[str]] = []
    for kind, names, spot_of in (("buurt", buurt_names(data), spots), ("wijk", wijk_names(data),
                                 {wijk: spots[buurt] for wijk, buurt in first.items() if buurt in spots})):  # fmt: skip
        for code, name in names.items():
            if code in pictured:
                rows.append([name, text(kind), f"{FOLDER}/{code}.html"])
            elif code in spot_of:
                rows.append([name, text(kind), _on_map(spot_of[code], kind)])
    known: list[dict[str, Any]] = base_layers(data.base)["places"] if not data.base.empty else []
    rows += [[place["n"], text("index.place"), _on_map(place["at"], "place")] for place in known]
    return sorted(rows, key=lambda row: (row[0].casefold(), row[1], row[2]))


def _on_map(spot: list[float], kind: str) -> str:
    return f"{MAP_PAGE}#op={spot[0]},{spot[1]},{ZOOM[kind]}"
