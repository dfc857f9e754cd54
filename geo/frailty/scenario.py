"""The estimate that a scenario asks for: its rates, its seed, its year, with the workspace's tables.

What is done with them is in :mod:`geo.frailty.estimate`.
"""

from __future__ import annotations

import pandas as pd

from geo.assumptions import Assumptions
from geo.frailty.aged import Growth, growth_to
from geo.frailty.estimate import FrailtyEstimate, estimate_frailty
from geo.frailty.evidence import Evidence
from geo.frailty.rates import rate_sets
from geo.scenario import Scenario

NATIONAL = ("low_income_pct", "health_good_pct", "lonely_severe_pct", "low_literacy_pct")
FIGURES_YEAR = 2024
"""Year of the figures where the files do not say it."""


def estimate_for(
    scenario: Scenario, buurten: pd.DataFrame, evidence: Evidence, rates: pd.DataFrame, assumptions: Assumptions
) -> FrailtyEstimate:
    """The estimate of a scenario.

    Args:
        scenario: rate_set, seed and projection.
        buurten: core.buurt, with figures_year where known.
        evidence: what other sources say.
        rates: core.frailty_rate. assumptions: growth and national figures.

    Raises:
        FrailtyError: figures, rates or a growth that cannot be used.
    """
    return estimate_frailty(
        buurten,
        scenario.rate_set,
        seed=scenario.seed,
        evidence=evidence,
        sets=rate_sets(rates),
        growth=_growth(scenario, buurten, assumptions),
        national=_national(assumptions),
    )


def _national(assumptions: Assumptions) -> dict[str, float]:
    """Percentages of the country for the second group."""
    figures = {name: assumptions.figure(name).value for name in NATIONAL}
    return figures | {"health_poor_pct": 100.0 - figures["health_good_pct"]}


def _growth(scenario: Scenario, buurten: pd.DataFrame, assumptions: Assumptions) -> dict[str, Growth] | None:
    """Growth by gemeente to the year that the scenario looks ahead to; None for today."""
    if scenario.projection is None:
        return None
    years = buurten["figures_year"] if "figures_year" in buurten.columns else pd.Series(dtype=float)
    known = years.dropna()
    start = int(known.max()) if len(known) else FIGURES_YEAR
    table, apart = assumptions.subject("ageing"), set(assumptions.areas("ageing"))
    country = growth_to(scenario.projection, table, "NL", start)
    codes = sorted(set(buurten["gemeentecode"]))
    return {c: growth_to(scenario.projection, table, c, start) if c in apart else country for c in codes}
