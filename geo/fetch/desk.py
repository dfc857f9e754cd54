"""The desk of one source while it is fetched: answers that came are kept, so that a stopped command goes on from there.

An answer counts as kept when its note names the same request, its digest is right and it is under a day old: the
pages of one source then belong together.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from geo.fetch.client import Ask, Client, FetchError, Got, digest, onward
from geo.fetch.content import JSON, load_json

KEPT = dt.timedelta(days=1)
MOST_PAGES = 1000


class Desk:
    """Where one source's answers lie until they are joined.

    Args:
        client: asks the servers.
        folder: of this source alone; made here, removed by :meth:`clear`.
        anew: whether whole answers that are kept are asked for again; one that was cut off goes on in any case.
    """

    def __init__(self, client: Client, folder: Path, *, anew: bool = False) -> None:
        self.client, self.folder = client, folder
        self.requests: list[Got] = []
        folder.mkdir(parents=True, exist_ok=True)
        for note in folder.glob("*.got") if anew else ():
            note.unlink()

    def get(self, ask: Ask, name: str) -> Path:
        """One answer as a file of the desk, asked for only where it is not kept.

        Args:
            ask: the request.
            name: of the file; ours, never a server's.

        Raises:
            FetchError: as :meth:`geo.fetch.client.Client.fetch`.
        """
        path, note = self.folder / name, self.folder / f"{name}.got"
        got = self._kept(ask, path, note)
        if got is None:
            note.unlink(missing_ok=True)
            got = self.client.fetch(ask, path)
            note.write_text(json.dumps(asdict(got)))
        self.requests.append(got)
        return path

    def json(self, url: str, name: str, **how: Any) -> dict[str, Any]:
        """One answer as a JSON object; FetchError where it is another kind of JSON."""
        content = load_json(self.get(Ask(url, JSON, **how), name))
        if not isinstance(content, dict):
            raise FetchError(f"{url.partition('?')[0]} gave JSON without an object; look on the site of the source.")
        return content

    def pages(self, url: str, name: str, following: Callable[[Mapping[str, Any]], object]) -> Iterator[dict[str, Any]]:
        """The pages of one answer, by their next links.

        Args:
            url: of the first page.
            name: start of the names of the files.
            following: the next link of a page, None on the last.

        Raises:
            FetchError: a page fails, or a next link leads elsewhere or back.
        """
        seen: set[str] = set()
        here: str | None = url
        while here is not None:
            seen.add(here)
            page = self.json(here, f"{name}-{len(seen):04d}.json")
            yield page
            link = following(page)
            here = onward(link, url) if isinstance(link, str) else None
            if link is not None and (here is None or here in seen or len(seen) >= MOST_PAGES):
                raise FetchError(
                    f"{url.partition('?')[0]} gives a next page that leads elsewhere, back, or nowhere; "
                    "nothing of it is used. Try again later."
                )

    def write(self, name: str, text: str) -> Path:
        """A joined file of the desk."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8", newline="\n")
        return path

    def clear(self) -> None:
        """Removes all that is kept."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _kept(self, ask: Ask, path: Path, note: Path) -> Got | None:
        try:
            got = Got(**json.loads(note.read_text()))
            with path.open("rb") as stream:
                sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
            age = self.client.now() - dt.datetime.fromisoformat(got.retrieved)
        except (OSError, ValueError, TypeError):
            return None
        same = (got.url, got.form_sha256, got.sha256) == (ask.url, digest(ask.form), sha256)
        return got if same and dt.timedelta(0) <= age + dt.timedelta(seconds=1) and age < KEPT else None
