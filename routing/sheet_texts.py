"""Texts of the route sheet: Dutch, with its English beside it. What a kind of stop is called is in ``route_export``."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, tuple[str, str]] = {
    "title": ("Routeblad", "Route sheet"),
    "private": ("Alleen voor deze conciërge. Bevat adressen: laat het blad niet slingeren en deel het niet.",
                "For this concierge only. Holds addresses: do not leave it about, do not share it."),
    "trip": ("Rit", "Trip"),
    "leaves": ("vertrek", "leaves"),
    "back": ("terug", "back"),
    "by": ("met", "by"),
    "foot": ("te voet", "on foot"),
    "window": ("tussen", "between"),
    "familiar": ("bekend gezicht", "familiar face"),
    "urgent": ("spoed", "urgent"),
    "letterbox": ("brievenbus", "letterbox"),
    "minutes": ("min", "min"),
    "way": ("route", "way"),
    "none": ("Geen ritten op deze dag.", "No trips on this day."),
    "delivered": ("Geleverd", "Delivered"),
    "in_box": ("In de bus", "In the box"),
    "visited": ("Bezocht", "Visited"),
    "collected": ("Opgehaald", "Collected"),
    "not_home": ("Niet thuis", "Not home"),
    "not_done": ("Niet gelukt", "Not done"),
    "contact": ("Contact", "Contact"),
    "contact_minutes": ("Minuten contact", "Minutes of contact"),
    "step": ("Trede", "Step"),
    "step_0": ("0 deur op een kier", "0 door ajar"),
    "step_1": ("1 deur gaat open", "1 door opens"),
    "step_2": ("2 in de gang", "2 in the hall"),
    "step_3": ("3 binnen", "3 inside"),
    "undo": ("Wis", "Clear"),
    "done": ("{done} van {all} vastgelegd", "{done} of {all} recorded"),
    "export": ("Bewaar ronde", "Save round"),
    "export_note": ("Maakt een bestand; geef het aan de planning (map data/rondes van de werkmap).",
                    "Makes a file for the planners (folder data/rondes of the workspace)."),
    "kept": ("Wat u vastlegt blijft op dit toestel, ook zonder verbinding.", "Kept on this device, without a network."),
    "not_kept": ("Dit toestel bewaart niets: sla de ronde op voordat u dit blad sluit.",
                 "This device keeps nothing: save the round before you close the sheet."),
    "waiting": ("Wordt opgehaald", "Picked up"),
    "waiting_note": ("Zet dit klaar op het centrum; deze bewoners komen het zelf halen.",
                     "Set this ready at the hub; these residents come for it."),
    "hub_private": ("Alleen voor dit centrum. Bevat namen: laat het blad niet slingeren en deel het niet.",
                    "For this hub only. Holds names: do not leave it about, do not share it."),
    "own": ("Uw dag", "Your day"),
    "own_note": ("Deze cijfers staan alleen op dit blad.", "These figures stand on this sheet alone."),
    "km": ("kilometer", "kilometres"),
    "driving": ("rijden", "driving"),
    "talking": ("contact", "contact"),
    "doors": ("adressen", "doors"),
    "known": ("bij wie u bekend bent", "where you are known"),
    "fictional": ("Verzonnen gegevens: voorbeeld.", "Fictional data: an example."),
}  # fmt: skip


def text(key: str) -> str:
    """The Dutch text of a key; KeyError for a key that is not there."""
    return TEXTS[key][0]
