from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import osmium
import pytest
import shapely
from osmnx import settings

from geo.fetch import cbs, osm, pdok, vektis
from geo.fetch.client import Client, FetchError
from geo.fetch.desk import Desk
from geo.fetch.lock import Gemeente
from geo.fetch.places import Places
from geo.fetch.plan import look_up, resolve
from geo.sources.cbs import read_buurten, read_earlier_buurten
from geo.sources.cbs.statline import read_table
from geo.sources.osm import read_streets
from geo.sources.population import read_population_by_age
from geo.sources.vektis import read_care_use
from tests.geo.fetch.conftest import Watch
from tests.geo.fetch.server import Answer, Server
from tests.geo.fetch.services import BUURTEN, GEMEENTEN, PC3, VEKTIS, Services, buurt, filters, page, table

DEVENTER = Gemeente("GM0150", "Deventer", (6.1, 52.2, 6.13, 52.21))
HTML = Answer(b"<!doctype html><title>Storing</title>", kind="text/html")


@pytest.fixture
def services(server: Server, tmp_path: Path) -> Services:
    return Services(server, tmp_path)


@pytest.fixture
def desk(client: Client, tmp_path: Path) -> Desk:
    return Desk(client, tmp_path / "desk")


def load(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


# --- boundaries -------------------------------------------------------------------------------------------------------


def test_the_pages_of_buurten_become_one_file_that_the_reader_takes(services: Services, desk: Desk) -> None:
    made = pdok.buurten(desk, services.places, 2024, (DEVENTER,))
    content = load(made.path)
    assert content == {
        "type": "FeatureCollection", "name": "buurten", "features": [buurt(0), buurt(1), buurt(2)],
    }  # fmt: skip
    assert (made.period, made.content) == ("2024", "3 buurten")
    frame = read_buurten(made.path, "buurten.geojson", ("GM0150",)).frame
    assert list(frame["buurtcode"]) == list(BUURTEN[:3])
    assert frame["aged_65_plus"].isna().all()
    assert services.server.targets() == [services.buurten_first, services.buurten_second]


def test_without_a_bounding_box_it_is_looked_up_over_all_pages_of_gemeenten(services: Services, desk: Desk) -> None:
    known = pdok.gemeenten(desk, services.places, 2024)
    assert {one.code: one.name for one in known} == GEMEENTEN
    deventer = next(one for one in known if one.code == "GM0150")
    assert deventer.bbox == pytest.approx((6.1, 52.2, 6.13, 52.21), abs=1e-9)
    made = pdok.buurten(desk, services.places, 2024, (Gemeente("GM0150", "GM0150"),))
    assert len(load(made.path)["features"]) == 3


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(b'{"type": "FeatureCollection"}'), "no page of features"),
        (Answer(b"[]"), "JSON without an object"),
        (Answer(b'{"type": "FeatureCollection", "features": [7]}'), "what is no feature"),
        (Answer(b'{"type": "FeatureCollection", "features": [{"properties": {}}]}'), "what is no feature"),
        (Answer(b'{"type": "FeatureCollection", "features": [], "numberReturned": 3}'), "fewer features than it says"),
        (page([buurt(3)], None), "PDOK gives no buurten of Deventer in 2024"),
        (HTML, r"sent no JSON .* \(4 attempts\)"),
        (Answer(status=500), r"answered 500 \(4 attempts\)"),
        (Answer(status=404), "choose another --year"),
    ],
)
def test_what_is_no_page_of_buurten_is_one_sentence(answer: Answer, words: str, services: Services, desk: Desk) -> None:
    services.server.put(services.buurten_first, answer)
    with pytest.raises(FetchError, match=words):
        pdok.buurten(desk, services.places, 2024, (DEVENTER,))


@pytest.mark.parametrize("target", ["https://evil.example/next", "file:///etc/passwd", "SELF", 7])
def test_a_next_page_that_leads_elsewhere_or_back_is_refused(target: object, services: Services, desk: Desk) -> None:
    here = f"{services.server.url}{services.buurten_first}"
    following: Any = here if target == "SELF" else target
    services.server.put(services.buurten_first, page([buurt(0)], following))
    with pytest.raises(FetchError, match="a next page that leads elsewhere, back, or nowhere"):
        pdok.buurten(desk, services.places, 2024, (DEVENTER,))


