"""What may leave the organisation, put together: read as ``wijk_public``, so that nothing else can come along.

Files of tables are made in :mod:`geo.share_package`, pages and maps in ``maps``.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

from geo.db.bulk import read_rows
from geo.db.connection import Database
from geo.disclosure import DisclosureRules, load_rules
from geo.questions import QUESTIONS
from geo.share_package import ShareTables, dictionary_text, of_gemeente, table_files, zip_bytes
from geo.share_package.tables import NothingSharedError
from geo.workspace import Region
from maps.manifest import read_manual
from maps.one_file import one_file
from maps.print_maps import maps_pdf
from maps.share_site import ShareData, build_share_site, share_site_files

READER = "wijk_public"
TABLES = ("buurt", "area", "hub", "withheld", "release", "source")

ROOT = Path(__file__).resolve().parent.parent
README = Path(__file__).parent / "share_readme.md"


def read_shared(database: Database, region: Region) -> ShareTables:
    """The shared tables of a region, read in the role that may read nothing else."""
    with database.adbc(READER) as connection:
        frames = {name: read_rows(connection, f"share.{name}", {"region": region.region}) for name in TABLES}
    if frames["release"].empty:
        raise NothingSharedError(f"Nothing is shared of {region.name} yet; run its workspace first: wijk run.")
    return ShareTables(**frames)


def share_site(database: Database, region: Region, out: Path, manifest: Path | None) -> Path:
    """Builds the shared site of a whole region into ``out``; returns its first page."""
    return build_share_site(_whole(database, region, manifest), out)


def share_file(database: Database, region: Region, manifest: Path | None) -> str:
    """The shared site of a whole region as one HTML file, for one who sends it by e-mail."""
    return one_file(_whole(database, region, manifest))


def _whole(database: Database, region: Region, manifest: Path | None) -> ShareData:
    tables = read_shared(database, region)
    whole = ShareTables(**{name: getattr(tables, name).drop(columns="run_id", errors="ignore") for name in TABLES})
    return _site_data(whole, region, load_rules(region.root), manifest)


def package(database: Database, region: Region, gemeentecode: str, manifest: Path | None) -> bytes:
    """The package of one gemeente as the bytes of a zip."""
    tables = of_gemeente(read_shared(database, region), gemeentecode)
    rules = load_rules(region.root)
    data = _site_data(tables, region, rules, manifest)
    files = {f"site/{path}": content for path, content in share_site_files(data).items()}
    files |= table_files(tables)
    files["kaarten.pdf"] = maps_pdf(data)
    files["gegevensboek.md"] = dictionary_text().encode()
    files["regels.yaml"] = _rules_text(region).encode()
    files["methode.md"] = (ROOT / "docs" / "method.md").read_bytes()
    files["voorbeeldvragen.sql"] = QUESTIONS.read_bytes()
    files["CITATION.cff"] = _citation(tables, region, gemeentecode).encode()
    files["LEESMIJ.md"] = _readme(region, gemeentecode, tables).encode()
    return zip_bytes(files)


def _site_data(tables: ShareTables, region: Region, rules: DisclosureRules, manifest: Path | None) -> ShareData:
    return ShareData(
        region=region.region, name=region.name, fictional=region.fictional, version=version("wijkplan"),
        **{name: getattr(tables, name) for name in TABLES},
        minimum=rules.min_count, base=rules.base, manual=read_manual(manifest),
    )  # fmt: skip


def _rules_text(region: Region) -> str:
    from geo.disclosure.rules import OWN, SHIPPED

    own = region.root / OWN
    return SHIPPED.read_text(encoding="utf-8") + (
        f"\n# --- {OWN}\n{own.read_text(encoding='utf-8')}" if own.is_file() else ""
    )


def _citation(tables: ShareTables, region: Region, gemeentecode: str) -> str:
    newest = tables.release.sort_values("release").iloc[-1]
    title = json.dumps(f"Wijkplan, gedeelde cijfers van {gemeentecode} ({region.name})", ensure_ascii=False)
    return (
        "cff-version: 1.2.0\ntype: dataset\nmessage: Verwijs naar deze versie met dag en kenmerk.\n"
        f"title: {title}\nauthors:\n  - name: {json.dumps(region.name, ensure_ascii=False)}\n"
        f"version: {int(newest['release'])}\ndate-released: {tables.day.isoformat()}\n"
        f"identifiers:\n  - type: other\n    value: sha256:{newest['checksum']}\n"
    )


def _readme(region: Region, gemeentecode: str, tables: ShareTables) -> str:
    return README.read_text(encoding="utf-8").format(
        gemeente=gemeentecode, region=region.name + (" (fictief)" if region.fictional else ""),
        release=int(tables.release["release"].max()), day=tables.day.isoformat(),
    )  # fmt: skip
