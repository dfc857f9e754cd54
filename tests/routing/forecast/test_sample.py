"""The forecast on the bundled sample region: better than the two plain ones, and as sure as it says."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from geo.workspace import OWN_FILES
from routing.forecast import backtest, series_of


def test_the_sample_is_forecast_better_than_by_the_week_before_or_the_weekday_mean(sample: Path) -> None:
    rows = pd.read_csv(sample / OWN_FILES["delivery"], sep=";", dtype=str)
    day = pd.to_datetime(rows["datum"]).dt.date
    deliveries = pd.DataFrame({"service_date": day, "hub_id": rows["hub_id"], "supplier_id": rows["leverancier_id"],
                               "goods_kind": rows["goederensoort"]})  # fmt: skip
    tested = backtest(series_of(deliveries, max(day)), origins=22)
    assert tested.origins == 16
    assert tested.mae < tested.mae_naive
    assert tested.mae < tested.mae_weekday_mean
    assert 0.75 <= tested.coverage <= 0.85
