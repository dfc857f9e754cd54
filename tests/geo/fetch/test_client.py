from __future__ import annotations

import datetime as dt
import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from geo.fetch.client import Ask, Client, FetchError, Got, Manners, NotThereError, allowed, onward
from geo.fetch.content import CSV, JSON, OSM_XML, PBF, Kind
from tests.geo.fetch.conftest import NOON, Watch, client_of
from tests.geo.fetch.server import Answer, Server

PAGE = b'{"value": [' + b", ".join(b'{"n": %d}' % number for number in range(2000)) + b"]}"
GOOD = Answer(PAGE)
ETAG = (("ETag", '"one"'),)
TABLE = b"NAAM;AANTAL;KOSTEN\r\n" + b"".join(b"DEVENTER;%d;1.50\r\n" % number for number in range(5000))


def pbf(blocks: int = 3) -> bytes:
    """Blocks of the container format; what is packed in them does not matter here."""
    parts = []
    for number in range(blocks):
        kind = b"OSMData" if number else b"OSMHeader"
        data = bytes([number]) * 300
        header = b"\x0a" + bytes([len(kind)]) + kind + b"\x18" + bytes([300 & 0x7F | 0x80, 300 >> 7])
        parts.append(len(header).to_bytes(4, "big") + header + data)
    return b"".join(parts)


def fetched(client: Client, ask: Ask, folder: Path) -> bytes:
    """What the client got; nothing else may lie beside it, and its note must be true."""
    got = client.fetch(ask, folder / "it")
    content = (folder / "it").read_bytes()
    assert [path.name for path in folder.iterdir()] == ["it"]
    assert (got.sha256, got.size_bytes) == (hashlib.sha256(content).hexdigest(), len(content))
    return content


def test_a_whole_answer_is_there_byte_for_byte_and_noted(server: Server, client: Client, tmp_path: Path) -> None:
    server.put("/a", Answer(PAGE, headers=(*ETAG, ("Last-Modified", "Tue, 03 Feb 2026 10:00:00 GMT"))))
    got = client.fetch(Ask(f"{server.url}/a", JSON), tmp_path / "a.json")
    assert (tmp_path / "a.json").read_bytes() == PAGE
    assert got == Got(
        f"{server.url}/a", None, hashlib.sha256(PAGE).hexdigest(), len(PAGE), "2026-02-03T12:00:00Z", '"one"',
        "Tue, 03 Feb 2026 10:00:00 GMT",
    )  # fmt: skip
    (asked,) = server.asked
    assert asked.headers["User-Agent"].startswith("wijkplan/")
    assert asked.headers["Authorization"] is None
    assert "json" in asked.headers["Accept"]


