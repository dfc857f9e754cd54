from pathlib import Path

from geo.sources import read_source
from tests.benchmarks.reader_scale import KEY, deliveries, region


def test_the_made_up_register_is_read_without_a_reject(tmp_path: Path) -> None:
    path = tmp_path / "leveringen.csv"
    deliveries(300).to_csv(path, sep=";", index=False)
    landed = read_source("delivery", region("deliveries", path), key=KEY)
    assert landed.rejects.empty
    assert {name: len(frame) for name, frame in landed.frames.items()} == {
        "intake.delivery": 300, "vault.goods": 300, "vault.resident": landed.frames["intake.delivery"]["resident_key"].nunique(),
    }  # fmt: skip
    assert 0.7 < landed.frames["intake.delivery"]["contact"].mean() < 0.9
