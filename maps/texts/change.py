"""Texts of the page differences between a scenario and today: Dutch, with its English beside it."""

from collections.abc import Mapping

# fmt: off
# ruff: noqa: E501 - a table of sentences, a text a line
TEXTS: Mapping[str, tuple[str, str]] = {
    "verschil.title": ("Wat verandert er ten opzichte van vandaag?", "What changes against today?"),
    "verschil.nav": ("Verschil", "Difference"),
    "verschil.lead": ("Elk scenario naast de centra van vandaag: wie binnen bereik komt, wie erbuiten valt en voor wie het gelijk blijft. "
                      "Per adres geteld, want in één buurt kan beide gebeuren.",
                      "Each scenario against today's hubs: who comes within reach, who falls out, for whom it stays. Counted by address."),
    "verschil.only_today": ("Er is nog geen scenario naast dat van vandaag doorgerekend: er valt niets te vergelijken.",
                            "No scenario besides today's has been computed: there is nothing to compare."),
    "verschil.none": ("Voor dit scenario is het verschil met vandaag nog niet berekend.", "The difference with today has not been computed for this scenario."),
    "verschil.map": ("Verschil met vandaag: {title}", "Difference with today: {title}"),
    "verschil.legend": ("Binnen {limit}, ten opzichte van vandaag", "Within {limit}, against today"),
    "verschil.legend_note": ("De kleur zegt of er iets verandert, niet hoeveel: dat staat bij de buurt en in de tabel.",
                             "The colour says whether something changes, not how much: that is in the tooltip and the table."),
    "verschil.time_layer": ("Minuten verschil, {mode}", "Minutes of difference, {mode}"),
    "verschil.time_title": ("Verschil in gemiddelde reistijd vanaf het dichtstbijzijnde centrum, {mode}",
                            "Difference in mean travel time from the nearest hub, {mode}"),
    "verschil.nearer": ("{limit} min of meer dichterbij", "{limit} min or more nearer"),
    "verschil.nearer_between": ("{low} tot {high} min dichterbij", "{low} to {high} min nearer"),
    "verschil.same": ("minder dan {limit} min verschil", "less than {limit} min difference"),
    "verschil.farther_between": ("{low} tot {high} min verder weg", "{low} to {high} min farther"),
    "verschil.farther": ("{limit} min of meer verder weg", "{limit} min or more farther"),
    "verdict.gained": ("komt binnen bereik", "comes within reach"),
    "verdict.lost": ("valt buiten bereik", "falls out of reach"),
    "verdict.both": ("beide", "both"),
    "verdict.unchanged": ("blijft gelijk", "stays the same"),
    "verschil.gained": ("Erbij", "Gained"),
    "verschil.lost": ("Eraf", "Lost"),
    "verschil.kept": ("Blijft binnen", "Stays within"),
    "verschil.never": ("Blijft buiten", "Stays beyond"),
    "verschil.figure.gained": ("verwachte kwetsbare 65-plussers komen binnen {limit}", "expected frail 65+ come within {limit}"),
    "verschil.figure.lost": ("vallen buiten {limit}", "fall out of {limit}"),
    "verschil.figure.kept": ("blijven binnen bereik", "stay within reach"),
    "verschil.figure.never": ("blijven buiten bereik", "stay beyond reach"),
    "verschil.change": ("Reistijd", "Travel time"),
    "verschil.hub": ("Centrum", "Hub"),
    "verschil.hub_moved": ("{today} → {scenario}", "{today} → {scenario}"),
    "verschil.capacity": ("Capaciteit", "Capacity"),
    "verschil.from_to": ("{today} → {scenario}", "{today} → {scenario}"),
    "verschil.verdict": ("Uitkomst", "Outcome"),
    "verschil.table": ("Verschil per buurt, binnen {limit}", "Difference by buurt, within {limit}"),
    "verschil.table_note": ("Erbij, eraf, blijft binnen en blijft buiten zijn verwachte kwetsbare 65-plussers thuis en zijn samen allen van "
                            "de buurt. Reistijd: gemiddeld verschil vanaf het dichtstbijzijnde centrum; min is dichterbij.",
                            "Gained, lost, stays within and stays beyond are expected frail 65+ at home and add up to all of the buurt."),
    "verschil.other_limits": ("Alle vervoermiddelen en minuten", "All means and minutes"),
    "verschil.minutes": ("{value} min", "{value} min"),
}
