from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.contracts import validate
from geo.sources import SourceError
from geo.sources.hospitals import TABLE, read_hospitals
from geo.sources.landed import Read
from tests.geo.sources.mangling import Damage, assert_nothing_changed_in_silence, damage, plain, shuffled

KEYS = ["facility_id"]
NAME = "data/ziekenhuizen_2016.csv"
HEADER = "organisatienummer,ziekenhuisnummer,naam.organisatie,naam.ziekenhuis,soort.ziekenhuis,type,adres,postcode,plaats,lon,lat"
ROWS = [
    "1.0,101.0,Stichting A,Ziekenhuis  Voorbeeld,Algemeen ziekenhuis,2.0,Laan 1,7416 SE,Stad,6.191425,52.2611827",
    "1.0,102.0,Stichting A,Voorbeeld Poli,Buitenpolikliniek,3.0,Laan 2,7416 SF,Stad,6.2914251,52.3611827",
    "1.0,103,Stichting A,Poli met een tikfout,Buitenpoliklniek,3.0,Laan 3,7416 SG,Stad,6.3914251,52.4611827",
    "2.0,104.0,Stichting B,Academie,Academisch ziekenhuis,1.0,Laan 4,7416 SH,Stad,5.1914251,52.0611827",
    "2.0,105.0,Stichting B,Kinderen,kinderziekenhuis,1.0,Laan 5,7416 SJ,Stad,5.1814251,52.0511827",
    "2.0,106.0,Stichting B,Ander,Algemeen ziekenhuis,2.0,Laan 6,7416 SK,Stad,4.3382552,51.9977504",
]
FILE = "\n".join([HEADER, *ROWS, ""]).encode()


def read(root: Path, content: bytes, name: str = NAME) -> Read:
    path = root / "hospitals.csv"
    path.write_bytes(content)
    return read_hospitals(path, name)


def test_hospitals_and_clinics_become_facilities_in_rd(tmp_path: Path) -> None:
    found = read(tmp_path, FILE)
    frame = validate(found.frames[TABLE], TABLE, leave_out=("region", "load_id"))
    assert frame["kind"].tolist() == [
        "hospital",
        "outpatient_clinic",
        "outpatient_clinic",
        "hospital",
        "hospital",
        "hospital",
    ]
    first = frame.iloc[0]
    assert first[["facility_id", "name", "origin", "candidate"]].tolist() == [
        "ziekenhuis-101",
        "Ziekenhuis Voorbeeld",
        "hospital_list",
        False,
    ]
    assert first[["street", "house_number", "postcode", "place", "formality"]].tolist() == [
        "Laan",
        "1",
        "7416SE",
        "Stad",
        "formal",
    ]
    assert (first["geometry"].x, first["geometry"].y) == pytest.approx((209_905, 475_100), abs=2)
    assert (found.period, found.licence, found.warnings) == ("2016", None, ())
    assert read(tmp_path, FILE, "data/ziekenhuizen.csv").period is None


def test_two_addresses_at_one_point_are_told(tmp_path: Path) -> None:
    found = read(tmp_path, FILE.replace(b"5.1814251,52.0511827", b"5.1914251,52.0611827"))
    assert found.warnings == ("2 locaties delen hun punt met een locatie op een ander adres; hun plaats is onzeker.",)


@pytest.mark.parametrize(
    ("old", "new", "column", "rule"),
    [
        ("101.0", "1e5", "ziekenhuisnummer", "number"), ("101.0", "", "ziekenhuisnummer", "number"),
        ("101.0", "102.0", "ziekenhuisnummer", "double"), ("Ziekenhuis  Voorbeeld", "", "naam.ziekenhuis", "name"),
        ("Algemeen ziekenhuis", "Hotel", "soort.ziekenhuis", "kind"), ("6.191425", "52.2611827", "lon", "place"),
        ("6.191425", "=1+1", "lon", "place"), ("6.191425", "6", "lon", "place"), ("52.2611827", "", "lon", "place"),
    ],
)  # fmt: skip
def test_a_location_that_cannot_be_is_refused(tmp_path: Path, old: str, new: str, column: str, rule: str) -> None:
    found = read(tmp_path, FILE.decode().replace(old, new, 1).encode())
    assert found.rejects[["column_name", "rule"]].to_numpy().tolist() == [[column, rule]]
    assert len(found.frames[TABLE]) == 5


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "empty"), (b"a,b\n1,2\n", "must have these columns once: ziekenhuisnummer"), ((HEADER + "\n").encode(), "no rows"),
     (FILE.replace(b",lat", b",lon"), "once: lon, lat"), (FILE.replace(b",6.", b",96."), "refused"), (b"PK\x03\x04\x00", "NUL")],
)  # fmt: skip
def test_what_is_no_such_list_is_refused_in_one_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        read(tmp_path, content)


@settings(max_examples=5)
@given(seed=st.integers(0, 10**6))
def test_columns_in_any_order_give_the_same_places(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    root = tmp_path_factory.getbasetemp()
    assert plain(read(root, shuffled(FILE, seed, ",")).frames[TABLE], KEYS).equals(
        plain(read(root, FILE).frames[TABLE], KEYS)
    )


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Read:
    return read(tmp_path_factory.mktemp("whole"), FILE)


@settings(max_examples=30)
@given(hurt=damage(separator=","))
def test_a_damaged_list_is_refused_or_told(tmp_path_factory: pytest.TempPathFactory, whole: Read, hurt: Damage) -> None:
    root = tmp_path_factory.getbasetemp()
    assert_nothing_changed_in_silence(
        lambda: read(root, hurt(FILE)), whole, TABLE, KEYS, ("name", "street", "house_number", "postcode", "place")
    )


@pytest.mark.realdata
def test_the_list_of_2016_has_its_265_locations(realdata: Path) -> None:
    path = realdata / "formats/ziekenhuizen_2016.csv"
    found = read_hospitals(path, path.name)
    frame = validate(found.frames[TABLE], TABLE, leave_out=("region", "load_id"))
    assert (len(frame), found.rejects.empty, found.warnings, found.period) == (265, True, (), "2016")
    assert frame["kind"].value_counts().to_dict() == {"outpatient_clinic": 144, "hospital": 121}
    assert frame["facility_id"].is_unique
    deventer = frame[frame["place"] == "Deventer"].iloc[0]
    assert deventer[["name", "street", "house_number"]].tolist() == [
        "Deventer Ziekenhuisgroep",
        "Nico Bolkesteinlaan",
        "75",
    ]
