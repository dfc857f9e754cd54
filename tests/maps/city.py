"""A small made-up city as `SiteData`: a grid of buurten with every frame filled. For tests of maps only."""

# ruff: noqa: PERF401 - tables of made-up records, a record a block

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import LineString, MultiPolygon, Point, box

from maps.data import ScenarioInfo, SiteData
from tests.maps.city_bundling import bundling_frames
from tests.maps.city_day import day_frames
from tests.maps.city_hubs import choosing
from tests.maps.city_need import need_frames
from tests.maps.city_pool import pooled
from tests.maps.city_reach import reaching
from tests.maps.city_times import times

RD = "EPSG:28992"
DATE = dt.date(2026, 2, 3)
ZONE = ZoneInfo("Europe/Amsterdam")
X, Y, SIDE = 207_000.0, 474_000.0, 900.0

HORIZONS = {"cargo_bike": 60, "foot_slow": 10}
START = "rate_set: vektis_2020\ncandidates:\n- facilities\nseed: 1\nhorizon_minutes: 60\n"

Label = Callable[[str], str]


def plain(label: str) -> str:
    return label


def moment(hours: float) -> dt.datetime:
    return dt.datetime(2026, 2, 3, tzinfo=ZONE) + dt.timedelta(hours=hours)


def city(columns: int = 3, rows: int = 2, streets: int = 60, label: Label = plain, seed: int = 7) -> SiteData:
    """A city of ``columns`` x ``rows`` buurten, two hubs, two scenarios and every kind of result."""
    rng = np.random.default_rng(seed)
    buurten = _buurten(columns, rows, rng, label)
    codes = buurten["buurtcode"].tolist()
    hubs = _hubs(columns, rows, label)
    frames = {
        "base": _base(columns, rows, streets, rng, label),
        "buurten": buurten,
        "known_hubs": hubs[["hub_id", "name", "geometry"]],
        "suppliers": pd.DataFrame({"supplier_id": ["L1", "L2"], "name": [label("Apotheek De Linde"), label("Warme Maaltijd")]}),
        "depots": gpd.GeoDataFrame(
            {"depot_id": ["D1"], "supplier_id": ["L1"], "name": [label("Depot")]},
            geometry=[Point(X - 9000, Y + 4000)], crs=RD,
        ),
    }  # fmt: skip
    frames |= _planning(codes, hubs, rng, label) | _dated(codes, rng, label) | _quality(label)
    frames |= choosing(frames["hubs"], frames["hub_solutions"], buurten, label)
    frames |= reaching(buurten, hubs, label)
    frames["travel_time"] = times(buurten, frames["hubs"])
    frames |= need_frames(buurten, label)
    frames |= bundling_frames(sorted(set(buurten["wijkcode"])), label)
    return SiteData(
        region="teststad", name=label("Teststad"), fictional=True,
        generated_at=dt.datetime(2026, 2, 2, 4, 30, tzinfo=dt.UTC), run_id="r-2026", version="0.1.0", service_date=DATE,
        scenarios=(
            ScenarioInfo("baseline", label("Vandaag"), "cargo_bike", 10, HORIZONS, {}, START),
            ScenarioInfo("drie", label("Drie centra"), "cargo_bike", 10, HORIZONS, {"storage_m2": 0.01}, START),
        ),
        notices=(label("Reistijden zijn hemelsbreed maal 1,3."),),
        attributions=(label("CBS, Kerncijfers wijken en buurten 2024 (CC BY 4.0)"), label("© OpenStreetMap (ODbL)")),
        warnings=(label("De bestelregels van morgen ontbreken."),),
        **frames,
    )  # fmt: skip


def empty(name: str = "Leegstad") -> SiteData:
    """A region of which nothing is known but its name."""
    return SiteData(
        region="leeg", name=name, fictional=False, generated_at=dt.datetime(2026, 2, 2, tzinfo=dt.UTC), run_id="r",
        version="0", service_date=DATE,
    )  # fmt: skip


def _buurten(columns: int, rows: int, rng: np.random.Generator, label: Label) -> gpd.GeoDataFrame:
    records, shapes = [], []
    for index in range(columns * rows):
        column, row = index % columns, index // columns
        wijk = f"WK9001{row:02d}"
        suppressed = index == columns * rows - 1
        records.append(
            {
                "buurtcode": f"BU9001{row:02d}{column:02d}", "buurtnaam": label(f"Buurt {row}-{column}"), "wijkcode": wijk,
                "wijknaam": label(f"Wijk {row}"), "gemeentecode": "GM9001", "gemeentenaam": label("Teststad"),
                "inhabitants": None if suppressed else int(rng.integers(300, 3000)),
                "aged_65_plus": None if suppressed else int(rng.integers(50, 700)),
                "land_area_ha": SIDE * SIDE / 1e4,
            }
        )  # fmt: skip
        x, y = X + column * SIDE, Y + row * SIDE
        shapes.append(MultiPolygon([box(x, y, x + SIDE, y + SIDE)]))
    return gpd.GeoDataFrame(records, geometry=shapes, crs=RD)


