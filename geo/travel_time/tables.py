"""Large tables of an OSRM network: in chunks, and by a second process where the machine has a core for it.

OSRM's binding works on one core and keeps Python waiting meanwhile; the second process opens the same network (its
files are mapped, not read) and answers for the other half of the destinations. Points are in degrees here.

``python -m geo.travel_time.tables FOLDER`` is that process: it reads ``asked.npz`` in FOLDER and writes ``answer.npz``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from geo.travel_time.answers import Degrees, ask_table, open_network
from geo.travel_time.facts import read_facts
from geo.travel_time.model import MAX_SNAP_M, StreetNetworkError, TravelMatrix

CHUNK_PAIRS = 1_000_000
"""Pairs a call at most: the binding needs some 250 bytes for each."""

CHUNK_ROWS = 1000
SHARED_PAIRS = 1_000_000
"""Pairs from which a second process, which takes half a second to start, is worth it."""

ASKED, ANSWER = "asked.npz", "answer.npz"


def table(folder: Path, engine: Any, main_place: Degrees, start: Degrees, end: Degrees) -> TravelMatrix:
    """Times and lengths from all of ``start`` to all of ``end``, NaN in both where there is no way.

    ``folder``: the built network that ``engine`` has open. ``main_place``: a place in its main part. What a pair takes
    depends on the pair alone, so it does not matter who answers. Raises StreetNetworkError where the second process
    fails.
    """
    if len(start) * len(end) < SHARED_PAIRS or (os.cpu_count() or 1) < 2:
        return in_chunks(engine, main_place, start, end)
    half = len(end) // 2
    with tempfile.TemporaryDirectory() as place:
        np.savez(Path(place, ASKED), start=start, end=end[half:], network=str(folder))
        command = [sys.executable, "-m", "geo.travel_time.tables", place]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as beside:
            try:
                own = in_chunks(engine, main_place, start, end[:half])
                _, said = beside.communicate()
            except BaseException:
                beside.kill()
                raise
        if beside.returncode != 0:
            reason = (said.strip().splitlines() or ["it gave no reason"])[-1]
            raise StreetNetworkError(
                f"The second process for a table of travel times ended early ({reason}); run again."
            )
        with np.load(Path(place, ANSWER)) as answer:
            return TravelMatrix(
                np.hstack([own.duration_s, answer["duration_s"]]), np.hstack([own.length_m, answer["length_m"]])
            )


def in_chunks(engine: Any, main_place: Degrees, start: Degrees, end: Degrees) -> TravelMatrix:
    """The same by this process alone."""
    if 0 < len(start) <= CHUNK_ROWS and 0 < len(start) * len(end) <= CHUNK_PAIRS:
        return _chunk(engine, main_place, start, end)  # the lists themselves: one list given twice is looked up once
    duration, length = np.empty((2, len(start), len(end)), dtype=np.float32)
    for rows in chunks(len(start), max(CHUNK_ROWS, CHUNK_PAIRS // max(1, len(end)))):
        for columns in chunks(len(end), max(1, CHUNK_PAIRS // (rows.stop - rows.start))):
            answer = _chunk(engine, main_place, start[rows], end[columns])
            duration[rows, columns], length[rows, columns] = answer.duration_s, answer.length_m
    return TravelMatrix(duration, length)


def chunks(length: int, size: int) -> Iterator[slice]:
    """Slices of at most ``size`` that cover ``length`` places in order."""
    for begin in range(0, length, size):
        yield slice(begin, min(begin + size, length))


def _chunk(engine: Any, main_place: Degrees, start: Degrees, end: Degrees) -> TravelMatrix:
    """One question to OSRM; NaN in both where there is no way, or a point is too far from its street."""
    answer = ask_table(engine, start, end, main_place)
    unreachable = np.isnan(answer.duration_s) | np.isnan(answer.length_m)
    unreachable[answer.start.distance_m > MAX_SNAP_M] = True
    unreachable[:, answer.end.distance_m > MAX_SNAP_M] = True
    answer.duration_s[unreachable] = np.nan
    answer.length_m[unreachable] = np.nan
    return TravelMatrix(answer.duration_s, answer.length_m)


def _answer(place: Path) -> None:
    with np.load(place / ASKED) as asked:
        network = Path(str(asked["network"]))
        start, end = ([(float(x), float(y)) for x, y in asked[name]] for name in ("start", "end"))
    found = in_chunks(open_network(network), read_facts(network).main_place, start, end)
    np.savez(place / ANSWER, duration_s=found.duration_s, length_m=found.length_m)


if __name__ == "__main__":
    _answer(Path(sys.argv[1]))
