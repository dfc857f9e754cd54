"""Dashboard, delivery days, the monthly report and the sheets of suppliers: what they say and what they keep to themselves."""

import dataclasses
import io
import re
from pathlib import Path

import pytest
from fpdf import FPDF

from maps.pages import dashboard, delivery_days
from maps.report_pdf import page_pdf, plain
from maps.reports import month_report, supplier_sheet, write_reports
from maps.site import build_site
from tests.maps.city import city, empty

BAD = "<script>alert('x')</script>"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_site(city(), tmp_path_factory.mktemp("bundling") / "site").parent


def text_of(page: Path) -> str:
    return re.sub(r"<[^>]+>", " ", page.read_text(encoding="utf-8"))


def test_the_default_point_and_its_bound_are_on_the_page_and_no_resident_is(built: Path) -> None:
    page = text_of(built / "leverdagen.html")
    assert "Contactminuten gelijk (standaard)" in page
    assert "Bewezen tot" in page
    assert "geheim" not in page


def test_months_stand_against_the_plan_and_small_parts_keep_their_figures(built: Path) -> None:
    data = city()
    months = dashboard.part_table(data, "month")
    assert months.rows[0][1] == "600 / 590"
    wijken = dashboard.part_table(data, "wijk")
    assert wijken.rows[1][1:3] == ("minder dan 5", "")
    assert "600" in text_of(built / "dashboard.html")


def test_electrified_and_avoided_are_two_figures_with_a_range() -> None:
    data = city()
    lines = {row[0]: row[1:3] for row in dashboard.balance_table(data).rows}
    assert lines["Vermeden: voor min na"] == ("120", "400")
    assert lines["Na: conciërges, elektrisch"] == ("400", "400")


def test_the_report_is_of_the_last_whole_month_in_html_and_pdf_and_linked(built: Path) -> None:
    assert (built / "rapport" / "2026-01.html").is_file()
    pdf = (built / "rapport" / "2026-01.pdf").read_bytes()
    assert pdf.startswith(b"%PDF")
    assert 'href="rapport/2026-01.pdf"' in (built / "dashboard.html").read_text(encoding="utf-8")
    html = (built / "rapport" / "2026-01.html").read_text(encoding="utf-8")
    assert "<script" not in html
    assert "href=" not in html
    assert "Maandrapport jan 2026" in html
    assert "@media print" in html or "@page" in html


def test_a_sheet_holds_one_supplier_s_figures_and_the_total_and_nothing_of_another(built: Path) -> None:
    page = (built / "leverancier" / "01.html").read_text(encoding="utf-8")
    assert "Apotheek De Linde" in page
    assert "Warme Maaltijd" not in page
    data = city()
    two = dataclasses.replace(data, parties=data.parties[data.parties["supplier_id"] != "L3"])
    sheet = supplier_sheet(two, "L1")
    assert [row[0] for row in sheet.blocks[0].rows] == ["U"]
    assert "twee partijen" in sheet.blocks[1].text


def test_the_same_page_gives_the_same_pdf_and_letters_that_fonts_lack_are_written_plain() -> None:
    data = city()
    page = month_report(data, "2026-01")
    first, second = (page_pdf(page, "voet", data.generated_at) for _ in range(2))
    assert first == second
    assert plain("CO₂ → €") == "CO2 > €"
    assert plain("水") == "?"
    assert len(first) < 200_000
    assert isinstance(FPDF(), FPDF)
    assert io.BytesIO(first).read(5) == b"%PDF-"


def test_hostile_text_is_escaped_in_every_sheet(tmp_path: Path) -> None:
    data = city(label=lambda text: f"{text}{BAD}")
    write_reports(data, tmp_path)
    for path in tmp_path.rglob("*.html"):
        assert BAD not in path.read_text(encoding="utf-8"), path


def test_a_region_without_deliveries_says_so_and_gets_no_report(tmp_path: Path) -> None:
    assert write_reports(empty(), tmp_path) == 0
    assert "geen leveringen" in dashboard.build(empty()).blocks[0].text
    assert len(delivery_days.build(empty()).blocks) == 1


def test_losses_are_counted_by_choice_and_class() -> None:
    page = delivery_days.build(city())
    loss = next(block for block in page.blocks if getattr(block, "caption", "").startswith("Wie verliest"))
    assert loss.rows == (("Hoogstens 5 % van de minuten weg", "5 – 10", "1"),)
