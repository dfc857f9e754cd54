"""From deliveries to daily counts by hub, supplier and kind of goods, and from forecasts to minutes and litres.

No model here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pandas as pd

from routing.route_plan.rules import PlanRules

KEYS = ["hub_id", "supplier_id", "goods_kind"]
"""What a series is of."""


def series_of(deliveries: pd.DataFrame, until: dt.date) -> pd.DataFrame:
    """Counts by day: (days, series) from the first delivery to `until` inclusive, columns KEYS; 0 where there was none.

    Args:
        deliveries: service_date, hub_id, supplier_id and, where known, goods_kind (else 'alle').
        until: the last day that is known.
    """
    frame = deliveries[pd.to_datetime(deliveries["service_date"]) <= pd.Timestamp(until)]
    if frame.empty:
        return pd.DataFrame(columns=pd.MultiIndex.from_arrays([[], [], []], names=KEYS), dtype="float64")
    kind = frame["goods_kind"].fillna("alle") if "goods_kind" in frame else "alle"
    frame = frame.assign(goods_kind=kind, day=pd.to_datetime(frame["service_date"]))
    counts = frame.groupby(["day", *KEYS]).size().unstack(KEYS, fill_value=0)
    days = pd.date_range(frame["day"].min(), pd.Timestamp(until), name="day")
    return counts.reindex(days, fill_value=0).sort_index(axis=1).astype("float64")


def long(tables: Mapping[str, pd.DataFrame], day: str) -> pd.DataFrame:
    """Tables of the same days (index) and series (columns KEYS), a row a day and series: `day`, KEYS, their names."""
    some = next(iter(tables.values()))
    rows, columns = some.shape
    series = {name: np.tile(some.columns.get_level_values(name).to_numpy(), rows) for name in KEYS}
    days = {day: np.repeat(some.index.to_numpy(), columns)}
    return pd.DataFrame(days | series | {name: table.to_numpy().ravel() for name, table in tables.items()})


def reserved(forecast: pd.DataFrame, contact_share: float, rules: PlanRules | None = None) -> pd.DataFrame:
    """Minutes at the door and litres to keep free by hub and day (hub_id, service_date, minutes, litres).

    `forecast` as `model.forecast` makes it; `contact_share` is the share of deliveries with contact (0.8 in TNO 2022).
    """
    rules = rules or PlanRules()
    minutes = (contact_share * rules.contact_s + (1 - contact_share) * rules.letterbox_s) / 60
    litres = contact_share * rules.order_l + (1 - contact_share) * rules.letterbox_l
    total = forecast.groupby(["hub_id", "service_date"], as_index=False)["expected"].sum()
    return total.assign(minutes=total["expected"] * minutes, litres=total["expected"] * litres).drop(columns="expected")
