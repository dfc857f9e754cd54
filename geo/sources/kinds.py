"""How cells of each kind are parsed, a whole column at once; which column has which kind: :mod:`geo.sources.fields`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.sources.addresses import normal_postcode
from geo.sources.fields import Field

WEEKDAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
X_BOUNDS = (0.0, 300_000.0)
"""RD New x of the Netherlands, metres."""
Y_BOUNDS = (300_000.0, 630_000.0)
"""RD New y of the Netherlands, metres."""
LONGEST_TEXT = 500
NUMBER = r"-?[0-9]{1,12}(?:[.,][0-9]{1,12})?"


@dataclass(frozen=True)
class Parsed:
    """A column after parsing: values (missing where blank or broken), and where a filled cell was broken."""

    values: pd.Series
    broken: pd.Series


def parse(cells: pd.Series, item: Field) -> Parsed:
    """Parses one column.

    Args:
        cells: stripped text, missing where blank.
        item: the field.
    """
    values = _PARSERS[item.kind](cells, item)
    if item.kind in ("integer", "number", "minutes"):
        scale = 60 if item.kind == "minutes" else 1
        low, high = (None if bound is None else bound * scale for bound in (item.low, item.high))
        numbers = values.astype("float64")
        within = (numbers >= (-np.inf if low is None else low)) & (numbers <= (np.inf if high is None else high))
        values = values.where(within)
    return Parsed(values, cells.notna() & values.isna())


def sentence(item: Field) -> str:
    """What a cell of this field must look like, in Dutch."""
    if item.kind in ("integer", "number", "minutes"):
        whole = "een getal" if item.kind == "number" else "een geheel getal"
        bounds = [
            f"vanaf {item.low:g}" if item.low is not None else "",
            f"tot en met {item.high:g}" if item.high else "",
        ]
        return " ".join(["Vul", whole, *(bound for bound in bounds if bound), "in."])
    if item.kind == "choice":
        return f"Kies een van: {', '.join(item.values)}."
    return _SENTENCES[item.kind]


_SENTENCES = {
    "text": f"Vul een tekst in van ten hoogste {LONGEST_TEXT} tekens op één regel.",
    "yes_no": "Vul ja of nee in.",
    "date": "Schrijf een datum als 2026-02-28 (of 28-02-2026).",
    "month": "Schrijf een maand als 2026-02.",
    "time": "Schrijf een tijd als 09:30.",
    "weekdays": "Schrijf dagen als ma,wo,vr (ma, di, wo, do, vr, za, zo).",
    "wijkcodes": "Schrijf CBS-wijkcodes met komma's ertussen, zoals WK015000,WK015001.",
    "buurtcode": "Schrijf een CBS-buurtcode, zoals BU01500104.",
    "postcode": "Schrijf een postcode als 1234AB.",
    "x_rd": "Vul Rijksdriehoek x in, in meters van 0 tot 300000.",
    "y_rd": "Vul Rijksdriehoek y in, in meters van 300000 tot 630000.",
}


def _matching(cells: pd.Series, pattern: str) -> pd.Series:
    return cells.where(cells.str.fullmatch(pattern).fillna(False).astype(bool))


def _text(cells: pd.Series, _: Field) -> pd.Series:
    fits = (cells.str.len() <= LONGEST_TEXT) & ~cells.str.contains(r"[\x00-\x1f\x7f\u2028\u2029]", regex=True)
    return cells.where(fits.fillna(False).astype(bool))


def _choice(cells: pd.Series, item: Field) -> pd.Series:
    return cells.str.casefold().map(dict(item.values)).astype("str")


def _yes_no(cells: pd.Series, _: Field) -> pd.Series:
    return cells.str.casefold().map({"ja": True, "nee": False}).astype("boolean")


def _number(cells: pd.Series, _: Field) -> pd.Series:
    return _matching(cells, NUMBER).str.replace(",", ".", regex=False).astype("float64")


def _integer(cells: pd.Series, _: Field) -> pd.Series:
    return _matching(cells, r"-?[0-9]{1,9}(?:[.,]0{1,6})?").str.replace(r"[.,]0+$", "", regex=True).astype("Int64")


def _minutes(cells: pd.Series, item: Field) -> pd.Series:
    return _integer(cells, item) * 60


def _date(cells: pd.Series, _: Field) -> pd.Series:
    iso = pd.to_datetime(_matching(cells, r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), format="%Y-%m-%d", errors="coerce")
    dutch = pd.to_datetime(_matching(cells, r"[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}"), format="%d-%m-%Y", errors="coerce")
    days = iso.fillna(dutch)
    return days.where(days.dt.year.between(1900, 2100)).dt.date


def _month(cells: pd.Series, _: Field) -> pd.Series:
    months = pd.to_datetime(_matching(cells, r"[0-9]{4}-[0-9]{2}"), format="%Y-%m", errors="coerce")
    return months.where(months.dt.year.between(1900, 2100)).dt.date


def _time(cells: pd.Series, _: Field) -> pd.Series:
    parts = cells.str.extract(r"^([0-9]{1,2}):([0-5][0-9])(?::00)?$")
    hours, minutes = parts[0].astype("Int64"), parts[1].astype("Int64")
    seconds = hours * 3600 + minutes * 60
    return seconds.where((seconds <= 86_400).fillna(False))


def _weekdays(cells: pd.Series, _: Field) -> pd.Series:
    return _by_distinct(cells, _days)


def _days(cell: str) -> str | None:
    names = {name.strip().casefold() for name in cell.split(",")}
    if not names <= set(WEEKDAYS):
        return None
    return ",".join(str(number) for number, name in enumerate(WEEKDAYS, start=1) if name in names)


def _wijkcodes(cells: pd.Series, _: Field) -> pd.Series:
    tidy = cells.str.upper().str.replace(r"\s", "", regex=True)
    return _matching(tidy, r"WK[0-9]{6}(?:,WK[0-9]{6})*")


def _buurtcode(cells: pd.Series, _: Field) -> pd.Series:
    return _matching(cells.str.upper(), r"BU[0-9]{8}")


def _postcode(cells: pd.Series, _: Field) -> pd.Series:
    return normal_postcode(cells)


def _x(cells: pd.Series, item: Field) -> pd.Series:
    values = _number(cells, item)
    return values.where(values.between(*X_BOUNDS))


def _y(cells: pd.Series, item: Field) -> pd.Series:
    values = _number(cells, item)
    return values.where(values.between(*Y_BOUNDS))


def _by_distinct(cells: pd.Series, one: Callable[[str], str | None]) -> pd.Series:
    return cells.map({cell: one(cell) for cell in cells.dropna().unique()}).astype("str")


_PARSERS: dict[str, Callable[[pd.Series, Field], pd.Series]] = {
    "text": _text, "choice": _choice, "yes_no": _yes_no, "integer": _integer, "number": _number, "minutes": _minutes,
    "date": _date, "month": _month, "time": _time, "weekdays": _weekdays, "wijkcodes": _wijkcodes,
    "buurtcode": _buurtcode, "postcode": _postcode, "x_rd": _x, "y_rd": _y,
}  # fmt: skip

_HARMLESS = {
    "date": r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}", "month": r"[0-9]{4}[-/.][0-9]{1,2}",
    "time": r"[0-9]{1,2}[:.][0-9]{1,2}", "integer": r"-?[0-9]{1,3}", "number": r"-?[0-9]{1,3}(?:[.,][0-9]{1,2})?",
    "minutes": r"-?[0-9]{1,3}", "text": r"[A-Za-z]{1,8}[-_]?[0-9]{1,9}", "weekdays": r"(?:[a-z]{2},)+[a-z]{2}",
}  # fmt: skip


def looks_harmless(cells: pd.Series, item: Field) -> pd.Series:
    """Where a refused value may be shown although its file holds persons: it has the shape of its own kind.

    A row whose cells have shifted puts a name under ``datum``; such a value is not shown.
    """
    pattern = _HARMLESS.get(item.kind)
    if pattern is None:
        return pd.Series(False, index=cells.index)
    return cells.str.fullmatch(pattern).fillna(False).astype(bool)
