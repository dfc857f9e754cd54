"""What is held about one person, and its removal everywhere: earlier versions of inputs, plans, refused rows.

The statistics stay: a row keeps its day, buurt and counts under a random code in place of the pseudonym. Which
pseudonym belongs to an address is :mod:`geo.sources.pseudonyms`' affair; commands are in ``pipelines``.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import psycopg
import sqlalchemy as sa
from psycopg import sql
from psycopg.rows import dict_row

from geo.db.builds import forget_builds, wait_for_builds
from geo.db.connection import Database
from geo.db.models import Base
from geo.sources.pseudonyms import period_codes, resident_keys

KEYS = ("resident_key", "passenger_key")
"""Columns that hold the pseudonym of a resident or passenger."""

ABOUT_PERSON = ("vault.resident", "vault.wish", "vault.goods", "vault.passenger")
"""Tables whose rows are of a person alone: removed. Rows of other tables keep their counts under another code."""

ERASED = "x"
"""How the code begins that stands in the place of an erased pseudonym."""


class PersonError(ValueError):
    """Nobody is meant by what was given, or nothing is held; the message says so in one sentence."""


@dataclass(frozen=True)
class Erased:
    """An erasure as it is recorded, inside the database and in the file beside it: no name, no address."""

    region: str
    person_key: str
    key_id: str
    replaced_by: str
    erased_at: str

    def line(self) -> str:
        """As a line of the record."""
        return json.dumps(self.__dict__, sort_keys=True)


def key_id(key: bytes) -> str:
    """Says which key made a pseudonym without telling the key."""
    return hashlib.sha256(b"erasures|" + key).hexdigest()[:12]


def address_key(region: str, postcode: str, house_number: str, key: bytes) -> str:
    """The pseudonym of an address."""
    row = {"postcode": [postcode], "house_number": [house_number], "geometry_x": [None], "geometry_y": [None]}
    return str(resident_keys(region, pd.DataFrame(row, dtype="object"), key).iloc[0])


def held(connection: psycopg.Connection, region: str, person: str, key: bytes) -> dict[str, list[dict[str, Any]]]:
    """All rows about a person by table, superseded loads included, as plain values; and what the rows mean.

    Rows past their retention period are among them: who has the key can tell whose codes they have.

    Args:
        connection: the owner's.
        region: region.
        person: pseudonym.
        key: the key it was made with.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    names = [person, *_codes_of(connection, region, [person], [key])]
    for table, column in _keyed():
        shown = [c.name for c in table.columns if c.name != "geometry"]
        parts: list[sql.Composable] = [sql.Identifier(name) for name in shown]
        shapes = [c.name for c in table.columns if c.name not in shown]
        parts += [sql.SQL("ST_AsText({0})").format(sql.Identifier(shape)) for shape in shapes]
        query = sql.SQL("SELECT {} FROM {} WHERE region = %s AND {} = ANY(%s)").format(
            sql.SQL(", ").join(parts), _name(table), sql.Identifier(column)
        )
        with connection.cursor(row_factory=dict_row) as cursor:
            rows = cursor.execute(query, [region, names]).fetchall()
        if rows:
            found[table.fullname] = [{k: _plain(v) for k, v in row.items()} for row in rows]
    return found


def note_access(connection: psycopg.Connection, purpose: str, person: str, rows: int, by_whom: str) -> None:
    """Writes down that somebody looked."""
    connection.execute(
        "INSERT INTO vault.access (purpose, subject, rows, by_whom) VALUES (%s, %s, %s, %s)",
        [purpose, person, rows, by_whom],
    )


def erase(connection: psycopg.Connection, region: str, person: str, key: bytes, when: str) -> tuple[Erased, int]:
    """Removes a person everywhere and records it; everything that dbt made is made again at the next run.

    Args:
        connection: the owner's, not in autocommit; the caller commits.
        region: region.
        person: pseudonym.
        key: the key it was made with.
        when: now, ISO 8601 with zone.

    Returns:
        The record, and how many rows were removed or changed.
    """
    erased = Erased(region, person, key_id(key), ERASED + secrets.token_hex(10), when)
    return erased, apply(connection, [erased], [key])


