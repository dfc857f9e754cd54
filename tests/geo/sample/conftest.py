"""The sample workspace, written once for all tests of this folder."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from geo.sample.write import write_sample
from geo.workspace import OWN_FILES


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sample(tmp_path_factory.mktemp("sample"))


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
