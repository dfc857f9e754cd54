import contextlib
from pathlib import Path

import osmium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, box

from geo.sources.landed import SourceError
from geo.sources.osm_clip import THROUGH_ROADS, ClipReport, clip
from tests.geo.sources.osm_text import extract, node, relation, way

INSIDE = box(4.0, 52.0, 4.1, 52.1)
TOWN = extract(
    node(1, 4.05, 52.05),
    node(2, 4.06, 52.05),
    node(3, 4.30, 52.05, barrier="bollard"),
    node(4, 4.40, 52.05),
    node(5, 4.50, 52.05),
    node(6, 3.90, 52.05),
    node(7, 4.20, 52.06),
    node(8, 4.05, 52.06),
    node(9, 4.05, 52.08, amenity="pharmacy", name="Apotheek"),
    node(10, 4.25, 52.08, amenity="pharmacy"),
    node(11, 4.05, 52.09, power="tower"),
    node(12, 4.05, 52.091),
    way(20, [1, 2, 3], highway="residential"),
    way(21, [3, 4], highway="residential"),
    way(22, [4, 5], highway="motorway"),
    way(23, [6, 7], highway="cycleway"),
    way(24, [1, 8], barrier="fence"),
    way(25, [1, 4]),
    way(26, [4, 5, 1]),
    way(27, [3, 2]),
    way(28, [2, 999], highway="footway"),
    relation(40, [("w", 25, "outer"), ("w", 26, "outer")], type="multipolygon", natural="water"),
    relation(41, [("w", 20, "from"), ("n", 3, "via"), ("w", 21, "to")], type="restriction", restriction="no_u_turn"),
    relation(42, [("w", 21, "from"), ("n", 4, "via"), ("w", 22, "to")], type="restriction", restriction="no_u_turn"),
    relation(43, [("w", 27, "outer")], type="multipolygon", building="yes"),
    relation(44, [("w", 20, "")], type="route", route="bus"),
)


def written(path: Path) -> dict[str, dict[int, object]]:
    found: dict[str, dict[int, object]] = {"n": {}, "w": {}, "r": {}}
    for thing in osmium.FileProcessor(path):
        kind = thing.type_str()
        found[kind][thing.id] = [n.ref for n in thing.nodes] if isinstance(thing, osmium.osm.Way) else dict(thing.tags)
    return found


def clipped(folder: Path, text: str = TOWN, **wishes: object) -> tuple[ClipReport, dict[str, dict[int, object]]]:
    path, out = folder / "town.osm", folder / "clipped.osm.pbf"
    path.write_text(text)
    report = clip(path, out, INSIDE, **wishes)  # type: ignore[arg-type]  # one test hands over everywhere
    return report, written(out)


def test_ways_that_touch_the_polygon_stay_whole_and_others_go(tmp_path: Path) -> None:
    _, found = clipped(tmp_path)
    assert set(found["w"]) == {20, 23, 25, 26, 28}
    assert found["w"][20] == [1, 2, 3]
    assert found["w"][23] == [6, 7], "it crosses the polygon without a node inside"


def test_nodes_of_kept_ways_keep_their_tags_and_nodes_for_themselves_need_a_used_one_inside(tmp_path: Path) -> None:
    _, found = clipped(tmp_path)
    assert set(found["n"]) == {1, 2, 3, 4, 5, 6, 7, 9}
    assert found["n"][3] == {"barrier": "bollard"}
    assert found["n"][9] == {"amenity": "pharmacy", "name": "Apotheek"}


def test_relations_stay_when_an_area_touches_or_a_turn_starts_on_a_kept_way(tmp_path: Path) -> None:
    _, found = clipped(tmp_path)
    assert set(found["r"]) == {40, 41}


def test_through_roads_stay_wherever_they_lie(tmp_path: Path) -> None:
    _, found = clipped(tmp_path, everywhere=THROUGH_ROADS)
    assert set(found["w"]) == {20, 22, 23, 25, 26, 28}
    assert set(found["r"]) == {40, 41, 42}


def test_the_report_counts_what_was_written(tmp_path: Path) -> None:
    report, found = clipped(tmp_path)
    assert report == ClipReport(nodes=8, ways=5, relations=2, incomplete_ways=1)
    assert [len(found[kind]) for kind in "nwr"] == [8, 5, 2]


