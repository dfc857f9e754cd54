"""The forecast: what is known by hand, what a made-up year must show, and what is reserved."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from routing.forecast import ForecastError, backtest, calendar_of, forecast, reserved, series_of
from routing.forecast.model import expected_ahead

MONDAY = dt.date(2026, 1, 5)


def deliveries(
    days: pd.DatetimeIndex, counts: np.ndarray, supplier: str = "S1", kind: str = "maaltijden"
) -> pd.DataFrame:
    dates = np.repeat(days.date, counts)
    return pd.DataFrame({"service_date": dates, "hub_id": "H1", "supplier_id": supplier, "goods_kind": kind})


def on_weekdays(first: dt.date, weeks: int, each: dict[int, int], **names: str) -> pd.DataFrame:
    """The same number of deliveries on each given ISO weekday, for some weeks."""
    days = pd.date_range(first, periods=7 * weeks)
    return deliveries(days, np.array([each.get(day.isoweekday(), 0) for day in days]), **names)


def test_a_supplier_that_always_brings_five_on_tuesdays_is_expected_to_bring_five_on_tuesday() -> None:
    counts = series_of(on_weekdays(MONDAY, 12, {2: 5}), MONDAY + dt.timedelta(days=83))
    ahead = expected_ahead(counts).iloc[:, 0]
    assert ahead.index[0].isoweekday() == 1
    assert ahead.iloc[1] == pytest.approx(5.0, abs=0.1)
    assert ahead.drop(ahead.index[1]).tolist() == [0.0] * 6


def test_nothing_is_expected_on_a_holiday() -> None:
    # The week after Sunday 5 April 2026 begins with Easter Monday.
    counts = series_of(on_weekdays(MONDAY, 13, {1: 4, 3: 4}), dt.date(2026, 4, 5))
    ahead = expected_ahead(counts).iloc[:, 0]
    assert ahead.iloc[0] == 0.0
    assert ahead.iloc[2] > 2.0


def test_easter_monday_is_a_holiday_and_good_friday_is_not() -> None:
    calendar = calendar_of(pd.date_range("2026-04-03", "2026-04-09"))
    assert calendar["holiday"].tolist() == [False, False, True, True, False, False, False]
    assert calendar["beside"].tolist() == [True, True, False, False, True, True, False]


def test_a_supplier_that_doubled_three_weeks_ago_is_expected_at_nearly_its_new_level() -> None:
    early, late = on_weekdays(MONDAY, 12, {2: 6, 4: 6}), on_weekdays(MONDAY + dt.timedelta(weeks=12), 3, {2: 12, 4: 12})
    counts = series_of(pd.concat([early, late]), MONDAY + dt.timedelta(weeks=15, days=-1))
    assert expected_ahead(counts).iloc[1, 0] > 9.5


def test_a_supplier_that_stopped_is_expected_to_bring_nearly_nothing() -> None:
    counts = series_of(on_weekdays(MONDAY, 8, {2: 6}), MONDAY + dt.timedelta(weeks=16, days=-1))
    assert expected_ahead(counts).to_numpy().sum() < 1.0


def test_days_without_deliveries_are_zero_and_not_missing() -> None:
    counts = series_of(on_weekdays(MONDAY, 2, {2: 3}), MONDAY + dt.timedelta(days=20))
    assert counts.shape == (20, 1)  # from the first delivery, a Tuesday
    assert counts.to_numpy().sum() == 6
    assert list(counts.columns.names) == ["hub_id", "supplier_id", "goods_kind"]


def made_up_year(seed: int = 3) -> pd.DataFrame:
    """A year of eight suppliers: own weekdays, one that starts late and grows, a busy December, holidays off."""
    draw = np.random.default_rng(seed)
    days = pd.date_range("2025-02-03", "2026-01-31")
    calendar = calendar_of(days)
    frames = []
    for number in range(8):
        own = draw.choice(np.arange(1, 7), int(draw.integers(1, 4)), replace=False)
        mean = float(draw.uniform(1.5, 9.0)) * np.isin(calendar["weekday"], own) * ~calendar["holiday"]
        mean = mean * np.where(calendar["december"], 1.3, 1.0)
        if number == 0:
            mean = mean * np.clip((np.arange(len(days)) - 150) / 60, 0.0, 1.0)
        frames.append(deliveries(days, draw.poisson(mean), supplier=f"S{number}"))
    return pd.concat(frames, ignore_index=True)


def test_a_year_is_forecast_better_than_by_the_week_before_or_the_weekday_mean_and_its_intervals_hold() -> None:
    counts = series_of(made_up_year(), dt.date(2026, 1, 31))
    tested = backtest(counts, origins=26)
    assert tested.origins == 20
    assert tested.mae < tested.mae_naive
    assert tested.mae < tested.mae_weekday_mean
    assert 0.75 <= tested.coverage <= 0.85
    assert len(tested.days) == 20 * 7 * counts.shape[1]


def test_a_backtest_looks_only_back() -> None:
    counts = series_of(made_up_year(), dt.date(2026, 1, 31))
    changed = counts.copy()
    changed.iloc[-1] += 50
    one, other = (backtest(each, origins=9, burn_in=6).days for each in (counts, changed))
    before = one["service_date"] < counts.index[-1]
    columns = ["expected", "low", "high", "naive", "weekday_mean"]
    pd.testing.assert_frame_equal(one[before][columns], other[before][columns])


def test_a_forecast_is_seven_days_of_every_series_with_its_interval_around_it() -> None:
    counts = series_of(made_up_year(), dt.date(2026, 1, 31))
    frame = forecast(counts)
    assert len(frame) == 7 * counts.shape[1]
    assert set(frame["horizon"]) == set(range(1, 8))
    assert frame["service_date"].min() == dt.date(2026, 2, 1)
    assert ((frame["low"] <= frame["expected"] + 1e-9) & (frame["expected"] <= frame["high"] + 1e-9)).all()
    assert (frame.loc[frame["expected"] == 0, ["low", "high"]] == 0).all().all()


def test_the_same_history_gives_the_same_forecast() -> None:
    counts = series_of(on_weekdays(MONDAY, 12, {2: 5, 5: 3}), MONDAY + dt.timedelta(days=83))
    pd.testing.assert_frame_equal(forecast(counts), forecast(counts))


def test_too_short_a_history_is_refused_with_the_mend() -> None:
    counts = series_of(on_weekdays(MONDAY, 3, {2: 5}), MONDAY + dt.timedelta(days=20))
    with pytest.raises(ForecastError, match="needs 35"):
        forecast(counts)


def test_no_deliveries_are_no_series() -> None:
    none = series_of(pd.DataFrame(columns=["service_date", "hub_id", "supplier_id"]), MONDAY)
    assert none.shape == (0, 0)
    with pytest.raises(ForecastError):
        forecast(none)


def test_what_is_reserved_is_minutes_at_the_door_and_litres() -> None:
    frame = pd.DataFrame({"hub_id": ["H1", "H1"], "service_date": [MONDAY] * 2, "expected": [6.0, 4.0]})
    (row,) = reserved(frame, contact_share=0.8).to_dict("records")
    assert row["minutes"] == pytest.approx(10 * (0.8 * 10 + 0.2 * 1.5))
    assert row["litres"] == pytest.approx(10 * (0.8 * 15 + 0.2 * 1))
