"""Inhabitants by single year of age and area: a workbook as published, or a StatLine table of CBS.

Source: CBS, Bevolking op 1 januari naar leeftijd en regio (StatLine 03759ned), also as an XLSX with a row for each age
and gemeente. The sums that such tables hold among their rows are found by :mod:`geo.sources.ages`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
import pandas as pd

from geo.sources.ages import age_labels, in_group, is_total, single_years
from geo.sources.cbs.statline import StatTable, read_table
from geo.sources.cbs.units import numbers
from geo.sources.cbs.vocabulary import plain
from geo.sources.cells import Grid
from geo.sources.gemeenten import GemeenteNames
from geo.sources.landed import Read, SourceError
from geo.sources.refusals import Refusals, bytes_of, shown, whole
from geo.sources.workbook import is_workbook, open_workbook

LICENCE = "CC BY 4.0"
ATTRIBUTION = "© CBS"
TABLE = "intake.population_age"
LONGEST_NAME = 100
OLD, MANY = 80, 1000
"""From this age on each age has fewer people than the one before, where there are at least so many."""

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_AREA_LABELS = frozenset({"gemeente", "gemeentenaam", "gemeenten", "regio", "regios", "regionaam"})
_SEXES = {"mannen": "male", "man": "male", "m": "male", "3000": "male", "vrouwen": "female", "vrouw": "female",
          "v": "female", "4000": "female"}  # fmt: skip
_BOTH = frozenset({"totaalmannenenvrouwen", "totaal", "mannenenvrouwen", "t001038", "1100"})


@dataclass(frozen=True)
class _Rows:
    """Rows before sums are taken out: row_number, area_code, area_name, area, sex, year, kind, age, count."""

    frame: pd.DataFrame
    warnings: tuple[str, ...]


def read_population_by_age(path: Path, file_name: str, gemeenten: Mapping[str, str] | None) -> Read:
    """Reads inhabitants by single year of age.

    Args:
        path: XLSX with a sheet of ages, areas and counts, or of areas by age; or a StatLine table as JSON or CSV.
        file_name: path inside the workspace, for messages; may name the year.
        gemeenten: CBS code to name, for a workbook that has names alone; other areas stay, without a code.

    Returns:
        ``intake.population_age``: all areas of the file; sex missing where it is both together.

    Raises:
        SourceError: no such file, damaged, no year, or over 20 % refused rows.
    """
    data = bytes_of(path, file_name)
    refusals = Refusals(file_name)
    if is_workbook(data):
        rows = _from_workbook(data, file_name, GemeenteNames.of(gemeenten), refusals)
        lines = refusals.frame().iloc[:0]
    else:
        table = read_table(path, file_name)
        rows = _from_table(table, file_name, refusals)
        lines = table.rejects
    total = len(rows.frame) + len(lines)
    good = rows.frame[~rows.frame["row_number"].isin(refusals.rows())].reset_index(drop=True)
    single = single_years(good)
    twice = good[good["row_number"].isin(single.doubles)]
    refusals.add(twice["age"].notna(), twice["age"], twice["row_number"], "leeftijd", "double",
                 "Deze leeftijd staat vaker dan eens voor dit gebied; geen van de rijen is geladen.")  # fmt: skip
    refusals.refuse_when_too_many(total, "get it again from CBS")
    frame = single.rows.drop(columns=["area", "kind"]).sort_values("row_number", ignore_index=True)
    if frame.empty:
        raise SourceError(f"{file_name} has no figures by single year of age; use a table that has them.")
    frame = frame.astype({"year": "int64", "age": "int64"})
    rejects = pd.concat([lines, refusals.frame()], ignore_index=True).sort_values("row_number", kind="stable")
    years = "/".join(str(year) for year in sorted(frame["year"].unique()))
    warnings = (*rows.warnings, *single.warnings, *_on_shape(frame))
    return Read({TABLE: frame}, rejects.reset_index(drop=True), warnings, years, LICENCE, ATTRIBUTION)


# --- a workbook -------------------------------------------------------------------------------------------------------


def _from_workbook(data: bytes, file_name: str, names: GemeenteNames, refusals: Refusals) -> _Rows:
    """The rows of a workbook's list, compared with its overview; of the overview where there is no list."""
    book = open_workbook(data, file_name)
    lists: list[tuple[Grid, int, dict[str, int]]] = []
    overviews: list[tuple[Grid, int]] = []
    ignored = []
    for sheet in book.sheets:
        grid = book.grid(sheet)
        columns = _list_header(grid)
        overview = _overview_header(grid)
        if columns is not None:
            lists.append((grid, *columns))
        elif overview is not None:
            overviews.append((grid, overview))
        elif len(grid.text):
            ignored.append(shown(sheet.name))
    if len(lists) > 1 or (not lists and len(overviews) != 1):
        raise SourceError(
            f"{file_name} has {len(lists) or len(overviews)} sheets with population by age; keep one, with the columns "
            "Leeftijd, Gemeente and Aantal, or a row for each gemeente and a column for each age."
        )
    warnings = [f"Blad {name} is overgeslagen: geen leeftijden en gemeenten." for name in ignored]
    if lists:
        rows = _list_rows(*lists[0], file_name, refusals)
        for grid, header in overviews:
            warnings += _compared(rows, _overview_rows(grid, header, file_name, Refusals(file_name)))
    else:
        rows = _overview_rows(*overviews[0], file_name, refusals)
    area_names = rows["area_name"]
    if names.wanted:
        warnings += names.warnings(area_names[~rows["row_number"].isin(refusals.rows())])
    frame = rows.assign(area_code=names.codes_of(area_names), area=area_names)
    return _Rows(frame, tuple(warnings))


