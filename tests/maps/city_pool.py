"""What the made-up town's page of vans shows beside the plan: steps, gains, hours, overlap, the fleet, a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

STEP = {
    "vans": 2, "requests": 4, "served": 4, "movements": 10, "length_m": 30_000.0, "empty_m": 8_000.0, "occupancy": 0.3,
    "mean_ride_s": 900.0, "longest_ride_s": 1500.0, "mean_wait_s": 300.0, "hours_s": 7200.0, "cost_eur": 412.0,
    "co2_g": 6600.0,
}  # fmt: skip


def pooled(label: Callable[[str], str], codes: Sequence[str]) -> dict[str, pd.DataFrame]:
    """The frames by name; ``label`` makes a name of the data hostile."""
    one, other = label("Zonnebloem"), label("De Wending")
    steps = [
        {"step": "alone", "organisations": "", **STEP},
        {"step": "pair", "organisations": f"{other} + {one}", **STEP},
        {"step": "quiet_hours", "organisations": "*", **STEP},
        {"step": "pool", "organisations": "*", **STEP, "vans": 1, "cost_eur": 236.0},
    ]
    hours = [
        {"plan": plan, "hour": hour, "vans_out": 1.0, "places_out": 8.0 * vans, "passengers": 2.5, "length_m": 9_000.0,
         "empty_m": 2_000.0}
        for plan, vans in (("alone", 2), ("pool", 1)) for hour in (8, 9, 10)
    ]  # fmt: skip
    return {
        "van_steps": pd.DataFrame(steps),
        "van_gains": pd.DataFrame(
            {"organisation": [one, other], "alone_eur": [200.0, 212.0], "gain_eur": [88.0, 88.0], "share": [0.5, 0.5],
             "exact": [True, True]}
        ),
        "van_hours": pd.DataFrame(hours),
        "van_overlap": pd.DataFrame({"organisation": [one], "other": [other], "requests": [4], "overlapping": [3]}),
        "van_fleet": pd.DataFrame(
            {"vans": [1, 2], "days": [20, 20], "days_served": [18, 20], "share": [0.9, 1.0], "left_out": [3, 0],
             "keep": [False, True]}
        ),
        "van_lines": pd.DataFrame(
            {"line_id": ["LIJN-01"], "weekday": [3], "purpose": ["market"], "buurtcode": [codes[0]],
             "arrival_s": [35_700.0], "asked": [6], "riders": [5], "weeks": [4], "vans": [1], "length_m": [9_900.0],
             "cost_eur": [41.0]}
        ),
        "van_line_stops": pd.DataFrame(
            {"line_id": ["LIJN-01"] * 2, "position": [1, 2], "facility_id": ["F1", "onbekend"],
             "buurtcode": [codes[0], None], "departure_s": [35_000.0, 35_300.0], "riders": [3, 2],
             "walk_s": [200.0, 500.0]}
        ),
    }  # fmt: skip
