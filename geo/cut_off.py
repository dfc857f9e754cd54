"""What the street network leaves out by a means of travel: hubs and facilities by name, addresses by their number.

No address is named: who lives there may be a client. What the states mean is in :mod:`geo.travel_time.reachability`.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.site_times import SiteTimes, points_of
from geo.travel_time import State, TravelTimes

COLUMNS = ("mode", "subject", "subject_id", "state", "name", "count", "expected_frail", "street_m")
MOVED = "moved"
SUBJECTS = {"existing": "hub", "candidate": "candidate"}


def cut_off(
    times: TravelTimes,
    table: SiteTimes,
    sites: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    demand: gpd.GeoDataFrame,
) -> pd.DataFrame:
    """Sites and facilities that are not joined to the main part of the network, and addresses that no site reaches.

    ``table``: from all ``sites``[site_id, name, kind, geometry] to ``demand`` (:func:`geo.coverage.demand_points`).
    ``facilities``: core.facility[facility_id, name, geometry]. RD New. A place that starts from another street than its
    own, since that lies in a part that is joined to nothing, is listed as ``moved``. Returns planning.cut_off rows,
    :data:`COLUMNS`.
    """
    others = facilities[~facilities["facility_id"].isin(sites["site_id"])].rename(columns={"facility_id": "site_id"})
    columns = ["site_id", "name", "kind", "geometry"]
    places = pd.concat([sites[columns], others.assign(kind="facility")[columns]], ignore_index=True)
    parts = [part for part in (_places(times, gpd.GeoDataFrame(places)), _addresses(times, table, demand)) if len(part)]
    found = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS))
    return found.assign(mode=times.mode)[list(COLUMNS)]


def _places(times: TravelTimes, places: gpd.GeoDataFrame) -> pd.DataFrame:
    if places.empty:
        return pd.DataFrame()
    found = times.reachability(points_of(places), list(places["site_id"])).points
    state = found["state"].mask(found["moved"].astype(bool), MOVED)
    rows = pd.DataFrame(
        {
            "subject": places["kind"].map(SUBJECTS).fillna("facility").to_numpy(),
            "subject_id": places["site_id"].to_numpy(),
            "state": state.to_numpy(),
            "name": places["name"].to_numpy(),
            "count": 1,
            "expected_frail": np.nan,
            "street_m": found["street_m"].to_numpy(dtype=float),
        }
    )
    return rows[rows["state"] != State.JOINED.value]


def _addresses(times: TravelTimes, table: SiteTimes, demand: gpd.GeoDataFrame) -> pd.DataFrame:
    left = demand[~np.isfinite(table.nearest_s()) & (demand["address_count"].to_numpy() > 0)]
    if left.empty or not len(table.site_ids):
        return pd.DataFrame()
    found = times.reachability(points_of(left), [""] * len(left)).points
    state = found["state"].where(found["state"] != State.JOINED.value, State.CUT_OFF.value)  # no *site* has a way
    frame = pd.DataFrame(
        {
            "subject_id": left["buurtcode"].to_numpy(),
            "state": state.to_numpy(),
            "count": left["address_count"].to_numpy(),
            "expected_frail": left["weight"].to_numpy(dtype=float),
            "street_m": found["street_m"].to_numpy(dtype=float),
        }
    )
    kinds = {"count": "sum", "expected_frail": "sum", "street_m": "max"}
    return frame.groupby(["subject_id", "state"], as_index=False).agg(kinds).assign(subject="addresses", name=None)
