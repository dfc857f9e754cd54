"""What a scenario's wishes mean as a location problem, and the sentence where they cannot all be met.

Here: keep, close, may close, forbid, hard wishes on qualities, capacity, money; each wish stays known by itself, so
that its price can be told. Not here: solving.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.frailty import FrailtyEstimate
from geo.hub_choice.sites import EXISTING, named
from geo.hub_location import MAXIMAL_COVERAGE, P_MEDIAN, HubProblem, InfeasibleProblem, SiteWishes, wishes_on
from geo.hub_wishes import HubWishes
from geo.scenario import Scenario

HOME = "frail_65_plus_home"
P_CENTRE, SET_COVERING, EVALUATE = "p_centre", "set_covering", "evaluate"


class HubChoiceError(ValueError):
    """A scenario cannot be worked out with the sites of the region; the message says why and how to mend it."""


@dataclass(frozen=True, eq=False)
class Wish:
    """A fixed decision: what it is (keep, close, forbid, require, capacity), of which site or quality, and the problem
    without it."""

    kind: str
    subject: str
    without: HubProblem


@dataclass(frozen=True, eq=False)
class Asked:
    """The problem of a scenario. ``model`` is its objective, ``share`` what set covering must cover; ``reasons``: why a
    site may not be open, by site."""

    model: str
    share: float
    problem: HubProblem
    wishes: tuple[Wish, ...]
    reasons: Mapping[str, tuple[str, ...]]


def asked_of(
    scenario: Scenario,
    sites: gpd.GeoDataFrame,
    travel_time: pd.DataFrame,
    estimate: FrailtyEstimate,
    *,
    deliveries_a_day: float,
    yearly_eur: np.ndarray,
) -> Asked:
    """The location problem of a scenario.

    Args:
        scenario: the planning question.
        sites: as :func:`geo.hub_choice.sites.candidate_sites`.
        travel_time: planning.travel_time rows of the scenario's mode.
        estimate: frail residents at home by buurt.
        deliveries_a_day: of one frail resident, for capacities.
        yearly_eur: (m,) what each site costs a year, opening and closing spread; weighed where the scenario says what
            time is worth.

    Raises:
        HubChoiceError: there is no site, or none of today's hubs is called as a wish says.
        InfeasibleProblem: wishes conflict; the sentence names them.
    """
    if sites.empty:
        raise HubChoiceError(
            "There is no site: list hubs in hubs.csv, mark facilities as candidates (kandidaat = ja), or give points."
        )
    wishes, ids = scenario.wishes, tuple(sites["site_id"])
    cost = travel_time.pivot_table(index="buurtcode", columns="site_id", values="duration_s", aggfunc="first")
    cost = cost.reindex(index=list(estimate.buurtcodes), columns=list(ids))
    weights = people_of(estimate)
    today = tuple(sites.loc[sites["kind"] == EXISTING, "site_id"])
    keep, close = _kept(scenario, sites, today), _closed(scenario, sites, today)
    forbid = named(sites, scenario.forbid)
    coverage = scenario.objective in (MAXIMAL_COVERAGE, SET_COVERING)
    whose = 1.0 if scenario.objective == P_CENTRE else float(weights.sum())  # the p-centre has the worst-off alone
    unit = (0.01 if coverage else 60.0) * whose
    on_quality = _qualities(sites, wishes, unit)
    ruled_out = dict(on_quality.reasons)
    _refuse_kept(keep, {**dict.fromkeys(close, ("close",)), **dict.fromkeys(forbid, ("forbid",))}, ruled_out)
    barred = tuple(dict.fromkeys((*forbid, *close, *ruled_out)))
    problem = HubProblem(
        cost_s=np.where(cost.isna(), np.inf, cost.to_numpy(dtype=float)),
        weights=weights,
        site_ids=ids,
        p=_count(scenario, len(today), len(keep)),
        keep=keep,
        forbid=barred,
        objective=MAXIMAL_COVERAGE if coverage else P_MEDIAN,
        threshold_s=scenario.minutes * 60.0 if coverage else None,
        further=tuple((minutes * 60.0, value) for minutes, value in wishes.further),
        site_cost=_site_cost(on_quality.site_cost, wishes, yearly_eur, unit),
        **_room(wishes, sites, weights * deliveries_a_day),
    )
    if scenario.objective not in (EVALUATE, SET_COVERING):
        _refuse_number(problem, {"forbid": forbid, "close": close, "require": tuple(ruled_out)}, wishes)
    reasons = dict.fromkeys(close, ("close",)) | dict.fromkeys(forbid, ("forbid",)) | ruled_out
    share = wishes.share if wishes.share is not None else 1.0
    return Asked(scenario.objective, share, problem, _wishes(problem, keep, close, forbid, ruled_out, wishes), reasons)


def people_of(estimate: FrailtyEstimate) -> np.ndarray:
    """(n,) Expected frail residents at home, in the order of the estimate's buurten."""
    home = estimate.frame[estimate.frame["group_name"] == HOME].set_index("buurtcode")["expected"]
    return home.reindex(list(estimate.buurtcodes)).to_numpy(dtype=float)


def _count(scenario: Scenario, today: int, kept: int) -> int:
    if scenario.hubs is not None:
        return scenario.hubs
    return today if scenario.objective == EVALUATE else max(1, kept)


def _kept(scenario: Scenario, sites: gpd.GeoDataFrame, today: tuple[str, ...]) -> tuple[str, ...]:
    """What must be open: keep, and today's hubs that are not among those that may close."""
    may_close = scenario.wishes.may_close
    if may_close is None:
        return named(sites, scenario.keep)
    _refuse_strangers("may_close", may_close, today)
    return named(sites, (*scenario.keep, *(hub for hub in today if hub not in may_close)))


