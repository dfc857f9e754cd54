"""One row a resident, out of the rows a file and resident that the vault holds. Names are not kept here."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

COLUMNS = ["resident_key", "street", "place", "geometry"]


def one_per_resident(residents: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The street, place and front door of each resident; a row with a point goes before one without.

    Args:
        residents: vault.resident rows of current loads[resident_key, street, place, geometry, load_id, row_number].

    Returns:
        GeoDataFrame[resident_key, street, place, geometry], sorted by resident_key, RD New.
    """
    known = residents.assign(_missing=residents.geometry.isna())
    known = known.sort_values(["resident_key", "_missing", "load_id", "row_number"], kind="stable")
    return known.drop_duplicates("resident_key")[COLUMNS].reset_index(drop=True)


def one_per_key(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    """One row a ``key`` of landed rows, the first by load and row."""
    return frame.sort_values([key, "load_id", "row_number"], kind="stable").drop_duplicates(key, ignore_index=True)
