"""Health by gemeente, wijk and buurt: loneliness, limitations, informal care and the like, as RIVM and CBS publish it.

Source: RIVM, GGD'en and CBS, Gezondheid per wijk en buurt (StatLine tables 50150NED and 50120NED, and their like). The
percentages are modelled (small area estimates from the Gezondheidsmonitor Volwassenen en Ouderen), each with a 95 %
interval. How a StatLine table lies on disk is :mod:`geo.sources.cbs.statline`'s affair.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd

from geo.sources.cbs.statline import Measure, StatTable, read_table
from geo.sources.cbs.units import numbers
from geo.sources.cbs.vocabulary import plain, plain_key
from geo.sources.landed import Read, SourceError
from geo.sources.refusals import MAX_REJECT_SHARE, Refusals, shown

LICENCE = "CC BY 4.0"
ATTRIBUTION = "© RIVM, GGD'en, CBS"
TABLE = "intake.health"

INDICATORS: Mapping[str, str] = MappingProxyType(
    {
        "ervarengezondheidgoedzeergoed": "health_good",
        "eenofmeerlangdurigeaandoeningen": "chronic_condition",
        "beperktvanwegegezondheid": "limited_by_health",
        "ernstigbeperktvanwegegezondheid": "limited_by_health_severe",
        "langdurigernstigbeperkt": "limited_long_severe",
        "langdurigeziekteenbeperkt": "chronic_and_limited",
        "eenofmeerlichamelijkebeperkingen": "limited_physically",
        "beperkinginhoren": "limited_hearing",
        "beperkinginzien": "limited_sight",
        "beperkinginbewegen": "limited_mobility",
        "eenzaam": "lonely",
        "ernstigzeerernstigeenzaam": "lonely_severe",
        "ernstigeenzaam": "lonely_severe",
        "emotioneeleenzaam": "lonely_emotional",
        "sociaaleenzaam": "lonely_social",
        "mistemotionelesteun": "lacks_emotional_support",
        "mantelzorger": "informal_care_given",
        "geeftmantelzorg": "informal_care_given",
        "ontvangtmantelzorg": "informal_care_received",
        "mantelzorgontvangen": "informal_care_received",
        "mantelzorgontvanger": "informal_care_received",
        "vrijwilligerswerk": "volunteer",
        "moeitemetrondkomen": "hard_to_make_ends_meet",
        "psychischeklachten": "psychological_complaints",
        "hoogrisicoopangstofdepressie": "anxiety_depression_high_risk",
        "matighoogrisicoopangstofdepressie": "anxiety_depression_moderate_risk",
        "heelveelstressinafgelopen4weken": "stress",
        "suicidegedachtenlaatste12maanden": "suicidal_thoughts",
        "zeerlageveerkracht": "resilience_low",
        "zeerhogeveerkracht": "resilience_high",
        "matigveelregieovereigenleven": "control_over_life",
        "nietspecifiekeklachten": "unspecific_complaints",
        "voldoetaanbeweegrichtlijn": "exercise_norm_met",
        "wekelijksesporter": "sports_weekly",
        "wekelijksesporters": "sports_weekly",
        "ondergewicht": "underweight",
        "normaalgewicht": "normal_weight",
        "overgewicht": "overweight",
        "ernstigovergewicht": "obese",
        "roker": "smoker",
        "voldoetaanalcoholrichtlijn": "alcohol_norm_met",
        "drinker": "drinker",
        "zwaredrinker": "drinker_heavy",
        "overmatigedrinker": "drinker_excessive",
        "lopenenoffietsennaarschoolofwerk": "walks_or_cycles_to_work",
        "lopennaarschoolofwerk": "walks_to_work",
        "fietsennaarschoolofwerk": "cycles_to_work",
        "ernstigegeluidhinderdoorburen": "noise_of_neighbours",
    }
)
"""Dutch title, letters and digits only -> our name; all are percentages of the people of the age group."""

_PERCENT = frozenset({"", "procent", "percentage"})
"""Units of a percentage, letters only: of ``%`` nothing is left."""
_NO_FIGURES = frozenset({"gemeentenaam", "soortregio", "codering", "regionaam", "naam"})
_AGES: Mapping[str, str] = MappingProxyType(
    {"20300": "18+", "53115": "18-64", "80200": "65+",
     "18jaarofouder": "18+", "18totenmet64jaar": "18-64", "18tot65jaar": "18-64", "65jaarofouder": "65+"}
)  # fmt: skip
_MARGINS: Mapping[str, str] = MappingProxyType(
    {"MW00000": "value", "MOG0095": "low", "MBG0095": "high",
     "waarde": "value", "ondergrens95interval": "low", "bovengrens95interval": "high",
     "ondergrens95betrouwbaarheidsinterval": "low", "bovengrens95betrouwbaarheidsinterval": "high"}
)  # fmt: skip
_AREA = re.compile(r"NL(?:00|01)|GM[0-9]{4}|WK[0-9]{4}[0-9A-Z]{2}|BU[0-9]{4}[0-9A-Z]{4}")
_KINDS = {"NL": "country", "GM": "gemeente", "WK": "wijk", "BU": "buurt"}
_ROUNDING = 0.1
"""Percentages have one decimal, bounds too: a value may lie this far outside its rounded interval."""
_KEY = ["area_code", "age_group", "period"]
_MEND = "get the table again from dataderden.cbs.nl"


def read_health(path: Path, file_name: str, gemeenten: Collection[str]) -> Read:
    """Reads health by area.

    Args:
        path: StatLine table (OData v3) as JSON or CSV, see :mod:`geo.sources.cbs.statline`.
        file_name: path inside the workspace, for messages.
        gemeenten: CBS codes; other gemeenten in the file are left out, the country as a whole is kept.

    Returns:
        ``intake.health``: one row an area, age group, year and indicator, where the file has any figure of that
        indicator for that age group and year; suppressed figures are missing. ``row_number`` numbers the figures.

    Raises:
        SourceError: not such a table, none of the gemeenten in it, or over 20 % of rows or figures refused.
    """
    table = read_table(path, file_name)
    measures, unknown = _indicators(table)
    if not measures:
        raise SourceError(f"{file_name} has no column of health that is known; use table 50150NED or 50120NED.")
    refusals = Refusals(file_name)
    keyed = _keyed(table, file_name, refusals)
    good = keyed[~keyed["row_number"].isin(refusals.rows())]
    refusals.refuse_when_too_many(len(table.cells) + len(table.rejects), _MEND)
    ours = good[(good["area_kind"] == "country") | ("GM" + good["area_code"].str[2:6]).isin(list(gemeenten))]
    there = set("GM" + ours.loc[ours["area_kind"] != "country", "area_code"].str[2:6])
    absent = [code for code in gemeenten if code not in there]
    if not there:
        raise SourceError(f"{file_name} has no rows of {', '.join(absent)}; {_MEND}, for your gemeenten.")
    figures, figure_refusals = _figures(table, ours, measures, file_name)
    warnings = [*table.warnings, *_on_intervals(figures)]
    if absent:
        warnings.append(f"Het bestand heeft geen rijen van {', '.join(absent)}.")
    if unknown:
        listed = ", ".join(shown(title) for title in unknown)
        warnings.append(f"{len(unknown)} onderwerpen zijn niet bekend of dubbel en niet geladen: {listed}.")
    if not table.described:
        warnings.append("De tabel heeft geen beschrijving (DataProperties); de onderwerpen zijn aan hun kolom herkend.")
    rejects = pd.concat([table.rejects, refusals.frame(), figure_refusals], ignore_index=True)
    years = sorted(figures["period"].unique())
    return Read(
        {TABLE: figures},
        rejects.sort_values("row_number", kind="stable", ignore_index=True),
        tuple(warnings),
        "/".join(str(year) for year in years) or None,
        LICENCE,
        ATTRIBUTION,
    )


def _on_intervals(figures: pd.DataFrame) -> list[str]:
    """A sentence on figures of which a part is missing, in a file that gives values with both bounds."""
    there = figures[["value", "low", "high"]].notna()
    half = int((there.any(axis=1) & ~there.all(axis=1)).sum()) if there.any().all() else 0
    return [f"Van {half} cijfers ontbreekt de waarde, de ondergrens of de bovengrens."] * (half > 0)


def _indicators(table: StatTable) -> tuple[dict[str, Measure], list[str]]:
    """Measures by our name, and the titles of columns that are not known or that two columns share."""
    found: dict[str, list[Measure]] = {}
    unknown = []
    for measure in table.measures:
        title = plain(measure.title)
        if title in _NO_FIGURES or plain_key(measure.key) in _NO_FIGURES:
            continue
        name = INDICATORS.get(title) or INDICATORS.get(plain_key(measure.key))
        if name is None or plain(measure.unit or "") not in _PERCENT:
            unknown.append(measure.title)
        else:
            found.setdefault(name, []).append(measure)
    unknown += [measure.title for same in found.values() if len(same) > 1 for measure in same]
    return {name: same[0] for name, same in found.items() if len(same) == 1}, unknown


def _keyed(table: StatTable, file_name: str, refusals: Refusals) -> pd.DataFrame:
    """Row number, area_code, area_kind, age_group, period and margin of each row; what is refused is told."""
    cells, row_numbers = table.cells, table.cells["row_number"]
    names = {kind: _dimension(table, kind) for kind in ("WijkenEnBuurten", "Leeftijd", "Perioden", "Marges")}
    missing = [kind for kind in ("WijkenEnBuurten", "Leeftijd") if names[kind] is None]
    if names["Perioden"] is None and table.period is None:
        missing.append("Perioden")
    if missing:
        raise SourceError(f"{file_name} lacks these columns: {', '.join(missing)}; {_MEND}.")
    area = cells[str(names["WijkenEnBuurten"])].str.upper()
    known = area.str.fullmatch(_AREA.pattern).fillna(False).astype(bool)
    refusals.add(~known, area, row_numbers, str(names["WijkenEnBuurten"]), "area",
                 "Een gebied is een CBS-code, zoals BU01500104.")  # fmt: skip
    columns = {"row_number": row_numbers, "area_code": area, "area_kind": area.str[:2].map(_KINDS).astype("str")}
    coded = (
        ("age_group", "Leeftijd", _AGES, "Een leeftijd is 18 jaar of ouder, 18 tot 65 jaar of 65 jaar of ouder."),
        ("margin", "Marges", _MARGINS, "Een marge is de waarde, de ondergrens of de bovengrens."),
    )
    for column, kind, meaning, text in coded:
        name = names[kind]
        if name is None:
            columns[column] = pd.Series("value", index=cells.index, dtype="str")
            continue
        columns[column] = _meant(cells[name], table.codes.get(name, {}), meaning)
        refusals.add(columns[column].isna(), cells[name], row_numbers, name, column, text)
    if names["Perioden"] is None:
        columns["period"] = pd.Series(table.period, index=cells.index, dtype="Int64")
    else:
        period = cells[names["Perioden"]]
        columns["period"] = period.str.extract(r"^((?:19|20)[0-9]{2})(?:JJ00)?$")[0].astype("Int64")
        refusals.add(columns["period"].isna(), period, row_numbers, names["Perioden"], "period",
                     "Een periode is een jaar, zoals 2022JJ00.")  # fmt: skip
    keyed = pd.DataFrame(columns)
    fine = ~row_numbers.isin(refusals.rows())
    doubles = keyed[fine].duplicated([*_KEY, "margin"], keep="first").reindex(cells.index, fill_value=False)
    refusals.add(doubles, area, row_numbers, str(names["WijkenEnBuurten"]), "double",
                 "Dit gebied staat er al voor deze leeftijd, periode en marge; de eerste telt.")  # fmt: skip
    return keyed


def _dimension(table: StatTable, name: str) -> str | None:
    """The column of a dimension, whatever case it is in."""
    wanted = {plain(name)} | ({"regios", "gebieden"} if name == "WijkenEnBuurten" else set())
    return next((found for found in table.dimensions if plain(found) in wanted), None)


def _meant(codes: pd.Series, titles: Mapping[str, str], meaning: Mapping[str, str]) -> pd.Series:
    """What codes mean: by the table's own title, or by the code where the table does not say."""
    told = {code: meaning.get(plain(titles[code]) if code in titles else code) for code in codes.dropna().unique()}
    told |= {code: meaning.get(plain(code)) for code, found in told.items() if found is None and code not in titles}
    return codes.map(told).astype("str")


