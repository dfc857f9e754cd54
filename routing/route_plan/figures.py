"""Figures of a hub's day: what is planned, how full vehicles are, what suppliers would drive, what was driven.

Of a hub, never of one concierge: those stand on the own route sheet alone. Columns of planning.route_day.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import pandas as pd

from routing.impact import Factors
from routing.route_plan.plan import PlannedRoute, RoutePlan
from routing.route_plan.problem import UNREACHABLE, RouteProblem

DRIVEN = ("driven_stops", "driven_contact_s", "planned_contact_s", "driven_same_concierge")


def day_figures(
    plan: RoutePlan, supplier_of: Mapping[str, str], driven: pd.DataFrame, factors: Factors | None = None
) -> dict[str, object]:
    """The figures of one plan.

    Args: the plan; supplier by order_id; `driven`: what the history has of this day and hub[resident_key,
    concierge_key, contact_minutes], empty where it has none; CO2 factors (TNO 2022, section 4.3).

    CO2: `co2_low_g` is the report's way, the same metres by a van; `co2_high_g` a tour of its own for each supplier of
    the day, from the hub as the place where it enters the wijk, by a van.
    """
    factors = factors or Factors()
    routes = plan.routes
    doors = [(route, each) for route in routes for each in route.stops if not each.stop.duty]
    met = [(route, each) for route, each in doors if each.stop.contact]
    loaded = [route for route in routes if route.shift.vehicle.capacity_l is not None and _doors(route)]
    length_m = float(sum(route.length_m for route in routes))
    alone_m = float(supplier_tours_m(plan.problem, [each.stop.stop_id for _, each in doors], supplier_of))
    figures: dict[str, object] = {
        "hub_id": plan.problem.hub_id,
        "routes": sum(_doors(route) for route in routes),
        "concierges": len({shift.concierge_key for shift in plan.problem.shifts}),
        "stops": len(doors),
        "contacts": len(met),
        "familiar_contacts": sum(each.familiar for _, each in met),
        "known_contacts": sum(bool(each.stop.best_known) for _, each in met),
        "late": len(plan.late),
        "left_out": sum(not left.stop.duty and left.reason != "picks_up" for left in plan.unplanned),
        "length_m": length_m,
        "driving_s": sum(route.driving_s for route in routes),
        "contact_s": sum(route.contact_s for route in routes),
        "service_s": sum(route.service_s for route in routes),
        "duty_s": sum(route.duty_s for route in routes),
        "waiting_s": sum(each.wait_s for _, each in doors),
        "shift_s": sum(shift.to_s - shift.from_s for shift in plan.problem.shifts),
        "load_l": float(sum(each.stop.volume_l for route in loaded for each in route.stops)),
        "capacity_l": float(sum(route.shift.vehicle.capacity_l or 0 for route in loaded)),
        "supplier_m": alone_m,
        "co2_low_g": length_m / 1000 * factors.van_g_km,
        "co2_high_g": max(length_m, alone_m) / 1000 * factors.van_g_km,
    }
    return figures | _driven(plan, driven)


def _doors(route: PlannedRoute) -> bool:
    return any(not each.stop.duty for each in route.stops)


def supplier_tours_m(problem: RouteProblem, driven: list[str], supplier_of: Mapping[str, str]) -> int:
    """Metres of a tour from the hub and back for each supplier, over its addresses among the stops driven.

    Each tour is built by cheapest insertion, so it is somewhat longer than the best one; stops without a supplier
    (visits) are nobody's.
    """
    place = {stop.stop_id: at for at, stop in enumerate(problem.stops, start=1)}
    metres = problem.length_m
    tours: dict[str, list[int]] = {}
    for stop_id in sorted(driven):
        if stop_id not in place:
            continue
        at = place[stop_id]
        for supplier in {supplier_of[order] for order in problem.stops[at - 1].order_ids if order in supplier_of}:
            tour = tours.setdefault(supplier, [0, 0])
            extra = [int(metres[a, at] + metres[at, b] - metres[a, b]) for a, b in itertools.pairwise(tour)]
            tour.insert(extra.index(min(extra)) + 1, at)
    lengths = [sum(int(metres[a, b]) for a, b in itertools.pairwise(t)) for t in tours.values()]
    return sum(length for length in lengths if length < UNREACHABLE)


def _driven(plan: RoutePlan, driven: pd.DataFrame) -> dict[str, object]:
    """Planned beside driven, of the addresses that both have; nothing where the history does not have the day."""
    if driven.empty:
        return dict.fromkeys(DRIVEN)
    by_door = driven.groupby("resident_key").agg(
        concierge=("concierge_key", "first"), minutes=("contact_minutes", "sum")
    )
    planned = {each.stop.resident_key: (route.shift.concierge_key, each) for route in plan.routes
               for each in route.stops if not each.stop.duty}  # fmt: skip
    both = [key for key in by_door.index if key in planned]
    met = [key for key in both if planned[key][1].stop.contact]
    return {
        "driven_stops": len(by_door),
        "driven_contact_s": float(60 * by_door.loc[met, "minutes"].sum()),
        "planned_contact_s": float(sum(planned[key][1].stop.service_s for key in met)),
        "driven_same_concierge": sum(by_door.loc[key, "concierge"] == planned[key][0] for key in both),
    }
