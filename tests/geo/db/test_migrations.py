import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from geo.db.base import ALEMBIC_SCHEMAS, DBT_SCHEMAS, ROLES
from geo.db.connection import Database, DatabaseError
from geo.db.migrate import MIGRATIONS, check, current_revision, migrate, newest_revision
from geo.db.models import Base


def scalar(database: Database, query: str) -> object:
    engine = database.engine()
    with engine.connect() as connection:
        found = connection.execute(sa.text(query)).scalar()
    engine.dispose()
    return found


def test_the_models_and_the_migrated_database_agree(database: Database) -> None:
    check(database)
    assert current_revision(database) == newest_revision()


def test_migrating_twice_changes_nothing(database: Database) -> None:
    assert migrate(database) is False


def test_every_table_and_column_is_described_in_the_database(database: Database) -> None:
    undescribed = scalar(
        database,
        "SELECT count(*) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 "
        "WHERE c.relkind = 'r' AND c.relnamespace::regnamespace::text IN ('intake','vault','planning','share') "
        "AND (col_description(c.oid, a.attnum) IS NULL OR obj_description(c.oid) IS NULL)",
    )
    assert undescribed == 0


def test_every_geometry_column_is_typed_in_rd_new_and_indexed_but_in_vault(database: Database) -> None:
    assert scalar(database, "SELECT count(*) FROM geometry_columns WHERE srid <> 28992") == 0
    columns = scalar(database, "SELECT count(*) FROM geometry_columns WHERE f_table_schema <> 'vault'")
    indexes = scalar(database, "SELECT count(*) FROM pg_indexes WHERE indexdef LIKE '%USING gist%'")
    assert (
        scalar(database, "SELECT count(*) FROM pg_indexes WHERE schemaname = 'vault' AND indexdef LIKE '%gist%'") == 0
    )
    assert columns == indexes
    assert columns


@pytest.mark.parametrize("role", ROLES)
def test_only_owner_and_pipeline_read_the_vault(database: Database, role: str) -> None:
    for name, table in Base.metadata.tables.items():
        allowed = scalar(database, f"SELECT has_table_privilege('{role}', '{name}', 'SELECT')")
        if table.schema == "vault":
            assert allowed is (role in ("wijk_owner", "wijk_pipeline")), name
        if role == "wijk_public":
            assert allowed is (table.schema == "share"), name


def test_every_schema_exists_and_the_login_role_may_become_each_role(database: Database) -> None:
    for schema in (*ALEMBIC_SCHEMAS, *DBT_SCHEMAS):
        assert scalar(database, f"SELECT has_schema_privilege('{schema}', 'USAGE')")
    engine = database.engine()
    for role in ROLES:
        with engine.begin() as connection:
            connection.execute(sa.text(f"SET ROLE {role}"))
    engine.dispose()


def test_a_server_that_does_not_answer_is_one_sentence(database: Database) -> None:
    nowhere = Database(database.url.set(port=1))
    with pytest.raises(DatabaseError, match=r"No connection with postgresql://wijk:\*\*\*@127\.0\.0\.1:1"):
        migrate(nowhere)


def test_a_step_back_that_would_lose_what_nothing_makes_again_is_refused(database: Database) -> None:
    kept = {
        "frozen copies": "INSERT INTO intake.snapshot VALUES ('r', 1, '2026-02-03', '1.0.0', 'x')",
        "only a code": "INSERT INTO intake.former_place VALUES ('r', 'e1', 'BU1')",
        "what was removed": "INSERT INTO intake.retention VALUES "
        "('r', 'x', 'intake.visit', 'visits', 'coded', now(), '2026-02-03', 4)",
    }
    engine = database.engine()

    def back() -> None:
        with engine.begin() as connection:
            config = Config(attributes={"connection": connection})
            config.set_main_option("script_location", str(MIGRATIONS))
            command.downgrade(config, "0018")

    for what, row in kept.items():
        with engine.begin() as connection:
            connection.execute(sa.text(row))
        with pytest.raises(DatabaseError, match=what):
            back()
        assert current_revision(database) == newest_revision()
        with engine.begin() as connection:
            connection.execute(sa.text(f"DELETE FROM {row.split()[2]}"))
    back()
    assert current_revision(database) == "0018"
    assert migrate(database) is True
    engine.dispose()
    check(database)


def test_the_pipeline_changes_no_account_of_what_was_frozen_or_removed(database: Database) -> None:
    for name in ("intake.snapshot", "intake.retention", "intake.former_place"):
        allowed = f"SELECT has_table_privilege('wijk_pipeline', '{name}', 'INSERT, UPDATE, DELETE')"
        assert scalar(database, allowed) is False, name
        assert scalar(database, f"SELECT has_table_privilege('wijk_pipeline', '{name}', 'SELECT')")
