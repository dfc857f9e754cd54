"""What cannot be reached: hubs, candidates and facilities by name, addresses by count. Part of a page."""

from __future__ import annotations

import pandas as pd

from maps.blocks import Block, Drawing, Heading, Prose, Table, table
from maps.classes import Entry, by_breaks, explained
from maps.data import ScenarioInfo, SiteData, buurt_names, of_scenario
from maps.formats import number, string
from maps.layers import Rows
from maps.pages.common import base_note, maker, source_line
from maps.pages.reaching import modes
from maps.texts import text, word

NONE = Entry(text("nabijheid.cut_none"), "#b9c1c9")
SUBJECTS = ("hub", "candidate", "facility")


def cut_off(data: SiteData, scenario: ScenarioInfo) -> list[Block]:
    """Heading, map and tables of what is cut off; a sentence where nothing is; nothing where it is not known."""
    rows = of_scenario(data.cut_off, scenario.scenario)
    heading = Heading(text("nabijheid.cut_off"), "afgesneden")
    if rows.empty:
        computed = not of_scenario(data.reach, scenario.scenario).empty
        return [heading, Prose(text("nabijheid.cut_off_none"))] if computed else []
    blocks: list[Block] = [heading, Prose(text("nabijheid.cut_off_lead"))]
    addresses = rows[rows["subject"] == "addresses"]
    places = rows[rows["subject"] != "addresses"]
    if len(places):
        blocks.append(_places(places, scenario))
    if len(addresses):
        if (drawn := _map(data, addresses, scenario)) is not None:
            blocks.append(drawn)
        blocks.append(_addresses(data, addresses, scenario))
    return blocks


def _map(data: SiteData, addresses: pd.DataFrame, scenario: ScenarioInfo) -> Drawing | None:
    made = maker(data, "afgesneden", text("nabijheid.cut_addresses"))
    if made is None or data.buurten.empty:
        return None
    for mode in modes(addresses, scenario):
        rows = addresses[addresses["mode"] == mode]
        counts = rows.groupby("subject_id")["count"].sum()
        tips: dict[str, Rows] = {
            str(code): [(word("cut", row["state"]), number(row["count"])) for row in part.to_dict("records")]
            for code, part in rows.groupby("subject_id")
        }
        everywhere = counts.reindex([str(code) for code in data.buurten["buurtcode"]]).astype(float)
        why = everywhere.isna().map({True: "none", False: "some"})
        classed = by_breaks(everywhere, text("nabijheid.cut_title", mode=word("mode", mode)))
        name = text("nabijheid.cut_layer", mode=word("mode", mode))
        made.areas(name, "buurt", explained(classed, why, (("none", NONE),)), tips)
    return made.finish(source_line(data), base_note(data))


def _places(places: pd.DataFrame, scenario: ScenarioInfo) -> Table:
    order = {mode: index for index, mode in enumerate(modes(places, scenario))}
    records = sorted(
        places.to_dict("records"),
        key=lambda row: (SUBJECTS.index(row["subject"]), order[row["mode"]], str(row["name"]), row["subject_id"]),
    )
    rows = [
        (
            string(row["name"]), word("subject", row["subject"]), word("mode", row["mode"]), word("cut", row["state"]),
            number(row["street_m"]),
        )
        for row in records
    ]  # fmt: skip
    heads = [
        text("nabijheid.name"), text("nabijheid.what"), text("bereik.mode"), text("nabijheid.state"),
        f">{text('nabijheid.street')}",
    ]  # fmt: skip
    return table(text("nabijheid.cut_places"), heads, rows)


def _addresses(data: SiteData, addresses: pd.DataFrame, scenario: ScenarioInfo) -> Table:
    labels = buurt_names(data)
    order = {mode: index for index, mode in enumerate(modes(addresses, scenario))}
    records = sorted(
        addresses.to_dict("records"),
        key=lambda row: (order[row["mode"]], labels.get(row["subject_id"], row["subject_id"]), row["state"]),
    )
    rows = [
        (
            labels.get(row["subject_id"], row["subject_id"]), word("mode", row["mode"]), word("cut", row["state"]),
            number(row["count"]), number(row["expected_frail"], 1), number(row["street_m"]),
        )
        for row in records
    ]  # fmt: skip
    heads = [
        text("buurt"), text("bereik.mode"), text("nabijheid.state"), f">{text('bereik.addresses')}",
        f">{text('frail_home')}", f">{text('nabijheid.street_most')}",
    ]  # fmt: skip
    return table(text("nabijheid.cut_addresses"), heads, rows)
