"""Other names under which columns and values of own files are kept: one table by field, and headings over headings.

What is not here is not guessed: a column without a known name is not loaded, and a mapping (:mod:`geo.sources.mapping`)
says what it is. Names are compared by :func:`plain`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from geo.sources.fields import SourceFile

LONGEST_LABEL = 200
ADDRESS, ADDITION, LETTERBOX = "address", "addition", "letterbox"
"""Columns that no file of ours has, and others do: a whole address, the addition to a house number, the opposite of
contact."""

DERIVED: Mapping[str, str] = {"adres": ADDRESS, "toevoeging": ADDITION, "brievenbus": LETTERBOX}
"""How a mapping names them."""

_RESIDENT: Mapping[str, tuple[str, ...]] = {
    "name": ("bewoner", "naam bewoner", "cliënt", "naam cliënt", "klant", "naam klant", "klantnaam", "ontvanger"),
    "street": ("straatnaam",),
    "house_number": ("nr", "huisnr", "huis nr", "nummer"),
    "postcode": ("pc", "postal code", "zip"),
    "place": ("woonplaats", "stad", "dorp", "city"),
    ADDRESS: ("adres", "address", "bezorgadres", "afleveradres", "adres bewoner"),
    ADDITION: ("toevoeging", "toev", "huisnummertoevoeging", "huisnr toev"),
}
_GOODS: Mapping[str, tuple[str, ...]] = {
    "goods_kind": ("goederen", "soort goederen", "goederen soort", "product", "soort product", "artikel", "inhoud"),
    "cold": ("gekoeld", "koeling", "koelen"),
    "urgent": ("haast", "met spoed"),
    "installation": ("installeren", "installatie nodig"),
    "signature": ("handtekening nodig", "tekenen", "tekenen voor ontvangst"),
    "return_flow": ("retourstroom", "retour mee", "retour meenemen"),
}
_CONTACT: Mapping[str, tuple[str, ...]] = {
    "contact": ("contactmoment", "contact j n", "contact ja nee"),
    LETTERBOX: ("brievenbus", "brievenbuslevering", "in de brievenbus", "letterbox"),
    "contact_minutes": ("minuten", "min", "minuten binnen", "tijd binnen", "minuten bij bewoner", "duur contact"),
    "ladder_step": ("ladder", "stap", "vertrouwensladder", "trede ladder", "stap op de ladder"),
}
_PLAN: Mapping[str, tuple[str, ...]] = {
    "service_date": ("dag", "leverdatum", "bezorgdatum", "datum levering", "bezoekdatum", "date"),
    "supplier_id": ("leverancier", "naam leverancier", "leverancier naam", "leverancier code", "supplier"),
    "hub_id": ("hub", "wijkservicecentrum", "servicecentrum", "wsc"),
    "concierge_key": ("buurtconciërge", "buur", "bezorger", "bezorgd door", "driver"),
}
COLUMNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "facility": {
        "facility_id": ("id", "code", "nummer voorziening"),
        "name": ("voorziening", "organisatie", "naam voorziening", "naam organisatie", "name"),
        "kind": ("categorie", "type", "soort voorziening", "rubriek"),
        "formality": ("formeel informeel", "formeel of informeel"),
        "opening_hours": ("openingstijd", "geopend", "open", "opening hours"),
        "target_group": ("doelgroepen", "voor wie"),
        "accessibility": ("toegankelijk", "rolstoeltoegankelijk", "rolstoel", "toegankelijkheid rolstoel"),
        "street": _RESIDENT["street"], "house_number": _RESIDENT["house_number"], "postcode": _RESIDENT["postcode"],
        "place": _RESIDENT["place"], ADDRESS: ("adres", "address", "bezoekadres", "locatie"),
        ADDITION: _RESIDENT[ADDITION],
        "contact_name": ("contact", "naam contactpersoon", "aanspreekpunt"),
        "phone": ("tel", "telefoonnummer", "tel nr", "mobiel", "phone"),
        "email": ("e mail", "mail", "e mailadres", "emailadres", "mailadres"),
    },
    "delivery": {
        **_RESIDENT, **_GOODS, **_CONTACT, **_PLAN,
        "delivery_id": ("leveringsnummer", "levering nr", "nummer levering", "zendingnummer", "delivery id"),
    },
    "visit": {
        **_RESIDENT, **_CONTACT, **_PLAN,
        "visit_id": ("bezoeknummer", "bezoek nr"), "reason": ("waarom", "soort"),
    },
    "order_line": {
        **_RESIDENT, **_GOODS, **_PLAN,
        "contact": _CONTACT["contact"], LETTERBOX: _CONTACT[LETTERBOX], "service_minutes": ("min", "tijd"),
        "order_id": ("bestelnummer", "bestelling nr", "ordernummer", "order id"),
    },
    "standing_order": {
        **_RESIDENT, **_GOODS,
        "supplier_id": _PLAN["supplier_id"], "hub_id": _PLAN["hub_id"], "contact": _CONTACT["contact"],
        LETTERBOX: _CONTACT[LETTERBOX], "service_minutes": ("min", "tijd"),
        "standing_id": ("id", "code", "nummer vaste bestelling"), "weekdays": ("weekdagen", "dag", "vaste dagen"),
        "every_weeks": ("frequentie weken", "eens per weken", "om de hoeveel weken"),
        "starts_on": ("begindatum", "startdatum", "ingangsdatum"), "ends_on": ("einddatum", "stopdatum"),
    },
    "wish": {**_RESIDENT},
}  # fmt: skip
"""By source and field: names of a column beside its own header."""

_PERSON = frozenset(_RESIDENT)
GROUPS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("adres", "bezorgadres", "afleveradres", "adresgegevens"), _PERSON - {"name"}),
    **dict.fromkeys(("bewoner", "cliënt", "klant", "ontvanger", "gegevens bewoner"), _PERSON),
    **dict.fromkeys(("goederen", "product", "bijzonderheden", "kenmerken"), frozenset(_GOODS)),
    **dict.fromkeys(("levering", "bezorging"), frozenset((*_GOODS, *_CONTACT, *_PLAN, "delivery_id"))),
    **dict.fromkeys(("contact", "bezoek"), frozenset(_CONTACT)),
}
"""Headings over several columns, and the fields that a column below them may be; under another heading (a carer, say)
``naam`` is someone else's."""

