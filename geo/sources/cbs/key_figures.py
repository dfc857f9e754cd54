"""CBS key figures of gemeenten, wijken and buurten from a StatLine table, without boundaries, as ``intake.key_figure``.

How a table lies on disk is :mod:`geo.sources.cbs.statline`'s affair, which column is which figure
:mod:`geo.sources.cbs.columns`'.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from geo.sources.cbs.carried import carried_warnings, merged_away
from geo.sources.cbs.columns import Bad, Resolved, resolve
from geo.sources.cbs.statline import KEY_FIGURE_TABLES, StatTable, read_table
from geo.sources.cbs.vocabulary import plain_key
from geo.sources.kinds import CONTROL, LONGEST_TEXT
from geo.sources.landed import REJECT_COLUMNS, Read, SourceError, no_rejects

LICENCE = "CC BY 4.0"
ATTRIBUTION = "© CBS"
TABLE = "intake.key_figure"
MAX_REJECT_SHARE = 0.20
WHOLE_COUNTRY = 300
"""From so many gemeenten on, a table has them all, and they must add up to the country."""

ROUNDING = 2.5
"""CBS rounds counts of buurten to five: a buurt may be so far off."""

_AREA_TITLES = ("wijkenenbuurten", "regios", "codering", "gwbcode", "koppelvariabeleregiocode", "code")
_AREA_CODE = r"(?:GM[0-9]{4}|WK[0-9]{6}|BU[0-9]{8})"
_OTHER_AREA = r"(?:NL|LD|PV|CR|CP|AM|AR|JZ|GG|GZ|RP|RR|TR|VR|WG|ZK|PO|RE|SG|RT|KK|AC|GS)[0-9A-Z]{2,6}"
_KINDS = {"GM": "gemeente", "WK": "wijk", "BU": "buurt"}
_YEAR = r"((?:19|20)[0-9]{2})(?:JJ00)?"


def read_key_figures(
    path: Path,
    file_name: str,
    gemeenten: tuple[str, ...] | None = None,
    *,
    part: bool = False,
    changes: pd.DataFrame | None = None,
) -> Read:
    """Reads the key figures of some gemeenten, or all, with their wijken and buurten.

    Args:
        path: a StatLine table as JSON or CSV, of any year.
        file_name: path inside the workspace, for messages; its table number tells the year where nothing else does.
        gemeenten: CBS codes; other gemeenten are left out. None or empty: all of them.
        part: True where the region has several files of key figures: a gemeente may then be in another one.
        changes: buurten of earlier years over those of the region, as ``intake.area_change``; with it, buurten of
            gemeenten that were merged away since and lie in the region are taken too.

    Raises:
        SourceError: no table of CBS, no areas or no figures in it, lacks one of the gemeenten, or over 20 % bad rows.

    Source: CBS Kerncijfers wijken en buurten; Regionale kerncijfers Nederland.
    """
    table = read_table(path, file_name)
    codes = _area_codes(table, file_name)
    resolved = resolve(table)
    if resolved.figures.isna().all(axis=None):
        raise SourceError(_no_figures(table, codes, file_name))
    areas = _areas(table, codes, resolved)
    warnings = [*table.warnings, *resolved.warnings, *_country_check(areas)]
    ours = areas["gemeentecode"].isin(gemeenten) if gemeenten else areas["gemeentecode"].notna()
    old = merged_away(areas, gemeenten, changes) if gemeenten and changes is not None else _none(areas)
    ours |= areas.index.isin(old.index)
    there = {*areas["gemeentecode"].dropna(), *old["to_gemeente"]}
    absent = [code for code in gemeenten or () if code not in there]
    if absent and not part:
        raise SourceError(f"{file_name} has no figures of gemeente {', '.join(absent)}; get the table with them.")
    unknown = areas["gemeentecode"].isna() & ~areas["elsewhere"]
    blank = areas[resolved.figures.columns].isna().all(axis=1) & ours
    warnings += _left_out(areas, blank)
    taken = areas[(ours & ~blank) | unknown]
    rejects = _rejects(taken, table, resolved.bad, file_name)
    total = len(taken) + len(table.rejects)
    if rejects["row_number"].nunique() > MAX_REJECT_SHARE * total:
        raise SourceError(_refusal(rejects, total, table, taken, file_name), rejects)
    taken = taken[~taken["row_number"].isin(rejects["row_number"])]
    if changes is not None:
        warnings += carried_warnings(taken, old.index, changes)
    good = taken.drop(columns="elsewhere").reset_index(drop=True)
    if good.empty and not part:
        raise SourceError(f"{file_name} holds no figures of gemeenten, wijken or buurten; get another table.", rejects)
    if good["year"].isna().any():
        warnings.append("Het jaar van de cijfers staat niet in het bestand.")
    years = sorted(str(year) for year in good["year"].dropna().unique())
    return Read(
        frames={TABLE: good},
        rejects=rejects,
        warnings=(*warnings, *_sum_checks(good)),
        period="/".join(years) or None,
        licence=LICENCE,
        attribution=ATTRIBUTION,
    )


def _none(areas: pd.DataFrame) -> pd.DataFrame:
    return areas.iloc[:0].assign(to_gemeente="")


def _area_codes(table: StatTable, file_name: str) -> pd.Series:
    """The column of area codes: of those that may be one, the first that has a code of a gemeente, wijk or buurt."""
    named = {plain_key(str(name)): str(name) for name in reversed(table.cells.columns) if name != "row_number"}
    for title in _AREA_TITLES:
        if title in named:
            text = table.cells[named[title]].astype("str").str.strip().str.upper()
            if text.str.fullmatch(_AREA_CODE).fillna(False).any():
                return text
    raise SourceError(
        f"{file_name} has no column with codes of gemeenten, wijken or buurten (WijkenEnBuurten or RegioS); "
        "get the table from StatLine with codes."
    )


def _areas(table: StatTable, codes: pd.Series, resolved: Resolved) -> pd.DataFrame:
    """All rows with code, kind, name, gemeentecode (missing where the row is of none), year and figures."""
    ours = codes.str.fullmatch(_AREA_CODE).fillna(False).astype(bool)
    frame = pd.DataFrame(
        {
            "row_number": table.cells["row_number"].astype("int64"),
            "area_code": codes,
            "area_kind": codes.str[:2].map(_KINDS).where(ours),
            "area_name": _names(table, codes),
            "gemeentecode": ("GM" + codes.str[2:6]).where(ours),
            "year": _years(table),
            "elsewhere": codes.str.fullmatch(_OTHER_AREA).fillna(False).astype(bool),
        }
    )
    return frame.join(resolved.figures)


def _names(table: StatTable, codes: pd.Series) -> pd.Series:
    names: dict[str, str] = {}
    for listed in (table.codes.get(name, {}) for name in ("areas", *table.dimensions)):
        names |= {code.upper(): title for code, title in listed.items()}
    found = codes.map(names).astype("str")
    given = next((name for name in table.cells.columns if plain_key(str(name)) == "gemeentenaam"), None)
    if given is not None:
        gemeente = table.cells[given].astype("str").str.strip()
        found = found.fillna(gemeente.where(codes.str.startswith("GM") & (gemeente != "")))
    return found


def _years(table: StatTable) -> pd.Series:
    """The year of each row: of its period, else of the document, else of the table's number."""
    by_table = {number: year for year, number in KEY_FIGURE_TABLES.items()}
    whole = table.period or by_table.get(table.table or "")
    years = pd.Series([whole] * len(table.cells), index=table.cells.index, dtype="Int64")
    column = next((name for name in table.dimensions if plain_key(name) == "perioden"), None)
    if column is None:
        return years
    period = table.cells[column]
    found = period.str.extract(rf"^{_YEAR}$")[0].astype("float64").astype("Int64")
    return found.where(period.notna(), years)


