from pathlib import Path

import pytest

from geo.scaffold import EXAMPLE_MAPPING, workspace_files
from geo.sources.fields import own_files
from geo.sources.mapping import ROUTE_APP, FileMapping, load_mapping
from geo.yaml_keys import WorkspaceError

DELIVERY = own_files()["delivery"]


def loaded(tmp_path: Path, text: str, source: str = "delivery") -> FileMapping | None:
    path = tmp_path / "levering.yaml"
    path.write_text(text, encoding="utf-8")
    return load_mapping(path, own_files()[source])


def test_a_mapping_speaks_our_headers_and_theirs(tmp_path: Path) -> None:
    mapping = loaded(
        tmp_path,
        "sheets: [jan, 'feb*']\nheader_row: 4\ncolumns: {huisnummer: [nr, 7], adres: Adres}\n"
        "values: {contact: {'': nee, 'In de BUS': nee}}\nconstants: {hub_id: 12}\nignore: ['Opm.']\n"
        "exclude: {'Stop status': [Mislukt]}\ndate_order: month_first\n",
    )
    assert mapping == FileMapping(
        sheets=("jan", "feb*"),
        header_row=4,
        columns={"house_number": ("nr", 7), "address": ("Adres",)},
        values={"contact": {"": "nee", "in de bus": "nee"}},
        constants={"hub_id": "12"},
        ignore=("opm",),
        exclude={"stop status": ("mislukt",)},
        date_order="month_first",
    )
    assert mapping.reads("Feb 2025")
    assert not mapping.reads("maart")


def test_all_sheets_and_any_header_row_are_the_defaults(tmp_path: Path) -> None:
    assert loaded(tmp_path, "sheets: all\nheader_row: auto\n") == FileMapping()
    assert load_mapping(None, DELIVERY) is None


def test_a_mapping_may_build_on_the_shipped_one(tmp_path: Path) -> None:
    mapping = loaded(tmp_path, "based_on: route_app\ncolumns: {goederensoort: Package}\nconstants: {contact: ja}\n")
    assert mapping is not None
    assert mapping.columns["address"] == ROUTE_APP.columns["address"]
    assert mapping.columns["goods_kind"] == ("Package",)
    assert "contact" not in mapping.columns


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kolommen: {}", "not known; the keys are|did you mean 'columns'"),
        ("columns: {huisnumer: nr}", "unknown column 'huisnumer'; did you mean 'huisnummer'"),
        ("columns: {huisnummer: []}", "must name a heading"),
        ("columns: [a]", "must hold lines"),
        ("columns: {huisnummer: 0}", "whole number from 1"),
        ("values: {contact: ja}", "must hold lines"),
        ("constants: {hub_id: [a]}", "must be a line of text"),
        ("header_row: 0", "whole number from 1"),
        ("date_order: us", "must be one of day_first, month_first"),
        ("based_on: excel", "must be one of route_app"),
        ("exclude: {status: mislukt}", "must be a list"),
        ("- a", "must hold lines"),
        ("sheets: [", "line"),
    ],
)
def test_a_mapping_that_is_not_as_it_should_be_names_the_key_and_the_mend(
    tmp_path: Path, text: str, words: str
) -> None:
    with pytest.raises(WorkspaceError, match=words) as refused:
        loaded(tmp_path, text)
    assert "levering.yaml" in str(refused.value)


def test_a_file_without_contact_has_no_column_for_the_letterbox(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="unknown column 'brievenbus'"):
        loaded(tmp_path, "columns: {brievenbus: x}", "hub")


def test_the_example_of_a_new_workspace_is_a_mapping(tmp_path: Path) -> None:
    text = workspace_files("x", "GM0150")[EXAMPLE_MAPPING].decode()
    mapping = loaded(tmp_path, text)
    assert mapping is not None
    assert mapping.columns["house_number"] == ("Nr",)
    assert loaded(tmp_path, text.replace("# based_on", "based_on")) is not None
