"""The white spots of a scenario: where no open hub comes within the limit, as a map and a table."""

from __future__ import annotations

import pandas as pd

from maps import geojson
from maps.blocks import Block, Heading, Prose, Table, table
from maps.classes import by_breaks
from maps.data import ScenarioInfo, SiteData, buurt_names, hub_names, of_scenario
from maps.formats import minutes, missing, number
from maps.pages.common import base_note, maker, source_line
from maps.pages.reaching import add_hubs, join, limit_name, of_limit
from maps.texts import text

FRAIL_BREAKS = [1.0, 5.0, 10.0, 25.0, 100.0]
"""Expected frail residents of a white spot: the same classes on every map."""

TOLERANCE_M = 10.0
"""Detail of a white spot that may fall away, metres."""


def white_spots(data: SiteData, scenario: ScenarioInfo, coverage: pd.DataFrame) -> list[Block]:
    """Map and table of the white spots, or the sentence that there are none; nothing where that is not known."""
    limit = limit_name(scenario.mode, scenario.minutes)
    spots = of_scenario(data.white_spots, scenario.scenario)
    heading = Heading(text("bereik.spots"), level=3)
    if spots.empty:
        return [heading, Prose(text("bereik.spots_none", limit=limit))] if _all_within(coverage, scenario) else []
    spots = spots.sort_values("spot")
    labels, hubs = buurt_names(data), hub_names(data)
    named = spots.assign(
        buurt=[labels.get(code, code) for code in spots["buurtcode"]],
        nearest=[text("bereik.no_way") if missing(hub) else hubs.get(hub, hub) for hub in spots["nearest_hub_id"]],
    )
    blocks: list[Block] = [heading, Prose(text("bereik.spots_lead", limit=limit))]
    made = maker(
        data, f"vlekken_{data.scenarios.index(scenario)}", text("bereik.spots_map", limit=limit, title=scenario.title)
    )
    if made is not None:
        made.borders("", "buurt", {str(code): [] for code in data.buurten["buurtcode"]} if len(data.buurten) else {})
        figures = named.set_index("spot")["expected_frail"]
        classed = by_breaks(figures, text("bereik.spots_legend"), breaks=FRAIL_BREAKS)
        properties = [
            {"s": classed.classes[str(row["spot"])], "n": text("bereik.spot", number=row["spot"], buurt=row["buurt"]),
             "t": [[text("bereik.frail_expected"), number(row["expected_frail"], 1)],
                   [text("bereik.addresses"), number(row["addresses"])],
                   [text("bereik.spot_nearest"), row["nearest"]],
                   [text("travel_time"), _time(row["nearest_s"])]]}
            for row in named.drop(columns="geometry").to_dict("records")
        ]  # fmt: skip
        shapes = geojson.light(spots.geometry.to_numpy(), TOLERANCE_M)
        fills = [entry for entry in classed.legend.entries if entry.mark == "fill"]
        made.shapes(text("bereik.spots"), join(shapes, properties), fills, classed.legend)
        add_hubs(made, data, scenario)
        blocks.append(made.finish(source_line(data), base_note(data)))
    return [*blocks, _table(named)]


def _all_within(coverage: pd.DataFrame, scenario: ScenarioInfo) -> bool:
    """True where everybody expected is known to be within the scenario's own limit."""
    if coverage.empty:
        return False
    own = of_limit(coverage[coverage["measure"] == "reachable"], (scenario.mode, scenario.minutes))
    return bool(len(own)) and bool((own["value"].dropna() >= 1 - 1e-9).all())


def _time(seconds: float) -> str:
    return text("bereik.no_way") if missing(seconds) else minutes(seconds, 1)


def _table(named: pd.DataFrame) -> Table:
    heads = [
        text("bereik.spot_number"), text("buurt"), f">{text('frail_home')}", f">{text('bereik.addresses')}",
        text("bereik.spot_nearest"), f">{text('travel_time')}",
    ]  # fmt: skip
    rows = [
        (
            number(row["spot"]), row["buurt"], number(row["expected_frail"], 1), number(row["addresses"]),
            row["nearest"], _time(row["nearest_s"]),
        )
        for row in named.drop(columns="geometry").to_dict("records")
    ]  # fmt: skip
    return table(text("bereik.spots"), heads, rows, note=text("bereik.spots_note"))
