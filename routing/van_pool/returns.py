"""The way back of a trip request as a request of its own.

A request that asks for a return is two rides: there, and back later. The file's rules see to it that the return begins
no earlier than the latest arrival there, so that the two need no other tie and may go in different vans.
"""

from __future__ import annotations

import pandas as pd

RETURN_MARK = "#terug"
"""Ends the id of a way back; ``R00012#terug`` is the return of ``R00012``."""


def with_returns(requests: pd.DataFrame, passengers: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Requests and passengers with a row more for each way back that is asked for.

    Args:
        requests: ``core.trip_request``; return_from_s and return_to_s (seconds since midnight) where a return is
            asked, absent or missing where none is; pickup_buurtcode and dropoff_buurtcode where known.
        passengers: ``vault.passenger``: request_id, pickup, dropoff and needs.

    Returns:
        Requests without the columns of returns, and passengers; a return has the places turned round, its own window,
        and the needs, party and longest ride of the way there.
    """
    if not {"return_from_s", "return_to_s"} <= set(requests.columns):
        return requests, passengers
    asked = requests[requests["return_from_s"].notna() & requests["return_to_s"].notna()]
    one_way = requests.drop(columns=["return_from_s", "return_to_s"])
    if asked.empty:
        return one_way, passengers
    back = asked.assign(
        request_id=asked["request_id"].astype("str") + RETURN_MARK,
        pickup_from_s=asked["return_from_s"],
        dropoff_to_s=asked["return_to_s"],
    )[list(one_way.columns)]
    turned = {"pickup_buurtcode": "dropoff_buurtcode", "dropoff_buurtcode": "pickup_buurtcode"}
    theirs = passengers[passengers["request_id"].isin(asked["request_id"])]
    homeward = theirs.assign(
        request_id=theirs["request_id"].astype("str") + RETURN_MARK, pickup=theirs["dropoff"], dropoff=theirs["pickup"]
    )
    return (
        pd.concat([one_way, _turned(back, turned)], ignore_index=True),
        pd.concat([passengers, homeward], ignore_index=True),
    )


def _turned(frame: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """The frame with these columns exchanged, in its own order of columns."""
    there = {old: new for old, new in names.items() if {old, new} <= set(frame.columns)}
    return frame.rename(columns=there)[list(frame.columns)]
