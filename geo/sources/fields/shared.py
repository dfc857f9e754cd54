"""Fields that several own files share, and their allowed values (Dutch to English)."""

# ruff: noqa: E501 - a table, one field a line
from __future__ import annotations

from geo.sources.fields.model import RESIDENT, Field

GOODS = {"medicijnen": "medicines", "maaltijden": "meals", "boodschappen": "groceries", "was": "laundry",
         "hulpmiddelen": "aids", "incontinentiemateriaal": "incontinence", "overig": "other"}  # fmt: skip
HEALTH = "wat iemand krijgt of nodig heeft zegt iets over de gezondheid: uitdrukkelijke toestemming (AVG artikel 9 lid 2 onder a)"
NO_PERSONS = "Niet nodig: er staan geen persoonsgegevens in."


# fmt: off
def point(table: str, *, required: bool, name: str = "geometry", prefix: str = "", nl: str = "", en: str = "") -> tuple[Field, Field]:
    """A point by its two coordinates."""
    return (
        Field(f"{name}_x", f"{prefix}x_rd", "x_rd", table, f"Rijksdriehoek x in meters{nl}", f"RD New x, metres{en}", required),
        Field(f"{name}_y", f"{prefix}y_rd", "y_rd", table, f"Rijksdriehoek y in meters{nl}", f"RD New y, metres{en}", required),
    )


def resident() -> tuple[Field, ...]:
    """Who lives where: name, address, point."""
    blank = "; mag leeg blijven als postcode en huisnummer er zijn"
    return (
        Field("name", "naam", "text", RESIDENT, "Naam van de bewoner", "Name of the resident"),
        Field("street", "straat", "text", RESIDENT, "Straat", "Street"),
        Field("house_number", "huisnummer", "text", RESIDENT, "Huisnummer met toevoeging", "House number with addition"),
        Field("postcode", "postcode", "postcode", RESIDENT, "Postcode, zoals 1234AB", "Postcode, such as 1234AB"),
        Field("place", "plaats", "text", RESIDENT, "Woonplaats", "Place"),
        *point(RESIDENT, required=False, nl=blank, en="; may be blank where postcode and house number are there"),
    )


def goods(required: bool) -> tuple[Field, ...]:
    """What is brought or fetched, and how it must be handled: signature and return flow tell of the goods, so they go with them."""
    v = "vault.goods"
    return (
        Field("goods_kind", "goederensoort", "choice", v, "Wat er gebracht wordt", "Kind of goods", required, GOODS),
        Field("cold", "koel", "yes_no", v, "Moet gekoeld blijven", "Needs cooling", default="nee"),
        Field("urgent", "spoed", "yes_no", v, "Kan geen dag wachten", "Cannot wait a day", default="nee"),
        Field("installation", "installatie", "yes_no", v, "De leverancier moet het installeren", "Must be installed by the supplier", default="nee"),
        Field("signature", "handtekening", "yes_no", v, "De bewoner moet tekenen voor ontvangst", "Must be signed for", default="nee"),
        Field("return_flow", "retour", "yes_no", v, "Er gaat iets mee terug, zoals een huurhulpmiddel", "Something is taken back", default="nee"),
        Field("volume_l", "volume_l", "integer", v, "Volume in liter, als dat bekend is", "Volume, litre, where known", low=0, high=5000),
    )


def seen(table: str) -> tuple[Field, ...]:
    """What the contact was like."""
    return (
        Field("contact_minutes", "minuten_contact", "duration", table, "Minuten contact", "Minutes of contact", low=0, high=600),
        Field("ladder_step", "trede", "integer", table, "Trede van de vertrouwensladder, 0 tot en met 3", "Step on the ladder of trust, 0 to 3", low=0, high=3),
    )
