"""Frozen copies for research: number, day, version of the schema, checksum.

Revision: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

from geo.db.migrations.loss import refuse_to_lose

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL ROLE wijk_owner")
    op.create_table(
        "snapshot",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("snapshot", sa.Integer(), nullable=False, comment="Number, from 1"),
        sa.Column("frozen_on", sa.Date(), nullable=False, comment="Day on which it was first made, local time"),
        sa.Column(
            "schema_version", sa.Text(), nullable=False, comment="Version of the schema, see docs/CHANGELOG-schema.md"
        ),
        sa.Column("checksum", sa.Text(), nullable=False, comment="SHA-256 of its tables as CSV"),
        sa.PrimaryKeyConstraint("region", "snapshot", name=op.f("pk_snapshot")),
        schema="intake",
        comment="Frozen copies of marts and share, to be cited",
    )
    # what a citation refers to is written by the owner's command and never changed by the pipeline
    op.execute("REVOKE INSERT, UPDATE, DELETE ON intake.snapshot FROM wijk_pipeline")
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.execute("SET LOCAL ROLE wijk_owner")
    refuse_to_lose("frozen copies that may have been cited", "intake.snapshot")
    op.drop_table("snapshot", schema="intake")
    op.execute("RESET ROLE")
