"""The ``wijk`` command as tests call it, in a data folder of their own; what it answered, and what a refusal looks like."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipelines.cluster import Cluster
from pipelines.home import Home

WIJK = Path(sys.executable).parent / "wijk"
PROGRESS = re.compile(r"Starting \.\.\.|\[\d+/\d+\] .+: .+ (done|FAILED)")


@dataclass(frozen=True)
class Told:
    """What a command answered."""

    code: int
    out: str
    err: str

    def refusal(self) -> str:
        """The sentence of a command that failed as it should: alone, after lines of progress, exit code 1."""
        assert self.code == 1, self
        *progress, sentence = self.err.splitlines()
        assert [line for line in progress if not PROGRESS.fullmatch(line)] == [], self.err
        assert sentence.startswith("wijk: "), self.err
        assert "Traceback" not in self.out + self.err
        assert "Unexpected" not in sentence, sentence
        return sentence.removeprefix("wijk: ")


@contextmanager
def throwaway_home() -> Iterator[Home]:
    """A data folder that the postgres user may enter, with a cluster without fsync; both are gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="wijk-test-", dir="/tmp"))
    folder.chmod(0o755)
    home = Home(folder / "home")
    Cluster(home.cluster, throwaway=True).start()
    try:
        yield home
    finally:
        Cluster(home.cluster).destroy()
        shutil.rmtree(folder)


def environment(home: Home, **more: str) -> dict[str, str]:
    """The environment of a command: nothing of the caller's wishes, this data folder."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("WIJK_", "DAGSTER_"))} | {
        "WIJK_HOME": str(home.root), **more,
    }  # fmt: skip


def wijk(*arguments: object, home: Home, **more: str) -> Told:
    """The command in a process of its own, started where no workspace is."""
    done = subprocess.run(
        [WIJK, *map(str, arguments)], cwd="/", env=environment(home, **more), capture_output=True, text=True,
        stdin=subprocess.DEVNULL, timeout=180, check=False,
    )  # fmt: skip
    return Told(done.returncode, done.stdout, done.stderr)


def wijk_here(*arguments: object, home: Home, **more: str) -> Told:
    """The same command in this process, which pays for its imports once."""
    from pipelines.cli.errors import guarded
    from pipelines.cli.main import app

    before, wanted, out, err = dict(os.environ), environment(home, **more), io.StringIO(), io.StringIO()
    named = [str(argument) for argument in arguments]
    try:
        os.environ.clear()
        os.environ |= wanted
        with contextlib.chdir("/"), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = guarded(lambda: app(named, prog_name="wijk", standalone_mode=False), debug=False)
    finally:
        os.environ.clear()
        os.environ |= before
    return Told(code, out.getvalue(), err.getvalue())
