"""Public figures in core: a few invented squares, landed, built by dbt itself, and worked out by hand or in Python."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import psycopg
import pytest
import shapely
import sqlalchemy as sa

from geo.area_change import area_changes, carry_counts, carry_shares
from geo.db.connection import Database
from geo.db.landing import FileVersion, land
from geo.db.models import table
from geo.sources import Landed
from geo.sources.landed import no_rejects
from pipelines.database import drop_database

PROJECT = Path(__file__).resolve().parents[2] / "dbt"
BUILT = (
    "gemeente", "wijk", "buurt", "area_figure", "area_change", "health", "care_use", "population_age", "frailty_rate",
)  # fmt: skip
Box = tuple[float, float, float, float]
Row = dict[str, Any]

# where two years of the same squares differ: 1 and 2 became 9, 3 was split, the border of 4 and 5 moved, 6 is 7 now
EARLIER: dict[str, Box] = {
    "BU00020001": (0, 0, 1, 1), "BU00020002": (1, 0, 4, 1), "BU00020003": (4, 0, 8, 1), "BU00020104": (0, 1, 2, 2),
    "BU00020105": (2, 1, 4, 2), "BU00020206": (4, 1, 5, 2), "BU00020308": (5, 1, 6, 2),
}  # fmt: skip
TODAY: dict[str, Box] = {
    "BU00020009": (0, 0, 4, 1), "BU00020003": (4, 0, 5, 1), "BU00020010": (5, 0, 8, 1), "BU00020104": (0, 1, 3, 2),
    "BU00020105": (3, 1, 4, 2), "BU00020207": (4, 1, 5, 2), "BU00020408": (5, 1, 6, 2),
}  # fmt: skip
COLUMNS = ("area_code", "inhabitants", "households", "aged_65_plus", "household_size", "income_keur", "address_density")
FIGURES_2020 = [
    ("BU00020001", 100, 50, 11, 2.0, 20.0, 400.0),
    ("BU00020002", 300, 100, 40, 3.0, 30.0, 700.0),
    ("BU00020003", 401, 200, 90, 2.1, 25.0, 1600.0),
    ("BU00020104", 0, 40, None, 2.2, None, 900.0),
    ("BU00020105", 50, 20, 5, None, 31.0, 2400.0),
    ("BU00020206", 75, None, 15, 1.5, 22.5, 300.0),
    ("BU00020308", 10, 5, 1, 2.0, 40.0, 2600.0),
]


def squares(boxes: dict[str, Box]) -> gpd.GeoDataFrame:
    shapes = [shapely.MultiPolygon([shapely.box(*(1000 * side for side in box))]) for box in boxes.values()]
    return gpd.GeoDataFrame({"buurtcode": list(boxes)}, geometry=shapes, crs=28992)


def buurten(boxes: dict[str, Box], rows: list[Row]) -> gpd.GeoDataFrame:
    named = squares(boxes).assign(
        buurtnaam=list(boxes), wijkcode=[f"WK{code[2:8]}" for code in boxes], water=False, repaired=False,
        gemeentecode=[f"GM{code[2:6]}" for code in boxes],
    )  # fmt: skip
    return named.join(pd.DataFrame(rows, index=named.index))


def put(database: Database, region: str, name: str, frame: pd.DataFrame | list[Row], period: str | None = None) -> None:
    """Lands rows as a file of its own, columns that are not told empty."""
    columns = [c for c in table(f"intake.{name}").columns if c.name not in ("region", "load_id")]
    given = frame if isinstance(frame, pd.DataFrame) else pd.DataFrame(frame)
    full = given.assign(row_number=range(1, len(given) + 1)).reindex(columns=[column.name for column in columns])
    full = full.astype({column.name: "Int64" for column in columns if isinstance(column.type, sa.Integer)})
    file = f"data/{uuid.uuid4().hex}"
    landed = Landed(name, file, "0" * 64, 1, period, None, None, {f"intake.{name}": full}, no_rejects(), ())
    with database.adbc("wijk_pipeline") as connection:
        land(connection, FileVersion(region, name, file, "0" * 64), landed, "run")


def area(code: str, year: int | None, **figures: Any) -> Row:
    kind = {"GM": "gemeente", "WK": "wijk", "BU": "buurt"}[code[:2]]
    return {"area_code": code, "area_kind": kind, "gemeentecode": f"GM{code[2:6]}", "year": year, **figures}


def land_east(database: Database) -> None:
    """Boundaries with figures of 2023; key figures of 2024 and 2020 on the same codes, and some without a year."""
    boxes: dict[str, Box] = {f"BU0001000{i}": (i, 0, i + 1, 1) for i in (1, 2, 3)}
    figures: list[Row] = [
        {"inhabitants": 100, "aged_65_plus": 20, "income_keur": 30.5, "good_health_pct": 80.7, "land_area_ha": 90.0},
        {"inhabitants": None, "aged_65_plus": 10},
        {"inhabitants": 50, "aged_65_plus": None},
    ]
    put(database, "oost", "buurt", buurten(boxes, [{"year": 2023, **row} for row in figures]), "2023")
    first = area("BU00010001", 2024, inhabitants=999)
    put(database, "oost", "key_figure", [first], "2024")
    rows = [
        area("GM0001", 2024, inhabitants=215, aged_65_plus=57),
        area("WK000100", 2024, inhabitants=214),
        area("BU00010001", 2024, inhabitants=110, aged_65_plus=25, single_households=40, land_area_ha=70.0),
        area("BU00010002", 2024, inhabitants=60),
    ]
    put(database, "oost", "key_figure", rows, "2024")
    older = [
        area("GM0001", 2020, inhabitants=190),
        area("BU00010001", 2020, inhabitants=90, aged_80_plus=5),
        area("BU00010003", 2020, inhabitants=45, low_income_pct=7.25),
        area("BU00010099", 2020, inhabitants=45),
    ]
    put(database, "oost", "key_figure", older, "2020")
    put(database, "oost", "key_figure", [area("BU00010003", None, inhabitants=4000, widowed=4)])


def land_west(database: Database) -> None:
    """Boundaries of 2024 without figures; key figures of 2020 on the earlier boundaries."""
    put(database, "west", "buurt", buurten(TODAY, [{} for _ in TODAY]), "2024")
    overlaps = area_changes(squares(EARLIER), squares(TODAY)).overlaps
    replaced = overlaps.head(1).assign(to_code="BU00020010")
    put(database, "west", "area_change", replaced.assign(from_year=2020, to_year=2024), "2020")
    put(database, "west", "area_change", overlaps.assign(from_year=2020, to_year=2024), "2020")
    rows = [area(code, 2020, **dict(zip(COLUMNS[1:], figures, strict=True))) for code, *figures in FIGURES_2020]
    own = [
        area("GM0002", 2020, inhabitants=940, aged_65_plus=170),
        area("WK000200", 2020, inhabitants=801),
        area("WK000203", 2020, inhabitants=10),
    ]
    put(database, "west", "key_figure", rows + own, "2020")


def land_vague(database: Database) -> None:
    """Boundaries and earlier boundaries that do not say their year.

    All codes of 2010 are of the earlier boundaries, that of 2015 is today's; one of 2012 is of neither.
    """
    today: dict[str, Box] = {"BU00040001": (0, 0, 2, 1)}
    earlier: dict[str, Box] = {"BU00040008": (0, 0, 1, 1), "BU00040009": (1, 0, 2, 1)}
    put(database, "vaag", "buurt", buurten(today, [{"inhabitants": 70}]))
    put(database, "vaag", "area_change", area_changes(squares(earlier), squares(today)).overlaps)
    rows = [area("BU00040008", 2010, widowed=3), area("BU00040009", 2010, widowed=5)]
    rows += [area("BU00040001", 2015, inhabitants=77, aged_80_plus=9)]
    rows += [area("BU00040008", 2012, widowed=1), area("BU00040007", 2012, widowed=1)]
    put(database, "vaag", "key_figure", rows)


def land_merged(database: Database) -> None:
    """A gemeente of today that two of 2020 merged into, and key figures of 2020 on the codes of those two."""
    today: dict[str, Box] = {"BU00090001": (0, 0, 2, 1), "BU00090002": (2, 0, 3, 1)}
    earlier: dict[str, Box] = {"BU00070001": (0, 0, 1, 1), "BU00080001": (1, 0, 2, 1), "BU00080002": (2, 0, 3, 1)}
    put(database, "samen", "buurt", buurten(today, [{"year": 2024}, {"year": 2024}]), "2024")
    overlaps = area_changes(squares(earlier), squares(today)).overlaps
    put(database, "samen", "area_change", overlaps.assign(from_year=2020, to_year=2024), "2020")
    counts = dict(zip(earlier, (100, 40, 7), strict=True))
    put(database, "samen", "key_figure", [area(code, 2020, inhabitants=n) for code, n in counts.items()], "2020")


def land_people(database: Database) -> None:
    """Health, care use, population by age and rates of region oost, with rows of elsewhere among them."""
    health = {"age_group": "65+", "period": 2022, "value": 10.5, "low": 9.0, "high": 12.0, "indicator": "lonely"}
    kinds = {"NL01": "country", "GM0001": "gemeente", "WK000100": "wijk", "BU00010001": "buurt"}
    put(database, "oost", "health", [{"area_code": c, "area_kind": k, **health} for c, k in kinds.items()])
    care = {"year": 2022, "sex": "female", "age_low": 65, "age_high": 69, "persons": 12, "insured_years": 11.5}
    ours = {"area_kind": "gemeente", "gemeentecode": "GM0001", "area_name": "PROEF", **care}
    rows = [
        ours,
        {**ours, "age_low": 90, "age_high": None},
        {"area_kind": "gemeente", "area_name": "ELDERS", **care},
        {"area_kind": "postcode3", "postcode3": "741", **care},
        {"area_kind": "rest", "year": 2022, "persons": 9, "insured_years": 8.0},
    ]
    put(database, "oost", "care_use", rows)
    counted = [(None, 64, 158), (None, 65, 57)]
    counted += [("male", 64, 80), ("male", 65, 30), ("female", 64, 78), ("female", 65, 27)]
    ages = [
        {"area_code": code, "area_name": code, "year": 2024, "sex": sex, "age": age, "count": count}
        for code in ("GM0001", "GM0500", "NL01", None)
        for sex, age, count in counted
    ]
    ages.append({"area_code": "WK000100", "year": 2024, "sex": None, "age": 65, "count": 208})
    put(database, "oost", "population_age", ages)
    rate = {"rate_set": "a", "indicator": "frail_home", "age_low": 65, "basis": "published", "definition": "d"}
    rates = [{**rate, "age_high": high, "rate": 0.17, "source": "s", "year": 2020} for high in (None, 79)]
    put(database, "oost", "frailty_rate", rates)


DBT = """
import json, os, sys
from dbt.cli.main import dbtRunner
dbt, failed = dbtRunner(), []
for region, words in json.loads(sys.argv[1]):
    os.environ["WIJK_TESTED_REGION"] = region
    done = dbt.invoke(["--no-use-colors", *words])
    if done.exception:
        raise done.exception
    failed.append(sorted(each.node.name for each in done.result if each.status in ("error", "fail")))
