"""CBS buurten: boundaries with Kerncijfers wijken en buurten, as PDOK publishes them (GeoJSON, TopoJSON, GeoPackage).

A suppressed figure is missing, never 0; a file without figures is read for its boundaries. What the figures are used
for is not known here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.sources.cbs.boundaries import Boundaries, read_boundaries
from geo.sources.cbs.units import misfits, numbers, whole
from geo.sources.cbs.vocabulary import FIGURES, TEXTS, WATER, YEAR, Figure
from geo.sources.kinds import CONTROL, LONGEST_TEXT, X_BOUNDS, Y_BOUNDS
from geo.sources.landed import REJECT_COLUMNS, SourceError, no_rejects

LICENCE = "CC BY 4.0"
ATTRIBUTION = "© CBS, © Kadaster"
MAX_REJECT_SHARE = 0.20
"""A file of which a larger share of the buurten is refused, is refused as a whole."""

MOST_NAMED = 30
"""So many codes of repaired buurten are named in a warning."""

_LANDED = tuple(figure for figure in FIGURES if figure.pdok)
_YEAR = Figure("year", "jaar", "count")
_CODES = {"GM": "gemeenten", "WK": "wijken", "PV": "provincies"}


@dataclass(frozen=True)
class Buurten:
    """The buurten of a region.

    Args:
        frame: as ``intake.buurt``, geometry in RD New.
        rejects: one row a refused buurt and rule.
        warnings: Dutch sentences.
        period: years of the figures, or of the boundaries where the file has no figures.
        repairs: one row a repaired boundary: buurtcode, change_m2 (area after less area before, m2).
        vintage: year of the boundaries, where the file tells.
    """

    frame: gpd.GeoDataFrame
    rejects: pd.DataFrame
    warnings: tuple[str, ...]
    period: str | None
    repairs: pd.DataFrame = field(default_factory=lambda: pd.DataFrame({"buurtcode": [], "change_m2": []}))
    vintage: int | None = None


def read_buurten(
    path: Path, file_name: str, gemeenten: tuple[str, ...] | None = None, *, part: bool = False
) -> Buurten:
    """Reads the buurten of some gemeenten, or all.

    Args:
        path: GeoJSON, TopoJSON or GeoPackage under the names of PDOK or CBS of any year.
        file_name: path inside the workspace, for messages.
        gemeenten: CBS codes; other gemeenten in the file are left out. None or empty: all of them.
        part: True where the region has several files of buurten (saved pages): a gemeente may then be in another one.

    Raises:
        SourceError: the file cannot be read, holds no buurten but other areas, is one page of more, lacks one of the
            gemeenten, or has over 20 % bad rows.
    """
    read = read_boundaries(path, file_name, part=part)
    texts = pd.DataFrame({name: _text(read.frame, names) for name, names in TEXTS.items()})
    code = _codes(texts["buurtcode"], read.frame, file_name)
    texts["buurtcode"] = code.fillna(texts["buurtcode"])
    texts["wijkcode"] = texts["wijkcode"].fillna("WK" + code.str[2:8])
    texts["gemeentecode"] = texts["gemeentecode"].fillna("GM" + code.str[2:6])
    if gemeenten:
        ours = texts["gemeentecode"].isin(gemeenten) | code.isna()
        _refuse_absent(gemeenten, texts["gemeentecode"], file_name, part=part)
    else:
        ours = pd.Series(True, index=texts.index)
    texts, code = texts[ours], code[ours]
    figures, bad, warnings = _figures(read.frame[ours])
    frame = pd.DataFrame({"row_number": texts.index.to_numpy() + 1}, index=texts.index).join([texts, figures])
    unnamed = frame["buurtnaam"].isna()
    if unnamed.any():
        frame["buurtnaam"] = frame["buurtnaam"].fillna(frame["buurtcode"])
        warnings.append(f"{int(unnamed.sum())} buurten hebben geen naam; de code staat ervoor in de plaats.")
    water = _text(read.frame[ours], WATER).str.casefold().isin(["ja", "true", "1"])
    shapes = read.frame.geometry[ours]
    full = gpd.GeoDataFrame(frame.assign(water=water, repaired=read.repaired[ours]), geometry=shapes)
    rejects = _rejects(full, _broken_rows(code, texts, shapes) | bad, file_name)
    if (full.empty and not part) or rejects["row_number"].nunique() > MAX_REJECT_SHARE * len(full):
        raise SourceError(f"{file_name}: over 20 % of the buurten are refused; get the file again from PDOK.", rejects)
    taken = ~full["row_number"].isin(rejects["row_number"])
    repairs = _repairs(full[taken], read.change_m2)
    good = full[taken].reset_index(drop=True)
    warnings = [*read.warnings, *warnings, *repair_warning(repairs)]
    return Buurten(good, rejects, tuple(warnings), _period(good, read), repairs, read.vintage)


def _codes(given: pd.Series, frame: gpd.GeoDataFrame, file_name: str) -> pd.Series:
    """Buurtcodes in capitals, without a year before them, missing where the cell is no such code."""
    capitals = given.str.upper()
    known = capitals.str.fullmatch(r"(?:[0-9]{4})?BU[0-9]{8}").fillna(False).astype(bool)
    code = capitals.where(known).str[-10:]
    if code.notna().any():
        return code
    for name in frame.columns.drop("geometry"):
        first = frame[name].astype("str").str.strip().str.upper().str.extract(r"^(?:[0-9]{4})?(GM|WK|PV)[0-9]{2,6}$")[0]
        if first.notna().mean() > 0.5:
            what = _CODES[str(first.mode()[0])]
            raise SourceError(
                f"{file_name} holds {what} ({len(frame)} of them), no buurten; use the buurten file of PDOK or CBS."
            )
    if given.isna().all():
        raise SourceError(f"{file_name} has no column buurtcode; use the buurten file of PDOK or CBS.")
    return code


def _refuse_absent(gemeenten: tuple[str, ...], codes: pd.Series, file_name: str, *, part: bool) -> None:
    there = sorted(str(code) for code in codes.dropna().unique())
    absent = [code for code in gemeenten if code not in there]
    if absent and not part:
        shown = ", ".join(there[:5]) + (f" and {len(there) - 5} more" if len(there) > 5 else "")
        raise SourceError(
            f"{file_name} has no buurten of gemeente {', '.join(absent)} (it has {shown}); "
            "correct gemeenten in region.yaml or use another file."
        )


def _figures(published: gpd.GeoDataFrame) -> tuple[pd.DataFrame, dict[tuple[str, str, str], pd.Series], list[str]]:
    """Figures by our names, the rows a broken one makes bad, and warnings."""
    figures: dict[str, pd.Series] = {}
    bad: dict[tuple[str, str, str], pd.Series] = {}
    told: list[str] = []
    for figure in _LANDED:
        values = _column(published, figure, figure.pdok, bad)
        if figure.pdok_share and figure.total:
            share = _column(published, Figure(figure.name, figure.dutch, "share"), (figure.pdok_share,), bad)
            from_share = (share * figures[figure.total].astype("float64") / 100).round()
            filled = values.isna() & from_share.notna()
            if filled.any():
                told.append(
                    f"Het aantal {figure.dutch} van {int(filled.sum())} buurten is berekend uit een percentage."
                )
            values = values.fillna(from_share)
        figures[figure.name] = whole(values, figure)
    figures["year"] = whole(_column(published, _YEAR, YEAR, bad), _YEAR)
    return pd.DataFrame(figures), bad, told


def _column(
    published: gpd.GeoDataFrame, figure: Figure, names: tuple[str, ...], bad: dict[tuple[str, str, str], pd.Series]
) -> pd.Series:
    name = next((name for name in names if name in published.columns), None)
    if name is None:
        return pd.Series(np.nan, index=published.index, dtype="float64")
    values, broken = numbers(published[name])
    wrong = misfits(values, figure)
    if figure.name == "year":
        wrong |= values.notna() & ~values.between(1900, 2100)
    for rule, rows, sentence in (
        ("number", broken, "Dit is geen getal."),
        ("range", wrong, "Dit getal kan niet negatief zijn, geen breuk waar geteld is, en niet zo hoog."),
    ):
        if rows.any():
            bad[name, rule, sentence] = rows
    return values.mask(wrong)


def _text(published: gpd.GeoDataFrame, names: tuple[str, ...]) -> pd.Series:
    name = next((name for name in names if name in published.columns), None)
    if name is None:
        return pd.Series(np.nan, index=published.index, dtype="str")
    text = published[name].astype("str").str.strip()
    return text.where(text != "")


def _broken_rows(code: pd.Series, texts: pd.DataFrame, shapes: gpd.GeoSeries) -> dict[tuple[str, str, str], pd.Series]:
    unreadable = [
        texts[name].str.contains(CONTROL, regex=True).fillna(False).astype(bool)
        | (texts[name].str.len() > LONGEST_TEXT)
        for name in texts.columns
    ]
    limits = {"minx": X_BOUNDS, "maxx": X_BOUNDS, "miny": Y_BOUNDS, "maxy": Y_BOUNDS}
    bounds = shapes.bounds
    inside = pd.concat([bounds[side].between(*limit) for side, limit in limits.items()], axis=1).all(axis=1)
    return {
        ("buurtcode", "buurtcode", "Een buurtcode is BU met acht cijfers."): code.isna(),
        ("buurtcode", "double", "Deze buurt staat al eerder in het bestand; de eerste telt."): code.duplicated()
        & code.notna(),
        ("buurtnaam", "text", f"Een naam of code heeft meer dan {LONGEST_TEXT} letters of een stuurteken."): pd.concat(
            unreadable, axis=1
        ).any(axis=1),
        ("geometry", "polygon", "De buurt heeft geen vlak, of een vlak buiten Nederland."): ~inside,
    }


def _repairs(taken: gpd.GeoDataFrame, change: pd.Series) -> pd.DataFrame:
    mended = taken.loc[taken["repaired"], "buurtcode"]
    return pd.DataFrame({"buurtcode": mended, "change_m2": change.loc[mended.index]}).reset_index(drop=True)


def repair_warning(repairs: pd.DataFrame) -> list[str]:
    """What was repaired in one Dutch sentence, if anything: how many, which buurtcodes, by how many m2."""
    if repairs.empty:
        return []
    codes = sorted(repairs["buurtcode"])
    named = ", ".join(codes[:MOST_NAMED]) + (f" en {len(codes) - MOST_NAMED} andere" if len(codes) > MOST_NAMED else "")
    change = f"{repairs['change_m2'].abs().sum():.0f} m2"
    return [f"{len(codes)} buurtgrenzen waren ongeldig en zijn hersteld ({named}); oppervlakte samen {change} anders."]


def _period(good: gpd.GeoDataFrame, read: Boundaries) -> str | None:
    years = sorted(str(year) for year in good["year"].dropna().unique())
    return "/".join(years) or (str(read.vintage) if read.vintage else None)


def _rejects(frame: gpd.GeoDataFrame, bad: dict[tuple[str, str, str], pd.Series], file_name: str) -> pd.DataFrame:
    found = [no_rejects()]
    for (column, rule, sentence), rows in bad.items():
        wrong = frame[rows.to_numpy()]
        value = wrong["buurtcode"].astype("str").str.replace(CONTROL, " ", regex=True).str[:60]
        told = {"file_name": file_name, "row_number": wrong["row_number"], "column_name": column, "rule": rule}
        found.append(
            pd.DataFrame({**told, "value": value.fillna(""), "sentence": sentence}, columns=list(REJECT_COLUMNS))
        )
    return pd.concat(found, ignore_index=True).sort_values("row_number", kind="stable", ignore_index=True)
