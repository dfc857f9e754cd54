import datetime as dt
import json
import re
import threading
from pathlib import Path

import pytest

from geo.sources import SourceError, read_source
from geo.sources.reading import passed_over
from geo.workspace import (
    FILES,
    OWN_FILES,
    Registry,
    WorkspaceError,
    init_workspace,
    load_region,
    load_scenarios,
)

REGION = """\
region: voorbeeldstad
name: Voorbeeldstad
fictional: true
gemeenten: [GM9001]
timezone: Europe/Amsterdam
service_date: 2026-02-03
travel: {detour_factor: 1.4}
notices: ["Fictief: alles is verzonnen."]
files:
  delivery: data/leveringen.csv
  buurt: data/buurten.geojson
"""
SCENARIO = """\
scenario: drie-hubs
title: Drie hubs
objective: p_median
hubs: 3
mode: car
minutes: 15
service_area_minutes: [5, 15]
rate_set: deventer_2021
candidates: facilities
keep: [H1]
forbid: [F2]
seed: 7
"""


def region_of(root: Path, text: str) -> Path:
    root.mkdir(parents=True, exist_ok=True)
    (root / "region.yaml").write_text(text, encoding="utf-8")
    return root


def scenario_of(root: Path, text: str, name: str = "drie-hubs.yaml") -> Path:
    folder = root / "scenarios"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return root


