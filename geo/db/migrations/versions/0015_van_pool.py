"""The van pool beside its plan: steps, gains, hours, overlap, fleet, lines; folding seats, volunteers, breaks of vans.

Revision: 0015
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLES = ("van_step", "van_gain", "van_hour", "van_overlap", "van_fleet", "van_line", "van_line_stop")
COLUMNS = (
    (
        "planning",
        "van_pool_summary",
        (
            ("longest_ride_s", sa.Float, "Longest time on board, seconds"),
            ("mean_wait_s", sa.Float, "Mean wait from when a passenger can first be fetched, seconds"),
            ("hours_s", sa.Float, "Time that vans are out, seconds"),
            ("cost_eur", sa.Float, "Cost, euro; a request left out is priced as a taxi"),
        ),
    ),
    (
        "intake",
        "vehicle",
        (
            ("fold_seats", sa.Integer, "Seats that each wheelchair on board takes away; NULL: none"),
            ("volunteer", sa.Boolean, "Driven by a volunteer; NULL: paid"),
            ("break_from_s", sa.Integer, "Earliest start of the driver's break, seconds since midnight, local time"),
            ("break_to_s", sa.Integer, "Latest start of the driver's break, seconds since midnight, local time"),
            ("break_s", sa.Integer, "Length of the driver's break, seconds; NULL: none"),
        ),
    ),
)
KIND = ("pickup or dropoff", "pickup, dropoff, or a break of the driver")


def upgrade() -> None:
    op.execute("SET LOCAL ROLE wijk_owner")
    op.create_table(
        "van_step",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the deliveries or trips"),
        sa.Column("step", sa.Text(), nullable=False, comment="Way to organise the day"),
        sa.Column(
            "organisations",
            sa.Text(),
            nullable=False,
            comment="Organisations that pool, joined by ' + '; '*' for all, empty for none",
        ),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("vans", sa.Integer(), nullable=False, comment="Vans used"),
        sa.Column("requests", sa.Integer(), nullable=False, comment="Requests asked"),
        sa.Column("served", sa.Integer(), nullable=False, comment="Requests served"),
        sa.Column("movements", sa.Integer(), nullable=False, comment="Vehicle movements"),
        sa.Column("length_m", sa.Float(), nullable=False, comment="Metres driven"),
        sa.Column("empty_m", sa.Float(), nullable=False, comment="Of which without a passenger"),
        sa.Column("occupancy", sa.Float(), nullable=True, comment="Passenger-metres / seat-metres driven"),
        sa.Column("mean_ride_s", sa.Float(), nullable=True, comment="Mean time on board, seconds"),
        sa.Column("longest_ride_s", sa.Float(), nullable=True, comment="Longest time on board, seconds"),
        sa.Column(
            "mean_wait_s",
            sa.Float(),
            nullable=True,
            comment="Mean wait from when a passenger can first be fetched, seconds",
        ),
        sa.Column("hours_s", sa.Float(), nullable=False, comment="Time that vans are out, seconds"),
        sa.Column("cost_eur", sa.Float(), nullable=False, comment="Cost, euro; a request left out is priced as a taxi"),
        sa.Column("co2_g", sa.Float(), nullable=False, comment="CO2 tank to wheel at the van factor, gram"),
        sa.CheckConstraint("step IN ('alone', 'pair', 'quiet_hours', 'pool')", name=op.f("ck_van_step_step_known")),
        sa.PrimaryKeyConstraint("region", "service_date", "step", "organisations", name=op.f("pk_van_step")),
        schema="planning",
        comment="Steps from each organisation alone to one van pool, all organisations counted",
    )
    op.create_table(
        "van_gain",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the deliveries or trips"),
        sa.Column("organisation", sa.Text(), nullable=False, comment="Organisation"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("alone_eur", sa.Float(), nullable=False, comment="Cost of the day alone, euro"),
        sa.Column("gain_eur", sa.Float(), nullable=False, comment="Its part of what the pool saves, euro"),
        sa.Column("share", sa.Float(), nullable=False, comment="Its share of what the pool saves"),
        sa.Column(
            "exact",
            sa.Boolean(),
            nullable=False,
            comment="Every coalition was planned; if not, orders of joining were drawn",
        ),
        sa.PrimaryKeyConstraint("region", "service_date", "organisation", name=op.f("pk_van_gain")),
        schema="planning",
        comment="The gain of the pool, split by Shapley",
    )
    op.create_table(
        "van_hour",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the deliveries or trips"),
        sa.Column("plan", sa.Text(), nullable=False, comment="Each organisation alone, or the pool"),
        sa.Column("hour", sa.Integer(), nullable=False, comment="Hour of the day, 8 is from 8:00 to 9:00"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("vans_out", sa.Float(), nullable=False, comment="Vans out, mean over the hour"),
        sa.Column(
            "places_out", sa.Float(), nullable=False, comment="Seats and wheelchair places in them, mean over the hour"
        ),
        sa.Column("passengers", sa.Float(), nullable=False, comment="Passengers on board, mean over the hour"),
        sa.Column("length_m", sa.Float(), nullable=False, comment="Metres driven in the hour"),
        sa.Column("empty_m", sa.Float(), nullable=False, comment="Of which without a passenger"),
        sa.CheckConstraint("hour BETWEEN 0 AND 47", name=op.f("ck_van_hour_hour_range")),
        sa.CheckConstraint("plan IN ('alone', 'pool')", name=op.f("ck_van_hour_plan_known")),
        sa.PrimaryKeyConstraint("region", "service_date", "plan", "hour", name=op.f("pk_van_hour")),
        schema="planning",
        comment="Vans, places and passengers out by hour of the day",
    )
    op.create_table(
        "van_overlap",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the deliveries or trips"),
        sa.Column("organisation", sa.Text(), nullable=False, comment="Organisation"),
        sa.Column("other", sa.Text(), nullable=False, comment="The organisation it is compared with"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("requests", sa.Integer(), nullable=False, comment="Requests of the organisation"),
        sa.Column(
            "overlapping",
            sa.Integer(),
            nullable=False,
            comment="Of which have one of the other within 2 km at both ends, same time",
        ),
        sa.PrimaryKeyConstraint("region", "service_date", "organisation", "other", name=op.f("pk_van_overlap")),
        schema="planning",
        comment="Overlap of organisations' trips in space and time",
    )
    op.create_table(
        "van_fleet",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the deliveries or trips"),
        sa.Column("vans", sa.Integer(), nullable=False, comment="Vans in the fleet: those that are used most"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("days", sa.Integer(), nullable=False, comment="Days with trips"),
        sa.Column(
            "days_served",
            sa.Integer(),
            nullable=False,
            comment="Days on which nobody is left whom all vans would serve",
        ),
        sa.Column("share", sa.Float(), nullable=False, comment="Share of those days"),
        sa.Column(
            "left_out", sa.Integer(), nullable=False, comment="Requests left over all days that all vans would serve"
        ),
        sa.Column("keep", sa.Boolean(), nullable=False, comment="The fewest vans that serve 95 % of the days"),
        sa.CheckConstraint("share BETWEEN 0 AND 1", name=op.f("ck_van_fleet_share_range")),
        sa.PrimaryKeyConstraint("region", "service_date", "vans", name=op.f("pk_van_fleet")),
        schema="planning",
        comment="How many vans are enough, over four weeks around the service date",
    )
    op.create_table(
        "van_line",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the deliveries or trips"),
        sa.Column("line_id", sa.Text(), nullable=False, comment="Line"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("weekday", sa.Integer(), nullable=False, comment="0 is Monday"),
        sa.Column("purpose", sa.Text(), nullable=False, comment="Purpose of the trips"),
        sa.Column("buurtcode", sa.Text(), nullable=True, comment="Buurt of the place it goes to"),
        sa.Column("arrival_s", sa.Float(), nullable=False, comment="Arrives at, seconds since midnight"),
        sa.Column("asked", sa.Integer(), nullable=False, comment="Passengers whose wish recurs"),
        sa.Column("riders", sa.Integer(), nullable=False, comment="Of whom can walk to a stop"),
        sa.Column("weeks", sa.Integer(), nullable=False, comment="Weeks looked at"),
        sa.Column("vans", sa.Integer(), nullable=False, comment="Vans it takes"),
        sa.Column("length_m", sa.Float(), nullable=False, comment="Metres there and back, all vans"),
        sa.Column("cost_eur", sa.Float(), nullable=False, comment="Cost of a day: kilometres and paid hours, euro"),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_van_line_weekday_range")),
        sa.PrimaryKeyConstraint("region", "service_date", "line_id", name=op.f("pk_van_line")),
        schema="planning",
        comment="Proposed lines from wishes that recur, over four weeks around the service date",
    )
    op.create_table(
        "van_line_stop",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the deliveries or trips"),
        sa.Column("line_id", sa.Text(), nullable=False, comment="Line"),
        sa.Column("position", sa.Integer(), nullable=False, comment="1 is the first stop"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("facility_id", sa.Text(), nullable=False, comment="Facility at which it stops"),
        sa.Column("buurtcode", sa.Text(), nullable=True, comment="Buurt of the stop"),
        sa.Column("departure_s", sa.Float(), nullable=False, comment="Leaves at, seconds since midnight"),
        sa.Column("riders", sa.Integer(), nullable=False, comment="Riders who board"),
        sa.Column("walk_s", sa.Float(), nullable=False, comment="Longest walk to it at the slower pace, seconds"),
        sa.PrimaryKeyConstraint("region", "service_date", "line_id", "position", name=op.f("pk_van_line_stop")),
        schema="planning",
        comment="Stops of proposed lines",
    )
    for schema, table, columns in COLUMNS:
        for name, kind, comment in columns:
            op.add_column(table, sa.Column(name, kind(), nullable=True, comment=comment), schema=schema)
    _kind("'pickup', 'dropoff', 'break'", *KIND)
    op.execute("RESET ROLE")


def _kind(values: str, before: str, after: str) -> None:
    op.drop_constraint(op.f("ck_van_stop_kind_known"), "van_stop", schema="planning")
    op.create_check_constraint(op.f("ck_van_stop_kind_known"), "van_stop", f"kind IN ({values})", schema="planning")
    op.alter_column(
        "van_stop", "kind", existing_type=sa.Text(), existing_nullable=False, schema="planning",
        comment=after, existing_comment=before,
    )  # fmt: skip


def downgrade() -> None:
    op.execute("SET LOCAL ROLE wijk_owner")
    op.execute("DELETE FROM planning.van_stop WHERE kind = 'break'")
    _kind("'pickup', 'dropoff'", *reversed(KIND))
    for schema, table, columns in COLUMNS:
        for name, _, _ in columns:
            op.drop_column(table, name, schema=schema)
    for table in reversed(TABLES):
        op.drop_table(table, schema="planning")
    op.execute("RESET ROLE")
