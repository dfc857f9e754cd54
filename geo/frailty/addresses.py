"""From buurten down to addresses (dasymetric): expected residents and draws over the homes of a buurt, totals kept.

Here: which addresses are homes, and how a buurt's number is shared among them. Times from addresses are
:mod:`geo.coverage`'s affair.

OpenStreetMap's addresses do not say what stands there. An address of the social map (a shop, a school, a pharmacy) is
no home; a nursing home's is not one of residents *at home* either. All others count alike: no source tells a flat with
eighty doors on one address from a house. Read it by street, never by door.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.frailty.figures import FrailtyError

AT_THE_DOOR_M = 10.0
"""A facility within this distance of an address, and nearer to none other, stands at that address."""


def homes(addresses: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    """The addresses at which no facility stands; all of a buurt's where that would leave it without any.

    Args:
        addresses: core.address[buurtcode, geometry Point], RD New.
        facilities: core.facility[geometry Point], RD New, or None.
    """
    if facilities is None or facilities.empty or addresses.empty:
        return addresses
    tree = shapely.STRtree(addresses.geometry.to_numpy())
    _, nearest = tree.query_nearest(facilities.geometry.to_numpy(), max_distance=AT_THE_DOOR_M, all_matches=False)
    taken = np.zeros(len(addresses), dtype=bool)
    taken[nearest] = True
    buurt = addresses["buurtcode"].to_numpy()
    left = pd.Series(~taken).groupby(buurt).transform("any").to_numpy(dtype=bool)
    return addresses[~taken | ~left]


def spread_over_addresses(
    expected: pd.Series, addresses: gpd.GeoDataFrame, buurten: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """The expected residents of every buurt over its addresses alike; the parts add up to the buurt's number.

    Args:
        expected: residents by buurtcode.
        addresses: the homes[buurtcode, geometry Point]; those outside ``expected`` are left out. RD New.
        buurten: core.buurt[buurtcode, geometry]: a buurt without addresses keeps its number at a point inside it.

    Returns:
        GeoDataFrame[buurtcode, address_id (where given), address_count, weight, geometry], sorted by buurtcode;
        address_count is 1 at an address and 0 at a point that stands for a buurt. ``math.fsum`` of a buurt's weights is
        its expected number.

    Raises:
        FrailtyError: the buurten and the estimate are not the same.
    """
    unlike = set(expected.index) ^ set(buurten["buurtcode"])
    if unlike:
        raise FrailtyError(
            f"The estimate of frailty and the map do not have the same buurten: {', '.join(sorted(unlike)[:5])} "
            f"({len(unlike)} in all) are in one of them only. Load both for the same year."
        )
    own = addresses[addresses["buurtcode"].isin(expected.index)]
    own = own.iloc[np.argsort(own["buurtcode"].to_numpy(dtype=str), kind="stable")]
    codes, first, count = np.unique(own["buurtcode"].to_numpy(dtype=str), return_index=True, return_counts=True)
    whole = expected.reindex(codes).to_numpy(dtype=np.float64)
    weight = np.repeat(whole / np.maximum(count, 1), count)
    weight[first] = whole - (count - 1) * (whole / np.maximum(count, 1))
    bare = buurten[~buurten["buurtcode"].isin(codes)]
    named = [*own["address_id"], *([None] * len(bare))] if "address_id" in own.columns else None
    points = gpd.GeoDataFrame(
        {
            "buurtcode": [*own["buurtcode"], *bare["buurtcode"]],
            "address_count": np.repeat([1, 0], [len(own), len(bare)]),
            "weight": np.concatenate([weight, expected.reindex(bare["buurtcode"]).to_numpy(dtype=np.float64)]),
        },
        geometry=[*own.geometry, *bare.geometry.representative_point()],
        crs=buurten.crs,
    )
    if named is not None:
        points.insert(1, "address_id", named)
    return points.sort_values("buurtcode", kind="stable", ignore_index=True)


def spread_draw(drawn: NDArray[np.int64], place: NDArray[np.int64], seed: int) -> NDArray[np.int64]:
    """Whole residents of one draw over addresses, each to one address of its buurt by chance; totals kept exactly.

    Args:
        drawn: residents by buurt, (n_buurten,).
        place: the buurt of each address, (n_addresses,). A buurt with residents and no address is refused.
        seed: seed.

    Returns:
        Residents by address, (n_addresses,).
    """
    rng = np.random.default_rng([seed, 2])
    result = np.zeros(len(place), dtype=np.int64)
    order = np.argsort(place, kind="stable")
    starts = np.searchsorted(place[order], np.arange(len(drawn) + 1))
    for buurt, number in enumerate(drawn):
        own = order[starts[buurt] : starts[buurt + 1]]
        if number and not len(own):
            raise FrailtyError("A buurt with residents has no address to spread them over; give it a point of its own.")
        if number:
            result[own] = rng.multinomial(number, np.full(len(own), 1 / len(own)))
    return result
