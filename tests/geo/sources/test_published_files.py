"""Every published file that we have loads through the one door, or is refused for a reason that it states."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from geo.sources import Landed, SourceError, read_source
from tests.geo.sources.files import KEY, region

VEKTIS = "formats/Vektis Open Databestand Zorgverzekeringswet 2015 - gemeente.csv"
LOADED = [
    ("buurt", "deventer/buurten.geojson", "GM0150", "intake.buurt", 69),
    ("buurt", "delft/buurten.geojson", "GM0503", "intake.buurt", 90),
    ("buurt", "formats/buurten_hengelo_kwb.topojson", "GM0164", "intake.buurt", 62),
    ("care_use", VEKTIS, "GM0150", "intake.care_use", 14_735),
    ("population_age", "formats/bevolking_per_leeftijd_gemeente_2020.xlsx", "GM0150", "intake.population_age", 37_630),
    ("key_figure", "formats/70072ned_UntypedDataSet_06062018_000805.csv", "GM0150", "intake.key_figure", 1),
    ("hospital", "formats/ziekenhuizen_2016.csv", "GM0150", "intake.facility", 15),
    ("streets", "delft/delft_tudelft_complete_ways.osm.pbf", "GM0503", "intake.address", 8_934),
]
REFUSED = [
    ("buurt", "national/gemeente_2021.topojson", "gemeente"),
    ("buurt", "formats/ziekenhuizen_2016.csv", "is no GeoJSON"),
    ("key_figure", "formats/82949NED_TypedDataSet_17052018_142705.csv", "figures"),
    ("health", "formats/70072ned_UntypedDataSet_06062018_000805.csv", "no column of health"),
    ("streets", "deventer/buurten.geojson", "OpenStreetMap"),
]


def read(realdata: Path, source: str, name: str, gemeente: str) -> Landed:
    made = region(realdata, gemeenten=(gemeente,))
    home = "delft" if gemeente == "GM0503" else "deventer"
    files = {"buurt": (realdata / home / "buurten.geojson",), source: (realdata / name,)}
    return read_source(source, dataclasses.replace(made, files=files), key=KEY)


@pytest.mark.realdata
@pytest.mark.parametrize(("source", "name", "gemeente", "table", "rows"), LOADED)
def test_a_published_file_loads(realdata: Path, source: str, name: str, gemeente: str, table: str, rows: int) -> None:
    landed = read(realdata, source, name, gemeente)
    frame = landed.frames[table]
    assert len(frame) == rows
    assert landed.rejects["sentence"].str.len().gt(0).all()


@pytest.mark.realdata
@pytest.mark.parametrize(("source", "name", "reason"), REFUSED)
def test_a_file_of_another_kind_is_refused_for_a_stated_reason(
    realdata: Path, source: str, name: str, reason: str
) -> None:
    with pytest.raises(SourceError) as refused:
        read(realdata, source, name, "GM0150")
    assert reason in str(refused.value)
