"""The schema that others build on, ``marts`` and ``share``: its columns as lines, and the version that the changelog
gives them. Making the tables is dbt's and Alembic's.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geo.db.models import Base

DOCS = Path(__file__).resolve().parent.parent / "docs"
CHANGELOG, COLUMNS = DOCS / "CHANGELOG-schema.md", DOCS / "schema.txt"

_ENTRY = re.compile(
    r"^## (?P<version>\d+\.\d+\.\d+) - (?P<day>\d{4}-\d\d-\d\d) - `(?P<digest>[0-9a-f]{12})`$", re.MULTILINE
)


def schema_lines(manifest: Mapping[str, Any]) -> list[str]:
    """``schema.table.column type``, sorted: marts by dbt's contracts, share by its models; a key has a star.

    Args:
        manifest: dbt's manifest, parsed.
    """
    lines = []
    for node in manifest["nodes"].values():
        if node["resource_type"] == "model" and node["schema"] == "marts":
            key = {name for each in node["constraints"] if each["type"] == "primary_key" for name in each["columns"]}
            for column in node["columns"].values():
                star = " *" if column["name"] in key else ""
                lines.append(f"marts.{node['name']}.{column['name']} {column['data_type']}{star}")
    shared = [table for table in Base.metadata.sorted_tables if table.schema == "share"]
    lines += [
        f"{table.fullname}.{each.name} {str(each.type).lower()}{' *' if each.primary_key else ''}"
        for table in shared
        for each in table.columns
    ]
    return sorted(lines)


def digest_of_lines(lines: list[str]) -> str:
    """Twelve letters that stand for a schema."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


def newest_entry(changelog: str | None = None) -> tuple[str, str, str]:
    """Version, day and digest of the newest entry of the changelog.

    Raises:
        ValueError: it has no entry.
    """
    found = _ENTRY.search(CHANGELOG.read_text(encoding="utf-8") if changelog is None else changelog)
    if found is None:
        raise ValueError(f"{CHANGELOG.name} has no entry such as: ## 1.0.0 - 2026-02-03 - `0123456789ab`")
    return found["version"], found["day"], found["digest"]


if __name__ == "__main__":
    import json
    import sys

    COLUMNS.write_text("\n".join(schema_lines(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))) + "\n")
