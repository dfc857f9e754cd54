"""Alembic's environment: our metadata, our schemas only, GeoAlchemy2's helpers, the owner role."""

from alembic import context
from geoalchemy2 import alembic_helpers
from sqlalchemy import text

from geo.db.base import ALEMBIC_SCHEMAS
from geo.db.models import Base


def include_name(name: str | None, type_: str, parent_names: object) -> bool:
    """Alembic looks at its own schemas only: core and marts are dbt's."""
    return name in ALEMBIC_SCHEMAS if type_ == "schema" else True


def run() -> None:
    """Runs migrations on the connection that :mod:`geo.db.migrate` passes."""
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_schemas=True,
        include_name=include_name,
        include_object=alembic_helpers.include_object,
        process_revision_directives=alembic_helpers.writer,
        render_item=alembic_helpers.render_item,
        version_table="alembic_version",
        version_table_schema="public",
        compare_type=True,
    )
    with context.begin_transaction():
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('wijk migrate', 0))"))
        context.run_migrations()


run()
