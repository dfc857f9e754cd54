from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from geo.travel_time import MODES, TravelTimeError, TravelTimes, travel_times
from geo.travel_time.network import network_key
from geo.travel_time.profile import PROFILES, load_profile
from geo.yaml_keys import WorkspaceError
from tests.geo.travel_time.streets import Town, rd


def over(town: Town, mode: str, folder: Path, own: Path | None = None) -> TravelTimes:
    streets = town.write(folder / "straten.osm.pbf")
    return travel_times(streets, mode, cache=folder / "cache", detour_factor=1.3, own_profiles=own)


def own_table(folder: Path, mode: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / f"{mode}.yaml").write_text(text)
    return folder


def test_each_mode_has_one_table_and_a_slower_walker_walks_0_8_metres_a_second() -> None:
    assert {path.stem for path in PROFILES.glob("*.yaml")} == set(MODES)
    assert load_profile("foot").roads_kmh["footway"] / 3.6 == pytest.approx(1.3)
    slow = load_profile("foot_slow")
    assert slow.roads_kmh["footway"] / 3.6 == pytest.approx(0.8)
    assert slow.last_metres_m_s == pytest.approx(0.8)
    assert slow.straight_line_m_s == pytest.approx(0.8)
    walking = load_profile("foot")
    for name in ("roads_kmh", "surfaces_kmh"):
        quick, calm = getattr(walking, name), getattr(slow, name)
        assert quick.keys() == calm.keys()
        assert all(calm[kind] < quick[kind] for kind in quick)


