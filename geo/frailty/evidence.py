"""What makes one buurt frailer than another: age and household (CBS), health and loneliness (RIVM), care use (Vektis).

Here: ratios of a buurt against its gemeente, and of a gemeente against the country; who said so and what was filled in.

**Two descriptions, not two proofs.** RIVM's figures by buurt are modelled from age, household, income and the like: the
same that CBS gives. So the ratio by CBS and the ratio by RIVM are never multiplied: a draw takes a point between them
(``log ratio = (1 - blend) x CBS + blend x RIVM``, blend anywhere from 0 to 1; a half for the expected number). RIVM's
own indicators are averaged first, for the same reason. Where one of the two is silent the other is taken as it is, but
RIVM's alone never in full: the blend still weakens it, since its figure is of all adults and partly of age itself.

**Age.** Residents of 80 and over are frail 3.2 times as often as those of 65 to 79 (between 2.0 and 4.5): Collard et
al. 2012, J Am Geriatr Soc 60:1487, prevalence by age 4, 7, 9, 16 and 26 %, weighted with the Dutch population of 2024.
**Household.** Living alone goes along with frailty; the share of single households is of all ages, so its ratio counts
to a power between 0 and one half. **Care.** District nursing per insured person of 65+ in the gemeente against the
country, to a power between 0 and one half and never beyond 0.8 to 1.25: use follows supply as well as need.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from geo.frailty.figures import Figures, Flags, Floats, Places, floats

AGE_RATIO, AGE_RATIO_RANGE = 3.2, (2.0, 4.5)
HOUSEHOLD_POWER, HOUSEHOLD_POWER_RANGE = 0.25, (0.0, 0.5)
BLEND = 0.5
CARE_POWER, CARE_POWER_RANGE = 0.25, (0.0, 0.5)
CARE_LIMITS = (0.8, 1.25)
INDEX_LIMITS = (0.5, 2.0)
"""Limits of a buurt's factor before rescaling, so that one odd figure cannot carry a buurt."""

SHARE_80_PLUS = 0.245
"""80+ among the 65+ of the Netherlands, 2024 (CBS: 0.90 of 3.68 million), where nothing nearer is known."""

COUNTRY_GEMEENTEN = 100
"""A Vektis file with at least this many gemeenten speaks of the country."""

AREAS = ("buurt", "wijk", "gemeente")
INDICATORS: Mapping[str, tuple[str, bool]] = {
    "health_good": ("rivm_health", True),
    "limited_mobility": ("rivm_limitations", False),
    "lonely_severe": ("rivm_loneliness", False),
}
"""RIVM's indicators used -> the source's name in the estimate, and whether a high figure is good."""

