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
from geo.hub_choice.effort import objective_share
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
    price: Mapping[str, float]
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


def served_by(answer: Answer, buurten: pd.DataFrame, codes: list[str]) -> dict[str, np.ndarray]:
    """By open site, in the order of the columns: column, frail, area_km2 and mean_s of the buurten it serves."""
    problem, solution = answer.asked.problem, answer.solution
    columns = np.array([problem.site_ids.index(site) for site in solution.open_sites], dtype=np.int64)
    weight, area = np.asarray(problem.weights, dtype=float), _area_km2(buurten, codes)
    times = np.asarray(problem.cost_s, dtype=float)
    frail, land, mean, longest = (np.zeros(len(columns)) for _ in range(4))
    for place, column in enumerate(columns):
        mine = solution.assignment == column
        people = weight[mine]
        frail[place], land[place] = people.sum(), area[mine].sum()
        mean[place] = (people * times[mine, column]).sum() / people.sum() if people.sum() else np.nan
        longest[place] = times[mine, column].max(initial=0.0) if mine.any() else np.nan
    return {"column": columns, "frail": frail, "area_km2": land, "mean_s": mean, "longest_s": longest}


def _area_km2(buurten: pd.DataFrame, codes: list[str]) -> np.ndarray:
    """Land area by buurt, from the boundary where CBS gives none."""
    ours = buurten.set_index("buurtcode").reindex(codes)
    area = ours["land_area_ha"].astype("Float64").to_numpy(dtype=float, na_value=np.nan) / 100
    if np.isnan(area).any():
        drawn = gpd.GeoSeries(ours["geometry"].to_numpy(), crs=RD_NEW).area.to_numpy() / 1e6
        area = np.where(np.isnan(area), drawn, area)
    return np.nan_to_num(area)


def solution_row(answer: Answer, context: Context, parts: pd.DataFrame) -> pd.DataFrame:
    """The row of ``planning.hub_solution``."""
    problem, solution, scenario = answer.asked.problem, answer.solution, context.scenario
    worst, covered = _worst_off(answer, solution), _covered(answer, solution, scenario.minutes)
    hours, cost = objective_share(parts, context.price)
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
        **{name: float(parts[name].sum()) for name in SUMMED},
        "objective_hours_share": hours,
        "objective_cost_share": cost,
        "once_eur": len(opened) * costs.opening_eur + len(closed) * costs.closing_eur,
        "tour_m": np.nan,
        "sequence_lost": _lost(answer),
    }
    return pd.DataFrame([row])


SUMMED = (
    "deliveries_per_day", "contact_hours_week", "between_hours_week", "hub_way_hours_week", "concierge_hours_week",
    "fte", "vehicles", "staff_eur", "vehicle_eur", "site_eur", "coordination_eur", "yearly_eur",
)  # fmt: skip


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
    answer: Answer, context: Context, served: Mapping[str, np.ndarray], parts: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Rows of ``planning.hub_site``."""
    problem, solution, sites = answer.asked.problem, answer.solution, context.sites
    opened = set(solution.open_sites)
    figures = pd.DataFrame(
        {
            "load": served["frail"],
            "mean_duration_s": served["mean_s"],
            "longest_duration_s": served["longest_s"],
            **{
                name: parts[name].to_numpy()
                for name in ("deliveries_per_day", "concierge_hours_week", "fte", "yearly_eur")
            },
        },
        index=list(solution.open_sites),
    ).reindex(list(problem.site_ids))
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
        gemeentecode=sites.get("gemeentecode", context.gemeentecode),
        tour_m=np.nan,
    )
    for name in YES_NO:
        rows[name] = rows[name].map({1.0: True, 0.0: False}).astype("boolean")
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=RD_NEW)


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
