from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.travel_time import MODES, SparseTimes, TravelMatrix, TravelTimeError, TravelTimes, nearest, travel_times
from geo.travel_time import sparse as sparse_module
from geo.travel_time.engine import StreetTimes
from tests.geo.travel_time.streets import Town, rd


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> dict[str, TravelTimes]:
    """Two neighbourhoods that one long road joins, with a part that is cut off and a one-way street."""
    streets = Town().grid(6).grid(6, at=(2000.0, 0.0)).grid(4, at=(700.0, 1500.0))
    streets.way((500, 0), (2000, 0))
    streets.way((0, 500), (300, 800), (500, 500), oneway="yes")
    folder = tmp_path_factory.mktemp("stad")
    path = streets.write(folder / "straten.osm.pbf")
    return {mode: travel_times(path, mode, cache=folder / "cache", detour_factor=1.3) for mode in MODES}


def straight(mode: str = "foot") -> TravelTimes:
    return travel_times(None, mode, cache=Path("unused"), detour_factor=1.3)


def dense_within(times: TravelTimes, origins: np.ndarray, destinations: np.ndarray, limit_s: float) -> SparseTimes:
    matrix = times.table(origins, destinations)
    row, column = np.nonzero(matrix.duration_s <= limit_s)
    return SparseTimes(row, column, matrix.duration_s[row, column], matrix.length_m[row, column])


def assert_same(found: SparseTimes, expected: SparseTimes) -> None:
    for one, other in zip(found.arrays(), expected.arrays(), strict=True):
        np.testing.assert_array_equal(one, other)


