from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.travel_time import (
    MODES,
    StreetNetworkError,
    TravelTimeError,
    TravelTimes,
    UnreachableError,
    travel_times,
)
from geo.travel_time import network as network_module
from geo.travel_time.profile import load_profile
from tests.geo.travel_time.streets import Town, rd

CROSSINGS = rd(*((100.0 * i, 100.0 * j) for i in range(6) for j in range(6)))


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache with a space")


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> dict[str, TravelTimes]:
    streets = Town().grid(6).write(tmp_path_factory.mktemp("grid town") / "straten.osm.pbf")
    return {mode: travel_times(streets, mode, cache=cache, detour_factor=1.3) for mode in MODES}


def over(town: Town, mode: str, folder: Path, name: str = "straten.osm.pbf") -> TravelTimes:
    return travel_times(town.write(folder / name), mode, cache=folder / "cache", detour_factor=1.3)


def test_a_symmetric_grid_gives_symmetric_times_and_lengths_by_hand(grid: dict[str, TravelTimes]) -> None:
    matrix = grid["foot"].table(CROSSINGS, CROSSINGS)
    manhattan = np.abs(CROSSINGS[:, None, :] - CROSSINGS[None, :, :]).sum(axis=2)
    assert matrix.duration_s.dtype == matrix.length_m.dtype == np.float32
    np.testing.assert_allclose(matrix.length_m, manhattan, rtol=2e-3, atol=0.6)
    np.testing.assert_allclose(matrix.duration_s, manhattan / 1.3, rtol=5e-3, atol=1.5)
    np.testing.assert_allclose(matrix.duration_s, matrix.duration_s.T, atol=0.6)


def test_a_faster_profile_is_never_slower(grid: dict[str, TravelTimes]) -> None:
    times = {mode: grid[mode].table(CROSSINGS, CROSSINGS).duration_s for mode in MODES}
    assert (times["foot"] <= times["foot_slow"] + 0.1).all()
    assert (times["cargo_bike"] <= times["foot"] + 0.1).all()
    apart = ~np.eye(len(CROSSINGS), dtype=bool)
    np.testing.assert_allclose(times["foot_slow"][apart] / times["foot"][apart], 1.3 / 0.8, rtol=0.02)


@pytest.mark.parametrize("mode", MODES)
def test_no_profile_is_faster_than_its_top_speed(grid: dict[str, TravelTimes], mode: str) -> None:
    matrix = grid[mode].table(CROSSINGS, CROSSINGS)
    apart = ~np.eye(len(CROSSINGS), dtype=bool)
    assert grid[mode].mode == mode
    assert grid[mode].method == "network"
    assert (matrix.length_m[apart] / matrix.duration_s[apart] <= grid[mode].top_speed_m_s).all()


def test_a_chunked_table_equals_the_whole_one(grid: dict[str, TravelTimes], monkeypatch: pytest.MonkeyPatch) -> None:
    whole = grid["car"].table(CROSSINGS, CROSSINGS[:17])
    monkeypatch.setattr("geo.travel_time.tables.CHUNK_ROWS", 5)
    monkeypatch.setattr("geo.travel_time.tables.CHUNK_PAIRS", 20)
    parts = grid["car"].table(CROSSINGS, CROSSINGS[:17])
    np.testing.assert_array_equal(whole.duration_s, parts.duration_s)
    np.testing.assert_array_equal(whole.length_m, parts.length_m)


