"""A web server of the tests' own, on the loopback address, that answers as told: pages, faults, and what was asked."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Answer:
    """What one request gets.

    Args:
        body: the whole content.
        status: HTTP status.
        kind: content type; empty sends none.
        headers: more headers.
        cut_at: so many bytes are sent under a Content-Length for all, then the line is cut.
        wait_s: silence before the answer.
        drip_s: pause after each byte of the body.
        chunked: no Content-Length.
        zipped: with Content-Encoding gzip where the client takes it.
        ranges: whether a Range with a fitting If-Range is honoured.
    """

    body: bytes = b""
    status: int = 200
    kind: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    cut_at: int | None = None
    wait_s: float = 0.0
    drip_s: float = 0.0
    chunked: bool = False
    zipped: bool = False
    ranges: bool = False

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.casefold() == name.casefold()), None)


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    target: str
    headers: Message
    body: bytes


@dataclass
class Server:
    """Answers by path and query; the last answer of a list stays."""

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    url: str = ""

    def put(self, target: str, *answers: Answer) -> None:
        self.answers[target] = list(answers)

    def before(self, target: str, *faults: Answer) -> None:
        """Faults that come before what is answered now."""
        self.answers[target] = [*faults, *self.answers[target]]

    def targets(self) -> list[str]:
        return [one.target for one in self.asked]

    def take(self, target: str) -> Answer:
        waiting = self.answers.get(target) or self.answers.get(target.partition("?")[0])
        if not waiting:
            return Answer(b"not here", 404, "text/plain")
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def log_message(self, *_: object) -> None:
            pass

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            server.asked.append(Asked(self.command, self.path, self.headers, body))
            answer = server.take(self.path)
            time.sleep(answer.wait_s)
            etag = answer.header("etag")
            if etag and self.headers.get("If-None-Match") == etag:
                answer = replace(answer, status=304, body=b"")
            answer, sent = self._ranged(answer)
            if answer.zipped and "gzip" in self.headers.get("Accept-Encoding", ""):
                sent = gzip.compress(sent, mtime=0)
                answer = replace(answer, headers=(*answer.headers, ("Content-Encoding", "gzip")))
            self.send_response(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
            if answer.kind:
                self.send_header("Content-Type", answer.kind)
            if answer.chunked:
                self.send_header("Transfer-Encoding", "chunked")
                sent = b"%x\r\n%s\r\n" % (len(sent), sent) + (b"" if answer.cut_at is not None else b"0\r\n\r\n")
            else:
                self.send_header("Content-Length", str(len(sent)))
                sent = sent[: answer.cut_at]
            self.end_headers()
            try:
                for at in range(0, len(sent), 1 if answer.drip_s else 1 << 20):
                    self.wfile.write(sent[at : at + (1 if answer.drip_s else 1 << 20)])
                    self.wfile.flush()
                    time.sleep(answer.drip_s)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True
            if answer.cut_at is not None:
                self.close_connection = True

        def _ranged(self, answer: Answer) -> tuple[Answer, bytes]:
            wanted = self.headers.get("Range")
            valid = self.headers.get("If-Range") in (answer.header("etag"), answer.header("last-modified"))
            if not (wanted and answer.ranges and valid and answer.status == 200):
                return answer, answer.body
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            told = ("Content-Range", f"bytes {start}-{len(answer.body) - 1}/{len(answer.body)}")
            return replace(answer, status=206, headers=(*answer.headers, told)), answer.body[start:]

    return Handler


@contextmanager
def serving() -> Iterator[Server]:
    """A server in a thread; gone afterwards."""
    server = Server()

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass

    http = Quiet(("127.0.0.1", 0), _handler(server))
    server.url = f"http://127.0.0.1:{http.server_address[1]}"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
