"""Made-up results of need for the city of :mod:`tests.maps.city`: rankings, order, cost, buurtbeelden."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import Point

Label = Callable[[str], str]

CRITERIA = (("unmet", "residents", 70.0, 0.4), ("count", "residents", 70.0, 0.3), ("distance", "s", 600.0, 0.2),
            ("cost", "euro a year", 1500.0, 0.1))  # fmt: skip

FIGURES = (
    ("inhabitants", "people", "residents", 1200.0, 101_000.0, None),
    ("aged_65_plus", "people", "residents", 240.0, 19_900.0, None),
    ("aged_65_plus_pct", "people", "percent", 20.0, 19.7, 20.5),
    ("aged_80_plus_pct", "people", "percent", 6.1, 5.2, 5.0),
    ("single_households_pct", "people", "percent", 43.0, 41.0, 40.0),
    ("low_income_pct", "people", "percent", None, 7.1, 6.0),
    ("frail_home", "frailty", "residents", 40.0, 2300.0, None),
    ("frail_institution", "frailty", "residents", 37.0, 780.0, None),
    ("frail_per_100", "frailty", "per 100 inhabitants", 3.3, 2.2, None),
    ("frail_per_km2", "frailty", "per km2", 49.0, 17.0, None),
    ("vulnerable_any_age", "frailty", "residents", 95.0, 6100.0, None),
    ("lonely_severe_pct", "frailty", "percent", 13.0, 11.0, 11.0),
    ("health_good_pct", "frailty", "percent", 74.0, 77.0, 79.0),
    ("facilities_walking", "facilities", "facilities", 11.0, 9.0, None),
    ("gp_distance_km", "facilities", "km", 0.6, 0.9, 1.0),
    ("supermarket_distance_km", "facilities", "km", 0.5, 0.8, 0.9),
    ("nearest_hub_min", "facilities", "minutes", 8.0, 11.0, None),
    ("reachable_pct", "service", "percent", 88.0, 61.0, None),
    ("known_pct", "service", "percent", 31.0, 19.0, None),
    ("served_pct", "service", "percent", 12.0, 8.0, None),
    ("capacity_pct", "service", "percent", None, None, None),
    ("deliveries_12m", "service", "deliveries", 3.0, 6668.0, None),
    ("stakeholders", "network", "organisations", 9.0, 140.0, None),
    ("signals_12m", "network", "signals", 4.0, 96.0, None),
    ("deliveries_before_hub", "trend", "per month", 1.5, 20.0, None),
    ("deliveries_after_hub", "trend", "per month", 7.2, 410.0, None),
    ("deliveries_trend_pct", "trend", "percent", 12.0, -3.0, None),
)


def need_frames(buurten: gpd.GeoDataFrame, label: Label) -> dict[str, pd.DataFrame]:
    """Frames of need for both scenarios, and the facilities of the city."""
    wijken = sorted(set(buurten["wijkcode"]))
    codes = buurten["buurtcode"].tolist()
    names = dict(zip(buurten["buurtcode"], buurten["buurtnaam"], strict=True))
    names |= {wijk: label(f"Wijk {index}") for index, wijk in enumerate(wijken)}
    out: dict[str, list[Any]] = {name: [] for name in (
        "frailty_totals", "ranking", "buurt_ranking", "criteria", "sequence", "candidate_costs", "candidate_months",
        "pictures",
    )}  # fmt: skip
    for scenario in ("baseline", "drie"):
        out["frailty_totals"] += _totals(scenario)
        out["ranking"] += [_ranked(scenario, "wijk", wijk, names, at, label) for at, wijk in enumerate(wijken)]
        out["buurt_ranking"] += [_ranked(scenario, "buurt", code, names, at, label) for at, code in enumerate(codes)]
        order = wijken if scenario == "baseline" else wijken[::-1]
        for at, wijk in enumerate(order):
            out["criteria"] += _criteria(scenario, wijk, at)
            out["sequence"].append(_step(scenario, wijk, names, at, len(wijken), label))
            out["candidate_costs"].append(_cost(scenario, wijk, names, at))
            out["candidate_months"] += [_month(scenario, wijk, at, month) for month in range(1, 13)]
        for kind, areas in (("wijk", wijken), ("buurt", codes)):
            for area in areas:
                out["pictures"] += picture_rows(scenario, kind, area, names[area], label)
    centre = buurten.geometry.union_all().centroid
    facilities = gpd.GeoDataFrame(
        {"facility_id": ["V1", "V2", "V3", "V4", "V5"], "name": [label(f"Voorziening {n}") for n in range(5)],
         "kind": ["doctors", "community_centre", "supermarket", "nursing_home", "school"]},
        geometry=[Point(centre.x + 90 * n, centre.y - 70 * n) for n in range(5)], crs=buurten.crs,
    )  # fmt: skip
    return {name: pd.DataFrame(rows) for name, rows in out.items()} | {"facilities": facilities}


def _totals(scenario: str) -> list[dict[str, Any]]:
    return [
        {"scenario": scenario, "area_kind": kind, "area_code": code, "group_name": group, "expected": expected,
         "low": expected * 0.9, "high": expected * 1.12, "buurten": 6, "imputed": 1}
        for kind, code in (("wijk", "WK900100"), ("gemeente", "GM9001"), ("region", "teststad"))
        for group, expected in (("frail_65_plus_home", 2300.0), ("frail_65_plus_institution", 780.0),
                                ("vulnerable_any_age", 6100.0))
    ]  # fmt: skip


def _ranked(scenario: str, kind: str, code: str, names: dict[str, str], at: int, label: Label) -> dict[str, Any]:
    return {
        "scenario": scenario, f"{kind}code": code, f"{kind}naam": names[code], "rank": at + 1, "score": 0.9 - at * 0.01,
        "top3_probability": max(0.0, 1.0 - at * 0.06), "top_k": 10, "top_k_probability": max(0.0, 1.0 - at * 0.02),
        "rank_low": max(1, at), "rank_high": at + 2, "value_rank_low": 1, "value_rank_high": at + 1 + at % 7,
        "value_top_k_share": 0.8, "swing_criterion": "distance" if at else None, "expected_frail": 100.0,
        "frail_per_100": 3.2 if at else np.nan, "frail_per_km2": 40.0, "known_share": 0.2,
        "nearest_hub_s": np.nan if at else 480.0, "missing": "" if at else "cost",
        "reason": label("Veel kwetsbare ouderen, weinig in beeld."),
    }  # fmt: skip


def _criteria(scenario: str, wijk: str, at: int) -> list[dict[str, Any]]:
    return [
        {"scenario": scenario, "area_kind": "wijk", "area_code": wijk, "criterion": name, "unit": unit, "half": half,
         "value": half if name != "cost" or at else np.nan, "score": 0.5, "weight": weight,
         "contribution": 0.5 * weight, "imputed": False, "rank_dropped": 1, "rank_doubled": 1}
        for name, unit, half, weight in CRITERIA
    ]  # fmt: skip


def _step(scenario: str, wijk: str, names: dict[str, str], at: int, count: int, label: Label) -> dict[str, Any]:
    return {
        "scenario": scenario, "step": at + 1, "phase": "first" if at < 20 else "then", "wijkcode": wijk,
        "wijknaam": names[wijk], "added": 30.0, "alone": 30.0 + 4 * at, "cumulative": 30.0 * (at + 1),
        "share": (at + 1) / count, "bound": 30.0 * (at + 1) + 10, "lead": at == 0, "village": at == 1,
        "reason": label(f"Stap {at + 1}: brengt 30 kwetsbare ouderen binnen bereik."),
    }  # fmt: skip


def _cost(scenario: str, wijk: str, names: dict[str, str], at: int) -> dict[str, Any]:
    return {
        "scenario": scenario, "wijkcode": wijk, "wijknaam": names[wijk], "residents": 25.0, "visits_per_week": 50.0,
        "deliveries_per_year": 375.0, "concierge_hours_per_week": 16.4, "fte": 0.65, "vehicles": 1,
        "staff_eur": 36_400.0, "vehicle_eur": 4500.0, "site_eur": 12_000.0, "coordination_eur": 4875.0,
        "total_eur": 57_775.0, "total_low_eur": 40_000.0, "total_high_eur": 81_000.0, "per_resident_eur": 2311.0,
        "income_eur": 1500.0, "unfunded_eur": 56_275.0, "break_even_deliveries": 14_444.0 if at else np.nan,
        "start_unfunded_eur": 81_800.0, "agenda_eur": 25_000.0,
    }  # fmt: skip


def _month(scenario: str, wijk: str, at: int, month: int) -> dict[str, Any]:
    share = {1: 0.4, 2: 0.71}.get(month, 1.0)
    return {
        "scenario": scenario, "wijkcode": wijk, "month": month, "share": share, "deliveries": 31 * share,
        "cost_eur": 4815.0, "income_eur": 125 * share, "unfunded_eur": 25_000.0 + (4700.0 + 150 * at) * month,
    }  # fmt: skip


def picture_rows(scenario: str, kind: str, code: str, name: str, label: Label) -> list[dict[str, Any]]:
    """The figures of one area."""
    rows = []
    for position, (figure, theme, unit, value, gemeente, country) in enumerate(FIGURES, start=1):
        estimate = figure in ("frail_home", "frail_institution", "vulnerable_any_age")
        rows.append(
            {"scenario": scenario, "area_kind": kind, "area_code": code, "figure": figure, "area_name": name,
             "theme": theme, "position": position, "value": value, "low": value * 0.7 if estimate else None,
             "high": value * 1.4 if estimate else None, "unit": unit, "gemeente": gemeente, "country": country,
             "text_nl": "; ".join(label(f"Organisatie {n}") for n in range(9)) if figure == "stakeholders" else None,
             "note_nl": label(f"CBS of RIVM, over {figure.replace('_', ' ')}; afgerond op 5.")}
        )  # fmt: skip
    return rows
