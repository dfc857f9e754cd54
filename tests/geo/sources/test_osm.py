from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

from geo.sources import AddressBook, Landed, SourceError, read_source
from tests.geo.sources.files import KEY, put, region

HOSTILE = "<script>alert('x')</script>; DROP TABLE intake.load; --"


def tags(**values: str) -> str:
    return "".join(f"<tag k={quoteattr(k.replace('__', ':'))} v={quoteattr(v)}/>" for k, v in values.items())


def node(number: int, lon: float, lat: float, **values: str) -> str:
    return f'<node id="{number}" version="1" lat="{lat}" lon="{lon}">{tags(**values)}</node>'


def way(number: int, nodes: list[int], **values: str) -> str:
    refs = "".join(f"<nd ref={quoteattr(str(n))}/>" for n in nodes)
    return f'<way id="{number}" version="1">{refs}{tags(**values)}</way>'


def extract(*parts: str) -> str:
    return f'<?xml version="1.0"?><osm version="0.6" generator="test">{"".join(parts)}</osm>'


CORNERS = (node(1, 4.360, 52.000), node(2, 4.361, 52.000), node(3, 4.361, 52.001), node(4, 4.360, 52.001))
RING = [1, 2, 3, 4, 1]
TOWN = extract(
    *CORNERS,
    node(
        10,
        4.3600,
        52.0000,
        addr__street="Dorpsstraat",
        addr__housenumber="12",
        addr__postcode="2628 cd",
        addr__city="Delft",
    ),
    node(11, 4.3605, 52.0005, amenity="pharmacy", name=HOSTILE),
    node(12, 4.3606, 52.0005, amenity="doctors"),
    node(13, 4.3607, 52.0005, place="village", name="Dorp"),
    node(14, 4.3608, 52.0005, addr__housenumber="14 a", addr__street="Dorpsstraat"),
    node(15, 4.3608, 52.0006, amenity="bench"),
    way(100, [1, 2], highway="residential", name="Dorpsstraat"),
    way(101, [2, 3], highway="cycleway"),
    way(102, [3, 4], highway="footway"),
    way(103, [1, 3], highway="service"),
    way(104, [1, 3], waterway="ditch"),
    way(105, RING, natural="water"),
    way(106, RING, building="yes", addr__housenumber="12", addr__postcode="2628CD"),
    way(
        107,
        RING,
        building="yes",
        addr__housenumber="16",
        addr__postcode="2628CD",
        amenity="community_centre",
        name="Huis",
    ),
    way(108, [1, 3], railway="rail"),
    way(109, RING, landuse="residential"),
    way(110, RING, leisure="park"),
    way(111, [1, 999], highway="residential"),
    way(112, RING, amenity="social_facility", social_facility="nursing_home", name="Zorg"),
)


def read(root: Path, content: str | bytes) -> Landed:
    return read_source("streets", put(root, "streets", content), key=KEY)


def test_addresses_come_from_nodes_and_from_buildings_that_no_node_repeats(tmp_path: Path) -> None:
    landed = read(tmp_path, TOWN)
    frame = landed.frames["intake.address"]
    assert frame["address_id"].tolist() == ["n10", "n14", "w107"]
    assert frame.loc[0, ["street", "house_number", "postcode", "place"]].tolist() == [
        "Dorpsstraat",
        "12",
        "2628CD",
        "Delft",
    ]
    assert frame["postcode"].isna().tolist() == [False, True, False]
    assert frame.crs.to_epsg() == 28992
    assert any("1 gebouwen met hetzelfde adres" in warning for warning in landed.warnings)
    assert len(AddressBook.from_frame(frame)) == 2


def test_degrees_become_rd_metres(tmp_path: Path) -> None:
    # the origin of RD New, the tower of Amersfoort, in WGS 84 (Kadaster, RDNAPTRANS)
    text = extract(node(1, 5.387206, 52.155172, addr__housenumber="1"))
    point = read(tmp_path, text).frames["intake.address"].geometry[0]
    assert (point.x, point.y) == (pytest.approx(155_000, abs=1), pytest.approx(463_000, abs=1))


