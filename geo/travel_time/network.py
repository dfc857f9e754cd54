"""Builds a routing network from a street file and a profile, once, and keeps it in a cache folder.

Here are the files of a network: extract, profile, OSRM's programs, the cache. Asking it for times is in ``engine``.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import subprocess
import tempfile
import time
from importlib import metadata, util
from pathlib import Path

from geo.travel_time.answers import NETWORK
from geo.travel_time.facts import find_facts, write_facts
from geo.travel_time.model import StreetNetworkError
from geo.travel_time.profile import PROFILES, SCRIPTS, Profile
from geo.travel_time.streets import look_through, missing_extract

SPEEDS = "wijk_speeds.lua"
RECIPE = "3"
"""Raised when the way a network is built changes, so that cached networks are not used any more."""

SMALL_PART, SMALL_PART_SHARE, SMALLEST_PART = 300, 20, 4
"""A part under 300 pieces of street, each direction one, is small: points prefer a street of a bigger part. Where the
mode has few nodes a part is small under a twentieth of their number (some four make a piece), and always under 4.
"""

STALE_BUILD_S = 24 * 3600
NOT_NEEDED = ("cnbg", "cnbg_to_ebg", "ebg", "enw", "restrictions", "turn_penalties_index")

log = logging.getLogger(__name__)


def street_network(extract: Path, profile: Profile, *, cache: Path) -> Path:
    """The folder of the network of a profile over ``extract``, built when the cache has none for the two.

    A build happens in a folder of its own and is renamed when it is whole: a killed build leaves no half network, and
    of two processes that build at once the first one's is kept. Raises StreetNetworkError.
    """
    if not extract.is_file():
        raise missing_extract(extract)
    folder = cache / network_key(extract, profile) / profile.mode
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    _drop_stale_builds(cache)
    build = Path(tempfile.mkdtemp(prefix="build-", dir=cache))
    try:
        started = time.monotonic()
        _build(extract, profile, build)
        try:
            build.rename(folder)
        except OSError:
            if not folder.is_dir():  # not a second process that was first
                raise
        log.info("Built the %s network of %s in %.1f s", profile.mode, extract.name, time.monotonic() - started)
    finally:
        shutil.rmtree(build, ignore_errors=True)  # already gone when it was renamed
    return folder


def network_key(extract: Path, profile: Profile) -> str:
    """SHA-256 over the extract, the profile's table, the Lua files, OSRM's version and our recipe."""
    recipe = (RECIPE, SMALL_PART, SMALL_PART_SHARE, SMALLEST_PART, profile.mode, metadata.version("osrm-bindings"))
    digest = hashlib.sha256(str(recipe).encode())
    digest.update(profile.lua().encode())
    for script in sorted(PROFILES.glob("*.lua")):
        digest.update(script.read_bytes())
    with extract.open("rb") as file:
        digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _build(extract: Path, profile: Profile, folder: Path) -> None:
    """Extracts and contracts in ``folder``; relative names only, for OSRM's programs refuse spaces."""
    found = look_through(extract, profile.travelled)
    small = max(SMALLEST_PART, min(SMALL_PART, found.nodes // SMALL_PART_SHARE))
    streets = folder / ("streets.osm" if extract.suffix == ".osm" else f"streets.osm{extract.suffix}")
    streets.symlink_to(extract.resolve())
    for script in PROFILES.glob("*.lua"):
        shutil.copyfile(script, folder / script.name)
    (folder / SPEEDS).write_text(profile.lua(), encoding="utf-8")
    options = ("--small-component-size", str(small), "-p", SCRIPTS[profile.mode], "-o", NETWORK)
    _run("osrm-extract", (streets.name, *options), folder, extract.name, profile.mode)
    _run("osrm-contract", (NETWORK,), folder, extract.name, profile.mode)
    write_facts(folder, find_facts(folder, found))
    for leftover in [streets, *folder.glob("*.lua"), *(folder / f"{NETWORK}.{suffix}" for suffix in NOT_NEEDED)]:
        leftover.unlink(missing_ok=True)


def _run(program: str, arguments: tuple[str, ...], folder: Path, extract_name: str, mode: str) -> None:
    """Runs one of OSRM's programs in ``folder``; raises StreetNetworkError with its own last complaint."""
    home = _osrm_home()
    environment = {**os.environ, "LUA_PATH": f"{home / 'share' / 'profiles'}/?.lua;;"}
    command = [str(home / "bin" / program), *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, errors="replace")
    if done.returncode:
        complaints = [
            line.split("]")[-1].replace("what():", "").strip()
            for line in (done.stdout + done.stderr).splitlines()
            if "[error]" in line or "what():" in line
        ]
        why = complaints[-1] if complaints else f"exit code {done.returncode}"
        raise StreetNetworkError(
            f"No {mode} network can be built from {extract_name}: {program} says '{why}'. "
            "Check that the file holds streets for this mode, and that there is room on the disk and in memory."
        )


def _osrm_home() -> Path:
    """The installed package that carries OSRM's programs and profiles."""
    spec = util.find_spec("osrm")
    if spec is None or spec.origin is None:
        raise StreetNetworkError("The package osrm-bindings is missing; install it, or plan without a street file.")
    return Path(spec.origin).parent


def _drop_stale_builds(cache: Path) -> None:
    """Removes what killed builds left behind, once it is a day old and no running build can own it."""
    for left in cache.glob("build-*"):
        if left.is_dir() and time.time() - left.stat().st_mtime > STALE_BUILD_S:
            shutil.rmtree(left, ignore_errors=True)
