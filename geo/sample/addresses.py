"""Front doors of Voorbeeldstad: house numbers along the streets, postcodes, the buurt each lies in.

Here belongs the address table that deliveries and trips draw on:
DataFrame[street, house_number, postcode, place, x_rd, y_rd, buurtcode, wijkcode], RD New metres.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.sample.network import Network
from geo.sample.plan import VILLAGES, CityPlan

OFFSET_M = 10.0
"""Front doors lie this far from the middle of the street."""

RURAL_CLASSES = frozenset({"unclassified", "tertiary", "secondary"})
CITY_CLASSES = frozenset({"unclassified", "residential", "living_street", "pedestrian"})
LETTERS = "ABCDEFGHJKLMNPRTVWXZ"
COLUMNS = ["street", "house_number", "postcode", "place", "x_rd", "y_rd", "buurtcode", "wijkcode"]


def build_addresses(
    plan: CityPlan, network: Network, households: Mapping[str, int], rng: np.random.Generator
) -> pd.DataFrame:
    """Addresses for every buurt, about one a household, along its streets.

    Args:
        plan: the partition.
        network: streets, RD New.
        households: wanted number of addresses a buurtcode.
        rng: random numbers.

    Returns:
        DataFrame with :data:`COLUMNS`, sorted by postcode, street and number.
    """
    spots = _street_spots(plan, network)
    chosen: list[NDArray[np.float64]] = []
    labels: list[tuple[str, str, str]] = []
    for cell in plan.cells:
        wanted = households.get(cell.code, 0)
        streets = spots.get(cell.code, {})
        if wanted <= 0 or not streets:
            continue
        lengths = {name: sum(len(p) for p in pieces) for name, pieces in streets.items()}
        # flats: a third of the streets of a high-rise buurt holds most front doors
        weight = {n: v * (4.0 if cell.kind == "flats" and rng.random() < 0.35 else 1.0) for n, v in lengths.items()}
        shares = _shares(wanted, np.array([weight[n] for n in streets]))
        for (name, pieces), count in zip(streets.items(), shares.tolist(), strict=True):
            if count:
                chosen.append(_along(np.vstack(pieces), count, rng))
                labels += [(name, cell.code, cell.wijk)] * count
    table = pd.DataFrame(labels, columns=["street", "buurtcode", "wijkcode"])
    table[["x_rd", "y_rd", "side", "order"]] = np.vstack(chosen)
    table["place"] = _places(plan, table)
    table = _numbered(table)
    table["postcode"] = _postcodes(table)
    return table.sort_values(["postcode", "street", "number"], ignore_index=True)[COLUMNS]


def _street_spots(plan: CityPlan, network: Network) -> dict[str, dict[str, list[NDArray[np.float64]]]]:
    """Candidate doors a buurt and street: rows of (x, y, side, order), every few metres on both sides."""
    by_code = {c.code: c for c in plan.cells}
    result: dict[str, dict[str, list[NDArray[np.float64]]]] = defaultdict(lambda: defaultdict(list))
    rural = [c for c in plan.cells if c.kind == "rural"]
    tree = shapely.STRtree([c.rd for c in rural])
    order = 0.0
    for way in network.ways:
        cell = by_code.get(way.buurt)
        in_city = cell is not None and cell.kind != "rural" and way.highway in CITY_CLASSES
        main_street = way.buurt.startswith("village:")
        in_country = not way.buurt and way.highway in RURAL_CLASSES and way.name
        if not (in_city or main_street or in_country):
            continue
        doors = _doors(network.line_rd(way), order, 3.0 if not in_country else 40.0)
        order += 100_000.0
        if len(doors) == 0:
            continue
        if in_city and cell is not None:
            inside = shapely.contains_xy(cell.rd, doors[:, 0], doors[:, 1])
            if inside.any():
                result[cell.code][way.name].append(doors[inside])
        elif main_street:
            village = way.buurt.split(":")[1]
            for side in (c for c in plan.cells if c.kind == "village" and c.wijk_name == village):
                inside = shapely.contains_xy(side.rd, doors[:, 0], doors[:, 1])
                if inside.any():
                    result[side.code][way.name].append(doors[inside])
        else:
            points, cells = tree.query(shapely.points(doors[:, :2]), predicate="within")
            for k in np.unique(cells):
                result[rural[k].code][way.name].append(doors[points[cells == k]])
    return result


def _doors(line: NDArray[np.float64], order: float, gap: float) -> NDArray[np.float64]:
    steps = np.hypot(*np.diff(line, axis=0).T)
    total = float(steps.sum())
    if total < 30.0:
        return np.empty((0, 4))
    at = np.arange(14.0, total - 14.0, gap)
    reached = np.concatenate([[0.0], np.cumsum(steps)])
    piece = np.clip(np.searchsorted(reached, at, side="right") - 1, 0, len(steps) - 1)
    unit = np.diff(line, axis=0)[piece] / steps[piece, None]
    on = line[piece] + unit * (at - reached[piece])[:, None]
    normal = np.column_stack([-unit[:, 1], unit[:, 0]])
    away = OFFSET_M if gap < 10 else 22.0
    both = [np.column_stack([on + normal * away * side, np.full(len(at), side), order + at]) for side in (1.0, -1.0)]
    return np.vstack(both)


def _shares(total: int, weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """Whole numbers in proportion to weights that sum to the total (largest remainders)."""
    exact = total * weights / weights.sum()
    whole = np.floor(exact).astype(int)
    rest = total - int(whole.sum())
    whole[np.argsort(-(exact - whole), kind="stable")[:rest]] += 1
    return whole


def _along(doors: NDArray[np.float64], count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Evenly spread doors of one street: rows of (x, y, side, order), shifted a little."""
    doors = doors[np.lexsort((doors[:, 2], doors[:, 3]))]
    picks = np.linspace(0, len(doors) - 1, count) if count > 1 else np.array([len(doors) / 2])
    chosen = doors[np.round(picks).astype(int)]
    chosen[:, :2] = np.round(chosen[:, :2] + rng.normal(0, 0.8, (count, 2)), 2)
    return chosen


def _places(plan: CityPlan, table: pd.DataFrame) -> pd.Series:
    villages = {c.wijk: c.wijk_name for c in plan.cells if c.wijk_name in {v.name for v in VILLAGES}}
    return table["wijkcode"].map(villages).fillna("Voorbeeldstad")


def _numbered(table: pd.DataFrame) -> pd.DataFrame:
    """Even numbers left, odd numbers right, counting on along the whole street within a place."""
    table = table.sort_values(["place", "street", "order", "side", "buurtcode"], ignore_index=True)
    rank = table.groupby(["place", "street", "side"]).cumcount()
    table["number"] = np.where(table["side"] > 0, 2 * rank + 2, 2 * rank + 1)
    table["house_number"] = table["number"].astype(str)
    return table


def _postcodes(table: pd.DataFrame) -> pd.Series:
    """A postcode for at most 32 numbers of one street in one wijk; digits by wijk, letters in order."""
    block = (table["number"] - 1) // 32
    key = table["wijkcode"] + "|" + table["street"] + "|" + block.astype(str)
    letters = {wijk: _letters() for wijk in sorted(table["wijkcode"].unique())}
    codes: dict[str, str] = {}
    for own, wijk in zip(key, table["wijkcode"], strict=True):
        if own not in codes:
            codes[own] = f"90{int(wijk[-2:]) + 11}{next(letters[wijk])}"
    return key.map(codes)


def _letters() -> Iterator[str]:
    for first in LETTERS:
        for second in LETTERS:
            yield first + second
