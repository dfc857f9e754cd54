"""What can be bundled: the past counted, kilometres before and after, delivery days, cooperation, and other ways.

Others use what is named here. ``history`` says what a flow is and what may share a load; ``possible`` counts what could
have gone together; ``flows`` and ``kilometres`` measure; ``delivery_days``, ``cooperation`` and ``options`` look ahead.
"""

from __future__ import annotations

from routing.bundling.flows import flows
from routing.bundling.history import BundlingError, History, history, in_period
from routing.bundling.kilometres import Balance, Driving, balance
from routing.bundling.possible import bundling, bundling_parts
from routing.bundling.roads import Roads, roads

__all__ = [
    "Balance",
    "BundlingError",
    "Driving",
    "History",
    "Roads",
    "balance",
    "bundling",
    "bundling_parts",
    "flows",
    "history",
    "in_period",
    "roads",
]
