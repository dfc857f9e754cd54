from __future__ import annotations

import datetime as dt
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import shapely.affinity
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from geo.coverage import (
    CoverageError,
    Norm,
    catchment,
    coverage,
    demand_points,
    frail_at_home,
    offered_wijken,
    open_hubs,
    site_matrix,
    weekly_hours,
    wijk_of,
)
from geo.travel_time import TravelTimes, travel_times
from tests.geo.travel_time.streets import Town, rd

RD = "EPSG:28992"
NORTH, SOUTH, EAST = "BU90010100", "BU90010200", "BU90010201"
AS_OF = dt.date(2026, 2, 3)


def straight(mode: str = "foot") -> TravelTimes:
    return travel_times(None, mode, cache=Path("unused"), detour_factor=1.3)


def buurten() -> gpd.GeoDataFrame:
    """Three squares of 1 km: north at (0, 1000), south at (0, 0), east at (1000, 0)."""
    corners = {NORTH: (0, 1000), SOUTH: (0, 0), EAST: (1000, 0)}
    squares = [shapely.affinity.translate(box(0, 0, 1000, 1000), x, y) for x, y in rd(*corners.values())]
    return gpd.GeoDataFrame({"buurtcode": list(corners)}, geometry=squares, crs=RD)


def frailty(north: float = 4.0, south: float = 6.0, east: float = 0.0) -> pd.DataFrame:
    home = pd.DataFrame({"buurtcode": [NORTH, SOUTH, EAST], "expected": [north, south, east]})
    return pd.concat(
        [
            home.assign(group_name="frail_65_plus_home"),
            home.assign(group_name="frail_65_plus_institution", expected=99.0),
        ]
    )


def addresses(*places: tuple[str, float, float]) -> gpd.GeoDataFrame:
    codes = [code for code, _, _ in places]
    return gpd.GeoDataFrame({"buurtcode": codes}, geometry=shapely.points(rd(*((x, y) for _, x, y in places))), crs=RD)


