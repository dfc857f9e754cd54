"""The driver's sheet: who, when, with which needs; as CSV without formulas; nobody else's door."""

import datetime as dt

import pandas as pd
import pytest
import shapely

from routing.van_pool import RideProblemError, plan_pool
from routing.van_pool.duties import with_breaks
from routing.van_pool.sheets import CSV_COLUMNS, van_sheet_csv, van_sheets
from tests.routing.van_pool_cases import DAY, Ask, Bus, make


def doors() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "request_id": ["r1", "other"],
            "name": ["=HYPERLINK(1)", "Buurman"],
            "wheelchair": [True, False],
            "walking_aid": [False, True],
            "pickup": [shapely.Point(600, 0), shapely.Point(1, 1)],
            "dropoff": [shapely.Point(1_200, 0), shapely.Point(2, 2)],
        }
    )


def test_a_sheet_has_the_stops_of_the_van_and_its_break_in_order_with_names_and_needs() -> None:
    asks = [
        Ask(600, 1_200, closes=4_000, wheelchairs=1, party=2, name="r1"),
        Ask(1_200, 600, opens=8_000, closes=12_000, wheelchairs=1, party=2, name="r1#terug"),
    ]
    problem = with_breaks(make(asks, [Bus(wheelchair_places=1, closes=20_000, pause=(4_000, 6_000, 900))]))
    (sheet,) = van_sheets(problem, plan_pool(problem, iterations=20), doors(), DAY)
    assert [line.kind for line in sheet.lines] == ["pickup", "dropoff", "break", "pickup", "dropoff"]
    assert [line.position for line in sheet.lines] == [1, 2, 3, 4, 5]
    assert [line.point for line in sheet.lines] == [(600, 0), (1_200, 0), None, (1_200, 0), (600, 0)]
    first = sheet.lines[0]
    assert (first.name, first.party, first.wheelchairs, first.on_board) == ("=HYPERLINK(1)", 2, 1, 2)
    assert sheet.lines[2].time.hour * 3600 + sheet.lines[2].time.minute * 60 + 60 >= 4_000
    assert sheet.vehicle_id == "v0"
    assert sheet.service_date == DAY
    assert isinstance(sheet.departure, dt.time)
    table = van_sheet_csv(sheet)
    assert table.startswith("\ufeff" + ";".join(CSV_COLUMNS))
    assert ";'=HYPERLINK(1);" in table
    assert "Buurman" not in table
    assert table.count("\r\n") == 6


def test_a_passenger_of_whom_nothing_is_known_still_has_a_line_and_doubles_are_refused() -> None:
    problem = make([Ask(10, 20)], [Bus()])
    plan = plan_pool(problem, iterations=1)
    (sheet,) = van_sheets(problem, plan, doors(), DAY)
    assert [(line.name, line.point) for line in sheet.lines] == [("", None)] * 2
    with pytest.raises(RideProblemError, match="two rows"):
        van_sheets(problem, plan, pd.concat([doors(), doors()]), DAY)
    with pytest.raises(RideProblemError, match="lacks pickup"):
        van_sheets(problem, plan, doors().drop(columns="pickup"), DAY)
