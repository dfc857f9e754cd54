"""Texts of the page index: Dutch, with its English beside it."""

from collections.abc import Mapping

# fmt: off
# ruff: noqa: E501 - a table of sentences, a text a line
TEXTS: Mapping[str, tuple[str, str]] = {
    "index.title": ("Overzicht", "Overview"),
    "index.lead": ("Waar wonen kwetsbare ouderen, wie bereiken de wijkservicecentra, en wat rijden we ervoor? "
                   "Elk antwoord staat op een eigen pagina, met de onzekerheid erbij.",
                   "Where do frail older people live, whom do the hubs reach, and what do we drive for it? "
                   "Each answer has its own page, with its uncertainty."),
    "land.title": ("Alle buurten op een kaart", "All buurten on one map"),
    "land.lead": ("Eén cijfer van elke buurt. De grenzen zijn vereenvoudigd; buren houden één grens.",
                  "One figure of every buurt. Borders are simplified; neighbours keep one border."),
    "land.name": ("Alle regio's", "All regions"),
    "land.frail": ("Verwachte kwetsbare 65-plussers thuis", "Expected frail 65+ at home"),
    "land.gemeente": ("Gemeente", "Gemeente"),
    "land.buurten": ("Buurten", "Buurten"),
    "land.table": ("Per gemeente", "By gemeente"),
    "index.search": ("Zoek een buurt, wijk of plaats", "Find a buurt, wijk or place"),
    "index.found": ("gevonden", "found"),
    "index.place": ("Plaats op de kaart", "Place on the map"),
    "index.figures": ("De cijfers op een rij", "The figures"),
    "index.questions": ("De vragen", "The questions"),
    "index.frail": ("kwetsbare 65-plussers thuis (verwacht)", "frail 65+ at home (expected)"),
    "index.frail_note": ("90%-interval per buurt staat op de kaart", "90% interval by buurt is on the map"),
    "index.frail_interval": ("90%-interval {interval}", "90% interval {interval}"),
    "index.reachable": ("daarvan bereikbaar binnen {minutes} minuten ({mode})", "of them reachable in {minutes} minutes ({mode})"),
    "index.served": ("daarvan bezocht in de laatste vier weken", "of them visited in the last four weeks"),
    "index.hubs": ("wijkservicecentra open", "hubs open"),
    "index.routes": ("routes op {date}", "routes on {date}"),
    "index.km": ("kilometer op die dag", "kilometres on that day"),
    "index.contact": ("contacttijd op die dag", "contact time on that day"),
    "index.share_note": ("van de verwachte kwetsbare 65-plussers thuis", "of the expected frail 65+ at home"),
}
