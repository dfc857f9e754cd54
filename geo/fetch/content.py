"""Kinds of content: what is asked for, what a server may call it, and whether a file that came is whole.

What the content means is not known here; a check tells damage and wrong kinds apart from data, nothing more.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_TAIL = 4096
_PBF_HEADER_LIMIT = 64 * 1024


@dataclass(frozen=True)
class Kind:
    """A kind of content.

    Args:
        name: as a sentence calls it.
        accept: value of the Accept header.
        named: parts of a content type, one of which must be in it where the server gives one; empty takes any but
            those of pages and pictures.
        problem: what is wrong with a file of this kind, such as ``is cut off``; None where nothing is.
    """

    name: str
    accept: str
    named: tuple[str, ...]
    problem: Callable[[Path], str | None]

    def refuses(self, content_type: str) -> bool:
        """Whether a content type says that this is something else."""
        told = content_type.partition(";")[0].strip().casefold()
        if not told:
            return False
        if self.named:
            return not any(name in told for name in self.named)
        return told.startswith(("text/html", "application/xhtml", "application/json", "image/", "audio/", "video/"))


def load_json(path: Path) -> object:
    """The content of a JSON file; ValueError where it is none (NaN and Infinity are no JSON)."""
    try:
        return json.loads(path.read_bytes(), parse_constant=_no_number)
    except RecursionError:
        raise ValueError("is nested too deep") from None


def _no_number(text: str) -> float:
    raise ValueError(f"holds {text}, which is no number")


def _json_problem(path: Path) -> str | None:
    try:
        load_json(path)
    except ValueError:
        return "is no whole JSON"
    return None


def _csv_problem(path: Path) -> str | None:
    """Semicolons in the first and the last line agree; a page or a stump of a file fails that."""
    with path.open("rb") as stream:
        header = stream.readline(1_000_000)
        end = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, end - 1_000_000))
        lines = stream.read().splitlines()
    if header.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or header.count(b";") < 2:
        return "has no header with semicolons"
    if len(lines) < 2 or lines[-1].count(b";") != header.count(b";"):
        return "is cut off in its last line"
    return None


def _osm_xml_problem(path: Path) -> str | None:
    with path.open("rb") as stream:
        head = stream.read(_TAIL)
        end = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, end - _TAIL))
        tail = stream.read()
    if b"<osm" not in head:
        return "is no OpenStreetMap XML"
    if b"<remark>" in tail and b"error" in tail.partition(b"<remark>")[2]:
        return "holds the server's remark that the query ran out of time or memory"
    if not tail.rstrip().endswith(b"</osm>"):
        return "is cut off"
    return None


def _pbf_problem(path: Path) -> str | None:
    """Walks the blocks of a PBF file by their stated sizes, without unpacking them."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        first = True
        while lead := stream.read(4):
            length = int.from_bytes(lead, "big")
            header = stream.read(length) if len(lead) == 4 and 0 < length <= _PBF_HEADER_LIMIT else b""
            if first and b"OSMHeader" not in header:
                return "is no OpenStreetMap extract (.osm.pbf)"
            data = _datasize(header)
            if data is None or stream.tell() + data > size:
                return "is cut off"
            stream.seek(data, os.SEEK_CUR)
            first = False
    return "is no OpenStreetMap extract (.osm.pbf)" if first else None


def _datasize(header: bytes) -> int | None:
    """Field 3 of a BlobHeader (https://wiki.openstreetmap.org/wiki/PBF_Format), None where the header is damaged."""
    at, found = 0, None
    while at < len(header):
        key, at = header[at], at + 1
        value, at = _varint(header, at)
        if value is None:
            return None
        if key == 0x18:
            found = value
        elif key in (0x0A, 0x12):
            at += value
        else:
            return None
    return found if at == len(header) else None


def _varint(content: bytes, at: int) -> tuple[int | None, int]:
    value = shift = 0
    while at < len(content) and shift < 64:
        byte, at = content[at], at + 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
    return None, at


JSON = Kind("JSON", "application/json, application/geo+json;q=0.9", ("json",), _json_problem)
CSV = Kind("CSV", "text/csv, */*;q=0.5", (), _csv_problem)
OSM_XML = Kind("OpenStreetMap XML", "application/osm3s+xml, application/xml;q=0.9, */*;q=0.1", (), _osm_xml_problem)
PBF = Kind("OpenStreetMap PBF", "application/octet-stream, */*;q=0.5", (), _pbf_problem)
