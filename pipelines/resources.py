"""The resources of the platform as the definitions use them; every address and secret comes from the environment."""

from __future__ import annotations

import os
from typing import Any

from dagster import EnvVar
from dagster_dbt import DbtCliResource

from assets.resources import Postgis, Workspaces
from pipelines.dbt_project import EXECUTABLE, PROJECT
from pipelines.io_manager import PostgisIOManager
from pipelines.meter import Steps


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
        routes=EnvVar("WIJK_ROUTES"),
        pseudonym_secret=EnvVar("WIJK_PSEUDONYM_KEY"),
    )
    return {
        "postgis": postgis,
        "workspaces": workspaces,
        "dbt": dbt,
        "meter": Steps(),
        "io_manager": PostgisIOManager(postgis=postgis),
    } | overrides
