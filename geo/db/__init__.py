"""The PostGIS schema: SQLAlchemy models, Alembic migrations and bulk transfer. No queries of a question here."""
