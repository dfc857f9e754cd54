"""Looks through an OpenStreetMap extract before a network is built from it: is it whole, how much street is in it."""

from __future__ import annotations

from pathlib import Path

import osmium

from geo.travel_time.model import StreetNetworkError


def missing_extract(extract: Path) -> StreetNetworkError:
    """The error for a street file that is not there."""
    return StreetNetworkError(
        f"The street file {extract.name} is not there; put it back, or leave 'streets' out of region.yaml."
    )


def count_street_nodes(extract: Path) -> int:
    """Counts the nodes of all ways tagged highway, reading the file to its end.

    ``extract``: .osm.pbf or .osm. A node that two streets share counts twice. Raises StreetNetworkError for a file that
    is absent, broken or without streets. (OSRM's extractor itself passes over everything that is not a street, faster
    than a filtered copy can be written.)
    """
    if not extract.is_file():
        raise missing_extract(extract)
    try:
        ways = osmium.FileProcessor(extract, osmium.osm.WAY).with_filter(osmium.filter.KeyFilter("highway"))
        nodes = sum(len(way.nodes) for way in ways if isinstance(way, osmium.osm.Way))
    except (RuntimeError, OSError, ValueError) as error:
        raise StreetNetworkError(
            f"The street file {extract.name} cannot be read ({error}); it is cut off or not an OpenStreetMap file. "
            "Fetch it again."
        ) from error
    if not nodes:
        raise StreetNetworkError(
            f"The street file {extract.name} holds no streets; take an extract that covers the region."
        )
    return nodes
