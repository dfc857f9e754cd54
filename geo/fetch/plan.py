"""Which gemeente is meant, and which sources there are for it. Nothing is written here but to the desk."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from geo.fetch import cbs, osm, pdok, vektis
from geo.fetch.client import FetchError
from geo.fetch.desk import Desk
from geo.fetch.lock import Gemeente
from geo.fetch.places import Places
from geo.fetch.source import Source
from geo.sources import health, population
from geo.sources import osm as streets
from geo.sources import vektis as care
from geo.sources.cbs import buurten, key_figures
from geo.workspace import FILES

YEAR = 2024
"""The newest year whose table is whole: CBS fills a year's table in over two years."""

EARLIER = 2
"""So many years before its own, a region's earlier boundaries are fetched, where no year is named."""

_ALSO = {"den haag": "s gravenhage", "den bosch": "s hertogenbosch"}
_CODE = re.compile(r"(?:gm)?([0-9]{4})")


def resolve(named: str, known: Iterable[Gemeente]) -> Gemeente:
    """The gemeente that a name or code means.

    Args:
        named: such as ``Deventer``, ``GM0150`` or ``0150``; capitals, accents and a suffix as in ``Hengelo (O.)`` are
            free.
        known: the gemeenten there are.

    Raises:
        FetchError: none has that name, or more than one; the sentence names the near ones.
    """
    gemeenten = list(known)
    code = _CODE.fullmatch(named.strip().casefold())
    if code:
        found = [one for one in gemeenten if one.code == f"GM{code.group(1)}"]
    else:
        wish = plain(named)
        wish = _ALSO.get(wish, wish)
        found = [one for one in gemeenten if wish == plain(one.name)]
        found = found or [one for one in gemeenten if wish == plain(re.sub(r"\(.*?\)", "", one.name))]
    if len(found) == 1:
        return found[0]
    if found:
        raise FetchError(f"There is more than one gemeente '{_shown(named)}': {_listed(found)}; give the code.")
    names = {plain(one.name): one for one in gemeenten}
    near = [names[name] for name in difflib.get_close_matches(plain(named), list(names), n=3, cutoff=0.6)]
    mend = f"did you mean {_listed(near, ' or ')}?" if near else "write its name as CBS does, or its code (GM0150)."
    raise FetchError(f"There is no gemeente '{_shown(named)}'; {mend}")


def plain(name: str) -> str:
    """A name without accents, signs and capitals, to compare it."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z0-9]+", kept.removeprefix("gemeente ")))


def look_up(named: str, desk: Desk, places: Places, year: int) -> Gemeente:
    """The gemeente that a name or code means, by PDOK, else by CBS; a code passes where both fail.

    Raises:
        FetchError: there is no such gemeente, or a name cannot be looked up anywhere.
    """
    failed: list[FetchError] = []
    for gemeenten in (pdok.gemeenten, cbs.gemeenten):
        try:
            known = gemeenten(desk, places, year)
        except FetchError as error:
            failed.append(error)
            continue
        return resolve(named, known)
    code = _CODE.fullmatch(named.strip().casefold())
    if code:
        return Gemeente(f"GM{code.group(1)}", f"GM{code.group(1)}")
    raise FetchError(f"A name cannot be looked up now (a code such as GM0150 can do without): {failed[0]}")


def sources(
    places: Places, year: int, wanted: tuple[Gemeente, ...], boundaries: Path, *, earlier: int | None = None
) -> tuple[Source, ...]:
    """The open sources of some gemeenten, boundaries before what is cut by them.

    Args:
        places: base addresses.
        year: of boundaries and key figures.
        wanted: gemeenten.
        boundaries: the file of buurten that the region reads.
        earlier: year of the earlier boundaries; None: :data:`EARLIER` years before.
    """
    codes = " ".join(one.code for one in wanted)
    before = year - EARLIER if earlier is None else earlier
    care_file = FILES["care_use"]
    return (
        Source("pdok", "boundaries with key figures (PDOK)", "buurt", FILES["buurt"],
               f"{pdok.base(places, year)} {codes}", buurten.LICENCE, buurten.ATTRIBUTION, 30,
               lambda desk: pdok.buurten(desk, places, year, wanted)),
        Source("pdok-earlier", f"boundaries of {before} (PDOK)", "buurt_earlier", FILES["buurt_earlier"],
               f"{pdok.base(places, before)} {year} {codes}", buurten.LICENCE, buurten.ATTRIBUTION, 365,
               lambda desk: pdok.earlier_buurten(desk, places, year, before, wanted), extra=True),
        Source("cbs", "key figures (CBS)", "key_figure", FILES["key_figure"], f"{places.cbs_v4} {year} {codes}",
               key_figures.LICENCE, key_figures.ATTRIBUTION, 30,
               lambda desk: cbs.key_figures(desk, places, year, wanted)),
        Source("cbs-ages", "inhabitants by age (CBS)", "population_age", FILES["population_age"],
               f"{places.cbs_v3} ages {year} {codes}", population.LICENCE, population.ATTRIBUTION, 90,
               lambda desk: cbs.ages(desk, places, year, wanted), extra=True),
        Source("rivm", "health (RIVM)", "health", FILES["health"], f"{places.health} {year} {codes}",
               health.LICENCE, health.ATTRIBUTION, 30, lambda desk: cbs.health(desk, places, year, wanted)),
        Source("vektis", "care costs by gemeente (Vektis)", "care_use", care_file.replace("*", "gemeente"),
               f"{places.vektis} {year}", care.LICENCE, care.ATTRIBUTION, 90,
               lambda desk: vektis.care_use(desk, places, year, "gemeente")),
        Source("vektis-pc3", "care costs by postcode (Vektis)", "care_use", care_file.replace("*", "postcode3"),
               f"{places.vektis} postcode3 {year}", care.LICENCE, care.ATTRIBUTION, 90,
               lambda desk: vektis.care_use(desk, places, year, "postcode3"), extra=True),
        Source("osm", "streets (OpenStreetMap)", "streets", FILES["streets"],
               f"{places.osm_extract or places.overpass} {codes}", streets.LICENCE, streets.ATTRIBUTION, 7,
               lambda desk: osm.streets(desk, places, boundaries, wanted)),
    )  # fmt: skip


def _shown(named: str) -> str:
    return "".join(letter for letter in named if letter.isprintable())[:60]


def _listed(gemeenten: Iterable[Gemeente], joint: str = ", ") -> str:
    return joint.join(f"{one.name} ({one.code})" for one in gemeenten)
