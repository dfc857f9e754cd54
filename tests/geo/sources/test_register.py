"""The Excel register of a hub: a sheet a month, headings over two rows, totals, Dutch dates."""

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import Workbook

from geo.sources.fields import keys_of, own_files
from geo.sources.landed import SourceError
from tests.geo.sources.workbooks import MAPPING, ROWS, TOP, read, register, register_book, saved

DELIVERY = own_files()["delivery"]


def sheet_of(*rows: list, title: str = "Blad1") -> bytes:
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return saved(book)


def test_the_register_becomes_deliveries_with_nothing_lost_and_nothing_added(tmp_path: Path) -> None:
    found = read(tmp_path, register_book(), MAPPING)
    rows = found.frames["intake.delivery"]
    assert rows["service_date"].tolist() == [dt.date(2025, 1, day) for day in (6, 7, 8, 9)]
    assert rows["supplier_id"].tolist() == ["L1", "L2", "L1", "L1"]
    assert rows["contact"].tolist() == [True, True, False, True]
    assert rows["contact_minutes"].fillna(-1).tolist() == [9.5, 12.5, -1, 7.0]
    assert rows["hub_id"].unique().tolist() == ["H1"]
    goods = found.frames["vault.goods"]
    assert goods["goods_kind"].tolist() == ["medicines", "meals", "laundry", "groceries"]
    assert goods["cold"].tolist() == [True, True, False, False]
    assert goods["line_id"].tolist() == rows["delivery_id"].tolist()
    people = found.frames["vault.resident"]
    assert people["house_number"].tolist() == ["4711-b", "12", "14", "15"]
    assert set(people["postcode"]) == {"9019JT"}
    assert found.rejects.empty
    assert found.period == "2025-01-06/2025-01-09"


def test_what_was_left_out_changed_or_guessed_is_counted_in_warnings(tmp_path: Path) -> None:
    told = read(tmp_path, register_book(), MAPPING).warnings
    assert "Kolom 4 (Adres > nr) is gelezen als huisnummer." in told
    assert "Kolom 8 (Contact > brievenbus) is gelezen als brievenbus." in told
    assert "Onbekende kolom 10 is overgeslagen." in told
    assert "Overgeslagen lege regels tussen de gegevens: 1." in told
    assert "Overgeslagen totaalregels: 1." in told
    assert "Waarden van goederensoort die anders geschreven zijn en vertaald: 1." in told
    assert "Datums die als Excel-getal stonden en zijn omgerekend: 1." in told
    assert not [sentence for sentence in told if "Piet" in sentence or "Geheimlaan" in sentence]


def test_remarks_are_not_loaded(tmp_path: Path) -> None:
    found = read(tmp_path, register_book(), MAPPING)
    assert "Piet" not in "".join(frame.to_csv() for frame in found.frames.values()) + found.rejects.to_csv()


def test_the_same_row_has_the_same_id_in_another_file_and_equal_rows_are_as_many(tmp_path: Path) -> None:
    once = read(tmp_path, register_book(), MAPPING).frames["intake.delivery"]
    twice = read(tmp_path, register_book(rows=[*ROWS, ROWS[0]]), MAPPING).frames["intake.delivery"]
    assert keys_of(once, DELIVERY).tolist() == keys_of(twice, DELIVERY).tolist()[:4]
    assert len(set(twice["delivery_id"])) == 5
    elsewhere = read(tmp_path, register_book(), MAPPING.replace("H1", "H2")).frames["intake.delivery"]
    assert elsewhere["delivery_id"].tolist() == once["delivery_id"].tolist()


def test_a_row_on_two_monthly_sheets_is_one_delivery_and_its_double_is_listed(tmp_path: Path) -> None:
    found = read(tmp_path, register_book("jan 25", "feb 25"), MAPPING)
    assert len(found.frames["intake.delivery"]) == 4
    assert found.rejects["rule"].tolist() == ["double"] * 4
    assert found.rejects["row_number"].tolist() == [7, 8, 10, 11]
    assert found.rejects["sentence"][0].endswith("de eerste telt (blad 'feb 25', rij 6).")
    assert "Rijen op blad 'feb 25' met een datum in een andere maand: 4." in found.warnings


def test_a_made_id_does_not_tell_what_was_delivered(tmp_path: Path) -> None:
    found = read(tmp_path, register_book(), MAPPING)
    made = found.frames["intake.delivery"]["delivery_id"]
    assert made.str.fullmatch("d[0-9a-f]{20}").all()
    other = read(tmp_path, register_book(rows=[[*ROWS[0][:5], "was", *ROWS[0][6:]], *ROWS[1:]]), MAPPING)
    assert other.frames["intake.delivery"]["delivery_id"][0] != made[0]


