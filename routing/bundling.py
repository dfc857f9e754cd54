"""What of the delivery history could have gone together, by our own stated definition.

Belongs here: counting in the past. Does not belong here: planning deliveries so that they do go together, or what that
saves (``impact``).
"""

from __future__ import annotations

import datetime as dt
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

ALL = "*"
"""Stands for all suppliers together."""

MEASURES: dict[str, tuple[str, int, bool]] = {
    "same_address_same_day": ("resident_key", 0, True),
    "same_address_within_2_days": ("resident_key", 2, True),
    "same_street_same_day": ("street_key", 0, True),
    "same_address_same_day_all": ("resident_key", 0, False),
}
"""Measure: the column that makes a place, the days apart that still count, whether exclusions apply."""

NOT_TOGETHER = ("laundry",)
"""Goods that share a load with nothing else: a laundry round takes dirty laundry back (TNO 2020, 2.2.4)."""

COLUMNS = ("measure", "supplier_a", "supplier_b", "period_from", "period_to", "deliveries", "bundlable", "share")


class BundlingError(ValueError):
    """The bundling cannot be counted; the sentence says what to mend."""


def bundling(
    deliveries: pd.DataFrame,
    goods: pd.DataFrame,
    residents: pd.DataFrame,
    *,
    period_from: dt.date,
    period_to: dt.date,
) -> pd.DataFrame:
    """Count the deliveries of a period that a delivery of another supplier could have carried.

    **Definition (ours).** A delivery is bundlable when *another supplier* delivers in the same period to the same
    address on the same day (``same_address_same_day``), to the same address at most two days earlier or later
    (``same_address_within_2_days``), or to the same street of the same place on the same day
    (``same_street_same_day``). Left out before counting, as delivery and as company: goods that are cold, urgent or
    must be installed, and laundry, whose round takes dirty laundry back. ``same_address_same_day_all`` leaves nothing
    out: it is there to hold against the 4 % of TNO 2022 (section 4.3), a figure that the report does not define, so
    that neither figure proves the other. Deliveries of one supplier twice on a day do not count as company. A
    delivery without a row in ``goods`` has no known objection and counts. Where a street is unknown, the address
    itself stands for the street.

    ``deliveries``: ``core.delivery`` (delivery_id, service_date, supplier_id, resident_key). ``goods``: ``vault.goods``
    (line_kind, line_id, goods_kind, cold, urgent, installation). ``residents``: resident_key, street and where present
    place. Returns the columns of ``planning.bundling``: for each measure and unordered pair of suppliers (a before
    b), the deliveries of both and those that the other of the two could have carried; and for all suppliers a row
    '*', '*', which is not the sum of the pairs. ``share`` is 0 where nothing was left to count. Raises BundlingError
    when the period ends before it starts or has no deliveries.
    """
    if period_to < period_from:
        raise BundlingError(f"The period ends ({period_to}) before it starts ({period_from}).")
    day = _days(deliveries["service_date"])
    first, last = (np.datetime64(edge, "D").astype(np.int64) for edge in (period_from, period_to))
    counted = deliveries.assign(day=day)[["delivery_id", "day", "supplier_id", "resident_key"]]
    counted = counted[(day >= first) & (day <= last)]
    if counted.empty:
        raise BundlingError(f"There are no deliveries from {period_from} to {period_to}; choose another period.")
    counted = counted.assign(
        street_key=_streets(counted["resident_key"], residents), allowed=~_excluded(counted["delivery_id"], goods)
    )
    rows: list[dict[str, Any]] = []
    for measure, (place, days, exclude) in MEASURES.items():
        looked_at = counted[counted["allowed"]] if exclude else counted
        for a, b, total, together in _count(looked_at, place, days):
            rows.append(
                {
                    "measure": measure,
                    "supplier_a": a,
                    "supplier_b": b,
                    "period_from": period_from,
                    "period_to": period_to,
                    "deliveries": total,
                    "bundlable": together,
                    "share": together / total if total else 0.0,
                }
            )
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(
        {"measure": "str", "supplier_a": "str", "supplier_b": "str", "deliveries": "int64", "bundlable": "int64"}
    )


def _days(dates: pd.Series[Any]) -> NDArray[np.int64]:
    return pd.to_datetime(dates).to_numpy().astype("datetime64[D]").astype(np.int64)


def _streets(keys: pd.Series[Any], residents: pd.DataFrame) -> NDArray[Any]:
    known = residents.dropna(subset=["street"]).drop_duplicates("resident_key")
    parts = [known["street"], *([known["place"].fillna("")] if "place" in known.columns else [])]
    names = [part.astype("str").str.strip().str.casefold() for part in parts]
    named = pd.Series(list(zip(*names, strict=True)), index=known["resident_key"].to_numpy(), dtype=object)
    street = named.reindex(keys.to_numpy()).to_numpy()
    own = pd.Series(street, dtype=object).isna().to_numpy()
    whole = np.empty(len(keys), dtype=object)
    for i, (key, unknown) in enumerate(zip(keys, own, strict=True)):
        whole[i] = ("address", key) if unknown else ("street", *street[i])
    codes, _ = pd.factorize(pd.Series(whole, dtype=object))
    return codes


def _excluded(delivery_ids: pd.Series[Any], goods: pd.DataFrame) -> NDArray[np.bool_]:
    lines = goods[goods["line_kind"] == "delivery"] if "line_kind" in goods.columns else goods
    barred = lines["goods_kind"].isin(NOT_TOGETHER)
    for flag in ("cold", "urgent", "installation"):
        barred |= lines[flag].astype(bool)
    return delivery_ids.isin(lines.loc[barred, "line_id"]).to_numpy()


def _count(deliveries: pd.DataFrame, place: str, days: int) -> list[tuple[str, str, int, int]]:
    """Rows (supplier a, supplier b, deliveries, bundlable) of one measure, the total first."""
    supplier, names = pd.factorize(deliveries["supplier_id"], sort=True)
    spot, _ = pd.factorize(deliveries[place])
    day = deliveries["day"].to_numpy(dtype=np.int64)
    suppliers = len(names)
    # met[i, s]: delivery i has company of supplier s
    met = np.zeros((len(deliveries), suppliers), dtype=bool)
    visits = np.unique(np.column_stack([spot, day, supplier]), axis=0)
    by_spot_day = pd.DataFrame(visits, columns=["spot", "day", "company"])
    asked = pd.DataFrame({"spot": spot, "day": day, "row": np.arange(len(deliveries))})
    for apart in range(-days, days + 1):
        moved = asked.assign(day=asked["day"] + apart)
        pairs = moved.merge(by_spot_day, on=["spot", "day"])
        met[pairs["row"].to_numpy(), pairs["company"].to_numpy()] = True
    met[np.arange(len(deliveries)), supplier] = False
    rows = [(ALL, ALL, len(deliveries), int(met.any(axis=1).sum()))]
    total = np.bincount(supplier, minlength=suppliers)
    company = np.zeros((suppliers, suppliers), dtype=np.int64)
    np.add.at(company, supplier, met.astype(np.int64))
    for a, b in combinations(range(suppliers), 2):
        rows.append((str(names[a]), str(names[b]), int(total[a] + total[b]), int(company[a, b] + company[b, a])))
    return rows
