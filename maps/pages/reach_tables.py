"""Tables of the page reach: the four measures by wijk and by buurt, and quantiles of the travel time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from maps.blocks import Table, table
from maps.data import ScenarioInfo, SiteData, buurt_names, hub_names, wijk_names
from maps.formats import number, percent
from maps.pages.reaching import MEASURES, Limit, limit_name, limits, modes, of_limit, shown, waiting
from maps.texts import text, word

Variant = tuple[str, Limit]
"""A measure at a means and number of minutes."""


REGION = "*"

Cells = dict[Variant, dict[str, list[dict[Any, Any]]]]
"""Rows of a measure at a limit by wijk, of all buurten under REGION."""


def variants(coverage: pd.DataFrame, scenario: ScenarioInfo) -> list[Variant]:
    """Measure and limit of each column, in reading order, the scenario's own limit first."""
    if coverage.empty:
        return []
    by_measure = ((measure, coverage[coverage["measure"] == measure]) for measure in MEASURES)
    return [(measure, limit) for measure, rows in by_measure for limit in limits(rows, scenario)]


def heading(variant: Variant) -> str:
    """The name of a measure with the limit it was taken at."""
    measure, (mode, limit) = variant
    name = word("measure", measure)
    return name if mode == "none" or not limit else f"{name}, {limit_name(mode, limit)}"


def rows_of(coverage: pd.DataFrame, variant: Variant) -> pd.DataFrame:
    """The rows of a measure at a limit."""
    return of_limit(coverage[coverage["measure"] == variant[0]], variant[1])


def over_buurten(rows: Sequence[Mapping[Any, Any]]) -> str:
    """One measure over several buurten: sums of what has a figure, and in how many it is not offered.

    :param rows: numerator, denominator and status of each buurt.
    """
    measured = [row for row in rows if row["status"] == "measured"]
    total = sum(row["denominator"] for row in measured)
    left_out = sum(row["status"] == "not_offered" for row in rows)
    if total <= 0:
        statuses = {row["status"] for row in rows} - {"nobody_expected"}
        mixed = "unknown" if statuses else "nobody_expected"
        return word("status", statuses.pop() if len(statuses) == 1 else mixed)
    share = percent(sum(row["numerator"] for row in measured) / total)
    if not left_out:
        return share
    if left_out == 1:
        return text("bereik.not_offered_in_one", value=share)
    return text("bereik.not_offered_in", value=share, count=left_out)


def wijk_table(data: SiteData, scenario: ScenarioInfo, coverage: pd.DataFrame) -> Table:
    """The four measures by wijk and over all buurten."""
    found = variants(coverage, scenario)
    labels, wijk_of = wijk_names(data), _wijk_of(data)
    cells: Cells = {variant: {} for variant in found}
    columns = ["buurtcode", "measure", "mode", "minutes", "numerator", "denominator", "status"]
    for row in coverage[columns].to_dict("records"):
        by_wijk = cells[(row["measure"], (row["mode"], row["minutes"]))]
        by_wijk.setdefault(wijk_of.get(row["buurtcode"], ""), []).append(row)
        by_wijk.setdefault(REGION, []).append(row)
    rows: list[tuple[str, ...]] = [
        (labels.get(code, code), *_cells(cells, code))
        for code in sorted(set(wijk_of.values()), key=lambda code: (labels.get(code, code), code))
    ]
    rows.append((text("bereik.region"), *_cells(cells, REGION)))
    heads = [text("wijk"), f">{text('frail_home')}", *(f">{heading(variant)}" for variant in found)]
    return table(text("bereik.wijk_table"), heads, rows, note=text("bereik.wijk_note"), fold_after=40)


def _cells(cells: Cells, code: str) -> list[str]:
    """Expected frail and each measure of a wijk, or of the region."""
    reachable = next((by_wijk.get(code, []) for (measure, _), by_wijk in cells.items() if measure == "reachable"), None)
    frail = None if reachable is None else sum(row["denominator"] for row in reachable)
    return [number(frail), *(over_buurten(by_wijk.get(code, [])) for by_wijk in cells.values())]


