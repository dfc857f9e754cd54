"""The delivery history as the other modules count it: one row a delivery, with its flow and what may share a load.

Belongs here: our definitions of what may travel together and of the four flows. Does not belong here: counting.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from routing.bundling.roads import Floats, Indices

NOT_TOGETHER = ("laundry",)
"""Goods that share a load with nothing else: a laundry round takes dirty laundry back (TNO 2020, 2.2.4)."""

CHANNELS = ("hub", "stock", "exceptional", "past_hub")
"""The flows: by way of the hub; from stock at the hub; by way of the hub on a ride of its own (urgent); past the hub
(the supplier installs it, so it comes to the door)."""

UNKNOWN_BUURT = "onbekend"
"""Stands in a key for a delivery whose address was not found."""

FLAGS = ("cold", "urgent", "installation")


class BundlingError(ValueError):
    """The history cannot be counted; the sentence says what to mend."""


@dataclass(frozen=True, eq=False)
class History:
    """Deliveries, a row each, and the places they come from and go to.

    ``rows``: DataFrame[delivery_id, day (days since 1970), supplier_id, hub_id, resident_key, wijkcode, concierge_key,
    contact, contact_minutes (0 where unknown), goods_kind, returns, channel, may_share, home, hub, depot]; the last
    three are numbers of places, -1 where no point is known. ``xy``: (n, 2) RD New metres of the places.
    """

    rows: pd.DataFrame
    xy: Floats

    @property
    def located(self) -> NDArray[np.bool_]:
        """Deliveries whose door, hub and depot are all known: only these have kilometres, before and after alike."""
        return (self.rows[["home", "hub", "depot"]] >= 0).all(axis=1).to_numpy()


def in_period(deliveries: pd.DataFrame, last: dt.date, *, years: int = 1) -> pd.DataFrame:
    """The deliveries of the twelve months up to and including ``last``."""
    dates = pd.to_datetime(deliveries["service_date"])
    end = pd.Timestamp(last)
    return deliveries[(dates > end - pd.DateOffset(years=years)) & (dates <= end)]


def history(
    deliveries: pd.DataFrame,
    goods: pd.DataFrame,
    suppliers: pd.DataFrame,
    residents: pd.DataFrame,
    hubs: pd.DataFrame,
    depots: pd.DataFrame,
) -> History:
    """Join what the tables tell of each delivery.

    Args:
        deliveries: ``core.delivery`` (delivery_id, service_date, supplier_id, hub_id, resident_key, wijkcode, contact;
            concierge_key and contact_minutes where known).
        goods: ``vault.goods`` (line_kind, line_id, goods_kind, cold, urgent, installation, return_flow).
        suppliers: ``core.supplier`` (supplier_id, stock_at_hub).
        residents: resident_key, geometry: front door, RD New, one row a resident.
        hubs: hub_id, geometry. depots: supplier_id, geometry; the depot nearest to the hub drives.

    A delivery without a row in ``goods`` has no known objection: it may share a load and is neither urgent nor to be
    installed. Raises BundlingError where two rows of ``residents`` are one resident.
    """
    if residents["resident_key"].duplicated().any():
        raise BundlingError("A resident stands twice among the residents; give one row a resident.")
    flag, kind, returns = _handling(deliveries["delivery_id"], goods)
    channel = _channel(deliveries["supplier_id"], suppliers, flag)
    may_share = ~(flag["cold"] | flag["urgent"] | flag["installation"] | np.isin(kind, NOT_TOGETHER))
    minutes = deliveries.get("contact_minutes", pd.Series(0.0, deliveries.index)).astype("float64").fillna(0.0)
    rows = pd.DataFrame(
        {
            "delivery_id": deliveries["delivery_id"].to_numpy(),
            "day": days(deliveries["service_date"]),
            "supplier_id": deliveries["supplier_id"].to_numpy(),
            "hub_id": deliveries["hub_id"].to_numpy(),
            "resident_key": deliveries["resident_key"].to_numpy(),
            "wijkcode": deliveries["wijkcode"].astype("str").fillna(UNKNOWN_BUURT).to_numpy(),
            "concierge_key": deliveries.get("concierge_key", pd.Series("", deliveries.index)).astype("str").fillna(""),
            "contact": deliveries["contact"].astype(bool).to_numpy(),
            "contact_minutes": minutes.to_numpy(),
            "goods_kind": kind,
            "returns": returns,
            "channel": channel,
            "may_share": may_share,
        }
    )
    return _placed(rows.reset_index(drop=True), residents, hubs, depots)


def channels(deliveries: pd.DataFrame, goods: pd.DataFrame, suppliers: pd.DataFrame) -> NDArray[Any]:
    """The flow of each delivery, (n,), one of CHANNELS; arguments as :func:`history`."""
    return _channel(deliveries["supplier_id"], suppliers, _handling(deliveries["delivery_id"], goods)[0])


def days(dates: pd.Series[Any]) -> Indices:
    """Dates as whole days since 1970."""
    return pd.to_datetime(dates).to_numpy().astype("datetime64[D]").astype(np.int64)


def dates_of(day: NDArray[Any]) -> pd.DatetimeIndex:
    """Whole days since 1970 as dates."""
    return pd.DatetimeIndex(np.asarray(day, dtype="int64").astype("datetime64[D]"))


def located(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """The rows whose geometry is known, with ``columns`` and the geometry; one a first column unless it is a depot."""
    known = [getattr(shape, "is_empty", True) is False for shape in frame["geometry"]]
    return frame.loc[np.array(known, dtype=bool), [*columns, "geometry"]]


def xy_of(frame: pd.DataFrame) -> Floats:
    """(n, 2) RD New metres of points, or of a point inside each area."""
    if frame.empty:
        return np.empty((0, 2))
    return shapely.get_coordinates(shapely.point_on_surface(np.array(list(frame["geometry"]), dtype=object)))


def _handling(
    delivery_ids: pd.Series[Any], goods: pd.DataFrame
) -> tuple[dict[str, NDArray[np.bool_]], NDArray[Any], NDArray[np.bool_]]:
    """FLAGS, kind of goods and whether something is taken back, of each delivery."""
    lines = goods[goods["line_kind"] == "delivery"] if "line_kind" in goods.columns else goods
    lines = lines.drop_duplicates("line_id").set_index("line_id")
    at = lines.index.get_indexer(pd.Index(delivery_ids))
    flags = {name: _taken(lines[name].astype(bool).to_numpy(), at) for name in FLAGS}
    kind = np.full(len(at), "other", dtype=object)
    kind[at >= 0] = lines["goods_kind"].astype(object).to_numpy()[at[at >= 0]]
    back = lines["return_flow"].astype(bool) if "return_flow" in lines.columns else pd.Series(False, lines.index)
    return flags, kind.astype(str), _taken(back.to_numpy(), at)


def _channel(supplier_ids: pd.Series[Any], suppliers: pd.DataFrame, flag: dict[str, NDArray[np.bool_]]) -> NDArray[Any]:
    stocked = supplier_ids.isin(suppliers.loc[suppliers["stock_at_hub"].astype(bool), "supplier_id"]).to_numpy()
    return np.select([flag["installation"], flag["urgent"], stocked], ["past_hub", "exceptional", "stock"], "hub")


def _taken(values: NDArray[np.bool_], at: Indices) -> NDArray[np.bool_]:
    if not len(values):
        return np.zeros(len(at), dtype=bool)
    return np.where(at >= 0, values[at], False)


def _placed(rows: pd.DataFrame, residents: pd.DataFrame, hubs: pd.DataFrame, depots: pd.DataFrame) -> History:
    homes = located(residents[residents["resident_key"].isin(rows["resident_key"])], "resident_key")
    places = located(hubs, "hub_id").drop_duplicates("hub_id")
    stores = located(depots, "supplier_id")
    xy = np.vstack([xy_of(homes), xy_of(places), xy_of(stores)])
    rows["home"] = pd.Index(homes["resident_key"]).get_indexer(pd.Index(rows["resident_key"]))
    hub = pd.Index(places["hub_id"]).get_indexer(pd.Index(rows["hub_id"]))
    rows["hub"] = np.where(hub >= 0, hub + len(homes), -1)
    rows["depot"] = _depots(rows, stores["supplier_id"].to_numpy(), xy, len(homes) + len(places))
    return History(rows, xy)


def _depots(rows: pd.DataFrame, owner: NDArray[Any], xy: Floats, offset: int) -> Indices:
    """The depot of the supplier that is nearest to the hub as the crow flies; its first where the hub is unknown."""
    pairs = rows[["supplier_id", "hub"]].drop_duplicates()
    found = np.full(len(pairs), -1, dtype=np.int64)
    for number, (supplier, hub) in enumerate(zip(pairs["supplier_id"], pairs["hub"], strict=True)):
        own = np.flatnonzero(owner == supplier) + offset
        if len(own):
            step = xy[own] - xy[hub] if hub >= 0 else np.zeros((len(own), 2))
            found[number] = own[int(np.hypot(step[:, 0], step[:, 1]).argmin())]
    looked = pairs.assign(found=found)
    return rows[["supplier_id", "hub"]].merge(looked, on=["supplier_id", "hub"], how="left")["found"].to_numpy(np.int64)
