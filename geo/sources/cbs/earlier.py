"""Buurten of an earlier year over the region's own: ``intake.area_change``, with what could not be matched.

The overlaps themselves are :mod:`geo.area_change`'s.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np

from geo.area_change import AreaChanges, Tolerance, area_changes
from geo.sources.cbs.buurten import ATTRIBUTION, LICENCE, read_buurten, repair_warning
from geo.sources.landed import Read, SourceError

TABLE = "intake.area_change"
_TOLD = {
    "same": "gelijk gebleven",
    "renumbered": "hernummerd",
    "merged": "samengevoegd",
    "split": "gesplitst",
    "redrawn": "anders ingedeeld",
}


def read_earlier_buurten(
    path: Path,
    file_name: str,
    current: gpd.GeoDataFrame,
    *,
    to_year: int | None = None,
    tolerance: Tolerance | None = None,
) -> Read:
    """Reads the boundaries of an earlier year and lays them over the region's.

    Args:
        path: boundaries of buurten of any gemeenten, as :func:`geo.sources.cbs.buurten.read_buurten` takes them; what
            lies elsewhere is left out, with its rejects.
        file_name: path inside the workspace, for messages.
        current: the region's buurten: buurtcode and geometry in RD New.
        to_year: year of those boundaries, where known.
        tolerance: what is border noise.

    Raises:
        SourceError: the file cannot be read, or none of its buurten lies in the region.
    """
    earlier = read_buurten(path, file_name)
    near = earlier.frame.cx[slice(*current.total_bounds[[0, 2]]), slice(*current.total_bounds[[1, 3]])]
    region = area_changes(near, current, tolerance)
    overlapping = set(region.overlaps["from_code"])
    gemeenten = set(current["buurtcode"].str[2:6])
    own = near["buurtcode"].isin(overlapping) | near["buurtcode"].str[2:6].isin(gemeenten)
    if not overlapping:
        raise SourceError(f"{file_name} has no buurten in the region; use earlier boundaries of the same gemeenten.")
    changes = area_changes(near[own], current, tolerance) if not own.all() else region
    years = earlier.frame["year"].dropna()
    from_year = earlier.vintage or (int(years.max()) if len(years) else None)
    overlaps = changes.overlaps
    repairs = earlier.repairs[earlier.repairs["buurtcode"].isin(near.loc[own, "buurtcode"])]
    refused = earlier.rejects["value"]
    elsewhere = refused[refused.str.fullmatch(r"BU[0-9]{8}") & ~refused.str[2:6].isin(gemeenten)]
    frame = overlaps.assign(
        row_number=np.arange(1, len(overlaps) + 1),
        from_year=from_year,
        to_year=to_year,
        share_of_from=overlaps["share_of_from"].clip(0, 1),
        share_of_to=overlaps["share_of_to"].clip(0, 1),
    ).astype({"from_year": "Int64", "to_year": "Int64"})
    return Read(
        frames={TABLE: frame},
        rejects=earlier.rejects[~earlier.rejects["value"].isin(elsewhere)].reset_index(drop=True),
        warnings=(*repair_warning(repairs), *_warnings(changes)),
        period=str(from_year) if from_year else earlier.period,
        licence=LICENCE,
        attribution=ATTRIBUTION,
    )


def _warnings(changes: AreaChanges) -> list[str]:
    by_kind = changes.overlaps.drop_duplicates("from_code")["kind"].value_counts()
    counted = ", ".join(f"{by_kind[kind]} {words}" for kind, words in _TOLD.items() if kind in by_kind)
    told = [f"Van de eerdere buurten zijn er {counted}."]
    lost = f"{_percent(changes.unmatched_area)} van de oppervlakte"
    if changes.unmatched_inhabitants is not None:
        lost += f" en {_percent(changes.unmatched_inhabitants)} van de inwoners"
    if not changes.unmatched_from.empty:
        told.append(
            f"{len(changes.unmatched_from)} eerdere buurten liggen deels of geheel in geen buurt van nu: {lost} van de "
            "eerdere buurten is niet over te dragen."
        )
    if not changes.unmatched_to.empty:
        told.append(f"{len(changes.unmatched_to)} buurten van nu liggen deels of geheel in geen eerdere buurt.")
    return told


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %".replace(".", ",")