VALUES: Mapping[str, Mapping[str, str]] = {
    "kind": {
        **dict.fromkeys(("dorpshuis", "ontmoetingscentrum", "buurtcentrum", "wijkgebouw", "kulturhus"), "buurthuis"),
        **dict.fromkeys(("huiskamer", "huiskamer van de wijk", "inloop", "inloophuis"), "buurtkamer"),
        **dict.fromkeys(("repaircafé", "repaircafe", "repair cafe"), "repair café"),
        **dict.fromkeys(("huisartsenpraktijk", "huisartsen", "gezondheidscentrum"), "huisarts"),
        **dict.fromkeys(("fysiotherapie", "fysio"), "fysiotherapeut"),
        **dict.fromkeys(("tandartspraktijk",), "tandarts"),
        **dict.fromkeys(("verpleeghuis", "verzorgingstehuis", "zorgcentrum"), "verzorgingshuis"),
        **dict.fromkeys(("thuiszorg", "zorginstelling", "zorgaanbieder"), "zorgorganisatie"),
        **dict.fromkeys(("wijkteam", "sociaal wijkteam", "sociale team"), "sociaal team"),
        **dict.fromkeys(("welzijn", "welzijnswerk"), "welzijnsorganisatie"),
        **dict.fromkeys(("vrijwilligers", "vrijwilligersvereniging", "vrijwillige hulp"), "vrijwilligersorganisatie"),
        **dict.fromkeys(("sportvereniging", "sportschool", "sporthal"), "sportclub"),
        **dict.fromkeys(("pakketpunt", "postpunt"), "afhaalpunt"),
        **dict.fromkeys(("basisschool",), "school"),
    },
    "accessibility": {
        **dict.fromkeys(("ja", "rolstoeltoegankelijk", "goed", "volledig"), "toegankelijk"),
        **dict.fromkeys(("gedeeltelijk", "deels", "matig", "met hulp"), "beperkt"),
        **dict.fromkeys(("nee", "niet toegankelijk", "geen"), "niet"),
    },
    "goods_kind": {
        **dict.fromkeys(("medicijn", "medicatie", "medicijnrol", "baxter", "baxterrol"), "medicijnen"),
        **dict.fromkeys(("maaltijd", "warme maaltijd", "maaltijden warm", "eten"), "maaltijden"),
        **dict.fromkeys(("boodschap", "levensmiddelen"), "boodschappen"),
        **dict.fromkeys(("wasgoed", "schone was", "vuile was"), "was"),
        **dict.fromkeys(("hulpmiddel",), "hulpmiddelen"),
        **dict.fromkeys(("incontinentie", "incontinentiemateriaal", "inco"), "incontinentiemateriaal"),
        **dict.fromkeys(("overige", "anders", "diversen"), "overig"),
    },
}
"""By field: other words for an allowed value."""


def plain(label: str) -> str:
    """A label without capitals, accents, signs and double spaces: ``Huis-nr.`` is ``huis nr``."""
    if len(label) > LONGEST_LABEL:
        return ""
    letters = unicodedata.normalize("NFKD", label.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", bare))


def names_of(file: SourceFile) -> dict[str, str]:
    """The field (or derived column) by each plain name that a column of the file may have."""
    names = {plain(item.header): item.name for item in file.fields}
    own = {item.name for item in file.fields} | set(DERIVED.values())
    for field, others in COLUMNS.get(file.source, {}).items():
        for other in others:
            if field in own:
                names.setdefault(plain(other), field)
    return names


def allowed_under(group: str, field: str) -> bool:
    """True where a column below this (plain) heading may be that field; any may where nothing stands above."""
    return not group or field in next((fields for name, fields in GROUPS.items() if plain(name) == group), ())
