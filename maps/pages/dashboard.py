"""How it goes: deliveries, contact, kilometres, value by month, supplier, wijk and hub, against the plan; printable."""

from __future__ import annotations

from typing import Any

import pandas as pd

from maps.blocks import Block, Contents, Figure, Figures, Heading, Link, Links, Page, Table, table
from maps.charts import Series, chart
from maps.data import SiteData, hub_names, names, wijk_names
from maps.formats import number, percent, string
from maps.pages.bundling import SMALLEST, counted
from maps.pages.common import empty_page
from maps.pages.delivery_days import spread
from maps.texts import text, word

LINES = (
    "own_rides_km", "to_hub_km", "replenishment_km", "exceptional_km", "past_hub_km", "electrified_km", "avoided_km",
    "co2_before_kg", "co2_after_kg", "co2_avoided_kg",
)  # fmt: skip
DIMENSIONS = ("month", "supplier", "wijk", "hub", "channel")
SIDES = ("resident", "care", "gemeente", "insurer", "supplier", "service")
MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


def build(data: SiteData) -> Page:
    """The page ``dashboard.html``."""
    if data.bundling_figures.empty:
        return empty_page("dashboard", text("dashboard.none"))
    anchors = (
        ("maanden", text("dashboard.months")), ("balans", text("dashboard.balance")),
        *((dimension, text(f"dashboard.by_{dimension}")) for dimension in DIMENSIONS),
        ("waarde", text("dashboard.value")), ("rapport", text("dashboard.reports")),
    )  # fmt: skip
    blocks: list[Block] = [Contents(anchors), _key_figures(data), Heading(text("dashboard.months"), "maanden")]
    blocks += [*month_charts(data), Heading(text("dashboard.balance"), "balans"), balance_table(data)]
    for dimension in DIMENSIONS:
        blocks += [Heading(text(f"dashboard.by_{dimension}"), dimension), part_table(data, dimension)]
    if len(data.values):
        blocks += [Heading(text("dashboard.value"), "waarde"), value_table(data)]
    if links := report_links(data):
        blocks += [Heading(text("dashboard.reports"), "rapport"), links]
    return Page("dashboard", text("dashboard.title"), text("dashboard.lead"), tuple(blocks))


def figures_of(data: SiteData, dimension: str) -> dict[str, dict[str, dict[str, Any]]]:
    """Rows of a dimension by code and indicator, in the order of the codes."""
    if data.bundling_figures.empty:
        return {}
    own = data.bundling_figures[data.bundling_figures["dimension"] == dimension]
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in own.sort_values(["code", "indicator"]).to_dict("records"):
        found.setdefault(str(row["code"]), {})[str(row["indicator"])] = {str(name): cell for name, cell in row.items()}
    return found


def month_name(code: str) -> str:
    """'2026-01' as 'jan 2026'."""
    year, month = code.split("-")
    return f"{MONTHS[int(month) - 1]} {year}"


def last_month(data: SiteData) -> str | None:
    """The last whole month before or up to the service date that has deliveries."""
    months = sorted(code for code in figures_of(data, "month") if code < f"{pd.Timestamp(data.service_date):%Y-%m}")
    return months[-1] if months else None


def span(row: dict[str, Any] | None, digits: int = 0) -> str:
    """Marginal to dedicated, the lower end first."""
    if row is None or pd.isna(row["marginal"]) or pd.isna(row["dedicated"]):
        return text("no_figure")
    low, high = sorted((row["marginal"], row["dedicated"]))
    return number(low, digits) if low == high else text("range", low=number(low, digits), high=number(high, digits))


def _key_figures(data: SiteData) -> Figures:
    whole = figures_of(data, "all")["*"]
    items = [
        Figure(number(whole[name]["value"]), text(f"dashboard.{label}"))
        for name, label in (
            ("deliveries", "deliveries"), ("addresses", "addresses"), ("contact_moments", "moments"),
            ("contact_minutes", "minutes"),
        )
    ]  # fmt: skip
    items.append(Figure(f"{number(whole['electrified_km']['value'])} km", word("line", "electrified_km")))
    items.append(Figure(f"{span(whole['avoided_km'])} km", word("line", "avoided_km"), text("dashboard.km_note")))
    return Figures(tuple(items))


def month_charts(data: SiteData) -> list[Block]:
    """Deliveries and contact against the plan, and kilometres: electrified apart from what suppliers would drive."""
    months = figures_of(data, "month")
    codes = list(months)
    note = text("dashboard.plan_note", months=", ".join(month_name(code) for code in codes))

    def line(name: str, indicator: str, column: str) -> Series:
        points = ((index + 1.0, months[code].get(indicator, {}).get(column)) for index, code in enumerate(codes))
        return Series(name, tuple((at, float(value)) for at, value in points if value is not None and value == value))

    done, plan, axis = text("dashboard.done"), text("dashboard.plan"), text("dashboard.month_axis")
    made: list[Block] = []
    for title, indicator in (("deliveries_chart", "deliveries"), ("contact_chart", "contact_minutes")):
        series = [each for each in (line(done, indicator, "value"), line(plan, indicator, "target")) if each.points]
        label = text(f"dashboard.{'deliveries' if indicator == 'deliveries' else 'minutes'}")
        made.append(chart(text(f"dashboard.{title}"), axis, label, series, note=note))
    kilometres = [
        line(text("dashboard.electrified"), "electrified_km", "value"),
        line(text("dashboard.own_dedicated"), "own_rides_km", "dedicated"),
        line(text("dashboard.own_marginal"), "own_rides_km", "marginal"),
    ]
    if any(each.points for each in kilometres):
        shown = [each for each in kilometres if each.points]
        made.append(chart(text("dashboard.km_chart"), axis, "km", shown, note=text("dashboard.km_note")))
    return made


