"""Residents who come to the hub for their goods.

Revision: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

REASONS = "'no_concierge', 'no_address', 'unreachable', 'outside_hours', 'capacity', 'window', 'zone', 'vehicle'"
BEFORE = "no_concierge, no_address, unreachable, outside_hours, capacity, window, zone (no vehicle may enter) or vehicle (too large, cold or far)"
NOW = "no_concierge, no_address, unreachable, outside_hours, capacity, window, zone (no vehicle may enter), vehicle (too large, cold or far), or picks_up (waits at the hub for the resident)"


def _reasons(allowed: str, comment: str, existing: str) -> None:
    op.drop_constraint(op.f("ck_unplanned_reason_known"), "unplanned", schema="planning", type_="check")
    op.create_check_constraint(
        op.f("ck_unplanned_reason_known"), "unplanned", f"reason IN ({allowed})", schema="planning"
    )
    op.alter_column(
        "unplanned",
        "reason",
        existing_type=sa.TEXT(),
        comment=comment,
        existing_comment=existing,
        existing_nullable=False,
        schema="planning",
    )


def upgrade() -> None:
    op.execute("SET LOCAL ROLE wijk_owner")
    op.add_column(
        "wish",
        sa.Column(
            "picks_up",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="Picks goods up at the hub; nobody rings with them",
        ),
        schema="vault",
    )
    op.alter_column("wish", "picks_up", server_default=None, schema="vault")
    _reasons(f"{REASONS}, 'picks_up'", NOW, BEFORE)
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.execute("SET LOCAL ROLE wijk_owner")
    op.execute("DELETE FROM planning.unplanned WHERE reason = 'picks_up'")
    _reasons(REASONS, BEFORE, NOW)
    op.drop_column("wish", "picks_up", schema="vault")
    op.execute("RESET ROLE")
