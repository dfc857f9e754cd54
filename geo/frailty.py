"""How many frail people of 65 and over live in each buurt, with the uncertainty shown.

Here: the named sets of rates, the estimate and its simulation. Not here: who is known or served (:mod:`geo.coverage`),
which wijk comes first (:mod:`geo.ranking`), rounding for others (:mod:`geo.disclosure`).

**At home.** CBS counts everybody of 65 and over; the rates speak of those who live at home. 65+ at home is taken as
65+ x (1 - institution share). No source in use gives that share by buurt, so it is an assumption, the same for every
buurt: 4.1 %, the quarter of Deventer's 3,100 frail residents who do not live at home (775) on about 19,000 residents of
65+ (TNO 2022, section 1; 19 % of inhabitants, Nidi/CBS 2020), drawn between 3 % and 5 %. Everybody in an institution is
counted as frail (admission asks for care around the clock). Nursing homes stand in few buurten, so the institution
group is a gemeente figure spread evenly: read it by gemeente, not by buurt.

**Deventer's count in another year.** ``deventer_2021`` is a count of 2021; it is carried to the year of the CBS figures
with the growth of the 65+ since then (19,910 / 19,000 = 1.048 for Deventer 2024), which is the same as applying it as a
rate. Nothing else is corrected: the growing share of 80+ would raise it.

**Health.** Within a gemeente a buurt's rate moves with the share of adults who do *not* report good health (RIVM), to
the power one half: mild, because that figure is of all adults and partly of age itself. The draws take the power
anywhere between 0 (no effect) and 1 (in proportion). The factors are rescaled, so a gemeente keeps the rate's total.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]

HOME = "frail_65_plus_home"
INSTITUTION = "frail_65_plus_institution"

HEALTH_POWER = 0.5
"""Power of the ratio 'not in good health' of a buurt against its gemeente; the draws take 0 to 1."""

HEALTH_RANGE = (0.5, 2.0)
"""Limits of the health factor before rescaling, so that one odd figure cannot carry a buurt."""

FALLBACK_SHARE = 0.20
"""65+ among inhabitants where no buurt of the gemeente says so (19 % in 2020, 25 % in 2040: Nidi/CBS 2020)."""

IMPUTED_SHARE_SD = 0.08
"""Spread of the 65+ share between buurten (Deventer 2024, CBS: standard deviation 0.08 over 66 buurten)."""

PRIOR_MAX = 4
"""65+ in a buurt of which CBS tells nothing, or too few to tell: anywhere from 0 to 4, the counts it rounds away."""

PRIOR_MEAN = PRIOR_MAX / 2

_Z90 = 2 * 1.6448536269514722
_COLUMNS = ("buurtcode", "wijkcode", "gemeentecode", "inhabitants", "aged_65_plus")


class FrailtyError(ValueError):
    """The figures cannot be turned into an estimate; the message says which and how to mend it."""


@dataclass(frozen=True)
class RateSet:
    """A named pair of rates with 90 % intervals.

    ``home_rate`` is the frail share of the 65+ *living at home*; ``institution_share`` is of all 65+.
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
        ),
    }
)
"""Two sets that do not agree (about 16 against 12 frail at home per 100 residents of 65+); show both, mix never."""


@dataclass(frozen=True, eq=False)
class FrailtyEstimate:
    """Expected frail residents by buurt and the draws behind the interval.

    ``frame`` has two rows a buurt (at home, in an institution), sorted by buurtcode; ``draws_home`` is
    (n_buurten, draws), its rows in the order of ``buurtcodes``. Totals are sums of rows of ``draws_home``.
    """

    frame: pd.DataFrame
    draws_home: Floats
    buurtcodes: tuple[str, ...]


