"""Compiles ahead what a first run would wait for: bytecode of what it imports, and the engine that numba compiles.

``python -m pipelines.warm`` is what ``deploy/bootstrap.sh`` starts in the background after it made an environment;
nothing depends on it, for whatever is not compiled yet is compiled at first use. No planning here.
"""

from __future__ import annotations

import importlib
import subprocess
import sys

MODULES = ("dbt.cli.main", "dbt.adapters.postgres", "pipelines.definitions")
"""What a run imports, in dbt's own process and itself, in the order in which it is needed."""

APART = ("routing.delivery_days.model",)
"""What it imports in processes of their own, for not all of it can be loaded together."""


def warm() -> None:
    """Imports what a run imports, and has numba compile and keep the van pool's engine."""
    sys.dont_write_bytecode = False
    for module in MODULES:
        importlib.import_module(module)
    from routing.van_pool.engine import compile_ahead

    compile_ahead()
    for module in APART:
        subprocess.run([sys.executable, "-c", f"import {module}"], check=False)


if __name__ == "__main__":
    warm()
