"""Which file of a source is read, and what is known of it beside its rows."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from geo.fetch.lock import Fetched, read_lock, write_lock
from geo.sources import SourceError, read_source
from geo.sources.landed import content_of
from tests.geo.sources.files import KEY, csv_text, deliveries, put, region
from tests.geo.sources.test_cbs import buurt
from tests.geo.sources.test_cbs import read as read_buurten
from tests.geo.sources.test_vektis import FILE as VEKTIS


def test_each_file_of_a_source_is_read_by_its_own_name(tmp_path: Path) -> None:
    put(tmp_path, "delivery", csv_text(deliveries(2)))
    second = tmp_path / "data" / "februari.csv"
    second.write_text(csv_text(deliveries(3)))
    made = region(tmp_path)
    made = dataclasses.replace(made, files={**made.files, "delivery": (*made.files["delivery"], second)})
    read = [read_source("delivery", made, key=KEY, path=path) for path in made.files["delivery"]]
    assert [(one.file_name, len(one.frames["intake.delivery"])) for one in read] == [
        ("data/leveringen.csv", 2), ("data/februari.csv", 3),
    ]  # fmt: skip
    assert all(one.purpose and one.legal_basis for one in read)


def test_a_fetched_file_of_vektis_has_the_year_of_the_lock_until_it_is_changed(tmp_path: Path) -> None:
    read_buurten(tmp_path, [buurt("BU90010000", gemeentenaam="Voorbeeldstad")])
    path = tmp_path / "data" / "vektis_gemeente.csv"
    path.write_bytes(VEKTIS)
    made = region(tmp_path)
    made = dataclasses.replace(made, files={**made.files, "care_use": (path,)})
    with pytest.raises(SourceError, match="does not name one year"):
        read_source("care_use", made, key=KEY)
    digest, size = content_of(path, path.name)
    fetched = Fetched("vektis", "", "https://example.org", "", "", digest, size, "2021", "", "", "", ())
    write_lock(tmp_path, read_lock(tmp_path).with_file("data/vektis_gemeente.csv", fetched))
    assert set(read_source("care_use", made, key=KEY).frames["intake.care_use"]["year"]) == {2021}
    path.write_bytes(VEKTIS + b"\n")
    with pytest.raises(SourceError, match="does not name one year"):
        read_source("care_use", made, key=KEY)
