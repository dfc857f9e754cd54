"""What a step back may not throw away: rows that no file and no run makes again. Steps themselves are in ``versions``."""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

from geo.db.connection import DatabaseError


def refuse_to_lose(what: str, table: str, where: str = "true") -> None:
    """Stops a step back while ``table`` has rows that cannot be made again.

    Args:
        what: what the rows are, in plain words.
        table: ``schema.name``, of the step itself.
        where: which rows, as SQL of the step itself.

    Raises:
        DatabaseError: there are such rows; nothing was changed.
    """
    count = op.get_bind().scalar(text(f"SELECT count(*) FROM {table} WHERE {where}"))
    if count:
        raise DatabaseError(
            f"{table} holds {count} rows ({what}) that nothing can make again, so the schema stays as it is; "
            "to go back to before it, restore a backup of then."
        )
