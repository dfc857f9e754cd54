"""Own files of what residents receive, ask and wish: deliveries, visits, orders, standing orders, wishes, and counts of signals."""

# ruff: noqa: E501 - a table, one field a line
from __future__ import annotations

from geo.sources.fields.model import Field, SourceFile
from geo.sources.fields.shared import HEALTH, goods, resident, seen

REASONS = {"praatje": "chat", "signaal": "signal", "overdracht": "handover", "klusje": "job"}
ORDERS = {"levering": "delivery", "bezoek": "visit", "ophalen": "return", "overdracht": "handover", "klusje": "job"}
OUTCOMES = {"geleverd": "delivered", "brievenbus": "letterbox", "bezocht": "visited", "opgehaald": "collected",
            "niet thuis": "not_home", "niet gelukt": "not_done"}  # fmt: skip
CONTACT_WISHES = {"veel": "much", "gewoon": "normal", "weinig": "little"}
SIGNALS = {"contact": "contact", "hulp": "help", "regelen": "arranging", "ondersteuning": "support",
           "informatie": "information", "mobiliteit": "mobility", "techniek": "technical"}  # fmt: skip

SERVICE = f"Uitvoering van de dienst waar de bewoner om vraagt (AVG artikel 6 lid 1 onder b); {HEALTH}."
CONSENT = f"Toestemming van de bewoner (AVG artikel 6 lid 1 onder a); {HEALTH}."


# fmt: off
def delivery() -> SourceFile:
    """The delivery history."""
    t, v = "intake.delivery", "vault.goods"
    return SourceFile("delivery", "data/leveringen.csv", "Leveringen die geweest zijn",
        "Verantwoorden wat er bezorgd is, zien wie er bereikt wordt, en voorspellen wat waar nodig zal zijn.", SERVICE, (
        Field("delivery_id", "levering_id", "text", t, "Vaste code van de levering; blijft hij leeg, dan maakt de planning er een", "Stable id; made where it is blank"),
        Field("service_date", "datum", "date", t, "Dag van de levering", "Day of delivery", True),
        Field("supplier_id", "leverancier_id", "text", t, "Code van de leverancier", "Supplier", True),
        Field("hub_id", "hub_id", "text", t, "Code van de hub", "Hub it went through", True),
        Field("concierge_key", "concierge", "text", t, "Code van de buurtconciërge", "Concierge, by code"),
        *resident(), *goods(required=True),
        Field("contact", "contact", "yes_no", t, "Ja: contact aan de deur of binnen; nee: brievenbus", "Contact; no is a letterbox delivery", True),
        *seen(t),
    ), key=("delivery_id",), person="resident", period="service_date", constants=((v, "line_kind", "delivery"),),
        copies=((t, "resident_key", "resident_key"), (v, "resident_key", "resident_key"), (v, "line_id", "delivery_id")),
        made_from=("service_date", "resident_key", "supplier_id", "goods_kind"), staff="concierge_key")


def visit() -> SourceFile:
    """Visits without goods."""
    t = "intake.visit"
    return SourceFile("visit", "data/bezoeken.csv", "Bezoeken zonder goederen",
        "Verantwoorden welke bezoeken er waren, en zien wie er bereikt wordt.", SERVICE, (
        Field("visit_id", "bezoek_id", "text", t, "Vaste code van het bezoek", "Stable id", True),
        Field("service_date", "datum", "date", t, "Dag van het bezoek", "Day of the visit", True),
        Field("hub_id", "hub_id", "text", t, "Code van de hub", "Hub", True),
        Field("concierge_key", "concierge", "text", t, "Code van de buurtconciërge", "Concierge, by code"),
        *resident(),
        Field("reason", "reden", "choice", t, "Waarom het bezoek er was", "Reason", True, REASONS),
        *seen(t),
    ), key=("visit_id",), person="resident", period="service_date", copies=((t, "resident_key", "resident_key"),), staff="concierge_key")


