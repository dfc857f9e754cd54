"""A 90 % interval holds the truth in 85 to 95 % of synthetic cases. This tests the code, not the world.

The truths come from a generator of its own, written out here by the model's description and sharing no line with it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.frailty import BOTH, GROUPS, HOME, RATE_SETS, Evidence, estimate_frailty, frailty_totals
from geo.frailty.estimate import BUURT_SD
from geo.frailty.evidence import AGE_RATIO_RANGE, HOUSEHOLD_POWER_RANGE

WORLDS, BUURTEN = 60, 40


def world(seed: int) -> tuple[pd.DataFrame, pd.DataFrame, np.ndarray]:
    """Buurten as CBS would publish them, the gemeente's own row, and how many residents are truly frail at home."""
    rng = np.random.default_rng([99, seed])
    people = rng.integers(600, 4000, BUURTEN)
    aged = rng.binomial(people, np.clip(rng.normal(0.2, 0.08, BUURTEN), 0.04, 0.5))
    oldest = rng.binomial(aged, rng.uniform(0.1, 0.4, BUURTEN))
    homes = (people / 2.1).astype(int)
    alone = rng.binomial(homes, rng.uniform(0.2, 0.6, BUURTEN))
    healthy = rng.uniform(55, 90, BUURTEN)
    rates = RATE_SETS["vektis_2020" if rng.random() < 0.5 else "deventer_2021"]
    spread = (rates.home_high - rates.home_low) / (2 * 1.645)
    rate = rng.normal(rates.home_rate, spread)
    share = rng.normal(rates.institution_share, (rates.institution_high - rates.institution_low) / (2 * 1.645))
    risk, power, blend = rng.uniform(*AGE_RATIO_RANGE), rng.uniform(*HOUSEHOLD_POWER_RANGE), rng.random()

    def against_mean(values: np.ndarray) -> np.ndarray:
        return values / (values * aged).sum() * aged.sum()

    cbs = against_mean(1 + (risk - 1) * oldest / aged) * against_mean(alone / homes) ** power
    factor = cbs ** (1 - blend) * against_mean(100 - healthy) ** blend
    factor = against_mean(np.clip(factor, 0.5, 2.0)) * np.exp(rng.normal(-(BUURT_SD**2) / 2, BUURT_SD, BUURTEN))
    away = rng.binomial(aged, share)
    frail = rng.binomial(aged - away, np.clip(rate * factor, 0, 1))
    shown = {"inhabitants": people, "aged_65_plus": aged, "aged_80_plus": oldest, "households": homes,
             "single_households": alone}  # fmt: skip
    published = pd.DataFrame({name: 5.0 * np.round(values / 5) for name, values in shown.items()})
    published = published.assign(
        buurtcode=[f"BU9001{k:04d}" for k in range(BUURTEN)], wijkcode=[f"WK9001{k // 5:02d}" for k in range(BUURTEN)],
        gemeentecode="GM9001", good_health_pct=healthy,
    )  # fmt: skip
    published.loc[rng.random(BUURTEN) < 0.1, "aged_65_plus"] = np.nan
    own = pd.DataFrame({"gemeentecode": ["GM9001"], "aged_65_plus_cbs": [float(aged.sum())]})
    return published, own, frail


@pytest.fixture(scope="module")
def held() -> dict[str, list[float]]:
    """By kind of area: in which worlds, and how often in them, the interval held the truth."""
    found: dict[str, list[float]] = {"buurt": [], "suppressed": [], "wijk": [], "gemeente": []}
    for seed in range(WORLDS):
        published, own, frail = world(seed)
        estimate = estimate_frailty(published, BOTH, draws=300, seed=seed, evidence=Evidence(gemeenten=own))
        rows = estimate.frame[estimate.frame["group_name"] == HOME]
        within = (rows["low"].to_numpy() <= frail) & (frail <= rows["high"].to_numpy())
        found["buurt"] += within.tolist()
        found["suppressed"] += within[rows["imputed"].to_numpy()].tolist()
        for kind in ("wijk", "gemeente"):
            truth = pd.Series(frail).groupby(published[f"{kind}code"]).sum()
            totals = frailty_totals(estimate, f"{kind}code")
            found[kind] += totals["low"].le(truth.to_numpy()).mul(totals["high"].ge(truth.to_numpy())).tolist()
    return found


@pytest.mark.parametrize("kind", ["buurt", "suppressed", "wijk"])
def test_a_90_percent_interval_holds_the_truth_in_85_to_95_percent_of_cases(
    held: dict[str, list[float]], kind: str
) -> None:
    assert 0.85 <= np.mean(held[kind]) <= 0.95


def test_the_interval_of_a_gemeente_does_too_as_far_as_sixty_worlds_can_tell(held: dict[str, list[float]]) -> None:
    assert len(held["gemeente"]) == WORLDS
    assert np.mean(held["gemeente"]) >= 0.8  # 54 of 60 expected, a standard deviation of 2.3


def test_every_group_has_its_draws() -> None:
    published, own, _ = world(1)
    estimate = estimate_frailty(published, BOTH, draws=20, seed=1, evidence=Evidence(gemeenten=own))
    assert all(estimate.draws_of(group).shape == (BUURTEN, 20) for group in GROUPS)
