"""Texts of the page hubs: Dutch, with its English beside it."""

from collections.abc import Mapping

# fmt: off
# ruff: noqa: E501 - a table of sentences, a text a line
TEXTS: Mapping[str, tuple[str, str]] = {
    "hubs.title": ("Waar moet het wijkservicecentrum staan?", "Where should the hub be?"),
    "hubs.nav": ("Centra", "Hubs"),
    "hubs.lead": ("Per scenario: welke plekken open zijn, welke buurten erbij horen en hoe ver het antwoord van het bewezen "
                  "beste af ligt. Afstand is één van de overwegingen: ruimte, uren van conciërges en wie er nog meer in het "
                  "gebouw zit tellen net zo goed.",
                  "By scenario: which sites are open, which buurten belong to them and how far the answer is from the proven best."),
    "hubs.map": ("Wijkservicecentra en hun buurten: {title}", "Hubs and their buurten: {title}"),
    "hubs.catchment": ("Buurten per centrum", "Buurten by hub"),
    "hubs.time": ("Reistijd naar de buurt", "Travel time to the buurt"),
    "hubs.time_title": ("Reistijd vanaf het eigen centrum, minuten", "Travel time from the own hub, minutes"),
    "hubs.sites": ("Plekken", "Sites"),
    "hubs.state": ("Toestand", "State"),
    "hubs.load": ("Kwetsbare 65-plussers (verwacht)", "Frail 65+ (expected)"),
    "hubs.regret": ("Slechter zonder deze plek", "Worse without this site"),
    "hubs.stability": ("Gekozen in trekkingen", "Chosen in draws"),
    "hubs.sites_note": ("‘Slechter zonder’ is hoeveel de uitkomst van het model verslechtert als deze plek niet mag. "
                        "‘Gekozen in trekkingen’ is hoe vaak de plek gekozen wordt als de vraag anders uitvalt.",
                        "'Worse without' is how much the model's outcome worsens when this site is forbidden."),
    "hubs.candidates_left_out": ("Kandidaten die niet gekozen zijn ({count}) staan wel op de kaart, niet in de tabel.",
                                 "{count} candidates not chosen are on the map, not in the table."),
    "hubs.buurten_table": ("Welke buurt bij welk centrum", "Which buurt with which hub"),
    "hubs.forced": ("Vastgelegd", "Fixed"),
    "hubs.distance": ("Afstand", "Distance"),
    "hubs.open": ("centra open", "hubs open"),
    "hubs.open_note": ("uit {candidates} mogelijke plekken", "out of {candidates} possible sites"),
    "hubs.mean": ("gemiddelde reistijd per kwetsbare bewoner", "mean travel time per frail resident"),
    "hubs.unreachable": ("voor geen centrum bereikbaar (verwacht)", "reachable from no hub (expected)"),
    "hubs.outcome": ("uitkomst van het model", "the model's outcome"),
    "hubs.bound": ("bewezen grens {bound}, gat {gap}", "proven bound {bound}, gap {gap}"),
    "hubs.proof.optimal": ("Het model is tot het bewezen optimum opgelost: binnen dit model, met deze reistijden en schattingen, "
                           "is geen betere keuze mogelijk. Dat is een uitspraak over het model, niet over de wijk.",
                           "The model is solved to proven optimality. That is a statement about the model, not about the wijk."),
    "hubs.proof.feasible": ("Het model is niet tot het bewezen optimum opgelost: een betere keuze kan hoogstens {gap} schelen.",
                            "The model is not solved to proven optimality: a better choice can differ at most {gap}."),
    "hubs.proof.evaluated": ("Deze plekken zijn gegeven, niet gekozen: het cijfer beoordeelt ze zoals ze zijn.",
                             "These sites are given, not chosen: the figure judges them as they are."),
    "hubs.proof.other": ("Status van de oplosser: {status}.", "Status of the solver: {status}."),
    "hubs.model.p_median": ("kortste gewogen reistijd (p-mediaan)", "shortest weighted travel time (p-median)"),
    "hubs.model.maximal_coverage": ("meeste bewoners binnen de grens (maximale dekking)", "most residents within the limit"),
    "hubs.model.evaluate": ("de gegeven centra beoordeeld", "the given hubs judged"),
    "hubs.unit_time": ("persoonsuren reistijd", "person-hours of travel"),
    "hubs.unit_people": ("kwetsbare bewoners binnen de grens", "frail residents within the limit"),
    "hubs.unit": ("eenheid", "unit"),
    "hubs.proven": ("bewijs", "proof"),
    "hubs.compare": ("Scenario’s naast elkaar", "Scenarios side by side"),
    "hubs.model": ("Model", "Model"),
    "hubs.none": ("Voor dit scenario zijn nog geen plekken berekend.", "No sites have been computed for this scenario yet."),
    "hubs.no_scenario": ("Voor deze regio is nog geen scenario doorgerekend.", "No scenario has been computed for this region."),
}
