"""Agreement with a second engine on the real streets of Delft; see ``second_engine`` and ``second_rules``."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from geo.travel_time import MODES, TravelTimes, travel_times
from geo.travel_time.profile import load_profile
from geo.travel_time.reachability import State
from tests.geo.travel_time.second_engine import Leave, Map, SecondEngine, read_map
from tests.geo.travel_time.streets import Town

ORIGINS, DESTINATIONS = 100, 10
TENTH_S = 0.1

log = logging.getLogger(__name__)
NO_TURN_COSTS = "turns_s: {right_angle: 0, sharpest: 0, oncoming: 0, u_turn: 0, traffic_signal: 0, gate: 0}\n"

type Open = Callable[[str, Path | None], TravelTimes]


@dataclass(frozen=True)
class Pairs:
    """Random pairs of pieces of street of the second engine's main part, (n,) each."""

    origin: np.ndarray
    destination: np.ndarray

    @classmethod
    def drawn(cls, engine: SecondEngine) -> Pairs:
        rng = np.random.default_rng(1)
        pool = np.flatnonzero(engine.may_start & (engine.part == engine.main_part()))
        origin = np.repeat(rng.choice(pool, ORIGINS, replace=False), DESTINATIONS)
        destination = rng.choice(pool, len(origin))
        same = (destination == origin) | (destination == engine.twin[origin])
        destination[same] = pool[0]
        return cls(origin, destination)

    def second(self, engine: SecondEngine) -> np.ndarray:
        origins = self.origin[::DESTINATIONS]
        return np.concatenate(engine.seconds_between(origins, self.destination.reshape(ORIGINS, DESTINATIONS)))

    def first(self, times: TravelTimes, engine: SecondEngine) -> np.ndarray:
        table = times.table(engine.middle[self.origin[::DESTINATIONS]], engine.middle[self.destination]).duration_s
        return table[np.arange(len(self.origin)) // DESTINATIONS, np.arange(len(self.origin))].astype(float)


@pytest.fixture(scope="module")
def extract(realdata: Path) -> Path:
    return realdata / "delft" / "delft_tudelft_complete_ways.osm.pbf"


@pytest.fixture(scope="module")
def streets(extract: Path) -> Map:
    return read_map(extract)


@pytest.fixture(scope="module")
def opened(extract: Path, tmp_path_factory: pytest.TempPathFactory) -> Open:
    cache = tmp_path_factory.mktemp("networks")

    def open_mode(mode: str, own_profiles: Path | None = None) -> TravelTimes:
        return travel_times(extract, mode, cache=cache, detour_factor=1.3, own_profiles=own_profiles)

    return open_mode


def tables_without_turn_costs(folder: Path) -> Path:
    for mode in MODES:
        (folder / f"{mode}.yaml").write_text(NO_TURN_COSTS)
    return folder


def agree(first: np.ndarray, second: np.ndarray, share: float) -> np.ndarray:
    return np.abs(first - second) <= share * second + TENTH_S


@pytest.mark.realdata
@pytest.mark.parametrize("mode", MODES)
def test_a_second_engine_finds_the_same_times_in_delft_and_every_larger_difference_has_a_rule(
    mode: str, streets: Map, opened: Open, tmp_path: Path
) -> None:
    profile, times = load_profile(mode), opened(mode, None)
    engine = SecondEngine.build(streets, profile)
    pairs = Pairs.drawn(engine)
    assert times.snap_distance_m(engine.middle[pairs.origin]).max() < 1
    assert times.snap_distance_m(engine.middle[pairs.destination]).max() < 1
    first, second = pairs.first(times, engine), pairs.second(engine)
    close = agree(first, second, 0.10)
    log.info(
        "%s: %.1f %% within 10 %%, %.1f %% within 2 %%",
        mode,
        *(100 * agree(first, second, share).mean() for share in (0.1, 0.02)),
    )
    assert close.mean() >= 0.95
    assert abs(np.median(first / np.maximum(second, 1)) - 1) < 0.005

    own = tables_without_turn_costs(tmp_path)
    turnless = SecondEngine.build(streets, load_profile(mode, own))
    bare_first, bare_second = pairs.first(opened(mode, own), turnless), pairs.second(turnless)
    assert agree(bare_first, bare_second, 0.02).mean() >= 0.995  # speeds, access, one-ways, barriers, restrictions

    sharp = pairs.second(SecondEngine.build(streets, profile, Leave(sharp_turns_apart=True)))
    rules = {
        "a hairpin between two carriageways counts as a u-turn": agree(first, sharp, 0.10),
        "the angle of a turn is read from other points": agree(bare_first, bare_second, 0.10),
    }
    reasons = Counter(
        next((rule for rule, holds in rules.items() if holds[pair]), "none") for pair in np.flatnonzero(~close)
    )
    log.info("%s: %s", mode, dict(reasons))
    assert reasons["none"] == 0, reasons


@pytest.mark.realdata
@pytest.mark.parametrize("mode", ["foot", "cargo_bike", "car"])
def test_what_the_report_calls_cut_off_lies_in_another_part_of_the_second_engine(
    mode: str, streets: Map, opened: Open
) -> None:
    times = opened(mode, None)
    engine = SecondEngine.build(streets, load_profile(mode))
    drawn = np.random.default_rng(2).choice(np.flatnonzero(engine.may_start), 600, replace=False)
    found = times.reachability(engine.middle[drawn], [str(piece) for piece in drawn]).points
    joined = (found["state"] == State.JOINED.value).to_numpy()
    elsewhere = (found["start_m"] > found["street_m"]).to_numpy()
    in_main = engine.joined(drawn)
    reasons = Counter(
        "same" if joined[i] == in_main[i] else "starts from another street" if elsewhere[i] and joined[i] else "none"
        for i in range(len(drawn))
    )
    log.info("%s: %s", mode, dict(reasons))
    assert reasons["none"] == 0, reasons
    assert mode != "car" or (~joined).mean() > 0.2  # the clipping cuts the drivable streets into many parts


def test_the_second_engine_is_right_on_a_street_that_one_can_do_by_hand(tmp_path: Path) -> None:
    town = Town()
    town.way((0, 0), (100, 0), (200, 0), highway="residential")
    town.way((200, 0), (200, 100), highway="residential", oneway="yes")
    town.node((100, 0), highway="traffic_signals")
    engine = SecondEngine.build(read_map(town.write(tmp_path / "hoek.osm.pbf")), load_profile("car"))
    along = {(round(x), round(y)): piece for piece, (x, y) in enumerate(engine.middle - engine.middle[0])}
    here, there = along[(0, 0)], along[(150, 50)]
    seconds = engine.seconds_between([here], [[there]])[0][0]
    assert seconds == pytest.approx(200 / (25 / 3.6) + 2, rel=0.01)  # half, whole and half a block, and a light
    assert np.isinf(engine.seconds_between([there], [[here]])[0][0])
