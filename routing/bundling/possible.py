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

from routing.bundling.history import FLAGS, NOT_TOGETHER, UNKNOWN_BUURT, BundlingError, dates_of, days

ALL = "*"
"""Stands for all suppliers together."""

MEASURES: dict[str, tuple[str, int, bool]] = {
    "same_address_same_day": ("resident_key", 0, True),
    "same_address_within_2_days": ("resident_key", 2, True),
    "same_street_same_day": ("street_key", 0, True),
    "same_address_same_day_all": ("resident_key", 0, False),
}
"""Measure: the column that makes a place, the days apart that still count, whether exclusions apply."""

COLUMNS = ("measure", "supplier_a", "supplier_b", "period_from", "period_to", "deliveries", "bundlable", "share")


PART_COLUMNS = ("measure", "dimension", "code", "deliveries", "bundlable", "share", "residents", "streets")


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
    counted = _counted(deliveries, goods, residents, period_from, period_to)
    rows: list[dict[str, Any]] = []
    for measure, (place, apart, exclude) in MEASURES.items():
        looked_at = counted[counted["allowed"]] if exclude else counted
        for a, b, total, together in _count(looked_at, place, apart):
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


def _counted(
    deliveries: pd.DataFrame, goods: pd.DataFrame, residents: pd.DataFrame, period_from: dt.date, period_to: dt.date
) -> pd.DataFrame:
    """The deliveries of the period with day, street_key and whether they may go together with others."""
    if period_to < period_from:
        raise BundlingError(f"The period ends ({period_to}) before it starts ({period_from}).")
    day = days(deliveries["service_date"])
    first, last = (np.datetime64(edge, "D").astype(np.int64) for edge in (period_from, period_to))
    columns = [name for name in ("hub_id", "wijkcode") if name in deliveries.columns]
    counted = deliveries.assign(day=day)[["delivery_id", "day", "supplier_id", "resident_key", *columns]]
    counted = counted[(day >= first) & (day <= last)]
    if counted.empty:
        raise BundlingError(f"There are no deliveries from {period_from} to {period_to}; choose another period.")
    return counted.assign(
        street_key=_streets(counted["resident_key"], residents), allowed=~_excluded(counted["delivery_id"], goods)
    )


def _streets(keys: pd.Series[Any], residents: pd.DataFrame) -> NDArray[Any]:
    known = residents.dropna(subset=["street"]).drop_duplicates("resident_key")
    parts = [known["street"], *([known["place"].fillna("")] if "place" in known.columns else [])]
    names = [part.astype("str").str.strip().str.casefold() for part in parts]
    text = names[0] if len(names) == 1 else names[0] + "\x00" + names[1]
    named = pd.Series("s\x00" + text.to_numpy(dtype=object), index=known["resident_key"].to_numpy(), dtype=object)
    street = named.reindex(keys.to_numpy()).to_numpy()
    own = pd.Series(street, dtype=object).isna().to_numpy()
    label = np.where(own, "a\x00" + keys.astype("str").to_numpy(dtype=object), np.where(own, "", street))
    codes, _ = pd.factorize(pd.Series(label, dtype=object))
    return codes


def _excluded(delivery_ids: pd.Series[Any], goods: pd.DataFrame) -> NDArray[np.bool_]:
    lines = goods[goods["line_kind"] == "delivery"] if "line_kind" in goods.columns else goods
    barred = lines["goods_kind"].isin(NOT_TOGETHER)
    for flag in FLAGS:
        barred |= lines[flag].astype(bool)
    return delivery_ids.isin(lines.loc[barred, "line_id"]).to_numpy()


def _count(deliveries: pd.DataFrame, place: str, days: int) -> list[tuple[str, str, int, int]]:
    """Rows (supplier a, supplier b, deliveries, bundlable) of one measure, the total first."""
    supplier, names = pd.factorize(deliveries["supplier_id"], sort=True)
    met = company(deliveries, place, days)
    rows = [(ALL, ALL, len(deliveries), int(met.any(axis=1).sum()))]
    total = np.bincount(supplier, minlength=len(names))
    for a, b in combinations(range(len(names)), 2):
        together = int(met[supplier == a, b].sum() + met[supplier == b, a].sum())
        rows.append((str(names[a]), str(names[b]), int(total[a] + total[b]), together))
    return rows