def _list_header(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """The row of a list's header and the place of its columns; None where the sheet is no list."""
    for row, cells in grid.text.head(10).iterrows():
        labels = {int(str(place)): plain(str(cell)) for place, cell in cells.dropna().items()}
        found: dict[str, int] = {}
        for place, label in labels.items():
            name = _list_column(label)
            if name is not None:
                found.setdefault(name, place)
        if {"age", "area_name", "count"} <= set(found):
            return int(str(row)), found
    return None


def _list_column(label: str) -> str | None:
    if label in _AREA_LABELS:
        return "area_name"
    known = {"leeftijd": "age", "leeftijdgroep": "group", "leeftijdsgroep": "group", "geslacht": "sex"}
    return known.get(label) or ("count" if re.match("aantal|bevolking|inwoners", label) else None)


def _list_rows(grid: Grid, header: int, columns: Mapping[str, int], file_name: str, refusals: Refusals) -> pd.DataFrame:
    text = grid.text[grid.text.index > header]
    row_numbers = pd.Series(text.index.to_numpy("int64") - header, index=text.index)
    labels = {name: str(grid.text.loc[header, place]) for name, place in columns.items()}
    cells = {name: text[place].astype("str") for name, place in columns.items()}
    kind, age = age_labels(cells["age"])
    refusals.add(kind == "broken", cells["age"], row_numbers, labels["age"], "age", "Een leeftijd is een getal als 75.")
    if "group" in cells:
        outside = ~in_group(age, cells["group"]) & (kind == "year")
        refusals.add(
            outside, cells["group"], row_numbers, labels["group"], "group", "De leeftijd past niet in de groep."
        )
    sex: pd.Series = pd.Series(np.nan, index=text.index, dtype="str")
    if "sex" in cells:
        sex = cells["sex"].map(plain, na_action="ignore").map(_SEXES).astype("str")
        odd = sex.isna() & ~cells["sex"].map(plain, na_action="ignore").isin(_BOTH)
        refusals.add(odd, cells["sex"], row_numbers, labels["sex"], "sex", "Het geslacht is mannen of vrouwen.")
    area = cells["area_name"]
    odd = area.isna() | (area.str.len() > LONGEST_NAME) | area.str.contains(r"[\x00-\x1f\x7f<>]", regex=True)
    refusals.add(odd, area, row_numbers, labels["area_name"], "area", "Vul de naam van een gemeente in.")
    count = whole(cells["count"])
    refusals.add(count.broken | cells["count"].isna(), cells["count"], row_numbers, labels["count"], "count",
                 "Dit is een geheel getal vanaf 0.")  # fmt: skip
    year = _year_of([labels["count"]], file_name)
    rows = {"row_number": row_numbers, "area_name": area, "sex": sex, "year": year, "kind": kind, "age": age}
    return pd.DataFrame(rows | {"count": count.values}).reset_index(drop=True)


def _overview_header(grid: Grid) -> int | None:
    """The row of an overview's header: a label of areas, then ages; None where the sheet is no overview."""
    for row, cells in grid.text.head(10).iterrows():
        labels = cells.dropna()
        if len(labels) > 10 and plain(str(labels.iloc[0])) in _AREA_LABELS:
            kind, _ = age_labels(labels.iloc[1:])
            if (kind == "year").sum() >= 10:
                return int(str(row))
    return None


def _overview_rows(grid: Grid, header: int, file_name: str, refusals: Refusals) -> pd.DataFrame:
    labels = grid.text[grid.text.index == header].iloc[0].dropna()
    kind, age = age_labels(labels.iloc[1:])
    above = [str(cell) for cell in grid.text[grid.text.index <= header].to_numpy().ravel() if not pd.isna(cell)]
    body = grid.text[grid.text.index > header]
    long = body.melt(id_vars=[labels.index[0]], value_vars=list(labels.index[1:]), ignore_index=False)
    long.columns = pd.Index(["area_name", "place", "cell"])
    sheet_rows = pd.Series(long.index.to_numpy("int64") - header)
    long = long.reset_index(drop=True).astype({"cell": "str"})
    count = whole(long["cell"])
    refusals.add(count.broken | long["cell"].isna(), long["cell"], sheet_rows, "aantal", "count",
                 "Dit is een geheel getal vanaf 0.")  # fmt: skip
    kinds, ages = long["place"].map(kind).astype("str"), long["place"].map(age).astype("Int64")
    totals = long["area_name"].map(is_total, na_action="ignore").eq(True)
    rows = {"row_number": np.arange(1, len(long) + 1), "area_name": long["area_name"].astype("str"),
            "sex": pd.Series(np.nan, index=long.index, dtype="str"), "year": _year_of(above, file_name),
            "kind": kinds, "age": ages, "count": count.values}  # fmt: skip
    return pd.DataFrame(rows)[~totals & count.values.notna() & long["area_name"].notna()].reset_index(drop=True)


def _compared(rows: pd.DataFrame, overview: pd.DataFrame) -> list[str]:
    """What a workbook's list and its own overview do not agree on."""
    keys = ["area_name", "age"]
    ours = rows[rows["kind"] == "year"].groupby(keys)["count"].sum()
    theirs = overview[overview["kind"] == "year"].groupby(keys)["count"].sum()
    both = pd.concat([ours, theirs], axis=1, keys=["list", "overview"]).fillna(0)
    differ = int((both["list"] != both["overview"]).sum())
    return [f"De lijst en het overzichtsblad verschillen in {differ} van {len(both)} cellen; de lijst telt."] * (
        differ > 0
    )


# --- a StatLine table -------------------------------------------------------------------------------------------------


def _from_table(table: StatTable, file_name: str, refusals: Refusals) -> _Rows:
    wanted = [measure for measure in table.measures if plain(measure.title) in ("bevolkingop1januari", "bevolking")]
    names = {plain(name): name for name in table.dimensions}
    region = next((names[label] for label in ("regios", "wijkenenbuurten", "regio") if label in names), None)
    if len(wanted) != 1 or region is None or "leeftijd" not in names:
        raise SourceError(
            f"{file_name} is no table of population by age (Bevolking op 1 januari, Leeftijd, RegioS); "
            "use StatLine table 03759ned."
        )
    cells = table.cells
    meaning = {name: _titled(cells[name], table.codes.get(name, {})) for name in table.dimensions}
    chosen, warnings = _totals_of_the_rest(table, meaning, file_name)
    cells, row_numbers = cells[chosen], cells.loc[chosen, "row_number"]
    kind, age = age_labels(meaning[names["leeftijd"]][chosen])
    refusals.add(kind == "broken", cells[names["leeftijd"]], row_numbers, names["leeftijd"], "age",
                 "De leeftijd staat niet in de codelijst van de tabel.")  # fmt: skip
    sex: pd.Series = pd.Series(np.nan, index=cells.index, dtype="str")
    if "geslacht" in names:
        label = meaning[names["geslacht"]][chosen].map(plain, na_action="ignore")
        sex = label.map(_SEXES).astype("str")
        refusals.add(sex.isna() & ~label.isin(_BOTH), cells[names["geslacht"]], row_numbers, names["geslacht"], "sex",
                     "Het geslacht is mannen, vrouwen of beide samen.")  # fmt: skip
    area = cells[region].str.upper()
    refusals.add(~area.str.fullmatch("[A-Z]{2}[0-9]{2,4}[0-9A-Z]{0,4}").fillna(False).astype(bool), area, row_numbers,
                 region, "area", "Een gebied is een CBS-code, zoals GM0150.")  # fmt: skip
    year = pd.Series(table.period, index=cells.index, dtype="Int64")
    if "perioden" in names:
        year = cells[names["perioden"]].str.extract(r"^((?:19|20)[0-9]{2})(?:JJ00)?$")[0].astype("Int64")
    refusals.add(year.isna(), area, row_numbers, "Perioden", "period", "De periode is een jaar, zoals 2024JJ00.")
    values, broken = numbers(cells[wanted[0].key])
    broken |= (values < 0) | (values % 1 != 0) & values.notna() | (values > 100_000_000)
    refusals.add(
        broken, cells[wanted[0].key], row_numbers, wanted[0].title, "count", "Dit is een geheel getal vanaf 0."
    )
    titles = {**table.codes.get("areas", {}), **table.codes.get(region, {})}
    frame = {"row_number": row_numbers, "area_code": area, "area_name": area.map(titles).astype("str"), "area": area,
             "sex": sex, "year": year, "kind": kind, "age": age,
             "count": values.where(~broken).astype("Int64")}  # fmt: skip
    return _Rows(pd.DataFrame(frame).reset_index(drop=True), (*table.warnings, *warnings))


def _titled(codes: pd.Series, titles: Mapping[str, str]) -> pd.Series:
    return codes.map({code: titles.get(code, code) for code in codes.dropna().unique()}).astype("str")


def _totals_of_the_rest(
    table: StatTable, meaning: Mapping[str, pd.Series], file_name: str
) -> tuple[pd.Series, list[str]]:
    """The rows that are totals over every other dimension, such as marital status."""
    chosen = pd.Series(True, index=table.cells.index)
    for name in table.dimensions:
        if plain(name) in ("regios", "regio", "wijkenenbuurten", "leeftijd", "geslacht", "perioden"):
            continue
        if meaning[name].nunique() > 1:
            total = meaning[name].map(plain, na_action="ignore").str.match("totaal|t001019").fillna(False).astype(bool)
            if not total.any():
                raise SourceError(f"{file_name} splits people by {shown(name)} without a total; take the total alone.")
            chosen &= total
    left = int((~chosen).sum())
    return chosen, [f"{left} rijen naar andere kenmerken (zoals burgerlijke staat) zijn niet geladen."] * (left > 0)


def _year_of(labels: list[str], file_name: str) -> int:
    """The year that labels name, or else the name of the file."""
    for text in (" ".join(labels), PurePosixPath(file_name).name):
        years = set(_YEAR.findall(text))
        if len(years) == 1:
            return int(years.pop())
    raise SourceError(f"{file_name} does not name one year; write it in the header, such as Aantal per 1-1-2020.")


def _on_shape(frame: pd.DataFrame) -> list[str]:
    """Areas with fewer ages than the others, and an old age with far more people than the one before."""
    warnings = []
    areas = frame["area_code"].fillna(frame["area_name"])
    sizes = frame.groupby([areas, frame["year"], frame["sex"].fillna("")]).size()
    short = int((sizes < sizes.max()).sum())
    if short:
        warnings.append(
            f"{short} van {len(sizes)} gebieden hebben minder leeftijden dan de andere; is het bestand afgebroken?"
        )
    by_age = frame[frame["age"] >= OLD].groupby("age")["count"].sum().astype("float64")
    jumps = by_age[(by_age > 1.5 * by_age.shift()) & (by_age.shift() > MANY)]
    if len(jumps):
        listed = ", ".join(str(age) for age in jumps.index)
        warnings.append(
            f"Leeftijd {listed} telt veel meer mensen dan de leeftijd ervoor; telt daar een klasse 'en ouder' dubbel?"
        )
    return warnings
