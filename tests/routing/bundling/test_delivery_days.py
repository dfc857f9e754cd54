"""Delivery days: small weeks by hand, against trying everything, and what a point of the front drives."""

import itertools

import numpy as np
import pandas as pd
import pytest

from routing.bundling import Roads
from routing.bundling.front import LEVELS, day_front, days_asked, period_of
from routing.delivery_days import (
    DAYS,
    Ask,
    DayChoice,
    DayProblem,
    DeliveryDaysError,
    Limits,
    choose_days,
    minutes_lost,
    model_metres,
    today,
)
from tests.benchmarks.delivery_days import made_up
from tests.routing.bundling import cases

DAYS_OF = {"A": [1, 2, 3, 4, 5], "B": [2, 4], "S": [1]}
FUEL = {"A": 221.0, "B": 221.0, "S": 366.0}


def problem(**changes: object) -> DayProblem:
    """Two residents; supplier 0 comes to both on Monday and Tuesday, supplier 1 to the first on Tuesday."""
    allowed = np.zeros((3, DAYS), dtype=bool)
    allowed[:2, :3] = True
    allowed[2, 1] = True
    given = {
        "resident": np.array([0, 1, 0]), "supplier": np.array([0, 0, 1]), "hub": np.zeros(3, int),
        "today": np.array([0, 1, 1]), "allowed": allowed, "group": np.arange(3), "week": np.zeros(3, int),
        "minutes": np.array([10.0, 10.0, 4.0]), "contact": np.ones(3, bool), "start_m": np.zeros(2),
        "ride_m": np.array([[5000.0], [3000.0]]), "stop_m": np.array([700.0]), "fixed": np.empty((0, 4), int),
        "room": np.array([9]), "longest_visit_min": 15.0,
    }  # fmt: skip
    return DayProblem(**(given | changes))


def chosen(asked: DayProblem, *asks: Ask) -> list[DayChoice]:
    return choose_days(asked, asks or [Ask()], Limits(gap=0.0))


def test_rides_and_visits_fall_together_where_a_visit_is_long_enough() -> None:
    found = chosen(problem())[0]
    assert found.day.tolist() == [1, 1, 1]
    assert today(problem()).objective == 2 * 5000 + 3000 + 3 * 700
    assert found.objective == found.bound == 5000 + 3000 + 2 * 700
    assert found.status == "optimal"


def test_unchanged_minutes_keep_apart_what_does_not_fit_in_one_visit() -> None:
    long = problem(minutes=np.array([12.0, 10.0, 9.0]))
    kept, nearly, traded = chosen(long, Ask(), Ask(5.9), Ask(6.0))
    assert minutes_lost(long, kept.day).tolist() == [0.0, 0.0]
    assert kept.day[0] != 1  # the first resident's visits stay apart: of 21 minutes in 15, six would be lost
    assert traded.objective < kept.objective == nearly.objective
    assert minutes_lost(long, traded.day).tolist() == [6.0, 0.0]


def test_nobody_is_seen_less_often_where_moments_are_kept() -> None:
    found = chosen(problem(), Ask(keep_moments=True))[0]
    assert found.day[0] != found.day[2]
    letterbox = problem(contact=np.array([True, True, False]))
    assert chosen(letterbox, Ask(keep_moments=True))[0].day.tolist() == [1, 1, 1]


def test_two_deliveries_of_one_supplier_keep_different_days_and_a_full_hub_turns_goods_away() -> None:
    same = problem(supplier=np.array([0, 0, 0]), ride_m=np.array([[5000.0]]), start_m=np.zeros(1))
    days = chosen(same)[0].day
    assert days[0] != days[2]
    full = chosen(problem(room=np.array([2])))[0].day
    assert max(np.bincount(full)) <= 2


def test_a_ride_that_is_driven_anyway_costs_nothing_more() -> None:
    fixed = problem(fixed=np.array([[0, 0, 0, 2]]))
    found = chosen(fixed)[0]
    assert found.day[1] == 2
    assert found.objective == model_metres(fixed, found.day)


def test_the_choice_is_that_of_trying_everything() -> None:
    for seed in range(3):
        small = made_up(suppliers=2, residents=3, seed=seed, hubs=1, shift=1)
        options = [np.flatnonzero(days).tolist() for days in small.allowed]
        now = minutes_lost(small, small.today)
        best = np.inf
        for days in itertools.product(*options):
            day = np.array(days)
            twice = len(set(zip(small.resident.tolist(), small.supplier.tolist(), days, strict=True))) < len(days)
            crowded = np.bincount(day).max() > small.room[0]
            if twice or crowded or _worse(small, day):
                continue
            best = min(best, model_metres(small, day))
        found = chosen(small)[0]
        assert (minutes_lost(small, found.day) <= now + 1e-9).all()
        assert found.objective == best


