"""Readers of what Statistics Netherlands (CBS) publishes: boundaries of buurten, key figures, earlier boundaries.

What belongs here: file formats, names, units and suppressed figures of CBS and PDOK. What does not: what the figures
are used for; carrying figures from one year's buurten to another's (:mod:`geo.area_change`).

The shape of a StatLine table on disk is told in :mod:`geo.sources.cbs.statline`.
"""

from geo.sources.cbs.buurten import ATTRIBUTION, LICENCE, Buurten, read_buurten
from geo.sources.cbs.earlier import read_earlier_buurten
from geo.sources.cbs.key_figures import read_key_figures

__all__ = ["ATTRIBUTION", "LICENCE", "Buurten", "read_buurten", "read_earlier_buurten", "read_key_figures"]
