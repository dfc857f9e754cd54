"""What the page *Wat als* reckons with in the browser, as plain values: sites, people, times, questions. No HTML here.

Figures by buurt only, never an address. Scenarios share what is equal, so that a page of many stays light.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.hub_wishes import QUALITIES, YES_NO
from maps import geojson
from maps.data import ScenarioInfo, SiteData, of_scenario
from maps.formats import missing, string
from maps.matrix import EXACT_ENTRIES, MOST_ENTRIES, Matrix, Pool, base64_of, furthest, matrix, packed
from maps.texts import text, word

HOME = "frail_65_plus_home"
OPEN = ("kept", "opened")
FINE = {"storage_m2": 0.01, "opening_hours_week": 0.01, "rent_eur_year": 0.00001, "spare_concierge_hours_week": 0.01}
"""Steps of the weights of figures; a yes or no goes by a tenth of a minute."""


def asked_of(data: SiteData) -> list[ScenarioInfo]:
    """The scenarios that can be played with: those with sites, people and travel times."""
    if data.travel_time.empty or data.hubs.empty or data.frailty.empty or data.buurten.empty:
        return []
    timed = set(data.travel_time["scenario"]) & set(data.hubs["scenario"]) & set(data.frailty["scenario"])
    return [info for info in data.scenarios if info.scenario in timed]


def playable(data: SiteData, scenario: str) -> bool:
    """True where the page *Wat als* knows a scenario."""
    return scenario in {info.scenario for info in asked_of(data)}


def values(data: SiteData, *, most: int = MOST_ENTRIES, exact: int = EXACT_ENTRIES) -> dict[str, Any]:
    """Everything that the script of the page is given, but its words.

    :param most: times that the page may hold; ``exact``: up to so many are written in full.
    """
    codes = sorted({str(code) for code in data.buurten["buurtcode"]})
    sites, people, times = Pool(), Pool(), Pool()
    questions: list[dict[str, Any]] = []
    matrices: list[tuple[Matrix, int]] = []
    by_scenario = {info.scenario: _times(data, info) for info in asked_of(data)}
    together = sum(len(rows) for modes in by_scenario.values() for rows in modes.values())
    share = most / together if together > most else 1.0
    for info in asked_of(data):
        own = of_scenario(data.hubs, info.scenario).sort_values("hub_id", ignore_index=True)
        ids = [str(site) for site in own["hub_id"]]
        modes: dict[str, int] = {}
        for mode, rows in by_scenario[info.scenario].items():
            minutes = furthest(rows, info.horizons, mode)
            found = matrix(rows, ids, codes, minutes, most=max(1, int(len(rows) * share)))
            before = len(times.values)
            modes[mode] = times.place(len(matrices), _digest(found, len(ids)))
            if len(times.values) > before:
                matrices.append((found, len(ids)))
        questions.append(
            {
                "id": info.scenario, "title": info.title,
                "mode": info.mode if info.mode in modes else next(iter(modes)),
                "minutes": info.minutes, "modes": modes, "sites": sites.place(_sites(own)),
                "people": people.place(base64_of(_people(data, info.scenario, codes).astype("<f8"))),
                "open": [index for index, state in enumerate(own["state"]) if state in OPEN],
                "perDay": _deliveries_each(own), "start": info.start,
                "weights": {name: worth for name, worth in info.quality_weights.items() if worth},
            }
        )  # fmt: skip
    in_full = sum(len(found.seconds) for found, _ in matrices) <= exact
    return {
        "region": data.name,
        "codes": codes,
        "scenarios": questions,
        "sites": sites.values,
        "people": people.values,
        "times": [packed(found, count, exact=in_full) for found, count in matrices],
        "modes": {mode: word("mode", mode) for mode in sorted({mode for each in questions for mode in each["modes"]})},
        "qualities": _qualities(sites.values),
        "taken": [info.scenario for info in data.scenarios],
        "bounds": geojson.bounds(data.buurten),
    }


def _times(data: SiteData, info: ScenarioInfo) -> dict[str, pd.DataFrame]:
    rows = of_scenario(data.travel_time, info.scenario)
    return {mode: rows[rows["mode"] == mode] for mode in sorted(set(rows["mode"]))}


def _digest(found: Matrix, sites: int) -> str:
    """A key of a matrix: equal ones have the same."""
    told = hashlib.sha256(f"{sites} {found.minutes} {found.cut} {found.penalty_s}".encode())
    for part in (found.counts, found.sites, found.seconds):
        told.update(np.ascontiguousarray(part).tobytes())
    return told.hexdigest()


def _people(data: SiteData, scenario: str, codes: list[str]) -> np.ndarray:
    """Expected frail residents at home by buurt; nobody where there is no estimate."""
    rows = of_scenario(data.frailty, scenario)
    home = rows[rows["group_name"] == HOME].set_index("buurtcode")["expected"].astype(float)
    return home.reindex(codes).fillna(0.0).to_numpy()


def _sites(own: pd.DataFrame) -> list[dict[str, Any]]:
    at = geojson.to_latlon(gpd.GeoSeries(own["geometry"].to_numpy(), index=range(len(own))))
    return [
        {
            "id": str(row["hub_id"]), "name": string(row["name"]), "today": row["kind"] == "existing",
            "at": at.get(index), "room": None if missing(room := row.get("capacity_per_day")) else float(room or 0),
            "q": _told(row),
        }
        for index, row in enumerate(own.to_dict("records"))
    ]  # fmt: skip


def _told(row: Mapping[Any, Any]) -> dict[str, float]:
    """What is known of a site's qualities, yes and no as 1 and 0."""
    return {name: float(row[name]) for name in QUALITIES if name in row and not missing(row[name])}


def _qualities(sets: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The qualities that some site has a figure of, as the page asks their weights."""
    known = {name for sites in sets for site in sites for name in site["q"]}
    return [
        {
            "key": name, "label": word("quality", name), "step": FINE.get(name, 0.1),
            "unit": text("watals.per_yes") if name in YES_NO else text("watals.per_unit"),
        }
        for name in QUALITIES if name in known
    ]  # fmt: skip


def _deliveries_each(own: pd.DataFrame) -> float | None:
    """Deliveries a day of one resident, as the planning has them: the same at every open hub; None where not told."""
    if "deliveries_per_day" not in own:
        return None
    rows = own[(own["load"] > 0) & own["deliveries_per_day"].notna()]
    each = (rows["deliveries_per_day"] / rows["load"]).to_numpy(dtype=float)
    return float(each[0]) if len(each) and np.allclose(each, each[0]) else None
