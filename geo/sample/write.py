"""Putting Voorbeeldstad together and writing it as a workspace folder, in the formats that the readers take.

Here belongs order and files; what is in them comes from the other modules. Same seed, same bytes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
import yaml
from numpy.typing import NDArray
from pyproj import Transformer

from geo.sample import facilities, figures, supply, trips
from geo.sample.addresses import build_addresses
from geo.sample.community import Community, community_tables
from geo.sample.deliveries import Calibration
from geo.sample.network import build_network
from geo.sample.osm import write_osm
from geo.sample.plan import GEMEENTE, NAME, build_plan, ring_line, warp, warp_shape
from geo.sample.streets import build_streets
from geo.workspace import FILES, OWN_FILES

NOTICES = (
    "Voorbeeldstad is een verzonnen gemeente: straten, mensen, organisaties en cijfers bestaan niet.",
    "De bezorggeschiedenis is gegenereerd en geijkt op de cijfers uit het Deventer onderzoek (TNO 2022).",
)

HOSPITAL = (1750.0, 620.0)
"""Where the hospital stands, plan metres."""

SCENARIOS: tuple[dict[str, Any], ...] = (
    {
        "scenario": "baseline",
        "title": "Vandaag: de wijkservicecentra zoals ze zijn",
        "objective": "evaluate",
        "mode": "cargo_bike",
        "minutes": 10,
        "service_area_minutes": [5, 10, 15],
        "rate_set": "vektis_2020",
        "candidates": "facilities",
        "keep": [],
        "forbid": [],
        "seed": 1,
    },
    {
        "scenario": "drie-hubs",
        "title": "Drie wijkservicecentra, opnieuw gekozen",
        "objective": "p_median",
        "hubs": 3,
        "mode": "cargo_bike",
        "minutes": 10,
        "service_area_minutes": [5, 10, 15],
        "rate_set": "vektis_2020",
        "candidates": "facilities",
        "keep": [],
        "forbid": [],
        "require": {"delivery_access": True},
        "seed": 1,
    },
)


def write_sample(root: Path, *, seed: int = 1) -> Path:
    """Write the workspace of the fictional gemeente Voorbeeldstad.

    Args:
        root: folder to write; made when absent, files in it are replaced.
        seed: the same seed gives the same bytes.

    Returns:
        The folder.
    """
    root = Path(root)
    plan = build_plan()
    network = build_network(build_streets(plan, _rng(seed, 1)), _rng(seed, 2))
    base = figures.base_figures(plan, _rng(seed, 3))
    addresses = build_addresses(plan, network, figures.households(base), _rng(seed, 4))
    social_map = facilities.build_facilities(addresses, facilities.SOCIAL_MAP, _rng(seed, 5), prefix="V")
    osm_only = facilities.build_facilities(addresses, facilities.OSM_ONLY, _rng(seed, 6), prefix="O", beside=social_map)
    both = pd.concat([social_map.drop(columns="storage_m2"), osm_only.drop(columns="storage_m2")], ignore_index=True)

    (root / "data").mkdir(parents=True, exist_ok=True)
    (root / "scenarios").mkdir(exist_ok=True)
    features = figures.buurt_features(plan, base, addresses, both, _rng(seed, 7))
    write_text(root / FILES["buurt"], json.dumps(features, ensure_ascii=False, separators=(", ", ": ")) + "\n")
    write_osm(root / FILES["streets"], plan, network, addresses, pd.concat([osm_only, _hospital()], ignore_index=True))
    write_csv(root / FILES["facility"], facility_table(social_map, _rng(seed, 8), _rng(seed, 19)))
    write_text(root / FILES["zone"], json.dumps(zone_features(), ensure_ascii=False) + "\n")
    for source, table in community_tables(_community(base["aged"], addresses, social_map), seed=seed).items():
        write_csv(root / FILES[source], table)
    write_yaml(root / "region.yaml", region_document())
    for scenario in SCENARIOS:
        write_yaml(root / "scenarios" / f"{scenario['scenario']}.yaml", scenario)
    return root


def region_document() -> dict[str, Any]:
    """The content of region.yaml."""
    return {
        "region": "voorbeeldstad",
        "name": NAME,
        "fictional": True,
        "gemeenten": [GEMEENTE],
        "timezone": "Europe/Amsterdam",
        "service_date": supply.SERVICE_DATE,
        "travel": {"detour_factor": supply.DETOUR_FACTOR},
        "notices": list(NOTICES),
        "files": {source: FILES[source] for source in ("buurt", "streets", "zone", *OWN_FILES)},
    }


def zone_features() -> dict[str, Any]:
    """The zero-emission zone of the centre, inside its second ring: the content of zones.geojson, WGS 84."""
    ring = shapely.Polygon(ring_line(1).coords)
    edge = shapely.get_coordinates(warp_shape(ring))
    longitude, latitude = Transformer.from_crs(28992, 4326, always_xy=True).transform(edge[:, 0], edge[:, 1])
    places = [[round(float(x), 6), round(float(y), 6)] for x, y in zip(longitude, latitude, strict=True)]
    zone = {"zone_id": "ZE-1", "naam": "Zero-emissiezone Centrum", "soort": "zero-emissiezone",
            "geldig_vanaf": "2025-01-01"}  # fmt: skip
    shape = {"type": "Polygon", "coordinates": [places]}
    feature = {"type": "Feature", "properties": zone, "geometry": shape}
    return {"type": "FeatureCollection", "features": [feature]}


def facility_table(frame: pd.DataFrame, rng: np.random.Generator, building: np.random.Generator) -> pd.DataFrame:
    """Rows of voorzieningen.csv from facilities; kinds of :data:`geo.sample.facilities.PLACES` tell their capacity.

    ``building`` draws what the building of a candidate is like.
    """
    capacity = [
        int(rng.integers(*facilities.PLACES[kind])) if kind in facilities.PLACES else None for kind in frame["kind"]
    ]
    return pd.DataFrame(
        {
            "voorziening_id": frame["facility_id"],
            "naam": frame["name"],
            "soort": frame["kind"].map(facilities.DUTCH),
            "kandidaat": frame["candidate"].map(supply.yes),
            "opslag_m2": frame["storage_m2"],
            "capaciteit": pd.Series(capacity, index=frame.index, dtype="Float64").astype(float),
            **facilities.buildings(frame, building),
            "x_rd": frame["x_rd"].round(1),
            "y_rd": frame["y_rd"].round(1),
        }
    )


def write_csv(path: Path, table: pd.DataFrame) -> None:
    """Write a table ``;``-separated, UTF-8, blank where missing, numbers without needless decimals."""
    text = table.map(_cell).to_csv(sep=";", index=False, lineterminator="\n")
    write_text(path, text)


def write_yaml(path: Path, document: dict[str, Any]) -> None:
    """Write a document as YAML, keys in the order given."""
    write_text(path, yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100))


def write_text(path: Path, text: str) -> None:
    """Write text as UTF-8 with plain line ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))


