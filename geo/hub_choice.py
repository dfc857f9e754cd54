"""From a scenario and frames to a hub location problem, and from its solution back to rows of planning.

The mathematics are in :mod:`geo.hub_location`; who belongs to which hub afterwards is in :mod:`geo.coverage`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.db.base import RD_NEW
from geo.frailty import FrailtyEstimate
from geo.hub_location import HubProblem, HubSolution, evaluate, regrets, solve, stability
from geo.workspace import Scenario

EVALUATE = "evaluate"
EXISTING, CANDIDATE = "existing", "candidate"


class HubChoiceError(ValueError):
    """A scenario cannot be worked out with the sites of the region; the message says why and how to mend it."""


@dataclass(frozen=True, eq=False)
class HubChoice:
    """What a scenario answers: rows of ``planning.hub_solution`` and ``planning.hub_site``, and the open sites."""

    solution: pd.DataFrame
    sites: gpd.GeoDataFrame
    open_sites: tuple[str, ...]


def candidate_sites(hubs: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Today's hubs and the facilities that may house one.

    Args:
        hubs: the hubs in use[hub_id, name, geometry]; facilities: core.facility. RD New.

    Returns:
        GeoDataFrame[site_id, name, kind (existing, candidate), geometry], sorted by site_id.
    """
    existing = hubs[["hub_id", "name", "geometry"]].rename(columns={"hub_id": "site_id"}).assign(kind=EXISTING)
    possible = facilities.loc[facilities["candidate"].astype(bool), ["facility_id", "name", "geometry"]]
    possible = possible.rename(columns={"facility_id": "site_id"}).assign(kind=CANDIDATE)
    both = pd.concat([existing, possible], ignore_index=True).drop_duplicates("site_id")
    return gpd.GeoDataFrame(both.sort_values("site_id", ignore_index=True), geometry="geometry", crs=RD_NEW)


def choose_hubs(
    scenario: Scenario,
    sites: gpd.GeoDataFrame,
    travel_time: pd.DataFrame,
    estimate: FrailtyEstimate,
    *,
    draws: int = 20,
) -> HubChoice:
    """Works out a scenario: which sites are open, how good that is, and how sure.

    Args:
        scenario: the planning question; ``evaluate`` takes today's hubs as they are, which may be none.
        sites: as :func:`candidate_sites`.
        travel_time: planning.travel_time rows of the scenario's mode.
        estimate: frail residents at home by buurt with draws: the weights, and their uncertainty.
        draws: demand draws that the stability is worked out over.

    Raises:
        HubChoiceError: there is no site.
        InfeasibleProblem: the scenario's wishes conflict.
    """
    if sites.empty:
        raise HubChoiceError(
            "There is no site: list hubs in hubs.csv, or mark facilities as candidates (kandidaat = ja)."
        )
    problem = _problem(scenario, sites, travel_time, estimate)
    given = scenario.objective == EVALUATE
    if given:
        solution = evaluate(problem, tuple(sites.loc[sites["kind"] == EXISTING, "site_id"]))
        regret: dict[str, float] = {}
        chosen: dict[str, float] = {}
    else:
        solution = solve(problem)
        regret = regrets(problem, solution)
        chosen = stability(problem, estimate.draws_home, draws=draws)
    return HubChoice(
        _solution_row(scenario, problem, solution, estimate),
        _site_rows(sites, problem, solution, regret, chosen),
        solution.open_sites,
    )


def _problem(
    scenario: Scenario, sites: gpd.GeoDataFrame, travel_time: pd.DataFrame, estimate: FrailtyEstimate
) -> HubProblem:
    ids = tuple(sites["site_id"])
    cost = travel_time.pivot_table(index="buurtcode", columns="site_id", values="duration_s", aggfunc="first")
    cost = cost.reindex(index=list(estimate.buurtcodes), columns=list(ids))
    coverage = scenario.objective == "maximal_coverage"
    return HubProblem(
        cost_s=np.where(cost.isna(), np.inf, cost.to_numpy(dtype=float)),
        weights=_weights(estimate),
        site_ids=ids,
        p=scenario.hubs if scenario.hubs is not None else int((sites["kind"] == EXISTING).sum()),
        keep=scenario.keep,
        forbid=scenario.forbid,
        objective="maximal_coverage" if coverage else "p_median",
        threshold_s=scenario.minutes * 60.0 if coverage else None,
    )


def _weights(estimate: FrailtyEstimate) -> np.ndarray:
    home = estimate.frame[estimate.frame["group_name"] == "frail_65_plus_home"].set_index("buurtcode")["expected"]
    return home.reindex(list(estimate.buurtcodes)).to_numpy(dtype=float)


def _solution_row(
    scenario: Scenario, problem: HubProblem, solution: HubSolution, estimate: FrailtyEstimate
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "gemeentecode": [main_gemeente(estimate)],
            "model": [scenario.objective],
            "mode": [scenario.mode],
            "minutes": [scenario.minutes],
            "hubs": [len(solution.open_sites)],
            "candidates": [len(problem.site_ids)],
            "demand": [float(problem.weights.sum())],
            "objective": [solution.objective],
            "bound": [solution.bound],
            "gap": [solution.gap],
            "status": [solution.status],
            "mean_duration_s": [solution.mean_duration_s],
            "unreachable": [solution.unreachable],
            "seconds": [solution.seconds],
        }
    )


def main_gemeente(estimate: FrailtyEstimate) -> str:
    """The gemeente with the most frail residents: what a row on a whole region is counted to."""
    totals = estimate.frame.groupby("gemeentecode")["expected"].sum()
    return str(totals.sort_index().idxmax())


def _site_rows(
    sites: gpd.GeoDataFrame,
    problem: HubProblem,
    solution: HubSolution,
    regret: dict[str, float],
    chosen: dict[str, float],
) -> gpd.GeoDataFrame:
    ids: Sequence[str] = problem.site_ids
    opened = set(solution.open_sites)
    weight, cost = np.asarray(problem.weights, dtype=float), np.asarray(problem.cost_s)
    load, mean = {}, {}
    for column, site in enumerate(ids):
        served = solution.assignment == column
        total = float(weight[served].sum())
        load[site] = total
        mean[site] = float((weight[served] * cost[served, column]).sum() / total) if total else np.nan
    kinds = sites.set_index("site_id")["kind"]
    state = {
        site: ("kept" if site in opened else "closed")
        if kinds[site] == EXISTING
        else ("opened" if site in opened else "candidate")
        for site in ids
    }
    rows = sites.rename(columns={"site_id": "hub_id"}).assign(
        state=[state[site] for site in ids],
        load=[load[site] if site in opened else np.nan for site in ids],
        mean_duration_s=[mean[site] if site in opened else np.nan for site in ids],
        regret=[regret.get(site, np.nan) for site in ids],
        stability=[chosen.get(site, np.nan) for site in ids],
    )
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=RD_NEW)
