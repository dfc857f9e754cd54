"""The one table of fields of the workspace's own files; reader, templates and data dictionary follow from it.

Adding a column to a file is adding a line in its module: :mod:`.places` (social map, hubs, suppliers), :mod:`.care`
(deliveries, visits, orders once and standing, rounds, wishes, signals), :mod:`.driving` (concierges, their
appointments, vehicles, trips); what several files share is in :mod:`.shared`, what a field and a file are in
:mod:`.model`. How a kind is parsed is in :mod:`geo.sources.kinds`, what rows must satisfy across columns in
:mod:`geo.sources.checks`, other names of a column in :mod:`geo.sources.synonyms`; files of others (CBS, OpenStreetMap)
have modules of their own.
"""

from __future__ import annotations

from geo.sources.fields import care, driving, places
from geo.sources.fields.model import Field, Kind, SourceFile, joined_key, keys_of

__all__ = ["Field", "Kind", "SourceFile", "joined_key", "keys_of", "own_files", "round_file"]


def own_files() -> dict[str, SourceFile]:
    """The workspace's own files by source."""
    files = (
        places.facility(), places.hub(), places.supplier(), places.depot(),
        care.delivery(), care.visit(), care.order_line(), care.standing_order(), care.wish(),
        driving.concierge(), driving.duty(), driving.vehicle(), driving.trip_request(), care.signal_count(),
    )  # fmt: skip
    return {file.source: file for file in files}


def round_file() -> SourceFile:
    """What a route sheet exports: written by the platform, so no template and no mapping."""
    return care.round_file()
