"""What the made-up city's scenarios answer beyond the figures of `city`: effort, equals, wishes, order, fronts, minutes."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd

Label = Callable[[str], str]
CHOSEN = "drie"


def choosing(
    hubs: pd.DataFrame, solutions: pd.DataFrame, buurten: pd.DataFrame, label: Label
) -> dict[str, pd.DataFrame]:
    """The frames of hubs and solutions with all their columns, and those that only a chosen scenario has."""
    given = solutions["scenario"] == "baseline"
    told = solutions.assign(
        mode="cargo_bike", minutes=10, site_cost=0.0, worst_off_s=np.where(given, 900.0, 610.0), covered=310.0,
        share_asked=np.nan, deliveries_per_day=4.8, contact_hours_week=80.0, between_hours_week=11.0,
        hub_way_hours_week=np.where(given, 6.5, 4.2), concierge_hours_week=np.where(given, 139.0, 136.0),
        fte=np.where(given, 3.9, 3.8), vehicles=3.0, staff_eur=215_000.0, vehicle_eur=13_500.0, site_eur=21_000.0,
        coordination_eur=28_000.0, yearly_eur=277_500.0, once_eur=np.where(given, 0.0, 15_000.0),
        objective_hours_share=np.where(given, 0.067, 0.044), objective_cost_share=np.where(given, 0.06, 0.04),
        tour_m=np.where(given, np.nan, 48_300.0), sequence_lost=np.where(given, np.nan, 0.031),
    )  # fmt: skip
    opened = hubs["state"].isin(["kept", "opened"])
    open_only = {
        "longest_duration_s": 700.0, "deliveries_per_day": 2.4, "concierge_hours_week": 68.0, "fte": 1.9,
        "yearly_eur": 139_000.0,
    }  # fmt: skip
    sites = hubs.assign(
        origin="hub", **{name: np.where(opened, value, np.nan) for name, value in open_only.items()},
        capacity_per_day=np.nan, runner_up_tour_m=np.where(hubs["state"] == "opened", 48_900.0, np.nan),
        runner_up=np.where(hubs["state"] == "opened", "F3", None),
        ruled_out=np.where((hubs["hub_id"] == "F3") & (hubs["scenario"] == CHOSEN), "storage_m2 at least 30", None),
        tour_m=np.nan, storage_m2=[40.0, 25.0, np.nan] * 2, rent_eur_year=[9_000.0, 12_500.0, np.nan] * 2,
        with_social_team=pd.array([True, False, None] * 2, dtype="boolean"),
    )  # fmt: skip
    equals = pd.DataFrame({"scenario": [CHOSEN], "hub_id": ["H2"], "other_id": ["F3"], "position": [1]})
    prices = pd.DataFrame(
        {
            "scenario": CHOSEN, "kind": ["keep", "require", "forbid"], "subject": ["H1", "storage_m2", "F3"],
            "position": [1, 2, 3], "better": [7_200.0, 3_600.0, 0.0], "fraction": [0.048, 0.024, 0.0],
        }
    )  # fmt: skip
    steps = pd.DataFrame(
        {
            "scenario": CHOSEN, "step": [1, 2], "year": [2027, 2028], "hub_id": ["H2", "F3"], "hubs": [2, 3],
            "objective": [150_000.0, 140_000.0], "mean_duration_s": [375.0, 350.0], "unreachable": 0.0,
            "covered": [300.0, 330.0],
        }
    )  # fmt: skip
    fronts = pd.DataFrame(
        {
            "scenario": CHOSEN, "front": ["worst_off"] * 3 + ["cost"] * 2, "point": [1, 2, 3, 1, 2],
            "first": [360.0, 378.0, 420.0, 9_000.0, 21_500.0], "second": [720.0, 610.0, 560.0, 180.0, 310.0],
            "hub_ids": ["H1,F3", "H1,H2", "H2,F3", "H1", "H1,H2"], "chosen": [False, True, False, False, True],
            "exact": [True] * 3 + [False] * 2,
        }
    )  # fmt: skip
    return {
        "hub_solutions": told, "hubs": gpd.GeoDataFrame(sites, geometry="geometry", crs=hubs.crs),
        "hub_equivalents": equals, "hub_wishes": prices, "hub_steps": steps, "hub_fronts": fronts,
        "hub_compared": compared(buurten["buurtcode"].tolist()),
    }  # fmt: skip


def compared(codes: list[str]) -> pd.DataFrame:
    """marts.hub_compare of the two scenarios, both ways: nearer, farther, the same, and newly reached in turn."""
    there, rows = ("nearer", "farther", "same", "gained"), []
    for index, code in enumerate(codes):
        before, change = 6.0 + index, (-2.5, 3.1, 0.0, np.nan)[index % 4]
        gained = there[index % 4] == "gained"
        now = {"minutes": before if gained else before + change, "hub_id": "H2"}
        then = {"minutes": np.nan if gained else before, "hub_id": None if gained else "H1"}
        back = {"nearer": "farther", "farther": "nearer", "same": "same", "gained": "lost"}
        for scenario, other, mine, theirs, sign, verdict in (
            (CHOSEN, "baseline", now, then, 1, there[index % 4]),
            ("baseline", CHOSEN, then, now, -1, back[there[index % 4]]),
        ):
            rows.append(
                {"scenario": scenario, "other_scenario": other, "buurtcode": code, "mode": "cargo_bike",
                 "expected_frail": 10.0 + index, "hub_id": mine["hub_id"], "other_hub_id": theirs["hub_id"],
                 "minutes": mine["minutes"], "other_minutes": theirs["minutes"], "minutes_change": sign * change,
                 "verdict": verdict}
            )  # fmt: skip
    return pd.DataFrame(rows)
