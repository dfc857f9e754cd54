"""Seven days ahead by series, with intervals: a log-linear model of counts and what its past errors were.

A series (a hub's supplier and kind of goods) is brought on its own weekdays. On those its count is Poisson with log
mean = weekday + December + days beside a holiday (statsmodels' GLM, each day weighted by how recent it is, half-life 42
days, with half a day of belief that no day is special). A level for what is new (start-up, a supplier
that grows or stops) follows: the last three weeks' count over what the model had, shrunk to 1. On other weekdays and
on holidays nothing is expected. Source of the kind of model: McCullagh & Nelder (1989), chapter 6.

Intervals are not the model's: the errors of earlier forecasts, scaled by the root of the mean, give the quantiles
(split conformal, as in Lei et al. 2018, over rolling origins); so they hold what they say where the future errs as the
past did. They are of days on which something is expected; a delivery on another day is outside them.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from statsmodels.genmod import families
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

from routing.forecast.calendar import calendar_of
from routing.forecast.series import KEYS, long

HORIZON = 7
HALF_LIFE_DAYS = 42.0
LEVEL_DAYS = 21
SHRINK = 4.0
"""Deliveries' worth of belief that the level has not moved."""
BELIEF_DAYS = 0.5
"""Days' worth of belief that December and days beside a holiday are like other days."""
WEEKDAY_SHARE = 0.25
"""A weekday is a series' own where it had at least this share of its usual weeks with a delivery, of late."""
LEAST_DAYS = 28
CALIBRATION_ORIGINS = 8
DECEMBER = 1.25
"""December over other months where no December was seen: TNO 2022 tells of a busy one; its size is our assumption."""


class ForecastError(ValueError):
    """A history that no forecast can be made of, with the mend."""


@dataclass(frozen=True)
class Interval:
    """Quantiles of scaled errors (count - mean) / sqrt(mean + 1), by which an expected count becomes an interval."""

    low: float
    high: float


def expected_ahead(counts: pd.DataFrame, horizon: int = HORIZON) -> pd.DataFrame:
    """The expected count by day (`horizon` days after the last of `counts`) and series; counts as `series_of` makes.

    A hub's supplier is modelled as one; its kinds of goods take their part of it by their share of late, days weighted
    as in the model.
    """
    last = counts.index[-1]
    ahead = pd.date_range(last + pd.Timedelta(days=1), periods=horizon, name="day")
    calendar = calendar_of(pd.DatetimeIndex(counts.index.append(ahead))).astype(np.int64).to_numpy()
    known, future = calendar[: len(counts)], calendar[len(counts) :]
    age = np.asarray((last - counts.index).days, dtype=float)
    weight = 0.5 ** (age / HALF_LIFE_DAYS)
    table, columns = counts.to_numpy(), counts.columns
    brought = list(zip(columns.get_level_values(0), columns.get_level_values(1), strict=True))
    expected = np.zeros((horizon, len(columns)))
    for pair in dict.fromkeys(brought):
        kinds = np.array([each == pair for each in brought])
        share = weight @ table[:, kinds]
        if share.sum() > 0:
            total = _series_ahead(table[:, kinds].sum(axis=1), known, future, weight)
            expected[:, kinds] = total[:, None] * (share / share.sum())[None, :]
    return pd.DataFrame(expected, index=ahead, columns=columns)


WEEKDAY, HOLIDAY, BESIDE, IN_DECEMBER = range(4)
"""Columns of the calendar as an array."""


