"""Retention periods: what they are (a YAML for the privacy officer) and how they are applied to the database."""

from geo.retention.enforce import Removed, enforce, overdue, record
from geo.retention.periods import OWN, Periods, load_periods, today_of

__all__ = ["OWN", "Periods", "Removed", "enforce", "load_periods", "overdue", "record", "today_of"]