def _hubs(columns: int, rows: int, label: Label) -> gpd.GeoDataFrame:
    width, height = columns * SIDE, rows * SIDE
    at = [Point(X + width * 0.25, Y + height * 0.4), Point(X + width * 0.8, Y + height * 0.6), Point(X + 100, Y + 100)]
    names = [label("De Spil"), label("Bij de Brug"), label("Kerk Oost")]
    return gpd.GeoDataFrame({"hub_id": ["H1", "H2", "F3"], "name": names}, geometry=at, crs=RD)


def _base(columns: int, rows: int, streets: int, rng: np.random.Generator, label: Label) -> gpd.GeoDataFrame:
    width, height = columns * SIDE, rows * SIDE
    records = [
        ("water", "river", label("Rivier"), box(X - 500, Y + height * 0.45, X + width + 500, Y + height * 0.5)),
        ("green", "park", label("Park"), box(X + 50, Y + 50, X + 400, Y + 300)),
        ("built_up", "residential", None, box(X, Y, X + width, Y + height * 0.4)),
        ("railway", "rail", None, LineString([(X, Y + height), (X + width, Y)])),
        ("place", "city", label("Teststad"), Point(X + width / 2, Y + height / 2)),
        ("place", "village", label("Dorp"), Point(X + 300, Y + height - 200)),
    ]
    classes = ["residential", "residential", "residential", "tertiary", "primary", "service"]
    for index in range(streets):
        x, y = X + rng.uniform(0, width), Y + rng.uniform(0, height)
        steps = rng.normal(0, 40, size=(8, 2)).cumsum(axis=0)
        kind = "road" if index % 5 else "cycleway"
        records.append((kind, classes[index % 6], label(f"Straat {index}"), LineString(np.array([x, y]) + steps)))
    kinds, values, names, shapes = zip(*records, strict=True)
    return gpd.GeoDataFrame({"kind": kinds, "class": values, "name": names}, geometry=list(shapes), crs=RD)


def _planning(
    codes: list[str], hubs: gpd.GeoDataFrame, rng: np.random.Generator, label: Label
) -> dict[str, pd.DataFrame]:
    frail, sites, solved = [], [], []
    for scenario in ("baseline", "drie"):
        for index, code in enumerate(codes):
            expected = 5.0 + 7 * index % 83
            for group, factor in (
                ("frail_65_plus_home", 1.0), ("frail_65_plus_institution", 0.3), ("vulnerable_any_age", 2.5)
            ):  # fmt: skip
                imputed = index == len(codes) - 1
                frail.append(
                    {"scenario": scenario, "buurtcode": code, "group_name": group, "wijkcode": f"WK{code[2:8]}",
                     "rate_set": "vektis_2020", "projection_year": None, "expected": expected * factor,
                     "low": expected * factor * 0.8, "high": expected * factor * (1.2 + 0.1 * (index % 9)),
                     "imputed": imputed, "sources": "rivm_health" if imputed else "cbs_65_plus,rivm_health",
                     "missing": "cbs_65_plus" if imputed else "",
                     "imputed_figures": "aged_65_plus:gemeente" if imputed else ""}
                )  # fmt: skip
        states = ["kept", "closed", "candidate"] if scenario == "baseline" else ["kept", "opened", "candidate"]
        for hub, state in zip(hubs.itertuples(), states, strict=True):
            chosen = state in ("kept", "opened")
            sites.append(
                {"scenario": scenario, "hub_id": hub.hub_id, "name": hub.name, "kind": "existing", "state": state,
                 "load": 120.0 if chosen else np.nan, "mean_duration_s": 330.0 if chosen else np.nan,
                 "regret": 0.12 if state == "opened" else np.nan, "stability": 0.8 if state == "opened" else np.nan,
                 "geometry": hub.geometry}
            )  # fmt: skip
        given = scenario == "baseline"
        solved.append(
            {"scenario": scenario, "model": "evaluate" if given else "p_median", "hubs": 1 if given else 2, "candidates": 3,
             "demand": 400.0, "objective": 150_000.0, "bound": 150_000.0 if given else 149_000.0, "gap": 0.0 if given else 0.0067,
             "status": "evaluated" if given else "feasible", "mean_duration_s": 375.0, "unreachable": 0.0, "seconds": 0.2}
        )  # fmt: skip
    flows = [
        {"scenario": "baseline", "supplier_id": f"L{1 + index % 2}", "hub_id": f"H{1 + index % 2}", "buurtcode": code,
         "channel": "hub", "deliveries": 3 if index == 1 else 40 * (index + 1) % 700, "delivery_days": 20, "supplier_leg_m": 9500.0,
         "hub_leg_m": 1200.0}
        for index, code in enumerate(codes)
    ]  # fmt: skip
    bundles = [
        {"scenario": "baseline", "measure": "same_address_same_day", "supplier_a": a, "supplier_b": b,
         "period_from": dt.date(2025, 2, 1), "period_to": dt.date(2026, 1, 31), "deliveries": 6000, "bundlable": 240,
         "share": 0.04}
        for a, b in (("*", "*"), ("L1", "L2"))
    ]  # fmt: skip
    return {
        "frailty": pd.DataFrame(frail), "hubs": gpd.GeoDataFrame(sites, crs=RD),
        "hub_solutions": pd.DataFrame(solved), "flows": pd.DataFrame(flows), "bundling": pd.DataFrame(bundles),
    }  # fmt: skip


