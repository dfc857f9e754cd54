"""A page of blocks as a PDF of A4, by fpdf2: text, key figures, tables and line charts. No figures of a page here.

Its fonts are those that every reader has; they know Western European letters only, and what they lack is written in
plain ones.
"""

from __future__ import annotations

import datetime as dt

from fpdf import FPDF
from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace

from maps.blocks import Bar, Figures, Heading, Page, Prose, Table
from maps.charts import Chart

PLAIN = str.maketrans({"₂": "2", "→": ">", "−": "-", "Δ": "d", "≥": ">=", "≤": "<=", "\u00a0": " ", "\u202f": " "})
WIDTH_MM = 182.0
WIDE = 7
"""Columns from which a table is set in smaller letters."""


def page_pdf(page: Page, footer: str, made: dt.datetime) -> bytes:
    """The PDF of a page; the same page made at the same moment gives the same bytes.

    ``footer`` stands at the foot of each sheet. Maps and links are left out: a report has none.
    """
    pdf = _Sheets(plain(footer))
    pdf.set_creation_date(made)
    pdf.set_title(plain(page.title))
    pdf.add_page()
    pdf.set_font("Helvetica", "B", 18)
    pdf.multi_cell(0, 8, plain(page.title), new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("Helvetica", "", 10)
    pdf.multi_cell(0, 5, plain(page.lead), new_x="LMARGIN", new_y="NEXT")
    for block in page.blocks:
        pdf.ln(3)
        if isinstance(block, Heading):
            _heading(pdf, block.text, 13)
        elif isinstance(block, Prose):
            pdf.set_font("Helvetica", "", 9)
            pdf.multi_cell(0, 4.5, plain(block.text), new_x="LMARGIN", new_y="NEXT")
        elif isinstance(block, Figures):
            _rows(pdf, [(item.label, item.value, item.note) for item in block.items], 9)
        elif isinstance(block, Table):
            _table(pdf, block)
        elif isinstance(block, Chart):
            _chart(pdf, block)
    return bytes(pdf.output())


def plain(text: str) -> str:
    """Text in the letters that the standard fonts have."""
    return text.translate(PLAIN).encode("cp1252", "replace").decode("cp1252")


class _Sheets(FPDF):
    def __init__(self, foot: str) -> None:
        super().__init__(format="A4")
        self.core_fonts_encoding = "cp1252"
        self.foot = foot
        self.set_margins(14, 14)
        self.set_auto_page_break(True, margin=16)

    def footer(self) -> None:
        """The foot of a sheet."""
        self.set_y(-12)
        self.set_font("Helvetica", "", 7)
        self.cell(0, 4, f"{self.foot}  {self.page_no()}", align="C")


def _heading(pdf: FPDF, text: str, size: int) -> None:
    if pdf.will_page_break(30):
        pdf.add_page()
    pdf.set_font("Helvetica", "B", size)
    pdf.multi_cell(0, 6, plain(text), new_x="LMARGIN", new_y="NEXT")


def _rows(pdf: FPDF, rows: list[tuple[str, str, str]], size: int) -> None:
    _thin(pdf)
    pdf.set_font("Helvetica", "", size)
    with pdf.table(
        borders_layout=TableBordersLayout.HORIZONTAL_LINES, first_row_as_headings=False, line_height=5,
        col_widths=(80, 40, 62), text_align=("LEFT", "RIGHT", "LEFT"),
    ) as drawn:  # fmt: skip
        for row in rows:
            drawn.row([plain(cell) for cell in row])


def _table(pdf: FPDF, block: Table) -> None:
    _heading(pdf, block.caption, 10)
    size = 6.5 if len(block.columns) >= WIDE else 8
    _thin(pdf)
    pdf.set_font("Helvetica", "", size)
    align = tuple("RIGHT" if column.numeric else "LEFT" for column in block.columns)
    with pdf.table(
        borders_layout=TableBordersLayout.HORIZONTAL_LINES, headings_style=FontFace(emphasis="BOLD"),
        line_height=size * 0.5, text_align=align, padding=0.6, col_widths=_widths(block),
    ) as drawn:  # fmt: skip
        drawn.row([plain(column.label) for column in block.columns])
        for row in block.rows:
            drawn.row([plain(cell.text if isinstance(cell, Bar) else cell) for cell in row])
    if block.note:
        pdf.set_font("Helvetica", "I", 7.5)
        pdf.multi_cell(0, 3.6, plain(block.note), new_x="LMARGIN", new_y="NEXT")


def _thin(pdf: FPDF) -> None:
    pdf.set_draw_color(170, 170, 170)
    pdf.set_line_width(0.1)


def _widths(block: Table) -> tuple[float, ...]:
    """Widths by the longest word and the text of a column, between bounds."""
    cells = [[column.label for column in block.columns]]
    cells += [[cell.text if isinstance(cell, Bar) else cell for cell in row] for row in block.rows]
    longest = [max(min(len(row[k]), 30) for row in cells) for k in range(len(block.columns))]
    word = [max((len(part) for row in cells for part in row[k].split()), default=1) for k in range(len(block.columns))]
    wanted = [max(6.0, 0.35 * each + 0.9 * least) for each, least in zip(longest, word, strict=True)]
    return tuple(WIDTH_MM * each / sum(wanted) for each in wanted)


def _chart(pdf: FPDF, block: Chart) -> None:
    scale = 120.0 / block.box[0]
    if pdf.will_page_break(block.box[1] * scale + 12 + 5 * len(block.lines)):
        pdf.add_page()
    _heading(pdf, block.title, 10)
    left, top = pdf.l_margin, pdf.get_y()
    pdf.set_font("Helvetica", "", 6.5)
    pdf.set_draw_color(200, 200, 200)
    pdf.set_line_width(0.1)
    for tick in block.y_ticks:
        y = top + tick.at * scale
        pdf.line(left + block.frame[0] * scale, y, left + block.frame[2] * scale, y)
        pdf.set_xy(left, y - 1.5)
        pdf.cell(block.frame[0] * scale - 1, 3, plain(tick.label), align="R")
    for tick in block.x_ticks:
        pdf.set_xy(left + tick.at * scale - 5, top + block.frame[3] * scale + 1)
        pdf.cell(10, 3, plain(tick.label), align="C")
    for index, each in enumerate(block.lines):
        red, green, blue = (int(each.colour[at : at + 2], 16) for at in (1, 3, 5))
        pdf.set_draw_color(red, green, blue)
        pdf.set_line_width(0.5)
        if each.dash:
            pdf.set_dash_pattern(dash=1.6, gap=0.8)
        pairs = (point.split(",") for point in each.points.split())
        pdf.polyline([(left + float(x) * scale, top + float(y) * scale) for x, y in pairs])
        key = top + 4 + 5.0 * index
        pdf.line(left + 124, key, left + 132, key)
        pdf.set_dash_pattern()
        pdf.set_xy(left + 134, key - 1.8)
        pdf.multi_cell(WIDTH_MM - 134, 3.6, plain(each.name))
    pdf.set_xy(left, top + block.box[1] * scale)
    pdf.cell(120, 4, plain(f"{block.y_label}; {block.x_label}"), new_x="LMARGIN", new_y="NEXT")
