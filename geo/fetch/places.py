"""Where the open sources are: base addresses as data, which a YAML file may replace for tests and mirrors."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from geo.fetch.client import Manners
from geo.yaml_keys import Keys, a_line, read_yaml


@dataclass(frozen=True)
class Places:
    """Base addresses, without a slash at the end.

    Args:
        pdok: boundaries with key figures (OGC API Features); ``{year}`` stands for the year of the boundaries.
        cbs_v4: CBS StatLine, OData version 4.
        cbs_v3: CBS StatLine, OData version 3, asked where version 4 fails.
        health: figures of third parties at CBS (RIVM), OData version 3.
        vektis: folder of the open files of Vektis.
        overpass: Overpass API of OpenStreetMap.
        osm_extract: a regional extract (.osm.pbf) to take instead of Overpass; empty where there is none.
    """

    pdok: str = "https://api.pdok.nl/cbs/wijken-en-buurten-{year}/ogc/v1"
    cbs_v4: str = "https://datasets.cbs.nl/odata/v1/CBS"
    cbs_v3: str = "https://opendata.cbs.nl/ODataApi/odata"
    health: str = "https://dataderden.cbs.nl/ODataApi/odata"
    vektis: str = "https://www.vektis.nl/uploads/Docs%20per%20pagina/Open%20Data%20Bestanden"
    overpass: str = "https://overpass-api.de/api"
    osm_extract: str = ""


def read_places(path: Path | None) -> tuple[Places, Manners]:
    """The addresses and manners, with what a YAML file puts in their place.

    Args:
        path: a YAML file with keys of :class:`Places` and :class:`geo.fetch.client.Manners`; None for what we have.

    Raises:
        WorkspaceError: the file is no YAML, or holds an unknown key or a bad value.
    """
    places, manners = Places(), Manners()
    if path is None:
        return places, manners
    keys = Keys(read_yaml(path), str(path))
    addresses = {field.name: keys.take(field.name, a_line, getattr(places, field.name)) for field in fields(Places)}
    pace: dict[str, Any] = {
        field.name: keys.take(field.name, _seconds, getattr(manners, field.name)) for field in fields(Manners)
    }
    keys.refuse_rest()
    pace["attempts"] = max(1, int(pace["attempts"]))
    return replace(places, **{name: url.rstrip("/") for name, url in addresses.items()}), replace(manners, **pace)


def _seconds(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 3600:
        raise ValueError("must be a number from 0 to 3600")
    return float(value)
