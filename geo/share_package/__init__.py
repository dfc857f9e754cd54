"""The files of a package for a gemeente: tables as GeoPackage, GeoParquet and CSV, their meaning, and one zip.

Takes the frames of ``share`` and gives bytes; the same frames give the same bytes. Pages and maps are made in ``maps``.
"""

from geo.share_package.dictionary import Meaning, dictionary_text, meanings
from geo.share_package.tables import ShareTables, of_gemeente, table_files
from geo.share_package.zipped import checksums, zip_bytes

__all__ = [
    "Meaning", "ShareTables", "checksums", "dictionary_text", "meanings", "of_gemeente", "table_files", "zip_bytes",
]  # fmt: skip
