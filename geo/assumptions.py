"""Assumptions as a table to ask: the workspace's rows, and the shipped ones for what those leave out.

Reading a file is :mod:`geo.sources.assumptions`'s affair; what a figure means stands in its row.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from geo.sources.assumptions import PATH, TABLE, read_assumptions, shipped_assumptions

COLUMNS = [
    "subject", "name", "area_code", "target_year", "value", "low", "high", "unit", "basis", "year", "definition",
    "source",
]  # fmt: skip


class AssumptionError(ValueError):
    """A figure is asked for that neither the workspace nor the shipped table has."""


@dataclass(frozen=True)
class Figure:
    """A figure with its 90 % range; low and high are the figure itself where no range is given."""

    value: float
    low: float
    high: float
    year: int
    source: str


@dataclass(frozen=True, eq=False)
class Assumptions:
    """All figures: ``table`` has the columns of ``core.assumption`` without the region; ``by_name`` no growth."""

    table: pd.DataFrame
    by_name: Mapping[tuple[str, str], Figure]

    def figure(self, name: str, gemeentecode: str | None = None) -> Figure:
        """The figure called ``name``: the gemeente's own, else the country's; AssumptionError where there is none."""
        own = self.by_name.get((name, gemeentecode or "NL")) or self.by_name.get((name, "NL"))
        if own is None:
            raise AssumptionError(f"The table of assumptions has no {name}; add its row from the shipped file.")
        return own

    def areas(self, subject: str) -> tuple[str, ...]:
        """The gemeenten with a row of their own in a subject."""
        codes = self.subject(subject)["area_code"]
        return tuple(sorted(set(codes) - {"NL"}))

    def subject(self, name: str) -> pd.DataFrame:
        """The rows of a subject: ageing, cost or national."""
        return self.table[self.table["subject"] == name]


def assumptions(table: pd.DataFrame | None = None) -> Assumptions:
    """The workspace's figures, and the shipped ones for every name, area and target year that it does not have.

    Args:
        table: ``core.assumption`` of the region; None or empty: the shipped ones alone.
    """
    shipped = _shipped()
    if table is None or table.empty:
        return _indexed(shipped)
    own = table[COLUMNS].assign(target_year=table["target_year"].astype("Int64"))
    own["target_year"] = own["target_year"].where(own["target_year"] > 0)
    both = pd.concat([own, shipped], ignore_index=True)
    return _indexed(both.drop_duplicates(["name", "area_code", "target_year"], ignore_index=True))


def _indexed(table: pd.DataFrame) -> Assumptions:
    found = {}
    for row in table[table["target_year"].isna()].to_dict("records"):
        value = float(row["value"])
        low, high = (value if pd.isna(row[each]) else float(row[each]) for each in ("low", "high"))
        found[str(row["name"]), str(row["area_code"])] = Figure(value, low, high, int(row["year"]), str(row["source"]))
    return Assumptions(table, found)


@lru_cache(maxsize=1)
def _shipped() -> pd.DataFrame:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(PATH).name
        path.write_text(shipped_assumptions()[PATH], encoding="utf-8")
        read = read_assumptions(path, PATH)
    return read.frames[TABLE][COLUMNS].reset_index(drop=True)