print(json.dumps(failed))
"""
"""A program of its own, for dbt takes seconds to load: what it is told is JSON, its last line what failed in each run."""


@dataclass
class Built:
    """A database in which dbt has built core from the landed rows, and what dbt said."""

    database: Database
    target: Path
    said: list[str] = field(default_factory=list)

    def dbt(self, *runs: tuple[str, str, tuple[str, ...]]) -> list[list[str]]:
        """Of each run (verb, region whose run it is, models) the tests and models that failed; one process for all."""
        folders = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
        folders += ["--target-path", str(self.target), "--log-path", str(self.target)]
        asked = [(region, [verb, "--select", *models, *folders]) for verb, region, models in runs]
        environment = os.environ | self.database.dbt_environment() | {"DO_NOT_TRACK": "1"}
        command = [sys.executable, "-c", DBT, json.dumps(asked)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
        *said, failed = done.stdout.splitlines()
        self.said.append("\n".join(said))
        found: list[list[str]] = json.loads(failed)
        return found

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database.plain) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def built(migrated: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    name = f"t{uuid.uuid4().hex[:12]}"
    with psycopg.connect(migrated.with_name("wijk_dagster").plain, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {migrated.url.database}")
        database = migrated.with_name(name)
        for step in (land_east, land_west, land_vague, land_merged, land_people):
            step(database)
        put(database, "kaal", "buurt", buurten({"BU00030001": (0, 0, 1, 1)}, [{"inhabitants": 33, "year": 2021}]))
        built = Built(database, tmp_path_factory.mktemp("dbt"))
        assert built.dbt(("build", "", BUILT)) == [[]], built.said[-1]
        yield built
        drop_database(connection, database)


def test_of_each_figure_the_newest_year_that_has_a_value_counts_and_another_fills_in(built: Built) -> None:
    found = built.rows(
        "SELECT buurtcode, inhabitants, aged_65_plus, aged_80_plus, income_keur, good_health_pct, low_income_pct,"
        " widowed, year, figures_year, figures_from FROM core.buurt WHERE region = 'oost' ORDER BY 1",
    )
    assert found == [
        ("BU00010001", 110, 25, 5, 30.5, 80.7, None, None, 2023, 2024, "key_figures"),
        ("BU00010002", 60, 10, None, None, None, None, None, 2023, 2024, "key_figures"),
        ("BU00010003", 50, None, None, None, None, 7.25, 4, 2023, 2023, "boundaries"),
    ]


def test_figures_of_another_year_than_the_inhabitants_are_named(built: Built) -> None:
    named = dict(built.rows("SELECT buurtcode, figures_filled_in FROM core.buurt WHERE region = 'oost'"))
    assert set(named["BU00010001"].split(", ")) == {
        "aged_80_plus 2020 key_figures", "income_keur 2023 boundaries", "good_health_pct 2023 boundaries",
        "land_area_ha 2023 boundaries",
    }  # fmt: skip
    assert named["BU00010002"] == "aged_65_plus 2023 boundaries"
    assert set(named["BU00010003"].split(", ")) == {"low_income_pct 2020 key_figures", "widowed key_figures"}


def test_land_area_stays_that_of_the_boundary(built: Built) -> None:
    assert built.rows("SELECT land_area_ha FROM core.buurt WHERE buurtcode = 'BU00010001'") == [(90.0,)]


def test_a_gemeente_has_its_own_row_beside_the_sum_of_its_buurten(built: Built) -> None:
    query = "SELECT inhabitants, aged_65_plus, inhabitants_cbs, aged_65_plus_cbs, year_cbs FROM core.{} WHERE region = 'oost'"
    assert built.rows(query.format("gemeente")) == [(220, 35, 215, 57, 2024)]
    assert built.rows(query.format("wijk")) == [(220, 35, 214, None, 2024)]


def test_published_rows_are_kept_by_area_and_year_and_the_latest_load_counts(built: Built) -> None:
    found = built.rows(
        "SELECT area_code, year, inhabitants, gemeentecode FROM core.area_figure WHERE region = 'oost' ORDER BY 1, 2",
    )
    assert found == [
        ("BU00010001", 2020, 90, "GM0001"), ("BU00010001", 2024, 110, "GM0001"), ("BU00010002", 2024, 60, "GM0001"),
        ("BU00010003", 0, 4000, "GM0001"), ("BU00010003", 2020, 45, "GM0001"), ("BU00010099", 2020, 45, "GM0001"),
        ("GM0001", 2020, 190, "GM0001"), ("GM0001", 2024, 215, "GM0001"), ("WK000100", 2024, 214, "GM0001"),
    ]  # fmt: skip


def test_figures_on_earlier_boundaries_are_carried_over_as_python_carries_them(built: Built) -> None:
    overlaps = area_changes(squares(EARLIER), squares(TODAY)).overlaps
    assert set(overlaps["kind"]) == {"merged", "split", "redrawn", "renumbered"}
    figures = pd.DataFrame(FIGURES_2020, columns=list(COLUMNS)).set_index("area_code").astype("float64")
    expected = pd.DataFrame(
        {name: carry_counts(figures[name], overlaps).round() for name in ("inhabitants", "households", "aged_65_plus")}
        | {name: carry_shares(figures[name], overlaps, figures["households"]) for name in ("household_size", "address_density")}
        | {"income_keur": carry_shares(figures["income_keur"], overlaps, figures["inhabitants"])}
    )  # fmt: skip
    query = "SELECT * FROM core.buurt WHERE region = 'west' ORDER BY buurtcode"
    with built.database.engine().connect() as connection:
        found = pd.read_sql_query(query, connection).set_index("buurtcode")
    assert found["figures_from"].eq("carried").all()
    assert found["figures_year"].eq(2020).all()
    pd.testing.assert_frame_equal(
        found[list(expected.columns)].astype("float64"), expected.sort_index(), check_names=False, rtol=1e-12
    )
    assert expected.loc["BU00020003"].tolist()[:3] == [100, 50, 22]
    assert found.loc["BU00020207"].isna()[["households", "household_size", "address_density"]].all()
    assert found.loc["BU00020104", ["inhabitants", "income_keur"]].tolist() == [25, 31]
    assert pd.isna(found.loc["BU00020104", "aged_65_plus"])


def test_without_years_figures_of_the_boundaries_stay_and_others_fill_in(built: Built) -> None:
    columns = "inhabitants, aged_80_plus, widowed, figures_year, figures_from, figures_filled_in"
    assert built.rows(f"SELECT {columns} FROM core.buurt WHERE region = 'vaag'") == [
        (70, 9, 8, None, "boundaries", "aged_80_plus 2015 key_figures, widowed 2010 carried")
    ]
    years = built.rows("SELECT from_year, from_code, kind FROM core.area_change WHERE region = 'vaag' ORDER BY 2")
    assert years == [(0, "BU00040008", "merged"), (0, "BU00040009", "merged")]


def test_figures_of_gemeenten_that_were_merged_away_reach_the_buurten_of_today(built: Built) -> None:
    found = built.rows(
        "SELECT buurtcode, inhabitants, figures_year, figures_from FROM core.buurt WHERE region = 'samen' ORDER BY 1"
    )
    assert found == [("BU00090001", 140, 2020, "carried"), ("BU00090002", 7, 2020, "carried")]
    published = built.rows("SELECT area_code, gemeentecode FROM core.area_figure WHERE region = 'samen' ORDER BY 1")
    assert published == [("BU00070001", "GM0009"), ("BU00080001", "GM0009"), ("BU00080002", "GM0009")]


def test_an_earlier_buurt_is_carried_over_by_the_newest_load_alone(built: Built) -> None:
    found = built.rows("SELECT to_code FROM core.area_change WHERE region = 'west' AND from_code = 'BU00020001'")
    assert found == [("BU00020009",)]


def test_the_class_of_urbanity_is_that_of_the_carried_density(built: Built) -> None:
    found = built.rows(
        "SELECT urbanity, address_density FROM core.buurt WHERE region = 'west' AND urbanity IS NOT NULL"
    )
    assert {(urbanity, round(density)) for urbanity, density in found} == {
        (4, 600),
        (2, 1600),
        (3, 1200),
        (2, 2400),
        (1, 2600),
    }


def test_an_area_whose_border_moved_has_no_row_of_its_own_any_more(built: Built) -> None:
    assert built.rows("SELECT inhabitants_cbs, year_cbs FROM core.gemeente WHERE region = 'west'") == [(940, 2020)]
    wijken = dict(built.rows("SELECT wijkcode, inhabitants_cbs FROM core.wijk WHERE region = 'west'"))
    assert wijken == {"WK000200": 801, "WK000201": None, "WK000202": None, "WK000204": None}


def test_without_key_figures_the_figures_are_those_of_the_boundaries(built: Built) -> None:
    shared = [c.name for c in table("intake.buurt").columns if c.name not in ("load_id", "row_number", "geometry")]
    listed = ", ".join(shared)
    landed = built.rows(f"SELECT {listed}, geometry FROM intake.buurt WHERE region = 'kaal'")
    assert built.rows(f"SELECT {listed}, geometry FROM core.buurt WHERE region = 'kaal'") == landed
    rest = "figures_from, figures_year, figures_filled_in, aged_80_plus"
    assert built.rows(f"SELECT {rest} FROM core.buurt WHERE region = 'kaal'") == [("boundaries", 2021, None, None)]
    assert built.rows("SELECT inhabitants, inhabitants_cbs FROM core.gemeente WHERE region = 'kaal'") == [(33, None)]


def test_figures_of_people_are_those_of_the_region(built: Built) -> None:
    assert built.rows("SELECT area_code, gemeentecode FROM core.health ORDER BY 1") == [
        ("BU00010001", "GM0001"), ("GM0001", "GM0001"), ("NL01", "GM0001"), ("WK000100", "GM0001"),
    ]  # fmt: skip
    assert built.rows("SELECT gemeentecode, age_low, age_high FROM core.care_use ORDER BY 2") == [
        ("GM0001", 65, 69), ("GM0001", 90, 120),
    ]  # fmt: skip
    query = "SELECT area_code, sex, sum(count)::integer, count(*)::integer FROM core.population_age GROUP BY 1, 2 ORDER BY 1, 2"
    assert built.rows(query) == [
        ("GM0001", "both", 215, 2), ("GM0001", "female", 105, 2), ("GM0001", "male", 110, 2), ("WK000100", "both", 208, 1),
    ]  # fmt: skip
    assert built.rows("SELECT age_low, age_high, gemeentecode FROM core.frailty_rate ORDER BY 2") == [
        (65, 79, "GM0001"), (65, 120, "GM0001"),
    ]  # fmt: skip


def test_what_does_not_fit_is_warned_of_and_nothing_else(built: Built) -> None:
    """BU00010099 and both of 2012 are no buurt of today; the ages of wijk WK000100 are 6 less than its inhabitants."""
    warned = [line.split()[5:7] for line in built.said[0].splitlines() if " WARN " in line and " in " in line]
    assert sorted(warned) == [["1", "ages_add_up_to_inhabitants"], ["3", "key_figures_reach_a_buurt"]], built.said[0]


def test_what_another_region_is_landing_fails_no_run_but_its_own(built: Built) -> None:
    more: dict[str, Box] = {"BU00010004": (3, 0, 4, 1)}
    put(built.database, "oost", "buurt", buurten(more, [{"inhabitants": 5, "year": 2023}]), "2023")  # core has it not
    failed = built.dbt(*(("test", region, ("buurt",)) for region in ("west", "oost", "")))
    assert failed == [[], ["buurt_keeps_every_row"], ["buurt_keeps_every_row"]], built.said[-1]
