"""Reading a YAML mapping key by key, with a plain sentence for whatever is not as it should be.

Which keys a file has is said where it is loaded (:mod:`geo.workspace`).
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import yaml

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


class WorkspaceError(ValueError):
    """A workspace is not as it should be; the message names the file, the key and the mend in one sentence."""


class _UniqueKeys(yaml.SafeLoader):
    """A safe loader that refuses a key that is there twice, where YAML would silently take the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key '{key.value}' is there twice", key.start_mark
                )
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping of a YAML file; WorkspaceError where it is none."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_UniqueKeys)  # noqa: S506 - a SafeLoader
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be read ({error.strerror}); check that you may open it.") from None
    except UnicodeDecodeError:
        raise WorkspaceError(f"{path} is not UTF-8 text; save it again as UTF-8.") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise WorkspaceError(
            f"{path}, line {line}: {error.problem}; mend that line (spaces, quotes, colons)."
        ) from None
    except ValueError:  # such as 2026-02-30, which YAML takes for a date
        raise WorkspaceError(f"{path} holds a date that does not exist; mend it.") from None
    except (yaml.YAMLError, RecursionError):
        raise WorkspaceError(f"{path} is not YAML; compare it with the file that `wijk init` makes.") from None
    if not isinstance(content, dict):
        raise WorkspaceError(f"{path} must hold lines of 'key: value', as the file that `wijk init` makes.")
    return content


class _Missing:
    """Says that a key has no default."""


class Keys:
    """The keys of one YAML mapping, taken one by one; what is left over is unknown."""

    def __init__(self, content: dict[str, Any], where: str, prefix: str = "") -> None:
        self._content, self._where, self._prefix = dict(content), where, prefix
        self._taken: list[str] = []

    def take[T](self, key: str, check: Callable[[Any], T], default: Any = _Missing) -> T:
        """The value of a key after ``check``; WorkspaceError where it is bad, or missing without a default."""
        self._taken.append(key)
        value = self._content.pop(key, None)
        if value is None:
            if default is _Missing:
                raise self.error(key, "is missing; add it as in the file that `wijk init` makes")
            taken: T = default
            return taken
        try:
            return check(value)
        except ValueError as error:
            raise self.error(key, str(error)) from None

    def nested(self, key: str) -> Keys:
        """The keys of a mapping inside this one; none where it is absent."""
        return Keys(self.take(key, a_mapping, {}), self._where, f"{self._prefix}{key}.")

    def refuse_rest(self) -> None:
        """WorkspaceError where a key was never asked for."""
        for key in self._content:
            near = difflib.get_close_matches(str(key), self._taken, n=1)
            mend = f"did you mean '{near[0]}'?" if near else f"the keys are {', '.join(self._taken)}."
            raise WorkspaceError(f"{self._where}: the key '{self._prefix}{key}' is not known; {mend}")

    def error(self, key: str, problem: str) -> WorkspaceError:
        """The error that says what is wrong with a key."""
        return WorkspaceError(f"{self._where}: {self._prefix}{key} {problem}.")


def a_mapping(value: Any) -> dict[str, Any]:
    """A mapping."""
    if not isinstance(value, dict):
        raise ValueError("must hold lines of 'key: value', indented")
    return value


def a_name(value: Any) -> str:
    """A key of our own, such as ``drie-hubs``."""
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise ValueError("must be a short name of small letters, digits and hyphens, such as voorbeeldstad")
    return value


def a_line(value: Any) -> str:
    """A line of text; a number is taken as text."""
    if not isinstance(value, str | int) or isinstance(value, bool) or not str(value).strip():
        raise ValueError("must be a line of text; put quotes around it")
    return str(value).strip()


def some_lines(value: Any) -> tuple[str, ...]:
    """A list of lines of text."""
    if not isinstance(value, list):
        raise ValueError("must be a list, such as [een, twee]")
    return tuple(a_line(item) for item in value)


def a_flag(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def whole_number(low: int, high: int) -> Callable[[Any], int]:
    """A check for a whole number in [low, high]."""

    def check(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return value

    return check


def one_of(choices: Sequence[str]) -> Callable[[Any], str]:
    """A check for one of ``choices``."""

    def check(value: Any) -> str:
        if value not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}")
        return str(value)

    return check


def a_date(value: Any) -> dt.date:
    """A date, as YAML writes it."""
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
        raise ValueError("must be a date such as 2026-02-03")
    return value
