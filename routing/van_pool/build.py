"""From frames to a dial-a-ride problem: places, matrices, windows, loads.

Belongs here: reading ``core.trip_request``, ``vault.passenger`` and ``core.vehicle`` frames. Does not belong here:
any rule of planning (``screening``, ``engine``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from routing.van_pool.duties import with_breaks
from routing.van_pool.parties import with_parts
from routing.van_pool.problem import FloatArray, IntArray, RideProblem, RideProblemError, RideRequests, Vans
from routing.van_pool.returns import with_returns
from routing.van_pool.rules import PoolRules, ruled

if TYPE_CHECKING:
    from geo.travel_time import TravelTimes

REQUEST_COLUMNS = ("request_id", "organisation", "pickup_from_s", "dropoff_to_s", "max_ride_s", "party_size")
PASSENGER_COLUMNS = ("request_id", "wheelchair", "walking_aid", "pickup", "dropoff")
VAN_COLUMNS = (
    "vehicle_id",
    "organisation",
    "seats",
    "wheelchair_places",
    "shift_from_s",
    "shift_to_s",
    "geometry",
)


def build_ride_problem(
    requests: pd.DataFrame,
    passengers: pd.DataFrame,
    vans: pd.DataFrame,
    times: TravelTimes,
    *,
    rules: PoolRules | None = None,
) -> RideProblem:
    """Build the problem of one day.

    ``requests``: ``core.trip_request`` (request_id, organisation, pickup_from_s, dropoff_to_s, max_ride_s, party_size;
    pickup_buurtcode and dropoff_buurtcode where known; return_from_s and return_to_s where a return is asked, which
    becomes a request of its own: :mod:`.returns`). ``passengers``: ``vault.passenger`` (request_id, wheelchair,
    walking_aid, pickup and dropoff as shapely points in RD New); a request without one is planned as unserved, reason
    ``no_address``. ``vans``: ``core.vehicle`` of kind passenger_van with its home as geometry; a blank number of
    wheelchair places counts as none known; where they are given, fold_seats (seats that each wheelchair takes away),
    volunteer, and break_from_s, break_to_s, break_s. ``times``: travel times by car; asked once for all places, seconds
    rounded up. ``rules``: what else the pool keeps to; a party larger than any van is split, breaks become requests
    of their own. The order of rows does not matter: requests and vans are sorted by id. Raises RideProblemError when a
    column or a value that planning needs is missing.
    """
    rules = rules or PoolRules()
    boarding = rules.boarding
    _require(requests, REQUEST_COLUMNS, "Trip requests")
    _require(passengers, PASSENGER_COLUMNS, "Passengers")
    _require(vans, VAN_COLUMNS, "Vans")
    requests, passengers = with_returns(requests, passengers)
    if "kind" in vans.columns:
        vans = vans[vans["kind"] == "passenger_van"]
    vans = vans.sort_values("vehicle_id", kind="stable").reset_index(drop=True)
    largest = int(pd.to_numeric(vans["seats"]).max()) if vans["seats"].notna().any() else 0
    requests, passengers = with_parts(requests, passengers, largest)
    requests = requests.sort_values("request_id", kind="stable").reset_index(drop=True)
    needs = _needs(passengers, requests["request_id"])
    homes = _coordinates(vans["geometry"])
    blank = np.isnan(homes).any(axis=1)
    if blank.any():
        which = ", ".join(str(v) for v in vans.loc[blank, "vehicle_id"])
        raise RideProblemError(f"Passenger vans without a home: {which}. Fill x_rd and y_rd.")
    pickup, dropoff = _coordinates(needs["pickup"]), _coordinates(needs["dropoff"])
    points, (up, down, home) = _places(pickup, dropoff, homes)
    matrix = times.table(points, points)
    duration = np.ceil(np.asarray(matrix.duration_s, dtype=np.float64))
    length = np.asarray(matrix.length_m, dtype=np.float64).copy()
    np.fill_diagonal(duration, 0.0)
    np.fill_diagonal(length, 0.0)
    duration[np.isnan(length)] = np.nan

    service = (
        boarding.anyone_s
        + boarding.walking_aid_s * needs["walking_aid"].to_numpy(dtype=np.float64)
        + boarding.wheelchair_s * (needs["wheelchairs"].to_numpy() > 0)
    )
    wheelchairs = needs["wheelchairs"].to_numpy(dtype=np.int64)
    opens = _numbers(requests, "pickup_from_s", "request_id", "Trip requests")
    closes = _numbers(requests, "dropoff_to_s", "request_id", "Trip requests")
    party = _numbers(requests, "party_size", "request_id", "Trip requests").astype(np.int64)
    asked = RideRequests(
        request_ids=tuple(str(value) for value in requests["request_id"]),
        organisations=tuple(str(value) for value in requests["organisation"]),
        pickup=up,
        dropoff=down,
        pickup_from_s=opens,
        pickup_to_s=closes,  # narrowed by the direct ride when the problem is solved
        dropoff_from_s=opens,
        dropoff_to_s=closes,
        max_ride_s=_numbers(requests, "max_ride_s", "request_id", "Trip requests"),
        boarding_s=service,
        alighting_s=service,
        party_size=np.maximum(party, wheelchairs),
        wheelchairs=wheelchairs,
        pickup_buurtcodes=_texts(requests, "pickup_buurtcode"),
        dropoff_buurtcodes=_texts(requests, "dropoff_buurtcode"),
    )
    fleet = Vans(
        vehicle_ids=tuple(str(value) for value in vans["vehicle_id"]),
        organisations=tuple(str(value) for value in vans["organisation"]),
        home=home,
        seats=_numbers(vans, "seats", "vehicle_id", "Passenger vans").astype(np.int64),
        wheelchair_places=pd.to_numeric(vans["wheelchair_places"]).fillna(0).to_numpy(dtype=np.int64),
        shift_from_s=_numbers(vans, "shift_from_s", "vehicle_id", "Passenger vans"),
        shift_to_s=_numbers(vans, "shift_to_s", "vehicle_id", "Passenger vans"),
        max_tour_s=np.full(len(vans), np.inf),
        fold=_optional(vans, "fold_seats").astype(np.int64),
        volunteer=_optional(vans, "volunteer").astype(bool),
        break_from_s=_optional(vans, "break_from_s"),
        break_to_s=np.where(_optional(vans, "break_to_s") > 0, _optional(vans, "break_to_s"), np.inf),
        break_s=_optional(vans, "break_s"),
    )
    return with_breaks(ruled(RideProblem(asked, fleet, duration, length), rules))


def _require(frame: pd.DataFrame, columns: Iterable[str], what: str) -> None:
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise RideProblemError(f"{what} lack the columns {', '.join(missing)}; load the file again.")


def _numbers(frame: pd.DataFrame, column: str, key: str, what: str) -> FloatArray:
    values = pd.to_numeric(frame[column]).to_numpy(dtype=np.float64, na_value=np.nan)
    blank = np.isnan(values)
    if blank.any():
        which = ", ".join(str(value) for value in frame.loc[blank, key].head(5))
        raise RideProblemError(f"{what} without {column}: {which}. Fill it in and load the file again.")
    return values


def _optional(frame: pd.DataFrame, column: str) -> FloatArray:
    """A column of numbers or yes and no that a file may leave out or blank: 0 then."""
    if column not in frame.columns:
        return np.zeros(len(frame))
    return pd.to_numeric(frame[column]).fillna(0).to_numpy(dtype=np.float64)


def _texts(frame: pd.DataFrame, column: str) -> tuple[str | None, ...]:
    if column not in frame.columns:
        return (None,) * len(frame)
    return tuple(None if pd.isna(value) else str(value) for value in frame[column])


def _needs(passengers: pd.DataFrame, request_ids: pd.Series[Any]) -> pd.DataFrame:
    """Per request: the first row's points, the number of wheelchairs, whether anyone uses a walking aid."""
    rows = passengers
    if "passenger_key" in rows.columns:  # the same passenger in two files is one passenger
        rows = rows.drop_duplicates(["request_id", "passenger_key"], keep="last")
    grouped = rows.groupby("request_id", sort=False)
    needs = pd.DataFrame(
        {
            "pickup": grouped["pickup"].first(),
            "dropoff": grouped["dropoff"].first(),
            "wheelchairs": grouped["wheelchair"].sum(),
            "walking_aid": grouped["walking_aid"].any(),
        }
    ).reindex(request_ids.to_numpy())
    needs["wheelchairs"] = needs["wheelchairs"].fillna(0).astype("int64")
    needs["walking_aid"] = needs["walking_aid"].fillna(False).astype(bool)
    return needs


def _coordinates(points: pd.Series[Any]) -> FloatArray:
    known = [getattr(point, "is_empty", True) is False for point in points]
    return np.array(
        [(p.x, p.y) if ok else (np.nan, np.nan) for p, ok in zip(points, known, strict=True)], dtype=np.float64
    ).reshape(-1, 2)


def _places(*groups: FloatArray) -> tuple[NDArray[np.float64], list[IntArray]]:
    """Distinct points of all groups, and each group's index into them (-1 where there is no point)."""
    stacked = np.concatenate(groups)
    known = ~np.isnan(stacked).any(axis=1)
    points, inverse = np.unique(stacked[known], axis=0, return_inverse=True)
    index = np.full(len(stacked), -1, dtype=np.int64)
    index[known] = inverse.reshape(-1)
    return points, list(np.split(index, np.cumsum([len(group) for group in groups])[:-1]))
