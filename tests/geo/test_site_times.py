from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.coverage import demand_points
from geo.site_times import site_times, times_by_buurt, weighted_quantiles
from geo.travel_time import travel_times
from tests.geo.reach_cases import DEMAND, EAST, NORTH, SOUTH, addresses, buurten, by_hand, frailty, points, walked
from tests.geo.travel_time.streets import Town


def test_the_time_to_a_buurt_is_the_mean_over_its_addresses_by_hand() -> None:
    rows = times_by_buurt(walked(A=(500, 100), B=(500, 1100)), DEMAND).set_index(["site_id", "buurtcode"])
    assert rows.loc[("A", SOUTH), "length_m"] == pytest.approx(1.3 * (0 + 200 + 400) / 3, rel=1e-5)
    assert rows.loc[("A", SOUTH), "duration_s"] == pytest.approx((0 + 200 + 400) / 3, rel=1e-5)
    assert rows.loc[("B", NORTH), "duration_s"] == pytest.approx(400, rel=1e-5)
    assert rows.loc[("A", EAST), "duration_s"] > 0  # nobody is expected to be frail there: its point still counts
    assert set(rows["method"]) == {"straight_line"}
    assert set(rows["mode"]) == {"foot"}
    assert (rows["reached_share"] == 1).all()


def test_pairs_beyond_the_horizon_are_absent() -> None:
    near = times_by_buurt(walked(A=(500, 100), B=(500, 1100)), DEMAND, horizon_s=450)
    assert set(zip(near["site_id"], near["buurtcode"], strict=True)) == {("A", SOUTH), ("B", NORTH)}


def test_unreachable_addresses_do_not_count_and_unreachable_buurten_are_absent(tmp_path: Path) -> None:
    streets = Town().grid(6).grid(6, at=(0.0, 1200.0)).write(tmp_path / "straten.osm.pbf")
    times = travel_times(streets, "foot", cache=tmp_path, detour_factor=1.3)
    homes = addresses((SOUTH, 0, 0), (SOUTH, 400, 0), (SOUTH, 500, 1300), (NORTH, 500, 1700))
    demand = demand_points(buurten(), homes, frailty())
    rows = times_by_buurt(site_times(times, points("site_id", A=(0, 0)), demand), demand)
    assert rows["buurtcode"].tolist() == [SOUTH]
    assert rows["length_m"].iloc[0] == pytest.approx(200, rel=0.01)
    assert rows["reached_share"].iloc[0] == pytest.approx(2 / 3)


def test_the_nearest_site_is_the_first_of_equals_and_none_where_there_is_no_way() -> None:
    times = by_hand(DEMAND, A=[5, 9, np.inf, 1, 1, 1], B=[5, 3, np.inf, 2, 0, 1])
    assert times.nearest_s().tolist() == [5, 3, np.inf, 1, 0, 1]
    assert times.nearest_site().tolist() == [0, 1, -1, 0, 1, 0]
    assert times.of([]).nearest_site().tolist() == [-1] * 6
    assert times.of(["B", "A"]).site_ids == ("B", "A")


def test_a_quantile_is_the_least_time_within_which_so_many_are_by_hand() -> None:
    values = np.array([10.0, 20.0, 30.0, np.inf, 7.0])
    weights, groups = np.array([1.0, 1.0, 1.0, 1.0, 0.0]), np.array([0, 0, 0, 0, 1])
    found = weighted_quantiles(values, weights, groups, 3, (0.1, 0.5, 0.75, 0.9))
    assert found[0].tolist()[:3] == [10, 20, 30]
    assert np.isnan(found[0, 3])  # a quarter is not reached at all
    assert np.isnan(found[1:]).all()  # nobody lives there


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 4), st.integers(0, 3)), min_size=1, max_size=60),
    st.sampled_from([0.1, 0.5, 0.9]),
)
def test_a_quantile_parts_the_weight_as_it_says(rows: list[tuple[int, int, int]], share: float) -> None:
    frame = pd.DataFrame(rows, columns=["value", "weight", "group"])
    found = weighted_quantiles(
        frame["value"].to_numpy(), frame["weight"].to_numpy(dtype=float), frame["group"].to_numpy(), 4, (share,)
    )
    for group, part in frame.groupby("group"):
        total, value = part["weight"].sum(), found[group, 0]
        if total == 0:
            assert np.isnan(value)
            continue
        assert part.loc[part["value"] <= value, "weight"].sum() >= share * total - 1e-9
        assert part.loc[part["value"] < value, "weight"].sum() < share * total + 1e-9
