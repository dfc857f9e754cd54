"""tables of vault

Revision: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL ROLE wijk_owner")
    op.create_table(
        "goods",
        sa.Column("region", sa.Text(), nullable=False, comment="Region the file was loaded for"),
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load this row came with"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the source file, the header not counted"),
        sa.Column("line_kind", sa.Text(), nullable=False, comment="Which table line_id points at"),
        sa.Column("line_id", sa.Text(), nullable=False, comment="delivery_id or order_id"),
        sa.Column("resident_key", sa.Text(), nullable=False, comment="Pseudonym"),
        sa.Column(
            "goods_kind",
            sa.Text(),
            nullable=False,
            comment="Kind: medicines, meals, groceries, laundry, aids, incontinence, other",
        ),
        sa.Column("cold", sa.Boolean(), nullable=False, comment="Needs cooling"),
        sa.Column("urgent", sa.Boolean(), nullable=False, comment="Cannot wait a day"),
        sa.Column("installation", sa.Boolean(), nullable=False, comment="Must be installed by the supplier"),
        sa.CheckConstraint("line_kind IN ('delivery', 'order_line')", name=op.f("ck_goods_line_kind_known")),
        sa.ForeignKeyConstraint(
            ["load_id"], ["intake.load.load_id"], name=op.f("fk_goods_load_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("load_id", "row_number", name=op.f("pk_goods")),
        schema="vault",
        comment="Goods by delivery or order line",
    )
    op.create_index(op.f("ix_goods_line_id"), "goods", ["line_id"], unique=False, schema="vault")
    op.create_index(op.f("ix_goods_region"), "goods", ["region"], unique=False, schema="vault")
    op.create_geospatial_table(
        "passenger",
        sa.Column("region", sa.Text(), nullable=False, comment="Region the file was loaded for"),
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load this row came with"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the source file, the header not counted"),
        sa.Column("request_id", sa.Text(), nullable=False, comment="Trip request"),
        sa.Column("passenger_key", sa.Text(), nullable=False, comment="Pseudonym"),
        sa.Column("name", sa.Text(), nullable=True, comment="Name"),
        sa.Column("wheelchair", sa.Boolean(), nullable=False, comment="Travels in a wheelchair"),
        sa.Column("walking_aid", sa.Boolean(), nullable=False, comment="Uses a walking aid"),
        sa.Column(
            "pickup",
            Geometry(
                geometry_type="POINT",
                srid=28992,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
            comment="Pick-up point, RD New",
        ),
        sa.Column(
            "dropoff",
            Geometry(
                geometry_type="POINT",
                srid=28992,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
            comment="Drop-off point, RD New",
        ),
        sa.ForeignKeyConstraint(
            ["load_id"], ["intake.load.load_id"], name=op.f("fk_passenger_load_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("load_id", "row_number", name=op.f("pk_passenger")),
        schema="vault",
    )
    op.create_table_comment("passenger", "Passengers: name, points, needs", schema="vault")
    op.create_geospatial_index(
        "idx_passenger_dropoff",
        "passenger",
        ["dropoff"],
        unique=False,
        schema="vault",
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_geospatial_index(
        "idx_passenger_pickup",
        "passenger",
        ["pickup"],
        unique=False,
        schema="vault",
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_index(op.f("ix_passenger_region"), "passenger", ["region"], unique=False, schema="vault")
    op.create_index(op.f("ix_passenger_request_id"), "passenger", ["request_id"], unique=False, schema="vault")
    op.create_geospatial_table(
        "resident",
        sa.Column("region", sa.Text(), nullable=False, comment="Region the file was loaded for"),
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load this row came with"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the source file, the header not counted"),
        sa.Column(
            "resident_key", sa.Text(), nullable=False, comment="Pseudonym: keyed digest of postcode and house number"
        ),
        sa.Column("name", sa.Text(), nullable=True, comment="Name"),
        sa.Column("street", sa.Text(), nullable=True, comment="Street"),
        sa.Column("house_number", sa.Text(), nullable=True, comment="House number with addition"),
        sa.Column("postcode", sa.Text(), nullable=True, comment="Postcode without a space"),
        sa.Column("place", sa.Text(), nullable=True, comment="Place"),
        sa.Column(
            "matched_by",
            sa.Text(),
            nullable=True,
            comment="How the point was found: given, address, or NULL where it was not",
        ),
        sa.Column(
            "geometry",
            Geometry(
                geometry_type="POINT",
                srid=28992,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
            comment="Front door, RD New",
        ),
        sa.ForeignKeyConstraint(
            ["load_id"], ["intake.load.load_id"], name=op.f("fk_resident_load_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("load_id", "row_number", name=op.f("pk_resident")),
        schema="vault",
    )
    op.create_table_comment("resident", "Residents: name, address, point", schema="vault")
    op.create_geospatial_index(
        "idx_resident_geometry",
        "resident",
        ["geometry"],
        unique=False,
        schema="vault",
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_index(op.f("ix_resident_region"), "resident", ["region"], unique=False, schema="vault")
    op.create_index(op.f("ix_resident_resident_key"), "resident", ["resident_key"], unique=False, schema="vault")
    op.create_geospatial_table(
        "route_line",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the deliveries or trips"),
        sa.Column("route_id", sa.Text(), nullable=False, comment="Route"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column(
            "geometry",
            Geometry(
                geometry_type="LINESTRING",
                srid=28992,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
            comment="Way along the streets, RD New",
        ),
        sa.ForeignKeyConstraint(
            ["region", "service_date", "route_id"],
            ["planning.route.region", "planning.route.service_date", "planning.route.route_id"],
            name=op.f("fk_route_line_region_service_date_route_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("region", "service_date", "route_id", name=op.f("pk_route_line")),
        schema="vault",
    )
    op.create_table_comment("route_line", "Route geometry", schema="vault")
    op.create_geospatial_index(
        "idx_route_line_geometry",
        "route_line",
        ["geometry"],
        unique=False,
        schema="vault",
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_table(
        "staff",
        sa.Column("region", sa.Text(), nullable=False, comment="Region the file was loaded for"),
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load this row came with"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the source file, the header not counted"),
        sa.Column("concierge_key", sa.Text(), nullable=False, comment="Code of the concierge"),
        sa.Column("name", sa.Text(), nullable=False, comment="Name"),
        sa.ForeignKeyConstraint(
            ["load_id"], ["intake.load.load_id"], name=op.f("fk_staff_load_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("load_id", "row_number", name=op.f("pk_staff")),
        schema="vault",
        comment="Names of concierges",
    )
    op.create_index(op.f("ix_staff_concierge_key"), "staff", ["concierge_key"], unique=False, schema="vault")
    op.create_index(op.f("ix_staff_region"), "staff", ["region"], unique=False, schema="vault")
    op.create_table(
        "wish",
        sa.Column("region", sa.Text(), nullable=False, comment="Region the file was loaded for"),
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load this row came with"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the source file, the header not counted"),
        sa.Column("resident_key", sa.Text(), nullable=False, comment="Pseudonym"),
        sa.Column("persona", sa.Text(), nullable=True, comment="Persona of TNO 2020, annex C, where known"),
        sa.Column("self_reliance", sa.Integer(), nullable=True, comment="Self-reliance, 1 low to 5 high"),
        sa.Column("contact_wish", sa.Text(), nullable=False, comment="How much contact"),
        sa.Column("wish_days", sa.Text(), nullable=True, comment="ISO weekdays joined by commas; NULL is any"),
        sa.Column("wish_from_s", sa.Integer(), nullable=True, comment="Earliest, seconds since midnight, local time"),
        sa.Column("wish_to_s", sa.Integer(), nullable=True, comment="Latest, seconds since midnight, local time"),
        sa.Column("preferred_concierge", sa.Text(), nullable=True, comment="Code of the preferred concierge"),
        sa.CheckConstraint("contact_wish IN ('much', 'normal', 'little')", name=op.f("ck_wish_contact_wish_known")),
        sa.ForeignKeyConstraint(["load_id"], ["intake.load.load_id"], name=op.f("fk_wish_load_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("load_id", "row_number", name=op.f("pk_wish")),
        schema="vault",
        comment="Wishes of residents",
    )
    op.create_index(op.f("ix_wish_region"), "wish", ["region"], unique=False, schema="vault")
    op.create_index(op.f("ix_wish_resident_key"), "wish", ["resident_key"], unique=False, schema="vault")

    op.execute("RESET ROLE")


def downgrade() -> None:
    op.drop_index(op.f("ix_wish_resident_key"), table_name="wish", schema="vault")
    op.drop_index(op.f("ix_wish_region"), table_name="wish", schema="vault")
    op.drop_table("wish", schema="vault")
    op.drop_index(op.f("ix_staff_region"), table_name="staff", schema="vault")
    op.drop_index(op.f("ix_staff_concierge_key"), table_name="staff", schema="vault")
    op.drop_table("staff", schema="vault")
    op.drop_geospatial_index(
        "idx_route_line_geometry",
        table_name="route_line",
        schema="vault",
        postgresql_using="gist",
        column_name="geometry",
    )
    op.drop_geospatial_table("route_line", schema="vault")
    op.drop_index(op.f("ix_resident_resident_key"), table_name="resident", schema="vault")
    op.drop_index(op.f("ix_resident_region"), table_name="resident", schema="vault")
    op.drop_geospatial_index(
        "idx_resident_geometry", table_name="resident", schema="vault", postgresql_using="gist", column_name="geometry"
    )
    op.drop_geospatial_table("resident", schema="vault")
    op.drop_index(op.f("ix_passenger_request_id"), table_name="passenger", schema="vault")
    op.drop_index(op.f("ix_passenger_region"), table_name="passenger", schema="vault")
    op.drop_geospatial_index(
        "idx_passenger_pickup", table_name="passenger", schema="vault", postgresql_using="gist", column_name="pickup"
    )
    op.drop_geospatial_index(
        "idx_passenger_dropoff", table_name="passenger", schema="vault", postgresql_using="gist", column_name="dropoff"
    )
    op.drop_geospatial_table("passenger", schema="vault")
    op.drop_index(op.f("ix_goods_region"), table_name="goods", schema="vault")
    op.drop_index(op.f("ix_goods_line_id"), table_name="goods", schema="vault")
    op.drop_table("goods", schema="vault")
