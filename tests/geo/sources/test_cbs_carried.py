"""Key figures of gemeenten that were merged away since: which buurten count, and what is told of the rest."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from geo.sources import SourceError, read_source
from geo.sources.cbs import read_key_figures
from geo.sources.cbs.carried import merged_away
from geo.sources.landed import Read
from tests.geo.sources.files import KEY, region
from tests.geo.sources.test_cbs_earlier import boundaries, square
from tests.geo.sources.test_cbs_key_figures import PROPERTIES

TABLE = "intake.key_figure"
COLUMNS = ["from_code", "to_code", "from_year", "share_of_from"]


def changes(*rows: tuple[str, str, int | None, float]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=COLUMNS).astype({"from_year": "Int64"})


MERGED = changes(
    ("BU90020101", "BU90010101", 2019, 1.0), ("BU90020102", "BU90010102", 2019, 0.5),
    ("BU90010101", "BU90010101", 2019, 1.0),
)  # fmt: skip


def row(code: str, people: int) -> dict[str, Any]:
    return {"WijkenEnBuurten": code, "AantalInwoners_5": people, "k_65JaarOfOuder_12": 10}


ROWS = [row("GM9001", 100), row("BU90010101", 100), row("GM9002", 300), row("BU90020101", 200), row("BU90020102", 100),
        row("BU90020103", 50), row("BU90030101", 70)]  # fmt: skip


def read(folder: Path, rows: list[dict[str, Any]], how: pd.DataFrame | None, period: str | None = "2019") -> Read:
    document: dict[str, Any] = {"properties": PROPERTIES, "rows": rows}
    if period:
        document["period"] = period
    path = folder / "tabel.json"
    path.write_text(json.dumps(document))
    return read_key_figures(path, "tabel.json", ("GM9001",), changes=how)


def test_buurten_of_a_gemeente_that_merged_into_the_region_are_taken_with_todays(tmp_path: Path) -> None:
    found = read(tmp_path, ROWS, MERGED)
    frame = found.frames[TABLE]
    assert list(frame["area_code"]) == ["GM9001", "BU90010101", "BU90020101", "BU90020102"]
    assert list(frame["gemeentecode"]) == ["GM9001", "GM9001", "GM9002", "GM9002"]  # as published
    assert found.warnings[-1] == (
        "Kerncijfers van 2019: 2 buurten van gemeenten die er niet meer zijn tellen mee bij de buurten van nu waarin ze "
        "liggen, naar oppervlakte; 12,5 % van de inwoners is niet over te dragen."
    )  # half of 100 of 400 people live in the part that lies elsewhere


def test_without_earlier_boundaries_only_todays_codes_are_taken(tmp_path: Path) -> None:
    found = read(tmp_path, ROWS, None)
    assert list(found.frames[TABLE]["area_code"]) == ["GM9001", "BU90010101"]
    assert not [sentence for sentence in found.warnings if "niet meer zijn" in sentence]


@pytest.mark.parametrize(("period", "taken"), [("2018", False), ("2019", True), (None, False)])
def test_earlier_boundaries_of_another_year_carry_nothing(period: str | None, taken: bool, tmp_path: Path) -> None:
    codes = set(read(tmp_path, ROWS, MERGED, period).frames[TABLE]["area_code"])
    assert ("BU90020101" in codes) is taken


@pytest.mark.parametrize("period", ["2018", None])
def test_earlier_boundaries_without_a_year_carry_any_year(period: str | None, tmp_path: Path) -> None:
    vague = MERGED.assign(from_year=pd.array([pd.NA] * 3, dtype="Int64"))
    assert "BU90020101" in set(read(tmp_path, ROWS, vague, period).frames[TABLE]["area_code"])


def test_a_gemeente_that_did_not_exist_yet_is_there_by_its_predecessors(tmp_path: Path) -> None:
    before = [each for each in ROWS if not each["WijkenEnBuurten"].startswith(("GM9001", "BU9001"))]
    assert set(read(tmp_path, before, MERGED).frames[TABLE]["area_code"]) == {"BU90020101", "BU90020102"}
    with pytest.raises(SourceError, match="has no figures of gemeente GM9001"):
        read(tmp_path, before, None)


def test_a_buurt_that_was_split_over_the_region_is_one_row(tmp_path: Path) -> None:
    split = changes(("BU90020101", "BU90010101", 2019, 0.3), ("BU90020101", "BU90010102", 2019, 0.7))
    areas = pd.DataFrame(
        {"area_code": ["BU90020101"], "area_kind": ["buurt"], "gemeentecode": ["GM9002"], "year": pd.array([2019])}
    )
    assert merged_away(areas, ("GM9001",), split)["to_gemeente"].tolist() == ["GM9001"]
    found = read(tmp_path, ROWS, split)
    assert found.warnings[-1].endswith("33,3 % van de inwoners is niet over te dragen.")  # todays 100 of 300


def test_the_regions_own_earlier_boundaries_are_looked_up_when_its_key_figures_are_read(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    made = region(tmp_path)
    boundaries(tmp_path / "data/buurten.geojson", square("BU90010101", 0, width=2))
    boundaries(tmp_path / "data/buurten_eerder.geojson", square("BU90010101", 0), square("BU90020101", 1))
    document = {"period": "2019", "properties": PROPERTIES, "rows": ROWS}
    (tmp_path / "data/kerncijfers.json").write_text(json.dumps(document))
    codes = set(read_source("key_figure", made, key=KEY).frames[TABLE]["area_code"])
    assert codes == {"GM9001", "BU90010101", "BU90020101"}
    (tmp_path / "data/buurten_eerder.geojson").unlink()
    assert "BU90020101" not in set(read_source("key_figure", made, key=KEY).frames[TABLE]["area_code"])
    without = dataclasses.replace(made, files={"key_figure": made.files["key_figure"]})
    assert "BU90020101" not in set(read_source("key_figure", without, key=KEY).frames[TABLE]["area_code"])
