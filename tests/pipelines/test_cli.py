import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from geo.db.base import ALEMBIC_SCHEMAS, DBT_SCHEMAS, ROLES
from geo.db.connection import Database
from geo.workspace import FILES, OWN_FILES, load_region, load_scenarios
from pipelines.cli.main import app
from pipelines.home import Home
from tests.pipelines.command import environment, throwaway_home, wijk, wijk_here

HEAVY = ("dagster", "dbt", "pandas", "geopandas", "sqlalchemy", "psycopg", "adbc_driver_postgresql", "ortools", "osrm")
COMMANDS = (
    [], *([name] for name in ("init", "fetch", "run", "nightly", "site", "demo", "dev", "doctor", "morning", "db", "scenario", "check", "share", "freeze", "person")),
    *(["db", name] for name in ("start", "stop", "status", "url", "shell", "migrate", "backup", "restore", "qgis")),
    *(["scenario", name] for name in ("list", "run", "compare")), ["check", "data"],
    *(["person", name] for name in ("export", "erase", "new-key")),
)  # fmt: skip
SCENARIO = """\
scenario: twee-hubs
title: Twee hubs, opnieuw gekozen
objective: p_median
hubs: 2
"""


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    with throwaway_home() as made:
        yield made


@pytest.fixture(scope="module")
def address(home: Home) -> str:
    told = wijk("db", "url", home=home)
    assert (told.code, told.err) == (0, "")
    return told.out.removesuffix("\n")


@pytest.fixture
def bare(tmp_path: Path) -> Home:
    """A data folder in which nothing was ever made."""
    return Home(tmp_path / "home")


# --- help and mistakes ------------------------------------------------------------------------------------------------


def known_commands() -> list[list[str]]:
    groups = [(group.name, group.typer_instance) for group in app.registered_groups]
    named = [[command.name or command.callback.__name__] for command in app.registered_commands]  # type: ignore[union-attr]
    for name, group in groups:
        named.append([str(name)])
        named += [[str(name), c.name or c.callback.__name__] for c in group.registered_commands]  # type: ignore[union-attr]
    return [[], *named]


def test_the_commands_below_are_all_there_are() -> None:
    assert sorted(known_commands()) == sorted(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: " ".join(["wijk", *c]))
def test_every_command_has_help_with_an_example(command: list[str], bare: Home) -> None:
    told = wijk_here(*command, "--help", home=bare)
    assert (told.code, told.err) == (0, "")
    example = next(line.strip() for line in told.out.splitlines() if "Example:" in line)
    assert " ".join(["wijk", *command]) in example
    assert not bare.root.exists()


def test_help_imports_nothing_heavy() -> None:
    listing = (
        "import sys\nfrom pipelines.cli import main\nsys.argv = ['wijk', '--help']\n"
        "try: main()\nexcept SystemExit as stop: assert stop.code == 0\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", listing], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True
    )
    assert "Usage: wijk" in done.stdout
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize("command", [[], ["db"], ["scenario"]], ids=" ".join)
def test_a_command_without_its_sub_command_shows_its_help(command: list[str], bare: Home) -> None:
    told = wijk_here(*command, home=bare)
    assert told.code == 0
    assert "Commands:" in told.out


@pytest.mark.parametrize(
    ("mistake", "mend"),
    [
        (["bogus"], "No such command 'bogus' (see: wijk --help)."),
        (["db", "bogus"], "No such command 'bogus' (see: wijk db --help)."),
        (["run", "--dat", "2026-02-03"], "--date"),
        (["run", "--date", "3 februari"], "does not match the formats '%Y-%m-%d' (see: wijk run --help)."),
        (["init"], "(see: wijk init --help)."),
        (["site", "--port", "70000"], "(see: wijk site --help)."),
    ],
)
def test_a_command_written_wrongly_gives_one_sentence(mistake: list[str], mend: str, bare: Home) -> None:
    assert mend in wijk(*mistake, home=bare).refusal()


def test_debug_shows_the_traceback(bare: Home) -> None:
    told = wijk("site", "--path", "--debug", home=bare)
    assert told.code == 1
    assert "Traceback" in told.err


# --- the database -----------------------------------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("psql") is None, reason="needs psql")
def test_the_url_is_one_line_that_psql_takes(address: str) -> None:
    assert "\n" not in address
    done = subprocess.run(["psql", address, "-Atc", "select 1"], capture_output=True, text=True, check=True)
    assert done.stdout == "1\n"