def test_a_second_page_that_fails_leaves_no_file_and_the_first_is_not_asked_again(
    services: Services, desk: Desk, client: Client
) -> None:
    good = services.server.answers[services.buurten_second]
    services.server.put(services.buurten_second, Answer(status=503))
    with pytest.raises(FetchError, match="503"):
        pdok.buurten(desk, services.places, 2024, (DEVENTER,))
    assert not (desk.folder / "buurten.geojson").exists()
    services.server.put(services.buurten_second, *good)
    services.server.asked.clear()
    pdok.buurten(Desk(client, desk.folder), services.places, 2024, (DEVENTER,))
    assert services.server.targets() == [services.buurten_second]


def test_names_and_codes_of_a_server_are_hostile_until_they_are_looked_at(services: Services, desk: Desk) -> None:
    strange = [("GM0150", "Dev\x1b[31menter\n"), ("../../x", "Kwaad"), ("GM0151", ""), ("GM0152", None), (150, "Getal")]
    features = [
        {**buurt(0), "properties": {"gemeentecode": code, "gemeentenaam": name}} for code, name in strange
    ]  # fmt: skip
    services.server.put("/pdok-2024/collections/gemeenten/items?f=json&limit=1000", page(features, None))
    (known,) = pdok.gemeenten(desk, services.places, 2024)
    assert (known.code, known.name) == ("GM0150", "Dev[31menter")


# --- which gemeente ---------------------------------------------------------------------------------------------------

KNOWN = [Gemeente(code, name) for code, name in GEMEENTEN.items()]


@pytest.mark.parametrize(
    ("named", "code"),
    [
        ("Deventer", "GM0150"), ("deventer ", "GM0150"), ("gemeente Deventer", "GM0150"), ("GM0150", "GM0150"),
        ("gm0150", "GM0150"), ("0150", "GM0150"), ("Hengelo", "GM0164"), ("hengelo (o)", "GM0164"),
        ("Den Haag", "GM0518"), ("'s-gravenhage", "GM0518"), ("sudwest fryslan", "GM1900"), ("Bergen (L.)", "GM0893"),
    ],
)  # fmt: skip
def test_a_gemeente_is_known_by_name_or_code(named: str, code: str) -> None:
    assert resolve(named, KNOWN).code == code


@pytest.mark.parametrize(
    ("named", "words"),
    [
        (
            "Bergen",
            r"more than one gemeente 'Bergen': Bergen \(NH\.\) \(GM0373\), Bergen \(L\.\) \(GM0893\); give the code",
        ),
        ("Deventr", r"There is no gemeente 'Deventr'; did you mean Deventer \(GM0150\)\?"),
        ("Apeldorn", r"did you mean Apeldoorn \(GM0200\)\?"),
        ("xxxxxx", "write its name as CBS does"),
        ("GM9999", "There is no gemeente 'GM9999'"),
        ("", "There is no gemeente ''"),
        ("\x1b[31m" + "a" * 200, "There is no gemeente"),
    ],
)
def test_an_unknown_or_ambiguous_name_is_one_sentence_with_near_names(named: str, words: str) -> None:
    with pytest.raises(FetchError, match=words) as failed:
        resolve(named, KNOWN)
    assert str(failed.value).isprintable()


def test_a_name_is_looked_up_at_cbs_when_pdok_is_down_and_a_code_can_do_without_both(
    services: Services, desk: Desk
) -> None:
    services.server.put("/pdok-2024/collections/gemeenten/items?f=json&limit=1000", Answer(status=503))
    assert look_up("deventer", desk, services.places, 2024) == Gemeente("GM0150", "Deventer")
    services.server.put("/v4/85984NED/WijkenEnBuurtenCodes", Answer(status=503))
    other = Desk(desk.client, desk.folder / "other")
    assert look_up("0150", other, services.places, 2024) == Gemeente("GM0150", "GM0150")
    with pytest.raises(FetchError, match=r"a code such as GM0150 can do without\): 127\.0\.0\.1 answered 503"):
        look_up("deventer", other, services.places, 2024)


# --- key figures and health -------------------------------------------------------------------------------------------


