from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pytest

from geo.fetch.client import Client, Manners
from geo.fetch.lock import Fetched, Gemeente, Lock, read_lock, sha256_of, write_lock
from geo.fetch.plan import sources
from geo.fetch.run import Outcome, alone, fetch_sources
from geo.yaml_keys import WorkspaceError
from tests.geo.fetch.conftest import Watch, client_of
from tests.geo.fetch.server import Answer, serving
from tests.geo.fetch.services import VEKTIS, Services, vektis_target

DEVENTER = Gemeente("GM0150", "Deventer", (6.1, 52.2, 6.13, 52.21))
FILES = {"pdok": "data/buurten.geojson", "pdok-earlier": "data/buurten_eerder.geojson", "cbs": "data/kerncijfers.json",
         "cbs-ages": "data/bevolking.json", "rivm": "data/gezondheid.json", "vektis": "data/vektis_gemeente.csv",
         "vektis-pc3": "data/vektis_postcode3.csv", "osm": "data/straten.osm.pbf"}  # fmt: skip
LONGER_FRESH = ("pdok-earlier", "cbs-ages", "vektis", "vektis-pc3")
VEKTIS_TARGET = vektis_target(2023, "gemeente")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Services, Path]]:
    """The services, and a workspace that they filled without a fault."""
    folder = tmp_path_factory.mktemp("fetch")
    with serving() as server, client_of(Watch(), Manners(pause_s=0)) as client:
        services = Services(server, folder)
        before = deepcopy(server.answers)
        assert states(run(folder / "workspace", services, client)) == everything("new")
        server.answers = before
        yield services, folder / "workspace"


@pytest.fixture
def services(undisturbed: tuple[Services, Path]) -> Iterator[Services]:
    server = undisturbed[0].server
    before = deepcopy(server.answers)
    server.asked.clear()
    yield undisturbed[0]
    server.answers = before


def run(
    root: Path, services: Services, client: Client, *, refresh: bool = False, only: str = "", year: int = 2024
) -> dict[str, Outcome]:
    root.mkdir(exist_ok=True)
    services.server.asked.clear()
    plan = sources(services.places, year, (DEVENTER,), root / FILES["pdok"])
    chosen = tuple(one for one in plan if not only or one.name in only.split(","))
    return {outcome.source.name: outcome for outcome in fetch_sources(root, chosen, client, refresh=refresh)}


def states(outcomes: dict[str, Outcome]) -> dict[str, str]:
    return {name: outcome.state for name, outcome in outcomes.items()}


