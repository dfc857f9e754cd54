"""What goes into a day's problem and what comes out beside its trips: goods, rota, room, streets, figures; by hand."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from routing.route_plan import PlanRules, plan_routes
from routing.route_plan.figures import day_figures, supplier_tours_m
from routing.route_plan.goods import with_goods
from routing.route_plan.room import WAY_S, free_by_hub, room_ahead
from routing.route_plan.rota import duties_on, on_duty
from routing.route_plan.streets import streets_driven
from tests.routing.route_plan.cases import FIVE, NINE, TUESDAY, problem, shift, stop

HALF_PAST_EIGHT, RULES = 8 * 3600 + 1800, PlanRules()
DUTIES = pd.DataFrame(
    [
        ("1", "anna", "break", "2,3", None, None, 12 * 3600, 13 * 3600, 30.0, None),
        ("2", "anna", "meeting", None, None, None, None, None, 60.0, "F1"),
        ("3", "bob", "absent", None, TUESDAY, TUESDAY, None, None, None, None),
        ("4", "bob", "break", "4", None, None, None, None, 30.0, None),
    ],
    columns=["duty_id", "concierge_key", "kind", "weekdays", "starts_on", "ends_on", "from_s", "to_s", "minutes",
             "facility_id"],
)  # fmt: skip
STAFF = pd.DataFrame(
    {"concierge_key": ["anna", "bob"], "hub_id": "H1", "workdays": "1,2,3,4,5", "shift_from_s": HALF_PAST_EIGHT,
     "shift_to_s": 17 * 3600}
)  # fmt: skip


def goods(**changes: object) -> dict[str, object]:
    return {"line_id": "o1", "load_id": "l", "row_number": 1, "goods_kind": "meals", "cold": True, "urgent": False,
            "return_flow": False, "signature": False, "volume_l": 12, "line_kind": "order_line"} | changes  # fmt: skip


def test_goods_come_to_an_order_by_its_id_and_to_a_standing_order_by_its_own() -> None:
    orders = pd.DataFrame({"order_id": ["o1", "VB2@2026-02-03", "o3"], "kind": ["delivery", "return", "visit"]})
    known = pd.DataFrame([goods(), goods(line_id="VB2", goods_kind="laundry", cold=False, volume_l=None, urgent=True)])
    made = with_goods(orders, known)
    assert made["goods"].tolist() == ["food", "dirty_laundry", ""]
    assert made["cooled"].tolist() == [True, False, False]
    assert made["urgent"].tolist() == [False, True, False]
    assert made["volume_l"].isna().tolist() == [False, True, True]


def test_who_is_absent_is_off_duty_for_those_days_alone() -> None:
    assert on_duty(STAFF, DUTIES, TUESDAY)["concierge_key"].tolist() == ["anna"]
    assert on_duty(STAFF, DUTIES, TUESDAY + dt.timedelta(days=1))["concierge_key"].tolist() == ["anna", "bob"]


def test_appointments_of_a_day_have_their_hours_or_the_shift_and_their_place() -> None:
    places = gpd.GeoDataFrame({"facility_id": ["F1"]}, geometry=[shapely.Point(5, 6)], crs=28992)
    now = duties_on(DUTIES, STAFF, TUESDAY, places)
    assert now["kind"].tolist() == ["break", "meeting"]
    assert now["from_s"].tolist() == [12 * 3600, HALF_PAST_EIGHT]
    assert now["to_s"].tolist() == [13 * 3600, 17 * 3600]
    assert now["geometry"].tolist() == [None, shapely.Point(5, 6)]


def test_room_is_hours_less_appointments_known_work_and_what_is_expected_beyond_it() -> None:
    columns = ["order_id", "service_date", "supplier_id", "hub_id", "resident_key", "kind", "contact", "service_minutes",
               "volume_l"]  # fmt: skip
    orders = pd.DataFrame([("o1", TUESDAY, "L1", "H1", "r1", "delivery", True, 20.0, 30)], columns=columns)
    standing = pd.DataFrame(columns=["standing_id", "weekdays", "every_weeks", "starts_on", "ends_on", *columns[2:]])
    expected = pd.DataFrame(
        {"hub_id": ["H1"], "forecast_date": [TUESDAY], "expected": [3.0], "low": [1.0], "high": [5.0]}
    )
    (row,) = room_ahead([TUESDAY], ["H1"], orders, standing, STAFF, DUTIES, expected, 1.0).to_dict("records")
    assert row["duty_s"] == 17 * 3600 - HALF_PAST_EIGHT - RULES.receipt_s - 90 * 60
    assert (row["known_stops"], row["known_s"], row["known_l"]) == (1, 20 * 60 + WAY_S, 30.0)
    assert row["reserved_s"] == 2 * (RULES.contact_s + WAY_S)
    assert row["reserved_l"] == 2 * RULES.order_l
    assert row["free_s"] == row["duty_s"] - row["known_s"] - row["reserved_s"]
    assert free_by_hub(pd.DataFrame([row, row | {"forecast_date": None, "free_s": -5}]))["H1"][None] == 0  # type: ignore[index]


def test_streets_keep_corners_and_drop_the_places_of_doors() -> None:
    way = shapely.LineString([(0, 0), (100, 0), (100, 40), (100, 0), (200, 0), (200, 50), (0, 0)])
    found = streets_driven(way, np.array([(103.0, 40.0), (200.0, 53.0)]))
    assert found is not None
    corners = {tuple(point) for point in shapely.get_coordinates(found)}
    assert corners == {(0, 0), (100, 0), (200, 0)}
    assert streets_driven(shapely.LineString([(0, 0), (5, 5)]), np.array([(0.0, 0.0), (5.0, 5.0)])) is None


def test_figures_of_a_day_are_of_the_hub_and_set_suppliers_own_tours_beside_it() -> None:
    stops = [stop("a", best_known=("anna",), volume_l=20), stop("b", contact=False, service_s=90, volume_l=10)]
    plan = plan_routes(problem(stops, [shift("anna", NINE, FIVE, capacity_l=100)], [(500.0, 0.0), (1000.0, 0.0)]))
    driven = pd.DataFrame(
        {"resident_key": ["a", "z"], "concierge_key": ["anna", "bob"], "contact_minutes": [12.0, 5.0]}
    )
    made = day_figures(plan, {"o-a": "L1", "o-b": "L2"}, driven)
    assert (made["stops"], made["contacts"], made["familiar_contacts"], made["late"]) == (2, 1, 1, 0)
    assert (made["load_l"], made["capacity_l"]) == (30.0, 100.0)
    assert made["length_m"] == 2000.0
    assert made["supplier_m"] == 1000.0 + 2000.0  # each out and back on its own
    assert (made["co2_low_g"], made["co2_high_g"]) == (442.0, 663.0)
    assert (made["driven_stops"], made["driven_same_concierge"]) == (2, 1)
    assert (made["driven_contact_s"], made["planned_contact_s"]) == (720.0, 600.0)
    assert not {"concierge_key"} & set(made)
    none = day_figures(plan, {}, driven.iloc[:0])
    assert none["driven_stops"] is None
    assert supplier_tours_m(plan.problem, ["a", "b"], {"o-a": "L1", "o-b": "L1"}) == 2000
