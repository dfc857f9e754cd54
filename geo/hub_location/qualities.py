"""What a site is beside its travel times: hard wishes and visible weights on its qualities, default none.

A hard wish rules sites out and says which and why; a weight becomes ``site_cost``, which the solution reports apart.
Deventer's hubs moved for floor space, for who else is in the building, and for spare concierge hours, not for distance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.hub_location.arrays import Floats
from geo.hub_location.problem import HubProblemError, InfeasibleProblem

QUALITIES = (
    "storage_m2",
    "delivery_access",
    "charging",
    "opening_hours_week",
    "rent_eur_year",
    "with_facility",
    "with_social_team",
    "with_volunteers",
    "spare_concierge_hours_week",
)
"""Columns a frame of sites may have: figures, or yes and no as 1 and 0."""

AT_MOST = frozenset({"rent_eur_year"})
"""Qualities of which less is better: a hard wish is a limit from above."""


@dataclass(frozen=True, eq=False)
class SiteWishes:
    """``forbid``: sites that a hard wish rules out, with the wishes in ``reasons``; ``site_cost`` (m,) what the weights
    add up to, in the objective's unit: less is better."""

    forbid: tuple[str, ...]
    reasons: Mapping[str, tuple[str, ...]]
    site_cost: Floats


def wishes_on(sites: pd.DataFrame, hard: Mapping[str, float], weights: Mapping[str, float]) -> SiteWishes:
    """What wishes on qualities mean for the choice of hubs.

    Args:
        sites: [site_id, and columns of QUALITIES]; a missing figure meets no hard wish and weighs nothing.
        hard: quality -> the least figure (the most, for rent); 1 asks for a yes.
        weights: quality -> what one unit of it is worth in the objective's unit (person-seconds, or people covered);
            positive is good: it lowers ``site_cost``.

    Raises:
        HubProblemError: a quality is unknown, or not a column of the frame.
        InfeasibleProblem: no site at all meets the hard wishes; ``wishes`` names them.
    """
    for quality in (*hard, *weights):
        if quality not in QUALITIES or quality not in sites:
            raise HubProblemError(f"Quality {quality!r} is unknown here; the sites have {_there(sites)}.")
    ids = sites["site_id"].astype(str).tolist()
    reasons: dict[str, tuple[str, ...]] = {}
    for quality, limit in hard.items():
        figure = sites[quality].to_numpy(dtype=np.float64)
        meets = figure <= limit if quality in AT_MOST else figure >= limit
        word = f"{quality} {'at most' if quality in AT_MOST else 'at least'} {limit:g}"
        for site, good in zip(ids, meets, strict=True):
            if not good:
                reasons[site] = (*reasons.get(site, ()), word)
    if ids and len(reasons) == len(ids):
        words = sorted({word for given in reasons.values() for word in given})
        raise InfeasibleProblem(f"No site meets all of: {'; '.join(words)}. Drop or ease one of these wishes.", words)
    cost = np.zeros(len(ids))
    for quality, worth in weights.items():
        cost -= worth * np.nan_to_num(sites[quality].to_numpy(dtype=np.float64))
    return SiteWishes(tuple(reasons), reasons, cost)


def _there(sites: pd.DataFrame) -> str:
    return ", ".join(quality for quality in QUALITIES if quality in sites) or "none"
