"""A year of deliveries, and a million, through everything that is asked of a history.

Run: ``python -m tests.benchmarks.bundling_scale --json`` (6,668 deliveries, then a million).
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import resource
import sys
import time

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.assumptions import assumptions
from routing.bundling.study import Inputs, study

LAST = dt.date(2026, 1, 31)
KINDS = np.array(["medicines", "meals", "groceries", "laundry", "aids", "incontinence", "other"])


def made_up(rows: int, *, residents: int, suppliers: int, hubs: int, seed: int = 1) -> Inputs:
    """Deliveries on working days, spread over residents in a square, with goods of every kind."""
    rng = np.random.default_rng(seed)
    side = 1000.0 * np.sqrt(residents / 15)
    people = np.array([f"r{k:06d}" for k in range(residents)])
    homes = rng.uniform(0, side, (residents, 2))
    hub_xy = rng.uniform(0, side, (hubs, 2))
    nearest = ((homes[:, None] - hub_xy[None]) ** 2).sum(axis=2).argmin(axis=1)
    names = np.array([f"L{k:02d}" for k in range(suppliers)])
    offered = [np.sort(rng.choice(6, int(rng.integers(2, 5)), replace=False)) for _ in range(suppliers)]
    who, supplier = rng.integers(0, residents, rows), rng.integers(0, suppliers, rows)
    choice = np.array([list(np.resize(days, 6)) for days in offered])
    weekday = choice[supplier, (who * 7 + supplier * 3) % 6]
    day = rng.integers(0, 51, rows) * 7 + weekday
    first = np.datetime64("2025-02-03")
    ids = np.array([f"d{k}" for k in range(rows)])
    contact = rng.random(rows) < 0.8
    deliveries = pd.DataFrame(
        {
            "delivery_id": ids,
            "service_date": pd.to_datetime(first + day),
            "supplier_id": names[supplier],
            "hub_id": np.array([f"H{k}" for k in range(hubs)])[nearest[who]],
            "resident_key": people[who],
            "concierge_key": np.char.add("C", nearest[who].astype(str)),
            "contact": contact,
            "contact_minutes": np.where(contact, rng.integers(3, 20, rows), 0).astype(float),
            "wijkcode": np.char.add("WK", (who % 40).astype(str)),
        }
    )
    kind = rng.choice(KINDS, rows)
    goods = pd.DataFrame(
        {
            "line_kind": "delivery",
            "line_id": ids,
            "goods_kind": kind,
            "cold": (kind == "meals") & (rng.random(rows) < 0.5),
            "urgent": rng.random(rows) < 0.005,
            "installation": (kind == "aids") & (rng.random(rows) < 0.1),
            "return_flow": (kind == "aids") & (rng.random(rows) < 0.3),
        }
    )
    depots = gpd.points_from_xy(*rng.uniform(-20_000, side + 20_000, (suppliers, 2)).T)
    reliance = rng.integers(1, 6, residents)
    return Inputs(
        deliveries=deliveries,
        goods=goods,
        suppliers=pd.DataFrame(
            {
                "supplier_id": names,
                "stock_at_hub": np.arange(suppliers) == 0,
                "vehicle_kind": "van",
                "delivery_days": [",".join(str(each + 1) for each in days) for days in offered],
            }
        ),
        residents=pd.DataFrame(
            {
                "resident_key": people,
                "street": np.char.add("straat ", (np.arange(residents) // 8).astype(str)),
                "place": "Voorbeeldstad",
                "geometry": gpd.points_from_xy(*homes.T),
            }
        ),
        wishes=pd.DataFrame(
            {"resident_key": people, "self_reliance": reliance, "contact_wish": "normal", "wish_days": None}
        ),
        hubs=pd.DataFrame(
            {"hub_id": [f"H{k}" for k in range(hubs)], "capacity_per_day": 0, "geometry": gpd.points_from_xy(*hub_xy.T)}
        ),
        depots=pd.DataFrame({"supplier_id": names, "geometry": depots}),
        pick_up_points=pd.DataFrame({"geometry": gpd.points_from_xy(*hub_xy.T)}),
        in_zone=frozenset(people[:: max(1, residents // 50)].tolist()),
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="tests.benchmarks.bundling_scale", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=[6_668, 1_000_000])
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    options = parser.parse_args(arguments)
    for rows in options.rows:
        residents = max(1, rows * 450 // 6_668)
        given = made_up(rows, residents=residents, suppliers=9 if rows < 100_000 else 20, hubs=max(1, residents // 250))
        began, cpu = time.perf_counter(), time.process_time()
        found = study(given, LAST, None, None, assumptions())
        assert found is not None
        whole = found.figures[found.figures["dimension"] == "all"].set_index("indicator")
        figures = {
            "rows": rows,
            "counted": int(whole.loc["deliveries", "value"]),
            "points": 0 if found.front is None else len(found.front.points),
            "largest_gap": None if found.front is None else round(float(found.front.points["gap"].max()), 5),
            "seconds": round(time.perf_counter() - began, 1),
            "cpu_seconds": round(time.process_time() - cpu, 1),
            "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        }
        lines = (f"{name}: {value}" for name, value in figures.items())
        sys.stdout.write((json.dumps(figures) if options.json else "\n".join(lines)) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