def order_line() -> SourceFile:
    """Orders for coming days."""
    t, v = "intake.order_line", "vault.goods"
    return SourceFile("order_line", "data/bestellingen.csv", "Bestellingen en verzoeken voor komende dagen",
        "De routes van de komende dagen plannen.", SERVICE, (
        Field("order_id", "bestelling_id", "text", t, "Vaste code van de bestelling", "Stable id", True),
        Field("service_date", "datum", "date", t, "Gevraagde dag", "Asked day", True),
        Field("supplier_id", "leverancier_id", "text", t, "Code van de leverancier; leeg bij een bezoek", "Supplier; blank for a visit"),
        Field("hub_id", "hub_id", "text", t, "Code van de hub", "Hub", True),
        Field("kind", "soort", "choice", t, "Brengen, bezoeken, ophalen, warme overdracht of klusje", "Delivery, visit, return, warm handover or small job", True, ORDERS),
        *resident(), *goods(required=False),
        Field("contact", "contact", "yes_no", t, "Ja: contact gewenst; nee: brievenbus", "Contact wanted; no is letterbox", True),
        Field("service_minutes", "minuten", "duration", t, "Minuten aan het adres, als dat bekend is", "Minutes at the address, where known", low=0, high=600),
        Field("window_from_s", "vanaf", "time", t, "Niet eerder dan", "Earliest start"),
        Field("window_to_s", "tot", "time", t, "Niet later dan", "Latest start"),
        Field("release_s", "op_hub_vanaf", "time", t, "Goederen zijn op de hub vanaf; leeg is van begin van de dag", "Goods are at the hub from; blank is from the morning"),
        Field("promised_to", "uiterlijk_op", "date", t, "Laatste dag die is toegezegd", "Last day promised"),
    ), key=("order_id",), person="resident", period="service_date", constants=((v, "line_kind", "order_line"),),
        copies=((t, "resident_key", "resident_key"), (v, "resident_key", "resident_key"), (v, "line_id", "order_id")))


def standing_order() -> SourceFile:
    """Orders that come back on fixed weekdays."""
    t, v = "intake.standing_order", "vault.goods"
    return SourceFile("standing_order", "data/vaste_bestellingen.csv", "Vaste bestellingen en bezoeken, die elke week of om de paar weken terugkomen",
        "De routes van dagen plannen waarvan de bestellingen er nog niet zijn.", SERVICE, (
        Field("standing_id", "vaste_bestelling_id", "text", t, "Vaste code van de vaste bestelling", "Stable id", True),
        Field("weekdays", "dagen", "weekdays", t, "Weekdagen waarop ze valt", "Weekdays on which it falls", True),
        Field("every_weeks", "om_de_weken", "integer", t, "Eens in zoveel weken, geteld vanaf de week van begint_op; 2 is om de week", "Once in so many weeks, counted from the week of its first day", default="1", low=1, high=53),
        Field("starts_on", "begint_op", "date", t, "Eerste dag waarop ze geldt", "First day", True),
        Field("ends_on", "eindigt_op", "date", t, "Laatste dag waarop ze geldt; leeg is tot nader order", "Last day; blank is until further notice"),
        Field("supplier_id", "leverancier_id", "text", t, "Code van de leverancier; leeg bij een bezoek", "Supplier; blank for a visit"),
        Field("hub_id", "hub_id", "text", t, "Code van de hub", "Hub", True),
        Field("kind", "soort", "choice", t, "Brengen, bezoeken, ophalen, warme overdracht of klusje", "Delivery, visit, return, warm handover or small job", True, ORDERS),
        *resident(), *goods(required=False),
        Field("contact", "contact", "yes_no", t, "Ja: contact gewenst; nee: brievenbus", "Contact wanted; no is letterbox", True),
        Field("service_minutes", "minuten", "duration", t, "Minuten aan het adres, als dat bekend is", "Minutes at the address, where known", low=0, high=600),
        Field("window_from_s", "vanaf", "time", t, "Niet eerder dan", "Earliest start"),
        Field("window_to_s", "tot", "time", t, "Niet later dan", "Latest start"),
        Field("release_s", "op_hub_vanaf", "time", t, "Goederen zijn op de hub vanaf; leeg is van begin van de dag", "Goods are at the hub from; blank is from the morning"),
    ), key=("standing_id",), person="resident", constants=((v, "line_kind", "standing_order"),),
        copies=((t, "resident_key", "resident_key"), (v, "resident_key", "resident_key"), (v, "line_id", "standing_id")))


