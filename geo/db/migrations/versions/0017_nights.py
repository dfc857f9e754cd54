"""Nights: files that could not be read, and what each step of a run cost.

Revision: 0017
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL ROLE wijk_owner")
    op.create_table(
        "setback",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("source", sa.Text(), nullable=False, comment="Source"),
        sa.Column("file_name", sa.Text(), nullable=False, comment="Path of the file inside its workspace"),
        sa.Column("told", sa.Text(), nullable=False, comment="Why it was refused, with the mend"),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False, comment="When it was first refused"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that refused it last"),
        sa.PrimaryKeyConstraint("region", "source", "file_name", name=op.f("pk_setback")),
        schema="intake",
        comment="Files that a night could not read; their earlier load counts on",
    )
    op.create_table(
        "step",
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run"),
        sa.Column("step", sa.Text(), nullable=False, comment="Step: an asset, or several made together"),
        sa.Column("job", sa.Text(), nullable=False, comment="Job"),
        sa.Column("partition", sa.Text(), nullable=False, comment="Partition; empty where there is none"),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False, comment="When it ended"),
        sa.Column("succeeded", sa.Boolean(), nullable=False, comment="It came to its end"),
        sa.Column("seconds", sa.Float(), nullable=False, comment="Duration, seconds"),
        sa.Column("cpu_s", sa.Float(), nullable=False, comment="Processor time of the run's own process, seconds"),
        sa.Column(
            "peak_mb",
            sa.Float(),
            nullable=True,
            comment="Most memory of the run's own process while it ran, MB; NULL where the system does not tell",
        ),
        sa.PrimaryKeyConstraint("run_id", "step", name=op.f("pk_step")),
        schema="intake",
        comment="Steps of runs: how long they took and how much memory",
    )
    op.create_index(op.f("ix_step_ended_at"), "step", ["ended_at"], schema="intake")
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.execute("SET LOCAL ROLE wijk_owner")
    op.drop_table("step", schema="intake")
    op.drop_table("setback", schema="intake")
    op.execute("RESET ROLE")