def _figures(
    table: StatTable, keyed: pd.DataFrame, measures: Mapping[str, Measure], file_name: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The long frame, and the rejects of single figures."""
    refusals = Refusals(file_name)
    parts = []
    for name, measure in measures.items():
        cells = table.cells.loc[keyed.index, measure.key]
        values, broken = numbers(cells)
        broken |= (values < 0) | (values > 100)
        refusals.add(
            broken, cells, keyed["row_number"], measure.title, "percent", "Dit is een percentage van 0 tot 100."
        )
        by_margin = keyed.assign(figure=values.where(~broken), broken=broken)
        wide = by_margin.pivot(index=_KEY, columns="margin", values="figure").reindex(columns=["value", "low", "high"])
        spoiled = by_margin.groupby(_KEY)["broken"].any().reindex(wide.index)
        first = by_margin.groupby(_KEY)["row_number"].min().reindex(wide.index)
        part = wide.assign(source_row=first, spoiled=spoiled, indicator=name).reset_index()
        outside = (part["low"] > part["value"] + _ROUNDING) | (part["high"] < part["value"] - _ROUNDING)
        outside |= part["low"] > part["high"]
        refusals.add(outside, part["value"], part["source_row"], measure.title, "interval",
                     "De waarde ligt niet tussen haar onder- en bovengrens.")  # fmt: skip
        kept = part[~outside & ~part["spoiled"]]
        asked = kept.groupby(["age_group", "period"])["value"].transform("count") > 0
        parts.append(kept[asked])
    total = sum(len(part) for part in parts)
    rejects = refusals.frame()
    if len(rejects) > MAX_REJECT_SHARE * (total + len(rejects)):
        raise SourceError(
            f"{file_name}: {len(rejects)} of {total + len(rejects)} figures are refused (over {MAX_REJECT_SHARE:.0%}); "
            f"{_MEND}.",
            rejects,
        )
    long = pd.concat(parts, ignore_index=True).sort_values(
        ["source_row", "indicator"], kind="stable", ignore_index=True
    )
    kinds = long["area_code"].str[:2].map(_KINDS).astype("str")
    frame = long.assign(area_kind=kinds, row_number=np.arange(1, len(long) + 1), period=long["period"].astype("int64"))
    return frame[["row_number", "area_kind", *_KEY, "indicator", "value", "low", "high"]], rejects
