"""``wijk check data``: the report on screen, as JSON and as CSV, without a database."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from pipelines.home import Home
from tests.pipelines.command import Told, wijk_here
from tests.pipelines.small_region import DELIVERY, write_region


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return write_region(tmp_path / "klein dorp")


def check(workspace: Path, *options: object) -> Told:
    home = Home(workspace.parent / "home")
    told = wijk_here("check", "data", "--workspace", workspace, *options, home=home)
    assert not home.cluster.exists(), "a check needs no database"
    assert "Traceback" not in told.err + told.out
    return told


def test_the_report_shows_each_file_with_its_rows(workspace: Path) -> None:
    told = check(workspace)
    assert told.code == 0, told
    (line,) = (line for line in told.out.splitlines() if "data/leveringen.csv" in line)
    assert line.split()[:2] == ["Leveringen", "data/leveringen.csv"]
    assert line.split()[-4:] == ["12", "12", "0", "0"]
    assert told.out.splitlines()[-1] == "Geen enkel bestand is als geheel geweigerd."


def test_refused_values_are_shown_with_row_column_and_sentence(workspace: Path) -> None:
    path = workspace / "data/leveringen.csv"
    path.write_text(path.read_text().replace(";ja;", ";wellicht;", 1))
    told = check(workspace)
    assert told.code == 0
    assert "1 (8,3 %)" in told.out
    (line,) = (line for line in told.out.splitlines() if "Vul ja of nee in." in line)
    assert line.split()[:2] == ["data/leveringen.csv", "1"]


def test_a_file_refused_as_a_whole_gives_exit_code_1_and_its_sentence(workspace: Path) -> None:
    (workspace / "data/hubs.csv").write_text("geen;kop\n1;2\n")
    told = check(workspace)
    assert told.code == 1
    assert "Geweigerd als geheel: data/hubs.csv lacks these columns" in told.out
    assert json.loads(check(workspace, "--json").out)["refused"] is True


def test_json_is_the_whole_report_and_nothing_else(workspace: Path) -> None:
    path = workspace / "data/leveringen.csv"
    first, second, *rest = path.read_text().splitlines()[1:]
    spoiled = [first.replace(";ja;", ";wellicht;"), second.replace(";L1;", ";L9;"), *rest]
    path.write_text("\n".join([DELIVERY, *spoiled]) + "\n")
    told = check(workspace, "--json")
    found = json.loads(told.out)
    (file,) = (file for file in found["files"] if file["source"] == "delivery")
    assert (file["rows"], file["accepted"], file["rejected"]) == (12, 11, 1)
    assert file["rejects"][0].keys() == {"row_number", "column_name", "rule", "value", "sentence"}
    assert file["purpose"]
    assert file["legal_basis"]
    assert [(item["rule"], item["count"]) for item in found["findings"]] == [("unknown_supplier_id", 1)]


def test_the_csv_holds_the_whole_list_and_no_formula(workspace: Path) -> None:
    rows = ["hub_id;naam;geopend_op;x_rd;y_rd", '=HYPERLINK("http://x");Huis;=1+1;207500;474500']
    (workspace / "data/hubs.csv").write_text(
        "\n".join([*rows, *(f"H{n};Huis;2025-01-06;207500;474500" for n in range(9))])
    )
    out = workspace / "fouten.csv"
    assert check(workspace, "--csv", out).code == 0
    content = out.read_bytes().decode("utf-8-sig")
    listed = list(csv.DictReader(io.StringIO(content), delimiter=";"))
    rejects = [row for row in listed if row["source"] == "hub" and row["row"]]
    assert rejects
    cells = [cell for row in listed for cell in row.values()]
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))]


def test_a_csv_that_cannot_be_written_is_one_sentence(workspace: Path) -> None:
    told = check(workspace, "--csv", workspace / "geen map" / "x.csv")
    assert "cannot be written" in told.refusal()


def test_text_of_a_file_cannot_steer_the_terminal(workspace: Path) -> None:
    header = "hub_id;naam;geopend_op;x_rd;y_rd;\x1b[31mrood"
    lines = [
        header,
        "H1;\x1b]0;titel\x07;2025-01-06;207500;474500;",
        *(f"H{n};[red]Huis;2025-01-06;207500;474500;" for n in range(2, 9)),
    ]
    (workspace / "data/hubs.csv").write_text("\n".join(lines) + "\n")
    told = check(workspace)
    assert "\x1b" not in told.out
    assert "\x07" not in told.out


def test_no_workspace_is_one_sentence(tmp_path: Path) -> None:
    told = check(tmp_path / "niets")
    assert "is no workspace" in told.refusal()


def test_check_alone_says_what_there_is(tmp_path: Path) -> None:
    told = wijk_here("check", home=Home(tmp_path / "home"))
    assert told.code == 0
    assert "data" in told.out