@pytest.mark.parametrize(
    ("fault", "kind", "whole"),
    [
        (Answer(b"busy", 500, "text/plain"), JSON, PAGE),
        (Answer(b"busy", 503, "text/html"), JSON, PAGE),
        (Answer(b"", 429), JSON, PAGE),
        (Answer(PAGE, cut_at=500), JSON, PAGE),
        (Answer(PAGE, cut_at=0), JSON, PAGE),
        (Answer(PAGE, chunked=True, cut_at=1), JSON, PAGE),
        (Answer(PAGE, zipped=True, cut_at=50), JSON, PAGE),
        (Answer(PAGE, headers=(("Content-Encoding", "gzip"),)), JSON, PAGE),
        (Answer(PAGE[:-100]), JSON, PAGE),
        (Answer(b'{"value": NaN}'), JSON, PAGE),
        (Answer(b"[" * 200_000), JSON, PAGE),
        (Answer(b""), JSON, PAGE),
        (Answer(b"<!doctype html><title>Onderhoud</title>", kind="text/html; charset=utf-8"), JSON, PAGE),
        (Answer(b"<!doctype html><title>Onderhoud</title>", kind="application/json"), JSON, PAGE),
        (Answer(PAGE, kind="text/html"), JSON, PAGE),
        (Answer(PAGE, kind="image/png"), JSON, PAGE),
        (Answer(TABLE[:-9], kind="text/csv"), CSV, TABLE),
        (Answer(b"<html>a;b;c</html>", kind="text/csv"), CSV, TABLE),
        (Answer(TABLE, kind="text/html"), CSV, TABLE),
        (Answer(b"<?xml?><osm><node/>", kind="application/osm3s+xml"), OSM_XML, b"<?xml?><osm><node/></osm>\n"),
        (
            Answer(b"<osm><remark> runtime error: Query timed out </remark></osm>", kind="application/osm3s+xml"),
            OSM_XML,
            b"<?xml?><osm><node/></osm>\n",
        ),
        (Answer(pbf()[:-1], kind="application/octet-stream"), PBF, pbf()),
        (Answer(pbf()[:-310], kind="application/octet-stream"), PBF, pbf()),
        (Answer(b"<html>not found</html>", kind="application/octet-stream"), PBF, pbf()),
    ],
    ids=lambda value: value.name if isinstance(value, Kind) else None,
)
def test_after_a_fault_the_file_is_the_same_as_without(
    fault: Answer, kind: Kind, whole: bytes, server: Server, client: Client, watch: Watch, tmp_path: Path
) -> None:
    server.put("/a", fault, Answer(whole, kind="application/json" if kind is JSON else "application/octet-stream"))
    assert fetched(client, Ask(f"{server.url}/a", kind), tmp_path) == whole
    assert len(server.asked) == 2
    assert len([wait for wait in watch.waits if wait > 0]) == 1


def test_a_zipped_answer_is_unpacked(server: Server, client: Client, tmp_path: Path) -> None:
    server.put("/a", Answer(PAGE, zipped=True))
    assert fetched(client, Ask(f"{server.url}/a", JSON), tmp_path) == PAGE
    assert "gzip" in server.asked[0].headers["Accept-Encoding"]


def test_waits_double_and_a_server_that_says_how_long_is_obeyed(
    server: Server, client: Client, watch: Watch, tmp_path: Path
) -> None:
    later = (NOON + dt.timedelta(seconds=77)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    server.put(
        "/a", Answer(status=500), Answer(status=429, headers=(("Retry-After", "17"),)),
        Answer(status=503, headers=(("Retry-After", later),)), GOOD,
    )  # fmt: skip
    assert fetched(client, Ask(f"{server.url}/a", JSON), tmp_path) == PAGE
    first, second, third = watch.waits
    assert 1 <= first <= 2
    assert (second, third) == (17.0, 77.0)


def test_without_a_word_of_the_server_each_wait_is_longer_than_the_one_before(
    server: Server, watch: Watch, tmp_path: Path
) -> None:
    server.put("/a", Answer(status=502))
    told = r"127\.0\.0\.1 answered 502 \(6 attempts\); run the same command again"
    manners = Manners(pause_s=0, attempts=6, wait_s=2, longest_wait_s=20)
    with client_of(watch, manners) as client, pytest.raises(FetchError, match=told):
        client.fetch(Ask(f"{server.url}/a", JSON, patience=1), tmp_path / "it")
    assert len(server.asked) == 6
    assert [2 * 2**n <= wait <= 2 * 2**n + 2 or wait == 20 for n, wait in enumerate(watch.waits)] == [True] * 5
    assert max(watch.waits) <= 20


def test_a_server_that_asks_to_wait_for_an_hour_is_left_alone(
    server: Server, client: Client, watch: Watch, tmp_path: Path
) -> None:
    server.put("/a", Answer(status=429, headers=(("Retry-After", "3600"),)))
    with pytest.raises(FetchError, match="asks to wait 60 minutes; run the same command then"):
        client.fetch(Ask(f"{server.url}/a", JSON), tmp_path / "it")
    assert (len(server.asked), watch.waits) == (1, [])


def test_what_is_not_there_is_asked_for_once(server: Server, client: Client, tmp_path: Path) -> None:
    with pytest.raises(NotThereError, match=r"has no /a \(404\)"):
        client.fetch(Ask(f"{server.url}/a?secret=1", JSON), tmp_path / "it")
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 418, 204])
def test_a_refusal_is_not_asked_again(status: int, server: Server, client: Client, tmp_path: Path) -> None:
    server.put("/a", Answer(status=status))
    with pytest.raises(FetchError, match=f"answered {status}, which is not understood"):
        client.fetch(Ask(f"{server.url}/a", JSON), tmp_path / "it")
    assert len(server.asked) == 1


