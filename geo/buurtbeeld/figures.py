"""The figures of a buurtbeeld: theme, Dutch title, unit and what to know of each. Nothing is computed here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from geo.coverage import NOBODY, NOT_OFFERED, UNKNOWN

WALK_M = 600.0
"""Ten minutes on foot at 1.3 m/s, as the crow flies: streets make 600 m out of some 460 to 780 m."""


@dataclass(frozen=True)
class Figure:
    """One figure; ``national`` is its name in the table of assumptions, where the country has one."""

    name: str
    theme: str
    title_nl: str
    unit: str
    note_nl: str
    national: str | None = None


FIGURES: Mapping[str, Figure] = MappingProxyType(
    {
        each.name: each
        for each in (
            Figure("inhabitants", "people", "inwoners", "residents", "CBS, afgerond op 5"),
            Figure("aged_65_plus", "people", "65-plussers", "residents", "CBS, afgerond op 5"),
            Figure("aged_65_plus_pct", "people", "65-plussers", "percent", "CBS", "aged_65_plus_pct"),
            Figure("aged_80_plus_pct", "people", "80-plussers", "percent", "CBS", "aged_80_plus_pct"),
            Figure("single_households_pct", "people", "woont alleen", "percent",
                   "CBS: eenpersoonshuishoudens op 100 huishoudens, alle leeftijden", "single_households_pct"),
            Figure("low_income_pct", "people", "laag inkomen", "percent", "CBS: huishoudens", "low_income_pct"),
            Figure("frail_home", "frailty", "kwetsbare 65-plussers thuis", "residents",
                   "Schatting, met 90 %-interval; geen telling"),
            Figure("frail_institution", "frailty", "kwetsbare 65-plussers in een instelling", "residents",
                   "Schatting; lees dit per gemeente, niet per buurt"),
            Figure("frail_per_100", "frailty", "kwetsbare 65-plussers thuis op 100 inwoners", "per 100 inhabitants",
                   "Schatting"),
            Figure("frail_per_km2", "frailty", "kwetsbare 65-plussers thuis per km²", "per km2", "Schatting; op land"),
            Figure("vulnerable_any_age", "frailty", "kwetsbaar op elke leeftijd", "residents",
                   "Schatting van wie twee of meer heeft van: laag inkomen, slechte gezondheid, ernstig eenzaam, "
                   "laaggeletterd. Overlapt met de 65-plussers; niet optellen"),
            Figure("lonely_severe_pct", "frailty", "ernstig eenzaam", "percent",
                   "RIVM, GGD'en en CBS: gemodelleerd", "lonely_severe_pct"),
            Figure("health_good_pct", "frailty", "goede ervaren gezondheid", "percent",
                   "RIVM, GGD'en en CBS: gemodelleerd", "health_good_pct"),
            Figure("facilities_walking", "facilities", "voorzieningen op loopafstand", "facilities",
                   "Sociale kaart en OpenStreetMap, binnen 600 m hemelsbreed van het midden van de buurt"),
            Figure("gp_distance_km", "facilities", "afstand tot de huisarts", "km", "CBS, over de weg",
                   "gp_distance_km"),
            Figure("supermarket_distance_km", "facilities", "afstand tot de supermarkt", "km", "CBS, over de weg",
                   "supermarket_distance_km"),
            Figure("nearest_hub_min", "facilities", "reistijd van het dichtstbijzijnde wijkservicecentrum", "minutes",
                   "Wijkservicecentra van vandaag"),
            Figure("reachable_pct", "service", "bereikbaar", "percent", "Van de verwachte kwetsbaren thuis"),
            Figure("known_pct", "service", "in beeld", "percent",
                   "Adressen in twaalf maanden op de verwachte kwetsbaren; kan boven de 100 komen"),
            Figure("served_pct", "service", "bediend", "percent",
                   "Adressen met contact in vier weken op de verwachte kwetsbaren"),
            Figure("capacity_pct", "service", "capaciteit", "percent",
                   "Bezoeken die kunnen, op bezoeken die nodig zijn"),
            Figure("deliveries_12m", "service", "leveringen in twaalf maanden", "deliveries", "Eigen registratie"),
            Figure("stakeholders", "network", "organisaties die hier actief zijn", "organisations",
                   "Sociale kaart en leveranciers"),
            Figure("signals_12m", "network", "hulpvragen en signalen in een jaar", "signals", "Eigen registratie"),
            Figure("deliveries_before_hub", "trend", "leveringen per maand voor de opening", "per month",
                   "Hoogstens zes maanden voor de opening van het eerste wijkservicecentrum dat deze wijk bedient"),
            Figure("deliveries_after_hub", "trend", "leveringen per maand na de opening", "per month",
                   "Hoogstens zes maanden, vanaf de derde maand na de opening"),
            Figure("deliveries_trend_pct", "trend", "leveringen, laatste drie maanden tegen een jaar eerder", "percent",
                   "Eigen registratie"),
        )
    }
)  # fmt: skip
"""In the order of the page."""

THEMES: Mapping[str, str] = MappingProxyType(
    {"people": "Wie er wonen", "frailty": "Kwetsbaarheid", "facilities": "Voorzieningen", "service": "Bereik",
     "network": "Netwerk", "trend": "Verloop"}
)  # fmt: skip

NO_FIGURE: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        NOT_OFFERED: ("niet aangeboden", "Niet aangeboden: geen wijkservicecentrum van vandaag bedient deze wijk."),
        UNKNOWN: ("onbekend", "Onbekend: er is geen bestand met leveringen, bezoeken of uren geladen."),
        NOBODY: ("niemand verwacht", "Geen deel te geven: er wordt hier niemand verwacht."),
    }
)
"""Why a measure of coverage has no figure, by its status: the words that stand in its place, and the note."""

SUPPRESSED = "Niet bekend, of achtergehouden door de bron."
PARTLY = "Zonder de buurten waarvan de bron het cijfer achterhoudt."
