"""the day of routes and the forecast

Revision: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


KINDS = ("order_line", "intake"), ("standing_order", "intake"), ("route_stop", "planning")
BEFORE, NOW = "'delivery', 'visit', 'return'", "'delivery', 'visit', 'return', 'handover', 'job'"
REASONS = "'no_concierge', 'no_address', 'unreachable', 'outside_hours', 'capacity', 'window', 'zone', 'vehicle'"
FILLED = (("route", "load_l"), ("route_stop", "late"), ("route_stop", "stop_id"), ("unplanned", "stop_id"))
"""Columns of results that plans made before have too: nothing known of a load, nothing late, a stop an address."""


def upgrade() -> None:
    op.execute("SET LOCAL ROLE wijk_owner")
    op.create_table(
        "forecast",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the deliveries or trips"),
        sa.Column("hub_id", sa.Text(), nullable=False, comment="Hub"),
        sa.Column("supplier_id", sa.Text(), nullable=False, comment="Supplier"),
        sa.Column("goods_kind", sa.Text(), nullable=False, comment="Kind of goods; 'alle' where the history has none"),
        sa.Column("forecast_date", sa.Date(), nullable=False, comment="Day that is forecast"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("expected", sa.Float(), nullable=False, comment="Deliveries expected"),
        sa.Column("low", sa.Float(), nullable=False, comment="Lower end of the interval"),
        sa.Column("high", sa.Float(), nullable=False, comment="Upper end of the interval"),
        sa.Column("level", sa.Float(), nullable=False, comment="Share of days that the interval should hold"),
        sa.Column("horizon", sa.Integer(), nullable=False, comment="Days after the last day known"),
        sa.CheckConstraint("expected >= 0", name=op.f("ck_forecast_expected_range")),
        sa.CheckConstraint("level BETWEEN 0 AND 1", name=op.f("ck_forecast_level_range")),
        sa.CheckConstraint("low >= 0", name=op.f("ck_forecast_low_range")),
        sa.PrimaryKeyConstraint(
            "region", "service_date", "hub_id", "supplier_id", "goods_kind", "forecast_date", name=op.f("pk_forecast")
        ),
        schema="planning",
        comment="Deliveries expected by hub, supplier and kind of goods, seven days ahead",
    )
    op.create_table(
        "forecast_room",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the deliveries or trips"),
        sa.Column("hub_id", sa.Text(), nullable=False, comment="Hub"),
        sa.Column("forecast_date", sa.Date(), nullable=False, comment="Coming day"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("duty_s", sa.Integer(), nullable=False, comment="Seconds on duty, less appointments"),
        sa.Column(
            "known_stops", sa.Integer(), nullable=False, comment="Addresses with orders, standing orders or requests"
        ),
        sa.Column("known_s", sa.Integer(), nullable=False, comment="Seconds for them, way included"),
        sa.Column("known_l", sa.Float(), nullable=False, comment="Litres of them"),
        sa.Column("expected", sa.Float(), nullable=False, comment="Deliveries expected"),
        sa.Column("low", sa.Float(), nullable=False, comment="Lower end of the interval of their sum"),
        sa.Column("high", sa.Float(), nullable=False, comment="Upper end of the interval of their sum"),
        sa.Column(
            "reserved_s",
            sa.Integer(),
            nullable=False,
            comment="Seconds reserved for deliveries expected and not yet ordered",
        ),
        sa.Column("reserved_l", sa.Float(), nullable=False, comment="Litres reserved for them"),
        sa.Column("free_s", sa.Integer(), nullable=False, comment="Seconds still free; negative: more work than hours"),
        sa.PrimaryKeyConstraint("region", "service_date", "hub_id", "forecast_date", name=op.f("pk_forecast_room")),
        schema="planning",
        comment="Hours, known work and reserved minutes of coming days",
    )
    op.create_table(
        "forecast_test",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the deliveries or trips"),
        sa.Column("origin", sa.Date(), nullable=False, comment="Last day that the forecast knew"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("days", sa.Integer(), nullable=False, comment="Series and days forecast"),
        sa.Column("told", sa.Integer(), nullable=False, comment="Of which with something expected"),
        sa.Column("actual", sa.Float(), nullable=False, comment="Deliveries that came"),
        sa.Column("expected", sa.Float(), nullable=False, comment="Deliveries expected"),
        sa.Column("mae", sa.Float(), nullable=False, comment="Mean absolute error a series and day"),
        sa.Column("mae_naive", sa.Float(), nullable=False, comment="The same of the week before"),
        sa.Column(
            "mae_weekday_mean", sa.Float(), nullable=False, comment="The same of the weekday mean of eight weeks"
        ),
        sa.Column("held", sa.Integer(), nullable=False, comment="Days with something expected that the interval held"),
        sa.Column("level", sa.Float(), nullable=False, comment="Share of them that it should hold"),
        sa.PrimaryKeyConstraint("region", "service_date", "origin", name=op.f("pk_forecast_test")),
        schema="planning",
        comment="Backtest of the forecast on rolling origins",
    )
    op.create_table(
        "route_change",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the deliveries or trips"),
        sa.Column("hub_id", sa.Text(), nullable=False, comment="Hub"),
        sa.Column("stop_id", sa.Text(), nullable=False, comment="Stop"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("resident_key", sa.Text(), nullable=False, comment="Pseudonym of the address"),
        sa.Column(
            "what",
            sa.Text(),
            nullable=False,
            comment="new, off the list, left out, planned after all, another concierge, or another time",
        ),
        sa.Column("concierge_before", sa.Text(), nullable=True, comment="Who would come; NULL: nobody"),
        sa.Column("arrival_before", sa.DateTime(timezone=True), nullable=True, comment="When; NULL: not"),
        sa.Column("concierge_after", sa.Text(), nullable=True, comment="Who comes; NULL: nobody"),
        sa.Column("arrival_after", sa.DateTime(timezone=True), nullable=True, comment="When; NULL: not"),
        sa.CheckConstraint(
            "what IN ('new', 'off', 'left', 'planned', 'concierge', 'time')", name=op.f("ck_route_change_what_known")
        ),
        sa.PrimaryKeyConstraint("region", "service_date", "hub_id", "stop_id", name=op.f("pk_route_change")),
        schema="planning",
        comment="What a repair changed in a day's plan; empty for a plan made anew",
    )
    op.create_table(
        "route_day",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the deliveries or trips"),
        sa.Column("hub_id", sa.Text(), nullable=False, comment="Hub"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column(
            "made",
            sa.Text(),
            nullable=False,
            comment="Planned anew, repaired after a change, or kept since nothing changed",
        ),
        sa.Column("inputs_sha256", sa.Text(), nullable=False, comment="Digest of what the plan was made from"),
        sa.Column("routes", sa.Integer(), nullable=False, comment="Trips with stops"),
        sa.Column("concierges", sa.Integer(), nullable=False, comment="Concierges on duty"),
        sa.Column("stops", sa.Integer(), nullable=False, comment="Stops planned"),
        sa.Column("contacts", sa.Integer(), nullable=False, comment="Of which with contact"),
        sa.Column(
            "familiar_contacts",
            sa.Integer(),
            nullable=False,
            comment="Of which by one of the resident's two best known",
        ),
        sa.Column("known_contacts", sa.Integer(), nullable=False, comment="Contacts with residents who know a face"),
        sa.Column("late", sa.Integer(), nullable=False, comment="Urgent stops past their time"),
        sa.Column("left_out", sa.Integer(), nullable=False, comment="Stops that did not fit"),
        sa.Column("length_m", sa.Float(), nullable=False, comment="Metres driven"),
        sa.Column("driving_s", sa.Integer(), nullable=False, comment="Seconds driving"),
        sa.Column("contact_s", sa.Integer(), nullable=False, comment="Seconds of contact"),
        sa.Column("service_s", sa.Integer(), nullable=False, comment="Seconds at addresses"),
        sa.Column("duty_s", sa.Integer(), nullable=False, comment="Seconds of appointments"),
        sa.Column("waiting_s", sa.Integer(), nullable=False, comment="Seconds waiting for a window"),
        sa.Column("shift_s", sa.Integer(), nullable=False, comment="Seconds of shifts"),
        sa.Column("load_l", sa.Float(), nullable=False, comment="Litres that left the hub in vehicles of known volume"),
        sa.Column("capacity_l", sa.Float(), nullable=False, comment="Litres that those trips could hold"),
        sa.Column(
            "supplier_m",
            sa.Float(),
            nullable=False,
            comment="Metres if each supplier drove its own tour from there",
        ),
        sa.Column(
            "co2_low_g", sa.Float(), nullable=False, comment="CO2 of the same metres by the suppliers' vans, gram"
        ),
        sa.Column(
            "co2_high_g", sa.Float(), nullable=False, comment="CO2 of the suppliers' own tours by their vans, gram"
        ),
        sa.Column(
            "driven_stops", sa.Integer(), nullable=True, comment="Addresses that the history has; NULL: none known"
        ),
        sa.Column("driven_contact_s", sa.Float(), nullable=True, comment="Seconds of contact there; NULL: not known"),
        sa.Column("planned_contact_s", sa.Float(), nullable=True, comment="Contact planned for those same addresses"),
        sa.Column(
            "driven_same_concierge", sa.Integer(), nullable=True, comment="Of them by the concierge who was planned"
        ),
        sa.CheckConstraint("made IN ('anew', 'repaired', 'kept')", name=op.f("ck_route_day_made_known")),
        sa.PrimaryKeyConstraint("region", "service_date", "hub_id", name=op.f("pk_route_day")),
        schema="planning",
        comment="Figures of a planned day by hub",
    )
    op.create_table(
        "route_duty",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the deliveries or trips"),
        sa.Column("hub_id", sa.Text(), nullable=False, comment="Hub"),
        sa.Column("stop_id", sa.Text(), nullable=False, comment="Id of the appointment in the plan"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column(
            "route_id",
            sa.Text(),
            nullable=True,
            comment="Trip that it belongs to, which may hold nothing else and be no route; NULL where it did not fit",
        ),
        sa.Column("concierge_key", sa.Text(), nullable=False, comment="Concierge, by code"),
        sa.Column(
            "kind", sa.Text(), nullable=False, comment="Receipt of goods, meeting, break, reserved free time, shopping"
        ),
        sa.Column("arrival", sa.DateTime(timezone=True), nullable=True, comment="Begins; NULL where it did not fit"),
        sa.Column("service_s", sa.Integer(), nullable=False, comment="How long, seconds"),
        sa.Column("reason", sa.Text(), nullable=True, comment="Why it did not fit"),
        sa.CheckConstraint(
            "kind IN ('receipt', 'meeting', 'break', 'free', 'shopping')", name=op.f("ck_route_duty_kind_known")
        ),
        sa.PrimaryKeyConstraint("region", "service_date", "hub_id", "stop_id", name=op.f("pk_route_duty")),
        schema="planning",
        comment="Appointments of concierges as planned",
    )
    op.create_geospatial_table(
        "route_street",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the deliveries or trips"),
        sa.Column("route_id", sa.Text(), nullable=False, comment="Route"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column(
            "geometry",
            Geometry(
                geometry_type="MULTILINESTRING",
                srid=28992,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
            comment="Streets, RD New; NULL where none are known",
        ),
        sa.PrimaryKeyConstraint("region", "service_date", "route_id", name=op.f("pk_route_street")),
        schema="planning",
    )
    op.create_table_comment("route_street", "Streets driven by a route; no points of residents", schema="planning")
    op.create_geospatial_index(
        "idx_route_street_geometry",
        "route_street",
        ["geometry"],
        unique=False,
        schema="planning",
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_table(
        "duty",
        sa.Column("region", sa.Text(), nullable=False, comment="Region the file was loaded for"),
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load this row came with"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the source file, the header not counted"),
        sa.Column("duty_id", sa.Text(), nullable=False, comment="Stable id"),
        sa.Column("concierge_key", sa.Text(), nullable=False, comment="Code of the concierge"),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="Receipt of goods, meeting, break, reserved free time, shopping, absent",
        ),
        sa.Column(
            "weekdays",
            sa.Text(),
            nullable=True,
            comment="ISO weekdays joined by commas, '1' is Monday; NULL is every day",
        ),
        sa.Column("starts_on", sa.Date(), nullable=True, comment="First day; NULL: since ever"),
        sa.Column("ends_on", sa.Date(), nullable=True, comment="Last day; NULL: until further notice"),
        sa.Column(
            "from_s",
            sa.Integer(),
            nullable=True,
            comment="Begins at the earliest, seconds since midnight, local time; NULL: the whole shift",
        ),
        sa.Column(
            "to_s",
            sa.Integer(),
            nullable=True,
            comment="Begins at the latest, seconds since midnight, local time; NULL: the whole shift",
        ),
        sa.Column("minutes", sa.Float(), nullable=True, comment="How long; NULL for absence"),
        sa.Column("facility_id", sa.Text(), nullable=True, comment="Facility where it is; NULL: at the hub"),
        sa.CheckConstraint(
            "kind IN ('receipt', 'meeting', 'break', 'free', 'shopping', 'absent')", name=op.f("ck_duty_kind_known")
        ),
        sa.CheckConstraint("minutes BETWEEN 0 AND 1440", name=op.f("ck_duty_minutes_range")),
        sa.ForeignKeyConstraint(["load_id"], ["intake.load.load_id"], name=op.f("fk_duty_load_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("load_id", "row_number", name=op.f("pk_duty")),
        schema="intake",
        comment="Appointments and absence of concierges",
    )
    op.create_index(op.f("ix_duty_region"), "duty", ["region"], unique=False, schema="intake")
    op.create_table(
        "round_stop",
        sa.Column("region", sa.Text(), nullable=False, comment="Region the file was loaded for"),
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load this row came with"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the source file, the header not counted"),
        sa.Column("order_id", sa.Text(), nullable=False, comment="Order, or the standing order with the day behind it"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the round"),
        sa.Column("hub_id", sa.Text(), nullable=False, comment="Hub"),
        sa.Column("concierge_key", sa.Text(), nullable=False, comment="Concierge, by code"),
        sa.Column("resident_key", sa.Text(), nullable=False, comment="Pseudonym of the resident's address"),
        sa.Column("supplier_id", sa.Text(), nullable=True, comment="Supplier; NULL for a visit without goods"),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="Delivery, visit without goods, return flow, warm handover, small job",
        ),
        sa.Column("outcome", sa.Text(), nullable=False, comment="What became of it"),
        sa.Column("contact", sa.Boolean(), nullable=False, comment="There was contact"),
        sa.Column("contact_minutes", sa.Float(), nullable=True, comment="Minutes of contact"),
        sa.Column("ladder_step", sa.Integer(), nullable=True, comment="Step on the ladder of trust, 0 to 3"),
        sa.Column(
            "recorded_s",
            sa.Integer(),
            nullable=True,
            comment="When it was recorded, seconds since midnight, local time",
        ),
        sa.CheckConstraint(
            "kind IN ('delivery', 'visit', 'return', 'handover', 'job')", name=op.f("ck_round_stop_kind_known")
        ),
        sa.CheckConstraint(
            "outcome IN ('delivered', 'letterbox', 'visited', 'collected', 'not_home', 'not_done')",
            name=op.f("ck_round_stop_outcome_known"),
        ),
        sa.CheckConstraint("contact_minutes BETWEEN 0 AND 600", name=op.f("ck_round_stop_contact_minutes_range")),
        sa.CheckConstraint("ladder_step BETWEEN 0 AND 3", name=op.f("ck_round_stop_ladder_step_range")),
        sa.ForeignKeyConstraint(
            ["load_id"], ["intake.load.load_id"], name=op.f("fk_round_stop_load_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("load_id", "row_number", name=op.f("pk_round_stop")),
        schema="intake",
        comment="Records of route sheets that came back, a row an order",
    )
    op.create_index(op.f("ix_round_stop_region"), "round_stop", ["region"], unique=False, schema="intake")
    op.create_index(op.f("ix_round_stop_service_date"), "round_stop", ["service_date"], unique=False, schema="intake")
    op.add_column(
        "order_line",
        sa.Column(
            "release_s",
            sa.Integer(),
            nullable=True,
            comment="Goods are at the hub, seconds since midnight, local time; NULL: from the morning",
        ),
        schema="intake",
    )
    op.add_column(
        "order_line",
        sa.Column("promised_to", sa.Date(), nullable=True, comment="Last day promised to the resident; NULL: none"),
        schema="intake",
    )
    op.alter_column(
        "order_line",
        "kind",
        existing_type=sa.TEXT(),
        comment="Delivery, visit without goods, return flow, warm handover, small job",
        existing_comment="Delivery, visit without goods, or return flow",
        existing_nullable=False,
        schema="intake",
    )
    op.add_column(
        "standing_order",
        sa.Column(
            "release_s",
            sa.Integer(),
            nullable=True,
            comment="Goods are at the hub, seconds since midnight, local time; NULL: from the morning",
        ),
        schema="intake",
    )
    op.alter_column(
        "standing_order",
        "kind",
        existing_type=sa.TEXT(),
        comment="Delivery, visit without goods, return flow, warm handover, small job",
        existing_comment="Delivery, visit without goods, or return flow",
        existing_nullable=False,
        schema="intake",
    )
    op.alter_column(
        "visit",
        "reason",
        existing_type=sa.TEXT(),
        comment="Kind of reason: chat, signal, handover, job",
        existing_comment="Kind of reason: chat, signal, handover",
        existing_nullable=False,
        schema="intake",
    )
    op.add_column(
        "route",
        sa.Column(
            "load_l", sa.Integer(), nullable=False, server_default=sa.text("0"), comment="Litres that leave the hub"
        ),
        schema="planning",
    )
    op.add_column(
        "route",
        sa.Column(
            "capacity_l", sa.Integer(), nullable=True, comment="Litres that the vehicle holds; NULL where unknown"
        ),
        schema="planning",
    )
    op.add_column(
        "route_stop",
        sa.Column(
            "stop_id",
            sa.Text(),
            nullable=False,
            server_default=sa.text("''"),
            comment="Id of the stop in the plan: the pseudonym, with a number where two",
        ),
        schema="planning",
    )
    op.add_column(
        "route_stop",
        sa.Column("late", sa.Boolean(), nullable=False, server_default=sa.false(), comment="Urgent, and past its time"),
        schema="planning",
    )
    op.alter_column(
        "route_stop",
        "kind",
        existing_type=sa.TEXT(),
        comment="delivery, visit without goods, return, warm handover, small job",
        existing_comment="delivery, visit without goods, or return",
        existing_nullable=False,
        schema="planning",
    )
    op.add_column(
        "unplanned",
        sa.Column(
            "stop_id",
            sa.Text(),
            nullable=False,
            server_default=sa.text("''"),
            comment="Id of the stop in the plan: the pseudonym, with a number where there are two",
        ),
        schema="planning",
    )
    op.alter_column(
        "unplanned",
        "reason",
        existing_type=sa.TEXT(),
        comment="no_concierge, no_address, unreachable, outside_hours, capacity, window, zone (no vehicle may enter) or vehicle (too large, cold or far)",
        existing_comment="no_concierge, no_address, unreachable, outside_hours, capacity, window",
        existing_nullable=False,
        schema="planning",
    )
    op.add_column(
        "goods",
        sa.Column("volume_l", sa.Integer(), nullable=True, comment="Volume, litre, where known"),
        schema="vault",
    )
    op.add_column(
        "wish",
        sa.Column(
            "excluded_concierges", sa.Text(), nullable=True, comment="Codes of concierges who do not come, by commas"
        ),
        schema="vault",
    )
    op.add_column(
        "wish",
        sa.Column(
            "after_dark", sa.Boolean(), nullable=False, server_default=sa.false(), comment="May be rung at after dark"
        ),
        schema="vault",
    )
    op.execute("UPDATE planning.route_stop SET stop_id = resident_key")
    op.execute("UPDATE planning.unplanned SET stop_id = resident_key")
    for table, column in FILLED:
        op.alter_column(table, column, server_default=None, schema="planning")
    op.alter_column("wish", "after_dark", server_default=None, schema="vault")
    op.execute("DELETE FROM planning.unplanned WHERE reason NOT IN (" + REASONS + ")")
    op.create_check_constraint(
        op.f("ck_unplanned_reason_known"), "unplanned", f"reason IN ({REASONS})", schema="planning"
    )
    _key_of_unplanned("stop_id")
    _kinds(NOW)
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.execute("SET LOCAL ROLE wijk_owner")
    op.execute("DELETE FROM intake.load WHERE source IN ('duty', 'round')")
    for name, schema in KINDS:
        op.execute(f"DELETE FROM {schema}.{name} WHERE kind IN ('handover', 'job')")
    op.execute("DELETE FROM intake.visit WHERE reason = 'job'")
    _kinds(BEFORE)
    op.drop_constraint(op.f("ck_unplanned_reason_known"), "unplanned", schema="planning", type_="check")
    op.execute("DELETE FROM planning.unplanned WHERE stop_id <> resident_key")
    _key_of_unplanned("resident_key")
    op.drop_column("wish", "after_dark", schema="vault")
    op.drop_column("wish", "excluded_concierges", schema="vault")
    op.drop_column("goods", "volume_l", schema="vault")
    op.alter_column(
        "unplanned",
        "reason",
        existing_type=sa.TEXT(),
        comment="no_concierge, no_address, unreachable, outside_hours, capacity, window",
        existing_comment="no_concierge, no_address, unreachable, outside_hours, capacity, window, zone (no vehicle may enter) or vehicle (too large, cold or far)",
        existing_nullable=False,
        schema="planning",
    )
    op.drop_column("unplanned", "stop_id", schema="planning")
    op.alter_column(
        "route_stop",
        "kind",
        existing_type=sa.TEXT(),
        comment="delivery, visit without goods, or return",
        existing_comment="delivery, visit without goods, return, warm handover, small job",
        existing_nullable=False,
        schema="planning",
    )
    op.drop_column("route_stop", "late", schema="planning")
    op.drop_column("route_stop", "stop_id", schema="planning")
    op.drop_column("route", "capacity_l", schema="planning")
    op.drop_column("route", "load_l", schema="planning")
    op.alter_column(
        "visit",
        "reason",
        existing_type=sa.TEXT(),
        comment="Kind of reason: chat, signal, handover",
        existing_comment="Kind of reason: chat, signal, handover, job",
        existing_nullable=False,
        schema="intake",
    )
    op.alter_column(
        "standing_order",
        "kind",
        existing_type=sa.TEXT(),
        comment="Delivery, visit without goods, or return flow",
        existing_comment="Delivery, visit without goods, return flow, warm handover, small job",
        existing_nullable=False,
        schema="intake",
    )
    op.drop_column("standing_order", "release_s", schema="intake")
    op.alter_column(
        "order_line",
        "kind",
        existing_type=sa.TEXT(),
        comment="Delivery, visit without goods, or return flow",
        existing_comment="Delivery, visit without goods, return flow, warm handover, small job",
        existing_nullable=False,
        schema="intake",
    )
    op.drop_column("order_line", "promised_to", schema="intake")
    op.drop_column("order_line", "release_s", schema="intake")
    op.drop_index(op.f("ix_round_stop_service_date"), table_name="round_stop", schema="intake")
    op.drop_index(op.f("ix_round_stop_region"), table_name="round_stop", schema="intake")
    op.drop_table("round_stop", schema="intake")
    op.drop_index(op.f("ix_duty_region"), table_name="duty", schema="intake")
    op.drop_table("duty", schema="intake")
    op.drop_geospatial_index(
        "idx_route_street_geometry",
        table_name="route_street",
        schema="planning",
        postgresql_using="gist",
        column_name="geometry",
    )
    op.drop_geospatial_table("route_street", schema="planning")
    op.drop_table("route_duty", schema="planning")
    op.drop_table("route_day", schema="planning")
    op.drop_table("route_change", schema="planning")
    op.drop_table("forecast_test", schema="planning")
    op.drop_table("forecast_room", schema="planning")
    op.drop_table("forecast", schema="planning")
    op.execute("RESET ROLE")


def _kinds(kinds: str) -> None:
    for name, schema in KINDS:
        check = op.f(f"ck_{name}_kind_known")
        op.drop_constraint(check, name, schema=schema, type_="check")
        op.create_check_constraint(check, name, f"kind IN ({kinds})", schema=schema)


def _key_of_unplanned(last: str) -> None:
    name = op.f("pk_unplanned")
    op.drop_constraint(name, "unplanned", schema="planning", type_="primary")
    op.create_primary_key(name, "unplanned", ["region", "service_date", "hub_id", last], schema="planning")
