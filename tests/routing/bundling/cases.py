"""Small histories for the tests of bundling: places on a line or a square, straight lines without a detour."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from shapely import Point

from routing.bundling import History, history

MONDAY = dt.date(2026, 1, 5)
HOMES = {"r1": (0, 1000), "r2": (0, 2000), "r3": (1000, 0), "r4": (2000, 0)}
HUBS = pd.DataFrame({"hub_id": ["H1", "H2"], "geometry": [Point(0, 0), Point(3000, 0)]})
DEPOTS = pd.DataFrame(
    {
        "depot_id": ["d1", "d2", "d3"],
        "supplier_id": ["A", "B", "S"],
        "geometry": [Point(0, -5000), Point(-4000, 0), Point(0, -50_000)],
    }
)
SUPPLIERS = pd.DataFrame(
    {
        "supplier_id": ["A", "B", "S"],
        "name": ["Alfa", "Beta", "Stok"],
        "stock_at_hub": [False, False, True],
        "vehicle_kind": ["van", "van", "box_truck"],
        "delivery_days": ["1,2,3,4,5", "2,4", "1"],
    }
)
RESIDENTS = pd.DataFrame(
    {
        "resident_key": list(HOMES),
        "street": ["Dorpsstraat", "Dorpsstraat", "Kerkweg", "Kerkweg"],
        "place": "Voorbeeldstad",
        "geometry": [Point(*place) for place in HOMES.values()],
    }
)


def deliveries(*rows: tuple[int, str, str], hub: str = "H1", minutes: float = 10.0) -> pd.DataFrame:
    """(days after MONDAY, supplier, resident) by row; ids d0, d1, ...; minutes 0 is a letterbox."""
    return pd.DataFrame(
        {
            "delivery_id": [f"d{i}" for i in range(len(rows))],
            "service_date": [MONDAY + dt.timedelta(days=day) for day, _, _ in rows],
            "supplier_id": [supplier for _, supplier, _ in rows],
            "resident_key": [resident for _, _, resident in rows],
            "hub_id": hub,
            "wijkcode": ["WK1" if resident in ("r1", "r2") else "WK2" for _, _, resident in rows],
            "concierge_key": "C1",
            "contact": minutes > 0,
            "contact_minutes": minutes,
        }
    )


def goods(**kinds: str) -> pd.DataFrame:
    """A goods row a delivery: its kind, or one of cold, urgent, installation, returns."""
    names = list(kinds)
    flags = {flag: [kind == flag for kind in kinds.values()] for flag in ("cold", "urgent", "installation")}
    frame = pd.DataFrame({"line_kind": "delivery", "line_id": names, **flags})
    frame["return_flow"] = [kind == "returns" for kind in kinds.values()]
    frame["goods_kind"] = [kind if kind in ("laundry", "meals") else "groceries" for kind in kinds.values()]
    return frame.astype({"line_id": "str"})


def past(frame: pd.DataFrame, lines: pd.DataFrame | None = None, depots: pd.DataFrame = DEPOTS) -> History:
    return history(frame, goods() if lines is None else lines, SUPPLIERS, RESIDENTS, HUBS, depots)


def drawn(seed: int, n: int, *, days: int = 28) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A history of n deliveries and their goods."""
    rng = np.random.default_rng(seed)
    rows = zip(
        rng.integers(0, days, n).tolist(),
        rng.choice(["A", "B", "S"], n).tolist(),
        rng.choice(list(HOMES), n).tolist(),
        strict=True,
    )
    frame = deliveries(*((day - day // 7 if day % 7 == 6 else day, s, r) for day, s, r in rows))
    kinds = rng.choice(
        ["meals", "cold", "urgent", "installation", "laundry", "groceries"], n, p=[0.3, 0.1, 0.1, 0.1, 0.1, 0.3]
    )
    frame["contact_minutes"] = rng.integers(0, 20, n).astype(float)
    frame["contact"] = frame["contact_minutes"] > 0
    return frame, goods(**{f"d{i}": str(kind) for i, kind in enumerate(kinds)})
