import json
import random
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.contracts import validate
from geo.sources import SourceError
from geo.sources.health import INDICATORS, TABLE, read_health
from geo.sources.landed import Read
from tests.geo.sources.mangling import Damage, assert_nothing_changed_in_silence, damage

KEYS = ["area_code", "age_group", "period", "indicator"]
PROPERTIES = [
    {"ID": 0, "Type": "Dimension", "Key": "Leeftijd", "Title": "Leeftijd"},
    {"ID": 5, "Type": "TopicGroup", "Key": "", "Title": "Eenzaamheid"},
    {"ID": 6, "Type": "Topic", "Key": "Gemeentenaam_1", "Title": "Gemeentenaam"},
    {"ID": 7, "Type": "Topic", "Key": "Eenzaam_27", "Title": "Eenzaam", "Unit": "%", "ParentID": 5},
    {
        "ID": 8,
        "Type": "Topic",
        "Key": "ErnstigZeerErnstigEenzaam_28",
        "Title": "Ernstig/zeer ernstig eenzaam",
        "Unit": "%",
    },
    {"ID": 9, "Type": "Topic", "Key": "Mantelzorger_31", "Title": "Mantelzorger", "Unit": "%"},
]
CODES = {
    "Leeftijd": [{"Key": "20300   ", "Title": "18 jaar of ouder"}, {"Key": "53115", "Title": "18 tot 65 jaar"}, {"Key": "80200", "Title": "65 jaar of ouder"}],
    "Marges": [{"Key": "MW00000", "Title": "Waarde"}, {"Key": "MOG0095", "Title": "Ondergrens 95%-interval"}, {"Key": "MBG0095", "Title": "Bovengrens 95%-interval"}],
}  # fmt: skip


def row(
    area: str, margin: str = "MW00000", age: str = "80200", period: str = "2022JJ00", **figures: object
) -> dict[str, object]:
    shown = {"Eenzaam_27": 48.2, "ErnstigZeerErnstigEenzaam_28": 12.1, "Mantelzorger_31": 14.5} | figures
    keys = {"Leeftijd": f"{age}   ", "Marges": margin, "WijkenEnBuurten": f"{area}  ", "Perioden": period}
    return {**keys, "Gemeentenaam_1": "Deventer   ", **shown}


def interval(area: str, **keys: str) -> list[dict[str, object]]:
    low, high = {"Eenzaam_27": 40.0, "ErnstigZeerErnstigEenzaam_28": 9.0, "Mantelzorger_31": 12.0}, {
        "Eenzaam_27": 55.5, "ErnstigZeerErnstigEenzaam_28": 15.5, "Mantelzorger_31": 17.0}  # fmt: skip
    return [row(area, **keys), row(area, "MOG0095", **keys, **low), row(area, "MBG0095", **keys, **high)]


ROWS = [
    line for area in ("NL01", "GM0150", "WK015000", "BU01500000", "BU0363MA01", "BU01500001")
    for age in ("20300", "80200") for line in interval(area, age=age)
]  # fmt: skip


def document(rows: list[dict[str, object]], **changes: object) -> dict[str, object]:
    numbered = [{"ID": number, **line} for number, line in enumerate(rows)]
    return {"table": "50150NED", "period": None, "properties": PROPERTIES, "codes": CODES, "rows": numbered} | changes


def read(
    root: Path, content: object, name: str = "data/gezondheid.json", gemeenten: tuple[str, ...] = ("GM0150",)
) -> Read:
    path = root / Path(name).name
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return read_health(path, name, gemeenten)


def test_each_area_age_and_indicator_has_its_value_and_bounds(tmp_path: Path) -> None:
    found = read(tmp_path, document(ROWS))
    frame = validate(found.frames[TABLE], TABLE, leave_out=("region", "load_id"))
    assert len(frame) == 5 * 2 * 3
    assert found.rejects.empty
    assert found.warnings == ()
    assert set(frame["area_kind"]) == {"country", "gemeente", "wijk", "buurt"}
    assert not frame["area_code"].str.contains("0363").any()
    lonely = frame.set_index(KEYS).loc[("BU01500000", "65+", 2022, "lonely_severe")]
    assert lonely[["value", "low", "high"]].tolist() == [12.1, 9.0, 15.5]
    assert set(frame["indicator"]) == {"lonely", "lonely_severe", "informal_care_given"}
    assert (found.period, found.licence, found.attribution) == ("2022", "CC BY 4.0", "© RIVM, GGD'en, CBS")


def test_titles_decide_and_not_the_number_behind_a_key(tmp_path: Path) -> None:
    properties = [dict(item) for item in PROPERTIES]
    renamed = {"Eenzaam_27": "Mantelzorger_31", "Mantelzorger_31": "Eenzaam_27"}
    for item in properties:
        item["Key"] = renamed.get(str(item["Key"]), item["Key"])
    frame = read(tmp_path, document([row("BU01500000")], properties=properties)).frames[TABLE].set_index("indicator")
    assert frame.loc["lonely", "value"] == 14.5
    assert frame.loc["informal_care_given", "value"] == 48.2


