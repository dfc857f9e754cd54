from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from geo.fetch.lock import read_lock
from geo.workspace import FILES, load_region
from pipelines.home import Home
from tests.geo.fetch.server import Answer, Server, serving
from tests.geo.fetch.services import Services
from tests.pipelines.command import PROGRESS, WIJK, Told, environment, wijk_here

GEMEENTEN = "/pdok-2024/collections/gemeenten/items?f=json&limit=1000"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as made:
        yield made


@pytest.fixture
def services(server: Server, tmp_path: Path) -> Services:
    return Services(server, tmp_path)


@pytest.fixture
def addresses(services: Services, tmp_path: Path) -> Path:
    return services.yaml(tmp_path / "addresses.yaml")


@pytest.fixture
def bare(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "work"


@pytest.fixture
def made(folder: Path, addresses: Path, bare: Home, server: Server) -> Told:
    told = wijk_here("fetch", "--gemeente", "Deventer", "--workspace", folder, "--base-urls", addresses, home=bare)
    assert told.code == 0, told
    server.asked.clear()
    return told


def files(root: Path) -> dict[str, bytes]:
    """What is in the workspace, but for what is under way."""
    found = {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
    return {name: content for name, content in found.items() if not name.startswith(".fetch/")}


def failures(told: Told) -> list[str]:
    """The last lines of a fetch in which sources failed; before them only progress."""
    assert told.code == 1, told
    lines = told.err.splitlines()
    failed = [line for line in lines if line.startswith("wijk: ")]
    assert [line for line in lines if not PROGRESS.fullmatch(line)] == failed, told.err
    assert "Traceback" not in told.err
    return failed


def test_a_name_is_enough_for_a_workspace_that_loads(made: Told, folder: Path, bare: Home) -> None:
    region = load_region(folder)
    assert (region.name, region.gemeenten) == ("Deventer", ("GM0150",))
    assert (folder / "data/leveringen.csv").exists()
    lines = made.out.splitlines()
    told = {line.split()[0]: line.split()[1] for line in lines if line.startswith("data/")}
    assert told == dict.fromkeys(read_lock(folder).files, "new")
    assert lines[-1].startswith(f"All is in {folder}; ")
    assert made.err.splitlines()[0] == "Starting ..."
    assert made.err.splitlines()[1] == "[1/8] Deventer: boundaries with key figures (PDOK) done"
    assert not (folder / ".fetch").exists()
    assert not bare.root.exists()


def test_the_gemeente_is_looked_up_once(made: Told, folder: Path, addresses: Path, bare: Home, server: Server) -> None:
    for named in (("--gemeente", "deventer"), ("--gemeente", "GM0150"), ("--gemeente", "0150"), ()):
        again = wijk_here("fetch", *named, "--workspace", folder, "--base-urls", addresses, home=bare)
        assert (again.code, server.asked) == (0, [])
        assert again.out.count(" fresh ") == 8


def test_without_a_workspace_a_folder_of_the_gemeentes_name_is_made_here(
    addresses: Path, bare: Home, tmp_path: Path, server: Server
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    command = [WIJK, "fetch", "--gemeente", "Sudwest-Fryslan", "--only", "vektis", "--base-urls", addresses]
    done = subprocess.run(command, cwd=here, env=environment(bare), capture_output=True, text=True, check=True)
    assert load_region(here / "sudwest-fryslan").name == "Súdwest-Fryslân"
    assert str(here / "sudwest-fryslan") in done.stdout
    server.asked.clear()
    inside = subprocess.run(
        [WIJK, "fetch", "--only", "vektis"], cwd=here / "sudwest-fryslan",
        env=environment(bare, WIJK_BASE_URLS=str(addresses)), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "data/vektis_gemeente.csv" in inside.stdout
    assert server.asked == []


def test_a_source_that_is_down_is_one_line_at_the_end_and_a_rerun_completes_it(
    folder: Path, services: Services, addresses: Path, bare: Home, tmp_path: Path
) -> None:
    server, target = services.server, "/derden/50150NED/TypedDataSet"
    good = server.answers[target]
    server.put(target, Answer(status=503))
    arguments = ("fetch", "--gemeente", "Deventer", "--workspace", folder, "--base-urls", addresses)
    told = wijk_here(*arguments, home=bare)
    assert failures(told) == ["wijk: rivm: 127.0.0.1 answered 503 (3 attempts); run the same command again later."]
    assert "[5/8] Deventer: health (RIVM) FAILED" in told.err.splitlines()
    assert told.out.count(" new ") == 7
    server.put(target, *good)
    server.asked.clear()
    again = wijk_here(*arguments, home=bare)
    assert (again.code, again.out.count(" fresh "), again.out.count(" new ")) == (0, 7, 1)
    assert all(one.startswith("/derden/50150NED/") for one in server.targets())


def test_only_some_sources_are_fetched_when_they_are_named(
    folder: Path, addresses: Path, bare: Home, server: Server
) -> None:
    arguments = ("fetch", "--gemeente", "GM0150", "--workspace", folder, "--base-urls", addresses, "--only")
    assert wijk_here(*arguments, "vektis, cbs", home=bare).code == 0
    assert set(read_lock(folder).files) == {"data/vektis_gemeente.csv", "data/kerncijfers.json"}
    told = wijk_here(*arguments, "osm", home=bare)
    assert failures(told) == [
        "wijk: osm: OpenStreetMap waits for the boundaries (pdok); run the same command when those are there."
    ]
    refused = wijk_here(*arguments, "osm,bag", home=bare)
    assert (
        refused.refusal()
        == "--only does not know 'bag'; the sources are pdok,pdok-earlier,cbs,cbs-ages,rivm,vektis,vektis-pc3,osm."
    )


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ("Deventr", "There is no gemeente 'Deventr'; did you mean Deventer (GM0150)?"),
        (
            "Bergen",
            "There is more than one gemeente 'Bergen': Bergen (NH.) (GM0373), Bergen (L.) (GM0893); give the code.",
        ),
        ("GM9999", "There is no gemeente 'GM9999'"),
    ],
)
def test_a_gemeente_that_is_unknown_makes_no_folder(
    named: str, words: str, folder: Path, addresses: Path, bare: Home
) -> None:
    told = wijk_here("fetch", "--gemeente", named, "--workspace", folder, "--base-urls", addresses, home=bare)
    assert words in told.refusal()
    assert not folder.exists()


def test_a_workspace_of_another_gemeente_is_left_as_it_is(
    made: Told, folder: Path, addresses: Path, bare: Home
) -> None:
    before = files(folder)
    told = wijk_here("fetch", "--gemeente", "Apeldoorn", "--workspace", folder, "--base-urls", addresses, home=bare)
    assert told.refusal() == (
        f"{folder} is the workspace of GM0150, not of Apeldoorn (GM0200); name another folder with --workspace."
    )
    assert files(folder) == before


def test_without_a_gemeente_and_a_workspace_the_sentence_says_what_to_write(folder: Path, bare: Home) -> None:
    told = wijk_here("fetch", "--workspace", folder, home=bare)
    assert told.refusal() == "Which gemeente? Name it: wijk fetch --gemeente Deventer"


def test_a_line_that_region_yaml_lacks_is_told_and_not_written(
    folder: Path, addresses: Path, bare: Home, made: Told
) -> None:
    path = folder / "region.yaml"
    line = f"  streets: {FILES['streets']}\n"
    text = path.read_text(encoding="utf-8").replace(line, "").replace("data/buurten.geojson", "data/oud.geojson")
    path.write_text(text, encoding="utf-8")
    told = wijk_here("fetch", "--workspace", folder, "--base-urls", addresses, home=bare)
    assert f"Not read yet: add to files in {path}:  streets: data/straten.osm.pbf" in told.out.splitlines()
    assert f"Not read: {path} names another file for buurt than data/buurten.geojson." in told.out.splitlines()
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("pdok: http://example.org\n", "example.org is not asked without https"),
        ("pdook: https://example.org\n", "the key 'pdook' is not known; did you mean 'pdok'?"),
        ("pause_s: -1\n", "pause_s must be a number from 0 to 3600"),
        ("- pdok\n", "must hold lines of 'key: value'"),
    ],
)
def test_addresses_that_are_wrong_are_one_sentence(
    text: str, words: str, folder: Path, bare: Home, tmp_path: Path, addresses: Path
) -> None:
    own = tmp_path / "own.yaml"
    rest = [
        line for line in addresses.read_text().splitlines(keepends=True) if not line.startswith(text.partition(":")[0])
    ]
    own.write_text(text if text.startswith("-") else text + "".join(rest))
    told = wijk_here("fetch", "--gemeente", "Deventer", "--workspace", folder, "--base-urls", own, home=bare)
    assert words in (failures(told)[0] if "https" in words else told.refusal())


