"""No address-level geometry leaves: what may be drawn of a shared table. Figures are not looked at here."""

from __future__ import annotations

import geopandas as gpd

from geo.disclosure.rules import DisclosureRules


class AddressGeometryError(ValueError):
    """A frame that is to be shared holds points or lines; the message names the table."""


def refuse_addresses(name: str, frame: gpd.GeoDataFrame, rules: DisclosureRules) -> gpd.GeoDataFrame:
    """The frame as it is, where its shapes are areas or its table may hold points (``open_points``).

    Raises:
        AddressGeometryError: points of another table, or lines of any: a route ends at a front door.
    """
    allowed = {"Polygon", "MultiPolygon"} | ({"Point"} if name in rules.open_points else set())
    found = sorted(set(frame.geometry.dropna().geom_type) - allowed)
    if found:
        raise AddressGeometryError(
            f"{name} holds {', '.join(found)}, which may show where somebody lives; share areas, or add the table to "
            "open_points in openbaarheid.yaml where it holds buildings of organisations alone."
        )
    return frame