def estimate_frailty(buurten: pd.DataFrame, rate_set: str, *, draws: int = 500, seed: int) -> FrailtyEstimate:
    """Expected frail residents of 65+ by buurt, at home and in institutions, with simulated 90 % intervals.

    A draw takes one home rate, one institution share and one strength of the health effect for all buurten together,
    and for each buurt a 65+ count within CBS's rounding to 5 (or an imputed one), binomial residents in institutions
    and binomial frail residents among those at home. A buurt's noise depends on seed and buurtcode alone, so neither
    the order of the rows nor the other gemeenten in the frame change it. A buurt that is water only has no residents.

    Args:
        buurten: ``core.buurt`` columns buurtcode, wijkcode, gemeentecode, inhabitants, aged_65_plus (NULL where
            suppressed) and, where known, good_health_pct and water; one row a buurt.
        rate_set: key of ``RATE_SETS``.
        draws: number of simulated draws, at least 20.
        seed: seed, not negative.

    Returns:
        ``frame`` with the columns of ``planning.frailty`` except region, scenario and run_id; low and high are the 5th
        and 95th percentile of the draws.

    Raises:
        FrailtyError: an unknown rate set, a missing column, a doubled buurt, a negative or impossible figure.
    """
    rates = RATE_SETS.get(rate_set)
    if rates is None:
        raise FrailtyError(f"There is no rate set {rate_set!r}; choose one of {', '.join(RATE_SETS)}.")
    if draws < 20 or seed < 0:
        raise FrailtyError("An interval asks for at least 20 draws and a seed of 0 or more.")
    figures = _figures(buurten)
    base, imputed, share = _aged_65_plus(figures)

    rng = np.random.default_rng([seed, 0])
    home_rate = _beta(rng, rates.home_rate, (rates.home_high - rates.home_low) / _Z90, draws)
    institution_share = _beta(
        rng, rates.institution_share, (rates.institution_high - rates.institution_low) / _Z90, draws
    )
    powers = rng.uniform(0.0, 1.0, draws)

    gemeente = figures["gemeentecode"].to_numpy()
    ratio = _unhealthy_ratio(figures, base)
    factor = _rescaled(_power(ratio, np.array([HEALTH_POWER])), base, gemeente)[:, 0]
    chance = np.minimum(1.0, home_rate * _rescaled(_power(ratio, powers), base, gemeente))

    home = np.empty((len(figures), draws))
    institution = np.empty_like(home)
    codes, published = tuple(figures["buurtcode"].astype(str)), figures[["inhabitants", "aged_65_plus"]].to_numpy()
    for i, code in enumerate(codes):
        own = np.random.default_rng([seed, 1, *_code_numbers(code)])
        inhabitants, aged_65_plus = published[i]
        aged = _draw_65_plus(own, inhabitants, aged_65_plus, bool(imputed[i]), float(share[i]), draws)
        institution[i] = own.binomial(aged, institution_share)
        home[i] = own.binomial(aged - institution[i].astype(np.int64), chance[i])

    frame = pd.concat(
        [
            _group(figures, HOME, rates.name, base * factor * rates.home_per_65_plus, home, imputed),
            _group(figures, INSTITUTION, rates.name, base * rates.institution_share, institution, imputed),
        ]
    ).sort_values(["buurtcode", "group_name"], ignore_index=True)
    return FrailtyEstimate(frame, home, codes)


def frailty_totals(estimate: FrailtyEstimate, by: str) -> pd.DataFrame:
    """Frail residents at home by wijk or gemeente; the interval is that of the summed draws, not a sum of intervals.

    Args:
        estimate: the estimate by buurt.
        by: ``wijkcode`` or ``gemeentecode``.

    Returns:
        Columns ``by``, expected, low, high; sorted by ``by``.
    """
    home = estimate.frame[estimate.frame["group_name"] == HOME]
    codes, place = np.unique(home[by].to_numpy(dtype=str), return_inverse=True)
    summed = np.zeros((len(codes), estimate.draws_home.shape[1]))
    np.add.at(summed, place, estimate.draws_home)
    low, high = np.percentile(summed, [5, 95], axis=1)
    expected = np.bincount(place, weights=home["expected"].to_numpy(), minlength=len(codes))
    return pd.DataFrame({by: codes, "expected": expected, "low": low, "high": high})


def _figures(buurten: pd.DataFrame) -> pd.DataFrame:
    """The columns used, as floats with NaN for suppressed, sorted by buurtcode; refuses what cannot be."""
    missing = [name for name in _COLUMNS if name not in buurten.columns]
    if missing:
        raise FrailtyError(f"The buurten lack {', '.join(missing)}; load the CBS figures again.")
    if buurten.empty:
        raise FrailtyError("There is no buurt to estimate for; load the CBS figures of a gemeente first.")
    codes = list(_COLUMNS[:3])
    if buurten[codes].isna().any(axis=None):
        raise FrailtyError(f"A buurt without {', '.join(codes)} cannot be placed; give every buurt its three codes.")
    figures = pd.DataFrame({name: buurten[name].to_numpy(dtype=object) for name in codes}).astype(str)
    for name in ("inhabitants", "aged_65_plus", "good_health_pct"):
        figures[name] = _floats(buurten[name]) if name in buurten.columns else np.nan
        if (figures[name] < 0).any() or np.isinf(figures[name]).any():
            raise FrailtyError(f"{name} holds a negative or infinite figure; a suppressed figure must be empty.")
    if (figures["good_health_pct"] > 100).any():
        raise FrailtyError("good_health_pct is a percentage and cannot be over 100.")
    figures["water"] = False
    if "water" in buurten.columns:
        if not buurten["water"].isin([True, False]).all():
            raise FrailtyError("water must say true or false for every buurt.")
        figures["water"] = buurten["water"].to_numpy(dtype=bool)
    if figures["buurtcode"].duplicated().any():
        raise FrailtyError("A buurt appears more than once; give one row a buurt.")
    return figures.sort_values("buurtcode", ignore_index=True)


def _floats(series: pd.Series) -> Floats:
    try:
        numbers = pd.to_numeric(series).astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
        return np.asarray(numbers, dtype=np.float64)
    except (TypeError, ValueError):
        raise FrailtyError(f"{series.name} must hold numbers, or nothing where a figure is suppressed.") from None


