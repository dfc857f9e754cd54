"""What the orders of a day hold, out of the vault: volume, cooling, urgency, what goes back, what may not share a load.

A plan needs classes of goods and litres, not what somebody receives; the kinds themselves go on no table of a plan.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from routing.route_plan.standing import DAY_MARK

GOODS_COLUMNS = ("urgent", "cooled", "volume_l", "goods", "takes_back", "signature", "goods_kind")

FOOD = frozenset({"meals", "groceries"})
LAUNDRY = "laundry"


def with_goods(orders: pd.DataFrame, goods: pd.DataFrame) -> pd.DataFrame:
    """Orders with GOODS_COLUMNS; blank or false where nothing is known of what they hold.

    Args:
        orders: order_id, kind; that of a standing order ends with ``@`` and the day.
        goods: vault.goods rows of current loads[line_id, load_id, row_number, goods_kind, cold, urgent, return_flow,
            signature, volume_l] of orders, standing orders and, for a past day, deliveries.
    """
    if orders.empty:
        return orders.assign(**{name: pd.Series(dtype="object") for name in GOODS_COLUMNS})
    known = goods.sort_values(["line_id", "load_id", "row_number"], kind="stable").drop_duplicates(
        "line_id", keep="last"
    )
    known = known.set_index("line_id")
    line = orders["order_id"].astype("str").str.partition(DAY_MARK)[0].to_numpy()
    kind = known["goods_kind"].reindex(line).astype("object").to_numpy()
    classes = [
        _classes(held, order == "return") for held, order in zip(kind, orders["kind"].astype("str"), strict=True)
    ]
    return orders.assign(
        urgent=_yes(known, "urgent", line),
        cooled=_yes(known, "cold", line),
        volume_l=known["volume_l"].reindex(line).astype("Float64").to_numpy(),
        goods=classes,
        takes_back=_yes(known, "return_flow", line),
        signature=_yes(known, "signature", line),
        goods_kind=kind,
    )


def _yes(known: pd.DataFrame, column: str, lines: np.ndarray) -> np.ndarray:
    return known[column].reindex(lines).astype("boolean").fillna(False).astype(bool).to_numpy()


def _classes(goods_kind: object, fetched: bool) -> str:
    """The class for what may not share a load, as `PlanRules.apart` names it; empty where it does not matter."""
    if goods_kind == LAUNDRY:
        return "dirty_laundry" if fetched else "clean_laundry"
    return "food" if goods_kind in FOOD and not fetched else ""
