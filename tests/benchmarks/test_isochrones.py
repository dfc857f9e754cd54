from __future__ import annotations

from pathlib import Path

from tests.benchmarks.isochrones import measure
from tests.geo.travel_time.streets import Town


def test_the_benchmark_draws_and_counts_every_area(tmp_path: Path) -> None:
    town = Town().grid(8)
    for number in range(40):
        town.node((15.0 * number + 5, 40.0), **{"addr:housenumber": str(number), "addr:street": "Laan"})
    result = measure(town.write(tmp_path / "straten.osm.pbf"), candidates=4, seed=1)
    assert (result["areas"], result["addresses"]) == (4 * 3 * 5, 40)
    assert (result["valid"], result["nested"]) == (True, True)
    assert 4 * 3 * 5 <= result["counted"] <= 4 * 3 * 5 * 40
    again = measure(tmp_path / "straten.osm.pbf", candidates=4, seed=1)
    assert (again["counted"], again["km2"]) == (result["counted"], result["km2"])
