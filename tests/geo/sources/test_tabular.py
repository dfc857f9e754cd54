import datetime as dt
import hashlib
from pathlib import Path

import pytest

from geo.sources import SourceError, read_source
from tests.geo.sources.files import DELIVERY, KEY, csv_text, deliveries, header, put, region


def read(root: Path, source: str, content: str | bytes):
    return read_source(source, put(root, source, content), key=KEY)


def test_a_delivery_is_typed_field_by_field(tmp_path: Path) -> None:
    text = csv_text([DELIVERY])
    landed = read(tmp_path, "delivery", text)
    row = landed.frames["intake.delivery"].iloc[0]
    assert row["delivery_id"] == "B1"
    assert row["service_date"] == dt.date(2025, 3, 4)
    assert row["contact"]
    assert row["contact_minutes"] == 9.5
    assert row["ladder_step"] == 2
    assert row["row_number"] == 1
    goods = landed.frames["vault.goods"].iloc[0]
    assert (goods["line_kind"], goods["line_id"], goods["goods_kind"]) == ("delivery", "B1", "medicines")
    assert goods["cold"]
    assert not goods["urgent"]
    assert goods["resident_key"] == row["resident_key"]
    assert landed.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert (landed.source, landed.file_name, landed.size_bytes) == (
        "delivery",
        "data/leveringen.csv",
        len(text.encode()),
    )
    assert landed.period == "2025-03-04/2025-03-04"


def test_a_byte_order_mark_windows_text_dutch_dates_and_windows_lines_are_accepted(tmp_path: Path) -> None:
    text = csv_text([DELIVERY | {"datum": "04-03-2025", "naam": "Zoë"}]).replace("\n", "\r\n")
    utf8 = read(tmp_path, "delivery", b"\xef\xbb\xbf" + text.encode())
    windows = read(tmp_path, "delivery", text.encode("cp1252"))
    for landed in (utf8, windows):
        assert landed.frames["intake.delivery"].loc[0, "service_date"] == dt.date(2025, 3, 4)
        assert landed.frames["vault.resident"].loc[0, "name"] == "Zoë"
    assert utf8.warnings[0].startswith("1 van 1 bewonersadressen")
    assert "Windows" in windows.warnings[0]


def test_a_bad_cell_refuses_its_row_and_tells_where_and_how_to_mend_it(tmp_path: Path) -> None:
    landed = read(tmp_path, "delivery", csv_text(deliveries(6, datum="31-02-2025", trede="7")))
    assert list(landed.frames["intake.delivery"]["delivery_id"]) == ["B1", "B2", "B3", "B4", "B5"]
    assert len(landed.frames["vault.resident"]) == len(landed.frames["vault.goods"]) == 5
    assert landed.rejects.to_dict("records") == [
        {
            "file_name": "data/leveringen.csv",
            "row_number": 6,
            "column_name": "datum",
            "rule": "date",
            "value": "31-02-2025",
            "sentence": "Schrijf een datum als 2026-02-28 (of 28-02-2026).",
        },
        {
            "file_name": "data/leveringen.csv",
            "row_number": 6,
            "column_name": "trede",
            "rule": "integer",
            "value": "7",
            "sentence": "Vul een geheel getal vanaf 0 tot en met 3 in.",
        },
    ]


def test_row_numbers_count_blank_and_broken_lines(tmp_path: Path) -> None:
    rows = csv_text(deliveries(8)).splitlines()
    text = "\n".join([*rows[:3], "", ";;;;", "B9;te kort", *rows[3:]])
    landed = read(tmp_path, "delivery", text)
    assert list(landed.frames["intake.delivery"]["row_number"]) == [1, 2, 6, 7, 8, 9, 10, 11]
    assert landed.rejects[["row_number", "rule", "value"]].to_numpy().tolist() == [
        [4, "cells", "•••"], [5, "cells", "•••"],
    ]  # fmt: skip


def test_the_first_of_two_rows_with_one_id_is_kept(tmp_path: Path) -> None:
    landed = read(tmp_path, "delivery", csv_text(deliveries(6, levering_id="B2", datum="2025-09-09")))
    kept = landed.frames["intake.delivery"]
    assert kept.loc[kept["delivery_id"] == "B2", "service_date"].tolist() == [dt.date(2025, 3, 4)]
    assert landed.rejects[["row_number", "column_name", "rule", "value"]].to_numpy().tolist() == [
        [6, "levering_id", "double", "B2"]
    ]


