"""Vektis: the open files of care costs by gemeente and by postcode area, as published: the whole country.

Source: https://www.vektis.nl/open-data; name the source, no commercial use.
"""

from __future__ import annotations

from typing import Literal

from geo.fetch.client import MEGABYTE, Ask, NotThereError
from geo.fetch.content import CSV
from geo.fetch.desk import Desk
from geo.fetch.places import Places
from geo.fetch.source import Made

Area = Literal["gemeente", "postcode3"]
MOST_MEGABYTES = 50
YEARS_BACK = 3
"""The file of a year comes about two years later: so many earlier years are tried."""


def care_use(desk: Desk, places: Places, year: int, area: Area) -> Made:
    """The newest file up to a year.

    Args:
        desk: where the file is kept.
        places: base addresses.
        year: the newest that is wanted.
        area: what the file is divided by, as Vektis calls it.

    Raises:
        FetchError: Vektis fails.
        NotThereError: Vektis has none of these years.
    """
    for tried in range(year, year - YEARS_BACK - 1, -1):
        name = f"Vektis%20Open%20Databestand%20Zorgverzekeringswet%20{tried}%20-%20{area}.csv"
        ask = Ask(f"{places.vektis}/{tried}/{name}", CSV, max_bytes=MOST_MEGABYTES * MEGABYTE, resumable=True)
        try:
            path = desk.get(ask, f"vektis-{area}-{tried}.csv")
        except NotThereError:
            continue
        with path.open("rb") as stream:
            rows = sum(1 for line in stream if line.strip()) - 1
        return Made(path, str(tried), f"{rows} rows of {tried}")
    raise NotThereError(
        f"Vektis has no file by {area} of {year - YEARS_BACK} to {year}; choose another --year, or take the file "
        "from https://www.vektis.nl/open-data and put it into the workspace."
    )
