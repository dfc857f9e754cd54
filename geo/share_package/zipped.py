"""Files as one zip whose bytes depend on the files alone."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The time of every entry: the earliest that a zip knows."""

SUMS = "SHA256SUMS"


def checksums(files: Mapping[str, bytes]) -> bytes:
    """The SHA-256 of every file, as ``sha256sum -c`` reads it."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """The files and their checksums as a zip: entries sorted, times and rights fixed."""
    whole = {**files, SUMS: checksums(files)}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(whole):
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(entry, whole[name])
    return out.getvalue()