def test_nothing_that_the_server_wrote_is_in_the_sentence(server: Server, client: Client, tmp_path: Path) -> None:
    server.put("/a", Answer(b"<script>steal()</script>", kind="text/html"))
    with pytest.raises(FetchError) as failed:
        client.fetch(Ask(f"{server.url}/a", JSON), tmp_path / "it")
    assert str(failed.value) == (
        "127.0.0.1 sent no JSON but another kind of content (4 attempts); run the same command again later."
    )
    assert not (tmp_path / "it").exists()


def test_where_nobody_listens_the_sentence_says_so(client: Client, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match=r"127\.0\.0\.1 could not be reached"):
        client.fetch(Ask("http://127.0.0.1:9/a", JSON), tmp_path / "it")


# --- going on where it stopped ----------------------------------------------------------------------------------------


def whole_table(**how: object) -> Answer:
    return Answer(TABLE, kind="text/csv", ranges=True, **how)  # type: ignore[arg-type]


def test_a_cut_line_goes_on_where_it_stopped(server: Server, client: Client, tmp_path: Path) -> None:
    server.put("/a", whole_table(headers=ETAG, cut_at=30_000), whole_table(headers=ETAG))
    assert fetched(client, Ask(f"{server.url}/a", CSV, resumable=True), tmp_path) == TABLE
    first, second = server.asked
    assert first.headers["Range"] is None
    assert first.headers["Accept-Encoding"] == "identity"
    start = int(second.headers["Range"].removeprefix("bytes=").rstrip("-"))
    assert 0 < start <= 30_000
    assert second.headers["If-Range"] == '"one"'


def test_the_date_of_change_serves_where_there_is_no_strong_etag(
    server: Server, client: Client, tmp_path: Path
) -> None:
    dated = (("ETag", 'W/"weak"'), ("Last-Modified", "Tue, 03 Feb 2026 10:00:00 GMT"))
    server.put("/a", whole_table(headers=dated, cut_at=30_000), whole_table(headers=dated))
    assert fetched(client, Ask(f"{server.url}/a", CSV, resumable=True), tmp_path) == TABLE
    assert server.asked[1].headers["If-Range"] == "Tue, 03 Feb 2026 10:00:00 GMT"


def test_a_file_that_changed_meanwhile_comes_whole_and_new(server: Server, client: Client, tmp_path: Path) -> None:
    newer = TABLE.replace(b"DEVENTER", b"APELDOORN")
    server.put(
        "/a", whole_table(headers=ETAG, cut_at=30_000),
        Answer(newer, kind="text/csv", ranges=True, headers=(("ETag", '"two"'),)),
    )  # fmt: skip
    assert fetched(client, Ask(f"{server.url}/a", CSV, resumable=True), tmp_path) == newer


def test_without_a_mark_of_the_version_it_begins_again(server: Server, client: Client, tmp_path: Path) -> None:
    server.put("/a", whole_table(cut_at=30_000), whole_table())
    assert fetched(client, Ask(f"{server.url}/a", CSV, resumable=True), tmp_path) == TABLE
    assert server.asked[1].headers["Range"] is None


def test_a_server_that_goes_on_elsewhere_or_cannot_go_on_is_asked_from_the_start(
    server: Server, client: Client, tmp_path: Path
) -> None:
    for wrong in (
        Answer(TABLE[100:], 206, "text/csv", headers=(("Content-Range", f"bytes 100-{len(TABLE) - 1}/{len(TABLE)}"),)),
        Answer(TABLE, 206, "text/csv"),
        Answer(b"", 416, "text/plain"),
    ):
        server.put("/a", whole_table(headers=ETAG, cut_at=30_000), wrong, whole_table(headers=ETAG))
        assert fetched(client, Ask(f"{server.url}/a", CSV, resumable=True), tmp_path) == TABLE
        assert server.asked[-1].headers["Range"] is None
        (tmp_path / "it").unlink()


