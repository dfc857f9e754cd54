"""A scenario worked out: its hubs with their proof, what they ask, what is as good, and what each wish costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.assumptions import Assumptions, assumptions
from geo.frailty import FrailtyEstimate
from geo.hub_choice import rows
from geo.hub_choice.around import (
    Price,
    Step,
    Without,
    as_good,
    chosen_in_draws,
    fronts,
    one_after_another,
    prices,
    solver_of,
    without_each,
)
from geo.hub_choice.asked import EVALUATE, SET_COVERING, Asked, HubChoiceError, asked_of
from geo.hub_choice.effort import deliveries_a_day, effort, prices_of, site_eur
from geo.hub_choice.sites import EXISTING
from geo.hub_location import Front, HubSolution, evaluate, fewest_hubs, service_of
from geo.scenario import Scenario


@dataclass(frozen=True, eq=False)
class HubChoice:
    """What a scenario answers: rows of the planning tables of these names, without region, scenario and run."""

    hub_solution: pd.DataFrame
    hub_site: gpd.GeoDataFrame
    hub_equivalent: pd.DataFrame
    hub_wish: pd.DataFrame
    hub_step: pd.DataFrame
    hub_front: pd.DataFrame
    open_sites: tuple[str, ...]

    def frames(
        self,
    ) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        """The rows in the order of the tables above."""
        return (
            self.hub_solution, self.hub_site, self.hub_equivalent, self.hub_wish, self.hub_step, self.hub_front,
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Answer:
    """The choice and all that goes with it; what does not apply is empty. ``objective``, ``bound``, ``gap`` and
    ``status`` are those of the scenario's own question."""

    asked: Asked
    solution: HubSolution
    objective: float
    bound: float
    gap: float
    status: str
    without: Mapping[str, Without] = field(default_factory=dict)
    stability: Mapping[str, float] = field(default_factory=dict)
    as_good: Mapping[str, tuple[str, ...]] | None = None
    prices: tuple[Price, ...] = ()
    steps: tuple[Step, ...] = ()
    fronts: Mapping[str, Front] = field(default_factory=dict)


def choose_hubs(
    scenario: Scenario,
    sites: gpd.GeoDataFrame,
    travel_time: pd.DataFrame,
    estimate: FrailtyEstimate,
    buurten: pd.DataFrame,
    table: Assumptions | None = None,
    *,
    first_year: int = 1,
) -> HubChoice:
    """Works out a scenario: which sites are open, how good that is, how sure, and what it asks.

    Args:
        scenario: the planning question; ``evaluate`` takes today's hubs as they are, which may be none.
        sites: as :func:`geo.hub_choice.candidate_sites`.
        travel_time: planning.travel_time rows of the scenario's mode.
        estimate: frail residents at home by buurt with draws: the weights, and their uncertainty.
        buurten: core.buurt[buurtcode, gemeentecode, land_area_ha, geometry].
        table: prices; None: the shipped ones.
        first_year: of the first opening, where the scenario names none.

    Raises:
        HubChoiceError: there is no site.
        InfeasibleProblem: the scenario's wishes conflict; the sentence names them.
    """
    gemeente = rows.main_gemeente(estimate)
    table = table or assumptions()
    price, service = prices_of(table, gemeente), service_of(table, gemeente)
    if sites.empty:
        raise HubChoiceError(
            "There is no site: list hubs in hubs.csv, mark facilities as candidates (kandidaat = ja), or give points."
        )
    rent = site_eur(sites, price)
    yearly = rows.yearly_of_sites(sites, rent, scenario.wishes.costs)
    asked = asked_of(
        scenario, sites, travel_time, estimate, deliveries_a_day=deliveries_a_day(price), yearly_eur=yearly
    )  # fmt: skip
    today = tuple(sites.loc[sites["kind"] == EXISTING, "site_id"])
    answer = answered(asked, scenario, today, estimate.draws_home, np.maximum(yearly, 0.0))
    area = rows.area_km2(buurten, list(estimate.buurtcodes))
    parts = effort(answer.asked.problem, answer.solution, area, rent, service, price)
    tours = {
        site: float(effort(answer.asked.problem, each.solution, area, rent, service, price).hubs["tour_m"].sum())
        for site, each in answer.without.items()
    }
    context = rows.Context(scenario, sites, gemeente, first_year, today)
    return HubChoice(
        hub_solution=rows.solution_row(answer, context, parts),
        hub_site=rows.site_rows(answer, context, parts.hubs, tours),
        hub_equivalent=rows.equivalent_rows(answer, context),
        hub_wish=rows.wish_rows(answer, context),
        hub_step=rows.step_rows(answer, context),
        hub_front=rows.front_rows(answer, context),
        open_sites=answer.solution.open_sites,
    )


def answered(
    asked: Asked, scenario: Scenario, today: tuple[str, ...], draws: np.ndarray, yearly_eur: np.ndarray
) -> Answer:
    """Solves what is asked, and everything around it.

    Args:
        asked: the location problem.
        scenario: its limit in minutes is that of the front of cost against coverage.
        today: ids of today's hubs.
        draws: (n, draws) people.
        yearly_eur: (m,) euro a year of each site, at least 0.
    """
    if asked.model == EVALUATE:
        given = evaluate(asked.problem, today)
        return Answer(asked, given, given.objective, given.bound, given.gap, given.status)
    if asked.model == SET_COVERING:
        fewest = fewest_hubs(asked.problem, asked.share)
        asked = replace(asked, problem=replace(asked.problem, p=fewest.hubs))
        solution, gap = fewest.solution, (fewest.hubs - fewest.bound) / fewest.hubs
        told = (float(fewest.hubs), float(fewest.bound), gap, "optimal" if gap == 0 else "feasible")
    else:
        solution = solver_of(asked.model)(asked.problem)
        told = (solution.objective, solution.bound, solution.gap, solution.status)
    return Answer(
        asked,
        solution,
        *told,
        without=without_each(asked, solution),
        stability=chosen_in_draws(asked, draws),
        as_good=as_good(asked, solution, draws),
        prices=prices(asked, told[0]),
        steps=one_after_another(asked, today),
        fronts=fronts(asked, scenario.minutes * 60.0, yearly_eur),
    )
