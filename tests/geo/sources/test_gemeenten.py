import pandas as pd
import pytest

from geo.sources.gemeenten import GemeenteNames, plain_name

CBS = {
    "GM0518": "'s-Gravenhage", "GM0796": "'s-Hertogenbosch", "GM1900": "Súdwest-Fryslân", "GM0820": "Nuenen, Gerwen en Nederwetten",
    "GM0373": "Bergen (NH.)", "GM0893": "Bergen (L.)", "GM0164": "Hengelo (O.)", "GM0888": "Beek (L.)", "GM0150": "Deventer",
    "GM1695": "Noord-Beveland", "GM0393": "Haarlemmerliede en Spaarnwoude", "GM0079": "Kollumerland en Nieuwkruisland",
    "GM0815": "Mill en Sint Hubert", "GM0344": "Utrecht (gemeente)", "GM0417": "Laren (NH.)",
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("'S-GRAVENHAGE", "GM0518"), ("S GRAVENHAGE", "GM0518"), ("’s-Gravenhage", "GM0518"), ("DEN HAAG", "GM0518"),
        ("S HERTOGENBOSCH", "GM0796"), ("SUDWEST-FRYSLAN", "GM1900"), ("SÚDWEST-FRYSLÂN", "GM1900"),
        ("SÃºDWEST-FRYSLÃ¢N", "GM1900"), ("S?DWEST-FRYSL?N", "GM1900"), ("NUENEN C.A.", "GM0820"),
        ("NUENEN CA", "GM0820"), ("BERGEN (NH)", "GM0373"), ("BERGEN NH", "GM0373"), ("BERGEN LB", "GM0893"),
        ("HENGELO (O)", "GM0164"), ("HENGELO", "GM0164"), ("BEEK", "GM0888"), ("DEVENTER", "GM0150"),
        ("NOORD BEVELAND", "GM1695"), ("HAARLEMMERLIEDE CA", "GM0393"), ("KOLLUMERLAND CA", "GM0079"),
        ("MILL EN ST HUBERT", "GM0815"), ("UTRECHT", "GM0344"), ("LAREN", "GM0417"),
        ("BERGEN", None), ("HENGELO (GLD)", None), ("ATLANTIS", None), ("", None), ("=1+1", None),
    ],
)  # fmt: skip
def test_a_name_as_vektis_spells_it_gets_its_code_or_none(name: str, code: str | None) -> None:
    assert GemeenteNames.of(CBS).code_of(name) == code


def test_a_short_list_does_not_make_an_ambiguous_name_certain() -> None:
    only = GemeenteNames.of({"GM0373": "Bergen (NH.)", "GM0893": "Bergen"})
    assert only.code_of("BERGEN") is None
    assert only.code_of("BERGEN LB") is None
    assert only.code_of("BERGEN NH") == "GM0373"


def test_two_gemeenten_of_one_name_resolve_to_neither() -> None:
    assert GemeenteNames.of({"GM0001": "Zwolle", "GM0002": "ZWOLLE"}).code_of("Zwolle") is None


def test_codes_alone_resolve_no_name_and_say_what_is_absent() -> None:
    names = GemeenteNames.of(("GM0150",))
    column = pd.Series(["DEVENTER", "DEVENTER", None], dtype="str")
    assert names.codes_of(column).isna().all()
    assert names.warnings(column) == [
        "Van 1 van 1 gemeentenamen kent de regio geen CBS-code (DEVENTER); hun 2 rijen zijn bewaard zonder code.",
        "Het bestand heeft geen rijen van GM0150.",
    ]


def test_names_are_compared_without_case_accents_and_punctuation() -> None:
    assert plain_name("'s-Gravenhage") == plain_name("S GRAVENHAGE") == "sgravenhage"
    assert plain_name("Súdwest-Fryslân") == "sudwestfryslan"
