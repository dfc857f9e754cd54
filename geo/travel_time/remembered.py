"""Tables that were asked before: rows by origin, kept beside the network they were computed on.

A region asks the same thing often: every site to every address, each scenario, every night. Nothing is computed here.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
from shapely import LineString

from geo.travel_time.model import Points, SparseTimes, TravelMatrix, TravelTimes, checked_points
from geo.travel_time.reachability import Reachability

SMALLEST = 20_000
"""Pairs from which a table is worth keeping."""

KEPT_IN_MEMORY = 4
KEPT_ON_DISK = 12


@dataclass(frozen=True)
class _Rows:
    """Rows of one set of destinations: origins (k, 2), durations and lengths (k, m)."""

    origins: Points
    duration_s: npt.NDArray[np.float32]
    length_m: npt.NDArray[np.float32]


@dataclass(frozen=True)
class RememberedTimes:
    """Travel times that keep large tables in ``folder``, by destinations; each row depends on its origin alone.

    The same content of ``folder`` may serve several processes: files are written whole and replaced.
    """

    times: TravelTimes
    folder: Path
    _memory: OrderedDict[str, _Rows] = field(default_factory=OrderedDict, repr=False, compare=False)

    @property
    def mode(self) -> str:
        """One of :data:`geo.travel_time.MODES`."""
        return self.times.mode

    @property
    def method(self) -> str:
        """``network`` or ``straight_line``."""
        return self.times.method

    def table(self, origins: Points, destinations: Points) -> TravelMatrix:
        """As :meth:`TravelTimes.table`; only origins that were not asked before are computed."""
        start, end = checked_points(origins), checked_points(destinations)
        if len(start) * len(end) < SMALLEST:
            return self.times.table(start, end)
        name = hashlib.sha256(np.ascontiguousarray(end).tobytes()).hexdigest()[:32]
        known = self._known(name, len(end))
        places = {origin.tobytes(): row for row, origin in enumerate(known.origins)}
        fresh = np.array([origin.tobytes() not in places for origin in start])
        if fresh.any():
            asked = np.unique(start[fresh], axis=0)
            answer = self.times.table(asked, end)
            known = _Rows(
                np.vstack([known.origins, asked]),
                np.vstack([known.duration_s, answer.duration_s]),
                np.vstack([known.length_m, answer.length_m]),
            )
            self._keep(name, known)
            places = {origin.tobytes(): row for row, origin in enumerate(known.origins)}
        rows = [places[origin.tobytes()] for origin in start]
        return TravelMatrix(known.duration_s[rows], known.length_m[rows])

    @property
    def top_speed_m_s(self) -> float:
        """As :attr:`TravelTimes.top_speed_m_s`."""
        return self.times.top_speed_m_s

    @property
    def last_metres_m_s(self) -> float:
        """As :attr:`TravelTimes.last_metres_m_s`."""
        return self.times.last_metres_m_s

    def within(self, origins: Points, destinations: Points, limit_s: float) -> SparseTimes:
        """As :meth:`TravelTimes.within`; not kept, for it is asked in pieces that are no whole rows."""
        return self.times.within(origins, destinations, limit_s)

    def reachability(self, points: Points, names: Sequence[str]) -> Reachability:
        """As :meth:`TravelTimes.reachability`."""
        return self.times.reachability(points, names)

    def line(self, points: Points) -> LineString:
        """As :meth:`TravelTimes.line`."""
        return self.times.line(points)

    def snap_distance_m(self, points: Points) -> npt.NDArray[np.float64]:
        """As :meth:`TravelTimes.snap_distance_m`."""
        return self.times.snap_distance_m(points)

    def _known(self, name: str, width: int) -> _Rows:
        if name in self._memory:
            self._memory.move_to_end(name)
            return self._memory[name]
        path = self.folder / f"{name}.npz"
        if path.exists():
            with np.load(path) as kept:
                rows = _Rows(kept["origins"], kept["duration_s"], kept["length_m"])
            self._remember(name, rows)
            return rows
        empty = np.empty((0, width), dtype=np.float32)
        return _Rows(np.empty((0, 2)), empty, empty)

    def _remember(self, name: str, rows: _Rows) -> None:
        self._memory[name] = rows
        while len(self._memory) > KEPT_IN_MEMORY:
            self._memory.popitem(last=False)

    def _keep(self, name: str, rows: _Rows) -> None:
        self._remember(name, rows)
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, making = tempfile.mkstemp(dir=self.folder, suffix=".making")
        with os.fdopen(handle, "wb") as file:
            np.savez(file, origins=rows.origins, duration_s=rows.duration_s, length_m=rows.length_m)
        Path(making).replace(self.folder / f"{name}.npz")
        oldest = sorted(self.folder.glob("*.npz"), key=lambda path: path.stat().st_mtime)[:-KEPT_ON_DISK]
        for path in oldest:
            path.unlink(missing_ok=True)
