"""Looks through an OpenStreetMap extract before a network is built from it: is it whole, how much street is in it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import osmium

from geo.travel_time.model import StreetNetworkError

SAMPLE_WAYS = 600
"""Streets of which a place is kept, to tell the main part of the network by."""


@dataclass(frozen=True)
class Streets:
    """What an extract holds of the streets of one mode.

    ``nodes``: nodes of all its ways; one that two share counts twice. ``sample``: places on them, (n, 2) degrees.
    ``ferries``: whether any ferry sails.
    """

    nodes: int
    sample: npt.NDArray[np.float64]
    ferries: bool


def missing_extract(extract: Path) -> StreetNetworkError:
    """The error for a street file that is not there."""
    return StreetNetworkError(
        f"The street file {extract.name} is not there; put it back, or leave 'streets' out of region.yaml."
    )


def look_through(extract: Path, kinds: Collection[str]) -> Streets:
    """How much street an extract holds and where, reading the file to its end; the same file gives the same sample.

    ``extract``: .osm.pbf or .osm. ``kinds``: OpenStreetMap's words for the roads of the mode (``highway=...``).
    Raises StreetNetworkError for a file that is absent, broken or without any street, of this mode or another.
    (OSRM's extractor itself passes over everything that is not a street, faster than a filtered copy can be written.)
    """
    if not extract.is_file():
        raise missing_extract(extract)
    try:
        ways = osmium.FileProcessor(extract, osmium.osm.NODE | osmium.osm.WAY).with_locations()
        ways = ways.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
        some, ferries, count, places = False, False, 0, set()
        for way in ways.with_filter(osmium.filter.KeyFilter("highway", "route")):
            if isinstance(way, osmium.osm.Way) and (length := len(way.nodes)):
                kind = way.tags.get("highway")
                some, ferries = some or kind is not None, ferries or way.tags.get("route") == "ferry"
                if kind in kinds:
                    count += length
                    middle = way.nodes[length // 2].location
                    if middle.valid():
                        places.add((middle.lon, middle.lat))
        drawn = np.random.default_rng(1).permutation(np.array(sorted(places)).reshape(-1, 2))[:SAMPLE_WAYS]
    except (RuntimeError, OSError, ValueError) as error:
        raise StreetNetworkError(
            f"The street file {extract.name} cannot be read ({error}); it is cut off or not an OpenStreetMap file. "
            "Fetch it again."
        ) from error
    if not some:
        raise StreetNetworkError(
            f"The street file {extract.name} holds no streets; take an extract that covers the region."
        )
    return Streets(count, drawn, ferries)
