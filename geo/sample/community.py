"""From an address table and hubs to every table about people: residents, deliveries, orders, staff, vehicles, trips.

Here belongs the order in which they are drawn, for Voorbeeldstad and for a real gemeente alike; no geometry of streets
and no files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.sample import deliveries, orders, residents, supply, trips


@dataclass(frozen=True)
class Community:
    """What the people of a gemeente are drawn from.

    Args:
        addresses: DataFrame[street, house_number, postcode, place, x_rd, y_rd, buurtcode, wijkcode], RD New metres.
        weights: weight of an address a buurtcode: how likely someone frail lives there.
        hubs: hubs with the wijken they serve.
        centre: middle of the gemeente, RD New metres; depots lie around it.
        places: where trips go.
        calibration: what the delivery history must add up to.
        orders_a_day: orders a working day in the week of the service date.
        organisations: organisations with passenger vans.
        with_points: write coordinates of residents; otherwise they stay blank and addresses are matched.
    """

    addresses: pd.DataFrame
    weights: Mapping[str, float]
    hubs: Sequence[supply.Hub]
    centre: supply.Point
    places: trips.Places
    calibration: deliveries.Calibration
    orders_a_day: int = 25
    organisations: Sequence[trips.Organisation] = trips.ORGANISATIONS
    with_points: bool = False


def community_tables(community: Community, *, seed: int) -> dict[str, pd.DataFrame]:
    """The tables about supply and people, by source; the same seed gives the same rows."""
    hubs, target, points = community.hubs, community.calibration, community.with_points
    staff = supply.concierges(hubs)
    suppliers, depots = supply.with_suppliers_near(community.centre, hubs[0].point)
    who = residents.draw_residents(
        community.addresses, community.weights, hubs, staff, suppliers, target.residents, _rng(seed, 10)
    )
    events = deliveries.draw_events(who, suppliers, target, _rng(seed, 11))
    wishes = residents.wish_table(who, _rng(seed, 16), with_points=points)
    homes = np.array([community.weights.get(str(code), 0.0) for code in community.addresses["buurtcode"]])
    passengers = trips.draw_passengers(
        community.addresses, homes, community.places, _rng(seed, 15), community.organisations
    )
    month = supply.SERVICE_DATE.replace(day=1)
    vans = trips.van_table(community.places, community.organisations)
    asked = orders.order_table(
        who, wishes, hubs, suppliers, _rng(seed, 14), a_day=community.orders_a_day, with_points=points
    )
    return {
        "hub": supply.hub_table(hubs),
        "supplier": supply.supplier_table(suppliers),
        "depot": supply.depot_table(suppliers, depots),
        "delivery": deliveries.delivery_table(
            who, events, hubs, staff, suppliers, target, _rng(seed, 12), with_points=points
        ),
        "visit": orders.visit_table(who, events, hubs, staff, _rng(seed, 13), with_points=points),
        "order_line": asked,
        "standing_order": orders.standing_table(asked),
        "wish": wishes,
        "concierge": supply.concierge_table(staff),
        "duty": supply.duty_table(staff),
        "vehicle": pd.concat([supply.hub_vehicle_table(hubs).astype(object), vans.astype(object)], ignore_index=True),
        "trip_request": trips.trip_table(passengers, community.places, month, _rng(seed, 17)),
        "signal_count": orders.signal_table(who, _rng(seed, 18)),
    }


def _rng(seed: int, stream: int) -> np.random.Generator:
    return np.random.default_rng([seed, stream])