def _dated(codes: list[str], rng: np.random.Generator, label: Label) -> dict[str, pd.DataFrame]:
    routes, stops = [], []
    for number in range(3):
        route = f"R{number}"
        routes.append(
            {"route_id": route, "hub_id": f"H{1 + number % 2}", "concierge_key": label(f"C{number}"), "departure": moment(9.5),
             "arrival": moment(12.25), "stops": 4, "length_m": 7200.0, "driving_s": 2400, "service_s": 3000, "contact_s": 2400,
             "waiting_s": 120}
        )  # fmt: skip
        for position in range(1, 5):
            buurt = None if (number, position) == (2, 4) else codes[int(rng.integers(len(codes)))]
            stops.append(
                {"route_id": route, "position": position, "buurtcode": buurt, "kind": "delivery", "contact": position != 2,
                 "arrival": moment(9.5 + position / 2), "service_s": 600, "leg_m": 900.0, "familiar": position % 2 == 0,
                 "resident_key": "geheim-0123456789", "order_ids": "order-geheim"}
            )  # fmt: skip
    trips, van_stops, summary = [], [], []
    for plan, vans in (("alone", ("V1", "V2")), ("pool", ("V1",))):
        for van in vans:
            trips.append(
                {"plan": plan, "vehicle_id": van, "organisation": label("Zonnebloem"), "departure": moment(8),
                 "arrival": moment(11), "requests": 2, "passengers": 3, "length_m": 15_000.0, "empty_m": 4000.0, "movements": 5}
            )  # fmt: skip
            for position, code in enumerate([codes[0], codes[1], codes[0], codes[-1]], start=1):
                van_stops.append(
                    {"plan": plan, "vehicle_id": van, "position": position, "kind": "pickup", "buurtcode": code,
                     "arrival": moment(8 + position / 2), "on_board": 1, "request_id": f"rit-geheim-{position}"}
                )  # fmt: skip
        for organisation in ("*", label("Zonnebloem")):
            summary.append(
                {"plan": plan, "organisation": organisation, "vans": len(vans), "requests": 4, "served": 4,
                 "movements": 5 * len(vans), "length_m": 15_000.0 * len(vans), "empty_m": 4000.0, "mean_ride_s": 900.0,
                 "occupancy": 0.3, "co2_g": 3300.0 * len(vans), "reasons": ""}
            )  # fmt: skip
    impact = [
        {"indicator": "km_electrified", "period": period, "value": value, "low": value * 0.9, "high": value * 1.1, "unit": "km",
         "formula": label("Gereden kilometers met een elektrisch voertuig"), "source": label("TNO 2022")}
        for period, value in (("day", 21.6), ("year", 4800.0))
    ]  # fmt: skip
    return {
        "routes": pd.DataFrame(routes), "stops": pd.DataFrame(stops), "van_trips": pd.DataFrame(trips),
        "van_stops": pd.DataFrame(van_stops), "van_summary": pd.DataFrame(summary), "impact": pd.DataFrame(impact),
        **pooled(label, codes),
        "unplanned": pd.DataFrame(
            {"hub_id": ["H1"], "reason": ["window"], "proposed_date": [DATE + dt.timedelta(days=1)], "resident_key": ["geheim-0"]}
        ),
        **day_frames(DATE, moment, label),
    }  # fmt: skip


def _quality(label: Label) -> dict[str, pd.DataFrame]:
    return {
        "sources": pd.DataFrame(
            {"source": ["delivery", "buurt"], "file_name": [label("data/leveringen.csv"), label("data/buurten.geojson")],
             "sha256": ["a1" * 32, "b2" * 32], "period": ["2025-02-03/2026-01-31", "2024"],
             "licence": [None, label("CC BY 4.0")], "attribution": [None, label("CBS, Kerncijfers")],
             "purpose": [label("Plannen"), None], "legal_basis": [label("Toestemming (AVG artikel 9)"), None],
             "loaded_at": pd.to_datetime(["2026-02-02T04:00:00Z"] * 2), "rows_read": [6670, 70],
             "rows_accepted": [6668, 70], "rows_rejected": [2, 0], "duplicates": [3, 0],
             "warnings": [json.dumps([label("Onbekende kolom 5 is overgeslagen.")]), None]}
        ),
        "findings": pd.DataFrame({"sentence": [label("Leveringen met een code van een hub die er niet is: 4.")]}),
        "rejects": pd.DataFrame(
            {"file_name": [label("data/leveringen.csv")] * 2, "row_number": [4711, 4712],
             "column_name": [label("datum")] * 2, "rule": ["date"] * 2,
             "sentence": [label("Schrijf een datum als 2026-02-28 (blad 2, rij 4713).")] * 2}
        ),
    }  # fmt: skip
