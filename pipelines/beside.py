"""A part of a run by a process of its own, beside the parts that do not wait for it.

``python -m pipelines.beside`` is that process: it loads, reads a part of a run as JSON from standard input, and writes
a line of JSON for each step that ends, and one for how the part ended. No choice here of what goes beside what
(``runs``).
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self

from geo.workspace import load_region, load_scenarios
from pipelines.bench import Part, RunError, bench_of
from pipelines.home import Home
from pipelines.leaving import leaving_at_once
from pipelines.progress import Reporter, reporting_to

MADE, FAILED = "made", "failed"


class Beside:
    """A process that makes at most one part of a region's run; none is started where none is asked for.

    Attributes:
        root: workspace folder.
        home: the data folder; its log takes what the process says besides.
        keep_last_good: a file that cannot be read does not stop it where its source was loaded before.
    """

    def __init__(self, root: Path, home: Home, *, keep_last_good: bool = False) -> None:
        self.root, self.home, self.keep_last_good = root, home, keep_last_good
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> subprocess.Popen[str]:
        """Starts the process, which loads what it needs before it is asked."""
        if self._process is None:
            with self.home.run_log.open("a") as chatter:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "pipelines.beside"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=chatter,
                    text=True,
                    encoding="utf-8",
                )
        return self._process

    def make(self, part: Part, reporter: Reporter) -> None:
        """Has the part made, whether it stands or not, and its steps reported.

        Raises:
            RunError: something of it was not made, or the process ended without an answer.
        """
        process, ended = self.start(), dict[str, str]()
        assert process.stdin is not None
        assert process.stdout is not None
        asked = {
            "part": part.told(),
            "root": str(self.root),
            "home": str(self.home.root),
            "keep": self.keep_last_good,
        }
        with contextlib.suppress(BrokenPipeError):  # it ended early: what it told of that follows
            print(json.dumps(asked), file=process.stdin, flush=True)
        with process.stdout as stdout:
            for line in stdout:
                said = json.loads(line)
                if "step" in said:
                    reporter.step(said["step"], said["succeeded"], part.title)
                else:
                    ended = said
        code = process.wait()
        if MADE not in ended:
            nothing = f"{part.title}: its process ended without an answer (code {code}); see {self.home.run_log}."
            raise RunError(ended.get(FAILED, nothing))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.terminate()  # one that answered has ended
            with contextlib.suppress(BrokenPipeError), self._process:
                pass  # closes its pipes, what it did not read in them too, and waits for its end


@dataclass
class _Told:
    """A reporter that tells the process which asked."""

    channel: IO[str]

    def tell(self, **said: Any) -> None:
        print(json.dumps(said), file=self.channel, flush=True)

    def begin(self, title: str, steps: int) -> None:
        """The other process knows what it asked."""

    def busy(self, text: str) -> None:
        """What is done is told, not what is going on."""

    def passed(self, steps: int, why: str) -> None:
        """A part that is asked of this process is always made."""

    def step(self, name: str, succeeded: bool, title: str | None = None) -> None:
        self.tell(step=name, succeeded=succeeded)


@contextlib.contextmanager
def _channel() -> Iterator[IO[str]]:
    """Standard output for answers alone; what libraries print goes to standard error instead."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8") as channel:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        yield channel


def _end_with_the_other() -> None:
    """Ends this process when the one that asked has gone: nobody may work on a region that another run may take."""
    sys.stdin.read()
    os._exit(1)


def main() -> int:
    """Make the part that standard input describes; nothing where it describes none."""
    with _channel() as channel:
        import pipelines.definitions  # noqa: F401  # seconds, while the other process is not yet that far

        asked = json.loads(sys.stdin.readline() or "{}")
        if not asked:
            return 0
        threading.Thread(target=_end_with_the_other, daemon=True).start()
        told = _Told(channel)
        root, home = Path(asked["root"]), Home(Path(asked["home"]))
        try:
            with (
                reporting_to(told),
                bench_of(load_region(root), home, list(load_scenarios(root)), keep_last_good=asked["keep"]) as bench,
            ):
                told.tell(**{MADE: bench.make(Part.of(asked["part"]), again=True)})
        except RunError as error:
            told.tell(**{FAILED: str(error)})
    return 0


if __name__ == "__main__":
    with leaving_at_once():
        sys.exit(main())
