from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.contracts import validate
from geo.sources import SourceError
from geo.sources.landed import Read
from geo.sources.vektis import COSTS, HEADER_LENGTH, TABLE, age_class, read_care_use
from tests.geo.sources.mangling import Damage, assert_nothing_changed_in_silence, damage, plain, shuffled

GEMEENTEN = {"GM0150": "Deventer", "GM1900": "Súdwest-Fryslân"}
KEYS = ["area_kind", "area_name", "sex", "age_low"]
OLD = "GESLACHT;LEEFTIJDSKLASSE;GEMEENTENAAM;AANTAL_BSN;AANTAL_VERZEKERDEJAREN;KOSTEN_FARMACIE;KOSTEN_OVERIG"
ROWS = [
    "M; 0 t/m  4 jaar;DEVENTER;2657;2394.44;100.10;0.00",
    "M;65 t/m 69 jaar;DEVENTER;2709;2679.13;2500.25;12.01",
    "V;90+;DEVENTER;697;626.83;999.99;-3.50",
    "V;65 t/m 69 jaar;SÚDWEST-FRYSLÂN;2100;2088.00;1234.56;1.00",
    "M;65 t/m 69 jaar;ELDERS;10;9.99;0.00;0.00",
    ";;;299;181.53;9211.39;294.90",
]
FILE = "\n".join([OLD, *ROWS, ""]).encode()
NAME = "data/Vektis Open Databestand Zorgverzekeringswet 2015 - gemeente.csv"


def read(root: Path, content: bytes, name: str = NAME, gemeenten: object = GEMEENTEN) -> Read:
    path = root / "file.csv"
    path.write_bytes(content)
    return read_care_use(path, name, gemeenten)  # type: ignore[arg-type]


def test_rows_are_typed_and_names_get_their_code(tmp_path: Path) -> None:
    found = read(tmp_path, FILE)
    frame = validate(found.frames[TABLE], TABLE, leave_out=("region", "load_id"))
    first, second, last = frame.iloc[0], frame.iloc[2], frame.iloc[5]
    assert first[["area_kind", "area_name", "gemeentecode", "sex", "age_low", "age_high", "year"]].tolist() == [
        "gemeente", "DEVENTER", "GM0150", "male", 0, 4, 2015,
    ]  # fmt: skip
    assert first[["persons", "insured_years", "pharmacy_eur", "other_eur"]].tolist() == [2657, 2394.44, 100.10, 0.0]
    assert pd.isna(first["district_nursing_eur"])
    assert (second["age_low"], second["age_high"] is pd.NA, second["other_eur"]) == (90, True, -3.5)
    assert frame["gemeentecode"].tolist()[3] == "GM1900"
    assert last["area_kind"] == "rest"
    assert last[["area_name", "sex", "age_low", "gemeentecode"]].isna().all()
    assert (found.period, found.licence) == ("2015", "Vektis open data: bronvermelding, geen commercieel gebruik")
    assert found.warnings == (
        "299 verzekerden staan in 1 restregel(s) zonder gebied (groepen onder tien personen); ze zijn bewaard als rest.",
        "Van 1 van 3 gemeentenamen kent de regio geen CBS-code (ELDERS); hun 1 rijen zijn bewaard zonder code.",
    )
    assert found.rejects.empty


def test_latin_1_small_letters_cut_headers_and_other_columns_read_the_same(tmp_path: Path) -> None:
    as_first = plain(read(tmp_path, FILE).frames[TABLE], KEYS)
    for content in (FILE.decode().encode("latin-1"), FILE.replace(OLD.encode(), OLD.lower().encode()), b"\xef\xbb\xbf" + FILE,
                    FILE.replace(b"\n", b"\r\n"), FILE.replace(b".", b","), FILE.replace(b"\nM;", b"\nMan;")):  # fmt: skip
        assert plain(read(tmp_path, content).frames[TABLE], KEYS).equals(as_first)


