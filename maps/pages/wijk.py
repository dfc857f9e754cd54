"""Which wijk next: frailty by buurt with its uncertainty, the other group beside it, and the order of the wijken.

The tables of the order are in :mod:`maps.pages.wijk_ranking`; when to open which is in :mod:`maps.pages.sequence`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from maps import need_classes
from maps.blocks import Block, Heading, Page, Prose, Table, interval_bar, table
from maps.classes import by_breaks
from maps.data import SiteData, main_scenario, names, of_scenario
from maps.formats import holds, interval, missing, number, string
from maps.layers import Rows
from maps.pages import wijk_ranking
from maps.pages.common import base_note, empty_page, hub_marks, maker, source_line
from maps.pictures import picture_codes, picture_link
from maps.texts import TEXTS, text, word

HOME, INSTITUTION, ANY_AGE = "frail_65_plus_home", "frail_65_plus_institution", "vulnerable_any_age"


Record = Mapping[Any, Any]


def build(data: SiteData) -> Page:
    """The page ``wijk.html``."""
    scenario = main_scenario(data)
    if scenario is None or data.frailty.empty or data.buurten.empty:
        return empty_page("wijk", text("wijk.none"))
    frailty = of_scenario(data.frailty, scenario.scenario)
    home, any_age = _group(data, frailty, HOME), _group(data, frailty, ANY_AGE)
    home = home.assign(per_100=_per_100(data, scenario.scenario), per_km2=home["expected"] / _land_km2(data))
    blocks: list[Block] = []
    years = frailty["projection_year"].dropna()
    if len(years):
        blocks.append(Prose(text("wijk.projected", year=int(years.max())), "warning"))
    if drawn := _map(data, home, any_age, scenario.scenario):
        blocks.append(drawn)
    blocks += _groups(data, scenario.scenario)
    blocks += wijk_ranking.blocks(data, scenario.scenario)
    blocks += [
        Heading(text("wijk.table"), "buurten"),
        _table(data, home, any_age, scenario.scenario),
        Heading(text("wijk.evidence"), "gegevens"),
        _evidence(frailty[frailty["group_name"] == HOME]),
        Heading(text("wijk.rates"), "cijfers"),
        _rates(data),
    ]
    return Page("wijk", text("wijk.title"), text("wijk.lead"), tuple(blocks))


def _group(data: SiteData, frailty: pd.DataFrame, group: str) -> pd.DataFrame:
    """The rows of a group, one a buurt that is drawn; NaN where there is no estimate."""
    rows = frailty[frailty["group_name"] == group].set_index("buurtcode")
    return rows.reindex(data.buurten["buurtcode"])


def _per_100(data: SiteData, scenario: str) -> pd.Series:
    rows = of_scenario(data.buurt_ranking, scenario)
    if rows.empty:
        return pd.Series(np.nan, index=data.buurten["buurtcode"])
    return rows.set_index("buurtcode")["frail_per_100"].reindex(data.buurten["buurtcode"]).astype(float)


def _land_km2(data: SiteData) -> pd.Series:
    """Land area by buurt, km2: CBS's figure, else the polygon's own area."""
    codes = data.buurten["buurtcode"].to_numpy()
    drawn = data.buurten.geometry.area.to_numpy() / 1e6
    if "land_area_ha" not in data.buurten.columns:
        return pd.Series(drawn, index=codes)
    land = pd.to_numeric(data.buurten["land_area_ha"], errors="coerce").to_numpy(dtype=float) / 100
    return pd.Series(np.where(land > 0, land, drawn), index=codes)


def _map(data: SiteData, home: pd.DataFrame, any_age: pd.DataFrame, scenario: str) -> Block | None:
    made = maker(data, "wijk", text("wijk.map"))
    if made is None:
        return None
    tips = {
        str(code): _tip(row, other)
        for code, row, other in zip(home.index, home.to_dict("records"), any_age.to_dict("records"), strict=True)
    }
    made.areas(text("wijk.layer_number"), "buurt", by_breaks(home["expected"], text("frail_home")), tips)
    if home["per_100"].notna().any():
        title = f"{text('frail_home')}, {text('wijk.layer_rate').lower()}"
        made.areas(text("wijk.layer_rate"), "buurt", by_breaks(home["per_100"], title), tips)
    title = f"{text('frail_home')}, {text('wijk.layer_density').lower()}"
    made.areas(text("wijk.layer_density"), "buurt", by_breaks(home["per_km2"], title), tips)
    width = ((home["high"] - home["low"]) / home["expected"].where(home["expected"] > 0)).astype(float)
    imputed = home["imputed"].eq(True)
    made.areas(text("wijk.layer_spread"), "buurt", need_classes.spread(width, imputed), tips)
    if any_age["expected"].notna().any():
        classed = by_breaks(any_age["expected"], text("wijk.any_age"), note=text("wijk.any_age_note"))
        made.areas(text("wijk.layer_any_age"), "buurt", classed, tips)
    points, styles, legend = hub_marks(of_scenario(data.hubs, scenario), all_kept=True)
    if points:
        made.points(text("hubs_layer"), points, styles, legend)
    return made.finish(source_line(data), base_note(data))


def _tip(row: Record, other: Record) -> Rows:
    rows = [
        (text("frail_home"), number(row["expected"])),
        (text("interval90"), interval(row["low"], row["high"])),
        (text("wijk.layer_density"), number(row["per_km2"])),
    ]
    if not missing(row["per_100"]):
        rows.insert(2, (text("wijk.layer_rate"), number(row["per_100"], 1)))
    if not missing(other["expected"]):
        rows.append((text("wijk.any_age"), _with_interval(other)))
    if holds(row["imputed"]):
        rows.append((text("imputed"), text("yes")))
    return rows


def _with_interval(row: Record) -> str:
    if missing(row["expected"]):
        return text("no_figure")
    return f"{number(row['expected'])} ({interval(row['low'], row['high'])})"


def _groups(data: SiteData, scenario: str) -> list[Block]:
    """The three groups by gemeente, side by side; never their sum."""
    totals = of_scenario(data.frailty_totals, scenario)
    if totals.empty:
        return []
    rows = []
    named = names(data.buurten, "gemeentecode", "gemeentenaam") if "gemeentenaam" in data.buurten else {}
    totals = totals[totals["area_kind"].isin(["gemeente", "region"])]
    for (kind, code), part in totals.groupby(["area_kind", "area_code"], sort=True):
        groups = {row["group_name"]: row for row in part.to_dict("records")}
        if kind == "region" and totals["area_kind"].eq("gemeente").sum() <= len(groups):
            continue
        home = groups.get(HOME)
        buurten = text("wijk.of_all", part=number(home["imputed"]), all=number(home["buurten"])) if home else ""
        name = text("wijk.region") if kind == "region" else named.get(str(code), str(code))
        rows.append((name, *(_total(groups.get(group)) for group in (HOME, INSTITUTION, ANY_AGE)), buurten))
    heads = [
        text("wijk.gemeente"), text("frail_home"), text("wijk.institution_short"), text("wijk.any_age"),
        text("wijk.buurten_imputed"),
    ]  # fmt: skip
    made = table(text("wijk.groups"), heads, rows, note=text("wijk.groups_note"))
    return [Heading(text("wijk.groups"), "groepen"), made]


def _total(row: Record | None) -> str:
    return text("no_figure") if row is None else _with_interval(row)


def _table(data: SiteData, home: pd.DataFrame, any_age: pd.DataFrame, scenario: str) -> Table:
    heads = [
        text("buurt"), text("wijk"), f">{text('expected')}", text("interval90"), f">{text('wijk.layer_rate')}",
        f">{text('wijk.layer_density')}", text("wijk.any_age"), text("imputed"), text("wijk.filled"),
    ]  # fmt: skip
    named = data.buurten.set_index("buurtcode")
    wijk = (
        named["wijknaam"].where(named["wijknaam"].notna(), named["wijkcode"])
        if "wijknaam" in named
        else named["wijkcode"]
    )
    top = float(home["high"].max()) if home["high"].notna().any() else 0.0
    pictures = picture_codes(data, scenario)
    others = dict(zip(any_age.index, any_age.to_dict("records"), strict=True))
    order = home.assign(naam=named["buurtnaam"]).sort_values(["expected", "naam"], ascending=[False, True])
    rows = [
        (
            picture_link(code, string(named.at[code, "buurtnaam"]), pictures),
            string(wijk[str(code)]),
            number(row["expected"]),
            interval_bar(interval(row["low"], row["high"]), row["low"], row["expected"], row["high"], top)
            if pd.notna(row["expected"]) and pd.notna(row["low"]) and pd.notna(row["high"])
            else text("no_figure"),
            number(row["per_100"], 1),
            number(row["per_km2"]),
            _with_interval(others[code]),
            text("yes") if holds(row["imputed"]) else "",
            _filled(row["imputed_figures"]),
        )
        for code, row in zip(order.index, order.to_dict("records"), strict=True)
    ]
    return table(text("wijk.table"), heads, rows, note=text("wijk.any_age_note"))


def _filled(value: Any) -> str:
    """Which figures are not the buurt's own, from ``lonely_severe:wijk,...``."""
    if missing(value) or not str(value):
        return ""
    parts = [part.partition(":") for part in str(value).split(",")]
    return ", ".join(f"{word('beeld.figure', name)} ({origin})" if origin else name for name, _, origin in parts)


