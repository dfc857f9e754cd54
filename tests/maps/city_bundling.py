"""What the made-up city knows of bundling, delivery days, cooperation and value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import pandas as pd

Label = Callable[[str], str]
COUNTS = {"deliveries": "aantal", "addresses": "aantal", "contact_moments": "aantal", "contact_minutes": "min",
          "movements_before": "aantal", "movements_after": "aantal", "unknown_place": "aantal"}  # fmt: skip
KILOMETRES = ("own_rides_km", "to_hub_km", "replenishment_km", "exceptional_km", "past_hub_km", "electrified_km",
              "avoided_km", "co2_before_kg", "co2_after_kg", "co2_avoided_kg")  # fmt: skip
POINTS = ("today", "moments", "minutes", "traded_2", "traded_5", "traded_10")


def bundling_frames(wijken: list[str], label: Label) -> dict[str, pd.DataFrame]:
    """Every frame of the dashboard and of delivery days."""
    figures = []
    codes = {
        "all": ["*"], "month": ["2025-12", "2026-01", "2026-02"], "supplier": ["L1", "L2"], "wijk": wijken,
        "hub": ["H1", "H2"], "channel": ["hub", "past_hub"],
    }  # fmt: skip
    for dimension, own in codes.items():
        for index, code in enumerate(own):
            few = dimension == "wijk" and index == 1
            number = 3.0 if few else 600.0 + 40 * index
            figures += [
                (dimension, code, name, number, np.nan, np.nan, np.nan,
                 590.0 if dimension == "month" and name == "deliveries" else np.nan, unit)
                for name, unit in COUNTS.items()
            ]  # fmt: skip
            figures += [
                (dimension, code, name, 400.0 if name == "electrified_km" else np.nan,
                 400.0 if name == "electrified_km" else 120.0, 400.0, 380.0, np.nan, name[-2:])
                for name in KILOMETRES
            ]  # fmt: skip
    points = pd.DataFrame(
        [
            (name, at, name == "minutes", at < 4, 0.0, 1000.0 - at, 999.0 - at, 0.001, "optimal" if at else "as_is",
             600.0 - 9 * at, 200.0, 800.0 - 9 * at, 9.0 * at, 130.0, 16.0, 130.0, 100.0 - at, 1080.0 - 6 * max(0, at - 2),
             6.0 * max(0, at - 2), 5 * at, max(0, at - 2), 6.0 if at > 2 else 0.0)
            for at, name in enumerate(POINTS)
        ],
        columns=["point", "position", "default_point", "on_front", "lost_allowed", "model_m", "bound_m", "gap", "status", "supplier_km", "concierge_km", "driven_km", "saved_km", "co2_kg", "supplier_rides", "stops", "contact_moments", "contact_minutes", "lost_minutes", "residents_moved", "residents_losing", "most_lost_minutes"],
    )  # fmt: skip
    days = [(point, code, "1,3", "1", 2.0, 1.0) for point in POINTS for code in ("L1", "L2")]
    moves = [("minutes", "geheim-1", "L1", 3, 1, 0.0), ("traded_5", "geheim-2", "L1", 3, 1, 6.0)]
    parties = [(code, 8, 40, 5, 4, 1, 160.0, 150.0, 170.0, 155.0, -10.0, 5.0) for code in ("L1", "L2", "L3")]
    parties.append(("*", 24, 120, 15, 12, 3, 480.0, 450.0, 450.0, 450.0, 30.0, 30.0))
    options = [("pick_up", "400", "residents_able", 12.0, np.nan, np.nan, "adressen"),
               ("pick_up", "400", "net_km", -3.0, -9.0, 5.0, "km"), ("stock", "L2", "rides_km", 900.0, 0.0, 900.0, "km"),
               ("zone", "*", "deliveries", 80.0, np.nan, np.nan, "leveringen"),
               ("cargo_bike", "H1", "fit_share", 0.9, np.nan, np.nan, "aandeel")]  # fmt: skip
    values = [("resident", "contact_moments", 500.0, np.nan, np.nan, "aantal"),
              ("service", "total_eur", 300_000.0, 250_000.0, 400_000.0, "euro per jaar"),
              ("care", "ladder_risen", 3.0, np.nan, np.nan, "adressen")]  # fmt: skip
    told = {"formula": label("hoe"), "source": label("waar")}
    return {
        "bundling_parts": pd.DataFrame(
            [("same_address_same_day", "goods", "meals", 900, 40, 0.044, 20, 12)],
            columns=["measure", "dimension", "code", "deliveries", "bundlable", "share", "residents", "streets"],
        ),
        "bundling_figures": pd.DataFrame(
            figures,
            columns=["dimension", "code", "indicator", "value", "marginal", "dedicated", "report", "target", "unit"],
        ),
        "bundling_options": pd.DataFrame(
            options, columns=["option", "code", "indicator", "value", "low", "high", "unit"]
        ).assign(**told),
        "day_points": points,
        "day_suppliers": pd.DataFrame(
            days, columns=["point", "supplier_id", "days_today", "days", "rides_today", "rides"]
        ),
        "day_moves": pd.DataFrame(
            moves, columns=["point", "resident_key", "supplier_id", "from_day", "to_day", "lost_minutes"]
        ),
        "parties": pd.DataFrame(
            parties,
            columns=[
                "supplier_id",
                "days",
                "stops",
                "handed_stops",
                "taken_stops",
                "returns",
                "alone_km",
                "driven_km",
                "by_stop_km",
                "shapley_km",
                "gain_by_stop_km",
                "gain_shapley_km",
            ],
        ),
        "handovers": pd.DataFrame(
            [(dt.date(2026, 1, 6), wijken[0], "L1", "L2", 3, 1)],
            columns=["handed_on", "wijkcode", "from_supplier", "to_supplier", "stops", "returns"],
        ),
        "values": pd.DataFrame(values, columns=["side", "indicator", "value", "low", "high", "unit"]).assign(
            pays=label("wie"), gains=label("wie"), **told
        ),
    }