def test_bad_cells_are_rejected_with_the_place_in_the_workbook(tmp_path: Path) -> None:
    rows = [list(row) for row in ROWS * 6]
    rows[4][0], rows[5][8], rows[6][5] = "31 feb 2025", "=A1", "#N/B"
    rows[7][3] = dt.date(2025, 3, 12)  # typed as 12-3
    bad = read(tmp_path, register_book(rows=rows), MAPPING).rejects
    assert bad[["column_name", "rule"]].to_numpy().tolist() == [
        ["datum", "date"],
        ["minuten_contact", "spreadsheet"],
        ["goederensoort", "spreadsheet"],
        ["huisnummer", "spreadsheet"],
        ["postcode", "no_address"],
    ]
    assert bad["sentence"].iloc[1] == (
        "De cel bevat een formule zonder uitkomst; bewaar het bestand in Excel, of vul de waarde zelf in "
        "(blad 'januari 2025', rij 12)."
    )
    assert "maak de cel op als tekst" in bad["sentence"].iloc[3]
    assert set(bad["value"]) <= {"•••", ""}


def test_totals_without_a_word_and_repeated_headers_are_no_deliveries(tmp_path: Path) -> None:
    rows = [*ROWS, [None] * 8 + [38, None], TOP, ["Subtotaal", "L1", None, None, None, None, None, None, 12, None]]
    found = read(tmp_path, register_book(rows=rows), MAPPING)
    assert len(found.frames["intake.delivery"]) == 4
    assert found.rejects.empty
    assert "Overgeslagen totaalregels: 2." in found.warnings
    assert "Overgeslagen regels met alleen getallen of een notitie: 1." in found.warnings


def test_a_row_with_all_it_needs_is_a_delivery_even_where_a_cell_says_total(tmp_path: Path) -> None:
    rows = [[*ROWS[0][:9], "totaal 3 dozen"], *ROWS[1:]]
    assert len(read(tmp_path, register_book(rows=rows), MAPPING).frames["intake.delivery"]) == 4


def test_dates_without_a_year_get_that_of_their_sheet(tmp_path: Path) -> None:
    rows = [["6 jan", *ROWS[0][1:]], ["7-1", *ROWS[1][1:]], *ROWS[2:]]
    found = read(tmp_path, register_book(rows=rows), MAPPING)
    assert found.frames["intake.delivery"]["service_date"].tolist() == [dt.date(2025, 1, day) for day in (6, 7, 8, 9)]
    assert "Datums zonder jaar, aangevuld met het jaar van het blad: 2." in found.warnings


def test_names_of_staff_become_pseudonyms_and_codes_stay(tmp_path: Path) -> None:
    rows = [
        ["datum", "leverancier", "adres", "pc", "goederen", "brievenbus", "bezorger"],
        *[["3-2-2025", "L1", f"Geheimlaan {n}", "9019JT", "was", None, who] for n, who in enumerate(
            ["Karel Zorgman", "karel  zorgman", "C1", "KZ", None])],
    ]  # fmt: skip
    found = read(tmp_path, sheet_of(*rows), "constants: {hub_id: H1}")
    codes = found.frames["intake.delivery"]["concierge_key"]
    assert codes[0] == codes[1]
    assert codes.str.fullmatch("c[0-9a-f]{20}").tolist()[:2] == [True, True]
    assert codes[2:4].tolist() == ["C1", "KZ"]
    assert codes.isna().tolist()[4]
    assert any(
        sentence.startswith("Rijen met een naam in plaats van een code bij concierge: 2.")
        for sentence in found.warnings
    )
    mapped = read(tmp_path, sheet_of(*rows), 'constants: {hub_id: H1}\nvalues: {concierge: {"karel zorgman": C7}}')
    assert mapped.frames["intake.delivery"]["concierge_key"].tolist()[:3] == ["C7", "C7", "C1"]


def test_a_name_below_another_heading_is_not_the_residents(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["datum", "leverancier", "Adres", None, None, "Mantelzorger", None, "goederen", "contact"])
    sheet.append([None, None, "straat", "nr", "pc", "naam", "telefoon", None, None])
    for block in ("C1:E1", "F1:G1", "A1:A2", "B1:B2", "H1:H2", "I1:I2"):
        sheet.merge_cells(block)
    sheet.append(["3-2-2025", "L1", "Geheimlaan", 1, "9019JT", "Dochter", "06", "was", "ja"])
    found = read(tmp_path, saved(book), "constants: {hub_id: H1}")
    assert found.frames["vault.resident"]["name"].isna().all()
    assert "Dochter" not in "".join(frame.to_csv() for frame in found.frames.values())
    assert {"Onbekende kolom 6 is overgeslagen.", "Onbekende kolom 7 is overgeslagen."} <= set(found.warnings)


