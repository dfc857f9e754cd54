"""StatLine tables on disk to cells and measures: OData v3 (typed, untyped) and v4 (Observations), as JSON or CSV.

What a measure means for us is not known here; that is :mod:`geo.sources.cbs.columns`. RIVM publishes in the same form.

One table, as `wijk fetch` writes it, is one JSON document::

    {"table": "85984NED", "period": "2024",
     "properties": [...],   v3: rows of /DataProperties;  v4: rows of /MeasureCodes
     "groups": [...],       v4, optional: rows of /MeasureGroups
     "areas": [...],        optional: code list of the areas (Key or Identifier, Title)
     "codes": {"Leeftijd": [...]},   optional: code lists of other dimensions
     "rows": [...]}         v3: /TypedDataSet or /UntypedDataSet;  v4: /Observations; all pages joined

Also read: a page as served (``{"value": [...]}``), a list of such pages or of rows, and CSV with semicolons; then the
metadata may lie beside it as ``DataProperties.json`` or ``MeasureCodes.json``, with or without the file's stem before.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pandas as pd

from geo.sources.csvtext import read_cells
from geo.sources.landed import REJECT_COLUMNS, SourceError, no_rejects

KEY_FIGURE_TABLES: Mapping[int, str] = {
    2013: "82339NED", 2014: "82931NED", 2015: "83220NED", 2016: "83487NED", 2017: "83765NED", 2018: "84286NED",
    2019: "84583NED", 2020: "84799NED", 2021: "85039NED", 2022: "85318NED", 2023: "85618NED", 2024: "85984NED",
    2025: "86165NED",
}  # fmt: skip
"""Year -> table of Kerncijfers wijken en buurten."""

_TABLE = re.compile(r"(?<![0-9A-Za-z])([0-9]{5}(?:NED|ned))(?![0-9A-Za-z])")
MOST_COLUMNS = 2_000
_LONG = frozenset({"Measure", "Value"})
_LONG_ONLY = ("Id", "Measure", "Value", "ValueAttribute", "StringValue")
_NUMBERED = re.compile(r"_[0-9]+$")
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Measure:
    """A column of figures: its key, the title without order number, its unit and the titles of its groups, if known."""

    key: str
    title: str
    unit: str | None
    groups: tuple[str, ...]


@dataclass(frozen=True)
class StatTable:
    """A table as it lies on disk.

    Args:
        table: identifier, such as ``85984NED``; None where neither document nor file name has one.
        period: year that the document states.
        measures: the columns of figures.
        dimensions: the other columns: areas, periods, ages.
        cells: ``row_number`` (of v4: of the first observation), a column of stripped text for each dimension, and the
            cells as they are under the key of each measure.
        codes: by dimension code -> title, codes stripped.
        described: whether the table's own metadata was there.
        rejects: lines that have no such cells.
        warnings: Dutch sentences.
    """

    table: str | None
    period: int | None
    measures: tuple[Measure, ...]
    dimensions: tuple[str, ...]
    cells: pd.DataFrame
    codes: Mapping[str, Mapping[str, str]]
    described: bool
    rejects: pd.DataFrame
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class _Document:
    rows: pd.DataFrame
    properties: Rows
    groups: Rows
    codes: Mapping[str, Rows]
    table: str | None
    period: str | None
    rejects: pd.DataFrame
    warnings: tuple[str, ...]


def read_table(path: Path, file_name: str) -> StatTable:
    """Reads a StatLine table.

    Args:
        path: JSON or CSV, see the module.
        file_name: path inside the workspace, for messages and rejects.

    Raises:
        SourceError: not JSON or CSV of CBS, no rows, a page of more that are not there, or broken metadata.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{file_name} cannot be read ({error.strerror}); check that you may open it.") from None
    start = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<":
        raise SourceError(f"{file_name} is a web page or XML, not a table of CBS; get it again as JSON or CSV.")
    document = _from_json(data, file_name) if start in (b"{", b"[") else _from_csv(data, file_name)
    if document.rows.empty:
        raise SourceError(f"{file_name} holds no rows; get the table again, or check the selection.")
    properties = document.properties or _beside(path, file_name)
    long = set(document.rows.columns) >= _LONG
    cells, doubles = _wide(document.rows, file_name) if long else (document.rows, no_rejects())
    if long:
        measures = _measures_v4(sorted(set(_stripped(document.rows["Measure"]).dropna())), properties, document.groups)
    else:
        measures = _measures_v3(cells, properties)
    keys = {measure.key for measure in measures}
    dimensions = tuple(str(name) for name in cells.columns if name not in keys and name not in ("row_number", "ID"))
    texts = {name: _stripped(cells[name]) for name in dimensions}
    columns = {"row_number": cells["row_number"], **texts, **{key: cells[key] for key in cells.columns if key in keys}}
    found = _TABLE.search(file_name)
    table = document.table or (found[1] if found else None)
    return StatTable(
        table=table.upper() if table else None,
        period=_year(document.period),
        measures=measures,
        dimensions=dimensions,
        cells=pd.DataFrame(columns),
        codes={name: _titles(rows) for name, rows in document.codes.items()},
        described=bool(properties),
        rejects=pd.concat([document.rejects, doubles], ignore_index=True),
        warnings=document.warnings,
    )