def test_an_amsterdam_code_with_letters_is_an_area(tmp_path: Path) -> None:
    frame = read(tmp_path, document(ROWS), gemeenten=("GM0363",)).frames[TABLE]
    assert set(frame["area_code"]) == {"NL01", "BU0363MA01"}


@pytest.mark.parametrize("suppressed", ["       .", "", "   ", None, ".", -99997])
def test_a_suppressed_figure_is_missing_and_never_0(tmp_path: Path, suppressed: object) -> None:
    hidden = row("BU01500000", Eenzaam_27=suppressed)
    frame = read(tmp_path, document([hidden, row("BU01500001")])).frames[TABLE].set_index(["area_code", "indicator"])
    assert pd.isna(frame.loc[("BU01500000", "lonely"), "value"])
    assert frame.loc[("BU01500000", "lonely_severe"), "value"] == 12.1


def test_what_was_not_asked_that_year_gives_no_rows(tmp_path: Path) -> None:
    rows = [row("BU01500000", period="2012JJ00", Mantelzorger_31=None), row("BU01500000")]
    frame = read(tmp_path, document(rows)).frames[TABLE]
    assert sorted(frame.loc[frame["period"] == 2012, "indicator"]) == ["lonely", "lonely_severe"]
    assert len(frame) == 5


def test_a_value_without_its_interval_is_kept_and_told(tmp_path: Path) -> None:
    found = read(
        tmp_path, document([*interval("BU01500000"), row("BU01500001"), row("BU01500002", "MOG0095", Eenzaam_27=40)])
    )
    frame = found.frames[TABLE].set_index(["area_code", "indicator"])
    assert frame.loc[("BU01500001", "lonely"), ["value", "low"]].isna().tolist() == [False, True]
    assert frame.loc[("BU01500002", "lonely"), ["value", "low"]].isna().tolist() == [True, False]
    assert found.warnings == ("Van 6 cijfers ontbreekt de waarde, de ondergrens of de bovengrens.",)


def test_untyped_text_and_csv_without_metadata_give_the_same_figures(tmp_path: Path) -> None:
    typed = read(tmp_path, document(ROWS)).frames[TABLE]
    as_text = [{name: f"  {value}" for name, value in line.items()} for line in ROWS]
    assert read(tmp_path, document(as_text)).frames[TABLE].equals(typed)
    header = ["ID", *ROWS[0]]
    lines = [";".join(f'"{name}"' for name in header)]
    lines += [";".join(f'"{value}"' for value in (number, *line.values())) for number, line in enumerate(ROWS)]
    found = read(tmp_path, ("\ufeff" + "\n".join([*lines, ""])).encode(), "data/50150NED_TypedDataSet.csv")
    pd.testing.assert_frame_equal(found.frames[TABLE], typed)
    assert found.warnings[-1].startswith("De tabel heeft geen beschrijving")


def test_unknown_doubled_and_other_than_percent_topics_are_told_and_left_out(tmp_path: Path) -> None:
    extra = [
        {"ID": 20, "Type": "Topic", "Key": "Nieuw_50", "Title": "Nieuw onderwerp", "Unit": "%"},
        {"ID": 21, "Type": "Topic", "Key": "Roker_51", "Title": "Roker", "Unit": "aantal"},
        {"ID": 22, "Type": "Topic", "Key": "Drinker_52", "Title": "Drinker", "Unit": "%"},
        {"ID": 23, "Type": "Topic", "Key": "Drinker_53", "Title": "Drinker", "Unit": "%"},
    ]
    line = row("BU01500000", Nieuw_50=1, Roker_51=200, Drinker_52=3, Drinker_53=4)
    found = read(tmp_path, document([line], properties=[*PROPERTIES, *extra]))
    assert len(found.frames[TABLE]) == 3
    assert found.warnings == (
        "4 onderwerpen zijn niet bekend of dubbel en niet geladen: Nieuw onderwerp, Roker, Drinker, Drinker.",
    )


@pytest.mark.parametrize(
    ("figures", "rule"),
    [({"Eenzaam_27": 101}, "percent"), ({"Eenzaam_27": -1}, "percent"), ({"Eenzaam_27": "=1+1"}, "percent"),
     ({"Eenzaam_27": 39.8}, "interval"), ({"Eenzaam_27": "x" * 1_000_000}, "percent"), ({"Eenzaam_27": {"a": [1]}}, "percent")],
)  # fmt: skip
def test_a_figure_that_cannot_be_is_refused_and_the_others_stay(
    tmp_path: Path, figures: dict[str, object], rule: str
) -> None:
    rows = [*interval("BU01500001"), *interval("BU01500002"), *interval("BU01500000")]
    rows[-3] |= figures
    found = read(tmp_path, document(rows))
    assert found.rejects[["row_number", "column_name", "rule"]].to_numpy().tolist() == [[7, "Eenzaam", rule]]
    assert len(found.frames[TABLE]) == 8


