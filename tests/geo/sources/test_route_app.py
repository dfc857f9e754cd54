"""The export of a route-planning app: comma separated, English headings, notes that are not loaded."""

import datetime as dt
from pathlib import Path

import pytest

from geo.sources.landed import SourceError
from tests.geo.sources.workbooks import read

HEADER = "Stop Number,Address,Arrival time,Completed at,Time at stop,Status,Driver,Notes"
STOPS = (
    '1,"Geheimlaan 12, 9019 JT Verborgenstad, Nederland",09:10,2025-02-03 09:12,00:07:30,Delivered,Karel Zorgman,"code 1234, hond"',
    '2,"Geheimlaan 14-b, 9019 JT Verborgenstad",09:20,2025-02-03 09:25,00:01:00,Delivered to mailbox,Karel Zorgman,',
    '3,"Geheimlaan 16, 9019 JT Verborgenstad",09:30,,,Failed,Karel Zorgman,niet thuis',
    '4,"Geheimlaan 18, 9019 JT Verborgenstad",09:40,2025-02-03 09:41,4.5,Delivered,Karel Zorgman,',
)
MAPPING = "based_on: route_app\nconstants: {leverancier_id: L1, hub_id: H1, goederensoort: boodschappen}\n"


def export(*stops: str, header: str = HEADER) -> bytes:
    return ("\r\n".join([header, *(stops or STOPS)]) + "\r\n").encode()


def test_an_export_becomes_deliveries_without_notes_names_and_failed_stops(tmp_path: Path) -> None:
    found = read(tmp_path, export(), MAPPING, name="f.csv")
    rows = found.frames["intake.delivery"]
    assert rows["service_date"].unique().tolist() == [dt.date(2025, 2, 3)]
    assert rows["contact"].tolist() == [True, False, True]
    assert rows["contact_minutes"].tolist() == [7.5, 1.0, 4.5]
    assert rows["concierge_key"].nunique() == 1
    people = found.frames["vault.resident"]
    assert people[["street", "house_number", "postcode", "place"]].to_numpy().tolist() == [
        ["Geheimlaan", number, "9019JT", "Verborgenstad"] for number in ("12", "14-b", "18")
    ]
    everything = "".join(frame.to_csv() for frame in found.frames.values()) + " ".join(found.warnings)
    assert not [word for word in ("hond", "1234,", "Karel", "niet thuis") if word in everything]
    assert found.rejects.empty


def test_what_was_assumed_and_left_out_is_counted(tmp_path: Path) -> None:
    told = read(tmp_path, export(), MAPPING, name="f.csv").warnings
    assert "Niet meegeteld volgens de mapping, zoals mislukte stops: 1." in told
    assert "Onbekende kolom 8 is overgeslagen." in told
    assert (
        "Rijen met een algemene status die meetellen als contact = ja: 2. Zet onder values in de mapping wat de status betekent."
        in told
    )
    assert not [sentence for sentence in told if "kolom 1 " in sentence]


def test_a_mapping_says_what_a_status_means(tmp_path: Path) -> None:
    found = read(tmp_path, export(), MAPPING + "values: {contact: {delivered: nee}}", name="f.csv")
    assert found.frames["intake.delivery"]["contact"].tolist() == [False, False, False]
    assert not [sentence for sentence in found.warnings if "algemene status" in sentence]


def test_an_unknown_status_is_refused_and_not_guessed(tmp_path: Path) -> None:
    stops = [*STOPS * 3, STOPS[0].replace("Delivered", "Left with neighbour")]
    found = read(tmp_path, export(*stops), MAPPING, name="f.csv")
    assert found.rejects[["column_name", "rule", "value"]].to_numpy().tolist() == [["contact", "yes_no", "•••"]]


def test_an_export_is_known_by_its_headings_and_asks_for_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"lacks these columns: leverancier_id, hub_id, goederensoort; .*constants"):
        read(tmp_path, export(), name="f.csv")


def test_dates_that_may_be_either_are_refused_until_the_mapping_says_which(tmp_path: Path) -> None:
    stops = [stop.replace("2025-02-03", "2/3/2025") for stop in STOPS]
    with pytest.raises(SourceError, match="date_order"):
        read(tmp_path, export(*stops), MAPPING, name="f.csv")
    for order, day in (("day_first", dt.date(2025, 3, 2)), ("month_first", dt.date(2025, 2, 3))):
        found = read(tmp_path, export(*stops), f"{MAPPING}date_order: {order}\n", name="f.csv")
        assert found.frames["intake.delivery"]["service_date"].unique().tolist() == [day]


def test_an_address_without_a_postcode_is_refused(tmp_path: Path) -> None:
    stops = [*STOPS * 3, STOPS[0].replace(", 9019 JT Verborgenstad, Nederland", ", Verborgenstad")]
    found = read(tmp_path, export(*stops), MAPPING, name="f.csv")
    assert found.rejects["rule"].tolist() == ["no_address"]
