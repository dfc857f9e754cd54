"""The workspace: the folder with region.yaml, scenarios and data that a user keeps, checked, scaffolded and registered.

Nothing here reads the data files themselves (:mod:`geo.sources`) or knows a database; imports stay light, since every
command opens a workspace.
"""

from __future__ import annotations

import datetime as dt
import difflib
import fcntl
import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from geo.yaml_keys import (
    Keys,
    WorkspaceError,
    a_date,
    a_flag,
    a_line,
    a_mapping,
    a_name,
    one_of,
    read_yaml,
    some_lines,
    whole_number,
)

__all__ = [
    "FILES",
    "Region",
    "Registry",
    "Scenario",
    "WorkspaceError",
    "init_workspace",
    "load_region",
    "load_scenarios",
]

FILES: Mapping[str, str] = {
    "buurt": "data/buurten.geojson",
    "streets": "data/straten.osm.pbf",
    "facility": "data/voorzieningen.csv",
    "hub": "data/hubs.csv",
    "supplier": "data/leveranciers.csv",
    "depot": "data/depots.csv",
    "delivery": "data/leveringen.csv",
    "visit": "data/bezoeken.csv",
    "order_line": "data/bestellingen.csv",
    "wish": "data/bewoners.csv",
    "concierge": "data/concierges.csv",
    "vehicle": "data/voertuigen.csv",
    "trip_request": "data/ritten.csv",
    "signal_count": "data/signalen.csv",
}
"""Sources of a region and where a new workspace keeps them."""

BASELINE = "baseline"
PLACEHOLDER = "GM????"
"""Stands for the gemeente code in a workspace that was made without one."""

OBJECTIVES = ("p_median", "maximal_coverage", "evaluate")
MODES = ("foot", "foot_slow", "cargo_bike", "car")
RATE_SETS = ("vektis_2020", "deventer_2021")
CANDIDATES = ("facilities",)
_GEMEENTE = re.compile(r"GM[0-9]{4}")


@dataclass(frozen=True)
class Region:
    """A named set of gemeenten and where their sources come from; ``files`` holds absolute paths by source."""

    region: str
    name: str
    fictional: bool
    gemeenten: tuple[str, ...]
    timezone: str
    service_date: dt.date
    detour_factor: float
    notices: tuple[str, ...]
    files: Mapping[str, Path]
    root: Path


@dataclass(frozen=True)
class Scenario:
    """One planning question; ``baseline`` (today's hubs as they are) always exists and is locked."""

    scenario: str
    title: str
    objective: str
    hubs: int | None
    mode: str
    minutes: int
    service_area_minutes: tuple[int, ...]
    rate_set: str
    candidates: str
    keep: tuple[str, ...]
    forbid: tuple[str, ...]
    seed: int
    locked: bool


def load_region(root: Path) -> Region:
    """The region of a workspace.

    Raises:
        WorkspaceError: region.yaml is missing, is no YAML, or holds an unknown key or a bad value.
    """
    root = root.expanduser().absolute()
    path = root / "region.yaml"
    if not path.is_file():
        raise WorkspaceError(f"{path} is missing; make a workspace with `wijk init {root}`, or name another folder.")
    keys = Keys(read_yaml(path), str(path))
    travel = keys.nested("travel")
    region = Region(
        region=keys.take("region", a_name),
        name=keys.take("name", a_line),
        fictional=keys.take("fictional", a_flag, False),
        gemeenten=keys.take("gemeenten", _gemeenten),
        timezone=keys.take("timezone", _timezone, "Europe/Amsterdam"),
        service_date=keys.take("service_date", a_date),
        detour_factor=travel.take("detour_factor", _detour, 1.3),
        notices=keys.take("notices", some_lines, ()),
        files=keys.take("files", lambda value: _files(value, root)),
        root=root,
    )
    travel.refuse_rest()
    keys.refuse_rest()
    return region


