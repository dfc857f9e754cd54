"""Residents, orders, staff, vehicles, facilities and trips of the sample."""

import math
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geo.workspace import FILES

Tables = Mapping[str, pd.DataFrame]
DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")


def minutes(clock: str) -> int:
    hours, rest = clock.split(":")
    return int(hours) * 60 + int(rest)


def test_wishes_cover_all_450_residents_and_four_personas(deliveries: pd.DataFrame, tables: Tables) -> None:
    wishes = tables["wish"]
    assert len(wishes) == 450
    assert set(wishes["postcode"] + " " + wishes["huisnummer"]) == set(deliveries["adres"])
    assert set(wishes["persona"]) == {"van Bemelen", "van der Zee", "Smeets", "de Witt"}
    reliance = wishes.assign(zelf=wishes["zelfredzaamheid"].astype(int)).groupby("persona")["zelf"].mean()
    assert reliance["van der Zee"] < reliance["Smeets"] < reliance["de Witt"]


def test_residents_have_no_coordinates_so_that_addresses_must_be_matched(tables: Tables) -> None:
    for source in ("delivery", "visit", "order_line", "standing_order", "wish"):
        assert set(tables[source]["x_rd"]) == set(tables[source]["y_rd"]) == {""}


def test_orders_fill_the_six_working_days_of_the_week(tables: Tables) -> None:
    orders = tables["order_line"]
    a_day = orders.groupby("datum").size()
    assert list(a_day.index) == [f"2026-02-0{d}" for d in range(2, 8)]
    assert a_day.between(20, 30).all()
    assert set(orders["soort"]) == {"levering", "bezoek", "ophalen", "overdracht", "klusje"}
    assert orders.groupby("datum")["hub_id"].nunique().eq(2).all()
    windows = orders[orders["vanaf"] != ""]
    assert 0.1 < len(windows) / len(orders) < 0.5
    assert all(minutes(a) < minutes(b) for a, b in zip(windows["vanaf"], windows["tot"], strict=True))


def test_at_most_two_orders_a_day_clash_with_what_the_resident_wishes(tables: Tables) -> None:
    orders = tables["order_line"].assign(
        weekday=lambda o: pd.to_datetime(o["datum"]).dt.weekday.map(dict(enumerate(DAYS)))
    )
    both = orders.merge(tables["wish"], on=["postcode", "huisnummer"], suffixes=("", "_wens"), validate="many_to_one")
    assert len(both) == len(orders)
    unwished = [
        days != "" and day not in days.split(",") for day, days in zip(both["weekday"], both["dagen"], strict=True)
    ]
    assert both[unwished].groupby("datum").size().max() <= 2
    timed = both[(both["vanaf"] != "") & (both["vanaf_wens"] != "")]
    assert len(timed) > 0
    assert (timed["vanaf"] < timed["tot_wens"]).all()
    assert (timed["vanaf_wens"] < timed["tot"]).all()


def test_orders_come_on_the_days_of_their_supplier_and_to_a_door_once_a_day(tables: Tables) -> None:
    orders = tables["order_line"]
    days = tables["supplier"].set_index("leverancier_id")["bezorgdagen"].str.split(",")
    goods = orders[orders["leverancier_id"] != ""]
    weekday = pd.to_datetime(goods["datum"]).dt.weekday.map(dict(enumerate(DAYS)))
    assert all(day in days[own] for day, own in zip(weekday, goods["leverancier_id"], strict=True))
    assert set(orders.loc[orders["leverancier_id"] == "", "soort"]) == {"bezoek", "overdracht", "klusje"}
    assert not orders.duplicated(["datum", "postcode", "huisnummer"]).any()


def test_standing_orders_add_nothing_to_the_week_whose_orders_are_known(tables: Tables) -> None:
    orders, standing = tables["order_line"], tables["standing_order"]
    assert 20 <= len(standing) <= 40
    assert set(standing["om_de_weken"]) == {"1", "2"}
    weekday = pd.to_datetime(orders["datum"]).dt.weekday.map(dict(enumerate(DAYS)))
    same = ["postcode", "huisnummer", "soort", "leverancier_id"]
    placed = set(orders.assign(dagen=weekday)[["dagen", *same]].itertuples(index=False, name=None))
    assert set(standing[["dagen", *same]].itertuples(index=False, name=None)) <= placed
    first = pd.to_datetime(standing["begint_op"])
    assert first.dt.weekday.map(dict(enumerate(DAYS))).tolist() == standing["dagen"].tolist()
    assert set((pd.Timestamp("2026-02-02") - (first - pd.to_timedelta(first.dt.weekday, unit="D"))).dt.days) == {28}


