from __future__ import annotations

import datetime as dt

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, box

from geo.data_findings import COMPARED, findings, overlap

RD = 28992
DAY = dt.date(2026, 2, 3)
BUURTEN = gpd.GeoDataFrame(
    {"buurtcode": ["BU90020101", "BU90020102"], "wijkcode": ["WK900201", "WK900201"], "water": [False, False]},
    geometry=[box(0, 300_000, 1_000, 301_000), box(1_000, 300_000, 2_000, 301_000)],
    crs=RD,
)
HUBS = gpd.GeoDataFrame(
    {
        "hub_id": ["H1", "H2"], "opened_on": [dt.date(2025, 1, 1), dt.date(2025, 6, 1)],
        "closed_on": [None, dt.date(2025, 12, 1)], "serves": ["WK900201", None],
    },
    geometry=[Point(500, 300_500), Point(1_500, 300_500)],
    crs=RD,
)  # fmt: skip


def deliveries(*rows: tuple[str, dt.date, str]) -> pd.DataFrame:
    """Deliveries: hub, day, supplier; all by concierge C1."""
    return pd.DataFrame(
        {
            "row_number": range(1, len(rows) + 1), "delivery_id": [f"B{n}" for n in range(len(rows))],
            "hub_id": [row[0] for row in rows], "service_date": [row[1] for row in rows],
            "supplier_id": [row[2] for row in rows], "concierge_key": "C1",
        }
    )  # fmt: skip


def counts(tables: dict[str, pd.DataFrame], day: dt.date = DAY) -> dict[str, int]:
    found = findings(tables, day)
    assert all(str(item.count) in item.sentence or item.count == 1 for item in found)
    return {item.rule: item.count for item in found}


def test_codes_that_nobody_has_are_counted_where_the_other_file_was_read() -> None:
    tables = {"intake.delivery": deliveries(("H1", DAY, "L1"), ("H9", DAY, "L9"), ("H9", DAY, "L1"))}
    assert counts(tables) == {}
    tables["intake.supplier"] = pd.DataFrame({"supplier_id": ["L1"]})
    tables["intake.concierge"] = pd.DataFrame({"concierge_key": ["C2"], "hub_id": ["H1"], "vehicle_id": ["V1"]})
    tables["intake.vehicle"] = pd.DataFrame({"vehicle_id": ["V2"], "hub_id": [None], "kind": ["e_van"], "organisation": ["A"]})  # fmt: skip
    assert counts(tables) == {"unknown_supplier_id": 1, "unknown_concierge_key": 3, "unknown_vehicle_id": 1}
    assert counts(tables | {"intake.hub": HUBS})["unknown_hub_id"] == 2


def test_deliveries_before_the_opening_and_after_the_closing_of_their_hub_are_counted() -> None:
    rows = (
        ("H1", dt.date(2024, 12, 31), "L1"), ("H1", dt.date(2025, 1, 1), "L1"), ("H2", dt.date(2025, 11, 30), "L1"),
        ("H2", dt.date(2025, 12, 1), "L1"), ("H2", dt.date(2026, 1, 1), "L1"), ("H9", dt.date(2020, 1, 1), "L1"),
    )  # fmt: skip
    found = counts({"intake.delivery": deliveries(*rows), "intake.hub": HUBS})
    assert (found["before_opening"], found["after_closing"]) == (1, 2)


def test_hubs_facilities_and_residents_outside_the_region_are_counted() -> None:
    far = Point(9_000, 300_500)
    facilities = gpd.GeoDataFrame(
        {
            "facility_id": ["V1", "V2", "osm-n1"], "name": ["A", "B", "C"], "kind": "library",
            "origin": ["social_map", "social_map", "osm"], "postcode": None, "house_number": None,
        },
        geometry=[far, Point(500, 300_500), far], crs=RD,
    )  # fmt: skip
    residents = gpd.GeoDataFrame(
        {"postcode": ["1234AB", "9999ZZ", "1234AB", None]}, geometry=[None, None, far, Point(500, 300_500)], crs=RD
    )
    addresses = gpd.GeoDataFrame({"postcode": ["1234XX", "9999ZZ"]}, geometry=[Point(100, 300_100), far], crs=RD)
    hubs = HUBS.assign(geometry=gpd.GeoSeries([far, Point(1_000, 300_000)], crs=RD))
    found = counts(
        {
            "intake.buurt": BUURTEN, "intake.hub": hubs, "intake.facility": facilities, "vault.resident": residents,
            "intake.address": addresses,
        }
    )  # fmt: skip
    assert found == {"hub_outside": 1, "facility_outside": 1, "resident_outside": 2, "buurt_without_addresses": 1}


