"""How cells of each kind are parsed, a whole column at once; which column has which kind: :mod:`geo.sources.fields`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.sources.addresses import normal_postcode
from geo.sources.distinct import by_distinct
from geo.sources.fields import Field

WEEKDAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
X_BOUNDS = (0.0, 300_000.0)
"""RD New x of the Netherlands, metres."""
Y_BOUNDS = (300_000.0, 630_000.0)
"""RD New y of the Netherlands, metres."""
LONGEST_TEXT = 500
LONGEST_LIST = 5_000
CONTROL = "[\\x00-\\x1f\\x7f\u2028\u2029]"
"""What no text may hold; the two line ends stand as themselves, since Arrow's patterns know no escape for them."""
NUMBER = r"-?[0-9]{1,12}(?:[.,][0-9]{1,12})?"
AMBIGUOUS = r"-?[1-9][0-9]{0,2}[.,][0-9]{3}"
"""``1.234`` may be a thousand or a little over one."""
NUMERIC = ("integer", "number", "duration", "minutes")
YES = ("ja", "j", "x", "v", "✓", "✔", "☑", "√", "waar", "true", "yes", "1")
NO = ("nee", "n", "onwaar", "false", "no", "0")
MONTHS = {
    name: number
    for number, names in enumerate(
        ("januari jan january", "februari feb february", "maart mrt mar march", "april apr", "mei may", "juni jun june",
         "juli jul july", "augustus aug august", "september sep sept", "oktober okt oct october", "november nov",
         "december dec"), start=1)
    for name in names.split()
}  # fmt: skip
"""Numbers of the months by name, Dutch and English, whole and cut short."""


_WEEKDAY_BEFORE = r"^(?:ma|di|wo|do|vr|za|zo|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag)\.?,? +"
_TIME_BEHIND = r"[t ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?z?$"


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
    values = by_distinct(cells, lambda distinct: _values(distinct, item))
    return Parsed(values, cells.notna() & values.isna())


def _values(cells: pd.Series, item: Field) -> pd.Series:
    """The values of a column, missing where blank, broken or out of bounds."""
    longest = LONGEST_LIST if item.kind in ("weekdays", "wijkcodes") else LONGEST_TEXT
    # what is longer is broken without a look: patterns are for cells that someone typed
    values = _PARSERS[item.kind](cells.where((cells.str.len() <= longest).fillna(False).astype(bool)), item)
    if item.kind in NUMERIC:
        scale = 60 if item.kind == "minutes" else 1
        low, high = (None if bound is None else bound * scale for bound in (item.low, item.high))
        numbers = values.astype("float64")
        within = (numbers >= (-np.inf if low is None else low)) & (numbers <= (np.inf if high is None else high))
        values = values.where(within)
    return values


def sentence(item: Field) -> str:
    """What a cell of this field must look like, in Dutch."""
    if item.kind in NUMERIC:
        whole = "een getal" if item.kind in ("number", "duration") else "een geheel getal"
        bounds = [
            f"vanaf {item.low:g}" if item.low is not None else "",
            f"tot en met {item.high:g}" if item.high else "",
        ]
        asked = " ".join(["Vul", whole, *(bound for bound in bounds if bound), "in."])
        return asked if "geheel" in whole else f"{asked[:-1]}, zonder punt of komma tussen duizendtallen."
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
    return cells.where(~cells.str.contains(CONTROL, regex=True).fillna(True).astype(bool))


def _choice(cells: pd.Series, item: Field) -> pd.Series:
    return cells.str.casefold().map(dict(item.values)).astype("str")


def _yes_no(cells: pd.Series, _: Field) -> pd.Series:
    return cells.str.casefold().map({**dict.fromkeys(YES, True), **dict.fromkeys(NO, False)}).astype("boolean")


def _number(cells: pd.Series, item: Field) -> pd.Series:
    doubtful = cells.str.fullmatch(AMBIGUOUS).fillna(False).astype(bool)
    if item.high is not None:  # where a thousand would be too much, it is none
        thousands = cells.where(doubtful).str.replace(r"[.,]", "", regex=True).astype("float64")
        doubtful &= thousands <= item.high
    return _matching(cells.where(~doubtful), NUMBER).str.replace(",", ".", regex=False).astype("float64")


def _integer(cells: pd.Series, _: Field) -> pd.Series:
    return _matching(cells, r"-?[0-9]{1,9}(?:[.,]0{1,6})?").str.replace(r"[.,]0+$", "", regex=True).astype("Int64")


def _minutes(cells: pd.Series, item: Field) -> pd.Series:
    return _integer(cells, item) * 60


