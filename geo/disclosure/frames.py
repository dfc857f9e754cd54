"""Frames of buurten in, what may be shown of buurten, wijken and gemeenten out, with a report of what was withheld.

What is withheld is decided in :mod:`geo.disclosure.protect`; what a new version may say after the earlier ones, in
:mod:`geo.disclosure.releases`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse
from numpy.typing import NDArray

from geo.disclosure.cells import Cells, Floats, tree_of
from geo.disclosure.protect import COMPLEMENTARY, DENOMINATOR, DOMINATED, SMALL, Reasons, alone, protect
from geo.disclosure.releases import CELL_COLUMNS, last_published, said_before, statements_of
from geo.disclosure.rules import DisclosureRules

CONTRIBUTION_COLUMNS = ["buurtcode", "figure", "contributor", "value"]
"""Who contributes how much to a count of a buurt."""

_REPORT = ["area_kind", "area_code", "figure", "reason", "sentence"]
_WIDE_PCT = 20
"""How wide the interval of a count with one large supplier must stay, percent of the count."""


class DisclosureError(ValueError):
    """The frame cannot be made fit to share; the message says which column stands in the way."""


@dataclass(frozen=True, eq=False)
class Disclosed:
    """What may be shown, and what must be kept to oneself to judge the next version by.

    Attributes:
        buurten: the frame as given with Int64 figures and ``withheld`` (names joined by commas).
        totals: area_kind, area_code, gemeentecode, the figures as Int64, ``withheld``; wijken and gemeenten.
        report: area_kind, area_code, figure, reason, sentence (Dutch); never a value. Internal: the reasons tell which
            withheld counts are small. See :func:`outside_report`.
        cells: :data:`~geo.disclosure.releases.CELL_COLUMNS`; internal, holds the true counts.
    """

    buurten: pd.DataFrame
    totals: pd.DataFrame
    report: pd.DataFrame
    cells: pd.DataFrame


def disclose(frame: pd.DataFrame, rules: DisclosureRules | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The figures of buurten that others may see, and a report; a first version without suppliers.

    See :func:`disclose_release`; the report has the columns buurtcode, figure, reason, sentence.
    """
    rules = rules or DisclosureRules()
    found = disclose_release(frame, rules)
    own = found.report[found.report["area_kind"] == _kind(rules.key)]
    report = own.rename(columns={"area_code": "buurtcode"}).drop(columns="area_kind")
    return found.buurten, report.reset_index(drop=True)


def disclose_release(
    frame: pd.DataFrame,
    rules: DisclosureRules,
    *,
    earlier: pd.DataFrame | None = None,
    contributions: pd.DataFrame | None = None,
) -> Disclosed:
    """What a new version of the figures may say, after all that earlier ones said.

    A count below ``min_count`` goes, zero included, and so does one that is nearly all of one supplier. Others go so
    that none of those can be derived, from totals or from earlier versions. The rest is rounded to ``base``, halves
    up; a count that was published before keeps that figure until it has changed by ``min_count``. A share is rounded
    and goes where its denominator is below ``min_count``, unknown, or itself withheld. A figure that was unknown to
    begin with stays NULL and is not called withheld.

    Args:
        frame: one row a buurt with the key, the levels, any of the rules' counts and shares, and open columns.
        rules: the rules.
        earlier: cells of earlier versions with their ``release``; the newest ``compare_releases`` are looked at.
        contributions: :data:`CONTRIBUTION_COLUMNS`; None where it is not known who contributes.

    Raises:
        DisclosureError: a column the rules do not name, a missing or empty key or level, a doubled key, a figure that
            is no number or negative, a share without its denominator.
    """
    figures = _figures(frame, rules)
    counts = [name for name in rules.counts if name in figures]
    parts = [
        _count_cells(frame, name, figures[name], rules, earlier, contributions) for name in counts
    ] or [pd.DataFrame(columns=CELL_COLUMNS)]  # fmt: skip
    cells = pd.concat(parts, ignore_index=True)
    rows = [*_reported(cells, rules)]
    shared = frame.copy()
    own = cells[cells["area_kind"] == _kind(rules.key)]
    withheld = pd.DataFrame(index=frame[rules.key].astype(str))
    for name in figures:
        if name in counts:
            told = own[own["figure"] == name].set_index("area_code").reindex(withheld.index)
            shared[name] = _whole(told["published"].to_numpy(dtype=np.float64, na_value=np.nan))
            withheld[name] = (told["reason"].fillna("") != "").to_numpy()
            continue
        gone = withheld[rules.shares[name]].to_numpy() | np.isnan(figures[rules.shares[name]])
        shared[name] = _whole(np.where(gone, np.nan, rounded(figures[name], rules.base)))
        withheld[name] = gone & ~np.isnan(figures[name])
        rows += [
            (_kind(rules.key), code, name, DENOMINATOR, _sentence(DENOMINATOR, rules))
            for code in withheld.index[withheld[name].to_numpy()]
        ]
    order = [name for name in frame.columns if name in figures]
    shared["withheld"] = _joined(withheld[order])
    report = pd.DataFrame(rows, columns=_REPORT).sort_values(["area_kind", "area_code", "figure"], ignore_index=True)
    return Disclosed(shared, _totals(cells, counts, rules), report, cells)