def test_the_login_of_the_url_may_become_each_role_and_read_every_schema(address: str) -> None:
    with psycopg.connect(address) as connection:
        for role in ROLES:
            connection.execute(f"SET ROLE {role}")
            assert connection.execute("SELECT current_user").fetchone() == (role,)
            connection.execute("RESET ROLE")
        for schema in (*ALEMBIC_SCHEMAS, *DBT_SCHEMAS):
            tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema]).fetchall()
            assert tables or schema in DBT_SCHEMAS
            assert connection.execute("SELECT has_schema_privilege(%s, 'USAGE')", [schema]).fetchone() == (True,)
            for (table,) in tables:
                connection.execute(f"SELECT count(*) FROM {schema}.{table}")


def test_a_role_is_denied_what_is_not_its_own(address: str) -> None:
    with psycopg.connect(address) as connection:
        connection.execute("SET ROLE wijk_public")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT count(*) FROM vault.resident")


def test_the_status_says_what_the_database_is_and_where_without_its_password(home: Home, address: str) -> None:
    told = wijk_here("db", "status", home=home)
    lines = dict(line.split(maxsplit=1) for line in told.out.splitlines())
    assert told.code == 0
    assert lines["kind"].startswith("private cluster, PostgreSQL ")
    assert (lines["folder"], lines["state"]) == (str(home.cluster), "running")
    assert lines["address"] == Database.from_text(address).shown
    assert lines["schema"].endswith("(newest)")
    assert str(Database.from_text(address).url.password) not in told.out


def test_the_status_of_nothing_says_how_to_start_and_starts_nothing(bare: Home) -> None:
    told = wijk_here("db", "status", home=bare)
    assert told.code == 0
    assert "not made yet; wijk db start makes it" in told.out
    assert not bare.cluster.exists()


def test_migrating_says_that_there_is_nothing_to_do(home: Home, address: str) -> None:
    assert wijk_here("db", "migrate", home=home).out.endswith("nothing to do.\n")


def test_the_database_stops_and_the_next_command_starts_it(home: Home, address: str) -> None:
    assert wijk_here("db", "stop", home=home).out == "PostGIS is stopped.\n"
    assert wijk_here("db", "stop", home=home).out == "PostGIS was not running.\n"
    assert "state     stopped" in wijk_here("db", "status", home=home).out
    assert wijk_here("db", "url", home=home).out.strip() == address


def test_the_server_that_the_environment_names_is_used_instead(bare: Home) -> None:
    with throwaway_home() as second:
        theirs = wijk_here("db", "url", home=second).out.strip()
        told = wijk("db", "url", home=bare, WIJK_DATABASE_URL=theirs)
        assert (told.code, told.out.strip()) == (0, theirs), told.err
        assert "kind      server" in wijk_here("db", "status", home=bare, WIJK_DATABASE_URL=theirs).out
        assert "left alone" in wijk_here("db", "stop", home=bare, WIJK_DATABASE_URL=theirs).out
        with psycopg.connect(theirs) as connection:
            assert connection.execute("SELECT count(*) FROM planning.route").fetchone() == (0,)
    assert not bare.cluster.exists()


# --- workspaces -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def workspace(home: Home) -> Path:
    folder = home.root.parent / "Mijn dorp"
    told = wijk_here("init", folder, "--gemeente", "GM0150", home=home)
    assert (told.code, told.err) == (0, "")
    assert told.out.splitlines()[-1] == f"Fill the files in {folder / 'data'}, then: wijk run --workspace '{folder}'"
    assert all(Path(line).is_file() for line in told.out.splitlines()[:-2])
    return folder


def test_a_new_workspace_is_a_region_with_its_gemeente_and_the_locked_baseline(workspace: Path) -> None:
    region = load_region(workspace)
    assert (region.region, region.gemeenten) == ("mijn-dorp", ("GM0150",))
    named = {s: "".join(p.relative_to(workspace).as_posix() for p in paths) for s, paths in region.files.items()}
    assert named == {**FILES, "care_use": "", "round": ""}
    assert [(s.scenario, s.locked) for s in load_scenarios(workspace).values()] == [("baseline", True)]


def test_every_own_file_has_a_template_of_one_line_and_a_dictionary_of_its_columns(workspace: Path) -> None:
    for name in OWN_FILES.values():
        header, *rest = (workspace / name).read_text(encoding="utf-8-sig").splitlines()
        described = (workspace / name).with_suffix(".md").read_text(encoding="utf-8")
        assert rest == []
        assert [column for column in header.split(";") if column not in described] == []