def _wijk_of(data: SiteData) -> dict[str, str]:
    if data.buurten.empty:
        return {}
    return dict(zip(data.buurten["buurtcode"].astype(str), data.buurten["wijkcode"].astype(str), strict=True))


def _times(reach: pd.DataFrame, kind: str, scenario: ScenarioInfo) -> dict[Any, dict[Any, Any]]:
    """Quantiles of the scenario's own means by area code."""
    if reach.empty:
        return {}
    own = reach[(reach["area_kind"] == kind) & (reach["mode"] == scenario.mode)].set_index("area_code")
    return own[["p50_s", "p90_s", "reached_share"]].to_dict("index")


def _waits(times: Mapping[Any, Mapping[Any, Any]], code: str) -> list[str]:
    """Median and 90th percentile of an area."""
    if code not in times:
        return [text("no_figure")] * 2
    row = times[code]
    return [waiting(row["p50_s"], row["reached_share"]), waiting(row["p90_s"], row["reached_share"])]


def buurt_table(data: SiteData, scenario: ScenarioInfo, coverage: pd.DataFrame, reach: pd.DataFrame) -> Table:
    """The four measures by buurt, folded up."""
    found = variants(coverage, scenario)
    columns = [rows_of(coverage, variant).set_index("buurtcode") for variant in found]
    values = [dict(zip(rows.index, zip(rows["value"], rows["status"], strict=True), strict=True)) for rows in columns]
    times = _times(reach, "buurt", scenario)
    buurten = buurt_names(data)
    rows = [
        (buurten.get(code, code), *(shown(*column.get(code, (None, None))) for column in values), *_waits(times, code))
        for code in sorted(set(coverage["buurtcode"]), key=lambda code: (buurten.get(code, code), code))
    ]
    heads = [
        text("buurt"), *(f">{heading(variant)}" for variant in found),
        f">{text('bereik.p50')}", f">{text('bereik.p90')}",
    ]  # fmt: skip
    return table(text("bereik.table"), heads, rows, note=text("bereik.table_note"))


def quantile_table(data: SiteData, scenario: ScenarioInfo, reach: pd.DataFrame) -> Table:
    """Quantiles of the time from the nearest open hub, by gemeente and wijk and means of travel."""
    labels, hubs = wijk_names(data), hub_names(data)
    gemeenten = set(reach.loc[reach["area_kind"] == "gemeente", "area_code"])
    labels |= {code: text("bereik.region") if len(gemeenten) == 1 else code for code in gemeenten}
    order = {mode: index for index, mode in enumerate(modes(reach, scenario))}
    kept = reach[reach["area_kind"].isin(["gemeente", "wijk"])]

    def position(row: Mapping[Any, Any]) -> tuple[Any, ...]:
        code = row["area_code"]
        return row["area_kind"] != "gemeente", labels.get(code, code), code, order[str(row["mode"])]

    rows = [
        (
            labels.get(row["area_code"], row["area_code"]),
            word("mode", row["mode"]),
            number(row["expected_frail"]),
            percent(row["reached_share"]),
            *(waiting(row[column], row["reached_share"]) for column in ("p10_s", "p50_s", "p90_s")),
            hubs.get(row["hub_id"], row["hub_id"]) if pd.notna(row["hub_id"]) else text("no_figure"),
        )
        for row in sorted(kept.to_dict("records"), key=position)
    ]
    heads = [
        text("bereik.area"), text("bereik.mode"), f">{text('frail_home')}", f">{text('bereik.reached')}",
        f">{text('bereik.p10')}", f">{text('bereik.p50')}", f">{text('bereik.p90')}", text("bereik.nearest"),
    ]  # fmt: skip
    return table(text("bereik.quantiles"), heads, rows, note=text("bereik.quantiles_note"))
