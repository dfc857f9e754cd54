"""Splits of a joint cost over parties: by stop, and Shapley's, exact. No deliveries here."""

from __future__ import annotations

from itertools import combinations
from math import factorial

import numpy as np

from routing.bundling.history import BundlingError
from routing.bundling.roads import Floats

MOST_PARTIES = 10
"""Parties of which every coalition (1,024 of them) is still worked out."""


def subadditive(cost: Floats) -> Floats:
    """The cost of each coalition where it may also fall apart into coalitions of its own.

    ``cost``: (2^n,) by coalition, bit i is party i, the empty one 0. What is found by a search need not keep to it; a
    coalition can always do as its parts would.
    """
    best = np.array(cost, dtype=np.float64)
    for coalition in range(1, len(best)):
        part = (coalition - 1) & coalition
        while part > coalition ^ part:
            best[coalition] = min(best[coalition], best[part] + best[coalition ^ part])
            part = (part - 1) & coalition
    return best


def shapley(cost: Floats) -> Floats:
    """Each party's mean part in the cost over all orders in which the parties may come together (Shapley 1953).

    Args:
        cost: (2^n,) cost of each coalition, bit i is party i; the empty coalition costs 0.

    Returns:
        (n,) parts, which add up to the cost of all together.

    Raises BundlingError for over MOST_PARTIES parties, or costs that are not those of all coalitions.
    """
    n = (len(cost) - 1).bit_length()
    if len(cost) != 1 << n or cost[0] != 0:
        raise BundlingError("Give the cost of every coalition of the parties, the empty one at 0.")
    if n > MOST_PARTIES:
        raise BundlingError(f"A fair split is exact for up to {MOST_PARTIES} parties; there are {n}. Split by stop.")
    parts = np.zeros(n)
    for size in range(n):
        weight = factorial(size) * factorial(n - size - 1) / factorial(n)
        for others in combinations(range(n), size):
            with_all = sum(1 << other for other in others)
            for party in set(range(n)) - set(others):
                parts[party] += weight * (cost[with_all | 1 << party] - cost[with_all])
    return parts


def by_stop(total: float, stops: Floats) -> Floats:
    """(n,) parts of ``total`` in proportion to the stops of each party."""
    every = float(np.sum(stops))
    return np.asarray(stops, dtype=np.float64) * (total / every if every else 0.0)
