"""Which points can be reached and which are cut off, by name; nothing is computed along streets here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.travel_time.model import MAX_SNAP_M, TravelTimeError

MOVED_M = 25.0
"""A point starts from another street than its own when its own is nearer by more than this, metres."""


class State(StrEnum):
    """How a point is joined to the main part of the network."""

    JOINED = "joined"
    NO_STREET = "no_street"
    CUT_OFF = "cut_off"
    NO_WAY_IN = "no_way_in"
    NO_WAY_OUT = "no_way_out"


@dataclass(frozen=True)
class Reachability:
    """What became of each point that was asked, for one mode.

    ``points``: DataFrame[name, state, street_m, start_m, moved], a row a point in the order asked. ``state``:

    - joined: has a way from the main part and back;
    - no_street: no street of the mode within 500 m;
    - cut_off: its street lies in a part that the main part neither reaches nor is reached from;
    - no_way_in, no_way_out: one of the two directions is missing, such as behind a one-way street.

    ``street_m``: metres to the nearest street of any part; ``start_m``: to the street where its travel starts, which is
    another one (``moved``) where the nearest street lies in a small part. ``main_share``: share of the network's
    streets that are the main part (0 to 1), from a sample; 1 where there is no network.
    """

    mode: str
    main_share: float
    points: pd.DataFrame

    def counts(self) -> dict[str, int]:
        """How many points are in each state, and how many start from another street than their own; all states."""
        states = {state.value: int((self.points["state"] == state.value).sum()) for state in State}
        return {**states, "moved": int(self.points["moved"].sum())}

    def cut_off(self) -> pd.DataFrame:
        """The points that are not joined, as in ``points``."""
        return self.points[self.points["state"] != State.JOINED.value]

    def names(self, state: State) -> list[str]:
        """Names of the points in one state, in the order asked."""
        return self.points.loc[self.points["state"] == state.value, "name"].tolist()


def checked_names(names: Sequence[str], count: int) -> list[str]:
    """The names as a list; raises TravelTimeError unless there is one for each of ``count`` points."""
    if len(names) != count:
        raise TravelTimeError(f"There are {len(names)} names for {count} points; give a name to each.")
    return [str(name) for name in names]


def everywhere(mode: str, names: Sequence[str], count: int) -> Reachability:
    """The report where there is no network: every point is joined."""
    listed = checked_names(names, count)
    nothing = np.zeros(count)
    there = np.ones(count, dtype=bool)
    return report(mode, 1.0, listed, street_m=nothing, start_m=nothing, reached=there, returns=there)


def report(
    mode: str,
    main_share: float,
    names: Sequence[str],
    *,
    street_m: npt.NDArray[np.float64],
    start_m: npt.NDArray[np.float64],
    reached: npt.NDArray[np.bool_],
    returns: npt.NDArray[np.bool_],
) -> Reachability:
    """The report of n named points, from their distances to streets and their ways from and to the main part, (n,)."""
    far = [street_m > MAX_SNAP_M, ~reached & ~returns, ~reached, ~returns]
    states = [State.NO_STREET.value, State.CUT_OFF.value, State.NO_WAY_IN.value, State.NO_WAY_OUT.value]
    state = np.select(far, states, default=State.JOINED.value)
    frame = pd.DataFrame(
        {
            "name": list(names),
            "state": state,
            "street_m": street_m,
            "start_m": start_m,
            "moved": (start_m - street_m > MOVED_M) & (state == State.JOINED.value),
        }
    )
    return Reachability(mode, main_share, frame)