def outside_report(report: pd.DataFrame) -> pd.DataFrame:
    """The report as it goes along: without telling which withheld counts are small and which only protect those."""
    text = "Dit cijfer is weggelaten: het aantal is te klein of van één leverancier, of zou zo'n aantal verraden."
    hidden = report["reason"].isin([SMALL, DOMINATED, COMPLEMENTARY])
    sentence = report["sentence"].where(~hidden, text)
    return report.drop(columns="reason").assign(sentence=sentence)


def rounded(values: Floats, base: int) -> Floats:
    """Rounded to the base, halves up; NaN stays."""
    return np.asarray(np.floor(values / base + 0.5) * base, dtype=np.float64)


def _figures(frame: pd.DataFrame, rules: DisclosureRules) -> dict[str, Floats]:
    """The counts, then the shares, as floats, NaN where unknown; refuses a frame that the rules do not cover."""
    if rules.min_count < 1 or rules.base < 1:
        raise DisclosureError("min_count and base must be 1 or more.")
    needed = [rules.key, *rules.levels]
    missing = [name for name in needed if name not in frame.columns]
    if missing:
        raise DisclosureError(f"Column {', '.join(missing)} is missing; without it nothing can be protected.")
    known = {*needed, *rules.open_columns, *rules.counts, *rules.shares}
    loose = [str(name) for name in frame.columns if name not in known]
    if loose:
        raise DisclosureError(f"Column {', '.join(loose)} has no disclosure rule; add a rule or leave the column out.")
    if frame[needed].isna().any(axis=None) or frame[rules.key].duplicated().any():
        raise DisclosureError(f"Every row needs a {rules.key} of its own and its {', '.join(rules.levels)}.")
    figures = {name: _numbers(frame[name]) for name in (*rules.counts, *rules.shares) if name in frame.columns}
    for name, denominator in rules.shares.items():
        if name in figures and denominator not in figures:
            raise DisclosureError(f"{name} is a share of {denominator}, which is missing.")
        if name in figures and denominator not in rules.counts:
            raise DisclosureError(f"{name} is a share of {denominator}, which is no count; its rule must be mended.")
    return figures


def _numbers(series: pd.Series) -> Floats:
    try:
        values = pd.to_numeric(series).astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError):
        raise DisclosureError(f"{series.name} must hold numbers.") from None
    if (values < 0).any() or np.isinf(values).any():
        raise DisclosureError(f"{series.name} holds a negative or infinite figure.")
    return np.asarray(values, dtype=np.float64)


def _count_cells(
    frame: pd.DataFrame,
    figure: str,
    values: Floats,
    rules: DisclosureRules,
    earlier: pd.DataFrame | None,
    contributions: pd.DataFrame | None,
) -> pd.DataFrame:
    """The cells of one count: each gemeente (the last level) by itself, for no total goes over its border."""
    known = np.flatnonzero(~np.isnan(values))
    keys = frame[rules.key].to_numpy(dtype=str)
    areas = [frame[level].to_numpy(dtype=str) for level in rules.levels]
    parts = []
    for top in np.unique(areas[-1][known]):
        rows = known[areas[-1][known] == top]
        inside = [area[rows] for area in areas]
        names, matrix, level = tree_of(keys[rows], values[rows], inside)
        unknown = [set(area[np.isnan(values)]) for area in areas]
        whole = np.array([lv == 0 or name not in unknown[lv - 1] for name, lv in zip(names, level, strict=True)])
        sums = np.asarray(matrix @ values[rows])
        primary = _primary(figure, sums, matrix, keys[rows], rules, contributions)
        cells = Cells(
            names, tuple(keys[rows]), matrix, values[rows], level, whole, _protection(sums, primary, rules.min_count)
        )
        said = said_before(earlier, figure, top, rules.compare_releases)
        reasons = _settled(cells, primary, inside, statements_of(said, rules.min_count, _protection))
        reasons[(level > 0) & ~whole] = ""
        parts.append(_cell_frame(figure, cells, reasons, inside, rules, said))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=CELL_COLUMNS)