def test_unknown_columns_are_ignored_with_a_warning_and_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    shuffled = {"kleur": "rood", **dict(reversed(DELIVERY.items()))}
    landed = read(tmp_path, "delivery", csv_text([shuffled]))
    assert landed.frames["intake.delivery"].loc[0, "delivery_id"] == "B1"
    assert "Onbekende kolom 1 is overgeslagen." in landed.warnings


def test_an_optional_column_may_be_absent(tmp_path: Path) -> None:
    row = {name: value for name, value in DELIVERY.items() if name not in ("koel", "trede", "naam")}
    landed = read(tmp_path, "delivery", csv_text([row]))
    assert not landed.frames["vault.goods"].loc[0, "cold"]
    assert landed.frames["intake.delivery"]["ladder_step"].isna().all()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (header("delivery").encode(), "has a header but no rows"),
        (csv_text([DELIVERY]).replace(";datum", ";moment").encode(), "lacks these columns: datum"),
        (csv_text([DELIVERY]).replace("trede", "datum").encode(), "columns twice: datum"),
        (csv_text([DELIVERY]).replace(";", ",").encode(), "1 of 1 rows are refused"),
        (csv_text([DELIVERY]).replace(";", "/").encode(), "semicolons"),
        (csv_text([DELIVERY]).encode("utf-16"), "NUL bytes"),
        (csv_text([DELIVERY]).encode() + b"\x81\xff", "neither UTF-8 nor Windows"),
        (csv_text(deliveries(4, datum="gisteren")).encode(), "1 of 4 rows are refused"),
        (b"PK\x03\x04" + bytes(range(256)), "damaged workbook"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words) as refused:
        read(tmp_path, "delivery", content)
    assert "data/leveringen.csv" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_file_a_folder_and_an_unnamed_source_are_refused(tmp_path: Path) -> None:
    place = region(tmp_path)
    with pytest.raises(SourceError, match=r"data/leveringen\.csv is missing"):
        read_source("delivery", place, key=KEY)
    place.files["visit"][0].mkdir(parents=True)
    with pytest.raises(SourceError, match="cannot be read"):
        read_source("visit", place, key=KEY)
    with pytest.raises(SourceError, match="no source 'leveringen'"):
        read_source("leveringen", place, key=KEY)


def test_a_quotation_mark_that_is_never_closed_counts_all_lines_that_it_swallows(tmp_path: Path) -> None:
    lines = csv_text(deliveries(30)).splitlines()
    lines[28] = lines[28].replace("Geheimlaan", '"Geheimlaan')
    with_two_lost = read(tmp_path, "delivery", "\n".join(lines))
    assert len(with_two_lost.frames["intake.delivery"]) == 27
    assert len(with_two_lost.rejects) == 1
    lines[10] = lines[10].replace("Geheimlaan", '"Geheimlaan')
    with pytest.raises(SourceError, match="of 30 rows are refused"):
        read(tmp_path, "delivery", "\n".join(lines))


def test_a_huge_cell_refuses_only_its_row(tmp_path: Path) -> None:
    landed = read(tmp_path, "delivery", csv_text(deliveries(6, naam="x" * 3_000_000)))
    assert landed.rejects[["row_number", "column_name", "rule", "value"]].to_numpy().tolist() == [
        [6, "naam", "text", "•••"]
    ]


def test_points_must_lie_in_the_netherlands_and_be_whole(tmp_path: Path) -> None:
    rows = deliveries(20, x_rd="85000", y_rd="")
    rows[0] |= {"x_rd": "85000,5", "y_rd": "447000.25"}
    rows[1] |= {"x_rd": "4.36", "y_rd": "52.0"}
    landed = read(tmp_path, "delivery", csv_text(rows))
    assert landed.rejects[["row_number", "column_name", "rule"]].to_numpy().tolist() == [
        [2, "x_rd", "half_a_point"], [2, "y_rd", "y_rd"], [20, "x_rd", "half_a_point"],
    ]  # fmt: skip
    first = landed.frames["vault.resident"].iloc[0]
    assert (first["geometry"].x, first["geometry"].y, first["matched_by"]) == (85000.5, 447000.25, "given")


