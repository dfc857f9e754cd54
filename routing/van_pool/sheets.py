"""A driver's sheet: the stops of a van's tour with names, needs, hours and who is on board; and the sheet as CSV.

It holds what identifies passengers, so it is for that driver alone; what tables and reports may show is made in
``frames``. Sheets of concierges are ``routing.route_sheet``; this is its counterpart for passengers.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from routing.route_export import FORMULA
from routing.route_sheet import clock
from routing.van_pool.problem import RidePlan, RideProblem, RideProblemError, Tour
from routing.van_pool.screening import tightened_windows

DOOR_COLUMNS = ("request_id", "name", "wheelchair", "walking_aid", "pickup", "dropoff")
"""What a sheet tells of a passenger: from the vault; the name may be blank, the points are RD New."""

CSV_COLUMNS = ("volgorde", "tijd", "soort", "naam", "personen", "rolstoelen", "loophulpmiddel", "uiterlijk",
               "aan boord", "meters", "rit")  # fmt: skip
KINDS = {"pickup": "ophalen", "dropoff": "brengen", "break": "pauze"}


@dataclass(frozen=True)
class VanLine:
    """A line of the sheet: somebody is fetched or brought, or the driver's break. ``latest``: the window's end.

    ``point`` is in RD New, None for a break; ``leg_m`` is driven to get there.
    """

    position: int
    kind: str
    time: dt.time
    latest: dt.time
    name: str
    party: int
    wheelchairs: int
    walking_aid: bool
    on_board: int
    leg_m: int
    request_id: str
    point: tuple[float, float] | None


@dataclass(frozen=True)
class VanSheet:
    """All stops of a van on a day."""

    vehicle_id: str
    organisation: str
    service_date: dt.date
    volunteer: bool
    departure: dt.time
    arrival: dt.time
    lines: tuple[VanLine, ...]
    length_m: int


def van_sheets(
    problem: RideProblem, plan: RidePlan, doors: pd.DataFrame, service_date: dt.date
) -> tuple[VanSheet, ...]:
    """A sheet a van that drives, by its id.

    ``doors``: DOOR_COLUMNS, one row a request; a way back and a part of a group go by the row of the request they come
    from. Raises RideProblemError where a column is missing or a request has two rows.
    """
    missing = [column for column in DOOR_COLUMNS if column not in doors.columns]
    if missing:
        raise RideProblemError(f"The table of passengers lacks {', '.join(missing)}; pass {', '.join(DOOR_COLUMNS)}.")
    if doors["request_id"].duplicated().any():
        raise RideProblemError("A request has two rows in the table of passengers; pass one row a request.")
    known = {str(row.request_id): row for row in doors[list(DOOR_COLUMNS)].itertuples(index=False)}
    sheets = [_sheet(problem, tour, known, service_date) for tour in plan.tours]
    return tuple(sorted(sheets, key=lambda sheet: sheet.vehicle_id))


def _sheet(problem: RideProblem, tour: Tour, known: Mapping[str, Any], day: dt.date) -> VanSheet:
    asked, windows = problem.requests, tightened_windows(problem)
    lines: list[VanLine] = []
    for stop in tour.stops:
        r, duty = stop.request, bool(asked.duty[stop.request])
        if duty and stop.kind == "dropoff":
            continue
        name = asked.request_ids[r]
        row = known.get(name.split("#")[0])
        back = name.endswith("#terug") or "#terug#" in name
        end = "dropoff" if (stop.kind == "pickup") == back else "pickup"
        point = None if duty or row is None else getattr(row, end)
        who = "" if row is None or pd.isna(row.name) else str(row.name)
        latest = windows.pickup_to_s[r] if stop.kind == "pickup" else windows.dropoff_to_s[r]
        lines.append(
            VanLine(
                position=len(lines) + 1,
                kind="break" if duty else stop.kind,
                time=clock(round(stop.start_s)),
                latest=clock(round(float(latest)) if np.isfinite(latest) else 86_399),
                name=who,
                party=0 if duty else int(asked.party_size[r]),
                wheelchairs=0 if duty else int(asked.wheelchairs[r]),
                walking_aid=row is not None and bool(row.walking_aid),
                on_board=0 if duty else stop.on_board,
                leg_m=round(stop.leg_m),
                request_id=name,
                point=None if point is None or point.is_empty else (float(point.x), float(point.y)),
            )
        )
    return VanSheet(
        vehicle_id=problem.vans.vehicle_ids[tour.van],
        organisation=problem.vans.organisations[tour.van],
        service_date=day,
        volunteer=bool(problem.vans.volunteer[tour.van]),
        departure=clock(round(tour.departure_s)),
        arrival=clock(round(tour.return_s)),
        lines=tuple(lines),
        length_m=round(tour.length_m),
    )


def van_sheet_csv(sheet: VanSheet) -> str:
    """The sheet as CSV: semicolons and a byte-order mark, as Dutch spreadsheets expect; columns CSV_COLUMNS.

    A cell that a spreadsheet would take for a formula gets an apostrophe.
    """
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";", lineterminator="\r\n")
    rows.writerow(CSV_COLUMNS)
    for line in sheet.lines:
        cells = (
            line.position, f"{line.time:%H:%M}", KINDS[line.kind], line.name, line.party, line.wheelchairs,
            "ja" if line.walking_aid else "nee", f"{line.latest:%H:%M}", line.on_board, line.leg_m, line.request_id,
        )  # fmt: skip
        rows.writerow([f"'{cell}" if str(cell).startswith(FORMULA) else cell for cell in cells])
    return "\ufeff" + out.getvalue()
