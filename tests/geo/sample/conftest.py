"""The sample workspace as tables."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from geo.workspace import OWN_FILES


@pytest.fixture(scope="session")
def tables(sample: Path) -> Mapping[str, pd.DataFrame]:
    """The CSV files by source, all cells text, blank where empty."""
    return {
        source: pd.read_csv(sample / path, sep=";", dtype=str, keep_default_na=False)
        for source, path in OWN_FILES.items()
    }


@pytest.fixture(scope="session")
def deliveries(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """leveringen.csv with real dates and the address as one key."""
    frame = tables["delivery"].copy()
    frame["datum"] = pd.to_datetime(frame["datum"])
    frame["adres"] = frame["postcode"] + " " + frame["huisnummer"]
    return frame
