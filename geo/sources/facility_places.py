"""Finds the points of facilities that have an address and no coordinates, and lists those that cannot be found.

A facility is no person: its name is shown, so that the planner can mend the address. Residents, whose addresses are
never shown, are located in :mod:`geo.sources.splitting`.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from geo.sources.addresses import AddressBook
from geo.sources.landed import REJECT_COLUMNS
from geo.sources.named import short
from geo.sources.tabular import TypedRows

_NOT_FOUND = "Het adres staat niet in het stratenbestand; verbeter het adres, of vul x_rd en y_rd in."
_SEVERAL = "Dit adres komt op meer plekken voor; vul de postcode of de plaats in, of x_rd en y_rd."
_NO_BOOK = "Er zijn geen adressen (stratenbestand) om mee te vergelijken; vul x_rd en y_rd in."


def located(
    typed: TypedRows, addresses: AddressBook | None, file_name: str, places: pd.Series
) -> tuple[TypedRows, tuple[str, ...]]:
    """The facilities with a point each: the given one, or that of the address.

    An address is looked up by postcode and house number, else by street, house number and place; a house number that is
    not found as it stands once more without its addition.

    Args:
        typed: rows with name, street, house_number, postcode, place, geometry_x, geometry_y (RD New, metres).
        addresses: the region's addresses; None, or an empty book, where it has none.
        file_name: path inside the workspace, for the rejects.
        places: where a row stands in a workbook, by row number; empty for other files.

    Returns:
        The rows that have a point; the rejects with those that have none (rules ``address_not_found``,
        ``address_ambiguous``, ``no_addresses``) and their names; and Dutch sentences with counts.
    """
    rows = typed.rows
    without = (rows["geometry_x"].isna() | rows["geometry_y"].isna()).to_numpy()
    if not without.any():
        return typed, ()
    asked = rows[without]
    addresses = addresses if addresses is not None and len(addresses.streets) else None
    points, several, shortened = _looked_up(asked, addresses)
    known = ~np.isnan(points[:, 0])
    filled = rows.copy()
    filled.loc[without, ["geometry_x", "geometry_y"]] = points
    kept = filled[~filled["geometry_x"].isna()].reset_index(drop=True)
    refused = _rejects(asked[~known], several[~known], addresses is None, file_name, places)
    told = [f"Voorzieningen zonder coördinaten: {len(asked)}, waarvan op hun adres gevonden: {int(known.sum())}."]
    if shortened:
        told.append(f"Voorzieningen die op het huisnummer zonder toevoeging gevonden zijn: {shortened}.")
    if addresses is None:
        told.append("Er zijn geen adressen (stratenbestand) om voorzieningen mee te vinden.")
    rejects = pd.concat([typed.rejects, refused], ignore_index=True).sort_values(
        "row_number", kind="stable", ignore_index=True
    )
    return replace(typed, rows=kept, rejects=rejects), tuple(told)


def _looked_up(asked: pd.DataFrame, addresses: AddressBook | None) -> tuple[np.ndarray, np.ndarray, int]:
    """Points (n, 2), where an address is several places (n,), and how many were found without their addition."""
    if addresses is None:
        return np.full((len(asked), 2), np.nan), np.zeros(len(asked), dtype=bool), 0
    points, several = _once(asked, asked["house_number"], addresses)
    bare = asked["house_number"].str.extract(r"^\s*([0-9]+)", expand=False)
    again = np.isnan(points[:, 0]) & ~several & (bare != asked["house_number"]).fillna(False).to_numpy(dtype=bool)
    points[again], several[again] = _once(asked[again], bare[again], addresses)
    return points, several, int((again & ~np.isnan(points[:, 0])).sum())


def _once(asked: pd.DataFrame, number: pd.Series, addresses: AddressBook) -> tuple[np.ndarray, np.ndarray]:
    """By postcode, else by street."""
    points = addresses.find(asked["postcode"], number)
    by_street = addresses.find_by_street(asked["street"], number, asked["place"])
    open_ = np.isnan(points[:, 0])
    points[open_] = by_street.points[open_]
    return points, open_ & by_street.several


def _rejects(rows: pd.DataFrame, several: np.ndarray, no_book: bool, file_name: str, places: pd.Series) -> pd.DataFrame:
    rule = np.where(several, "address_ambiguous", "no_addresses" if no_book else "address_not_found")
    text = np.where(several, _SEVERAL, _NO_BOOK if no_book else _NOT_FOUND)
    numbers = rows["row_number"].tolist()
    sentences = [
        f"{sentence[:-1]} ({places[number]})." if number in places.index else sentence
        for sentence, number in zip(text.tolist(), numbers, strict=True)
    ]
    column = np.where(rows["postcode"].notna(), "postcode", "straat")
    found = {"file_name": file_name, "row_number": numbers, "column_name": column, "rule": rule}
    shown = [short(name) for name in rows["name"]]
    return pd.DataFrame({**found, "value": shown, "sentence": sentences}, columns=list(REJECT_COLUMNS))
