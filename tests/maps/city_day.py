"""The day's figures, changes and streets, and the forecast, of the city of the tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import geopandas as gpd
import pandas as pd
import shapely


def day_frames(
    date: dt.date, moment: Callable[[float], object], label: Callable[[str], str]
) -> dict[str, pd.DataFrame]:
    """Frames of SiteData for two hubs; the first was repaired, the second has a history."""
    figures = {
        "routes": 2, "concierges": 2, "stops": 8, "contacts": 6, "familiar_contacts": 3, "late": 1, "left_out": 1,
        "length_m": 14_400.0, "driving_s": 4800, "contact_s": 4800, "duty_s": 5400, "waiting_s": 240, "load_l": 120.0,
        "capacity_l": 700.0, "supplier_m": 16_000.0, "co2_low_g": 3182.0, "co2_high_g": 3536.0,
    }  # fmt: skip
    days = [
        figures | {"hub_id": "H1", "made": "repaired", "driven_stops": None, "driven_contact_s": None,
                   "planned_contact_s": None, "driven_same_concierge": None},
        figures | {"hub_id": "H2", "made": "kept", "routes": 1, "stops": 4, "late": 0, "driven_stops": 4,
                   "driven_contact_s": 2000.0, "planned_contact_s": 2400.0, "driven_same_concierge": 3},
    ]  # fmt: skip
    changes = [
        {"hub_id": "H1", "stop_id": "geheim-1", "what": "concierge", "concierge_before": label("C0"),
         "arrival_before": moment(10), "concierge_after": label("C1"), "arrival_after": moment(11)},
        {"hub_id": "H1", "stop_id": "geheim-2", "what": "new", "concierge_before": None, "arrival_before": None,
         "concierge_after": label("C1"), "arrival_after": moment(12)},
    ]  # fmt: skip
    ways = [shapely.MultiLineString([[(207_000 + 100 * n, 474_000), (207_400, 474_300 + 50 * n)]]) for n in range(3)]
    ahead = [date + dt.timedelta(days=number) for number in range(7)]
    expected = [
        {"hub_id": hub, "supplier_id": "L1", "goods_kind": kind, "forecast_date": day, "expected": value, "low": 0.0,
         "high": value + 2}
        for hub in ("H1", "H2") for kind, value in (("meals", 3.5), ("other", 0.0)) for day in ahead
    ]  # fmt: skip
    room = [
        {"hub_id": hub, "forecast_date": day, "duty_s": 20_000, "known_stops": 5, "known_s": 4500, "expected": 3.5,
         "low": 1.0, "high": 6.0, "reserved_s": 900, "reserved_l": 30.0, "free_s": 14_600 if hub == "H1" else -600}
        for hub in ("H1", "H2") for day in ahead
    ]  # fmt: skip
    test = [
        {"origin": date - dt.timedelta(days=7 * back), "days": 100, "told": 50, "held": 40, "level": 0.8, "actual": 60.0 + back,
         "expected": 61.5, "mae": 0.25, "mae_naive": 0.3, "mae_weekday_mean": 0.35}
        for back in (3, 2, 1)
    ]  # fmt: skip
    return {
        "route_days": pd.DataFrame(days), "route_changes": pd.DataFrame(changes),
        "route_streets": gpd.GeoDataFrame({"route_id": ["R0", "R1", "R2"]}, geometry=ways, crs=28992),
        "forecast": pd.DataFrame(expected), "forecast_room": pd.DataFrame(room), "forecast_test": pd.DataFrame(test),
    }  # fmt: skip
