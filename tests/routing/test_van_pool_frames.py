"""From frames to a problem, and from a plan to frames with the columns of the planning tables."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from shapely import Point

from geo.db.planning import VanPoolSummary, VanStop, VanTrip
from routing.van_pool import (
    BoardingTimes,
    PoolRules,
    RideProblemError,
    build_ride_problem,
    plan_alone,
    plan_pool,
    van_pool_frames,
    violations,
)
from tests.routing.van_pool_cases import DAY, Ask, Bus, StraightTimes, make

NOT_OURS = {"region", "service_date", "gemeentecode", "run_id"}
HOUR = 3600


def requests_frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "request_id": ["q2", "q1", "q3"],
            "organisation": ["B", "A", "A"],
            "pickup_from_s": [9 * HOUR] * 3,
            "dropoff_to_s": [11 * HOUR] * 3,
            "max_ride_s": [1800] * 3,
            "party_size": [1, 2, 1],
            "pickup_buurtcode": ["BU1", "BU2", None],
            "dropoff_buurtcode": ["BU9", "BU9", "BU9"],
        }
    )


def passengers_frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "request_id": ["q1", "q2", "q1"],
            "passenger_key": ["p1", "p2", "p1"],
            "wheelchair": [True, False, True],
            "walking_aid": [False, True, False],
            "pickup": [Point(1000, 0), Point(2000, 0), Point(1000, 0)],
            "dropoff": [Point(5000, 5), Point(5000, 5), Point(5000, 5)],
        }
    )


def vans_frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "vehicle_id": ["bus-2", "bus-1", "fiets"],
            "organisation": ["B", "A", "A"],
            "kind": ["passenger_van", "passenger_van", "cargo_bike"],
            "seats": [7, 6, None],
            "wheelchair_places": [None, 1, None],
            "shift_from_s": [8 * HOUR, 8 * HOUR, None],
            "shift_to_s": [18 * HOUR, 18 * HOUR, None],
            "geometry": [Point(0, 0), Point(0, 0), None],
        }
    )


def test_frames_become_a_problem_with_shared_places_and_boarding_times() -> None:
    problem = build_ride_problem(requests_frame(), passengers_frame(), vans_frame(), StraightTimes(speed_m_s=9.0))
    asked, vans = problem.requests, problem.vans
    assert asked.request_ids == ("q1", "q2", "q3")
    assert vans.vehicle_ids == ("bus-1", "bus-2")
    assert len(problem.duration_s) == 4  # two doors, one activity, one yard
    assert vans.home[0] == vans.home[1]
    assert asked.dropoff[0] == asked.dropoff[1]
    assert asked.wheelchairs.tolist() == [1, 0, 0]  # the passenger in two files counts once
    assert asked.boarding_s.tolist() == [240, 120, 60]
    assert vans.wheelchair_places.tolist() == [1, 0]
    assert problem.duration_s[vans.home[0], asked.pickup[0]] == 112  # 1000 / 9, rounded up
    assert asked.pickup[2] == -1
    assert asked.pickup_buurtcodes == ("BU2", "BU1", None)


def test_a_request_without_a_passenger_is_planned_as_without_address() -> None:
    problem = build_ride_problem(requests_frame(), passengers_frame(), vans_frame(), StraightTimes())
    plan = plan_pool(problem, iterations=10)
    assert not violations(problem, plan)
    assert [(problem.requests.request_ids[u.request], u.reason) for u in plan.unserved] == [("q3", "no_address")]


def test_boarding_times_can_be_set() -> None:
    problem = build_ride_problem(
        requests_frame(), passengers_frame(), vans_frame(), StraightTimes(), rules=PoolRules(BoardingTimes(30, 0, 300))
    )
    assert problem.requests.boarding_s.tolist() == [330, 30, 30]


def test_the_order_of_rows_does_not_change_the_plan() -> None:
    one = build_ride_problem(requests_frame(), passengers_frame(), vans_frame(), StraightTimes())
    other = build_ride_problem(requests_frame()[::-1], passengers_frame(), vans_frame()[::-1], StraightTimes())
    assert plan_pool(one, iterations=20) == plan_pool(other, iterations=20)


@pytest.mark.parametrize(("column", "says"), [("seats", "without seats: bus-2"), ("geometry", "without a home: bus-2")])
def test_a_van_with_a_blank_is_refused_by_name(column: str, says: str) -> None:
    vans = vans_frame()
    vans.loc[0, column] = None
    with pytest.raises(RideProblemError, match=says):
        build_ride_problem(requests_frame(), passengers_frame(), vans, StraightTimes())


def test_a_missing_column_is_named() -> None:
    with pytest.raises(RideProblemError, match="max_ride_s"):
        build_ride_problem(
            requests_frame().drop(columns="max_ride_s"), passengers_frame(), vans_frame(), StraightTimes()
        )


def test_frames_without_rows_make_an_empty_problem() -> None:
    problem = build_ride_problem(
        requests_frame().head(0), passengers_frame().head(0), vans_frame().head(0), StraightTimes()
    )
    frames = van_pool_frames(problem, {"pool": plan_pool(problem)}, service_date=DAY, timezone="Europe/Amsterdam")
    assert frames.van_trip.empty
    assert str(frames.van_trip["departure"].dtype) == "datetime64[us, Europe/Amsterdam]"
    assert frames.van_pool_summary["organisation"].tolist() == ["*"]


def two_organisations():
    problem = make(
        [Ask(1000, 3000, closes=9000, ride=9000, party=2), Ask(2000, 3000, closes=9000, ride=9000, organisation="B")],
        [Bus(closes=9000), Bus(closes=9000, organisation="B", seats=3, wheelchair_places=1)],
    )
    alone = plan_alone(problem, iterations=20)
    pool = plan_pool(problem, iterations=20, start=alone)
    return problem, van_pool_frames(
        problem, {"alone": alone, "pool": pool}, service_date=DAY, timezone="Europe/Amsterdam"
    )


def test_the_frames_have_exactly_the_columns_of_their_tables() -> None:
    _, frames = two_organisations()
    for frame, model in (
        (frames.van_trip, VanTrip),
        (frames.van_stop, VanStop),
        (frames.van_pool_summary, VanPoolSummary),
    ):
        assert set(frame.columns) == {column.name for column in model.__table__.columns} - NOT_OURS
        for column in model.__table__.columns:
            if column.name not in NOT_OURS and not column.nullable:
                assert frame[column.name].notna().all(), column.name


def test_the_summary_of_alone_and_pool_is_as_worked_out_by_hand() -> None:
    _, frames = two_organisations()
    summary = frames.van_pool_summary.set_index(["plan", "organisation"])
    alone, pool = summary.loc[("alone", "*")], summary.loc[("pool", "*")]
    # alone: 0-1000-3000-0 with two on board of four seats; 0-2000-3000-0 with one on board of four places
    assert (alone["vans"], alone["movements"], alone["length_m"], alone["empty_m"]) == (2, 6, 12000, 9000)
    assert alone["occupancy"] == pytest.approx((2000 * 2 + 1000) / (12000 * 4))
    assert alone["mean_ride_s"] == pytest.approx((2 * 2000 + 1000) / 3)
    assert alone["co2_g"] == pytest.approx(12 * 221)
    # pool: 0-1000-2000-3000-0, the two drop-offs at places of their own at the same spot: a leg of 0 metres
    assert (pool["vans"], pool["length_m"], pool["empty_m"], pool["served"]) == (1, 6000, 4000, 2)
    assert pool["occupancy"] == pytest.approx((1000 * 2 + 1000 * 3) / (6000 * 4))
    for plan in ("alone", "pool"):
        rows = summary.loc[plan]
        for column in ("vans", "requests", "served", "movements", "length_m", "empty_m", "co2_g"):
            assert rows[column].drop("*").sum() == pytest.approx(rows.loc["*", column]), column
    assert np.isnan(summary.loc[("pool", "A"), "occupancy"]) or np.isnan(summary.loc[("pool", "B"), "occupancy"])


def test_standing_still_for_a_second_passenger_is_no_movement() -> None:
    problem = build_ride_problem(
        requests_frame().head(2), passengers_frame(), vans_frame(), StraightTimes(speed_m_s=100.0)
    )
    plan = plan_pool(problem, iterations=20)
    frames = van_pool_frames(problem, {"pool": plan}, service_date=DAY, timezone="Europe/Amsterdam")
    assert len(plan.tours) == 1
    assert len(frames.van_stop) == 4
    assert frames.van_trip["movements"].tolist() == [4]  # home, q1, q2, activity (both), home


def test_times_are_local_by_the_clock_on_the_wall() -> None:
    problem = make([Ask(10, 20, opens=9 * HOUR, closes=10 * HOUR)], [Bus(opens=0, closes=20 * HOUR)])
    plan = plan_pool(problem, iterations=1)
    for day, offset in ((DAY, 1), (dt.date(2026, 3, 29), 2), (dt.date(2026, 10, 25), 1)):  # winter, the two changes
        frames = van_pool_frames(problem, {"pool": plan}, service_date=day, timezone="Europe/Amsterdam")
        first = frames.van_stop["arrival"].iloc[0]
        assert (first.date(), first.hour, first.minute) == (day, 9, 0)
        assert first.utcoffset() == dt.timedelta(hours=offset)


def test_unserved_requests_are_counted_by_reason_for_the_passengers_organisation() -> None:
    problem = make([Ask(10, 20, ride=1), Ask(10, 20, ride=1), Ask(10, 20, wheelchairs=1, organisation="B")], [Bus()])
    frames = van_pool_frames(
        problem, {"pool": plan_pool(problem, iterations=1)}, service_date=DAY, timezone="Europe/Amsterdam"
    )
    reasons = frames.van_pool_summary.set_index("organisation")["reasons"]
    assert reasons.to_dict() == {
        "A": "ride_limit: 2",
        "B": "no_wheelchair_place: 1",
        "*": "no_wheelchair_place: 1, ride_limit: 2",
    }


def test_another_name_of_a_plan_is_refused() -> None:
    with pytest.raises(ValueError, match="'both'"):
        van_pool_frames(make([], []), {"both": plan_pool(make([], []))}, service_date=DAY, timezone="Europe/Amsterdam")
