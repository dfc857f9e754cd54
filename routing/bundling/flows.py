"""Flows of goods in the history: supplier, hub, buurt, with the legs in metres.

Belongs here: counting deliveries by where they came from and went. Does not belong here: routes of a day
(``route_plan``) or what the kilometres mean (``impact``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from routing.bundling.history import UNKNOWN_BUURT
from routing.bundling.roads import DETOUR_FACTOR

if TYPE_CHECKING:
    from geo.travel_time import TravelTimes

KEYS = ("supplier_id", "hub_id", "buurtcode", "channel")
COLUMNS = (*KEYS, "deliveries", "delivery_days", "supplier_leg_m", "hub_leg_m")


def flows(
    deliveries: pd.DataFrame,
    depots: pd.DataFrame,
    hubs: pd.DataFrame,
    buurten: pd.DataFrame,
    times: TravelTimes,
    *,
    detour_factor: float = DETOUR_FACTOR,
) -> pd.DataFrame:
    """Group the deliveries into flows; every delivery is in exactly one.

    ``deliveries``: ``core.delivery`` (delivery_id, service_date, supplier_id, hub_id, buurtcode, NULL where the
    address was not found; channel as in ``history``, 'hub' without one). ``depots``: supplier_id, geometry. ``hubs``:
    hub_id, geometry. ``buurten``: buurtcode,
    geometry; a point, or an area whose inner point is taken. Geometry in RD New. ``times``: the travel times asked
    for both legs.

    Returns the columns of ``planning.flow``. ``supplier_leg_m`` is the shortest way from a depot of the supplier to
    the hub: along the streets, and straight line x ``detour_factor`` where the depot lies outside the streets (no way
    found, or a way shorter than the straight line, which only a depot moved to the edge of the map can have).
    ``hub_leg_m`` is the way from hub to the buurt's point. What goes past the hub has the way from depot to buurt, and
    no second leg. Both are NaN where a depot, hub, buurt or way is unknown:
    unknown is never 0.
    """
    rows = deliveries.assign(buurtcode=deliveries["buurtcode"].astype("str").fillna(UNKNOWN_BUURT))
    rows = rows if "channel" in rows.columns else rows.assign(channel="hub")
    grouped = rows.groupby(list(KEYS), sort=True, dropna=False)
    table = grouped.agg(deliveries=("delivery_id", "size"), delivery_days=("service_date", "nunique")).reset_index()
    past_hub = table["channel"] == "past_hub"
    to_hub = _supplier_legs(table, "hub_id", depots, hubs, times, detour_factor)
    to_door = _supplier_legs(table[past_hub], "buurtcode", depots, buurten, times, detour_factor)
    table["supplier_leg_m"] = to_hub
    table.loc[past_hub, "supplier_leg_m"] = to_door
    table["hub_leg_m"] = np.where(past_hub, np.nan, _hub_legs(table, hubs, buurten, times))
    return table[list(COLUMNS)].astype(dict.fromkeys(KEYS, "str") | {"deliveries": "int64", "delivery_days": "int64"})


def _supplier_legs(
    table: pd.DataFrame, key: str, depots: pd.DataFrame, ends_at: pd.DataFrame, times: TravelTimes, detour_factor: float
) -> NDArray[np.float64]:
    """Metres from the supplier's nearest depot to the hub or buurt that ``key`` names."""
    depots, hubs = _located(depots, "supplier_id"), _located(ends_at[ends_at[key].isin(table[key])], key)
    leg = np.full(len(table), np.nan)
    if depots.empty or hubs.empty or table.empty:
        return leg
    starts, ends = _xy(depots), _xy(hubs)
    length = np.asarray(times.table(starts, ends).length_m, dtype=np.float64)
    straight = np.hypot(*(starts[:, None, :] - ends[None, :, :]).transpose(2, 0, 1))
    outside = np.isnan(length) | (length < straight - 1.0 - 0.001 * straight)
    length = np.where(outside, straight * detour_factor, length)
    nearest = pd.DataFrame(length, columns=hubs[key].to_numpy()).groupby(depots["supplier_id"].to_numpy()).min()
    return _look_up(nearest, table["supplier_id"], table[key])


def _hub_legs(
    table: pd.DataFrame, hubs: pd.DataFrame, buurten: pd.DataFrame, times: TravelTimes
) -> NDArray[np.float64]:
    hubs, buurten = _located(hubs, "hub_id"), _located(buurten, "buurtcode")
    buurten = buurten[buurten["buurtcode"].isin(table["buurtcode"])]
    if hubs.empty or buurten.empty or table.empty:
        return np.full(len(table), np.nan)
    length = np.asarray(times.table(_xy(hubs), _xy(buurten)).length_m, dtype=np.float64)
    legs = pd.DataFrame(length, index=hubs["hub_id"].to_numpy(), columns=buurten["buurtcode"].to_numpy())
    return _look_up(legs, table["hub_id"], table["buurtcode"])


def _located(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    known = [getattr(shape, "is_empty", True) is False for shape in frame["geometry"]]
    kept = frame.loc[np.array(known, dtype=bool), [key, "geometry"]]
    return kept if key == "supplier_id" else kept.drop_duplicates(key)


def _xy(frame: pd.DataFrame) -> NDArray[np.float64]:
    return shapely.get_coordinates(shapely.point_on_surface(np.array(list(frame["geometry"]), dtype=object)))


def _look_up(legs: pd.DataFrame, rows: pd.Series[Any], columns: pd.Series[Any]) -> NDArray[np.float64]:
    at_row, at_column = legs.index.get_indexer(pd.Index(rows)), legs.columns.get_indexer(pd.Index(columns))
    found = (at_row >= 0) & (at_column >= 0)
    leg = np.full(len(rows), np.nan)
    leg[found] = legs.to_numpy()[at_row[found], at_column[found]]
    return leg