def _no_figures(table: StatTable, codes: pd.Series, file_name: str) -> str:
    areas = codes.str.fullmatch(_AREA_CODE).fillna(False).sum()
    what = f"{areas} codes of areas, but none of the key figures"
    if not table.described and any(plain_key(measure.key) == "naam" for measure in table.measures):
        what = f"a list of {areas} areas with code and name, without figures"
    return (
        f"{file_name} holds {what}; use a table of key figures, such as 85984NED (Kerncijfers wijken en buurten 2024)."
    )


def _left_out(areas: pd.DataFrame, blank: pd.Series) -> list[str]:
    told = []
    elsewhere = int(areas["elsewhere"].sum())
    if elsewhere:
        told.append(f"{elsewhere} rijen van land, provincies en andere gebieden zijn overgeslagen.")
    if blank.any():
        told.append(f"{int(blank.sum())} gebieden hebben geen enkel cijfer en zijn overgeslagen.")
    return told


def _country_check(areas: pd.DataFrame) -> list[str]:
    """Whether the gemeenten of a year add up to the country, where the table has both."""
    told = []
    for year, rows in areas[areas["inhabitants"].notna()].groupby("year", dropna=False):
        country = rows.loc[rows["area_code"].str.fullmatch("NL(?:00|01)"), "inhabitants"]
        gemeenten = rows.loc[rows["area_kind"] == "gemeente", "inhabitants"]
        if len(country) == 1 and len(gemeenten) >= WHOLE_COUNTRY and int(gemeenten.sum()) != int(country.iloc[0]):
            told.append(
                f"De gemeenten tellen in {year} op tot {int(gemeenten.sum())} inwoners, het land heeft er "
                f"{int(country.iloc[0])}."
            )
    return told


