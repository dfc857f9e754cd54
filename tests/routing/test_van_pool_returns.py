"""The way back of a trip request becomes a request of its own."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from routing.van_pool import build_ride_problem, plan_pool, violations
from routing.van_pool.returns import RETURN_MARK, with_returns
from tests.routing.test_van_pool_frames import passengers_frame, requests_frame, vans_frame
from tests.routing.van_pool_cases import StraightTimes

HOUR = 3600


def asking_back(**returns: tuple[int, int]) -> pd.DataFrame:
    """The three requests, of which some ask for a return: id to (earliest, latest) in hours."""
    requests = requests_frame()
    for place, name in enumerate(("return_from_s", "return_to_s")):
        hours = requests["request_id"].map({key: window[place] for key, window in returns.items()})
        requests[name] = (hours * HOUR).astype("Int64")
    return requests


def test_a_return_is_a_second_request_with_its_places_turned_round() -> None:
    requests, passengers = with_returns(asking_back(q2=(15, 17)), passengers_frame())
    back = requests.set_index("request_id").loc["q2" + RETURN_MARK]
    assert len(requests) == 4
    assert (back["pickup_from_s"], back["dropoff_to_s"]) == (15 * HOUR, 17 * HOUR)
    assert (back["pickup_buurtcode"], back["dropoff_buurtcode"]) == ("BU9", "BU1")
    assert (back["organisation"], back["party_size"], back["max_ride_s"]) == ("B", 1, 1800)
    homeward = passengers.set_index("request_id").loc["q2" + RETURN_MARK]
    assert (homeward["pickup"], homeward["dropoff"]) == (Point(5000, 5), Point(2000, 0))
    assert bool(homeward["walking_aid"])


def test_the_way_there_stays_as_it_was() -> None:
    before = asking_back(q1=(15, 17), q3=(12, 13))
    requests, passengers = with_returns(before, passengers_frame())
    there = requests[~requests["request_id"].str.endswith(RETURN_MARK)].reset_index(drop=True)
    pd.testing.assert_frame_equal(there, before[there.columns], check_dtype=False)
    assert set(before.columns) - set(there.columns) == {"return_from_s", "return_to_s"}
    assert list(passengers["request_id"]) == ["q1", "q2", "q1", "q1" + RETURN_MARK, "q1" + RETURN_MARK]


def test_requests_without_a_return_or_without_its_columns_are_left_alone() -> None:
    for requests in (requests_frame(), asking_back()):
        same, passengers = with_returns(requests, passengers_frame())
        pd.testing.assert_frame_equal(same, requests_frame())
        assert len(passengers) == 3


def test_the_pool_brings_everyone_there_and_back_within_both_windows() -> None:
    problem = build_ride_problem(
        asking_back(q1=(15, 17), q2=(12, 14)), passengers_frame(), vans_frame(), StraightTimes(speed_m_s=9.0)
    )
    assert problem.requests.request_ids == ("q1", "q1" + RETURN_MARK, "q2", "q2" + RETURN_MARK, "q3")
    assert problem.requests.wheelchairs.tolist() == [1, 1, 0, 0, 0]  # a wheelchair goes home too
    assert len(problem.duration_s) == 4  # no new places
    plan = plan_pool(problem, iterations=50)
    assert not violations(problem, plan)
    assert [problem.requests.request_ids[left.request] for left in plan.unserved] == ["q3"]  # has no address
    started = {
        (problem.requests.request_ids[stop.request], stop.kind): stop.start_s
        for tour in plan.tours
        for stop in tour.stops
    }
    assert started["q1", "dropoff"] <= 11 * HOUR < 15 * HOUR <= started["q1" + RETURN_MARK, "pickup"]
    assert 12 * HOUR <= started["q2" + RETURN_MARK, "pickup"] < started["q2" + RETURN_MARK, "dropoff"] <= 14 * HOUR


@given(st.lists(st.booleans(), min_size=3, max_size=3))
def test_as_many_requests_more_as_there_are_returns(wanted: list[bool]) -> None:
    ids = requests_frame()["request_id"]
    asked = {name: (15, 17) for name, wish in zip(ids, wanted, strict=True) if wish}
    requests, _ = with_returns(asking_back(**asked), passengers_frame())
    assert len(requests) == 3 + sum(wanted)
    assert requests["request_id"].is_unique
