"""Forecast: how many deliveries each hub, supplier and kind of goods will see in the coming seven days, with intervals.

`forecast` looks ahead, `backtest` replays the past, `series_of` makes the counts. Only orders, standing orders and
requests become stops; a forecast reserves minutes and volume (`reserved`).
"""

from routing.forecast.backtest import Backtest, backtest
from routing.forecast.calendar import calendar_of
from routing.forecast.day import DayForecast, forecast_day, with_kinds
from routing.forecast.model import HORIZON, ForecastError, forecast
from routing.forecast.series import KEYS, reserved, series_of

__all__ = [
    "HORIZON",
    "KEYS",
    "Backtest",
    "DayForecast",
    "ForecastError",
    "backtest",
    "calendar_of",
    "forecast",
    "forecast_day",
    "reserved",
    "series_of",
    "with_kinds",
]
