from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.contracts import validate
from geo.frailty import RATE_SETS
from geo.sources import SourceError
from geo.sources.frailty_rates import COLUMNS, PATH, TABLE, read_frailty_rates, shipped_rates
from geo.sources.landed import Read
from geo.workspace import init_workspace
from tests.geo.sources.mangling import Damage, assert_nothing_changed_in_silence, damage, plain, shuffled

KEYS = ["rate_set", "indicator", "age_low", "age_high"]
HEADER = ";".join(COLUMNS)
ROWS = [
    "mijn_stad;kwetsbaar_thuis;65;74;0,08;0,05;0,11;afgeleid;2024;Van wie thuis woont;Eigen telling",
    "mijn_stad;kwetsbaar_thuis;75;;0.31;;;gepubliceerd;2024;Van wie thuis woont;Eigen telling",
    "mijn_stad;in_instelling;75;84;0,04;;;aanname;2024;Van allen;Eigen telling",
    "mijn_stad;in_instelling;85;;0,2;0,1;0,3;aanname;2024;Van allen;Eigen telling",
    "andere;kwetsbaar_totaal;65;;0,2;;;Aanname;2021;Van allen;Boek",
    "andere;kwetsbaar_thuis;65;;0,2;;;Aanname;2021;Van wie thuis woont;Boek",
]
FILE = "\n".join([HEADER, *ROWS, ""]).encode()


def read(root: Path, content: bytes) -> Read:
    path = root / "rates.csv"
    path.write_bytes(content)
    return read_frailty_rates(path, PATH)


def test_the_shipped_table_holds_the_rates_that_the_estimate_uses(tmp_path: Path) -> None:
    found = read(tmp_path, shipped_rates()[PATH].encode())
    frame = validate(found.frames[TABLE], TABLE, leave_out=("region", "load_id"))
    assert (found.rejects.empty, found.warnings) == (True, ())
    rates = frame.set_index(["rate_set", "indicator", "age_low"])
    assert set(frame["rate_set"]) == set(RATE_SETS)
    for name, known in RATE_SETS.items():
        home, institution = rates.loc[(name, "frail_home", 65)], rates.loc[(name, "in_institution", 65)]
        assert home[["rate", "low", "high"]].tolist() == pytest.approx(
            [known.home_rate, known.home_low, known.home_high], abs=1e-6
        )
        assert institution[["rate", "low", "high"]].tolist() == pytest.approx(
            [known.institution_share, known.institution_low, known.institution_high], abs=1e-6
        )
    assert rates.loc[("vektis_2020", "frail_home", 65), "basis"] == "published"
    assert frame[["source", "definition"]].notna().all(axis=None)
    assert not frame["source"].str.contains("http").any()


def test_a_new_workspace_gets_the_filled_table_and_its_description(tmp_path: Path) -> None:
    root = tmp_path / "werkmap"
    made = {path.relative_to(root).as_posix() for path in init_workspace(root, "GM0150")}
    assert {PATH, "data/kwetsbaarheid.md"} <= made
    assert len(read_frailty_rates(root / PATH, PATH).frames[TABLE]) == 5
    described = (root / "data/kwetsbaarheid.md").read_text()
    assert all(f"`{header}`" in described for header in COLUMNS)


def test_a_planner_may_add_rates_of_their_own(tmp_path: Path) -> None:
    frame = validate(read(tmp_path, FILE).frames[TABLE], TABLE, leave_out=("region", "load_id"))
    assert frame.iloc[0][["rate_set", "indicator", "age_low", "age_high", "rate", "low", "high", "basis", "year"]].tolist() == [
        "mijn_stad", "frail_home", 65, 74, 0.08, 0.05, 0.11, "derived", 2024,
    ]  # fmt: skip
    assert frame["age_high"].isna().tolist() == [False, True, False, True, True, True]


@pytest.mark.parametrize(
    ("old", "new", "column", "rule"),
    [
        ("0,08", "8", "aandeel", "share"), ("0,08", "8 %", "aandeel", "share"), ("0,08", "", "aandeel", "missing"),
        ("0,05", "", "laag", "interval"), ("0,05", "0,09", "laag", "interval"), ("0,11", "0,07", "laag", "interval"),
        ("65;74", "75;74", "leeftijd_tot_en_met", "ages"), ("65;74", "x;74", "leeftijd_van", "integer"),
        ("65;74", "65;130", "leeftijd_tot_en_met", "integer"), ("mijn_stad;kwets", "Mijn Stad;kwets", "reeks", "name"),
        ("kwetsbaar_thuis", "frail", "kenmerk", "choice"), ("afgeleid", "gok", "soort", "choice"), ("2024", "24", "jaar", "integer"),
        ("Eigen telling", "", "bron", "missing"), ("Van wie thuis woont", "x" * 1001, "definitie", "text"),
        ("65;74", "75;", "reeks", "double"),
    ],
)  # fmt: skip
def test_a_rate_that_cannot_be_is_refused_with_the_mend(
    tmp_path: Path, old: str, new: str, column: str, rule: str
) -> None:
    found = read(tmp_path, FILE.decode().replace(old, new, 1).encode())
    assert [column, rule] in found.rejects[["column_name", "rule"]].to_numpy().tolist()
    assert found.rejects["row_number"].tolist() == [2 if rule == "double" else 1] * len(found.rejects)
    assert len(found.frames[TABLE]) == 5


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "empty"), (b"a;b\n1;2\n", "must have these columns once: reeks"), ((HEADER + "\n").encode(), "no rows"),
     (FILE.replace(b"hoog", b"laag"), "once: laag, hoog"), (FILE.replace(b"0,", b"7,"), "refused")],
)  # fmt: skip
def test_what_is_no_such_table_is_refused_in_one_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        read(tmp_path, content)


@settings(max_examples=10)
@given(seed=st.integers(0, 10**6))
def test_columns_in_any_order_give_the_same_rates(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    root = tmp_path_factory.getbasetemp()
    assert plain(read(root, shuffled(FILE, seed)).frames[TABLE], KEYS).equals(
        plain(read(root, FILE).frames[TABLE], KEYS)
    )


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Read:
    return read(tmp_path_factory.mktemp("whole"), FILE)


@settings(max_examples=40)
@given(hurt=damage())
def test_a_damaged_table_is_refused_or_told(
    tmp_path_factory: pytest.TempPathFactory, whole: Read, hurt: Damage
) -> None:
    root = tmp_path_factory.getbasetemp()
    assert_nothing_changed_in_silence(lambda: read(root, hurt(FILE)), whole, TABLE, KEYS, ("definition", "source"))
