"""What is near and what lies between: facilities on foot, detours and barriers, what is cut off.

None of it depends on which hubs are open, so one scenario is shown. Barriers are drawn in :mod:`maps.pages.barriers`.
"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd

from maps import geojson
from maps.blocks import Block, Cell, Drawing, Heading, Page, Table, share_bar, table
from maps.classes import Classed, Entry, Legend, by_breaks
from maps.data import SiteData, buurt_names, main_scenario, names, of_scenario
from maps.formats import missing, number, percent
from maps.layers import MapMaker
from maps.pages.barriers import barriers
from maps.pages.common import base_note, empty_page, maker, source_line
from maps.pages.cut_off import cut_off
from maps.pages.reaching import method_note, waiting, weighted, with_reason
from maps.texts import text, word

KINDS = ("doctors", "pharmacy", "shop", "community_centre", "day_activity")
"""Kinds of facility in reading order."""

WALK_BREAKS = [5.0, 10.0, 15.0, 20.0, 45.0]
"""Minutes on foot that mean the same for every kind."""

RATIO_BREAKS = [0.5, 0.8, 1.25, 2.0, 4.0]
"""Places per frail resident against the mean of the region."""

MARKS = tuple(
    Entry(word("access", kind), colour, "point", shape, width=width)
    for kind, colour, shape, width in zip(
        KINDS, ("#d55e00", "#009e73", "#0072b2", "#8a4fbf", "#8a6d00"),
        ("square", "diamond", "small", "ring", "circle"), (8, 8, 6, 8, 8), strict=True,
    )
)  # fmt: skip
"""How each kind of facility is drawn: by form as well as by colour."""


def build(data: SiteData) -> Page:
    """The page ``nabijheid.html``."""
    scenario = main_scenario(data)
    if scenario is None:
        return empty_page("nabijheid", text("hubs.no_scenario"))
    access = of_scenario(data.access, scenario.scenario)
    blocks: list[Block] = []
    if len(access):
        mode = word("mode", str(access["mode"].iloc[0]))
        blocks.append(Heading(text("nabijheid.access", mode=mode), "voorzieningen"))
        if (drawn := _map(data, access)) is not None:
            blocks.append(drawn)
        blocks += [_kinds(access), _buurten(data, access)]
    blocks += barriers(data, scenario)
    blocks += cut_off(data, scenario)
    if not blocks:
        return empty_page("nabijheid", text("nabijheid.none"))
    return Page("nabijheid", text("nabijheid.title"), text("nabijheid.lead"), tuple(blocks))


def _kinds_of(access: pd.DataFrame) -> list[str]:
    return [kind for kind in KINDS if kind in set(access["kind"])]


def _map(data: SiteData, access: pd.DataFrame) -> Drawing | None:
    made = maker(data, "voorzieningen", text("nabijheid.access_map"))
    if made is None or data.buurten.empty:
        return None
    labels = names(data.facilities, "facility_id", "name")
    codes = [str(code) for code in data.buurten["buurtcode"]]
    by_kind = {kind: access[access["kind"] == kind].set_index("buurtcode").reindex(codes) for kind in _kinds_of(access)}
    tips: dict[str, Any] = {code: [] for code in codes}
    for kind, rows in by_kind.items():
        for code, row in zip(codes, rows.to_dict("records"), strict=True):
            tips[code] += _tip(kind, row, labels)
    for kind, rows in by_kind.items():
        if not (rows["facilities"] > 0).any():
            continue
        title = text("nabijheid.time_title", kind=word("access", kind))
        half = by_breaks(rows["p50_s"] / 60, title, breaks=WALK_BREAKS, unit="min", note=method_note(access))
        made.areas(word("access", kind), "buurt", with_reason(half, rows["within_15_share"]), tips)
    for kind, rows in by_kind.items():
        if rows["score_ratio"].notna().any():
            made.areas(text("nabijheid.score_layer", kind=word("access", kind)), "buurt", _score(kind, rows), tips)
    _facilities(made, data, access)
    return made.finish(source_line(data), base_note(data))


def _score(kind: str, rows: pd.DataFrame) -> Classed:
    note = text("nabijheid.score_note", known=number(rows["with_capacity"].max()), all=number(rows["facilities"].max()))
    title = text("nabijheid.score_title", kind=word("access", kind))
    return by_breaks(rows["score_ratio"], title, breaks=RATIO_BREAKS, note=note)


def _tip(kind: str, row: dict[Any, Any], labels: dict[str, str]) -> list[tuple[str, str]]:
    if missing(row["facilities"]):
        return [(word("access", kind), text("no_figure"))]
    if not row["facilities"]:
        return [(word("access", kind), text("nabijheid.no_kind"))]
    said = f"{waiting(row['p50_s'], row['within_15_share'])}"
    if not missing(row["nearest_id"]):
        said = f"{said}, {labels.get(row['nearest_id'], row['nearest_id'])}"
    return [(word("access", kind), said)]


def _facilities(made: MapMaker, data: SiteData, access: pd.DataFrame) -> None:
    """The facilities that are the nearest ones of a buurt, by kind."""
    if data.facilities.empty:
        return
    places = data.facilities.drop_duplicates("facility_id").set_index("facility_id")
    nearest = access.loc[access["nearest_id"].isin(places.index), ["kind", "nearest_id"]].drop_duplicates()
    nearest = nearest.sort_values(["kind", "nearest_id"]).reset_index(drop=True)
    if nearest.empty:
        return
    at = geojson.to_latlon(gpd.GeoSeries(places.loc[nearest["nearest_id"]].geometry.to_numpy(), index=nearest.index))
    labels = names(data.facilities, "facility_id", "name")
    points = [
        {"at": at[index], "s": KINDS.index(row["kind"]), "n": labels[row["nearest_id"]],
         "t": [[text("nabijheid.kind"), word("access", row["kind"])]]}
        for index, row in enumerate(nearest.to_dict("records"))
        if index in at
    ]  # fmt: skip
    shown = set(nearest["kind"])
    legend = Legend(
        text("nabijheid.nearest_layer"),
        tuple(mark for kind, mark in zip(KINDS, MARKS, strict=True) if kind in shown),
    )
    made.points(text("nabijheid.nearest_layer"), points, MARKS, legend, show=False)


def _kinds(access: pd.DataFrame) -> Table:
    """Over the whole region, a kind a row."""
    heads = [
        text("nabijheid.kind"), text("nabijheid.within10"), text("nabijheid.within15"), f">{text('nabijheid.count')}",
        f">{text('nabijheid.with_capacity')}",
    ]  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for kind in _kinds_of(access):
        part = access[access["kind"] == kind]
        found, known = part["facilities"].max(), part["with_capacity"].max()
        shares = (weighted(part[f"within_{limit}_share"], part["expected_frail"]) for limit in (10, 15))
        cells = [share_bar(percent(share), share) if found else text("nabijheid.no_kind") for share in shares]
        rows.append((word("access", kind), *cells, number(found), number(known)))
    return table(text("nabijheid.kinds_table"), heads, rows, note=text("nabijheid.kinds_note"))


def _buurten(data: SiteData, access: pd.DataFrame) -> Table:
    """A buurt a row, for each kind the median walking time, the share within ten minutes and the room."""
    buurten = buurt_names(data)
    kinds = _kinds_of(access)
    scored = [kind for kind in kinds if access.loc[access["kind"] == kind, "score_ratio"].notna().any()]
    by_kind = {kind: access[access["kind"] == kind].set_index("buurtcode").to_dict("index") for kind in kinds}
    rows = [
        (
            buurten.get(code, code),
            *(_walk(by_kind[kind].get(code)) for kind in kinds),
            *(number(by_kind[kind].get(code, {}).get("score_ratio"), 2) for kind in scored),
        )
        for code in sorted(set(access["buurtcode"]), key=lambda code: (buurten.get(code, code), code))
    ]
    heads = [
        text("buurt"), *(f">{word('access', kind)}" for kind in kinds),
        *(f">{text('nabijheid.score_layer', kind=word('access', kind))}" for kind in scored),
    ]  # fmt: skip
    return table(text("nabijheid.buurt_table"), heads, rows, note=text("nabijheid.buurt_note"))


def _walk(row: dict[Any, Any] | None) -> str:
    if row is None:
        return text("no_figure")
    if not row["facilities"]:
        return text("nabijheid.no_kind")
    waits = waiting(row["p50_s"], row["within_15_share"])
    return waits if missing(row["within_10_share"]) else f"{waits} ({percent(row['within_10_share'])})"
