"""The one door to the readers: which reader reads which source, and what is said of the file as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from geo.sources.addresses import AddressBook
from geo.sources.fields import own_files, round_file
from geo.sources.landed import Landed, Read, SourceError, content_of
from geo.workspace import FILES, OWN_FILES, Region

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

SOURCES: tuple[str, ...] = tuple(FILES)
"""All sources: the keys of ``files`` in region.yaml, streets before what is matched to its addresses."""

NEEDED = ("buurt", "streets")
"""Open sources without which a region that names them is refused; the others are passed over until they are there."""

NEAR_M = 25_000
"""How far outside a region a hospital still counts as one of its own, metres."""


@dataclass(frozen=True)
class Asked:
    """One file to read, and what its reader may need to know beside it."""

    source: str
    path: Path
    file_name: str
    region: Region
    key: bytes
    addresses: AddressBook | None
    cut: Path | None = None

    @property
    def part(self) -> bool:
        """True where the source has more files than this one."""
        return len(self.region.files[self.source]) > 1


def file_name_of(path: Path, region: Region) -> str:
    """The path of a file inside its workspace, as loads, rejects and messages name it."""
    return path.relative_to(region.root).as_posix() if path.is_relative_to(region.root) else path.name


def passed_over(source: str, path: Path, region: Region) -> str | None:
    """Why a file that region.yaml names does not count yet, in Dutch; None where it is to be read.

    An open source that was not fetched, and a template in which nothing was filled in, are no mistakes: what was loaded
    before stays.
    """
    name = file_name_of(path, region)
    if source not in OWN_FILES:
        return f"{name} is er nog niet." if source not in NEEDED and not path.exists() else None
    if source in region.mappings:  # a register of one's own, read with a mapping, is no template
        return None
    from geo.sources.untouched import is_untouched

    return f"{name} is nog niet ingevuld." if is_untouched(path, own_files()[source]) else None


def read_source(
    source: str,
    region: Region,
    *,
    key: bytes,
    addresses: AddressBook | None = None,
    path: Path | None = None,
    cut: Path | None = None,
) -> Landed:
    """Reads one file of a source of a region.

    Args:
        source: one of :data:`SOURCES`.
        region: whose files.
        key: secret of the pseudonyms, at least 16 bytes.
        addresses: the region's addresses, to find rows whose coordinates are blank.
        path: which of the source's files; None: the only one.
        cut: the street file cut to the region (:func:`geo.region_streets.streets_of`), read in place of the whole one.

    Raises:
        SourceError: the whole file is refused; one sentence with the mend.
    """
    if source not in SOURCES:
        raise SourceError(f"There is no source '{source}'; the sources are {', '.join(SOURCES)}.")
    if source not in region.files:
        raise SourceError(f"region.yaml of {region.region} names no file for '{source}'; add it under files.")
    if path is None:
        path = region.files[source][0]
    file_name = file_name_of(path, region)
    digest, size = content_of(path, file_name)
    asked = Asked(source, path, file_name, region, key, addresses, cut)
    read = _own(asked) if source in OWN_FILES else _READERS[source](asked)
    said = own_files()[source] if source in OWN_FILES else round_file() if source == "round" else None
    return Landed(
        source, file_name, digest, size, read.period, read.licence, read.attribution, read.frames, read.rejects,
        read.warnings, said.purpose if said else None, said.legal_basis if said else None,
    )  # fmt: skip


def _own(asked: Asked) -> Read:
    from geo.sources.own import read_own

    file = own_files()[asked.source]
    return read_own(
        asked.path, asked.file_name, file, asked.region.region, asked.key, asked.addresses,
        asked.region.mappings.get(asked.source),
    )  # fmt: skip


# Readers are imported where they are used: each brings a heavy library of its own.


def _buurt(asked: Asked) -> Read:
    from geo.sources import cbs

    read = cbs.read_buurten(asked.path, asked.file_name, asked.region.gemeenten, part=asked.part)
    return Read({"intake.buurt": read.frame}, read.rejects, read.warnings, read.period, cbs.LICENCE, cbs.ATTRIBUTION)


def _buurt_earlier(asked: Asked) -> Read:
    from geo.sources import cbs

    current = _buurten(asked.region)
    years = current["year"].dropna()
    return cbs.read_earlier_buurten(
        asked.path, asked.file_name, current, to_year=int(years.max()) if len(years) else None
    )


def _key_figure(asked: Asked) -> Read:
    from geo.sources import cbs

    return cbs.read_key_figures(
        asked.path, asked.file_name, asked.region.gemeenten, part=asked.part, changes=_changes(asked.region)
    )


def _changes(region: Region) -> pd.DataFrame | None:
    """Buurten of earlier years over the region's, of the files that are there; None where there is none."""
    import pandas as pd

    paths = [path for path in region.files.get("buurt_earlier", ()) if path.is_file()]
    if not paths or "buurt" not in region.files:
        return None
    read = [
        _buurt_earlier(Asked("buurt_earlier", path, file_name_of(path, region), region, b"", None)) for path in paths
    ]
    return pd.concat([each.frames["intake.area_change"] for each in read], ignore_index=True)