def _closed(scenario: Scenario, sites: gpd.GeoDataFrame, today: tuple[str, ...]) -> tuple[str, ...]:
    close = named(sites, scenario.wishes.close)
    _refuse_strangers("close", close, today)
    return close


def _refuse_strangers(key: str, ids: tuple[str, ...], today: tuple[str, ...]) -> None:
    if strange := [each for each in ids if each not in today]:
        raise HubChoiceError(
            f"{key} names {', '.join(strange)}, which is no hub of today ({', '.join(today) or 'there is none'}); "
            "name one of those, or use forbid for a candidate."
        )


def _qualities(sites: gpd.GeoDataFrame, wishes: HubWishes, unit: float) -> SiteWishes:
    frame = pd.DataFrame(sites.drop(columns="geometry"))
    return wishes_on(frame, wishes.require, {name: worth * unit for name, worth in wishes.weights.items()})


def _refuse_kept(
    keep: tuple[str, ...], barred: Mapping[str, tuple[str, ...]], required: Mapping[str, tuple[str, ...]]
) -> None:
    """InfeasibleProblem where a hub that stays may not be open."""
    for site in keep:
        if site in required:
            wishes = [f"keep {site}", *(f"require {word}" for word in required[site])]
            raise InfeasibleProblem(
                f"{site} must stay open, but does not meet: {'; '.join(required[site])} (unknown counts as not met). "
                "Drop or ease one of these wishes.",
                wishes,
            )
        if site in barred:
            raise InfeasibleProblem(
                f"{site} must stay open and stands under {barred[site][0]}; drop one of the two wishes.",
                [f"keep {site}", f"{barred[site][0]} {site}"],
            )


def _refuse_number(problem: HubProblem, barred: Mapping[str, tuple[str, ...]], wishes: HubWishes) -> None:
    """InfeasibleProblem where the number of hubs does not lie between those that stay and those that may be open."""
    if problem.p < len(problem.keep):
        raise InfeasibleProblem(
            f"hubs says {problem.p}, but {len(problem.keep)} must stay open ({', '.join(sorted(problem.keep))}). "
            f"Raise hubs to {len(problem.keep)}, or let one of them close.",
            [f"hubs {problem.p}", *(f"keep {site}" for site in sorted(problem.keep))],
        )
    free = len(set(problem.site_ids) - set(problem.forbid))
    if problem.p > free:
        why = [f"{key} {len(sites)}" for key, sites in barred.items() if sites]
        asked = f" ({', '.join(f'{name} {_told(name, figure)}' for name, figure in wishes.require.items())})"
        raise InfeasibleProblem(
            f"hubs says {problem.p}, but only {free} of {len(problem.site_ids)} sites may be open"
            f"{'; ruled out by ' + ', '.join(why) if why else ''}{asked if wishes.require else ''}. "
            "Ask for fewer hubs, ease a wish, or add candidates.",
            [f"hubs {problem.p}", *why],
        )


def _told(name: str, figure: float) -> str:
    return f"at most {figure:g}" if name == "rent_eur_year" else f"at least {figure:g}"


def _site_cost(credit: np.ndarray, wishes: HubWishes, yearly_eur: np.ndarray, unit: float) -> np.ndarray | None:
    """(m,) What opening a site weighs in the objective's unit; None where nothing but time is weighed."""
    worth = wishes.costs.worth_eur
    weighed = credit if worth is None else credit + yearly_eur / worth * unit
    return weighed if np.any(weighed) else None


def _room(wishes: HubWishes, sites: gpd.GeoDataFrame, load: np.ndarray) -> dict[str, np.ndarray]:
    """Capacity and load in deliveries a day; a site of which none is known takes all there is."""
    if wishes.capacity is None:
        return {}
    of_file = sites["capacity_per_day"].to_numpy(dtype=float)
    own = np.array([wishes.capacity.of.get(site, np.nan) for site in sites["site_id"]], dtype=float)
    other = np.nan if wishes.capacity.other is None else wishes.capacity.other
    most = np.where(np.isnan(own), np.where(np.isnan(of_file), other, of_file), own)
    return {"capacity": np.where(np.isnan(most), float(load.sum()) + 1.0, most), "load": load}


def _wishes(
    problem: HubProblem,
    keep: tuple[str, ...],
    close: tuple[str, ...],
    forbid: tuple[str, ...],
    ruled_out: Mapping[str, tuple[str, ...]],
    wishes: HubWishes,
) -> tuple[Wish, ...]:
    """Every fixed decision with the problem that lacks it alone."""

    def allowed(without: set[str]) -> HubProblem:
        return replace(problem, forbid=tuple(site for site in problem.forbid if site not in without))

    found = [Wish("keep", site, replace(problem, keep=tuple(each for each in keep if each != site))) for site in keep]
    found += [Wish("close", site, allowed({site} - {*forbid, *ruled_out})) for site in close]
    found += [Wish("forbid", site, allowed({site} - {*close, *ruled_out})) for site in forbid]
    for quality in wishes.require:
        only = {site for site, why in ruled_out.items() if all(word.startswith(f"{quality} ") for word in why)}
        found.append(Wish("require", quality, allowed(only - {*close, *forbid})))
    if problem.capacity is not None:
        found.append(Wish("capacity", "", replace(problem, capacity=None, load=None)))
    return tuple(found)
