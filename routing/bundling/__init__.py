"""What can be bundled: the past counted, kilometres before and after, delivery days, cooperation, and other ways.

Others use what is named here. ``history`` says what a flow is and what may share a load; ``possible`` counts what could
have gone together; ``flows`` and ``kilometres`` measure; ``front``, ``cooperation`` and ``options`` look ahead;
``study`` asks all of it.
"""

from __future__ import annotations

from routing.bundling.flows import flows
from routing.bundling.history import BundlingError, History, channels, history, in_period
from routing.bundling.kilometres import Balance, Driving, balance
from routing.bundling.possible import bundling, bundling_parts
from routing.bundling.roads import Roads, roads
from routing.bundling.study import Inputs, Study, study

__all__ = [
    "Balance",
    "BundlingError",
    "Driving",
    "History",
    "Inputs",
    "Roads",
    "Study",
    "balance",
    "bundling",
    "bundling_parts",
    "channels",
    "flows",
    "history",
    "in_period",
    "roads",
    "study",
]
