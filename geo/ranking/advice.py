"""All answers to "which next" of a scenario at once: rankings, criteria, order of opening, costs, as rows of tables.

The parts are in the other modules of this package.
"""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from geo.assumptions import Assumptions
from geo.frailty import FrailtyEstimate
from geo.ranking.cost import candidate_costs, candidate_months
from geo.ranking.criteria import Surroundings, buurt_table
from geo.ranking.rank import rank_areas
from geo.ranking.sequence import sequence_problem, sequence_wijken
from geo.scenario import Scenario


def advice_of(
    scenario: Scenario,
    estimate: FrailtyEstimate,
    buurten: gpd.GeoDataFrame,
    around: Surroundings,
    assumptions: Assumptions,
) -> dict[str, pd.DataFrame]:
    """Rows without region, scenario and run_id, by the name of their table in ``planning``.

    Args:
        scenario: weights, ranking_top, wishes and seed.
        estimate: frail residents at home by buurt, with draws. buurten: core.buurt with geometry.
        around: what else is known of the buurten. assumptions: prices.
    """
    table = buurt_table(estimate, buurten, around)
    wijken, by_buurt = (
        rank_areas(
            estimate, table, kind, weights=scenario.ranking_weights, top=scenario.ranking_top, seed=scenario.seed
        )
        for kind in ("wijk", "buurt")
    )
    urbanity = pd.Series(pd.to_numeric(buurten["urbanity"]).to_numpy(), index=buurten["buurtcode"].to_numpy())
    costs = candidate_costs(estimate, table, assumptions, seed=scenario.seed)
    return {
        "wijk_ranking": wijken.rows,
        "buurt_ranking": by_buurt.rows,
        "ranking_criterion": pd.concat([wijken.criteria, by_buurt.criteria], ignore_index=True),
        "wijk_sequence": sequence_wijken(sequence_problem(table, wijken.rows, urbanity), scenario.sequence),
        "candidate_cost": costs,
        "candidate_month": candidate_months(costs, assumptions),
    }