SOURCES = (
    "cbs_65_plus", "cbs_gemeente", "cbs_80_plus", "cbs_households", "rivm_health", "rivm_limitations",
    "rivm_loneliness", "vektis_care",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Evidence:
    """What is known beside core.buurt; an empty or absent frame is a source that is missing.

    ``gemeenten``: core.gemeente[gemeentecode, aged_65_plus_cbs]. ``health``: core.health. ``ages``:
    core.population_age. ``care_use``: intake.care_use, all gemeenten of the file.
    """

    gemeenten: pd.DataFrame | None = None
    health: pd.DataFrame | None = None
    ages: pd.DataFrame | None = None
    care_use: pd.DataFrame | None = None


@dataclass(frozen=True, eq=False)
class Ratios:
    """Arrays by buurt. ``share_80``: 80+ among 65+. ``household``: single households against the gemeente, log.

    ``rivm``: mean log ratio of RIVM's indicators, 0 where ``rivm_known`` is not. ``care``: log of the gemeente's care
    use against the country, 0 where not known. ``said``: which sources speak of the buurt. ``borrowed``: figures taken
    from a wider area, such as ``lonely_severe:wijk``.
    """

    share_80: Floats
    household: Floats
    cbs_known: Flags
    rivm: Floats
    rivm_known: Flags
    care: Floats
    said: dict[str, Flags]
    borrowed: list[tuple[str, Flags]] = field(default_factory=list)


def ratios_of(figures: Figures, evidence: Evidence) -> Ratios:
    """The ratios of every buurt; what is not known is neutral, and not in ``said``."""
    borrowed: list[tuple[str, Flags]] = [("aged_65_plus:gemeente", figures.imputed)]
    share, share_known = _share_80(figures, evidence.ages, borrowed)
    single = _quotient(figures.column("single_households"), figures.column("households"))
    parts, said = [], {}
    for indicator, (source, good) in INDICATORS.items():
        value = health_by_buurt(figures, evidence.health, indicator, borrowed)
        if indicator == "health_good":
            value = np.where(np.isnan(value), figures.column("good_health_pct"), value)
        bad = 100.0 - value if good else value
        parts.append(_log_ratio(figures, bad))
        said[source] = ~np.isnan(bad)
    stacked = np.array(parts)
    known = ~np.isnan(stacked)
    count = known.sum(axis=0)
    rivm = np.where(count > 0, np.nansum(np.where(known, stacked, 0.0), axis=0) / np.maximum(count, 1), 0.0)
    household = _log_ratio(figures, single)
    care = _care(figures, evidence.care_use)
    said |= {
        "cbs_65_plus": ~figures.imputed,
        "cbs_gemeente": ~np.isnan(figures.total)[figures.place],
        "cbs_80_plus": share_known,
        "cbs_households": ~np.isnan(single),
        "vektis_care": ~np.isnan(care),
    }
    return Ratios(
        share, np.nan_to_num(household), share_known | ~np.isnan(household), rivm, count > 0, np.nan_to_num(care), said,
        borrowed,
    )  # fmt: skip


def index(figures: Figures, ratios: Ratios, rows: Places, age: Floats, power: Floats, blend: Floats) -> Floats:
    """How frail the buurten of one gemeente are against it, (buurten, k), the 65+-weighted mean of each column 1.

    Args:
        figures: all figures.
        ratios: all ratios.
        rows: the buurten of the gemeente, by their place.
        age, power, blend: (k,) ratio of 80+ to 65-79, power of the household ratio, blend of CBS and RIVM.
    """
    older = ratios.share_80[rows, None]
    base = figures.aged[rows, None]
    by_age = np.log((1 - older) + age * older)
    mean = np.log(_mean(np.exp(by_age), base))
    cbs = by_age - mean + power * ratios.household[rows, None]
    taken = np.where(ratios.rivm_known[rows, None], blend, 0.0)
    own = np.where(ratios.cbs_known[rows, None], 1 - taken, 0.0)
    factor = np.clip(np.exp(own * cbs + taken * ratios.rivm[rows, None]), *INDEX_LIMITS)
    return factor / _mean(factor, base)


def care_factor(ratios: Ratios, row: int, power: Floats) -> Floats:
    """What care use makes of the rate in the gemeente of a buurt, (k,)."""
    return np.clip(np.exp(power * ratios.care[row]), *CARE_LIMITS)


def health_by_buurt(
    figures: Figures,
    health: pd.DataFrame | None,
    indicator: str,
    borrowed: list[tuple[str, Flags]],
    ages: tuple[str, ...] = ("65+", "18+"),
) -> Floats:
    """RIVM's percentage by buurt: its own, else that of its wijk; NaN where neither has one.

    The newest year counts, and of it the first of ``ages`` that has any buurt or wijk of the region.
    """
    values = np.full(len(figures.table), np.nan)
    if health is None or health.empty:
        return values
    rows = health[(health["indicator"] == indicator) & health["value"].notna() & health["area_kind"].isin(AREAS[:2])]
    if rows.empty:
        return values
    rows = rows[rows["period"] == rows["period"].max()]
    age = next((each for each in ages if (rows["age_group"] == each).any()), None)
    by_code = rows[rows["age_group"] == age].drop_duplicates("area_code").set_index("area_code")["value"]
    own = floats(by_code.reindex(figures.table["buurtcode"]))
    wijk = floats(by_code.reindex(figures.table["wijkcode"]))
    lent = np.isnan(own) & ~np.isnan(wijk)
    borrowed.append((f"{indicator}:wijk", lent))
    return np.where(lent, wijk, own)


def _share_80(figures: Figures, ages: pd.DataFrame | None, borrowed: list[tuple[str, Flags]]) -> tuple[Floats, Flags]:
    """80+ among the 65+: of the buurt, else of its wijk or gemeente by single years of age, else of the country."""
    own = _quotient(figures.column("aged_80_plus"), figures.column("aged_65_plus"))
    codes = {kind: figures.table[f"{kind}code"] for kind in AREAS}
    if ages is not None and not ages.empty:
        newest = ages[ages["year"] == ages["year"].max()]
        both = newest[newest["sex"] == "both"] if (newest["sex"] == "both").any() else newest
        counted = both.dropna(subset="count")
        older = counted[counted["age"] >= 65].groupby("area_code")["count"].sum()
        oldest = counted[counted["age"] >= 80].groupby("area_code")["count"].sum()
        shares = (oldest / older.where(older > 0)).dropna()
        own = np.where(np.isnan(own), floats(shares.reindex(codes["buurt"])), own)
        for kind in AREAS[1:]:
            wider = floats(shares.reindex(codes[kind]))
            lent = np.isnan(own) & ~np.isnan(wider)
            borrowed.append((f"aged_80_plus:{kind}", lent))
            own = np.where(lent, wider, own)
    known = ~np.isnan(own)
    base = np.where(known, figures.aged, 0.0)
    weight = figures.sum_by_gemeente(base)
    summed = figures.sum_by_gemeente(base * np.nan_to_num(own))
    mean = np.divide(summed, weight, out=np.full_like(summed, SHARE_80_PLUS), where=weight > 0)[figures.place]
    borrowed.append(("aged_80_plus:gemeente_mean", ~known & (weight > 0)[figures.place]))
    return np.where(known, own, mean).clip(0.0, 1.0), known


def _care(figures: Figures, care_use: pd.DataFrame | None) -> Floats:
    """Log of district nursing per insured 65+ in the gemeente against the country; NaN where not known."""
    nothing = np.full(len(figures.table), np.nan)
    if care_use is None or care_use.empty:
        return nothing
    rows = care_use[(care_use["area_kind"] == "gemeente") & (care_use["age_low"] >= 65)]
    rows = rows[rows["district_nursing_eur"].notna()]
    if rows.empty or rows["area_name"].nunique() < COUNTRY_GEMEENTEN:
        return nothing
    rows = rows[rows["year"] == rows["year"].max()]
    country = rows["district_nursing_eur"].sum() / max(rows["persons"].sum(), 1)
    own = rows.dropna(subset="gemeentecode").groupby("gemeentecode")[["district_nursing_eur", "persons"]].sum()
    level = (own["district_nursing_eur"] / own["persons"].where(own["persons"] > 0)).reindex(figures.gemeenten)
    ratio = floats(level / country) if country > 0 else np.full(len(figures.gemeenten), np.nan)
    return np.log(np.where(ratio > 0, ratio, np.nan))[figures.place]


def _quotient(part: Floats, whole: Floats) -> Floats:
    """part / whole at most 1; NaN where either is not known or the whole is too small to tell."""
    usable = ~np.isnan(part) & (whole >= 5)
    return np.divide(part, whole, out=np.full_like(part, np.nan), where=usable).clip(max=1.0)


def _log_ratio(figures: Figures, values: Floats) -> Floats:
    """Log of the value against the gemeente's 65+-weighted mean; NaN where not known."""
    known = ~np.isnan(values) & (values > 0)
    base = np.where(known, figures.aged, 0.0)
    weight = figures.sum_by_gemeente(base)
    summed = figures.sum_by_gemeente(base * np.where(known, values, 0.0))
    mean = np.divide(summed, weight, out=np.zeros_like(summed), where=weight > 0)[figures.place]
    ratio = np.divide(values, mean, out=np.full_like(values, np.nan), where=known & (mean > 0))
    return np.log(ratio)


def _mean(values: Floats, weights: Floats) -> Floats:
    """Mean of each column by weight; plain where the weights are all 0."""
    if weights.sum() <= 0:
        return values.mean(axis=0)
    return (weights * values).sum(axis=0) / weights.sum()