def test_headings_over_two_rows_are_read_from_text_as_well(tmp_path: Path) -> None:
    text = (
        "Register;;;;;;;\n"
        ";;Adres;;;Goederen;;\n"
        "datum;leverancier;straat;nr;pc;soort;koel;contact\n"
        "3-2-2025;L1;Geheimlaan;1;9019JT;was;x;ja\n"
    )
    found = read(tmp_path, text.encode(), "constants: {hub_id: H1}", name="f.csv")
    assert found.frames["vault.resident"]["house_number"].tolist() == ["1"]
    assert found.frames["vault.goods"]["cold"].tolist() == [True]
    assert found.frames["intake.delivery"]["row_number"].tolist() == [1]


def test_sheets_are_chosen_by_the_mapping_and_hidden_ones_are_told_of(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "Toelichting"
    book.active.append(["Dit is het register"])
    register(book.create_sheet("jan 25"))
    register(book.create_sheet("feb 25"), [["9 feb 2025", *ROWS[0][1:]]])
    secret = book.create_sheet("Mevrouw Jansen")
    register(secret)
    secret.sheet_state = "hidden"
    data = saved(book)
    both = read(tmp_path, data, MAPPING)
    assert len(both.frames["intake.delivery"]) == 5
    assert any("blad 4" in sentence and "verborgen" in sentence for sentence in both.warnings)
    assert "Blad 1 heeft geen kopregel met bekende kolommen; 1 rijen zijn overgeslagen." in both.warnings
    assert "Jansen" not in " ".join(both.warnings)
    one = read(tmp_path, data, MAPPING + 'sheets: ["feb*"]\n')
    assert one.frames["intake.delivery"]["service_date"].tolist() == [dt.date(2025, 2, 9)]
    named = read(tmp_path, data, MAPPING + "sheets: mevrouw jansen\n")
    assert len(named.frames["intake.delivery"]) == 4
    with pytest.raises(SourceError, match="none of the sheets"):
        read(tmp_path, data, MAPPING + "sheets: [maart]\n")


def test_a_month_without_a_header_may_not_be_missed(tmp_path: Path) -> None:
    book = Workbook()
    register(book.active)
    book.create_sheet("feb 25").append(["losse", "aantekeningen"])
    with pytest.raises(SourceError, match="no header with known columns on its sheet 2"):
        read(tmp_path, saved(book), MAPPING)


def test_the_header_row_and_headings_of_a_mapping_count_before_all_else(tmp_path: Path) -> None:
    rows = [["datum", "contact"], ["x"] * 8, ["Wanneer", "Wie", "Waar", "Nr.", "Bus", "PC", "Wat", "Thuis?"],
            ["3-2-2025", "Jumbo", "Geheimlaan", 12, "b", "9019JT", "eten", "ja"]]  # fmt: skip
    mapping = """
header_row: 3
columns: {datum: [Dag, Wanneer], leverancier_id: Wie, straat: 3, huisnummer: nr, toevoeging: Bus, goederensoort: Wat, contact: "Thuis?"}
values: {leverancier_id: {jumbo: L3}}
constants: {hub_id: H1}
"""
    found = read(tmp_path, sheet_of(*rows), mapping)
    assert found.frames["intake.delivery"].loc[0, ["supplier_id", "hub_id"]].tolist() == ["L3", "H1"]
    assert found.frames["vault.resident"].loc[0, ["street", "house_number", "postcode"]].tolist() == [
        "Geheimlaan", "12 b", "9019JT",
    ]  # fmt: skip
    assert found.frames["vault.goods"]["goods_kind"].tolist() == ["meals"]


def test_a_heading_of_the_mapping_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    found = read(tmp_path, register_book(), MAPPING + "columns: {naam: Bewoner}\n")
    assert "De kop die de mapping noemt voor naam is er niet." in found.warnings


def test_two_columns_that_may_be_the_same_field_are_not_chosen_between(tmp_path: Path) -> None:
    rows = [["datum", "leverancier", "straat", "nr", "huisnr", "pc", "goederen", "contact"], ["3-2-2025"] * 8]
    with pytest.raises(SourceError, match=r"twice: huisnummer \(columns 4 and 5\)"):
        read(tmp_path, sheet_of(*rows), MAPPING)


def test_a_required_column_that_is_missing_is_named_with_the_mend(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"lacks these columns: hub_id; .*under columns or constants"):
        read(tmp_path, register_book())


def test_signals_with_free_text_are_refused_as_a_whole(tmp_path: Path) -> None:
    text = "maand;buurtcode;soort;aantal;opgevolgd;{}\n2025-03;BU90010101;hulp;12;9;{}\n"
    refused = text.format("toelichting", "mevrouw Jansen is gevallen")
    with pytest.raises(SourceError, match="free text in column 6") as error:
        read(tmp_path, refused.encode(), source="signal_count", name="f.csv")
    assert "Jansen" not in str(error.value)
    for mapping in (None, "ignore: [toelichting]"):
        with pytest.raises(SourceError, match="free text"):
            read(tmp_path, refused.encode(), mapping, source="signal_count", name="f.csv")
    counted = read(tmp_path, text.format("totaal", "21").encode(), source="signal_count", name="f.csv")
    assert counted.frames["intake.signal_count"]["count"].tolist() == [12]
    workbook = sheet_of(
        ["maand", "buurtcode", "soort", "aantal", "opgevolgd", ""],
        [dt.date(2025, 3, 1), "BU90010101", "hulp", 12, 9, "x"],
    )
    with pytest.raises(SourceError, match="free text"):
        read(tmp_path, workbook, source="signal_count")


def test_the_other_own_files_may_be_workbooks_too(tmp_path: Path) -> None:
    hubs = sheet_of(
        ["hub_id", "naam", "geopend_op", "capaciteit_per_dag", "opslag_m2", "x_rd", "y_rd"],
        ["H1", "De Fontein", dt.date(2021, 2, 1), 60, 120.125, 85000, 447000.5],
    )
    frame = read(tmp_path, hubs, source="hub").frames["intake.hub"]
    assert frame.loc[0, ["opened_on", "capacity_per_day", "storage_m2"]].tolist() == [dt.date(2021, 2, 1), 60, 120.125]
    shifts = sheet_of(
        ["concierge", "naam", "hub_id", "werkdagen", "van", "tot"],
        ["C1", "Karel", "H1", "ma,di", dt.time(8, 30), "17u00"],
    )
    frame = read(tmp_path, shifts, source="concierge").frames["intake.concierge"]
    assert frame.loc[0, ["shift_from_s", "shift_to_s"]].tolist() == [30_600, 61_200]


def test_text_may_be_separated_by_commas_or_tabs_which_is_said(tmp_path: Path) -> None:
    header, row = "leverancier_id;naam;soort;bezorgdagen;voertuig", "L1;Zorg;zorgwinkel;ma;bakwagen"
    for separator, word in ((",", "een komma"), ("\t", "een tab")):
        text = f"{header}\n{row}\n".replace(";", separator)
        found = read(tmp_path, text.encode(), source="supplier", name="f.csv")
        assert found.frames["intake.supplier"]["supplier_id"].tolist() == ["L1"]
        assert found.warnings == (f"Tussen de kolommen staat {word}, geen puntkomma; zo is het gelezen.",)


def test_a_text_without_a_last_line_end_may_be_cut_off_and_is_told_of(tmp_path: Path) -> None:
    text = "leverancier_id;naam;soort;bezorgdagen;voertuig\nL1;Zorg;zorgwinkel;ma;bakwagen"
    (told,) = read(tmp_path, text.encode(), source="supplier", name="f.csv").warnings
    assert "afgekapt" in told


def test_a_workbook_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no sheet with the columns of leveringen\.csv"):
        read(tmp_path, sheet_of(["a", "b"], [1, 2]))


def test_beside_a_sheet_of_our_own_name_other_sheets_are_told_of(tmp_path: Path) -> None:
    book = Workbook()
    register(book.active)
    book.active.title = "Leveringen"
    register(book.create_sheet("jan 25"))
    book.create_sheet("Uitleg").append(["uitleg"])
    told = read(tmp_path, saved(book), MAPPING).warnings
    assert [sentence for sentence in told if "Niet gelezen" in sentence] == [
        "Niet gelezen, omdat er een blad leveringen is: blad 'jan 25'. Moet het mee, noem het in de mapping (sheets)."
    ]


def test_excels_own_line_above_a_header_is_no_header(tmp_path: Path) -> None:
    text = "sep=;\r\nleverancier_id;naam;soort;bezorgdagen;voertuig\r\nL1;Zorg;zorgwinkel;ma;bakwagen\r\n"
    found = read(tmp_path, text.encode(), source="supplier", name="f.csv")
    assert found.frames["intake.supplier"]["supplier_id"].tolist() == ["L1"]
    assert found.rejects.empty
