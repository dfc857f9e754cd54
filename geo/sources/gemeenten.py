"""From the names of gemeenten, as sources spell them, to CBS codes.

Which gemeenten there are is given by the caller; only spellings are known here. A name that could be two gemeenten is
left without a code, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from geo.sources.refusals import shown

_SPELLINGS: Mapping[str, str] = MappingProxyType(
    {
        "denhaag": "sgravenhage",
        "denbosch": "shertogenbosch",
        "bergenlb": "bergenl",
        "bergenlimburg": "bergenl",
        "bergennoordholland": "bergennh",
        "haarlemmerliedeca": "haarlemmerliedeenspaarnwoude",
        "kollumerlandca": "kollumerlandennieuwkruisland",
        "nuenenca": "nuenengerwenennederwetten",
        "nuenen": "nuenengerwenennederwetten",
        "sdwestfrysln": "sudwestfryslan",
        "zuidwestfriesland": "sudwestfryslan",
        "tietjerksteradeel": "tytsjerksteradiel",
        "dantumadeel": "dantumadiel",
        "ferwerderadeel": "ferwerderadiel",
        "littenseradeel": "littenseradiel",
        "millensthubert": "millensinthubert",
        "stanthonis": "sintanthonis",
        "stmichielsgestel": "sintmichielsgestel",
    }
)
"""Spellings of one gemeente that letters alone do not bring together, both in the form of :func:`plain_name`."""

_MANY = frozenset({"bergen"})
"""Bare names that two gemeenten share at the same time: Bergen (L.) and Bergen (NH.)."""


def plain_name(name: str) -> str:
    """A name for comparing: letters and digits only, without accents and case.

    ``'S-GRAVENHAGE``, ``'s-Gravenhage`` and ``s Gravenhage`` are ``sgravenhage``; ``NUENEN C.A.`` is ``nuenenca``.
    Text that was UTF-8 read as Windows text is put right first.
    """
    with suppress(UnicodeError):  # it was no such text: compared as it is
        name = name.encode("cp1252").decode("utf-8")
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if letter.isalnum() and not unicodedata.combining(letter))


@dataclass(frozen=True)
class GemeenteNames:
    """Codes by comparable name.

    Args:
        full: CBS code by name as the caller gave it.
        bare: CBS code by the part before the brackets, of names that have some: ``hengelo`` for ``Hengelo (O.)``.
        wanted: all codes the caller gave, in order.
    """

    full: Mapping[str, str]
    bare: Mapping[str, str]
    wanted: tuple[str, ...]

    @classmethod
    def of(cls, gemeenten: Mapping[str, str] | Collection[str] | None) -> GemeenteNames:
        """The names of some gemeenten.

        Args:
            gemeenten: CBS code to name; codes alone, or nothing, resolve no name.
        """
        if not isinstance(gemeenten, Mapping):
            return cls(MappingProxyType({}), MappingProxyType({}), tuple(gemeenten or ()))
        full = [(_spelled(name), code) for code, name in gemeenten.items()]
        bare = [(_spelled(_bare(name)), code) for code, name in gemeenten.items() if _bare(name) != name]
        return cls(_unambiguous(full), _unambiguous(bare), tuple(gemeenten))

    def code_of(self, name: str) -> str | None:
        """The code of a gemeente, None where the name is not known or could be two."""
        found = self.full.get(_spelled(name))
        if found is not None:
            return found
        bare = _bare(name)
        return self.bare.get(_spelled(name)) if bare == name else self.full.get(_spelled(bare))

    def codes_of(self, names: pd.Series) -> pd.Series:
        """The codes of a column of names, missing where not known."""
        return names.map({name: self.code_of(name) for name in names.dropna().unique()}).astype("str")

    def warnings(self, names: pd.Series) -> list[str]:
        """Dutch sentences on names without a code and on wanted gemeenten that the file does not have.

        Args:
            names: the names in the file, missing where blank.
        """
        codes = self.codes_of(names)
        lost = names[names.notna() & codes.isna()]
        found = []
        if len(lost):
            distinct = sorted(lost.unique())
            listed = ", ".join(shown(name) for name in distinct[:5]) + (", …" if len(distinct) > 5 else "")
            found.append(
                f"Van {len(distinct)} van {names.nunique()} gemeentenamen kent de regio geen CBS-code ({listed}); "
                f"hun {len(lost)} rijen zijn bewaard zonder code."
            )
        absent = [code for code in self.wanted if code not in set(codes.dropna())]
        if absent:
            found.append(f"Het bestand heeft geen rijen van {', '.join(absent)}.")
        return found


def _spelled(name: str) -> str:
    plain = plain_name(name)
    return _SPELLINGS.get(plain, plain)


def _bare(name: str) -> str:
    """The name without what stands in brackets behind it: ``Hengelo (O.)`` is ``Hengelo``."""
    return re.sub(r"\s*\([^()]*\)\s*$", "", name)


def _unambiguous(pairs: list[tuple[str, str]]) -> Mapping[str, str]:
    codes: dict[str, set[str]] = {}
    for name, code in pairs:
        codes.setdefault(name, set()).add(code)
    single = {name: min(found) for name, found in codes.items() if len(found) == 1}
    return MappingProxyType({name: code for name, code in single.items() if name and name not in _MANY})
