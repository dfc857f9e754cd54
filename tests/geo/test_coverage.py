from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.catchment import CatchmentRules, catchments, weekly_hours, wijk_of
from geo.coverage import (
    CoverageError,
    Norm,
    coverage,
    demand_points,
    frail_at_home,
    offered_wijken,
    open_hubs,
)
from tests.geo.reach_cases import DEMAND, EAST, HOMES, NORTH, RD, SOUTH, addresses, buurten, frailty, points, walked

AS_OF = dt.date(2026, 2, 3)


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
        "as_of": AS_OF,
    } | changes
    times = walked(A=(500, 100))
    areas = catchments(times, DEMAND, CatchmentRules()).rows
    rows = coverage([times], {"foot": [5, 10, 20]}, DEMAND, areas, **given_)  # type: ignore[arg-type]
    return rows.set_index(["measure", "minutes", "buurtcode"])


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
    assert rows.loc[("served", 0, NORTH), "status"] == "not_offered"
    assert rows.loc[("served", 0, EAST), "status"] == "nobody_expected"
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


def test_what_no_file_tells_is_unknown_and_not_zero() -> None:
    nothing = contacts(("2026-01-20", "r1", SOUTH, True)).iloc[:0]
    rows = measured(deliveries=nothing, visits=nothing, hours=None)
    for measure in ("known", "served", "capacity"):
        assert rows.loc[(measure, 0, SOUTH), "status"] == "unknown", measure
        assert np.isnan(rows.loc[(measure, 0, SOUTH), "value"]), measure
    assert rows.loc[("served", 0, NORTH), "status"] == "not_offered"
    assert rows.loc[("reachable", 10, SOUTH), "status"] == "measured"


def test_the_four_measures_have_one_row_a_buurt_and_limit_with_the_columns_of_the_table() -> None:
    rows = measured().reset_index()
    kinds = [("reachable", 5), ("reachable", 10), ("reachable", 20), ("known", 0), ("served", 0), ("capacity", 0)]
    assert rows.groupby(["measure", "minutes"]).size().to_dict() == dict.fromkeys(kinds, 3)
    assert set(rows.columns) == {
        "buurtcode",
        "measure",
        "mode",
        "minutes",
        "value",
        "numerator",
        "denominator",
        "status",
    }
    assert rows["denominator"].notna().all()


def test_without_open_hubs_nobody_is_reachable() -> None:
    times = walked(A=(0, 0)).of([])
    nobody = coverage(
        [times],
        {"foot": [10]},
        DEMAND,
        catchments(times, DEMAND, CatchmentRules()).rows,
        deliveries=contacts(("2026-01-20", "r1", SOUTH, True)).iloc[:0],
        visits=contacts(("2026-01-20", "r1", SOUTH, True)).iloc[:0],
        hours={},
        offered=(),
        as_of=AS_OF,
    )
    assert nobody.loc[nobody["measure"].isin(["reachable", "capacity"]), "numerator"].tolist() == [0.0] * 6


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 2000)), min_size=1, max_size=5), st.integers(1, 40))
def test_more_hubs_and_more_minutes_never_reach_fewer(places: list[tuple[int, int]], limit: int) -> None:
    times = walked(**{f"H{i}": place for i, place in enumerate(places)})
    empty = contacts(("2026-01-20", "r1", SOUTH, True)).iloc[:0]
    areas = catchments(times, DEMAND, CatchmentRules()).rows

    def reached(some: list[str]) -> pd.DataFrame:
        rows = coverage(
            [times.of(some)], {"foot": [limit, limit + 5]}, DEMAND, areas, deliveries=empty, visits=empty, hours={},
            offered=(), as_of=AS_OF,
        )  # fmt: skip
        return rows[rows["measure"] == "reachable"].pivot_table(
            index="buurtcode", columns="minutes", values="numerator"
        )

    fewer, more = reached(["H0"]), reached(list(times.site_ids))
    assert (more >= fewer - 1e-9).all().all()
    assert (more[limit + 5] >= more[limit] - 1e-9).all()
