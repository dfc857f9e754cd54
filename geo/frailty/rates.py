"""The named sets of rates: how many of the 65+ are frail, at home and in institutions, and how sure that is.

Here: the two shipped sets, those of a workspace's table, and their draws. Sets disagree and are never both forced on
one figure: a scenario takes one, or ``both``, and then half of the draws go by each.

**Deventer's count in another year.** ``deventer_2021`` is a count of 2021; it is carried to the year of the CBS figures
with the growth of the 65+ since then (19,910 / 19,000 = 1.048 for Deventer 2024), which is the same as applying it as a
rate. Nothing else is corrected: the growing share of 80+ would raise it.

**Institutions.** No source in use gives the share by buurt, so it is an assumption, the same for every buurt: 4.1 %,
the quarter of Deventer's 3,100 frail residents who do not live at home (775) on about 19,000 residents of 65+ (TNO
2022, section 1; 19 % of inhabitants, Nidi/CBS 2020), drawn between 3 % and 5 %. Everybody in an institution counts as
frail. Nursing homes stand in few buurten: read that group by gemeente, not by buurt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.frailty.figures import FrailtyError

Floats = NDArray[np.float64]

HOME = "frail_65_plus_home"
INSTITUTION = "frail_65_plus_institution"
VULNERABLE = "vulnerable_any_age"
GROUPS = (HOME, INSTITUTION, VULNERABLE)
"""The third overlaps the first two; it stands beside them and is never added."""

BOTH = "both"
"""The name for half of the draws by each of the shipped sets: the choice between them as part of the uncertainty."""

UNSAID_RANGE = 0.15
"""Half the 90 % range, as a part of the rate, where a table of rates gives none: about that of Vektis 2020."""

Z90 = 2 * 1.6448536269514722
"""Width of a 90 % interval in standard deviations."""


@dataclass(frozen=True)
class RateSet:
    """A named pair of rates with 90 % intervals.

    ``home_rate`` is the frail share of the 65+ *living at home*; ``institution_share`` is of all 65+. ``of_country`` is
    True where the rate speaks of the country, so that a gemeente's care use can be held against the country's.
    """

    name: str
    title_nl: str
    home_rate: float
    home_low: float
    home_high: float
    institution_share: float
    institution_low: float
    institution_high: float
    source: str
    of_country: bool = True

    @property
    def home_per_65_plus(self) -> float:
        """Frail residents at home per resident of 65 and over, wherever that resident lives."""
        return self.home_rate * (1 - self.institution_share)


_DEVENTER_65_PLUS_2021 = 100_000 * 0.19
_DEVENTER_INSTITUTION = 3_100 / 4 / _DEVENTER_65_PLUS_2021
_DEVENTER_65_PLUS_HOME = _DEVENTER_65_PLUS_2021 - 3_100 / 4

RATE_SETS: Mapping[str, RateSet] = MappingProxyType(
    {
        "vektis_2020": RateSet(
            name="vektis_2020",
            title_nl="Vektis 2020: 17 % van de thuiswonende 65-plussers is kwetsbaar",
            home_rate=0.17,
            home_low=0.145,  # a national figure, rounded, applied to one gemeente: 2.5 points either way is a judgement
            home_high=0.195,
            institution_share=_DEVENTER_INSTITUTION,
            institution_low=0.03,
            institution_high=0.05,
            source="Vektis 2020 in TNO 2022, section 1; institution share: assumption, from Deventer 2021",
        ),
        "deventer_2021": RateSet(
            name="deventer_2021",
            title_nl="Staat van Deventer 2021: 3.100 kwetsbare ouderen, van wie drie kwart thuis woont",
            home_rate=3_100 * 0.75 / _DEVENTER_65_PLUS_HOME,
            home_low=2_800 * 0.70 / _DEVENTER_65_PLUS_HOME,  # "zo'n 3.100", "ongeveer 3/4", "indicatief": +-300, +-0.05
            home_high=3_400 * 0.80 / _DEVENTER_65_PLUS_HOME,
            institution_share=_DEVENTER_INSTITUTION,
            institution_low=0.03,
            institution_high=0.05,
            source="Vektis 2021, Staat van Deventer 2021 in TNO 2022, section 1; 65+: 19 % of 100,000 (Nidi/CBS 2020)",
            of_country=False,
        ),
    }
)
"""Two sets that do not agree (about 16 against 12 frail at home per 100 residents of 65+)."""


def rate_sets(table: pd.DataFrame) -> dict[str, RateSet]:
    """The shipped sets, and those of a workspace's table, which go before shipped ones of the same name.

    Args:
        table: ``core.frailty_rate``; a set counts by its rows of all 65+ (age_low 65, open above): ``frail_home``, and
            ``in_institution`` or else the share of ``vektis_2020``. A rate without a range takes 15 % either way.
    """
    found = dict(RATE_SETS)
    whole = table[(table["age_low"] == 65) & (table["age_high"].isna() | (table["age_high"] >= 120))]
    for name, rows in whole.groupby("rate_set"):
        by = {str(row["indicator"]): row for row in rows.to_dict("records")}
        if "frail_home" not in by:
            continue
        shipped = found.get(str(name))
        base = shipped or replace(RATE_SETS["vektis_2020"], name=str(name), of_country=False)
        rate, low, high = _range(by["frail_home"])
        share, share_low, share_high = (
            _range(by["in_institution"])
            if "in_institution" in by
            else (base.institution_share, base.institution_low, base.institution_high)
        )
        found[str(name)] = replace(
            base, title_nl=base.title_nl if shipped else str(name), home_rate=rate, home_low=low, home_high=high,
            institution_share=share, institution_low=share_low, institution_high=share_high,
            source=str(by["frail_home"]["source"]),
        )  # fmt: skip
    return found


def chosen(name: str, sets: Mapping[str, RateSet]) -> tuple[RateSet, ...]:
    """The sets that the name stands for; FrailtyError where there is none of it."""
    if name == BOTH:
        return tuple(sets[each] for each in RATE_SETS)
    if name not in sets:
        raise FrailtyError(f"There is no rate set {name!r}; choose one of {', '.join([*sets, BOTH])}.")
    return (sets[name],)


def drawn_rates(sets: tuple[RateSet, ...], rng: np.random.Generator, draws: int) -> tuple[Floats, Floats, Floats]:
    """Home rate, institution share and whether the rate is of the country, in each draw; sets take turns."""
    home, institution, country = np.empty(draws), np.empty(draws), np.empty(draws)
    for place, one in enumerate(sets):
        own = slice(place, None, len(sets))
        size = len(range(draws)[own])
        home[own] = beta(rng, one.home_rate, (one.home_high - one.home_low) / Z90, size)
        institution[own] = beta(rng, one.institution_share, (one.institution_high - one.institution_low) / Z90, size)
        country[own] = float(one.of_country)
    return home, institution, country


def beta(rng: np.random.Generator, mean: float, sd: float, draws: int) -> Floats:
    """Draws in (0, 1) with this mean and standard deviation; the mean itself where it has no spread."""
    if sd <= 0 or not 0 < mean < 1:
        return np.full(draws, mean)
    size = mean * (1 - mean) / min(sd, 0.99 * float(np.sqrt(mean * (1 - mean)))) ** 2 - 1
    return rng.beta(mean * size, (1 - mean) * size, draws)


def _range(row: Mapping[Any, Any]) -> tuple[float, float, float]:
    rate, low, high = (float(row[name]) for name in ("rate", "low", "high"))
    if np.isnan(low) or np.isnan(high):
        low, high = rate * (1 - UNSAID_RANGE), min(1.0, rate * (1 + UNSAID_RANGE))
    return rate, low, high
