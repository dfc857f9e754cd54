"""The resource types that assets name: the database and the workspaces. ``pipelines`` puts them together."""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import adbc_driver_postgresql.dbapi as adbc
import pandas as pd
from dagster import ConfigurableResource
from pydantic import PrivateAttr

from geo.db.bulk import count_rows, read_rows
from geo.db.connection import Database
from geo.region_streets import streets_of
from geo.sources import AddressBook
from geo.travel_time import TravelTimes, travel_times
from geo.workspace import Region, Registry, Scenario, load_region, load_scenarios

PIPELINE_ROLE = "wijk_pipeline"


class Postgis(ConfigurableResource):
    """The PostGIS database, reached as ``wijk_pipeline``."""

    url: str

    def database(self) -> Database:
        """The server and database."""
        return Database.from_text(self.url)

    @contextmanager
    def connect(self) -> Iterator[adbc.Connection]:
        """A bulk connection in the pipeline's role; rolls back unless committed."""
        with self.database().adbc(PIPELINE_ROLE) as connection:
            yield connection

    def read(self, name: str, **where: object) -> pd.DataFrame:
        """The rows of ``schema.table`` whose columns equal ``where``; of landed tables the current loads only."""
        with self.connect() as connection:
            return read_rows(connection, name, where)

    def read_each(self, names: Mapping[str, str], **where: object) -> dict[str, pd.DataFrame]:
        """The rows of several tables over one connection, by the key of each ``schema.table``; see :meth:`read`."""
        with self.connect() as connection:
            return {key: read_rows(connection, name, where) for key, name in names.items()}

    def count(self, name: str, **where: object) -> int:
        """How many rows :meth:`read` would give."""
        with self.connect() as connection:
            return count_rows(connection, name, where)

    def addresses(self, region: str) -> AddressBook:
        """The region's addresses, to match files that have no coordinates."""
        return AddressBook.from_frame(self.read("intake.address", region=region))


class Workspaces(ConfigurableResource):
    """The folders of the regions, and where caches, sites and secrets are kept.

    Attributes:
        registry: JSON file that names the workspace folder of each region.
        cache: folder for what can be made again.
        sites: folder of the built sites.
        routes: folder of the concierges' route sheets, outside the sites.
        pseudonym_secret: key of the pseudonyms; comes from the environment, is never shown.
    """

    registry: str
    cache: str
    sites: str
    routes: str
    pseudonym_secret: str
    _regions: dict[str, Region] = PrivateAttr(default_factory=dict)
    _times: dict[tuple[str, str], TravelTimes] = PrivateAttr(default_factory=dict)
    _streets: dict[tuple[str, bool], Path | None] = PrivateAttr(default_factory=dict)

    def pseudonym_key(self) -> bytes:
        """The key of the pseudonyms."""
        return self.pseudonym_secret.encode()

    def region(self, name: str) -> Region:
        """The region called ``name``, read from its workspace folder."""
        if name not in self._regions:
            self._regions[name] = load_region(Registry(Path(self.registry)).root_of(name))
        return self._regions[name]

    def scenario(self, region: str, name: str) -> Scenario:
        """The scenario of a region; raises WorkspaceError when the folder has none of that name."""
        return load_scenarios(self.region(region).root)[name]

    def times(self, region: str, mode: str) -> TravelTimes:
        """Travel times in a region by one means: along its streets, or the stated fallback where it has none."""
        if (region, mode) not in self._times:
            self._times[region, mode] = travel_times(
                self.streets(region, mode),
                mode,
                cache=Path(self.cache),
                detour_factor=self.region(region).detour_factor,
                own_profiles=self.region(region).root / "snelheden",
            )
        return self._times[region, mode]

    def times_by_each(self, region: str, modes: Iterable[str]) -> Iterator[TravelTimes]:
        """:meth:`times` by several means in their order; while one is used, the network of the next is built."""
        wanted = list(modes)
        for mode in wanted:
            self.streets(region, mode)  # once here, for means that share a part of the street file
        with ThreadPoolExecutor(1) as beside:
            yield from beside.map(partial(self.times, region), wanted)

    def streets(self, region: str, mode: str | None) -> Path | None:
        """The region's part of its street file for a means of travel (None: for landing); None where it has none."""
        part = (region, mode == "car")  # the others share one
        if part not in self._streets:
            self._streets[part] = streets_of(self.region(region), mode, cache=Path(self.cache))
        return self._streets[part]
