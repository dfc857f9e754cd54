"""The forecast of a service date: what was known before it, seven days, the room they leave, and why there is none."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from routing.forecast.day import forecast_day, with_kinds

DAY = dt.date(2026, 2, 2)
ORDERS = pd.DataFrame(columns=["order_id", "service_date", "supplier_id", "hub_id", "resident_key", "kind", "contact",
                               "service_minutes", "volume_l"])  # fmt: skip
STANDING = pd.DataFrame(columns=["standing_id", "weekdays", "every_weeks", "starts_on", "ends_on", "supplier_id", "hub_id",
                                 "resident_key", "kind", "contact", "service_minutes"])  # fmt: skip
STAFF = pd.DataFrame({"concierge_key": ["a"], "hub_id": ["H1"], "workdays": ["1,2,3,4,5"], "shift_from_s": [30600],
                      "shift_to_s": [61200]})  # fmt: skip
DUTIES = pd.DataFrame(columns=["duty_id", "concierge_key", "kind", "weekdays", "starts_on", "ends_on", "from_s", "to_s",
                               "minutes", "facility_id"])  # fmt: skip


def history(weeks: int, last: dt.date = dt.date(2026, 1, 31)) -> pd.DataFrame:
    """Four to eight deliveries on each Tuesday and Friday."""
    draw = np.random.default_rng(7)
    days = [day.date() for day in pd.date_range(end=last, periods=7 * weeks) if day.dayofweek in (1, 4)]
    rows = [(f"d{day}{n}", day, "L1", "H1", True) for day in days for n in range(int(draw.integers(4, 9)))]
    return pd.DataFrame(rows, columns=["delivery_id", "service_date", "supplier_id", "hub_id", "contact"])


def made(deliveries: pd.DataFrame, day: dt.date = DAY):
    kinds = with_kinds(deliveries, pd.DataFrame({"line_kind": [], "line_id": [], "goods_kind": []}))
    return forecast_day(day, ["H1"], kinds, ORDERS, STANDING, STAFF, DUTIES)


def test_seven_days_from_the_service_date_with_the_weekdays_of_the_supplier() -> None:
    found = made(history(20))
    assert sorted(set(found.forecast["forecast_date"])) == [DAY + dt.timedelta(days=ahead) for ahead in range(7)]
    busy = found.forecast[found.forecast["expected"] > 0]
    assert {day.isoweekday() for day in busy["forecast_date"]} == {2, 5}
    assert busy["expected"].between(4, 8).all()
    assert (busy["low"] <= busy["expected"]).all()
    assert (busy["expected"] <= busy["high"]).all()
    assert len(found.test) == found.tested.origins > 0


def test_what_is_expected_and_not_ordered_reserves_minutes_and_leaves_less_room() -> None:
    room = made(history(20)).room.set_index("forecast_date")
    tuesday, wednesday = DAY + dt.timedelta(days=1), DAY + dt.timedelta(days=2)
    assert room.loc[tuesday, "reserved_s"] > 0 == room.loc[wednesday, "reserved_s"]
    assert room.loc[tuesday, "free_s"] < room.loc[wednesday, "free_s"]


def test_what_comes_on_the_day_or_later_is_not_known() -> None:
    past, later = history(20), history(21, DAY + dt.timedelta(days=6))
    both = pd.concat([past, later[later["service_date"] >= DAY]])
    pd.testing.assert_frame_equal(made(past).forecast, made(both).forecast)


def test_too_short_or_too_old_a_history_says_why_there_is_no_forecast() -> None:
    short, old, none = made(history(3)), made(history(20), DAY + dt.timedelta(days=60)), made(history(20).iloc[:0])
    for found in (short, old, none):
        assert found.forecast.empty
        assert found.why_not
        assert len(found.room) == 7