def test_the_base_map_has_lines_areas_and_places_of_known_kinds(tmp_path: Path) -> None:
    landed = read(tmp_path, TOWN)
    frame = landed.frames["intake.map_feature"]
    found = sorted(zip(frame["kind"], frame["class"], frame.geom_type, strict=True))
    assert found == [
        ("built_up", "residential", "MultiPolygon"),
        ("cycleway", "cycleway", "LineString"),
        ("green", "park", "MultiPolygon"),
        ("path", "footway", "LineString"),
        ("place", "village", "Point"),
        ("railway", "rail", "LineString"),
        ("road", "residential", "LineString"),
        ("water", "ditch", "LineString"),
        ("water", "water", "MultiPolygon"),
    ]
    assert frame.loc[frame["kind"] == "road", "name"].tolist() == ["Dorpsstraat"]
    assert frame.loc[frame["kind"] == "road"].length.iloc[0] == pytest.approx(68.6, abs=0.5)
    assert any(warning.startswith("1 lijnen") for warning in landed.warnings)


def test_facilities_keep_their_name_as_text_and_only_community_centres_are_candidates(tmp_path: Path) -> None:
    frame = read(tmp_path, TOWN).frames["intake.facility"].set_index("facility_id")
    assert frame["kind"].to_dict() == {
        "osm-n11": "pharmacy", "osm-n12": "doctors", "osm-w107": "community_centre", "osm-w112": "nursing_home",
    }  # fmt: skip
    assert frame["candidate"].to_dict() == {"osm-n11": False, "osm-n12": False, "osm-w107": True, "osm-w112": False}
    assert frame.loc["osm-n11", "name"] == HOSTILE
    assert frame.loc["osm-n12", "name"] == "Huisarts (zonder naam)"
    assert set(frame["origin"]) == {"osm"}
    assert set(frame.geom_type) == {"Point"}


def test_licence_and_attribution_are_openstreetmap_s(tmp_path: Path) -> None:
    landed = read(tmp_path, TOWN)
    assert (landed.licence, landed.attribution) == ("ODbL 1.0", "© OpenStreetMap contributors")
    for frame in landed.frames.values():
        assert frame["row_number"].tolist() == list(range(1, len(frame) + 1))


@pytest.mark.parametrize(
    "content",
    [
        b"<osm",
        b"not xml",
        TOWN[:900].encode(),
        extract(*CORNERS, way(5, RING), node(1, 4.0, 52.0)).encode(),
        extract().encode(),
        TOWN.replace("Dorpsstraat", "\x01").encode(),
    ],
)
def test_a_damaged_or_empty_extract_is_refused_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(SourceError, match=r"data/straten\.osm .*extract"):
        read(tmp_path, content)


def test_a_map_of_roads_alone_has_no_addresses_and_says_so(tmp_path: Path) -> None:
    landed = read(tmp_path, extract(*CORNERS, way(100, [1, 2], highway="residential")))
    assert landed.frames["intake.address"].empty
    assert landed.frames["intake.facility"].empty
    assert "Er staan geen adressen in het stratenbestand." in landed.warnings
    assert len(AddressBook.from_frame(landed.frames["intake.address"])) == 0


@pytest.mark.realdata
def test_the_extract_of_delft_has_all_its_address_nodes(realdata: Path) -> None:
    delft = region(realdata, gemeenten=("GM0503",))
    delft.files["streets"] = (realdata / "delft/delft_tudelft_complete_ways.osm.pbf",)
    frames = read_source("streets", delft, key=KEY).frames
    addresses = frames["intake.address"]
    nodes = addresses[addresses["address_id"].str.startswith("n")]
    assert len(nodes) == 8_932
    assert nodes["street"].notna().all()
    assert nodes["postcode"].notna().mean() > 0.99
    assert addresses.geometry.x.between(83_000, 87_000).all()
    assert {"road", "cycleway", "path", "water", "railway", "green", "place"} <= set(
        frames["intake.map_feature"]["kind"]
    )
    assert "TU Delft Library" in set(frames["intake.facility"]["name"])
