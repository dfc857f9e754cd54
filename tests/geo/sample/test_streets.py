"""The street extract: readable, sorted, connected, three bridges over the river, matching addresses."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import pytest
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.workspace import FILES

CAR = {"primary", "secondary", "tertiary", "unclassified", "residential", "living_street", "service", "track"}
EVERY_CLASS = CAR | {"cycleway", "footway", "pedestrian"}


@dataclass
class Extract:
    """What a reader of the file finds."""

    nodes: dict[int, tuple[float, float]] = field(default_factory=dict)
    tagged: dict[int, dict[str, str]] = field(default_factory=dict)
    ways: dict[int, tuple[list[int], dict[str, str]]] = field(default_factory=dict)
    order: list[tuple[str, int]] = field(default_factory=list)

    def roads(self, classes: set[str]) -> Iterator[tuple[list[int], dict[str, str]]]:
        return ((nodes, tags) for nodes, tags in self.ways.values() if tags.get("highway") in classes)


@pytest.fixture(scope="module")
def extract(sample: Path) -> Extract:
    found = Extract()
    for thing in osmium.FileProcessor(str(sample / FILES["streets"])):
        tags = {tag.k: tag.v for tag in thing.tags}
        if thing.is_node():
            found.nodes[thing.id] = (thing.location.lon, thing.location.lat)
            found.order.append(("n", thing.id))
            if tags:
                found.tagged[thing.id] = tags
        else:
            found.ways[thing.id] = ([node.ref for node in thing.nodes], tags)
            found.order.append(("w", thing.id))
    return found


@pytest.fixture(scope="module")
def addresses(extract: Extract) -> gpd.GeoDataFrame:
    rows = [(*extract.nodes[n], tags) for n, tags in extract.tagged.items() if "addr:postcode" in tags]
    frame = pd.DataFrame([tags for *_, tags in rows])
    points = gpd.points_from_xy([r[0] for r in rows], [r[1] for r in rows])
    return gpd.GeoDataFrame(frame, geometry=points, crs=4326).to_crs(28992)


def share_of_largest(edges: list[tuple[int, int]], *, directed: bool) -> float:
    nodes, place = np.unique(np.array(edges), return_inverse=True)
    place = place.reshape(-1, 2)
    graph = coo_array((np.ones(len(place)), (place[:, 0], place[:, 1])), shape=(len(nodes), len(nodes)))
    _, labels = connected_components(graph, directed=directed, connection="strong" if directed else "weak")
    return float(np.bincount(labels).max() / len(nodes))


def test_the_file_is_sorted_and_every_way_finds_its_nodes(extract: Extract) -> None:
    assert extract.order == sorted(extract.order)
    assert all(n in extract.nodes for nodes, _ in extract.ways.values() for n in nodes)


def test_all_classes_of_road_occur_with_names_speeds_and_one_ways(extract: Extract) -> None:
    count = Counter(tags["highway"] for _, tags in extract.roads(EVERY_CLASS))
    assert set(count) == EVERY_CLASS
    assert count["residential"] > 500
    assert sum(tags.get("oneway") == "yes" for _, tags in extract.roads(CAR)) > 20
    assert all("name" in tags and "maxspeed" in tags for _, tags in extract.roads({"residential", "primary"}))
    assert sum(tags.get("barrier") == "bollard" for tags in extract.tagged.values()) > 50


def test_a_car_gets_from_anywhere_to_anywhere_past_no_bollard(extract: Extract) -> None:
    shut = {n for n, tags in extract.tagged.items() if tags.get("barrier") == "bollard"}
    edges = []
    for nodes, tags in extract.roads(CAR):
        for a, b in pairwise(nodes):
            if a not in shut and b not in shut:
                edges += [(a, b)] if tags.get("oneway") == "yes" else [(a, b), (b, a)]
    assert share_of_largest(edges, directed=True) == 1.0


def test_walkers_and_bicycles_reach_everything(extract: Extract) -> None:
    edges = [pair for nodes, _ in extract.roads(EVERY_CLASS) for pair in pairwise(nodes)]
    assert share_of_largest(edges, directed=False) == 1.0


def test_junctions_are_staggered_and_one_in_eight_streets_ends_blind(extract: Extract) -> None:
    arms: Counter[int] = Counter()
    for nodes, _ in extract.roads(EVERY_CLASS):
        arms.update(n for pair in pairwise(nodes) for n in pair)
    kinds = Counter(arms.values())
    junctions = sum(count for arm, count in kinds.items() if arm > 2)
    assert kinds[3] > 0.8 * junctions
    assert kinds[1] > 0.125 * junctions


def test_three_bridges_are_the_only_crossings_of_the_river(extract: Extract) -> None:
    river = next(nodes for nodes, tags in extract.ways.values() if tags.get("water") == "river")
    water = shapely.Polygon([extract.nodes[n] for n in river])
    over: Counter[str] = Counter()
    for nodes, tags in extract.roads(EVERY_CLASS):
        if water.intersects(shapely.LineString([extract.nodes[n] for n in nodes])):
            assert tags.get("bridge") == "yes", f"{tags.get('name')} runs through the water"
            over[tags["name"]] += 1
    assert set(over) == {"Marktbrug", "Noorderbrug", "Zuiderbrug"}
    dry = [p for nodes, tags in extract.roads(EVERY_CLASS) if "bridge" not in tags for p in pairwise(nodes)]
    assert share_of_largest(dry, directed=False) < 0.95


def test_about_45_thousand_addresses_each_once_by_postcode_and_number(addresses: gpd.GeoDataFrame) -> None:
    assert 43_000 <= len(addresses) <= 47_000
    assert addresses["addr:postcode"].str.fullmatch(r"90\d\d[A-Z]{2}").all()
    assert not addresses.duplicated(["addr:postcode", "addr:housenumber"]).any()
    assert not addresses.duplicated(["addr:city", "addr:street", "addr:housenumber"]).any()
    assert addresses.groupby("addr:postcode")["addr:street"].nunique().max() == 1


def test_addresses_stand_beside_their_own_street(extract: Extract, addresses: gpd.GeoDataFrame) -> None:
    names, lines = [], []
    for nodes, tags in extract.roads(EVERY_CLASS):
        names.append(tags.get("name", ""))
        lines.append(shapely.LineString([extract.nodes[n] for n in nodes]))
    streets = gpd.GeoDataFrame({"name": names}, geometry=lines, crs=4326).to_crs(28992).dissolve("name")
    some = addresses.iloc[::37]
    own = streets.geometry.loc[some["addr:street"]].reset_index(drop=True)
    away = some.geometry.reset_index(drop=True).distance(own)
    assert 8.0 < away.median() < 12.0
    assert away.max() < 30.0


def test_addresses_follow_the_households_of_their_buurt(sample: Path, addresses: gpd.GeoDataFrame) -> None:
    buurten = gpd.read_file(sample / FILES["buurt"]).to_crs(28992)
    joined = addresses.sjoin(buurten[["buurtcode", "geometry"]], predicate="within")
    assert len(joined) > 0.9995 * len(addresses)
    count = joined.groupby("buurtcode").size()
    known = buurten[buurten["aantal_huishoudens"] > 0].set_index("buurtcode")["aantal_huishoudens"]
    ratio = count.reindex(known.index) / known
    assert ratio[known > 300].between(0.9, 1.05).all()


def test_base_map_and_amenities_are_there(extract: Extract, tables: Mapping[str, pd.DataFrame]) -> None:
    kinds = Counter()
    for _, tags in extract.ways.values():
        kinds.update({f"{key}={tags[key]}" for key in ("natural", "landuse", "railway", "leisure") if key in tags})
    assert {"natural=water", "landuse=residential", "railway=rail", "leisure=park"} <= set(kinds)
    spots = Counter(tags.get("amenity") or tags.get("shop") or tags.get("place") for tags in extract.tagged.values())
    assert {"pharmacy", "doctors", "supermarket", "community_centre", "hospital", "suburb", "village"} <= set(spots)
    assert spots["village"] == 5
