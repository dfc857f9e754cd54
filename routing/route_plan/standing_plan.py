"""A plan that stands: what was stored of it as a plan again, so that it can be kept or repaired; and its inputs' digest.

Reading and storing is done by assets; nothing is planned here.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from routing.route_plan.plan import PlannedRoute, PlannedStop, RoutePlan, Unplanned
from routing.route_plan.problem import RouteProblem, Shift, Stop


@dataclass(frozen=True, eq=False)
class StoredPlan:
    """Rows of planning.route, route_stop, route_duty, unplanned and route_day of one date, as stored."""

    route: pd.DataFrame
    route_stop: pd.DataFrame
    route_duty: pd.DataFrame
    unplanned: pd.DataFrame
    route_day: pd.DataFrame

    def digest(self, hub_id: str) -> str | None:
        """What the hub's plan was made from; None where there is no plan."""
        found = self.route_day.loc[self.route_day["hub_id"] == hub_id, "inputs_sha256"]
        return str(found.iloc[0]) if len(found) else None


def digest_of(problem: RouteProblem) -> str:
    """SHA-256 of all that a plan is made from, the same in every process."""
    said = dataclasses.asdict(dataclasses.replace(problem, duration_s=_NONE, length_m=_NONE))
    del said["duration_s"], said["length_m"]
    made = hashlib.sha256(json.dumps(said, sort_keys=True, default=_plain).encode())
    made.update(problem.duration_s.tobytes())
    made.update(problem.length_m.tobytes())
    return made.hexdigest()
