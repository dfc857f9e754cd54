"""The figures of a year by month, supplier, wijk, hub and flow, out of the metres of each delivery.

Belongs here: adding up. Does not belong here: how metres are found (``kilometres``), or what they are worth.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from routing.bundling.history import dates_of
from routing.bundling.kilometres import AFTER, LINES, Balance

FIGURE_COLUMNS = ("dimension", "code", "indicator", "value", "marginal", "dedicated", "report", "target", "unit")
ALL = "*"

COUNTS = {
    "deliveries": "aantal",
    "addresses": "aantal",
    "contact_moments": "aantal",
    "contact_minutes": "min",
    "movements_before": "aantal",
    "movements_after": "aantal",
    "unknown_place": "aantal",
}
"""Indicators that are counts, with their unit; all but addresses and contact_moments add up over the parts."""


@dataclass(frozen=True)
class Plan:
    """What months are held against: deliveries a month, share with contact, minutes a contact."""

    deliveries_per_month: float
    contact_share: float
    contact_minutes: float


@dataclass(frozen=True)
class ReportMethod:
    """The report's way: kilometres of the last mile a delivery; the suppliers' own routes would be as long."""

    km_per_delivery: float


def bundling_figures(made: Balance, fuel_g_km: Mapping[str, float], plan: Plan, report: ReportMethod) -> pd.DataFrame:
    """DataFrame[FIGURE_COLUMNS]: counts, kilometres by line, kilogrammes of CO2 before and after, and what is saved.

    ``fuel_g_km``: gram CO2 a kilometre of each supplier's vehicle; concierges have no exhaust. Kilometres electrified
    (concierges) and avoided (before less after) are two figures. ``target`` is the plan of a month, for months alone.
    """
    rows = _metres(made, fuel_g_km)
    codes = {
        "all": pd.Series(ALL, index=rows.index),
        "month": pd.Series(dates_of(rows["day"].to_numpy(np.int64)).strftime("%Y-%m"), index=rows.index),
        "supplier": rows["supplier_id"].astype("str"),
        "wijk": rows["wijkcode"].astype("str"),
        "hub": rows["hub_id"].astype("str"),
        "channel": rows["channel"].astype("str"),
    }
    parts = [_part(rows, dimension, code) for dimension, code in codes.items()]
    frame = pd.concat(parts, ignore_index=True)
    frame["report"] = _by_report(frame, report)
    months = frame["dimension"] == "month"
    target = np.full(len(frame), np.nan)
    deliveries = plan.deliveries_per_month
    for indicator, value in (
        ("deliveries", deliveries),
        ("contact_moments", deliveries * plan.contact_share),
        ("contact_minutes", deliveries * plan.contact_share * plan.contact_minutes),
    ):
        target[(months & (frame["indicator"] == indicator)).to_numpy()] = value
    return frame.assign(target=target)[list(FIGURE_COLUMNS)]


def _metres(made: Balance, fuel_g_km: Mapping[str, float]) -> pd.DataFrame:
    rows = made.rows.copy()
    gram = rows["supplier_id"].map(dict(fuel_g_km)).to_numpy(np.float64)
    for way in ("marginal", "dedicated"):
        rows[f"avoided_km_{way}"] = made.saved(way) / 1000
        after = rows[[f"{line}_{way}_m" for line in AFTER if line != "concierge"]].sum(axis=1, skipna=False)
        rows[f"co2_before_kg_{way}"] = rows[f"own_rides_{way}_m"] * gram / 1e6
        rows[f"co2_after_kg_{way}"] = after * gram / 1e6
        rows[f"co2_avoided_kg_{way}"] = rows[f"co2_before_kg_{way}"] - rows[f"co2_after_kg_{way}"]
        for line in LINES:
            name = "electrified" if line == "concierge" else line
            rows[f"{name}_km_{way}"] = rows[f"{line}_{way}_m"] / 1000
    return rows


def _part(rows: pd.DataFrame, dimension: str, code: pd.Series) -> pd.DataFrame:
    by = rows.groupby(code.to_numpy(), sort=True)
    met = rows[rows["contact"]]
    counts = pd.DataFrame(
        {
            "deliveries": by.size(),
            "addresses": by["resident_key"].nunique(),
            "contact_moments": met.assign(_code=code[met.index])
            .drop_duplicates(["_code", "resident_key", "day"])
            .groupby("_code")
            .size(),
            "contact_minutes": by["contact_minutes"].sum(),
            "movements_before": by["movements_before"].sum(),
            "movements_after": by["movements_after"].sum(),
            "unknown_place": rows["own_rides_dedicated_m"].isna().groupby(code.to_numpy()).sum(),
        }
    ).fillna(0.0)
    long = counts.rename_axis("code").reset_index().melt("code", var_name="indicator", value_name="value")
    long["unit"] = long["indicator"].map(COUNTS)
    names = [*(f"{'electrified' if line == 'concierge' else line}_km" for line in LINES), "avoided_km",
             "co2_before_kg", "co2_after_kg", "co2_avoided_kg"]  # fmt: skip
    ranges = []
    for name in names:
        sums = by[[f"{name}_marginal", f"{name}_dedicated"]].sum()
        sums.columns = pd.Index(["marginal", "dedicated"])
        ranges.append(sums.rename_axis("code").reset_index().assign(indicator=name, unit=name[-2:]))
    electric = pd.concat(ranges, ignore_index=True)
    same = electric["indicator"] == "electrified_km"
    electric["value"] = electric["dedicated"].where(same)
    return pd.concat([long, electric], ignore_index=True).assign(dimension=dimension)


def _by_report(frame: pd.DataFrame, report: ReportMethod) -> np.ndarray:
    """Deliveries x km a delivery: what the concierge drives, and what the suppliers would; so nothing avoided."""
    found = np.full(len(frame), np.nan)
    number = frame.loc[frame["indicator"] == "deliveries"].set_index(["dimension", "code"])["value"]
    keys = pd.MultiIndex.from_frame(frame[["dimension", "code"]])
    deliveries = number.reindex(keys).to_numpy(np.float64)
    for indicator in ("own_rides_km", "electrified_km"):
        chosen = (frame["indicator"] == indicator).to_numpy()
        found[chosen] = deliveries[chosen] * report.km_per_delivery
    return found