def content(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def whole(undisturbed: tuple[Services, Path], tmp_path: Path) -> dict[str, bytes]:
    """What an undisturbed fetch leaves; a copy of its workspace is there for the test."""
    shutil.copytree(undisturbed[1], tmp_path / "undisturbed")
    return content(tmp_path / "undisturbed")


def everything(state: str) -> dict[str, str]:
    return dict.fromkeys(FILES, state)


def test_an_undisturbed_fetch_leaves_its_files_and_the_lock_and_nothing_else(whole: dict[str, bytes]) -> None:
    assert sorted(whole) == sorted([*FILES.values(), "sources.lock"])
    assert whole["data/vektis_gemeente.csv"] == VEKTIS


def test_the_lock_says_of_each_file_where_it_is_from(
    whole: dict[str, bytes], tmp_path: Path, services: Services
) -> None:
    root = tmp_path / "undisturbed"
    lock = read_lock(root)
    assert set(lock.files) == set(FILES.values())
    for name, entry in lock.files.items():
        assert entry.sha256 == sha256_of(root / name)
        assert entry.size_bytes == len(whole[name])
        assert entry.retrieved == entry.checked == "2026-02-03T12:00:00Z"
        assert entry.url == entry.requests[0].url
        assert entry.url.startswith(services.server.url)
    told = {entry.source: (entry.period, entry.licence) for entry in lock.files.values()}
    assert told == {
        "pdok": ("2024", "CC BY 4.0"), "pdok-earlier": ("2022", "CC BY 4.0"), "cbs-ages": ("2024", "CC BY 4.0"), "cbs": ("2024", "CC BY 4.0"), "rivm": ("2024", "CC BY 4.0"),
        "vektis": ("2023", "Vektis open data: bronvermelding, geen commercieel gebruik"),
        "vektis-pc3": ("2023", "Vektis open data: bronvermelding, geen commercieel gebruik"),
        "osm": ("2026-02-02", "ODbL 1.0"),
    }  # fmt: skip
    assert [entry.attribution for entry in lock.files.values() if "OpenStreetMap" in entry.attribution]
    assert len(lock.files["data/buurten.geojson"].requests) == 2


def test_the_lock_has_the_same_bytes_whatever_the_order_of_writing(
    whole: dict[str, bytes], services: Services, client: Client, tmp_path: Path
) -> None:
    root = tmp_path / "other"
    for name in ("pdok", "vektis-pc3", "vektis", "osm", "rivm", "cbs-ages", "cbs", "pdok-earlier"):
        assert states(run(root, services, client, only=name)) == {name: "new"}
    assert content(root) == whole


def test_what_is_fresh_is_not_asked_for_again_and_the_lock_stays(
    whole: dict[str, bytes], services: Services, client: Client, watch: Watch, tmp_path: Path
) -> None:
    watch.now += dt.timedelta(days=6)
    assert states(run(tmp_path / "undisturbed", services, client)) == everything("fresh")
    assert services.server.asked == []
    assert content(tmp_path / "undisturbed") == whole


def test_each_source_is_fresh_as_long_as_it_is(
    whole: dict[str, bytes], services: Services, client: Client, watch: Watch, tmp_path: Path
) -> None:
    watch.now += dt.timedelta(days=8)
    assert states(run(tmp_path / "undisturbed", services, client)) == everything("fresh") | {"osm": "same"}
    watch.now += dt.timedelta(days=30)
    told = states(run(tmp_path / "undisturbed", services, client))
    assert told == everything("same") | dict.fromkeys(LONGER_FRESH, "fresh")


def test_a_refresh_asks_whether_it_changed_and_gets_nothing_where_the_server_says_no(
    whole: dict[str, bytes], services: Services, client: Client, watch: Watch, tmp_path: Path
) -> None:
    root = tmp_path / "undisturbed"
    watch.now += dt.timedelta(days=1)
    assert states(run(root, services, client, refresh=True, only="vektis")) == {"vektis": "same"}
    assert [(one.target, one.headers["If-None-Match"]) for one in services.server.asked] == [(VEKTIS_TARGET, '"v1"')]
    entry = read_lock(root).files["data/vektis_gemeente.csv"]
    assert (entry.retrieved, entry.checked) == ("2026-02-03T12:00:00Z", "2026-02-04T12:00:00Z")


def test_a_refresh_takes_what_changed(
    whole: dict[str, bytes], services: Services, client: Client, tmp_path: Path
) -> None:
    newer = VEKTIS.replace(b"310", b"311")
    services.server.put(VEKTIS_TARGET, Answer(newer, kind="text/csv", headers=(("ETag", '"v2"'),)))
    root = tmp_path / "undisturbed"
    assert states(run(root, services, client, only="vektis")) == {"vektis": "fresh"}
    assert states(run(root, services, client, refresh=True, only="vektis")) == {"vektis": "changed"}
    assert (root / "data/vektis_gemeente.csv").read_bytes() == newer
    assert content(root).keys() == whole.keys()


def test_another_year_is_another_question(
    whole: dict[str, bytes], services: Services, client: Client, tmp_path: Path
) -> None:
    told = run(tmp_path / "undisturbed", services, client, year=2025, only="pdok,vektis")
    assert told["vektis"].state == "same"
    assert told["pdok"].state == "failed"
    assert told["pdok"].told.endswith("choose another --year, or check --base-urls. The file of 2026-02-03 stays.")
    assert content(tmp_path / "undisturbed")["data/buurten.geojson"] == whole["data/buurten.geojson"]


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_was_damaged_is_fetched_again_and_the_damaged_one_kept_aside(
    name: str, whole: dict[str, bytes], services: Services, client: Client, tmp_path: Path
) -> None:
    root = tmp_path / "undisturbed"
    (root / FILES[name]).write_bytes(whole[FILES[name]][:-20])
    told = states(run(root, services, client))
    assert told[name] == "changed"
    assert [state for other, state in told.items() if other != name] == ["fresh"] * (len(FILES) - 1)
    aside = [path for path in content(root) if ".bewaard-" in path]
    assert [content(root).pop(path) for path in aside] == [whole[FILES[name]][:-20]]
    assert {path: data for path, data in content(root).items() if path not in aside} == whole


def test_a_file_that_is_gone_is_fetched_again(
    whole: dict[str, bytes], services: Services, client: Client, tmp_path: Path
) -> None:
    root = tmp_path / "undisturbed"
    (root / "data/vektis_gemeente.csv").unlink()
    assert states(run(root, services, client)) == everything("fresh") | {"vektis": "new"}
    assert content(root) == whole


def test_a_file_that_the_user_put_there_is_left_alone(services: Services, client: Client, tmp_path: Path) -> None:
    root = tmp_path / "own"
    (root / "data").mkdir(parents=True)
    (root / "data/vektis_gemeente.csv").write_text("van mij")
    told = run(root, services, client)
    assert states(told) == everything("new") | {"vektis": "failed"}
    assert "was not fetched by this command; move it away" in told["vektis"].told
    assert (root / "data/vektis_gemeente.csv").read_text() == "van mij"


# --- faults -----------------------------------------------------------------------------------------------------------

TARGETS = {
    "first page of buurten": ("pdok", "/pdok-2024/collections/buurten/items?f=json&limit=1000&bbox=6.10000,52.20000,6.13000,52.21000"),
    "second page of buurten": ("pdok", "/pdok-2024/collections/buurten/items?cursor=b2&f=json&limit=1000"),
    "observations": ("cbs", "/v4/85984NED/Observations"),
    "second page of observations": ("cbs", "/v4-next"),
    "measures": ("cbs", "/v4/85984NED/MeasureCodes"),
    "health": ("rivm", "/derden/50150NED/TypedDataSet"),
    "vektis": ("vektis", VEKTIS_TARGET),
    "vektis by postcode": ("vektis-pc3", vektis_target(2023, "postcode3")),
    "ages": ("cbs-ages", "/v3/03759ned/TypedDataSet"),
    "codes of ages": ("cbs-ages", "/v3/03759ned/Leeftijd"),
    "first page of earlier buurten": ("pdok-earlier", "/pdok-2022/collections/buurten/items?f=json&limit=1000&bbox=6.10000,52.20000,6.13000,52.21000"),
    "overpass": ("osm", "/overpass/interpreter"),
}  # fmt: skip
FIRST_PAGE, SECOND_PAGE = TARGETS["first page of buurten"][1], TARGETS["second page of buurten"][1]


@pytest.mark.parametrize("target", TARGETS)
def test_after_every_kind_of_fault_the_file_is_the_same_as_without(
    target: str, whole: dict[str, bytes], services: Services, client: Client, tmp_path: Path
) -> None:
    source, path = TARGETS[target]
    good = services.server.answers[path][-1]
    services.server.put("/elsewhere", good)
    faults = (
        Answer(status=429, headers=(("Retry-After", "3"),)),
        Answer(b"busy", 500, "text/plain"),
        replace(good, cut_at=len(good.body) // 3, zipped=False),
        replace(good, body=good.body[: len(good.body) // 2], headers=()),
        replace(good, body=b"<!doctype html><p>Onderhoud", headers=()),
        Answer(good.body, kind="text/html"),
        Answer(good.body, kind="image/png"),
        Answer(status=307, headers=(("Location", "/elsewhere"),)),
    )
    for number, fault in enumerate(faults):
        root = tmp_path / f"disturbed-{number}"
        if source == "osm":
            (root / "data").mkdir(parents=True)
            (root / FILES["pdok"]).write_bytes(whole[FILES["pdok"]])
        services.server.put(path, fault, good)
        assert states(run(root, services, client, only=source)) == {source: "new"}, fault
        assert len(
            [one for one in services.server.targets() if one.partition("?")[0] == path.partition("?")[0]]
        ) > 1 or (fault.status == 307)
        left = content(root)
        assert left.pop("sources.lock") is not None
        assert left == {name: whole[name] for name in left}
        assert FILES[source] in left
        noted, wanted = read_lock(root).files[FILES[source]], json.loads(whole["sources.lock"])["files"][FILES[source]]
        assert noted.sha256 == wanted["sha256"]


def test_an_extra_that_its_maker_does_not_have_is_told_and_no_failure(
    whole: dict[str, bytes], services: Services, client: Client, tmp_path: Path
) -> None:
    gone = Answer(b"not here", 404, "text/plain")
    services.server.put(
        "/pdok-2022/collections/buurten/items?f=json&limit=1000&bbox=6.10000,52.20000,6.13000,52.21000", gone
    )
    services.server.put(vektis_target(2023, "postcode3"), gone)
    services.server.put("/v3/03759ned/Perioden", gone)
    told = run(tmp_path / "fewer", services, client)
    extras = ("pdok-earlier", "cbs-ages", "vektis-pc3")
    assert states(told) == everything("new") | dict.fromkeys(extras, "absent")
    assert told["vektis-pc3"].told.startswith("Vektis has no file by postcode3 of 2021 to 2024; choose another --year")
    assert set(read_lock(tmp_path / "fewer").files) == {FILES[name] for name in FILES if name not in extras}
    services.server.put("/v3/03759ned/Perioden", Answer(status=500))
    assert states(run(tmp_path / "fewer", services, client, only="cbs-ages")) == {"cbs-ages": "failed"}


def test_one_source_that_is_down_does_not_stop_the_others_and_a_rerun_completes_only_it(
    whole: dict[str, bytes], services: Services, client: Client, tmp_path: Path
) -> None:
    root, path = tmp_path / "partly", SECOND_PAGE
    good = services.server.answers[path]
    services.server.put(path, Answer(status=503))
    told = run(root, services, client)
    assert states(told) == everything("new") | {"pdok": "failed", "osm": "failed"}
    assert told["pdok"].told == "127.0.0.1 answered 503 (4 attempts); run the same command again later."
    assert "waits for the boundaries" in told["osm"].told
    assert not (root / "data/buurten.geojson").exists()
    services.server.put(path, *good)
    assert states(run(root, services, client)) == everything("fresh") | {"pdok": "new", "osm": "new"}
    assert services.server.targets() == [path, "/overpass/interpreter"]
    assert content(root) == whole


def test_pages_that_are_over_a_day_old_are_not_joined_with_new_ones(
    whole: dict[str, bytes], services: Services, client: Client, watch: Watch, tmp_path: Path
) -> None:
    root, path = tmp_path / "partly", SECOND_PAGE
    good = services.server.answers[path]
    services.server.put(path, Answer(status=503))
    run(root, services, client, only="pdok")
    services.server.put(path, *good)
    watch.now += dt.timedelta(days=1)
    run(root, services, client, only="pdok")
    assert services.server.targets() == [FIRST_PAGE, path]


def test_an_answer_on_the_desk_that_was_touched_is_asked_for_again(
    whole: dict[str, bytes], services: Services, client: Client, tmp_path: Path
) -> None:
    root, path = tmp_path / "partly", SECOND_PAGE
    good = services.server.answers[path]
    services.server.put(path, Answer(status=503))
    run(root, services, client, only="pdok")
    (first,) = (root / ".fetch/pdok").glob("buurten-GM0150-0001.json")
    first.write_text('{"type": "FeatureCollection", "features": []}')
    services.server.put(path, *good)
    run(root, services, client)
    assert content(root) == whole


def test_when_all_is_down_every_source_says_so_and_nothing_is_left(
    services: Services, client: Client, tmp_path: Path
) -> None:
    for target in services.server.answers:
        services.server.put(target, Answer(status=503))
    root = tmp_path / "empty"
    told = run(root, services, client)
    assert states(told) == everything("failed")
    assert all("\n" not in outcome.told for outcome in told.values())
    assert [name for name in content(root) if not name.startswith(".fetch/")] == []


def test_a_workspace_is_held_by_one_fetch(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(WorkspaceError, match="Another `wijk fetch` is at work"), alone(tmp_path):
        pass
    with alone(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


# --- the lock ---------------------------------------------------------------------------------------------------------


def test_a_lock_reads_as_it_was_written(tmp_path: Path) -> None:
    entry = Fetched(
        "pdok", "q", "https://x.nl", "2026-02-03T12:00:00Z", "2026-02-03T12:00:00Z", "ab", 3, None, "L", "A", "é", ()
    )
    lock = Lock((DEVENTER, Gemeente("GM0200", "Apeldoorn")), {}).with_file("data/a", entry)
    assert read_lock(tmp_path) == Lock()
    write_lock(tmp_path, lock)
    assert read_lock(tmp_path) == lock
    before = (tmp_path / "sources.lock").stat().st_mtime_ns
    write_lock(tmp_path, lock)
    assert (tmp_path / "sources.lock").stat().st_mtime_ns == before
    assert [path.name for path in tmp_path.iterdir()] == ["sources.lock"]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"format": 2}', '{"format": 1, "gemeenten": [], "files": {"a": {}}}', '{"format": 1, "gemeenten": [7], "files": {}}', "\x00"],
)  # fmt: skip
def test_a_damaged_lock_is_one_sentence(text: str, tmp_path: Path) -> None:
    (tmp_path / "sources.lock").write_text(text)
    with pytest.raises(WorkspaceError, match="is damaged; delete it"):
        read_lock(tmp_path)


def test_the_lock_is_json_with_sorted_keys(whole: dict[str, bytes]) -> None:
    text = whole["sources.lock"].decode()
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
