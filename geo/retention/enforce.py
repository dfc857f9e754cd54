"""Applies the retention periods to one region: removes rows, and puts codes where pseudonyms were.

The statistics stay. A delivery keeps its day, hub, supplier and contact; the buurt in which it was is kept by its code.
A code stands for one person in one month, so that addresses by month are counted as before and nobody can be followed
from month to month; only the twelve months that marts look back on are never split. It is a keyed digest
(:func:`geo.sources.pseudonyms.period_codes`): a file that is read again gets the codes it had. What dbt made of the
rows in ``core`` is changed with them. Deciding what is kept how long is not done here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, LiteralString

import pandas as pd
import psycopg
from psycopg import sql

from geo.db.builds import forget_builds, wait_for_builds
from geo.retention.periods import COUNTED, Periods
from geo.sources.pseudonyms import period_codes

CODE = "e"
"""How a code begins that stands in place of an expired pseudonym; that of an erased one begins with x."""


class RetentionError(RuntimeError):
    """The periods cannot be applied now; the message says why and what to do."""


@dataclass(frozen=True)
class Removed:
    """What a rule did: how many rows of a table older than ``before``."""

    table: str
    rule: str
    action: str
    before: dt.date
    rows: int


@dataclass(frozen=True)
class _Rule:
    """Rows of a table that are too old: an SQL condition with the parameters ``region`` and ``before``."""

    table: LiteralString
    rule: str
    where: LiteralString
    action: str = "removed"

    @property
    def name(self) -> sql.Identifier:
        return sql.Identifier(*self.table.split("."))


SUPERSEDED: LiteralString = (
    "load_id IN (SELECT load_id FROM intake.load WHERE region = %(region)s AND superseded_at < %(before)s)"
)
DATED: LiteralString = "region = %(region)s AND service_date < %(before)s"
STILL: LiteralString = " AND left({}, 1) NOT IN ('e', 'x')"

LANDED_PERSONS = (
    "vault.resident", "vault.wish", "vault.goods", "vault.passenger", "vault.staff", "vault.facility_contact",
    "intake.delivery", "intake.visit", "intake.order_line", "intake.standing_order", "intake.round_stop",
    "intake.trip_request", "intake.concierge", "intake.duty", "intake.reject",
)  # fmt: skip
"""Tables of files whose rows are about a person: of earlier versions they go."""

REMOVED: tuple[_Rule, ...] = (
    *(_Rule(name, "earlier_versions", SUPERSEDED) for name in LANDED_PERSONS),
    _Rule("intake.standing_order", "orders", "region = %(region)s AND ends_on < %(before)s"),
    _Rule("core.standing_order", "orders", "region = %(region)s AND ends_on < %(before)s"),
    _Rule("intake.round_stop", "rounds", DATED),
    _Rule(
        "vault.goods",
        "goods",
        "region = %(region)s AND ("
        "(line_kind = 'delivery' AND (load_id, line_id) IN (SELECT load_id, delivery_id FROM intake.delivery "
        "WHERE region = %(region)s AND service_date < %(before)s)) "
        "OR (line_kind = 'order_line' AND (load_id, line_id) IN (SELECT load_id, order_id FROM intake.order_line "
        "WHERE region = %(region)s AND service_date < %(before)s)) "
        "OR (line_kind = 'standing_order' AND (load_id, line_id) NOT IN (SELECT load_id, standing_id "
        "FROM intake.standing_order WHERE region = %(region)s AND (ends_on IS NULL OR ends_on >= %(before)s))))",
    ),
    _Rule(
        "vault.passenger",
        "trips",
        "region = %(region)s AND (load_id, request_id) IN (SELECT load_id, request_id FROM intake.trip_request "
        "WHERE region = %(region)s AND service_date < %(before)s)",
    ),
    _Rule("planning.route", "routes", DATED),  # its stops and lines go along
    _Rule("planning.unplanned", "routes", DATED),
    _Rule("planning.route_duty", "routes", DATED),
    _Rule("planning.route_change", "routes", DATED),
    _Rule("planning.delivery_day_move", "routes", DATED),
    _Rule("planning.van_stop", "routes", DATED),
    _Rule("planning.route_street", "routes", DATED),
    _Rule("vault.access", "access_log", "looked_at < %(before)s"),
)

CODED: tuple[_Rule, ...] = (
    _Rule("intake.delivery", "deliveries", DATED, "coded"),
    _Rule("intake.visit", "visits", DATED, "coded"),
    _Rule("intake.order_line", "orders", DATED, "coded"),
    _Rule("intake.trip_request", "trips", DATED, "coded"),
    _Rule("core.delivery", "deliveries", DATED, "coded"),
    _Rule("core.visit", "visits", DATED, "coded"),
    _Rule("core.order_line", "orders", DATED, "coded"),
    _Rule("core.trip_request", "trips", DATED, "coded"),
)
PERSON: Mapping[str, LiteralString] = {"intake.trip_request": "passenger_key", "core.trip_request": "passenger_key"}
WITH_CONCIERGE = ("intake.delivery", "intake.visit", "core.delivery", "core.visit")

BLANKED = _Rule(
    "intake.reject",
    "refused_cells",
    "value <> '' AND load_id IN (SELECT load_id FROM intake.load WHERE region = %(region)s AND loaded_at < %(before)s)",
    "blanked",
)

UNNEEDED = _Rule(
    "vault.resident",
    "deliveries",
    "region = %(region)s AND resident_key NOT IN ("
    "SELECT resident_key FROM intake.delivery WHERE region = %(region)s "
    "UNION SELECT resident_key FROM intake.visit WHERE region = %(region)s "
    "UNION SELECT resident_key FROM intake.order_line WHERE region = %(region)s "
    "UNION SELECT resident_key FROM intake.standing_order WHERE region = %(region)s "
    "UNION SELECT resident_key FROM intake.round_stop WHERE region = %(region)s "
    "UNION SELECT resident_key FROM vault.wish WHERE region = %(region)s)",
)
"""Names, addresses and points of whom nothing speaks any more."""

PERIODED = frozenset(rule.table for rule in (*REMOVED, *CODED) if rule.rule != "earlier_versions")
"""Tables whose rows may be past their period as soon as they are loaded."""

LAST_DAY = """
SELECT max(service_date) FROM (
    SELECT service_date, load_id FROM intake.delivery WHERE region = %(region)s
    UNION ALL SELECT service_date, load_id FROM intake.visit WHERE region = %(region)s
) AS seen JOIN intake.load AS load USING (load_id) WHERE load.superseded_at IS NULL
"""

PLACES = """
INSERT INTO intake.former_place (region, resident_key, buurtcode)
SELECT %(region)s, expiring.code, place.buurtcode
FROM expiring
JOIN (
    SELECT DISTINCT ON (landed.resident_key) landed.resident_key, landed.geometry
    FROM vault.resident AS landed JOIN intake.load AS load USING (load_id)
    WHERE landed.region = %(region)s AND load.superseded_at IS NULL AND landed.geometry IS NOT NULL
    ORDER BY landed.resident_key, load.loaded_at DESC, load.load_id, landed.row_number
) AS door ON door.resident_key = expiring.person
CROSS JOIN LATERAL (
    SELECT buurt.buurtcode FROM intake.buurt AS buurt JOIN intake.load AS load USING (load_id)
    WHERE buurt.region = %(region)s AND load.superseded_at IS NULL AND ST_Covers(buurt.geometry, door.geometry)
    ORDER BY buurt.water, buurt.buurtcode LIMIT 1
) AS place
ON CONFLICT (region, resident_key) DO UPDATE SET buurtcode = excluded.buurtcode
"""
"""The buurt of each code, by the rule of dbt's ``lookup_resident``; of a code that was there before the newest."""

