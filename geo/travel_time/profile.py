"""The speeds of each mode as a table that a planner or researcher can read and change: read, checked, written for OSRM.

The tables are ``profiles/MODE.yaml``. What the rules of the road do with them (one-ways, barriers, access, turns) is in
the Lua files beside them and in OSRM's own profiles; building a network is in ``network``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.travel_time.model import checked_mode
from geo.yaml_keys import Keys, a_mapping, read_yaml, some_lines

PROFILES = Path(__file__).parent / "profiles"
"""The tables and the Lua files that are shipped."""

SCRIPTS: Mapping[str, str] = {
    "foot": "wijk_foot.lua",
    "foot_slow": "wijk_foot.lua",
    "cargo_bike": "wijk_cargo_bike.lua",
    "car": "wijk_car.lua",
}
"""The Lua file of each mode."""

ROUNDED_S, PIECE_M = 0.05, 5.0
"""OSRM rounds the time of each piece of street to a tenth of a second: half of that may be won on every few metres."""

HIGHEST_KMH = 150.0
_WORD = re.compile(r"[a-z0-9][a-z0-9:_-]*")


@dataclass(frozen=True)
class Profile:
    """How fast one mode goes, by kind of way, and what turns cost it.

    Speeds in km/h by OpenStreetMap's word for the kind of way or surface, costs in seconds, sizes in metres and
    kilograms. ``roads_kmh`` names every kind of road that is travelled; surfaces, smoothness and tracks are limits.
    ``pushed_kmh`` holds ways on which a bike is pushed. ``share_of_limit`` is the part of a tagged speed limit that is
    driven (0: limits are not read). ``top_kmh`` is above every speed; 0 where the table itself has the highest.
    """

    mode: str
    straight_line_kmh: float
    last_metres_kmh: float
    elsewhere_kmh: float
    ferry_kmh: float
    movable_bridge_kmh: float
    top_kmh: float
    share_of_limit: float
    roads_kmh: Mapping[str, float]
    pushed_kmh: Mapping[str, float]
    surfaces_kmh: Mapping[str, float]
    smoothness_kmh: Mapping[str, float]
    tracks_kmh: Mapping[str, float]
    turns_s: Mapping[str, float]
    size: Mapping[str, float]
    closed_barriers: tuple[str, ...]

    @property
    def straight_line_m_s(self) -> float:
        """Speed over straight line x detour factor, metres a second."""
        return self.straight_line_kmh / 3.6

    @property
    def last_metres_m_s(self) -> float:
        """Speed between a street and a place beside it, metres a second."""
        return self.last_metres_kmh / 3.6

    def top_speed_m_s(self, *, ferries: bool) -> float:
        """Speed along streets that no way exceeds, metres a second, with or without a ferry among them."""
        table = max([self.elsewhere_kmh, *self.roads_kmh.values(), *self.pushed_kmh.values()])
        roads = self.top_kmh if self.share_of_limit else min(table, self.top_kmh or table)
        top = max(roads, self.movable_bridge_kmh, self.ferry_kmh if ferries else 0.0) / 3.6
        return top / (1 - top * ROUNDED_S / PIECE_M)

    @property
    def travelled(self) -> frozenset[str]:
        """Kinds of road on which the mode goes at all."""
        return frozenset(kind for table in (self.roads_kmh, self.pushed_kmh) for kind, speed in table.items() if speed)

    def lua(self) -> str:
        """The table as a Lua module; the same table gives the same text."""
        numbers = {
            "elsewhere_kmh": self.elsewhere_kmh,
            "ferry_kmh": self.ferry_kmh or None,
            "movable_bridge_kmh": self.movable_bridge_kmh or None,
            "top_kmh": self.top_kmh or None,
            "share_of_limit": self.share_of_limit,
        }
        tables = {
            "roads_kmh": {kind: speed for kind, speed in self.roads_kmh.items() if speed},
            "pushed_kmh": {kind: speed for kind, speed in self.pushed_kmh.items() if speed},
            "surfaces_kmh": self.surfaces_kmh,
            "smoothness_kmh": self.smoothness_kmh,
            "tracks_kmh": self.tracks_kmh,
            "turns_s": self.turns_s,
            "size": self.size,
        }
        lines = [f"  {name} = {value!r}," for name, value in numbers.items() if value is not None]
        for name, values in tables.items():
            inside = ", ".join(f'["{key}"] = {values[key]!r}' for key in sorted(values))
            lines.append(f"  {name} = {{ {inside} }},")
        barriers = ", ".join(f'"{barrier}"' for barrier in self.closed_barriers)
        return "\n".join(["return {", *lines, f"  closed_barriers = {{ {barriers} }},", "}", ""])


def load_profile(mode: str, own: Path | None = None) -> Profile:
    """The table of a mode as shipped, with what the user's own table of that name changes.

    ``mode``: one of :data:`geo.travel_time.MODES`. ``own``: folder with tables of the user's, ``foot.yaml`` and so on;
    each holds only what it changes. Raises TravelTimeError for an unknown mode, WorkspaceError for a bad table.
    """
    path = PROFILES / f"{checked_mode(mode)}.yaml"
    content = read_yaml(path)
    if own is not None and (own / path.name).is_file():
        path = own / path.name
        content = _merged(content, read_yaml(path))
    return _profile(mode, content, str(path))


def _merged(shipped: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """``shipped`` with the lines of ``own``; a table keeps the lines that ``own`` does not name."""
    merged = dict(shipped)
    for key, value in own.items():
        before = shipped.get(key)
        merged[key] = {**before, **value} if isinstance(before, dict) and isinstance(value, dict) else value
    return merged


def _profile(mode: str, content: dict[str, Any], where: str) -> Profile:
    keys = Keys(content, where)
    speed, speeds = _number(0, HIGHEST_KMH, "km/h"), _numbers(0, HIGHEST_KMH, "km/h")
    walked = _number(0.1, HIGHEST_KMH, "km/h")
    profile = Profile(
        mode=mode,
        straight_line_kmh=keys.take("straight_line_kmh", walked),
        last_metres_kmh=keys.take("last_metres_kmh", walked),
        elsewhere_kmh=keys.take("elsewhere_kmh", walked),
        ferry_kmh=keys.take("ferry_kmh", speed, 0.0),
        movable_bridge_kmh=keys.take("movable_bridge_kmh", speed, 0.0),
        top_kmh=keys.take("top_kmh", speed, 0.0),
        share_of_limit=keys.take("share_of_limit", _number(0, 1, "of the limit"), 0.0),
        roads_kmh=keys.take("roads_kmh", speeds),
        pushed_kmh=keys.take("pushed_kmh", speeds, {}),
        surfaces_kmh=keys.take("surfaces_kmh", speeds, {}),
        smoothness_kmh=keys.take("smoothness_kmh", speeds, {}),
        tracks_kmh=keys.take("tracks_kmh", speeds, {}),
        turns_s=keys.take("turns_s", _numbers(0, 600, "seconds")),
        size=keys.take("size", _numbers(0, 100_000, "metres or kilograms"), {}),
        closed_barriers=keys.take("closed_barriers", _words, ()),
    )
    keys.refuse_rest()
    if not any(profile.roads_kmh.values()):
        raise keys.error("roads_kmh", "closes every road; give at least one of them a speed")
    if profile.share_of_limit and not profile.top_kmh:
        raise keys.error("top_kmh", "is missing; where tagged limits are read, no speed bounds how far one gets")
    return profile


def _number(low: float, high: float, unit: str) -> Callable[[Any], float]:
    def check(value: Any) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value <= high:
            raise ValueError(f"must be a number from {low:g} to {high:g} {unit}")
        return float(value)

    return check


def _numbers(low: float, high: float, unit: str) -> Callable[[Any], dict[str, float]]:
    number = _number(low, high, unit)

    def check(value: Any) -> dict[str, float]:
        table = a_mapping(value)
        _words(list(table))
        for key, entry in table.items():
            try:
                number(entry)
            except ValueError as error:
                raise ValueError(f"has '{key}', which {error}") from None
        return {key: float(entry) for key, entry in table.items()}

    return check


def _words(value: Any) -> tuple[str, ...]:
    """OpenStreetMap's words: small letters, digits, colons, hyphens and underscores, so that they are plain in Lua."""
    words = some_lines(value)
    odd = [word for word in words if not _WORD.fullmatch(word)]
    if odd:
        raise ValueError(f"has '{odd[0]}', which is no word of OpenStreetMap's (small letters, digits, _ - :)")
    return words
