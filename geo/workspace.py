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
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from geo.scenario import Scenario, load_scenarios
from geo.yaml_keys import (
    Keys,
    WorkspaceError,
    a_date,
    a_flag,
    a_line,
    a_mapping,
    a_name,
    read_yaml,
    some_lines,
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

PUBLIC_FILES: Mapping[str, str] = {
    "buurt": "data/buurten.geojson",
    "buurt_earlier": "data/buurten_eerder.geojson",
    "key_figure": "data/kerncijfers.json",
    "health": "data/gezondheid.json",
    "care_use": "data/vektis_*.csv",
    "population_age": "data/bevolking.json",
    "frailty_rate": "data/kwetsbaarheid.csv",
    "assumption": "data/aannames.csv",
    "streets": "data/straten.osm.pbf",
    "hospital": "data/ziekenhuizen.csv",
    "zone": "data/zones.geojson",
}
"""Open sources of a region and where a new workspace keeps them; buurten first, since others speak of them."""

OWN_FILES: Mapping[str, str] = {
    "facility": "data/voorzieningen.csv",
    "hub": "data/hubs.csv",
    "supplier": "data/leveranciers.csv",
    "depot": "data/depots.csv",
    "delivery": "data/leveringen.csv",
    "visit": "data/bezoeken.csv",
    "order_line": "data/bestellingen.csv",
    "standing_order": "data/vaste_bestellingen.csv",
    "wish": "data/bewoners.csv",
    "concierge": "data/concierges.csv",
    "duty": "data/afspraken.csv",
    "vehicle": "data/voertuigen.csv",
    "trip_request": "data/ritten.csv",
    "signal_count": "data/signalen.csv",
}
"""The organisation's own files and where a new workspace keeps them."""

INBOX_FILES: Mapping[str, str] = {"round": "data/rondes/*.csv"}
"""What the platform's own route sheets export, one file a round; none is there until a round was recorded."""

FILES: Mapping[str, str] = {**PUBLIC_FILES, **OWN_FILES, **INBOX_FILES}
"""All sources of a region."""

PLACEHOLDER = "GM????"
"""Stands for the gemeente code in a workspace that was made without one."""

_GEMEENTE = re.compile(r"GM[0-9]{4}")


@dataclass(frozen=True)
class Region:
    """A named set of gemeenten and where their sources come from.

    ``files`` holds absolute paths by source, one or more each; ``mappings`` the YAML files that say how the headers of
    a source are to be read.
    """

    region: str
    name: str
    fictional: bool
    gemeenten: tuple[str, ...]
    timezone: str
    service_date: dt.date
    detour_factor: float
    notices: tuple[str, ...]
    files: Mapping[str, tuple[Path, ...]]
    root: Path
    mappings: Mapping[str, Path] = field(default_factory=dict)


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
        mappings=keys.take("mappings", lambda value: _mappings(value, root), {}),
    )
    travel.refuse_rest()
    keys.refuse_rest()
    return region


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


def _files(value: Any, root: Path) -> dict[str, tuple[Path, ...]]:
    files: dict[str, tuple[Path, ...]] = {}
    for source, named in a_mapping(value).items():
        _known(source)
        names = named if isinstance(named, list) else [named]
        found = tuple(path for name in names for path in _paths(source, name, root))
        if not names or len(set(found)) != len(found):
            raise ValueError(f"must give for '{source}' one path, or a list of different paths")
        if source == "streets" and len(found) > 1:
            raise ValueError("must give one file for 'streets'; join extracts with `osmium merge`")
        files[source] = found
    return dict(sorted(files.items(), key=lambda item: list(FILES).index(item[0])))


def _mappings(value: Any, root: Path) -> dict[str, Path]:
    mappings = {}
    for source, name in a_mapping(value).items():
        _known(source)
        if source not in OWN_FILES:
            raise ValueError(f"has a mapping for '{source}', which is no file of your own; take it out")
        mappings[source] = root / _inside(source, name, "mappings/levering.yaml")
    return mappings


def _known(source: Any) -> None:
    if source not in FILES:
        near = difflib.get_close_matches(str(source), list(FILES), n=1)
        mend = f"did you mean '{near[0]}'?" if near else f"the sources are {', '.join(FILES)}"
        raise ValueError(f"has an unknown source '{source}'; {mend}")


def _inside(source: str, name: Any, example: str) -> PurePosixPath:
    inside = PurePosixPath(name) if isinstance(name, str) and name.strip() and "\x00" not in name else None
    if inside is None or inside.is_absolute() or ".." in inside.parts:
        raise ValueError(f"must give for '{source}' a path inside the workspace, such as {example}")
    return inside


def _paths(source: str, name: Any, root: Path) -> list[Path]:
    """The file of this name, or the files whose names fit it where its last part has a ``*``.

    An open source of which no file is there yet has none; a file of the organisation's own must be there.
    """
    inside = _inside(source, name, FILES[source])
    if "*" not in inside.name:
        return [root / inside]
    found = sorted(path for path in (root / inside.parent).glob(inside.name) if path.is_file())
    if not found and source in OWN_FILES:
        raise ValueError(f"gives for '{source}' {name}, but no file fits it; put one there or take the line out")
    return found


# --- making and finding workspaces ------------------------------------------------------------------------------------


def init_workspace(root: Path, gemeente: str | None, name: str | None = None) -> list[Path]:
    """Makes a workspace: region.yaml, the baseline, an empty template and a data dictionary per own file, a README.

    Args:
        root: folder, made where it is absent; files that are there are never overwritten.
        gemeente: CBS code such as GM0150; None leaves a placeholder that :func:`load_region` refuses.
        name: of the region, as maps show it; None takes the folder's.

    Returns:
        The files that were written.

    Raises:
        WorkspaceError: the code is no gemeente code, a file is there already, or the folder cannot be written.
    """
    # the templates come from the readers' fields, which bring pandas along; opening a workspace must stay light
    from geo.scaffold import workspace_files

    if gemeente is not None and not _GEMEENTE.fullmatch(gemeente):
        raise WorkspaceError(f"'{gemeente}' is no gemeente code; write the CBS code, such as GM0150 for Deventer.")
    root = root.expanduser().absolute()
    files = {root / name: data for name, data in workspace_files(root.name, gemeente or PLACEHOLDER, name).items()}
    there = [path for path in files if path.exists() or path.is_symlink()]
    if there:
        raise WorkspaceError(f"{there[0]} is there already and is not overwritten; choose an empty folder.")
    try:
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as stream:
                stream.write(data)
    except OSError as error:
        raise WorkspaceError(f"{root} cannot be written ({error.strerror}); choose a folder of your own.") from None
    return list(files)


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