def test_the_pages_and_metadata_of_a_table_become_one_document_that_the_reader_takes(
    services: Services, desk: Desk
) -> None:
    made = cbs.key_figures(desk, services.places, 2024, (DEVENTER,))
    content = load(made.path)
    assert (content["table"], content["period"], content["title"]) == ("85984NED", "2024", "Kerncijfers 2024")
    assert [row["Id"] for row in content["rows"]] == list(range(10))
    assert (made.period, made.content) == ("2024", "table 85984NED, 5 areas, 10 rows")
    assert filters(services.server, services.observations) == [
        "startswith(WijkenEnBuurten,'GM0150') or startswith(WijkenEnBuurten,'WK0150') or startswith(WijkenEnBuurten,'BU0150')"
    ]
    read = read_table(made.path, "kerncijfers.json")
    assert [(m.key, m.title, m.groups) for m in read.measures] == [
        ("M000001", "65 jaar of ouder", ("Bevolking",)), ("T001036", "Aantal inwoners", ("Bevolking",)),
    ]  # fmt: skip
    assert list(read.cells["WijkenEnBuurten"]) == ["GM0150", "WK015000", *BUURTEN[:3]]
    assert not any(one.url.startswith(f"{services.server.url}/v3") for one in desk.requests)


@pytest.mark.parametrize("fault", [Answer(status=503), Answer(b'{"value": 7}'), HTML, table(4, [])])
def test_where_version_4_fails_version_3_gives_the_table(fault: Answer, services: Services, desk: Desk) -> None:
    services.server.put("/v4/85984NED/MeasureCodes", fault)
    made = cbs.key_figures(desk, services.places, 2024, (DEVENTER,))
    content = load(made.path)
    assert (content["table"], content["period"], len(content["rows"])) == ("85984NED", "2024", 5)
    read = read_table(made.path, "kerncijfers.json")
    assert [m.key for m in read.measures] == ["AantalInwoners_5", "k_65JaarOfOuder_12"]
    assert {one.url.removeprefix(services.server.url).split("/")[1] for one in desk.requests} == {"v3"}


def test_where_both_versions_fail_the_sentence_has_both(services: Services, desk: Desk) -> None:
    services.server.put(services.observations, Answer(status=503))
    services.server.put("/v3/85984NED/TypedDataSet", Answer(status=500))
    with pytest.raises(FetchError, match=r"answered 503 .* Version 3 failed too: 127\.0\.0\.1 answered 500"):
        cbs.key_figures(desk, services.places, 2024, (DEVENTER,))


def test_a_page_of_version_3_that_may_have_been_cut_is_refused(services: Services, desk: Desk) -> None:
    services.server.put("/v4/85984NED/Properties", Answer(status=500))
    services.server.put("/v3/85984NED/TypedDataSet", table(3, [{"WijkenEnBuurten": "GM0150"}] * 10_000))
    with pytest.raises(FetchError, match="cut its answer off at 10000 rows"):
        cbs.key_figures(desk, services.places, 2024, (DEVENTER,))


def test_a_table_without_rows_of_the_gemeente_is_refused(services: Services, desk: Desk) -> None:
    with pytest.raises(FetchError, match="Table 85984NED has no rows of Apeldoorn; choose another --year"):
        cbs.key_figures(desk, services.places, 2024, (DEVENTER, Gemeente("GM0200", "Apeldoorn")))


def test_the_table_of_a_year_to_come_is_looked_up_in_the_catalogue(services: Services, desk: Desk) -> None:
    title = "Kerncijfers wijken en buurten 2031"
    rows = [{"Identifier": "91234NED", "Title": title}, {"Identifier": "91235NED", "Title": f"{title}; proef"}]
    services.server.put("/v4/Datasets", table(4, rows))
    assert cbs.table_of(desk, services.places, 2031) == "91234NED"
    assert filters(services.server, "/v4/Datasets") == [f"contains(Title,'{title}')"]
    services.server.put(
        "/v4/Datasets", table(4, [{"Identifier": "../x", "Title": "Kerncijfers wijken en buurten 2032"}])
    )
    with pytest.raises(
        FetchError, match=r"CBS has no table 'Kerncijfers wijken en buurten 2032'; choose a --year from 2013"
    ):
        cbs.table_of(Desk(desk.client, desk.folder / "b"), services.places, 2032)


