"""What each mode may use and how fast, read from OpenStreetMap's tags a second time, apart from OSRM's profiles.

Only the table of speeds is shared with the product (:func:`geo.travel_time.profile.load_profile`); the rules of access,
one-ways, barriers and limits are written anew from the meaning of the tags, in Python.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from geo.travel_time.profile import Profile

type Tags = Mapping[str, str]

YES = frozenset({"yes", "1", "true"})
CLOSED = {
    "foot": {"no", "private", "agricultural", "forestry", "delivery", "use_sidepath"},
    "cargo_bike": {"no", "private", "agricultural", "forestry", "delivery", "use_sidepath"},
    "car": {"no", "agricultural", "forestry", "emergency", "psv", "taxi", "bus", "foot", "restricted", "military",
            "official", "customers", "private", "delivery", "destination", "permit", "residents"},
}  # fmt: skip
FOR_THOSE_WHO_MUST = {"private", "delivery", "destination", "customers", "permit", "residents", "unknown"}
OPENED = {
    "foot": {"yes", "foot", "permissive", "designated"},
    "cargo_bike": {"yes", "permissive", "designated"},
    "car": {"yes", "motorcar", "motor_vehicle", "vehicle", "permissive", "designated", "hov"},
}
WHO = {
    "foot": ("foot", "access"),
    "cargo_bike": ("bicycle", "vehicle", "access"),
    "car": ("motorcar", "motor_vehicle", "vehicle", "access"),
}
OPEN_BARRIERS_CAR = {"cattle_grid", "border_control", "toll_booth", "sally_port", "no", "entrance",
                     "height_restrictor", "arch", "gate", "lift_gate"}  # fmt: skip
SOLID_BARRIERS = {"yes", "wall", "fence"}


@dataclass(frozen=True)
class Use:
    """How a way may be used in one direction: km/h (0: not at all), and whether only by those who must be there."""

    kmh: float
    only_to_be_there: bool = False
    start: bool = True


NO = Use(0.0)


def kind(mode: str) -> str:
    """The mode whose rules hold."""
    return "foot" if mode == "foot_slow" else mode


def node_closed(mode: str, tags: Tags, profile: Profile) -> bool:
    """Whether a node stops the mode."""
    rules = kind(mode)
    access = next((tags[key] for key in WHO[rules] if key in tags), None)
    barrier = tags.get("barrier")
    if rules == "cargo_bike" and (
        tags.get("cargo_bike") == "no"
        or min(_metres(tags, "maxwidth:physical"), _metres(tags, "opening")) < profile.size["width_m"]
    ):
        return True
    if access is not None:
        if rules == "cargo_bike" and tags.get("highway") == "crossing":
            return False
        return access in CLOSED[rules] and not (rules == "car" and access in FOR_THOSE_WHO_MUST)
    if barrier is None or (barrier == "fence" and tags.get("sensory") in {"audible", "audio"}):
        return False
    if rules == "car":
        free = (
            tags.get("bollard") == "rising"
            or tags.get("kerb") in {"lowered", "flush"}
            or (barrier == "kerb" and tags.get("highway") == "crossing")
        )
        low = barrier == "height_restrictor" and _metres(tags, "maxheight") < profile.size["height_m"]
        return low or (barrier not in OPEN_BARRIERS_CAR and not free)
    solid = SOLID_BARRIERS | set(profile.closed_barriers)
    return barrier in solid and not (rules == "foot" and tags.get("bollard") == "rising")


def uses(mode: str, tags: Tags, profile: Profile) -> tuple[Use, Use]:
    """How a way may be used along its nodes and against them."""
    if tags.get("highway") in {"proposed"} or tags.get("impassable") == "yes" or tags.get("status") == "impassable":
        return NO, NO
    found = {"foot": _foot, "cargo_bike": _cargo_bike, "car": _car}[kind(mode)](tags, profile)
    return found[0], found[1]


def _foot(tags: Tags, profile: Profile) -> tuple[Use, Use]:
    access = [_access(tags, "foot", way) for way in ("forward", "backward")]
    if tags.get("motorroad") == "yes":
        return NO, NO
    speed = _foot_speed(tags, profile, access[0])
    separate = any(tags.get(f"sidewalk{side}") == "separate" for side in ("", ":both", ":left", ":right"))
    result = []
    for direction, allowed in enumerate(access):
        closed = allowed in CLOSED["foot"] or (separate and allowed is None)
        against = {"yes": 1, "1": 1, "true": 1, "-1": 0}.get(tags.get("oneway:foot", ""), 2) == direction
        result.append(NO if closed or against else Use(speed, start=tags.get("route") != "ferry"))
    return result[0], result[1]


def _foot_speed(tags: Tags, profile: Profile, access: str | None) -> float:
    if tags.get("route") == "ferry":
        return profile.ferry_kmh
    speed = profile.roads_kmh.get(tags.get("highway", ""), 0.0)
    if not speed and (
        tags.get("railway") == "platform"
        or tags.get("man_made") == "pier"
        or tags.get("amenity") in {"parking", "parking_entrance"}
        or (access is not None and access not in CLOSED["foot"])
    ):
        speed = profile.elsewhere_kmh
    return _at_most(speed, tags, profile)


def _car(tags: Tags, profile: Profile) -> tuple[Use, Use]:
    highway = tags.get("highway", "")
    ferry = tags.get("route") == "ferry"
    if (
        (not highway and not ferry)
        or tags.get("area") == "yes"
        or highway in {"steps", "construction"}
        or tags.get("oneway") == "reversible"
        or tags.get("construction", "no") not in {"no", "widening", "minor"}
        or tags.get("service") == "emergency_access"
        or _too_big(tags, profile)
    ):
        return NO, NO
    ways = _one_way(tags, ("motorcar", "motor_vehicle", "vehicle"))
    result = []
    for direction, name in enumerate(("forward", "backward")):
        access = _access(tags, "car", name)
        must = access in FOR_THOSE_WHO_MUST and highway in profile.roads_kmh
        if not ways[direction] or (access in CLOSED["car"] and not must):
            result.append(NO)
            continue
        speed = profile.ferry_kmh if ferry else profile.roads_kmh.get(highway, 0.0)
        if tags.get("bridge") == "movable":
            speed = profile.movable_bridge_kmh
        if not speed and access is not None:
            speed = profile.elsewhere_kmh
        limit = _limit(tags, name)
        if limit and speed:
            speed = limit * profile.share_of_limit
        speed = min(_at_most(speed, tags, profile), profile.top_kmh)
        blocked = highway == "service" and access == "private"
        result.append(Use(speed, must, start=not ferry and not blocked))
    return result[0], result[1]


def _cargo_bike(tags: Tags, profile: Profile) -> tuple[Use, Use]:
    highway = tags.get("highway", "")
    access = [_access(tags, "cargo_bike", way) for way in ("forward", "backward")]
    first = next((tags[key] for key in WHO["cargo_bike"] if key in tags), None)
    if (
        first in CLOSED["cargo_bike"]
        or all(allowed in CLOSED["cargo_bike"] for allowed in access)
        or tags.get("motorroad") == "yes"
        or highway == "construction"
        or tags.get("construction", "no") not in {"no", "widening", "minor"}
        or tags.get("cargo_bike") == "no"
        or _metres(tags, "width") < profile.size["width_m"]
        or _cycleway_elsewhere(tags)
    ):
        return NO, NO
    ferry = tags.get("route") == "ferry"
    elsewhere = tags.get("amenity") in {"parking", "parking_entrance"} or first in OPENED["cargo_bike"]
    pushed_there = tags.get("railway") == "platform" or tags.get("public_transport") == "platform"
    ridden = profile.ferry_kmh if ferry else profile.roads_kmh.get(highway, 0.0)
    if tags.get("bridge") == "movable":
        ridden = profile.movable_bridge_kmh
    elif pushed_there:
        ridden = profile.pushed_kmh["other"]
    elif not ridden and elsewhere:
        ridden = profile.elsewhere_kmh
    ways = _one_way(tags, ("bicycle",))
    speeds = [ridden if way else 0.0 for way in ways]
    lanes = _cycle_lanes(tags, ways)
    speeds = [profile.roads_kmh["cycleway"] if lane else speed for lane, speed in zip(lanes, speeds, strict=True)]
    round_about = tags.get("junction") in {"roundabout", "circular"} or highway == "motorway"
    on_foot = _pushed(tags, profile, allowed=bool(ridden))
    speeds = [
        speed or (on_foot if direction == 0 or highway in profile.pushed_kmh or not round_about else 0.0)
        for direction, speed in enumerate(speeds)
    ]
    if tags.get("bicycle") == "dismount":
        speeds = [profile.pushed_kmh["other"]] * 2
    limits = [_number(tags.get(f"maxspeed:{way}", "")) or _number(tags.get("maxspeed", "")) for way in
              ("forward", "backward")]  # fmt: skip
    result = []
    for speed, limit, allowed in zip(speeds, limits, access, strict=True):
        closed = allowed in CLOSED["cargo_bike"]
        slow = min(_at_most(speed, tags, profile), limit or profile.top_kmh, profile.top_kmh)
        result.append(NO if closed else Use(slow, start=not ferry))
    return result[0], result[1]


def _cycleway_elsewhere(tags: Tags) -> bool:
    separate = any(tags.get(f"cycleway{side}") == "separate" for side in ("", ":both", ":left", ":right"))
    return separate and tags.get("bicycle") not in {"yes", "permissive", "designated", "destination"}


def _cycle_lanes(tags: Tags, ways: tuple[bool, bool]) -> tuple[bool, bool]:
    """Where a lane or track on the road itself lets one ride along, and against, the nodes."""
    along = {"track", "lane", "share_busway", "sharrow", "shared", "shared_lane"}
    against = {"opposite", "opposite_lane", "opposite_track"}
    both, left, right = (
        tags.get("cycleway") or tags.get("cycleway:both"), tags.get("cycleway:left"), tags.get("cycleway:right")
    )  # fmt: skip
    round_about = tags.get("junction") in {"roundabout", "circular"}
    if all(ways) and not round_about:
        return both in along or right in along or left in against, both in along or left in along or right in against
    if both in against or left in against or right in against:
        return True, True
    one = both in along or left in along or right in along
    return (one, False) if ways[0] else (False, one)


def _pushed(tags: Tags, profile: Profile, *, allowed: bool) -> float:
    highway = tags.get("highway", "")
    if tags.get("foot") == "no":
        return 0.0
    if highway in profile.pushed_kmh:
        return profile.pushed_kmh[highway]
    if tags.get("man_made") == "pier" or tags.get("foot") == "yes" or allowed:
        return profile.pushed_kmh["other"]
    return 0.0


def _one_way(tags: Tags, who: tuple[str, ...]) -> tuple[bool, bool]:
    oneway = next((tags[f"oneway:{key}"] for key in who if f"oneway:{key}" in tags), tags.get("oneway"))
    if oneway in YES:
        return True, False
    if oneway == "-1":
        return False, True
    implied = tags.get("junction") in {"roundabout", "circular"} or tags.get("highway") == "motorway"
    return True, not (implied and oneway not in {"no", "0", "false"})


def _access(tags: Tags, rules: str, direction: str) -> str | None:
    for key in WHO[rules]:
        value = tags.get(f"{key}:{direction}", tags.get(key))
        if value is not None:
            parts = [part.strip() for part in value.split(";")]
            must = FOR_THOSE_WHO_MUST if rules == "car" else set()
            return max(parts, key=lambda part: (part in OPENED[rules], part in must, part in CLOSED[rules]))
    return None


def _limit(tags: Tags, direction: str) -> float:
    for key in ("maxspeed:advisory", "maxspeed", "source:maxspeed", "maxspeed:type"):
        value = tags.get(f"{key}:{direction}", tags.get(key))
        if value is not None:
            named = {"nl:urban": 50, "nl:rural": 80, "nl:trunk": 100, "nl:motorway": 130, "none": 140}
            return _number(value) or float(named.get(value.lower(), 0))
    return 0.0


def _at_most(speed: float, tags: Tags, profile: Profile) -> float:
    for key, table in (
        ("surface", profile.surfaces_kmh), ("smoothness", profile.smoothness_kmh), ("tracktype", profile.tracks_kmh)
    ):  # fmt: skip
        speed = min(speed, table.get(tags.get(key, ""), speed))
    return speed


def _too_big(tags: Tags, profile: Profile) -> bool:
    wide = next((tags[key] for key in ("maxwidth:physical", "maxwidth", "width", "est_width") if key in tags), None)
    size = profile.size
    return (
        (wide is not None and 0 < _number(wide) <= size["width_m"])
        or min(_metres(tags, "maxheight:physical"), _metres(tags, "maxheight")) < size["height_m"]
        or _metres(tags, "maxlength") < size["length_m"]
        or min(_metres(tags, "maxweight"), _metres(tags, "maxweightrating")) * 1000 < size["weight_kg"]
    )


def _metres(tags: Tags, key: str) -> float:
    return _number(tags.get(key, "")) or 99.0


def _number(text: str) -> float:
    found = re.match(r"\d+(\.\d+)?", text.replace(",", "."))
    return float(found.group()) if found else 0.0
