"""The past forecast again: rolling origins a week apart, against the seasonal-naive forecast and the weekday mean.

The model is in `model`; here is only what it would have said and how far off it was.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from routing.forecast.model import HORIZON, LEAST_DAYS, expected_ahead, interval_of, with_interval
from routing.forecast.series import KEYS, long

MEAN_WEEKS = 8
"""Weeks of which the plain weekday mean is taken."""


@dataclass(frozen=True, eq=False)
class Backtest:
    """Mean absolute errors (deliveries a series and day), the share that the interval held, and every day forecast.

    `days`: origin, KEYS, service_date, actual, expected, naive, weekday_mean, low, high; low and high are from the
    errors of earlier origins only. `coverage` is of days on which something was expected. `told` are actual and
    expected counts of all such days, (m,) each, the first origins included: what a forecast's intervals are made of.
    """

    mae: float
    mae_naive: float
    mae_weekday_mean: float
    coverage: float
    level: float
    origins: int
    days: pd.DataFrame
    told: tuple[NDArray[np.float64], NDArray[np.float64]]

    def by_origin(self) -> pd.DataFrame:
        """A row an origin: origin, days, told, actual, expected, mae, mae_naive, mae_weekday_mean, held, level."""
        days = self.days
        some = days["expected"] > 0
        held = some & (days["low"] - 1e-9 <= days["actual"]) & (days["actual"] <= days["high"] + 1e-9)
        off = {f"mae{end}": (days[name] - days["actual"]).abs()
               for end, name in (("", "expected"), ("_naive", "naive"), ("_weekday_mean", "weekday_mean"))}  # fmt: skip
        grouped = days.assign(**off, told=some, held=held).groupby("origin", sort=True)
        rows = grouped.agg(
            days=("actual", "size"), told=("told", "sum"), held=("held", "sum"), actual=("actual", "sum"),
            expected=("expected", "sum"), **{name: (name, "mean") for name in off},
        )  # fmt: skip
        return rows.reset_index().assign(origin=lambda frame: pd.to_datetime(frame["origin"]).dt.date, level=self.level)


def backtest(
    counts: pd.DataFrame, *, origins: int = 26, burn_in: int = 6, level: float = 0.8, horizon: int = HORIZON
) -> Backtest:
    """Forecasts from `origins` weekly origins before the end of `counts` (as `series_of` makes).

    The first `burn_in` origins only collect errors for the intervals of the later ones, and are not counted.
    """
    rows: list[pd.DataFrame] = []
    actual, expected = np.empty(0), np.empty(0)
    made = 0
    for back in range(origins, 0, -1):
        cut = len(counts) - back * horizon
        if cut < LEAST_DAYS:
            continue
        past, truth = counts.iloc[:cut], counts.iloc[cut : cut + horizon]
        ahead = expected_ahead(past, horizon)
        tables = {"actual": truth, "expected": ahead, "naive": _naive(past, horizon)}
        frame = long(tables | {"weekday_mean": _weekday_mean(past, horizon)}, "service_date")
        made += 1
        if made > burn_in and len(actual):
            low, high = with_interval(frame["expected"].to_numpy(), interval_of(actual, expected, level))
            rows.append(frame.assign(origin=past.index[-1], low=low, high=high))
        some = (frame["expected"] > 0).to_numpy()
        actual = np.concatenate([actual, frame["actual"].to_numpy()[some]])
        expected = np.concatenate([expected, frame["expected"].to_numpy()[some]])
    if not rows:
        empty = pd.DataFrame(columns=["origin", *KEYS, "service_date", "actual", "expected", "naive", "weekday_mean",
                                      "low", "high"])  # fmt: skip
        return Backtest(np.nan, np.nan, np.nan, np.nan, level, 0, empty, (actual, expected))
    days = pd.concat(rows, ignore_index=True)
    told = days[days["expected"] > 0]
    held = (told["low"] - 1e-9 <= told["actual"]) & (told["actual"] <= told["high"] + 1e-9)
    error = {name: float((days[name] - days["actual"]).abs().mean()) for name in ("expected", "naive", "weekday_mean")}
    return Backtest(
        error["expected"], error["naive"], error["weekday_mean"], float(held.mean()), level, len(rows), days,
        (actual, expected),
    )  # fmt: skip


def _naive(past: pd.DataFrame, horizon: int) -> pd.DataFrame:
    """As a week before."""
    ahead = pd.date_range(past.index[-1] + pd.Timedelta(days=1), periods=horizon, name="day")
    return pd.DataFrame(past.reindex(ahead - pd.Timedelta(days=7)).to_numpy(), index=ahead, columns=past.columns)


def _weekday_mean(past: pd.DataFrame, horizon: int) -> pd.DataFrame:
    """The plain mean of the same weekday in the last eight weeks."""
    ahead = pd.date_range(past.index[-1] + pd.Timedelta(days=1), periods=horizon, name="day")
    recent = past.iloc[-7 * MEAN_WEEKS :]
    means = recent.groupby(pd.DatetimeIndex(recent.index).dayofweek).mean()
    return pd.DataFrame(means.reindex(ahead.dayofweek).to_numpy(), index=ahead, columns=past.columns)
