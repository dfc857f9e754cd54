"""An answer as rows of planning: hub_solution, hub_site, hub_equivalent, hub_wish, hub_step, hub_front. No solving."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.db.base import RD_NEW
from geo.frailty import FrailtyEstimate
from geo.hub_choice.effort import EFFORT, Effort
from geo.hub_choice.sites import EXISTING
from geo.hub_location import HubSolution
from geo.hub_wishes import QUALITIES, Costs
from geo.scenario import Scenario

if TYPE_CHECKING:
    from geo.hub_choice.answer import Answer

WORST_OFF = 0.1


@dataclass(frozen=True, eq=False)
class Context:
    """What the rows say beside the answer itself."""

    scenario: Scenario
    sites: gpd.GeoDataFrame
    gemeentecode: str
    first_year: int
    today: tuple[str, ...]


def main_gemeente(estimate: FrailtyEstimate) -> str:
    """The gemeente with the most frail residents: what a row on a whole region is counted to."""
    totals = estimate.frame.groupby("gemeentecode")["expected"].sum()
    return str(totals.sort_index().idxmax())


def yearly_of_sites(sites: gpd.GeoDataFrame, rent_eur: np.ndarray, costs: Costs) -> np.ndarray:
    """(m,) Euro a year that opening each site costs: rent, and opening spread; of a hub of today less its closing."""
    existing = (sites["kind"] == EXISTING).to_numpy()
    once = np.where(existing, -costs.closing_eur, costs.opening_eur)
    spread: np.ndarray = rent_eur + once / costs.years
    return spread


def area_km2(buurten: pd.DataFrame, codes: list[str]) -> np.ndarray:
    """(n,) Land area by buurt in the order of ``codes``, from the boundary where CBS gives none."""
    ours = buurten.set_index("buurtcode").reindex(codes)
    area = ours["land_area_ha"].astype("Float64").to_numpy(dtype=float, na_value=np.nan) / 100
    if np.isnan(area).any():
        drawn = gpd.GeoSeries(ours["geometry"].to_numpy(), crs=RD_NEW).area.to_numpy() / 1e6
        area = np.where(np.isnan(area), drawn, area)
    return np.nan_to_num(area)


def solution_row(answer: Answer, context: Context, parts: Effort) -> pd.DataFrame:
    """The row of ``planning.hub_solution``."""
    problem, solution, scenario = answer.asked.problem, answer.solution, context.scenario
    worst, covered = _worst_off(answer, solution), _covered(answer, solution, scenario.minutes)
    costs = scenario.wishes.costs
    opened = [site for site in solution.open_sites if site not in context.today]
    closed = [site for site in context.today if site not in solution.open_sites]
    row: dict[str, Any] = {
        "gemeentecode": context.gemeentecode,
        "model": scenario.objective,
        "mode": scenario.mode,
        "minutes": scenario.minutes,
        "hubs": len(solution.open_sites),
        "candidates": len(problem.site_ids),
        "demand": float(np.sum(problem.weights)),
        "objective": answer.objective,
        "bound": answer.bound,
        "gap": answer.gap,
        "status": answer.status,
        "mean_duration_s": solution.mean_duration_s,
        "unreachable": solution.unreachable,
        "seconds": solution.seconds,
        "site_cost": solution.site_cost,
        "worst_off_s": worst,
        "covered": covered,
        "share_asked": scenario.wishes.share,
        **{name: float(parts.hubs[name].sum()) for name in EFFORT},
        "objective_hours_share": parts.hours_share,
        "objective_cost_share": parts.cost_share,
        "once_eur": len(opened) * costs.opening_eur + len(closed) * costs.closing_eur,
        "sequence_lost": _lost(answer),
    }
    return pd.DataFrame([row])


def _nearest_s(answer: Answer, solution: HubSolution) -> np.ndarray:
    """(n,) Seconds to each buurt from the hub that serves it; infinite where none does."""
    times = np.asarray(answer.asked.problem.cost_s, dtype=float)
    reached = solution.assignment >= 0
    found = np.full(len(times), np.inf)
    found[reached] = times[reached, solution.assignment[reached]]
    return found


def _worst_off(answer: Answer, solution: HubSolution) -> float:
    """Mean seconds of the tenth of the people with the longest times; NaN where somebody of them is out of reach."""
    times, people = _nearest_s(answer, solution), np.asarray(answer.asked.problem.weights, dtype=float)
    order = np.argsort(-times, kind="stable")
    wanted = WORST_OFF * people.sum()
    before = np.cumsum(people[order]) - people[order]
    counted = np.clip(wanted - before, 0.0, people[order])
    if not wanted > 0 or np.isinf(times[order][counted > 0]).any():
        return float("nan")
    return float((times[order] * counted)[counted > 0].sum() / wanted)


def _covered(answer: Answer, solution: HubSolution, minutes: int) -> float:
    """People of the buurten that lie within the limit on average."""
    within = _nearest_s(answer, solution) <= minutes * 60.0
    return float(np.asarray(answer.asked.problem.weights, dtype=float)[within].sum())


def _lost(answer: Answer) -> float:
    """How much worse the last of the steps is than the choice at once, as a fraction; NaN without steps."""
    if not answer.steps:
        return float("nan")
    end, last = answer.solution.objective, answer.steps[-1].solution.objective
    sense = 1.0 if answer.asked.model == "p_centre" else answer.asked.problem.sense
    worse = max(0.0, sense * (last - end))
    return worse / abs(end) if end else (0.0 if worse == 0 else float("nan"))


def site_rows(
    answer: Answer, context: Context, parts: pd.DataFrame, tours_without: Mapping[str, float]
) -> gpd.GeoDataFrame:
    """Rows of ``planning.hub_site``.

    ``parts``: hours and cost by open hub, in the order of the solution; ``tours_without``: metres of all rounds of a
    day with the best choice that lacks an open site, by that site.
    """
    problem, solution, sites = answer.asked.problem, answer.solution, context.sites
    opened = set(solution.open_sites)
    told = ("deliveries_per_day", "concierge_hours_week", "fte", "yearly_eur", "tour_m")
    own = parts[list(told)].set_axis(list(solution.open_sites), axis=0)
    figures = pd.concat([_served(answer), own], axis=1).reindex(list(problem.site_ids))
    capacity = np.full(len(problem.site_ids), np.nan) if problem.capacity is None else np.asarray(problem.capacity)
    if problem.load is not None:
        capacity = np.where(capacity > float(np.sum(problem.load)), np.nan, capacity)
    state = [
        ("kept" if site in opened else "closed") if kind == EXISTING else ("opened" if site in opened else "candidate")
        for site, kind in zip(sites["site_id"], sites["kind"], strict=True)
    ]
    rows = sites.drop(columns=["also", "capacity_per_day"]).rename(columns={"site_id": "hub_id"})
    rows = rows.assign(
        state=state,
        **{name: figures[name].to_numpy(dtype=float) for name in figures},
        capacity_per_day=capacity,
        regret=[answer.without[site].worse if site in answer.without else np.nan for site in problem.site_ids],
        runner_up=[
            ",".join(answer.without[site].instead) or None if site in answer.without else None
            for site in problem.site_ids
        ],
        stability=[answer.stability.get(site, np.nan) for site in problem.site_ids],
        ruled_out=["; ".join(answer.asked.reasons.get(site, ())) or None for site in problem.site_ids],
        runner_up_tour_m=[tours_without.get(site, np.nan) for site in problem.site_ids],
        gemeentecode=sites.get("gemeentecode", context.gemeentecode),
    )
    for name in YES_NO:
        rows[name] = rows[name].map({1.0: True, 0.0: False}).astype("boolean")
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=RD_NEW)


def _served(answer: Answer) -> pd.DataFrame:
    """By open site: frail residents that it serves, mean seconds to them, seconds to the farthest buurt."""
    problem, solution = answer.asked.problem, answer.solution
    times, people = np.asarray(problem.cost_s, dtype=float), np.asarray(problem.weights, dtype=float)
    found = {}
    for site in solution.open_sites:
        column = problem.site_ids.index(site)
        mine = np.flatnonzero((solution.assignment == column) & (people > 0))
        load = people[mine].sum()
        mean = float(people[mine] @ times[mine, column] / load) if load else np.nan
        found[site] = (float(load), mean, float(times[mine, column].max()) if load else np.nan)
    columns = ["load", "mean_duration_s", "longest_duration_s"]
    return pd.DataFrame.from_dict(found, orient="index", columns=columns)


YES_NO = tuple(name for name in QUALITIES if name in ("delivery_access", "charging") or name.startswith("with_"))


def equivalent_rows(answer: Answer, context: Context) -> pd.DataFrame:
    """Rows of ``planning.hub_equivalent``: closed sites that could take an open one's place."""
    found = [
        {"hub_id": site, "other_id": other, "position": place}
        for site, others in (answer.as_good or {}).items()
        for place, other in enumerate(others, start=1)
    ]
    return _frame(found, ["hub_id", "other_id", "position"], context)


