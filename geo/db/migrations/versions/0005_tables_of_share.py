"""tables of share

Revision: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL ROLE wijk_owner")
    op.create_geospatial_table(
        "buurt",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("buurtcode", sa.Text(), nullable=False, comment="Buurt"),
        sa.Column("buurtnaam", sa.Text(), nullable=False, comment="Name"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="Gemeente"),
        sa.Column("expected_frail", sa.Integer(), nullable=True, comment="Expected frail 65+ at home, rounded"),
        sa.Column(
            "reachable_pct",
            sa.Integer(),
            nullable=True,
            comment="Reachable within the baseline's minutes, percent, rounded to 5",
        ),
        sa.Column("deliveries", sa.Integer(), nullable=True, comment="Deliveries in the last twelve months, rounded"),
        sa.Column("known_addresses", sa.Integer(), nullable=True, comment="Addresses in view, rounded"),
        sa.Column("withheld", sa.Text(), nullable=False, comment="Which figures were withheld, joined by commas"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column(
            "geometry",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=28992,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
            comment="Boundary, RD New",
        ),
        sa.PrimaryKeyConstraint("region", "buurtcode", name=op.f("pk_buurt")),
        schema="share",
    )
    op.create_table_comment("buurt", "Buurten with rounded figures; NULL where a figure is withheld", schema="share")
    op.create_geospatial_index(
        "idx_buurt_geometry",
        "buurt",
        ["geometry"],
        unique=False,
        schema="share",
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_geospatial_table(
        "hub",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("hub_id", sa.Text(), nullable=False, comment="Hub"),
        sa.Column("name", sa.Text(), nullable=False, comment="Name"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="Gemeente"),
        sa.Column("mean_minutes", sa.Float(), nullable=True, comment="Mean travel time in its catchment, minutes"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column(
            "geometry",
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
            comment="Location, RD New",
        ),
        sa.PrimaryKeyConstraint("region", "hub_id", name=op.f("pk_hub")),
        schema="share",
    )
    op.create_table_comment("hub", "Hubs that are open in the baseline", schema="share")
    op.create_geospatial_index(
        "idx_hub_geometry",
        "hub",
        ["geometry"],
        unique=False,
        schema="share",
        postgresql_using="gist",
        postgresql_ops={},
    )

    op.execute("RESET ROLE")


def downgrade() -> None:
    op.drop_geospatial_index(
        "idx_hub_geometry", table_name="hub", schema="share", postgresql_using="gist", column_name="geometry"
    )
    op.drop_geospatial_table("hub", schema="share")
    op.drop_geospatial_index(
        "idx_buurt_geometry", table_name="buurt", schema="share", postgresql_using="gist", column_name="geometry"
    )
    op.drop_geospatial_table("buurt", schema="share")
