"""The mapping of one file's headings to ours: a YAML file in the workspace, and the one shipped for route apps.

Reading and checking it is here; finding the columns by it is :mod:`geo.sources.headings`' affair.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from geo.sources.fields import SourceFile
from geo.sources.synonyms import DERIVED, plain
from geo.yaml_keys import Keys, a_line, a_mapping, one_of, read_yaml, some_lines, whole_number

DATE_ORDERS = ("day_first", "month_first")
Heading = str | int
"""A column by its heading (``Adres > nr`` below a heading over several), or by its number from 1."""


@dataclass(frozen=True)
class FileMapping:
    """How the columns of a file are ours.

    Args:
        sheets: names of the sheets to read, with ``*`` for any letters; empty is all that have the columns.
        header_row: row of the (lowest) header, from 1; None looks for it.
        columns: by field, the headings that may hold it; the first that is there counts.
        values: by field, what a value (plain) in the file is with us; ``""`` is a blank cell.
        constants: by field, the value of every row.
        ignore: headings (plain) that are left out without a warning.
        exclude: by heading (plain), values (plain) of rows that do not count, such as failed stops.
        date_order: how ``3/2/2025`` is read: ``day_first`` or ``month_first``; empty where that is not known.
        assumed: by field, values (plain) whose translation is no more than likely: they are counted in a warning.
        kept_as: what the file is called in warnings; empty for a mapping of one's own.
    """

    sheets: tuple[str, ...] = ()
    header_row: int | None = None
    columns: Mapping[str, tuple[Heading, ...]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    exclude: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    date_order: str = "day_first"
    assumed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kept_as: str = ""

    def reads(self, sheet: str) -> bool:
        """True where ``sheets`` names this sheet."""
        return any(fnmatchcase(sheet.casefold().strip(), name.casefold().strip()) for name in self.sheets)


_DELIVERED = ("delivered", "completed", "succeeded")
ROUTE_APP = FileMapping(
    columns={
        "service_date": ("Completed at", "Completed", "Delivered at", "Date", "Arrival time"),
        "concierge_key": ("Driver", "Driver name"),
        "address": ("Address",),
        "contact": ("Status", "Delivery status"),
        "contact_minutes": ("Time at stop", "Time at stop (min)", "Service time"),
        "delivery_id": ("Stop ID", "Order ID"),
    },
    values={
        "contact": {
            **dict.fromkeys((*_DELIVERED, "delivered to recipient", "delivered in person"), "ja"),
            **dict.fromkeys(("delivered to mailbox", "mailbox", "letterbox", "delivered to letterbox"), "nee"),
        }
    },
    ignore=("stop number", "eta"),
    exclude=dict.fromkeys(
        ("status", "delivery status"),
        (
            "failed",
            "attempted",
            "not delivered",
            "skipped",
            "cancelled",
            "canceled",
            "unattempted",
            "pending",
            "planned",
        ),
    ),
    date_order="",
    assumed={"contact": _DELIVERED},
    kept_as="export van een route-app",
)
"""Export of a route-planning app: English headings; supplier, hub and goods are constants or columns of one's own.
A status that only says that something was delivered is taken for contact, with a warning; failed stops do not count;
notes are not loaded."""

SHIPPED: Mapping[str, FileMapping] = {"route_app": ROUTE_APP}
TELLING = ("stop number", "address", "arrival time", "completed at", "time at stop", "driver", "status")
"""Headings (plain) by which an export of a route app is known: four of them suffice."""


def load_mapping(path: Path | None, file: SourceFile) -> FileMapping | None:
    """The mapping in a YAML file; None where there is no file to read.

    Raises:
        WorkspaceError: no YAML, an unknown key or field, or a bad value.
    """
    if path is None:
        return None
    keys = Keys(read_yaml(path), str(path))
    based_on = keys.take("based_on", one_of(tuple(SHIPPED)), "")
    base = SHIPPED[based_on] if based_on else FileMapping()
    known = {item.header: item.name for item in file.fields} | {
        header: name for header, name in DERIVED.items() if _has(file, name)
    }

    def fields(value: Any) -> dict[str, Any]:
        return {_field(header, known): content for header, content in a_mapping(value).items()}

    values = keys.take("values", lambda v: _each(fields(v), _translation), {})
    constants = {**base.constants, **keys.take("constants", lambda v: _each(fields(v), a_line), {})}
    columns = {**base.columns, **keys.take("columns", lambda v: _each(fields(v), _headings), {})}
    mapping = FileMapping(
        sheets=keys.take("sheets", _sheets, base.sheets),
        header_row=keys.take("header_row", _header_row, base.header_row),
        columns={name: headings for name, headings in columns.items() if name not in constants},
        values={name: {**base.values.get(name, {}), **values.get(name, {})} for name in {**base.values, **values}},
        constants=constants,
        ignore=(*base.ignore, *(plain(name) for name in keys.take("ignore", some_lines, ()))),
        exclude={**base.exclude, **keys.take("exclude", _excluded, {})},
        date_order=keys.take("date_order", one_of(DATE_ORDERS), base.date_order),
        assumed={
            name: tuple(value for value in assumed if value not in values.get(name, {}))
            for name, assumed in base.assumed.items()
        },
        kept_as=base.kept_as,
    )
    keys.refuse_rest()
    return mapping


def _has(file: SourceFile, derived: str) -> bool:
    needs = {"address": "street", "addition": "house_number", "letterbox": "contact"}[derived]
    return any(item.name == needs for item in file.fields)


def _field(header: Any, known: Mapping[str, str]) -> str:
    if header not in known:
        near = difflib.get_close_matches(str(header), list(known), n=1)
        mend = f"did you mean '{near[0]}'?" if near else f"the columns are {', '.join(known)}"
        raise ValueError(f"has an unknown column '{header}'; {mend}")
    return known[header]


def _each(content: dict[str, Any], check: Callable[[Any], Any]) -> dict[str, Any]:
    return {name: check(value) for name, value in content.items()}


def _sheets(value: Any) -> tuple[str, ...]:
    if isinstance(value, list):
        return some_lines(value)
    name = a_line(value)
    return () if name == "all" else (name,)


def _header_row(value: Any) -> int | None:
    return None if value == "auto" else whole_number(1, 1000)(value)


def _headings(value: Any) -> tuple[Heading, ...]:
    listed = value if isinstance(value, list) else [value]
    if not listed:
        raise ValueError("must name a heading for each column")
    return tuple(whole_number(1, 500)(item) if isinstance(item, int) else a_line(item) for item in listed)


def _translation(value: Any) -> dict[str, str]:
    return {"" if name == "" else plain_value(a_line(name)): a_line(ours) for name, ours in a_mapping(value).items()}


def _excluded(value: Any) -> dict[str, tuple[str, ...]]:
    return {
        plain(a_line(heading)): tuple(plain_value(name) for name in some_lines(names))
        for heading, names in a_mapping(value).items()
    }


def plain_value(text: str) -> str:
    """A value for comparing: without capitals and double spaces."""
    return " ".join(text.split()).casefold()
