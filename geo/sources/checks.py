"""What a row of an own file must satisfy across its columns; single cells are :mod:`geo.sources.kinds`' affair."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from geo.sources.fields import SourceFile


@dataclass(frozen=True)
class Check:
    """A rule over typed rows.

    Args:
        rule: short name.
        field: field the reject points at.
        sentence: what is wrong and how to mend it, in Dutch.
        broken: typed rows -> bool series, True where the rule is broken.
    """

    rule: str
    field: str
    sentence: str
    broken: Callable[[pd.DataFrame], pd.Series]


def checks_of(file: SourceFile) -> tuple[Check, ...]:
    """The rules of one file: those that follow from its fields, and its own."""
    names = {item.name for item in file.fields}
    points = [name.removesuffix("_x") for name in names if name.endswith("_x") and f"{name[:-1]}y" in names]
    pairs = tuple(
        Check("half_a_point", f"{point}_x", "Vul x én y in, of laat beide leeg.", _half(point))
        for point in sorted(points)
    )
    located = (
        Check("no_address", "postcode", "Vul postcode en huisnummer in, of de coördinaten x_rd en y_rd.", _nowhere),
    )  # fmt: skip
    return pairs + (located if file.person == "resident" else ()) + _OWN.get(file.source, ())


def _half(point: str) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda rows: rows[f"{point}_x"].isna() != rows[f"{point}_y"].isna()


def _nowhere(rows: pd.DataFrame) -> pd.Series:
    return (rows["postcode"].isna() | rows["house_number"].isna()) & (
        rows["geometry_x"].isna() | rows["geometry_y"].isna()
    )


def _after(first: str, last: str, *, same: bool = False) -> Callable[[pd.DataFrame], pd.Series]:
    """True where both are filled and ``last`` is not after ``first``."""

    def broken(rows: pd.DataFrame) -> pd.Series:
        both = rows[first].notna() & rows[last].notna()
        start, end = rows.loc[both, first], rows.loc[both, last]
        wrong = pd.Series(False, index=rows.index)
        wrong[both] = (end < start if same else end <= start).astype(bool)
        return wrong

    return broken


def _delivery_without(column: str) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda rows: (rows["kind"] == "delivery") & rows[column].isna()


def _no_place(rows: pd.DataFrame) -> pd.Series:
    """Neither a point nor an address that can be looked up."""
    point = rows["geometry_x"].notna() & rows["geometry_y"].notna()
    postal = rows["postcode"].notna() & rows["house_number"].notna()
    return ~(point | postal | (rows["street"].notna() & rows["house_number"].notna()))


def _again(rows: pd.DataFrame) -> pd.Series:
    """The same facility once more, without a code of its own."""
    said = ["kind", "name", "street", "house_number", "postcode", "place", "geometry_x", "geometry_y"]
    return rows["facility_id"].isna() & rows.duplicated(said, keep="first")


def _half_a_return(rows: pd.DataFrame) -> pd.Series:
    return rows["return_from_s"].isna() != rows["return_to_s"].isna()


def _no_minutes(rows: pd.DataFrame) -> pd.Series:
    return (rows["kind"] != "absent") & rows["minutes"].isna()


_LATER = "Het einde moet na het begin liggen."
_ORDERED = (
    Check(
        "supplier",
        "supplier_id",
        "Vul bij een levering de code van de leverancier in.",
        _delivery_without("supplier_id"),
    ),
    Check("goods", "goods_kind", "Vul bij een levering in wat er gebracht wordt.", _delivery_without("goods_kind")),
    Check("order", "window_to_s", _LATER, _after("window_from_s", "window_to_s")),
)
_OWN: dict[str, tuple[Check, ...]] = {
    "facility": (
        Check(
            "no_place",
            "house_number",
            "Vul postcode (of straat) en huisnummer in, of de coördinaten x_rd en y_rd.",
            _no_place,
        ),
        Check("double", "name", "Deze voorziening staat al eerder in het bestand; de eerste telt.", _again),
    ),
    "hub": (
        Check(
            "order",
            "closed_on",
            "De hub kan niet sluiten voordat hij opent.",
            _after("opened_on", "closed_on", same=True),
        ),
    ),
    "order_line": (
        *_ORDERED,
        Check(
            "order",
            "promised_to",
            "De toegezegde dag kan niet voor de gevraagde dag liggen.",
            _after("service_date", "promised_to", same=True),
        ),
    ),
    "standing_order": (
        *_ORDERED,
        Check(
            "order",
            "ends_on",
            "De laatste dag kan niet voor de eerste liggen.",
            _after("starts_on", "ends_on", same=True),
        ),
    ),
    "wish": (Check("order", "wish_to_s", _LATER, _after("wish_from_s", "wish_to_s")),),
    "duty": (
        Check("minutes", "minutes", "Vul in hoe lang de afspraak duurt.", _no_minutes),
        Check("order", "to_s", _LATER, _after("from_s", "to_s", same=True)),
        Check(
            "order",
            "ends_on",
            "De laatste dag kan niet voor de eerste liggen.",
            _after("starts_on", "ends_on", same=True),
        ),
    ),
    "concierge": (Check("order", "shift_to_s", _LATER, _after("shift_from_s", "shift_to_s")),),
    "vehicle": (Check("order", "shift_to_s", _LATER, _after("shift_from_s", "shift_to_s")),),
    "trip_request": (
        Check("order", "dropoff_to_s", _LATER, _after("pickup_from_s", "dropoff_to_s")),
        Check(
            "half_a_return",
            "return_from_s",
            "Vul voor een terugreis terug_vanaf én terug_uiterlijk in, of laat beide leeg.",
            _half_a_return,
        ),
        Check("order", "return_to_s", _LATER, _after("return_from_s", "return_to_s")),
        Check(
            "return_before_arrival",
            "return_from_s",
            "De terugreis kan pas beginnen na de uiterlijke aankomst van de heenreis.",
            _after("dropoff_to_s", "return_from_s", same=True),
        ),
    ),
    "signal_count": (
        Check(
            "order",
            "followed_up",
            "Er kunnen niet meer signalen opgevolgd zijn dan er waren.",
            _after("followed_up", "count", same=True),
        ),
    ),
}
