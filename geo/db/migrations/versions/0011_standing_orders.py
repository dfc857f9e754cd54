"""standing orders, and the way back of trip requests

Revision: 0011
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None

CLOCK = "seconds since midnight, local time"
RETURNS = {
    "return_from_s": f"Earliest pick-up of the return, {CLOCK}; NULL: none",
    "return_to_s": f"Latest drop-off of the return, {CLOCK}; NULL: none",
}
GOODS = {
    "delivery_id or order_id": "delivery_id, order_id or standing_id",
    "Goods by delivery or order line": "Goods by delivery, order line or standing order",
}


def upgrade() -> None:
    op.execute("SET LOCAL ROLE wijk_owner")
    op.create_table(
        "standing_order",
        sa.Column("region", sa.Text(), nullable=False, comment="Region the file was loaded for"),
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load this row came with"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the source file, the header not counted"),
        sa.Column("standing_id", sa.Text(), nullable=False, comment="Stable id"),
        sa.Column("weekdays", sa.Text(), nullable=False, comment="ISO weekdays joined by commas, '1' is Monday"),
        sa.Column(
            "every_weeks",
            sa.Integer(),
            nullable=False,
            comment="Once in so many weeks, counted from the week of starts_on",
        ),
        sa.Column("starts_on", sa.Date(), nullable=False, comment="First day"),
        sa.Column("ends_on", sa.Date(), nullable=True, comment="Last day; NULL until further notice"),
        sa.Column("supplier_id", sa.Text(), nullable=True, comment="Supplier; NULL for a visit without goods"),
        sa.Column("hub_id", sa.Text(), nullable=False, comment="Hub"),
        sa.Column("resident_key", sa.Text(), nullable=False, comment="Pseudonym of the resident's address"),
        sa.Column("kind", sa.Text(), nullable=False, comment="Delivery, visit without goods, or return flow"),
        sa.Column("contact", sa.Boolean(), nullable=False, comment="Contact wanted; false: letterbox"),
        sa.Column("service_minutes", sa.Float(), nullable=True, comment="Minutes at the address, where known"),
        sa.Column("window_from_s", sa.Integer(), nullable=True, comment=f"Earliest start, {CLOCK}"),
        sa.Column("window_to_s", sa.Integer(), nullable=True, comment=f"Latest start, {CLOCK}"),
        sa.CheckConstraint("kind IN ('delivery', 'visit', 'return')", name=op.f("ck_standing_order_kind_known")),
        sa.CheckConstraint("every_weeks >= 1", name=op.f("ck_standing_order_every_weeks_range")),
        sa.ForeignKeyConstraint(
            ["load_id"],
            ["intake.load.load_id"],
            name=op.f("fk_standing_order_load_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("load_id", "row_number", name=op.f("pk_standing_order")),
        schema="intake",
        comment="Standing orders: what comes back on fixed weekdays",
    )
    op.create_index(op.f("ix_standing_order_region"), "standing_order", ["region"], schema="intake")
    for name, comment in RETURNS.items():
        op.add_column("trip_request", sa.Column(name, sa.Integer(), nullable=True, comment=comment), schema="intake")
    op.alter_column(
        "trip_request",
        "max_ride_s",
        existing_type=sa.Integer(),
        comment="Longest time on board of one way, seconds",
        existing_comment="Longest time on board, seconds",
        existing_nullable=False,
        schema="intake",
    )
    _goods("'delivery', 'order_line', 'standing_order'", list(GOODS.values()), list(GOODS))
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.execute("SET LOCAL ROLE wijk_owner")
    op.execute("DELETE FROM intake.load WHERE source = 'standing_order'")
    _goods("'delivery', 'order_line'", list(GOODS), list(GOODS.values()))
    op.alter_column(
        "trip_request",
        "max_ride_s",
        existing_type=sa.Integer(),
        comment="Longest time on board, seconds",
        existing_comment="Longest time on board of one way, seconds",
        existing_nullable=False,
        schema="intake",
    )
    for name in RETURNS:
        op.drop_column("trip_request", name, schema="intake")
    op.drop_table("standing_order", schema="intake")
    op.execute("RESET ROLE")


def _goods(kinds: str, comments: list[str], before: list[str]) -> None:
    """What a row of goods may belong to, and the comments that say so."""
    name = op.f("ck_goods_line_kind_known")
    op.drop_constraint(name, "goods", schema="vault", type_="check")
    op.create_check_constraint(name, "goods", f"line_kind IN ({kinds})", schema="vault")
    op.alter_column(
        "goods",
        "line_id",
        existing_type=sa.Text(),
        comment=comments[0],
        existing_comment=before[0],
        existing_nullable=False,
        schema="vault",
    )
    op.create_table_comment("goods", comments[1], existing_comment=before[1], schema="vault")
