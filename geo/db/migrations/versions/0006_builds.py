"""what dbt built last

Revision: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL ROLE wijk_owner")
    op.create_table(
        "build",
        sa.Column("name", sa.Text(), nullable=False, comment="What was built: core or marts"),
        sa.Column("digest", sa.Text(), nullable=False, comment="Digest of the project and of all that the build read"),
        sa.Column("built_at", sa.DateTime(timezone=True), nullable=False, comment="When it was built"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that built it"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_build")),
        schema="intake",
        comment="What dbt built last, and the digest of what it read",
    )
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.execute("SET LOCAL ROLE wijk_owner")
    op.drop_table("build", schema="intake")
    op.execute("RESET ROLE")