def test_residents_are_not_judged_by_postcode_where_there_are_no_addresses_to_compare_with() -> None:
    residents = gpd.GeoDataFrame({"postcode": ["9999ZZ"]}, geometry=[None], crs=RD)
    assert counts({"intake.buurt": BUURTEN, "vault.resident": residents}) == {}


def test_codes_of_areas_that_the_region_does_not_have_are_counted() -> None:
    hubs = HUBS.assign(serves=["WK900201,WK999999", "WK888888"])
    signals = pd.DataFrame({"buurtcode": ["BU90020101", "BU00000000"]})
    found = counts({"intake.buurt": BUURTEN, "intake.hub": hubs, "intake.signal_count": signals})
    assert found == {"unknown_buurtcode": 1, "unknown_wijkcode": 2}


def test_a_day_without_hub_orders_or_trips_is_told() -> None:
    orders = pd.DataFrame({"service_date": [DAY], "hub_id": ["H1"], "supplier_id": [None]})
    tables = {"intake.hub": HUBS, "intake.order_line": orders}
    assert counts(tables) == {}
    assert counts(tables, dt.date(2024, 1, 1)) == {"no_open_hub": 1, "nothing_to_plan": 1}


def test_a_day_on_which_a_standing_order_falls_has_something_to_plan() -> None:
    orders = pd.DataFrame({"service_date": [DAY - dt.timedelta(days=30)], "hub_id": ["H1"], "supplier_id": [None]})
    standing = pd.DataFrame(
        {"weekdays": [str(DAY.isoweekday())], "every_weeks": [1], "starts_on": [DAY], "ends_on": [None],
         "hub_id": ["H9"], "supplier_id": [None]}
    )  # fmt: skip
    tables = {"intake.hub": HUBS, "intake.order_line": orders, "intake.standing_order": standing}
    assert "nothing_to_plan" not in counts(tables)
    assert counts(tables, DAY + dt.timedelta(days=1))["nothing_to_plan"] == 1
    assert counts(tables)["unknown_hub_id"] == 1


def test_trips_of_an_organisation_without_a_van_are_counted() -> None:
    vans = pd.DataFrame({"vehicle_id": ["V1", "V2"], "hub_id": None, "kind": ["passenger_van", "e_van"], "organisation": ["Zorg", "Hub"]})  # fmt: skip
    trips = pd.DataFrame({"organisation": ["ZORG", "Hub", "Anders"], "service_date": DAY})
    assert counts({"intake.vehicle": vans, "intake.trip_request": trips}) == {"organisation_without_van": 2}


def test_empty_tables_have_nothing_to_tell() -> None:
    tables = {
        "intake.buurt": BUURTEN, "intake.hub": HUBS.iloc[:0], "intake.delivery": deliveries(),
        "vault.resident": gpd.GeoDataFrame({"postcode": []}, geometry=[], crs=RD),
    }  # fmt: skip
    assert set(counts(tables)) <= {"no_open_hub"}
    assert set(tables) <= set(COMPARED)


@pytest.mark.parametrize(("second", "count", "differing"), [("L1", 1, False), ("L2", 1, True)])
def test_rows_of_two_files_are_told_once_and_so_is_that_they_differ(second: str, count: int, differing: bool) -> None:
    files = [deliveries(("H1", DAY, "L1")), deliveries(("H1", DAY, second), ("H1", DAY, "L1"))]
    found = overlap("delivery", files)
    assert found is not None
    assert found.count == count
    assert ("andere inhoud" in found.sentence) == differing
    assert overlap("delivery", [files[0], files[1].iloc[1:]]) is None


def test_places_that_differ_make_two_rows_differ() -> None:
    moved = HUBS.assign(geometry=gpd.GeoSeries([Point(1, 300_001), HUBS.geometry[1]], crs=RD), row_number=[1, 2])
    found = overlap("hub", [HUBS.assign(row_number=[1, 2]), moved])
    assert found is not None
    assert "waarvan 1 met een andere inhoud" in found.sentence