def _aged_65_plus(figures: pd.DataFrame) -> tuple[Floats, NDArray[np.bool_], Floats]:
    """65+ by buurt with suppressed ones imputed, which were imputed, and the gemeente's share behind it."""
    inhabitants, aged = figures["inhabitants"].to_numpy(), figures["aged_65_plus"].to_numpy().copy()
    empty = figures["water"].to_numpy() & np.isnan(aged)
    aged[empty] = 0.0
    known = ~np.isnan(aged) & ~np.isnan(inhabitants)
    codes, place = np.unique(figures["gemeentecode"].to_numpy(dtype=str), return_inverse=True)
    people = np.bincount(place, weights=np.where(known, inhabitants, 0.0), minlength=len(codes))
    older = np.bincount(place, weights=np.where(known, aged, 0.0), minlength=len(codes))
    share = np.where(people > 0, older / np.maximum(people, 1.0), FALLBACK_SHARE)[place].clip(0.0, 1.0)
    imputed = np.isnan(aged)
    guess = np.where(np.isnan(inhabitants), 0.0, inhabitants) * share
    return np.where(imputed, np.maximum(guess, PRIOR_MEAN), aged), imputed, share


def _unhealthy_ratio(figures: pd.DataFrame, base: Floats) -> Floats:
    """Share not in good health against the gemeente's (weighted by 65+); 1 where unknown."""
    unhealthy = 100.0 - figures["good_health_pct"].to_numpy(dtype=np.float64)
    known = ~np.isnan(unhealthy)
    codes, place = np.unique(figures["gemeentecode"].to_numpy(dtype=str), return_inverse=True)
    weight = np.bincount(place, weights=np.where(known, base, 0.0), minlength=len(codes))
    total = np.bincount(place, weights=np.where(known, base * np.nan_to_num(unhealthy), 0.0), minlength=len(codes))
    mean = np.divide(total, weight, out=np.zeros_like(total), where=weight > 0)[place]
    ratio: Floats = np.ones(len(figures), dtype=np.float64)
    usable = known & (mean > 0)
    ratio[usable] = unhealthy[usable] / mean[usable]
    return ratio


def _power(ratio: Floats, powers: Floats) -> Floats:
    return np.clip(ratio[:, None] ** powers[None, :], *HEALTH_RANGE)


def _rescaled(factor: Floats, base: Floats, gemeente: NDArray[np.object_]) -> Floats:
    """The factors (n_buurten, k), rescaled so that each gemeente's 65+-weighted mean is 1."""
    scaled = factor.copy()
    for code in np.unique(gemeente.astype(str)):
        rows = gemeente == code
        plain = base[rows].sum()
        if plain > 0:
            scaled[rows] *= plain / (base[rows, None] * factor[rows]).sum(axis=0)
    return scaled


def _beta(rng: np.random.Generator, mean: float, sd: float, draws: int) -> Floats:
    """Draws in (0, 1) with this mean and standard deviation."""
    size = mean * (1 - mean) / sd**2 - 1
    return rng.beta(mean * size, (1 - mean) * size, draws)


def _code_numbers(code: str) -> list[int]:
    """A buurtcode as two 32-bit numbers for a seed, the same on every machine."""
    digest = hashlib.sha256(code.encode()).digest()
    return [int.from_bytes(digest[:4], "big"), int.from_bytes(digest[4:8], "big")]


def _draw_65_plus(
    rng: np.random.Generator, inhabitants: float, aged: float, imputed: bool, share: float, draws: int
) -> NDArray[np.int64]:
    """65+ of one buurt in each draw: the published figure within its rounding to 5, or an imputed one."""
    if not imputed:
        if np.isnan(aged):  # water only
            return np.zeros(draws, dtype=np.int64)
        return np.maximum(0, round(aged) + rng.integers(-2, 3, draws))
    if np.isnan(inhabitants) or inhabitants * share < PRIOR_MEAN:
        return rng.integers(0, PRIOR_MAX + 1, draws)
    mean = min(max(share, 0.02), 0.95)
    drawn = _beta(rng, mean, min(IMPUTED_SHARE_SD, 0.5 * float(np.sqrt(mean * (1 - mean)))), draws)
    return rng.binomial(np.maximum(0, round(inhabitants) + rng.integers(-2, 3, draws)), drawn)


def _group(
    figures: pd.DataFrame, name: str, rate_set: str, expected: Floats, drawn: Floats, imputed: NDArray[np.bool_]
) -> pd.DataFrame:
    low, high = np.percentile(drawn, [5, 95], axis=1)
    return pd.DataFrame(
        {
            "buurtcode": figures["buurtcode"],
            "group_name": name,
            "wijkcode": figures["wijkcode"],
            "rate_set": rate_set,
            "expected": expected,
            "low": low,
            "high": high,
            "imputed": imputed,
            "gemeentecode": figures["gemeentecode"],
        }
    )
