"""The platform run as a person runs it: the command, in a data folder of the tests' own."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from pipelines.cluster import Cluster
from pipelines.home import Home


@dataclass(frozen=True)
class Platform:
    """A data folder, its command and its database."""

    home: Home

    def wijk(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs ``wijk`` with ``arguments``; output is captured."""
        environment = {k: v for k, v in os.environ.items() if k not in ("WIJK_DATABASE_URL", "WIJK_PSEUDONYM_KEY")}
        environment |= {"WIJK_HOME": str(self.home.root)}
        command = [str(Path(sys.executable).parent / "wijk"), *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd="/")

    def done(self, *arguments: str) -> list[str]:
        """Runs ``wijk``, which must succeed; returns the lines it printed."""
        result = self.wijk(*arguments)
        assert result.returncode == 0, result.stderr[-3000:]
        return result.stdout.splitlines()

    def ask(self, query: str, **values: object) -> pd.DataFrame:
        """The answer to a query in the platform's database."""
        engine = Cluster(self.home.cluster).database().engine()
        with engine.connect() as connection:
            answer = pd.read_sql(sa.text(query), connection, params=values)
        engine.dispose()
        return answer


@pytest.fixture(scope="session")
def platform() -> Iterator[Platform]:
    """An empty data folder whose path has a space in it; its cluster is destroyed afterwards."""
    root = Path(tempfile.mkdtemp(prefix="wijk whole ", dir="/tmp"))
    root.chmod(0o755)
    home = Home(root / "data folder")
    yield Platform(home)
    Cluster(home.cluster).destroy()
    shutil.rmtree(root)


@pytest.fixture(scope="session")
def demo(platform: Platform) -> list[str]:
    """The lines that ``wijk demo`` prints: the sample region, run once for all tests."""
    return platform.done("demo")