def test_an_order_line_needs_supplier_and_goods_only_when_something_is_brought(tmp_path: Path) -> None:
    base = {
        "bestelling_id": "O1",
        "datum": "2026-02-03",
        "leverancier_id": "L1",
        "hub_id": "H1",
        "soort": "levering",
        "naam": "",
        "straat": "",
        "huisnummer": "1",
        "postcode": "9019JT",
        "plaats": "",
        "x_rd": "",
        "y_rd": "",
        "goederensoort": "was",
        "koel": "",
        "spoed": "",
        "installatie": "",
        "contact": "ja",
        "minuten": "",
        "vanaf": "9:00",
        "tot": "12:30",
    }
    visit = base | {"bestelling_id": "O2", "soort": "bezoek", "leverancier_id": "", "goederensoort": ""}
    more = [base | {"bestelling_id": f"O{number}"} for number in range(5, 12)]
    bad = [
        base | {"bestelling_id": "O3", "leverancier_id": "", "goederensoort": ""},
        base | {"bestelling_id": "O4", "vanaf": "13:00"},
    ]
    landed = read(tmp_path, "order_line", csv_text([base, visit, *more, *bad]))
    lines = landed.frames["intake.order_line"]
    assert lines.loc[0, ["kind", "window_from_s", "window_to_s"]].tolist() == ["delivery", 32_400, 45_000]
    assert lines["supplier_id"].isna().tolist() == [False, True] + [False] * 7
    assert "O2" not in set(landed.frames["vault.goods"]["line_id"])
    assert landed.rejects[["row_number", "column_name"]].to_numpy().tolist() == [
        [10, "leverancier_id"], [10, "goederensoort"], [11, "tot"],
    ]  # fmt: skip


def test_files_without_persons_show_the_value_that_is_wrong(tmp_path: Path) -> None:
    text = "leverancier_id;naam;soort;bezorgdagen;voorraad_op_hub;voertuig;kleur\n" + "".join(
        f"L{number};Zorg;zorgwinkel;{days};nee;bakwagen;\n" for number, days in enumerate(["zo, MA"] * 5 + ["ma,zon"])
    )
    landed = read(tmp_path, "supplier", text)
    assert landed.frames["intake.supplier"]["delivery_days"].unique().tolist() == ["1,7"]
    assert landed.frames["intake.supplier"]["vehicle_kind"].unique().tolist() == ["box_truck"]
    assert landed.rejects[["row_number", "column_name", "value"]].to_numpy().tolist() == [[6, "bezorgdagen", "ma,zon"]]
    assert landed.warnings == ("Onbekende kolom 7 (kleur) is overgeslagen.",)


def test_hubs_vehicles_trips_and_counts_become_their_tables(tmp_path: Path) -> None:
    hubs = read(
        tmp_path, "hub",
        header("hub") + "\nH1;De Fontein;2021-02-01;;;60;120,5;;ja;nee;40;;;ja;6;wk900101, WK900102;85000;447000\n"
    ).frames["intake.hub"]  # fmt: skip
    told = ["delivery_access", "charging", "opening_hours_week", "with_volunteers", "spare_concierge_hours_week"]
    assert hubs.loc[0, told].tolist() == [True, False, 40, True, 6]
    assert hubs.loc[0, ["with_social_team", "rent_eur_year"]].isna().all()
    assert hubs.loc[0, ["serves", "storage_m2", "capacity_per_day"]].tolist() == ["WK900101,WK900102", 120.5, 60]
    assert hubs["closed_on"].isna().all()
    assert hubs.crs.to_epsg() == 28992
    vehicles = read(
        tmp_path, "vehicle", header("vehicle") + "\nV1;Buurt;bakfiets;H1;250;;40;;;08:00;17:00;;;;;;;\n"
    ).frames
    assert vehicles["intake.vehicle"].geometry.isna().all()
    trips = read(
        tmp_path,
        "trip_request",
        header("trip_request")
        + "\nR1;2026-02-03;Zonnebus;P7;Jan;markt;09:00;10:00;;;45;;ja;nee;85000;447000;86000;448000\n",
    ).frames
    assert trips["intake.trip_request"].loc[0, ["max_ride_s", "party_size", "purpose"]].tolist() == [2_700, 1, "market"]
    passenger = trips["vault.passenger"]
    assert passenger.loc[0, "wheelchair"]
    assert passenger["dropoff"].crs.to_epsg() == 28992
    assert passenger.loc[0, "dropoff"].x == 86000
    assert passenger.loc[0, "passenger_key"] == trips["intake.trip_request"].loc[0, "passenger_key"]
    assert "P7" not in passenger.to_csv() + trips["intake.trip_request"].to_csv()
    counts = read(tmp_path, "signal_count", header("signal_count") + "\n2025-03;BU90010101;hulp;12;9\n").frames
    assert counts["intake.signal_count"].loc[0, "month"] == dt.date(2025, 3, 1)
    facilities = read(
        tmp_path, "facility", "voorziening_id;naam;soort;kandidaat;x_rd;y_rd\nF1;Huis;buurthuis;ja;85000;447000\n"
    ).frames
    assert facilities["intake.facility"].loc[0, ["origin", "kind", "candidate"]].tolist() == [
        "social_map", "community_centre", True,
    ]  # fmt: skip