def company(deliveries: pd.DataFrame, place: str, days: int) -> NDArray[np.bool_]:
    """Whether each delivery has company of each other supplier at its place, at most ``days`` days apart.

    ``deliveries``: day (whole days), supplier_id, and the column ``place``. Returns (n, suppliers in alphabetical
    order); never of its own supplier.
    """
    supplier, names = pd.factorize(deliveries["supplier_id"], sort=True)
    spot, _ = pd.factorize(deliveries[place])
    day = deliveries["day"].to_numpy(dtype=np.int64)
    if not len(day):
        return np.zeros((0, len(names)), dtype=bool)
    day = day - day.min() + days
    span = int(day.max()) + days + 1
    # a row of suppliers for each place and day on which somebody comes
    visited, where = np.unique(spot.astype(np.int64) * span + day, return_inverse=True)
    there = np.zeros((len(visited), len(names)), dtype=bool)
    there[where, supplier] = True
    met = np.zeros((len(deliveries), len(names)), dtype=bool)
    for apart in range(-days, days + 1):
        asked = spot.astype(np.int64) * span + day + apart
        at = np.minimum(np.searchsorted(visited, asked), len(visited) - 1)
        found = visited[at] == asked
        met[found] |= there[at[found]]
    met[np.arange(len(deliveries)), supplier] = False
    return met


def bundling_parts(
    deliveries: pd.DataFrame, goods: pd.DataFrame, residents: pd.DataFrame, *, period_from: dt.date, period_to: dt.date
) -> pd.DataFrame:
    """The same count in parts: by kind of goods, week, wijk and hub, with the residents and streets it is about.

    Args: as :func:`bundling`; ``deliveries`` also with hub_id and wijkcode.

    Returns:
        DataFrame[PART_COLUMNS]: of each measure and dimension (goods, week, wijk, hub) the deliveries looked at, those
        that another supplier's delivery could have carried, and the different residents and streets of the latter. A
        week is named by its Monday. The parts of a dimension add up to the whole; residents and streets do not.
    """
    counted = _counted(deliveries, goods, residents, period_from, period_to)
    kinds = goods[goods["line_kind"] == "delivery"] if "line_kind" in goods.columns else goods
    kind = kinds.drop_duplicates("line_id").set_index("line_id")["goods_kind"]
    monday = (counted["day"].to_numpy(np.int64) + 3) // 7 * 7 - 3
    codes = {
        "goods": counted["delivery_id"].map(kind).astype("str").fillna("other"),
        "week": pd.Series(dates_of(monday).strftime("%Y-%m-%d"), index=counted.index),
        "wijk": counted["wijkcode"].astype("str").fillna(UNKNOWN_BUURT),
        "hub": counted["hub_id"].astype("str"),
    }
    parts = []
    for measure, (place, apart, exclude) in MEASURES.items():
        looked_at = counted[counted["allowed"]] if exclude else counted
        together = looked_at[company(looked_at, place, apart).any(axis=1)]
        for dimension, code in codes.items():
            total = code[looked_at.index].value_counts()
            by = together.groupby(code[together.index])
            rows = pd.DataFrame({"deliveries": total, "bundlable": by.size(), "residents": by["resident_key"].nunique(),
                                 "streets": by["street_key"].nunique()}).fillna(0)  # fmt: skip
            rows = rows.sort_index().rename_axis("code").reset_index()
            parts.append(
                rows.assign(measure=measure, dimension=dimension, share=rows["bundlable"] / rows["deliveries"])
            )
    table = pd.concat(parts, ignore_index=True)[list(PART_COLUMNS)]
    return table.astype(dict.fromkeys(("deliveries", "bundlable", "residents", "streets"), "int64"))