def test_a_table_shared_with_a_second_process_equals_that_of_one(
    grid: dict[str, TravelTimes], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = grid["car"].table(CROSSINGS, CROSSINGS[:17])
    monkeypatch.setattr("geo.travel_time.tables.SHARED_PAIRS", 1)
    monkeypatch.setattr("geo.travel_time.tables.os.cpu_count", lambda: 2)
    shared = grid["car"].table(CROSSINGS, CROSSINGS[:17])
    np.testing.assert_array_equal(alone.duration_s, shared.duration_s)
    np.testing.assert_array_equal(alone.length_m, shared.length_m)


def test_a_second_process_that_ends_early_is_an_error(
    grid: dict[str, TravelTimes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.travel_time.tables.SHARED_PAIRS", 1)
    monkeypatch.setattr("geo.travel_time.tables.os.cpu_count", lambda: 2)
    monkeypatch.setattr("geo.travel_time.tables.ASKED", "elsewhere.npz")
    with pytest.raises(StreetNetworkError, match="ended early"):
        grid["car"].table(CROSSINGS, CROSSINGS[:17])


def test_a_one_way_street_is_respected_by_car_and_not_on_foot(tmp_path: Path) -> None:
    town = Town()
    town.way((0, 0), (400, 0), oneway="yes")
    town.way((0, 0), (0, 300), (400, 300), (400, 0))
    ends = rd((0, 0), (400, 0))
    car = over(town, "car", tmp_path).table(ends, ends).length_m
    foot = over(town, "foot", tmp_path).table(ends, ends).length_m
    assert car[0, 1] == pytest.approx(400, rel=0.01)
    assert car[1, 0] == pytest.approx(1000, rel=0.01)
    assert foot[1, 0] == pytest.approx(400, rel=0.01)


def test_a_bollard_stops_a_car_and_lets_a_cargo_bike_through(tmp_path: Path) -> None:
    town = Town()
    town.way((0, 0), (200, 0), (400, 0))
    town.way((0, 0), (0, 300), (400, 300), (400, 0))
    town.node((200, 0), barrier="bollard")
    ends = rd((10, 0), (390, 0))
    assert over(town, "car", tmp_path).table(ends, ends).length_m[0, 1] == pytest.approx(1020, rel=0.01)
    assert over(town, "cargo_bike", tmp_path).table(ends, ends).length_m[0, 1] == pytest.approx(380, rel=0.01)
    assert over(town, "foot", tmp_path).table(ends, ends).length_m[0, 1] == pytest.approx(380, rel=0.01)


def test_a_turn_restriction_is_respected_by_car(tmp_path: Path) -> None:
    town = Town().grid(4)
    first = town.way((-200, 100), (0, 100))
    second = town.way((0, 100), (-100, 50), (-200, 0))
    ends = rd((-150, 100), (-150, 25))
    free = over(town, "car", tmp_path, "vrij.osm.pbf").table(ends, ends).length_m[0, 1]
    members = [("w", first, "from"), ("n", town.node((0, 100)), "via"), ("w", second, "to")]
    town.relations.append((members, {"type": "restriction", "restriction": "no_right_turn"}))
    barred = over(town, "car", tmp_path, "verbod.osm.pbf").table(ends, ends).length_m[0, 1]
    assert barred > free + 100


def test_steps_and_cycle_paths_differ_by_mode(tmp_path: Path) -> None:
    town = Town()
    town.way((0, 0), (200, 0), highway="steps")
    town.way((0, 0), (0, 200), (200, 200), (200, 0), highway="cycleway")
    ends = rd((0, 0), (200, 0))
    by_bike = over(town, "cargo_bike", tmp_path).table(ends, ends)
    assert by_bike.length_m[0, 1] == pytest.approx(600, rel=0.01)
    foot = over(town, "foot", tmp_path).table(ends, ends)
    assert foot.length_m[0, 1] == pytest.approx(200, rel=0.01)
    assert over(town, "foot_slow", tmp_path).table(ends, ends).length_m[0, 1] == pytest.approx(600, rel=0.01)


def test_two_parts_without_a_bridge_are_unreachable_from_each_other(tmp_path: Path) -> None:
    times = over(Town().grid(5).grid(5, at=(2000.0, 0.0)), "foot", tmp_path)
    points = rd((100, 100), (300, 300), (2100, 100), (2300, 300))
    matrix = times.table(points, points)
    expected = np.array([[0, 0, 1, 1], [0, 0, 1, 1], [1, 1, 0, 0], [1, 1, 0, 0]], dtype=bool)
    np.testing.assert_array_equal(np.isnan(matrix.duration_s), expected)
    np.testing.assert_array_equal(np.isnan(matrix.length_m), expected)
    with pytest.raises(UnreachableError, match="no way by foot"):
        times.line(points)


def test_a_point_beside_a_lost_scrap_of_path_starts_from_the_big_network(tmp_path: Path) -> None:
    town = Town().grid(7)
    town.way((650, 350), (690, 350))  # 50 m off the grid, joined to nothing
    times = over(town, "foot", tmp_path)
    points = rd((660, 350), (0, 0))
    assert not np.isnan(times.table(points, points).duration_s).any()
    assert times.snap_distance_m(points)[0] == pytest.approx(60, abs=1)


def test_a_point_over_500_m_from_every_street_is_unreachable(grid: dict[str, TravelTimes]) -> None:
    points = rd((0, 0), (-490, 0), (-510, 0))
    np.testing.assert_allclose(grid["foot"].snap_distance_m(points), [0, 490, 510], rtol=5e-3, atol=0.5)
    matrix = grid["foot"].table(points, points)
    assert np.isnan(matrix.duration_s[2]).all()
    assert np.isnan(matrix.duration_s[:, 2]).all()
    assert not np.isnan(matrix.duration_s[:2, :2]).any()
    with pytest.raises(UnreachableError, match="510 m from the nearest street"):
        grid["foot"].line(points)


def test_the_line_follows_the_streets_and_is_as_long_as_the_table_says(grid: dict[str, TravelTimes]) -> None:
    points = rd((0, 0), (500, 200), (100, 500), (0, 0))
    line = grid["car"].line(points)
    table = grid["car"].table(points, points).length_m
    assert line.length == pytest.approx(sum(table[i, i + 1] for i in range(3)), rel=0.005)
    for x, y in line.coords:
        off = [abs((value + 50) % 100 - 50) for value in (x - CROSSINGS[0, 0], y - CROSSINGS[0, 1])]
        assert min(off) < 1.0


def test_an_empty_table_has_the_shape_that_was_asked(grid: dict[str, TravelTimes]) -> None:
    nothing = np.empty((0, 2))
    assert grid["foot"].table(nothing, CROSSINGS).duration_s.shape == (0, 36)
    assert grid["foot"].table(CROSSINGS, nothing).length_m.shape == (36, 0)
    assert grid["foot"].snap_distance_m(nothing).shape == (0,)


def test_points_without_coordinates_are_refused_with_their_number(grid: dict[str, TravelTimes]) -> None:
    with pytest.raises(TravelTimeError, match="1 of 2 points have no coordinates"):
        grid["foot"].table(np.array([[207000.0, 474000.0], [np.nan, 474000.0]]), CROSSINGS)


def test_xml_streets_with_a_missing_node_still_give_a_network(tmp_path: Path) -> None:
    town = Town().grid(4)
    town.ways.append(([town.node((300, 300)), 999], {"highway": "residential"}))
    matrix = over(town, "foot", tmp_path, "straten.osm").table(CROSSINGS[:1], rd((300, 300)))
    assert matrix.length_m[0, 0] == pytest.approx(600, rel=0.01)


def test_a_broken_absent_or_streetless_file_gives_one_plain_sentence(tmp_path: Path) -> None:
    whole = Town().grid(6).write(tmp_path / "heel.osm.pbf").read_bytes()
    broken = tmp_path / "kapot.osm.pbf"
    broken.write_bytes(whole[: len(whole) - 40])
    text = tmp_path / "geen.osm.pbf"
    text.write_text("this is not a map")
    empty = Town()
    empty.node((0, 0))
    houses = empty.write(tmp_path / "leeg.osm.pbf")
    cache = tmp_path / "cache"
    for path, sentence in (
        (broken, "cannot be read"),
        (text, "cannot be read"),
        (houses, "holds no streets"),
        (tmp_path / "weg.osm.pbf", "is not there"),
    ):
        with pytest.raises(StreetNetworkError, match=sentence):
            travel_times(path, "foot", cache=cache, detour_factor=1.3)
    assert not [left for left in cache.rglob("*") if left.is_file()] if cache.exists() else True


def test_a_mode_without_a_street_of_its_own_is_refused_in_the_words_of_osrm(tmp_path: Path) -> None:
    town = Town().grid(4, highway="footway")
    with pytest.raises(StreetNetworkError, match="No car network can be built from straten"):
        over(town, "car", tmp_path)


def test_a_network_is_built_once_and_again_for_another_extract(tmp_path: Path) -> None:
    first = Town().grid(4).write(tmp_path / "straten.osm.pbf")
    folder = network_module.street_network(first, load_profile("foot"), cache=tmp_path / "cache")
    stamp = (folder / "streets.osrm.hsgr").stat().st_mtime_ns
    assert network_module.street_network(first, load_profile("foot"), cache=tmp_path / "cache") == folder
    assert (folder / "streets.osrm.hsgr").stat().st_mtime_ns == stamp
    second = Town().grid(5).write(tmp_path / "straten.osm.pbf")
    assert network_module.street_network(second, load_profile("foot"), cache=tmp_path / "cache") != folder


def test_a_build_that_dies_leaves_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    streets = Town().grid(4).write(tmp_path / "straten.osm.pbf")
    real = network_module._run

    def die(program: str, *rest: object) -> None:
        if program == "osrm-contract":
            raise KeyboardInterrupt
        real(program, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(network_module, "_run", die)
    with pytest.raises(KeyboardInterrupt):
        travel_times(streets, "foot", cache=tmp_path / "cache", detour_factor=1.3)
    assert not [left for left in (tmp_path / "cache").rglob("*") if left.is_file()]
    monkeypatch.undo()
    times = travel_times(streets, "foot", cache=tmp_path / "cache", detour_factor=1.3)
    assert times.table(CROSSINGS[:1], CROSSINGS[:1]).duration_s[0, 0] == 0


def _build(streets: Path, cache: Path) -> str:
    return str(network_module.street_network(streets, load_profile("foot"), cache=cache))


def test_two_processes_that_build_at_once_end_with_one_network(tmp_path: Path) -> None:
    streets = Town().grid(8).write(tmp_path / "straten.osm.pbf")
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        folders = list(pool.map(_build, [streets] * 2, [tmp_path / "cache"] * 2))
    assert len(set(folders)) == 1
    assert not list((tmp_path / "cache").glob("build-*"))


def test_straight_lines_by_hand(tmp_path: Path) -> None:
    times = travel_times(None, "foot", cache=tmp_path, detour_factor=1.3)
    matrix = times.table(rd((0, 0)), rd((300, 400), (0, 0)))
    assert times.method == "straight_line"
    np.testing.assert_allclose(matrix.length_m, [[650, 0]])
    np.testing.assert_allclose(matrix.duration_s, [[500, 0]])
    assert times.line(rd((0, 0), (300, 400), (300, 0))).length == pytest.approx(900)
    assert times.snap_distance_m(rd((0, 0), (9, 9))).tolist() == [0, 0]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 20000), st.integers(0, 20000)), min_size=1, max_size=8),
    st.sampled_from(MODES),
    st.floats(1, 2),
)
def test_straight_lines_are_symmetric_and_keep_the_triangle_rule(
    places: list[tuple[int, int]], mode: str, factor: float
) -> None:
    times = travel_times(None, mode, cache=Path(os.devnull), detour_factor=factor)
    duration = times.table(rd(*places), rd(*places)).duration_s.astype(float)
    np.testing.assert_allclose(duration, duration.T)
    np.testing.assert_allclose(
        duration * load_profile(mode).straight_line_m_s, times.table(rd(*places), rd(*places)).length_m, rtol=1e-5
    )
    through = (duration[:, :, None] + duration[None, :, :]).min(axis=1)
    assert (duration <= through * (1 + 1e-5) + 1e-3).all()