def test_health_is_of_the_last_period_up_to_the_year(services: Services, desk: Desk) -> None:
    made = cbs.health(desk, services.places, 2025, (DEVENTER,))
    content = load(made.path)
    assert (content["table"], content["period"], len(content["rows"])) == ("50150NED", "2024", 4)
    assert set(content["codes"]) == {"Leeftijd", "Marges", "Perioden"}
    (told,) = filters(services.server, "/derden/50150NED/TypedDataSet")
    assert told.startswith("(startswith(WijkenEnBuurten,'GM0150') or ")
    assert told.endswith(") and Perioden eq '2024JJ00'")
    read = read_table(made.path, "gezondheid.json")
    assert (read.table, read.period) == ("50150NED", 2024)
    assert [m.key for m in read.measures] == ["ErnstigEenzaam_28"]
    assert read.codes["Leeftijd"]["80200"] == "65 jaar of ouder"
    cbs.health(Desk(desk.client, desk.folder / "b"), services.places, 2023, (DEVENTER,))
    assert filters(services.server, "/derden/50150NED/TypedDataSet")[-1].endswith("Perioden eq '2022JJ00'")


# --- Vektis -----------------------------------------------------------------------------------------------------------


def test_the_newest_file_of_vektis_up_to_the_year_comes_as_published(services: Services, desk: Desk) -> None:
    made = vektis.care_use(desk, services.places, 2025, "gemeente")
    assert made.path.read_bytes() == VEKTIS
    assert (made.period, made.content) == ("2023", "2 rows of 2023")
    assert [target.split("/")[2] for target in services.server.targets()] == ["2025", "2024", "2023"]


def test_where_vektis_has_no_file_of_these_years_the_sentence_says_where_to_look(
    services: Services, desk: Desk
) -> None:
    with pytest.raises(FetchError, match=r"no file by gemeente of 2013 to 2016; .* https://www\.vektis\.nl/open-data"):
        vektis.care_use(desk, services.places, 2016, "gemeente")


def test_the_file_by_postcode_area_comes_as_published_and_its_reader_takes_it(services: Services, desk: Desk) -> None:
    made = vektis.care_use(desk, services.places, 2024, "postcode3")
    assert made.path.read_bytes() == PC3
    assert (made.period, made.content) == ("2023", "2 rows of 2023")
    frame = read_care_use(made.path, "data/vektis_postcode3.csv", {}, year=2023).frames["intake.care_use"]
    assert frame[["area_kind", "postcode3", "persons"]].fillna("").to_numpy().tolist() == [
        ["postcode3", "741", 310], ["rest", "", 299],
    ]  # fmt: skip


# --- inhabitants by age -----------------------------------------------------------------------------------------------


def test_ages_are_of_the_last_first_of_january_up_to_the_year(services: Services, desk: Desk) -> None:
    made = cbs.ages(desk, services.places, 2025, (DEVENTER,))
    content = load(made.path)
    assert (content["table"], content["period"], len(content["rows"])) == ("03759ned", "2024", 9)
    assert made.content == "table 03759ned, 1 areas, 9 rows"
    assert filters(services.server, "/v3/03759ned/TypedDataSet") == [
        "(startswith(RegioS,'GM0150')) and Perioden eq '2024JJ00' and BurgerlijkeStaat eq 'T001019'"
    ]
    read = read_population_by_age(made.path, "bevolking.json", {"GM0150": "Deventer"})
    frame = read.frames["intake.population_age"]
    assert sorted(frame[frame["sex"].isna()][["age", "count"]].to_numpy().tolist()) == [[65, 64], [66, 66]]
    assert set(frame["area_code"]) == {"GM0150"}
    assert (read.period, read.rejects.empty) == ("2024", True)
    assert not [sentence for sentence in read.warnings if "niet de som" in sentence]
    cbs.ages(Desk(desk.client, desk.folder / "b"), services.places, 2023, (DEVENTER,))
    assert "Perioden eq '2023JJ00'" in filters(services.server, "/v3/03759ned/TypedDataSet")[-1]


