"""Which column of a StatLine table is which of our figures: by title and unit, never by the number behind the key.

Where the table's own metadata is there, its unit decides between a count, a percentage and an amount of the same title.
Where it is not, the cells must decide; what they leave open is not loaded, and said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from geo.sources.cbs.statline import Measure, StatTable
from geo.sources.cbs.units import misfits, numbers, whole
from geo.sources.cbs.vocabulary import FIGURES, Figure, Kind, plain, plain_key

ROUNDING = 5.0
"""CBS rounds counts of buurten to five: a part may exceed its total by so many."""

LEAST_SHARE = 0.005
"""Cells of whole numbers up to 100 are a percentage where read as counts they would be under this part of the total."""

FEW = 0.10
"""Up to this part of the cells may be broken without that the column is taken for something else."""

_UNITS: dict[str, tuple[Kind, float]] = {
    "aantal": ("count", 1.0),
    "x1000": ("count", 1000.0),
    "1000": ("count", 1000.0),
    "percentage": ("share", 1.0),
    "procent": ("share", 1.0),
    "x1000euro": ("thousand_euro", 1.0),
    "1000euro": ("thousand_euro", 1.0),
    "euro": ("thousand_euro", 0.001),
    "ha": ("hectare", 1.0),
    "hectare": ("hectare", 1.0),
    "km2": ("hectare", 100.0),
    "vierkantekilometer": ("hectare", 100.0),
    "km": ("kilometre", 1.0),
    "kilometer": ("kilometre", 1.0),
    "m": ("kilometre", 0.001),
    "meter": ("kilometre", 0.001),
}
_THOUSANDS: dict[str, tuple[float, float]] = {"home_value_keur": (5_000, 20_000), "income_keur": (500, 5_000)}
"""Median under the first: thousand euro; over the second: euro; between them it cannot be told."""

Bad = dict[tuple[str, str, str], pd.Series]


@dataclass(frozen=True)
class Resolved:
    """Figures by our names (float64, or Int64 for counts), cells that make a row bad, and Dutch warnings."""

    figures: pd.DataFrame
    bad: Bad
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class _Candidate:
    key: str
    kind: Kind
    values: pd.Series
    broken: pd.Series


def resolve(table: StatTable) -> Resolved:
    """The figures of a table.

    Args:
        table: cells and measures.

    Returns:
        ``figures`` indexed as the table's cells, with a column for each of our figures that StatLine has; missing where
        suppressed, absent or ambiguous.
    """
    figures: dict[str, pd.Series] = {}
    bad: Bad = {}
    told: list[str] = []
    for figure in (figure for figure in FIGURES if figure.titles):
        total = figures.get(figure.total) if figure.total else None
        values = _figure(table, figure, total, bad, told)
        wrong = misfits(values, figure)
        if wrong.any():
            bad[
                figure.dutch, "range", "Dit getal kan niet negatief, geen breuk van een telling en niet zo hoog zijn."
            ] = wrong
        figures[figure.name] = values.mask(wrong)
    by_name = {figure.name: figure for figure in FIGURES}
    frame = pd.DataFrame({name: whole(values, by_name[name]) for name, values in figures.items()})
    return Resolved(frame, bad, tuple(told))


def _figure(table: StatTable, figure: Figure, total: pd.Series | None, bad: Bad, told: list[str]) -> pd.Series:
    """One figure as float64, from its own column, from a percentage, or from the parts it is the sum of."""
    candidates, unclear = _candidates(table, figure.titles, figure, total)
    found = _chosen(candidates, figure, told)
    if not candidates and unclear:
        told.append(_ambiguous(figure, unclear))
    elif not candidates and figure.parts:
        parts = [_chosen(_candidates(table, (part,), figure, total)[0], figure, told) for part in figure.parts]
        there = [part for part in parts if part is not None]
        if len(there) == len(parts) and len({part.kind for part in there}) == 1:
            found = _sum(there)
    if found is None:
        return pd.Series(float("nan"), index=table.cells.index, dtype="float64")
    if found.broken.any():
        bad[found.key, "number", "Dit is geen getal."] = found.broken
    if found.kind == "share" and figure.kind == "count" and total is not None:
        values = (found.values * total / 100).round()
        told.append(
            f"Het aantal {figure.dutch} van {int(values.notna().sum())} gebieden is berekend uit een percentage."
        )
        return values
    return found.values


def _sum(parts: list[_Candidate]) -> _Candidate:
    values = pd.concat([part.values for part in parts], axis=1).sum(axis=1, skipna=False)
    broken = pd.concat([part.broken for part in parts], axis=1).any(axis=1)
    return _Candidate(", ".join(part.key for part in parts), parts[0].kind, values, broken)


def _candidates(
    table: StatTable, titles: tuple[str, ...], figure: Figure, total: pd.Series | None
) -> tuple[list[_Candidate], list[str]]:
    """Columns of those titles that may hold the figure, in our unit; and the keys of those that it is not clear of."""
    found: list[_Candidate] = []
    unclear: list[str] = []
    for measure in table.measures:
        if plain(measure.title) not in titles and plain_key(measure.key) not in titles:
            continue
        values, broken = numbers(table.cells[measure.key])
        if values.notna().sum() == 0 and not broken.any():
            continue
        read = _by_unit(measure, figure) if measure.unit else _by_cells(measure, values, figure, total)
        if read is None:
            unclear.append(measure.key)
        else:
            found.append(_Candidate(measure.key, read[0], _scaled(values, *read), broken))
    return found, unclear


def _scaled(values: pd.Series, kind: Kind, factor: float) -> pd.Series:
    if factor == 1.0:
        return values
    scaled = values * factor
    return scaled.round() if kind == "count" else scaled


def _by_unit(measure: Measure, figure: Figure) -> tuple[Kind, float] | None:
    """What a column is by the unit that the metadata states, where the figure can be that."""
    unit = (measure.unit or "").strip()
    read = _UNITS["percentage"] if unit == "%" else _UNITS.get(plain(unit))
    if figure.kind in ("plain", "class"):
        return None if read is not None and read[0] in ("share", "thousand_euro") else (figure.kind, 1.0)
    if read is None or (read[0] != figure.kind and not (read[0] == "share" and figure.total)):
        return None
    return read


def _by_cells(
    measure: Measure, values: pd.Series, figure: Figure, total: pd.Series | None
) -> tuple[Kind, float] | None:
    """What a column is by its cells alone; None where they leave it open."""
    if figure.kind == "count" and figure.total:
        return _part_of(values, total)
    if figure.kind == "share":
        return ("share", 1.0) if bool((values.dropna() <= 100).all()) else None
    if figure.kind == "thousand_euro":
        low, high = _THOUSANDS[figure.name]
        median = float(values.median())
        if low <= median <= high:
            return None
        return ("thousand_euro", 1.0 if median < low else 0.001)
    if figure.kind == "hectare" and plain_key(measure.key) == "land":
        return None  # hectare in one table, square kilometre in another
    return (figure.kind, 1.0)


def _part_of(values: pd.Series, total: pd.Series | None) -> tuple[Kind, float] | None:
    """Whether cells count a part of a total or tell its percentage."""
    if total is None or not (total > 0).any():
        whole_numbers = bool((values.dropna() % 1 == 0).all())
        return ("count", 1.0) if whole_numbers and bool((values > 100).any()) else None
    known = values.notna() & total.notna() & (total > 0)
    part, of = values[known], total[known]
    if part.empty:
        return None
    fractions, over_100 = float((part % 1 != 0).mean()), float((part > 100).mean())
    could_be_count = fractions <= FEW and float((part > of + ROUNDING).mean()) <= FEW
    if over_100 > FEW:
        return ("count", 1.0) if could_be_count else None
    if over_100 > 0 or 0 < fractions <= FEW:
        return None
    if fractions or not could_be_count or float(part.sum()) < LEAST_SHARE * float(of.sum()):
        return ("share", 1.0)
    return None


def _chosen(candidates: list[_Candidate], figure: Figure, told: list[str]) -> _Candidate | None:
    """The one column to take: a count before a percentage; of two that differ none."""
    for kind in dict.fromkeys((figure.kind, "share")):
        of_kind = [candidate for candidate in candidates if candidate.kind == kind]
        if not of_kind:
            continue
        if all(candidate.values.equals(of_kind[0].values) for candidate in of_kind[1:]):
            return of_kind[0]
        told.append(_ambiguous(figure, (candidate.key for candidate in of_kind)))
        return None
    return None


def _ambiguous(figure: Figure, keys: Iterable[str]) -> str:
    return (
        f"Welke kolom {figure.dutch} geeft is niet uit te maken ({', '.join(keys)}); het cijfer is weggelaten. "
        "Leg DataProperties.json van de tabel ernaast."
    )
