"""Whom hubs reach: tables of their own, and what travel times, catchments, areas and coverage tell more.

Rows of the tables that get a column go: they say too little, and the next run makes them anew.

Revision: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

REMADE = ("travel_time", "catchment", "service_area", "coverage")
CHECKS = (
    ("planning", "travel_time", "reached_share_range", "reached_share BETWEEN 0 AND 1"),
    ("planning", "catchment", "rule_known", "rule IN ('nearest', 'today', 'scenario', 'hours')"),
    ("planning", "catchment", "share_range", "share BETWEEN 0 AND 1"),
    ("planning", "coverage", "status_known", "status IN ('measured', 'not_offered', 'nobody_expected', 'unknown')"),
    ("intake", "facility", "capacity_range", "capacity >= 0"),
)


def upgrade() -> None:
    op.execute("SET LOCAL ROLE wijk_owner")
    for table in REMADE:
        op.execute(f"DELETE FROM planning.{table}")
    op.create_table(
        "access",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("scenario", sa.Text(), nullable=False, comment="Scenario; 'baseline' is today's hubs"),
        sa.Column("buurtcode", sa.Text(), nullable=False, comment="Buurt"),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="Kind of facility: doctors, pharmacy, shop, community_centre, day_activity",
        ),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("mode", sa.Text(), nullable=False, comment="Means of travel: on foot with a walking aid"),
        sa.Column("expected_frail", sa.Float(), nullable=False, comment="Expected frail residents at home"),
        sa.Column("nearest_id", sa.Text(), nullable=True, comment="Facility that is the nearest one for most of them"),
        sa.Column("p50_s", sa.Float(), nullable=True, comment="Half of them is at most so many seconds from one"),
        sa.Column(
            "p90_s", sa.Float(), nullable=True, comment="Nine tenths are; NULL where fewer can get to one at all"
        ),
        sa.Column(
            "within_10_share",
            sa.Float(),
            nullable=True,
            comment="Share within 10 minutes of one; NULL where nobody is expected",
        ),
        sa.Column(
            "within_15_share",
            sa.Float(),
            nullable=True,
            comment="Share within 15 minutes of one; NULL where nobody is expected",
        ),
        sa.Column(
            "score",
            sa.Float(),
            nullable=True,
            comment="Places per frail resident (E2SFCA: competition and distance); NULL where no capacity is known",
        ),
        sa.Column(
            "score_ratio",
            sa.Float(),
            nullable=True,
            comment="score / its mean over the frail at home of the region; 1 is average",
        ),
        sa.Column("facilities", sa.Integer(), nullable=False, comment="Facilities of this kind in the region's data"),
        sa.Column(
            "with_capacity",
            sa.Integer(),
            nullable=False,
            comment="Of those, with a known capacity: the score counts no others",
        ),
        sa.Column("method", sa.Text(), nullable=False, comment="Along streets or straight line x detour factor"),
        sa.CheckConstraint(
            "kind IN ('doctors', 'pharmacy', 'shop', 'community_centre', 'day_activity')",
            name=op.f("ck_access_kind_known"),
        ),
        sa.CheckConstraint("method IN ('network', 'straight_line')", name=op.f("ck_access_method_known")),
        sa.CheckConstraint("mode IN ('foot', 'foot_slow', 'cargo_bike', 'car')", name=op.f("ck_access_mode_known")),
        sa.CheckConstraint("within_10_share BETWEEN 0 AND 1", name=op.f("ck_access_within_10_share_range")),
        sa.CheckConstraint("within_15_share BETWEEN 0 AND 1", name=op.f("ck_access_within_15_share_range")),
        sa.PrimaryKeyConstraint("region", "scenario", "buurtcode", "kind", name=op.f("pk_access")),
        schema="planning",
        comment="Access to kinds of facility on foot at the slower pace, by buurt",
    )
    op.create_table(
        "barrier",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("scenario", sa.Text(), nullable=False, comment="Scenario; 'baseline' is today's hubs"),
        sa.Column("buurtcode", sa.Text(), nullable=False, comment="Buurt"),
        sa.Column("mode", sa.Text(), nullable=False, comment="Means of travel"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column(
            "pairs", sa.Integer(), nullable=False, comment="Pairs of places that were compared, 300 m to 2.5 km apart"
        ),
        sa.Column(
            "detour_p50", sa.Float(), nullable=True, comment="Median of way / straight line; NULL without a pair"
        ),
        sa.Column("detour_p90", sa.Float(), nullable=True, comment="90th percentile of way / straight line"),
        sa.Column(
            "no_way_share", sa.Float(), nullable=True, comment="Share of the pairs between which there is no way"
        ),
        sa.Column(
            "worst_buurtcode", sa.Text(), nullable=True, comment="Buurt around it with the largest median detour"
        ),
        sa.Column(
            "worst_detour", sa.Float(), nullable=True, comment="That detour; NULL where there is no way to it at all"
        ),
        sa.Column(
            "barrier_kinds",
            sa.Text(),
            nullable=True,
            comment="Kinds crossed on the straight line to there: water, railway, motorway, joined by commas",
        ),
        sa.Column(
            "barrier_names",
            sa.Text(),
            nullable=True,
            comment="Their names in OpenStreetMap, joined by '; '; NULL where none has one",
        ),
        sa.CheckConstraint("mode IN ('foot', 'foot_slow', 'cargo_bike', 'car')", name=op.f("ck_barrier_mode_known")),
        sa.CheckConstraint("detour_p50 >= 0", name=op.f("ck_barrier_detour_p50_range")),
        sa.PrimaryKeyConstraint("region", "scenario", "buurtcode", "mode", name=op.f("pk_barrier")),
        schema="planning",
        comment="Detour of a buurt: way over straight line to places around it",
    )
    op.create_table(
        "catchment_address",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("scenario", sa.Text(), nullable=False, comment="Scenario; 'baseline' is today's hubs"),
        sa.Column("address_id", sa.Text(), nullable=False, comment="Address of core.address"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("buurtcode", sa.Text(), nullable=False, comment="Buurt"),
        sa.Column("hub_id", sa.Text(), nullable=False, comment="Hub that serves it"),
        sa.Column("duration_s", sa.Float(), nullable=False, comment="Travel time, seconds"),
        sa.PrimaryKeyConstraint("region", "scenario", "address_id", name=op.f("pk_catchment_address")),
        schema="planning",
        comment="Assignment of addresses of the street data (of no person) to open hubs",
    )
    op.create_table(
        "cut_off",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("scenario", sa.Text(), nullable=False, comment="Scenario; 'baseline' is today's hubs"),
        sa.Column("mode", sa.Text(), nullable=False, comment="Means of travel"),
        sa.Column(
            "subject", sa.Text(), nullable=False, comment="hub, candidate, facility, or addresses (of a buurt together)"
        ),
        sa.Column("subject_id", sa.Text(), nullable=False, comment="hub_id, facility_id, or buurtcode for addresses"),
        sa.Column(
            "state",
            sa.Text(),
            nullable=False,
            comment="Why: no_street, cut_off, no_way_in, no_way_out; moved: starts from another street",
        ),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("name", sa.Text(), nullable=True, comment="Name of the hub or facility; NULL for addresses"),
        sa.Column("count", sa.Integer(), nullable=False, comment="1, or the number of addresses that no site reaches"),
        sa.Column("expected_frail", sa.Float(), nullable=True, comment="Expected frail at home there; NULL for places"),
        sa.Column(
            "street_m", sa.Float(), nullable=False, comment="Metres to the nearest street; of addresses the largest"
        ),
        sa.CheckConstraint("mode IN ('foot', 'foot_slow', 'cargo_bike', 'car')", name=op.f("ck_cut_off_mode_known")),
        sa.CheckConstraint(
            "state IN ('no_street', 'cut_off', 'no_way_in', 'no_way_out', 'moved')", name=op.f("ck_cut_off_state_known")
        ),
        sa.CheckConstraint(
            "subject IN ('hub', 'candidate', 'facility', 'addresses')", name=op.f("ck_cut_off_subject_known")
        ),
        sa.CheckConstraint("count >= 1", name=op.f("ck_cut_off_count_range")),
        sa.PrimaryKeyConstraint(
            "region", "scenario", "mode", "subject", "subject_id", "state", name=op.f("pk_cut_off")
        ),
        schema="planning",
        comment="What the street network leaves out, by means of travel",
    )
    op.create_table(
        "hub_contribution",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("scenario", sa.Text(), nullable=False, comment="Scenario; 'baseline' is today's hubs"),
        sa.Column("hub_id", sa.Text(), nullable=False, comment="Hub or candidate facility"),
        sa.Column("mode", sa.Text(), nullable=False, comment="Means of travel"),
        sa.Column("minutes", sa.Integer(), nullable=False, comment="Limit, minutes"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("open", sa.Boolean(), nullable=False, comment="True for a hub that is open in the scenario"),
        sa.Column(
            "reached_frail", sa.Float(), nullable=False, comment="Expected frail at home within the limit of this site"
        ),
        sa.Column(
            "added_frail",
            sa.Float(),
            nullable=False,
            comment="Of those, beyond the limit of every other open hub: its marginal contribution",
        ),
        sa.Column("total_frail", sa.Float(), nullable=False, comment="Expected frail at home in the region"),
        sa.Column("addresses", sa.Integer(), nullable=False, comment="Addresses within the limit of this site"),
        sa.Column(
            "added_addresses",
            sa.Integer(),
            nullable=False,
            comment="Of those, beyond the limit of every other open hub",
        ),
        sa.CheckConstraint(
            "mode IN ('foot', 'foot_slow', 'cargo_bike', 'car')", name=op.f("ck_hub_contribution_mode_known")
        ),
        sa.PrimaryKeyConstraint("region", "scenario", "hub_id", "mode", "minutes", name=op.f("pk_hub_contribution")),
        schema="planning",
        comment="Marginal contribution of each open hub and candidate to the reach",
    )
    op.create_table(
        "reach",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("scenario", sa.Text(), nullable=False, comment="Scenario; 'baseline' is today's hubs"),
        sa.Column("area_code", sa.Text(), nullable=False, comment="CBS code of the buurt, wijk or gemeente"),
        sa.Column("mode", sa.Text(), nullable=False, comment="Means of travel"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("area_kind", sa.Text(), nullable=False, comment="buurt, wijk or gemeente"),
        sa.Column("expected_frail", sa.Float(), nullable=False, comment="Expected frail residents at home"),
        sa.Column(
            "reached_share",
            sa.Float(),
            nullable=True,
            comment="Share of them that any open hub has a way to; NULL where nobody is expected",
        ),
        sa.Column("p10_s", sa.Float(), nullable=True, comment="A tenth of them is at most so many seconds away"),
        sa.Column("p50_s", sa.Float(), nullable=True, comment="Half of them; NULL where fewer are reached at all"),
        sa.Column("p90_s", sa.Float(), nullable=True, comment="Nine tenths; NULL where fewer are reached at all"),
        sa.Column("mean_s", sa.Float(), nullable=True, comment="Mean over those who are reached, seconds"),
        sa.Column("hub_id", sa.Text(), nullable=True, comment="Open hub that is the nearest one for most of them"),
        sa.Column("method", sa.Text(), nullable=False, comment="Along streets or straight line x detour factor"),
        sa.CheckConstraint("area_kind IN ('buurt', 'wijk', 'gemeente')", name=op.f("ck_reach_area_kind_known")),
        sa.CheckConstraint("method IN ('network', 'straight_line')", name=op.f("ck_reach_method_known")),
        sa.CheckConstraint("mode IN ('foot', 'foot_slow', 'cargo_bike', 'car')", name=op.f("ck_reach_mode_known")),
        sa.CheckConstraint("reached_share BETWEEN 0 AND 1", name=op.f("ck_reach_reached_share_range")),
        sa.PrimaryKeyConstraint("region", "scenario", "area_code", "mode", name=op.f("pk_reach")),
        schema="planning",
        comment="Travel time from the nearest open hub to the frail at home, by area",
    )
    op.create_table(
        "reach_change",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("scenario", sa.Text(), nullable=False, comment="Scenario; 'baseline' is today's hubs"),
        sa.Column("buurtcode", sa.Text(), nullable=False, comment="Buurt"),
        sa.Column("mode", sa.Text(), nullable=False, comment="Means of travel"),
        sa.Column("minutes", sa.Integer(), nullable=False, comment="Limit, minutes"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column(
            "hub_id", sa.Text(), nullable=True, comment="Hub of the scenario that serves the buurt: its hub area"
        ),
        sa.Column("gained_frail", sa.Float(), nullable=False, comment="Frail at home within the limit now, not today"),
        sa.Column("lost_frail", sa.Float(), nullable=False, comment="Frail at home within the limit today, no longer"),
        sa.Column("kept_frail", sa.Float(), nullable=False, comment="Frail at home within the limit in both"),
        sa.Column("never_frail", sa.Float(), nullable=False, comment="Frail at home beyond the limit in both"),
        sa.Column(
            "change_s",
            sa.Float(),
            nullable=True,
            comment="Mean change of the time from the nearest hub, seconds, over those reached in both; below 0 is nearer",
        ),
        sa.Column(
            "verdict",
            sa.Text(),
            nullable=False,
            comment="gained or lost where only one of the two happens; both; unchanged",
        ),
        sa.CheckConstraint(
            "mode IN ('foot', 'foot_slow', 'cargo_bike', 'car')", name=op.f("ck_reach_change_mode_known")
        ),
        sa.CheckConstraint(
            "verdict IN ('gained', 'lost', 'both', 'unchanged')", name=op.f("ck_reach_change_verdict_known")
        ),
        sa.PrimaryKeyConstraint("region", "scenario", "buurtcode", "mode", "minutes", name=op.f("pk_reach_change")),
        schema="planning",
        comment="Gained, lost and unchanged reach against the hubs of today, by buurt",
    )
    op.create_geospatial_table(
        "white_spot",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("scenario", sa.Text(), nullable=False, comment="Scenario; 'baseline' is today's hubs"),
        sa.Column("spot", sa.Integer(), nullable=False, comment="Number, 1 is where most frail residents are left out"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("mode", sa.Text(), nullable=False, comment="Means of travel of the scenario"),
        sa.Column("minutes", sa.Integer(), nullable=False, comment="Limit of the scenario, minutes"),
        sa.Column("buurtcode", sa.Text(), nullable=False, comment="Buurt it lies in"),
        sa.Column(
            "addresses",
            sa.Integer(),
            nullable=False,
            comment="Addresses in it; 0 where the buurt has none in the street data",
        ),
        sa.Column("expected_frail", sa.Float(), nullable=False, comment="Expected frail residents at home in it"),
        sa.Column(
            "nearest_hub_id", sa.Text(), nullable=True, comment="Nearest open hub; NULL where none has a way to it"
        ),
        sa.Column("nearest_s", sa.Float(), nullable=True, comment="Mean time from the nearest open hub, seconds"),
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
            comment="Cells of 200 m with such addresses, cut to the buurt, RD New",
        ),
        sa.CheckConstraint("mode IN ('foot', 'foot_slow', 'cargo_bike', 'car')", name=op.f("ck_white_spot_mode_known")),
        sa.PrimaryKeyConstraint("region", "scenario", "spot", name=op.f("pk_white_spot")),
        schema="planning",
    )
    op.create_table_comment(
        "white_spot", "Where frail residents live whom no open hub reaches in time, worst first", schema="planning"
    )
    op.create_geospatial_index(
        "idx_white_spot_geometry",
        "white_spot",
        ["geometry"],
        unique=False,
        schema="planning",
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_geospatial_table(
        "zone",
        sa.Column("region", sa.Text(), nullable=False, comment="Region the file was loaded for"),
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load this row came with"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the source file, the header not counted"),
        sa.Column("zone_id", sa.Text(), nullable=False, comment="Stable id"),
        sa.Column("name", sa.Text(), nullable=False, comment="Name"),
        sa.Column("kind", sa.Text(), nullable=False, comment="zero_emission: vehicles with an exhaust may not enter"),
        sa.Column("valid_from", sa.Date(), nullable=True, comment="First day it holds; NULL: since always"),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="First day it no longer holds; NULL: for good"),
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
            comment="Area, RD New",
        ),
        sa.CheckConstraint("kind IN ('zero_emission')", name=op.f("ck_zone_kind_known")),
        sa.ForeignKeyConstraint(["load_id"], ["intake.load.load_id"], name=op.f("fk_zone_load_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("load_id", "row_number", name=op.f("pk_zone")),
        schema="intake",
    )
    op.create_table_comment("zone", "Areas in which only some vehicles may drive", schema="intake")
    op.create_geospatial_index(
        "idx_zone_geometry",
        "zone",
        ["geometry"],
        unique=False,
        schema="intake",
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_index(op.f("ix_zone_region"), "zone", ["region"], unique=False, schema="intake")
    op.add_column(
        "facility",
        sa.Column(
            "capacity",
            sa.Float(),
            nullable=True,
            comment="Places: people who can be registered or received a week, in one unit a kind",
        ),
        schema="intake",
    )
    op.add_column(
        "catchment",
        sa.Column(
            "share",
            sa.Float(),
            nullable=False,
            comment="Share of the buurt's frail at home; 1 where it is served as one",
        ),
        schema="planning",
    )
    op.add_column(
        "catchment",
        sa.Column(
            "addresses", sa.Integer(), nullable=False, comment="Addresses of the street data that it serves there"
        ),
        schema="planning",
    )
    op.add_column(
        "catchment",
        sa.Column(
            "main",
            sa.Boolean(),
            nullable=False,
            comment="True for the hub with the largest part of the buurt: one a buurt",
        ),
        schema="planning",
    )
    op.add_column(
        "catchment",
        sa.Column(
            "rule",
            sa.Text(),
            nullable=False,
            comment="Why this hub: nearest in time, today's practice, the scenario, or concierge hours",
        ),
        schema="planning",
    )
    op.alter_column(
        "catchment",
        "duration_s",
        existing_type=sa.DOUBLE_PRECISION(precision=53),
        comment="Mean travel time, seconds",
        existing_comment="Travel time, seconds",
        existing_nullable=False,
        schema="planning",
    )
    op.alter_column(
        "catchment",
        "length_m",
        existing_type=sa.DOUBLE_PRECISION(precision=53),
        comment="Mean travel distance, metres",
        existing_comment="Travel distance, metres",
        existing_nullable=False,
        schema="planning",
    )
    op.alter_column(
        "catchment",
        "expected_frail",
        existing_type=sa.DOUBLE_PRECISION(precision=53),
        comment="Expected frail residents at home that it serves there",
        existing_comment="Expected frail residents at home",
        existing_nullable=False,
        schema="planning",
    )
    op.create_table_comment(
        "catchment",
        "Assignment of buurten, or parts of them, to open hubs",
        existing_comment="Assignment of buurten to open hubs",
        schema="planning",
    )
    op.add_column(
        "coverage",
        sa.Column(
            "status",
            sa.Text(),
            nullable=False,
            comment="Why value is NULL: not_offered there, nobody_expected, unknown (no file tells); else measured",
        ),
        schema="planning",
    )
    op.add_column(
        "service_area",
        sa.Column("open", sa.Boolean(), nullable=False, comment="True for a hub that is open in the scenario"),
        schema="planning",
    )
    op.add_column(
        "service_area",
        sa.Column(
            "residents_known",
            sa.Integer(),
            nullable=True,
            comment="Addresses with a delivery or visit in the last year inside, by travel time; NULL where no file tells",
        ),
        schema="planning",
    )
    op.add_column(
        "service_area",
        sa.Column("facilities", sa.Integer(), nullable=False, comment="Facilities inside, by travel time"),
        schema="planning",
    )
    op.add_column(
        "service_area",
        sa.Column(
            "zone_addresses",
            sa.Integer(),
            nullable=False,
            comment="Addresses inside that lie in a zero-emission zone: only vehicles without exhaust may drive there",
        ),
        schema="planning",
    )
    op.alter_column(
        "service_area",
        "hub_id",
        existing_type=sa.TEXT(),
        comment="Hub or candidate facility",
        existing_comment="Hub",
        existing_nullable=False,
        schema="planning",
    )
    op.alter_column(
        "service_area",
        "geometry",
        existing_type=Geometry(geometry_type="MULTIPOLYGON", srid=28992, dimension=2),
        nullable=True,
        comment="Area, RD New; NULL where nothing is reached",
        existing_comment="Area, RD New",
        schema="planning",
    )
    op.create_table_comment(
        "service_area",
        "Service areas of hubs and candidates by means and minutes",
        existing_comment="Service areas of open hubs by means and minutes",
        schema="planning",
    )
    op.add_column(
        "travel_time",
        sa.Column(
            "reached_share",
            sa.Float(),
            nullable=False,
            comment="Share of its frail residents that the site has a way to",
        ),
        schema="planning",
    )
    op.alter_column(
        "travel_time",
        "duration_s",
        existing_type=sa.DOUBLE_PRECISION(precision=53),
        comment="Mean over its frail residents who are reached, seconds",
        existing_comment="Seconds",
        existing_nullable=False,
        schema="planning",
    )
    op.alter_column(
        "travel_time",
        "length_m",
        existing_type=sa.DOUBLE_PRECISION(precision=53),
        comment="Mean over them, metres",
        existing_comment="Metres",
        existing_nullable=False,
        schema="planning",
    )
    op.create_table_comment(
        "travel_time",
        "Travel times from sites to buurten; pairs beyond the horizon are absent",
        existing_comment="Travel times from sites to buurten; unreachable pairs are absent",
        schema="planning",
    )
    op.drop_constraint(op.f("pk_catchment"), "catchment", schema="planning")
    op.create_primary_key(
        op.f("pk_catchment"), "catchment", ["region", "scenario", "buurtcode", "hub_id"], schema="planning"
    )
    for schema, table, name, rule in CHECKS:
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, rule, schema=schema)
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.execute("SET LOCAL ROLE wijk_owner")
    for table in REMADE:
        op.execute(f"DELETE FROM planning.{table}")
    for schema, table, name, _ in CHECKS:
        op.drop_constraint(op.f(f"ck_{table}_{name}"), table, schema=schema)
    op.drop_constraint(op.f("pk_catchment"), "catchment", schema="planning")
    op.create_primary_key(op.f("pk_catchment"), "catchment", ["region", "scenario", "buurtcode"], schema="planning")
    op.create_table_comment(
        "travel_time",
        "Travel times from sites to buurten; unreachable pairs are absent",
        existing_comment="Travel times from sites to buurten; pairs beyond the horizon are absent",
        schema="planning",
    )
    op.alter_column(
        "travel_time",
        "length_m",
        existing_type=sa.DOUBLE_PRECISION(precision=53),
        comment="Metres",
        existing_comment="Mean over them, metres",
        existing_nullable=False,
        schema="planning",
    )
    op.alter_column(
        "travel_time",
        "duration_s",
        existing_type=sa.DOUBLE_PRECISION(precision=53),
        comment="Seconds",
        existing_comment="Mean over its frail residents who are reached, seconds",
        existing_nullable=False,
        schema="planning",
    )
    op.drop_column("travel_time", "reached_share", schema="planning")
    op.create_table_comment(
        "service_area",
        "Service areas of open hubs by means and minutes",
        existing_comment="Service areas of hubs and candidates by means and minutes",
        schema="planning",
    )
    op.alter_column(
        "service_area",
        "geometry",
        existing_type=Geometry(geometry_type="MULTIPOLYGON", srid=28992, dimension=2),
        nullable=False,
        comment="Area, RD New",
        existing_comment="Area, RD New; NULL where nothing is reached",
        schema="planning",
    )
    op.alter_column(
        "service_area",
        "hub_id",
        existing_type=sa.TEXT(),
        comment="Hub",
        existing_comment="Hub or candidate facility",
        existing_nullable=False,
        schema="planning",
    )
    op.drop_column("service_area", "zone_addresses", schema="planning")
    op.drop_column("service_area", "facilities", schema="planning")
    op.drop_column("service_area", "residents_known", schema="planning")
    op.drop_column("service_area", "open", schema="planning")
    op.drop_column("coverage", "status", schema="planning")
    op.create_table_comment(
        "catchment",
        "Assignment of buurten to open hubs",
        existing_comment="Assignment of buurten, or parts of them, to open hubs",
        schema="planning",
    )
    op.alter_column(
        "catchment",
        "expected_frail",
        existing_type=sa.DOUBLE_PRECISION(precision=53),
        comment="Expected frail residents at home",
        existing_comment="Expected frail residents at home that it serves there",
        existing_nullable=False,
        schema="planning",
    )
    op.alter_column(
        "catchment",
        "length_m",
        existing_type=sa.DOUBLE_PRECISION(precision=53),
        comment="Travel distance, metres",
        existing_comment="Mean travel distance, metres",
        existing_nullable=False,
        schema="planning",
    )
    op.alter_column(
        "catchment",
        "duration_s",
        existing_type=sa.DOUBLE_PRECISION(precision=53),
        comment="Travel time, seconds",
        existing_comment="Mean travel time, seconds",
        existing_nullable=False,
        schema="planning",
    )
    op.drop_column("catchment", "rule", schema="planning")
    op.drop_column("catchment", "main", schema="planning")
    op.drop_column("catchment", "addresses", schema="planning")
    op.drop_column("catchment", "share", schema="planning")
    op.drop_column("facility", "capacity", schema="intake")
    op.drop_index(op.f("ix_zone_region"), table_name="zone", schema="intake")
    op.drop_geospatial_index(
        "idx_zone_geometry", table_name="zone", schema="intake", postgresql_using="gist", column_name="geometry"
    )
    op.drop_geospatial_table("zone", schema="intake")
    op.drop_geospatial_index(
        "idx_white_spot_geometry",
        table_name="white_spot",
        schema="planning",
        postgresql_using="gist",
        column_name="geometry",
    )
    op.drop_geospatial_table("white_spot", schema="planning")
    op.drop_table("reach_change", schema="planning")
    op.drop_table("reach", schema="planning")
    op.drop_table("hub_contribution", schema="planning")
    op.drop_table("cut_off", schema="planning")
    op.drop_table("catchment_address", schema="planning")
    op.drop_table("barrier", schema="planning")
    op.drop_table("access", schema="planning")
    op.execute("RESET ROLE")
