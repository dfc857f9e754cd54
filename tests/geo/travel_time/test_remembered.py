from pathlib import Path

import numpy as np

from geo.travel_time import TravelMatrix, travel_times
from geo.travel_time.remembered import RememberedTimes


class Counting:
    """Straight lines that count the origins they were asked for."""

    mode, method = "foot", "straight_line"

    def __init__(self) -> None:
        self.inner = travel_times(None, "foot", cache=Path(), detour_factor=1.3)
        self.asked = 0

    def table(self, origins: np.ndarray, destinations: np.ndarray) -> TravelMatrix:
        self.asked += len(origins)
        return self.inner.table(origins, destinations)


def points(count: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).uniform(200_000, 210_000, (count, 2))


def test_a_table_asked_again_is_the_same_and_costs_nothing(tmp_path: Path) -> None:
    counting = Counting()
    origins, destinations = points(8, 1), points(5_000, 2)
    first = RememberedTimes(counting, tmp_path).table(origins, destinations)
    again = RememberedTimes(counting, tmp_path).table(origins[::-1], destinations)  # another process
    assert counting.asked == 8
    np.testing.assert_array_equal(first.duration_s, again.duration_s[::-1])
    np.testing.assert_array_equal(first.length_m, counting.inner.table(origins, destinations).length_m)


def test_only_new_origins_are_computed(tmp_path: Path) -> None:
    counting = Counting()
    remembered = RememberedTimes(counting, tmp_path)
    remembered.table(points(6, 1), points(5_000, 2))
    both = remembered.table(np.vstack([points(6, 1), points(5, 3), points(5, 3)]), points(5_000, 2))
    assert counting.asked == 11
    assert both.duration_s.shape == (16, 5_000)
    np.testing.assert_array_equal(both.duration_s[6:11], both.duration_s[11:])


def test_other_destinations_are_another_table(tmp_path: Path) -> None:
    remembered = RememberedTimes(Counting(), tmp_path)
    one = remembered.table(points(6, 1), points(5_000, 2))
    other = remembered.table(points(6, 1), points(5_000, 4))
    assert not np.array_equal(one.duration_s, other.duration_s)
    assert len(list(tmp_path.glob("*.npz"))) == 2


def test_a_small_table_is_not_kept(tmp_path: Path) -> None:
    RememberedTimes(Counting(), tmp_path).table(points(2, 1), points(3, 2))
    assert list(tmp_path.iterdir()) == []
