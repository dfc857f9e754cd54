import datetime as dt
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import psycopg
import pytest

from geo.db.connection import Database
from geo.workspace import Region, load_region
from maps.morning import HubDay, Morning, StepCost, as_page, as_text, headline
from pipelines.meter import Cost, Meter, note
from pipelines.morning import summarise, tell
from tests.pipelines.small_region import write_region

DAY = dt.date(2026, 2, 3)
QUIET = Morning("Kleindorp", "kleindorp", DAY, [HubDay("Het Lokaal", 2, 9, 12.4, 80)], [], [], [], [])


@pytest.fixture
def region(tmp_path: Path) -> Region:
    return load_region(write_region(tmp_path / "kleindorp"))


@pytest.fixture
def filled(database: Database) -> Database:
    """A hub that usually has four deliveries on a Tuesday, and four orders on the day."""
    execute(
        database,
        "CREATE TABLE core.hub (region text, hub_id text, name text, opened_on date, closed_on date)",
        "CREATE TABLE core.order_line (region text, hub_id text, service_date date)",
        "CREATE TABLE core.delivery (region text, hub_id text, service_date date)",
        "INSERT INTO core.hub VALUES ('kleindorp', 'H1', 'Het Lokaal', '2025-01-06', NULL), "
        "('kleindorp', 'H0', 'Dicht', NULL, '2025-01-01')",
        "INSERT INTO core.delivery SELECT 'kleindorp', 'H1', DATE '2026-02-03' - 7 * week "
        "FROM generate_series(1, 6) AS week, generate_series(1, 4)",
        "INSERT INTO core.order_line SELECT 'kleindorp', 'H1', '2026-02-03' FROM generate_series(1, 4)",
    )
    return database


def execute(database: Database, *statements: str) -> None:
    with psycopg.connect(database.plain, options="-c role=wijk_owner") as connection:
        for statement in statements:
            connection.execute(statement)


def plan(database: Database) -> None:
    execute(
        database,
        "INSERT INTO planning.route (region, service_date, route_id, hub_id, concierge_key, departure, arrival, stops, "
        "length_m, driving_s, service_s, contact_s, waiting_s, load_l, gemeentecode, run_id) VALUES ('kleindorp', '2026-02-03', "
        "'R1', 'H1', 'c', '2026-02-03 08:00+0', '2026-02-03 09:00+0', 4, 5000, 900, 600, 480, 0, 0, 'GM9002', 'r1')",
    )


def test_a_day_that_is_planned_as_usual_is_quiet(filled: Database, region: Region) -> None:
    plan(filled)
    morning = summarise(filled, region, DAY)
    assert morning.quiet, morning
    assert morning.hubs == [HubDay("Het Lokaal", 1, 4, 5.0, 8.0)]
    assert headline(morning) == "Kleindorp, 03-02-2026: alles is gepland"


def test_orders_without_a_plan_a_file_that_is_gone_and_a_step_that_failed_are_missing(
    filled: Database, region: Region
) -> None:
    (region.root / "data" / "hubs.csv").unlink()
    execute(
        filled,
        "INSERT INTO intake.step VALUES ('r1', 'route_plan', 'service_date', 'kleindorp|2026-02-03', now(), false, 1, 1, 1)",
        "INSERT INTO intake.setback VALUES ('kleindorp', 'visit', 'data/bezoeken.csv', 'x', '2026-02-01', 'r1')",
    )
    assert summarise(filled, region, DAY).missing == [
        "Er is geen plan, terwijl er 4 bestellingen zijn.",
        "route_plan is de laatste keer niet gelukt.",
        "data/hubs.csv is er niet.",
        "data/bezoeken.csv is sinds 01-02-2026 niet te lezen; wat eerder was geladen, telt.",
    ]


