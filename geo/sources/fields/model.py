"""What a field and an own file are, and the key by which rows of several files are compared. No file's fields here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

Kind = Literal[
    "text", "choice", "yes_no", "integer", "number", "duration", "minutes", "date", "month", "time", "weekdays",
    "wijkcodes", "buurtcode", "postcode", "x_rd", "y_rd",
]  # fmt: skip
"""How a cell is parsed; ``duration`` is a number of minutes, ``minutes`` become seconds, ``time`` seconds since
midnight."""

RESIDENT = "vault.resident"
"""The table of addresses, which several files fill beside their own."""


@dataclass(frozen=True)
class Field:
    """One column of an own file.

    Args:
        name: column of the target table; ``geometry_x`` and ``geometry_y`` together make the point ``geometry``.
        header: header in the file.
        kind: how a cell is parsed.
        table: target, such as ``intake.delivery``; empty where it only serves to make a pseudonym.
        nl: what it means, in Dutch, for the data dictionary.
        en: the same in English.
        required: the column must be there and each row must fill it.
        values: allowed values, Dutch to English.
        default: value (as in the file) of an empty cell.
        low: smallest number allowed.
        high: largest number allowed.
    """

    name: str
    header: str
    kind: Kind
    table: str
    nl: str
    en: str
    required: bool = False
    values: Mapping[str, str] = field(default_factory=dict)
    default: str | None = None
    low: float | None = None
    high: float | None = None

    @property
    def personal(self) -> bool:
        """True where a value may identify a person or tell of a health: all that goes to the vault, or nowhere."""
        return not self.table.startswith("intake.")


@dataclass(frozen=True)
class SourceFile:
    """One own file: its fields, the columns that name a row, and the columns that tables get from elsewhere.

    Args:
        source: key of ``files`` in region.yaml.
        file: default path in a workspace.
        title: Dutch title for the data dictionary.
        purpose: what the file serves, in Dutch (AVG).
        legal_basis: on what ground persons' data in it are used, in Dutch (AVG articles 6 and 9).
        fields: columns, in the order of the template.
        key: fields (or the pseudonym) that together are unique in all files of the source.
        person: whose pseudonym a row gets.
        copies: (table, column, field or pseudonym it is copied from).
        constants: (table, column, value).
        period: field that the file's period follows from.
        made_from: fields (or the pseudonym) of which a blank key is made; empty where the key must be filled in.
        staff: field with the code of a concierge, in whose place a name may stand; empty where there is none.
        counts_only: True where a column of free text refuses the whole file.
    """

    source: str
    file: str
    title: str
    purpose: str
    legal_basis: str
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    person: Literal["", "resident", "passenger"] = ""
    copies: tuple[tuple[str, str, str], ...] = ()
    constants: tuple[tuple[str, str, str], ...] = ()
    period: str = ""
    made_from: tuple[str, ...] = ()
    staff: str = ""
    counts_only: bool = False

    @property
    def personal(self) -> bool:
        """True where any column is personal."""
        return any(item.personal for item in self.fields)

    @property
    def table(self) -> str:
        """The table of the file itself, which has its key: not the addresses that it names beside."""
        return next(item.table for item in self.fields if item.table not in ("", RESIDENT))


def keys_of(frame: pd.DataFrame, file: SourceFile) -> pd.Series:
    """One text a row by which the same row is known in another file of the source.

    Args:
        frame: rows of ``file.table``, as read or as they stand in the database: the columns ``file.key``.
        file: the file.

    Returns:
        Texts, indexed as ``frame``.
    """
    return joined_key(frame, file.key)


def joined_key(frame: pd.DataFrame, columns: Sequence[str]) -> pd.Series:
    """One text a row of these columns, different for different rows; a blank is the empty text."""
    parts = [frame[name].astype("str").fillna("").str.replace(r"[\\|]", r"\\\g<0>", regex=True) for name in columns]
    joined = parts[0]
    for part in parts[1:]:
        joined = joined + "|" + part
    return joined.rename("key")