def test_a_region_is_read_with_absolute_paths_in_the_order_of_the_sources(tmp_path: Path) -> None:
    region = load_region(region_of(tmp_path, REGION))
    assert (region.region, region.gemeenten, region.fictional) == ("voorbeeldstad", ("GM9001",), True)
    assert (region.service_date, region.detour_factor) == (dt.date(2026, 2, 3), 1.4)
    assert region.notices == ("Fictief: alles is verzonnen.",)
    assert list(region.files.items()) == [
        ("buurt", (tmp_path / "data/buurten.geojson",)),
        ("delivery", (tmp_path / "data/leveringen.csv",)),
    ]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("gemeenten: [GM9001]", "gemeenten: ['GM????']", "gemeenten still holds GM????; write the CBS code"),
        ("gemeenten: [GM9001]", "gemeenten: [Deventer]", "gemeenten must be a list of different CBS codes"),
        ("gemeenten: [GM9001]", "gemeenten: GM9001", "gemeenten must be a list"),
        ("gemeenten: [GM9001]", "", "gemeenten is missing"),
        ("region: voorbeeldstad", "region: Voor Beeld", "region must be a short name"),
        ("region: voorbeeldstad", "region: ../x", "region must be a short name"),
        ("name: Voorbeeldstad", "naam: Voorbeeldstad", "name is missing"),
        ("name: Voorbeeldstad", "name: V\ntitel: x", "the key 'titel' is not known"),
        ("timezone: Europe/Amsterdam", "timezone: Europe/Deventer", "timezone must be a time zone"),
        ("timezone: Europe/Amsterdam", "timezone: ../../etc/passwd", "timezone must be a time zone"),
        ("service_date: 2026-02-03", "service_date: 3 februari", "service_date must be a date"),
        ("service_date: 2026-02-03", "service_date: 2026-02-30", "holds a date that does not exist"),
        ("detour_factor: 1.4", "detour_factor: 0.5", r"travel.detour_factor must be a number from 1.0"),
        (
            "detour_factor: 1.4",
            "detour_facter: 1.4",
            "'travel.detour_facter' is not known; did you mean 'detour_factor'?",
        ),
        ("fictional: true", "fictional: ja", "fictional must be true or false"),
        ("delivery: data", "deliverys: data", "unknown source 'deliverys'; did you mean 'delivery'?"),
        ("data/leveringen.csv", "/etc/passwd", "'delivery' a path inside the workspace"),
        ("data/leveringen.csv", "../elders.csv", "'delivery' a path inside the workspace"),
        ("data/leveringen.csv", "[1]", "'delivery' a path inside the workspace"),
        ("fictional: true", "fictional: [true", "line 4"),
        ("fictional: true", "fictional: true\nfictional: false", "the key 'fictional' is there twice"),
        (REGION, "- een\n- twee\n", "must hold lines of 'key: value'"),
        (REGION, "", "must hold lines of 'key: value'"),
        (REGION, "!!python/object/apply:os.system ['true']", "could not determine a constructor"),
        (REGION, "\x07", "is not YAML"),
    ],
)
def test_a_bad_region_is_one_sentence_with_file_key_and_mend(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert old in REGION
    with pytest.raises(WorkspaceError) as refused:
        load_region(region_of(tmp_path, REGION.replace(old, new)))
    told = str(refused.value)
    assert words in told
    assert str(tmp_path / "region.yaml") in told
    assert "\n" not in told


def test_a_folder_without_a_region_and_a_file_that_is_no_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"region\.yaml is missing; make a workspace with `wijk init"):
        load_region(tmp_path)
    (tmp_path / "region.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(WorkspaceError, match="not UTF-8"):
        load_region(tmp_path)


def test_the_baseline_is_always_there_and_locked(tmp_path: Path) -> None:
    scenarios = load_scenarios(tmp_path)
    assert list(scenarios) == ["baseline"]
    baseline = scenarios["baseline"]
    assert (baseline.objective, baseline.hubs, baseline.locked) == ("evaluate", None, True)


def test_scenarios_are_read_beside_the_baseline(tmp_path: Path) -> None:
    scenarios = load_scenarios(scenario_of(tmp_path, SCENARIO))
    assert list(scenarios) == ["baseline", "drie-hubs"]
    found = scenarios["drie-hubs"]
    assert (found.hubs, found.mode, found.minutes, found.service_area_minutes) == (3, "car", 15, (5, 15))
    assert (found.keep, found.forbid, found.seed, found.locked) == (("H1",), ("F2",), 7, False)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("scenario: drie-hubs", "scenario: vier-hubs", "the file is called drie-hubs.yaml"),
        (
            "objective: p_median",
            "objective: p-median",
            "objective must be one of p_median, p_centre, maximal_coverage, set_covering, evaluate",
        ),
        ("hubs: 3\n", "", "hubs is missing"),
        ("hubs: 3", "hubs: 0", "hubs must be a whole number from 1 to 1000"),
        ("hubs: 3", "hubs: drie", "hubs must be a whole number"),
        ("objective: p_median", "objective: evaluate", "hubs has no meaning"),
        ("mode: car", "mode: fiets", "mode must be one of foot, foot_slow, cargo_bike, car"),
        ("minutes: 15\n", "minutes: true\n", "minutes must be a whole number"),
        ("[5, 15]", "[15, 5]", "service_area_minutes must go up"),
        ("rate_set: deventer_2021", "rate_set: cbs", "rate_set must be one of"),
        ("forbid: [F2]", "forbid: [H1]", "forbid also stands under keep (H1)"),
        ("keep: [H1]", "keep: [H1, H2, H3, H4]", "keep names more hubs than the 3"),
        ("seed: 7", "seed: -1", "seed must be a whole number"),
        ("seed: 7", "seeds: 7", "the key 'seeds' is not known; did you mean 'seed'?"),
    ],
)
def test_a_bad_scenario_is_one_sentence_with_file_key_and_mend(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert old in SCENARIO
    with pytest.raises(WorkspaceError) as refused:
        load_scenarios(scenario_of(tmp_path, SCENARIO.replace(old, new)))
    assert words in str(refused.value)
    assert "drie-hubs.yaml" in str(refused.value)


def test_the_baseline_cannot_be_made_another_question(tmp_path: Path) -> None:
    text = SCENARIO.replace("drie-hubs", "baseline")
    with pytest.raises(WorkspaceError, match="objective must stay 'evaluate'"):
        load_scenarios(scenario_of(tmp_path, text, "baseline.yaml"))


def test_a_source_may_have_several_files_and_a_star_stands_for_all_that_fit(tmp_path: Path) -> None:
    place = region_of(tmp_path, REGION.replace("data/leveringen.csv", "[data/a.csv, 'data/2025-*.xlsx']"))
    (tmp_path / "data").mkdir(exist_ok=True)
    for name in ("2025-02.xlsx", "2025-01.xlsx", "2024-12.xlsx"):
        (tmp_path / "data" / name).touch()
    files = load_region(place).files["delivery"]
    assert [path.name for path in files] == ["a.csv", "2025-01.xlsx", "2025-02.xlsx"]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ("[]", "must give for 'delivery' one path, or a list of different paths"),
        ("[data/a.csv, data/a.csv]", "must give for 'delivery' one path, or a list of different paths"),
        ("'data/2025-*.xlsx'", "no file fits it"),
        ("[data/a.csv, ../b.csv]", "must give for 'delivery' a path inside the workspace"),
    ],
)
def test_files_of_a_source_that_cannot_be_are_told(tmp_path: Path, files: str, words: str) -> None:
    place = region_of(tmp_path, REGION.replace("data/leveringen.csv", files))
    with pytest.raises(WorkspaceError, match=re.escape(words)):
        load_region(place)


def test_an_open_source_that_was_not_fetched_is_passed_over_and_buurten_are_not(tmp_path: Path) -> None:
    init_workspace(tmp_path / "w", "GM0150")
    region = load_region(tmp_path / "w")
    assert passed_over("health", region.files["health"][0], region) == "data/gezondheid.json is er nog niet."
    assert passed_over("buurt", region.files["buurt"][0], region) is None


