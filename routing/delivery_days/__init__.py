"""Which supplier comes on which days, and whose goods move by how much: chosen with a proven bound.

Others use what is named here. Light to import: the solver is loaded in a process of its own.
"""

from __future__ import annotations

from routing.delivery_days.apart import choose_days
from routing.delivery_days.problem import (
    DAYS,
    Ask,
    DayChoice,
    DayProblem,
    DeliveryDaysError,
    Limits,
    minutes_lost,
    model_metres,
    today,
)

__all__ = [
    "DAYS",
    "Ask",
    "DayChoice",
    "DayProblem",
    "DeliveryDaysError",
    "Limits",
    "choose_days",
    "minutes_lost",
    "model_metres",
    "today",
]
