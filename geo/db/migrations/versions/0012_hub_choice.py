"""The choice of hubs: what is known of sites, what an answer says more, and tables of what lies around it.

Revision: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BUILDING = (
    ("delivery_access", sa.Boolean, "A van or truck can unload at the door"),
    ("charging", sa.Boolean, "Cargo bikes and electric vans can be charged"),
    ("opening_hours_week", sa.Float, "Hours a week that the building is open"),
    ("rent_eur_year", sa.Float, "Rent as a hub, euro a year"),
    ("with_social_team", sa.Boolean, "The social team works in the building"),
    ("with_volunteers", sa.Boolean, "Volunteers are at work in the building"),
    ("spare_concierge_hours_week", sa.Float, "Hours a week that concierges have to spare there"),
)
OF_SITE = (
    ("storage_m2", sa.Float, "Floor space for goods, m2"),
    *BUILDING,
    ("origin", sa.Text, "Where it comes from: hub, facility, supplier, point"),
    ("longest_duration_s", sa.Float, "Travel time to the farthest buurt that it serves, seconds"),
    ("capacity_per_day", sa.Float, "Deliveries a day it can handle; NULL where the scenario has no limit"),
    ("deliveries_per_day", sa.Float, "Deliveries a working day at full strength"),
    ("concierge_hours_week", sa.Float, "Concierges, paid hours a week"),
    ("fte", sa.Float, "Concierges, fte"),
    ("yearly_eur", sa.Float, "Cost a year at full strength, euro"),
    ("tour_m", sa.Float, "Estimated length of its rounds of a working day, metres"),
    ("runner_up_tour_m", sa.Float, "Estimated rounds of a day of all hubs with that choice, metres"),
    ("runner_up", sa.Text, "Sites that come instead when this open site is forbidden, joined by commas"),
    ("ruled_out", sa.Text, "Wishes that keep it closed, joined by '; '; NULL: none"),
    ("with_facility", sa.Boolean, "It is, or is housed in, a facility"),
)
OF_SOLUTION = (
    (
        "site_cost",
        sa.Float,
        "Part of the objective that is money and qualities of the open sites, in its unit; 0 where only time is weighed",
    ),
    (
        "worst_off_s",
        sa.Float,
        "Mean travel time of the tenth with the longest, seconds; NULL where some of them are not reached",
    ),
    ("covered", sa.Float, "Frail residents of buurten within the minutes on average"),
    ("share_asked", sa.Float, "Share that set_covering must cover; NULL for other objectives"),
    ("deliveries_per_day", sa.Float, "Deliveries a working day at full strength"),
    ("contact_hours_week", sa.Float, "Hours a week at the door and inside"),
    ("between_hours_week", sa.Float, "Hours a week from door to door"),
    ("hub_way_hours_week", sa.Float, "Hours a week to and from the hub: what its place decides"),
    ("concierge_hours_week", sa.Float, "All paid hours a week, of which those three are the productive part"),
    ("fte", sa.Float, "Concierges at full strength, fte"),
    ("vehicles", sa.Float, "Vehicles at full strength"),
    ("staff_eur", sa.Float, "Concierges, euro a year"),
    ("vehicle_eur", sa.Float, "Vehicles, euro a year"),
    ("site_eur", sa.Float, "Rent of the open sites, euro a year"),
    ("coordination_eur", sa.Float, "Coordination, euro a year"),
    ("yearly_eur", sa.Float, "Cost a year at full strength, euro, by the table of assumptions"),
    ("once_eur", sa.Float, "Opening and closing, once, euro, by the scenario"),
    (
        "objective_hours_share",
        sa.Float,
        "Share of the paid hours that the place of the hubs decides: the way to and from them",
    ),
    ("objective_cost_share", sa.Float, "Share of the yearly cost that it decides, without rent"),
    (
        "tour_m",
        sa.Float,
        "Estimated length of all rounds of a working day, metres: the real last mile, not single trips",
    ),
    (
        "sequence_lost",
        sa.Float,
        "How much worse the hubs opened one by one are than the choice at once, as a fraction; NULL without steps",
    ),
)
COLUMNS = (
    ("intake", "facility", (("capacity_per_day", sa.Integer, "Deliveries a day it can handle"), *BUILDING)),
    ("intake", "hub", (("with_facility", sa.Boolean, "It is housed in a facility"), *BUILDING)),
    ("planning", "hub_site", OF_SITE),
    ("planning", "hub_solution", OF_SOLUTION),
)
CHECKS = (
    ("hub_solution", "model", "'p_median', 'p_centre', 'maximal_coverage', 'set_covering', 'evaluate'"),
    ("hub_site", "origin", "'hub', 'facility', 'supplier', 'point'"),
)
COMMENTS = (
    (
        "model",
        sa.TEXT(),
        "Model: p_median, maximal_coverage, or evaluate (hubs given)",
        "Objective: p_median, p_centre, maximal_coverage, set_covering, or evaluate (hubs given)",
    ),
    (
        "objective",
        sa.DOUBLE_PRECISION(precision=53),
        "Weighted travel time, person-seconds (p_median, evaluate); frail residents (coverage)",
        "Person-seconds of travel (p_median, evaluate), seconds of the worst-off (p_centre), frail residents covered "
        "(maximal_coverage), hubs (set_covering)",
    ),
)


def upgrade() -> None:
    op.execute("SET LOCAL ROLE wijk_owner")
    op.create_table(
        "hub_equivalent",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("scenario", sa.Text(), nullable=False, comment="Scenario; 'baseline' is today's hubs"),
        sa.Column("hub_id", sa.Text(), nullable=False, comment="Open site"),
        sa.Column("other_id", sa.Text(), nullable=False, comment="Closed site that could take its place"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("position", sa.Integer(), nullable=False, comment="1 is the site that is no worse most often"),
        sa.CheckConstraint("position >= 1", name=op.f("ck_hub_equivalent_position_range")),
        sa.PrimaryKeyConstraint("region", "scenario", "hub_id", "other_id", name=op.f("pk_hub_equivalent")),
        schema="planning",
        comment="Sites as good as an open one within the uncertainty of the demand",
    )
    op.create_table(
        "hub_front",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("scenario", sa.Text(), nullable=False, comment="Scenario; 'baseline' is today's hubs"),
        sa.Column(
            "front",
            sa.Text(),
            nullable=False,
            comment="worst_off: mean time against the worst-off tenth; cost: site cost against people covered",
        ),
        sa.Column("point", sa.Integer(), nullable=False, comment="1 has the least of the first aim"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column(
            "first", sa.Float(), nullable=False, comment="Mean seconds a frail resident; or euro a year of the sites"
        ),
        sa.Column(
            "second",
            sa.Float(),
            nullable=False,
            comment="Mean seconds of the worst-off tenth; or frail residents covered within the minutes",
        ),
        sa.Column("hub_ids", sa.Text(), nullable=False, comment="Open sites, joined by commas"),
        sa.Column("chosen", sa.Boolean(), nullable=False, comment="They are the scenario's own hubs"),
        sa.Column("exact", sa.Boolean(), nullable=False, comment="No choice is missing from the front"),
        sa.CheckConstraint("front IN ('worst_off', 'cost')", name=op.f("ck_hub_front_front_known")),
        sa.PrimaryKeyConstraint("region", "scenario", "front", "point", name=op.f("pk_hub_front")),
        schema="planning",
        comment="Choices that none beats in two aims at once",
    )
    op.create_table(
        "hub_step",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("scenario", sa.Text(), nullable=False, comment="Scenario; 'baseline' is today's hubs"),
        sa.Column("step", sa.Integer(), nullable=False, comment="1 opens first"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("year", sa.Integer(), nullable=False, comment="Year of opening"),
        sa.Column("hub_id", sa.Text(), nullable=False, comment="Site that opens"),
        sa.Column("hubs", sa.Integer(), nullable=False, comment="Hubs open after it"),
        sa.Column("objective", sa.Float(), nullable=False, comment="Objective after it, in the scenario's unit"),
        sa.Column(
            "mean_duration_s", sa.Float(), nullable=True, comment="Mean travel time per frail resident reached, seconds"
        ),
        sa.Column("unreachable", sa.Float(), nullable=False, comment="Frail residents that no open hub reaches"),
        sa.Column(
            "covered", sa.Float(), nullable=False, comment="Frail residents of buurten within the minutes on average"
        ),
        sa.CheckConstraint("step >= 1", name=op.f("ck_hub_step_step_range")),
        sa.PrimaryKeyConstraint("region", "scenario", "step", name=op.f("pk_hub_step")),
        schema="planning",
        comment="The hubs of a scenario opened one after another",
    )
    op.create_table(
        "hub_wish",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("scenario", sa.Text(), nullable=False, comment="Scenario; 'baseline' is today's hubs"),
        sa.Column("kind", sa.Text(), nullable=False, comment="keep, close, forbid, require or capacity"),
        sa.Column("subject", sa.Text(), nullable=False, comment="The site, or the quality; empty for capacity"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("position", sa.Integer(), nullable=False, comment="1 is the dearest"),
        sa.Column("better", sa.Float(), nullable=False, comment="How much the objective gains without it, in its unit"),
        sa.Column(
            "fraction",
            sa.Float(),
            nullable=True,
            comment="The same as a fraction of the objective; NULL where that is 0",
        ),
        sa.CheckConstraint(
            "kind IN ('keep', 'close', 'forbid', 'require', 'capacity')", name=op.f("ck_hub_wish_kind_known")
        ),
        sa.CheckConstraint("better >= 0", name=op.f("ck_hub_wish_better_range")),
        sa.PrimaryKeyConstraint("region", "scenario", "kind", "subject", name=op.f("pk_hub_wish")),
        schema="planning",
        comment="What each wish of a scenario costs",
    )
    for schema, table, columns in COLUMNS:
        for name, kind, comment in columns:
            op.add_column(table, sa.Column(name, kind(), nullable=True, comment=comment), schema=schema)
    for table, column, values in CHECKS:
        name = op.f(f"ck_{table}_{column}_known")
        op.create_check_constraint(name, table, f"{column} IN ({values})", schema="planning")
    for column, kind, before, after in COMMENTS:
        op.alter_column(
            "hub_solution", column, existing_type=kind, existing_nullable=False, schema="planning",
            comment=after, existing_comment=before,
        )  # fmt: skip
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.execute("SET LOCAL ROLE wijk_owner")
    for column, kind, before, after in COMMENTS:
        op.alter_column(
            "hub_solution", column, existing_type=kind, existing_nullable=False, schema="planning",
            comment=before, existing_comment=after,
        )  # fmt: skip
    for table, column, _ in CHECKS:
        op.drop_constraint(op.f(f"ck_{table}_{column}_known"), table, schema="planning")
    for schema, table, columns in COLUMNS:
        for name, _, _ in columns:
            op.drop_column(table, name, schema=schema)
    for table in ("hub_wish", "hub_step", "hub_front", "hub_equivalent"):
        op.drop_table(table, schema="planning")
    op.execute("RESET ROLE")