def test_each_hub_has_a_concierge_with_a_vehicle_on_each_working_day(tables: Tables) -> None:
    staff, vehicles = tables["concierge"], tables["vehicle"].set_index("voertuig_id")
    assert len(staff) == 5
    for hub_id, own in staff.groupby("hub_id"):
        present = {day for days in own["werkdagen"] for day in days.split(",")}
        assert present == {"ma", "di", "wo", "do", "vr", "za"}, hub_id
        for day in present:
            driving = own.loc[own["werkdagen"].str.split(",").map(lambda d, day=day: day in d), "voertuig_id"]
            assert driving.is_unique
    assert set(staff["hub_id"]) == set(tables["hub"].loc[tables["hub"]["gesloten_op"] == "", "hub_id"])
    assert (vehicles.loc[staff["voertuig_id"], "hub_id"].to_numpy() == staff["hub_id"].to_numpy()).all()


def test_six_organisations_have_two_to_four_vans_of_eight_seats(tables: Tables) -> None:
    vans = tables["vehicle"][tables["vehicle"]["soort"] == "personenbus"]
    assert vans.groupby("organisatie").size().between(2, 4).all()
    assert vans["organisatie"].nunique() == 6
    assert set(vans["zitplaatsen"]) == {"8"}
    assert set(vans["hub_id"]) == {""}
    assert (vans["rolstoelplaatsen"].astype(int) > 0).any()
    assert set(tables["trip_request"]["organisatie"]) == set(vans["organisatie"])


def test_a_month_of_trips_on_weekdays_about_fifty_a_day(tables: Tables) -> None:
    trips = tables["trip_request"]
    a_day = trips.groupby("datum").size()
    assert len(a_day) == 20
    assert all(day.startswith("2026-02") for day in a_day.index)
    assert 40 <= a_day.mean() <= 60
    assert a_day.between(30, 75).all()
    market = pd.to_datetime(trips.loc[trips["doel"] == "markt", "datum"]).dt.weekday
    assert set(market) == {3}
    assert set(trips["doel"]) == {"dagbesteding", "markt", "ziekenhuis", "familie", "winkel"}


def test_every_trip_can_be_driven_within_its_limit_and_window(tables: Tables) -> None:
    for row in tables["trip_request"].itertuples(index=False):
        away = math.hypot(float(row.van_x_rd) - float(row.naar_x_rd), float(row.van_y_rd) - float(row.naar_y_rd))
        direct = 1.35 * away / 400.0  # 24 km/h over a street network
        assert direct + 5 <= int(row.max_ritminuten)
        window = minutes(row.uiterlijk_aankomst) - minutes(row.ophalen_vanaf)
        assert window >= int(row.max_ritminuten)


def test_wheelchair_trips_stay_with_organisations_that_can_take_one(tables: Tables) -> None:
    vans = tables["vehicle"][tables["vehicle"]["soort"] == "personenbus"]
    able = set(vans.loc[vans["rolstoelplaatsen"].astype(int) > 0, "organisatie"])
    chairs = tables["trip_request"][tables["trip_request"]["rolstoel"] == "ja"]
    assert len(chairs) > 20
    assert set(chairs["organisatie"]) <= able


def test_sixty_facilities_of_which_about_25_may_house_a_hub(tables: Tables) -> None:
    facilities = tables["facility"]
    assert 55 <= len(facilities) <= 65
    candidates = facilities[facilities["kandidaat"] == "ja"]
    assert 22 <= len(candidates) <= 28
    assert (candidates["opslag_m2"].astype(float) > 0).all()
    assert facilities["naam"].is_unique
    assert set(Counter(facilities["soort"])) == {
        "buurthuis", "apotheek", "supermarkt", "huisarts", "bibliotheek", "verzorgingshuis", "kerk", "school",
        "dagbesteding",
    }  # fmt: skip


def test_signals_are_counts_of_buurten_with_residents_in_view(sample: Path, tables: Tables) -> None:
    signals = tables["signal_count"]
    assert not signals.duplicated(["maand", "buurtcode", "soort"]).any()
    assert (signals["opgevolgd"].astype(int) <= signals["aantal"].astype(int)).all()
    buurten = gpd.read_file(sample / FILES["buurt"], ignore_geometry=True).set_index("buurtcode")
    hubs = tables["hub"]
    served = {w for wijken in hubs.loc[hubs["gesloten_op"] == "", "bedient_wijken"] for w in wijken.split(",")}
    assert set(buurten.loc[signals["buurtcode"], "wijkcode"]) <= served


def test_a_few_hundred_visits_without_goods_fall_on_days_without_delivery(
    deliveries: pd.DataFrame, tables: Tables
) -> None:
    visits = tables["visit"]
    assert 200 <= len(visits) <= 900
    both = set(zip(deliveries["adres"], deliveries["datum"].dt.strftime("%Y-%m-%d"), strict=True))
    assert not both & set(zip(visits["postcode"] + " " + visits["huisnummer"], visits["datum"], strict=True))
    assert set(visits["reden"]) == {"praatje", "signaal", "overdracht"}
