"""Travel times from sites to buurten, small enough to stand in a page and whole enough to give the same figures.

Each buurt has a list of its sites, the nearest first and equals in the order of the sites, so that the first open one
in it is the one that the planning finds. Beyond the limit of size the farthest pairs fall away for every site alike,
down to a whole number of minutes that the page tells. No page and no figure here.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

EXACT_ENTRIES = 100_000
"""So many times on a page are written in full; above it, as codes of a fifth of a second."""

MOST_ENTRIES = 900_000
"""No page has more times than this: about 5 MB."""

UNREACHABLE_PENALTY_S = 7200.0
"""That of :mod:`geo.hub_location.problem` once more, since that imports solvers."""

STEPS_A_SECOND = 5
"""Codes are twice the number of steps, and one more for what lies between two: whole minutes, and the halves at which
a minute with one decimal is rounded, are numbers of steps, so that no code can come to the other side of one."""

LONGEST_CODE = 65_535


@dataclass(frozen=True, eq=False)
class Matrix:
    """Times of one means of travel, sorted by buurt, seconds and site.

    ``counts``: (n,) sites of each buurt. ``sites``, ``seconds``: all lists one after another. ``minutes``: beyond this
    no time is told; ``cut``: it is less than what the planning has. ``penalty_s``: what the planning counts for a
    person out of reach.
    """

    counts: npt.NDArray[np.int64]
    sites: npt.NDArray[np.int64]
    seconds: npt.NDArray[np.float64]
    minutes: int
    cut: bool
    penalty_s: float


def matrix(
    rows: pd.DataFrame, site_ids: Sequence[str], buurtcodes: Sequence[str], minutes: int, most: int = MOST_ENTRIES
) -> Matrix:
    """The times of one means of travel.

    :param rows: planning.travel_time[site_id, buurtcode, duration_s] of one scenario and means; others are left out.
    :param site_ids: sites in the order of the planning; ``buurtcodes``: buurten likewise.
    :param minutes: how far the planning keeps times.
    :param most: entries at most; the limit in minutes is brought down to fit.
    """
    site = pd.Index(list(site_ids)).get_indexer(pd.Index(rows["site_id"]))
    buurt = pd.Index(list(buurtcodes)).get_indexer(pd.Index(rows["buurtcode"]))
    seconds = rows["duration_s"].to_numpy(dtype=float)
    kept = (site >= 0) & (buurt >= 0) & np.isfinite(seconds)
    site, buurt, seconds = site[kept], buurt[kept], seconds[kept]
    penalty_s = max(UNREACHABLE_PENALTY_S, 2.0 * float(seconds.max(initial=0.0)))
    limit = minutes
    if len(seconds) > most:
        per_minute = np.cumsum(np.bincount(np.ceil(seconds / 60).astype(int), minlength=minutes + 1))
        limit = max(1, int(np.searchsorted(per_minute, most, side="right")) - 1)
        near = seconds <= limit * 60.0
        site, buurt, seconds = site[near], buurt[near], seconds[near]
    order = np.lexsort((site, seconds, buurt))
    return Matrix(
        np.bincount(buurt, minlength=len(buurtcodes)), site[order], seconds[order], limit, limit < minutes, penalty_s
    )


def codes(seconds: npt.NDArray[np.float64]) -> npt.NDArray[np.uint16]:
    """Times as two bytes each, that lie on the same side of every multiple of 3 seconds and in the same order.

    A code divided by ten is the time within a tenth of a second.
    """
    steps = np.floor(seconds * STEPS_A_SECOND)
    steps = np.where((steps + 1) / STEPS_A_SECOND <= seconds, steps + 1, steps)
    steps = np.where(steps / STEPS_A_SECOND > seconds, steps - 1, steps)
    between = seconds > steps / STEPS_A_SECOND
    return np.minimum(2 * steps + between, LONGEST_CODE).astype(np.uint16)


def packed(times: Matrix, sites: int, *, exact: bool) -> dict[str, Any]:
    """The matrix as values for a script: little-endian arrays in base64, and how wide their numbers are."""
    wide = sites > 256
    return {
        "counts": base64_of(times.counts.astype("<u2")),
        "sites": base64_of(times.sites.astype("<u2" if wide else "u1")),
        "wide": wide,
        "times": base64_of(times.seconds.astype("<f8") if exact else codes(times.seconds).astype("<u2")),
        "exact": exact,
        "minutes": times.minutes,
        "cut": times.cut,
        "penalty": times.penalty_s,
    }


def base64_of(values: npt.NDArray[Any]) -> str:
    """The bytes of an array as base64."""
    return base64.b64encode(np.ascontiguousarray(values).tobytes()).decode("ascii")


class Pool:
    """Values of a page that stand there once however often they are asked for."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._places: dict[str, int] = {}

    def place(self, value: Any, key: str | None = None) -> int:
        """The number of a value; ``key`` tells equal ones, else what it looks like does."""
        known = key if key is not None else repr(value)
        if known not in self._places:
            self._places[known] = len(self.values)
            self.values.append(value)
        return self._places[known]


def furthest(rows: pd.DataFrame, horizons: Mapping[str, int], mode: str) -> int:
    """Minutes that times of a means are kept: as the scenario says, else up to the longest one there is."""
    longest = float(rows["duration_s"].max()) if len(rows) else 60.0
    return int(horizons.get(mode, max(1, int(np.ceil(longest / 60)))))