def test_a_workspace_that_is_there_is_not_overwritten(workspace: Path, home: Home) -> None:
    before = {path: path.read_bytes() for path in workspace.rglob("*") if path.is_file()}
    assert "not overwritten" in wijk_here("init", workspace, "--gemeente", "GM0344", home=home).refusal()
    assert {path: path.read_bytes() for path in workspace.rglob("*") if path.is_file()} == before


def test_a_code_that_is_no_gemeente_makes_no_folder(bare: Home) -> None:
    folder = bare.root.parent / "nergens"
    assert "'0150' is no gemeente code" in wijk_here("init", folder, "--gemeente", "0150", home=bare).refusal()
    assert not folder.exists()


def test_scenarios_are_listed_from_a_named_folder_and_from_the_one_it_is_run_in(workspace: Path, home: Home) -> None:
    file = workspace / "scenarios" / "twee-hubs.yaml"
    file.write_text(SCENARIO, encoding="utf-8")
    told = wijk_here("scenario", "list", "--workspace", workspace, home=home)
    file.unlink()
    assert told.code == 0
    first, second = told.out.splitlines()
    assert first.split() == ["baseline", "evaluate", "today's", "hubs", "Vandaag", "(locked)"]
    assert second.split() == ["twee-hubs", "p_median", "2", "hubs", "Twee", "hubs,", "opnieuw", "gekozen"]
    here = subprocess.run(
        [Path(sys.executable).parent / "wijk", "scenario", "list"], cwd=workspace, env=environment(home),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert here.stdout.splitlines() == [first]


@pytest.mark.parametrize("command", [["scenario", "list"], ["site", "--path"], ["nightly", "--date", "2026-02-04"]])
def test_where_there_is_no_workspace_a_command_says_how_to_get_one(command: list[str], bare: Home) -> None:
    assert wijk_here(*command, home=bare).refusal().endswith("name a folder with --workspace, or start with: wijk demo")


def test_a_folder_that_is_no_workspace_is_refused(bare: Home) -> None:
    assert "it has no region.yaml" in wijk_here("run", "--workspace", bare.root.parent, home=bare).refusal()


def test_the_site_before_its_first_build_says_how_to_build_it(workspace: Path, home: Home) -> None:
    told = wijk_here("site", "--path", "--workspace", workspace, home=home).refusal()
    assert told == f"The site of {workspace} was not built yet; start with: wijk run --workspace '{workspace}'"


def test_the_page_of_the_country_needs_no_workspace(bare: Home, database: Database) -> None:
    here = {"home": bare, "WIJK_DATABASE_URL": database.plain}
    assert "No region was planned yet" in wijk_here("site", "--country", **here).refusal()
    with psycopg.connect(database.plain, options="-c role=wijk_owner", autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE core.buurt AS SELECT 'r' AS region, 'BU90010100' AS buurtcode, 'Dorp' AS buurtnaam, "
            "'GM9001' AS gemeentecode, ST_Multi(ST_MakeEnvelope(207000, 474000, 208000, 475000, 28992)) AS geometry"
        )
        connection.execute(
            "INSERT INTO planning.frailty (region, scenario, buurtcode, group_name, wijkcode, gemeentecode, rate_set, "
            "expected, low, high, imputed, sources, missing, imputed_figures, run_id) VALUES ('r', 'baseline', "
            "'BU90010100', 'frail_65_plus_home', 'WK900101', 'GM9001', 'x', 3, 1, 5, false, '', '', '', 'run 1')"
        )
    told = wijk_here("site", "--country", **here)
    assert (told.code, told.out) == (0, f"{bare.sites / '_land' / 'index.html'}\n"), told
    assert "Dorp" in (bare.sites / "_land" / "index.html").read_text(encoding="utf-8")


def test_the_path_of_a_built_site_is_all_that_is_printed(workspace: Path, home: Home) -> None:
    index = home.sites / "mijn-dorp" / "index.html"
    index.parent.mkdir(parents=True)
    index.write_text("<!doctype html>")
    told = wijk_here("site", "--path", "--workspace", workspace, home=home)
    assert (told.code, told.out, told.err) == (0, f"{index}\n", "")
    shutil.rmtree(index.parent)
