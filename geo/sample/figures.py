"""CBS key figures for the buurten of Voorbeeldstad, under PDOK's names: rounded to five, suppressed as CBS would.

Here belongs how many people live where and how they fare; all made up, correlated the way neighbourhoods are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer
from scipy.spatial import cKDTree

from geo.sample.plan import GEMEENTE, NAME, CityPlan
from geo.sample.street import parks

SUPPRESSED = -99999999
INHABITANTS = 100_000
SHARE_65 = 0.19
YEAR = 2024


@dataclass(frozen=True)
class Kind:
    """A kind of neighbourhood: homes a hectare, persons a home, shares 65+ and 0-14, income, owned, houses, value."""

    homes_ha: float
    size: float
    aged: float
    young: float
    income: float
    owned: float
    houses: float
    value: float


KINDS = {
    "centre": Kind(34.0, 1.55, 0.17, 0.08, 34.0, 42, 22, 340),
    "old": Kind(33.0, 1.9, 0.14, 0.14, 30.5, 48, 55, 325),
    "postwar": Kind(30.0, 2.0, 0.21, 0.15, 27.5, 38, 62, 280),
    "flats": Kind(38.0, 1.75, 0.22, 0.14, 25.5, 26, 24, 235),
    "seventies": Kind(24.0, 2.25, 0.24, 0.14, 33.0, 62, 84, 355),
    "newbuild": Kind(26.0, 2.65, 0.075, 0.24, 37.5, 74, 86, 430),
    "villa": Kind(12.0, 2.45, 0.28, 0.14, 47.0, 84, 88, 640),
    "village": Kind(20.0, 2.3, 0.235, 0.15, 34.5, 70, 88, 395),
    "rural": Kind(0.16, 2.55, 0.225, 0.15, 36.0, 80, 97, 520),
    "industry": Kind(0.22, 1.6, 0.06, 0.04, 26.0, 30, 40, 250),
}


def base_figures(plan: CityPlan, rng: np.random.Generator) -> pd.DataFrame:
    """Unrounded inhabitants, 65+, 0-14 and households a buurt (index buurtcode), scaled to the gemeente's totals."""
    barred = shapely.union_all([shape for _, shape in parks(plan)])
    rows = []
    for cell in plan.cells:
        if cell.kind == "water":
            continue
        kind = KINDS[cell.kind]
        hectare = (cell.plan.area - cell.plan.intersection(barred).area) / 1e4
        homes = hectare * kind.homes_ha * float(np.exp(rng.normal(0, 0.16)))
        size = kind.size * float(np.exp(rng.normal(0, 0.04)))
        # one number for how well off a buurt is, behind income, value, ownership and health
        rows.append(
            {
                "buurtcode": cell.code,
                "kind": cell.kind,
                "hectare": cell.rd.area / 1e4,
                "homes": homes,
                "inhabitants": homes * size,
                "aged": float(np.clip(kind.aged * np.exp(rng.normal(0, 0.22)), 0.02, 0.45)),
                "young": float(np.clip(kind.young * np.exp(rng.normal(0, 0.12)), 0.02, 0.32)),
                "wealth": float(rng.normal(0, 1)),
            }
        )
    frame = pd.DataFrame(rows).set_index("buurtcode")
    scale = INHABITANTS / frame["inhabitants"].sum()
    frame["inhabitants"] *= scale
    frame["homes"] *= scale
    frame["aged"] *= SHARE_65 / ((frame["aged"] * frame["inhabitants"]).sum() / frame["inhabitants"].sum())
    return frame


def households(base: pd.DataFrame) -> dict[str, int]:
    """Residential addresses wanted a buurtcode: 97 in a hundred households have an address of their own."""
    return {str(code): round(0.97 * homes) for code, homes in base["homes"].items()}


def buurt_features(
    plan: CityPlan, base: pd.DataFrame, addresses: pd.DataFrame, facilities: pd.DataFrame, rng: np.random.Generator
) -> dict[str, Any]:
    """The GeoJSON feature collection of the buurten, WGS 84, seven decimals.

    Args:
        plan: the partition.
        base: :func:`base_figures`.
        addresses: address table, RD New.
        facilities: DataFrame[kind, x_rd, y_rd], RD New.
        rng: random numbers.
    """
    to_wgs = Transformer.from_crs(28992, 4326, always_xy=True)
    near = cKDTree(addresses[["x_rd", "y_rd"]].to_numpy())
    by_buurt = dict(list(addresses.groupby("buurtcode")))
    features = []
    for cell in plan.cells:
        properties: dict[str, Any] = {
            "buurtcode": cell.code,
            "buurtnaam": cell.name,
            "wijkcode": cell.wijk,
            "wijknaam": cell.wijk_name,
            "gemeentecode": GEMEENTE,
            "gemeentenaam": NAME,
            "water": "JA" if cell.kind == "water" else "NEE",
            "jaar": YEAR,
        }
        if cell.kind == "water":
            properties |= dict.fromkeys(FIGURES, SUPPRESSED)
        else:
            properties |= _figures(base.loc[[cell.code]].iloc[0], by_buurt[cell.code], near, facilities, rng)
            properties["oppervlakte_land_in_ha"] = round(cell.rd.area / 1e4)
        lon, lat = to_wgs.transform(*np.array(cell.rd.exterior.coords).T)
        rings = [_ring(lon, lat)]
        rings += [_ring(*to_wgs.transform(*np.array(hole.coords).T)) for hole in cell.rd.interiors]
        geometry = {"type": "Polygon", "coordinates": rings}
        features.append({"type": "Feature", "id": cell.code, "properties": properties, "geometry": geometry})
    return {"type": "FeatureCollection", "name": "buurten", "features": features}


