"""tables of intake

Revision: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL ROLE wijk_owner")
    op.create_table(
        "load",
        sa.Column("load_id", sa.Text(), nullable=False, comment="Digest of region, source, file name and content"),
        sa.Column("region", sa.Text(), nullable=False, comment="Region the file was loaded for"),
        sa.Column("source", sa.Text(), nullable=False, comment="Kind of source: the name of its intake table"),
        sa.Column("file_name", sa.Text(), nullable=False, comment="File name inside the workspace"),
        sa.Column("sha256", sa.Text(), nullable=False, comment="SHA-256 of the file's content"),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False, comment="Size of the file"),
        sa.Column("period", sa.Text(), nullable=True, comment="Period the figures speak of, where the source says so"),
        sa.Column("licence", sa.Text(), nullable=True, comment="Licence of the source"),
        sa.Column("attribution", sa.Text(), nullable=True, comment="Attribution that maps must show"),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False, comment="When it was loaded"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that loaded it"),
        sa.Column("rows_accepted", sa.Integer(), nullable=False, comment="Rows taken"),
        sa.Column("rows_rejected", sa.Integer(), nullable=False, comment="Rows refused, see intake.reject"),
        sa.Column(
            "superseded_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When a newer file of this name replaced it",
        ),
        sa.Column("superseded_by", sa.Text(), nullable=True, comment="The load that replaced it"),
        sa.ForeignKeyConstraint(["superseded_by"], ["intake.load.load_id"], name=op.f("fk_load_superseded_by")),
        sa.PrimaryKeyConstraint("load_id", name=op.f("pk_load")),
        schema="intake",
        comment="Source files that were loaded, with hash, licence and time",
    )
    op.create_index(
        "uq_load_current",
        "load",
        ["region", "source", "file_name"],
        unique=True,
        schema="intake",
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_geospatial_table(
        "address",
        sa.Column("region", sa.Text(), nullable=False, comment="Region the file was loaded for"),
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load this row came with"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the source file, the header not counted"),
        sa.Column("address_id", sa.Text(), nullable=False, comment="OpenStreetMap element, such as n123"),
        sa.Column("street", sa.Text(), nullable=True, comment="Street"),
        sa.Column("house_number", sa.Text(), nullable=False, comment="House number with addition"),
        sa.Column("postcode", sa.Text(), nullable=True, comment="Postcode without a space, 1234AB"),
        sa.Column("place", sa.Text(), nullable=True, comment="Place"),
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
            comment="Address point, RD New",
        ),
        sa.ForeignKeyConstraint(
            ["load_id"], ["intake.load.load_id"], name=op.f("fk_address_load_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("load_id", "row_number", name=op.f("pk_address")),
        schema="intake",
    )
    op.create_table_comment("address", "Addresses from OpenStreetMap", schema="intake")
    op.create_geospatial_index(
        "idx_address_geometry",
        "address",
        ["geometry"],
        unique=False,
        schema="intake",
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_index(
        "ix_address_lookup", "address", ["region", "postcode", "house_number"], unique=False, schema="intake"
    )
    op.create_index(op.f("ix_address_region"), "address", ["region"], unique=False, schema="intake")
    op.create_geospatial_table(
        "buurt",
        sa.Column("region", sa.Text(), nullable=False, comment="Region the file was loaded for"),
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load this row came with"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the source file, the header not counted"),
        sa.Column("buurtcode", sa.Text(), nullable=False, comment="CBS code BU........"),
        sa.Column("buurtnaam", sa.Text(), nullable=False, comment="Name"),
        sa.Column("wijkcode", sa.Text(), nullable=False, comment="CBS code WK......"),
        sa.Column("wijknaam", sa.Text(), nullable=True, comment="Name of the wijk"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code GM...."),
        sa.Column("gemeentenaam", sa.Text(), nullable=True, comment="Name of the gemeente"),
        sa.Column("year", sa.Integer(), nullable=True, comment="Year of the figures"),
        sa.Column("water", sa.Boolean(), nullable=False, comment="True for a buurt that is water only"),
        sa.Column("inhabitants", sa.Integer(), nullable=True, comment="Inhabitants"),
        sa.Column("aged_0_14", sa.Integer(), nullable=True, comment="Inhabitants under 15"),
        sa.Column("aged_65_plus", sa.Integer(), nullable=True, comment="Inhabitants of 65 and over"),
        sa.Column("households", sa.Integer(), nullable=True, comment="Households"),
        sa.Column("household_size", sa.Float(), nullable=True, comment="Mean persons a household"),
        sa.Column("home_value_keur", sa.Float(), nullable=True, comment="Mean value of a home, thousand euro"),
        sa.Column("owner_occupied_pct", sa.Float(), nullable=True, comment="Owner-occupied homes, percent"),
        sa.Column("single_family_pct", sa.Float(), nullable=True, comment="Single-family homes, percent"),
        sa.Column("income_keur", sa.Float(), nullable=True, comment="Mean income per inhabitant, thousand euro"),
        sa.Column("good_health_pct", sa.Float(), nullable=True, comment="Good self-rated health, percent"),
        sa.Column("address_density", sa.Float(), nullable=True, comment="Surrounding address density, per km2"),
        sa.Column("urbanity", sa.Integer(), nullable=True, comment="Urbanity class, 1 very urban to 5 rural"),
        sa.Column("land_area_ha", sa.Float(), nullable=True, comment="Land area, hectare"),
        sa.Column("gp_distance_km", sa.Float(), nullable=True, comment="Mean distance to a GP, km by road"),
        sa.Column(
            "supermarket_distance_km", sa.Float(), nullable=True, comment="Mean distance to a large supermarket, km"
        ),
        sa.Column(
            "repaired",
            sa.Boolean(),
            nullable=False,
            comment="True where the published polygon was invalid and was repaired",
        ),
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
        sa.CheckConstraint("aged_65_plus >= 0", name=op.f("ck_buurt_aged_65_plus_range")),
        sa.CheckConstraint("households >= 0", name=op.f("ck_buurt_households_range")),
        sa.CheckConstraint("inhabitants >= 0", name=op.f("ck_buurt_inhabitants_range")),
        sa.ForeignKeyConstraint(
            ["load_id"], ["intake.load.load_id"], name=op.f("fk_buurt_load_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("load_id", "row_number", name=op.f("pk_buurt")),
        schema="intake",
    )
    op.create_table_comment("buurt", "CBS buurten: boundary and key figures", schema="intake")
    op.create_geospatial_index(
        "idx_buurt_geometry",
        "buurt",
        ["geometry"],
        unique=False,
        schema="intake",
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_index(op.f("ix_buurt_region"), "buurt", ["region"], unique=False, schema="intake")
    op.create_table(
        "concierge",
        sa.Column("region", sa.Text(), nullable=False, comment="Region the file was loaded for"),
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load this row came with"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the source file, the header not counted"),
        sa.Column("concierge_key", sa.Text(), nullable=False, comment="Code of the concierge"),
        sa.Column("hub_id", sa.Text(), nullable=False, comment="Hub the concierge works from"),
        sa.Column("workdays", sa.Text(), nullable=False, comment="ISO weekdays joined by commas, '1' is Monday"),
        sa.Column(
            "shift_from_s",
            sa.Integer(),
            nullable=False,
            comment="Start of the shift, seconds since midnight, local time",
        ),
        sa.Column(
            "shift_to_s", sa.Integer(), nullable=False, comment="End of the shift, seconds since midnight, local time"
        ),
        sa.Column("vehicle_id", sa.Text(), nullable=True, comment="Vehicle usually driven"),
        sa.ForeignKeyConstraint(
            ["load_id"], ["intake.load.load_id"], name=op.f("fk_concierge_load_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("load_id", "row_number", name=op.f("pk_concierge")),
        schema="intake",
        comment="Concierges and shifts; names are in the vault",
    )
    op.create_index(op.f("ix_concierge_region"), "concierge", ["region"], unique=False, schema="intake")
    op.create_table(
        "delivery",
        sa.Column("region", sa.Text(), nullable=False, comment="Region the file was loaded for"),
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load this row came with"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the source file, the header not counted"),
        sa.Column("delivery_id", sa.Text(), nullable=False, comment="Stable id"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of delivery"),
        sa.Column("supplier_id", sa.Text(), nullable=False, comment="Supplier"),
        sa.Column("hub_id", sa.Text(), nullable=False, comment="Hub it went through"),
        sa.Column("concierge_key", sa.Text(), nullable=True, comment="Concierge, by code"),
        sa.Column("resident_key", sa.Text(), nullable=False, comment="Pseudonym of the resident's address"),
        sa.Column(
            "contact", sa.Boolean(), nullable=False, comment="True: contact at the door or inside; false: letterbox"
        ),
        sa.Column("contact_minutes", sa.Float(), nullable=True, comment="Minutes of contact"),
        sa.Column("ladder_step", sa.Integer(), nullable=True, comment="Step on the ladder of trust, 0 to 3"),
        sa.CheckConstraint("contact_minutes >= 0", name=op.f("ck_delivery_contact_minutes_range")),
        sa.CheckConstraint("ladder_step BETWEEN 0 AND 3", name=op.f("ck_delivery_ladder_step_range")),
        sa.ForeignKeyConstraint(
            ["load_id"], ["intake.load.load_id"], name=op.f("fk_delivery_load_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("load_id", "row_number", name=op.f("pk_delivery")),
        schema="intake",
        comment="Delivery history",
    )
    op.create_index(op.f("ix_delivery_region"), "delivery", ["region"], unique=False, schema="intake")
    op.create_index(op.f("ix_delivery_service_date"), "delivery", ["service_date"], unique=False, schema="intake")
    op.create_geospatial_table(
        "depot",
        sa.Column("region", sa.Text(), nullable=False, comment="Region the file was loaded for"),
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load this row came with"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the source file, the header not counted"),
        sa.Column("depot_id", sa.Text(), nullable=False, comment="Stable id"),
        sa.Column("supplier_id", sa.Text(), nullable=False, comment="Supplier"),
        sa.Column("name", sa.Text(), nullable=False, comment="Name"),
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
            comment="Location, RD New; may lie outside the region",
        ),
        sa.ForeignKeyConstraint(
            ["load_id"], ["intake.load.load_id"], name=op.f("fk_depot_load_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("load_id", "row_number", name=op.f("pk_depot")),
        schema="intake",
    )
    op.create_table_comment("depot", "Depots of suppliers", schema="intake")
    op.create_geospatial_index(
        "idx_depot_geometry",
        "depot",
        ["geometry"],
        unique=False,
        schema="intake",
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_index(op.f("ix_depot_region"), "depot", ["region"], unique=False, schema="intake")
    op.create_geospatial_table(
        "facility",
        sa.Column("region", sa.Text(), nullable=False, comment="Region the file was loaded for"),
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load this row came with"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the source file, the header not counted"),
        sa.Column("facility_id", sa.Text(), nullable=False, comment="Stable id"),
        sa.Column("name", sa.Text(), nullable=False, comment="Name"),
        sa.Column(
            "kind", sa.Text(), nullable=False, comment="Kind, such as community_centre, pharmacy, supermarket, doctors"
        ),
        sa.Column("origin", sa.Text(), nullable=False, comment="Which source it came from"),
        sa.Column("candidate", sa.Boolean(), nullable=False, comment="May house a hub"),
        sa.Column("storage_m2", sa.Float(), nullable=True, comment="Floor space for goods, m2"),
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
        sa.CheckConstraint("origin IN ('social_map', 'osm')", name=op.f("ck_facility_origin_known")),
        sa.ForeignKeyConstraint(
            ["load_id"], ["intake.load.load_id"], name=op.f("fk_facility_load_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("load_id", "row_number", name=op.f("pk_facility")),
        schema="intake",
    )
    op.create_table_comment("facility", "Social map: facilities", schema="intake")
    op.create_geospatial_index(
        "idx_facility_geometry",
        "facility",
        ["geometry"],
        unique=False,
        schema="intake",
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_index(op.f("ix_facility_region"), "facility", ["region"], unique=False, schema="intake")
    op.create_geospatial_table(
        "hub",
        sa.Column("region", sa.Text(), nullable=False, comment="Region the file was loaded for"),
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load this row came with"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the source file, the header not counted"),
        sa.Column("hub_id", sa.Text(), nullable=False, comment="Stable id"),
        sa.Column("name", sa.Text(), nullable=False, comment="Name"),
        sa.Column("opened_on", sa.Date(), nullable=False, comment="First day in use"),
        sa.Column("closed_on", sa.Date(), nullable=True, comment="First day out of use"),
        sa.Column("succeeded_by", sa.Text(), nullable=True, comment="Hub that took over when it moved"),
        sa.Column("capacity_per_day", sa.Integer(), nullable=True, comment="Deliveries a day it can handle"),
        sa.Column("storage_m2", sa.Float(), nullable=True, comment="Floor space for goods, m2"),
        sa.Column("serves", sa.Text(), nullable=True, comment="Wijkcodes it serves today, joined by commas"),
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
        sa.ForeignKeyConstraint(["load_id"], ["intake.load.load_id"], name=op.f("fk_hub_load_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("load_id", "row_number", name=op.f("pk_hub")),
        schema="intake",
    )
    op.create_table_comment("hub", "Hubs with opening, closing and move", schema="intake")
    op.create_geospatial_index(
        "idx_hub_geometry",
        "hub",
        ["geometry"],
        unique=False,
        schema="intake",
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_index(op.f("ix_hub_region"), "hub", ["region"], unique=False, schema="intake")
    op.create_geospatial_table(
        "map_feature",
        sa.Column("region", sa.Text(), nullable=False, comment="Region the file was loaded for"),
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load this row came with"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the source file, the header not counted"),
        sa.Column("kind", sa.Text(), nullable=False, comment="Kind of feature"),
        sa.Column("class", sa.Text(), nullable=True, comment="OpenStreetMap's own value, such as residential"),
        sa.Column("name", sa.Text(), nullable=True, comment="Name"),
        sa.Column(
            "geometry",
            Geometry(
                srid=28992,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
            comment="Shape, RD New",
        ),
        sa.CheckConstraint(
            "kind IN ('road', 'cycleway', 'path', 'water', 'railway', 'built_up', 'green', 'place')",
            name=op.f("ck_map_feature_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["load_id"], ["intake.load.load_id"], name=op.f("fk_map_feature_load_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("load_id", "row_number", name=op.f("pk_map_feature")),
        schema="intake",
    )
    op.create_table_comment("map_feature", "Base map from OpenStreetMap", schema="intake")
    op.create_geospatial_index(
        "idx_map_feature_geometry",
        "map_feature",
        ["geometry"],
        unique=False,
        schema="intake",
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_index(op.f("ix_map_feature_region"), "map_feature", ["region"], unique=False, schema="intake")
    op.create_table(
        "order_line",
        sa.Column("region", sa.Text(), nullable=False, comment="Region the file was loaded for"),
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load this row came with"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the source file, the header not counted"),
        sa.Column("order_id", sa.Text(), nullable=False, comment="Stable id"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Asked day"),
        sa.Column("supplier_id", sa.Text(), nullable=True, comment="Supplier; NULL for a visit without goods"),
        sa.Column("hub_id", sa.Text(), nullable=False, comment="Hub"),
        sa.Column("resident_key", sa.Text(), nullable=False, comment="Pseudonym of the resident's address"),
        sa.Column("kind", sa.Text(), nullable=False, comment="Delivery, visit without goods, or return flow"),
        sa.Column("contact", sa.Boolean(), nullable=False, comment="Contact wanted; false: letterbox"),
        sa.Column("service_minutes", sa.Float(), nullable=True, comment="Minutes at the address, where known"),
        sa.Column(
            "window_from_s", sa.Integer(), nullable=True, comment="Earliest start, seconds since midnight, local time"
        ),
        sa.Column(
            "window_to_s", sa.Integer(), nullable=True, comment="Latest start, seconds since midnight, local time"
        ),
        sa.CheckConstraint("kind IN ('delivery', 'visit', 'return')", name=op.f("ck_order_line_kind_known")),
        sa.ForeignKeyConstraint(
            ["load_id"], ["intake.load.load_id"], name=op.f("fk_order_line_load_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("load_id", "row_number", name=op.f("pk_order_line")),
        schema="intake",
        comment="Orders and requests for coming days",
    )
    op.create_index(op.f("ix_order_line_region"), "order_line", ["region"], unique=False, schema="intake")
    op.create_index(op.f("ix_order_line_service_date"), "order_line", ["service_date"], unique=False, schema="intake")
    op.create_table(
        "reject",
        sa.Column("reject_id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Number"),
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load"),
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("file_name", sa.Text(), nullable=False, comment="File"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the file, the header not counted"),
        sa.Column("column_name", sa.Text(), nullable=False, comment="Column in the file"),
        sa.Column("rule", sa.Text(), nullable=False, comment="Rule that the value breaks"),
        sa.Column("value", sa.Text(), nullable=False, comment="The value, masked where the column is personal"),
        sa.Column("sentence", sa.Text(), nullable=False, comment="What is wrong and how to mend it, in Dutch"),
        sa.ForeignKeyConstraint(
            ["load_id"], ["intake.load.load_id"], name=op.f("fk_reject_load_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("reject_id", name=op.f("pk_reject")),
        schema="intake",
        comment="Refused rows: which rule, which value (personal values masked)",
    )
    op.create_index(op.f("ix_reject_load_id"), "reject", ["load_id"], unique=False, schema="intake")
    op.create_table(
        "signal_count",
        sa.Column("region", sa.Text(), nullable=False, comment="Region the file was loaded for"),
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load this row came with"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the source file, the header not counted"),
        sa.Column("month", sa.Date(), nullable=False, comment="First day of the month"),
        sa.Column("buurtcode", sa.Text(), nullable=False, comment="Buurt"),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="Kind: contact, help, arranging, support, information, mobility, technical",
        ),
        sa.Column("count", sa.Integer(), nullable=False, comment="Signals"),
        sa.Column("followed_up", sa.Integer(), nullable=False, comment="Of which followed up"),
        sa.CheckConstraint("count >= 0", name=op.f("ck_signal_count_count_range")),
        sa.CheckConstraint("followed_up >= 0", name=op.f("ck_signal_count_followed_up_range")),
        sa.ForeignKeyConstraint(
            ["load_id"], ["intake.load.load_id"], name=op.f("fk_signal_count_load_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("load_id", "row_number", name=op.f("pk_signal_count")),
        schema="intake",
        comment="Signals and help requests, counts",
    )
    op.create_index(op.f("ix_signal_count_region"), "signal_count", ["region"], unique=False, schema="intake")
    op.create_table(
        "supplier",
        sa.Column("region", sa.Text(), nullable=False, comment="Region the file was loaded for"),
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load this row came with"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the source file, the header not counted"),
        sa.Column("supplier_id", sa.Text(), nullable=False, comment="Stable id"),
        sa.Column("name", sa.Text(), nullable=False, comment="Name"),
        sa.Column("kind", sa.Text(), nullable=False, comment="Kind, such as pharmacy, supermarket, aids, meals"),
        sa.Column("delivery_days", sa.Text(), nullable=False, comment="ISO weekdays joined by commas, '1' is Monday"),
        sa.Column(
            "stock_at_hub",
            sa.Boolean(),
            nullable=False,
            comment="Keeps stock at the hub, so that rides from its depot fall away",
        ),
        sa.Column("vehicle_kind", sa.Text(), nullable=False, comment="Vehicle it would drive itself"),
        sa.CheckConstraint("vehicle_kind IN ('van', 'box_truck')", name=op.f("ck_supplier_vehicle_kind_known")),
        sa.ForeignKeyConstraint(
            ["load_id"], ["intake.load.load_id"], name=op.f("fk_supplier_load_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("load_id", "row_number", name=op.f("pk_supplier")),
        schema="intake",
        comment="Suppliers with their delivery days",
    )
    op.create_index(op.f("ix_supplier_region"), "supplier", ["region"], unique=False, schema="intake")
    op.create_table(
        "trip_request",
        sa.Column("region", sa.Text(), nullable=False, comment="Region the file was loaded for"),
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load this row came with"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the source file, the header not counted"),
        sa.Column("request_id", sa.Text(), nullable=False, comment="Stable id"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the trip"),
        sa.Column("organisation", sa.Text(), nullable=False, comment="Organisation that drives it today"),
        sa.Column("passenger_key", sa.Text(), nullable=False, comment="Pseudonym of the passenger"),
        sa.Column("purpose", sa.Text(), nullable=True, comment="Purpose: day_activity, market, hospital, family, shop"),
        sa.Column(
            "pickup_from_s",
            sa.Integer(),
            nullable=False,
            comment="Earliest pick-up, seconds since midnight, local time",
        ),
        sa.Column(
            "dropoff_to_s", sa.Integer(), nullable=False, comment="Latest drop-off, seconds since midnight, local time"
        ),
        sa.Column("max_ride_s", sa.Integer(), nullable=False, comment="Longest time on board, seconds"),
        sa.Column("party_size", sa.Integer(), nullable=False, comment="Passengers, companions included"),
        sa.ForeignKeyConstraint(
            ["load_id"], ["intake.load.load_id"], name=op.f("fk_trip_request_load_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("load_id", "row_number", name=op.f("pk_trip_request")),
        schema="intake",
        comment="Trip requests of passengers, by pseudonym",
    )
    op.create_index(op.f("ix_trip_request_region"), "trip_request", ["region"], unique=False, schema="intake")
    op.create_index(
        op.f("ix_trip_request_service_date"), "trip_request", ["service_date"], unique=False, schema="intake"
    )
    op.create_geospatial_table(
        "vehicle",
        sa.Column("region", sa.Text(), nullable=False, comment="Region the file was loaded for"),
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load this row came with"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the source file, the header not counted"),
        sa.Column("vehicle_id", sa.Text(), nullable=False, comment="Stable id"),
        sa.Column("organisation", sa.Text(), nullable=False, comment="Who owns it"),
        sa.Column("kind", sa.Text(), nullable=False, comment="Kind of vehicle"),
        sa.Column("hub_id", sa.Text(), nullable=True, comment="Hub it stands at; NULL for a passenger van"),
        sa.Column("capacity_l", sa.Integer(), nullable=True, comment="Load volume, litre"),
        sa.Column("cooled", sa.Boolean(), nullable=False, comment="Has a cooled box"),
        sa.Column("range_km", sa.Float(), nullable=True, comment="Range on a charge, km"),
        sa.Column("seats", sa.Integer(), nullable=True, comment="Passenger seats"),
        sa.Column("wheelchair_places", sa.Integer(), nullable=True, comment="Wheelchair places"),
        sa.Column(
            "shift_from_s", sa.Integer(), nullable=True, comment="Available from, seconds since midnight, local time"
        ),
        sa.Column(
            "shift_to_s", sa.Integer(), nullable=True, comment="Available to, seconds since midnight, local time"
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
            comment="Home of a passenger van, RD New",
        ),
        sa.CheckConstraint("kind IN ('cargo_bike', 'e_van', 'passenger_van')", name=op.f("ck_vehicle_kind_known")),
        sa.ForeignKeyConstraint(
            ["load_id"], ["intake.load.load_id"], name=op.f("fk_vehicle_load_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("load_id", "row_number", name=op.f("pk_vehicle")),
        schema="intake",
    )
    op.create_table_comment("vehicle", "Vehicles of hubs and organisations", schema="intake")
    op.create_geospatial_index(
        "idx_vehicle_geometry",
        "vehicle",
        ["geometry"],
        unique=False,
        schema="intake",
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_index(op.f("ix_vehicle_region"), "vehicle", ["region"], unique=False, schema="intake")
    op.create_table(
        "visit",
        sa.Column("region", sa.Text(), nullable=False, comment="Region the file was loaded for"),
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load this row came with"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the source file, the header not counted"),
        sa.Column("visit_id", sa.Text(), nullable=False, comment="Stable id"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the visit"),
        sa.Column("hub_id", sa.Text(), nullable=False, comment="Hub"),
        sa.Column("concierge_key", sa.Text(), nullable=True, comment="Concierge, by code"),
        sa.Column("resident_key", sa.Text(), nullable=False, comment="Pseudonym of the resident's address"),
        sa.Column("reason", sa.Text(), nullable=False, comment="Kind of reason: chat, signal, handover"),
        sa.Column("contact_minutes", sa.Float(), nullable=True, comment="Minutes of contact"),
        sa.Column("ladder_step", sa.Integer(), nullable=True, comment="Step on the ladder of trust, 0 to 3"),
        sa.CheckConstraint("contact_minutes >= 0", name=op.f("ck_visit_contact_minutes_range")),
        sa.CheckConstraint("ladder_step BETWEEN 0 AND 3", name=op.f("ck_visit_ladder_step_range")),
        sa.ForeignKeyConstraint(
            ["load_id"], ["intake.load.load_id"], name=op.f("fk_visit_load_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("load_id", "row_number", name=op.f("pk_visit")),
        schema="intake",
        comment="Visits without goods",
    )
    op.create_index(op.f("ix_visit_region"), "visit", ["region"], unique=False, schema="intake")
    op.create_index(op.f("ix_visit_service_date"), "visit", ["service_date"], unique=False, schema="intake")

    op.execute("RESET ROLE")


def downgrade() -> None:
    op.drop_index(op.f("ix_visit_service_date"), table_name="visit", schema="intake")
    op.drop_index(op.f("ix_visit_region"), table_name="visit", schema="intake")
    op.drop_table("visit", schema="intake")
    op.drop_index(op.f("ix_vehicle_region"), table_name="vehicle", schema="intake")
    op.drop_geospatial_index(
        "idx_vehicle_geometry", table_name="vehicle", schema="intake", postgresql_using="gist", column_name="geometry"
    )
    op.drop_geospatial_table("vehicle", schema="intake")
    op.drop_index(op.f("ix_trip_request_service_date"), table_name="trip_request", schema="intake")
    op.drop_index(op.f("ix_trip_request_region"), table_name="trip_request", schema="intake")
    op.drop_table("trip_request", schema="intake")
    op.drop_index(op.f("ix_supplier_region"), table_name="supplier", schema="intake")
    op.drop_table("supplier", schema="intake")
    op.drop_index(op.f("ix_signal_count_region"), table_name="signal_count", schema="intake")
    op.drop_table("signal_count", schema="intake")
    op.drop_index(op.f("ix_reject_load_id"), table_name="reject", schema="intake")
    op.drop_table("reject", schema="intake")
    op.drop_index(op.f("ix_order_line_service_date"), table_name="order_line", schema="intake")
    op.drop_index(op.f("ix_order_line_region"), table_name="order_line", schema="intake")
    op.drop_table("order_line", schema="intake")
    op.drop_index(op.f("ix_map_feature_region"), table_name="map_feature", schema="intake")
    op.drop_geospatial_index(
        "idx_map_feature_geometry",
        table_name="map_feature",
        schema="intake",
        postgresql_using="gist",
        column_name="geometry",
    )
    op.drop_geospatial_table("map_feature", schema="intake")
    op.drop_index(op.f("ix_hub_region"), table_name="hub", schema="intake")
    op.drop_geospatial_index(
        "idx_hub_geometry", table_name="hub", schema="intake", postgresql_using="gist", column_name="geometry"
    )
    op.drop_geospatial_table("hub", schema="intake")
    op.drop_index(op.f("ix_facility_region"), table_name="facility", schema="intake")
    op.drop_geospatial_index(
        "idx_facility_geometry", table_name="facility", schema="intake", postgresql_using="gist", column_name="geometry"
    )
    op.drop_geospatial_table("facility", schema="intake")
    op.drop_index(op.f("ix_depot_region"), table_name="depot", schema="intake")
    op.drop_geospatial_index(
        "idx_depot_geometry", table_name="depot", schema="intake", postgresql_using="gist", column_name="geometry"
    )
    op.drop_geospatial_table("depot", schema="intake")
    op.drop_index(op.f("ix_delivery_service_date"), table_name="delivery", schema="intake")
    op.drop_index(op.f("ix_delivery_region"), table_name="delivery", schema="intake")
    op.drop_table("delivery", schema="intake")
    op.drop_index(op.f("ix_concierge_region"), table_name="concierge", schema="intake")
    op.drop_table("concierge", schema="intake")
    op.drop_index(op.f("ix_buurt_region"), table_name="buurt", schema="intake")
    op.drop_geospatial_index(
        "idx_buurt_geometry", table_name="buurt", schema="intake", postgresql_using="gist", column_name="geometry"
    )
    op.drop_geospatial_table("buurt", schema="intake")
    op.drop_index(op.f("ix_address_region"), table_name="address", schema="intake")
    op.drop_index("ix_address_lookup", table_name="address", schema="intake")
    op.drop_geospatial_index(
        "idx_address_geometry", table_name="address", schema="intake", postgresql_using="gist", column_name="geometry"
    )
    op.drop_geospatial_table("address", schema="intake")
    op.drop_index(
        "uq_load_current", table_name="load", schema="intake", postgresql_where=sa.text("superseded_at IS NULL")
    )
    op.drop_table("load", schema="intake")
