import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import String

from geo.db.models import Base
from maps.offline import check_offline
from pipelines.cluster import Cluster
from tests.test_notebooks import FOLDER, run
from tests.whole.conftest import Platform

VOLATILE = {"run_id", "seconds"}
FIRST_DAY = "2026-02-02"
RESULTS = sorted(name for name in Base.metadata.tables if name.startswith(("planning.", "share.")))


@pytest.fixture(scope="module", autouse=True)
def _made(demo: list[str]) -> None:
    """Every test here looks at what the demo made."""


def digests(platform: Platform) -> dict[str, str]:
    """Of each table of results, without what another day has in it."""
    found = {}
    for name in RESULTS:
        known = Base.metadata.tables[name].columns
        columns = ", ".join(f"{c.name}::text" for c in known if c.name not in VOLATILE)
        of_day = f"WHERE service_date = '{FIRST_DAY}'" if "service_date" in known else ""
        rows = platform.ask(f"SELECT concat_ws('|', {columns}) AS line FROM {name} {of_day} ORDER BY 1")["line"]
        found[name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def test_the_demo_ends_with_the_path_of_the_site_alone_on_its_line(platform: Platform, demo: list[str]) -> None:
    index = Path(demo[-1])
    assert index.is_absolute()
    assert index.name == "index.html"
    assert index.is_file()
    assert platform.done("site", "--path") == [str(index)]
    told = "\n".join(demo)
    for figure in ("Frail residents", "reachable", "served", "Hubs", "Routes", "kilometres", "CO2", "Seconds taken"):
        assert figure in told


def test_every_table_of_results_has_rows(platform: Platform) -> None:
    # nothing is left over, cut off or changed since; and addresses have a hub of their own only with `catchment: address`
    empty_where_all_is_well = {
        "planning.unplanned", "planning.cut_off", "planning.catchment_address", "planning.route_change",
    }  # fmt: skip
    for name in RESULTS:
        assert platform.ask(f"SELECT count(*) FROM {name}").iloc[0, 0] > 0 or name in empty_where_all_is_well, name


def test_the_history_is_calibrated_on_the_report(platform: Platform) -> None:
    year = platform.ask(
        "SELECT count(*) AS deliveries, count(DISTINCT resident_key) AS addresses, avg(contact::int) AS contact "
        "FROM core.delivery WHERE region = 'voorbeeldstad'"
    ).iloc[0]
    assert year["deliveries"] == 6668
    assert year["addresses"] == 450
    assert year["contact"] == pytest.approx(0.80, abs=0.005)
    share = platform.ask(
        "SELECT share FROM planning.bundling WHERE scenario = 'baseline' AND measure = 'same_address_same_day_all' "
        "AND supplier_a = '*'"
    ).iloc[0, 0]
    assert share == pytest.approx(0.04, abs=0.002)


def test_the_hub_choice_is_proven_and_better_than_todays_by_its_own_measure(platform: Platform) -> None:
    found = platform.ask("SELECT scenario, status, gap, objective FROM planning.hub_solution").set_index("scenario")
    assert found.loc["drie-hubs", "status"] == "optimal"
    assert found.loc["drie-hubs", "gap"] <= 1e-6
    assert found.loc["drie-hubs", "objective"] < found.loc["baseline", "objective"]


def test_an_answer_carries_what_it_asks_how_sure_it_is_and_what_its_wishes_cost(platform: Platform) -> None:
    found = platform.ask("SELECT * FROM planning.hub_solution WHERE scenario = 'drie-hubs'").iloc[0]
    assert found["concierge_hours_week"] > found["contact_hours_week"] > found["hub_way_hours_week"] > 0
    assert 0 < found["objective_cost_share"] < found["objective_hours_share"] < 0.3
    assert found["yearly_eur"] > found["staff_eur"] > 0
    sites = platform.ask("SELECT * FROM planning.hub_site WHERE scenario = 'drie-hubs'")
    chosen = sites[sites["state"].isin(["kept", "opened"])]
    assert chosen["delivery_access"].all()
    assert chosen["regret"].ge(0).all()
    assert chosen["runner_up"].notna().all()
    assert sites["ruled_out"].notna().any()
    assert chosen["stability"].sum() <= sites["stability"].sum() == pytest.approx(3)
    alike = platform.ask("SELECT hub_id, other_id FROM planning.hub_equivalent WHERE scenario = 'drie-hubs'")
    assert set(alike["hub_id"]) <= set(chosen["hub_id"])
    assert not set(alike["other_id"]) & set(sites.loc[sites["ruled_out"].notna(), "hub_id"])
    front = platform.ask(
        "SELECT * FROM planning.hub_front WHERE scenario = 'drie-hubs' AND front = 'worst_off' ORDER BY point"
    )
    assert front["first"].is_monotonic_increasing
    assert front["second"].is_monotonic_decreasing
    assert front.loc[0, "first"] == pytest.approx(found["mean_duration_s"])


def test_scenarios_are_compared_by_command(platform: Platform) -> None:
    told = platform.done("scenario", "compare", "baseline", "drie-hubs")
    assert told[0].startswith("Vergelijking: ")
    assert any(line.startswith("Centra open") for line in told)
    found = json.loads(platform.done("scenario", "compare", "baseline", "drie-hubs", "--json")[0])
    assert len(found["buurten"]) == platform.ask("SELECT count(*) FROM core.buurt").iloc[0, 0]
    assert platform.wijk("scenario", "compare", "baseline", "vijf").returncode == 1


def test_every_inhabited_buurt_belongs_to_one_open_hub(platform: Platform) -> None:
    left = platform.ask(
        "SELECT f.scenario, f.buurtcode FROM planning.frailty f LEFT JOIN planning.catchment c USING (region, scenario, buurtcode) "
        "WHERE f.group_name = 'frail_65_plus_home' AND f.expected > 0 AND c.hub_id IS NULL"
    )
    assert left.empty
    shut = platform.ask(
        "SELECT count(*) FROM planning.catchment c JOIN planning.hub_site s USING (region, scenario, hub_id) "
        "WHERE s.state NOT IN ('kept', 'opened')"
    )
    assert shut.iloc[0, 0] == 0


def test_service_areas_are_valid_and_nested_and_follow_streets(platform: Platform) -> None:
    areas = platform.ask(
        "SELECT bool_and(ST_IsValid(geometry)) AS valid, string_agg(DISTINCT method, ',') AS method FROM planning.service_area"
    )
    assert areas.iloc[0].tolist() == [True, "network"]
    outside = platform.ask(
        "SELECT count(*) FROM planning.service_area a JOIN planning.service_area b USING (region, scenario, hub_id, mode) "
        "WHERE a.minutes < b.minutes AND (NOT ST_Covers(ST_Buffer(b.geometry, 0.01), a.geometry) OR a.addresses > b.addresses)"
    )
    assert outside.iloc[0, 0] == 0


def test_every_delivery_is_in_exactly_one_flow(platform: Platform) -> None:
    flows = platform.ask("SELECT scenario, sum(deliveries) AS n FROM planning.flow GROUP BY 1")
    assert set(flows["n"]) == {6668}


def test_every_order_of_the_day_is_planned_or_listed(platform: Platform) -> None:
    asked = platform.ask("SELECT order_id FROM core.order_line WHERE service_date = '2026-02-02'")["order_id"]
    told = platform.ask("SELECT order_ids FROM planning.route_stop UNION ALL SELECT order_ids FROM planning.unplanned")[
        "order_ids"
    ]
    assert sorted(",".join(told).split(",")) == sorted(asked)


def test_the_pool_serves_no_fewer_and_drives_no_more(platform: Platform) -> None:
    vans = platform.ask(
        "SELECT plan, served, length_m FROM planning.van_pool_summary WHERE organisation = '*'"
    ).set_index("plan")
    assert vans.loc["pool", "served"] >= vans.loc["alone", "served"]
    assert vans.loc["pool", "length_m"] <= vans.loc["alone", "length_m"]


def test_what_is_shared_holds_no_small_count(platform: Platform) -> None:
    shared = platform.ask("SELECT expected_frail, deliveries, known_addresses FROM share.buurt")
    counts = shared.stack().dropna().astype(float)
    assert len(counts)
    assert (counts >= 10).all()
    assert (counts % 5 == 0).all()


def test_the_site_is_offline_says_it_is_fictional_and_holds_nothing_personal(
    platform: Platform, demo: list[str]
) -> None:
    site = Path(demo[-1]).parent
    check_offline(site)
    text = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*") if path.suffix in (".html", ".js"))
    for page in site.glob("*.html"):
        assert "FICTIEF" in page.read_text(encoding="utf-8"), page.name
    residents = platform.ask("SELECT DISTINCT resident_key, name, postcode FROM vault.resident")
    for column in ("resident_key", "name", "postcode"):
        seen = [value for value in residents[column].dropna() if value in text]
        assert seen == [], column
    concierges = platform.ask("SELECT DISTINCT name FROM vault.staff")["name"]
    assert not [name for name in concierges if name in text]


SHARED_WORDS = {
    "gemeentecode",
    "buurtcode",
    "kind",
    "line_kind",
    "goods_kind",
    "place",
    "matched_by",
    "contact_wish",
    "reason",
}
"""Columns of words that many rows have: codes of areas, kinds of goods, names of places."""


def test_the_one_file_holds_nothing_of_the_vault_and_nothing_of_a_planned_stop(
    platform: Platform, demo: list[str], tmp_path: Path
) -> None:
    out = tmp_path / "gedeeld.html"
    assert platform.done("site", "--share", "--one-file", str(out)) == [str(out)]
    content = out.read_text(encoding="utf-8")
    tables = [table for name, table in sorted(Base.metadata.tables.items()) if name.startswith("vault.")]
    tables += [Base.metadata.tables[f"planning.{name}"] for name in ("route", "route_stop", "unplanned")]
    buurten = set(platform.ask("SELECT buurtnaam FROM core.buurt")["buurtnaam"])
    looked = 0
    for table in tables:
        columns = [column.name for column in table.columns if isinstance(column.type, String)]
        for column in set(columns) - SHARED_WORDS:
            values = platform.ask(f'SELECT DISTINCT "{column}"::text AS said FROM {table}')["said"].dropna()
            found = {value for value in values if len(value) >= 5 and value in content}
            looked += len(values)
            assert found <= (buurten if column == "street" else set()), (str(table), column)
    assert looked > 5000
    points = platform.ask(
        "SELECT DISTINCT round(ST_X(p)::numeric, 5)::text AS x, round(ST_Y(p)::numeric, 5)::text AS y "
        "FROM (SELECT ST_Transform(geometry, 4326) AS p FROM vault.resident) residents"
    )
    assert not [row for row in points.itertuples() if f"[{row.x},{row.y}]" in content]
    assert platform.wijk("site", "--one-file", str(out)).returncode != 0


def test_all_regions_stand_on_one_page(platform: Platform) -> None:
    index = Path(platform.done("site", "--country")[-1])
    check_offline(index.parent)
    page = index.read_text(encoding="utf-8")
    assert "FICTIEF" in page
    expected = platform.ask(
        "SELECT round(sum(expected)) AS n FROM planning.frailty "
        "WHERE scenario = 'baseline' AND group_name = 'frail_65_plus_home'"
    ).iloc[0, 0]
    assert f"{expected:,.0f}".replace(",", ".") in page


def test_what_libraries_said_names_no_person(platform: Platform) -> None:
    log = (platform.home.root / "run.log").read_text(errors="replace")
    names = platform.ask("SELECT DISTINCT name FROM vault.resident")["name"].dropna()
    assert log
    assert not [name for name in names if name in log]


def test_each_role_sees_what_it_may(platform: Platform) -> None:
    rights = platform.ask(
        "SELECT has_table_privilege('wijk_researcher', 'marts.buurt_overview', 'SELECT') AS marts, "
        "has_table_privilege('wijk_researcher', 'core.delivery', 'SELECT') AS core, "
        "has_table_privilege('wijk_planner', 'core.delivery', 'SELECT') AS planner, "
        "has_table_privilege('wijk_planner', 'vault.resident', 'SELECT') AS vault"
    ).iloc[0]
    assert rights.tolist() == [True, False, True, False]


@pytest.mark.parametrize("notebook", sorted(FOLDER.glob("*.ipynb")), ids=lambda path: path.name[:2])
def test_a_notebook_runs_as_a_researcher_and_its_question_has_an_answer(
    platform: Platform, notebook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIJK_READ_URL", Cluster(platform.home.cluster).database().plain)
    names = run(notebook)
    assert len(names["table"])
    assert names["shown"] is not None
    names["engine"].dispose()


LOADED = "SELECT load_id AS what, loaded_at FROM intake.load"
BUILT = "SELECT name AS what, built_at FROM intake.build"


def test_a_second_run_reads_builds_and_plans_nothing_again(platform: Platform) -> None:
    asked = f"{LOADED} UNION ALL {BUILT} ORDER BY 1"
    made = platform.ask(asked)
    assert {"part voorbeeldstad baseline", "part voorbeeldstad 2026-02-02"} <= set(made["what"])
    platform.done("run")
    pd.testing.assert_frame_equal(made, platform.ask(asked))


@pytest.mark.slow
def test_a_run_again_for_the_next_day_makes_the_same_rows_and_leaves_the_first_day(platform: Platform) -> None:
    # marts are built anew, for they hold the day that came
    asked = f"{LOADED} UNION ALL {BUILT} WHERE name NOT LIKE 'part %' AND name <> 'marts' ORDER BY 1"
    scenarios = f"{BUILT} WHERE name LIKE 'part %' AND name NOT LIKE '%2026%' ORDER BY 1"
    before, made, parts = digests(platform), platform.ask(asked), platform.ask(scenarios)
    platform.done("run", "--again", "--date", "2026-02-03")
    assert (platform.ask(scenarios)["built_at"] > parts["built_at"]).all()
    pd.testing.assert_frame_equal(made, platform.ask(asked))
    days = platform.ask("SELECT DISTINCT service_date::text AS day FROM planning.route ORDER BY 1")["day"]
    assert days.tolist() == [FIRST_DAY, "2026-02-03"]
    assert digests(platform) == before
