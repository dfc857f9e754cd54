"""Group trips: a party that fits in no van is split over several, each part a request of its own.

Belongs here: the split. A part has its own seat in the plan, so that a group of twelve goes in two vans of eight rather
than being refused; who sits in which van is for the organisation to say.
"""

from __future__ import annotations

import pandas as pd

PART_MARK = "#deel"
"""Ends the id of each further part; ``R00012#deel2`` is the second part of ``R00012``."""


def with_parts(
    requests: pd.DataFrame, passengers: pd.DataFrame, seats: int, least: int = 2
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Requests and passengers in which no party is larger than ``seats``, the most that a van of any kind holds.

    ``least``: seats under which nothing is split, since then there is no van to speak of. Passengers with needs of
    their own (wheelchairs) stay in the first part, which is as full as it can be.
    """
    sizes = pd.to_numeric(requests["party_size"])
    large = requests[sizes > seats]
    if seats < least or large.empty:
        return requests, passengers
    rows: list[pd.DataFrame] = [requests.assign(party_size=sizes.clip(upper=seats))]
    people: list[pd.DataFrame] = [passengers]
    able = passengers.assign(wheelchair=False, walking_aid=False).drop_duplicates("request_id")
    for request_id, size in zip(large["request_id"], sizes[sizes > seats].astype(int), strict=True):
        mine, theirs = large[large["request_id"] == request_id].head(1), able[able["request_id"] == request_id]
        for part, begun in enumerate(range(seats, size, seats), start=2):
            name = f"{request_id}{PART_MARK}{part}"
            rows.append(mine.assign(request_id=name, party_size=min(seats, size - begun)))
            people.append(theirs.assign(request_id=name))
    return pd.concat(rows, ignore_index=True), pd.concat(people, ignore_index=True)
