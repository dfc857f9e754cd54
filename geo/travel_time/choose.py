"""Which implementation answers: along the streets where a street file is given, straight line otherwise."""

from __future__ import annotations

from pathlib import Path

from geo.travel_time.model import TravelTimes
from geo.travel_time.profile import load_profile
from geo.travel_time.remembered import RememberedTimes
from geo.travel_time.straight_line import StraightLine


def travel_times(
    streets: Path | None, mode: str, *, cache: Path, detour_factor: float, own_profiles: Path | None = None
) -> TravelTimes:
    """Travel times of a mode over a street file, or over straight lines where there is none.

    ``streets``: an OpenStreetMap extract (.osm.pbf or .osm), or None. ``mode``: one of :data:`geo.travel_time.MODES`.
    ``cache``: folder for built networks, made when absent; a network is built once per extract and profile.
    ``detour_factor``: street length / straight line where there are no streets, at least 1. ``own_profiles``: folder
    with the user's own tables of speeds (:func:`geo.travel_time.profile.load_profile`), need not exist.
    Raises StreetNetworkError for an extract that gives no network, TravelTimeError for an unknown mode, WorkspaceError
    for a table of speeds that is not right.
    """
    profile = load_profile(mode, own_profiles)
    if streets is None:
        return StraightLine(profile, detour_factor)
    from geo.travel_time.engine import StreetTimes  # OSRM is loaded only where there are streets
    from geo.travel_time.network import street_network

    network = street_network(streets, profile, cache=cache)
    return RememberedTimes(StreetTimes.open(network, profile), network / "tables")