def test_what_lies_there_of_another_address_is_not_gone_on_from(server: Server, client: Client, tmp_path: Path) -> None:
    server.put("/old", Answer(TABLE, kind="text/csv", headers=ETAG, cut_at=30_000))
    server.put("/a", whole_table(headers=ETAG))
    with pytest.raises(FetchError):
        client.fetch(Ask(f"{server.url}/old", CSV, resumable=True), tmp_path / "it")
    assert (tmp_path / "it.part").exists()
    assert fetched(client, Ask(f"{server.url}/a", CSV, resumable=True), tmp_path) == TABLE
    assert server.asked[-1].headers["Range"] is None


def test_a_process_that_is_killed_leaves_no_half_file_and_the_next_goes_on(
    server: Server, client: Client, tmp_path: Path
) -> None:
    slow = whole_table(headers=ETAG, drip_s=0.0005)
    server.put("/a", slow, whole_table(headers=ETAG))
    script = (
        "import sys; from pathlib import Path; from geo.fetch.client import Ask, Client; from geo.fetch.content import CSV\n"
        "Client().fetch(Ask(sys.argv[1], CSV, resumable=True), Path(sys.argv[2]))"
    )
    part = tmp_path / "it.part"
    process = subprocess.Popen(
        [sys.executable, "-c", script, f"{server.url}/a", tmp_path / "it"], cwd=Path(__file__).parents[3]
    )
    end = time.monotonic() + 15
    while not (part.exists() and part.stat().st_size > 100) and time.monotonic() < end:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    there = part.stat().st_size
    assert 100 < there < len(TABLE)
    assert not (tmp_path / "it").exists()
    assert fetched(client, Ask(f"{server.url}/a", CSV, resumable=True), tmp_path) == TABLE
    assert server.asked[-1].headers["Range"] == f"bytes={there}-"


# --- limits -----------------------------------------------------------------------------------------------------------


def test_silence_is_cut_off_and_asked_again(server: Server, watch: Watch, tmp_path: Path) -> None:
    server.put("/a", Answer(PAGE, wait_s=1.0), GOOD)
    with client_of(watch, Manners(pause_s=0, read_s=0.2)) as client:
        assert fetched(client, Ask(f"{server.url}/a", JSON), tmp_path) == PAGE
    assert len(server.asked) == 2


def test_a_steady_drip_is_cut_off_too(server: Server, watch: Watch, tmp_path: Path) -> None:
    server.put("/a", Answer(PAGE, drip_s=0.005))
    slow = pytest.raises(FetchError, match=r"took over 0 s \(2 attempts\)")
    with client_of(watch, Manners(pause_s=0, attempts=2)) as client, slow:
        client.fetch(Ask(f"{server.url}/a", JSON, longest_s=0.1), tmp_path / "it")


def test_more_than_a_source_can_hold_is_refused_also_when_it_is_zipped(
    server: Server, client: Client, tmp_path: Path
) -> None:
    server.put("/a", Answer(b" " * 3_000_000 + PAGE, zipped=True, chunked=True))
    with pytest.raises(FetchError, match="sent over 2 MB, more than this source can hold"):
        client.fetch(Ask(f"{server.url}/a", JSON, max_bytes=2_000_000), tmp_path / "it")
    assert len(server.asked) == 1
    assert not (tmp_path / "it").exists()


def test_one_host_gets_a_pause_between_two_requests(server: Server, watch: Watch, tmp_path: Path) -> None:
    server.put("/a", GOOD)
    with client_of(watch, Manners(pause_s=30)) as client:
        client.fetch(Ask(f"{server.url}/a", JSON), tmp_path / "one")
        assert watch.waits == []
        client.fetch(Ask(f"{server.url}/a", JSON), tmp_path / "two")
    (wait,) = watch.waits
    assert 29 < wait <= 30


