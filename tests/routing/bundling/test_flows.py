"""Flows of the history: every delivery in exactly one, legs along the streets or by straight line, unknown never 0."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from geo.db.planning import Flow
from routing.bundling.flows import flows
from routing.bundling.history import UNKNOWN_BUURT
from tests.routing.van_pool_cases import StraightTimes

DEPOTS = pd.DataFrame(
    {
        "depot_id": ["d1", "d2", "d3"],
        "supplier_id": ["S", "S", "T"],
        "geometry": [Point(0, 3000), Point(0, 9000), Point(60000, 0)],
    }
)
HUBS = pd.DataFrame({"hub_id": ["h1", "h2"], "geometry": [Point(0, 0), Point(0, 8000)]})
BUURTEN = pd.DataFrame({"buurtcode": ["BU1", "BU2"], "geometry": [Point(300, 400), box(0, 5000, 200, 5200)]})


def deliveries(*rows: tuple[str, str, str | None, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["supplier_id", "hub_id", "buurtcode", "service_date"]).assign(
        delivery_id=[f"d{i}" for i in range(len(rows))]
    )


def legs(frame: pd.DataFrame, times: StraightTimes | None = None) -> pd.DataFrame:
    table = flows(frame, DEPOTS, HUBS, BUURTEN, times or StraightTimes())
    return table.set_index(["supplier_id", "hub_id", "buurtcode"]).drop(columns="channel")


def test_deliveries_are_grouped_by_supplier_hub_and_buurt() -> None:
    table = legs(
        deliveries(
            ("S", "h1", "BU1", "2026-02-03"),
            ("S", "h1", "BU1", "2026-02-03"),
            ("S", "h1", "BU1", "2026-02-04"),
            ("S", "h1", None, "2026-02-04"),
        )
    )
    assert table.loc[("S", "h1", "BU1"), ["deliveries", "delivery_days"]].tolist() == [3, 2]
    assert table.loc[("S", "h1", UNKNOWN_BUURT), "deliveries"] == 1


def test_the_supplier_drives_from_its_nearest_depot() -> None:
    table = legs(deliveries(("S", "h1", "BU1", "2026-02-03"), ("S", "h2", "BU2", "2026-02-03")))
    assert table["supplier_leg_m"].tolist() == [3000, 1000]
    assert table["hub_leg_m"].tolist() == pytest.approx([500, np.hypot(100, 2900)])


def test_a_depot_outside_the_streets_is_reached_by_straight_line_and_detour() -> None:
    frame = deliveries(("T", "h1", "BU1", "2026-02-03"))
    assert legs(frame, StraightTimes(edge_m=20000))["supplier_leg_m"].item() == pytest.approx(60000 * 1.3)
    table = flows(frame, DEPOTS, HUBS, BUURTEN, StraightTimes(edge_m=20000), detour_factor=1.5)
    assert table["supplier_leg_m"].item() == pytest.approx(90000)


def test_a_depot_that_was_moved_to_the_edge_of_the_map_is_not_believed() -> None:
    class Snapping(StraightTimes):
        def table(self, origins, destinations):
            return super().table(np.minimum(origins, 10000), np.minimum(destinations, 10000))

    assert legs(deliveries(("T", "h1", "BU1", "2026-02-03")), Snapping())["supplier_leg_m"].item() == pytest.approx(
        78000
    )


def test_what_is_unknown_stays_unknown() -> None:
    table = legs(
        deliveries(
            ("no depot", "h1", "BU1", "2026-02-03"),
            ("S", "no hub", "BU1", "2026-02-03"),
            ("S", "h1", "BU elsewhere", "2026-02-03"),
            ("S", "h1", None, "2026-02-03"),
        )
    )
    assert np.isnan(table.loc[("no depot", "h1", "BU1"), "supplier_leg_m"])
    assert table.loc[("S", "no hub", "BU1"), ["supplier_leg_m", "hub_leg_m"]].isna().all()
    assert np.isnan(table.loc[("S", "h1", "BU elsewhere"), "hub_leg_m"])
    assert np.isnan(table.loc[("S", "h1", UNKNOWN_BUURT), "hub_leg_m"])
    assert table.loc[("S", "h1", UNKNOWN_BUURT), "supplier_leg_m"] == 3000


def test_no_deliveries_and_no_depots_make_no_flows_and_no_legs() -> None:
    assert flows(deliveries(), DEPOTS, HUBS, BUURTEN, StraightTimes()).empty
    table = flows(deliveries(("S", "h1", "BU1", "x")), DEPOTS.head(0), HUBS, BUURTEN.head(0), StraightTimes())
    assert table[["supplier_leg_m", "hub_leg_m"]].isna().all().all()


def test_the_columns_are_those_of_the_table() -> None:
    table = flows(deliveries(("S", "h1", "BU1", "2026-02-03")), DEPOTS, HUBS, BUURTEN, StraightTimes())
    assert set(table.columns) == {column.name for column in Flow.__table__.columns} - {
        "region",
        "scenario",
        "gemeentecode",
        "run_id",
    }


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["S", "T", "U"]),
            st.sampled_from(["h1", "h2", "h3"]),
            st.sampled_from(["BU1", "BU2", "BU3", None]),
            st.sampled_from(["2026-02-03", "2026-02-04"]),
        )
    )
)
def test_every_delivery_is_in_exactly_one_flow(rows) -> None:
    frame = deliveries(*rows)
    table = flows(frame, DEPOTS, HUBS, BUURTEN, StraightTimes())
    assert table["deliveries"].sum() == len(frame)
    assert not table.duplicated(["supplier_id", "hub_id", "buurtcode"]).any()
    assert (table["delivery_days"] <= table["deliveries"]).all()


def test_what_is_installed_goes_past_the_hub_and_is_a_flow_of_its_own() -> None:
    frame = deliveries(("S", "h1", "BU1", "2026-02-03"), ("S", "h1", "BU1", "2026-02-03"))
    table = flows(frame.assign(channel=["hub", "past_hub"]), DEPOTS, HUBS, BUURTEN, StraightTimes())
    by_channel = table.set_index("channel")
    assert by_channel["deliveries"].to_dict() == {"hub": 1, "past_hub": 1}
    assert by_channel.loc["past_hub", "supplier_leg_m"] == pytest.approx(np.hypot(300, 2600))
    assert np.isnan(by_channel.loc["past_hub", "hub_leg_m"])
