"""Vektis: the open file of care costs by gemeente, as published: the whole country, for the reader to choose from.

Source: https://www.vektis.nl/open-data; name the source, no commercial use.
"""

from __future__ import annotations

from geo.fetch.client import MEGABYTE, Ask, FetchError, NotThereError
from geo.fetch.content import CSV
from geo.fetch.desk import Desk
from geo.fetch.places import Places
from geo.fetch.source import Made

YEARS_BACK = 3
"""The file of a year comes about two years later: so many earlier years are tried."""


def by_gemeente(desk: Desk, places: Places, year: int) -> Made:
    """The newest file up to a year.

    Raises:
        FetchError: Vektis fails, or has none of these years.
    """
    for tried in range(year, year - YEARS_BACK - 1, -1):
        name = f"Vektis%20Open%20Databestand%20Zorgverzekeringswet%20{tried}%20-%20gemeente.csv"
        ask = Ask(f"{places.vektis}/{tried}/{name}", CSV, max_bytes=50 * MEGABYTE, resumable=True)
        try:
            path = desk.get(ask, f"vektis-{tried}.csv")
        except NotThereError:
            continue
        with path.open("rb") as stream:
            rows = sum(1 for line in stream if line.strip()) - 1
        return Made(path, str(tried), f"{rows} rows of {tried}")
    raise FetchError(
        f"Vektis has no file by gemeente of {year - YEARS_BACK} to {year}; choose another --year, or take the file "
        "from https://www.vektis.nl/open-data and put it into the workspace."
    )
