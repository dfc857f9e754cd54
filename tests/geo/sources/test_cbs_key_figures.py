"""Small StatLine tables worked out by hand, in every form that CBS publishes; the published files where they are."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from geo.contracts import validate
from geo.db.models import table
from geo.sources.cbs import read_key_figures
from geo.sources.cbs.statline import KEY_FIGURE_TABLES, read_table
from geo.sources.landed import Read, SourceError

TABLE = "intake.key_figure"
PROPERTIES = [
    {"ID": 1, "ParentID": None, "Type": "GeoDimension", "Key": "WijkenEnBuurten", "Title": "Wijken en buurten"},
    {"ID": 2, "ParentID": None, "Type": "TopicGroup", "Key": "", "Title": "Bevolking"},
    {"ID": 3, "ParentID": 2, "Type": "Topic", "Key": "AantalInwoners_5", "Title": "Aantal inwoners", "Unit": "aantal"},
    {"ID": 4, "ParentID": 2, "Type": "TopicGroup", "Key": "", "Title": "Leeftijdsgroepen"},
    {"ID": 5, "ParentID": 4, "Type": "Topic", "Key": "k_65JaarOfOuder_12", "Title": "65 jaar of ouder", "Unit": "aantal"},
    {"ID": 6, "ParentID": None, "Type": "Topic", "Key": "HuishoudensTotaal_29", "Title": "Huishoudens totaal", "Unit": "aantal"},
    {"ID": 7, "ParentID": None, "Type": "Topic", "Key": "GemiddeldeWOZWaardeVanWoningen_39", "Title": "Gemiddelde WOZ-waarde van woningen", "Unit": "x 1 000 euro"},
    {"ID": 8, "ParentID": None, "Type": "Topic", "Key": "OppervlakteLand_112", "Title": "Oppervlakte land", "Unit": "ha"},
]  # fmt: skip
ROWS = [
    {"ID": 0, "WijkenEnBuurten": "NL00      ", "AantalInwoners_5": 18000000, "k_65JaarOfOuder_12": 3600000},
    {"ID": 1, "WijkenEnBuurten": "GM9001    ", "AantalInwoners_5": 1205, "k_65JaarOfOuder_12": 300, "HuishoudensTotaal_29": 600, "GemiddeldeWOZWaardeVanWoningen_39": 310.0, "OppervlakteLand_112": 250},
    {"ID": 2, "WijkenEnBuurten": "WK900101  ", "AantalInwoners_5": 1205, "k_65JaarOfOuder_12": 300, "HuishoudensTotaal_29": 600, "GemiddeldeWOZWaardeVanWoningen_39": 310.0, "OppervlakteLand_112": 250},
    {"ID": 3, "WijkenEnBuurten": "BU90010101", "AantalInwoners_5": 1000, "k_65JaarOfOuder_12": 250, "HuishoudensTotaal_29": 500, "GemiddeldeWOZWaardeVanWoningen_39": None, "OppervlakteLand_112": 150},
    {"ID": 4, "WijkenEnBuurten": "BU90010102", "AantalInwoners_5": 205, "k_65JaarOfOuder_12": 50, "HuishoudensTotaal_29": 100, "GemiddeldeWOZWaardeVanWoningen_39": 320.0, "OppervlakteLand_112": 100},
    {"ID": 5, "WijkenEnBuurten": "BU90020101", "AantalInwoners_5": 900, "k_65JaarOfOuder_12": 90, "HuishoudensTotaal_29": 400, "GemiddeldeWOZWaardeVanWoningen_39": 280.0, "OppervlakteLand_112": 90},
]  # fmt: skip
AREAS = [{"Key": "GM9001", "Title": "Voorbeeldstad"}, {"Key": "BU90010101", "Title": "Dorp  "}]
FIGURES = ["inhabitants", "aged_65_plus", "households", "home_value_keur", "land_area_ha"]


def document(**changes: object) -> dict[str, object]:
    return {"table": "85984NED", "period": "2024", "properties": PROPERTIES, "areas": AREAS, "rows": ROWS} | changes


def read(folder: Path, content: object, name: str = "tabel.json", gemeenten: tuple[str, ...] = ("GM9001",)) -> Read:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return read_key_figures(path, name, gemeenten)


def figures(found: Read) -> pd.DataFrame:
    return found.frames[TABLE].set_index("area_code")


def test_a_fetched_table_gives_gemeente_wijk_and_buurten_of_the_region(tmp_path: Path) -> None:
    found = read(tmp_path, document())
    frame = figures(found)
    assert frame["area_kind"].to_dict() == {
        "GM9001": "gemeente", "WK900101": "wijk", "BU90010101": "buurt", "BU90010102": "buurt",
    }  # fmt: skip
    assert frame.loc["GM9001", FIGURES].tolist() == [1205, 300, 600, 310.0, 250.0]
    assert frame.loc["BU90010101", "area_name"] == "Dorp"
    assert frame["home_value_keur"].isna().tolist() == [False, False, True, False]
    assert (frame["year"] == 2024).all()
    assert (found.period, found.licence) == ("2024", "CC BY 4.0")
    assert found.rejects.empty
    assert found.warnings == ("1 rijen van land, provincies en andere gebieden zijn overgeslagen.",)


def test_the_frame_fits_the_table_in_the_database(tmp_path: Path) -> None:
    frame = read(tmp_path, document()).frames[TABLE]
    assert len(validate(frame.assign(region="a", load_id="l"), table(TABLE))) == 4


def test_all_forms_of_one_table_give_the_same_figures(tmp_path: Path) -> None:
    expected = read(tmp_path, document()).frames[TABLE]
    forms: dict[str, object] = {
        "rows.json": document(),
        "page.json": {"odata.metadata": "https://example.org/$metadata", "value": ROWS},
        "pages.json": [{"value": ROWS[:2], "odata.nextLink": "https://example.org/2"}, {"value": ROWS[2:]}],
        "list.json": ROWS,
        "untyped.json": document(rows=[{k: None if v is None else f"{v:>8}" for k, v in r.items()} for r in ROWS]),
    }
    dotted = [{k: "       ." if v is None else f"{v:>8}" for k, v in row.items()} for row in ROWS]
    names = list(ROWS[1])
    lines = [";".join(f'"{row.get(name, "")}"' for name in names) for row in dotted]
    forms["85984NED_UntypedDataSet_1.csv"] = (
        "\ufeff" + ";".join(f'"{name}"' for name in names) + "\n" + "\n".join(lines)
    )
    for name, form in forms.items():
        folder = tmp_path / name.replace(".", "_")
        folder.mkdir()
        (folder / "DataProperties.json").write_text(json.dumps({"value": PROPERTIES}))
        found = read(folder, form, name).frames[TABLE]
        pd.testing.assert_frame_equal(found[["area_code", *FIGURES]], expected[["area_code", *FIGURES]])


def test_observations_of_odata_4_are_spread_over_areas(tmp_path: Path) -> None:
    codes = [
        {"Identifier": "T001036", "Title": "Aantal inwoners", "Unit": "aantal", "MeasureGroupId": "a"},
        {"Identifier": "80200 ", "Title": "65 jaar of ouder", "Unit": "aantal", "MeasureGroupId": "b"},
        {"Identifier": "M1", "Title": "Huishoudens totaal", "Unit": "aantal"},
        {"Identifier": "M2", "Title": "Gemiddelde WOZ-waarde van woningen", "Unit": "x 1 000 euro"},
        {"Identifier": "M3", "Title": "Oppervlakte land", "Unit": "ha"},
    ]
    groups = [{"Id": "a", "ParentId": None, "Title": "Bevolking"}, {"Id": "b", "ParentId": "a", "Title": "Leeftijd"}]
    keys = {"T001036": "AantalInwoners_5", "80200": "k_65JaarOfOuder_12", "M1": "HuishoudensTotaal_29",
            "M2": "GemiddeldeWOZWaardeVanWoningen_39", "M3": "OppervlakteLand_112"}  # fmt: skip
    rows = []
    for measure, key in keys.items():
        for row in ROWS[1:]:
            hidden = row[key] is None
            rows.append(
                {
                    "Id": len(rows),
                    "Measure": f"{measure} ",
                    "ValueAttribute": "Confidential" if hidden else "None",
                    "Value": row[key],
                    "WijkenEnBuurten": row["WijkenEnBuurten"],
                }
            )
    found = read(tmp_path, document(properties=codes, groups=groups, rows=rows))
    expected = read(tmp_path, document(), "v3.json").frames[TABLE]
    pd.testing.assert_frame_equal(found.frames[TABLE][["area_code", *FIGURES]], expected[["area_code", *FIGURES]])
    table = read_table(tmp_path / "tabel.json", "tabel.json")
    assert {m.key: m.groups for m in table.measures}["80200"] == ("Bevolking", "Leeftijd")
    twice = read(tmp_path, document(properties=codes, rows=[*rows, rows[0] | {"Value": 7}]))
    assert twice.rejects["rule"].tolist() == ["double"]
    assert figures(twice).loc["GM9001", "inhabitants"] == 1205


def test_the_number_behind_a_key_only_orders_the_columns(tmp_path: Path) -> None:
    rows = [{key.replace("_5", "_61").replace("_12", "_5"): value for key, value in row.items()} for row in ROWS]
    frame = figures(read(tmp_path, {"value": rows}))
    assert frame.loc["GM9001", ["inhabitants", "aged_65_plus"]].tolist() == [1205, 300]


def test_a_percentage_by_its_unit_becomes_a_count_and_says_so(tmp_path: Path) -> None:
    properties = [row | ({"Unit": "%"} if "65Jaar" in str(row["Key"]) else {}) for row in PROPERTIES]
    rows = [row | {"k_65JaarOfOuder_12": 25} for row in ROWS]
    found = read(tmp_path, document(properties=properties, rows=rows))
    assert figures(found)["aged_65_plus"].tolist() == [301, 301, 250, 51]
    assert any("65-plussers" in line and "percentage" in line for line in found.warnings)


def test_units_of_the_metadata_are_converted(tmp_path: Path) -> None:
    units = {"AantalInwoners_5": "x 1 000", "OppervlakteLand_112": "km²", "GemiddeldeWOZWaardeVanWoningen_39": "euro"}
    properties = [row | ({"Unit": units[row["Key"]]} if row["Key"] in units else {}) for row in PROPERTIES]
    rows = [
        ROWS[1] | {"AantalInwoners_5": 1.205, "OppervlakteLand_112": 2.5, "GemiddeldeWOZWaardeVanWoningen_39": 310000}
    ]
    frame = figures(read(tmp_path, document(properties=properties, rows=rows)))
    assert frame.loc["GM9001", FIGURES].tolist() == [1205, 300, 600, 310.0, 250.0]


def test_of_one_title_twice_the_unit_decides_and_without_it_the_cells(tmp_path: Path) -> None:
    rows = [
        row
        | {"Eenpersoonshuishoudens_83": count, "Eenpersoonshuishoudens_86": share, "Eenpersoonshuishoudens_144": 20.5}
        for row, count, share in zip(ROWS[1:5], (240, 240, 200, 40), (40.0, 40.0, 40.0, 40.1), strict=True)
    ]
    assert figures(read(tmp_path, {"value": rows}))["single_households"].tolist() == [240, 240, 200, 40]
    units = {
        "Eenpersoonshuishoudens_83": "%",
        "Eenpersoonshuishoudens_86": "aantal",
        "Eenpersoonshuishoudens_144": "x 1 000 euro",
    }
    described = [
        {"Type": "Topic", "Key": key, "Title": "Eenpersoonshuishoudens", "Unit": unit} for key, unit in units.items()
    ]
    rows = [row | {"Eenpersoonshuishoudens_86": 99, "Eenpersoonshuishoudens_83": 40} for row in rows]
    frame = figures(read(tmp_path, document(properties=[*PROPERTIES, *described], rows=rows)))
    assert frame["single_households"].tolist() == [99, 99, 99, 99]


def test_what_the_cells_leave_open_is_left_out_and_said(tmp_path: Path) -> None:
    rows = [row | {"k_65JaarOfOuder_12": 30, "AantalInwoners_5": 400} for row in ROWS[3:5]]
    found = read(tmp_path, {"value": rows})
    assert figures(found)["aged_65_plus"].isna().all()
    assert any("65-plussers" in line and "k_65JaarOfOuder_12" in line for line in found.warnings)


def test_whole_percentages_of_an_old_table_are_known_by_their_size(tmp_path: Path) -> None:
    rows = [
        {"WijkenEnBuurten": f"BU9001010{number}", "AantalInwoners_5": people, "k_65JaarOfOuder_9": share}
        for number, (people, share) in enumerate([(9000, 12), (15000, 20), (40, 50), (8000, 9)])
    ]
    assert figures(read(tmp_path, {"value": rows}))["aged_65_plus"].tolist() == [1080, 3000, 20, 720]


def test_ages_are_added_up_where_65_plus_has_no_column_of_its_own(tmp_path: Path) -> None:
    rows = [{"RegioS": "GM9001    ", "Perioden": "2015JJ00", "TotaleBevolking_1": 1000, "k_65Tot80Jaar_11": 150, "k_80JaarOfOuder_12": 50,
             "JongerDan5Jaar_4": 40, "k_5Tot10Jaar_5": 45, "k_10Tot15Jaar_6": 50, "k_65Tot80Jaar_20": 15.0, "k_80JaarOfOuder_21": 5.1}]  # fmt: skip
    rows.append(
        rows[0]
        | {"Perioden": "2016JJ00", "TotaleBevolking_1": 1010, "k_65Tot80Jaar_11": 160, "k_80JaarOfOuder_12": None}
    )
    rows.append(rows[0] | {"RegioS": "GM9002", "TotaleBevolking_1": 9000, "k_80JaarOfOuder_12": 400, "JongerDan5Jaar_4": 300,
                           "k_5Tot10Jaar_5": 310, "k_10Tot15Jaar_6": 320})  # fmt: skip
    found = read(tmp_path, {"value": rows})
    frame = found.frames[TABLE]
    assert frame["year"].tolist() == [2015, 2016]
    assert frame["aged_65_plus"].tolist()[0] == 200
    assert frame["aged_65_plus"].isna().tolist() == [False, True]
    assert frame["aged_65_79"].tolist() == [150, 160]
    assert frame["aged_0_14"].tolist() == [135, 135]
    assert found.period == "2015/2016"


def test_the_year_comes_from_the_period_the_document_or_the_tables_number(tmp_path: Path) -> None:
    cases = {
        "a.json": (document(period="2021"), 2021),
        "b.json": (document(period=None), 2024),
        "83765NED_TypedDataSet.json": ({"value": ROWS}, 2017),
    }
    for name, (content, year) in cases.items():
        assert set(read(tmp_path, content, name).frames[TABLE]["year"]) == {year}
    unknown = read(tmp_path, {"value": ROWS}, "zonder.json")
    assert unknown.frames[TABLE]["year"].isna().all()
    assert unknown.warnings[-1] == "Het jaar van de cijfers staat niet in het bestand."
    assert len(set(KEY_FIGURE_TABLES.values())) == len(KEY_FIGURE_TABLES)


def test_bad_rows_are_refused_with_row_and_rule(tmp_path: Path) -> None:
    rows = [ROWS[3] | {"WijkenEnBuurten": f"BU900101{number:02}"} for number in range(40)]
    rows += [
        ROWS[3] | {"WijkenEnBuurten": "BU90010100"},
        ROWS[3] | {"WijkenEnBuurten": "BU900101"},
        ROWS[3] | {"WijkenEnBuurten": "BU90010150", "AantalInwoners_5": "veel"},
        ROWS[3] | {"WijkenEnBuurten": "BU90010151", "AantalInwoners_5": -3},
        ROWS[3] | {"WijkenEnBuurten": "BU90010152", "AantalInwoners_5": -99997, "k_65JaarOfOuder_12": "       ."},
        ROWS[3] | {"WijkenEnBuurten": "BU90020199", "AantalInwoners_5": "elders"},
    ]
    found = read(tmp_path, document(rows=rows))
    assert found.rejects[["row_number", "rule"]].to_numpy().tolist() == [
        [41, "double"], [42, "area"], [43, "number"], [44, "range"],
    ]  # fmt: skip
    assert len(found.frames[TABLE]) == 41
    assert figures(found).loc["BU90010152", ["inhabitants", "aged_65_plus"]].isna().all()


def test_buurten_that_do_not_add_up_to_their_gemeente_are_told(tmp_path: Path) -> None:
    assert "tellen op tot" not in " ".join(read(tmp_path, document()).warnings)
    rows = [row | ({"AantalInwoners_5": 1500} if row["ID"] == 1 else {}) for row in ROWS]
    told = " ".join(read(tmp_path, document(rows=rows)).warnings)
    assert "De 2 buurten van GM9001 (2024) tellen op tot 1205 inwoners, de gemeente heeft er 1500" in told


def test_a_table_that_is_divided_further_is_refused_by_its_dimension(tmp_path: Path) -> None:
    rows = [row | {"Leeftijd": age} for row in ROWS for age in ("10000", "20000", "30000")]
    with pytest.raises(SourceError, match="is divided by Leeftijd"):
        read(tmp_path, document(rows=rows))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<!DOCTYPE html><html>Service unavailable</html>", "web page"),
        (json.dumps({"value": ROWS})[:-40], "no complete JSON"),
        ({"value": []}, "holds no rows"),
        ({"value": ROWS, "odata.nextLink": "https://example.org/2"}, "one page of more"),
        ({"value": ROWS, "@odata.nextLink": "https://example.org/2"}, "one page of more"),
        ({"value": {"a": 1}}, "holds no rows"),
        ([1, 2], "holds no rows"),
        ({"value": [{"naam": "x", "b_1": 2}]}, "no column with codes"),
        ({"value": [{"WijkenEnBuurten": "GM9001", "Iets_1": 3}]}, "none of the key figures"),
        ("geen tabel, maar een zin\n", "no column with codes|no rows"),
        ({"value": [ROWS[5]]}, "no figures of gemeente GM9001"),
    ],
)
def test_what_is_no_table_of_key_figures_is_refused_in_one_sentence(
    tmp_path: Path, content: object, reason: str
) -> None:
    with pytest.raises(SourceError, match=reason):
        read(tmp_path, content)


@pytest.mark.realdata
def test_the_published_regional_figures_add_up_to_the_country(realdata: Path) -> None:
    name = "formats/70072ned_UntypedDataSet_06062018_000805.csv"
    found = read_key_figures(realdata / name, name)
    frame = figures(found)
    assert (len(frame), set(frame["area_kind"]), set(frame["year"])) == (393, {"gemeente"}, {2015})
    assert frame["inhabitants"].sum() == 16_900_726
    assert (frame["aged_65_plus"] == frame["aged_65_79"] + frame["aged_80_plus"]).all()
    households = frame["single_households"] + frame["childless_households"] + frame["family_households"]
    assert (households == frame["households"]).all()
    deventer = frame.loc["GM0150"]
    assert deventer[["inhabitants", "aged_0_14", "aged_65_plus", "households", "home_value_keur"]].tolist() == [
        98_540, 17_503, 16_273, 44_288, 184,
    ]  # fmt: skip
    assert found.rejects.empty
    assert "320 gebieden hebben geen enkel cijfer en zijn overgeslagen." in found.warnings
    assert "57 rijen van land, provincies en andere gebieden zijn overgeslagen." in found.warnings


@pytest.mark.realdata
def test_the_published_list_of_gemeenten_is_refused_for_holding_no_figures(realdata: Path) -> None:
    name = "formats/82949NED_TypedDataSet_17052018_142705.csv"
    with pytest.raises(SourceError, match="a list of 393 areas with code and name, without figures"):
        read_key_figures(realdata / name, name)


@pytest.mark.realdata
def test_deventers_own_row_and_its_buurten_differ_by_rounding_only(realdata: Path, tmp_path: Path) -> None:
    published = json.loads((realdata / "deventer/buurten.geojson").read_text())["features"]
    names = {"aantal_inwoners": "AantalInwoners_5", "personen_65_jaar_en_ouder": "k_65JaarOfOuder_12"}
    rows = [
        {"WijkenEnBuurten": item["properties"]["buurtcode"], **{key: item["properties"][name] for name, key in names.items()}}
        for item in published
    ]  # fmt: skip
    own = {"WijkenEnBuurten": "GM0150    ", "AantalInwoners_5": 103_405, "k_65JaarOfOuder_12": 19_910}
    found = read(tmp_path, document(rows=[own, *rows], areas=[]), gemeenten=("GM0150",))
    frame = found.frames[TABLE]
    assert frame.loc[frame["area_kind"] == "buurt", "inhabitants"].sum() == 103_420
    assert figures(found).loc["GM0150", ["inhabitants", "aged_65_plus"]].tolist() == [103_405, 19_910]
    assert "tellen op" not in " ".join(found.warnings)
