"""Own files of places and organisations: the social map, hubs, suppliers and their depots."""

# ruff: noqa: E501 - a table, one field a line
from __future__ import annotations

from geo.sources.fields.model import Field, SourceFile
from geo.sources.fields.shared import NO_PERSONS, point

FACILITIES = {
    # meeting and doing
    "buurthuis": "community_centre", "wijkcentrum": "community_centre", "buurtkamer": "meeting_place",
    "eetpunt": "shared_meals", "dagbesteding": "day_activity", "bibliotheek": "library", "sportclub": "sports_club",
    "vereniging": "association", "repair café": "repair_cafe", "cultuur": "culture", "school": "school", "kerk": "church",
    "moskee": "mosque", "gebedshuis": "place_of_worship",
    # care and help
    "huisarts": "doctors", "apotheek": "pharmacy", "fysiotherapeut": "physiotherapist", "tandarts": "dentist",
    "ziekenhuis": "hospital", "polikliniek": "outpatient_clinic", "verzorgingshuis": "nursing_home",
    "woonzorgcentrum": "nursing_home", "zorgorganisatie": "care_organisation", "sociaal team": "social_team",
    "welzijnsorganisatie": "welfare", "vrijwilligersorganisatie": "volunteers", "mantelzorgsteunpunt": "carer_support",
    "voedselbank": "food_bank", "gemeenteloket": "municipal_desk",
    # buying and fetching
    "supermarkt": "supermarket", "winkel": "shop", "zorgwinkel": "care_shop", "markt": "market",
    "afhaalpunt": "pick_up_point", "overig": "other",
}  # fmt: skip
"""Kinds of facility, Dutch to English; OpenStreetMap's tags lead to the same in :mod:`geo.sources.facility_kinds`."""
FORMALITY = {"formeel": "formal", "informeel": "informal"}
ACCESSIBILITY = {"toegankelijk": "accessible", "beperkt": "limited", "niet": "not_accessible"}
CONTACTS = ("Namen en nummers van contactpersonen: gerechtvaardigd belang, overleg over wie wat in de wijk doet "
            "(AVG artikel 6 lid 1 onder f).")  # fmt: skip
SUPPLIERS = {"apotheek": "pharmacy", "supermarkt": "supermarket", "hulpmiddelen": "aids", "maaltijden": "meals",
             "wasserij": "laundry", "zorgwinkel": "care_shop"}  # fmt: skip
SUPPLIER_VEHICLES = {"bestelbus": "van", "bakwagen": "box_truck"}


# fmt: off
def _qualities(table: str, *, where: str = "") -> tuple[Field, ...]:
    """What weighs in the choice of a hub beside the place."""
    return (
        Field("delivery_access", "bevoorrading", "yes_no", table, f"Een bestelbus of vrachtwagen kan er voor de deur lossen{where}", "A van or truck can unload at the door"),
        Field("charging", "laadpunt", "yes_no", table, f"Bakfietsen en elektrische busjes kunnen er laden{where}", "Cargo bikes and electric vans can be charged"),
        Field("opening_hours_week", "open_uren_per_week", "number", table, f"Hoeveel uur per week het gebouw open is{where}", "Hours a week that the building is open", low=0, high=168),
        Field("rent_eur_year", "huur_per_jaar", "number", table, f"Huur als wijkservicecentrum, euro per jaar{where}", "Rent as a hub, euro a year", low=0),
        Field("with_social_team", "sociaal_team", "yes_no", table, f"Het sociaal team zit in het gebouw{where}", "The social team works in the building"),
        Field("with_volunteers", "vrijwilligers", "yes_no", table, f"Er zijn vrijwilligers aan het werk{where}", "Volunteers are at work in the building"),
        Field("spare_concierge_hours_week", "vrije_conciergeuren", "number", table, f"Uren per week die buurtconciërges er over hebben{where}", "Hours a week that concierges have to spare", low=0),
    )


