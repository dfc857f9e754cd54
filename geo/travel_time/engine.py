"""Travel times along the streets: an OSRM network asked in chunks; points go in and out in RD New."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import osrm
from pyproj import Transformer
from shapely import LineString

from geo.travel_time.answers import (
    Degrees,
    Snapped,
    ask_nearest_m,
    ask_snapped,
    open_network,
)
from geo.travel_time.facts import NetworkFacts, read_facts
from geo.travel_time.model import (
    MAX_SNAP_M,
    Points,
    SparseTimes,
    TravelMatrix,
    UnreachableError,
    checked_line_points,
    checked_points,
)
from geo.travel_time.profile import Profile
from geo.travel_time.reachability import Reachability, checked_names, report
from geo.travel_time.sparse import Indices, checked_limit, within_limit
from geo.travel_time.tables import chunks, table

SNAPPED_AT_ONCE = 20_000
ROUNDED_M = 1.0
"""OSRM rounds places to a millionth of a degree."""


@dataclass(frozen=True)
class StreetTimes:
    """Travel times of one mode along the streets, from a network that :func:`street_network` built.

    A point starts from its nearest street, or, where that lies in a small part of the network, from the nearest street
    of a big part. A point over 500 m from its street is unreachable. The metres between a point and its street count
    for nothing. What a pair takes depends on the pair alone, whatever else is asked with it.
    """

    profile: Profile
    facts: NetworkFacts
    _folder: Path = field(repr=False, compare=False)
    _engine: Any = field(repr=False, compare=False)
    _to_degrees: Transformer = field(repr=False, compare=False)
    _to_rd: Transformer = field(repr=False, compare=False)
    method: ClassVar[str] = "network"

    @classmethod
    def open(cls, folder: Path, profile: Profile) -> StreetTimes:
        """Opens a built network; raises StreetNetworkError where it is not whole."""
        return cls(
            profile, read_facts(folder), folder, open_network(folder), _between(28992, 4326), _between(4326, 28992)
        )

    @property
    def mode(self) -> str:
        """One of :data:`geo.travel_time.MODES`."""
        return self.profile.mode

    @property
    def top_speed_m_s(self) -> float:
        """As :attr:`TravelTimes.top_speed_m_s`."""
        return self.profile.top_speed_m_s(ferries=self.facts.ferries)

    @property
    def last_metres_m_s(self) -> float:
        """As :attr:`TravelTimes.last_metres_m_s`."""
        return self.profile.last_metres_m_s

    def table(self, origins: Points, destinations: Points) -> TravelMatrix:
        """Times and distances from every origin to every destination; points (n, 2) and (m, 2), RD New metres."""
        start_points, end_points = checked_points(origins), checked_points(destinations)
        start = self._degrees(start_points)
        end = start if np.array_equal(start_points, end_points) else self._degrees(end_points)
        return self._table(start, end)

    def within(self, origins: Points, destinations: Points, limit_s: float) -> SparseTimes:
        """As :meth:`TravelTimes.within`."""
        limit = checked_limit(limit_s)
        start_points, end_points = checked_points(origins), checked_points(destinations)
        start, end = self._degrees(start_points), self._degrees(end_points)
        start_places = self._starts(start)
        end_places = start_places if np.array_equal(start_points, end_points) else self._starts(end)

        def ask(rows: Indices, columns: Indices) -> TravelMatrix:
            return self._table([start[row] for row in rows], [end[column] for column in columns])

        reach_m = limit * self.top_speed_m_s + ROUNDED_M
        return within_limit(ask, start_places, end_places, limit_s=limit, reach_m=reach_m)

    def reachability(self, points: Points, names: Sequence[str]) -> Reachability:
        """Which of n points have a way from the main part of the network and back, by name; two tables of one row."""
        places = self._degrees(checked_points(points))
        listed = checked_names(names, len(places))
        main = self.facts.main_place
        return report(
            self.mode,
            self.facts.main_share,
            listed,
            street_m=ask_nearest_m(self._engine, places),
            start_m=self._snapped(places).distance_m,
            reached=~np.isnan(self._table(main, places).duration_s[0]),
            returns=~np.isnan(self._table(places, main).duration_s[:, 0]),
        )

    def line(self, points: Points) -> LineString:
        """The way along the streets through all points in their order, RD New.

        Begins and ends on the streets nearest to the first and the last point. Raises UnreachableError where two points
        that follow each other have no way between them, or a point is over 500 m from every street.
        """
        route = self._degrees(checked_line_points(points))
        snapped = self._snapped(route)
        far = snapped.distance_m.max()
        if far > MAX_SNAP_M:
            raise UnreachableError(
                f"A point of the line is {far:.0f} m from the nearest street; {MAX_SNAP_M:.0f} m is the limit."
            )
        asked = osrm.RouteParameters(
            coordinates=[tuple(place) for place in snapped.place.tolist()],  # where the table starts, not nearer scraps
            geometries="geojson",
            overview="full",
            continue_straight=False,
            generate_hints=False,
        )
        try:
            answer = self._engine.Route(asked)
        except RuntimeError as error:
            raise UnreachableError(
                f"There is no way by {self.mode} along the streets through these {len(route)} points ({error}); "
                "leave out the points that cannot be reached."
            ) from error
        way = np.array([list(place) for place in answer["routes"][0]["geometry"]["coordinates"]], dtype=np.float64)
        return LineString(self._metres(way))

    def snap_distance_m(self, points: Points) -> npt.NDArray[np.float64]:
        """Metres from each point to the street where its travel starts, (n,)."""
        return self._snapped(self._degrees(checked_points(points))).distance_m

    def _table(self, start: Degrees, end: Degrees) -> TravelMatrix:
        return table(self._folder, self._engine, self.facts.main_place, start, end)

    def _starts(self, places: Degrees) -> Points:
        """Where the travel of each place starts, RD New; NaN where that is too far from it."""
        snapped = self._snapped(places)
        starts = self._metres(snapped.place)
        starts[snapped.distance_m > MAX_SNAP_M] = np.nan
        return starts

    def _snapped(self, places: Degrees) -> Snapped:
        some = (places[part] for part in chunks(len(places), SNAPPED_AT_ONCE))
        parts = [ask_snapped(self._engine, each, self.facts.main_place) for each in some]
        distance = np.concatenate([np.empty(0), *(part.distance_m for part in parts)])
        return Snapped(distance, np.concatenate([np.empty((0, 2)), *(part.place for part in parts)]))

    def _degrees(self, points: Points) -> Degrees:
        longitude, latitude = self._to_degrees.transform(points[:, 0], points[:, 1])
        return list(zip(longitude.tolist(), latitude.tolist(), strict=True))

    def _metres(self, degrees: npt.NDArray[np.float64]) -> Points:
        x, y = self._to_rd.transform(degrees[:, 0], degrees[:, 1])
        return np.column_stack([x, y])


@cache
def _between(source: int, target: int) -> Transformer:
    """From one system (EPSG) to another; to make one takes a fifth of a second."""
    return Transformer.from_crs(source, target, always_xy=True)