def test_a_command_that_was_killed_goes_on_where_it_was_and_ends_the_same(
    services: Services, folder: Path, bare: Home, tmp_path: Path
) -> None:
    server, places = services.server, services.yaml(
        tmp_path / "addresses.yaml", osm_extract=f"{services.server.url}/extract.osm.pbf"
    )  # fmt: skip
    arguments = ["fetch", "--gemeente", "Deventer", "--base-urls", places, "--workspace"]
    assert wijk_here(*arguments, tmp_path / "undisturbed", home=bare).code == 0
    whole = files(tmp_path / "undisturbed")
    good = server.answers["/extract.osm.pbf"]
    server.put("/extract.osm.pbf", replace(good[0], drip_s=0.02))
    process = subprocess.Popen(
        [WIJK, *map(str, arguments), folder],
        env=environment(bare),
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    part = folder / ".fetch/osm/extract.osm.pbf.part"
    end = time.monotonic() + 60
    while not (part.exists() and part.stat().st_size > 20) and time.monotonic() < end:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert sorted(set(whole) - set(files(folder))) == ["data/straten.osm.pbf"]
    server.put("/extract.osm.pbf", *good)
    server.asked.clear()
    again = wijk_here(*arguments, folder, home=bare)
    assert (again.code, again.out.count(" fresh "), again.out.count(" new ")) == (0, 7, 1)
    (asked,) = server.asked
    assert asked.headers["Range"].startswith("bytes=")
    left = files(folder)
    assert left.keys() == whole.keys()
    fetched = [name for name in whole if name in read_lock(folder).files]
    assert {name: left[name] for name in fetched} == {name: whole[name] for name in fetched}
    assert len(fetched) == 8
    assert not (folder / ".fetch").exists()


def test_a_name_is_looked_up_elsewhere_when_pdok_is_down(
    services: Services, folder: Path, addresses: Path, bare: Home
) -> None:
    services.server.put(GEMEENTEN, Answer(status=503))
    arguments = ("fetch", "--gemeente", "deventer", "--workspace", folder, "--base-urls", addresses)
    told = wijk_here(*arguments, home=bare)
    assert [line.split()[1] for line in failures(told)] == ["pdok:", "pdok-earlier:", "osm:"]
    assert load_region(folder).name == "Deventer"
