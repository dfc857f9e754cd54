"""The ``wijk`` command: thin calls that materialise assets or speak with the database. Heavy imports wait."""

from pipelines.cli.main import main

__all__ = ["main"]
