import datetime as dt

import pandas as pd
import pytest

import geo.db.models  # noqa: F401 - fills the metadata
from geo.db.base import Base
from geo.sources.dictionary import data_dictionary, template
from geo.sources.fields import SourceFile, keys_of, own_files
from geo.workspace import FILES, OWN_FILES

HEADERS = {
    "delivery": "levering_id;datum;leverancier_id;hub_id;concierge;naam;straat;huisnummer;postcode;plaats;x_rd;y_rd;goederensoort;koel;spoed;installatie;handtekening;retour;volume_l;contact;minuten_contact;trede",
    "visit": "bezoek_id;datum;hub_id;concierge;naam;straat;huisnummer;postcode;plaats;x_rd;y_rd;"
    "reden;minuten_contact;trede",
    "order_line": "bestelling_id;datum;leverancier_id;hub_id;soort;naam;straat;huisnummer;postcode;plaats;x_rd;y_rd;goederensoort;koel;spoed;installatie;handtekening;retour;volume_l;contact;minuten;vanaf;tot;op_hub_vanaf;uiterlijk_op",
    "standing_order": "vaste_bestelling_id;dagen;om_de_weken;begint_op;eindigt_op;leverancier_id;hub_id;soort;naam;straat;huisnummer;postcode;plaats;x_rd;y_rd;goederensoort;koel;spoed;installatie;handtekening;retour;volume_l;contact;minuten;vanaf;tot;op_hub_vanaf",
    "wish": "naam;straat;huisnummer;postcode;plaats;x_rd;y_rd;persona;zelfredzaamheid;contactwens;dagen;vanaf;tot;voorkeur_concierge;niet_concierge;na_donker;haalt_zelf",
    "supplier": "leverancier_id;naam;soort;bezorgdagen;voorraad_op_hub;voertuig",
    "depot": "depot_id;leverancier_id;naam;x_rd;y_rd",
    "hub": "hub_id;naam;geopend_op;gesloten_op;opgevolgd_door;capaciteit_per_dag;opslag_m2;"
    "in_voorziening;bevoorrading;laadpunt;open_uren_per_week;huur_per_jaar;sociaal_team;vrijwilligers;vrije_conciergeuren;"
    "bedient_wijken;x_rd;y_rd",
    "facility": "voorziening_id;naam;soort;aard;openingstijden;doelgroep;toegankelijkheid;straat;huisnummer;postcode;"
    "plaats;x_rd;y_rd;kandidaat;opslag_m2;capaciteit;capaciteit_per_dag;"
    "bevoorrading;laadpunt;open_uren_per_week;huur_per_jaar;sociaal_team;vrijwilligers;vrije_conciergeuren;"
    "contactpersoon;telefoon;email",
    "concierge": "concierge;naam;hub_id;werkdagen;van;tot;voertuig_id",
    "duty": "afspraak_id;concierge;soort;dagen;begint_op;eindigt_op;vanaf;tot;minuten;voorziening_id",
    "vehicle": "voertuig_id;organisatie;soort;hub_id;laadvolume_l;gekoeld;bereik_km;zitplaatsen;rolstoelplaatsen;"
    "van;tot;stoelen_per_rolstoel;vrijwilliger;pauze_vanaf;pauze_uiterlijk;pauze_minuten;x_rd;y_rd",
    "trip_request": "rit_id;datum;organisatie;passagier;naam;doel;ophalen_vanaf;uiterlijk_aankomst;"
    "terug_vanaf;terug_uiterlijk;max_ritminuten;personen;rolstoel;loophulpmiddel;van_x_rd;van_y_rd;naar_x_rd;naar_y_rd",
    "signal_count": "maand;buurtcode;soort;aantal;opgevolgd",
}
OWN = list(own_files().values())


def test_every_own_file_of_a_workspace_has_its_fields() -> None:
    assert set(own_files()) == set(OWN_FILES)
    assert all(file.file == FILES[file.source] for file in OWN)