def round_file() -> SourceFile:
    """A round as a route sheet recorded it, a row an order."""
    t, v = "intake.round_stop", "vault.goods"
    return SourceFile("round", "data/rondes/ronde.csv", "Rondes, zoals het routeblad ze vastlegde",
        "Verantwoorden wat er gebracht en bezocht is, en gepland naast gereden leggen.", SERVICE, (
        Field("order_id", "bestelling_id", "text", t, "Code van de bestelling", "Order", True),
        Field("service_date", "datum", "date", t, "Dag van de ronde", "Day of the round", True),
        Field("supplier_id", "leverancier_id", "text", t, "Code van de leverancier; leeg bij een bezoek", "Supplier; blank for a visit"),
        Field("hub_id", "hub_id", "text", t, "Code van de hub", "Hub", True),
        Field("concierge_key", "concierge", "text", t, "Code van de buurtconciërge", "Concierge, by code", True),
        Field("kind", "soort", "choice", t, "Brengen, bezoeken, ophalen, warme overdracht of klusje", "Delivery, visit, return, warm handover or small job", True, ORDERS),
        *resident(), *goods(required=False),
        Field("outcome", "uitkomst", "choice", t, "Wat ervan kwam", "What became of it", True, OUTCOMES),
        Field("contact", "contact", "yes_no", t, "Ja: er was contact", "There was contact", True),
        *seen(t),
        Field("recorded_s", "tijd", "time", t, "Hoe laat het is vastgelegd", "When it was recorded"),
    ), key=("order_id",), person="resident", period="service_date", constants=((v, "line_kind", "delivery"),),
        copies=((t, "resident_key", "resident_key"), (v, "resident_key", "resident_key"), (v, "line_id", "order_id")))


def wish() -> SourceFile:
    """What residents want: when, by whom, how much contact."""
    t = "vault.wish"
    return SourceFile("wish", "data/bewoners.csv", "Wensen van bewoners",
        "De bewoner bepaalt wanneer, door wie en met hoeveel contact er bezorgd wordt.", CONSENT, (
        *resident(),
        Field("persona", "persona", "text", t, "Persona (TNO 2020, bijlage C), als die bekend is", "Persona of TNO 2020, annex C"),
        Field("self_reliance", "zelfredzaamheid", "integer", t, "Zelfredzaamheid, 1 laag tot 5 hoog", "Self-reliance, 1 low to 5 high", low=1, high=5),
        Field("contact_wish", "contactwens", "choice", t, "Hoeveel contact iemand wil", "How much contact", False, CONTACT_WISHES, "gewoon"),
        Field("wish_days", "dagen", "weekdays", t, "Dagen die schikken; leeg is elke dag", "Days that suit; blank is any"),
        Field("wish_from_s", "vanaf", "time", t, "Niet eerder dan", "Earliest"),
        Field("wish_to_s", "tot", "time", t, "Niet later dan", "Latest"),
        Field("preferred_concierge", "voorkeur_concierge", "text", t, "Code van de buurtconciërge die de voorkeur heeft", "Preferred concierge"),
        Field("excluded_concierges", "niet_concierge", "text", t, "Codes van buurtconciërges die niet komen, met komma's ertussen", "Concierges who do not come, joined by commas"),
        Field("after_dark", "na_donker", "yes_no", t, "Ja: aanbellen na donker mag", "May be rung at after dark", default="nee"),
        Field("picks_up", "haalt_zelf", "yes_no", t, "Ja: haalt zelf op bij het wijkservicecentrum; er komt niemand aan de deur", "Picks goods up at the hub", default="nee"),
    ), key=("resident_key",), person="resident", copies=((t, "resident_key", "resident_key"),), staff="preferred_concierge")


def signal_count() -> SourceFile:
    """Counts of help requests and signals."""
    t = "intake.signal_count"
    return SourceFile("signal_count", "data/signalen.csv", "Hulpvragen en signalen per maand en buurt (alleen aantallen)",
        "Zien hoeveel hulpvragen er per buurt zijn en of ze worden opgevolgd.",
        "Niet nodig: alleen aantallen, geen persoonsgegevens. Een bestand met een kolom vrije tekst wordt geweigerd.", (
        Field("month", "maand", "month", t, "Maand", "Month", True),
        Field("buurtcode", "buurtcode", "buurtcode", t, "CBS-code van de buurt", "Buurt", True),
        Field("kind", "soort", "choice", t, "Soort hulpvraag", "Kind of help", True, SIGNALS),
        Field("count", "aantal", "integer", t, "Aantal signalen", "Signals", True, low=0),
        Field("followed_up", "opgevolgd", "integer", t, "Waarvan opgevolgd", "Of which followed up", True, low=0),
    ), key=("month", "buurtcode", "kind"), period="month", counts_only=True)