def test_a_table_of_ages_without_marital_status_is_not_narrowed_by_it(services: Services, desk: Desk) -> None:
    target = "/v3/03759ned/DataProperties"
    (answer,) = services.server.answers[target]
    properties = [row for row in json.loads(answer.body)["value"] if row["Key"] != "BurgerlijkeStaat"]
    services.server.put(target, table(3, properties))
    cbs.ages(desk, services.places, 2024, (DEVENTER,))
    assert filters(services.server, "/v3/03759ned/TypedDataSet") == [
        "(startswith(RegioS,'GM0150')) and Perioden eq '2024JJ00'"
    ]


@pytest.mark.parametrize(
    ("target", "answer", "words"),
    [
        ("Perioden", table(3, []), "Table 03759ned names no years"),
        ("TypedDataSet", table(3, []), "Table 03759ned has no rows of Deventer"),
        ("TypedDataSet", HTML, r"sent no JSON .* \(4 attempts\)"),
        ("Leeftijd", Answer(status=500), r"answered 500 \(4 attempts\)"),
    ],
)
def test_what_is_no_table_of_ages_is_one_sentence(
    target: str, answer: Answer, words: str, services: Services, desk: Desk
) -> None:
    services.server.put(f"/v3/03759ned/{target}", answer)
    with pytest.raises(FetchError, match=words):
        cbs.ages(desk, services.places, 2024, (DEVENTER,))


# --- earlier boundaries -----------------------------------------------------------------------------------------------


def test_earlier_buurten_are_all_that_lie_there_those_of_gemeenten_that_are_no_more_too(
    services: Services, desk: Desk, tmp_path: Path
) -> None:
    made = pdok.earlier_buurten(desk, services.places, 2024, 2022, (DEVENTER,))
    codes = [one["properties"]["buurtcode"] for one in load(made.path)["features"]]
    assert codes == ["BU01400001", "BU01500001", "BU01500100", "BU02000000"]  # the one of two pages once
    assert (made.period, made.content) == ("2022", "4 buurten of 2022 in and around the region")
    assert services.server.targets() == [services.earlier_first, services.earlier_second]
    today = pdok.buurten(Desk(desk.client, tmp_path / "nu"), services.places, 2024, (DEVENTER,))
    now = read_buurten(today.path, "buurten.geojson", ("GM0150",)).frame
    changes = read_earlier_buurten(made.path, "eerder.geojson", now, to_year=2024).frames["intake.area_change"]
    assert changes[["from_code", "to_code", "kind"]].to_numpy().tolist() == [
        ["BU01400001", "BU01500000", "renumbered"], ["BU01500001", "BU01500001", "same"],
        ["BU01500100", "BU01500100", "same"],
    ]  # fmt: skip
    assert set(changes["from_year"]) == {2022}


def test_without_a_bounding_box_the_gemeente_of_today_is_looked_up_first(services: Services, desk: Desk) -> None:
    pdok.earlier_buurten(desk, services.places, 2024, 2022, (Gemeente("GM0150", "GM0150"),))
    asked = services.server.targets()
    assert asked[0].startswith("/pdok-2024/collections/gemeenten/")
    assert asked[-1] == services.earlier_second


def test_a_year_without_buurten_says_which_choice_to_make(services: Services, desk: Desk) -> None:
    services.server.put(services.earlier_first, page([], None))
    with pytest.raises(FetchError, match="PDOK gives no buurten of 2022; choose another --earlier"):
        pdok.earlier_buurten(desk, services.places, 2024, 2022, (DEVENTER,))


# --- OpenStreetMap ----------------------------------------------------------------------------------------------------


@pytest.fixture
def boundaries(services: Services, desk: Desk, tmp_path: Path) -> Path:
    made = pdok.buurten(desk, services.places, 2024, (DEVENTER,))
    services.server.asked.clear()
    return made.path.rename(tmp_path / "buurten.geojson")


def test_the_area_reaches_outside_the_region_and_has_few_corners(boundaries: Path) -> None:
    area = osm.area_of(boundaries, (DEVENTER,))
    assert area.contains(shapely.box(6.1, 52.2, 6.13, 52.21).buffer(0.02))
    assert not area.contains(shapely.Point(6.1, 52.2 - 0.05))
    assert len(shapely.get_coordinates(area)) < 60


