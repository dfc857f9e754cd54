"""What others may see of a buurt: minimum counts, rounding, complementary suppression.

Here: the one place where figures are made fit to leave the organisation. Not here: which tables are shared and who may
read them (:mod:`geo.db.share`), and whether the figures are right.

The rules are those of statistical offices for frequency tables (Hundepool et al., Statistical Disclosure Control, 2012,
chapter 5): small counts go; where exactly one figure of a wijk or gemeente would be missing, a total known from
elsewhere gives it away, so a second one goes; the rest is rounded. What the rules do not name does not pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SMALL = "below_minimum"
COMPLEMENTARY = "complementary"
DENOMINATOR = "denominator"

_REPORT = ["buurtcode", "figure", "reason", "sentence"]


class DisclosureError(ValueError):
    """The frame cannot be made fit to share; the message says which column stands in the way."""


@dataclass(frozen=True)
class DisclosureRules:
    """What is withheld and how the rest is rounded.

    ``counts`` are numbers of people or deliveries; ``shares`` are percentages, each with the count it is a share of;
    ``levels`` are the areas whose totals may be known elsewhere; ``open_columns`` say nothing of persons and pass as
    they are. A column that is none of these is refused.
    """

    min_count: int = 10
    base: int = 5
    counts: tuple[str, ...] = ("expected_frail", "deliveries", "known_addresses")
    shares: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({"reachable_pct": "expected_frail"}))
    key: str = "buurtcode"
    levels: tuple[str, ...] = ("wijkcode", "gemeentecode")
    open_columns: tuple[str, ...] = (
        "region", "buurtcode", "buurtnaam", "wijkcode", "wijknaam", "gemeentecode", "geometry",
    )  # fmt: skip


def disclose(frame: pd.DataFrame, rules: DisclosureRules | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The figures that others may see, and a report of what was withheld and why.

    A count below ``min_count`` becomes NULL, zero included. Where that leaves exactly one withheld count of a figure in
    a wijk or gemeente, the smallest published one there goes too (the first by key where equal). Other counts are
    rounded to ``base``, halves up. A share is rounded to ``base`` and goes where its denominator is below
    ``min_count``, unknown, or itself withheld. A figure that was unknown to begin with stays NULL and is not called
    withheld.

    Args:
        frame: one row a buurt with the key, the levels, any of the rules' counts and shares, and open columns.
        rules: the rules.

    Returns:
        The frame in its own order with Int64 figures and a column ``withheld`` (names joined by commas, empty where
        nothing was), and a report: columns buurtcode, figure, reason, sentence (Dutch), sorted; never a value.

    Raises:
        DisclosureError: a column the rules do not name, a missing or empty key or level, a doubled key, a figure that
            is no number or negative, a share without its denominator.
    """
    rules = rules or DisclosureRules()
    figures = _figures(frame, rules)
    keys = frame[rules.key].to_numpy(dtype=str)
    areas = [frame[level].to_numpy(dtype=str) for level in rules.levels]
    why: dict[str, NDArray[np.object_]] = {}
    for name in rules.counts:
        if name in figures:
            why[name] = _withheld_counts(figures[name], keys, areas, rules.min_count)
    for name, denominator in rules.shares.items():
        if name in figures:
            gone = np.isnan(figures[denominator]) | (why[denominator] != "")
            why[name] = np.where(gone & ~np.isnan(figures[name]), DENOMINATOR, "").astype(object)

    shared = frame.copy()
    for name, reasons in why.items():
        shared[name] = _rounded(np.where(reasons == "", figures[name], np.nan), rules.base)
    order = [name for name in frame.columns if name in why]
    shared["withheld"] = [",".join(name for name in order if why[name][row]) for row in range(len(frame))]
    rows = [
        (keys[row], name, str(why[name][row]), _sentence(name, str(why[name][row]), rules))
        for name in order
        for row in np.flatnonzero(why[name] != "")
    ]
    report = pd.DataFrame(rows, columns=_REPORT).sort_values(["buurtcode", "figure"], ignore_index=True)
    return shared, report


def _figures(frame: pd.DataFrame, rules: DisclosureRules) -> dict[str, Floats]:
    """The counts and shares as floats, NaN where unknown; refuses a frame that the rules do not cover."""
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


def _withheld_counts(
    values: Floats, keys: NDArray[np.str_], areas: list[NDArray[np.str_]], min_count: int
) -> NDArray[np.object_]:
    """Why each count is withheld, empty where it is not.

    Complementary suppression runs over the levels until none has exactly one withheld count: withholding a second one
    for the gemeente may leave a wijk with one.
    """
    reasons = np.where(values < min_count, SMALL, "").astype(object)
    known = ~np.isnan(values)
    changed = True
    while changed:
        changed = False
        for area in areas:
            for code in np.unique(area[reasons != ""]):
                inside = area == code
                if np.count_nonzero(reasons[inside] != "") != 1:
                    continue
                others = np.flatnonzero(inside & known & (reasons == ""))
                if len(others):
                    smallest = min(others, key=lambda row: (values[row], keys[row]))
                    reasons[smallest] = COMPLEMENTARY
                    changed = True
    return reasons


def _rounded(values: Floats, base: int) -> pd.arrays.IntegerArray:
    """Rounded to the base, halves up, as Int64 with NA."""
    unknown = np.isnan(values)
    whole = np.floor(np.where(unknown, 0.0, values) / base + 0.5) * base
    return pd.arrays.IntegerArray(whole.astype(np.int64), unknown)


def _sentence(figure: str, reason: str, rules: DisclosureRules) -> str:
    if reason == SMALL:
        return f"{figure} is weggelaten: het aantal is kleiner dan {rules.min_count}."
    if reason == COMPLEMENTARY:
        return f"{figure} is weggelaten, omdat anders een weggelaten aantal elders uit een totaal te herleiden is."
    return f"{figure} is weggelaten: het aantal waarvan dit een aandeel is, is te klein, onbekend of weggelaten."
