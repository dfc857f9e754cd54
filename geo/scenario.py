"""Scenarios: the planning questions of a workspace, a YAML file each, checked. What a key means stands at its field.

The region and its files are in :mod:`geo.workspace`; nothing is computed here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geo.criteria import DEFAULT_WEIGHTS, checked_weights
from geo.hub_wishes import OBJECTIVES, HubWishes, read_wishes, refuse_conflicts, sources_of
from geo.yaml_keys import (
    Keys,
    WorkspaceError,
    a_flag,
    a_line,
    a_mapping,
    a_name,
    one_of,
    read_yaml,
    some_lines,
    whole_number,
)

BASELINE = "baseline"

MODES = ("foot", "foot_slow", "cargo_bike", "car")
RATE_SETS = ("vektis_2020", "deventer_2021", "both")
"""The shipped sets, and both: half of the draws by each. A workspace may have sets of its own."""

PROJECTIONS = (2030, 2035, 2040)
"""Years that the shipped table of assumptions has growth for."""
CATCHMENTS = ("buurt", "address")
ASSIGN_BY = ("time", "hours")
HORIZON_MINUTES = 60
ON_FOOT: Mapping[str, tuple[int, ...]] = {"foot_slow": (5, 10)}
"""Service areas that are always drawn: on foot at the slower pace."""

BASELINE_AREAS: Mapping[str, tuple[int, ...]] = {**ON_FOOT, "cargo_bike": (5, 10, 15)}
_AREA = re.compile(r"BU[0-9]{8}|WK[0-9]{6}")
_WIJK = re.compile(r"WK[0-9A-Z]{6}")
_RATE_SET = re.compile(r"[a-z][a-z0-9_\-]{0,39}")


@dataclass(frozen=True)
class SequenceWishes:
    """Wishes on the order of opening.

    ``leads``: wijken where somebody is willing to lead (a kartrekker); ``leads_only``: no other wijk comes before all
    of those have had their turn. ``per_gemeente``: at most so many wijken of one gemeente. ``villages``: at least this
    share of every first so many are villages.
    """

    leads: tuple[str, ...] = ()
    leads_only: bool = False
    per_gemeente: int | None = None
    villages: float = 0.0


@dataclass(frozen=True)
class Scenario:
    """One planning question; ``baseline`` (today's hubs as they are) always exists and is locked.

    ``service_areas``: limits by means of travel; ``service_area_minutes``: those of the scenario's own. ``forced``: the
    hub of a buurtcode or wijkcode. ``catchment``: what is served as a whole, ``buurt`` or ``address``. ``assign_by``:
    to the hub nearest in ``time``, or such that no hub gets more than its part by concierge ``hours``.
    ``horizon_minutes``: how far travel times are kept by the scenario's own means; by others the largest of
    ``service_areas``. ``candidates``: where candidate sites come from; ``wishes``: on the hubs. ``projection``: year
    looked ahead to, None for today. ``ranking_weights``: by criterion, adding up to 1; ``ranking_top``: how many first
    places the probability is of.
    """

    scenario: str
    title: str
    objective: str
    hubs: int | None
    mode: str
    minutes: int
    service_area_minutes: tuple[int, ...]
    rate_set: str
    candidates: tuple[str, ...]
    keep: tuple[str, ...]
    forbid: tuple[str, ...]
    seed: int
    locked: bool
    service_areas: Mapping[str, tuple[int, ...]] = field(default_factory=lambda: dict(BASELINE_AREAS))
    forced: Mapping[str, str] = field(default_factory=dict)
    catchment: str = "buurt"
    assign_by: str = "time"
    horizon_minutes: int = HORIZON_MINUTES

    def limits(self) -> dict[str, tuple[int, ...]]:
        """Every limit that is asked, in minutes by means: those of the areas, and the scenario's own."""
        own = {self.mode: (*self.service_areas.get(self.mode, ()), self.minutes)}
        return {mode: tuple(sorted(set(minutes))) for mode, minutes in {**self.service_areas, **own}.items()}

    def horizon_s(self, mode: str) -> float:
        """Seconds beyond which no travel time by ``mode`` is kept."""
        return 60.0 * max(self.horizon_minutes if mode == self.mode else 0, *self.limits().get(mode, (0,)))

    projection: int | None = None
    ranking_weights: Mapping[str, float] = field(default_factory=lambda: dict(DEFAULT_WEIGHTS))
    ranking_top: int = 10
    sequence: SequenceWishes = field(default_factory=SequenceWishes)
    wishes: HubWishes = field(default_factory=HubWishes)


def load_scenarios(root: Path) -> dict[str, Scenario]:
    """All scenarios of a workspace by name, ``baseline`` first; made when there is no file for it.

    Raises:
        WorkspaceError: a file is no YAML, or holds an unknown key or a bad value.
    """
    folder = root.expanduser().absolute() / "scenarios"
    found = {BASELINE: Scenario(BASELINE, "Vandaag", "evaluate", None, "cargo_bike", 10, (5, 10, 15), "vektis_2020",
                                ("facilities",), (), (), 1, locked=True)}  # fmt: skip
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
    mode = keys.take("mode", one_of(MODES), "cargo_bike")
    minutes = keys.take("minutes", whole_number(1, 180), 10)
    areas = keys.take("service_area_minutes", lambda value: _areas(value, mode), {**ON_FOOT, mode: (5, 10, 15)})
    scenario = Scenario(
        scenario=name,
        title=keys.take("title", a_line, name),
        objective=objective,
        hubs=keys.take("hubs", whole_number(1, 1000), None),
        mode=mode,
        minutes=minutes,
        service_area_minutes=areas.get(mode, ()),
        rate_set=keys.take("rate_set", one_of((*RATE_SETS, *_own_rate_sets(path.parent.parent))), "vektis_2020"),
        candidates=keys.take("candidates", sources_of, ("facilities",)),
        keep=keys.take("keep", some_lines, ()),
        forbid=keys.take("forbid", some_lines, ()),
        seed=keys.take("seed", whole_number(0, 2**31 - 1), 1),
        locked=keys.take("locked", a_flag, name == BASELINE) or name == BASELINE,
        service_areas=areas,
        forced=keys.take("forced", _forced, {}),
        catchment=keys.take("catchment", one_of(CATCHMENTS), CATCHMENTS[0]),
        assign_by=keys.take("assign_by", one_of(ASSIGN_BY), ASSIGN_BY[0]),
        horizon_minutes=keys.take("horizon_minutes", whole_number(1, 600), HORIZON_MINUTES),
        projection=keys.take("projection", _year, None),
        ranking_weights=keys.take("ranking_weights", _weights, dict(DEFAULT_WEIGHTS)),
        ranking_top=keys.take("ranking_top", whole_number(1, 1000), 10),
        sequence=_wishes(keys.nested("sequence")),
        wishes=read_wishes(keys, objective, minutes),
    )
    keys.refuse_rest()
    if name == BASELINE and objective != "evaluate":
        raise keys.error("objective", "must stay 'evaluate': baseline is today's hubs; make another scenario file")
    if objective in ("evaluate", "set_covering") and scenario.hubs is not None:
        raise keys.error("hubs", f"has no meaning with objective '{objective}'; take it out")
    if objective not in ("evaluate", "set_covering") and scenario.hubs is None:
        raise keys.error("hubs", "is missing; write how many hubs are open, such as 3")
    refuse_conflicts(keys, scenario.keep, scenario.forbid, scenario.wishes)
    if shut := sorted(set(scenario.forced.values()) & {*scenario.forbid, *scenario.wishes.close}):
        raise keys.error("forced", f"gives buurten to {', '.join(shut)}, which may not be open; drop one of the two")
    if scenario.hubs is not None and len(scenario.keep) > scenario.hubs:
        raise keys.error("keep", f"names more hubs than the {scenario.hubs} that may be open; raise hubs or keep fewer")
    return scenario


def _own_rate_sets(root: Path) -> tuple[str, ...]:
    """Names of the sets in the workspace's own table of rates; which rows hold is said where it is loaded."""
    path = root / "data" / "kwetsbaarheid.csv"
    if not path.is_file():
        return ()
    starts = [line.split(";", 1)[0].strip(' "') for line in path.read_text("utf-8-sig", errors="replace").splitlines()]
    return tuple(name for name in dict.fromkeys(starts[1:]) if _RATE_SET.fullmatch(name) and name not in RATE_SETS)


def _year(value: Any) -> int:
    try:
        return whole_number(2025, 2100)(value)
    except ValueError:
        raise ValueError(f"must be a year such as {', '.join(str(year) for year in PROJECTIONS)}") from None


def _weights(value: Any) -> dict[str, float]:
    return checked_weights(a_mapping(value))


def _wishes(keys: Keys) -> SequenceWishes:
    wishes = SequenceWishes(
        leads=keys.take("leads", _wijken, ()),
        leads_only=keys.take("leads_only", a_flag, False),
        per_gemeente=keys.take("per_gemeente", whole_number(1, 1000), None),
        villages=keys.take("villages", _share, 0.0),
    )
    keys.refuse_rest()
    if wishes.leads_only and not wishes.leads:
        raise keys.error("leads_only", "is true, but no wijk stands under leads; name them or write false")
    return wishes


def _wijken(value: Any) -> tuple[str, ...]:
    codes = some_lines(value)
    if strange := [code for code in codes if not _WIJK.fullmatch(code)]:
        raise ValueError(f"has '{strange[0]}', which is no wijk; write CBS codes such as [WK015006]")
    return codes


def _share(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
        raise ValueError("must be a share from 0 to 1, such as 0.3")
    return float(value)


def _minutes(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError("must be a list of minutes, such as [5, 10, 15]")
    minutes = tuple(whole_number(1, 180)(item) for item in value)
    if list(minutes) != sorted(set(minutes)):
        raise ValueError("must go up without doubles, such as [5, 10, 15]")
    return minutes


def _areas(value: Any, mode: str) -> dict[str, tuple[int, ...]]:
    """Limits by means of travel: a list is of the scenario's own, on foot comes with it; a mapping is as it stands."""
    if not isinstance(value, dict):
        return {**ON_FOOT, mode: _minutes(value)}
    if not value:
        raise ValueError("must name a means of travel, such as foot_slow: [5, 10]")
    return {one_of(MODES)(means): _minutes(minutes) for means, minutes in value.items()}


def _forced(value: Any) -> dict[str, str]:
    forced = {a_line(code): a_line(hub) for code, hub in a_mapping(value).items()}
    if strange := [code for code in forced if not _AREA.fullmatch(code)]:
        raise ValueError(f"has '{strange[0]}', which is no buurt or wijk; write lines such as WK015006: HUB-03")
    return forced
