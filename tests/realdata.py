"""Workspaces from real public data: ``python -m tests.realdata delft|deventer DIR``.

Copies CBS buurten (and, for Delft, the OpenStreetMap extract) from the folder in ``WIJK_REALDATA`` and generates the
rest with the sample's generators: no real person, delivery, hub or organisation appears. Nothing of that folder is
ever part of the project.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd

from geo.sample import supply, trips
from geo.sample.community import Community, community_tables
from geo.sample.deliveries import Calibration
from geo.sample.write import SCENARIOS, write_csv, write_yaml
from geo.workspace import FILES, OWN_FILES

ENVIRONMENT = "WIJK_REALDATA"
CALIBRATION = Calibration(total=2000, residents=150, stock_days=60)
GENERATED = (
    "Leveringen, bezoeken, bestellingen, bewoners, buurtconciërges, wijkservicecentra, leveranciers, voertuigen en "
    "ritten zijn gegenereerd: ze bestaan niet. Echt zijn alleen {real}."
)
STRAIGHT = (
    "Voor {name} is er geen stratenbestand: reistijden en kilometers zijn de afstand in een rechte lijn maal 1,3, "
    "en de adressen van bewoners zijn willekeurige punten in bewoonde buurten."
)


class RealDataError(ValueError):
    """The real data are not there."""


@dataclass(frozen=True)
class Place:
    """A real gemeente: key, name, code, and the file with its streets where there is one."""

    region: str
    name: str
    gemeente: str
    streets: str | None


PLACES = {
    "delft": Place("delft", "Delft", "GM0503", "delft_tudelft_complete_ways.osm.pbf"),
    "deventer": Place("deventer", "Deventer", "GM0150", None),
}


def build_workspace(region: str, root: Path, *, source: Path | None = None, seed: int = 1) -> Path:
    """Write the workspace of a real gemeente.

    Args:
        region: key of :data:`PLACES`.
        root: folder to write.
        source: folder with the real data; by default the one in ``WIJK_REALDATA``.
        seed: seed of what is generated.

    Raises:
        RealDataError: the folder or a file in it is missing.
    """
    place = PLACES[region]
    folder = (source or realdata_folder()) / region
    boundaries = folder / "buurten.geojson"
    if not boundaries.is_file():
        raise RealDataError(f"{boundaries} is missing; point {ENVIRONMENT} at the folder with the real data.")
    (root / "data").mkdir(parents=True, exist_ok=True)
    shutil.copyfile(boundaries, root / FILES["buurt"])
    buurten = read_buurten(boundaries)
    if place.streets is not None:
        shutil.copyfile(folder / place.streets, root / FILES["streets"])
        addresses = osm_addresses(folder / place.streets, buurten)
    else:
        addresses = random_addresses(buurten, place.name, np.random.default_rng([seed, 1]))
    weights = _weights(buurten)
    community = _community(addresses, weights, with_points=place.streets is None, seed=seed)
    tables = {"facility": _candidates(buurten, addresses, weights, community, place)}
    tables |= community_tables(community, seed=seed)
    for key, table in tables.items():
        write_csv(root / FILES[key], table)
    write_yaml(root / "region.yaml", _region(place))
    for scenario in SCENARIOS:
        write_yaml(root / "scenarios" / f"{scenario['scenario']}.yaml", scenario)
    return root


def realdata_folder() -> Path:
    """The folder in ``WIJK_REALDATA``; raises :class:`RealDataError` where it is not set or absent."""
    value = os.environ.get(ENVIRONMENT, "")
    if not value or not Path(value).is_dir():
        raise RealDataError(f"{ENVIRONMENT} is not set to a folder with the real data; set it and run again.")
    return Path(value)


def read_buurten(path: Path) -> gpd.GeoDataFrame:
    """Inhabited land buurten with inhabitants and share of 65 and over; suppressed is NaN. RD New."""
    frame = gpd.read_file(path)
    frame = frame[frame["water"] == "NEE"].to_crs(28992)
    frame["geometry"] = frame.geometry.make_valid()
    for column in ("aantal_inwoners", "personen_65_jaar_en_ouder", "aantal_huishoudens"):
        frame[column] = pd.to_numeric(frame[column]).where(lambda v: v >= 0)
    frame["aged"] = frame["personen_65_jaar_en_ouder"] / frame["aantal_inwoners"]
    return frame.reset_index(drop=True)


def osm_addresses(path: Path, buurten: gpd.GeoDataFrame) -> pd.DataFrame:
    """The address table of the extract's address nodes, each in its buurt; one row a postcode and house number."""
    tags = ("addr:street", "addr:housenumber", "addr:postcode", "addr:city")
    rows = [
        (*(node.tags.get(tag) for tag in tags), node.location.lon, node.location.lat)
        for node in osmium.FileProcessor(str(path)).with_filter(osmium.filter.KeyFilter("addr:housenumber"))
        if node.is_node() and all(tag in node.tags for tag in tags)
    ]
    frame = pd.DataFrame(rows, columns=["street", "house_number", "postcode", "place", "lon", "lat"])
    frame["postcode"] = frame["postcode"].str.replace(" ", "").str.upper()
    frame = frame.drop_duplicates(["postcode", "house_number"])
    points = gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(frame["lon"], frame["lat"]), crs=4326).to_crs(28992)
    points["x_rd"], points["y_rd"] = points.geometry.x.round(1), points.geometry.y.round(1)
    located = points.sjoin(buurten[["buurtcode", "wijkcode", "geometry"]], predicate="within")
    columns = ["street", "house_number", "postcode", "place", "x_rd", "y_rd", "buurtcode", "wijkcode"]
    return pd.DataFrame(located[columns]).sort_values(["postcode", "street", "house_number"], ignore_index=True)