def balance_table(data: SiteData) -> Table:
    """Before, after and avoided of the year, in the two ways to count and as the report does."""
    whole = figures_of(data, "all")["*"]
    rows = [
        (
            word("line", line), number(whole[line]["marginal"]), number(whole[line]["dedicated"]),
            text("no_figure") if pd.isna(whole[line]["report"]) else number(whole[line]["report"]), whole[line]["unit"],
        )
        for line in LINES if line in whole
    ]  # fmt: skip
    heads = [text("dashboard.line"), f">{text('dashboard.marginal')}", f">{text('dashboard.dedicated')}",
             f">{text('dashboard.report')}", text("dashboard.unit")]  # fmt: skip
    return table(text("dashboard.balance"), heads, rows, note=text("dashboard.balance_note"))


def part_table(data: SiteData, dimension: str) -> Table:
    """The figures of each part of a dimension; parts under five deliveries keep their other figures to themselves."""
    labels = {
        "supplier": names(data.suppliers, "supplier_id", "name"),
        "wijk": wijk_names(data),
        "hub": hub_names(data),
    }.get(dimension, {})
    rows = []
    for code, own in figures_of(data, dimension).items():
        label = month_name(code) if dimension == "month" else labels.get(code, word("channel", code))
        deliveries = own["deliveries"]["value"]
        if deliveries < SMALLEST:
            rows.append((label, counted(deliveries), "", "", "", "", "", "", ""))
            continue
        target = own["deliveries"]["target"]
        planned = "" if pd.isna(target) else f" / {number(target)}"
        rows.append(
            (
                label, f"{number(deliveries)}{planned}", number(own["addresses"]["value"]),
                number(own["contact_moments"]["value"]), number(own["contact_minutes"]["value"]),
                number(own["electrified_km"]["value"]), span(own["avoided_km"]), span(own["co2_avoided_kg"]),
                f"{number(own['movements_before']['value'])} → {number(own['movements_after']['value'])}",
            )
        )  # fmt: skip
    first = text("dashboard.deliveries") + (f" / {text('dashboard.plan')}" if dimension == "month" else "")
    heads = [text(f"dashboard.by_{dimension}"), f">{first}"] + [
        f">{text(f'dashboard.{name}')}"
        for name in ("addresses", "moments", "minutes", "electric_km", "avoided_km", "avoided_co2", "movements")
    ]
    return table(text(f"dashboard.by_{dimension}"), heads, rows, note=text("dashboard.part_note"), fold_after=24)


def value_table(data: SiteData) -> Table:
    """Value by side, with who pays and who gains."""
    rank = {side: index for index, side in enumerate(SIDES)}
    ordered = sorted(data.values.to_dict("records"), key=lambda row: rank.get(row["side"], len(rank)))
    rows = [
        (
            word("side", row["side"]), word("value", row["indicator"]), _amount(row), spread(row), string(row["pays"]),
            string(row["gains"]), string(row["formula"]), string(row["source"]),
        )
        for row in ordered
    ]  # fmt: skip
    heads = [
        text("dashboard.side"),
        text("dashboard.what"),
        f">{text('dashboard.amount')}",
        f">{text('dashboard.range')}",
    ]
    heads += [text(f"dashboard.{name}") for name in ("pays", "gains", "formula", "source")]
    return table(text("dashboard.value"), heads, rows, note=text("dashboard.value_note"), fold_after=30)


def report_links(data: SiteData) -> Links | None:
    """The monthly report and the sheets of suppliers, as :mod:`maps.reports` writes them."""
    items = []
    if month := last_month(data):
        name = month_name(month)
        items.append(
            Link(f"rapport/{month}.html", text("dashboard.report_link", month=name), text("dashboard.report_note"))
        )
        items.append(
            Link(f"rapport/{month}.pdf", text("dashboard.report_pdf", month=name), text("dashboard.report_note"))
        )
    labels = names(data.suppliers, "supplier_id", "name")
    for number_, supplier in enumerate(parties_of(data), start=1):
        title = text("dashboard.supplier_sheet", name=labels.get(supplier, supplier))
        items.append(Link(f"leverancier/{number_:02d}.html", title, text("dashboard.supplier_note")))
    return Links(tuple(items)) if items else None


def parties_of(data: SiteData) -> list[str]:
    """The suppliers that have figures of cooperation, in order; their sheets are numbered by it."""
    if data.parties.empty:
        return []
    return sorted(str(each) for each in data.parties["supplier_id"] if each != "*")


def _amount(row: dict[Any, Any]) -> str:
    if row["unit"] == "aandeel":
        return percent(row["value"])
    if row["unit"] == "adressen" and 0 < row["value"] < SMALLEST:
        return text("under_five")
    return f"{number(row['value'])} {row['unit']}"