def test_what_overpass_gives_is_cut_to_the_region_and_read(services: Services, desk: Desk, boundaries: Path) -> None:
    made = osm.streets(desk, services.places, boundaries, (DEVENTER,))
    assert (made.period, made.content) == ("2026-02-02", "2 ways and 6 nodes")
    frames = read_streets(made.path, "straten.osm.pbf").frames
    assert list(frames["intake.address"]["house_number"]) == ["7"]
    assert list(frames["intake.facility"]["name"]) == ["Bieb & <Zo>"]
    (asked,) = services.server.asked
    assert asked.method == "POST"
    (told,) = parse_qs(asked.body.decode())["data"]
    assert told.startswith("[out:xml][timeout:180][maxsize:1073741824];\n(\nnode[~")
    assert told.endswith("(._;>;);\nout body;")
    assert 'way[~"^(highway|' in told


def test_a_regional_extract_is_taken_instead_and_goes_on_after_a_cut(
    services: Services, desk: Desk, boundaries: Path
) -> None:
    places = replace(services.places, osm_extract=f"{services.server.url}/extract.osm.pbf")
    whole = services.server.answers["/extract.osm.pbf"][0]
    services.server.before("/extract.osm.pbf", replace(whole, cut_at=100))
    made = osm.streets(desk, places, boundaries, (DEVENTER,))
    assert made.period == "2026-02-01"
    assert [one.headers["Range"] for one in services.server.asked] == [None, "bytes=100-"]
    kept = [(type(thing).__name__, thing.id) for thing in osmium.FileProcessor(made.path)]
    assert [number for kind, number in kept if kind == "Node"] == [1, 2, 3, 5, 6, 7]
    assert [number for kind, number in kept if kind == "Way"] == [9, 10]


def test_both_ways_give_the_same_streets(services: Services, desk: Desk, boundaries: Path) -> None:
    places = replace(services.places, osm_extract=f"{services.server.url}/extract.osm.pbf")
    one = osm.streets(desk, services.places, boundaries, (DEVENTER,)).path.read_bytes()
    other = osm.streets(desk, places, boundaries, (DEVENTER,)).path.read_bytes()
    assert one == other


def test_an_extract_of_elsewhere_is_refused_and_not_kept(services: Services, desk: Desk, boundaries: Path) -> None:
    elsewhere = b"".join(
        [b"<osm><node id='1' lat='47.1' lon='9.5'/><node id='2' lat='47.2' lon='9.5'/>",
         b"<way id='9'><nd ref='1'/><nd ref='2'/><tag k='highway' v='residential'/></way></osm>"]
    )  # fmt: skip
    services.server.put("/overpass/interpreter", Answer(elsewhere, kind="application/osm3s+xml"))
    with pytest.raises(FetchError, match="cannot be cut to the region"):
        osm.streets(desk, services.places, boundaries, (DEVENTER,))
    assert not (desk.folder / "overpass.osm").exists()


def test_streets_wait_for_the_boundaries(services: Services, desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match=r"waits for the boundaries \(pdok\)"):
        osm.streets(desk, services.places, tmp_path / "none.geojson", (DEVENTER,))
    assert services.server.asked == []


def test_overpass_is_given_minutes_to_recover(services: Services, desk: Desk, boundaries: Path, watch: Watch) -> None:
    services.server.before("/overpass/interpreter", Answer(status=429), Answer(status=504))
    osm.streets(desk, services.places, boundaries, (DEVENTER,))
    first, second = watch.waits
    assert 15 <= first <= 16
    assert 30 <= second <= 31


def test_a_region_that_is_too_large_for_overpass_is_told_of_extracts() -> None:
    with pytest.raises(FetchError, match=r"too large for Overpass; write osm_extract: https://"):
        osm.query(shapely.MultiPolygon([shapely.box(5.0, 51.5, 6.5, 52.5)]))


def test_the_address_and_limits_of_overpass_are_those_of_osmnx() -> None:
    assert Places().overpass == settings.overpass_url
    assert (settings.max_query_area_size, settings.requests_timeout) == (osm.LARGEST_M2, osm.SERVER_S)