def places(count: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rd(*zip(rng.uniform(-800, 3300, count), rng.uniform(-300, 2300, count), strict=True))


@pytest.fixture(params=[1000, 7])
def leaf(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Tiles and chunks of the usual size, and so small that many are needed."""
    monkeypatch.setattr(sparse_module, "LEAF", request.param)
    monkeypatch.setattr(sparse_module, "SMALLEST_LEAF", min(64, request.param))
    return request.param


@pytest.mark.usefixtures("leaf")
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("limit_s", [0, 45, 300, 100_000])
def test_the_sparse_table_is_the_dense_one_where_that_is_within_the_limit(
    town: dict[str, TravelTimes], mode: str, limit_s: float
) -> None:
    origins, destinations = places(60, 1), places(90, 2)
    for times in (town[mode], straight(mode)):
        found = times.within(origins, destinations, limit_s)
        assert_same(found, dense_within(times, origins, destinations, limit_s))
        assert [array.dtype for array in found.arrays()] == [np.int32, np.int32, np.float32, np.float32]
    everything = town[mode].within(origins, destinations, 100_000)
    assert 0 < len(everything) < origins.size // 2 * destinations.size // 2  # some pairs have no way


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-300, 3000), st.integers(-100, 2000)), min_size=1, max_size=12),
    st.lists(st.tuples(st.integers(-300, 3000), st.integers(-100, 2000)), min_size=1, max_size=12),
    st.floats(0, 3000),
    st.floats(0, 3000),
    st.sampled_from(MODES),
)
def test_a_longer_limit_finds_all_that_a_shorter_one_does(
    town: dict[str, TravelTimes],
    some: list[tuple[float, float]],
    others: list[tuple[float, float]],
    one: float,
    other: float,
    mode: str,
) -> None:
    short, long = sorted((one, other))
    for times in (town[mode], straight(mode)):
        near = times.within(rd(*some), rd(*others), short)
        far = times.within(rd(*some), rd(*others), long)
        assert (near.duration_s <= short).all()
        kept = far.take(far.duration_s <= np.float32(short))
        assert_same(near, kept)
        assert_same(far, dense_within(times, rd(*some), rd(*others), long))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(-200, 2700), st.integers(-100, 700)), min_size=2, max_size=10))
def test_a_pair_takes_as_long_whatever_else_is_asked(
    town: dict[str, TravelTimes], some: list[tuple[float, float]]
) -> None:
    points = rd(*some)
    for mode in ("foot", "car"):
        whole = town[mode].table(points, points)
        for row in range(len(points)):
            alone = town[mode].table(points[[row]], points[[-1]])
            np.testing.assert_array_equal(alone.duration_s[0, 0], whole.duration_s[row, -1])
            np.testing.assert_array_equal(alone.length_m[0, 0], whole.length_m[row, -1])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(-100, 2600), st.integers(-100, 600)), min_size=2, max_size=10))
def test_a_faster_walker_is_never_later(town: dict[str, TravelTimes], some: list[tuple[float, float]]) -> None:
    points = rd(*some)
    quick, slow = (town[mode].table(points, points).duration_s for mode in ("foot", "foot_slow"))
    np.testing.assert_array_equal(np.isnan(quick), np.isnan(slow))
    assert (quick[~np.isnan(quick)] <= slow[~np.isnan(slow)] + 0.05).all()


def test_far_pairs_are_not_even_asked_and_no_question_is_as_large_as_the_dense_table(
    town: dict[str, TravelTimes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sparse_module, "LEAF", 16)
    monkeypatch.setattr(sparse_module, "SMALLEST_LEAF", 8)
    times = town["foot"].times
    asked: list[int] = []
    real = StreetTimes._table

    def counted(self: StreetTimes, start: list, end: list) -> TravelMatrix:
        asked.append(len(start) * len(end))
        return real(self, start, end)

    monkeypatch.setattr(StreetTimes, "_table", counted)
    west = np.random.default_rng(3).uniform(0, 500, (40, 2)) + rd((0, 0))
    both = np.vstack([west, west + np.array([2000, 0])])
    found = times.within(both, both, 300)  # 390 m, and the neighbourhoods are 1,500 m apart
    assert len(found)
    assert max(asked) <= 16 * 16
    assert sum(asked) <= both.shape[0] ** 2 / 2


def test_points_in_the_water_and_no_points_give_no_pairs(town: dict[str, TravelTimes]) -> None:
    here, far = rd((0, 0), (100, 0)), rd((20_000, 20_000))
    nothing = np.empty((0, 2))
    for origins, destinations in ((far, here), (here, far), (nothing, here), (here, nothing)):
        assert len(town["foot"].within(origins, destinations, 900)) == 0
    with pytest.raises(TravelTimeError, match="is no time"):
        town["foot"].within(here, here, -1)
    with pytest.raises(TravelTimeError, match="is no time"):
        straight().within(here, here, float("nan"))


def test_the_nearest_origins_of_each_destination_by_hand() -> None:
    origins, destinations = rd((0, 0), (1000, 0), (300, 0), (300, 0)), rd((100, 0), (900, 0), (9000, 0))
    found = nearest(straight(), origins, destinations, 2, limit_s=1000)  # 1,000 m of straight line
    assert found.destination.tolist() == [0, 0, 1, 1]
    assert found.origin.tolist() == [0, 2, 1, 2]
    np.testing.assert_allclose(found.duration_s, [100, 200, 100, 600])


def test_the_nearest_are_those_of_the_dense_table_also_in_portions(
    town: dict[str, TravelTimes], monkeypatch: pytest.MonkeyPatch
) -> None:
    origins, destinations = places(25, 5), places(70, 6)
    whole = nearest(town["cargo_bike"], origins, destinations, 3, limit_s=600)
    monkeypatch.setattr(sparse_module, "DESTINATIONS_AT_ONCE", 8)
    assert_same(nearest(town["cargo_bike"], origins, destinations, 3, limit_s=600), whole)
    duration = town["cargo_bike"].table(origins, destinations).duration_s
    for destination in range(len(destinations)):
        mine = whole.duration_s[whole.destination == destination]
        column = duration[:, destination]
        np.testing.assert_array_equal(mine, np.sort(column[column <= 600])[:3])
    assert len(nearest(town["car"], np.empty((0, 2)), destinations, 1, limit_s=60)) == 0
    with pytest.raises(TravelTimeError, match="0 nearest"):
        nearest(straight(), origins, destinations, 0, limit_s=60)
