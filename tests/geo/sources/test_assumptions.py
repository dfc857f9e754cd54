"""The table of assumptions: shipped rows that hold, a planner's own rows, and one sentence for each that does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.assumptions import COLUMNS as TABLE_COLUMNS
from geo.assumptions import assumptions
from geo.contracts import validate
from geo.sources import SourceError
from geo.sources.assumptions import COLUMNS, NAMES, PATH, SUBJECTS, TABLE, read_assumptions, shipped_assumptions
from geo.sources.landed import Read
from geo.workspace import FILES, init_workspace

HEADER = ";".join(COLUMNS)
ROWS = [
    "vergrijzing;groei_65_plus;GM0150;2030;1,12;1,05;1,20;factor;afgeleid;2024;Eigen prognose;Gemeente",
    "vergrijzing;groei_65_plus;nl;2030;1,1;;;factor;gepubliceerd;2024;Prognose;CBS",
    "kosten;kosten_locatie;NL;;8000;;;euro per jaar;Aanname;2025;Eigen huur;Contract",
    "kosten;deelname;NL;;0.3;0.2;0.4;aandeel;aanname;2025;Eigen telling;Register",
    "landelijk;ernstig_eenzaam;NL;;11;;;procent;gepubliceerd;2020;Volwassenen;RIVM",
    "landelijk;laag_inkomen;NL;;6;;;procent;gepubliceerd;2020;Huishoudens;CBS",
]
FILE = "\n".join([HEADER, *ROWS, ""]).encode()


def read(root: Path, content: bytes) -> Read:
    path = root / "aannames.csv"
    path.write_bytes(content)
    return read_assumptions(path, PATH)


def test_the_shipped_table_holds_every_figure_with_its_source(tmp_path: Path) -> None:
    found = read(tmp_path, shipped_assumptions()[PATH].encode())
    frame = validate(found.frames[TABLE], TABLE, leave_out=("region", "load_id"))
    assert (found.rejects.empty, found.warnings) == (True, ())
    assert set(frame["name"]) == {name for _, name, _, _ in NAMES.values()}
    assert set(frame["subject"]) == set(SUBJECTS.values())
    growth = frame[frame["subject"] == "ageing"]
    assert growth.groupby("name")["target_year"].apply(set).tolist() == [{2030, 2035, 2040}] * 2
    assert not frame["source"].str.contains("http").any()
    judged = frame[frame["basis"] == "assumption"]
    assert judged["source"].str.contains("oordeel|Oordeel|afgerond").all()


def test_a_new_workspace_gets_the_filled_table_and_its_description(tmp_path: Path) -> None:
    root = tmp_path / "werkmap"
    made = {path.relative_to(root).as_posix() for path in init_workspace(root, "GM0150")}
    assert {PATH, "data/aannames.md"} <= made
    assert FILES["assumption"] == PATH
    described = (root / "data/aannames.md").read_text()
    assert all(f"`{header}`" in described for header in COLUMNS)


def test_a_planner_may_change_a_figure_and_keeps_the_shipped_rest(tmp_path: Path) -> None:
    frame = validate(read(tmp_path, FILE).frames[TABLE], TABLE, leave_out=("region", "load_id"))
    assert len(frame) == len(ROWS)
    known = assumptions(frame[TABLE_COLUMNS])
    assert known.figure("site_eur").value == 8000
    assert (known.figure("participation_share").low, known.figure("participation_share").high) == (0.2, 0.4)
    assert known.figure("fte_eur").value == assumptions().figure("fte_eur").value
    ageing = known.subject("ageing")
    assert ageing[ageing["area_code"] == "GM0150"]["value"].tolist() == [1.12]
    assert len(ageing) == len(assumptions().subject("ageing")) + 1
    assert known.areas("ageing") == ("GM0150",)


@pytest.mark.parametrize(
    ("old", "new", "column", "rule"),
    [
        ("vergrijzing;groei", "ouderdom;groei", "onderwerp", "choice"), ("groei_65_plus", "groei", "naam", "choice"),
        ("vergrijzing;groei", "kosten;groei", "naam", "subject"), ("GM0150", "Deventer", "gebied", "area"),
        ("2030", "", "doeljaar", "missing"), ("2030", "2020", "doeljaar", "later"), ("2030", "30", "doeljaar", "integer"),
        ("1,12", "veel", "waarde", "number"), ("1,12", "-1", "waarde", "number"), ("1,12", "", "waarde", "missing"),
        ("1,05", "", "laag", "interval"), ("1,20", "1,11", "laag", "interval"), ("afgeleid", "gok", "soort", "choice"),
        ("2024;Eigen", "24;Eigen", "jaar", "integer"), ("Gemeente", "", "bron", "missing"),
        ("Eigen prognose", "x" * 1001, "definitie", "text"), ("GM0150", "NL", "naam", "double"),
    ],
)  # fmt: skip
def test_a_figure_that_cannot_be_is_refused_with_the_mend(
    tmp_path: Path, old: str, new: str, column: str, rule: str
) -> None:
    found = read(tmp_path, FILE.decode().replace(old, new, 1).encode())
    assert [column, rule] in found.rejects[["column_name", "rule"]].to_numpy().tolist()
    assert set(found.rejects["row_number"]) == {2 if rule == "double" else 1}
    assert len(found.frames[TABLE]) == len(ROWS) - 1


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "empty"), (b"a;b\n1;2\n", "must have these columns once: onderwerp"), ((HEADER + "\n").encode(), "no rows"),
     (FILE.replace(b"hoog", b"laag"), "once: laag, hoog"), (FILE.replace(b";NL;", b";Holland;"), "refused")],
)  # fmt: skip
def test_what_is_no_such_table_is_refused_in_one_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        read(tmp_path, content)
