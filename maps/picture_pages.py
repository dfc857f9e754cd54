"""Writes the buurtbeelden into the site: a page an area, their shared points, and all of them as one table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from maps import geojson
from maps.classes import Entry
from maps.data import SiteData, main_scenario, of_scenario
from maps.formats import clock, day, string
from maps.layers import LOCAL_CSS, LOCAL_JS
from maps.picture_table import picture_table
from maps.pictures import FOLDER, brief, pictures
from maps.render import environment
from maps.scripts import script_json
from maps.texts import text

TABLE = f"{FOLDER}/buurtbeelden.csv"
POINTS = "static/beelden.js"

MOST_SOURCES, MOST_NOTICE, MOST_TITLE = 300, 200, 60
"""Letters of sources, of a notice and of a scenario's title that fit; other pages have them in full."""

GROUPS = {
    "care": ("doctors", "pharmacy", "hospital", "outpatient_clinic", "dentist", "physiotherapist", "care_organisation",
             "care_shop"),
    "meet": ("community_centre", "meeting_place", "shared_meals", "day_activity", "library", "association", "church",
             "mosque", "place_of_worship", "social_team", "welfare", "volunteers", "carer_support", "food_bank"),
    "shop": ("supermarket", "shop", "market", "pick_up_point"),
    "home": ("nursing_home",),
}  # fmt: skip
"""Kinds of facility that the small map shows, by what they are to a resident."""

ENTRIES = (
    Entry(text("hub"), "#154273", "point", "square", width=7),
    Entry(text("beeld.map_care"), "#d55e00", "point", "diamond", width=6),
    Entry(text("beeld.map_meet"), "#009e73", "point", "circle", width=6),
    Entry(text("beeld.map_shop"), "#8a949e", "point", "small", width=5),
    Entry(text("beeld.map_home"), "#5b3a8c", "point", "ring", width=6),
)
"""How hubs and each group are drawn: by form as well as by colour."""


def write_pictures(data: SiteData, folder: Path) -> int:
    """Write every page, the shared points and the table; returns the number of pages.

    :param folder: the site that is being built; its ``static`` folder is there.
    """
    made = list(pictures(data))
    if not made:
        return 0
    scenario = main_scenario(data)
    assert scenario is not None
    (folder / FOLDER).mkdir()
    (folder / POINTS).write_text(
        f"window.WIJK_BEELD={script_json(_points(data, scenario.scenario))};\n", encoding="utf-8"
    )
    (folder / TABLE).write_text(picture_table(data), encoding="utf-8", newline="")
    template = environment().get_template("beeld.html.j2")
    shared = {
        "data": data, "t": text, "entries": ENTRIES,
        "scripts": [f"../{path}" for _, path in LOCAL_JS] + [f"../{POINTS}"],
        "styles": [f"../{path}" for _, path in LOCAL_CSS] + ["../static/beeld.css"],
        "notices": [brief(notice, MOST_NOTICE) for notice in data.notices[:2]],
        "made": text(
            "beeld.made", date=f"{day(data.generated_at)} {clock(data.generated_at, data.timezone)}",
            day=day(data.service_date), scenario=brief(scenario.title, MOST_TITLE),
            sources=brief("; ".join(data.attributions), MOST_SOURCES) or text("unknown"),
        ),
    }  # fmt: skip
    for picture in made:
        page = template.render(
            picture=picture, spec=script_json({"kind": picture.kind, "code": picture.code}), **shared
        )
        (folder / FOLDER / f"{picture.code}.html").write_text(page, encoding="utf-8")
    return len(made)


def _points(data: SiteData, scenario: str) -> dict[str, Any]:
    """Hubs of the scenario and facilities of the region: place, style, name."""
    sites = of_scenario(data.hubs, scenario)
    parts = [sites[sites["state"].isin(["kept", "opened"])].assign(style=0)] if len(sites) else []
    if not data.facilities.empty:
        style = {kind: index for index, kinds in enumerate(GROUPS.values(), start=1) for kind in kinds}
        facilities = data.facilities.assign(style=data.facilities["kind"].map(style))
        parts.append(facilities[facilities["style"].notna()].sort_values("facility_id"))
    points: list[dict[str, Any]] = []
    for part in parts:
        at = geojson.to_latlon(gpd.GeoSeries(pd.Series(part["geometry"]).to_numpy(), index=range(len(part))))
        points += [
            {"at": at[index], "s": int(row["style"]), "n": string(row["name"]), "t": []}
            for index, row in enumerate(part[["name", "style"]].to_dict("records"))
            if index in at
        ]
    styles = [{"colour": entry.colour, "shape": entry.shape, "width": entry.width} for entry in ENTRIES]
    return {"points": points, "styles": styles, "here": text("beeld.here")}
