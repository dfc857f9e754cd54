"""Extension, roles, schemas and grants: default-deny before the first table.

Revision: 0001
Revises:
"""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROLES = ("wijk_owner", "wijk_pipeline", "wijk_planner", "wijk_concierge", "wijk_researcher", "wijk_public")
SCHEMAS = ("intake", "vault", "core", "planning", "marts", "share")
READERS = {  # schema -> roles that may read every table of it, now and later
    "intake": ("wijk_pipeline",),
    "vault": ("wijk_pipeline",),
    "core": ("wijk_pipeline", "wijk_planner"),
    "planning": ("wijk_pipeline", "wijk_planner"),
    "marts": ("wijk_pipeline", "wijk_planner", "wijk_researcher"),
    "share": ("wijk_pipeline", "wijk_planner", "wijk_researcher", "wijk_public"),
}
WRITTEN_BY_PIPELINE = ("intake", "vault", "planning", "share")


def upgrade() -> None:
    # asked first: CREATE EXTENSION IF NOT EXISTS wants privileges even where there is nothing to create
    op.execute(
        "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'postgis') "
        "THEN CREATE EXTENSION postgis; END IF; END $$"
    )
    for role in ROLES:
        # roles are cluster-wide: another database of this server may have made them
        op.execute(
            f"DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{role}') "
            f"THEN CREATE ROLE {role} NOLOGIN; END IF; "
            f"IF NOT pg_has_role(current_user, '{role}', 'MEMBER') THEN GRANT {role} TO CURRENT_USER; END IF; END $$"
        )
    op.execute("DO $$ BEGIN EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()); END $$")
    op.execute(
        "DO $$ BEGIN EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO "
        + ", ".join(ROLES)
        + "', current_database()); "
        "EXECUTE format('GRANT CREATE ON DATABASE %I TO wijk_owner', current_database()); END $$"
    )
    for schema in SCHEMAS:
        op.execute(f"CREATE SCHEMA {schema} AUTHORIZATION wijk_owner")
        readers = ", ".join(READERS[schema])
        op.execute("SET LOCAL ROLE wijk_owner")
        op.execute(f"GRANT USAGE ON SCHEMA {schema} TO {readers}")
        default = f"ALTER DEFAULT PRIVILEGES FOR ROLE wijk_owner IN SCHEMA {schema}"
        op.execute(f"{default} GRANT SELECT ON TABLES TO {readers}")
        if schema in WRITTEN_BY_PIPELINE:
            op.execute(f"{default} GRANT INSERT, UPDATE, DELETE ON TABLES TO wijk_pipeline")
            op.execute(f"{default} GRANT USAGE ON SEQUENCES TO wijk_pipeline")
        op.execute("RESET ROLE")


def downgrade() -> None:
    for schema in reversed(SCHEMAS):
        op.execute(f"DROP SCHEMA {schema} CASCADE")
    # roles stay: they are cluster-wide, and another database may use them