# --- addresses --------------------------------------------------------------------------------------------------------


def moved(to: str, status: int = 302) -> Answer:
    return Answer(status=status, headers=(("Location", to),))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_and_the_note_keeps_the_address_that_was_asked(
    status: int, server: Server, client: Client, tmp_path: Path
) -> None:
    server.put("/a", moved("/b/../c?d=1", status))
    server.put("/c?d=1", GOOD)
    got = client.fetch(Ask(f"{server.url}/a", JSON), tmp_path / "it")
    assert got.url == f"{server.url}/a"
    assert (tmp_path / "it").read_bytes() == PAGE


@pytest.mark.parametrize(
    "target",
    ["file:///etc/passwd", "ftp://127.0.0.1/a", "http://example.org/a", "https://user:word@example.org/a", "data:,{}",
     "http://", "//[", "javascript:alert(1)"],
)  # fmt: skip
def test_a_redirect_to_another_scheme_or_with_a_password_is_not_followed(
    target: str, server: Server, client: Client, tmp_path: Path
) -> None:
    server.put("/a", moved(target))
    with pytest.raises(FetchError):
        client.fetch(Ask(f"{server.url}/a", JSON), tmp_path / "it")
    assert set(server.targets()) == {"/a"}


def test_redirects_in_a_circle_end(server: Server, client: Client, tmp_path: Path) -> None:
    server.put("/a", moved("/b"))
    server.put("/b", moved("/a"))
    with pytest.raises(FetchError, match="sends in a circle"):
        client.fetch(Ask(f"{server.url}/a", JSON), tmp_path / "it")
    assert len(server.asked) == 6


@pytest.mark.parametrize(
    "url", ["http://api.pdok.nl/a", "ftp://127.0.0.1/a", "file:///etc/passwd", "https://me:word@api.pdok.nl/a", "https:///a", "api.pdok.nl", "https://[::"]
)  # fmt: skip
def test_only_https_without_credentials_is_asked(url: str, client: Client, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="--base-urls"):
        client.fetch(Ask(url, JSON), tmp_path / "it")


def test_this_machine_may_be_asked_without_https() -> None:
    assert allowed("http://127.0.0.1:8000/a").port == 8000
    assert allowed("http://localhost/a").host == "localhost"
    assert allowed("https://api.pdok.nl/a").scheme == "https"


@pytest.mark.parametrize(
    ("link", "whole"),
    [
        ("https://x.nl/a?page=2", "https://x.nl/a?page=2"),
        ("/a?page=2", "https://x.nl/a?page=2"),
        ("?page=2", "https://x.nl/a?page=2"),
        ("http://x.nl/a?page=2", "https://x.nl/a?page=2"),
        ("https://y.nl/a?page=2", None),
        ("https://x.nl:8443/a", None),
        ("https://me@x.nl/a", None),
        ("file:///etc/passwd", None),
        ("https://x.nl.evil.org/a", None),
    ],
)
def test_a_next_link_stays_with_its_host(link: str, whole: str | None) -> None:
    assert onward(link, "https://x.nl/a?page=1") == whole


# --- asked before -----------------------------------------------------------------------------------------------------


def test_a_server_that_knows_the_version_says_unchanged(server: Server, client: Client, tmp_path: Path) -> None:
    server.put("/a", Answer(PAGE, headers=ETAG))
    got = client.fetch(Ask(f"{server.url}/a", JSON), tmp_path / "it")
    assert client.unchanged(got, JSON)
    assert server.asked[-1].headers["If-None-Match"] == '"one"'
    server.put("/a", Answer(PAGE, headers=(("ETag", '"two"'),)))
    assert not client.unchanged(got, JSON)


def test_without_a_mark_of_the_version_nothing_is_asked_and_it_counts_as_changed(
    server: Server, client: Client, tmp_path: Path
) -> None:
    server.put("/a", GOOD)
    got = client.fetch(Ask(f"{server.url}/a", JSON), tmp_path / "it")
    assert not client.unchanged(got, JSON)
    assert len(server.asked) == 1
