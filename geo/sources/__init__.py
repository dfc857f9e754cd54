"""Readers of the files of a workspace: from a path to clean frames, rejects and warnings.

What belongs here: reading, typing, pseudonyms, the split between ``intake`` and ``vault``. What does not: writing to
the database (:mod:`geo.db.landing`) and any planning.
"""

from geo.sources.addresses import AddressBook
from geo.sources.landed import Landed, SourceError
from geo.sources.reading import SOURCES, read_source

__all__ = ["SOURCES", "AddressBook", "Landed", "SourceError", "read_source"]