def wish_rows(answer: Answer, context: Context) -> pd.DataFrame:
    """Rows of ``planning.hub_wish``, the dearest first."""
    found = [
        {"kind": each.wish.kind, "subject": each.wish.subject, "position": place, "better": each.better,
         "fraction": each.fraction}
        for place, each in enumerate(answer.prices, start=1)
    ]  # fmt: skip
    return _frame(found, ["kind", "subject", "position", "better", "fraction"], context)


def step_rows(answer: Answer, context: Context) -> pd.DataFrame:
    """Rows of ``planning.hub_step``, a hub that opens each."""
    wishes, minutes = context.scenario.wishes, context.scenario.minutes
    first = wishes.first_year or context.first_year
    found = [
        {
            "step": place + 1,
            "year": first + place // wishes.per_year,
            "hub_id": each.site,
            "hubs": len(each.solution.open_sites),
            "objective": each.solution.objective,
            "mean_duration_s": each.solution.mean_duration_s,
            "unreachable": each.solution.unreachable,
            "covered": _covered(answer, each.solution, minutes),
        }
        for place, each in enumerate(answer.steps)
    ]
    columns = ["step", "year", "hub_id", "hubs", "objective", "mean_duration_s", "unreachable", "covered"]
    return _frame(found, columns, context)


def front_rows(answer: Answer, context: Context) -> pd.DataFrame:
    """Rows of ``planning.hub_front``; ``chosen`` marks the point of the scenario's own hubs."""
    own = set(answer.solution.open_sites)
    found = [
        {
            "front": name,
            "point": place,
            "first": point.first,
            "second": point.second,
            "hub_ids": ",".join(point.open_sites),
            "chosen": set(point.open_sites) == own,
            "exact": front.exact,
        }
        for name, front in answer.fronts.items()
        for place, point in enumerate(front.points, start=1)
    ]
    return _frame(found, ["front", "point", "first", "second", "hub_ids", "chosen", "exact"], context)


def _frame(found: list[dict[str, Any]], columns: list[str], context: Context) -> pd.DataFrame:
    return pd.DataFrame(found, columns=columns).assign(gemeentecode=context.gemeentecode)
