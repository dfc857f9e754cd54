"""Texts of the page wijk: Dutch, with its English beside it."""

from collections.abc import Mapping

# fmt: off
# ruff: noqa: E501 - a table of sentences, a text a line
TEXTS: Mapping[str, tuple[str, str]] = {
    "wijk.title": ("Welke wijk nu?", "Which wijk next?"),
    "wijk.nav": ("Welke wijk", "Which wijk"),
    "wijk.lead": ("Waar wonen naar verwachting veel kwetsbare 65-plussers thuis, en waar is er nog weinig in beeld? "
                  "De aantallen zijn schattingen uit CBS-cijfers; het interval laat zien hoe zeker ze zijn.",
                  "Where are many frail 65+ expected at home, and where are few in view? "
                  "The numbers are estimates from CBS figures; the interval shows how sure they are."),
    "wijk.map": ("Kwetsbare 65-plussers thuis per buurt", "Frail 65+ at home by buurt"),
    "wijk.layer_number": ("Verwacht aantal", "Expected number"),
    "wijk.layer_density": ("Aantal per km² land", "Number per km² of land"),
    "wijk.layer_spread": ("Onzekerheid", "Uncertainty"),
    "wijk.spread_title": ("Breedte van het 90%-interval ten opzichte van het verwachte aantal",
                          "Width of the 90% interval relative to the expected number"),
    "wijk.spread_note": ("Donker is onzeker: daar weegt één cijfer weinig.", "Dark is uncertain."),
    "wijk.ranking": ("Volgorde van de wijken", "Order of the wijken"),
    "wijk.ranking_note": ("De kans zegt hoe vast de volgorde staat: dicht bij elkaar is een gelijke stand. "
                          "De volgorde is een hulp bij het gesprek, geen besluit.",
                          "The chance says how firm the order is. It helps a discussion; it decides nothing."),
    "wijk.rank": ("Plaats", "Rank"),
    "wijk.score": ("Score (0 tot 1)", "Score (0 to 1)"),
    "wijk.known": ("In beeld", "In view"),
    "wijk.nearest": ("Dichtstbijzijnde centrum", "Nearest hub"),
    "wijk.reason": ("Waarom", "Why"),
    "wijk.table": ("Schatting per buurt", "Estimate by buurt"),
    "wijk.rates": ("Welke kwetsbaarheidscijfers", "Which frailty rates"),
    "wijk.rates_note": ("De twee landelijk gebruikte cijfers stemmen niet overeen. Het gekozen cijfer bepaalt het totaal; "
                        "de verdeling over buurten verandert er weinig door.",
                        "The two rates in use do not agree. The chosen rate sets the total; it hardly changes the spread."),
    "wijk.rate_set": ("Cijfer", "Rate"),
    "wijk.institution": ("In een instelling (verwacht)", "In an institution (expected)"),
    "wijk.none": ("Voor deze regio is nog geen schatting van kwetsbaarheid gemaakt.", "No frailty estimate has been made yet."),
    "wijk.no_ranking": ("Voor deze regio is nog geen volgorde van wijken gemaakt.", "No ranking of wijken has been made yet."),
}