def load_scenarios(root: Path) -> dict[str, Scenario]:
    """All scenarios of a workspace by name, ``baseline`` first; made when there is no file for it.

    Raises:
        WorkspaceError: a file is no YAML, or holds an unknown key or a bad value.
    """
    folder = root.expanduser().absolute() / "scenarios"
    found = {BASELINE: Scenario(BASELINE, "Vandaag", "evaluate", None, "cargo_bike", 10, (5, 10, 15), "vektis_2020",
                                "facilities", (), (), 1, locked=True)}  # fmt: skip
    for path in sorted(folder.glob("*.y*ml")) if folder.is_dir() else []:
        scenario = _scenario(path)
        if scenario.scenario in found and scenario.scenario != BASELINE:
            raise WorkspaceError(f"{path}: scenario '{scenario.scenario}' is there twice; keep one file.")
        found[scenario.scenario] = scenario
    return found


def _scenario(path: Path) -> Scenario:
    keys = Keys(read_yaml(path), str(path))
    name = keys.take("scenario", a_name)
    if name != path.stem:
        raise keys.error("scenario", f"is '{name}', but the file is called {path.name}; make them the same")
    objective = keys.take("objective", one_of(OBJECTIVES))
    scenario = Scenario(
        scenario=name,
        title=keys.take("title", a_line, name),
        objective=objective,
        hubs=keys.take("hubs", whole_number(1, 1000), None),
        mode=keys.take("mode", one_of(MODES), "cargo_bike"),
        minutes=keys.take("minutes", whole_number(1, 180), 10),
        service_area_minutes=keys.take("service_area_minutes", _minutes, (5, 10, 15)),
        rate_set=keys.take("rate_set", one_of(RATE_SETS), "vektis_2020"),
        candidates=keys.take("candidates", one_of(CANDIDATES), "facilities"),
        keep=keys.take("keep", some_lines, ()),
        forbid=keys.take("forbid", some_lines, ()),
        seed=keys.take("seed", whole_number(0, 2**31 - 1), 1),
        locked=keys.take("locked", a_flag, name == BASELINE) or name == BASELINE,
    )
    keys.refuse_rest()
    if name == BASELINE and objective != "evaluate":
        raise keys.error("objective", "must stay 'evaluate': baseline is today's hubs; make another scenario file")
    if objective == "evaluate" and scenario.hubs is not None:
        raise keys.error("hubs", "has no meaning with objective 'evaluate'; take it out")
    if objective != "evaluate" and scenario.hubs is None:
        raise keys.error("hubs", "is missing; write how many hubs are open, such as 3")
    both = sorted(set(scenario.keep) & set(scenario.forbid))
    if both:
        raise keys.error("forbid", f"also stands under keep ({', '.join(both)}); take it out of one of the two")
    if scenario.hubs is not None and len(scenario.keep) > scenario.hubs:
        raise keys.error("keep", f"names more hubs than the {scenario.hubs} that may be open; raise hubs or keep fewer")
    return scenario


