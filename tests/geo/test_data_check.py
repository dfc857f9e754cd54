from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from geo.data_check import DataCheck, FileCheck, check_workspace, listed
from geo.workspace import load_region
from tests.pipelines.small_region import DELIVERY, deliveries, write_region

KEY = b"a key of the tests, long enough"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return write_region(tmp_path / "dorp")


def checked(root: Path) -> DataCheck:
    return check_workspace(load_region(root), KEY)


def file_of(check: DataCheck, source: str) -> FileCheck:
    (found,) = (file for file in check.files if file.source == source)
    return found


def test_every_file_is_counted_and_nothing_is_refused(workspace: Path) -> None:
    check = checked(workspace)
    assert {file.source: (file.rows, file.accepted, file.rejected) for file in check.files} == {
        "buurt": (4, 4, 0), "hub": (1, 1, 0), "supplier": (1, 1, 0), "depot": (1, 1, 0), "delivery": (12, 12, 0),
        "visit": (5, 5, 0), "concierge": (1, 1, 0),
    }  # fmt: skip
    assert not check.refused
    assert file_of(check, "delivery").purpose
    assert file_of(check, "delivery").share == 0.0


def test_a_file_that_is_refused_as_a_whole_does_not_keep_others_from_being_checked(workspace: Path) -> None:
    (workspace / "data/hubs.csv").write_text("geen;kop\n1;2\n")
    (workspace / "data/buurten.geojson").unlink()
    check = checked(workspace)
    assert check.refused
    assert "hubs.csv lacks these columns" in str(file_of(check, "hub").refusal)
    assert "buurten.geojson is missing" in str(file_of(check, "buurt").refusal)
    assert (file_of(check, "hub").rows, file_of(check, "hub").share) == (None, None)
    assert file_of(check, "delivery").accepted == 12


def test_the_rejects_of_a_file_that_is_refused_for_having_too_many_are_still_listed(workspace: Path) -> None:
    text = (workspace / "data/leveringen.csv").read_text().replace(";ja;", ";wellicht;")
    (workspace / "data/leveringen.csv").write_text(text)
    file = file_of(checked(workspace), "delivery")
    assert file.refusal is not None
    assert file.rejected > 2
    assert set(file.rejects["rule"]) == {"yes_no"}


def test_a_template_that_was_not_filled_in_and_an_open_source_that_is_not_there_are_passed_over(
    workspace: Path,
) -> None:
    from geo.sources.dictionary import template
    from geo.sources.fields import own_files

    region = load_region(workspace)
    blank = workspace / "data/bewoners.csv"
    blank.write_text(template(own_files()["wish"]))
    region = replace(region, files={**region.files, "wish": (blank,), "health": (workspace / "data/gezondheid.json",)})
    check = check_workspace(region, KEY)
    assert "nog niet ingevuld" in str(file_of(check, "wish").note)
    assert "is er nog niet" in str(file_of(check, "health").note)
    assert not check.refused


def test_a_broken_mapping_refuses_its_file_only(workspace: Path) -> None:
    region = load_region(workspace)
    (workspace / "m.yaml").write_text("onzin: 1\n")
    check = check_workspace(replace(region, mappings={"visit": workspace / "m.yaml"}), KEY)
    assert [file.source for file in check.files if file.refusal is not None] == ["visit"]


def test_the_same_delivery_in_two_files_is_told(workspace: Path) -> None:
    region = load_region(workspace)
    (workspace / "data/maart.csv").write_text(deliveries(3))
    files = {**region.files, "delivery": (*region.files["delivery"], workspace / "data/maart.csv")}
    check = check_workspace(replace(region, files=files), KEY)
    (twice,) = (finding for finding in check.findings if finding.rule == "overlap")
    assert twice.count == 3
    assert [file.accepted for file in check.files if file.source == "delivery"] == [12, 3]


def test_the_list_holds_every_reject_warning_refusal_and_finding(workspace: Path) -> None:
    rows = deliveries(12).replace("L1", "L9", 1).splitlines()
    rows[0] += ";praatje"
    rows[1] += ";"
    rows = [rows[0], *(row + ";" if row.count(";") < rows[0].count(";") else row for row in rows[1:])]
    rows[3] = rows[3].replace("-", "--", 1)
    (workspace / "data/leveringen.csv").write_text("\n".join(rows) + "\n")
    (workspace / "data/depots.csv").write_text("\x00")
    frame = listed(checked(workspace))
    assert list(frame.columns) == ["source", "file", "row", "column", "rule", "value", "sentence"]
    assert {"warning", "refused", "unknown_supplier_id", "date"} <= set(frame["rule"])
    assert frame.loc[frame["rule"] == "date", "row"].tolist() == [3]
    assert frame["sentence"].str.len().min() > 0


def test_nothing_of_a_person_is_in_the_report(workspace: Path) -> None:
    text = (workspace / "data/leveringen.csv").read_text()
    header = DELIVERY.split(";")
    row = dict(zip(header, text.splitlines()[1].split(";"), strict=True))
    bad = row | {"naam": "Wilhelmina Zonderlingh", "postcode": "Geheimlaan", "huisnummer": "", "datum": "Zonderlingh"}
    (workspace / "data/leveringen.csv").write_text(text + ";".join(bad.values()) + "\n")
    check = checked(workspace)
    assert file_of(check, "delivery").rejected == 1
    told = listed(check).to_csv() + repr(check)
    assert "Zonderlingh" not in told
    assert "Geheimlaan" not in told
