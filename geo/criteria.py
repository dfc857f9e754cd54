"""The criteria that a wijk is ranked by: names, fixed scales, default weights, and the check of a planner's weights.

Nothing is computed here and imports stay light, since every command reads scenarios. How the criteria are worked out is
:mod:`geo.ranking.criteria`'s affair.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True)
class Criterion:
    """A criterion: what it measures, on which scale, how heavily it counts unless a scenario says otherwise.

    A value x scores x / (x + half), or half / (x + half) where ``less_is_more``. The scale is a constant, not the
    largest or mean wijk of the region: so a wijk's score depends on that wijk alone.
    """

    name: str
    title_nl: str
    unit: str
    half: float
    weight: float
    group: str
    less_is_more: bool = False


CRITERIA: Mapping[str, Criterion] = MappingProxyType(
    {
        each.name: each
        for each in (
            # need
            Criterion("count", "kwetsbaren binnen een kilometer", "residents", 70.0, 0.15, "need"),
            Criterion("rate", "kwetsbaren op 100 inwoners", "per 100 inhabitants", 3.3, 0.05, "need"),
            Criterion("density", "kwetsbaren per km²", "per km2", 100.0, 0.10, "need"),
            Criterion("lonely", "ernstig eenzamen", "percent", 11.0, 0.10, "need"),
            # present reach
            Criterion("unmet", "kwetsbaren die nog niet in beeld zijn", "residents", 70.0, 0.25, "reach"),
            Criterion("distance", "reistijd van het dichtstbijzijnde wijkservicecentrum", "s", 600.0, 0.15, "reach"),
            Criterion("facilities", "afstand tot huisarts en supermarkt", "km", 1.5, 0.05, "reach"),
            # supply: where there is something to join, a start is easier
            Criterion("supply", "voorzieningen om bij aan te sluiten", "facilities", 5.0, 0.05, "supply"),
            Criterion(
                "partners", "sociaal team, welzijn, vrijwilligers en leveranciers", "partners", 3.0, 0.05, "supply"
            ),
            Criterion("cost", "kosten per bewoner", "euro a year", 1500.0, 0.05, "cost", less_is_more=True),
        )
    }
)
"""Count, rate and density stand side by side: a large wijk, a frail one and a compact one are different things."""

DEFAULT_WEIGHTS: Mapping[str, float] = MappingProxyType({name: each.weight for name, each in CRITERIA.items()})
"""Unmet need weighs most: the question is where frail people live who are served least. The choice is the planner's."""


class WeightError(ValueError):
    """Weights do not hold; the message says why in one sentence."""


def checked_weights(given: Mapping[Any, Any]) -> dict[str, float]:
    """A planner's weights by criterion, adding up to 1; a criterion that is left out does not count.

    Raises:
        WeightError: an unknown criterion, a weight that is negative or no number, or all of them 0.
    """
    for name, weight in given.items():
        if name not in CRITERIA:
            near = difflib.get_close_matches(str(name), list(CRITERIA), n=1)
            mend = f"did you mean '{near[0]}'?" if near else f"they are {', '.join(CRITERIA)}."
            raise WeightError(f"There is no criterion '{name}' to weigh; {mend}")
        number = isinstance(weight, int | float) and not isinstance(weight, bool) and math.isfinite(weight)
        if not number:
            raise WeightError(f"The weight of '{name}' is no number; write one such as 0.2.")
        if weight < 0:
            raise WeightError(f"The weight of '{name}' is negative; write 0 to leave a criterion out.")
    total = float(sum(given.values()))
    if total <= 0:
        raise WeightError("All ranking weights are 0, so nothing can be ranked; make one of them more than 0.")
    return {name: float(given.get(name, 0.0)) / total for name in CRITERIA}