def _sum_checks(good: pd.DataFrame) -> list[str]:
    """Whether the buurten of a gemeente add up to it, but for CBS's rounding, where the file has both."""
    told = []
    for (gemeente, year), rows in good.groupby(["gemeentecode", "year"], dropna=False):
        own = rows.loc[rows["area_kind"] == "gemeente", "inhabitants"].dropna()
        buurten = rows.loc[rows["area_kind"] == "buurt", "inhabitants"]
        if len(own) != 1 or buurten.empty or buurten.isna().any():
            continue
        gap = int(buurten.sum()) - int(own.iloc[0])
        if abs(gap) > ROUNDING * len(buurten):
            told.append(
                f"De {len(buurten)} buurten van {gemeente} ({year}) tellen op tot {int(buurten.sum())} inwoners, de "
                f"gemeente heeft er {int(own.iloc[0])}: meer verschil dan CBS afrondt."
            )
    return told


def _rejects(taken: pd.DataFrame, table: StatTable, bad: Bad, file_name: str) -> pd.DataFrame:
    name = taken["area_name"]
    unreadable = name.str.contains(CONTROL, regex=True).fillna(False).astype(bool) | (name.str.len() > LONGEST_TEXT)
    rules: Bad = {
        ("gebied", "area", "Dit is geen code van een gemeente, wijk of buurt."): taken["gemeentecode"].isna(),
        (
            "gebied",
            "double",
            "Dit gebied staat voor dit jaar al eerder in het bestand; de eerste telt.",
        ): taken.duplicated(["area_code", "year"]),
        ("gebied", "text", "De naam is te lang of heeft een stuurteken."): unreadable.fillna(False),
        ("perioden", "period", "Dit is geen jaar, zoals 2024JJ00."): _wrong_period(taken, table),
    }
    rules |= {rule: rows.loc[taken.index] for rule, rows in bad.items()}
    found = [no_rejects(), table.rejects.assign(file_name=file_name)]
    for (column, rule, sentence), rows in rules.items():
        wrong = taken[rows.fillna(False).astype(bool)]
        value = wrong["area_code"].astype("str").str.replace(CONTROL, " ", regex=True).str[:60].fillna("")
        told = {"file_name": file_name, "row_number": wrong["row_number"], "column_name": column, "rule": rule}
        found.append(pd.DataFrame({**told, "value": value, "sentence": sentence}, columns=list(REJECT_COLUMNS)))
    return pd.concat(found, ignore_index=True).sort_values("row_number", kind="stable", ignore_index=True)


def _wrong_period(taken: pd.DataFrame, table: StatTable) -> pd.Series:
    column = next((name for name in table.dimensions if plain_key(name) == "perioden"), None)
    if column is None:
        return pd.Series(False, index=taken.index)
    return table.cells.loc[taken.index, column].notna() & taken["year"].isna()


def _refusal(rejects: pd.DataFrame, total: int, table: StatTable, taken: pd.DataFrame, file_name: str) -> str:
    others = [
        name
        for name in table.dimensions
        if plain_key(name) not in (*_AREA_TITLES, "perioden", "gemeentenaam")
        and table.cells.loc[taken.index, name].nunique() > 1
    ]
    if others and (rejects["rule"] == "double").mean() > 0.5:
        return f"{file_name} is divided by {', '.join(others)[:80]}; get a table with one row an area and year."
    return f"{file_name}: over 20 % of the {total} rows are refused; get the table again from StatLine."
