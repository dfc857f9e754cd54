"""dbt's manifest and the dictionary of ``share`` as the values of the researchers' manual. Nothing is drawn here.

Types are those of the models' enforced contracts: dbt refuses to build a table that has others.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from geo.questions import questions
from geo.share_package import meanings
from maps.manual import ColumnDoc, ExposureDoc, Manual, TableDoc

Node = Mapping[str, Any]


def read_manual(manifest: Path | None, schemas: Collection[str] = ("marts",)) -> Manual:
    """The manual: tables of ``schemas`` from the manifest (none without one), those of share from their dictionary.

    Args:
        manifest: ``manifest.json`` as dbt wrote it when it last parsed the project.
        schemas: of dbt's schemas those that are told of.
    """
    tables: tuple[TableDoc, ...] = ()
    exposures: tuple[ExposureDoc, ...] = ()
    if manifest is not None:
        content = json.loads(manifest.read_text(encoding="utf-8"))
        tables, exposures = _tables(content, schemas), _exposures(content)
    return Manual((*tables, *_of_share()), exposures, questions())


def _tables(content: Node, schemas: Collection[str]) -> tuple[TableDoc, ...]:
    known = content["nodes"] | content["sources"]
    models = {key: node for key, node in content["nodes"].items() if _is_table(node)}
    above = {key: _parents(node, known) for key, node in models.items()}
    below: dict[str, set[str]] = {}
    for key, parents in above.items():
        for parent in parents:
            below.setdefault(parent, set()).add(_name(models[key]))
    tests = _tests(content, models)
    shown = [key for key, node in models.items() if node["schema"] in schemas]
    return tuple(
        TableDoc(
            _name(models[key]),
            models[key]["description"],
            tuple(
                ColumnDoc(c["name"], c["data_type"] or "", c["description"], tuple(tests.get((key, c["name"]), ())))
                for c in models[key]["columns"].values()
            ),
            tuple(sorted(_name(known[parent]) for parent in above[key])),
            tuple(sorted(below.get(key, ()))),
            tuple(tests.get((key, ""), ())),
            next((tuple(c["columns"]) for c in models[key]["constraints"] if c["type"] == "primary_key"), ()),
        )
        for key in sorted(shown, key=lambda key: _name(models[key]))
    )


def _exposures(content: Node) -> tuple[ExposureDoc, ...]:
    known = content["nodes"] | content["sources"]
    told = sorted(content["exposures"].values(), key=lambda each: str(each["name"]))
    return tuple(
        ExposureDoc(
            each["label"] or each["name"],
            each["description"],
            tuple(sorted(_name(known[key]) for key in each["depends_on"]["nodes"] if key in known)),
        )
        for each in told
    )


def _is_table(node: Node) -> bool:
    return node["resource_type"] == "model" and node["config"]["materialized"] == "table"


def _parents(node: Node, known: Mapping[str, Node]) -> set[str]:
    """The tables and sources that a model reads; what is no table is looked through."""
    found: set[str] = set()
    for key in node["depends_on"]["nodes"]:
        parent = known.get(key)
        if parent is None:
            continue
        if parent["resource_type"] == "source" or _is_table(parent):
            found.add(key)
        else:
            found |= _parents(parent, known)
    return found


def _tests(content: Node, models: Mapping[str, Node]) -> dict[tuple[str, str], list[str]]:
    """What is tested, as words, by model and column; '' is the table as a whole."""
    found: dict[tuple[str, str], list[str]] = {}
    for node in sorted(content["nodes"].values(), key=lambda each: str(each["name"])):
        if node["resource_type"] != "test":
            continue
        attached = node.get("attached_node")
        of_models = [attached] if attached else [key for key in node["depends_on"]["nodes"] if key in models]
        for key in of_models:
            if key in models:
                words = str(node["name"]).removeprefix(f"{models[key]['name']}_").replace("_", " ")
                found.setdefault((key, node.get("column_name") or ""), []).append(words)
    return found


def _name(node: Node) -> str:
    return f"{node['schema']}.{node['name']}"


def _of_share() -> Iterator[TableDoc]:
    told = meanings()
    for table in [meaning for meaning in told if not meaning.column]:
        columns = tuple(
            ColumnDoc(each.column, "", f"NL: {each.dutch} EN: {each.english}")
            for each in told
            if each.table == table.table and each.column
        )
        yield TableDoc(f"share.{table.table}", f"NL: {table.dutch} EN: {table.english}", columns)
