"""Workspaces from real public data; skipped where the data are not there."""

from pathlib import Path

import pandas as pd
import pytest
import yaml

from tests.realdata import RealDataError, build_workspace


def test_without_the_data_one_sentence_says_what_to_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WIJK_REALDATA", raising=False)
    with pytest.raises(RealDataError, match="WIJK_REALDATA is not set"):
        build_workspace("delft", tmp_path)
    with pytest.raises(RealDataError, match=r"buurten\.geojson is missing"):
        build_workspace("delft", tmp_path, source=tmp_path)


@pytest.mark.realdata
@pytest.mark.parametrize("region", ["delft", "deventer"])
def test_a_real_gemeente_gets_generated_deliveries_on_real_places(realdata: Path, tmp_path: Path, region: str) -> None:
    root = build_workspace(region, tmp_path, source=realdata)
    document = yaml.safe_load((root / "region.yaml").read_text(encoding="utf-8"))
    assert document["fictional"] is False
    assert "gegenereerd" in document["notices"][0]
    straight = [notice for notice in document["notices"] if "rechte lijn maal 1,3" in notice]
    assert bool(straight) == ("streets" not in document["files"]) == (region == "deventer")
    assert all((root / path).is_file() for path in document["files"].values())
    deliveries = pd.read_csv(root / "data/leveringen.csv", sep=";", dtype=str, keep_default_na=False)
    assert len(deliveries) == 2000
    located = deliveries["x_rd"] != ""
    assert located.all() if region == "deventer" else (~located).all()
    named = deliveries["postcode"] != ""
    assert named.all() if region == "delft" else (~named).all()
    hubs = pd.read_csv(root / "data/hubs.csv", sep=";")
    assert len(hubs) == 2
    candidates = pd.read_csv(root / "data/voorzieningen.csv", sep=";")
    assert (candidates["kandidaat"] == "ja").sum() >= 5
