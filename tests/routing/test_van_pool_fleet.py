"""How few vans are enough, and lines from wishes that recur."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from routing.van_pool import fleet_to_keep, proposed_lines, violations
from routing.van_pool.comparison_frames import fleet_frame, line_frames
from routing.van_pool.demand import weeks_around
from routing.van_pool.fleet import with_few_vans
from routing.van_pool.lines import LineRules
from tests.routing.van_pool_cases import Ask, Bus, StraightTimes, make

MONDAY = dt.date(2026, 3, 2)


def test_one_van_is_used_although_two_would_drive_less() -> None:
    problem = make([Ask(10, 20), Ask(-10, -20)], [Bus(15), Bus(-15)])
    plan = with_few_vans(problem)
    assert len(plan.tours) == 1
    assert not plan.unserved
    assert not violations(problem, plan)


def test_the_fleet_to_keep_serves_nineteen_days_of_twenty_and_a_van_less_does_not() -> None:
    quiet = make([Ask(10, 20, closes=30)], [Bus(), Bus(), Bus()])
    busy = make([Ask(10, 20, closes=30), Ask(-10, -20, closes=30)], [Bus(), Bus(), Bus()])
    days = {MONDAY + dt.timedelta(days=i): busy if i < 2 else quiet for i in range(20)}
    fleet = fleet_to_keep(days, iterations=10)
    assert sorted(fleet.needed.values()) == [1] * 18 + [2] * 2
    sizes = {size.vans: (size.days_served, size.left, size.keep) for size in fleet.sizes}
    assert sizes == {1: (18, 2, False), 2: (20, 0, True), 3: (20, 0, False)}
    assert fleet_frame(fleet)["left_out"].tolist() == [2, 0, 0]
    one_busy = {day: busy if i < 1 else quiet for i, day in enumerate(days)}
    kept = next(size for size in fleet_to_keep(one_busy, iterations=10).sizes if size.keep)
    assert (kept.vans, kept.share, kept.left) == (1, 0.95, 1)
    assert fleet_to_keep({}).sizes == ()


def wishes(people: int, weeks: int = 4, **columns: object) -> pd.DataFrame:
    rows = [
        {
            "passenger": f"p{who}",
            "service_date": dt.date(2026, 3, 5) + dt.timedelta(weeks=week),
            "purpose": "market",
            "dropoff_to_s": 10 * 3_600 + 60 * who,
            "from_x": 100.0 * who,
            "from_y": 0.0,
            "to_x": 5_000.0,
            "to_y": 0.0,
            "to_buurtcode": "BU1",
        }
        for who in range(people)
        for week in range(weeks)
    ]
    return pd.DataFrame(rows).assign(**columns)


def test_wishes_for_the_thursday_market_become_a_line_with_stops_in_walking_distance() -> None:
    places = np.array([[50.0, 0.0], [350.0, 0.0], [3_000.0, 0.0]])
    walking, driving = StraightTimes(speed_m_s=0.8, mode="foot_slow"), StraightTimes(speed_m_s=10)
    (line,) = proposed_lines(wishes(5), places, walking, driving, LineRules(walk_s=200))
    assert (line.weekday, line.purpose, line.asked, line.riders, line.vans, line.weeks) == (3, "market", 5, 5, 1, 4)
    assert line.arrival_s == 10 * 3_600 - 300
    assert [(stop.place, stop.riders) for stop in line.stops] == [(0, 3), (1, 2)]
    assert [stop.walk_s for stop in line.stops] == pytest.approx([187.5, 62.5])
    assert line.stops[1].departure_s == pytest.approx(line.arrival_s - 465)
    assert line.stops[0].departure_s == pytest.approx(line.arrival_s - 465 - 90 - 30)
    assert line.length_m == pytest.approx(2 * 4_950)
    table, stops = line_frames([line], pd.DataFrame({"facility_id": ["a", "b", "c"], "buurtcode": ["BU1", None, None]}))
    assert table["line_id"].tolist() == ["LIJN-01"]
    assert stops["facility_id"].tolist() == ["a", "b"]


@pytest.mark.parametrize(
    ("asked", "places"),
    [
        (wishes(3), [[150.0, 0.0]]),  # too few people
        (wishes(5, weeks=1), [[150.0, 0.0]]),  # once is no habit
        (wishes(5), [[150.0, 5_000.0]]),  # nobody can walk there
        (wishes(5), np.zeros((0, 2))),
        (wishes(5, from_x=np.nan), [[150.0, 0.0]]),
    ],
)
def test_no_line_is_proposed_where_too_few_ask_or_can_walk(asked: pd.DataFrame, places: list[list[float]]) -> None:
    walking, driving = StraightTimes(speed_m_s=0.8), StraightTimes(speed_m_s=10)
    assert proposed_lines(asked, np.array(places, dtype=float), walking, driving) == ()


def test_the_four_weeks_are_those_that_the_file_tells_most_of() -> None:
    dates = [MONDAY + dt.timedelta(days=i) for i in (-1, 0, 1, 2, 30)]
    frame = pd.DataFrame({"service_date": dates})
    assert weeks_around(frame, MONDAY)["service_date"].tolist() == dates[:4]
    assert weeks_around(frame, MONDAY + dt.timedelta(days=200)).empty
