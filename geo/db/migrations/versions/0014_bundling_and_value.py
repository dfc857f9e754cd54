"""Bundling and value of a date; the flow of a delivery; assumptions on emission, bundling and the plan.

Revision: 0014
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET ROLE wijk_owner")
    op.create_table(
        "bundling_figure",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the deliveries or trips"),
        sa.Column("dimension", sa.Text(), nullable=False, comment="What the year is divided by"),
        sa.Column("code", sa.Text(), nullable=False, comment="Which part; '*' for all"),
        sa.Column("indicator", sa.Text(), nullable=False, comment="Which figure"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("value", sa.Float(), nullable=True, comment="Value of a count; NULL for what is only known as range"),
        sa.Column("marginal", sa.Float(), nullable=True, comment="With suppliers in a round that is driven anyway"),
        sa.Column("dedicated", sa.Float(), nullable=True, comment="With suppliers in rounds of their own"),
        sa.Column("report", sa.Float(), nullable=True, comment="By the report's method (TNO 2022, 4.3)"),
        sa.Column("target", sa.Float(), nullable=True, comment="The plan, by the table of assumptions"),
        sa.Column("unit", sa.Text(), nullable=False, comment="Unit"),
        sa.CheckConstraint(
            "dimension IN ('all', 'month', 'supplier', 'wijk', 'hub', 'channel')",
            name=op.f("ck_bundling_figure_dimension_known"),
        ),
        sa.PrimaryKeyConstraint(
            "region", "service_date", "dimension", "code", "indicator", name=op.f("pk_bundling_figure")
        ),
        schema="planning",
        comment="Figures of the year by month, supplier, wijk, hub and flow; parts add up",
    )
    op.create_table(
        "bundling_option",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the deliveries or trips"),
        sa.Column("option", sa.Text(), nullable=False, comment="Which way"),
        sa.Column("code", sa.Text(), nullable=False, comment="Supplier, hub, metres on foot, or '*'"),
        sa.Column("indicator", sa.Text(), nullable=False, comment="Which figure"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("value", sa.Float(), nullable=False, comment="Value"),
        sa.Column("low", sa.Float(), nullable=True, comment="Lower end of the range"),
        sa.Column("high", sa.Float(), nullable=True, comment="Upper end of the range"),
        sa.Column("unit", sa.Text(), nullable=False, comment="Unit"),
        sa.Column("formula", sa.Text(), nullable=False, comment="How it is computed, in Dutch"),
        sa.Column("source", sa.Text(), nullable=False, comment="Where its factors come from"),
        sa.CheckConstraint(
            "option IN ('stock', 'pick_up', 'zone', 'cargo_bike')", name=op.f("ck_bundling_option_option_known")
        ),
        sa.PrimaryKeyConstraint(
            "region", "service_date", "option", "code", "indicator", name=op.f("pk_bundling_option")
        ),
        schema="planning",
        comment="Other ways to drive less, in the year up to the date",
    )
    op.create_table(
        "bundling_part",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the deliveries or trips"),
        sa.Column("measure", sa.Text(), nullable=False, comment="Definition, as in planning.bundling"),
        sa.Column("dimension", sa.Text(), nullable=False, comment="What the year is divided by"),
        sa.Column(
            "code", sa.Text(), nullable=False, comment="Which part: kind of goods, Monday of the week, wijkcode or hub"
        ),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("deliveries", sa.Integer(), nullable=False, comment="Deliveries looked at"),
        sa.Column(
            "bundlable",
            sa.Integer(),
            nullable=False,
            comment="Deliveries that another supplier's delivery could have carried",
        ),
        sa.Column("share", sa.Float(), nullable=False, comment="bundlable / deliveries"),
        sa.Column("residents", sa.Integer(), nullable=False, comment="Different residents with a bundlable delivery"),
        sa.Column("streets", sa.Integer(), nullable=False, comment="Different streets with a bundlable delivery"),
        sa.CheckConstraint(
            "dimension IN ('goods', 'week', 'wijk', 'hub')", name=op.f("ck_bundling_part_dimension_known")
        ),
        sa.CheckConstraint("share BETWEEN 0 AND 1", name=op.f("ck_bundling_part_share_range")),
        sa.PrimaryKeyConstraint(
            "region", "service_date", "measure", "dimension", "code", name=op.f("pk_bundling_part")
        ),
        schema="planning",
        comment="Bundlable deliveries of the year in parts; the parts add up to the whole",
    )
    op.create_table(
        "cooperation_handover",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the deliveries or trips"),
        sa.Column("handed_on", sa.Date(), nullable=False, comment="Day of the deliveries"),
        sa.Column("wijkcode", sa.Text(), nullable=False, comment="Wijk"),
        sa.Column("from_supplier", sa.Text(), nullable=False, comment="Supplier that hands over"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("to_supplier", sa.Text(), nullable=False, comment="Supplier that carries"),
        sa.Column("stops", sa.Integer(), nullable=False, comment="Addresses"),
        sa.Column("returns", sa.Integer(), nullable=False, comment="Return flows that go along"),
        sa.PrimaryKeyConstraint(
            "region", "service_date", "handed_on", "wijkcode", "from_supplier", name=op.f("pk_cooperation_handover")
        ),
        schema="planning",
        comment="Stops that one supplier hands to another",
    )
    op.create_table(
        "cooperation_party",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the deliveries or trips"),
        sa.Column("supplier_id", sa.Text(), nullable=False, comment="Supplier; '*' for all together"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("days", sa.Integer(), nullable=False, comment="Days with a round"),
        sa.Column("stops", sa.Integer(), nullable=False, comment="Stops"),
        sa.Column("handed_stops", sa.Integer(), nullable=False, comment="Stops handed to another"),
        sa.Column("taken_stops", sa.Integer(), nullable=False, comment="Stops taken from another"),
        sa.Column("returns", sa.Integer(), nullable=False, comment="Return flows that go along with handed stops"),
        sa.Column("alone_km", sa.Float(), nullable=False, comment="Alone, kilometres"),
        sa.Column("driven_km", sa.Float(), nullable=False, comment="Driven together, kilometres"),
        sa.Column("by_stop_km", sa.Float(), nullable=False, comment="Part by number of stops, kilometres"),
        sa.Column(
            "shapley_km", sa.Float(), nullable=True, comment="Part by Shapley; NULL for over ten parties, kilometres"
        ),
        sa.Column("gain_by_stop_km", sa.Float(), nullable=False, comment="Alone less its part by stops, kilometres"),
        sa.Column("gain_shapley_km", sa.Float(), nullable=True, comment="Alone less its part by Shapley, kilometres"),
        sa.PrimaryKeyConstraint("region", "service_date", "supplier_id", name=op.f("pk_cooperation_party")),
        schema="planning",
        comment="Suppliers alone and together, with fair splits",
    )
    op.create_table(
        "delivery_day_move",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the deliveries or trips"),
        sa.Column("point", sa.Text(), nullable=False, comment="Point of planning.delivery_day_point"),
        sa.Column("resident_key", sa.Text(), nullable=False, comment="Pseudonym of the address"),
        sa.Column("supplier_id", sa.Text(), nullable=False, comment="Supplier"),
        sa.Column("from_day", sa.Integer(), nullable=False, comment="ISO weekday of now"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("to_day", sa.Integer(), nullable=False, comment="ISO weekday in this choice"),
        sa.Column("lost_minutes", sa.Float(), nullable=False, comment="Minutes a week that this resident loses in all"),
        sa.CheckConstraint("from_day BETWEEN 1 AND 6", name=op.f("ck_delivery_day_move_from_day_range")),
        sa.CheckConstraint("to_day BETWEEN 1 AND 6", name=op.f("ck_delivery_day_move_to_day_range")),
        sa.PrimaryKeyConstraint(
            "region",
            "service_date",
            "point",
            "resident_key",
            "supplier_id",
            "from_day",
            name=op.f("pk_delivery_day_move"),
        ),
        schema="planning",
        comment="Goods that move in each choice of delivery days, by pseudonym",
    )
    op.create_table(
        "delivery_day_point",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the deliveries or trips"),
        sa.Column(
            "point",
            sa.Text(),
            nullable=False,
            comment="today, moments, minutes (contact minutes unchanged), traded_2, _5, _10 (percent)",
        ),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("position", sa.Integer(), nullable=False, comment="Order of the points; 0 is today"),
        sa.Column(
            "default_point",
            sa.Boolean(),
            nullable=False,
            comment="True for the default: unchanged minutes for every resident",
        ),
        sa.Column(
            "on_front",
            sa.Boolean(),
            nullable=False,
            comment="True where it drives less than every point with more contact",
        ),
        sa.Column("lost_allowed", sa.Float(), nullable=False, comment="Share of the contact minutes that may be lost"),
        sa.Column("model_m", sa.Float(), nullable=False, comment="Objective of the model, metres"),
        sa.Column(
            "bound_m", sa.Float(), nullable=False, comment="Proven: no choice is better than this, metres of the model"
        ),
        sa.Column("gap", sa.Float(), nullable=False, comment="(objective - bound) / objective"),
        sa.Column(
            "status", sa.Text(), nullable=False, comment="optimal only where proven; feasible where the work ended"
        ),
        sa.Column("supplier_km", sa.Float(), nullable=False, comment="Driven by suppliers to the hubs, kilometres"),
        sa.Column(
            "concierge_km", sa.Float(), nullable=False, comment="Driven by concierges, without exhaust, kilometres"
        ),
        sa.Column("driven_km", sa.Float(), nullable=False, comment="Both together, kilometres"),
        sa.Column("saved_km", sa.Float(), nullable=False, comment="Driven today less driven here, kilometres"),
        sa.Column("co2_kg", sa.Float(), nullable=False, comment="CO2 of suppliers, tank to wheel, kg"),
        sa.Column("supplier_rides", sa.Float(), nullable=False, comment="Rides of suppliers"),
        sa.Column("stops", sa.Float(), nullable=False, comment="Stops of concierges"),
        sa.Column("contact_moments", sa.Float(), nullable=False, comment="Residents seen, counted by day"),
        sa.Column("contact_minutes", sa.Float(), nullable=False, comment="Minutes of contact"),
        sa.Column("lost_minutes", sa.Float(), nullable=False, comment="Minutes of contact lost against today"),
        sa.Column("residents_moved", sa.Integer(), nullable=False, comment="Residents whose goods come on another day"),
        sa.Column("residents_losing", sa.Integer(), nullable=False, comment="Residents who lose minutes of contact"),
        sa.Column("most_lost_minutes", sa.Float(), nullable=False, comment="Most that one resident loses, minutes"),
        sa.CheckConstraint(
            "status IN ('as_is', 'optimal', 'feasible')", name=op.f("ck_delivery_day_point_status_known")
        ),
        sa.CheckConstraint("gap >= 0", name=op.f("ck_delivery_day_point_gap_range")),
        sa.PrimaryKeyConstraint("region", "service_date", "point", name=op.f("pk_delivery_day_point")),
        schema="planning",
        comment="Choices of delivery days from unchanged to traded contact, a week",
    )
    op.create_table(
        "delivery_day_supplier",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the deliveries or trips"),
        sa.Column("point", sa.Text(), nullable=False, comment="Point of planning.delivery_day_point"),
        sa.Column("supplier_id", sa.Text(), nullable=False, comment="Supplier"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("days_today", sa.Text(), nullable=False, comment="ISO weekdays of now, joined by commas"),
        sa.Column("days", sa.Text(), nullable=False, comment="ISO weekdays in this choice"),
        sa.Column("rides_today", sa.Float(), nullable=False, comment="Rides to the hubs a week now; 0 from stock"),
        sa.Column("rides", sa.Float(), nullable=False, comment="Rides to the hubs a week in this choice"),
        sa.PrimaryKeyConstraint(
            "region", "service_date", "point", "supplier_id", name=op.f("pk_delivery_day_supplier")
        ),
        schema="planning",
        comment="Days of suppliers in each choice of delivery days",
    )
    op.create_table(
        "value",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the deliveries or trips"),
        sa.Column("side", sa.Text(), nullable=False, comment="Whose side"),
        sa.Column("indicator", sa.Text(), nullable=False, comment="Which figure"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("value", sa.Float(), nullable=False, comment="Value"),
        sa.Column("low", sa.Float(), nullable=True, comment="Lower end of the range"),
        sa.Column("high", sa.Float(), nullable=True, comment="Upper end of the range"),
        sa.Column("unit", sa.Text(), nullable=False, comment="Unit; money only where somebody pays"),
        sa.Column("pays", sa.Text(), nullable=False, comment="Who pays for it, in Dutch"),
        sa.Column("gains", sa.Text(), nullable=False, comment="Who gains by it, in Dutch"),
        sa.Column("formula", sa.Text(), nullable=False, comment="How it is computed, in Dutch"),
        sa.Column("source", sa.Text(), nullable=False, comment="Where its factors come from"),
        sa.CheckConstraint(
            "side IN ('resident', 'supplier', 'gemeente', 'insurer', 'care', 'service')",
            name=op.f("ck_value_side_known"),
        ),
        sa.PrimaryKeyConstraint("region", "service_date", "side", "indicator", name=op.f("pk_value")),
        schema="planning",
        comment="Value and cost of the year from several sides; never added up over sides",
    )
    op.alter_column(
        "assumption",
        "subject",
        existing_type=sa.TEXT(),
        comment="ageing, cost, national, emission, bundling or target",
        existing_comment="ageing, cost or national",
        existing_nullable=False,
        schema="intake",
    )
    _subjects("'ageing', 'cost', 'national', 'emission', 'bundling', 'target'")
    comment = "By way of the hub, from stock there, on a ride of its own (urgent), or past the hub"
    op.add_column(
        "flow",
        sa.Column("channel", sa.Text(), nullable=False, server_default="hub", comment=comment),
        schema="planning",
    )
    op.alter_column("flow", "channel", server_default=None, schema="planning")
    _key_of_flow("region", "scenario", "supplier_id", "hub_id", "buurtcode", "channel")
    op.create_check_constraint(
        op.f("ck_flow_channel_known"),
        "flow",
        "channel IN ('hub', 'stock', 'exceptional', 'past_hub')",
        schema="planning",
    )
    op.alter_column(
        "flow",
        "supplier_leg_m",
        existing_type=sa.DOUBLE_PRECISION(precision=53),
        comment="Depot to hub, past the hub depot to buurt; metres one way",
        existing_comment="Depot to hub, metres one way",
        existing_nullable=True,
        schema="planning",
    )
    op.alter_column(
        "flow",
        "hub_leg_m",
        existing_type=sa.DOUBLE_PRECISION(precision=53),
        comment="Hub to buurt, metres one way; NULL past the hub",
        existing_comment="Hub to buurt, metres one way",
        existing_nullable=True,
        schema="planning",
    )
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.execute("SET ROLE wijk_owner")
    op.alter_column(
        "flow",
        "hub_leg_m",
        existing_type=sa.DOUBLE_PRECISION(precision=53),
        comment="Hub to buurt, metres one way",
        existing_comment="Hub to buurt, metres one way; NULL past the hub",
        existing_nullable=True,
        schema="planning",
    )
    op.alter_column(
        "flow",
        "supplier_leg_m",
        existing_type=sa.DOUBLE_PRECISION(precision=53),
        comment="Depot to hub, metres one way",
        existing_comment="Depot to hub, past the hub depot to buurt; metres one way",
        existing_nullable=True,
        schema="planning",
    )
    # results, and made again by the next run: rows of several flows cannot go back into one
    op.execute("DELETE FROM planning.flow WHERE channel <> 'hub'")
    _key_of_flow("region", "scenario", "supplier_id", "hub_id", "buurtcode")
    op.drop_column("flow", "channel", schema="planning")
    op.execute("DELETE FROM intake.assumption WHERE subject IN ('emission', 'bundling', 'target')")
    _subjects("'ageing', 'cost', 'national'")
    op.alter_column(
        "assumption",
        "subject",
        existing_type=sa.TEXT(),
        comment="ageing, cost or national",
        existing_comment="ageing, cost, national, emission, bundling or target",
        existing_nullable=False,
        schema="intake",
    )
    op.drop_table("value", schema="planning")
    op.drop_table("delivery_day_supplier", schema="planning")
    op.drop_table("delivery_day_point", schema="planning")
    op.drop_table("delivery_day_move", schema="planning")
    op.drop_table("cooperation_party", schema="planning")
    op.drop_table("cooperation_handover", schema="planning")
    op.drop_table("bundling_part", schema="planning")
    op.drop_table("bundling_option", schema="planning")
    op.drop_table("bundling_figure", schema="planning")
    op.execute("RESET ROLE")


def _key_of_flow(*columns: str) -> None:
    op.drop_constraint(op.f("pk_flow"), "flow", schema="planning", type_="primary")
    op.create_primary_key(op.f("pk_flow"), "flow", list(columns), schema="planning")


def _subjects(listed: str) -> None:
    name = op.f("ck_assumption_subject_known")
    op.drop_constraint(name, "assumption", schema="intake", type_="check")
    op.create_check_constraint(name, "assumption", f"subject IN ({listed})", schema="intake")
