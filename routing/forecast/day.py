"""The forecast of a service date: seven days from that day, what it leaves room for, and how far off it was before.

The model is in `model`, its test in `backtest`; what a day of orders takes is in `routing.route_plan.room`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from routing.forecast.backtest import Backtest, backtest
from routing.forecast.model import HORIZON, LEAST_DAYS, ForecastError, forecast, interval_of, with_interval
from routing.forecast.series import KEYS, series_of
from routing.route_plan.room import room_ahead

LEVEL = 0.8
ORIGINS, BURN_IN = 20, 4
"""Weeks replayed, of which the first only tell how far off the others may be."""

LONGEST_GAP_DAYS = 14
"""A history that ends longer before the day than this is too old to forecast from."""

USUAL_CONTACT = 0.8
"""Share of deliveries with contact where no history tells (TNO 2022, section 4.3)."""


@dataclass(frozen=True, eq=False)
class DayForecast:
    """Tables of planning.forecast, forecast_room and forecast_test; `why_not` says why there is no forecast, if so."""

    forecast: pd.DataFrame
    room: pd.DataFrame
    test: pd.DataFrame
    tested: Backtest | None
    why_not: str = ""


def with_kinds(deliveries: pd.DataFrame, goods: pd.DataFrame) -> pd.DataFrame:
    """Deliveries (core.delivery) with goods_kind out of vault.goods, where it is known."""
    held = goods[goods["line_kind"] == "delivery"].drop_duplicates("line_id", keep="last").set_index("line_id")
    return deliveries.assign(goods_kind=deliveries["delivery_id"].map(held["goods_kind"]))


def forecast_day(
    day: dt.date,
    hubs: list[str],
    deliveries: pd.DataFrame,
    orders: pd.DataFrame,
    standing: pd.DataFrame,
    concierges: pd.DataFrame,
    duties: pd.DataFrame,
) -> DayForecast:
    """What was known before `day` says of it and the six days after, for the hubs open then.

    Args: the day; hubs open on it; deliveries with goods_kind (`with_kinds`), orders (with volume_l where known),
    standing orders, concierges and duties as in core.
    """
    past = deliveries[(deliveries["service_date"] < day) & deliveries["hub_id"].isin(hubs)]
    days = [day + dt.timedelta(days=ahead) for ahead in range(HORIZON)]
    made, tested, why_not = _forecast(past, day)
    ahead = made[made["forecast_date"].isin(days)]
    recent = past[past["service_date"] >= day - dt.timedelta(days=365)]
    share = float(recent["contact"].astype(float).mean()) if len(recent) else USUAL_CONTACT
    room = room_ahead(days, hubs, orders, standing, concierges, duties, _by_hub(ahead, tested), share)
    test = pd.DataFrame(columns=_TEST) if tested is None else tested.by_origin()
    return DayForecast(ahead.reset_index(drop=True), room, test, tested, why_not)


_TEST = ["origin", "days", "told", "held", "actual", "expected", "mae", "mae_naive", "mae_weekday_mean", "level"]
_FORECAST = [*KEYS, "forecast_date", "expected", "low", "high", "horizon", "level"]


def _forecast(past: pd.DataFrame, day: dt.date) -> tuple[pd.DataFrame, Backtest | None, str]:
    none = pd.DataFrame(columns=_FORECAST)
    if past.empty:
        return none, None, "There are no deliveries before this day."
    until = min(past["service_date"].max(), day - dt.timedelta(days=1))
    gap = (day - until).days
    if gap > LONGEST_GAP_DAYS:
        return none, None, f"The last delivery known is of {until}, {gap} days before; load the days between."
    counts = series_of(past, until)
    weeks = max(0, (len(counts) - LEAST_DAYS) // HORIZON)
    tested = backtest(counts, origins=min(ORIGINS, weeks), burn_in=BURN_IN, level=LEVEL)
    try:
        rows = forecast(counts, level=LEVEL, horizon=gap + HORIZON - 1, told=tested.told)
    except ForecastError as error:
        return none, None, str(error)
    rows = rows.rename(columns={"service_date": "forecast_date"}).assign(level=LEVEL)
    return rows[_FORECAST], tested if tested.origins else None, ""


def _by_hub(rows: pd.DataFrame, tested: Backtest | None) -> pd.DataFrame:
    """Sums by hub and day, with an interval from how far off such sums were."""
    total = rows.groupby(["hub_id", "forecast_date"], as_index=False)["expected"].sum()
    if tested is None or total.empty:
        return total.assign(low=0.0, high=total["expected"])
    sums = tested.days.groupby(["origin", "hub_id", "service_date"])[["actual", "expected"]].sum()
    sums = sums[sums["expected"] > 0]
    interval = interval_of(sums["actual"].to_numpy(), sums["expected"].to_numpy(), LEVEL)
    low, high = with_interval(total["expected"].to_numpy(dtype=float), interval)
    return total.assign(low=low, high=high)