def test_a_new_workspace_loads_and_has_a_template_and_a_dictionary_for_every_own_file(tmp_path: Path) -> None:
    root = tmp_path / "Mijn Gemeente (2026)"
    written = init_workspace(root, "GM0150")
    region = load_region(root)
    assert (region.region, region.gemeenten) == ("mijn-gemeente-2026", ("GM0150",))
    assert set(region.files) == set(FILES)
    assert load_scenarios(root)["baseline"].objective == "evaluate"
    assert all(path.is_file() for path in written)
    for source in OWN_FILES:
        (path,) = region.files[source]
        assert path in written
        assert path.with_suffix(".md") in written
        assert passed_over(source, path, region) == f"data/{path.name} is nog niet ingevuld."
        path.write_bytes(path.read_bytes().replace(b";", b",", 1))
        assert passed_over(source, path, region) is None
        path.write_bytes(path.read_bytes().replace(b",", b";", 1).rstrip() + b";kleur\n")
        assert passed_over(source, path, region) is None
        with pytest.raises(SourceError, match="has a header but no rows"):
            read_source(source, region, key=b"a key of the tests")
    assert "data/leveringen.csv" in (root / "README.md").read_text(encoding="utf-8")


def test_the_example_of_a_scenario_loads_as_it_is_and_with_every_wish_that_it_shows(tmp_path: Path) -> None:
    root = tmp_path / "w"
    init_workspace(root, "GM0150")
    example = (root / "scenarios" / "voorbeeld-drie-centra.txt").read_text(encoding="utf-8")
    assert set(load_scenarios(root)) == {"baseline"}
    path = root / "scenarios" / "drie-centra.yaml"
    path.write_text(example, encoding="utf-8")
    assert load_scenarios(root)["drie-centra"].hubs == 3
    wished = re.sub(
        r"^# (?=(close|capacity|require|quality_weights|costs|points|opening):)", "", example, flags=re.MULTILINE
    )
    path.write_text(wished, encoding="utf-8")
    wishes = load_scenarios(root)["drie-centra"].wishes
    assert (wishes.close, wishes.require["rent_eur_year"], wishes.first_year) == (("HUB-02",), 18000.0, 2027)


def test_without_a_gemeente_the_placeholder_is_refused_until_it_is_filled_in(tmp_path: Path) -> None:
    init_workspace(tmp_path / "x", None)
    with pytest.raises(WorkspaceError, match=r"gemeenten still holds GM\?\?\?\?"):
        load_region(tmp_path / "x")


@pytest.mark.parametrize("code", ["Deventer", "gm0150", "GM150", "", "GM01500"])
def test_a_name_is_no_gemeente_code(tmp_path: Path, code: str) -> None:
    with pytest.raises(WorkspaceError, match="write the CBS code, such as GM0150"):
        init_workspace(tmp_path, code)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    kept = tmp_path / "data/leveringen.csv"
    kept.parent.mkdir()
    kept.write_text("mijn gegevens")
    with pytest.raises(WorkspaceError, match=r"leveringen\.csv is there already"):
        init_workspace(tmp_path, "GM0150")
    assert kept.read_text() == "mijn gegevens"
    assert not (tmp_path / "region.yaml").exists()


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WorkspaceError, match="cannot be written"):
        init_workspace(tmp_path / "file" / "below", "GM0150")


def test_the_registry_remembers_where_each_region_is(tmp_path: Path) -> None:
    registry = Registry(tmp_path / "home" / "regions.json")
    assert registry.names() == []
    one = load_region(region_of(tmp_path / "one", REGION))
    two = load_region(region_of(tmp_path / "two", REGION.replace("voorbeeldstad", "delft")))
    registry.register(one)
    registry.register(two)
    assert Registry(tmp_path / "home" / "regions.json").names() == ["delft", "voorbeeldstad"]
    assert registry.root_of("delft") == tmp_path / "two"
    registry.register(load_region(region_of(tmp_path / "moved", REGION)))
    assert registry.root_of("voorbeeldstad") == tmp_path / "moved"
    with pytest.raises(WorkspaceError, match="No workspace is known for region 'deventer'"):
        registry.root_of("deventer")


def test_two_at_once_lose_no_registration(tmp_path: Path) -> None:
    registry = Registry(tmp_path / "regions.json")
    regions = [
        load_region(region_of(tmp_path / f"r{number}", REGION.replace("voorbeeldstad", f"r{number}")))
        for number in range(8)
    ]
    threads = [threading.Thread(target=registry.register, args=(region,)) for region in regions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert registry.names() == [f"r{number}" for number in range(8)]
    assert sorted(path.name for path in tmp_path.glob("*.*")) == ["regions.json", "regions.lock"]


def test_a_damaged_registry_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "regions.json"
    for content in ("{", json.dumps(["a"]), json.dumps({"a": 1})):
        path.write_text(content)
        with pytest.raises(WorkspaceError, match="is damaged"):
            Registry(path).names()
