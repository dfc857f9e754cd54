"""The rules of disclosure: a value, the shipped YAML behind it, and a workspace's own lines over that.

What the rules do is elsewhere in this package; here is only what they are and which are refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from geo.yaml_keys import Keys, WorkspaceError, a_line, a_mapping, read_yaml, some_lines, whole_number

SHIPPED = Path(__file__).parent / "rules.yaml"
OWN = "openbaarheid.yaml"
"""Name of the file in a workspace that replaces single rules."""

LEAST_MINIMUM = 5
"""A minimum that a file may not go below: under it a count points at people."""


@dataclass(frozen=True)
class DisclosureRules:
    """What is withheld and how the rest is rounded; the file ``rules.yaml`` says it in Dutch.

    ``counts`` are numbers of people or deliveries; ``shares`` are percentages, each with the count it is a share of;
    ``levels`` are the areas whose totals may be known elsewhere; ``open_columns`` say nothing of persons and pass as
    they are. A column that is none of these is refused. ``contributed`` are the counts to which suppliers contribute;
    ``open_points`` the tables of ``share`` that may hold points.
    """

    min_count: int = 10
    base: int = 5
    counts: tuple[str, ...] = ("expected_frail", "deliveries", "known_addresses")
    shares: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({"reachable_pct": "expected_frail"}))
    key: str = "buurtcode"
    levels: tuple[str, ...] = ("wijkcode", "gemeentecode")
    open_columns: tuple[str, ...] = (
        "region", "buurtcode", "buurtnaam", "wijkcode", "wijknaam", "gemeentecode", "geometry",
    )  # fmt: skip
    dominance_pct: int = 85
    min_contributors: int = 2
    compare_releases: int = 6
    contributed: tuple[str, ...] = ("deliveries",)
    open_points: tuple[str, ...] = ("hub",)

    @property
    def digest(self) -> str:
        """What a release says of the rules that it was made by: twelve letters."""
        return hashlib.sha256(json.dumps(_plain(self), sort_keys=True).encode()).hexdigest()[:12]


def load_rules(workspace: Path | None = None) -> DisclosureRules:
    """The shipped rules, with those of ``workspace``'s ``openbaarheid.yaml`` over them where it has one.

    Raises:
        WorkspaceError: an unknown key, a value out of its range, a share of something that is not counted.
    """
    content = read_yaml(SHIPPED)
    where = SHIPPED
    own = workspace / OWN if workspace is not None else None
    if own is not None and own.is_file():
        where, told = own, read_yaml(own)
        Keys(told, str(own)).nested("shares")  # refuses what is no mapping before it is laid over
        unknown = [key for key in told if key not in content]
        if unknown:
            raise WorkspaceError(f"{own}: the key '{unknown[0]}' is not known; the keys are {', '.join(content)}.")
        content = content | told
    keys = Keys(content, str(where))
    rules = DisclosureRules(
        min_count=keys.take("minimum", whole_number(LEAST_MINIMUM, 1000)),
        base=keys.take("rounding", whole_number(1, 100)),
        dominance_pct=keys.take("dominance_pct", whole_number(50, 100)),
        min_contributors=keys.take("min_contributors", whole_number(1, 20)),
        compare_releases=keys.take("compare_releases", whole_number(1, 100)),
        counts=keys.take("counts", some_lines),
        shares=MappingProxyType({str(k): a_line(v) for k, v in keys.take("shares", a_mapping, {}).items()}),
        contributed=keys.take("contributed", some_lines),
        open_points=keys.take("open_points", some_lines),
    )
    keys.refuse_rest()
    loose = sorted({*rules.shares.values(), *rules.contributed} - set(rules.counts))
    if loose:
        raise WorkspaceError(f"{where}: {loose[0]} is not among the counts; add it there, or leave the rule out.")
    return rules


def _plain(rules: DisclosureRules) -> dict[str, Any]:
    values = {name: getattr(rules, name) for name in rules.__dataclass_fields__}
    return values | {"shares": dict(rules.shares)}
