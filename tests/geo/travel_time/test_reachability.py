from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from geo.travel_time import State, TravelTimeError, TravelTimes, travel_times
from geo.travel_time.facts import FILE, StreetNetworkError
from geo.travel_time.network import street_network
from geo.travel_time.profile import load_profile
from tests.benchmarks.matrix import points_of
from tests.geo.travel_time.streets import Town, rd


def over(town: Town, mode: str, folder: Path) -> TravelTimes:
    return travel_times(town.write(folder / "straten.osm.pbf"), mode, cache=folder / "cache", detour_factor=1.3)


def test_what_is_cut_off_is_told_by_name_and_in_what_way(tmp_path: Path) -> None:
    town = Town().grid(8)
    town.grid(4, at=(3000.0, 0.0))  # joined to nothing
    for size, at, oneway in ((3, (0.0, 1500.0), "yes"), (3, (600.0, 1500.0), "-1")):
        town.grid(size, at=at)
        town.way((at[0], 700), at, oneway=oneway)
    times = over(town, "car", tmp_path)
    named = {
        "plein": (350, 350),
        "eiland": (3150, 150),
        "fuik": (100, 1600),
        "alleen uit": (700, 1600),
        "weiland": (1500, -900),
        "naast straat": (350, -300),
    }
    report = times.reachability(rd(*named.values()), list(named))
    assert dict(zip(report.points["name"], report.points["state"], strict=True)) == {
        "plein": "joined",
        "eiland": "cut_off",
        "fuik": "no_way_out",
        "alleen uit": "no_way_in",
        "weiland": "no_street",
        "naast straat": "joined",
    }
    assert report.names(State.NO_STREET) == ["weiland"]
    assert report.counts() == {
        "joined": 2, "no_street": 1, "cut_off": 1, "no_way_in": 1, "no_way_out": 1, "moved": 0
    }  # fmt: skip
    assert report.cut_off()["name"].tolist() == ["eiland", "fuik", "alleen uit", "weiland"]
    distance = report.points.set_index("name")["street_m"]
    assert distance["naast straat"] == pytest.approx(300, abs=2)
    assert distance["weiland"] > 500
    assert report.main_share == pytest.approx(16 / 36, abs=0.05)  # ways of the large grid


def test_the_report_agrees_with_the_table(tmp_path: Path) -> None:
    town = Town().grid(7).grid(4, at=(2500.0, 0.0))
    town.way((0, 600), (0, 1100), oneway="yes")
    times = over(town, "car", tmp_path)
    rng = np.random.default_rng(4)
    points = rd(*zip(rng.uniform(-300, 3000, 80), rng.uniform(-700, 1700, 80), strict=True))
    state = times.reachability(points, [str(i) for i in range(80)]).points["state"].to_numpy()
    middle = rd((300, 300))
    reached = ~np.isnan(times.table(middle, points).duration_s[0])
    returns = ~np.isnan(times.table(points, middle).duration_s[:, 0])
    np.testing.assert_array_equal(state == "joined", reached & returns)
    assert len(set(state)) >= 3


def test_a_point_beside_a_scrap_of_street_is_joined_but_starts_elsewhere(tmp_path: Path) -> None:
    town = Town().grid(7)
    town.way((650, 350), (690, 350))  # 50 m off the grid, joined to nothing
    town.way((1000, 350), (1040, 350))  # 400 m off
    town.way((1300, 350), (1340, 350))  # 700 m off
    report = over(town, "foot", tmp_path).reachability(
        rd((660, 350), (600, 350), (1005, 350), (1320, 350)), ["naast", "op", "ver", "te ver"]
    )
    assert report.points["state"].tolist() == ["joined", "joined", "joined", "cut_off"]
    assert report.points["moved"].tolist() == [True, False, True, False]
    assert report.counts()["moved"] == 2
    np.testing.assert_allclose(report.points["start_m"], [60, 0, 405, 720], atol=2)
    np.testing.assert_allclose(report.points["street_m"], 0, atol=0.5)


def test_over_straight_lines_nothing_is_cut_off(tmp_path: Path) -> None:
    times = travel_times(None, "foot", cache=tmp_path, detour_factor=1.3)
    report = times.reachability(rd((0, 0), (90_000, 0)), ["hier", "ver"])
    assert report.counts()["joined"] == 2
    assert report.cut_off().empty
    assert report.main_share == 1
    with pytest.raises(TravelTimeError, match="1 names for 2 points"):
        times.reachability(rd((0, 0), (90_000, 0)), ["hier"])


def test_no_points_give_an_empty_report(tmp_path: Path) -> None:
    report = over(Town().grid(4), "foot", tmp_path).reachability(np.empty((0, 2)), [])
    assert report.points.empty
    assert set(report.counts().values()) == {0}


def test_the_line_begins_where_the_table_lets_travel_begin(tmp_path: Path) -> None:
    town = Town().grid(7)
    town.way((650, 0), (650, 40), (690, 40))  # both ends lie beside this scrap, 50 m off the grid
    times = over(town, "foot", tmp_path)
    ends = rd((650, 5), (685, 40))
    assert times.line(ends).length == pytest.approx(times.table(ends, ends).length_m[0, 1], abs=1)


def test_a_cached_network_without_its_facts_is_refused_with_the_mend(tmp_path: Path) -> None:
    streets = Town().grid(4).write(tmp_path / "straten.osm.pbf")
    folder = street_network(streets, load_profile("foot"), cache=tmp_path / "cache")
    (folder / FILE).write_text("{}")
    with pytest.raises(StreetNetworkError, match="remove that folder and run again"):
        travel_times(streets, "foot", cache=tmp_path / "cache", detour_factor=1.3)


@pytest.mark.realdata
def test_the_drivable_streets_of_delft_in_many_parts_still_serve_and_say_what_is_cut_off(
    realdata: Path, tmp_path: Path
) -> None:
    streets = realdata / "delft" / "delft_tudelft_complete_ways.osm.pbf"
    addresses = points_of(streets, 2000, seed=1)
    names = [f"adres {number}" for number in range(len(addresses))]
    times = travel_times(streets, "car", cache=tmp_path, detour_factor=1.3)
    report = times.reachability(addresses, names)
    assert report.main_share < 0.5
    joined = (report.points["state"] == "joined").to_numpy()
    assert joined.mean() > 0.7
    assert len(report.cut_off()) > 200
    assert report.cut_off()["name"].is_unique
    matrix = times.table(addresses[joined][:300], addresses[joined][300:600])
    assert np.isfinite(matrix.duration_s).all()  # what is joined reaches all that is joined
    lost = times.table(addresses[joined][:50], addresses[~joined]).duration_s
    assert np.isnan(lost).all()
    assert travel_times(streets, "foot", cache=tmp_path, detour_factor=1.3).reachability(
        addresses, names
    ).cut_off().empty  # fmt: skip
