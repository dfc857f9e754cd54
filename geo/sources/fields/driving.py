"""Own files of who and what drives: concierges, vehicles, and the trips that passengers ask."""

# ruff: noqa: E501 - a table, one field a line
from __future__ import annotations

from geo.sources.fields.model import Field, SourceFile
from geo.sources.fields.shared import HEALTH, NO_PERSONS, point

VEHICLES = {"bakfiets": "cargo_bike", "e-bus": "e_van", "personenbus": "passenger_van"}
PURPOSES = {"dagbesteding": "day_activity", "markt": "market", "ziekenhuis": "hospital", "familie": "family",
            "winkel": "shop"}  # fmt: skip

DUTIES = {"ontvangst": "receipt", "overleg": "meeting", "pauze": "break", "ruimte": "free", "boodschappen": "shopping",
          "afwezig": "absent"}  # fmt: skip


# fmt: off
def concierge() -> SourceFile:
    """Concierges and their shifts."""
    t = "intake.concierge"
    return SourceFile("concierge", "data/concierges.csv", "Buurtconciërges en hun diensten",
        "Routes plannen die bij de diensten passen en het vaste gezicht behouden.",
        "Uitvoering van de arbeidsovereenkomst of de afspraak met de vrijwilliger (AVG artikel 6 lid 1 onder b).", (
        Field("concierge_key", "concierge", "text", t, "Code van de buurtconciërge; geen naam", "Code; not a name", True),
        Field("name", "naam", "text", "vault.staff", "Naam van de buurtconciërge", "Name", True),
        Field("hub_id", "hub_id", "text", t, "Hub van waaruit hij of zij werkt", "Hub", True),
        Field("workdays", "werkdagen", "weekdays", t, "Werkdagen", "Workdays", True),
        Field("shift_from_s", "van", "time", t, "Begin van de dienst", "Start of the shift", True),
        Field("shift_to_s", "tot", "time", t, "Einde van de dienst", "End of the shift", True),
        Field("vehicle_id", "voertuig_id", "text", t, "Voertuig dat meestal mee gaat", "Vehicle usually driven"),
    ), key=("concierge_key",), copies=(("vault.staff", "concierge_key", "concierge_key"),), staff="concierge_key")


def duty() -> SourceFile:
    """Appointments of concierges, and days on which they are not there; why not is nobody's business."""
    t = "intake.duty"
    return SourceFile("duty", "data/afspraken.csv", "Afspraken en afwezigheid van buurtconciërges",
        "Routes plannen om de echte dag van de conciërge heen.",
        "Niet nodig: alleen codes van buurtconciërges, geen namen en geen redenen.", (
        Field("duty_id", "afspraak_id", "text", t, "Vaste code van de afspraak", "Stable id", True),
        Field("concierge_key", "concierge", "text", t, "Code van de buurtconciërge", "Concierge, by code", True),
        Field("kind", "soort", "choice", t, "Goederen ontvangen, overleg, pauze, vrije ruimte, boodschappen doen, of afwezig (de hele dag, zonder reden)", "Kind of appointment, or absent", True, DUTIES),
        Field("weekdays", "dagen", "weekdays", t, "Weekdagen waarop het valt; leeg is elke werkdag", "Weekdays; blank is every workday"),
        Field("starts_on", "begint_op", "date", t, "Eerste dag; leeg is altijd al", "First day; blank is since ever"),
        Field("ends_on", "eindigt_op", "date", t, "Laatste dag; leeg is tot nader order", "Last day; blank is until further notice"),
        Field("from_s", "vanaf", "time", t, "Begint niet eerder dan; leeg is begin van de dienst", "Begins no earlier; blank is the start of the shift"),
        Field("to_s", "tot", "time", t, "Begint niet later dan; leeg is einde van de dienst", "Begins no later; blank is the end of the shift"),
        Field("minutes", "minuten", "duration", t, "Hoe lang; leeg bij afwezig", "How long; blank for absence", low=1, high=600),
        Field("facility_id", "voorziening_id", "text", t, "Voorziening waar het is; leeg is op de hub", "Facility where it is; blank is at the hub"),
    ), key=("duty_id",), staff="concierge_key")


