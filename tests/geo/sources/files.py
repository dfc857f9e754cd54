"""Small files of a workspace for the tests of the readers."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from geo.sources.fields import own_files
from geo.workspace import FILES, Region

KEY = b"a key of the tests, long enough"
DELIVERY = {
    "levering_id": "B1", "datum": "2025-03-04", "leverancier_id": "L1", "hub_id": "H1", "concierge": "C1",
    "naam": "Wilhelmina Zonderlingh", "straat": "Geheimlaan", "huisnummer": "4711-b", "postcode": "9019 jt",
    "plaats": "Verborgenstad", "x_rd": "", "y_rd": "", "goederensoort": "medicijnen", "koel": "ja", "spoed": "nee",
    "installatie": "nee", "contact": "ja", "minuten_contact": "9,5", "trede": "2",
}  # fmt: skip


def region(root: Path, *, gemeenten: tuple[str, ...] = ("GM9001",), name: str = "voorbeeldstad") -> Region:
    files = {source: (root / path,) for source, path in FILES.items()}
    files["streets"] = (root / "data/straten.osm",)
    return Region(name, "Voorbeeldstad", True, gemeenten, "Europe/Amsterdam", dt.date(2026, 2, 3), 1.3, (), files, root)


def csv_text(rows: list[dict[str, str]]) -> str:
    lines = [";".join(rows[0]), *(";".join(row.values()) for row in rows)]
    return "\n".join(lines) + "\n"


def put(root: Path, source: str, content: str | bytes) -> Region:
    made = region(root)
    (path,) = made.files[source]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return made


def deliveries(count: int, **changes: str) -> list[dict[str, str]]:
    """Deliveries B1.. to different addresses; ``changes`` in the last of them."""
    rows = [DELIVERY | {"levering_id": f"B{number}", "huisnummer": str(number)} for number in range(1, count + 1)]
    rows[-1] |= changes
    return rows


def header(source: str) -> str:
    return ";".join(item.header for item in own_files()[source].fields)
