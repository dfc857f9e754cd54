"""From a sequence of stops to a tour with times, loads and metres.

Belongs here: the final schedule of a tour whose order is fixed. Does not belong here: choosing the order (``engine``).
"""

from __future__ import annotations

from collections.abc import Sequence

from routing.van_pool.problem import RideProblem, RideProblemError, Stop, Tour

type Visit = tuple[int, bool]
"""A request's index and whether it is the pick-up."""

_TOLERANCE_S = 1e-6


def timed_tour(problem: RideProblem, van: int, visits: Sequence[Visit]) -> Tour:
    """The tour of a van through the visits in their order, earliest home, then leaving and boarding as late as is free.

    First the least starts that respect travel, windows, ride limits, shift and longest tour; then, in the spirit of
    steps 5 to 8 of Cordeau & Laporte 2003, the departure and each pick-up of an empty van are put off as far as
    waiting with passengers on board (for the departure: at the first stop) allows, so that nobody waits on board
    without need and nobody later is served later. Raises RideProblemError when the order has no schedule.
    """
    order = _Order(problem, van, visits)
    starts = order.least_starts(order.early)
    if starts is None:
        raise RideProblemError(f"Van {problem.vans.vehicle_ids[van]}: this order of stops has no schedule.")
    for j, end in order.empty_until():
        later = min(order.slack(starts, j), order.waiting(starts, j, end))
        if later > _TOLERANCE_S:
            put_off = order.least_starts([*starts[:j], starts[j] + later, *starts[j + 1 :]])
            assert put_off is not None
            starts = put_off
    return order.tour(starts)


class _Order:
    """Times and windows along one order of stops, home at both ends."""

    def __init__(self, problem: RideProblem, van: int, visits: Sequence[Visit]) -> None:
        asked, vans = problem.requests, problem.vans
        home = int(vans.home[van])
        self.problem, self.van, self.visits = problem, van, list(visits)
        self.places = [home, *(int(asked.pickup[r] if up else asked.dropoff[r]) for r, up in visits), home]
        self.early = [float(vans.shift_from_s[van])]
        self.late = [float(vans.shift_to_s[van])]
        self.service = [0.0]
        for r, up in visits:
            self.early.append(float(asked.pickup_from_s[r] if up else asked.dropoff_from_s[r]))
            self.late.append(float(asked.pickup_to_s[r] if up else asked.dropoff_to_s[r]))
            self.service.append(float(asked.boarding_s[r] if up else asked.alighting_s[r]))
        self.early.append(self.early[0])
        self.late.append(self.late[0])
        self.service.append(0.0)
        self.legs = [float(problem.duration_s[a, b]) for a, b in zip(self.places, self.places[1:], strict=False)]
        boarded = {r: i for i, (r, up) in enumerate(visits, start=1) if up}
        # (position of the pick-up, position of the drop-off, longest time between their starts)
        self.rides = [
            (boarded[r], i, float(asked.max_ride_s[r] + asked.boarding_s[r]))
            for i, (r, up) in enumerate(visits, start=1)
            if not up
        ]
        self.rides.append((0, len(visits) + 1, float(vans.max_tour_s[van])))

    def least_starts(self, floor: Sequence[float]) -> list[float] | None:
        starts = list(floor)
        for _ in range(len(starts) + 2):
            for i in range(1, len(starts)):
                starts[i] = max(starts[i], starts[i - 1] + self.service[i - 1] + self.legs[i - 1])
            if any(start > late + _TOLERANCE_S for start, late in zip(starts, self.late, strict=True)):
                return None
            raised = False
            for a, b, longest in reversed(self.rides):
                if starts[b] - longest > starts[a] + _TOLERANCE_S:
                    starts[a], raised = starts[b] - longest, True
            if not raised:
                return starts
        return None

    def wait(self, starts: Sequence[float], i: int) -> float:
        return starts[i] - (starts[i - 1] + self.service[i - 1] + self.legs[i - 1])

    def waiting(self, starts: Sequence[float], j: int, end: int) -> float:
        return sum(self.wait(starts, i) for i in range(j + 1, end + 1))

    def empty_until(self) -> list[tuple[int, int]]:
        """Positions where the empty van may be put off, each with the position up to which waiting may be used."""
        spans, boarded, on_board = [], 0, 0
        for i, (_, is_pickup) in enumerate(self.visits, start=1):
            if on_board == 0:
                boarded = i
            on_board += 1 if is_pickup else -1
            if on_board == 0:
                spans.append((boarded, i))
        return [*spans, (0, 1)]

    def slack(self, starts: Sequence[float], j: int) -> float:
        """How far start j can be put off: Cordeau & Laporte's forward time slack."""
        limit = {b: longest - (starts[b] - starts[a]) for a, b, longest in self.rides if a < j}
        slack, waited = float("inf"), 0.0
        for i in range(j, len(starts)):
            if i > j:
                waited += self.wait(starts, i)
            slack = min(slack, waited + min(self.late[i] - starts[i], limit.get(i, float("inf"))))
        return max(0.0, slack)

    def tour(self, starts: Sequence[float]) -> Tour:
        asked, metres = self.problem.requests, self.problem.length_m
        stops: list[Stop] = []
        on_board = wheelchairs = 0
        length = 0.0
        for i, (r, up) in enumerate(self.visits, start=1):
            sign = 1 if up else -1
            on_board += sign * int(asked.party_size[r])
            wheelchairs += sign * int(asked.wheelchairs[r])
            leg_m = float(metres[self.places[i - 1], self.places[i]])
            length += leg_m
            stops.append(
                Stop(
                    request=r,
                    kind="pickup" if up else "dropoff",
                    place=self.places[i],
                    arrival_s=starts[i - 1] + self.service[i - 1] + self.legs[i - 1],
                    start_s=starts[i],
                    departure_s=starts[i] + self.service[i],
                    on_board=on_board,
                    wheelchairs=wheelchairs,
                    leg_m=leg_m,
                    leg_s=self.legs[i - 1],
                )
            )
        length += float(metres[self.places[-2], self.places[-1]])
        return Tour(self.van, starts[0], starts[-1], tuple(stops), length)
