"""Retention: runs of the periods, and buurten of codes that stand where pseudonyms were.

Revision: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

from geo.db.migrations.loss import refuse_to_lose

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL ROLE wijk_owner")
    op.create_table(
        "former_place",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column(
            "resident_key",
            sa.Text(),
            nullable=False,
            comment="Code; whose it is, only the key of the pseudonyms tells",
        ),
        sa.Column("buurtcode", sa.Text(), nullable=False, comment="Buurt in which the address lay"),
        sa.PrimaryKeyConstraint("region", "resident_key", name=op.f("pk_former_place")),
        schema="intake",
        comment="Buurten of codes that stand in place of pseudonyms older than the retention period",
    )
    op.create_table(
        "retention",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run"),
        sa.Column("table_name", sa.Text(), nullable=False, comment="Table, schema.name, or 'route sheets'"),
        sa.Column("rule", sa.Text(), nullable=False, comment="Key of the period in geo/retention/periods.yaml"),
        sa.Column("action", sa.Text(), nullable=False, comment="removed, coded or blanked"),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=False, comment="When"),
        sa.Column("before", sa.Date(), nullable=False, comment="What is older than this day went"),
        sa.Column("rows", sa.BigInteger(), nullable=False, comment="How many rows or files"),
        sa.CheckConstraint("action IN ('removed', 'coded', 'blanked')", name=op.f("ck_retention_action_known")),
        sa.PrimaryKeyConstraint("region", "run_id", "table_name", "rule", name=op.f("pk_retention")),
        schema="intake",
        comment="Runs of the retention periods: rows removed by table, without their content",
    )
    # how much was removed is written down by the owner's asset and never changed by the pipeline
    op.execute("REVOKE INSERT, UPDATE, DELETE ON intake.retention, intake.former_place FROM wijk_pipeline")
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.execute("SET LOCAL ROLE wijk_owner")
    refuse_to_lose("buurten of whom only a code is left", "intake.former_place")
    refuse_to_lose("the account of what was removed", "intake.retention", "rows > 0")
    op.drop_table("retention", schema="intake")
    op.drop_table("former_place", schema="intake")
    op.execute("RESET ROLE")