def test_a_table_of_the_users_own_changes_the_lines_it_has_and_keeps_the_others(tmp_path: Path) -> None:
    own = own_table(tmp_path, "foot", "roads_kmh: {steps: 1, track: 0}\nferry_kmh: 4\n")
    shipped, changed = load_profile("foot"), load_profile("foot", own)
    assert changed.roads_kmh == {**shipped.roads_kmh, "steps": 1, "track": 0}
    assert changed.ferry_kmh == 4
    assert "track" not in changed.travelled
    same = {field.name for field in fields(shipped)} - {"roads_kmh", "ferry_kmh"}
    assert all(getattr(shipped, name) == getattr(changed, name) for name in same)
    assert load_profile("car", own) == load_profile("car")
    assert load_profile("foot", tmp_path / "none") == shipped


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("roads_kmh: {footway: 400}", "roads_kmh has 'footway', which must be a number from 0 to 150 km/h"),
        ("roads_kmh: {footway: snel}", "roads_kmh has 'footway', which must be a number"),
        ("roads_kmh: {'a\"] = 1 os.exit() --': 4}", "which is no word of OpenStreetMap's"),
        ("road_kmh: {footway: 4}", "the key 'road_kmh' is not known; did you mean 'roads_kmh'"),
        ("straight_line_kmh: 0", "straight_line_kmh must be a number from 0.1 to 150 km/h"),
        ("turns_s: 4", "turns_s must hold lines of 'key: value'"),
        ("share_of_limit: 0.8", "top_kmh is missing"),
        (
            "roads_kmh: {" + ", ".join(f"{kind}: 0" for kind in load_profile("foot").roads_kmh) + "}",
            "closes every road",
        ),
        ("size: {width_m: .nan}", "size has 'width_m', which must be a number"),
    ],
)
def test_a_bad_table_is_refused_with_its_file_and_the_mend(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(WorkspaceError, match=r"foot\.yaml") as refused:
        load_profile("foot", own_table(tmp_path, "foot", text))
    assert sentence in str(refused.value)


def test_an_unknown_mode_has_no_table() -> None:
    with pytest.raises(TravelTimeError, match=r"no mode of travel '\.\./car'"):
        load_profile("../car")


@pytest.mark.parametrize("mode", MODES)
def test_the_top_speed_is_above_every_speed_of_the_table(mode: str) -> None:
    profile = load_profile(mode)
    speeds = [*profile.roads_kmh.values(), *profile.pushed_kmh.values(), profile.elsewhere_kmh]
    assert profile.top_speed_m_s(ferries=False) > max(speeds) / 3.6
    assert profile.top_speed_m_s(ferries=True) >= max(profile.top_speed_m_s(ferries=False), profile.ferry_kmh / 3.6)


@given(st.dictionaries(st.sampled_from(["a", "b:c", "d_e"]), st.floats(0, 150)))
def test_the_same_table_gives_the_same_lua_whatever_the_order_of_its_lines(table: dict[str, float]) -> None:
    profile = load_profile("car")
    one = type(profile)(**{**vars(profile), "roads_kmh": table})
    other = type(profile)(**{**vars(profile), "roads_kmh": dict(reversed(table.items()))})
    assert one.lua() == other.lua()


def test_a_network_is_found_by_its_extract_and_its_table(tmp_path: Path) -> None:
    streets = Town().grid(3).write(tmp_path / "straten.osm.pbf")
    key = network_key(streets, load_profile("foot"))
    assert network_key(streets, load_profile("foot")) == key
    changed = load_profile("foot", own_table(tmp_path, "foot", "roads_kmh: {steps: 1}"))
    assert network_key(streets, changed) != key
    assert network_key(streets, load_profile("foot_slow")) != key
    other = Town().grid(4).write(tmp_path / "andere.osm.pbf")
    assert network_key(other, load_profile("foot")) != key


def test_travel_follows_the_users_own_table(tmp_path: Path) -> None:
    town = Town().grid(4)
    ends = rd((0, 0), (300, 0))
    own = own_table(tmp_path / "eigen", "foot", "roads_kmh: {residential: 3.6}\n")
    assert over(town, "foot", tmp_path).table(ends, ends).duration_s[0, 1] == pytest.approx(300 / 1.3, rel=0.01)
    assert over(town, "foot", tmp_path, own).table(ends, ends).duration_s[0, 1] == pytest.approx(300, rel=0.01)
    straight = travel_times(None, "foot", cache=tmp_path, detour_factor=1.0, own_profiles=own)
    assert straight.table(ends, ends).duration_s[0, 1] == pytest.approx(300 / 1.3, rel=0.01)


def test_a_kind_of_road_with_speed_0_is_closed(tmp_path: Path) -> None:
    town = Town().grid(4)
    town.way((0, 0), (300, 300), highway="track")
    ends = rd((0, 0), (300, 300))
    own = own_table(tmp_path / "eigen", "foot", "roads_kmh: {track: 0}\n")
    assert over(town, "foot", tmp_path).table(ends, ends).length_m[0, 1] == pytest.approx(424, rel=0.01)
    assert over(town, "foot", tmp_path, own).table(ends, ends).length_m[0, 1] == pytest.approx(600, rel=0.01)


def test_without_tagged_limits_a_car_drives_by_the_table(tmp_path: Path) -> None:
    town = Town().grid(3, maxspeed="50")
    ends = rd((0, 0), (200, 0))
    own = own_table(tmp_path / "eigen", "car", "share_of_limit: 0\n")
    tagged = over(town, "car", tmp_path).table(ends, ends).duration_s[0, 1]
    by_table = over(town, "car", tmp_path, own).table(ends, ends).duration_s[0, 1]
    assert tagged == pytest.approx(200 / (0.8 * 50 / 3.6), rel=0.02)
    assert by_table == pytest.approx(200 / (25 / 3.6), rel=0.02)


def test_a_traffic_light_on_a_cycle_path_costs_a_cargo_bike_what_the_table_says(tmp_path: Path) -> None:
    town = Town()
    town.way((0, 0), (200, 0), (400, 0), highway="cycleway")
    town.node((200, 0), highway="traffic_signals")
    ends = rd((50, 0), (350, 0))
    seconds = over(town, "cargo_bike", tmp_path).table(ends, ends).duration_s[0, 1]
    assert seconds == pytest.approx(300 / (16 / 3.6) + 2, abs=0.4)


def test_a_bend_is_no_turn_because_the_street_has_another_name_there(tmp_path: Path) -> None:
    town = Town()
    town.way((0, 0), (200, 0), name="Een")
    town.way((200, 0), (200, 200), name="Twee")
    ends = rd((50, 0), (200, 150))
    seconds = over(town, "cargo_bike", tmp_path).table(ends, ends).duration_s[0, 1]
    assert seconds == pytest.approx(300 / (15 / 3.6), abs=0.4)


def test_a_car_takes_the_quickest_way_and_no_street_that_is_for_its_residents_alone(tmp_path: Path) -> None:
    ends = rd((0, 100), (800, 100))
    for tags, length in (({"lanes": "1"}, 800.0), ({"motor_vehicle": "destination"}, 1400.0)):
        town = Town()
        town.way((-100, 100), (0, 100))
        town.way((0, 100), (800, 100), maxspeed="30", **tags)
        town.way((0, 100), (0, 400), (800, 400), (800, 100), maxspeed="30")
        town.way((800, 100), (900, 100))
        around = rd((-50, 100), (850, 100))
        folder = tmp_path / str(length)
        folder.mkdir()
        times = over(town, "car", folder)
        assert times.table(around, around).length_m[0, 1] == pytest.approx(length + 100, rel=0.01)
    assert times.table(ends, rd((400, 100))).length_m[0, 0] == pytest.approx(400, rel=0.01)  # one may be there


def test_a_ferry_takes_the_tables_speed_and_not_its_timetable(tmp_path: Path) -> None:
    town = Town().grid(3).grid(3, at=(1200.0, 0.0))
    town.ways.append(
        ([town.node((200, 0)), town.node((1200, 0))], {"route": "ferry", "foot": "yes", "duration": "00:01"})
    )
    times = over(town, "foot", tmp_path)
    ends = rd((200, 0), (1200, 0))
    assert times.table(ends, ends).duration_s[0, 1] == pytest.approx(1000 / (5 / 3.6), rel=0.01)
    assert times.top_speed_m_s > 5 / 3.6
    assert over(Town().grid(3), "foot_slow", tmp_path).top_speed_m_s == pytest.approx(0.8, rel=0.02)


def test_the_shipped_tables_say_their_units_in_every_key() -> None:
    for path in PROFILES.glob("*.yaml"):
        keys = set(yaml.safe_load(path.read_text()))
        assert all(key.endswith(("_kmh", "_s")) or key in {"share_of_limit", "size", "closed_barriers"} for key in keys)