def _duration(cells: pd.Series, _: Field) -> pd.Series:
    """Minutes, from a number (``9,5``, ``10 min``) or from hours, minutes and seconds (``00:09:30``)."""
    plain = cells.str.replace(r"\s*min(?:\.|uten|uut|utes?)?$", "", regex=True, case=False)
    clock = cells.str.extract(r"^([0-9]{1,2}):([0-5][0-9]):([0-5][0-9])$").astype("float64")
    return _number(plain, _).fillna(clock[0] * 60 + clock[1] + clock[2] / 60)


def _date(cells: pd.Series, _: Field) -> pd.Series:
    return _days_by_distinct(cells, day_of)


def day_of(cell: str) -> dt.date | None:
    """The day that a cell names, None where it names none.

    Read are ``2025-02-03`` and ``3-2-2025`` (or with dots or slashes; the day comes first), ``3 feb 2025``,
    ``03-02-'25``, each with a weekday before it or a time of day behind it.
    """
    text = re.sub(_TIME_BEHIND, "", re.sub(_WEEKDAY_BEFORE, "", cell.casefold()))
    if found := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text):
        year, month, day = (int(part) for part in found.groups())
    elif found := re.fullmatch(r"([0-9]{1,2})([-./ ])([0-9]{1,2}|[a-z]{3,9})\.?\2 ?('?[0-9]{2}|[0-9]{4})", text):
        name = found[3]
        month = int(name) if name.isdigit() else MONTHS.get(name, 0)
        day, year = int(found[1]), int(found[4].lstrip("'"))
        year += 2000 if year < 100 else 0
    else:
        return None
    try:
        return dt.date(year, month, day) if 1900 <= year <= 2100 else None
    except ValueError:
        return None


def month_of(cell: str) -> dt.date | None:
    """The first day of the month that a cell or the name of a sheet names (``2025-02``, ``feb 25``), else None."""
    text = cell.casefold().strip()
    if found := re.fullmatch(r"([0-9]{4})[-_ ]([0-9]{1,2})(?:-01)?", text):
        year, month = int(found[1]), int(found[2])
    elif found := re.fullmatch(r"([a-z]{3,9})\.?[-_ ]*('?[0-9]{2}|[0-9]{4})", text):
        year, month = int(found[2].lstrip("'")), MONTHS.get(found[1], 0)
    elif found := re.fullmatch(r"([0-9]{1,2})[-/ ]([0-9]{4})", text):
        year, month = int(found[2]), int(found[1])
    else:
        return None
    year += 2000 if year < 100 else 0
    return dt.date(year, month, 1) if 1900 <= year <= 2100 and 1 <= month <= 12 else None


def _month(cells: pd.Series, _: Field) -> pd.Series:
    return _days_by_distinct(cells, month_of)


def _time(cells: pd.Series, _: Field) -> pd.Series:
    parts = cells.str.extract(r"^([0-9]{1,2})(?:[:.uUhH]([0-5][0-9])(?::00)?(?: ?u(?:ur)?)?| ?u(?:ur)?)$")
    hours, minutes = parts[0].astype("Int64"), parts[1].fillna("0").astype("Int64")
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


def _days_by_distinct(cells: pd.Series, one: Callable[[str], dt.date | None]) -> pd.Series:
    found = cells.map({cell: one(cell) for cell in cells.dropna().unique()}).astype("object")
    return found.where(found.notna(), None)


_PARSERS: dict[str, Callable[[pd.Series, Field], pd.Series]] = {
    "text": _text, "choice": _choice, "yes_no": _yes_no, "integer": _integer, "number": _number, "minutes": _minutes,
    "duration": _duration,
    "date": _date, "month": _month, "time": _time, "weekdays": _weekdays, "wijkcodes": _wijkcodes,
    "buurtcode": _buurtcode, "postcode": _postcode, "x_rd": _x, "y_rd": _y,
}  # fmt: skip

_HARMLESS = {
    "date": r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}", "month": r"[0-9]{4}[-/.][0-9]{1,2}",
    "time": r"[0-9]{1,2}[:.][0-9]{1,2}", "integer": r"-?[0-9]{1,3}", "number": r"-?[0-9]{1,3}(?:[.,][0-9]{1,2})?",
    "duration": r"-?[0-9]{1,3}(?:[.,][0-9]{1,2})?", "minutes": r"-?[0-9]{1,3}",
    "text": r"[A-Za-z]{1,8}[-_]?[0-9]{1,9}", "weekdays": r"(?:[a-z]{2},)+[a-z]{2}",
}  # fmt: skip


def looks_harmless(cells: pd.Series, item: Field) -> pd.Series:
    """Where a refused value may be shown although its file holds persons: it has the shape of its own kind.

    A row whose cells have shifted puts a name under ``datum``; such a value is not shown.
    """
    pattern = _HARMLESS.get(item.kind)
    if pattern is None:
        return pd.Series(False, index=cells.index)
    return cells.str.fullmatch(pattern).fillna(False).astype(bool)
