"""Who is there on a day, and which appointments that day holds: concierges without the absent, duties of the day.

Shifts and stops are made of these in `staff`; the tables are core.concierge, core.duty and core.facility.
"""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import pandas as pd

from routing.route_plan.problem import DAY_S
from routing.route_plan.rules import weekdays

ABSENT = "absent"
RECEIPT = "receipt"


def holding(duties: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """The rows of core.duty that hold on a day: begun, not ended, of its weekday (none named: any)."""
    today = pd.Timestamp(day)
    first, last = pd.to_datetime(duties["starts_on"]), pd.to_datetime(duties["ends_on"])
    named = [not (days := weekdays(cell)) or day.isoweekday() in days for cell in duties["weekdays"]]
    return duties[(first.isna() | (first <= today)) & (last.isna() | (last >= today)) & pd.Series(named, duties.index)]


def on_duty(concierges: pd.DataFrame, duties: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Concierges without those who are absent on the day."""
    away = holding(duties, day)
    return concierges[~concierges["concierge_key"].isin(away.loc[away["kind"] == ABSENT, "concierge_key"])]


def duties_on(
    duties: pd.DataFrame, concierges: pd.DataFrame, day: dt.date, facilities: gpd.GeoDataFrame | None = None
) -> pd.DataFrame:
    """The appointments of a day (`staff.DUTY_COLUMNS`, geometry of those elsewhere), within the shifts where no hour is
    given; in the order of their ids."""
    now = holding(duties, day)
    now = now[now["kind"] != ABSENT].sort_values("duty_id", kind="stable")
    shifts = concierges.drop_duplicates("concierge_key").set_index("concierge_key")
    now = now[now["concierge_key"].isin(shifts.index)]
    begins = now["concierge_key"].map(shifts["shift_from_s"])
    ends = now["concierge_key"].map(shifts["shift_to_s"])
    places = {} if facilities is None else dict(zip(facilities["facility_id"], facilities.geometry, strict=True))
    return pd.DataFrame(
        {
            "concierge_key": now["concierge_key"].astype("str"),
            "kind": now["kind"].astype("str"),
            "weekdays": str(day.isoweekday()),
            "from_s": now["from_s"].astype("Int64").fillna(begins).fillna(0).astype("int64"),
            "to_s": now["to_s"].astype("Int64").fillna(ends).fillna(DAY_S).astype("int64"),
            "minutes": now["minutes"].astype("float64"),
            "geometry": [places.get(place) for place in now["facility_id"]],
        }
    ).reset_index(drop=True)