def points(column: str, **places: tuple[float, float]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({column: list(places)}, geometry=shapely.points(rd(*places.values())), crs=RD)


HOMES = addresses((NORTH, 500, 1100), (NORTH, 500, 1900), (SOUTH, 500, 100), (SOUTH, 500, 300), (SOUTH, 500, 500))
DEMAND = demand_points(buurten(), HOMES, frailty())


def test_every_address_carries_its_share_and_a_buurt_without_addresses_its_whole_weight() -> None:
    assert DEMAND.groupby("buurtcode")["weight"].sum().to_dict() == pytest.approx({NORTH: 4.0, SOUTH: 6.0, EAST: 0.0})
    assert DEMAND.loc[DEMAND["buurtcode"] == SOUTH, "weight"].tolist() == [2.0, 2.0, 2.0]
    assert DEMAND.groupby("buurtcode")["address_count"].sum().to_dict() == {NORTH: 2, SOUTH: 3, EAST: 0}
    assert DEMAND.crs == RD
    bare = demand_points(buurten(), None, frailty())
    assert bare["weight"].tolist() == [4.0, 6.0, 0.0]
    assert all(square.covers(point) for square, point in zip(buurten().geometry, bare.geometry, strict=True))


def test_addresses_outside_the_buurten_are_left_out() -> None:
    strange = pd.concat([HOMES, addresses(("BU99999999", 9000, 9000)), addresses((NORTH, 1, 1)).assign(buurtcode=None)])
    assert demand_points(buurten(), strange, frailty())["weight"].sum() == pytest.approx(10)
    assert len(demand_points(buurten(), strange, frailty())) == len(DEMAND)


def test_a_map_and_an_estimate_of_other_buurten_are_refused() -> None:
    with pytest.raises(CoverageError, match="same buurten"):
        demand_points(buurten().iloc[:2], HOMES, frailty())
    with pytest.raises(CoverageError, match="twice"):
        frail_at_home(pd.concat([frailty(), frailty()]))


def test_the_time_to_a_buurt_is_the_mean_over_its_addresses_by_hand() -> None:
    sites = points("site_id", A=(500, 100), B=(500, 1100))
    rows = site_matrix(straight(), sites, DEMAND).set_index(["site_id", "buurtcode"])
    assert rows.loc[("A", SOUTH), "length_m"] == pytest.approx(1.3 * (0 + 200 + 400) / 3, rel=1e-5)
    assert rows.loc[("A", SOUTH), "duration_s"] == pytest.approx((0 + 200 + 400) / 3, rel=1e-5)
    assert rows.loc[("B", NORTH), "duration_s"] == pytest.approx(400, rel=1e-5)
    assert rows.loc[("A", EAST), "duration_s"] > 0  # nobody is expected to be frail there: its point still counts
    assert set(rows["method"]) == {"straight_line"}
    assert set(rows["mode"]) == {"foot"}


def test_unreachable_addresses_do_not_count_and_unreachable_buurten_are_absent(tmp_path: Path) -> None:
    streets = Town().grid(6).grid(6, at=(0.0, 1200.0)).write(tmp_path / "straten.osm.pbf")
    times = travel_times(streets, "foot", cache=tmp_path, detour_factor=1.3)
    homes = addresses((SOUTH, 0, 0), (SOUTH, 400, 0), (SOUTH, 500, 1300), (NORTH, 500, 1700))
    rows = site_matrix(times, points("site_id", A=(0, 0)), demand_points(buurten(), homes, frailty()))
    assert rows["buurtcode"].tolist() == [SOUTH]
    assert rows["length_m"].iloc[0] == pytest.approx(200, rel=0.01)


def times_of(*rows: tuple[str, str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["site_id", "buurtcode", "duration_s"])
    return frame.assign(mode="foot", method="network", length_m=frame["duration_s"] * 1.3)


def test_a_buurt_belongs_to_its_nearest_open_hub_unless_one_is_fixed() -> None:
    travel = times_of(
        ("A", NORTH, 100), ("B", NORTH, 50), ("C", NORTH, 10), ("A", SOUTH, 70), ("B", SOUTH, 70), ("A", EAST, 5)
    )
    frail = frail_at_home(frailty())
    free = catchment(travel, ["A", "B"], frail)
    assert dict(zip(free["buurtcode"], free["hub_id"], strict=True)) == {NORTH: "B", SOUTH: "A", EAST: "A"}
    assert free["expected_frail"].tolist() == [4, 6, 0]
    assert not free["forced"].any()
    fixed = catchment(travel, ["A", "B"], frail, {"WK900101": "A", "WK900102": ("B", "Z"), "WK900199": ("Z",)})
    assert dict(zip(fixed["buurtcode"], fixed["hub_id"], strict=True)) == {
        NORTH: "A",
        SOUTH: "B",
    }
    # B, fixed for the wijk of SOUTH and EAST, never gets to EAST
    assert fixed["forced"].all()
    closed = catchment(travel, ["A", "B"], frail, {"WK900101": ["C"]})
    assert closed.set_index("buurtcode").loc[NORTH, ["hub_id", "forced"]].tolist() == ["B", False]
    with pytest.raises(CoverageError, match="one mode"):
        catchment(pd.concat([travel, travel.assign(mode="car")]), ["A"], frail)


def hub_table() -> gpd.GeoDataFrame:
    hubs = points("hub_id", OLD=(0, 0), NEW=(1, 1), LATER=(2, 2))
    hubs["opened_on"] = [dt.date(2021, 2, 1), dt.date(2021, 12, 1), dt.date(2027, 1, 1)]
    hubs["closed_on"] = [dt.date(2021, 12, 1), None, None]
    hubs["serves"] = ["WK900101", "WK900101, WK900102", None]
    return hubs


def test_a_hub_is_open_from_its_first_day_until_the_day_before_it_closes() -> None:
    assert open_hubs(hub_table(), dt.date(2021, 11, 30))["hub_id"].tolist() == ["OLD"]
    assert open_hubs(hub_table(), dt.date(2021, 12, 1))["hub_id"].tolist() == ["NEW"]
    assert open_hubs(hub_table(), dt.date(2021, 1, 31)).empty
    assert offered_wijken(hub_table()) == {"WK900101": ("OLD", "NEW"), "WK900102": ("NEW",)}
    assert wijk_of(EAST) == "WK900102"


def test_hours_of_a_closed_hub_go_to_the_open_hubs_without_concierges() -> None:
    concierges = pd.DataFrame(
        {"hub_id": ["A", "A", "X"], "workdays": ["1,2,3,4,5", "6", "1,2"], "shift_from_s": 32400, "shift_to_s": 46800}
    )
    areas = pd.DataFrame({"hub_id": ["A", "B", "C", "C"], "expected_frail": [50.0, 10.0, 20.0, 10.0]})
    assert weekly_hours(concierges, areas, ["A", "B", "C"]) == pytest.approx({"A": 24.0, "B": 2.0, "C": 6.0})
    assert weekly_hours(concierges, areas, ["A"]) == pytest.approx({"A": 32.0})
    assert weekly_hours(concierges.iloc[:0], areas, ["A", "B"]) == {"A": 0.0, "B": 0.0}
    assert weekly_hours(concierges, areas.iloc[:0], ["B", "C"]) == pytest.approx({"B": 16.0, "C": 16.0})


def contacts(*rows: tuple[str, str, str | None, bool]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["service_date", "resident_key", "buurtcode", "contact"])


def measured(**changes: object) -> pd.DataFrame:
    """Coverage of the three buurten from a hub at the south side, with a few contacts."""
    deliveries = contacts(
        ("2026-02-03", "r1", SOUTH, True),
        ("2026-01-20", "r1", SOUTH, True),
        ("2026-01-20", "r2", SOUTH, False),  # letterbox: known, not served
        ("2026-01-06", "r3", SOUTH, True),  # 28 days before: just too long ago to be served
        ("2025-02-03", "r4", SOUTH, True),  # a year before: just too long ago to be known
        ("2025-02-04", "r5", SOUTH, True),
        ("2026-02-04", "r6", SOUTH, True),  # tomorrow
        ("2026-01-20", "r7", None, True),
        ("2026-01-20", "r8", NORTH, True),
    )
    visits = contacts(("2026-01-07", "r9", SOUTH, True), ("2026-02-01", "r1", SOUTH, True))
    given_: dict[str, object] = {
        "deliveries": deliveries,
        "visits": visits.drop(columns="contact"),
        "hours": {"A": 10.0},
        "offered": {"WK900102"},
        "minutes": [5, 10, 20],
        "as_of": AS_OF,
    } | changes
    hubs = points("hub_id", A=(500, 100))
    travel = site_matrix(straight(), hubs.rename(columns={"hub_id": "site_id"}), DEMAND)
    areas = catchment(travel, ["A"], frail_at_home(frailty()))
    return coverage(straight(), hubs, DEMAND, areas, **given_).set_index(["measure", "minutes", "buurtcode"])  # type: ignore[arg-type]


def test_reachable_counts_the_frail_at_addresses_within_the_limit_by_hand() -> None:
    # walking a metre of straight line takes a second: homes at 0, 200, 400 (south) and 1000, 1800 (north)
    rows = measured()
    assert rows.loc[("reachable", 5, SOUTH), ["value", "numerator", "denominator"]].tolist() == pytest.approx(
        [2 / 3, 4, 6]
    )
    assert rows.loc[("reachable", 10, SOUTH), "value"] == pytest.approx(1)
    assert rows.loc[("reachable", 10, NORTH), "value"] == 0
    assert rows.loc[("reachable", 20, NORTH), ["value", "numerator"]].tolist() == pytest.approx([0.5, 2])
    assert np.isnan(rows.loc[("reachable", 20, EAST), "value"])  # nobody is expected there
    assert rows.sort_index().loc["reachable", "mode"].unique().tolist() == ["foot"]


def test_known_counts_distinct_residents_of_a_year_and_may_exceed_the_estimate() -> None:
    rows = measured()
    assert rows.loc[("known", 0, SOUTH), ["value", "numerator"]].tolist() == pytest.approx([5 / 6, 5])  # r1 r2 r3 r5 r9
    assert rows.loc[("known", 0, NORTH), "numerator"] == 1
    many = contacts(*(("2026-01-20", f"q{i}", NORTH, True) for i in range(8)))
    assert measured(deliveries=many).loc[("known", 0, NORTH), "value"] == pytest.approx(2.0)


def test_served_counts_contact_in_four_weeks_and_is_null_where_it_is_not_offered() -> None:
    rows = measured()
    assert rows.loc[("served", 0, SOUTH), ["value", "numerator"]].tolist() == pytest.approx([2 / 6, 2])  # r1 r9
    assert np.isnan(rows.loc[("served", 0, NORTH), "value"])
    assert measured(offered={"WK900101"}).loc[("served", 0, NORTH), "value"] == pytest.approx(1 / 4)
    none = contacts(("2020-01-01", "r1", SOUTH, True))
    assert measured(deliveries=none, visits=none).loc[("served", 0, SOUTH), "value"] == 0


def test_capacity_shares_the_hubs_visits_over_its_catchment() -> None:
    rows = measured()  # 10 hours, 4 visits an hour: 40 visits for 10 frail residents who ask 20
    assert rows.loc[("capacity", 0, SOUTH), ["value", "numerator", "denominator"]].tolist() == pytest.approx(
        [2, 24, 12]
    )
    assert rows.loc[("capacity", 0, NORTH), "numerator"] == pytest.approx(16)
    slower = measured(norm=Norm(minutes_per_visit=30))
    assert slower.loc[("capacity", 0, SOUTH), "value"] == pytest.approx(1)
    assert measured(hours={}).loc[("capacity", 0, SOUTH), "value"] == 0


def test_the_four_measures_have_one_row_a_buurt_and_limit_with_the_columns_of_the_table() -> None:
    rows = measured().reset_index()
    kinds = [("reachable", 5), ("reachable", 10), ("reachable", 20), ("known", 0), ("served", 0), ("capacity", 0)]
    assert rows.groupby(["measure", "minutes"]).size().to_dict() == dict.fromkeys(kinds, 3)
    assert set(rows.columns) == {"buurtcode", "measure", "mode", "minutes", "value", "numerator", "denominator"}
    assert rows["denominator"].notna().all()


def test_without_open_hubs_nobody_is_reachable() -> None:
    nobody = coverage(
        straight(),
        points("hub_id", A=(0, 0)).iloc[:0],
        DEMAND,
        catchment(times_of(("A", NORTH, 1)), [], frail_at_home(frailty())),
        deliveries=contacts(("2026-01-20", "r1", SOUTH, True)).iloc[:0],
        visits=contacts(("2026-01-20", "r1", SOUTH, True)).iloc[:0],
        hours={},
        offered=(),
        minutes=[10],
        as_of=AS_OF,
    )
    assert nobody.loc[nobody["measure"].isin(["reachable", "capacity"]), "numerator"].tolist() == [0.0] * 6


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 2000)), min_size=1, max_size=5), st.integers(1, 40))
def test_more_hubs_and_more_minutes_never_reach_fewer(places: list[tuple[int, int]], limit: int) -> None:
    hubs = points("hub_id", **{f"H{i}": place for i, place in enumerate(places)})
    empty = contacts(("2026-01-20", "r1", SOUTH, True)).iloc[:0]

    def reached(some: gpd.GeoDataFrame) -> pd.DataFrame:
        areas = catchment(times_of(("A", NORTH, 1)), [], frail_at_home(frailty()))
        rows = coverage(
            straight(), some, DEMAND, areas, deliveries=empty, visits=empty, hours={}, offered=(),
            minutes=[limit, limit + 5], as_of=AS_OF,
        )  # fmt: skip
        return rows[rows["measure"] == "reachable"].pivot_table(
            index="buurtcode", columns="minutes", values="numerator"
        )

    fewer, more = reached(hubs.iloc[:1]), reached(hubs)
    assert (more >= fewer - 1e-9).all().all()
    assert (more[limit + 5] >= more[limit] - 1e-9).all()
