"""The resources of the platform as the definitions use them; every address and secret comes from the environment."""

from __future__ import annotations

import os
from typing import Any

from dagster import EnvVar
from dagster_dbt import DbtCliResource

from assets.resources import Postgis, Workspaces
from pipelines.dbt_project import EXECUTABLE, PROJECT
from pipelines.home import Home
from pipelines.io_manager import PostgisIOManager


def environment(home: Home) -> dict[str, str]:
    """What the resources read from the environment; the database's part is set by ``database.ready``."""
    return {
        "WIJK_REGISTRY": str(home.registry),
        "WIJK_CACHE": str(home.cache),
        "DBT_TARGET_PATH": str(home.cache / "dbt"),
        "WIJK_SITES": str(home.sites),
        "WIJK_PSEUDONYM_KEY": home.pseudonym_key().decode(),
    }


def resources(**overrides: Any) -> dict[str, Any]:
    """The resources by name; tests replace the ones they need."""
    postgis = Postgis(url=EnvVar("WIJK_POSTGRES_URL"))
    dbt = DbtCliResource(
        project_dir=os.fspath(PROJECT), profiles_dir=os.fspath(PROJECT), dbt_executable=os.fspath(EXECUTABLE)
    )
    workspaces = Workspaces(
        registry=EnvVar("WIJK_REGISTRY"),
        cache=EnvVar("WIJK_CACHE"),
        sites=EnvVar("WIJK_SITES"),
        pseudonym_secret=EnvVar("WIJK_PSEUDONYM_KEY"),
    )
    return {
        "postgis": postgis,
        "workspaces": workspaces,
        "dbt": dbt,
        "io_manager": PostgisIOManager(postgis=postgis),
    } | overrides