@pytest.mark.parametrize("file", OWN, ids=lambda file: file.source)
def test_the_template_has_the_agreed_columns(file: SourceFile) -> None:
    assert template(file) == HEADERS[file.source] + "\n"


@pytest.mark.parametrize("file", OWN, ids=lambda file: file.source)
def test_the_dictionary_explains_every_column_and_every_allowed_value(file: SourceFile) -> None:
    text = data_dictionary(file)
    for item in file.fields:
        line = next(line for line in text.splitlines() if line.startswith(f"| `{item.header}` |"))
        assert item.nl in line
        assert all(value in line for value in item.values)
        assert f"| {'ja' if item.personal else 'nee'} |" in line


@pytest.mark.parametrize("file", OWN, ids=lambda file: file.source)
def test_the_fields_fill_exactly_the_columns_of_their_tables(file: SourceFile) -> None:
    made: dict[str, set[str]] = {}
    for item in file.fields:
        if item.table:
            name = item.name[:-2] if item.kind in ("x_rd", "y_rd") else item.name
            made.setdefault(item.table, {"row_number"}).add(name)
    for table, column, _ in (*file.copies, *file.constants):
        made[table].add(column)
    if "vault.resident" in made:
        made["vault.resident"] |= {"resident_key", "matched_by"}
    for table, columns in made.items():
        assert columns == {column.name for column in Base.metadata.tables[table].columns} - {"region", "load_id"}


@pytest.mark.parametrize("file", OWN, ids=lambda file: file.source)
def test_allowed_values_are_those_of_the_database(file: SourceFile) -> None:
    for item in file.fields:
        if not item.table or not item.values:
            continue
        for check in Base.metadata.tables[item.table].constraints:
            if check.info.get("column") == item.name and "isin" in check.info:
                assert set(item.values.values()) == set(check.info["isin"])


def test_what_identifies_a_person_or_tells_of_health_goes_to_the_vault_only() -> None:
    personal = {(file.source, item.header) for file in OWN for item in file.fields if item.personal}
    for source in ("delivery", "visit", "order_line", "standing_order", "wish"):
        for column in ("naam", "straat", "huisnummer", "postcode", "plaats", "x_rd", "y_rd"):
            assert (source, column) in personal
    assert {
        ("delivery", "goederensoort"),
        ("order_line", "installatie"),
        ("wish", "persona"),
        ("concierge", "naam"),
        ("trip_request", "rolstoel"),
        ("trip_request", "passagier"),
        ("trip_request", "naar_x_rd"),
    } <= personal


def test_the_key_of_a_row_is_one_text_that_tells_rows_apart() -> None:
    counts = own_files()["signal_count"]
    frame = pd.DataFrame(
        {
            "month": [dt.date(2025, 3, 1)] * 3,
            "buurtcode": ["BU1|x", "BU1", "BU1"],
            "kind": ["y", "x|y", None],
            "count": [1, 2, 3],
        },
        index=[7, 8, 9],
    )
    assert keys_of(frame, counts).tolist() == [r"2025-03-01|BU1\|x|y", r"2025-03-01|BU1|x\|y", "2025-03-01|BU1|"]
    assert keys_of(frame, counts).index.tolist() == [7, 8, 9]
    assert keys_of(frame.iloc[:0], counts).empty


@pytest.mark.parametrize("file", OWN, ids=lambda file: file.source)
def test_every_own_file_has_a_key_in_its_own_table_a_purpose_and_a_legal_basis(file: SourceFile) -> None:
    columns = {column.name for column in Base.metadata.tables[file.table].columns}
    assert file.key
    assert set(file.key) <= columns
    assert file.purpose.endswith(".")
    assert ("AVG artikel 6" in file.legal_basis) == file.personal
    if "vault.goods" in {item.table for item in file.fields}:
        assert "AVG artikel 9" in file.legal_basis
