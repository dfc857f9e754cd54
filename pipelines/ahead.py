"""Street networks built ahead: in a region's first run OSRM's programs work while sources land and dbt builds.

Nothing depends on it: an asset that finds no network builds it, and says what is wrong with the streets.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from geo.region_streets import streets_of
from geo.sources import SourceError
from geo.travel_time import TravelTimeError, travel_times
from geo.workspace import Region, Scenario, WorkspaceError

DRIVEN = "car"
"""Suppliers and vans drive, whatever the scenarios ask."""

log = logging.getLogger(__name__)


@contextmanager
def networks_ahead(region: Region, scenarios: Iterable[Scenario], cache: Path) -> Iterator[None]:
    """While the body runs, builds the networks that a region's scenarios ask, where ``cache`` never had one."""
    if "streets" not in region.files or (cache / "extracts").exists():
        yield
        return
    modes = [DRIVEN, *sorted({mode for scenario in scenarios for mode in scenario.limits()} - {DRIVEN})]
    with ThreadPoolExecutor(1) as beside:
        beside.submit(_build, region, modes, cache)
        yield


def _build(region: Region, modes: Iterable[str], cache: Path) -> None:
    for mode in modes:
        try:
            extract = streets_of(region, mode, cache=cache)
            own = region.root / "snelheden"
            travel_times(extract, mode, cache=cache, detour_factor=region.detour_factor, own_profiles=own)
        except (SourceError, TravelTimeError, WorkspaceError, OSError) as error:
            log.info("No %s network was built ahead (%s).", mode, error)