def _series_ahead(
    count: NDArray[np.float64], known: NDArray[np.int64], future: NDArray[np.int64], weight: NDArray[np.float64]
) -> NDArray[np.float64]:
    since = slice(int(np.flatnonzero(count)[0]), None)
    count, known, weight = count[since], known[since], weight[since]
    weekday, open_day = known[:, WEEKDAY], known[:, HOLIDAY] == 0
    days = [day for day in range(1, 8) if _delivers(count, weight, open_day & (weekday == day))]
    used = open_day & np.isin(weekday, days)
    expected = np.zeros(len(future))
    if not count[used].any():
        return expected
    design = _design(known[used], days)
    coefficients = _fitted(count[used], design, weight[used])
    usual = np.exp(np.clip(design @ coefficients, -10, 10))
    recent = slice(max(0, len(usual) - LEVEL_DAYS * len(days) // 7), None)
    level = (count[used][recent].sum() + SHRINK) / (usual[recent].sum() + SHRINK)
    coming = (future[:, HOLIDAY] == 0) & np.isin(future[:, WEEKDAY], days)
    expected[coming] = level * np.exp(np.clip(_design(future[coming], days) @ coefficients, -10, 10))
    if not known[used, IN_DECEMBER].any() and not known[-1, IN_DECEMBER]:
        expected *= np.where(future[:, IN_DECEMBER] > 0, DECEMBER, 1.0)
    return expected


def _delivers(count: NDArray[np.float64], weight: NDArray[np.float64], these: NDArray[np.bool_]) -> bool:
    """Whether a weekday is one on which the series is brought."""
    if not these.any():
        return False
    return bool(np.average(count[these] > 0, weights=weight[these]) >= WEEKDAY_SHARE)


def _design(days: NDArray[np.int64], own: list[int]) -> NDArray[np.float64]:
    """A column a weekday, December, beside a holiday."""
    weekday = days[:, [WEEKDAY]] == np.array(own)[None, :]
    return np.column_stack([weekday, days[:, IN_DECEMBER], days[:, BESIDE]]).astype(float)


def _fitted(
    count: NDArray[np.float64], design: NDArray[np.float64], weight: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Coefficients of the Poisson model by statsmodels, with some days' worth of belief that no day is special.

    Days that are alike are one row, with their weight and their mean: for this model the same, and a tenth of the
    work. A made-up day a weekday is like the usual one, and one in December or beside a holiday is too, so that a
    weekday seen twice or a single holiday does not run away.
    """
    weekdays = design.shape[1] - 2
    means = [_mean(count, weight, design[:, place] > 0) for place in range(weekdays)]
    alike, where = np.unique(design, axis=0, return_inverse=True)
    weights = np.bincount(where, weight)
    counts = np.bincount(where, weight * count) / weights
    usual = [(place, extra) for place in range(weekdays) for extra in (None, -2, -1)]
    rows = np.zeros((len(usual), design.shape[1]))
    for row, (place, extra) in zip(rows, usual, strict=True):
        row[place] = 1.0
        if extra is not None:
            row[extra] = 1.0
    model = GLM(
        np.concatenate([counts, [means[place] for place, _ in usual]]),
        np.vstack([alike, rows]),
        family=families.Poisson(),
        freq_weights=np.concatenate([weights, np.full(len(usual), BELIEF_DAYS / weekdays)]),
    )
    start = np.concatenate([np.log(means), [0.0, 0.0]])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PerfectSeparationWarning)  # a series that never varies is fitted exactly
        return np.asarray(model.fit(start_params=start, maxiter=30, tol=1e-6).params, dtype=float)


def _mean(count: NDArray[np.float64], weight: NDArray[np.float64], these: NDArray[np.bool_]) -> float:
    return max(float(np.average(count[these], weights=weight[these])), 0.05) if these.any() else 0.05


def interval_of(actual: NDArray[np.float64], expected: NDArray[np.float64], level: float) -> Interval:
    """The interval that held `level` of the errors made so far, with split conformal's correction."""
    errors = (actual - expected) / np.sqrt(expected + 1.0)
    tail = (1.0 - level) / 2.0 * (1.0 - 1.0 / (len(errors) + 1))
    return Interval(float(np.quantile(errors, tail)), float(np.quantile(errors, 1.0 - tail)))


def with_interval(expected: NDArray[np.float64], interval: Interval) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Low and high of expected counts; both 0 where nothing is expected."""
    spread = np.sqrt(expected + 1.0)
    some = expected > 0
    low = np.where(some, np.maximum(expected + interval.low * spread, 0.0), 0.0)
    return low, np.where(some, expected + interval.high * spread, 0.0)


def past_errors(counts: pd.DataFrame, origins: int, horizon: int = HORIZON) -> tuple[np.ndarray, np.ndarray]:
    """Actual and expected counts of the last weekly origins, for days on which something was expected, (m,) each."""
    actual, expected = [], []
    for back in range(origins, 0, -1):
        cut = len(counts) - back * horizon
        if cut < LEAST_DAYS:
            continue
        ahead = expected_ahead(counts.iloc[:cut], horizon).to_numpy().ravel()
        truth = counts.iloc[cut : cut + horizon].to_numpy().ravel()
        actual.append(truth[ahead > 0])
        expected.append(ahead[ahead > 0])
    if not actual:
        return np.empty(0), np.empty(0)
    return np.concatenate(actual), np.concatenate(expected)


def forecast(
    counts: pd.DataFrame,
    *,
    level: float = 0.8,
    horizon: int = HORIZON,
    told: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None,
) -> pd.DataFrame:
    """The coming days by series: KEYS, service_date, expected, low, high, horizon (1 is the day after the last known).

    `told` are actual and expected counts of earlier forecasts (`Backtest.told`), from which the intervals follow; None
    makes them. Raises ForecastError where less than four weeks are known, or too few to know how far off it was.
    """
    if len(counts) < LEAST_DAYS + horizon:
        raise ForecastError(
            f"{len(counts)} days of deliveries are known; a forecast with intervals needs {LEAST_DAYS + horizon}."
        )
    actual, expected = past_errors(counts, CALIBRATION_ORIGINS) if told is None else told
    if len(actual) == 0:
        raise ForecastError("In the last weeks nothing was expected, so nothing is known of errors; load more history.")
    frame = long({"expected": expected_ahead(counts, horizon)}, "day")
    low, high = with_interval(frame["expected"].to_numpy(), interval_of(actual, expected, level))
    days = pd.to_datetime(frame["day"])
    frame = frame.assign(
        low=low, high=high, service_date=days.dt.date, horizon=(days - counts.index[-1]).dt.days.astype("int64")
    )
    columns = [*KEYS, "service_date", "expected", "low", "high", "horizon"]
    return frame[columns].sort_values(columns[:4], ignore_index=True)
