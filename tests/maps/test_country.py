"""The overview of very many areas: borders are kept together, the page needs no network, a name stays text."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from maps.country import PRECISION, build_country, steps_of
from tests.maps.city import city


def test_steps_lead_round_each_ring_and_neighbours_keep_one_border() -> None:
    areas = gpd.GeoDataFrame(
        geometry=[shapely.box(200_000, 470_000, 201_000, 471_000), shapely.box(201_000, 470_000, 202_000, 471_000)],
        crs=28992,
    )
    corners = []
    for (part,), shape in zip(steps_of(areas), areas.to_crs(4326).geometry, strict=True):
        (ring,) = part
        places = np.cumsum(np.array(ring).reshape(-1, 2), axis=0)
        wanted = {tuple(place) for place in np.rint(shapely.get_coordinates(shape) * PRECISION).astype(int)}
        assert {tuple(place) for place in places} == wanted
        corners.append(wanted)
    assert len(corners[0] & corners[1]) == 2


def test_the_overview_is_offline_and_names_stay_text(tmp_path: Path) -> None:
    data = city(label=lambda name: f"{name} </script><img src=x onerror=alert(1)>")
    data.buurten["gemeentecode"] = "GM9001"
    codes = data.buurten["buurtcode"]
    values = pd.Series(range(len(codes)), index=codes, dtype=float)
    values.iloc[0] = np.nan
    page = build_country(data, values, "Cijfer", tmp_path / "land").read_text(encoding="utf-8")
    assert "<img src=x" not in page
    assert '"values":[null,"1","2"' in page
    assert '<td class="num">1</td>' in page
    assert f'<td class="num">{values.sum():.0f}</td>' in page