def _worse(problem: DayProblem, day: np.ndarray) -> bool:
    """Some visit is asked more than it has to give, and more than it was asked on that day before."""
    minutes = np.minimum(np.rint(problem.minutes * 10), 150)
    for resident in set(problem.resident.tolist()):
        own = problem.resident == resident
        for on in range(DAYS):
            asked, before = minutes[own & (day == on)].sum(), minutes[own & (problem.today == on)].sum()
            if asked > max(150, before):
                return True
    return False


def test_the_same_question_twice_has_the_same_answer() -> None:
    asked = made_up(suppliers=6, residents=25, seed=3)
    first, second = (choose_days(asked, [Ask()])[0] for _ in range(2))
    assert first.day.tolist() == second.day.tolist()
    assert first.bound <= first.objective == model_metres(asked, first.day) <= today(asked).objective


def test_a_group_that_may_not_stay_is_refused() -> None:
    with pytest.raises(DeliveryDaysError, match="stay on its own day"):
        problem(allowed=np.zeros((3, DAYS), dtype=bool))


def weeks(*rows: tuple[int, str, str], lines: pd.DataFrame | None = None) -> tuple[object, Roads]:
    four = [(day + 7 * week, supplier, resident) for week in range(4) for day, supplier, resident in rows]
    found = cases.past(cases.deliveries(*four, (27, "A", "r1")), lines)
    net = Roads(found.xy, 1.0)
    return days_asked(found, net, DAYS_OF, {}, {"H1": 9}, longest_visit_min=25.0), net


def test_the_front_drives_what_it_shows_and_lists_who_is_affected() -> None:
    asked, net = weeks((0, "A", "r1"), (1, "B", "r1"), (1, "A", "r3"))
    front = day_front(asked, net, FUEL)
    points = front.points.set_index("point")
    assert [*points.index] == ["today", *(name for name, _, _ in LEVELS)]
    assert points.loc["today", "saved_km"] == 0
    assert points.loc["today", "supplier_rides"] == 3
    assert points.loc["minutes", "supplier_rides"] == 2  # A comes to both on Tuesday, with B
    assert points.loc["minutes", "contact_minutes"] == points.loc["today", "contact_minutes"] == 30
    assert points.loc["minutes", "contact_moments"] == 2
    assert points.loc["moments", "contact_moments"] == points.loc["today", "contact_moments"] == 3
    saved = points.loc["today", "driven_km"] - points["driven_km"]
    assert points["saved_km"].tolist() == pytest.approx(saved.tolist())
    assert (points["driven_km"] == points["supplier_km"] + points["concierge_km"]).all()
    moves = front.moves[front.moves["point"] == "minutes"]
    assert moves[["resident_key", "supplier_id", "from_day", "to_day"]].to_numpy().tolist() == [["r1", "A", 1, 2]]
    days = front.suppliers.set_index(["point", "supplier_id"])
    assert days.loc[("minutes", "A"), ["days_today", "days"]].tolist() == ["1,2", "2"]


def test_a_point_that_drives_no_less_is_not_on_the_front() -> None:
    asked, net = weeks((0, "A", "r1"), (1, "A", "r3"))
    points = day_front(asked, net, FUEL).points.set_index("point")
    assert points.loc["minutes", "on_front"] or points.loc["moments", "on_front"]
    assert not points.loc["traded_10", "on_front"]


def test_what_may_not_share_a_load_stays_and_only_whole_weeks_count() -> None:
    asked, _ = weeks((0, "A", "r1"), (1, "B", "r1"), lines=cases.goods(**{f"d{i}": "cold" for i in range(0, 8, 2)}))
    assert len(asked.groups) == 1
    assert period_of(asked) == (cases.MONDAY, cases.MONDAY + pd.Timedelta(days=27))
    nothing = cases.past(cases.deliveries((0, "A", "r1")), cases.goods(d0="cold"))
    assert days_asked(nothing, Roads(nothing.xy), DAYS_OF, {}, {}) is None


def test_what_cannot_be_chosen_is_refused_by_name() -> None:
    with pytest.raises(DeliveryDaysError, match="give the hubs more room"):
        choose_days(problem(room=np.array([0])), [Ask()])
