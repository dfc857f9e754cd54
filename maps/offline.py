"""Proof that a site needs no network: every page, style and script is read for what it loads. Writes nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADING = frozenset(
    {
        "src",
        "href",
        "xlink:href",
        "poster",
        "data",
        "action",
        "formaction",
        "background",
        "longdesc",
        "manifest",
        "ping",
    }
)
"""Attributes whose address a browser fetches or sends to."""

URL = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""", re.IGNORECASE)
OUTSIDE = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
ABSOLUTE = re.compile(r"(?:https?|wss?|ftp):\\?/\\?/[^\s\"'`<>\\)]*|[\"'`]//[a-z0-9-]+\.[a-z]", re.IGNORECASE)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
ANCHOR = re.compile(r"<a\s[^>]*?>", re.IGNORECASE)
NAMESPACES = ("http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink")


TILES_FILE = "achtergrond.js"
TILES = "https://service.pdok.nl/brt/achtergrondkaart/wmts/v2_0/standaard/EPSG:3857/{z}/{x}/{y}.png"
"""The one address that may be fetched, and the one script that may: it asks for it once a reader presses its button."""


class OutsideReferenceError(ValueError):
    """A file of the site refers outside the site, or to a file that is not there."""


def check_offline(site: Path) -> int:
    """Read every HTML, CSS and JS file of a site and refuse what would be fetched from outside or is missing.

    Plain ``<a href="https://...">`` links are allowed: nothing loads until a person clicks. Other ``href`` and ``src``
    must be files of the site; the background map that a reader may switch on is allowed in its own script alone.
    Text of the data is written into scripts with its double slashes as ``\\u002f\\u002f``
    (see :func:`maps.scripts.script_json`), so that an absolute address in a script can only be code.

    :param site: folder of the site.
    :return: number of files read.
    :raises OutsideReferenceError: with the file and the reference.
    """
    problems: list[str] = []
    files = sorted(path for path in site.rglob("*") if path.suffix in {".html", ".css", ".js", ".svg"})
    for path in files:
        content = path.read_text(encoding="utf-8")
        if path.suffix in {".html", ".svg"}:
            found = _in_html(content, path, site)
        elif path.suffix == ".css":
            found = _in_css(content, path, site)
        else:
            found = _in_script(content.replace(f"'{TILES}'", "''", 1) if path.name == TILES_FILE else content)
        problems += [f"{path.relative_to(site)}: {reference}" for reference in found]
    if problems:
        shown = "; ".join(problems[:5])
        raise OutsideReferenceError(
            f"The site must work without a network, but {len(problems)} reference(s) leave it: {shown}. "
            "Put the file under maps/static and refer to it by a relative path."
        )
    return len(files)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.references: list[str] = []
        self.links: list[str] = []
        self.styles: list[str] = []
        self.scripts: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "script" and values.get("type", "text/javascript") in ("application/json",):
            self.inside = ""
        elif tag in ("script", "style"):
            self.inside = tag
        if tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
            self.references.append(values.get("content", "").partition("=")[2] or "refresh")
        if tag == "base":
            self.references.append(f"//base {values.get('href', '')}")
        for name, value in values.items():
            if name == "style":
                self.styles.append(value)
            elif name.startswith("on"):
                self.scripts.append(value)
            elif name == "srcdoc":
                self.references.append("//srcdoc")
            elif name == "href" and tag == "a":
                self.links.append(value)
            elif name == "srcset":
                self.references += [part.split()[0] for part in value.split(",") if part.strip()]
            elif name in LOADING:
                self.references.append(value)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.inside = ""

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside == "style":
            self.styles.append(data)
        elif self.inside == "script":
            self.scripts.append(data)


def _in_html(content: str, path: Path, site: Path) -> list[str]:
    reader = _Reader()
    reader.feed(content)
    reader.close()
    found = [problem for reference in reader.references if (problem := _refused(reference, path, site))]
    for link in reader.links:
        if urlsplit(link).scheme in ("http", "https"):
            continue
        if problem := _refused(link, path, site):
            found.append(problem)
    for style in reader.styles:
        found += _in_css(style, path, site)
    for script in reader.scripts:
        found += _in_script(script)
    return found


def _in_css(content: str, path: Path, site: Path) -> list[str]:
    references = [first or second for first, second in URL.findall(COMMENT.sub("", content))]
    return [problem for reference in references if (problem := _refused(reference.strip(), path, site))]


def _in_script(content: str) -> list[str]:
    code = ANCHOR.sub("", COMMENT.sub("", content))
    for namespace in NAMESPACES:
        code = code.replace(f'"{namespace}"', '""').replace(f"'{namespace}'", "''")
    return [match.group(0)[:120] for match in ABSOLUTE.finditer(code)]


def _refused(reference: str, path: Path, site: Path) -> str | None:
    """The reference itself when it may not stand, None when it may."""
    reference = reference.strip()
    if not reference or reference.startswith("#"):
        return None
    if OUTSIDE.match(reference) or urlsplit(reference).scheme not in ("", "data"):
        return reference[:120]
    if reference.startswith("data:image/"):
        return None
    target = unquote(urlsplit(reference).path)
    inside = (path.parent / target).resolve()
    if not inside.is_relative_to(site.resolve()) or not inside.is_file():
        return f"{reference[:120]} (no such file)"
    return None
