"""The table of assumptions that a workspace is given, and its reader: growth of the elderly, costs, national figures.

Every shipped row says whether it is published, derived or a judgement, and where it comes from. What is done with a
figure is the affair of :mod:`geo.frailty`, :mod:`geo.ranking` and :mod:`geo.buurtbeeld`.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from geo.sources.csvtext import read_cells
from geo.sources.frailty_rates import BASES, LONGEST_TEXT
from geo.sources.landed import Read, SourceError
from geo.sources.refusals import Refusals, bytes_of, decimals, shown, whole

LICENCE = "CBS: CC BY 4.0; overige: bronvermelding"
ATTRIBUTION = "© CBS; GGD'en, CBS en RIVM; Algemene Rekenkamer; TNO 2022"
TABLE = "intake.assumption"
PATH = "data/aannames.csv"
"""Where a new workspace keeps the table."""

SUBJECTS: Mapping[str, str] = MappingProxyType(
    {"vergrijzing": "ageing", "kosten": "cost", "landelijk": "national", "uitstoot": "emission",
     "bundeling": "bundling", "doel": "target"}
)  # fmt: skip

NAMES: Mapping[str, tuple[str, str, float, float]] = MappingProxyType(
    {
        "groei_65_plus": ("ageing", "growth_65_plus", 0.1, 10.0),
        "groei_80_plus": ("ageing", "growth_80_plus", 0.1, 10.0),
        "deelname": ("cost", "participation_share", 0.0, 1.0),
        "leveringen_per_bewoner": ("cost", "deliveries_per_resident", 0.0, 1000.0),
        "bezoeken_per_week": ("cost", "visits_per_week", 0.1, 21.0),
        "minuten_per_bezoek": ("cost", "minutes_per_visit", 1.0, 240.0),
        "uren_per_fte": ("cost", "hours_per_fte", 10.0, 60.0),
        "productief_deel": ("cost", "productive_share", 0.1, 1.0),
        "kosten_per_fte": ("cost", "fte_eur", 0.0, 1_000_000.0),
        "voertuigen_per_fte": ("cost", "vehicles_per_fte", 0.0, 3.0),
        "kosten_per_voertuig": ("cost", "vehicle_eur", 0.0, 1_000_000.0),
        "kosten_locatie": ("cost", "site_eur", 0.0, 10_000_000.0),
        "coordinatie_per_fte": ("cost", "coordination_share", 0.0, 2.0),
        "kosten_coordinator": ("cost", "coordinator_eur", 0.0, 1_000_000.0),
        "prijs_per_levering": ("cost", "price_per_delivery_eur", 0.0, 1000.0),
        "start_maand_1": ("cost", "start_month_1", 0.0, 1.0),
        "start_maand_2": ("cost", "start_month_2", 0.0, 1.0),
        "buurtagenda": ("cost", "agenda_eur", 0.0, 10_000_000.0),
        "aandeel_65_plus": ("national", "aged_65_plus_pct", 0.0, 100.0),
        "aandeel_80_plus": ("national", "aged_80_plus_pct", 0.0, 100.0),
        "eenpersoonshuishoudens": ("national", "single_households_pct", 0.0, 100.0),
        "goede_gezondheid": ("national", "health_good_pct", 0.0, 100.0),
        "ernstig_eenzaam": ("national", "lonely_severe_pct", 0.0, 100.0),
        "laag_inkomen": ("national", "low_income_pct", 0.0, 100.0),
        "laaggeletterd": ("national", "low_literacy_pct", 0.0, 100.0),
        "afstand_huisarts": ("national", "gp_distance_km", 0.0, 1000.0),
        "afstand_supermarkt": ("national", "supermarket_distance_km", 0.0, 1000.0),
        "km_bestelbus": ("cost", "van_eur_km", 0.0, 100.0),
        "km_bakwagen": ("cost", "box_truck_eur_km", 0.0, 100.0),
        "uur_chauffeur": ("cost", "driver_eur_hour", 0.0, 1000.0),
        "snelheid_leverancier": ("cost", "supplier_km_hour", 1.0, 200.0),
        "minuten_overslag": ("cost", "handling_minutes", 0.0, 240.0),
        "busje_km": ("cost", "pool_van_eur_km", 0.0, 100.0),
        "busje_uur_betaald": ("cost", "pool_driver_eur_hour", 0.0, 1000.0),
        "busje_uur_vrijwilliger": ("cost", "pool_volunteer_eur_hour", 0.0, 1000.0),
        "busje_dag": ("cost", "pool_van_eur_day", 0.0, 10_000.0),
        "taxi_start": ("cost", "taxi_start_eur", 0.0, 1000.0),
        "taxi_km": ("cost", "taxi_eur_km", 0.0, 100.0),
        "co2_bestelbus": ("emission", "co2_ttw_van_g_km", 0.0, 5000.0),
        "co2_bakwagen": ("emission", "co2_ttw_box_truck_g_km", 0.0, 5000.0),
        "co2_elektrisch": ("emission", "co2_ttw_electric_g_km", 0.0, 5000.0),
        "co2_keten_bestelbus": ("emission", "co2_wtw_van_g_km", 0.0, 5000.0),
        "co2_keten_bakwagen": ("emission", "co2_wtw_box_truck_g_km", 0.0, 5000.0),
        "co2_keten_elektrisch": ("emission", "co2_wtw_electric_g_km", 0.0, 5000.0),
        "nox_bestelbus": ("emission", "nox_van_g_km", 0.0, 100.0),
        "nox_bakwagen": ("emission", "nox_box_truck_g_km", 0.0, 100.0),
        "nox_elektrisch": ("emission", "nox_electric_g_km", 0.0, 100.0),
        "pm10_bestelbus": ("emission", "pm10_van_g_km", 0.0, 10.0),
        "pm10_bakwagen": ("emission", "pm10_box_truck_g_km", 0.0, 10.0),
        "pm10_elektrisch": ("emission", "pm10_electric_g_km", 0.0, 10.0),
        "km_laatste_stuk": ("emission", "report_last_mile_km", 0.0, 1_000_000.0),
        "leveringen_laatste_stuk": ("emission", "report_last_mile_deliveries", 1.0, 1_000_000.0),
        "voorraaddagen": ("emission", "report_stock_days", 0.0, 366.0),
        "voorraad_enkele_reis": ("emission", "report_stock_one_way_km", 0.0, 1000.0),
        "adressen_van_anderen": ("bundling", "other_stops", 0.0, 1000.0),
        "aanvullen_per_week": ("bundling", "topping_up_per_week", 0.0, 7.0),
        "langste_bezoek": ("bundling", "longest_visit_min", 1.0, 240.0),
        "dagen_verschuiven": ("bundling", "shift_days", 0.0, 5.0),
        "overstap_afhaalpunt": ("bundling", "pick_up_share", 0.0, 1.0),
        "afhalen_met_auto": ("bundling", "pick_up_car_share", 0.0, 1.0),
        "leveringen_per_maand": ("target", "deliveries_per_month", 0.0, 1_000_000.0),
        "deel_met_contact": ("target", "contact_share", 0.0, 1.0),
        "minuten_per_contact": ("target", "contact_minutes", 0.0, 240.0),
    }
)
"""In the file -> subject, our name, and the least and most that it may be."""

COLUMNS: Mapping[str, str] = MappingProxyType(
    {"onderwerp": "subject", "naam": "name", "gebied": "area_code", "doeljaar": "target_year", "waarde": "value",
     "laag": "low", "hoog": "high", "eenheid": "unit", "soort": "basis", "jaar": "year", "definitie": "definition",
     "bron": "source"}
)  # fmt: skip
"""Header -> column of ``intake.assumption``."""
_OPTIONAL = ("target_year", "low", "high")
_KEY = ["name", "area_code", "target_year"]


def shipped_assumptions() -> dict[str, str]:
    """The table of assumptions and its data dictionary as a new workspace gets them, by path in it."""
    folder = files("geo") / "rates"
    names = (PATH, str(Path(PATH).with_suffix(".md")))
    return {name: (folder / Path(name).name).read_text(encoding="utf-8") for name in names}


def read_assumptions(path: Path, file_name: str) -> Read:
    """Reads a table of assumptions.

    Args:
        path: CSV with the columns of :data:`COLUMNS`.
        file_name: path inside the workspace, for messages.

    Returns:
        ``intake.assumption``, one row a figure.

    Raises:
        SourceError: no such table, or over 20 % of its rows refused.
    """
    raw = read_cells(bytes_of(path, file_name), file_name)
    names = [header.casefold() for header in raw.header]
    wrong = [header for header in COLUMNS if names.count(header) != 1]
    if wrong:
        raise SourceError(
            f"{file_name} must have these columns once: {', '.join(wrong)}; `wijk init` writes a table as an example."
        )
    total = len(raw.rows) + len(raw.wrong_length) + len(raw.broken)
    if total == 0:
        raise SourceError(f"{file_name} has a header but no rows; `wijk init` writes a filled table.")
    cells = pd.DataFrame({name: raw.rows[f"f{names.index(header)}"] for header, name in COLUMNS.items()})
    refusals = Refusals(file_name)
    refusals.lines(raw)
    typed = _typed(cells, raw.rows["row_number"], refusals)
    refusals.refuse_when_too_many(total, "mend the file", raw.swallowed)
    good = typed[~typed["row_number"].isin(refusals.rows())].reset_index(drop=True)
    plain = good.astype({"year": "int64"})
    unknown = [shown(header) for header in raw.header if header and header.casefold() not in COLUMNS]
    warnings = tuple(f"Onbekende kolom {header} is overgeslagen." for header in unknown)
    return Read({TABLE: plain}, refusals.frame(), warnings, None, LICENCE, ATTRIBUTION)


def _typed(cells: pd.DataFrame, numbers: pd.Series, refusals: Refusals) -> pd.DataFrame:
    headers = {name: header for header, name in COLUMNS.items()}

    def refuse(broken: pd.Series, name: str, rule: str, text: str) -> None:
        refusals.add(broken, cells[name], numbers, headers[name], rule, text)

    for name in headers:
        if name not in _OPTIONAL:
            refuse(cells[name].isna(), name, "missing", "Vul deze kolom in.")
    typed: dict[str, pd.Series] = {"row_number": numbers}
    typed["subject"] = cells["subject"].str.casefold().map(SUBJECTS).astype("str")
    refuse(cells["subject"].notna() & typed["subject"].isna(), "subject", "choice",
           f"Kies een van: {', '.join(SUBJECTS)}.")  # fmt: skip
    rule = cells["name"].str.casefold().map(NAMES)
    typed["name"] = rule.str[1].astype("str")
    refuse(
        cells["name"].notna() & rule.isna(), "name", "choice", "Deze naam is niet bekend; zie het meegeleverde bestand."
    )
    refuse(rule.notna() & typed["subject"].notna() & (rule.str[0] != typed["subject"]), "name", "subject",
           "Deze naam hoort bij een ander onderwerp; zie het meegeleverde bestand.")  # fmt: skip
    typed["area_code"] = cells["area_code"].str.upper()
    placed = typed["area_code"].str.fullmatch(r"NL|GM[0-9]{4}").fillna(False).astype(bool)
    refuse(cells["area_code"].notna() & ~placed, "area_code", "area", "Vul NL in, of een gemeentecode zoals GM0150.")
    for name in ("target_year", "year"):
        parsed = whole(cells[name])
        typed[name] = parsed.values
        outside = ~parsed.values.between(1990, 2100).fillna(True).astype(bool)
        refuse(parsed.broken | outside, name, "integer", "Dit is een jaar van 1990 tot en met 2100.")
    ageing = typed["subject"].eq("ageing").fillna(False).astype(bool)
    refuse(ageing & typed["target_year"].isna(), "target_year", "missing", "Vul in naar welk jaar de groei loopt.")
    refuse(ageing & (typed["target_year"] <= typed["year"]).fillna(False), "target_year", "later",
           "Het doeljaar ligt na het jaar van het cijfer.")  # fmt: skip
    for name in ("value", "low", "high"):
        number = decimals(cells[name])
        typed[name] = number.values
        outside = (number.values < rule.str[2].astype("float64")) | (number.values > rule.str[3].astype("float64"))
        refuse(number.broken | outside, name, "number", "Dit is een getal dat voor dit cijfer mogelijk is, zoals 0,25.")
    typed["unit"] = cells["unit"]
    typed["basis"] = cells["basis"].str.casefold().map(BASES).astype("str")
    refuse(cells["basis"].notna() & typed["basis"].isna(), "basis", "choice", f"Kies een van: {', '.join(BASES)}.")
    for name in ("unit", "definition", "source"):
        typed[name] = cells[name]
        odd = (cells[name].str.len() > LONGEST_TEXT) | cells[name].str.contains(r"[\x00-\x1f\x7f]", regex=True)
        refuse(odd, name, "text", f"Vul een tekst in van hoogstens {LONGEST_TEXT} tekens op één regel.")
    frame = pd.DataFrame(typed)
    half = frame["low"].isna() != frame["high"].isna()
    beside = half | (frame["low"] > frame["value"]) | (frame["high"] < frame["value"])
    refuse(beside, "low", "interval", "Vul laag en hoog allebei in, met de waarde ertussen, of geen van beide.")
    fine = ~numbers.isin(refusals.rows())
    doubles = frame[fine].duplicated(_KEY, keep="first").reindex(frame.index, fill_value=False)
    refuse(doubles, "name", "double", "Dit cijfer staat al eerder in het bestand; het eerste telt.")
    return frame[["row_number", *COLUMNS.values()]]
