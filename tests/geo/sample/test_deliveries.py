"""The delivery history against the figures of the Deventer report (TNO 2022, section 4.3)."""

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.sample.deliveries import Calibration

DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")


def test_6668_deliveries_at_450_addresses_in_twelve_months(deliveries: pd.DataFrame) -> None:
    assert len(deliveries) == 6668
    assert deliveries["levering_id"].is_unique
    assert deliveries["adres"].nunique() == 450
    assert deliveries["datum"].min() >= pd.Timestamp(2025, 2, 1)
    assert deliveries["datum"].max() <= pd.Timestamp(2026, 1, 31)


def test_two_slow_months_then_about_six_hundred_and_a_busy_december(deliveries: pd.DataFrame) -> None:
    months = deliveries.groupby(deliveries["datum"].dt.strftime("%Y-%m")).size()
    assert months["2025-02"] < 250
    assert months["2025-03"] < 450
    ordinary = months.drop(["2025-02", "2025-03", "2025-12"])
    assert ordinary.between(560, 640).all()
    assert months["2025-12"] > 1.15 * ordinary.max()


def test_four_in_five_deliveries_give_contact_of_about_ten_minutes(deliveries: pd.DataFrame) -> None:
    contact = deliveries["contact"] == "ja"
    assert abs(contact.mean() - 0.8) <= 0.005
    minutes = deliveries["minuten_contact"].astype(float)
    assert (minutes[~contact] == 0).all()
    assert (minutes[contact] > 0).all()
    assert minutes[contact].mean() == pytest.approx(10.0, abs=0.3)


def test_four_percent_of_deliveries_meet_another_supplier_at_the_same_door(deliveries: pd.DataFrame) -> None:
    suppliers = deliveries.groupby(["adres", "datum"])["leverancier_id"].transform("nunique")
    assert 0.038 <= (suppliers > 1).mean() <= 0.042
    assert not deliveries.duplicated(["adres", "datum", "leverancier_id"]).any()


def test_the_stock_supplier_comes_on_126_days_from_a_depot_fifty_km_by_road_away(
    deliveries: pd.DataFrame, tables: Mapping[str, pd.DataFrame]
) -> None:
    suppliers = tables["supplier"]
    stock = suppliers[suppliers["voorraad_op_hub"] == "ja"]
    assert list(stock["soort"]) == ["hulpmiddelen"]
    assert list(stock["voertuig"]) == ["bakwagen"]
    own = deliveries[deliveries["leverancier_id"] == stock["leverancier_id"].iloc[0]]
    assert own["datum"].nunique() == 126
    depot = tables["depot"].set_index("leverancier_id").loc[stock["leverancier_id"].iloc[0]]
    hub = tables["hub"].iloc[0]
    away = np.hypot(float(depot["x_rd"]) - float(hub["x_rd"]), float(depot["y_rd"]) - float(hub["y_rd"]))
    assert 1.3 * away == pytest.approx(50_000, rel=0.001)
    assert own["hub_id"].value_counts().index[0] == hub["hub_id"]


def test_suppliers_keep_their_fixed_days_and_nobody_comes_on_sunday(
    deliveries: pd.DataFrame, tables: Mapping[str, pd.DataFrame]
) -> None:
    days = tables["supplier"].set_index("leverancier_id")["bezorgdagen"].str.split(",")
    weekday = deliveries["datum"].dt.weekday.map(dict(enumerate(DAYS)))
    assert all(day in days[own] for day, own in zip(weekday, deliveries["leverancier_id"], strict=True))
    assert set(weekday) == {"ma", "di", "wo", "do", "vr", "za"}


def test_most_residents_have_one_supplier_beside_the_stock_supplier(deliveries: pd.DataFrame) -> None:
    ordinary = deliveries[deliveries["leverancier_id"] != "L05"]
    assert (ordinary.groupby("adres")["leverancier_id"].nunique() == 1).mean() > 0.6


def test_some_seventy_regulars_get_the_lion_s_share_twice_a_week(
    deliveries: pd.DataFrame, tables: Mapping[str, pd.DataFrame]
) -> None:
    visits = tables["visit"].assign(adres=lambda v: v["postcode"] + " " + v["huisnummer"])
    busiest = deliveries["adres"].value_counts().index[:70]
    own = deliveries[deliveries["adres"].isin(busiest)]
    weeks = own.groupby("adres")["datum"].agg(lambda d: max(1.0, (d.max() - d.min()).days / 7))
    calls = own["adres"].value_counts() + visits["adres"].value_counts().reindex(busiest).fillna(0)
    assert 1.5 <= (calls / weeks).median() <= 2.6
    assert 0.4 < len(own) / len(deliveries) < 0.6


def test_trust_grows_and_never_falls_with_a_resident(deliveries: pd.DataFrame) -> None:
    step = deliveries["trede"].astype(int)
    assert set(step) == {0, 1, 2, 3}
    assert (step.groupby(deliveries["adres"]).diff().dropna() >= 0).all()


def test_hubs_open_and_move_as_in_the_report(deliveries: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> None:
    hubs = tables["hub"].set_index("hub_id")
    assert len(hubs) == 3
    moved = hubs[hubs["gesloten_op"] != ""]
    assert len(moved) == 1
    old, new = moved.iloc[0], hubs.loc[moved.iloc[0]["opgevolgd_door"]]
    assert old["geopend_op"].startswith("2025-03")
    assert old["gesloten_op"] == new["geopend_op"] == "2025-12-01"
    assert set(old["bedient_wijken"].split(",")) < set(new["bedient_wijken"].split(","))
    today = hubs[hubs["gesloten_op"] == ""]
    assert len({w for served in today["bedient_wijken"] for w in served.split(",")}) == 6
    for hub_id, own in deliveries.groupby("hub_id"):
        opened, closed = hubs.loc[hub_id, "geopend_op"], hubs.loc[hub_id, "gesloten_op"]
        assert own["datum"].min() >= pd.Timestamp(opened)
        assert not closed or own["datum"].max() < pd.Timestamp(closed)


def test_the_fifth_concierge_starts_in_december(deliveries: pd.DataFrame) -> None:
    first = deliveries.groupby("concierge")["datum"].min()
    assert len(first) == 5
    assert (first < pd.Timestamp(2025, 12, 1)).sum() == 4
    assert first.max() >= pd.Timestamp(2025, 12, 1)


def test_all_goods_occur_and_what_goes_through_a_letterbox_fits(deliveries: pd.DataFrame) -> None:
    assert len(set(deliveries["goederensoort"])) == 7
    letterbox = deliveries[deliveries["contact"] == "nee"]
    assert set(letterbox["goederensoort"]) <= {"medicijnen", "incontinentiemateriaal", "overig"}
    assert (letterbox["koel"] == "nee").all()


@given(total=st.integers(0, 50_000))
def test_months_always_sum_to_the_total(total: int) -> None:
    months = Calibration(total=total).months()
    assert sum(months) == total
    assert min(months) >= 0
    assert len(months) == 12


def test_the_profile_itself_gives_the_months_of_the_report() -> None:
    assert Calibration().months() == [150, 370, *[598] * 8, 760, 604]
    assert sum(Calibration().profile) == 6668
    assert dt.date(2025, 2, 1).weekday() == 5