def _health(asked: Asked) -> Read:
    from geo.sources.health import read_health

    return read_health(asked.path, asked.file_name, asked.region.gemeenten)


def _care_use(asked: Asked) -> Read:
    from geo.sources.vektis import read_care_use

    return read_care_use(asked.path, asked.file_name, _gemeente_names(asked.region), year=_fetched_year(asked))


def _population_age(asked: Asked) -> Read:
    from geo.sources.population import read_population_by_age

    return read_population_by_age(asked.path, asked.file_name, _gemeente_names(asked.region))


def _frailty_rate(asked: Asked) -> Read:
    from geo.sources.frailty_rates import read_frailty_rates

    return read_frailty_rates(asked.path, asked.file_name)


def _assumption(asked: Asked) -> Read:
    from geo.sources.assumptions import read_assumptions

    return read_assumptions(asked.path, asked.file_name)


def _streets(asked: Asked) -> Read:
    from geo.sources import osm
    from geo.sources.landed import no_rejects

    streets = osm.read_streets(asked.cut or asked.path, asked.file_name)
    return Read(streets.frames, no_rejects(), streets.warnings, None, osm.LICENCE, osm.ATTRIBUTION)


def _hospital(asked: Asked) -> Read:
    from geo.sources.hospitals import read_hospitals

    return _near(read_hospitals(asked.path, asked.file_name), asked.region)


def _zone(asked: Asked) -> Read:
    from geo.sources.zones import read_zones

    return read_zones(asked.path, asked.file_name)


def _round(asked: Asked) -> Read:
    from geo.sources.rounds import read_round

    return read_round(asked.path, asked.file_name, asked.region.region, asked.key, asked.addresses)


def _near(read: Read, region: Region) -> Read:
    """A list of the whole country without what lies far from the region."""
    if "buurt" not in region.files:
        return read
    import geopandas as gpd

    frame = gpd.GeoDataFrame(read.frames["intake.facility"])
    kept = frame[frame.distance(_buurten(region).union_all()) <= NEAR_M].reset_index(drop=True)
    told = f"{len(frame) - len(kept)} van {len(frame)} locaties liggen verder dan {NEAR_M // 1000} km van de regio."
    return replace(read, frames={"intake.facility": kept}, warnings=(*read.warnings, told))


def _fetched_year(asked: Asked) -> int | None:
    """The year of a file that was fetched and is still as it came; None for any other."""
    from geo.fetch.lock import read_lock

    fetched = read_lock(asked.region.root).files.get(asked.file_name)
    if fetched is None or not fetched.period or fetched.sha256 != content_of(asked.path, asked.file_name)[0]:
        return None
    return int(fetched.period)


def _buurten(region: Region) -> gpd.GeoDataFrame:
    """The region's buurten as its files have them; SourceError where it names none."""
    import geopandas as gpd
    import pandas as pd

    from geo.sources import cbs

    paths = region.files.get("buurt", ())
    if not paths:
        raise SourceError(f"region.yaml of {region.region} names no file for 'buurt'; add it under files.")
    read = [
        cbs.read_buurten(path, file_name_of(path, region), region.gemeenten, part=len(paths) > 1).frame
        for path in paths
    ]
    return gpd.GeoDataFrame(pd.concat(read, ignore_index=True))


def _gemeente_names(region: Region) -> dict[str, str]:
    """The region's gemeenten, code to name, as its buurten have them; a code without a name is left out."""
    named = _buurten(region).dropna(subset="gemeentenaam").drop_duplicates("gemeentecode")
    return dict(zip(named["gemeentecode"], named["gemeentenaam"], strict=True))


_READERS: Mapping[str, Callable[[Asked], Read]] = {
    "buurt": _buurt, "buurt_earlier": _buurt_earlier, "key_figure": _key_figure, "health": _health,
    "care_use": _care_use, "population_age": _population_age, "frailty_rate": _frailty_rate, "assumption": _assumption,
    "streets": _streets, "hospital": _hospital, "zone": _zone, "round": _round,
}  # fmt: skip
