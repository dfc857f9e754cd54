"""Travel times and lines between points: along the streets where there is a street file, straight line elsewhere.

Others use what is named here. Choosing hubs, areas or routes with these times does not belong in this folder.
"""

from __future__ import annotations

from geo.travel_time.choose import travel_times
from geo.travel_time.model import (
    MODES,
    SparseTimes,
    StreetNetworkError,
    TravelMatrix,
    TravelTimeError,
    TravelTimes,
    UnreachableError,
)
from geo.travel_time.reachability import Reachability, State
from geo.travel_time.sparse import nearest

__all__ = [
    "MODES",
    "Reachability",
    "SparseTimes",
    "State",
    "StreetNetworkError",
    "TravelMatrix",
    "TravelTimeError",
    "TravelTimes",
    "UnreachableError",
    "nearest",
    "travel_times",
]