UNUSED_PLACES = """
DELETE FROM intake.former_place WHERE region = %(region)s AND resident_key NOT IN (
    SELECT resident_key FROM intake.delivery WHERE region = %(region)s
    UNION SELECT resident_key FROM intake.visit WHERE region = %(region)s
    UNION SELECT resident_key FROM intake.order_line WHERE region = %(region)s)
"""


def enforce(
    connection: psycopg.Connection,
    region: str,
    periods: Periods,
    today: dt.date,
    run_id: str,
    key: bytes,
    landed: Collection[str] | None = None,
) -> list[Removed]:
    """Applies every period and writes down how much went; the caller commits. Waits while dbt builds.

    Args:
        connection: the owner's, not in autocommit.
        region: region.
        periods: the region's.
        today: the day from which they count back.
        run_id: the Dagster run.
        key: the key of the pseudonyms, from which codes are made.
        landed: only these tables, ``schema.name``, and what ``core`` has of them; None is all.

    Raises:
        RetentionError: no buurten were loaded, so that the buurt of a row cannot be kept.
    """
    wait_for_builds(connection)
    removed, coded, last = (_chosen(connection, rules, landed) for rules in (REMOVED, CODED, (BLANKED, UNNEEDED)))
    done = [_apply(connection, rule, region, periods, today) for rule in removed]
    done += _code(connection, coded, region, periods, today, key)
    done += [_apply(connection, rule, region, periods, today) for rule in last]
    connection.execute(UNUSED_PLACES, {"region": region})
    if any(each.rows for each in done):
        forget_builds(connection)
    record(connection, region, run_id, done)
    return done