def _from_json(data: bytes, file_name: str) -> _Document:
    try:
        content = orjson.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        raise SourceError(f"{file_name} is no complete JSON; get the table again.") from None
    pages = content if isinstance(content, list) else [content]
    top = content if isinstance(content, dict) else {}
    if all(isinstance(page, dict) for page in pages) and any("value" in page or "rows" in page for page in pages):
        rows = [row for page in pages for row in _records(page, "rows" if "rows" in page else "value", file_name)]
        last = pages[-1]
        if last.get("odata.nextLink") or last.get("@odata.nextLink"):
            raise SourceError(f"{file_name} is one page of more; follow the next links and save all pages in one file.")
    else:
        rows = [row for row in pages if isinstance(row, dict)]
        if len(rows) != len(pages):
            raise SourceError(f"{file_name} holds no rows of a table of CBS; get the table again.")
    codes = {str(name): _records(top["codes"], str(name), file_name) for name in _object(top, "codes")}
    codes["areas"] = _records(top, "areas", file_name)
    if len(set(itertools.chain.from_iterable(rows))) > MOST_COLUMNS:
        raise SourceError(f"{file_name} has over {MOST_COLUMNS} columns; get the table again from CBS.")
    frame = pd.DataFrame.from_records(rows) if rows else pd.DataFrame()
    frame.columns = frame.columns.astype("str")
    return _Document(
        rows=frame.assign(row_number=np.arange(1, len(frame) + 1)),
        properties=_records(top, "properties", file_name),
        groups=_records(top, "groups", file_name),
        codes=codes,
        table=str(top["table"]).strip() if top.get("table") else None,
        period=str(top["period"]) if top.get("period") else None,
        rejects=no_rejects(),
        warnings=(),
    )


def _object(top: dict[str, Any], name: str) -> dict[str, Any]:
    found = top.get(name)
    return found if isinstance(found, dict) else {}


def _records(top: dict[str, Any], name: str, file_name: str) -> Rows:
    """The list of objects under a name, or under ``value`` there; empty where the name is absent."""
    found = top.get(name)
    if isinstance(found, dict):
        found = found.get("value")
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise SourceError(f"{file_name} has no list of rows under '{name[:60]}'; get the table again.")
    return found


def _from_csv(data: bytes, file_name: str) -> _Document:
    raw = read_cells(data, file_name)
    names = {f"f{number}": name for number, name in enumerate(raw.header)}
    twice = sorted({name for name in raw.header if raw.header.count(name) > 1})
    if twice:
        raise SourceError(f"{file_name} has columns of the same name twice; save the table again without labels.")
    lines = [(number, "cells", f"De regel moet {len(raw.header)} cellen hebben.") for number in raw.wrong_length]
    lines += [(number, "line_break", "Een aanhalingsteken is niet gesloten.") for number in raw.broken]
    told = {"file_name": file_name, "column_name": "", "value": ""}
    rejects = [told | {"row_number": number, "rule": rule, "sentence": text} for number, rule, text in sorted(lines)]
    warnings = ["Het bestand is geen UTF-8 en is als Windows-tekst gelezen."] if raw.encoding != "utf-8" else []
    if raw.open_end:
        warnings.append("De laatste regel eindigt niet met een regeleinde; kijk na of het bestand niet is afgekapt.")
    return _Document(
        rows=raw.rows.rename(columns=names),
        properties=[],
        groups=[],
        codes={},
        table=None,
        period=None,
        rejects=pd.concat([no_rejects(), pd.DataFrame(rejects, columns=list(REJECT_COLUMNS))], ignore_index=True),
        warnings=tuple(warnings),
    )


