"""What must hold on any streets: drawn towns, each a network of its own, so few examples."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from geo.travel_time import TravelTimes, travel_times
from tests.geo.travel_time.streets import Town, rd

KINDS = ("residential", "tertiary", "cycleway", "footway", "service")
PLACES = [(150.0 * i, 150.0 * j) for i in range(5) for j in range(5)]
ROUNDED_S = 0.05

pieces = st.lists(
    st.tuples(st.sampled_from(PLACES), st.sampled_from(PLACES), st.sampled_from(KINDS), st.sampled_from(["no", "yes"])),
    min_size=3,
    max_size=15,
)
few = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.generate],  # to shrink a failure would build hundreds of networks
)


def drawn_town(streets: list, *, oneway: bool) -> Town:
    """A ring of streets and the drawn ones, but those that run over a place without joining it: such a place would lie
    on two streets, and be a way from one to the other."""
    town = Town()
    for side in (0.0, 600.0):
        town.way(*((150.0 * i, side) for i in range(5)))
        town.way(*((side, 150.0 * i) for i in range(5)))
    for start, end, kind, direction in streets:
        across, up = (round(abs(a - b) / 150) for a, b in zip(start, end, strict=True))
        if math.gcd(across, up) == 1:
            town.way(start, end, highway=kind, oneway=direction if oneway else "no")
    return town


def over(town: Town, mode: str, folder: Path, own: Path | None = None) -> TravelTimes:
    streets = town.write(folder / "straten.osm.pbf")
    return travel_times(streets, mode, cache=folder / "cache", detour_factor=1.3, own_profiles=own)


@few
@given(pieces)
def test_streets_for_both_directions_give_the_same_time_there_and_back(streets: list) -> None:
    with tempfile.TemporaryDirectory() as folder:
        times = over(drawn_town(streets, oneway=False), "foot_slow", Path(folder))
        duration = times.table(rd(*PLACES), rd(*PLACES)).duration_s
    np.testing.assert_allclose(duration, duration.T, atol=0.25)


@few
@pytest.mark.parametrize("mode", ["car", "cargo_bike", "foot"])
@given(streets=pieces, faster=st.lists(st.floats(1, 2), min_size=len(KINDS), max_size=len(KINDS)))
def test_a_table_that_is_faster_anywhere_makes_no_way_slower(mode: str, streets: list, faster: list[float]) -> None:
    town = drawn_town(streets, oneway=True)
    with tempfile.TemporaryDirectory() as folder:
        plain = over(town, mode, Path(folder))
        speeds = plain.times.profile.roads_kmh
        lines = [f"  {kind}: {speeds[kind] * up:.2f}" for kind, up in zip(KINDS, faster, strict=True) if kind in speeds]
        (Path(folder) / f"{mode}.yaml").write_text("\n".join(["top_kmh: 100", "roads_kmh:", *lines]))
        quick = over(town, mode, Path(folder), Path(folder))
        before = plain.table(rd(*PLACES), rd(*PLACES)).duration_s
        after = quick.table(rd(*PLACES), rd(*PLACES)).duration_s
    np.testing.assert_array_equal(np.isnan(before), np.isnan(after))
    found = ~np.isnan(before)
    assert (after[found] <= before[found] + ROUNDED_S * 12).all()  # each piece of a way is rounded by itself


@few
@given(pieces)
def test_going_through_a_third_place_on_foot_is_never_quicker_than_going_straight_there(streets: list) -> None:
    with tempfile.TemporaryDirectory() as folder:
        times = over(drawn_town(streets, oneway=True), "foot", Path(folder))
        duration = times.table(rd(*PLACES), rd(*PLACES)).duration_s.astype(float)
        top = times.top_speed_m_s
        starts = times.times._starts(times.times._degrees(rd(*PLACES)))
    through = (duration[:, :, None] + duration[None, :, :]).min(axis=1)
    assert (duration <= through + 2 * ROUNDED_S * 12).all()
    straight = np.hypot(*(starts[:, None, :] - starts[None, :, :]).transpose(2, 0, 1))
    assert (straight <= duration * top + 1).all()  # what lets far pairs go unasked
