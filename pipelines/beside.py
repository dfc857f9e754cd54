"""A part of a run by a process of its own, beside the parts that do not wait for it.

``python -m pipelines.beside`` is that process: it loads, reads a part of a run as JSON from standard input, and writes
a line of JSON for each step that ends, and one for how the part ended. No choice here of what goes beside what
(``runs``).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self

from pipelines.leaving import leaving_at_once
from pipelines.progress import Reporter, reporting_to

WENT, FAILED = "run_id", "failed"


class Beside:
    """A process that carries out at most one part; it starts at once, to load what it needs before it is asked.

    Attributes:
        log: file that takes what the process says besides.
    """

    def __init__(self, log: Path) -> None:
        self.log = log
        with log.open("a") as chatter:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "pipelines.beside"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=chatter,
                text=True,
                encoding="utf-8",
            )

    def carry_out(self, part: dict[str, Any], config: dict[str, Any], reporter: Reporter) -> str:
        """Has the part carried out and its steps reported; returns the id of its Dagster run.

        ``part``: what :meth:`pipelines.runs.Part.told` tells. ``config``: that of its run. Raises RunError as the part
        itself would, and when the process ends without an answer.
        """
        from pipelines.runs import RunError

        ended: dict[str, str] = {}
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        try:
            with stdin:
                json.dump({"part": part, "config": config, "log": str(self.log)}, stdin)
        except BrokenPipeError:
            pass  # it ended early: what it told of that follows
        with stdout:
            for line in stdout:
                said = json.loads(line)
                if "step" in said:
                    reporter.step(said["step"], said["succeeded"], part["title"])
                else:
                    ended = said
        code = self._process.wait()
        if WENT in ended:
            return ended[WENT]
        nothing = f"{part['title']}: its process ended without an answer (code {code}); see {self.log}."
        raise RunError(ended.get(FAILED, nothing))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._process:  # closes its pipes and waits for its end
            self._process.terminate()  # one that answered has ended


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


@contextmanager
def _channel() -> Iterator[IO[str]]:
    """Standard output for answers alone; what libraries print goes to standard error instead."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8") as channel:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        yield channel


def main() -> int:
    """Carry out the part that standard input describes; nothing where it describes none."""
    with _channel() as channel:
        import pipelines.definitions  # noqa: F401  # seconds, while the other process is not yet that far
        from pipelines.runs import Part, RunError, alone

        asked = json.loads(sys.stdin.read() or "{}")
        if not asked:
            return 0
        told = _Told(channel)
        try:
            with reporting_to(told):
                run_id = alone(Part.of(asked["part"]), asked["config"], Path(asked["log"]))
            told.tell(**{WENT: run_id})
        except RunError as error:
            told.tell(**{FAILED: str(error)})
    return 0


if __name__ == "__main__":
    with leaving_at_once():
        sys.exit(main())
