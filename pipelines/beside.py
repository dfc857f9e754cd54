"""A part of a run by a process of its own, beside the parts that do not wait for it.

``python -m pipelines.beside`` is that process: it reads a request and one part of it as JSON from standard input, and
writes a line of JSON for each step that ends, and one for how the part ended. No choice here of what goes beside what
(``runs``).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from pipelines.leaving import leaving_at_once
from pipelines.progress import Reporter, reporting_to

if TYPE_CHECKING:
    from collections.abc import Iterator

WENT, FAILED = "run_id", "failed"


def carry_out(title: str, asked: dict[str, Any], reporter: Reporter, log: Path) -> str:
    """Has another process carry out one part and reports its steps under ``title``; returns the id of its Dagster run.

    ``asked``: the fields of :class:`pipelines.runs.Part` and ``config``, that of its run. ``log``: takes what the
    process says besides. Raises RunError as the part itself would, and when the process ends without an answer.
    """
    from pipelines.runs import RunError

    ended: dict[str, str] = {}
    command = [sys.executable, "-m", "pipelines.beside"]
    with (
        log.open("a") as chatter,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=chatter, text=True, encoding="utf-8"
        ) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        with process.stdin as told:
            json.dump(asked, told)
        for line in process.stdout:
            said = json.loads(line)
            if "step" in said:
                reporter.step(said["step"], said["succeeded"], title)
            else:
                ended = said
    if WENT in ended:
        return ended[WENT]
    raise RunError(
        ended.get(FAILED) or f"{title}: its process ended without an answer (code {process.returncode}); see {log}."
    )


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
    """Carry out the part that standard input describes."""
    from pipelines.runs import Part, RunError, alone

    asked = json.load(sys.stdin)
    with _channel() as channel, reporting_to(told := _Told(channel)):
        try:
            told.tell(run_id=alone(Part.of(asked["part"]), asked["config"], Path(asked["log"])))
        except RunError as error:
            told.tell(failed=str(error))
    return 0


if __name__ == "__main__":
    with leaving_at_once():
        sys.exit(main())
