"""What CBS and PDOK call each figure, in any year, and in which unit it may come. No reading here.

PDOK's names are for the boundary files (there 65+ is a percentage), StatLine's titles for the tables (there it is a
count, and in the oldest tables a percentage). Names are compared without case, accents and punctuation:
``aantal_inwoners`` is ``aantalInwoners``. A StatLine title is no name of its own: the same title may stand for a count,
a percentage and an amount in one table, so :mod:`geo.sources.cbs.columns` looks at the unit too.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Kind = Literal["count", "share", "thousand_euro", "hectare", "kilometre", "plain", "class"]
HIGHEST_COUNT = 100_000_000
"""No count of CBS is higher: more is a broken cell."""


@dataclass(frozen=True)
class Figure:
    """One figure.

    Args:
        name: our column.
        dutch: what planners call it.
        kind: what it is: a count, a share in percent, an amount in thousand euro, hectares, kilometres, a plain number
            or the class 1 to 5.
        pdok: names in boundary files, plain.
        titles: titles in StatLine tables, plain.
        parts: titles of which it is the sum where it has no title of its own.
        total: for a count, the figure of which it may also come as a percentage.
        pdok_share: name in boundary files of that percentage, plain.
    """

    name: str
    dutch: str
    kind: Kind
    pdok: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    total: str | None = None
    pdok_share: str | None = None


FIGURES: tuple[Figure, ...] = (
    Figure("inhabitants", "inwoners", "count", ("aantalinwoners", "aantinw"), ("aantalinwoners", "totalebevolking")),
    Figure(
        "aged_0_14",
        "0- tot 15-jarigen",
        "count",
        ("personen0tot15jaar",),
        ("0tot15jaar",),
        parts=("jongerdan5jaar", "5tot10jaar", "10tot15jaar"),
        total="inhabitants",
        pdok_share="percentagepersonen0tot15jaar",
    ),
    Figure(
        "aged_65_plus",
        "65-plussers",
        "count",
        ("personen65jaarenouder",),
        ("65jaarofouder",),
        parts=("65tot80jaar", "80jaarofouder"),
        total="inhabitants",
        pdok_share="percentagepersonen65jaarenouder",
    ),
    Figure("aged_65_79", "65- tot 80-jarigen", "count", titles=("65tot80jaar",), total="inhabitants"),
    Figure("aged_80_plus", "80-plussers", "count", titles=("80jaarofouder",), total="inhabitants"),
    Figure("widowed", "verweduwden", "count", titles=("verweduwd",), total="inhabitants"),
    Figure(
        "households",
        "huishoudens",
        "count",
        ("aantalhuishoudens", "huishoudenstotaal", "aantalhh"),
        ("huishoudenstotaal", "aantalhuishoudens", "totaalaantalparticulierehuishoudens"),
    ),
    Figure(
        "single_households", "eenpersoonshuishoudens", "count", titles=("eenpersoonshuishoudens",), total="households"
    ),
    Figure(
        "childless_households",
        "huishoudens zonder kinderen",
        "count",
        titles=("huishoudenszonderkinderen",),
        total="households",
    ),
    Figure(
        "family_households", "huishoudens met kinderen", "count", titles=("huishoudensmetkinderen",), total="households"
    ),
    Figure(
        "household_size",
        "gemiddelde huishoudensgrootte",
        "plain",
        ("gemiddeldehuishoudsgrootte", "gemiddeldehuishoudensgrootte"),
        ("gemiddeldehuishoudensgrootte", "gemiddeldehuishoudsgrootte"),
    ),
    Figure(
        "home_value_keur",
        "gemiddelde woningwaarde",
        "thousand_euro",
        ("gemiddeldewoningwaarde", "gemiddeldewozwaardevanwoningen"),
        ("gemiddeldewozwaardevanwoningen", "gemiddeldewoningwaarde"),
    ),
    Figure(
        "owner_occupied_pct",
        "koopwoningen (%)",
        "share",
        ("percentagekoopwoningen",),
        ("koopwoningen", "percentagekoopwoningen"),
    ),
    Figure(
        "single_family_pct",
        "eengezinswoningen (%)",
        "share",
        ("percentageeengezinswoning", "percentageeengezinswoningen"),
        ("percentageeengezinswoning", "percentageeengezinswoningen"),
    ),
    Figure(
        "income_keur",
        "inkomen per inwoner",
        "thousand_euro",
        ("gemiddeldinkomenperinwoner",),
        ("gemiddeldinkomenperinwoner",),
    ),
    Figure(
        "lowest_40_income_pct",
        "huishoudens met laagste inkomen (%)",
        "share",
        titles=("40huishoudensmetlaagsteinkomen",),
    ),
    Figure("low_income_pct", "huishoudens met laag inkomen (%)", "share", titles=("huishoudensmeteenlaaginkomen",)),
    Figure(
        "social_minimum_pct",
        "huishoudens rond het sociaal minimum (%)",
        "share",
        titles=("huishonderofrondsociaalminimum", "huishoudensonderofrondsociaalminimum"),
    ),
    Figure("wmo_clients", "Wmo-cliënten", "count", titles=("wmoclienten",)),
    Figure("good_health_pct", "goed ervaren gezondheid (%)", "share", ("percentagegoedervarengezondheid",)),
    Figure(
        "address_density",
        "omgevingsadressendichtheid",
        "plain",
        ("omgevingsadressendichtheid",),
        ("omgevingsadressendichtheid",),
    ),
    Figure("urbanity", "stedelijkheid", "class", ("stedelijkheidadressenperkm2",), ("matevanstedelijkheid",)),
    Figure(
        "land_area_ha", "oppervlakte land", "hectare", ("oppervlaktelandinha", "oppland"), ("oppervlakteland", "land")
    ),
    Figure(
        "gp_distance_km",
        "afstand tot huisarts",
        "kilometre",
        ("huisartsenpraktijkgemiddeldeafstandinkm",),
        ("afstandtothuisartsenpraktijk",),
    ),
    Figure(
        "supermarket_distance_km",
        "afstand tot supermarkt",
        "kilometre",
        ("grotesupermarktgemiddeldeafstandinkm",),
        ("afstandtotgrotesupermarkt",),
    ),
)

TEXTS: dict[str, tuple[str, ...]] = {
    "buurtcode": ("buurtcode", "bucode", "statcode", "jrstatcode"),
    "buurtnaam": ("buurtnaam", "bunaam", "statnaam"),
    "wijkcode": ("wijkcode", "wkcode"),
    "wijknaam": ("wijknaam", "wknaam"),
    "gemeentecode": ("gemeentecode", "gmcode"),
    "gemeentenaam": ("gemeentenaam", "gmnaam"),
}
"""Names of the texts in boundary files, plain; the first that is there counts."""

WATER = ("water", "h2o")
YEAR = ("jaar",)


def plain(text: str) -> str:
    """Letters and digits of a name, without case and accents: ``aantal_inwoners`` and ``aantalInwoners`` are one."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"[^a-z0-9]", "", letters)


def plain_key(key: str) -> str:
    """A StatLine key as a plain title: the number behind it only orders the columns, ``k_`` only precedes a digit."""
    return plain(re.sub(r"_[0-9]+$", "", re.sub(r"^k_(?=[0-9])", "", key)))