FIGURES = (
    "meest_voorkomende_postcode",
    "stedelijkheid_adressen_per_km2",
    "omgevingsadressendichtheid",
    "bevolkingsdichtheid_inwoners_per_km2",
    "aantal_inwoners",
    "personen_65_jaar_en_ouder",
    "percentage_personen_65_jaar_en_ouder",
    "personen_0_tot_15_jaar",
    "aantal_huishoudens",
    "gemiddelde_huishoudsgrootte",
    "gemiddelde_woningwaarde",
    "percentage_koopwoningen",
    "percentage_eengezinswoning",
    "gemiddeld_inkomen_per_inwoner",
    "oppervlakte_land_in_ha",
    "huisartsenpraktijk_gemiddelde_afstand_in_km",
    "grote_supermarkt_gemiddelde_afstand_in_km",
    "percentage_goed_ervaren_gezondheid",
)


def _ring(lon: Any, lat: Any) -> list[list[float]]:
    return [[round(float(x), 7), round(float(y), 7)] for x, y in zip(lon, lat, strict=True)]


def _five(value: float) -> int:
    return int(5 * round(value / 5))


def _figures(
    row: pd.Series, own: pd.DataFrame, near: cKDTree, facilities: pd.DataFrame, rng: np.random.Generator
) -> dict[str, Any]:
    kind = KINDS[str(row["kind"])]
    people, aged = float(row["inhabitants"]), float(row["aged"])
    wealth = float(row["wealth"])
    income = kind.income + 2.0 * wealth
    health = 79.0 - 42.0 * (aged - 0.19) + 0.55 * (income - 33.0) + float(rng.normal(0, 1.1))
    points = own[["x_rd", "y_rd"]].to_numpy()
    around = near.query_ball_point(points[:: max(1, len(points) // 12)], 1000.0, return_length=True)
    density = round(float(np.mean(around)) / np.pi)
    inhabitants = _five(people)
    result: dict[str, Any] = {
        "meest_voorkomende_postcode": str(own["postcode"].str[:4].mode().iloc[0]),
        "stedelijkheid_adressen_per_km2": 1 + sum(density < limit for limit in (2500, 1500, 1000, 500)),
        "omgevingsadressendichtheid": density,
        "bevolkingsdichtheid_inwoners_per_km2": round(people / (float(row["hectare"]) / 100)),
        "aantal_inwoners": inhabitants,
        "personen_65_jaar_en_ouder": _five(people * aged),
        "percentage_personen_65_jaar_en_ouder": round(100 * aged),
        "personen_0_tot_15_jaar": _five(people * float(row["young"])),
        "aantal_huishoudens": _five(float(row["homes"])),
        "gemiddelde_huishoudsgrootte": round(people / float(row["homes"]), 1),
        "gemiddelde_woningwaarde": round(kind.value * float(np.exp(0.07 * wealth))),
        "percentage_koopwoningen": int(np.clip(round(kind.owned + 4 * wealth), 5, 97)),
        "percentage_eengezinswoning": int(np.clip(round(kind.houses + float(rng.normal(0, 4))), 3, 100)),
        "gemiddeld_inkomen_per_inwoner": round(income, 1),
        "huisartsenpraktijk_gemiddelde_afstand_in_km": _distance(points, facilities, "doctors"),
        "grote_supermarkt_gemiddelde_afstand_in_km": _distance(points, facilities, "supermarket"),
        "percentage_goed_ervaren_gezondheid": round(float(np.clip(health, 58, 92)), 1),
    }
    if inhabitants < 200:
        for name in (
            "gemiddelde_woningwaarde",
            "percentage_koopwoningen",
            "percentage_eengezinswoning",
            "gemiddeld_inkomen_per_inwoner",
            "percentage_goed_ervaren_gezondheid",
        ):
            result[name] = SUPPRESSED
    if inhabitants < 60:
        for name in (
            "personen_65_jaar_en_ouder",
            "percentage_personen_65_jaar_en_ouder",
            "personen_0_tot_15_jaar",
            "aantal_huishoudens",
            "gemiddelde_huishoudsgrootte",
        ):
            result[name] = SUPPRESSED
    return result


def _distance(points: Any, facilities: pd.DataFrame, kind: str) -> float:
    sites = facilities.loc[facilities["kind"] == kind, ["x_rd", "y_rd"]].to_numpy()
    distance, _ = cKDTree(sites).query(points)
    return round(float(np.mean(distance)) * 1.3 / 1000, 1)
