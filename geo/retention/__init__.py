"""Retention periods: what they are (a YAML for the privacy officer) and how they are applied to the database."""

from geo.retention.enforce import PERIODED, Removed, brought_back, enforce, overdue, record
from geo.retention.periods import OWN, Periods, load_periods, today_of

__all__ = [
    "OWN",
    "PERIODED",
    "Periods",
    "Removed",
    "brought_back",
    "enforce",
    "load_periods",
    "overdue",
    "record",
    "today_of",
]
