"""need: frailty by more sources, rankings, order of opening, cost, buurtbeeld, assumptions

Revision: 0009
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL ROLE wijk_owner")
    # results of the first version cannot say what the new columns ask; a run makes them again
    op.execute("DELETE FROM planning.frailty")
    op.execute("DELETE FROM planning.wijk_ranking")
    op.drop_constraint(op.f("ck_frailty_group_name_known"), "frailty", schema="planning")
    op.create_check_constraint(
        op.f("ck_frailty_group_name_known"),
        "frailty",
        "group_name IN ('frail_65_plus_home', 'frail_65_plus_institution', 'vulnerable_any_age')",
        schema="planning",
    )
    op.create_table(
        "buurt_ranking",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("scenario", sa.Text(), nullable=False, comment="Scenario; 'baseline' is today's hubs"),
        sa.Column("buurtcode", sa.Text(), nullable=False, comment="Buurt"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("buurtnaam", sa.Text(), nullable=True, comment="Name"),
        sa.Column(
            "rank", sa.Integer(), nullable=False, comment="1 is first, at the scenario's weights and expected figures"
        ),
        sa.Column("score", sa.Float(), nullable=False, comment="Weighted score on fixed reference scales, 0 to 1"),
        sa.Column(
            "top3_probability",
            sa.Float(),
            nullable=False,
            comment="Share of the draws in which it is in the first three",
        ),
        sa.Column(
            "top_k",
            sa.Integer(),
            nullable=False,
            comment="How many first places top_k_probability speaks of (ranking_top)",
        ),
        sa.Column(
            "top_k_probability",
            sa.Float(),
            nullable=False,
            comment="Share of the draws in which it is in the first top_k, at these weights",
        ),
        sa.Column(
            "rank_low",
            sa.Integer(),
            nullable=False,
            comment="5th percentile of its place over the draws: uncertainty of the data",
        ),
        sa.Column("rank_high", sa.Integer(), nullable=False, comment="95th percentile of its place over the draws"),
        sa.Column(
            "value_rank_low",
            sa.Integer(),
            nullable=False,
            comment="5th percentile of its place when the weights move and the figures stay: value choices",
        ),
        sa.Column(
            "value_rank_high",
            sa.Integer(),
            nullable=False,
            comment="95th percentile of its place when the weights move",
        ),
        sa.Column(
            "value_top_k_share",
            sa.Float(),
            nullable=False,
            comment="Share of the moved weights at which it is in the first top_k",
        ),
        sa.Column(
            "swing_criterion",
            sa.Text(),
            nullable=True,
            comment="Criterion whose doubling or dropping moves its place most; NULL where none does",
        ),
        sa.Column("expected_frail", sa.Float(), nullable=False, comment="Count: expected frail residents at home"),
        sa.Column(
            "frail_per_100",
            sa.Float(),
            nullable=True,
            comment="Rate: those per 100 inhabitants; NULL where nobody lives",
        ),
        sa.Column("frail_per_km2", sa.Float(), nullable=False, comment="Density: those per km2 of land"),
        sa.Column(
            "known_share", sa.Float(), nullable=False, comment="Addresses in view / expected frail at home, at most 1"
        ),
        sa.Column(
            "nearest_hub_s",
            sa.Float(),
            nullable=True,
            comment="Travel time from the nearest hub, seconds; NULL where none reaches it",
        ),
        sa.Column(
            "missing",
            sa.Text(),
            nullable=False,
            comment="Criteria without any figure here, joined by commas; they take a middle",
        ),
        sa.Column("reason", sa.Text(), nullable=False, comment="Why, a sentence or two in Dutch"),
        sa.PrimaryKeyConstraint("region", "scenario", "buurtcode", name=op.f("pk_buurt_ranking")),
        schema="planning",
        comment="Buurten in order of unmet need",
    )
    op.create_table(
        "buurtbeeld",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("scenario", sa.Text(), nullable=False, comment="Scenario; 'baseline' is today's hubs"),
        sa.Column("area_kind", sa.Text(), nullable=False, comment="wijk or buurt"),
        sa.Column("area_code", sa.Text(), nullable=False, comment="CBS code"),
        sa.Column(
            "figure", sa.Text(), nullable=False, comment="Name of the figure, such as frail_home, facilities_walking"
        ),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("area_name", sa.Text(), nullable=True, comment="Name of the area"),
        sa.Column("theme", sa.Text(), nullable=False, comment="people, frailty, facilities, service, network or trend"),
        sa.Column("position", sa.Integer(), nullable=False, comment="Place on the page"),
        sa.Column("value", sa.Float(), nullable=True, comment="The figure; NULL where it is suppressed or not known"),
        sa.Column("low", sa.Float(), nullable=True, comment="Lower bound, where there is an interval"),
        sa.Column("high", sa.Float(), nullable=True, comment="Upper bound"),
        sa.Column("unit", sa.Text(), nullable=False, comment="Unit"),
        sa.Column("gemeente", sa.Float(), nullable=True, comment="The same figure of the gemeente"),
        sa.Column(
            "country",
            sa.Float(),
            nullable=True,
            comment="The same figure of the Netherlands, from the table of assumptions or RIVM",
        ),
        sa.Column(
            "text_nl",
            sa.Text(),
            nullable=True,
            comment="What is no number: names, dates; text from data, to be escaped",
        ),
        sa.Column(
            "note_nl", sa.Text(), nullable=True, comment="What to know of the figure: source, year, why it is not there"
        ),
        sa.CheckConstraint("area_kind IN ('wijk', 'buurt')", name=op.f("ck_buurtbeeld_area_kind_known")),
        sa.PrimaryKeyConstraint("region", "scenario", "area_kind", "area_code", "figure", name=op.f("pk_buurtbeeld")),
        schema="planning",
        comment="Buurtbeeld: figures of buurten and wijken with those of gemeente and country",
    )
    op.create_table(
        "candidate_cost",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("scenario", sa.Text(), nullable=False, comment="Scenario; 'baseline' is today's hubs"),
        sa.Column("wijkcode", sa.Text(), nullable=False, comment="Wijk"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("wijknaam", sa.Text(), nullable=True, comment="Name"),
        sa.Column(
            "residents",
            sa.Float(),
            nullable=False,
            comment="Residents served at full strength: expected frail x share that takes part",
        ),
        sa.Column("visits_per_week", sa.Float(), nullable=False, comment="Visits a week"),
        sa.Column("deliveries_per_year", sa.Float(), nullable=False, comment="Deliveries a year at full strength"),
        sa.Column(
            "concierge_hours_per_week",
            sa.Float(),
            nullable=False,
            comment="Concierge hours a week, on the way and overhead included",
        ),
        sa.Column("fte", sa.Float(), nullable=False, comment="Concierges, full-time equivalents"),
        sa.Column("vehicles", sa.Integer(), nullable=False, comment="Vehicles"),
        sa.Column("staff_eur", sa.Float(), nullable=False, comment="Concierges a year, euro"),
        sa.Column("vehicle_eur", sa.Float(), nullable=False, comment="Vehicles a year, euro"),
        sa.Column("site_eur", sa.Float(), nullable=False, comment="The site a year, euro"),
        sa.Column("coordination_eur", sa.Float(), nullable=False, comment="Coordination a year, euro"),
        sa.Column("total_eur", sa.Float(), nullable=False, comment="All of these, euro a year"),
        sa.Column(
            "total_low_eur",
            sa.Float(),
            nullable=False,
            comment="5th percentile of the total over the draws of need and prices, euro",
        ),
        sa.Column("total_high_eur", sa.Float(), nullable=False, comment="95th percentile"),
        sa.Column(
            "per_resident_eur",
            sa.Float(),
            nullable=True,
            comment="Total a resident served, euro a year; NULL where none is",
        ),
        sa.Column("income_eur", sa.Float(), nullable=False, comment="What suppliers pay for deliveries a year, euro"),
        sa.Column(
            "unfunded_eur",
            sa.Float(),
            nullable=False,
            comment="total - income, at least 0: to be paid from care and welfare, euro a year",
        ),
        sa.Column(
            "break_even_deliveries",
            sa.Float(),
            nullable=True,
            comment="Deliveries a year at which suppliers would pay all; NULL where they pay nothing",
        ),
        sa.Column(
            "start_unfunded_eur",
            sa.Float(),
            nullable=False,
            comment="Unfunded in the first twelve months, with the slow start, euro",
        ),
        sa.Column("agenda_eur", sa.Float(), nullable=False, comment="Budget to start the buurtagenda, once, euro"),
        sa.PrimaryKeyConstraint("region", "scenario", "wijkcode", name=op.f("pk_candidate_cost")),
        schema="planning",
        comment="What a wijk asks and costs, by the assumptions",
    )
    op.create_table(
        "candidate_month",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("scenario", sa.Text(), nullable=False, comment="Scenario; 'baseline' is today's hubs"),
        sa.Column("wijkcode", sa.Text(), nullable=False, comment="Wijk"),
        sa.Column("month", sa.Integer(), nullable=False, comment="Month after the start, 1 to 12"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("share", sa.Float(), nullable=False, comment="Deliveries as a share of full strength"),
        sa.Column("deliveries", sa.Float(), nullable=False, comment="Deliveries in the month"),
        sa.Column(
            "cost_eur",
            sa.Float(),
            nullable=False,
            comment="Cost in the month; the staff is there from the first day, euro",
        ),
        sa.Column("income_eur", sa.Float(), nullable=False, comment="Income from deliveries in the month, euro"),
        sa.Column(
            "unfunded_eur", sa.Float(), nullable=False, comment="Unfunded since the start, the agenda included, euro"
        ),
        sa.CheckConstraint("month BETWEEN 1 AND 12", name=op.f("ck_candidate_month_month_range")),
        sa.PrimaryKeyConstraint("region", "scenario", "wijkcode", "month", name=op.f("pk_candidate_month")),
        schema="planning",
        comment="Start-up curve of a candidate wijk",
    )
    op.create_table(
        "frailty_draw",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("scenario", sa.Text(), nullable=False, comment="Scenario; 'baseline' is today's hubs"),
        sa.Column("buurtcode", sa.Text(), nullable=False, comment="Buurt"),
        sa.Column("group_name", sa.Text(), nullable=False, comment="Group, as in planning.frailty"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("draws", sa.ARRAY(sa.Integer()), nullable=False, comment="Residents in each draw"),
        sa.CheckConstraint(
            "group_name IN ('frail_65_plus_home', 'frail_65_plus_institution', 'vulnerable_any_age')",
            name=op.f("ck_frailty_draw_group_name_known"),
        ),
        sa.PrimaryKeyConstraint("region", "scenario", "buurtcode", "group_name", name=op.f("pk_frailty_draw")),
        schema="planning",
        comment="Simulated residents by buurt, whole numbers; sum them by draw, then judge",
    )
    op.create_table(
        "frailty_total",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("scenario", sa.Text(), nullable=False, comment="Scenario; 'baseline' is today's hubs"),
        sa.Column("area_kind", sa.Text(), nullable=False, comment="wijk, gemeente or region"),
        sa.Column("area_code", sa.Text(), nullable=False, comment="CBS code; of a region its name"),
        sa.Column("group_name", sa.Text(), nullable=False, comment="Group, as in planning.frailty"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("expected", sa.Float(), nullable=False, comment="Expected residents: the sum over the buurten"),
        sa.Column("low", sa.Float(), nullable=False, comment="5th percentile of the summed draws"),
        sa.Column("high", sa.Float(), nullable=False, comment="95th percentile of the summed draws"),
        sa.Column("buurten", sa.Integer(), nullable=False, comment="Buurten summed"),
        sa.Column("imputed", sa.Integer(), nullable=False, comment="Of which with an imputed 65+ figure"),
        sa.CheckConstraint(
            "area_kind IN ('wijk', 'gemeente', 'region')", name=op.f("ck_frailty_total_area_kind_known")
        ),
        sa.CheckConstraint(
            "group_name IN ('frail_65_plus_home', 'frail_65_plus_institution', 'vulnerable_any_age')",
            name=op.f("ck_frailty_total_group_name_known"),
        ),
        sa.CheckConstraint("expected >= 0", name=op.f("ck_frailty_total_expected_range")),
        sa.PrimaryKeyConstraint(
            "region", "scenario", "area_kind", "area_code", "group_name", name=op.f("pk_frailty_total")
        ),
        schema="planning",
        comment="Expected frail residents by wijk, gemeente and region",
    )
    op.create_table(
        "ranking_criterion",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("scenario", sa.Text(), nullable=False, comment="Scenario; 'baseline' is today's hubs"),
        sa.Column("area_kind", sa.Text(), nullable=False, comment="wijk or buurt"),
        sa.Column("area_code", sa.Text(), nullable=False, comment="CBS code"),
        sa.Column(
            "criterion",
            sa.Text(),
            nullable=False,
            comment="Name, such as count, rate, density, lonely, unmet, distance",
        ),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("value", sa.Float(), nullable=True, comment="The figure, in its unit; NULL where nothing is known"),
        sa.Column("unit", sa.Text(), nullable=False, comment="Unit, such as residents, per 100 inhabitants, s"),
        sa.Column("half", sa.Float(), nullable=False, comment="Value at which the score is a half: the fixed scale"),
        sa.Column(
            "score", sa.Float(), nullable=False, comment="Score on that scale, 0 to 1; a half where nothing is known"
        ),
        sa.Column("weight", sa.Float(), nullable=False, comment="Weight of the scenario, all adding up to 1"),
        sa.Column(
            "contribution", sa.Float(), nullable=False, comment="score x weight: these add up to the area's score"
        ),
        sa.Column("imputed", sa.Boolean(), nullable=False, comment="True where the figure is not the area's own"),
        sa.Column(
            "rank_dropped", sa.Integer(), nullable=False, comment="Place of the area when this criterion does not count"
        ),
        sa.Column(
            "rank_doubled", sa.Integer(), nullable=False, comment="Place of the area when this criterion counts double"
        ),
        sa.CheckConstraint("area_kind IN ('wijk', 'buurt')", name=op.f("ck_ranking_criterion_area_kind_known")),
        sa.CheckConstraint("score BETWEEN 0 AND 1", name=op.f("ck_ranking_criterion_score_range")),
        sa.CheckConstraint("weight BETWEEN 0 AND 1", name=op.f("ck_ranking_criterion_weight_range")),
        sa.PrimaryKeyConstraint(
            "region", "scenario", "area_kind", "area_code", "criterion", name=op.f("pk_ranking_criterion")
        ),
        schema="planning",
        comment="Criteria behind the rankings, on fixed reference scales",
    )
    op.create_table(
        "wijk_sequence",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("scenario", sa.Text(), nullable=False, comment="Scenario; 'baseline' is today's hubs"),
        sa.Column("step", sa.Integer(), nullable=False, comment="1 is first"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("phase", sa.Text(), nullable=False, comment="first: the first 20; then: on to 100"),
        sa.Column("wijkcode", sa.Text(), nullable=False, comment="Wijk"),
        sa.Column("wijknaam", sa.Text(), nullable=True, comment="Name"),
        sa.Column(
            "added",
            sa.Float(),
            nullable=False,
            comment="Unmet frail residents that this step brings within reach, weighed by need",
        ),
        sa.Column("alone", sa.Float(), nullable=False, comment="What it would add if it were the first step"),
        sa.Column("cumulative", sa.Float(), nullable=False, comment="Sum of added up to this step"),
        sa.Column("share", sa.Float(), nullable=False, comment="cumulative / all that could be added"),
        sa.Column(
            "bound", sa.Float(), nullable=False, comment="Proven: no choice of this many wijken adds more than this"
        ),
        sa.Column(
            "lead", sa.Boolean(), nullable=False, comment="True where somebody is willing to lead, by the scenario"
        ),
        sa.Column(
            "village",
            sa.Boolean(),
            nullable=False,
            comment="True where most residents live in a little or not urban buurt",
        ),
        sa.Column("reason", sa.Text(), nullable=False, comment="Why now, a sentence in Dutch"),
        sa.CheckConstraint("phase IN ('first', 'then')", name=op.f("ck_wijk_sequence_phase_known")),
        sa.PrimaryKeyConstraint("region", "scenario", "step", name=op.f("pk_wijk_sequence")),
        schema="planning",
        comment="Order of opening: the first 20 wijken, then on to 100",
    )
    op.create_table(
        "assumption",
        sa.Column("region", sa.Text(), nullable=False, comment="Region the file was loaded for"),
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load this row came with"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the source file, the header not counted"),
        sa.Column("subject", sa.Text(), nullable=False, comment="ageing, cost or national"),
        sa.Column("name", sa.Text(), nullable=False, comment="Name of the figure, such as growth_65_plus"),
        sa.Column("area_code", sa.Text(), nullable=False, comment="NL, or the gemeente (GM....) that it speaks of"),
        sa.Column(
            "target_year", sa.Integer(), nullable=True, comment="Year that a growth leads to; NULL for other figures"
        ),
        sa.Column("value", sa.Float(), nullable=False, comment="The figure, in its unit"),
        sa.Column("low", sa.Float(), nullable=True, comment="Lower bound of its 90 % range"),
        sa.Column("high", sa.Float(), nullable=True, comment="Upper bound of its 90 % range"),
        sa.Column("unit", sa.Text(), nullable=False, comment="Unit"),
        sa.Column(
            "basis",
            sa.Text(),
            nullable=False,
            comment="published as it stands, derived from published figures, or assumption",
        ),
        sa.Column("year", sa.Integer(), nullable=False, comment="Year of the figure"),
        sa.Column("definition", sa.Text(), nullable=False, comment="What it is, and how it was derived"),
        sa.Column("source", sa.Text(), nullable=False, comment="Publication"),
        sa.CheckConstraint("basis IN ('published', 'derived', 'assumption')", name=op.f("ck_assumption_basis_known")),
        sa.CheckConstraint("subject IN ('ageing', 'cost', 'national')", name=op.f("ck_assumption_subject_known")),
        sa.CheckConstraint("target_year BETWEEN 1990 AND 2100", name=op.f("ck_assumption_target_year_range")),
        sa.CheckConstraint("year BETWEEN 1990 AND 2100", name=op.f("ck_assumption_year_range")),
        sa.ForeignKeyConstraint(
            ["load_id"], ["intake.load.load_id"], name=op.f("fk_assumption_load_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("load_id", "row_number", name=op.f("pk_assumption")),
        schema="intake",
        comment="Assumptions with source and range, editable in the workspace",
    )
    op.create_index(op.f("ix_assumption_region"), "assumption", ["region"], unique=False, schema="intake")
    op.add_column(
        "frailty",
        sa.Column(
            "projection_year", sa.Integer(), nullable=True, comment="Year projected to; NULL: the year of the figures"
        ),
        schema="planning",
    )
    op.add_column(
        "frailty",
        sa.Column(
            "sources", sa.Text(), nullable=False, comment="Sources that said something of this buurt, joined by commas"
        ),
        schema="planning",
    )
    op.add_column(
        "frailty",
        sa.Column(
            "missing", sa.Text(), nullable=False, comment="Sources that said nothing of this buurt, joined by commas"
        ),
        schema="planning",
    )
    op.add_column(
        "frailty",
        sa.Column(
            "imputed_figures",
            sa.Text(),
            nullable=False,
            comment="Figures that were not the buurt's own and where they came from, such as lonely_severe:wijk",
        ),
        schema="planning",
    )
    op.alter_column(
        "frailty",
        "group_name",
        existing_type=sa.TEXT(),
        comment="Group: frail 65+ at home, in an institution; or vulnerable of any age, which overlaps",
        existing_comment="Group: frail 65+ at home or in an institution",
        existing_nullable=False,
        schema="planning",
    )
    op.alter_column(
        "frailty",
        "rate_set",
        existing_type=sa.TEXT(),
        comment="Named set of rates, such as vektis_2020; or both, half the draws each",
        existing_comment="Named set of rates: vektis_2020 or deventer_2021",
        existing_nullable=False,
        schema="planning",
    )
    op.add_column(
        "wijk_ranking",
        sa.Column(
            "top_k",
            sa.Integer(),
            nullable=False,
            comment="How many first places top_k_probability speaks of (ranking_top)",
        ),
        schema="planning",
    )
    op.add_column(
        "wijk_ranking",
        sa.Column(
            "top_k_probability",
            sa.Float(),
            nullable=False,
            comment="Share of the draws in which it is in the first top_k, at these weights",
        ),
        schema="planning",
    )
    op.add_column(
        "wijk_ranking",
        sa.Column(
            "rank_low",
            sa.Integer(),
            nullable=False,
            comment="5th percentile of its place over the draws: uncertainty of the data",
        ),
        schema="planning",
    )
    op.add_column(
        "wijk_ranking",
        sa.Column("rank_high", sa.Integer(), nullable=False, comment="95th percentile of its place over the draws"),
        schema="planning",
    )
    op.add_column(
        "wijk_ranking",
        sa.Column(
            "value_rank_low",
            sa.Integer(),
            nullable=False,
            comment="5th percentile of its place when the weights move and the figures stay: value choices",
        ),
        schema="planning",
    )
    op.add_column(
        "wijk_ranking",
        sa.Column(
            "value_rank_high",
            sa.Integer(),
            nullable=False,
            comment="95th percentile of its place when the weights move",
        ),
        schema="planning",
    )
    op.add_column(
        "wijk_ranking",
        sa.Column(
            "value_top_k_share",
            sa.Float(),
            nullable=False,
            comment="Share of the moved weights at which it is in the first top_k",
        ),
        schema="planning",
    )
    op.add_column(
        "wijk_ranking",
        sa.Column(
            "swing_criterion",
            sa.Text(),
            nullable=True,
            comment="Criterion whose doubling or dropping moves its place most; NULL where none does",
        ),
        schema="planning",
    )
    op.add_column(
        "wijk_ranking",
        sa.Column(
            "frail_per_100",
            sa.Float(),
            nullable=True,
            comment="Rate: those per 100 inhabitants; NULL where nobody lives",
        ),
        schema="planning",
    )
    op.add_column(
        "wijk_ranking",
        sa.Column(
            "missing",
            sa.Text(),
            nullable=False,
            comment="Criteria without any figure here, joined by commas; they take a middle",
        ),
        schema="planning",
    )
    op.alter_column(
        "wijk_ranking",
        "rank",
        existing_type=sa.INTEGER(),
        comment="1 is first, at the scenario's weights and expected figures",
        existing_comment="1 is first",
        existing_nullable=False,
        schema="planning",
    )
    op.alter_column(
        "wijk_ranking",
        "expected_frail",
        existing_type=sa.DOUBLE_PRECISION(precision=53),
        comment="Count: expected frail residents at home",
        existing_comment="Expected frail residents at home",
        existing_nullable=False,
        schema="planning",
    )
    op.alter_column(
        "wijk_ranking",
        "frail_per_km2",
        existing_type=sa.DOUBLE_PRECISION(precision=53),
        comment="Density: those per km2 of land",
        existing_comment="Frail residents at home per km2 of land",
        existing_nullable=False,
        schema="planning",
    )
    op.alter_column(
        "wijk_ranking",
        "nearest_hub_s",
        existing_type=sa.DOUBLE_PRECISION(precision=53),
        comment="Travel time from the nearest hub, seconds; NULL where none reaches it",
        existing_comment="Travel time from the nearest hub, seconds",
        existing_nullable=True,
        schema="planning",
    )
    op.alter_column(
        "wijk_ranking",
        "reason",
        existing_type=sa.TEXT(),
        comment="Why, a sentence or two in Dutch",
        existing_comment="Why, a sentence in Dutch",
        existing_nullable=False,
        schema="planning",
    )
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.execute("SET LOCAL ROLE wijk_owner")
    op.execute("DELETE FROM planning.frailty WHERE group_name = 'vulnerable_any_age'")
    op.drop_constraint(op.f("ck_frailty_group_name_known"), "frailty", schema="planning")
    op.create_check_constraint(
        op.f("ck_frailty_group_name_known"),
        "frailty",
        "group_name IN ('frail_65_plus_home', 'frail_65_plus_institution')",
        schema="planning",
    )
    op.alter_column(
        "wijk_ranking",
        "reason",
        existing_type=sa.TEXT(),
        comment="Why, a sentence in Dutch",
        existing_comment="Why, a sentence or two in Dutch",
        existing_nullable=False,
        schema="planning",
    )
    op.alter_column(
        "wijk_ranking",
        "nearest_hub_s",
        existing_type=sa.DOUBLE_PRECISION(precision=53),
        comment="Travel time from the nearest hub, seconds",
        existing_comment="Travel time from the nearest hub, seconds; NULL where none reaches it",
        existing_nullable=True,
        schema="planning",
    )
    op.alter_column(
        "wijk_ranking",
        "frail_per_km2",
        existing_type=sa.DOUBLE_PRECISION(precision=53),
        comment="Frail residents at home per km2 of land",
        existing_comment="Density: those per km2 of land",
        existing_nullable=False,
        schema="planning",
    )
    op.alter_column(
        "wijk_ranking",
        "expected_frail",
        existing_type=sa.DOUBLE_PRECISION(precision=53),
        comment="Expected frail residents at home",
        existing_comment="Count: expected frail residents at home",
        existing_nullable=False,
        schema="planning",
    )
    op.alter_column(
        "wijk_ranking",
        "rank",
        existing_type=sa.INTEGER(),
        comment="1 is first",
        existing_comment="1 is first, at the scenario's weights and expected figures",
        existing_nullable=False,
        schema="planning",
    )
    op.drop_column("wijk_ranking", "missing", schema="planning")
    op.drop_column("wijk_ranking", "frail_per_100", schema="planning")
    op.drop_column("wijk_ranking", "swing_criterion", schema="planning")
    op.drop_column("wijk_ranking", "value_top_k_share", schema="planning")
    op.drop_column("wijk_ranking", "value_rank_high", schema="planning")
    op.drop_column("wijk_ranking", "value_rank_low", schema="planning")
    op.drop_column("wijk_ranking", "rank_high", schema="planning")
    op.drop_column("wijk_ranking", "rank_low", schema="planning")
    op.drop_column("wijk_ranking", "top_k_probability", schema="planning")
    op.drop_column("wijk_ranking", "top_k", schema="planning")
    op.alter_column(
        "frailty",
        "rate_set",
        existing_type=sa.TEXT(),
        comment="Named set of rates: vektis_2020 or deventer_2021",
        existing_comment="Named set of rates, such as vektis_2020; or both, half the draws each",
        existing_nullable=False,
        schema="planning",
    )
    op.alter_column(
        "frailty",
        "group_name",
        existing_type=sa.TEXT(),
        comment="Group: frail 65+ at home or in an institution",
        existing_comment="Group: frail 65+ at home, in an institution; or vulnerable of any age, which overlaps",
        existing_nullable=False,
        schema="planning",
    )
    op.drop_column("frailty", "imputed_figures", schema="planning")
    op.drop_column("frailty", "missing", schema="planning")
    op.drop_column("frailty", "sources", schema="planning")
    op.drop_column("frailty", "projection_year", schema="planning")
    op.drop_index(op.f("ix_assumption_region"), table_name="assumption", schema="intake")
    op.drop_table("assumption", schema="intake")
    op.drop_table("wijk_sequence", schema="planning")
    op.drop_table("ranking_criterion", schema="planning")
    op.drop_table("frailty_total", schema="planning")
    op.drop_table("frailty_draw", schema="planning")
    op.drop_table("candidate_month", schema="planning")
    op.drop_table("candidate_cost", schema="planning")
    op.drop_table("buurtbeeld", schema="planning")
    op.drop_table("buurt_ranking", schema="planning")
    op.execute("RESET ROLE")
