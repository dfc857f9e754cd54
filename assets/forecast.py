"""Group ``forecast``: deliveries expected in seven days, the room that coming days have, and the backtest of it."""

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import pandas as pd
from dagster import AssetExecutionContext, MetadataValue, Output

from assets.factory import tables_asset
from assets.frailty import region_of
from assets.partitions import by_date, day_of
from assets.resources import Workspaces
from geo.coverage import open_hubs
from routing.forecast.backtest import Backtest
from routing.forecast.day import forecast_day, with_kinds
from routing.route_plan.goods import with_goods

TABLES = {
    "forecast": "planning.forecast",
    "forecast_room": "planning.forecast_room",
    "forecast_test": "planning.forecast_test",
}


@tables_asset(
    "forecast_ahead",
    TABLES,
    group="forecast",
    partitions=by_date,
    reads={
        "hubs": "core.hub",
        "deliveries": "core.delivery",
        "orders": "core.order_line",
        "standing": "core.standing_order",
        "concierges": "core.concierge",
        "duties": "core.duty",
        "goods": "vault.goods",
    },
)
def forecast_ahead(
    context: AssetExecutionContext, workspaces: Workspaces, hubs: gpd.GeoDataFrame, deliveries: pd.DataFrame,
    orders: pd.DataFrame, standing: pd.DataFrame, concierges: pd.DataFrame, duties: pd.DataFrame, goods: pd.DataFrame,
) -> Iterator[Output]:  # fmt: skip
    """Seven days from the service date, with intervals; replayed on earlier weeks against two plain forecasts."""
    day = day_of(context)
    workspaces.region(region_of(context))
    opened = open_hubs(hubs, day).set_index("hub_id")["gemeentecode"]
    made = forecast_day(
        day,
        sorted(opened.index),
        with_kinds(deliveries, goods),
        with_goods(orders, goods),
        standing,
        concierges,
        duties,
    )
    said = {"why_not": made.why_not or "there is a forecast"}
    yield Output(made.forecast.assign(gemeentecode=made.forecast["hub_id"].map(opened)), "forecast", metadata=said)
    yield Output(made.room.assign(gemeentecode=made.room["hub_id"].map(opened)), "forecast_room")
    main = opened.mode().iloc[0] if len(opened) else ""
    yield Output(made.test.assign(gemeentecode=main), "forecast_test", metadata=_said(made.tested))


def _said(tested: Backtest | None) -> dict[str, Any]:
    """The backtest in figures, as metadata."""
    if tested is None:
        return {"origins": 0}
    return {
        "origins": tested.origins, "mae": tested.mae, "mae_seasonal_naive": tested.mae_naive,
        "mae_weekday_mean": tested.mae_weekday_mean, "interval_should_hold": tested.level,
        "interval_held": tested.coverage, "by_origin": MetadataValue.md(_markdown(tested)),
    }  # fmt: skip


def _markdown(tested: Backtest) -> str:
    rows = tested.by_origin()[["origin", "actual", "expected", "mae", "mae_naive", "mae_weekday_mean"]]
    head = "| " + " | ".join(rows.columns) + " |\n|" + " --- |" * rows.shape[1]
    return head + "".join(
        f"\n| {origin} | " + " | ".join(f"{each:.2f}" for each in rest) + " |"
        for origin, *rest in rows.itertuples(index=False)
    )
