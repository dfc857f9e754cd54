"""Compiles ahead what a first run would wait for: bytecode of what it imports, and the engines that numba compiles.

``python -m pipelines.warm [--browser]`` is what ``deploy/bootstrap.sh`` starts in the background after it made an
environment; nothing depends on it, for whatever is not compiled yet is compiled at first use. No planning here.
"""

from __future__ import annotations

import importlib
import subprocess
import sys

MODULES = ("dbt.cli.main", "dbt.adapters.postgres", "pipelines.definitions")
"""What a run imports, in dbt's own process and itself, in the order in which it is needed."""

APART = ("routing.delivery_days.model",)
"""What it imports in processes of their own, for not all of it can be loaded together."""


def warm(tests: bool) -> None:
    """Imports what a run imports, and has numba compile and keep the van pool's engine.

    ``tests``: that of hubs with capacities too, which two tests would else compile beside each other.
    """
    sys.dont_write_bytecode = False
    for module in MODULES:
        importlib.import_module(module)
    from routing.van_pool.engine import compile_ahead

    compile_ahead()
    for module in APART:
        subprocess.run([sys.executable, "-c", f"import {module}"], check=False)
    if tests:
        _choose_hubs_with_capacities()


def _choose_hubs_with_capacities() -> None:
    """A choice that is large enough to need all of the compiled arithmetic."""
    import numpy as np

    from geo.hub_location import HubProblem, solve

    rng = np.random.default_rng(1)
    homes, sites = rng.random((30, 2)), rng.random((8, 2))
    seconds = 1_000.0 * np.hypot(*(homes[:, None] - sites[None]).transpose(2, 0, 1))
    names = tuple(f"s{site}" for site in range(len(sites)))
    load = rng.uniform(1.0, 5.0, len(homes))
    solve(HubProblem(seconds, np.ones(len(homes)), names, 3, load=load, capacity=np.full(len(sites), 35.0)))


if __name__ == "__main__":
    warm(tests="--browser" in sys.argv)
