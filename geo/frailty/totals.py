"""Sums over an estimate, and its draws as rows of a table and back.

The interval of a sum is that of the summed draws: buurten share the rates that nobody knows, so their intervals cannot
be added.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.frailty.estimate import FrailtyEstimate, interval
from geo.frailty.figures import Floats, FrailtyError
from geo.frailty.rates import GROUPS, HOME


def frailty_totals(estimate: FrailtyEstimate, by: str, group: str = HOME) -> pd.DataFrame:
    """Frail residents of a group by wijk or gemeente; the interval is that of the summed draws, not a sum of intervals.

    Args:
        estimate: the estimate by buurt.
        by: ``wijkcode`` or ``gemeentecode``.
        group: one of ``GROUPS``.

    Returns:
        Columns ``by``, expected, low, high; sorted by ``by``.
    """
    rows = estimate.frame[estimate.frame["group_name"] == group]
    codes, place = np.unique(rows[by].to_numpy(dtype=str), return_inverse=True)
    summed = sum_rows(place, estimate.draws_of(group), len(codes))
    low, high = interval(summed)
    expected = np.bincount(place, weights=rows["expected"].to_numpy(), minlength=len(codes))
    return pd.DataFrame({by: codes, "expected": expected, "low": low, "high": high})


def all_totals(estimate: FrailtyEstimate, region: str) -> pd.DataFrame:
    """Rows of ``planning.frailty_total``: every group by wijk, by gemeente and of the region."""
    home = estimate.frame[estimate.frame["group_name"] == HOME].assign(region=region)
    gemeente, imputed = home["gemeentecode"].to_numpy(str), home["imputed"].to_numpy(np.float64)
    expected = {
        group: estimate.frame.loc[estimate.frame["group_name"] == group, "expected"].to_numpy() for group in GROUPS
    }
    parts = []
    for kind, by in (("wijk", "wijkcode"), ("gemeente", "gemeentecode"), ("region", "region")):
        codes, first, place = np.unique(home[by].to_numpy(str), return_index=True, return_inverse=True)
        for group in GROUPS:
            low, high = interval(sum_rows(place, estimate.draws_of(group), len(codes)))
            parts.append(
                pd.DataFrame(
                    {
                        "area_kind": kind,
                        "area_code": codes,
                        "group_name": group,
                        "expected": np.bincount(place, weights=expected[group], minlength=len(codes)),
                        "low": low,
                        "high": high,
                        "buurten": np.bincount(place, minlength=len(codes)),
                        "imputed": np.bincount(place, weights=imputed, minlength=len(codes)).astype(np.int64),
                        "gemeentecode": gemeente[first],
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)


def draw_rows(estimate: FrailtyEstimate) -> pd.DataFrame:
    """Rows of ``planning.frailty_draw``: the draws of every buurt and group as whole numbers."""
    home = estimate.frame[estimate.frame["group_name"] == HOME]
    parts = [
        pd.DataFrame(
            {
                "buurtcode": list(estimate.buurtcodes),
                "group_name": group,
                "draws": list(estimate.draws_of(group).astype(np.int32)),
                "gemeentecode": home["gemeentecode"].to_numpy(),
            }
        )
        for group in GROUPS
    ]
    return pd.concat(parts, ignore_index=True)


def estimate_from(frailty: pd.DataFrame, draws: pd.DataFrame) -> FrailtyEstimate:
    """The estimate as it was stored, from ``planning.frailty`` and ``planning.frailty_draw`` of one scenario.

    Raises:
        FrailtyError: the two do not have the same buurten; both come from one run.
    """
    frame = frailty.sort_values(["buurtcode", "group_name"], ignore_index=True)
    codes = tuple(frame.loc[frame["group_name"] == HOME, "buurtcode"])
    stored = {}
    for group, rows in draws.groupby("group_name"):
        ordered = rows.sort_values("buurtcode")
        if tuple(ordered["buurtcode"]) != codes:
            raise FrailtyError("The estimate of frailty and its draws have different buurten; run the scenario again.")
        stored[str(group)] = np.stack(ordered["draws"].to_list()).astype(np.float64)
    if HOME not in stored:
        raise FrailtyError("The draws of the estimate of frailty are not there; run the scenario again.")
    return FrailtyEstimate(frame, stored.pop(HOME), codes, stored)


def sum_rows(place: NDArray[np.int64], values: Floats, size: int) -> Floats:
    """Sum of the rows of ``values`` (n, k) by ``place``, (size, k)."""
    order = np.argsort(place, kind="stable")
    starts = np.searchsorted(place[order], np.arange(size))
    summed: Floats = np.add.reduceat(values[order], starts, axis=0)
    return summed
