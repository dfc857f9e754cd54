"""All tables that Alembic owns, in one place: importing this module fills ``Base.metadata``."""

from sqlalchemy import Table

from geo.db import (
    bundles,
    care,
    figures,
    hubs,
    intake,
    need,
    nights,
    planning,
    pool,
    reach,
    retention,
    rights,
    route,
    share,
    standing,
    vault,
)
from geo.db.base import Base

__all__ = [
    "Base",
    "bundles",
    "care",
    "figures",
    "hubs",
    "intake",
    "need",
    "nights",
    "planning",
    "pool",
    "reach",
    "retention",
    "rights",
    "route",
    "share",
    "standing",
    "table",
    "vault",
]


def table(name: str) -> Table:
    """The table called ``schema.name``; raises ``KeyError`` where Alembic owns no such table."""
    return Base.metadata.tables[name]
