"""Texts of the page reach: Dutch, with its English beside it."""

from collections.abc import Mapping

# fmt: off
# ruff: noqa: E501 - a table of sentences, a text a line
TEXTS: Mapping[str, tuple[str, str]] = {
    "bereik.title": ("Wie bereiken we?", "Whom does it reach?"),
    "bereik.nav": ("Bereik", "Reach"),
    "bereik.lead": ("Vier maten die iets anders zeggen en nooit worden opgeteld: bereikbaar (in minuten), bekend (adressen in "
                    "beeld), bezocht (laatste vier weken) en capaciteit (ruimte bij het centrum). De bewoner reist niet: de "
                    "conciërge komt.",
                    "Four measures that say different things and are never merged: reachable, known, served, capacity."),
    "bereik.map": ("Verzorgingsgebied en bereik: {title}", "Service area and reach: {title}"),
    "bereik.area_layer": ("Binnen {minutes} minuten, {mode}", "Within {minutes} minutes, {mode}"),
    "bereik.area_legend": ("Verzorgingsgebied van alle centra", "Service area of all hubs"),
    "bereik.area_note": ("Reistijd {method}.", "Travel time {method}."),
    "bereik.areas": ("Wat een centrum binnen de minuten bereikt", "What a hub reaches within the minutes"),
    "bereik.areas_note": ("Een adres kan binnen bereik van meer dan één centrum liggen: tel de centra niet bij elkaar op.",
                          "An address can be within reach of more than one hub: do not add the hubs up."),
    "bereik.minutes": ("Minuten", "Minutes"),
    "bereik.mode": ("Vervoer", "Means"),
    "bereik.addresses": ("Adressen", "Addresses"),
    "bereik.borders": ("Alleen buurtgrenzen", "Borders of buurten only"),
    "bereik.table": ("De vier maten per buurt", "The four measures by buurt"),
    "bereik.table_note": ("‘geen cijfer’ betekent dat de maat daar niet te bepalen is. Boven 100 %: meer adressen in beeld dan "
                          "er kwetsbare bewoners worden verwacht.",
                          "'no figure' means that the measure cannot be told there. Over 100 %: more addresses than expected."),
    "measure.reachable": ("Bereikbaar", "Reachable"),
    "measure.known": ("Bekend", "Known"),
    "measure.served": ("Bezocht", "Served"),
    "measure.capacity": ("Capaciteit", "Capacity"),
    "measure_title.reachable": ("Bereikbaar: deel van de verwachte kwetsbare bewoners binnen de reistijd",
                                "Reachable: share of the expected frail residents within the travel time"),
    "measure_title.known": ("Bekend: adressen in beeld ten opzichte van het verwachte aantal kwetsbare bewoners",
                            "Known: addresses in view relative to the expected frail residents"),
    "measure_title.served": ("Bezocht: adressen bezocht in vier weken ten opzichte van het verwachte aantal",
                             "Served: addresses visited in four weeks relative to the expected number"),
    "measure_title.capacity": ("Capaciteit: bezoeken die het centrum aankan ten opzichte van wat gevraagd zou worden",
                               "Capacity: visits the hub can make relative to what would be asked"),
    "bereik.none": ("Voor dit scenario is nog geen bereik berekend.", "No reach has been computed for this scenario yet."),
}
