"""Street networks built ahead: in a region's first run OSRM's programs work while sources land and dbt builds.

Nothing depends on it: an asset that finds no network builds it, and says what is wrong with the streets.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from assets.bundling import DRIVEN_BY
from assets.resources import Workspaces
from geo.sources import SourceError
from geo.travel_time import TravelTimeError
from geo.workspace import Region, Scenario, WorkspaceError

log = logging.getLogger(__name__)


@contextmanager
def networks_ahead(workspaces: Workspaces, region: Region, scenarios: Iterable[Scenario]) -> Iterator[None]:
    """While the body runs, builds the networks that a region's scenarios ask, where the cache never had one."""
    if "streets" not in region.files or (Path(workspaces.cache) / "extracts").exists():
        yield
        return
    modes = [DRIVEN_BY, *sorted({mode for scenario in scenarios for mode in scenario.limits()} - {DRIVEN_BY})]
    with ThreadPoolExecutor(1) as beside:
        beside.submit(_build, workspaces, region.region, modes)
        yield


def _build(workspaces: Workspaces, region: str, modes: Iterable[str]) -> None:
    for mode in modes:
        try:
            workspaces.times(region, mode)
        except (SourceError, TravelTimeError, WorkspaceError, OSError) as error:
            log.info("No %s network was built ahead (%s).", mode, error)
