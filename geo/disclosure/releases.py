"""Versions: what was said before of the same cells, as a frame that is kept, and as statements for the audit.

The true counts of earlier versions are in that frame: it stays inside.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.disclosure.cells import Cells, Floats, Statement, tree_of
from geo.disclosure.protect import SMALL, Reasons

CELL_COLUMNS = [
    "area_kind", "area_code", "wijkcode", "gemeentecode", "figure", "exact", "basis", "published", "reason",
]  # fmt: skip
"""A cell of a version: where it lies (``wijkcode`` for buurten), its true count, the true count at the time its figure
was first said, the figure, and why it was withheld. Kept with ``release``, the number of the version."""

Protection = Callable[[Floats, Reasons, int], Floats]


def said_before(earlier: pd.DataFrame | None, figure: str, gemeentecode: str, releases: int) -> pd.DataFrame:
    """The cells of one count and gemeente in the newest ``releases`` versions, oldest first."""
    if earlier is None or earlier.empty:
        return pd.DataFrame(columns=["release", *CELL_COLUMNS])
    newest = sorted(earlier["release"].unique())[-releases:]
    own = (earlier["figure"] == figure) & (earlier["gemeentecode"] == gemeentecode) & earlier["release"].isin(newest)
    return earlier[own].sort_values(["release", "area_kind", "area_code"], ignore_index=True)


def last_published(
    said: pd.DataFrame, kind: NDArray[np.object_], code: NDArray[np.object_]
) -> tuple[Floats, Floats]:  # fmt: skip
    """The last figure said of each cell and the true count behind it; NaN where none was ever said."""
    told = said[said["published"].notna()].drop_duplicates(["area_kind", "area_code"], keep="last")
    found = told.set_index(["area_kind", "area_code"])[["published", "basis"]].astype(np.float64)
    rows = found.reindex(pd.MultiIndex.from_arrays([kind, code]))
    return rows["published"].to_numpy(), rows["basis"].to_numpy()


def statements_of(said: pd.DataFrame, min_count: int, protection: Protection) -> list[Statement]:
    """Each version as a statement; cells that were small then are protected by today's rules."""
    return [_statement(version, min_count, protection) for _, version in said.groupby("release", sort=True)]


def _statement(version: pd.DataFrame, min_count: int, protection: Protection) -> Statement:
    leaves = version[version["wijkcode"].notna()]
    atoms, counts = leaves["area_code"].to_numpy(dtype=str), leaves["exact"].to_numpy(dtype=np.float64)
    areas = [leaves["wijkcode"].to_numpy(dtype=str), leaves["gemeentecode"].to_numpy(dtype=str)]
    names, matrix, level = tree_of(atoms, counts, areas)
    found = version.set_index("area_code").loc[list(names)]
    sums = np.asarray(matrix @ counts)
    reasons = np.where(sums < min_count, SMALL, found["reason"].to_numpy(dtype=object))
    cells = Cells(
        names, tuple(atoms), matrix, counts, level, np.ones(len(names), dtype=bool),
        protection(sums, reasons, min_count),
    )  # fmt: skip
    return Statement(cells, found["published"].notna().to_numpy())


def same_figures(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Whether two versions say the same of every cell."""
    keys = ["figure", "area_kind", "area_code"]
    said = [
        f.set_index(keys)["published"].astype("Float64").dropna().sort_index()  # withheld and absent are alike
        for f in (one, other)
    ]
    return bool(said[0].equals(said[1]))
