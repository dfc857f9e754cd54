"""What the made-up city's hubs reach: every table about travel times, coverage, access and barriers. For tests only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import MultiPolygon, box

RD = "EPSG:28992"
LIMITS = (("cargo_bike", 5), ("cargo_bike", 10), ("cargo_bike", 15), ("foot_slow", 5), ("foot_slow", 10))
METRES_A_MINUTE = {"cargo_bike": 75, "foot_slow": 40}
KINDS = ("doctors", "pharmacy", "shop", "community_centre", "day_activity")

Label = Callable[[str], str]


def expected_frail(index: int) -> float:
    """Expected frail residents at home of the index-th buurt."""
    return 5.0 + 7 * index % 83


def open_hubs(scenario: str) -> list[str]:
    """The hubs that are open in a scenario."""
    return ["H1"] if scenario == "baseline" else ["H1", "H2"]


def reaching(buurten: gpd.GeoDataFrame, hubs: gpd.GeoDataFrame, label: Label) -> dict[str, pd.DataFrame]:
    """Frames of `SiteData` about reach, for the scenarios baseline (H1) and drie (H1, H2); F3 is never opened.

    The first buurt is out of service, the second is divided over hubs, in the last one nobody is expected.
    """
    codes = buurten["buurtcode"].tolist()
    rng = np.random.default_rng(11)
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in (
        "coverage", "catchment", "service_areas", "reach", "reach_change", "white_spots", "contributions", "access",
        "barriers", "cut_off",
    )}  # fmt: skip
    access, walls, cut = _access(codes, rng), _barriers(codes, label), _cut_off(codes, label)
    shares = rng.uniform(0.1, 0.9, size=len(codes))
    for scenario in ("baseline", "drie"):
        rows["coverage"] += _coverage(scenario, codes, shares)
        rows["catchment"] += _catchment(scenario, codes)
        rows["service_areas"] += _service_areas(scenario, hubs)
        rows["reach"] += _reach(scenario, codes)
        rows["reach_change"] += _reach_change(scenario, codes)
        rows["contributions"] += _contributions(scenario, hubs)
        rows["access"] += [{"scenario": scenario} | row for row in access]
        rows["barriers"] += [{"scenario": scenario} | row for row in walls]
        rows["cut_off"] += [{"scenario": scenario} | row for row in cut]
    rows["white_spots"] += _white_spots(buurten)
    spatial = {
        name: gpd.GeoDataFrame(rows.pop(name), geometry="geometry", crs=RD) for name in ("service_areas", "white_spots")
    }
    x, y = buurten.total_bounds[:2]
    return {name: pd.DataFrame(table) for name, table in rows.items()} | spatial | {
        "facilities": gpd.GeoDataFrame(
            {"facility_id": [f"V{index}" for index in range(len(KINDS))],
             "name": [label(f"Voorziening {kind}") for kind in KINDS], "kind": list(KINDS)},
            geometry=buurten.geometry.iloc[[index % len(codes) for index in range(len(KINDS))]].centroid.to_numpy(), crs=RD,
        ),
        "zones": gpd.GeoDataFrame(
            {"zone_id": ["Z1", "Z2"], "name": [label("Binnenstad"), label("Vervallen zone")], "kind": ["zero_emission"] * 2,
             "valid_from": [dt.date(2025, 1, 1), None], "valid_to": [None, dt.date(2025, 6, 1)]},
            geometry=[MultiPolygon([box(x + 200, y + 200, x + 900, y + 700)])] * 2, crs=RD,
        ),
    }  # fmt: skip


def _coverage(scenario: str, codes: list[str], shares: np.ndarray) -> list[dict[str, Any]]:
    made = []
    for index, code in enumerate(codes):
        nobody = index == len(codes) - 1
        frail = 0.0 if nobody else expected_frail(index)
        measures = [("reachable", mode, limit, _reachable(scenario, index, mode, limit)) for mode, limit in LIMITS]
        measures += [(name, "none", 0, float(shares[index])) for name in ("known", "served", "capacity")]
        for measure, mode, limit, share in measures:
            status = "nobody_expected" if nobody else "measured"
            if measure == "served" and index == 0:
                status = "not_offered"
            if measure == "capacity" and scenario == "drie":
                share = 1.4 * share
            value = share if status == "measured" else np.nan
            made.append(
                {"scenario": scenario, "buurtcode": code, "measure": measure, "mode": mode, "minutes": limit, "value": value,
                 "numerator": value * frail, "denominator": frail, "status": status}
            )  # fmt: skip
    return made


def _reachable(scenario: str, index: int, mode: str, limit: int) -> float:
    share = limit / 20 * (1.0 if mode == "cargo_bike" else 0.4) + 0.05 * (index % 4)
    if scenario == "drie":
        share += 0.2 * (index % 3 == 1) - 0.1 * (index % 3 == 2)
    return float(min(1.0, max(0.0, share)))


def _catchment(scenario: str, codes: list[str]) -> list[dict[str, Any]]:
    made = []
    served = open_hubs(scenario)
    for index, code in enumerate(codes):
        hubs = [served[index % len(served)]] if index != 1 else served
        for position, hub in enumerate(hubs):
            share = 1.0 if len(hubs) == 1 else (0.7, 0.3)[position]
            made.append(
                {"scenario": scenario, "buurtcode": code, "hub_id": hub, "duration_s": 120.0 + 60 * index % 900,
                 "length_m": 600.0 + 250 * index % 5000, "expected_frail": share * expected_frail(index), "share": share,
                 "addresses": int(share * 200), "main": position == 0, "forced": index == 0,
                 "rule": "today" if index == 0 else "nearest"}
            )  # fmt: skip
    return made


def _service_areas(scenario: str, hubs: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    made = []
    for hub in hubs.itertuples():
        is_open = hub.hub_id in open_hubs(scenario)
        for mode, limit in LIMITS if is_open else [("cargo_bike", 10)]:
            unreached = hub.hub_id == "H2" and not is_open
            made.append(
                {"scenario": scenario, "hub_id": hub.hub_id, "mode": mode, "minutes": limit, "method": "network",
                 "addresses": 0 if unreached else limit * 301, "expected_frail": 0.0 if unreached else limit * 9.0,
                 "open": is_open, "residents_known": 0 if unreached else limit * 7, "facilities": limit, "zone_addresses": 12,
                 "geometry": None if unreached else MultiPolygon([hub.geometry.buffer(limit * METRES_A_MINUTE[mode])])}
            )  # fmt: skip
    return made


def _reach(scenario: str, codes: list[str]) -> list[dict[str, Any]]:
    wijken = sorted({f"WK{code[2:8]}" for code in codes})
    areas = [("gemeente", "GM9001")] + [("wijk", code) for code in wijken] + [("buurt", code) for code in codes]
    made = []
    for mode, pace in (("cargo_bike", 1.0), ("foot_slow", 4.0)):
        for index, (kind, code) in enumerate(areas):
            cut = index == len(areas) - 1
            middle = pace * (150.0 + 40 * (index % 12)) * (1.0 if scenario == "baseline" else 0.8)
            made.append(
                {"scenario": scenario, "area_code": code, "mode": mode, "area_kind": kind, "expected_frail": 20.0,
                 "reached_share": 0.4 if cut else 1.0, "p10_s": middle / 2, "p50_s": np.nan if cut else middle,
                 "p90_s": np.nan if cut else 1.6 * middle, "mean_s": middle, "hub_id": None if cut else "H1",
                 "method": "network"}
            )  # fmt: skip
    return made


def _reach_change(scenario: str, codes: list[str]) -> list[dict[str, Any]]:
    made = []
    verdicts = ("gained", "lost", "both", "unchanged") if scenario != "baseline" else ("unchanged",)
    for mode, limit in LIMITS:
        for index, code in enumerate(codes):
            verdict = verdicts[index % len(verdicts)]
            gained, lost = 2.5 * (verdict in ("gained", "both")), 1.5 * (verdict in ("lost", "both"))
            change = {"gained": -200.0, "lost": 400.0, "both": 10.0, "unchanged": 0.0}[verdict]
            made.append(
                {"scenario": scenario, "buurtcode": code, "mode": mode, "minutes": limit, "hub_id": "H1", "gained_frail": gained,
                 "lost_frail": lost, "kept_frail": expected_frail(index) - gained - lost, "never_frail": 0.0,
                 "change_s": np.nan if index == 5 else change, "verdict": verdict}
            )  # fmt: skip
    return made


def _white_spots(buurten: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    made = []
    for spot, (code, shape) in enumerate(zip(buurten["buurtcode"], buurten.geometry, strict=True), start=1):
        if spot > 3:
            break
        x, y = shape.bounds[:2]
        made.append(
            {"scenario": "baseline", "spot": spot, "mode": "cargo_bike", "minutes": 10, "buurtcode": code,
             "addresses": 40 - 10 * spot, "expected_frail": 9.0 / spot, "nearest_hub_id": "H1" if spot < 3 else None,
             "nearest_s": 700.0 if spot < 3 else np.nan, "geometry": MultiPolygon([box(x, y, x + 400, y + 200)])}
        )  # fmt: skip
    return made


def _contributions(scenario: str, hubs: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    return [
        {"scenario": scenario, "hub_id": hub, "mode": mode, "minutes": limit, "open": hub in open_hubs(scenario),
         "reached_frail": limit * 9.0, "added_frail": limit * (4.0 - index), "total_frail": 400.0, "addresses": limit * 301,
         "added_addresses": limit * 100}
        for index, hub in enumerate(hubs["hub_id"])
        for mode, limit in (LIMITS if hub in open_hubs(scenario) else [("cargo_bike", 10)])
    ]  # fmt: skip


def _access(codes: list[str], rng: np.random.Generator) -> list[dict[str, Any]]:
    made = []
    for kind_index, kind in enumerate(KINDS):
        none = kind == "day_activity"
        for index, code in enumerate(codes):
            middle = float(rng.uniform(120, 2400))
            scored = kind == "doctors"
            made.append(
                {"buurtcode": code, "kind": kind, "mode": "foot_slow", "expected_frail": expected_frail(index),
                 "nearest_id": None if none else f"V{kind_index}", "p50_s": np.nan if none else middle,
                 "p90_s": np.nan if none else 1.5 * middle, "within_10_share": 0.0 if none else min(1.0, 600 / middle),
                 "within_15_share": 0.0 if none else min(1.0, 900 / middle), "score": 0.02 if scored else np.nan,
                 "score_ratio": 0.4 + 0.3 * (index % 5) if scored else np.nan, "facilities": 0 if none else 3,
                 "with_capacity": 2 if scored else 0, "method": "network"}
            )  # fmt: skip
    return made


def _barriers(codes: list[str], label: Label) -> list[dict[str, Any]]:
    made = []
    for mode in ("cargo_bike", "foot_slow"):
        for index, code in enumerate(codes):
            walled = index % 2 == 0
            made.append(
                {"buurtcode": code, "mode": mode, "pairs": 40, "detour_p50": 1.2 + 0.15 * (index % 6), "detour_p90": 2.4,
                 "no_way_share": 0.25 if index == 0 else 0.0, "worst_buurtcode": codes[(index + 1) % len(codes)],
                 "worst_detour": np.nan if index == 0 else 2.1 + 0.1 * (index % 5),
                 "barrier_kinds": "water,railway" if walled else None, "barrier_names": label("Rivier") if walled else None}
            )  # fmt: skip
    return made


def _cut_off(codes: list[str], label: Label) -> list[dict[str, Any]]:
    return [
        {"mode": "car", "subject": "facility", "subject_id": "V1", "state": "cut_off", "name": label("Buurthuis De Spil"),
         "count": 1, "expected_frail": np.nan, "street_m": 12.0},
        {"mode": "foot_slow", "subject": "hub", "subject_id": "H1", "state": "moved", "name": label("De Spil"), "count": 1,
         "expected_frail": np.nan, "street_m": 3.0},
        {"mode": "car", "subject": "addresses", "subject_id": codes[0], "state": "no_way_in", "name": None, "count": 37,
         "expected_frail": 2.9, "street_m": 40.2},
    ]  # fmt: skip