def test_far_more_orders_than_usual_visits_that_do_not_fit_and_files_after_the_plan_are_odd(
    filled: Database, region: Region
) -> None:
    plan(filled)
    execute(
        filled,
        "INSERT INTO core.order_line SELECT 'kleindorp', 'H1', '2026-02-03' FROM generate_series(1, 7)",  # 11 > 4 + 3 * 2
        "INSERT INTO planning.unplanned (region, service_date, stop_id, resident_key, order_ids, reason, hub_id, gemeentecode, run_id) "
        "VALUES ('kleindorp', '2026-02-03', 'k', 'k', 'o', 'outside_hours', 'H1', 'GM9002', 'r1')",
        "INSERT INTO intake.step VALUES ('r1', 'route_plan', 'service_date', 'kleindorp|2026-02-03', '2026-02-03', true, 1, 1, 1)",
        "INSERT INTO intake.load (load_id, region, source, file_name, sha256, size_bytes, loaded_at, run_id, rows_accepted, rows_rejected) "
        "VALUES ('l', 'kleindorp', 'hub', 'hubs.csv', 'x', 1, '2026-02-04', 'r', 1, 0)",
    )
    assert summarise(filled, region, DAY).odd == [
        "Het Lokaal heeft 11 bestellingen; op deze weekdag zijn het er meestal 4.",
        "1 bezoeken passen niet in de dag.",
        "Na het plannen van deze dag zijn nog bestanden geladen: het plan kent ze niet.",
    ]


def test_a_database_without_tables_of_core_gives_a_summary_all_the_same(database: Database, region: Region) -> None:
    assert summarise(database, region, DAY).hubs == []


def test_the_page_escapes_what_comes_from_data_and_stands_alone() -> None:
    page = as_page(
        Morning(
            "<b>", "k", DAY, [HubDay("<script>", 0, 0, 0, 0)], [], ["a & b"], [], [StepCost("j", "s", 1, None, True)]
        )
    )
    assert "<script>" not in page
    assert "a &amp; b" in page
    assert "onbekend" in page
    assert "http" not in page


def test_what_did_not_fit_is_said_in_dutch_in_the_mail_and_on_the_page() -> None:
    morning = Morning("Kleindorp", "k", DAY, [HubDay("H", 1, 4, 5, 8)], [("window", 2)], [], [], [])
    told = "iet gepland: 2 (tijdvak niet haalbaar)"
    assert told in as_text(morning)
    assert told in as_page(morning)
    assert "H: 1 route, 4 adressen" in as_text(morning)


@pytest.fixture
def webhook() -> Iterator[tuple[str, list[dict]]]:
    heard: list[dict] = []

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(503 if len(heard) == 1 else 200)  # the first time it is down
            self.end_headers()

        def log_message(self, *words: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Ear)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/", heard
    server.shutdown()
    server.server_close()


def test_a_quiet_morning_is_written_and_not_sent_and_another_is_sent_though_the_other_side_was_down_once(
    tmp_path: Path, webhook: tuple[str, list[dict]]
) -> None:
    address, heard = webhook
    told = tell(QUIET, tmp_path, {"WIJK_WEBHOOK": address})
    assert (told.sent, heard) == ((), [])
    assert "Het Lokaal" in told.page.read_text(encoding="utf-8")
    loud = Morning("Kleindorp", "kleindorp", DAY, [], [("no_time", 2)], ["x"], ["y"], [])
    assert tell(loud, tmp_path, {"WIJK_WEBHOOK": address}).sent == ("webhook",)
    assert heard == [{"text": as_text(loud)}] * 2
    assert "1 ontbreekt en 1 valt op" in heard[0]["text"]


def test_what_a_step_cost_is_a_line_of_json_and_a_row(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIJK_LOGS", str(tmp_path))
    monkeypatch.setenv("WIJK_POSTGRES_URL", database.plain)
    meter = Meter()
    held = bytearray(64 * 2**20)
    cost = meter.mark()
    assert cost.seconds >= 0
    assert cost.peak_mb is None or cost.peak_mb > 64
    note("r1", "service_date", "route_plan", "kleindorp|2026-02-03", True, Cost(1.5, 1.0, None))
    note("r1", "service_date", "route_plan", "kleindorp|2026-02-03", True, Cost(2.5, 1.0, 80.0))
    lines = [json.loads(line) for line in (tmp_path / "steps.jsonl").read_text().splitlines()]
    assert [line["seconds"] for line in lines] == [1.5, 2.5]
    assert {"run_id", "step", "partition", "peak_mb", "time"} <= lines[0].keys()
    with psycopg.connect(database.plain, options="-c role=wijk_owner") as connection:
        rows = connection.execute("SELECT step, seconds, peak_mb FROM intake.step").fetchall()
    assert rows == [("route_plan", 2.5, 80.0)]
    assert len(held) == 64 * 2**20
