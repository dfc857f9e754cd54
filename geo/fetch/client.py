"""One polite request at a time: paces, retries, resumes, checks what came, and only then gives it its name.

Which sources there are and how pages join is not known here. A file name never comes from a server; what comes is never
run. Only https is asked, and redirects stay on it; plain http is for this machine itself (tests, a local mirror).
"""

from __future__ import annotations

import datetime as dt
import email.utils
import hashlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import BinaryIO, Self

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from geo.fetch.content import Kind

MEGABYTE = 1_000_000
_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
_MOVED = frozenset({301, 302, 303, 307, 308})
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


class FetchError(RuntimeError):
    """A source could not be fetched; one sentence with the mend, without anything that the server wrote."""


class NotThereError(FetchError):
    """The server is well but has no such thing (404 or 410)."""


class _AgainError(FetchError):
    """This attempt failed in a way that may pass; ``wait_s`` is what the server asked for, if it did."""

    def __init__(self, sentence: str, wait_s: float | None = None) -> None:
        super().__init__(sentence)
        self.wait_s = wait_s


@dataclass(frozen=True)
class Manners:
    """How servers are treated; durations in seconds.

    Args:
        pause_s: between two requests to one host.
        attempts: how often one request is tried.
        wait_s: before the second attempt; doubles, with jitter.
        longest_wait_s: the longest of those, and the longest that a server may ask for.
        connect_s: to reach a server.
        read_s: of silence in the middle of an answer.
    """

    pause_s: float = 0.5
    attempts: int = 6
    wait_s: float = 1.0
    longest_wait_s: float = 120.0
    connect_s: float = 15.0
    read_s: float = 60.0


@dataclass(frozen=True)
class Ask:
    """One request.

    Args:
        url: with its query.
        kind: what must come.
        form: body of a POST as a form; None is a GET. Only what may be asked twice without harm.
        max_bytes: more than this is refused.
        resumable: whether a cut answer goes on where it stopped; such an answer is asked for without compression.
        longest_s: for one attempt, however steadily it drips.
        patience: factor on the waits between attempts; more than 1 for servers that take minutes to recover.
        read_s: of silence before and in an answer, where it takes longer than :class:`Manners` has it.
    """

    url: str
    kind: Kind
    form: str | None = None
    max_bytes: int = 200 * MEGABYTE
    resumable: bool = False
    longest_s: float = 600.0
    patience: float = 1.0
    read_s: float | None = None


@dataclass(frozen=True)
class Got:
    """What came: the address asked (and the digest of a form), its digest, size in bytes, time, and validators."""

    url: str
    form_sha256: str | None
    sha256: str
    size_bytes: int
    retrieved: str
    etag: str | None
    last_modified: str | None


def digest(form: str | None) -> str | None:
    """SHA-256 of a form; None where there is none."""
    return None if form is None else hashlib.sha256(form.encode()).hexdigest()


