"""What another scenario starts with when it is made from one: the lines of YAML that say the same sites and people.

Here: which keys go along, and how they are written. What the keys mean is in :mod:`geo.scenario`; the answer itself
(how many hubs, which ones, means, minutes, weights) is for whoever makes the new scenario.
"""

from __future__ import annotations

from typing import Any

import yaml

from geo.hub_wishes import YES_NO, FreePoint
from geo.scenario import Scenario


def start_of(scenario: Scenario) -> str:
    """Lines of YAML that a scenario made from this one takes over: rates, year, candidates, points, seed, horizon.

    Left behind is what belongs to the question alone: objective, number, wishes on single sites, capacity, money.
    """
    keys: dict[str, Any] = {"rate_set": scenario.rate_set}
    if scenario.projection is not None:
        keys["projection"] = scenario.projection
    keys["candidates"] = list(scenario.candidates)
    if scenario.wishes.points:
        keys["points"] = [_point(point) for point in scenario.wishes.points]
    keys |= {"seed": scenario.seed, "horizon_minutes": scenario.horizon_minutes}
    written: str = yaml.safe_dump(keys, sort_keys=False, allow_unicode=True, width=1000)
    return written


def _point(point: FreePoint) -> dict[str, Any]:
    told = {
        name: bool(value) if name in YES_NO else value
        for name, value in point.qualities.items()
    }  # fmt: skip
    if point.capacity_per_day is not None:
        told["capacity_per_day"] = point.capacity_per_day
    return {"id": point.site_id, "name": point.name, "x_rd": point.x_m, "y_rd": point.y_m, **told}