def random_addresses(buurten: gpd.GeoDataFrame, name: str, rng: np.random.Generator) -> pd.DataFrame:
    """An address table of random points in inhabited buurten, one for every ten households; no street or number."""
    frames = []
    for row in buurten[buurten["aantal_inwoners"] > 0].itertuples(index=False):
        households = row.aantal_huishoudens if row.aantal_huishoudens > 0 else row.aantal_inwoners / 2
        wanted = max(1, round(households / 10))
        shape = gpd.GeoSeries([row.geometry], crs=28992)
        points = shape.sample_points(wanted, rng=rng).explode(index_parts=False)
        frames.append(
            pd.DataFrame(
                {
                    "x_rd": points.x.round(1).to_numpy(),
                    "y_rd": points.y.round(1).to_numpy(),
                    "buurtcode": row.buurtcode,
                    "wijkcode": row.wijkcode,
                }
            )
        )
    table = pd.concat(frames, ignore_index=True)
    return table.assign(street="", house_number="", postcode="", place=name)


def _weights(buurten: gpd.GeoDataFrame) -> dict[str, float]:
    """Share of 65 and over a buurtcode; nothing where it is suppressed or hardly anybody lives."""
    known = buurten[(buurten["aantal_inwoners"] >= 200) & buurten["aged"].notna()]
    return {str(code): float(share) for code, share in zip(known["buurtcode"], known["aged"], strict=True)}


def _community(addresses: pd.DataFrame, weights: Mapping[str, float], *, with_points: bool, seed: int) -> Community:
    rng = np.random.default_rng([seed, 2])
    spots = addresses.loc[addresses["buurtcode"].isin(weights), ["x_rd", "y_rd"]].to_numpy(dtype=float)
    centre = addresses[["x_rd", "y_rd"]].median()
    organisations = [
        replace(trips.ORGANISATIONS[0], vans=3, passengers=14),
        replace(trips.ORGANISATIONS[3], vans=2, passengers=8),
        replace(trips.ORGANISATIONS[4], vans=2, passengers=8),
    ]
    nearest = spots[[int(np.hypot(*(spots - centre.to_numpy()).T).argmin())]]
    return Community(
        addresses=addresses,
        weights=weights,
        hubs=_hubs(addresses, weights),
        centre=(float(centre["x_rd"]), float(centre["y_rd"])),
        places=trips.Places(
            day_centres=spots[rng.choice(len(spots), 3, replace=False)],
            market=nearest,
            hospital=spots[rng.choice(len(spots), 1)],
            shops=spots[rng.choice(len(spots), 4, replace=False)],
        ),
        calibration=CALIBRATION,
        orders_a_day=16,
        organisations=organisations,
        with_points=with_points,
    )