def stamp(moment: dt.datetime) -> str:
    """A moment as text: UTC, whole seconds."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Client:
    """Asks one thing at a time and remembers when it asked which host.

    Args:
        manners: how servers are treated.
        sleep: waits some seconds.
        now: the time of day, for Retry-After dates and for the time noted with an answer.
        heard: is told the number of bytes of each block that arrives.
    """

    def __init__(
        self,
        manners: Manners | None = None,
        *,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
        heard: Callable[[int], None] = lambda size: None,
    ) -> None:
        self.manners, self.now = manners or Manners(), now
        self._sleep, self._heard = sleep, heard
        self._last: dict[str, float] = {}
        self._http = httpx.Client(headers={"User-Agent": _user_agent()}, follow_redirects=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def fetch(self, ask: Ask, to: Path) -> Got:
        """Gets one thing into a file, which is there only when it is whole.

        Args:
            ask: the request.
            to: the file; its folder exists. What is under way stands beside it, under ``.part``.

        Raises:
            NotThereError: the server has no such thing.
            FetchError: it did not come after all attempts, is too large, or leads to an address that is not allowed.
        """
        return self._patiently(ask, lambda: self._once(ask, to))

    def unchanged(self, got: Got, kind: Kind) -> bool:
        """Whether what came before is still the same by the server's own word (304); False where it cannot tell.

        Raises:
            FetchError: the server does not answer after all attempts.
        """
        headers = {}
        if got.etag:
            headers["If-None-Match"] = got.etag
        elif got.last_modified:
            headers["If-Modified-Since"] = got.last_modified
        if not headers or got.form_sha256:
            return False
        ask = Ask(got.url, kind)

        def once() -> bool:
            with self._answer(ask, headers) as response:
                return response.status_code == 304

        return self._patiently(ask, once)

    def _patiently[T](self, ask: Ask, once: Callable[[], T]) -> T:
        usual = wait_exponential_jitter(
            self.manners.wait_s * ask.patience, self.manners.longest_wait_s, jitter=self.manners.wait_s
        )

        def wait(state: RetryCallState) -> float:
            failed = state.outcome.exception() if state.outcome else None
            asked = failed.wait_s if isinstance(failed, _AgainError) else None
            return usual(state) if asked is None else asked

        retrying = Retrying(
            sleep=self._sleep,
            stop=stop_after_attempt(self.manners.attempts),
            wait=wait,
            retry=retry_if_exception_type(_AgainError),
            reraise=True,
        )
        try:
            return retrying(once)
        except _AgainError as failed:
            raise FetchError(
                f"{failed} ({self.manners.attempts} attempts); run the same command again later."
            ) from None

    def _once(self, ask: Ask, to: Path) -> Got:
        part = to.with_name(to.name + ".part")
        note = to.with_name(to.name + ".part.json")
        start, headers = _resume(ask, part, note)
        with self._answer(ask, headers) as response:
            if response.status_code == 416:
                part.unlink(missing_ok=True)
                raise _AgainError(f"{_host(ask.url)} could not go on where it stopped", 0.0)
            if start and response.status_code == 206 and not _goes_on(response, start):
                part.unlink()
                raise _AgainError(f"{_host(ask.url)} went on at another place than asked", 0.0)
            if response.status_code not in ((200, 206) if start else (200,)):
                raise FetchError(
                    f"{_host(ask.url)} answered {response.status_code}, which is not understood; "
                    "check the address in --base-urls, or look on the site of the source."
                )
            told = response.headers.get("content-type", "")
            if ask.kind.refuses(told):
                raise _AgainError(f"{_host(ask.url)} sent no {ask.kind.name} but another kind of content")
            note.write_text(json.dumps({"url": ask.url, "validator": _validator(response)}))
            with part.open("ab" if response.status_code == 206 else "wb") as stream:
                self._copy(response, stream, ask, start if response.status_code == 206 else 0)
        problem = ask.kind.problem(part)
        if problem:
            part.unlink()
            raise _AgainError(f"{_host(ask.url)} sent {ask.kind.name} that {problem}")
        with part.open("rb") as stream:
            sha256, size = hashlib.file_digest(stream, "sha256").hexdigest(), stream.tell()
        note.unlink()
        part.replace(to)
        etag, modified = response.headers.get("etag"), response.headers.get("last-modified")
        return Got(ask.url, digest(ask.form), sha256, size, stamp(self.now()), etag, modified)

    def _copy(self, response: httpx.Response, stream: BinaryIO, ask: Ask, size: int) -> None:
        """Writes blocks as they come, so that what a cut line left is there to go on from."""
        end = time.monotonic() + ask.longest_s
        for block in response.iter_bytes():
            size += len(block)
            if size > ask.max_bytes:
                raise FetchError(
                    f"{_host(ask.url)} sent over {ask.max_bytes / MEGABYTE:.0f} MB, more than this source can hold; "
                    "check the address in --base-urls."
                )
            stream.write(block)
            stream.flush()
            self._heard(len(block))
            if time.monotonic() > end:
                raise _AgainError(f"{_host(ask.url)} took over {ask.longest_s:.0f} s")

    @contextmanager
    def _answer(self, ask: Ask, headers: dict[str, str]) -> Iterator[httpx.Response]:
        """The answer after redirects, its status looked at, its body still to come."""
        silence = max(ask.read_s or 0.0, self.manners.read_s)
        timeout = httpx.Timeout(silence, connect=self.manners.connect_s)
        url = allowed(ask.url)
        sent = {"Accept": ask.kind.accept, **({"Accept-Encoding": "identity"} if ask.resumable else {}), **headers}
        form = {"Content-Type": "application/x-www-form-urlencoded"} if ask.form is not None else {}
        try:
            for _ in range(6):
                self._take_turn(url.host)
                try:
                    with self._http.stream(
                        "GET" if ask.form is None else "POST", url, headers=sent | form, content=ask.form,
                        timeout=timeout,
                    ) as response:  # fmt: skip
                        if response.status_code not in _MOVED:
                            self._look_at(response)
                            yield response
                            return
                        url = _redirected(url, response)
                finally:
                    self._last[url.host] = time.monotonic()
            raise FetchError(f"{_host(ask.url)} sends in a circle; check the address in --base-urls.")
        except httpx.InvalidURL:  # httpx looks at a redirect's address even where it does not follow it
            raise FetchError(f"{url.host} redirects to what is no address; try again later.") from None
        except httpx.TimeoutException:
            raise _AgainError(f"{url.host} did not answer in time") from None
        except httpx.TransportError as error:
            raise _AgainError(f"{url.host} could not be reached, or cut the line ({type(error).__name__})") from None
        except httpx.HTTPError as error:
            raise _AgainError(f"{url.host} sent what cannot be read ({type(error).__name__})") from None

    def _look_at(self, response: httpx.Response) -> None:
        host, status = response.url.host, response.status_code
        if status in (404, 410):
            raise NotThereError(
                f"{host} has no {response.url.path} ({status}); choose another --year, or check --base-urls."
            )
        if status in _BUSY:
            wait = _retry_after(response.headers.get("retry-after", ""), self.now())
            if wait is not None and wait > self.manners.longest_wait_s:
                raise FetchError(
                    f"{host} answered {status} and asks to wait {wait / 60:.0f} minutes; run the same command then."
                )
            raise _AgainError(f"{host} answered {status}", wait)

    def _take_turn(self, host: str) -> None:
        since = time.monotonic() - self._last.get(host, -1e9)
        if since < self.manners.pause_s:
            self._sleep(self.manners.pause_s - since)


def allowed(url: str) -> httpx.URL:
    """The address, when it may be asked.

    Raises:
        FetchError: it is no https (or http to this machine), or carries a user name or password.
    """
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        raise FetchError("An address of a source is no address; check --base-urls.") from None
    if not parsed.host or parsed.userinfo:
        raise FetchError("An address of a source has no host, or holds a user name; check --base-urls.")
    if parsed.scheme != "https" and not (parsed.scheme == "http" and parsed.host in _HERE):
        raise FetchError(f"{parsed.host} is not asked without https; write https:// in --base-urls.")
    return parsed


def onward(link: str, base: str) -> str | None:
    """A next link that a server gave, made whole; None where it leaves the host that was asked.

    CBS writes some of its links with http: on the same host they are asked with https.
    """
    try:
        here = httpx.URL(base)
        target = here.join(link)
    except httpx.InvalidURL:
        return None
    if target.scheme == "http" and here.scheme == "https" and target.port is None:
        target = target.copy_with(scheme="https")
    same = (target.scheme, target.host, target.port) == (here.scheme, here.host, here.port)
    return str(target) if same and not target.userinfo else None


def _redirected(url: httpx.URL, response: httpx.Response) -> httpx.URL:
    try:
        target = url.join(response.headers.get("location", ""))
    except httpx.InvalidURL:
        target = httpx.URL("")
    if target.scheme != "https" and target.scheme != url.scheme:
        raise FetchError(f"{url.host} redirects to an address that is not https; it is not followed.")
    return allowed(str(target))


def _resume(ask: Ask, part: Path, note: Path) -> tuple[int, dict[str, str]]:
    """How many bytes are there already, and the headers to go on from them; 0 where that cannot be done safely."""
    try:
        told = json.loads(note.read_text())
        start = part.stat().st_size
    except (OSError, ValueError):
        return 0, {}
    known = isinstance(told, dict) and told.get("url") == ask.url and isinstance(told.get("validator"), str)
    if not (ask.resumable and known and start):
        return 0, {}
    return start, {"Range": f"bytes={start}-", "If-Range": told["validator"]}


def _validator(response: httpx.Response) -> str | None:
    """A strong ETag, else the date of change: what If-Range may hold."""
    etag = response.headers.get("etag", "")
    return etag if etag and not etag.startswith("W/") else response.headers.get("last-modified")


def _goes_on(response: httpx.Response, start: int) -> bool:
    told: str = response.headers.get("content-range", "")
    return told.replace("bytes ", "", 1).partition("-")[0].strip() == str(start)


def _retry_after(text: str, now: dt.datetime) -> float | None:
    """Seconds that a server asks to wait; None where it does not say."""
    if text.strip().isdigit():
        return float(text)
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (moment.astimezone(dt.UTC) - now).total_seconds())


def _host(url: str) -> str:
    return httpx.URL(url).host


def _user_agent() -> str:
    try:
        number = version("wijkplan")
    except PackageNotFoundError:
        number = "0"
    return f"wijkplan/{number} (planning of neighbourhood care logistics; python-httpx/{httpx.__version__})"