def _minutes(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError("must be a list of minutes, such as [5, 10, 15]")
    minutes = tuple(whole_number(1, 180)(item) for item in value)
    if list(minutes) != sorted(set(minutes)):
        raise ValueError("must go up without doubles, such as [5, 10, 15]")
    return minutes


def _detour(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 1.0 <= value <= 3.0:
        raise ValueError("must be a number from 1.0 to 3.0 (how much longer the way is than the straight line)")
    return float(value)


def _timezone(value: Any) -> str:
    try:
        return ZoneInfo(value).key
    except (OSError, ValueError, TypeError, KeyError):
        raise ValueError("must be a time zone such as Europe/Amsterdam") from None


def _gemeenten(value: Any) -> tuple[str, ...]:
    codes = some_lines(value)
    if PLACEHOLDER in codes:
        raise ValueError(f"still holds {PLACEHOLDER}; write the CBS code of your gemeente, such as GM0150")
    if not codes or len(set(codes)) != len(codes) or not all(_GEMEENTE.fullmatch(code) for code in codes):
        raise ValueError("must be a list of different CBS codes, such as [GM0150]")
    return codes


def _files(value: Any, root: Path) -> dict[str, Path]:
    files: dict[str, Path] = {}
    for source, name in a_mapping(value).items():
        if source not in FILES:
            near = difflib.get_close_matches(str(source), list(FILES), n=1)
            mend = f"did you mean '{near[0]}'?" if near else f"the sources are {', '.join(FILES)}"
            raise ValueError(f"has an unknown source '{source}'; {mend}")
        inside = PurePosixPath(name) if isinstance(name, str) and name.strip() and "\x00" not in name else None
        if inside is None or inside.is_absolute() or ".." in inside.parts:
            raise ValueError(f"must give for '{source}' a path inside the workspace, such as {FILES[source]}")
        files[source] = root / inside
    return dict(sorted(files.items(), key=lambda item: list(FILES).index(item[0])))


# --- making and finding workspaces ------------------------------------------------------------------------------------


def init_workspace(root: Path, gemeente: str | None) -> list[Path]:
    """Makes a workspace: region.yaml, the baseline, an empty template and a data dictionary per own file, a README.

    Args:
        root: folder, made where it is absent; files that are there are never overwritten.
        gemeente: CBS code such as GM0150; None leaves a placeholder that :func:`load_region` refuses.

    Returns:
        The files that were written.

    Raises:
        WorkspaceError: the code is no gemeente code, a file is there already, or the folder cannot be written.
    """
    # the templates come from the readers' fields, which bring pandas along; opening a workspace must stay light
    from geo.scaffold import workspace_texts

    if gemeente is not None and not _GEMEENTE.fullmatch(gemeente):
        raise WorkspaceError(f"'{gemeente}' is no gemeente code; write the CBS code, such as GM0150 for Deventer.")
    root = root.expanduser().absolute()
    texts = {root / name: text for name, text in workspace_texts(root.name, gemeente or PLACEHOLDER).items()}
    there = [path for path in texts if path.exists() or path.is_symlink()]
    if there:
        raise WorkspaceError(f"{there[0]} is there already and is not overwritten; choose an empty folder.")
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
    except OSError as error:
        raise WorkspaceError(f"{root} cannot be written ({error.strerror}); choose a folder of your own.") from None
    return list(texts)


class Registry:
    """Where the workspace of each region is: a small JSON file, written whole or not at all.

    Args:
        path: the JSON file; made with the first registration.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def register(self, region: Region) -> None:
        """Notes where the workspace of ``region`` is; a later workspace of the same name takes its place."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._alone():
            roots = self._read() | {region.region: str(region.root)}
            with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=self._path.parent, delete=False) as stream:
                json.dump(roots, stream, ensure_ascii=False, indent=1, sort_keys=True)
            Path(stream.name).replace(self._path)

    def root_of(self, name: str) -> Path:
        """The workspace of a region; WorkspaceError where none is known."""
        roots = self._read()
        if name not in roots:
            known = f"known are {', '.join(sorted(roots))}" if roots else "none is known yet"
            raise WorkspaceError(
                f"No workspace is known for region '{name}' ({known}); run `wijk run --workspace DIR`."
            )
        return Path(roots[name])

    def names(self) -> list[str]:
        """The regions with a known workspace, in alphabetical order."""
        return sorted(self._read())

    def _read(self) -> dict[str, str]:
        try:
            roots = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            roots = None
        if not isinstance(roots, dict) or not all(isinstance(root, str) for root in roots.values()):
            raise WorkspaceError(f"{self._path} is damaged; delete it and run `wijk run --workspace DIR` again.")
        return roots

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keeps a second writer waiting: reading and writing back is one step."""
        with self._path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