def _beside(path: Path, file_name: str) -> Rows:
    """Metadata that lies beside the file, where it does."""
    for name in ("DataProperties.json", "MeasureCodes.json"):
        for beside in (path.with_name(f"{path.stem}.{name}"), path.with_name(name)):
            if beside.is_file() and beside != path:
                try:
                    content = orjson.loads(beside.read_bytes().removeprefix(b"\xef\xbb\xbf"))
                except (orjson.JSONDecodeError, OSError):
                    raise SourceError(f"{name} beside {file_name} is no JSON; get it again or remove it.") from None
                return _records({"value": content} if isinstance(content, list) else content, "value", file_name)
    return []


def _wide(rows: pd.DataFrame, file_name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Observations as one row an area (and period, age …) with a column a measure; and rejects of doubles."""
    rows = rows.assign(Measure=_stripped(rows["Measure"]))
    dimensions = [name for name in rows.columns if name not in (*_LONG_ONLY, "row_number")]
    for name in dimensions:
        rows[name] = _stripped(rows[name]).fillna("")
    doubled = rows.duplicated([*dimensions, "Measure"], keep="first") | rows["Measure"].isna()
    wrong = rows[doubled]
    told = {"file_name": file_name, "row_number": wrong["row_number"], "column_name": "Measure", "rule": "double"}
    sentence = "Deze waarneming heeft geen onderwerp of staat al eerder in het bestand; de eerste telt."
    rejects = pd.DataFrame({**told, "value": "", "sentence": sentence}, columns=list(REJECT_COLUMNS))
    kept = rows[~doubled]
    first = kept.groupby(dimensions, sort=False)["row_number"].min()
    wide = kept.pivot(index=dimensions, columns="Measure", values="Value").reindex(first.index)
    cells = wide.assign(row_number=first).reset_index()
    cells.columns = cells.columns.astype("str")
    return cells, pd.concat([no_rejects(), rejects], ignore_index=True)


def _measures_v3(cells: pd.DataFrame, properties: Rows) -> tuple[Measure, ...]:
    """Measures of wide rows: topics of the metadata, or without it the columns that end in a number."""
    groups = {str(row.get("ID")): row for row in properties if str(row.get("Type", "")) == "TopicGroup"}
    topics = {str(row.get("Key", "")).strip(): row for row in properties if str(row.get("Type", "Topic")) == "Topic"}
    found = []
    for name in map(str, cells.columns):
        row = topics.get(name)
        if row is not None:
            above = _above(row.get("ParentID"), groups, "ParentID")
            found.append(Measure(name, str(row.get("Title") or name).strip(), _unit(row), above))
        elif not properties and _NUMBERED.search(name):
            found.append(Measure(name, _NUMBERED.sub("", name), None, ()))
    return tuple(found)


def _measures_v4(names: list[str], properties: Rows, groups: Rows) -> tuple[Measure, ...]:
    """Measures of observations; one that the metadata does not know keeps its identifier as title."""
    by_id = {str(row.get("Id")): row for row in groups}
    known = {str(row.get("Identifier", "")).strip(): row for row in properties}
    found = []
    for name in names:
        row = known.get(name, {})
        above = _above(row.get("MeasureGroupId"), by_id, "ParentId")
        found.append(Measure(name, str(row.get("Title") or name).strip(), _unit(row), above))
    return tuple(found)


def _unit(row: dict[str, Any]) -> str | None:
    unit = str(row.get("Unit") or "").strip()
    return unit or None


def _above(start: Any, groups: Mapping[str, dict[str, Any]], parent: str) -> tuple[str, ...]:
    """Titles of the groups above a measure, outermost first."""
    titles: list[str] = []
    seen: set[str] = set()
    while str(start) in groups and str(start) not in seen:
        group = groups[str(start)]
        seen.add(str(start))
        titles.append(str(group.get("Title") or "").strip())
        start = group.get(parent)
    return tuple(reversed(titles))


def _titles(rows: Iterable[dict[str, Any]]) -> dict[str, str]:
    pairs = ((row.get("Key", row.get("Identifier")), row.get("Title")) for row in rows)
    return {str(code).strip(): str(title).strip() for code, title in pairs if code is not None and title is not None}


def _stripped(column: pd.Series) -> pd.Series:
    text = column.astype("str").str.strip()
    return text.where(column.notna() & (text != ""))


def _year(text: str | None) -> int | None:
    found = re.fullmatch(r"\s*((?:19|20)[0-9]{2})(?:JJ00)?\s*", text or "")
    return int(found[1]) if found else None