def apply(connection: psycopg.Connection, erasures: Sequence[Erased], keys: Sequence[bytes]) -> int:
    """Records erasures and applies them to all that is there: after a load or a restore the same once more.

    Args:
        connection: the owner's, not in autocommit.
        erasures: who.
        keys: keys from which the codes of rows past their retention period may have been made.

    Returns:
        How many rows were removed or changed; where there are any, builds are forgotten. Waits while dbt builds.
    """
    wait_for_builds(connection)
    changed = _erase_codes(connection, erasures, keys)
    for each in erasures:
        connection.execute(
            "INSERT INTO vault.erasure (region, person_key, key_id, replaced_by, erased_at) "
            "VALUES (%s, %s, %s, %s, %s) ON CONFLICT (region, person_key) DO NOTHING",
            [each.region, each.person_key, each.key_id, each.replaced_by, each.erased_at],
        )
        changed += _blank_rejects(connection, each)
        changed += connection.execute(
            "DELETE FROM vault.route_line AS line USING planning.route_stop AS stop WHERE line.region = stop.region "
            "AND line.service_date = stop.service_date AND line.route_id = stop.route_id "
            "AND stop.region = %s AND stop.resident_key = %s",
            [each.region, each.person_key],
        ).rowcount
        for table in Base.metadata.sorted_tables:
            if "stop_id" in table.columns and "resident_key" in table.columns:  # the pseudonym, a number behind it
                query = sql.SQL(
                    "UPDATE {} SET stop_id = replace(stop_id, %s, %s) WHERE region = %s AND resident_key = %s"
                )
                values = [each.person_key, each.replaced_by, each.region, each.person_key]
                changed += connection.execute(query.format(_name(table)), values).rowcount
        for table, column in _keyed():
            if table.fullname in ABOUT_PERSON:
                query = sql.SQL("DELETE FROM {} WHERE region = %s AND {} = %s")
                values = [each.region, each.person_key]
                done = connection.execute(query.format(_name(table), sql.Identifier(column)), values)
            else:
                query = sql.SQL("UPDATE {} SET {} = %s WHERE region = %s AND {} = %s")
                names = (_name(table), sql.Identifier(column), sql.Identifier(column))
                done = connection.execute(query.format(*names), [each.replaced_by, each.region, each.person_key])
            changed += done.rowcount
    if changed:
        forget_builds(connection)
        _drop_built(connection, erasures)
    return changed


def recorded(connection: psycopg.Connection, region: str | None = None) -> list[Erased]:
    """The erasures that the database knows."""
    rows = connection.execute(
        "SELECT region, person_key, key_id, replaced_by, erased_at FROM vault.erasure "
        "WHERE %s::text IS NULL OR region = %s ORDER BY erased_at, person_key",
        [region, region],
    )
    return [Erased(row[0], row[1], row[2], row[3], row[4].isoformat()) for row in rows]


def under_new_key(
    connection: psycopg.Connection, region: str, erasures: Sequence[Erased], key: bytes, retired: Sequence[bytes]
) -> list[Erased]:
    """The same erasures under today's key, for those made under a retired one: found again by their addresses.

    After the key was changed, files are read again under new pseudonyms; an erased resident whose row is still in a
    file is recognised by the pseudonym that the old key gives to the address.
    """
    known = {each.person_key: each for each in erasures}
    if not retired or all(each.key_id == key_id(key) for each in erasures):
        return []
    rows = connection.execute(
        "SELECT DISTINCT resident_key, postcode, house_number, ST_X(geometry), ST_Y(geometry) FROM vault.resident "
        "WHERE region = %s",
        [region],
    ).fetchall()
    names = ["resident_key", "postcode", "house_number", "geometry_x", "geometry_y"]
    there = pd.DataFrame(rows, columns=names)
    there[names[3:]] = there[names[3:]].astype("float64")
    found = []
    for old in retired:
        before = resident_keys(region, there, old) if len(there) else pd.Series(dtype="object")
        for now, then in zip(there["resident_key"], before, strict=True):
            if then in known and now != then:
                was = known[then]
                found.append(Erased(region, str(now), key_id(key), was.replaced_by, was.erased_at))
    return found


def replay(connection: psycopg.Connection, erasures: Sequence[Erased], key: bytes, retired: Sequence[bytes]) -> int:
    """Applies recorded erasures, those of the database and ``erasures`` of the file beside it, to what is there now.

    What a restore calls, and each landing of files: rows that were erased do not come back.
    """
    known = {(e.region, e.person_key): e for e in [*erasures, *recorded(connection)]}
    keys = [key, *retired]
    changed = apply(connection, list(known.values()), keys)
    for region in sorted({region for region, _ in known}):
        own = [each for each in known.values() if each.region == region]
        changed += apply(connection, under_new_key(connection, region, own, key, retired), keys)
    return changed


def erase_again(database: Database, region: str, key: bytes) -> int:
    """After files of a region landed: takes out again who was erased before. Nothing to do where nobody was."""
    retired = [each.encode() for each in os.environ.get("WIJK_RETIRED_KEYS", "").split(",") if each]
    with psycopg.connect(database.plain, options="-c role=wijk_owner") as connection:
        known = recorded(connection, region)
        changed = replay(connection, known, key, retired) if known else 0
        connection.commit()
    return changed