def _evidence(home: pd.DataFrame) -> Table:
    """By source: how many buurten it said something of, and of how many it did not."""
    has, lacks = (_counted(home[column]) for column in ("sources", "missing"))
    known = [key.removeprefix("evidence.") for key in TEXTS if key.startswith("evidence.")]
    found = sorted(set(has) | set(lacks), key=lambda name: (known.index(name) if name in known else 99, name))
    rows = [(word("evidence", name), number(has.get(name, 0)), number(lacks.get(name, 0))) for name in found]
    heads = [text("wijk.evidence_source"), f">{text('wijk.evidence_has')}", f">{text('wijk.evidence_lacks')}"]
    return table(text("wijk.evidence"), heads, rows, note=text("wijk.evidence_note"))


def _counted(lists: pd.Series) -> dict[str, int]:
    parts = lists.dropna().astype(str).str.split(",").explode()
    return {str(name): int(count) for name, count in parts[parts != ""].value_counts().items()}


def _rates(data: SiteData) -> Table:
    """Totals by rate set over the scenarios: which rate was chosen decides the total."""
    heads = [text("wijk.rate_set"), f">{text('frail_home')}", f">{text('wijk.institution')}", text("scenario")]
    titles = {scenario.scenario: scenario.title for scenario in data.scenarios}
    rows = []
    for rate_set, part in data.frailty.groupby("rate_set", sort=True):
        first = part[part["scenario"] == part["scenario"].min()]
        totals = first.groupby("group_name")["expected"].sum()
        used = ", ".join(titles[name] for name in sorted(set(part["scenario"])))
        rows.append((word("rate_set", rate_set), number(totals.get(HOME)), number(totals.get(INSTITUTION)), used))
    return table(text("wijk.rates"), heads, rows, note=text("wijk.rates_note"))