@settings(max_examples=10)
@given(seed=st.integers(0, 10**6))
def test_columns_in_any_order_give_the_same_rows(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    root = tmp_path_factory.getbasetemp()
    assert plain(read(root, shuffled(FILE, seed)).frames[TABLE], KEYS).equals(
        plain(read(root, FILE).frames[TABLE], KEYS)
    )


@pytest.mark.parametrize("cut", [HEADER_LENGTH, 999])
def test_every_kind_of_care_of_every_year_has_its_column(tmp_path: Path, cut: int) -> None:
    headers = [name[:cut] for name in COSTS]
    line = ";".join(f"{number}.01" for number in range(len(headers)))
    content = f"geslacht;leeftijdsklasse;postcode_3;aantal_bsn;aantal_verzekerdejaren;{';'.join(headers)}\n"
    content += f"M;37;741;12;11.5;{line}\n;;;9;9.0;{line}\n"
    found = read(tmp_path, content.encode(), "Vektis 2023 - postcode3.csv")
    row = found.frames[TABLE].iloc[0]
    assert [row[column] for column in COSTS.values()] == [number + 0.01 for number in range(len(headers))]
    assert row[["area_kind", "postcode3", "age_low", "age_high", "year"]].tolist() == ["postcode3", "741", 37, 37, 2023]
    assert len(found.warnings) == 1


def test_an_unknown_column_is_told_with_its_total(tmp_path: Path) -> None:
    lines = FILE.decode().splitlines()
    new = [lines[0] + ";KOSTEN_NIEUW;OPMERKING", *(f"{line};{number}.25;x" for number, line in enumerate(lines[1:]))]
    found = read(tmp_path, "\n".join([*new, ""]).encode())
    assert found.warnings[:2] == (
        "Kolom 8 (KOSTEN_NIEUW) is niet bekend en niet geladen: samen 16.50.",
        "Kolom 9 (OPMERKING) is niet bekend en niet geladen: geen getallen.",
    )
    assert len(found.frames[TABLE]) == 6


@pytest.mark.parametrize(
    ("old", "new", "column", "rule"),
    [
        ("2657", "2.657", "AANTAL_BSN", "persons"), ("2657", "", "AANTAL_BSN", "persons"),
        ("2657", "-1", "AANTAL_BSN", "persons"), ("2394.44", "2.394,44", "AANTAL_VERZEKERDEJAREN", "insured_years"),
        ("100.10", "1.234", "KOSTEN_FARMACIE", "euro"), ("100.10", "=1+1", "KOSTEN_FARMACIE", "euro"),
        (" 0 t/m  4 jaar", "4-apr", "LEEFTIJDSKLASSE", "age"), (" 0 t/m  4 jaar", "9 t/m 4", "LEEFTIJDSKLASSE", "age"),
        (" 0 t/m  4 jaar", "", "LEEFTIJDSKLASSE", "missing"), ("M; 0", "X; 0", "GESLACHT", "sex"),
        ("M; 0 t/m  4 jaar;DEVENTER", "M; 0 t/m  4 jaar;<b>", "GEMEENTENAAM", "area"),
        (" 0 t/m  4 jaar", "65 t/m 69 jaar", "GEMEENTENAAM", "double"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_refuses_its_row_and_no_other(
    tmp_path: Path, old: str, new: str, column: str, rule: str
) -> None:
    found = read(tmp_path, FILE.decode().replace(old, new, 1).encode())
    assert len(found.frames[TABLE]) == 5
    assert found.rejects[["column_name", "rule"]].to_numpy().tolist() == [[column, rule]]
    assert found.rejects["row_number"].tolist() == [2 if rule == "double" else 1]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a;b\n1;2\n", "one column of areas"),
        (FILE.replace(b"KOSTEN_OVERIG", b"KOSTEN_FARMACIE"), "KOSTEN_FARMACIE twice"),
        (FILE.replace(b"AANTAL_BSN", b"AANTAL"), "lacks these columns: aantal_bsn"),
        (FILE.replace(b"KOSTEN_", b"PRIJS_"), "lacks these columns: kosten_"),
        (FILE.replace(b"GEMEENTENAAM", b"WIJK"), "one column of areas"),
        ((OLD + "\n").encode(), "no rows"),
        (b"", "is empty"),
        (FILE.replace(b";DEVENTER;", b";DEVENTER;x"), "refused"),
        (b"PK\x03\x04\x00\x00", "NUL"),
    ],
)
def test_what_is_no_such_file_is_refused_in_one_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        read(tmp_path, content)


@pytest.mark.parametrize("name", ["vektis.csv", "2015/vektis.csv", "vektis 2015 en 2016.csv"])
def test_a_file_that_names_no_single_year_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceError, match="does not name one year"):
        read(tmp_path, FILE, name)


def test_a_file_without_rest_row_or_line_end_may_be_cut_and_says_so(tmp_path: Path) -> None:
    found = read(tmp_path, "\n".join([OLD, *ROWS[:2]]).encode())
    assert found.warnings[0].startswith("Er is geen restregel")
    assert found.warnings[-1].startswith("De laatste regel heeft geen regeleinde")
    assert "Het bestand heeft geen rijen van GM1900." in found.warnings


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("0 t/m  4 jaar", (0, 4)), ("65 t/m 69 jaar", (65, 69)), ("90+", (90, None)), ("90 jaar en ouder", (90, None)),
        ("0", (0, 0)), ("37", (37, 37)), ("121", None), ("9 t/m 4", None), ("", None), ("65+69", None), ("-5", None),
    ],
)  # fmt: skip
def test_an_age_class_has_a_youngest_and_an_oldest_age(text: str, ages: tuple[int, int | None] | None) -> None:
    assert age_class(text) == ages


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Read:
    return read(tmp_path_factory.mktemp("whole"), FILE)


@settings(max_examples=60)
@given(hurt=damage())
def test_a_damaged_file_is_refused_or_told(tmp_path_factory: pytest.TempPathFactory, whole: Read, hurt: Damage) -> None:
    root = tmp_path_factory.getbasetemp()
    assert_nothing_changed_in_silence(lambda: read(root, hurt(FILE)), whole, TABLE, KEYS)


@pytest.mark.realdata
def test_the_file_of_2015_keeps_every_row_and_every_cent(realdata: Path) -> None:
    path = next((realdata / "formats").glob("Vektis*2015*.csv"))
    found = read_care_use(path, path.name, {"GM0150": "Deventer"})
    frame = validate(found.frames[TABLE], TABLE, leave_out=("region", "load_id"))
    lines = [line.split(";") for line in path.read_bytes().decode("latin-1").splitlines()]
    assert (len(frame), len(lines[0]), found.rejects.empty) == (14_735, 27, True)
    assert ((frame["gemeentecode"] == "GM0150") & (frame["age_low"] >= 65)).sum() == 12
    named = {"AANTAL_BSN": "persons", "AANTAL_VERZEKERDEJAREN": "insured_years"}
    named |= {name.upper(): column for name, column in COSTS.items()}
    for place, header in enumerate(lines[0][3:], start=3):
        exact = sum(Decimal(line[place]) for line in lines[1:])
        assert Decimal(f"{frame[named[header]].sum():.2f}") == exact, header
    empty = set(COSTS.values()) - {named[header] for header in lines[0][5:]}
    assert frame[sorted(empty)].isna().all(axis=None)
    assert (frame["area_kind"] == "rest").sum() == 1
