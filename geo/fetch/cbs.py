"""CBS StatLine: key figures, inhabitants by age, and RIVM's health table, with the metadata that names their columns.

All pages of a table become one JSON document, rows and metadata verbatim, in the shape that :mod:`geo.sources` reads.
OData version 4 is asked first, version 3 where that fails. Sources: https://www.cbs.nl/nl-nl/onze-diensten/open-data,
table 50150NED at https://dataderden.cbs.nl.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from geo.fetch.client import FetchError
from geo.fetch.desk import Desk
from geo.fetch.lock import Gemeente, gemeente_of
from geo.fetch.places import Places
from geo.fetch.source import Made
from geo.sources.cbs.statline import KEY_FIGURE_TABLES

HEALTH_TABLE = "50150NED"
AGE_TABLE = "03759ned"
AREA = "WijkenEnBuurten"
REGION = "RegioS"
KINDS = ("GM", "WK", "BU")
ALL_MARITAL = ("BurgerlijkeStaat", "T001019")
"""The dimension of the age table that is not asked for, and its total."""

V3_LIMIT = 10_000
"""Version 3 gives no more rows than this at once; a page that is full may have been cut."""

_TABLE = re.compile(r"[0-9]{5}[A-Za-z]{3}")


def table_of(desk: Desk, places: Places, year: int) -> str:
    """The table of key figures of a year; looked up in the catalogue where it is not known yet.

    Raises:
        FetchError: the catalogue fails, or holds no such table or more than one.
    """
    if year in KEY_FIGURE_TABLES:
        return KEY_FIGURE_TABLES[year]
    title = f"Kerncijfers wijken en buurten {year}"
    query = quote(f"contains(Title,'{title}')", safe="(),")
    found = _v4_rows(desk, f"{places.cbs_v4}/Datasets?$filter={query}", "catalogue")
    tables = {str(row.get("Identifier")) for row in found if str(row.get("Title", "")).strip() == title}
    if len(tables) != 1 or not _TABLE.fullmatch(next(iter(tables))):
        years = f"{min(KEY_FIGURE_TABLES)} to {max(KEY_FIGURE_TABLES)}"
        raise FetchError(f"CBS has no table '{title}'; choose a --year from {years}.")
    return tables.pop()


def gemeenten(desk: Desk, places: Places, year: int) -> list[Gemeente]:
    """All gemeenten of a year by code and name, for when PDOK cannot tell.

    Raises:
        FetchError: CBS fails too.
    """
    table = table_of(desk, places, year)
    query = quote("startswith(Identifier,'GM')", safe="(),")
    rows = _v4_rows(desk, f"{places.cbs_v4}/{table}/{AREA}Codes?$filter={query}", "gemeenten4")
    found = [gemeente_of(row.get("Identifier"), row.get("Title")) for row in rows]
    return [gemeente for gemeente in found if gemeente]


def key_figures(desk: Desk, places: Places, year: int, wanted: tuple[Gemeente, ...]) -> Made:
    """The key figures of gemeenten, wijken and buurten of some gemeenten.

    Raises:
        FetchError: neither version of the service gives the whole table.
    """
    table = table_of(desk, places, year)
    try:
        document = _v4(desk, f"{places.cbs_v4}/{table}", table, year, wanted)
    except FetchError as first:
        mark = len(desk.requests)
        try:
            document = _v3(desk, f"{places.cbs_v3}/{table}", table, wanted, "kwb3", {})
        except FetchError as second:
            raise FetchError(f"{first} Version 3 failed too: {second}") from None
        del desk.requests[:mark]
        document["period"] = str(year)
    return _made(desk, document, "kerncijfers.json")


def health(desk: Desk, places: Places, year: int, wanted: tuple[Gemeente, ...]) -> Made:
    """RIVM's health figures of some gemeenten: the last period up to a year, or the last there is.

    Raises:
        FetchError: the service fails, or has no figures of one of them.
    """
    root = f"{places.health}/{HEALTH_TABLE}"
    chosen = _period(desk, root, HEALTH_TABLE, year, "https://dataderden.cbs.nl", "perioden")
    document = _v3(desk, root, HEALTH_TABLE, wanted, "health", {"Perioden": chosen})
    document["period"] = chosen[:4]
    return _made(desk, document, "gezondheid.json")


def ages(desk: Desk, places: Places, year: int, wanted: tuple[Gemeente, ...]) -> Made:
    """Inhabitants by single year of age and sex of some gemeenten: the last 1 January up to a year.

    Raises:
        FetchError: the service fails, or has no figures of one of them.
    """
    root = f"{places.cbs_v3}/{AGE_TABLE}"
    chosen = _period(desk, root, AGE_TABLE, year, "https://opendata.cbs.nl", "ages-perioden")
    narrowed = {"Perioden": chosen, ALL_MARITAL[0]: ALL_MARITAL[1]}
    document = _v3(desk, root, AGE_TABLE, wanted, "ages", narrowed, area=REGION, kinds=("GM",))
    document["period"] = chosen[:4]
    return _made(desk, document, "bevolking.json", area=REGION)


def _period(desk: Desk, root: str, table: str, year: int, where: str, name: str) -> str:
    """The key of a table's last year up to a year, or of its last one."""
    periods = [str(row.get("Key", "")).strip() for row in _v3_rows(desk, f"{root}/Perioden?$format=json", name)]
    years = sorted({key for key in periods if re.fullmatch(r"[0-9]{4}JJ00", key)})
    if not years:
        raise FetchError(f"Table {table} names no years; look for its successor on {where}.")
    return max((key for key in years if int(key[:4]) <= year), default=years[-1])