def _hubs(addresses: pd.DataFrame, weights: Mapping[str, float]) -> tuple[supply.Hub, ...]:
    """Two hubs: in the heaviest wijk and in the heavy one furthest from it; each serves at most three wijken."""
    weight = addresses["buurtcode"].map(dict(weights)).fillna(0.0)
    heavy = weight.groupby(addresses["wijkcode"]).sum().sort_values(ascending=False, kind="stable")
    heavy = heavy[heavy > 0]
    middles = addresses[weight > 0].groupby("wijkcode")[["x_rd", "y_rd"]].median()
    first = str(heavy.index[0])
    away = {w: float(np.hypot(*(middles.loc[w] - middles.loc[first]))) for w in heavy.index[1:4]}
    second = str(max(away, key=lambda w: away[w]))
    served: dict[str, list[str]] = {first: [first], second: [second]}
    for wijk in heavy.index:
        if wijk in (first, second):
            continue
        near = min((first, second), key=lambda own: float(np.hypot(*(middles.loc[wijk] - middles.loc[own]))))
        if len(served[near]) < 3:
            served[near].append(str(wijk))
    sites = []
    for number, wijk in enumerate((first, second), start=1):
        own = addresses[(addresses["wijkcode"] == wijk) & (weight > 0)]
        gap = np.hypot(own["x_rd"] - own["x_rd"].median(), own["y_rd"] - own["y_rd"].median())
        at = own.loc[gap.idxmin()]
        name = f"Wijkservicecentrum {number} (gegenereerd)"
        sites.append((name, (float(at["x_rd"]), float(at["y_rd"])), sorted(served[wijk])))
    return supply.standing_hubs(sites)


def _candidates(
    buurten: gpd.GeoDataFrame, addresses: pd.DataFrame, weights: Mapping[str, float], community: Community, place: Place
) -> pd.DataFrame:
    """Candidate sites, labelled for what they are: middles of buurten, or a few addresses where streets are known."""
    inhabited = buurten[buurten["buurtcode"].isin(weights)]
    rows = []
    if place.streets is None:
        for row in inhabited.itertuples(index=False):
            point = row.geometry.representative_point()
            rows.append((f"Zoekgebied {row.buurtnaam} (middelpunt van de buurt)", point.x, point.y))
    else:
        for row in inhabited.itertuples(index=False):
            own = addresses[addresses["buurtcode"] == row.buurtcode]
            if len(own) < 100:
                continue
            gap = np.hypot(own["x_rd"] - own["x_rd"].median(), own["y_rd"] - own["y_rd"].median())
            at = own.loc[gap.idxmin()]
            rows.append((f"Zoekgebied {row.buurtnaam} (adres midden in de buurt)", at["x_rd"], at["y_rd"]))
    rows += [
        (f"Dagactiviteit {k} (gegenereerd)", x, y) for k, (x, y) in enumerate(community.places.day_centres, start=1)
    ]
    kinds: Sequence[str] = ["dagbesteding" if name.startswith("Dagact") else "buurthuis" for name, _, _ in rows]
    return pd.DataFrame(
        {
            "voorziening_id": [f"V{k:03d}" for k in range(1, len(rows) + 1)],
            "naam": [name for name, _, _ in rows],
            "soort": kinds,
            "kandidaat": ["nee" if kind == "dagbesteding" else "ja" for kind in kinds],
            "opslag_m2": [None if kind == "dagbesteding" else 30 for kind in kinds],
            "bevoorrading": [None if kind == "dagbesteding" else "ja" for kind in kinds],
            "x_rd": [round(float(x), 1) for _, x, _ in rows],
            "y_rd": [round(float(y), 1) for _, _, y in rows],
        }
    )


def _region(place: Place) -> dict[str, object]:
    there = ("buurt", *(("streets",) if place.streets is not None else ()), *OWN_FILES)
    files = {source: FILES[source] for source in there}
    real = "de buurten en cijfers van het CBS"
    real += " en de straten en adressen van OpenStreetMap" if place.streets is not None else ""
    notices = [GENERATED.format(real=real)]
    if place.streets is None:
        notices.append(STRAIGHT.format(name=place.name))
    else:
        notices.append(
            f"Het stratenbestand beslaat maar een deel van {place.name}: daarbuiten zijn er geen reistijden."
        )
    return {
        "region": place.region,
        "name": place.name,
        "fictional": False,
        "gemeenten": [place.gemeente],
        "timezone": "Europe/Amsterdam",
        "service_date": supply.SERVICE_DATE,
        "travel": {"detour_factor": 1.3},
        "notices": notices,
        "files": files,
    }


def main() -> int:
    """Read the arguments, write the workspace; one plain sentence and exit code 1 where the data are missing."""
    parser = argparse.ArgumentParser(prog="python -m tests.realdata", description=__doc__.splitlines()[0])
    parser.add_argument("region", choices=sorted(PLACES))
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    try:
        root = build_workspace(arguments.region, arguments.folder)
    except RealDataError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{root.resolve()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