def test_an_unknown_mode_and_an_impossible_factor_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TravelTimeError, match="no mode of travel 'scooter'"):
        travel_times(None, "scooter", cache=tmp_path, detour_factor=1.3)
    with pytest.raises(TravelTimeError, match="would make a way shorter"):
        travel_times(None, "car", cache=tmp_path, detour_factor=0.9)


@pytest.mark.realdata
@pytest.mark.parametrize(("mode", "slowest", "fastest", "reached"), [("foot", 1.1, 1.31, 0.97), ("car", 4, 14, 0.8)])
def test_delft_gives_sensible_times(tmp_path: Path, mode: str, slowest: float, fastest: float, reached: float) -> None:
    if "WIJK_REALDATA" not in os.environ:
        pytest.skip("WIJK_REALDATA is not set: no Delft streets to try")
    streets = Path(os.environ["WIJK_REALDATA"]) / "delft" / "delft_tudelft_complete_ways.osm.pbf"
    times = travel_times(streets, mode, cache=tmp_path, detour_factor=1.3)
    rng = np.random.default_rng(1)
    points = np.column_stack([rng.uniform(84_400, 86_000, 200), rng.uniform(445_700, 446_400, 200)])
    matrix = times.table(points, points)
    found = ~np.isnan(matrix.duration_s) & (matrix.length_m > 100)
    assert (~np.isnan(matrix.duration_s)).mean() > reached
    assert slowest < (matrix.length_m[found] / matrix.duration_s[found]).mean() < fastest
    straight = np.hypot(*(points[:, None, :] - points[None, :, :]).transpose(2, 0, 1))
    far = found & (straight > 500)
    assert 1.05 < np.median(matrix.length_m[far] / straight[far]) < 2.2
