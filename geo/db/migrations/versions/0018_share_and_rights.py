"""Versions of what is shared, totals, erasures and accesses, and the one row-secured view of a concierge.

Revision: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


SHEET = """
CREATE FUNCTION planning.route_sheet_of_login() RETURNS TABLE (
    service_date date, route_id text, "position" integer, arrival timestamptz, kind text, contact boolean,
    service_s integer, name text, street text, house_number text, postcode text, place text,
    order_ids text, goods text
) LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE who vault.concierge_login;
BEGIN
    -- session_user is the login itself: SET ROLE and settings do not change it
    SELECT * INTO who FROM vault.concierge_login AS known WHERE known.login = session_user;
    IF NOT FOUND THEN RETURN; END IF;
    INSERT INTO vault.access (purpose, subject, rows) VALUES ('route_sheet', who.concierge_key, 0);
    RETURN QUERY
    SELECT stop.service_date, stop.route_id, stop."position", stop.arrival, stop.kind, stop.contact, stop.service_s,
           at_home.name, at_home.street, at_home.house_number, at_home.postcode, at_home.place, stop.order_ids,
           (SELECT string_agg(DISTINCT goods.goods_kind, ', ' ORDER BY goods.goods_kind) FROM vault.goods AS goods
            JOIN intake.load AS load ON load.load_id = goods.load_id AND load.superseded_at IS NULL
            WHERE goods.region = stop.region AND goods.resident_key = stop.resident_key
              AND goods.line_id = ANY (string_to_array(stop.order_ids, ',')))
    FROM planning.route AS route
    JOIN planning.route_stop AS stop USING (region, service_date, route_id)
    LEFT JOIN LATERAL (
        SELECT resident.* FROM vault.resident AS resident
        JOIN intake.load AS load ON load.load_id = resident.load_id AND load.superseded_at IS NULL
        WHERE resident.region = stop.region AND resident.resident_key = stop.resident_key
        ORDER BY resident.geometry IS NULL, resident.load_id, resident.row_number LIMIT 1
    ) AS at_home ON true
    WHERE route.region = who.region AND route.concierge_key = who.concierge_key
    ORDER BY stop.service_date, stop.route_id, stop."position";