CODES = """
SELECT {column}, to_char(service_date, 'YYYY-MM') FROM {table}
WHERE region = %s AND left({column}, 1) = 'e' GROUP BY 1, 2
"""
CODED = ("intake.delivery", "intake.visit", "intake.order_line", "intake.trip_request")
"""Tables in which a retention period puts codes (``e`` …) in place of pseudonyms: :mod:`geo.retention.enforce`."""


def _codes_of(
    connection: psycopg.Connection, region: str, people: Sequence[str], keys: Sequence[bytes]
) -> dict[str, str]:
    """The codes that stand for people after a retention period, and whose each is; only codes that are there."""
    there: set[str] = set()
    months: set[str] = set()
    for name, column in _keyed():
        if name.fullname in CODED:
            query = sql.SQL(CODES).format(column=sql.Identifier(column), table=_name(name))
            for code, month in connection.execute(query, [region]):
                there.add(code)
                months.add(month)
    if not there:
        return {}
    first, last = (int(each[:4]) for each in (min(months), max(months)))
    every = [f"{year:04}-{month:02}" for year in range(first - 1, last + 1) for month in range(1, 13)]
    buckets = [*every, *(f"from {month}" for month in every)]  # twelve months at once begin in one of them
    pairs = pd.MultiIndex.from_product([people, buckets]).to_frame(index=False, name=["person", "bucket"])
    found: dict[str, str] = {}
    for key in keys:
        codes = period_codes(pairs["person"], pairs["bucket"], key)
        found |= {code: who for code, who in zip(codes, pairs["person"], strict=True) if code in there}
    return found


def _erase_codes(connection: psycopg.Connection, erasures: Sequence[Erased], keys: Sequence[bytes]) -> int:
    """Puts the erasure's random code in place of codes that the key could still tell; their buurt stays."""
    changed = 0
    for region in sorted({each.region for each in erasures}):
        instead = {each.person_key: each.replaced_by for each in erasures if each.region == region}
        for code, who in sorted(_codes_of(connection, region, list(instead), keys).items()):
            connection.execute(
                "INSERT INTO intake.former_place (region, resident_key, buurtcode) SELECT region, %s, buurtcode "
                "FROM intake.former_place WHERE region = %s AND resident_key = %s ON CONFLICT DO NOTHING",
                [instead[who], region, code],
            )
            connection.execute(
                "DELETE FROM intake.former_place WHERE region = %s AND resident_key = %s", [region, code]
            )
            for name, column in _everywhere(connection):
                query = sql.SQL("UPDATE {} SET {} = %s WHERE region = %s AND {} = %s")
                names = (name, sql.Identifier(column), sql.Identifier(column))
                changed += connection.execute(query.format(*names), [instead[who], region, code]).rowcount
    return changed


def _everywhere(connection: psycopg.Connection) -> list[tuple[sql.Identifier, str]]:
    """Tables in which a code may stand, and its column: of files, and what core made of them."""
    landed = [(_name(table), column) for table, column in _keyed() if table.fullname in CODED]
    return [*landed, *((sql.Identifier("core", name), column) for name, column in _built(connection))]


def _built(connection: psycopg.Connection) -> list[tuple[str, str]]:
    """Tables of core with a pseudonym, and its column."""
    return connection.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'core' "
        "AND column_name = ANY(%s)",
        [list(KEYS)],
    ).fetchall()


def _keyed() -> Iterator[tuple[sa.Table, str]]:
    """Tables of ours with a pseudonym of a resident or passenger, and its column."""
    for table in Base.metadata.sorted_tables:
        for column in KEYS:
            if column in table.columns:
                yield table, column


def _blank_rejects(connection: psycopg.Connection, erased: Erased) -> int:
    """Empties what a refused row says, where the row is of this person: the rest of the row may be there."""
    changed = 0
    for name in ("vault.resident", "vault.passenger"):
        column = "resident_key" if name == "vault.resident" else "passenger_key"
        query = sql.SQL(
            "UPDATE intake.reject AS reject SET value = '' FROM {} AS known WHERE known.load_id = reject.load_id "
            "AND known.row_number = reject.row_number AND known.region = %s AND known.{} = %s AND reject.value <> ''"
        ).format(sql.Identifier(*name.split(".")), sql.Identifier(column))
        changed += connection.execute(query, [erased.region, erased.person_key]).rowcount
    return changed


def _drop_built(connection: psycopg.Connection, erasures: Sequence[Erased]) -> None:
    """Replaces pseudonyms in core, which dbt makes again only at the next run."""
    for name, column in _built(connection):
        for each in erasures:
            query = sql.SQL("UPDATE {} SET {} = %s WHERE region = %s AND {} = %s").format(
                sql.Identifier("core", name), sql.Identifier(column), sql.Identifier(column)
            )
            connection.execute(query, [each.replaced_by, each.region, each.person_key])


def _name(table: sa.Table) -> sql.Identifier:
    return sql.Identifier(table.schema or "public", table.name)


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | None) else str(value)