@pytest.mark.parametrize(
    ("keys", "column"),
    [({"area": "XX99"}, "WijkenEnBuurten"), ({"age": "99999"}, "Leeftijd"), ({"margin": "MW9"}, "Marges"),
     ({"period": "2022KW01"}, "Perioden"), ({"area": "BU01500001"}, "WijkenEnBuurten")],
)  # fmt: skip
def test_a_row_with_an_unknown_or_doubled_key_is_refused(tmp_path: Path, keys: dict[str, str], column: str) -> None:
    rows = [row(f"BU0150000{number}") for number in range(1, 7)]
    found = read(tmp_path, document([*rows, row(**{"area": "BU01500000"} | keys)]))  # type: ignore[arg-type]
    assert found.rejects[["row_number", "column_name"]].to_numpy().tolist() == [[7, column]]
    assert len(found.frames[TABLE]) == 18


def test_a_code_means_what_the_table_says_it_means(tmp_path: Path) -> None:
    swapped = {"Leeftijd": [{"Key": "80200", "Title": "18 jaar of ouder"}], "Marges": CODES["Marges"]}
    frame = read(tmp_path, document([row("BU01500000")], codes=swapped)).frames[TABLE]
    assert set(frame["age_group"]) == {"18+"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (document([]), "no rows"),
        (document([row("BU03630000")]), "no rows of GM0150"),
        (document(ROWS, properties=[item for item in PROPERTIES if item["Type"] != "Topic"] + [{"Type": "Topic", "Key": "X_1", "Title": "X"}]), "no column of health"),
        (document([{name: value for name, value in line.items() if name != "Leeftijd"} for line in ROWS]), "Leeftijd"),
        (document([row("BU01500000", margin="?")]), "refused"),
        (document([row("BU01500000", Eenzaam_27=101, Mantelzorger_31=102)]), "figures are refused"),
        (b"<html>503</html>", "web page"),
        (b'{"rows": [', "no complete JSON"),
        (b"\x00" * 50, "NUL|header|JSON"),
        ({"value": [row("GM0150")], "odata.nextLink": "http://x"}, "page of more"),
    ],
)  # fmt: skip
def test_what_is_no_such_table_is_refused_in_one_sentence(tmp_path: Path, content: object, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        read(tmp_path, content)


@settings(max_examples=10)
@given(seed=st.integers(0, 10**6))
def test_rows_and_columns_in_any_order_give_the_same_figures(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    dice = random.Random(seed)
    rows = [dict(dice.sample(list(line.items()), len(line))) for line in dice.sample(ROWS, len(ROWS))]
    root = tmp_path_factory.getbasetemp()
    found, straight = (read(root, document(lines)).frames[TABLE] for lines in (rows, ROWS))
    ordered = [frame.drop(columns="row_number").sort_values(KEYS, ignore_index=True) for frame in (found, straight)]
    pd.testing.assert_frame_equal(*ordered)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Read:
    return read(tmp_path_factory.mktemp("whole"), CSV, CSV_NAME)


CSV_NAME = "data/50150NED.csv"
CSV = ("\n".join([";".join(ROWS[0]), *(";".join(str(value) for value in line.values()) for line in ROWS), ""])).encode()


@settings(max_examples=40)
@given(hurt=damage())
def test_a_damaged_csv_is_refused_or_told(tmp_path_factory: pytest.TempPathFactory, whole: Read, hurt: Damage) -> None:
    root = tmp_path_factory.getbasetemp()
    assert_nothing_changed_in_silence(lambda: read(root, hurt(CSV), CSV_NAME), whole, TABLE, KEYS)


@settings(max_examples=25)
@given(place=st.integers(0, 10**6), junk=st.sampled_from([b"", b"\x00", b"<html>", b"\xff\xfe", b"}", b'"', b"[[[["]))
def test_damaged_json_is_refused_or_told(tmp_path_factory: pytest.TempPathFactory, place: int, junk: bytes) -> None:
    data = json.dumps(document(ROWS)).encode()
    root, cut = tmp_path_factory.getbasetemp(), place % len(data)
    sound = read(root, data)
    hurt = data[:cut] + junk + (data[cut:] if place % 2 else b"")
    assert_nothing_changed_in_silence(lambda: read(root, hurt), sound, TABLE, KEYS)


def test_every_title_is_plain_and_every_name_is_a_name() -> None:
    assert all(title.isalnum() and title == title.casefold() for title in INDICATORS)
    assert all(name.isidentifier() for name in INDICATORS.values())