def facility() -> SourceFile:
    """The social map."""
    t, v = "intake.facility", "vault.facility_contact"
    blank = "; mag leeg blijven als er een adres is"
    return SourceFile("facility", "data/voorzieningen.csv", "Sociale kaart: voorzieningen",
        "Laten zien welke voorzieningen er in een wijk zijn, en waar een wijkservicecentrum zou kunnen komen.", CONTACTS, (
        Field("facility_id", "voorziening_id", "text", t, "Vaste code van de voorziening; leeg: de planning maakt er een", "Stable id; made where blank"),
        Field("name", "naam", "text", t, "Naam van de voorziening of organisatie; geen naam van een persoon", "Name, not of a person", True),
        Field("kind", "soort", "choice", t, "Soort voorziening", "Kind of facility", True, FACILITIES),
        Field("formality", "aard", "choice", t, "Formeel (van een organisatie) of informeel (van bewoners zelf)", "Formal or informal", False, FORMALITY),
        Field("opening_hours", "openingstijden", "text", t, "Openingstijden", "Opening hours"),
        Field("target_group", "doelgroep", "text", t, "Voor wie het bedoeld is", "Whom it is for"),
        Field("accessibility", "toegankelijkheid", "choice", t, "Toegankelijk met een rolstoel of rollator", "Accessible by wheelchair", False, ACCESSIBILITY),
        Field("street", "straat", "text", t, "Straat", "Street"),
        Field("house_number", "huisnummer", "text", t, "Huisnummer met toevoeging", "House number with addition"),
        Field("postcode", "postcode", "postcode", t, "Postcode, zoals 1234AB", "Postcode, such as 1234AB"),
        Field("place", "plaats", "text", t, "Plaats", "Place"),
        *point(t, required=False, nl=blank, en="; may be blank where there is an address"),
        Field("candidate", "kandidaat", "yes_no", t, "Kan er een wijkservicecentrum in komen", "May house a hub", default="nee"),
        Field("storage_m2", "opslag_m2", "number", t, "Opslagruimte in m2", "Floor space for goods, m2", low=0),
        Field("capacity", "capaciteit", "number", t, "Voor hoeveel mensen er plaats is (ingeschreven, of per week), in één eenheid per soort", "Places, in one unit a kind", low=0),
        Field("capacity_per_day", "capaciteit_per_dag", "integer", t, "Leveringen die er per dag afgehandeld kunnen worden, bij een kandidaat", "Deliveries a day it could handle as a hub", low=0),
        *_qualities(t, where=", bij een kandidaat"),
        Field("contact_name", "contactpersoon", "text", v, "Naam van de contactpersoon", "Name of the contact person"),
        Field("phone", "telefoon", "text", v, "Telefoonnummer van de contactpersoon", "Telephone of the contact person"),
        Field("email", "email", "text", v, "E-mailadres van de contactpersoon", "E-mail of the contact person"),
    ), key=("facility_id",), constants=((t, "origin", "social_map"),), copies=((v, "facility_id", "facility_id"),),
        made_from=("kind", "name", "street", "house_number", "postcode", "place", "geometry_x", "geometry_y"))


def hub() -> SourceFile:
    """Hubs with opening, closing and move."""
    t = "intake.hub"
    return SourceFile("hub", "data/hubs.csv", "Wijkservicecentra (hubs)",
        "Plannen vanuit de wijkservicecentra die er op een dag zijn, en vergelijken met andere plekken.", NO_PERSONS, (
        Field("hub_id", "hub_id", "text", t, "Vaste code van de hub", "Stable id", True),
        Field("name", "naam", "text", t, "Naam", "Name", True),
        Field("opened_on", "geopend_op", "date", t, "Eerste dag in gebruik", "First day in use", True),
        Field("closed_on", "gesloten_op", "date", t, "Eerste dag buiten gebruik; leeg zolang hij open is", "First day out of use; blank while open"),
        Field("succeeded_by", "opgevolgd_door", "text", t, "Hub die het na een verhuizing overnam", "Hub that took over when it moved"),
        Field("capacity_per_day", "capaciteit_per_dag", "integer", t, "Leveringen die de hub per dag aankan", "Deliveries a day", low=0),
        Field("storage_m2", "opslag_m2", "number", t, "Opslagruimte in m2", "Floor space for goods, m2", low=0),
        Field("with_facility", "in_voorziening", "yes_no", t, "De hub zit in een voorziening, zoals een buurthuis", "It is housed in a facility"),
        *_qualities(t),
        Field("serves", "bedient_wijken", "wijkcodes", t, "CBS-codes van de wijken die de hub nu bedient", "Wijkcodes it serves today"),
        *point(t, required=True),
    ), key=("hub_id",))


def supplier() -> SourceFile:
    """Suppliers with their delivery days."""
    t = "intake.supplier"
    return SourceFile("supplier", "data/leveranciers.csv", "Leveranciers",
        "Weten wie wanneer goederen brengt, en wat er gebundeld kan worden.", NO_PERSONS, (
        Field("supplier_id", "leverancier_id", "text", t, "Vaste code van de leverancier", "Stable id", True),
        Field("name", "naam", "text", t, "Naam", "Name", True),
        Field("kind", "soort", "choice", t, "Soort leverancier", "Kind of supplier", True, SUPPLIERS),
        Field("delivery_days", "bezorgdagen", "weekdays", t, "Dagen waarop de leverancier brengt", "Days on which it delivers", True),
        Field("stock_at_hub", "voorraad_op_hub", "yes_no", t, "Houdt voorraad op de hub", "Keeps stock at the hub", default="nee"),
        Field("vehicle_kind", "voertuig", "choice", t, "Waarmee de leverancier zelf zou rijden", "Vehicle it would drive itself", True, SUPPLIER_VEHICLES),
    ), key=("supplier_id",))


def depot() -> SourceFile:
    """The depots that suppliers drive from."""
    t = "intake.depot"
    return SourceFile("depot", "data/depots.csv", "Magazijnen van leveranciers",
        "Uitrekenen welke kilometers van leveranciers vervallen.", NO_PERSONS, (
        Field("depot_id", "depot_id", "text", t, "Vaste code van het magazijn", "Stable id", True),
        Field("supplier_id", "leverancier_id", "text", t, "Code van de leverancier", "Supplier", True),
        Field("name", "naam", "text", t, "Naam", "Name", True),
        *point(t, required=True),
    ), key=("depot_id",))