def _cell(value: Any) -> str:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _rng(seed: int, stream: int) -> np.random.Generator:
    return np.random.default_rng([seed, stream])


def _hospital() -> pd.DataFrame:
    x, y = warp(np.array([HOSPITAL]))[0]
    return pd.DataFrame({"name": ["Streekziekenhuis Voorland"], "kind": ["hospital"], "x_rd": [x], "y_rd": [y]})


def _community(aged: pd.Series, addresses: pd.DataFrame, social_map: pd.DataFrame) -> Community:
    """Who and where of Voorbeeldstad: frailer buurten weigh more, hubs in community centres, market on the square."""
    centre = warp(np.array([(0.0, 0.0)]))
    return Community(
        addresses=addresses,
        weights={str(code): float(share) ** 1.6 for code, share in aged.items()},
        hubs=_hubs(social_map),
        centre=(float(centre[0, 0]), float(centre[0, 1])),
        places=trips.Places(
            day_centres=_points(social_map, "day_activity"),
            market=centre,
            hospital=warp(np.array([HOSPITAL])),
            shops=_points(social_map, "supermarket"),
        ),
        calibration=Calibration(),
    )


def _points(social_map: pd.DataFrame, kind: str) -> NDArray[np.float64]:
    return social_map.loc[social_map["kind"] == kind, ["x_rd", "y_rd"]].to_numpy(dtype=float)


def _hubs(social_map: pd.DataFrame) -> tuple[supply.Hub, ...]:
    """Today's hubs in community centres; the second began in a village, moved to town and still serves the village."""

    def site(wijk: str) -> tuple[float, float]:
        own = social_map[(social_map["wijkcode"] == wijk) & (social_map["kind"] == "community_centre")]
        own = own if len(own) else social_map[social_map["wijkcode"] == wijk]
        return float(own.iloc[0]["x_rd"]), float(own.iloc[0]["y_rd"])

    return supply.moving_hubs(
        ("Wijkservicecentrum De Waterlelie", site("WK900108"), ["WK900105", "WK900107", "WK900108"]),
        ("Dorpshuis Oldemeen", site("WK900110"), ["WK900106", "WK900110"]),
        ("Wijkservicecentrum De Wissel", site("WK900103"), ["WK900103", "WK900106", "WK900110"]),
    )
