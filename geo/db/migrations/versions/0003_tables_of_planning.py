"""tables of planning

Revision: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL ROLE wijk_owner")
    op.create_table(
        "bundling",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("scenario", sa.Text(), nullable=False, comment="Scenario; 'baseline' is today's hubs"),
        sa.Column(
            "measure",
            sa.Text(),
            nullable=False,
            comment="Definition: same_address_same_day (and _all), same_address_within_2_days, same_street_same_day",
        ),
        sa.Column("supplier_a", sa.Text(), nullable=False, comment="Supplier; '*' for all together"),
        sa.Column("supplier_b", sa.Text(), nullable=False, comment="Other supplier; '*' for all together"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("period_from", sa.Date(), nullable=False, comment="First day counted"),
        sa.Column("period_to", sa.Date(), nullable=False, comment="Last day counted"),
        sa.Column(
            "deliveries",
            sa.Integer(),
            nullable=False,
            comment="Deliveries looked at, after what may not travel together was left out",
        ),
        sa.Column(
            "bundlable",
            sa.Integer(),
            nullable=False,
            comment="Deliveries that another supplier's delivery could have carried",
        ),
        sa.Column("share", sa.Float(), nullable=False, comment="bundlable / deliveries"),
        sa.PrimaryKeyConstraint("region", "scenario", "measure", "supplier_a", "supplier_b", name=op.f("pk_bundling")),
        schema="planning",
        comment="Bundlable deliveries by definition and pair of suppliers",
    )
    op.create_table(
        "catchment",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("scenario", sa.Text(), nullable=False, comment="Scenario; 'baseline' is today's hubs"),
        sa.Column("buurtcode", sa.Text(), nullable=False, comment="Buurt"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("hub_id", sa.Text(), nullable=False, comment="Hub that serves it"),
        sa.Column("duration_s", sa.Float(), nullable=False, comment="Travel time, seconds"),
        sa.Column("length_m", sa.Float(), nullable=False, comment="Travel distance, metres"),
        sa.Column("expected_frail", sa.Float(), nullable=False, comment="Expected frail residents at home"),
        sa.Column(
            "forced", sa.Boolean(), nullable=False, comment="True where the scenario or today's practice fixes the hub"
        ),
        sa.PrimaryKeyConstraint("region", "scenario", "buurtcode", name=op.f("pk_catchment")),
        schema="planning",
        comment="Assignment of buurten to open hubs",
    )
    op.create_table(
        "coverage",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("scenario", sa.Text(), nullable=False, comment="Scenario; 'baseline' is today's hubs"),
        sa.Column("buurtcode", sa.Text(), nullable=False, comment="Buurt"),
        sa.Column("measure", sa.Text(), nullable=False, comment="Which of the four"),
        sa.Column("mode", sa.Text(), nullable=False, comment="Means of travel; none where it plays no part"),
        sa.Column("minutes", sa.Integer(), nullable=False, comment="Limit, minutes; 0 where it plays no part"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column(
            "value",
            sa.Float(),
            nullable=True,
            comment="Share of expected frail at home, may exceed 1 but for reachable; NULL: not offered there",
        ),
        sa.Column(
            "numerator",
            sa.Float(),
            nullable=True,
            comment="Residents (expected frail reachable; addresses known or served; visits a week)",
        ),
        sa.Column(
            "denominator",
            sa.Float(),
            nullable=False,
            comment="Expected frail residents at home (capacity: visits a week they would ask)",
        ),
        sa.CheckConstraint(
            "measure IN ('reachable', 'known', 'served', 'capacity')", name=op.f("ck_coverage_measure_known")
        ),
        sa.CheckConstraint(
            "mode IN ('foot', 'foot_slow', 'cargo_bike', 'car', 'none')", name=op.f("ck_coverage_mode_known")
        ),
        sa.PrimaryKeyConstraint(
            "region", "scenario", "buurtcode", "measure", "mode", "minutes", name=op.f("pk_coverage")
        ),
        schema="planning",
        comment="Coverage of a buurt's frail residents at home, by measure",
    )
    op.create_table(
        "flow",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("scenario", sa.Text(), nullable=False, comment="Scenario; 'baseline' is today's hubs"),
        sa.Column("supplier_id", sa.Text(), nullable=False, comment="Supplier"),
        sa.Column("hub_id", sa.Text(), nullable=False, comment="Hub"),
        sa.Column("buurtcode", sa.Text(), nullable=False, comment="Buurt; 'onbekend' where the address was not found"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("deliveries", sa.Integer(), nullable=False, comment="Deliveries"),
        sa.Column("delivery_days", sa.Integer(), nullable=False, comment="Days with a delivery"),
        sa.Column("supplier_leg_m", sa.Float(), nullable=True, comment="Depot to hub, metres one way"),
        sa.Column("hub_leg_m", sa.Float(), nullable=True, comment="Hub to buurt, metres one way"),
        sa.PrimaryKeyConstraint("region", "scenario", "supplier_id", "hub_id", "buurtcode", name=op.f("pk_flow")),
        schema="planning",
        comment="Flows supplier, hub, buurt; every delivery is in exactly one",
    )
    op.create_table(
        "frailty",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("scenario", sa.Text(), nullable=False, comment="Scenario; 'baseline' is today's hubs"),
        sa.Column("buurtcode", sa.Text(), nullable=False, comment="Buurt"),
        sa.Column("group_name", sa.Text(), nullable=False, comment="Group: frail 65+ at home or in an institution"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("wijkcode", sa.Text(), nullable=False, comment="Wijk"),
        sa.Column("rate_set", sa.Text(), nullable=False, comment="Named set of rates: vektis_2020 or deventer_2021"),
        sa.Column("expected", sa.Float(), nullable=False, comment="Expected residents"),
        sa.Column("low", sa.Float(), nullable=False, comment="5th percentile of the draws"),
        sa.Column("high", sa.Float(), nullable=False, comment="95th percentile of the draws"),
        sa.Column(
            "imputed",
            sa.Boolean(),
            nullable=False,
            comment="True where the 65+ figure was suppressed and had to be imputed",
        ),
        sa.CheckConstraint(
            "group_name IN ('frail_65_plus_home', 'frail_65_plus_institution')",
            name=op.f("ck_frailty_group_name_known"),
        ),
        sa.CheckConstraint("expected >= 0", name=op.f("ck_frailty_expected_range")),
        sa.PrimaryKeyConstraint("region", "scenario", "buurtcode", "group_name", name=op.f("pk_frailty")),
        schema="planning",
        comment="Expected frail residents by buurt",
    )
    op.create_geospatial_table(
        "hub_site",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("scenario", sa.Text(), nullable=False, comment="Scenario; 'baseline' is today's hubs"),
        sa.Column("hub_id", sa.Text(), nullable=False, comment="Hub or candidate facility"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("name", sa.Text(), nullable=False, comment="Name"),
        sa.Column("kind", sa.Text(), nullable=False, comment="existing or candidate"),
        sa.Column("state", sa.Text(), nullable=False, comment="kept, opened, closed, or a candidate not chosen"),
        sa.Column("load", sa.Float(), nullable=True, comment="Expected frail residents at home in its catchment"),
        sa.Column("mean_duration_s", sa.Float(), nullable=True, comment="Mean travel time in its catchment, seconds"),
        sa.Column(
            "regret",
            sa.Float(),
            nullable=True,
            comment="Worsening of the objective, as a fraction, when this open site is forbidden",
        ),
        sa.Column("stability", sa.Float(), nullable=True, comment="Share of demand draws in which the site is chosen"),
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
        sa.CheckConstraint("state IN ('kept', 'opened', 'closed', 'candidate')", name=op.f("ck_hub_site_state_known")),
        sa.PrimaryKeyConstraint("region", "scenario", "hub_id", name=op.f("pk_hub_site")),
        schema="planning",
    )
    op.create_table_comment("hub_site", "Sites of a scenario with what each would serve", schema="planning")
    op.create_geospatial_index(
        "idx_hub_site_geometry",
        "hub_site",
        ["geometry"],
        unique=False,
        schema="planning",
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_table(
        "hub_solution",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("scenario", sa.Text(), nullable=False, comment="Scenario; 'baseline' is today's hubs"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column(
            "model", sa.Text(), nullable=False, comment="Model: p_median, maximal_coverage, or evaluate (hubs given)"
        ),
        sa.Column("mode", sa.Text(), nullable=False, comment="Means of travel of the scenario"),
        sa.Column("minutes", sa.Integer(), nullable=False, comment="Minutes that count as reachable in the scenario"),
        sa.Column("hubs", sa.Integer(), nullable=False, comment="Hubs open"),
        sa.Column("candidates", sa.Integer(), nullable=False, comment="Sites that could be chosen"),
        sa.Column("demand", sa.Float(), nullable=False, comment="Total weight: expected frail residents at home"),
        sa.Column(
            "objective",
            sa.Float(),
            nullable=False,
            comment="Weighted travel time, person-seconds (p_median, evaluate); frail residents (coverage)",
        ),
        sa.Column("bound", sa.Float(), nullable=False, comment="Proven bound on the objective"),
        sa.Column("gap", sa.Float(), nullable=False, comment="|objective - bound| / |objective|"),
        sa.Column("status", sa.Text(), nullable=False, comment="The solver's own word: optimal, feasible, evaluated"),
        sa.Column(
            "mean_duration_s",
            sa.Float(),
            nullable=True,
            comment="Mean travel time per frail resident reached, seconds; NULL where none is",
        ),
        sa.Column("unreachable", sa.Float(), nullable=False, comment="Frail residents no site can reach"),
        sa.Column("seconds", sa.Float(), nullable=False, comment="Time to solve, seconds"),
        sa.PrimaryKeyConstraint("region", "scenario", name=op.f("pk_hub_solution")),
        schema="planning",
        comment="Objective, proven bound and gap of a scenario's choice of hubs",
    )
    op.create_table(
        "impact",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the deliveries or trips"),
        sa.Column("indicator", sa.Text(), nullable=False, comment="Which figure, such as km_electrified"),
        sa.Column("period", sa.Text(), nullable=False, comment="The planned day, or the year up to it"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("value", sa.Float(), nullable=False, comment="Value"),
        sa.Column("low", sa.Float(), nullable=True, comment="Lower end of the range"),
        sa.Column("high", sa.Float(), nullable=True, comment="Upper end of the range"),
        sa.Column("unit", sa.Text(), nullable=False, comment="Unit"),
        sa.Column("formula", sa.Text(), nullable=False, comment="How it is computed, in Dutch"),
        sa.Column("source", sa.Text(), nullable=False, comment="Where its factors come from"),
        sa.CheckConstraint("period IN ('day', 'year')", name=op.f("ck_impact_period_known")),
        sa.PrimaryKeyConstraint("region", "service_date", "indicator", "period", name=op.f("pk_impact")),
        schema="planning",
        comment="Impact: kilometres, CO2, contact; each with formula and range",
    )
    op.create_table(
        "route",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the deliveries or trips"),
        sa.Column("route_id", sa.Text(), nullable=False, comment="Stable id"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("hub_id", sa.Text(), nullable=False, comment="Hub"),
        sa.Column("concierge_key", sa.Text(), nullable=False, comment="Concierge, by code"),
        sa.Column("vehicle_id", sa.Text(), nullable=True, comment="Vehicle"),
        sa.Column("departure", sa.DateTime(timezone=True), nullable=False, comment="Leaves the hub"),
        sa.Column("arrival", sa.DateTime(timezone=True), nullable=False, comment="Back at the hub"),
        sa.Column("stops", sa.Integer(), nullable=False, comment="Stops"),
        sa.Column("length_m", sa.Float(), nullable=False, comment="Metres driven"),
        sa.Column("driving_s", sa.Integer(), nullable=False, comment="Seconds driving"),
        sa.Column("service_s", sa.Integer(), nullable=False, comment="Seconds at addresses"),
        sa.Column("contact_s", sa.Integer(), nullable=False, comment="Of which contact"),
        sa.Column("waiting_s", sa.Integer(), nullable=False, comment="Seconds waiting for a window"),
        sa.PrimaryKeyConstraint("region", "service_date", "route_id", name=op.f("pk_route")),
        schema="planning",
        comment="Route plan of a date",
    )
    op.create_geospatial_table(
        "service_area",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("scenario", sa.Text(), nullable=False, comment="Scenario; 'baseline' is today's hubs"),
        sa.Column("hub_id", sa.Text(), nullable=False, comment="Hub"),
        sa.Column("mode", sa.Text(), nullable=False, comment="Means of travel"),
        sa.Column("minutes", sa.Integer(), nullable=False, comment="Limit, minutes"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("method", sa.Text(), nullable=False, comment="Along streets or straight line x detour factor"),
        sa.Column("addresses", sa.Integer(), nullable=False, comment="Addresses inside, by travel time"),
        sa.Column(
            "expected_frail",
            sa.Float(),
            nullable=False,
            comment="Expected frail residents at home inside, by travel time",
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
            comment="Area, RD New",
        ),
        sa.CheckConstraint("method IN ('network', 'straight_line')", name=op.f("ck_service_area_method_known")),
        sa.CheckConstraint(
            "mode IN ('foot', 'foot_slow', 'cargo_bike', 'car')", name=op.f("ck_service_area_mode_known")
        ),
        sa.PrimaryKeyConstraint("region", "scenario", "hub_id", "mode", "minutes", name=op.f("pk_service_area")),
        schema="planning",
    )
    op.create_table_comment("service_area", "Service areas of open hubs by means and minutes", schema="planning")
    op.create_geospatial_index(
        "idx_service_area_geometry",
        "service_area",
        ["geometry"],
        unique=False,
        schema="planning",
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_table(
        "travel_time",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("scenario", sa.Text(), nullable=False, comment="Scenario; 'baseline' is today's hubs"),
        sa.Column("site_id", sa.Text(), nullable=False, comment="Hub or candidate facility"),
        sa.Column("buurtcode", sa.Text(), nullable=False, comment="Buurt"),
        sa.Column("mode", sa.Text(), nullable=False, comment="Means of travel"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("duration_s", sa.Float(), nullable=False, comment="Seconds"),
        sa.Column("length_m", sa.Float(), nullable=False, comment="Metres"),
        sa.Column("method", sa.Text(), nullable=False, comment="Along streets or straight line x detour factor"),
        sa.CheckConstraint("method IN ('network', 'straight_line')", name=op.f("ck_travel_time_method_known")),
        sa.CheckConstraint(
            "mode IN ('foot', 'foot_slow', 'cargo_bike', 'car')", name=op.f("ck_travel_time_mode_known")
        ),
        sa.CheckConstraint("duration_s >= 0", name=op.f("ck_travel_time_duration_s_range")),
        sa.PrimaryKeyConstraint("region", "scenario", "site_id", "buurtcode", "mode", name=op.f("pk_travel_time")),
        schema="planning",
        comment="Travel times from sites to buurten; unreachable pairs are absent",
    )
    op.create_table(
        "unplanned",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the deliveries or trips"),
        sa.Column("hub_id", sa.Text(), nullable=False, comment="Hub"),
        sa.Column("resident_key", sa.Text(), nullable=False, comment="Pseudonym of the address"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("order_ids", sa.Text(), nullable=False, comment="Orders, joined by commas"),
        sa.Column(
            "reason",
            sa.Text(),
            nullable=False,
            comment="no_concierge, no_address, unreachable, outside_hours, capacity, window",
        ),
        sa.Column("proposed_date", sa.Date(), nullable=True, comment="Day it moves to"),
        sa.PrimaryKeyConstraint("region", "service_date", "hub_id", "resident_key", name=op.f("pk_unplanned")),
        schema="planning",
        comment="Work that did not fit, never silently dropped",
    )
    op.create_table(
        "van_pool_summary",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the deliveries or trips"),
        sa.Column("plan", sa.Text(), nullable=False, comment="Each organisation alone, or the pool"),
        sa.Column(
            "organisation", sa.Text(), nullable=False, comment="Organisation: its vans and its passengers; '*' for all"
        ),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("vans", sa.Integer(), nullable=False, comment="Vans used"),
        sa.Column("requests", sa.Integer(), nullable=False, comment="Requests asked"),
        sa.Column("served", sa.Integer(), nullable=False, comment="Requests served"),
        sa.Column("movements", sa.Integer(), nullable=False, comment="Vehicle movements"),
        sa.Column("length_m", sa.Float(), nullable=False, comment="Metres driven"),
        sa.Column("empty_m", sa.Float(), nullable=False, comment="Of which without a passenger"),
        sa.Column("mean_ride_s", sa.Float(), nullable=True, comment="Mean time on board, seconds"),
        sa.Column("occupancy", sa.Float(), nullable=True, comment="Passenger-metres / seat-metres driven"),
        sa.Column("co2_g", sa.Float(), nullable=False, comment="CO2 tank to wheel at the van factor, gram"),
        sa.Column(
            "reasons",
            sa.Text(),
            nullable=False,
            comment="Unserved requests counted by reason, empty where all were served",
        ),
        sa.CheckConstraint("plan IN ('alone', 'pool')", name=op.f("ck_van_pool_summary_plan_known")),
        sa.PrimaryKeyConstraint("region", "service_date", "plan", "organisation", name=op.f("pk_van_pool_summary")),
        schema="planning",
        comment="Van pool before and after",
    )
    op.create_table(
        "van_stop",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the deliveries or trips"),
        sa.Column("plan", sa.Text(), nullable=False, comment="Each organisation alone, or the pool"),
        sa.Column("vehicle_id", sa.Text(), nullable=False, comment="Van"),
        sa.Column("position", sa.Integer(), nullable=False, comment="1 is the first stop"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("request_id", sa.Text(), nullable=False, comment="Trip request"),
        sa.Column("kind", sa.Text(), nullable=False, comment="pickup or dropoff"),
        sa.Column("buurtcode", sa.Text(), nullable=True, comment="Buurt of the place"),
        sa.Column("arrival", sa.DateTime(timezone=True), nullable=False, comment="Service starts"),
        sa.Column("on_board", sa.Integer(), nullable=False, comment="Passengers on board after the stop"),
        sa.CheckConstraint("kind IN ('pickup', 'dropoff')", name=op.f("ck_van_stop_kind_known")),
        sa.CheckConstraint("plan IN ('alone', 'pool')", name=op.f("ck_van_stop_plan_known")),
        sa.PrimaryKeyConstraint("region", "service_date", "plan", "vehicle_id", "position", name=op.f("pk_van_stop")),
        schema="planning",
        comment="Stops of a van tour",
    )
    op.create_table(
        "van_trip",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the deliveries or trips"),
        sa.Column("plan", sa.Text(), nullable=False, comment="Each organisation alone, or the pool"),
        sa.Column("vehicle_id", sa.Text(), nullable=False, comment="Van"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("organisation", sa.Text(), nullable=False, comment="Organisation that owns the van"),
        sa.Column("departure", sa.DateTime(timezone=True), nullable=False, comment="Leaves home"),
        sa.Column("arrival", sa.DateTime(timezone=True), nullable=False, comment="Back home"),
        sa.Column("requests", sa.Integer(), nullable=False, comment="Requests served"),
        sa.Column("passengers", sa.Integer(), nullable=False, comment="Passengers carried"),
        sa.Column("length_m", sa.Float(), nullable=False, comment="Metres driven"),
        sa.Column("empty_m", sa.Float(), nullable=False, comment="Of which without a passenger"),
        sa.Column("movements", sa.Integer(), nullable=False, comment="Vehicle movements: legs between places"),
        sa.CheckConstraint("plan IN ('alone', 'pool')", name=op.f("ck_van_trip_plan_known")),
        sa.PrimaryKeyConstraint("region", "service_date", "plan", "vehicle_id", name=op.f("pk_van_trip")),
        schema="planning",
        comment="Tours of vans, each organisation alone and all in one pool",
    )
    op.create_table(
        "wijk_ranking",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("scenario", sa.Text(), nullable=False, comment="Scenario; 'baseline' is today's hubs"),
        sa.Column("wijkcode", sa.Text(), nullable=False, comment="Wijk"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("wijknaam", sa.Text(), nullable=True, comment="Name"),
        sa.Column("rank", sa.Integer(), nullable=False, comment="1 is first"),
        sa.Column("score", sa.Float(), nullable=False, comment="Weighted score on fixed reference scales, 0 to 1"),
        sa.Column(
            "top3_probability",
            sa.Float(),
            nullable=False,
            comment="Share of the draws in which it is in the first three",
        ),
        sa.Column("expected_frail", sa.Float(), nullable=False, comment="Expected frail residents at home"),
        sa.Column("frail_per_km2", sa.Float(), nullable=False, comment="Frail residents at home per km2 of land"),
        sa.Column(
            "known_share", sa.Float(), nullable=False, comment="Addresses in view / expected frail at home, at most 1"
        ),
        sa.Column("nearest_hub_s", sa.Float(), nullable=True, comment="Travel time from the nearest hub, seconds"),
        sa.Column("reason", sa.Text(), nullable=False, comment="Why, a sentence in Dutch"),
        sa.PrimaryKeyConstraint("region", "scenario", "wijkcode", name=op.f("pk_wijk_ranking")),
        schema="planning",
        comment="Wijken in order of unmet need",
    )
    op.create_table(
        "route_stop",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="Day of the deliveries or trips"),
        sa.Column("route_id", sa.Text(), nullable=False, comment="Route"),
        sa.Column("position", sa.Integer(), nullable=False, comment="1 is the first stop"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("resident_key", sa.Text(), nullable=False, comment="Pseudonym of the address"),
        sa.Column("buurtcode", sa.Text(), nullable=True, comment="Buurt"),
        sa.Column("order_ids", sa.Text(), nullable=False, comment="Orders that this visit serves, joined by commas"),
        sa.Column("kind", sa.Text(), nullable=False, comment="delivery, visit without goods, or return"),
        sa.Column("contact", sa.Boolean(), nullable=False, comment="Contact, or letterbox"),
        sa.Column("arrival", sa.DateTime(timezone=True), nullable=False, comment="Arrives"),
        sa.Column("service_s", sa.Integer(), nullable=False, comment="Seconds at the address"),
        sa.Column("leg_m", sa.Float(), nullable=False, comment="Metres from the stop before"),
        sa.Column("leg_s", sa.Integer(), nullable=False, comment="Seconds from the stop before"),
        sa.Column(
            "familiar", sa.Boolean(), nullable=False, comment="The concierge is one of the resident's two best known"
        ),
        sa.CheckConstraint("kind IN ('delivery', 'visit', 'return')", name=op.f("ck_route_stop_kind_known")),
        sa.ForeignKeyConstraint(
            ["region", "service_date", "route_id"],
            ["planning.route.region", "planning.route.service_date", "planning.route.route_id"],
            name=op.f("fk_route_stop_region_service_date_route_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("region", "service_date", "route_id", "position", name=op.f("pk_route_stop")),
        schema="planning",
        comment="Stops of a route in order",
    )

    op.execute("RESET ROLE")


def downgrade() -> None:
    op.drop_table("route_stop", schema="planning")
    op.drop_table("wijk_ranking", schema="planning")
    op.drop_table("van_trip", schema="planning")
    op.drop_table("van_stop", schema="planning")
    op.drop_table("van_pool_summary", schema="planning")
    op.drop_table("unplanned", schema="planning")
    op.drop_table("travel_time", schema="planning")
    op.drop_geospatial_index(
        "idx_service_area_geometry",
        table_name="service_area",
        schema="planning",
        postgresql_using="gist",
        column_name="geometry",
    )
    op.drop_geospatial_table("service_area", schema="planning")
    op.drop_table("route", schema="planning")
    op.drop_table("impact", schema="planning")
    op.drop_table("hub_solution", schema="planning")
    op.drop_geospatial_index(
        "idx_hub_site_geometry",
        table_name="hub_site",
        schema="planning",
        postgresql_using="gist",
        column_name="geometry",
    )
    op.drop_geospatial_table("hub_site", schema="planning")
    op.drop_table("frailty", schema="planning")
    op.drop_table("flow", schema="planning")
    op.drop_table("coverage", schema="planning")
    op.drop_table("catchment", schema="planning")
    op.drop_table("bundling", schema="planning")
