"""Standing orders become orders of the day, but for what an order of the day already is."""

import datetime as dt

import pandas as pd

from routing.route_plan.build import ORDER_COLUMNS
from routing.route_plan.day import orders_of
from routing.route_plan.standing import with_standing
from tests.routing.route_plan.cases import TUESDAY

STANDING = {
    "standing_id": "VB1", "weekdays": "2", "every_weeks": 1, "starts_on": dt.date(2026, 1, 1), "ends_on": None,
    "supplier_id": "L1", "hub_id": "H1", "resident_key": "r1", "kind": "delivery", "contact": True,
    "service_minutes": 12.0, "window_from_s": 36_000, "window_to_s": None, "buurtcode": "BU1", "gemeentecode": "GM1",
}  # fmt: skip
ORDER = {
    "order_id": "O1", "service_date": TUESDAY, "supplier_id": "L1", "hub_id": "H1", "resident_key": "r1",
    "kind": "delivery", "contact": False, "service_minutes": None, "window_from_s": None, "window_to_s": None,
    "gemeentecode": "GM1", "buurtcode": "BU1",
}  # fmt: skip


def standing(*changes: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame([STANDING | each for each in changes], columns=list(STANDING))


def orders(*changes: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame([ORDER | each for each in changes], columns=list(ORDER_COLUMNS))


def history(*days: dt.date) -> pd.DataFrame:
    rows = [{"delivery_id": f"D{n}", "service_date": day, "resident_key": "r7"} for n, day in enumerate(days)]
    return pd.DataFrame(rows, columns=["delivery_id", "service_date", "resident_key", "hub_id", "contact"])


def visits() -> pd.DataFrame:
    return pd.DataFrame(columns=["visit_id", "service_date", "resident_key", "hub_id"])


def test_a_standing_order_that_falls_on_the_day_is_an_order_with_its_own_id() -> None:
    made = with_standing(orders(), standing({}, {"standing_id": "VB2", "weekdays": "3"}), TUESDAY)
    assert list(made.columns) == list(ORDER_COLUMNS)
    (row,) = made.to_dict("records")
    assert row["order_id"] == "VB1@2026-02-03"
    assert (row["service_date"], row["resident_key"], row["service_minutes"]) == (TUESDAY, "r1", 12.0)
    assert (row["window_from_s"], row["contact"], row["buurtcode"]) == (36_000, True, "BU1")


def test_an_order_of_that_day_from_the_same_supplier_is_the_standing_order_and_counts_once() -> None:
    placed = orders({})
    same = with_standing(placed, standing({}), TUESDAY)
    assert list(same["order_id"]) == ["O1"]


def test_another_supplier_kind_or_resident_is_another_order() -> None:
    more = standing(
        {"standing_id": "A", "supplier_id": "L2"}, {"standing_id": "B", "kind": "return"},
        {"standing_id": "C", "resident_key": "r2"}, {"standing_id": "D"},
    )  # fmt: skip
    ids = with_standing(orders({}), more, TUESDAY)["order_id"]
    assert list(ids) == ["O1", "A@2026-02-03", "B@2026-02-03", "C@2026-02-03"]


def test_a_visit_without_a_supplier_is_the_same_visit() -> None:
    visit: dict[str, object] = {"kind": "visit", "supplier_id": None}
    assert list(with_standing(orders(visit), standing(visit), TUESDAY)["order_id"]) == ["O1"]


def test_a_day_of_orders_gets_its_standing_orders_too() -> None:
    found = orders_of(TUESDAY, orders({"resident_key": "r5"}), standing({}), history(), visits())
    assert list(found["order_id"]) == ["O1", "VB1@2026-02-03"]


def test_a_past_day_without_orders_is_planned_from_what_was_brought_alone() -> None:
    found = orders_of(TUESDAY, orders(), standing({}), history(TUESDAY), visits())
    assert list(found["order_id"]) == ["D0"]


def test_a_coming_day_without_orders_is_planned_from_standing_orders() -> None:
    found = orders_of(TUESDAY, orders(), standing({}), history(dt.date(2026, 1, 5)), visits())
    assert list(found["order_id"]) == ["VB1@2026-02-03"]