def _primary(
    figure: str, sums: Floats, matrix: scipy.sparse.csr_matrix, keys: NDArray[np.str_], rules: DisclosureRules,
    contributions: pd.DataFrame | None,
) -> Reasons:  # fmt: skip
    """Reasons of the cells by themselves: a small count, or one of too few suppliers."""
    reasons = np.where(sums < rules.min_count, SMALL, "").astype(object)
    if contributions is None or figure not in rules.contributed:
        return reasons
    told = contributions[contributions["figure"] == figure]
    table = told.pivot_table("value", "buurtcode", "contributor", "sum", fill_value=0.0).reindex(keys, fill_value=0.0)
    by_cell = matrix @ table.to_numpy(dtype=np.float64)
    largest = by_cell.max(axis=1, initial=0.0)
    few = (by_cell > 0).sum(axis=1) < rules.min_contributors
    return np.where((reasons == "") & (few | (largest > sums * rules.dominance_pct / 100)), DOMINATED, reasons)


def _protection(sums: Floats, reasons: Reasons, min_count: int) -> Floats:
    wide = np.maximum(float(min_count), sums * _WIDE_PCT / 100)
    return np.where(reasons == SMALL, float(min_count), np.where(reasons == DOMINATED, wide, 0.0))


def _settled(cells: Cells, primary: Reasons, areas: list[NDArray[np.str_]], earlier: list) -> Reasons:
    """Reasons of all cells: none alone in its area, none to be derived."""
    leaves = len(cells.atoms)
    reasons = primary.copy()
    while True:
        reasons[:leaves] = alone(cells.counts, np.array(cells.atoms), areas, reasons[:leaves])
        found = protect(cells, reasons, earlier)
        if (alone(cells.counts, np.array(cells.atoms), areas, found[:leaves]) == found[:leaves]).all():
            return found
        reasons = found


def _cell_frame(
    figure: str, cells: Cells, reasons: Reasons, areas: list[NDArray[np.str_]], rules: DisclosureRules,
    said: pd.DataFrame,
) -> pd.DataFrame:  # fmt: skip
    kinds = [_kind(rules.key), *map(_kind, rules.levels)]
    leaves = len(cells.atoms)
    first = np.append(areas[0], np.full(len(cells.names) - leaves, None))
    exact, code = cells.values, np.array(cells.names, dtype=object)
    kind = np.array([kinds[level] for level in cells.level], dtype=object)
    shown = (reasons == "") & cells.can_publish
    before, basis = last_published(said, kind, code)
    # a figure stays as it was said until it has changed by the minimum: a difference of versions points at nobody
    kept = np.abs(exact - basis) < rules.min_count
    published = np.where(kept, before, rounded(exact, rules.base))
    return pd.DataFrame(
        {
            "area_kind": kind, "area_code": code, "wijkcode": first, "gemeentecode": areas[-1][0], "figure": figure,
            "exact": exact, "basis": np.where(shown, np.where(kept, basis, exact), np.nan),
            "published": np.where(shown, published, np.nan), "reason": reasons,
        }
    )  # fmt: skip


def _reported(cells: pd.DataFrame, rules: DisclosureRules) -> Iterator[tuple[str, str, str, str, str]]:
    for row in cells[cells["reason"] != ""].itertuples():
        kind, code, name, reason = map(str, (row.area_kind, row.area_code, row.figure, row.reason))
        yield kind, code, name, reason, _sentence(reason, rules)


def _totals(cells: pd.DataFrame, counts: list[str], rules: DisclosureRules) -> pd.DataFrame:
    keys = ["area_kind", "area_code", "gemeentecode"]
    above = cells[cells["area_kind"] != _kind(rules.key)]
    table = above[keys].drop_duplicates(ignore_index=True)
    gone = table[keys].copy()
    for name in counts:
        one = above[above["figure"] == name].set_index(["area_kind", "area_code"])
        at = pd.MultiIndex.from_frame(table[["area_kind", "area_code"]])
        table[name] = _whole(one["published"].reindex(at).to_numpy(dtype=np.float64))
        gone[name] = (one["reason"].reindex(at).fillna("") != "").to_numpy()
    table["withheld"] = _joined(gone[counts])
    return table.sort_values(["area_kind", "area_code"], ignore_index=True)


def _joined(gone: pd.DataFrame) -> list[str]:
    return [",".join(name for name, flag in zip(gone.columns, row, strict=True) if flag) for row in gone.to_numpy()]


def _whole(values: Floats) -> pd.arrays.IntegerArray:
    unknown = np.isnan(values)
    return pd.arrays.IntegerArray(np.where(unknown, 0.0, values).astype(np.int64), unknown)


def _kind(column: str) -> str:
    return column.removesuffix("code")


def _sentence(reason: str, rules: DisclosureRules) -> str:
    if reason == SMALL:
        return f"Dit cijfer is weggelaten: het aantal is kleiner dan {rules.min_count}."
    if reason == DOMINATED:
        return "Dit cijfer is weggelaten: het aantal is (bijna) geheel van één leverancier."
    if reason == COMPLEMENTARY:
        return "Dit cijfer is weggelaten, omdat anders een weggelaten aantal elders uit een totaal te herleiden is."
    return "Dit cijfer is weggelaten: het aantal waarvan dit een aandeel is, is te klein, onbekend of weggelaten."
