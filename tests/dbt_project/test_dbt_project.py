"""The dbt project as it stands in the repository: parsed by dbt itself, without a database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from geo.db.base import ALEMBIC_SCHEMAS, DBT_SCHEMAS, ROLES
from geo.db.models import Base
from geo.published_schema import COLUMNS, digest_of_lines, newest_entry, schema_lines

PROJECT = Path(__file__).resolve().parents[2] / "dbt"
CORE = {
    "gemeente", "wijk", "buurt", "address", "facility", "hub", "supplier", "depot", "delivery", "visit", "order_line",
    "standing_order",
    "concierge", "duty", "vehicle", "trip_request", "signal_count", "area_figure", "area_change", "health", "care_use",
    "population_age", "frailty_rate", "zone", "assumption",
}  # fmt: skip
MARTS = {
    "buurt_overview", "delivery_month", "hub_alternatives", "supplier_flow", "van_pool", "impact", "coverage_wijk",
    "coverage_difference", "wijk_next", "hub_compare", "coverage_month", "supplier_wijk", "forecast_actual",
}  # fmt: skip
HANDLING = {"erasure", "access", "concierge_login"}  # kept about the handling of persons; names none
PERSON_KEYS = {"resident_key", "passenger_key", "concierge_key"}
# what traces a row to its file and names it, but says nothing of a person
STRUCTURAL = PERSON_KEYS | {
    "region", "row_number", "load_id", "run_id", "service_date", "route_id", "line_kind", "line_id", "request_id",
    "facility_id",
}  # fmt: skip
LANDED = {"area_figure": "key_figure"}
# rows by postcode area have no gemeente: they stay in intake
LEFT_OUT = {"care_use": {"area_kind", "postcode3"}}
PUBLIC = {
    "address": {"street", "house_number", "postcode"},
    "facility": {"street", "house_number", "postcode", "place"},
}


@pytest.fixture(scope="module")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], dict[str, Any]]:
    """What `dbt parse` said, warnings as errors, and the manifest it wrote; no database and no WIJK_DBT_* variables."""
    target = tmp_path_factory.mktemp("dbt")
    command = [str(Path(sys.executable).parent / "dbt"), "--warn-error", "--no-use-colors", "parse"]
    command += ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    command += ["--target-path", str(target), "--log-path", str(target), "--no-partial-parse"]
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("WIJK_DBT_", "DBT_"))}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    manifest = target / "manifest.json"
    return done, json.loads(manifest.read_text()) if manifest.exists() else {}


@pytest.fixture(scope="module")
def manifest(parsed) -> dict[str, Any]:
    done, manifest = parsed
    assert done.returncode == 0, done.stdout + done.stderr
    return manifest


def models(manifest: dict[str, Any], schema: str | None = None) -> dict[str, dict[str, Any]]:
    every = {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] == "model"}
    return {name: node for name, node in every.items() if schema is None or node["config"]["schema"] == schema}


def personal_columns() -> set[str]:
    vault = {
        column.name
        for table in Base.metadata.tables.values()
        if table.schema == "vault" and table.name not in HANDLING
        for column in table.columns
    }
    return vault - STRUCTURAL


def test_dbt_parses_the_project_without_a_database_and_without_a_warning(parsed):
    done, _ = parsed
    assert done.returncode == 0, done.stdout + done.stderr
    assert "warn" not in (done.stdout + done.stderr).lower().replace("warn_error", "")


def test_no_python_package_shadows_dbt():
    assert not [path for path in PROJECT.rglob("*.py") if "target" not in path.relative_to(PROJECT).parts]
    assert not (PROJECT.parent / "tests" / "dbt").exists()


def test_the_project_makes_exactly_the_tables_of_core_and_marts(manifest):
    assert set(models(manifest, "core")) == CORE
    assert set(models(manifest, "marts")) == MARTS
    others = {name: node for name, node in models(manifest).items() if name not in CORE | MARTS}
    assert {node["config"]["materialized"] for node in others.values()} == {"ephemeral"}


def test_every_model_and_column_is_described_in_dutch_and_english(manifest):
    described = {f"model {name}": node["description"] for name, node in models(manifest).items()}
    for name, node in models(manifest).items():
        assert node["columns"], f"{name} lists no columns"
        described |= {f"{name}.{column}": value["description"] for column, value in node["columns"].items()}
    described |= {source["unique_id"]: source["description"] for source in manifest["sources"].values()}
    described |= {key: exposure["description"] for key, exposure in manifest["exposures"].items()}
    assert not [
        what
        for what, text in described.items()
        if not text.startswith("NL: ") or " EN: " not in text.replace("\n", " ")
    ]


def test_every_table_has_an_enforced_contract_with_a_key_that_starts_with_the_region(manifest):
    for name, node in (models(manifest, "core") | models(manifest, "marts")).items():
        assert node["config"]["contract"]["enforced"], name
        keys = [c["columns"] for c in node["constraints"] if c["type"] == "primary_key"]
        assert len(keys) == 1, name
        assert keys[0][0] == "region", name
        required = {column for column, value in node["columns"].items() if value["constraints"]}
        assert {*keys[0], "gemeentecode"} <= required, name


def test_every_geometry_column_has_a_spatial_index(manifest):
    for name, node in (models(manifest, "core") | models(manifest, "marts")).items():
        indexed = {i["columns"][0] for i in node["config"].get("indexes", []) if i.get("type") == "gist"}
        spatial = {column for column, value in node["columns"].items() if value["data_type"].startswith("geometry")}
        assert spatial == indexed, name


def test_a_table_about_persons_has_no_column_of_the_vault_and_no_place(manifest):
    personal = personal_columns()
    assert {"name", "house_number", "geometry", "goods_kind", "wheelchair"} <= personal
    for name, node in models(manifest, "core").items():
        columns = node["columns"]
        if PERSON_KEYS & set(columns):
            assert not personal & set(columns), name
            assert not [column for column, value in columns.items() if "geometry" in value["data_type"]], name
        else:
            assert personal & set(columns) <= {"name", "geometry"} | PUBLIC.get(name, set()), name


def test_marts_hold_no_person(manifest):
    for name, node in models(manifest, "marts").items():
        assert personal_columns() & set(node["columns"]) <= {"geometry"}, name
        assert not [column for column in node["columns"] if column.endswith("_key")], name
        assert not {"delivery_id", "visit_id", "order_id", "request_id"} & set(node["columns"]), name


def test_of_the_vault_dbt_reads_places_and_keys_alone(manifest):
    read = {source["name"] for source in manifest["sources"].values() if source["schema"] == "vault"}
    assert read == {"resident", "passenger"}
    assert set(models(manifest)["stg_resident"]["columns"]) == {"region", "resident_key", "geometry"}
    assert set(models(manifest)["stg_passenger"]["columns"]) == {"region", "request_id", "pickup", "dropoff"}
    columns_read = "".join(
        models(manifest)[name]["raw_code"].split("columns=")[1].split("]")[0]
        for name in ("stg_resident", "stg_passenger")
    )
    assert not [column for column in ("name", "street", "postcode", "wheelchair") if f"'{column}'" in columns_read]


def test_core_carries_every_column_of_its_intake_table(manifest):
    for name in CORE - {"gemeente", "wijk", "address"}:
        table = Base.metadata.tables[f"intake.{LANDED.get(name, name)}"]
        landed = {column.name for column in table.columns} - {"load_id", "row_number"} - LEFT_OUT.get(name, set())
        assert landed <= set(models(manifest, "core")[name]["columns"]), name


def test_every_source_is_a_table_that_alembic_owns_and_has_its_asset_key(manifest):
    for source in manifest["sources"].values():
        assert source["schema"] in ALEMBIC_SCHEMAS
        assert f"{source['schema']}.{source['name']}" in Base.metadata.tables
        assert source["source_name"] == source["schema"]
        assert source["config"]["meta"]["dagster"]["asset_key"] == [source["schema"], source["name"]]


def test_core_never_waits_for_planning_or_marts(manifest):
    for name, node in models(manifest).items():
        if "core" in node["config"]["tags"]:
            assert "marts" not in node["config"]["tags"]
            parents = node["depends_on"]["nodes"]
            assert not [parent for parent in parents if ".planning." in parent], name
            assert not [
                parent
                for parent in parents
                if parent in manifest["nodes"] and "marts" in manifest["nodes"][parent]["tags"]
            ], name


def test_grants_name_roles_that_exist_and_researchers_read_marts_alone(manifest):
    for schema in DBT_SCHEMAS:
        for name, node in models(manifest, schema).items():
            readers = node["config"]["grants"]
            assert set(readers) == {"select"}, name
            assert set(readers["select"]) <= set(ROLES), name
            assert "wijk_pipeline" in readers["select"], name
            assert ("wijk_researcher" in readers["select"]) == (schema == "marts"), name


def test_every_table_has_a_test_of_its_key(manifest):
    tested = {
        node["attached_node"].rsplit(".", 1)[1]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test" and (node.get("test_metadata") or {}).get("name") == "key_in_region"
    }
    assert tested == CORE | MARTS


def test_the_schema_that_others_build_on_changes_only_with_an_entry_in_its_changelog(manifest):
    lines = schema_lines(manifest)
    written = COLUMNS.read_text(encoding="utf-8").splitlines()
    changed = {"added": sorted(set(lines) - set(written)), "gone": sorted(set(written) - set(lines))}
    assert lines == written, f"write docs/schema.txt again (see CHANGELOG-schema.md): {changed}"
    assert newest_entry()[2] == digest_of_lines(lines), f"add an entry with `{digest_of_lines(lines)}`"


def test_a_changelog_without_an_entry_is_refused_and_the_newest_is_the_first():
    text = "# x\n\n## 2.0.0 - 2026-02-03 - `0123456789ab`\n\n## 1.0.0 - 2026-02-02 - `aaaaaaaaaaaa`\n"
    assert newest_entry(text) == ("2.0.0", "2026-02-03", "0123456789ab")
    with pytest.raises(ValueError, match="has no entry"):
        newest_entry("# x")
