"""On which days a standing order falls."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.standing_orders import falls_on

WEDNESDAY = dt.date(2026, 1, 7)


def standing(**changes: object) -> pd.DataFrame:
    row = {"weekdays": "1,3", "every_weeks": 1, "starts_on": WEDNESDAY, "ends_on": None}
    return pd.DataFrame([row | changes])


@pytest.mark.parametrize(
    ("day", "falls"),
    [
        (WEDNESDAY, True),
        (dt.date(2026, 1, 5), False),  # the Monday before its first day
        (dt.date(2026, 1, 12), True),
        (dt.date(2026, 1, 13), False),
        (dt.date(2030, 12, 30), True),
    ],
)
def test_it_falls_on_its_weekdays_from_its_first_day(day: dt.date, falls: bool) -> None:
    assert falls_on(standing(), day).tolist() == [falls]


@pytest.mark.parametrize(
    ("day", "falls"),
    [
        (WEDNESDAY, True),
        (dt.date(2026, 1, 12), False),  # the Monday of the week after
        (dt.date(2026, 1, 19), True),  # counted by weeks: twelve days after the first, and still its turn
        (dt.date(2026, 1, 21), True),
        (dt.date(2026, 1, 28), False),
    ],
)
def test_every_other_week_counts_from_the_week_of_the_first_day(day: dt.date, falls: bool) -> None:
    assert falls_on(standing(every_weeks=2), day).tolist() == [falls]


def test_the_last_day_is_the_last_one() -> None:
    until = standing(ends_on=dt.date(2026, 1, 14))
    assert falls_on(until, dt.date(2026, 1, 14)).tolist() == [True]
    assert falls_on(until, dt.date(2026, 1, 19)).tolist() == [False]


def test_no_standing_orders_fall_on_no_day() -> None:
    assert falls_on(standing().iloc[:0], WEDNESDAY).tolist() == []


@given(
    weekdays=st.sets(st.integers(1, 7), min_size=1),
    every=st.integers(1, 6),
    starts=st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)),
)
def test_over_whole_turns_it_falls_on_each_weekday_once_a_turn(weekdays: set[int], every: int, starts: dt.date) -> None:
    one = standing(weekdays=",".join(map(str, sorted(weekdays))), every_weeks=every, starts_on=starts)
    monday = starts - dt.timedelta(days=starts.weekday()) + dt.timedelta(weeks=every)
    days = [monday + dt.timedelta(days=k) for k in range(7 * every * 3)]
    fell = [day for day in days if falls_on(one, day).all()]
    assert len(fell) == 3 * len(weekdays)
    assert {day.isoweekday() for day in fell} == weekdays
