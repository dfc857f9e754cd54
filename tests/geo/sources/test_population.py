import io
import json
import random
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.contracts import validate
from geo.sources import SourceError
from geo.sources.landed import Read
from geo.sources.population import TABLE, read_population_by_age
from tests.geo.sources.mangling import HTML, assert_nothing_changed_in_silence

KEYS = ["area_code", "area_name", "sex", "year", "age"]
GEMEENTEN = {"GM0150": "Deventer", "GM0164": "Hengelo (O.)"}
AGES = range(88, 100)
NAME = "data/bevolking_2020.xlsx"


def people(area: str, age: int) -> int:
    return {"Deventer": 500, "Hengelo": 300, "Elders": 400}[area] - 3 * age


def single_rows(*, doubled: bool = False) -> list[list[object]]:
    """Ages by area; ``doubled`` adds, as in the published file, 95 and over as a first row of age 95."""
    rows: list[list[object]] = []
    for age in AGES:
        for area in ("Deventer", "Hengelo", "Elders"):
            group = "90+" if age >= 90 else "80-89"
            if doubled and age == 95:
                rows.append([95, "90+", area, sum(people(area, older) for older in AGES if older >= 95)])
            rows.append([age, group, area, people(area, age)])
    return rows


def book(*sheets: list[list[object]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)  # type: ignore[arg-type]
    for number, rows in enumerate(sheets):
        sheet = made.create_sheet(f"Blad {number}")
        for line in rows:
            sheet.append(line)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


HEADER: list[object] = ["Leeftijd", "Leeftijdgroep", "Gemeente", "Aantal per 1-1-2020"]


def overview(*, doubled: bool = False) -> list[list[object]]:
    rows: list[list[object]] = [["Som van Aantal per 1-1-2020", "Leeftijd"], ["Gemeente", *AGES]]
    for area in ("Deventer", "Hengelo", "Elders"):
        counts = {age: people(area, age) for age in AGES}
        if doubled:
            counts[95] += sum(counts[age] for age in AGES if age >= 95)
        rows.append([area, *counts.values()])
    return rows


def read(root: Path, content: object, name: str = NAME, gemeenten: dict[str, str] | None = GEMEENTEN) -> Read:
    path = root / Path(name).name
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return read_population_by_age(path, name, gemeenten)


def test_a_list_of_ages_gets_codes_and_the_year_of_its_header(tmp_path: Path) -> None:
    found = read(tmp_path, book([HEADER, *single_rows()]), "data/leeftijd.xlsx")
    frame = validate(found.frames[TABLE], TABLE, leave_out=("region", "load_id"))
    assert len(frame) == 3 * len(AGES)
    first = frame.iloc[0]
    assert first[["area_code", "area_name", "year", "age", "count", "row_number"]].tolist() == [
        "GM0150",
        "Deventer",
        2020,
        88,
        236,
        1,
    ]
    assert frame["sex"].isna().all()
    assert frame["area_code"].isna().sum() == len(AGES)
    assert (found.period, found.licence, found.attribution) == ("2020", "CC BY 4.0", "© CBS")
    assert found.warnings == (
        "Van 1 van 3 gemeentenamen kent de regio geen CBS-code (Elders); hun 12 rijen zijn bewaard zonder code.",
    )


def test_a_class_that_passes_for_an_age_is_taken_out_and_told(tmp_path: Path) -> None:
    straight = read(tmp_path, book([HEADER, *single_rows()])).frames[TABLE]
    found = read(tmp_path, book(overview(doubled=True), [HEADER, *single_rows(doubled=True)]))
    same = [
        frame.drop(columns="row_number").sort_values(KEYS, ignore_index=True)
        for frame in (straight, found.frames[TABLE])
    ]
    pd.testing.assert_frame_equal(*same)
    total = sum(people(area, age) for area in ("Deventer", "Hengelo", "Elders") for age in AGES if age >= 95)
    assert found.rejects.empty
    assert found.warnings[1:] == (
        f"3 rijen zijn sommen van losse leeftijden (samen {total}, zonder leeftijdsgroepen) en niet geladen.",
        f"3 daarvan staan er als leeftijd 95, maar zijn die leeftijd met alle oudere samen ({total} personen).",
    )


def test_an_age_twice_that_is_no_sum_is_refused_altogether(tmp_path: Path) -> None:
    found = read(tmp_path, book([HEADER, *single_rows(), [90, "90+", "Deventer", 7]]))
    assert found.rejects[["row_number", "rule", "value"]].to_numpy().tolist() == [
        [7, "double", "90"],
        [37, "double", "90"],
    ]
    assert len(found.frames[TABLE]) == 35
    assert any("minder leeftijden" in sentence for sentence in found.warnings)


def test_an_overview_alone_is_read_and_one_beside_a_list_is_compared(tmp_path: Path) -> None:
    listed = read(tmp_path, book([HEADER, *single_rows()])).frames[TABLE]
    alone = read(tmp_path, book(overview())).frames[TABLE]
    same = [frame.drop(columns="row_number").sort_values(KEYS, ignore_index=True) for frame in (listed, alone)]
    pd.testing.assert_frame_equal(*same)
    other = overview()
    other[2][3] = 1
    found = read(tmp_path, book(other, [HEADER, *single_rows()]))
    assert "De lijst en het overzichtsblad verschillen in 1 van 36 cellen; de lijst telt." in found.warnings
    assert not any(
        "verschillen" in sentence for sentence in read(tmp_path, book(overview(), [HEADER, *single_rows()])).warnings
    )


@pytest.mark.parametrize(
    ("place", "value", "column", "rule"),
    [
        (3, "1.234", "Aantal per 1-1-2020", "count"), (3, -4, "Aantal per 1-1-2020", "count"), (3, None, "Aantal per 1-1-2020", "count"),
        (3, "=1+1", "Aantal per 1-1-2020", "count"), (3, 12.5, "Aantal per 1-1-2020", "count"), (3, "x" * 30_000, "Aantal per 1-1-2020", "count"),
        (0, "oud", "Leeftijd", "age"), (0, 150, "Leeftijd", "age"), (0, 12, "Leeftijdgroep", "group"),
        (2, None, "Gemeente", "area"), (2, "<script>", "Gemeente", "area"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_refuses_its_row(
    tmp_path: Path, place: int, value: object, column: str, rule: str
) -> None:
    rows = single_rows()
    rows[4][place] = value
    found = read(tmp_path, book([HEADER, *rows]))
    assert [5, column, rule] in found.rejects[["row_number", "column_name", "rule"]].to_numpy().tolist()
    assert 5 not in set(found.frames[TABLE]["row_number"])


def statline(rows: list[dict[str, object]], **changes: object) -> dict[str, object]:
    properties = [
        {"Type": "Topic", "Key": "BevolkingOp1Januari_1", "Title": "Bevolking op 1 januari", "Unit": "aantal"}
    ]
    ages = {"10000": "Totaal", "10010": "0 jaar", "10100": "1 jaar", "22000": "95 jaar of ouder", "19500": "95 jaar", "19600": "96 jaar",
            "70100": "0 tot 5 jaar", "22300": "105 jaar of ouder"}  # fmt: skip
    codes = {
        "Leeftijd": [{"Key": key, "Title": title} for key, title in ages.items()],
        "Geslacht": [{"Key": "T001038", "Title": "Totaal mannen en vrouwen"}, {"Key": "3000   ", "Title": "Mannen"}, {"Key": "4000   ", "Title": "Vrouwen"}],
        "BurgerlijkeStaat": [{"Key": "T001019", "Title": "Totaal burgerlijke staat"}, {"Key": "1010", "Title": "Ongehuwd"}],
        "RegioS": [{"Key": "GM0150    ", "Title": "Deventer"}],
    }  # fmt: skip
    return {"table": "03759ned", "properties": properties, "codes": codes, "rows": rows} | changes


def line(age: str, count: object, sex: str = "T001038", **keys: str) -> dict[str, object]:
    return {"Geslacht": sex, "Leeftijd": age, "BurgerlijkeStaat": "T001019", "RegioS": "GM0150    ", "Perioden": "2024JJ00",
            "BevolkingOp1Januari_1": count} | keys  # fmt: skip


def test_a_statline_table_gives_single_years_by_sex_and_its_sums_are_checked(tmp_path: Path) -> None:
    rows = [line("10010", "  7", sex) for sex in ("3000", "4000")] + [
        line("10010", 14),
        line("10100", 5),
        line("70100", 19),
    ]
    rows += [line("19500", 3), line("19600", 1), line("22300", 2), line("22000", 6), line("10000", 25)]
    rows += [line("10010", 14, BurgerlijkeStaat="1010")]
    found = read(tmp_path, statline(rows), "data/03759ned.json", None)
    frame = validate(found.frames[TABLE], TABLE, leave_out=("region", "load_id"))
    assert frame[["sex", "age", "count"]].fillna("-").to_numpy().tolist() == [
        ["male", 0, 7], ["female", 0, 7], ["-", 0, 14], ["-", 1, 5], ["-", 95, 3], ["-", 96, 1], ["-", 105, 2],
    ]  # fmt: skip
    assert set(frame["area_code"] + frame["area_name"]) == {"GM0150Deventer"}
    assert found.warnings == (
        "1 rijen naar andere kenmerken (zoals burgerlijke staat) zijn niet geladen.",
        "3 rijen zijn sommen van losse leeftijden (samen 31, zonder leeftijdsgroepen) en niet geladen.",
        "2 van 3 gebieden hebben minder leeftijden dan de andere; is het bestand afgebroken?",
    )
    rows[-2] = line("10000", 26)
    rows[1] = line("10010", 8, "4000")
    told = read(tmp_path, statline(rows), "data/03759ned.json", None).warnings
    assert "1 sommen in het bestand zijn niet de som van hun leeftijden." in told
    assert "In 1 rijen zijn mannen en vrouwen niet samen het totaal van beide." in told


def test_a_suppressed_count_is_missing(tmp_path: Path) -> None:
    found = read(tmp_path, statline([line("10010", "      ."), line("10100", None), line("19500", 0)]), "x.json", None)
    assert found.frames[TABLE]["count"].fillna(-1).tolist() == [-1, -1, 0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (book([["a", "b"], [1, 2]]), "has 0 sheets with population by age"),
        (book(overview(), overview()), "has 2 sheets"),
        (book([HEADER, *([1, "0-9", None, 3] for _ in range(9))]), "refused"),
        (book([["Leeftijd", "Gemeente", "Aantal"], [3, "Deventer", 4]]), "does not name one year"),
        (HTML, "web page"), (b"PK\x03\x04broken", "damaged"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "XLSX"),
        (statline([line("10010", 3, BurgerlijkeStaat="1010"), line("10010", 3, BurgerlijkeStaat="1020")]), "without a total"),
        (statline([line("70100", 3)]), "no figures by single year"),
        ({"value": [{"RegioS": "GM0150", "X_1": 3}]}, "no table of population"),
        (b"Leeftijd;Gemeente\n1;2\n", "no table of population"),
    ],
)  # fmt: skip
def test_what_is_no_such_file_is_refused_in_one_sentence(tmp_path: Path, content: object, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        read(tmp_path, content, "data/bevolking.xlsx")


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book([HEADER, *single_rows()]))) as sound,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as bomb,
    ):
        for part in sound.namelist():
            bomb.writestr(part, sound.read(part))
        bomb.writestr("xl/worksheets/sheet9.xml", b"<a>" + b" " * 30_000_000)
    with pytest.raises(SourceError, match="bigger unpacked"):
        read(tmp_path, stream.getvalue())


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Read:
    return read(tmp_path_factory.mktemp("whole"), book([HEADER, *single_rows()]))


@settings(max_examples=40)
@given(
    way=st.sampled_from(["cut", "flip", "nul", "shuffle", "formula", "blank", "long", "double"]),
    seed=st.integers(0, 10**6),
)
def test_a_damaged_workbook_is_refused_or_told(
    tmp_path_factory: pytest.TempPathFactory, whole: Read, way: str, seed: int
) -> None:
    dice = random.Random(seed)
    data, rows = book([HEADER, *single_rows()]), [HEADER, *single_rows()]
    place = dice.randrange(len(data))
    target = dice.randrange(1, len(rows))
    if way == "cut":
        data = data[:place]
    elif way == "flip":
        data = data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :]
    elif way == "nul":
        data = data[:place] + b"\x00\x00" + data[place:]
    elif way == "shuffle":
        order = dice.sample(range(4), 4)
        data = book([[row[number] for number in order] for row in rows])
    elif way == "double":
        data = book([*rows, rows[target]])
    else:
        rows[target][dice.randrange(4)] = {"formula": "=SUM(A1:A3)", "blank": None, "long": "9" * 32_000}[way]
        data = book(rows)
    root = tmp_path_factory.getbasetemp()
    assert_nothing_changed_in_silence(lambda: read(root, data), whole, TABLE, KEYS)


@pytest.mark.realdata
def test_the_workbook_of_2020_counts_the_country_once(realdata: Path) -> None:
    path = realdata / "formats/bevolking_per_leeftijd_gemeente_2020.xlsx"
    found = read_population_by_age(path, path.name, {"GM0150": "Deventer"})
    frame = validate(found.frames[TABLE], TABLE, leave_out=("region", "load_id"))
    assert (len(frame), frame["area_name"].nunique(), frame["age"].max(), found.period) == (355 * 106, 355, 105, "2020")
    assert frame["count"].sum() == 17_407_585, "the population of the Netherlands on 1 January 2020 (CBS)"
    deventer = frame[frame["area_code"] == "GM0150"]
    assert (deventer["count"].sum(), deventer.loc[deventer["age"] >= 65, "count"].sum()) == (100_719, 18_338)
    assert found.rejects.empty
    assert any("leeftijd 95" in sentence and "26713 personen" in sentence for sentence in found.warnings)
    assert not any("verschillen" in sentence for sentence in found.warnings)