def brought_back(
    connection: psycopg.Connection, region: str, sources: Collection[str], tables: Collection[str]
) -> bool:
    """Whether a file of ``sources`` was loaded since the periods were last applied to ``tables``."""
    row = connection.execute(
        "SELECT EXISTS (SELECT FROM intake.load WHERE region = %(region)s AND source = ANY(%(sources)s) "
        "AND superseded_at IS NULL AND loaded_at > coalesce((SELECT max(ran_at) FROM intake.retention "
        "WHERE region = %(region)s AND table_name = ANY(%(tables)s)), '-infinity'))",
        {"region": region, "sources": list(sources), "tables": list(tables)},
    ).fetchone()
    return row is not None and bool(row[0])


def record(connection: psycopg.Connection, region: str, run_id: str, done: list[Removed]) -> None:
    """Writes down how much went; of a table of one rule once."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO intake.retention (region, run_id, table_name, rule, action, ran_at, before, rows) "
            "VALUES (%s, %s, %s, %s, %s, now(), %s, %s) ON CONFLICT (region, run_id, table_name, rule) "
            "DO UPDATE SET rows = retention.rows + excluded.rows, ran_at = excluded.ran_at, before = excluded.before",
            [(region, run_id, d.table, d.rule, d.action, d.before, d.rows) for d in done],
        )


def overdue(connection: psycopg.Connection, region: str, periods: Periods, today: dt.date) -> dict[str, int]:
    """How many rows are kept too long, by table; empty where all is as it should be. Changes nothing."""
    found: dict[str, int] = {}
    for rule in _chosen(connection, (*REMOVED, *CODED, BLANKED), None):
        values = {"region": region, "before": _before(connection, rule, region, periods, today)}
        still = _still(rule) if rule.action == "coded" else sql.SQL("")
        query = sql.SQL("SELECT count(*) FROM {} WHERE {}{}").format(rule.name, sql.SQL(rule.where), still)
        row = connection.execute(query, values).fetchone()
        if row and row[0]:
            found[rule.table] = found.get(rule.table, 0) + int(row[0])
    return found


def _apply(connection: psycopg.Connection, rule: _Rule, region: str, periods: Periods, today: dt.date) -> Removed:
    before = periods.before(rule.rule, today)
    verb = sql.SQL("UPDATE {} SET value = ''" if rule.action == "blanked" else "DELETE FROM {}").format(rule.name)
    query = sql.SQL("{} WHERE {}").format(verb, sql.SQL(rule.where))
    rows = connection.execute(query, {"region": region, "before": before}).rowcount
    return Removed(rule.table, rule.rule, rule.action, before, rows)


def _chosen(connection: psycopg.Connection, rules: Iterable[_Rule], landed: Collection[str] | None) -> list[_Rule]:
    """The rules about ``landed`` (None is all) and what core has of it, where dbt made that already."""
    found = []
    for rule in rules:
        if landed is None or rule.table in landed or rule.table.replace("core.", "intake.") in landed:
            there = connection.execute("SELECT to_regclass(%s) IS NOT NULL", [rule.table]).fetchone()
            found += [rule] if there == (True,) else []
    return found


def _code(
    connection: psycopg.Connection, rules: list[_Rule], region: str, periods: Periods, today: dt.date, key: bytes
) -> list[Removed]:
    """Puts codes in place of pseudonyms, the same for a person and a month in every table."""
    connection.execute("DROP TABLE IF EXISTS expired, expiring")
    connection.execute("CREATE TEMP TABLE expired (person text, bucket text) ON COMMIT DROP")
    connection.execute("CREATE TEMP TABLE expiring (person text, bucket text, code text) ON COMMIT DROP")
    window = _window(connection, region)
    values: dict[str, dict[str, Any]] = {}
    for rule in rules:
        before = _before(connection, rule, region, periods, today)
        values[rule.table] = {"region": region, "before": before, "window": window}
        query = sql.SQL("INSERT INTO expired SELECT DISTINCT {}, {} FROM {} WHERE {}{}").format(
            sql.Identifier(_person(rule)), _bucket(rule), rule.name, sql.SQL(rule.where), _still(rule)
        )
        connection.execute(query, values[rule.table])
    rows = connection.execute("SELECT DISTINCT person, bucket FROM expired ORDER BY person, bucket").fetchall()
    if rows:
        _make_codes(connection, region, pd.DataFrame(rows, columns=["person", "bucket"]), key)
    done = []
    for rule in rules:
        concierge = sql.SQL(", concierge_key = NULL" if rule.table in WITH_CONCIERGE else "")
        query = sql.SQL(
            "UPDATE {} AS landed SET {} = expiring.code{} FROM expiring WHERE {} AND expiring.person = landed.{} "
            "AND expiring.bucket = {}"
        ).format(
            rule.name, sql.Identifier(_person(rule)), concierge, sql.SQL(rule.where),
            sql.Identifier(_person(rule)), _bucket(rule),
        )  # fmt: skip
        changed = connection.execute(query, values[rule.table]).rowcount
        done.append(Removed(rule.table, rule.rule, rule.action, values[rule.table]["before"], changed))
    return done


def _make_codes(connection: psycopg.Connection, region: str, expired: pd.DataFrame, key: bytes) -> None:
    """Fills the table ``expiring`` and keeps the buurt of each code; the key does not go to the server."""
    row = connection.execute(
        "SELECT EXISTS (SELECT FROM intake.buurt JOIN intake.load AS load USING (load_id) "
        "WHERE buurt.region = %s AND load.superseded_at IS NULL)",
        [region],
    ).fetchone()
    if row != (True,):
        raise RetentionError("The periods need the buurten of the region, to count by them; run it once: wijk run.")
    expired["code"] = period_codes(expired["person"], expired["bucket"], key)
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY expiring (person, bucket, code) FROM STDIN") as copy,
    ):
        for each in expired.itertuples(index=False, name=None):
            copy.write_row(each)
    connection.execute("ANALYZE expiring")
    connection.execute(PLACES, {"region": region})


MONTH: LiteralString = "to_char(service_date, 'YYYY-MM')"
BUCKET: LiteralString = (
    "CASE WHEN service_date >= %(window)s::date THEN 'from ' || to_char(%(window)s::date, 'YYYY-MM') "
    "ELSE to_char(service_date, 'YYYY-MM') END"
)
"""What a code holds for: a month, or the last twelve at once, in which marts count people."""


def _bucket(rule: _Rule) -> sql.SQL:
    return sql.SQL(BUCKET if rule.rule in COUNTED else MONTH)


def _window(connection: psycopg.Connection, region: str) -> dt.date | None:
    """The first month of the twelve that marts look back on; None where nothing was delivered or visited."""
    row = connection.execute(LAST_DAY, {"region": region}).fetchone()
    if row is None or row[0] is None:
        return None
    last: dt.date = row[0]
    return dt.date(last.year - 1, last.month, 1)


def _before(connection: psycopg.Connection, rule: _Rule, region: str, periods: Periods, today: dt.date) -> dt.date:
    """The first day that stays. Where nothing is delivered any more, the last twelve months go at once."""
    before = periods.before(rule.rule, today)
    if rule.rule not in COUNTED:
        return before
    window = _window(connection, region)
    row = connection.execute(LAST_DAY, {"region": region}).fetchone()
    last = row[0] if row else None
    return window if window is not None and last is not None and window < before <= last else before


def _person(rule: _Rule) -> LiteralString:
    return PERSON.get(rule.table, "resident_key")


def _still(rule: _Rule) -> sql.Composed:
    return sql.SQL(STILL).format(sql.Identifier(_person(rule)))
