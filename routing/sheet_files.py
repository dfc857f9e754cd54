"""Where route sheets are written: a folder a day and concierge that only the user who runs the platform can open.

They hold addresses, so they stay outside the site that planners look at; each concierge gets the own folder alone.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600


def folder_name(concierge_key: str) -> str:
    """A code as the name of a folder: letters, digits, - and _ stay, what else there is becomes its number."""
    return re.sub(r"[^A-Za-z0-9_-]", lambda found: f"~{ord(found.group()):x}", concierge_key)[:120] or "~"


def write_sheets(folder: Path, sheets: Mapping[str, Mapping[str, str]]) -> list[Path]:
    """Writes the files of a day in place of those of before; killed half-way, the old ones stay or none are there.

    Args: folder of the day; by concierge the files, name to text.
    Returns: the files written.
    """
    folder.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    folder.parent.chmod(PRIVATE_FOLDER)
    making = Path(tempfile.mkdtemp(prefix=".making-", dir=folder.parent))  # made with mode 0700
    try:
        for who, files in sorted(sheets.items()):
            own = making / folder_name(who)
            own.mkdir(mode=PRIVATE_FOLDER)
            for name, text in files.items():
                path = own / name
                path.touch(mode=PRIVATE_FILE)
                path.write_bytes(text.encode("utf-8"))
        if folder.exists():
            shutil.rmtree(folder)
        making.rename(folder)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    return sorted(path for path in folder.rglob("*") if path.is_file())


def remove_sheets(folder: Path, before: dt.date) -> int:
    """Removes the days of a region's folder that lie before a day; returns how many files went."""
    gone = 0
    for day in sorted(folder.glob("????-??-??")):
        try:
            old = dt.date.fromisoformat(day.name) < before
        except ValueError:
            continue  # not a day of ours
        if old:
            gone += sum(path.is_file() for path in day.rglob("*"))
            shutil.rmtree(day)
    return gone