def test_the_same_extract_gives_the_same_bytes_and_nobody_who_edited_it(tmp_path: Path) -> None:
    text = TOWN.replace('version="1"', 'version="1" user="Mapper van Dienst" uid="7" timestamp="2025-01-01T00:00:00Z"')
    clipped(tmp_path, text)
    first = (tmp_path / "clipped.osm.pbf").read_bytes()
    clipped(tmp_path, text)
    assert (tmp_path / "clipped.osm.pbf").read_bytes() == first
    assert {thing.user for thing in osmium.FileProcessor(tmp_path / "clipped.osm.pbf")} == {""}


def test_a_clipped_extract_is_sorted_and_clips_to_itself(tmp_path: Path) -> None:
    _, once = clipped(tmp_path)
    clip(tmp_path / "clipped.osm.pbf", tmp_path / "again.osm.pbf", INSIDE)
    assert written(tmp_path / "again.osm.pbf") == once
    order = [("nwr".index(thing.type_str()), thing.id) for thing in osmium.FileProcessor(tmp_path / "clipped.osm.pbf")]
    assert order == sorted(order)


def test_a_region_of_two_parts_keeps_both(tmp_path: Path) -> None:
    path = tmp_path / "town.osm"
    path.write_text(TOWN)
    parts = [box(4.04, 52.04, 4.055, 52.051), box(4.24, 52.07, 4.26, 52.09)]
    clip(path, tmp_path / "out.osm.pbf", MultiPolygon(parts))
    assert set(written(tmp_path / "out.osm.pbf")["n"]) == {1, 2, 3, 4, 5, 10}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<osm", "cannot be read"),
        (b"", "cannot be read"),
        (b"not xml", "cannot be read"),
        (TOWN[: len(TOWN) // 2].encode(), "cannot be read"),
        (extract(node(2, 4, 52, a="b"), node(1, 4, 52, a="b")).encode(), "osmium sort"),
        (extract(node(1, 5, 52, amenity="pharmacy")).encode(), "nothing of this region"),
    ],
)
def test_an_extract_that_cannot_be_clipped_is_refused_in_one_sentence(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    path, out = tmp_path / "town.osm", tmp_path / "out.osm.pbf"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=sentence):
        clip(path, out, INSIDE)
    assert not list(tmp_path.glob(".clip-*"))
    assert not out.exists()


def test_a_missing_extract_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"gone\.osm is missing"):
        clip(tmp_path / "gone.osm", tmp_path / "out.osm.pbf", INSIDE)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("good")
    clipped(folder)
    return (folder / "clipped.osm.pbf").read_bytes()


@settings(max_examples=15)
@given(data=st.data())
def test_a_mangled_pbf_is_clipped_or_refused_and_never_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, good: bytes, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("mangled")
    bad = bytearray(good[: data.draw(st.integers(1, len(good)))])
    bad[data.draw(st.integers(0, len(bad) - 1))] = data.draw(st.integers(0, 255))
    (folder / "bad.osm.pbf").write_bytes(bytes(bad))
    with contextlib.suppress(SourceError):
        report = clip(folder / "bad.osm.pbf", folder / "out.osm.pbf", INSIDE)
        assert report.ways <= 5


@pytest.mark.realdata
def test_delft_keeps_every_address_node_that_lies_in_the_polygon(realdata: Path, tmp_path: Path) -> None:
    path = realdata / "delft/delft_tudelft_complete_ways.osm.pbf"
    area = box(4.355, 51.995, 4.386, 52.005)
    clip(path, tmp_path / "delft.osm.pbf", area)
    asked = [
        thing.id
        for thing in osmium.FileProcessor(path, osmium.osm.NODE)
        if isinstance(thing, osmium.osm.Node)
        and "addr:housenumber" in thing.tags
        and 4.355 <= thing.lon <= 4.386
        and 51.995 <= thing.lat <= 52.005
    ]
    kept = {thing.id for thing in osmium.FileProcessor(tmp_path / "delft.osm.pbf", osmium.osm.NODE)}
    assert len(asked) > 8_000
    assert kept.issuperset(asked)
