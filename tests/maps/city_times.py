"""Travel times of the made-up city: straight lines to the middle of each buurt, cut off where the planning would."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

SPEED_M_S = {"cargo_bike": 4.2, "foot_slow": 0.8}
LIMIT_S = {"cargo_bike": 3600.0, "foot_slow": 600.0}
DETOUR = 1.3


def times(buurten: gpd.GeoDataFrame, hubs: gpd.GeoDataFrame) -> pd.DataFrame:
    """planning.travel_time of the sites of each scenario."""
    parts = []
    middle = buurten.geometry.centroid.to_numpy()
    for scenario, sites in hubs.groupby("scenario"):
        metres = DETOUR * shapely.distance(sites.geometry.to_numpy()[:, None], middle[None, :])
        for mode, speed in SPEED_M_S.items():
            site, buurt = np.nonzero(metres / speed <= LIMIT_S[mode])
            parts.append(
                pd.DataFrame(
                    {
                        "scenario": scenario,
                        "site_id": sites["hub_id"].to_numpy()[site],
                        "buurtcode": buurten["buurtcode"].to_numpy()[buurt],
                        "mode": mode,
                        "duration_s": metres[site, buurt] / speed,
                        "length_m": metres[site, buurt],
                        "reached_share": 1.0,
                        "method": "straight_line",
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)