END $$
"""

HIDDEN = (
    ("resident", "geometry", "POINT"),
    ("passenger", "pickup", "POINT"),
    ("passenger", "dropoff", "POINT"),
    ("route_line", "geometry", "LINESTRING"),
)
"""Columns of vault whose outermost points ST_EstimatedExtent told every role, by their index or their statistics."""


def upgrade() -> None:
    op.execute("SET LOCAL ROLE wijk_owner")
    for table, column, kind in HIDDEN:
        op.execute(f"DROP INDEX vault.idx_{table}_{column}")
        op.execute(f"ALTER TABLE vault.{table} ALTER COLUMN {column} SET STATISTICS 0")
        # what was gathered goes with a change of type, to what it was
        op.execute(f"ALTER TABLE vault.{table} ALTER COLUMN {column} TYPE geometry({kind}, 28992)")
    op.create_table(
        "release_cell",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("release", sa.Integer(), nullable=False, comment="Version, see share.release"),
        sa.Column("area_kind", sa.Text(), nullable=False, comment="buurt, wijk or gemeente"),
        sa.Column("area_code", sa.Text(), nullable=False, comment="CBS code"),
        sa.Column("figure", sa.Text(), nullable=False, comment="Column of share"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code of the gemeente (GM....)"),
        sa.Column("wijkcode", sa.Text(), nullable=True, comment="Wijk of a buurt; NULL for totals"),
        sa.Column("exact", sa.Float(), nullable=False, comment="The count at that version"),
        sa.Column("basis", sa.Float(), nullable=True, comment="The count when its figure was first said"),
        sa.Column("published", sa.Float(), nullable=True, comment="The figure that was said; NULL: withheld"),
        sa.Column("reason", sa.Text(), nullable=False, comment="Why it was withheld; empty where it was not"),
        sa.PrimaryKeyConstraint("region", "release", "area_kind", "area_code", "figure", name=op.f("pk_release_cell")),
        schema="planning",
        comment="True counts behind the newest versions of share; not for the outside",
    )
    op.create_geospatial_table(
        "area",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("area_kind", sa.Text(), nullable=False, comment="wijk or gemeente"),
        sa.Column("area_code", sa.Text(), nullable=False, comment="CBS code"),
        sa.Column("area_name", sa.Text(), nullable=False, comment="Name"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="Gemeente"),
        sa.Column("expected_frail", sa.Integer(), nullable=True, comment="Expected frail 65+ at home, rounded"),
        sa.Column("deliveries", sa.Integer(), nullable=True, comment="Deliveries in the last twelve months, rounded"),
        sa.Column("known_addresses", sa.Integer(), nullable=True, comment="Addresses in view, rounded"),
        sa.Column("withheld", sa.Text(), nullable=False, comment="Which totals were withheld, joined by commas"),
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
        sa.CheckConstraint("area_kind IN ('wijk', 'gemeente')", name=op.f("ck_area_area_kind_known")),
        sa.PrimaryKeyConstraint("region", "area_kind", "area_code", name=op.f("pk_area")),
        schema="share",
    )
    op.create_geospatial_index(
        "idx_area_geometry",
        "area",
        ["geometry"],
        unique=False,
        schema="share",
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_table(
        "release",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("release", sa.Integer(), nullable=False, comment="Number of the version, from 1"),
        sa.Column("released_on", sa.Date(), nullable=False, comment="Day on which it was first made, local time"),
        sa.Column("checksum", sa.Text(), nullable=False, comment="SHA-256 of its figures"),
        sa.Column("rules", sa.Text(), nullable=False, comment="Digest of the disclosure rules it was made by"),
        sa.Column("version", sa.Text(), nullable=False, comment="Version of the platform"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.PrimaryKeyConstraint("region", "release", name=op.f("pk_release")),
        schema="share",
        comment="Versions of the shared figures",
    )
    op.create_table(
        "withheld",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("area_kind", sa.Text(), nullable=False, comment="buurt, wijk or gemeente"),
        sa.Column("area_code", sa.Text(), nullable=False, comment="CBS code"),
        sa.Column("figure", sa.Text(), nullable=False, comment="Column that is NULL"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="Gemeente"),
        sa.Column("sentence", sa.Text(), nullable=False, comment="Why, in Dutch; never a value"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.PrimaryKeyConstraint("region", "area_kind", "area_code", "figure", name=op.f("pk_withheld")),
        schema="share",
        comment="Figures that were withheld, with a sentence in Dutch",
    )
    op.create_table(
        "source",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("position", sa.Integer(), nullable=False, comment="Number in the list"),
        sa.Column("source", sa.Text(), nullable=False, comment="Kind of source"),
        sa.Column("period", sa.Text(), nullable=True, comment="Period of the source"),
        sa.Column("licence", sa.Text(), nullable=True, comment="Licence"),
        sa.Column("attribution", sa.Text(), nullable=True, comment="Attribution"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.PrimaryKeyConstraint("region", "position", name=op.f("pk_source")),
        schema="share",
        comment="Sources and licences of the shared figures",
    )
    op.create_table(
        "access",
        sa.Column("access_id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Number"),
        sa.Column(
            "looked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False, comment="When"
        ),
        sa.Column(
            "login", sa.Text(), server_default=sa.text("SESSION_USER"), nullable=False, comment="Login in the database"
        ),
        sa.Column("by_whom", sa.Text(), nullable=True, comment="User of the computer, where the command knows it"),
        sa.Column("purpose", sa.Text(), nullable=False, comment="export, erase, or route_sheet"),
        sa.Column(
            "subject", sa.Text(), nullable=True, comment="Pseudonym that was asked for, or code of the concierge"
        ),
        sa.Column("rows", sa.Integer(), nullable=False, comment="How many rows were given or changed"),
        sa.PrimaryKeyConstraint("access_id", name=op.f("pk_access")),
        schema="vault",
        comment="Who looked at what identifies a person, and when",
    )
    op.create_table(
        "concierge_login",
        sa.Column("login", sa.Text(), nullable=False, comment="Login role, a member of wijk_concierge"),
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("concierge_key", sa.Text(), nullable=False, comment="Code of the concierge"),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_concierge_login")),
        schema="vault",
        comment="Logins of concierges",
    )
    op.create_table(
        "erasure",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("person_key", sa.Text(), nullable=False, comment="Pseudonym that was erased"),
        sa.Column(
            "key_id", sa.Text(), nullable=False, comment="Which key of the pseudonyms it was made with: a digest of it"
        ),
        sa.Column("replaced_by", sa.Text(), nullable=False, comment="Random code that keeps the counts as they were"),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False, comment="When"),
        sa.PrimaryKeyConstraint("region", "person_key", name=op.f("pk_erasure")),
        schema="vault",
        comment="Erased pseudonyms (AVG article 17)",
    )
    op.create_table_comment(
        "area", "Wijken and gemeenten with rounded totals; NULL where a total is withheld", schema="share"
    )
    # what is made from here on may be called by those alone to whom it is granted
    op.execute("ALTER DEFAULT PRIVILEGES FOR ROLE wijk_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC")
    op.execute(SHEET)
    op.execute("REVOKE ALL ON FUNCTION planning.route_sheet_of_login() FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION planning.route_sheet_of_login() TO wijk_concierge")
    op.execute(
        "CREATE VIEW planning.own_route_sheet WITH (security_barrier) AS SELECT * FROM planning.route_sheet_of_login()"
    )
    op.execute("REVOKE ALL ON planning.own_route_sheet FROM wijk_pipeline, wijk_planner")
    op.execute("GRANT USAGE ON SCHEMA planning TO wijk_concierge")
    op.execute("GRANT SELECT ON planning.own_route_sheet TO wijk_concierge")
    op.execute("COMMENT ON VIEW planning.own_route_sheet IS 'The route sheets of the concierge who is logged in'")
    # an erasure and a trace of a look are written and never taken back by the pipeline
    op.execute("REVOKE UPDATE, DELETE ON vault.erasure, vault.access FROM wijk_pipeline")
    op.execute("REVOKE INSERT, UPDATE, DELETE ON vault.concierge_login FROM wijk_pipeline")
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.execute("SET LOCAL ROLE wijk_owner")
    for table, column, _ in HIDDEN:
        op.execute(f"ALTER TABLE vault.{table} ALTER COLUMN {column} SET STATISTICS -1")
        op.execute(f"CREATE INDEX idx_{table}_{column} ON vault.{table} USING gist ({column})")
    op.execute("DROP VIEW planning.own_route_sheet")
    op.execute("DROP FUNCTION planning.route_sheet_of_login()")
    op.execute("REVOKE USAGE ON SCHEMA planning FROM wijk_concierge")
    op.execute("ALTER DEFAULT PRIVILEGES FOR ROLE wijk_owner GRANT EXECUTE ON FUNCTIONS TO PUBLIC")
    op.drop_table("erasure", schema="vault")
    op.drop_table("concierge_login", schema="vault")
    op.drop_table("access", schema="vault")
    op.drop_table("source", schema="share")
    op.drop_table("withheld", schema="share")
    op.drop_table("release", schema="share")
    op.drop_geospatial_index(
        "idx_area_geometry", table_name="area", schema="share", postgresql_using="gist", column_name="geometry"
    )
    op.drop_geospatial_table("area", schema="share")
    op.drop_table("release_cell", schema="planning")
    op.execute("RESET ROLE")
