"""sources

Revision: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL ROLE wijk_owner")
    op.create_table(
        "facility_match",
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("double_id", sa.Text(), nullable=False, comment="facility_id of the row that is left out"),
        sa.Column("facility_id", sa.Text(), nullable=False, comment="facility_id of the row that stays"),
        sa.Column("distance_m", sa.Float(), nullable=False, comment="Distance between the two points, metres"),
        sa.Column("name_similarity", sa.Float(), nullable=False, comment="How alike the names are, 0 to 1"),
        sa.Column(
            "matched_by",
            sa.Text(),
            nullable=False,
            comment="What they share: the address, the name nearby, or the place",
        ),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Dagster run that wrote the row"),
        sa.CheckConstraint(
            "matched_by IN ('address', 'name', 'place')", name=op.f("ck_facility_match_matched_by_known")
        ),
        sa.CheckConstraint("distance_m >= 0", name=op.f("ck_facility_match_distance_m_range")),
        sa.CheckConstraint("name_similarity BETWEEN 0 AND 1", name=op.f("ck_facility_match_name_similarity_range")),
        sa.PrimaryKeyConstraint("region", "double_id", name=op.f("pk_facility_match")),
        schema="intake",
        comment="Facilities that two sources have: which one stays",
    )
    op.create_index(
        op.f("ix_facility_match_facility_id"), "facility_match", ["facility_id"], unique=False, schema="intake"
    )
    op.create_table(
        "area_change",
        sa.Column("region", sa.Text(), nullable=False, comment="Region the file was loaded for"),
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load this row came with"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the source file, the header not counted"),
        sa.Column("from_code", sa.Text(), nullable=False, comment="Buurtcode in the earlier year"),
        sa.Column("to_code", sa.Text(), nullable=False, comment="Buurtcode of the region's boundaries"),
        sa.Column(
            "from_year", sa.Integer(), nullable=True, comment="Year of the earlier boundaries, where the file says so"
        ),
        sa.Column("to_year", sa.Integer(), nullable=True, comment="Year of the region's boundaries, where known"),
        sa.Column("kind", sa.Text(), nullable=False, comment="same, renumbered, merged, split or redrawn"),
        sa.Column(
            "share_of_from",
            sa.Float(),
            nullable=False,
            comment="Part of the earlier buurt's counts that goes to this buurt; per from_code they add up to 1 or less",
        ),
        sa.Column(
            "share_of_to",
            sa.Float(),
            nullable=False,
            comment="Part of today's buurt that comes from it; per to_code they add up to 1 or less",
        ),
        sa.Column("overlap_m2", sa.Float(), nullable=False, comment="Area in common, m2"),
        sa.CheckConstraint(
            "kind IN ('same', 'renumbered', 'merged', 'split', 'redrawn')", name=op.f("ck_area_change_kind_known")
        ),
        sa.CheckConstraint("share_of_from BETWEEN 0 AND 1", name=op.f("ck_area_change_share_of_from_range")),
        sa.CheckConstraint("share_of_to BETWEEN 0 AND 1", name=op.f("ck_area_change_share_of_to_range")),
        sa.ForeignKeyConstraint(
            ["load_id"], ["intake.load.load_id"], name=op.f("fk_area_change_load_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("load_id", "row_number", name=op.f("pk_area_change")),
        schema="intake",
        comment="Buurten of an earlier year over those of today, by overlap of area",
    )
    op.create_index("ix_area_change_from", "area_change", ["region", "from_code"], unique=False, schema="intake")
    op.create_index(op.f("ix_area_change_region"), "area_change", ["region"], unique=False, schema="intake")
    op.create_table(
        "care_use",
        sa.Column("region", sa.Text(), nullable=False, comment="Region the file was loaded for"),
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load this row came with"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the source file, the header not counted"),
        sa.Column(
            "area_kind",
            sa.Text(),
            nullable=False,
            comment="gemeente, postcode3, or rest: all cells of under ten people together",
        ),
        sa.Column(
            "area_name", sa.Text(), nullable=True, comment="Name of the gemeente or the postcode area as published"
        ),
        sa.Column(
            "gemeentecode", sa.Text(), nullable=True, comment="CBS code GM.... where the name is known to the region"
        ),
        sa.Column("postcode3", sa.Text(), nullable=True, comment="First three digits of the postcode"),
        sa.Column("year", sa.Integer(), nullable=False, comment="Year of the care"),
        sa.Column("sex", sa.Text(), nullable=True, comment="male or female; NULL in the rest row"),
        sa.Column(
            "age_low", sa.Integer(), nullable=True, comment="Youngest age of the class, years; NULL in the rest row"
        ),
        sa.Column(
            "age_high", sa.Integer(), nullable=True, comment="Oldest age of the class, years; NULL where it is open"
        ),
        sa.Column("persons", sa.Integer(), nullable=False, comment="Insured people"),
        sa.Column("insured_years", sa.Float(), nullable=False, comment="Insured years"),
        sa.Column(
            "specialist_medical_eur",
            sa.Float(),
            nullable=True,
            comment="Hospital and other specialist medical care, euro; NULL in years without this kind",
        ),
        sa.Column(
            "pharmacy_eur", sa.Float(), nullable=True, comment="Medicines, euro; NULL in years without this kind"
        ),
        sa.Column(
            "gp_registration_eur",
            sa.Float(),
            nullable=True,
            comment="GP, registration, euro; NULL in years without this kind",
        ),
        sa.Column(
            "gp_consult_eur",
            sa.Float(),
            nullable=True,
            comment="GP, consultations, euro; NULL in years without this kind",
        ),
        sa.Column(
            "gp_multidisciplinary_eur",
            sa.Float(),
            nullable=True,
            comment="GP, multidisciplinary care, euro; NULL in years without this kind",
        ),
        sa.Column(
            "gp_other_eur", sa.Float(), nullable=True, comment="GP, other, euro; NULL in years without this kind"
        ),
        sa.Column("aids_eur", sa.Float(), nullable=True, comment="Medical aids, euro; NULL in years without this kind"),
        sa.Column(
            "dental_eur", sa.Float(), nullable=True, comment="Dental care, euro; NULL in years without this kind"
        ),
        sa.Column(
            "physiotherapy_eur",
            sa.Float(),
            nullable=True,
            comment="Physiotherapy, euro; NULL in years without this kind",
        ),
        sa.Column(
            "paramedical_other_eur",
            sa.Float(),
            nullable=True,
            comment="Other paramedical care, euro; NULL in years without this kind",
        ),
        sa.Column(
            "transport_seated_eur",
            sa.Float(),
            nullable=True,
            comment="Patient transport, seated, euro; NULL in years without this kind",
        ),
        sa.Column(
            "transport_lying_eur",
            sa.Float(),
            nullable=True,
            comment="Patient transport, lying (ambulance), euro; NULL in years without this kind",
        ),
        sa.Column(
            "maternity_eur", sa.Float(), nullable=True, comment="Maternity care, euro; NULL in years without this kind"
        ),
        sa.Column(
            "midwifery_eur", sa.Float(), nullable=True, comment="Midwifery, euro; NULL in years without this kind"
        ),
        sa.Column(
            "birth_care_integrated_eur",
            sa.Float(),
            nullable=True,
            comment="Integrated birth care, euro; NULL in years without this kind",
        ),
        sa.Column(
            "mental_secondary_eur",
            sa.Float(),
            nullable=True,
            comment="Secondary mental health care, euro; NULL in years without this kind",
        ),
        sa.Column(
            "mental_psychology_eur",
            sa.Float(),
            nullable=True,
            comment="Primary psychological care, euro; NULL in years without this kind",
        ),
        sa.Column(
            "mental_specialist_eur",
            sa.Float(),
            nullable=True,
            comment="Specialist mental health care, euro; NULL in years without this kind",
        ),
        sa.Column(
            "mental_basic_eur",
            sa.Float(),
            nullable=True,
            comment="Basic mental health care, euro; NULL in years without this kind",
        ),
        sa.Column(
            "mental_long_term_eur",
            sa.Float(),
            nullable=True,
            comment="Long-term mental health care, euro; NULL in years without this kind",
        ),
        sa.Column(
            "mental_consults_eur",
            sa.Float(),
            nullable=True,
            comment="Mental health care, consultations, euro; NULL in years without this kind",
        ),
        sa.Column(
            "mental_stay_eur",
            sa.Float(),
            nullable=True,
            comment="Mental health care, stay, euro; NULL in years without this kind",
        ),
        sa.Column(
            "mental_other_eur",
            sa.Float(),
            nullable=True,
            comment="Mental health care, other, euro; NULL in years without this kind",
        ),
        sa.Column(
            "mental_innovation_eur",
            sa.Float(),
            nullable=True,
            comment="Mental health care, innovation funds, euro; NULL in years without this kind",
        ),
        sa.Column(
            "cross_border_eur", sa.Float(), nullable=True, comment="Care abroad, euro; NULL in years without this kind"
        ),
        sa.Column(
            "primary_support_eur",
            sa.Float(),
            nullable=True,
            comment="Support of primary care, euro; NULL in years without this kind",
        ),
        sa.Column(
            "primary_stay_eur",
            sa.Float(),
            nullable=True,
            comment="Primary care stay (eerstelijnsverblijf), euro; NULL in years without this kind",
        ),
        sa.Column(
            "geriatric_rehabilitation_eur",
            sa.Float(),
            nullable=True,
            comment="Geriatric rehabilitation, euro; NULL in years without this kind",
        ),
        sa.Column(
            "district_nursing_eur",
            sa.Float(),
            nullable=True,
            comment="District nursing (verpleging en verzorging), euro; NULL in years without this kind",
        ),
        sa.Column(
            "special_patient_groups_eur",
            sa.Float(),
            nullable=True,
            comment="Medical care for special patient groups (GZSP), euro; NULL in years without this kind",
        ),
        sa.Column("other_eur", sa.Float(), nullable=True, comment="Other care, euro; NULL in years without this kind"),
        sa.CheckConstraint("area_kind IN ('gemeente', 'postcode3', 'rest')", name=op.f("ck_care_use_area_kind_known")),
        sa.CheckConstraint("sex IN ('male', 'female')", name=op.f("ck_care_use_sex_known")),
        sa.CheckConstraint("age_high BETWEEN 0 AND 120", name=op.f("ck_care_use_age_high_range")),
        sa.CheckConstraint("age_low BETWEEN 0 AND 120", name=op.f("ck_care_use_age_low_range")),
        sa.CheckConstraint("persons >= 0", name=op.f("ck_care_use_persons_range")),
        sa.ForeignKeyConstraint(
            ["load_id"], ["intake.load.load_id"], name=op.f("fk_care_use_load_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("load_id", "row_number", name=op.f("pk_care_use")),
        schema="intake",
        comment="Vektis: care under the Zorgverzekeringswet, declared costs in euro",
    )
    op.create_index(
        "ix_care_use_gemeente", "care_use", ["region", "gemeentecode", "year"], unique=False, schema="intake"
    )
    op.create_index(op.f("ix_care_use_region"), "care_use", ["region"], unique=False, schema="intake")
    op.create_table(
        "duplicate",
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load of the row"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the file, the header not counted"),
        sa.Column("region", sa.Text(), nullable=False, comment="Region"),
        sa.Column("source", sa.Text(), nullable=False, comment="Source of both files"),
        sa.Column("kept_load_id", sa.Text(), nullable=False, comment="Load whose row counts"),
        sa.Column("differs", sa.Boolean(), nullable=False, comment="True where the two rows do not say the same"),
        sa.ForeignKeyConstraint(
            ["load_id"], ["intake.load.load_id"], name=op.f("fk_duplicate_load_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("load_id", "row_number", name=op.f("pk_duplicate")),
        schema="intake",
        comment="Landed rows that a newer file of the same source has as well",
    )
    op.create_index("ix_duplicate_source", "duplicate", ["region", "source"], unique=False, schema="intake")
    op.create_table(
        "frailty_rate",
        sa.Column("region", sa.Text(), nullable=False, comment="Region the file was loaded for"),
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load this row came with"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the source file, the header not counted"),
        sa.Column("rate_set", sa.Text(), nullable=False, comment="Name of the set; sets are compared, never mixed"),
        sa.Column(
            "indicator",
            sa.Text(),
            nullable=False,
            comment="What the rate is a share of what, such as frail_65_plus_home",
        ),
        sa.Column("age_low", sa.Integer(), nullable=False, comment="Youngest age it speaks of, years"),
        sa.Column(
            "age_high", sa.Integer(), nullable=True, comment="Oldest age it speaks of, years; NULL where it is open"
        ),
        sa.Column("rate", sa.Float(), nullable=False, comment="Share, 0 to 1"),
        sa.Column("low", sa.Float(), nullable=True, comment="Lower bound of its 90 % interval, 0 to 1"),
        sa.Column("high", sa.Float(), nullable=True, comment="Upper bound of its 90 % interval, 0 to 1"),
        sa.Column(
            "basis",
            sa.Text(),
            nullable=False,
            comment="published as it stands, derived from published figures, or assumption",
        ),
        sa.Column("definition", sa.Text(), nullable=False, comment="What is counted, of whom, and how it was derived"),
        sa.Column("source", sa.Text(), nullable=False, comment="Publication"),
        sa.Column("year", sa.Integer(), nullable=False, comment="Year of the figures"),
        sa.CheckConstraint("basis IN ('published', 'derived', 'assumption')", name=op.f("ck_frailty_rate_basis_known")),
        sa.CheckConstraint("age_high BETWEEN 0 AND 120", name=op.f("ck_frailty_rate_age_high_range")),
        sa.CheckConstraint("age_low BETWEEN 0 AND 120", name=op.f("ck_frailty_rate_age_low_range")),
        sa.CheckConstraint("high BETWEEN 0 AND 1", name=op.f("ck_frailty_rate_high_range")),
        sa.CheckConstraint("low BETWEEN 0 AND 1", name=op.f("ck_frailty_rate_low_range")),
        sa.CheckConstraint("rate BETWEEN 0 AND 1", name=op.f("ck_frailty_rate_rate_range")),
        sa.CheckConstraint("year BETWEEN 1990 AND 2100", name=op.f("ck_frailty_rate_year_range")),
        sa.ForeignKeyConstraint(
            ["load_id"], ["intake.load.load_id"], name=op.f("fk_frailty_rate_load_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("load_id", "row_number", name=op.f("pk_frailty_rate")),
        schema="intake",
        comment="Rates of frail elderly people, with source and definition",
    )
    op.create_index(op.f("ix_frailty_rate_region"), "frailty_rate", ["region"], unique=False, schema="intake")
    op.create_table(
        "health",
        sa.Column("region", sa.Text(), nullable=False, comment="Region the file was loaded for"),
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load this row came with"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the source file, the header not counted"),
        sa.Column("area_code", sa.Text(), nullable=False, comment="CBS code GM...., WK......, BU........ or NL01"),
        sa.Column("area_kind", sa.Text(), nullable=False, comment="Kind of area, as its code says"),
        sa.Column("indicator", sa.Text(), nullable=False, comment="Our name of the indicator, such as lonely_severe"),
        sa.Column("age_group", sa.Text(), nullable=False, comment="Age group that the percentage is of"),
        sa.Column("period", sa.Integer(), nullable=False, comment="Year of the survey"),
        sa.Column("value", sa.Float(), nullable=True, comment="Percentage of the age group"),
        sa.Column("low", sa.Float(), nullable=True, comment="Lower bound of the 95 % interval, percent"),
        sa.Column("high", sa.Float(), nullable=True, comment="Upper bound of the 95 % interval, percent"),
        sa.CheckConstraint("age_group IN ('18+', '18-64', '65+')", name=op.f("ck_health_age_group_known")),
        sa.CheckConstraint(
            "area_kind IN ('country', 'gemeente', 'wijk', 'buurt')", name=op.f("ck_health_area_kind_known")
        ),
        sa.CheckConstraint("high BETWEEN 0 AND 100", name=op.f("ck_health_high_range")),
        sa.CheckConstraint("low BETWEEN 0 AND 100", name=op.f("ck_health_low_range")),
        sa.CheckConstraint("value BETWEEN 0 AND 100", name=op.f("ck_health_value_range")),
        sa.ForeignKeyConstraint(
            ["load_id"], ["intake.load.load_id"], name=op.f("fk_health_load_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("load_id", "row_number", name=op.f("pk_health")),
        schema="intake",
        comment="RIVM/CBS health by gemeente, wijk and buurt; row_number numbers the figures",
    )
    op.create_index("ix_health_area", "health", ["region", "area_code", "indicator"], unique=False, schema="intake")
    op.create_index(op.f("ix_health_region"), "health", ["region"], unique=False, schema="intake")
    op.create_table(
        "key_figure",
        sa.Column("region", sa.Text(), nullable=False, comment="Region the file was loaded for"),
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load this row came with"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the source file, the header not counted"),
        sa.Column("area_code", sa.Text(), nullable=False, comment="CBS code: GM...., WK...... or BU........"),
        sa.Column("area_kind", sa.Text(), nullable=False, comment="gemeente, wijk or buurt, as the code says"),
        sa.Column("area_name", sa.Text(), nullable=True, comment="Name, where the table gives one"),
        sa.Column("gemeentecode", sa.Text(), nullable=False, comment="CBS code GM.... of the gemeente it lies in"),
        sa.Column("year", sa.Integer(), nullable=True, comment="Year of the figures; NULL where the file does not say"),
        sa.Column("inhabitants", sa.Integer(), nullable=True, comment="Inhabitants"),
        sa.Column("aged_0_14", sa.Integer(), nullable=True, comment="Inhabitants under 15"),
        sa.Column("aged_65_plus", sa.Integer(), nullable=True, comment="Inhabitants of 65 and over"),
        sa.Column("aged_65_79", sa.Integer(), nullable=True, comment="Inhabitants of 65 to 79"),
        sa.Column("aged_80_plus", sa.Integer(), nullable=True, comment="Inhabitants of 80 and over"),
        sa.Column("widowed", sa.Integer(), nullable=True, comment="Widowed inhabitants"),
        sa.Column("households", sa.Integer(), nullable=True, comment="Households"),
        sa.Column("single_households", sa.Integer(), nullable=True, comment="Households of one person"),
        sa.Column(
            "childless_households", sa.Integer(), nullable=True, comment="Households of more persons without children"
        ),
        sa.Column("family_households", sa.Integer(), nullable=True, comment="Households with children"),
        sa.Column("household_size", sa.Float(), nullable=True, comment="Mean persons a household"),
        sa.Column("home_value_keur", sa.Float(), nullable=True, comment="Mean value of a home, thousand euro"),
        sa.Column("owner_occupied_pct", sa.Float(), nullable=True, comment="Owner-occupied homes, percent"),
        sa.Column("single_family_pct", sa.Float(), nullable=True, comment="Single-family homes, percent"),
        sa.Column("income_keur", sa.Float(), nullable=True, comment="Mean income per inhabitant, thousand euro"),
        sa.Column(
            "lowest_40_income_pct",
            sa.Float(),
            nullable=True,
            comment="Households among the 40 % of the country with the lowest incomes, percent",
        ),
        sa.Column(
            "low_income_pct", sa.Float(), nullable=True, comment="Households under CBS's low-income threshold, percent"
        ),
        sa.Column(
            "social_minimum_pct",
            sa.Float(),
            nullable=True,
            comment="Households under or around the social minimum, percent",
        ),
        sa.Column("wmo_clients", sa.Integer(), nullable=True, comment="Clients of the Wmo (social support act)"),
        sa.Column("address_density", sa.Float(), nullable=True, comment="Surrounding address density, per km2"),
        sa.Column("urbanity", sa.Integer(), nullable=True, comment="Urbanity class, 1 very urban to 5 rural"),
        sa.Column("land_area_ha", sa.Float(), nullable=True, comment="Land area, hectare"),
        sa.Column("gp_distance_km", sa.Float(), nullable=True, comment="Mean distance to a GP, km by road"),
        sa.Column(
            "supermarket_distance_km", sa.Float(), nullable=True, comment="Mean distance to a large supermarket, km"
        ),
        sa.CheckConstraint("area_kind IN ('gemeente', 'wijk', 'buurt')", name=op.f("ck_key_figure_area_kind_known")),
        sa.CheckConstraint("aged_65_plus >= 0", name=op.f("ck_key_figure_aged_65_plus_range")),
        sa.CheckConstraint("households >= 0", name=op.f("ck_key_figure_households_range")),
        sa.CheckConstraint("inhabitants >= 0", name=op.f("ck_key_figure_inhabitants_range")),
        sa.ForeignKeyConstraint(
            ["load_id"], ["intake.load.load_id"], name=op.f("fk_key_figure_load_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("load_id", "row_number", name=op.f("pk_key_figure")),
        schema="intake",
        comment="CBS StatLine key figures by area and year, without boundaries",
    )
    op.create_index("ix_key_figure_area", "key_figure", ["region", "area_code", "year"], unique=False, schema="intake")
    op.create_index(op.f("ix_key_figure_region"), "key_figure", ["region"], unique=False, schema="intake")
    op.create_table(
        "population_age",
        sa.Column("region", sa.Text(), nullable=False, comment="Region the file was loaded for"),
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load this row came with"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the source file, the header not counted"),
        sa.Column("area_code", sa.Text(), nullable=True, comment="CBS code, where the table or the region gives one"),
        sa.Column("area_name", sa.Text(), nullable=True, comment="Name as published, where the table gives one"),
        sa.Column("year", sa.Integer(), nullable=False, comment="Year, on 1 January"),
        sa.Column("sex", sa.Text(), nullable=True, comment="male or female; NULL: both together"),
        sa.Column(
            "age",
            sa.Integer(),
            nullable=False,
            comment="Age in whole years; the highest of a table stands for older too",
        ),
        sa.Column("count", sa.Integer(), nullable=True, comment="Inhabitants; NULL where suppressed"),
        sa.CheckConstraint("sex IN ('male', 'female')", name=op.f("ck_population_age_sex_known")),
        sa.CheckConstraint("age BETWEEN 0 AND 120", name=op.f("ck_population_age_age_range")),
        sa.CheckConstraint("count >= 0", name=op.f("ck_population_age_count_range")),
        sa.ForeignKeyConstraint(
            ["load_id"], ["intake.load.load_id"], name=op.f("fk_population_age_load_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("load_id", "row_number", name=op.f("pk_population_age")),
        schema="intake",
        comment="CBS population on 1 January by single year of age",
    )
    op.create_index(
        "ix_population_age_area", "population_age", ["region", "area_code", "year"], unique=False, schema="intake"
    )
    op.create_index(op.f("ix_population_age_region"), "population_age", ["region"], unique=False, schema="intake")
    op.create_table(
        "facility_contact",
        sa.Column("region", sa.Text(), nullable=False, comment="Region the file was loaded for"),
        sa.Column("load_id", sa.Text(), nullable=False, comment="Load this row came with"),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="Row in the source file, the header not counted"),
        sa.Column("facility_id", sa.Text(), nullable=False, comment="Facility"),
        sa.Column("contact_name", sa.Text(), nullable=True, comment="Name of the contact person"),
        sa.Column("phone", sa.Text(), nullable=True, comment="Telephone of the contact person"),
        sa.Column("email", sa.Text(), nullable=True, comment="E-mail of the contact person"),
        sa.ForeignKeyConstraint(
            ["load_id"], ["intake.load.load_id"], name=op.f("fk_facility_contact_load_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("load_id", "row_number", name=op.f("pk_facility_contact")),
        schema="vault",
        comment="Contact persons of facilities",
    )
    op.create_index(
        op.f("ix_facility_contact_facility_id"), "facility_contact", ["facility_id"], unique=False, schema="vault"
    )
    op.create_index(op.f("ix_facility_contact_region"), "facility_contact", ["region"], unique=False, schema="vault")
    op.add_column(
        "facility",
        sa.Column("formality", sa.Text(), nullable=True, comment="Formal: of an organisation; informal: of residents"),
        schema="intake",
    )
    op.add_column(
        "facility",
        sa.Column("opening_hours", sa.Text(), nullable=True, comment="Opening hours as the source writes them"),
        schema="intake",
    )
    op.add_column(
        "facility", sa.Column("target_group", sa.Text(), nullable=True, comment="Whom it is for"), schema="intake"
    )
    op.add_column(
        "facility",
        sa.Column(
            "accessibility", sa.Text(), nullable=True, comment="By wheelchair: accessible, limited, not_accessible"
        ),
        schema="intake",
    )
    op.add_column("facility", sa.Column("street", sa.Text(), nullable=True, comment="Street"), schema="intake")
    op.add_column(
        "facility",
        sa.Column("house_number", sa.Text(), nullable=True, comment="House number with addition"),
        schema="intake",
    )
    op.add_column(
        "facility",
        sa.Column("postcode", sa.Text(), nullable=True, comment="Postcode without a space, 1234AB"),
        schema="intake",
    )
    op.add_column("facility", sa.Column("place", sa.Text(), nullable=True, comment="Place"), schema="intake")
    op.add_column(
        "load",
        sa.Column("rows_read", sa.Integer(), nullable=True, comment="Rows in the file, taken or refused"),
        schema="intake",
    )
    op.add_column(
        "load",
        sa.Column("duplicates", sa.Integer(), nullable=True, comment="Rows that a newer file of its source has too"),
        schema="intake",
    )
    op.add_column(
        "load",
        sa.Column(
            "warnings", sa.Text(), nullable=True, comment="What the reader had to say, Dutch sentences as a JSON list"
        ),
        schema="intake",
    )
    op.add_column(
        "load",
        sa.Column("purpose", sa.Text(), nullable=True, comment="What the file is used for, in Dutch (AVG article 5)"),
        schema="intake",
    )
    op.add_column(
        "load",
        sa.Column("legal_basis", sa.Text(), nullable=True, comment="Legal basis, in Dutch (AVG articles 6 and 9)"),
        schema="intake",
    )
    op.add_column(
        "goods",
        sa.Column("signature", sa.Boolean(), nullable=False, server_default=sa.false(), comment="Must be signed for"),
        schema="vault",
    )
    op.alter_column("goods", "signature", server_default=None, schema="vault")
    op.add_column(
        "goods",
        sa.Column(
            "return_flow",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="Something is taken back, such as a rented aid",
        ),
        schema="vault",
    )
    op.alter_column("goods", "return_flow", server_default=None, schema="vault")

    op.drop_constraint(op.f("ck_facility_origin_known"), "facility", schema="intake")
    op.create_check_constraint(
        op.f("ck_facility_origin_known"),
        "facility",
        "origin IN ('social_map', 'osm', 'hospital_list')",
        schema="intake",
    )
    op.create_check_constraint(
        op.f("ck_facility_formality_known"), "facility", "formality IN ('formal', 'informal')", schema="intake"
    )
    op.create_check_constraint(
        op.f("ck_facility_accessibility_known"),
        "facility",
        "accessibility IN ('accessible', 'limited', 'not_accessible')",
        schema="intake",
    )
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.execute("SET LOCAL ROLE wijk_owner")
    op.drop_column("goods", "return_flow", schema="vault")
    op.drop_column("goods", "signature", schema="vault")
    op.drop_column("load", "legal_basis", schema="intake")
    op.drop_column("load", "purpose", schema="intake")
    op.drop_column("load", "warnings", schema="intake")
    op.drop_column("load", "duplicates", schema="intake")
    op.drop_column("load", "rows_read", schema="intake")
    op.drop_column("facility", "place", schema="intake")
    op.drop_column("facility", "postcode", schema="intake")
    op.drop_column("facility", "house_number", schema="intake")
    op.drop_column("facility", "street", schema="intake")
    op.drop_column("facility", "accessibility", schema="intake")
    op.drop_column("facility", "target_group", schema="intake")
    op.drop_column("facility", "opening_hours", schema="intake")
    op.drop_column("facility", "formality", schema="intake")
    op.drop_index(op.f("ix_facility_contact_region"), table_name="facility_contact", schema="vault")
    op.drop_index(op.f("ix_facility_contact_facility_id"), table_name="facility_contact", schema="vault")
    op.drop_table("facility_contact", schema="vault")
    op.drop_index(op.f("ix_population_age_region"), table_name="population_age", schema="intake")
    op.drop_index("ix_population_age_area", table_name="population_age", schema="intake")
    op.drop_table("population_age", schema="intake")
    op.drop_index(op.f("ix_key_figure_region"), table_name="key_figure", schema="intake")
    op.drop_index("ix_key_figure_area", table_name="key_figure", schema="intake")
    op.drop_table("key_figure", schema="intake")
    op.drop_index(op.f("ix_health_region"), table_name="health", schema="intake")
    op.drop_index("ix_health_area", table_name="health", schema="intake")
    op.drop_table("health", schema="intake")
    op.drop_index(op.f("ix_frailty_rate_region"), table_name="frailty_rate", schema="intake")
    op.drop_table("frailty_rate", schema="intake")
    op.drop_index("ix_duplicate_source", table_name="duplicate", schema="intake")
    op.drop_table("duplicate", schema="intake")
    op.drop_index(op.f("ix_care_use_region"), table_name="care_use", schema="intake")
    op.drop_index("ix_care_use_gemeente", table_name="care_use", schema="intake")
    op.drop_table("care_use", schema="intake")
    op.drop_index(op.f("ix_area_change_region"), table_name="area_change", schema="intake")
    op.drop_index("ix_area_change_from", table_name="area_change", schema="intake")
    op.drop_table("area_change", schema="intake")
    op.drop_index(op.f("ix_facility_match_facility_id"), table_name="facility_match", schema="intake")
    op.drop_table("facility_match", schema="intake")
    op.drop_constraint(op.f("ck_facility_origin_known"), "facility", schema="intake")
    op.create_check_constraint(
        op.f("ck_facility_origin_known"), "facility", "origin IN ('social_map', 'osm')", schema="intake"
    )
    op.execute("RESET ROLE")
