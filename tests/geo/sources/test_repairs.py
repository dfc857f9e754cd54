import pandas as pd
import pytest

from geo.sources.cells import DATE, NUMBER, TEXT
from geo.sources.repairs import (
    contact_of,
    could_be_either,
    joined,
    ordered,
    serials_as_dates,
    split_address,
    translated,
    with_year,
)


def texts(*cells: str | None) -> pd.Series:
    return pd.Series(list(cells), dtype="str")


def filled(cells: pd.Series) -> list[str | None]:
    return [None if pd.isna(cell) else cell for cell in cells]


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("Geheimlaan 12", ("Geheimlaan", "12", None, None)),
        ("Geheimlaan 12-a, 9019 JT Verborgenstad", ("Geheimlaan", "12-a", "9019 JT", "Verborgenstad")),
        ("Geheimlaan 12 B, 9019JT, Verborgenstad, Nederland", ("Geheimlaan", "12 B", "9019JT", "Verborgenstad")),
        ("1e Geheime Dwarsstraat 7 9019 JT Verborgenstad", ("1e Geheime Dwarsstraat", "7", "9019 JT", "Verborgenstad")),
        ("Plein 1940 12, 9019 JT Sint Annaparochie", ("Plein 1940", "12", "9019 JT", "Sint Annaparochie")),
        ("Laan '40-'45 3, 9019 JT X", ("Laan '40-'45", "3", "9019 JT", "X")),
        ("Geheimlaan, 12, 9019 JT Verborgenstad", ("Geheimlaan", "12", "9019 JT", "Verborgenstad")),
        ("Geheimlaan 12 Verborgenstad", ("Geheimlaan", "12", None, "Verborgenstad")),
        ("'s-Gravenweg 5bis", ("'s-Gravenweg", "5bis", None, None)),
        ("Geheimlaan", ("Geheimlaan", None, None, None)),
        ("9019 JT", ("9019 JT", None, None, None)),
        ("x" * 300, ("x" * 300, None, None, None)),
    ],
)
def test_a_whole_address_falls_apart_as_it_is_written(address: str, parts: tuple[str | None, ...]) -> None:
    assert tuple(filled(split_address(texts(address)).iloc[0])) == parts


def test_words_of_the_mapping_become_ours_and_others_stay() -> None:
    cells = texts("Medicatie ", "schone  KLEREN", None, "was", "schone kleren" + "!" * 200)
    words = {"medicatie": "medicijnen", "schone kleren": "was"}
    assert filled(translated(cells, words)) == ["medicijnen", "was", None, "was", "schone kleren" + "!" * 200]
    assert filled(translated(texts(None, "x"), {"": "nee", "x": "ja"})) == ["nee", "ja"]
    assert filled(translated(texts(None, "x"), {})) == [None, "x"]


def test_numbers_in_a_date_column_are_dates_and_texts_and_years_are_not() -> None:
    cells, types = (
        texts("45691", "45691", "2025", "45691.5", "2025-02-03"),
        pd.Series([NUMBER, TEXT, NUMBER, NUMBER, DATE]),
    )
    dates, found = serials_as_dates(cells, types, epoch_1904=False)
    assert filled(dates) == ["2025-02-03", "45691", "2025", "2025-02-03 12:00:00", "2025-02-03"]
    assert found == 2
    assert serials_as_dates(cells, types, epoch_1904=True)[0][0] == "2029-02-04"


def test_a_day_and_a_month_get_the_year_of_their_sheet() -> None:
    cells, found = with_year(texts("3 jan", "3-1", "03/01", "3 jan 2024", "3 januari", "drie", None), 2025)
    assert filled(cells) == ["3 jan 2025", "3-1-2025", "03-01-2025", "3 jan 2024", "3 januari 2025", "drie", None]
    assert found == 4


def test_month_first_dates_are_turned_and_doubtful_ones_are_known() -> None:
    assert filled(ordered(texts("2/3/2025 10:42", "2025-02-03", None), "month_first")) == [
        "3/2/2025 10:42",
        "2025-02-03",
        None,
    ]
    assert could_be_either(texts("2/3/2025", "25/3/2025"))
    assert not could_be_either(texts("3/3/2025", "25/3/2025", "2025-02-03", None))


def test_a_tick_for_the_letterbox_is_no_contact() -> None:
    assert filled(contact_of(None, texts("x", None, "nee", "misschien"))) == ["nee", "ja", "ja", "misschien"]
    both = contact_of(texts("x", None, "x", None, "nee"), texts(None, "x", "x", None, "x"))
    assert filled(both) == ["x", "nee", "contact en brievenbus", None, "nee"]


def test_an_addition_stands_behind_its_number() -> None:
    assert filled(joined(texts("12", "13", None), texts("a", None, "b"))) == ["12 a", "13", None]
