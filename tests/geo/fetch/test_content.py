from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.fetch.content import CSV, JSON, OSM_XML, PBF, Kind
from tests.geo.fetch.services import VEKTIS, buurt, overpass_xml, page, write_extract

PAGE = page([buurt(0), buurt(1)], None).body


def problem(kind: Kind, content: bytes, folder: Path) -> str | None:
    path = folder / "it"
    path.write_bytes(content)
    return kind.problem(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(share=st.floats(0, 0.999))
@pytest.mark.parametrize(("kind", "whole"), [(JSON, PAGE), (OSM_XML, overpass_xml().rstrip())], ids=["json", "xml"])
def test_no_beginning_of_a_file_passes_for_the_whole(kind: Kind, whole: bytes, share: float, tmp_path: Path) -> None:
    assert problem(kind, whole, tmp_path) is None
    assert problem(kind, whole[: int(len(whole) * share)], tmp_path) is not None


def test_no_beginning_of_an_extract_passes_but_one_that_ends_between_blocks(tmp_path: Path) -> None:
    write_extract(tmp_path / "x.osm.pbf")
    whole = (tmp_path / "x.osm.pbf").read_bytes()
    passing = [size for size in range(len(whole) + 1) if problem(PBF, whole[:size], tmp_path) is None]
    assert passing[-1] == len(whole)
    assert len(passing) == 3  # the header alone, with the nodes, and all


def test_a_line_of_a_table_that_lacks_cells_is_a_cut(tmp_path: Path) -> None:
    last = VEKTIS.rstrip().rindex(b"\n") + 1
    passing = [size for size in range(last + 1, len(VEKTIS)) if problem(CSV, VEKTIS[:size], tmp_path) is None]
    assert problem(CSV, VEKTIS, tmp_path) is None
    assert all(VEKTIS[last:size].count(b";") == 5 for size in passing)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(content=st.binary(max_size=300))
@pytest.mark.parametrize("kind", [JSON, CSV, OSM_XML, PBF], ids=lambda kind: kind.name)
def test_any_bytes_get_an_answer_and_no_error(kind: Kind, content: bytes, tmp_path: Path) -> None:
    told = problem(kind, content, tmp_path)
    assert told is None or told.startswith(("is ", "has ", "holds "))


@pytest.mark.parametrize(
    ("kind", "told", "refused"),
    [
        (JSON, "application/json; charset=utf-8", False), (JSON, "application/geo+json", False), (JSON, "", False),
        (JSON, "text/html", True), (JSON, "application/octet-stream", True), (CSV, "text/csv", False),
        (CSV, "application/octet-stream", False), (CSV, "TEXT/HTML; charset=utf-8", True), (PBF, "application/json", True),
        (PBF, "application/x-protobuf", False), (OSM_XML, "application/osm3s+xml", False), (OSM_XML, "image/png", True),
    ],
)  # fmt: skip
def test_a_content_type_that_says_otherwise_is_refused(kind: Kind, told: str, refused: bool) -> None:
    assert kind.refuses(told) is refused