def _whole(document: dict[str, Any], wanted: tuple[Gemeente, ...], area: str = AREA) -> dict[str, Any]:
    """The document, when it has metadata and rows of every gemeente."""
    if not document["properties"]:
        raise FetchError(f"Table {document['table']} came without what its columns mean; try again later.")
    there = {str(row.get(area, ""))[2:6] for row in document["rows"]}
    for gemeente in wanted:
        if gemeente.code[2:] not in there:
            raise FetchError(f"Table {document['table']} has no rows of {gemeente.name}; choose another --year.")
    return document


def _made(desk: Desk, document: dict[str, Any], name: str, area: str = AREA) -> Made:
    rows = document["rows"]
    path = desk.write(name, json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n")
    areas = {str(row.get(area, "")).strip() for row in rows}
    return Made(path, document["period"], f"table {document['table']}, {len(areas)} areas, {len(rows)} rows")


def _v4(desk: Desk, root: str, table: str, year: int, wanted: tuple[Gemeente, ...]) -> dict[str, Any]:
    """A table through OData version 4."""
    properties = desk.json(f"{root}/Properties", "kwb4-properties.json")
    document = {
        "table": table,
        "title": properties.get("Title"),
        "period": str(year),
        "source": root,
        "properties": _v4_rows(desk, f"{root}/MeasureCodes", "kwb4-measures"),
        "groups": _v4_rows(desk, f"{root}/MeasureGroups", "kwb4-groups"),
        "areas": _v4_rows(desk, f"{root}/{AREA}Codes?$filter={_areas('Identifier', wanted)}", "kwb4-areas"),
        "rows": _v4_rows(desk, f"{root}/Observations?$filter={_areas(AREA, wanted)}", "kwb4-observations"),
    }
    return _whole(document, wanted)


def _v3(
    desk: Desk,
    root: str,
    table: str,
    wanted: tuple[Gemeente, ...],
    name: str,
    chosen: Mapping[str, str],
    *,
    area: str = AREA,
    kinds: tuple[str, ...] = KINDS,
) -> dict[str, Any]:
    """A table through OData version 3, its other dimensions' codes included; ``chosen`` narrows those that it has."""
    infos = _v3_rows(desk, f"{root}/TableInfos?$format=json", f"{name}-infos")
    properties = _v3_rows(desk, f"{root}/DataProperties?$format=json", f"{name}-properties")
    dimensions = [
        str(row.get("Key"))
        for row in properties
        if str(row.get("Type", "")).endswith("Dimension") and str(row.get("Key", "")).isidentifier()
    ]
    others = [key for key in dimensions if key != area]
    narrowed = "".join(f" and {key} eq '{value}'" for key, value in chosen.items() if key in dimensions)
    filtered = f"({_areas(area, wanted, kinds, plain=True)}){narrowed}"
    document = {
        "table": table,
        "title": infos[0].get("Title") if infos else None,
        "period": None,
        "source": root,
        "properties": properties,
        "areas": _v3_rows(desk, f"{root}/{area}?$format=json&$filter={_areas('Key', wanted, kinds)}", f"{name}-areas"),
        "codes": {key: _v3_rows(desk, f"{root}/{key}?$format=json", f"{name}-codes-{key}") for key in others},
        "rows": _v3_rows(
            desk, f"{root}/TypedDataSet?$format=json&$filter={quote(filtered, safe='(),')}", f"{name}-rows"
        ),
    }  # fmt: skip
    return _whole(document, wanted, area)


def _areas(column: str, wanted: tuple[Gemeente, ...], kinds: tuple[str, ...] = KINDS, *, plain: bool = False) -> str:
    """The filter for areas of these kinds of some gemeenten."""
    text = " or ".join(f"startswith({column},'{kind}{one.code[2:]}')" for one in wanted for kind in kinds)
    return text if plain else quote(text, safe="(),")


def _v4_rows(desk: Desk, url: str, name: str) -> list[dict[str, Any]]:
    return [row for page in desk.pages(url, name, lambda page: page.get("@odata.nextLink")) for row in _value(page)]


def _v3_rows(desk: Desk, url: str, name: str) -> list[dict[str, Any]]:
    rows = []
    for page in desk.pages(url, name, lambda page: page.get("odata.nextLink")):
        found = _value(page)
        if len(found) >= V3_LIMIT and page.get("odata.nextLink") is None:
            raise FetchError(f"CBS cut its answer off at {V3_LIMIT} rows; fetch fewer gemeenten at once.")
        rows += found
    return rows


def _value(page: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = page.get("value")
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise FetchError("CBS sent JSON that is no page of a table; try again later.")
    return found
