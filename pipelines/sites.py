"""Where built sites are, and a loopback web server for one. Building them is done in ``maps``."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from geo.db.connection import DatabaseError
from pipelines.home import Home


def index_of(home: Home, region: str) -> Path:
    """The first page of a region's internal site."""
    return home.sites / region / "index.html"


def serve_folder(folder: Path, port: int, say: Callable[[str], None]) -> None:
    """Serves a folder on 127.0.0.1 until interrupted.

    Raises:
        DatabaseError: the port is in use.
    """
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError:
        raise DatabaseError(f"Port {port} is in use; leave --port out to take a free one.") from None
    say(f"http://127.0.0.1:{server.server_address[1]}/  (Ctrl-C stops)")
    with server:
        server.serve_forever()