def vehicle() -> SourceFile:
    """Vehicles of hubs and organisations."""
    t = "intake.vehicle"
    return SourceFile("vehicle", "data/voertuigen.csv", "Voertuigen van hubs en organisaties",
        "Routes en ritten plannen met de voertuigen die er zijn.", NO_PERSONS, (
        Field("vehicle_id", "voertuig_id", "text", t, "Vaste code van het voertuig", "Stable id", True),
        Field("organisation", "organisatie", "text", t, "Van wie het is", "Who owns it", True),
        Field("kind", "soort", "choice", t, "Soort voertuig", "Kind of vehicle", True, VEHICLES),
        Field("hub_id", "hub_id", "text", t, "Hub waar het staat; leeg bij een personenbus", "Hub; blank for a passenger van"),
        Field("capacity_l", "laadvolume_l", "integer", t, "Laadvolume in liter", "Load volume, litre", low=0),
        Field("cooled", "gekoeld", "yes_no", t, "Heeft een koelbox", "Has a cooled box", default="nee"),
        Field("range_km", "bereik_km", "number", t, "Bereik op een volle accu in km", "Range on a charge, km", low=0),
        Field("seats", "zitplaatsen", "integer", t, "Zitplaatsen voor reizigers", "Passenger seats", low=0, high=100),
        Field("wheelchair_places", "rolstoelplaatsen", "integer", t, "Plaatsen voor een rolstoel", "Wheelchair places", low=0, high=20),
        Field("shift_from_s", "van", "time", t, "Beschikbaar vanaf", "Available from"),
        Field("shift_to_s", "tot", "time", t, "Beschikbaar tot", "Available to"),
        Field("fold_seats", "stoelen_per_rolstoel", "integer", t, "Zitplaatsen die elke rolstoel aan boord inneemt (klapstoelen); leeg is geen", "Seats that each wheelchair on board takes away; blank: none", low=0, high=8),
        Field("volunteer", "vrijwilliger", "yes_no", t, "Wordt door een vrijwilliger gereden", "Driven by a volunteer", default="nee"),
        Field("break_from_s", "pauze_vanaf", "time", t, "Pauze van de chauffeur begint niet eerder dan", "Earliest start of the driver's break"),
        Field("break_to_s", "pauze_uiterlijk", "time", t, "Pauze van de chauffeur begint uiterlijk", "Latest start of the driver's break"),
        Field("break_s", "pauze_minuten", "minutes", t, "Pauze van de chauffeur, in minuten; leeg is geen", "The driver's break, minutes; blank: none", low=1, high=120),
        *point(t, required=False, nl=" van de standplaats van een personenbus", en=", home of a passenger van"),
    ), key=("vehicle_id",))


def trip_request() -> SourceFile:
    """Trips that passengers ask of organisations."""
    t, v = "intake.trip_request", "vault.passenger"
    return SourceFile("trip_request", "data/ritten.csv", "Ritaanvragen van reizigers",
        "De ritten van organisaties samen plannen.",
        f"Uitvoering van de rit waar de reiziger om vraagt (AVG artikel 6 lid 1 onder b); {HEALTH}.", (
        Field("request_id", "rit_id", "text", t, "Vaste code van de rit", "Stable id", True),
        Field("service_date", "datum", "date", t, "Dag van de rit", "Day of the trip", True),
        Field("organisation", "organisatie", "text", t, "Wie de rit nu rijdt", "Organisation that drives it today", True),
        Field("passenger", "passagier", "text", "", "Nummer of code van de reiziger bij de organisatie", "The organisation's own code", True),
        Field("name", "naam", "text", v, "Naam van de reiziger", "Name of the passenger"),
        Field("purpose", "doel", "choice", t, "Waarheen de reis gaat", "Purpose", False, PURPOSES),
        Field("pickup_from_s", "ophalen_vanaf", "time", t, "Niet eerder ophalen dan", "Earliest pick-up", True),
        Field("dropoff_to_s", "uiterlijk_aankomst", "time", t, "Uiterlijk daar", "Latest drop-off", True),
        Field("return_from_s", "terug_vanaf", "time", t, "Wil ook terug: daar niet eerder ophalen dan; leeg is geen terugreis", "Return wanted: earliest pick-up there; blank is no return"),
        Field("return_to_s", "terug_uiterlijk", "time", t, "Wil ook terug: uiterlijk terug op het vertrekpunt", "Return wanted: latest drop-off where the trip began"),
        Field("max_ride_s", "max_ritminuten", "minutes", t, "Langste tijd in de bus per reis, in minuten", "Longest time on board of one way, minutes", True, low=1, high=600),
        Field("party_size", "personen", "integer", t, "Reizigers, begeleiders meegeteld", "Passengers, companions included", default="1", low=1, high=100),
        Field("wheelchair", "rolstoel", "yes_no", v, "Reist in een rolstoel", "Travels in a wheelchair", default="nee"),
        Field("walking_aid", "loophulpmiddel", "yes_no", v, "Gebruikt een loophulpmiddel", "Uses a walking aid", default="nee"),
        *point(v, required=True, name="pickup", prefix="van_", nl=" van het vertrekpunt", en=", pick-up"),
        *point(v, required=True, name="dropoff", prefix="naar_", nl=" van het doel", en=", drop-off"),
    ), key=("request_id",), person="passenger", period="service_date",
        copies=((t, "passenger_key", "passenger_key"), (v, "passenger_key", "passenger_key"), (v, "request_id", "request_id")))
