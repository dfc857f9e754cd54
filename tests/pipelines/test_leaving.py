"""A process that ends at once still says all, with its code, and does what was left for the end."""

import subprocess
import sys

import pytest

PROGRAM = """
import atexit, sys, threading, time
from pipelines.leaving import leaving_at_once
atexit.register(lambda: print("left for the end"))
threading.Thread(target=lambda: (time.sleep(0.2), print("thread"))).start()
with leaving_at_once():
    {end}
"""


def end_by(end: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM.format(end=end)], capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize(("end", "code"), [("sys.exit(3)", 3), ("sys.exit()", 0), ("sys.exit(None)", 0)])
def test_the_code_and_all_that_was_said_arrive(end: str, code: int) -> None:
    done = end_by(end)
    assert (done.returncode, done.stdout.split("\n"), done.stderr) == (code, ["thread", "left for the end", ""], "")


def test_an_error_keeps_its_traceback_and_its_code() -> None:
    done = end_by("raise ValueError('why')")
    assert done.returncode == 1
    assert "ValueError: why" in done.stderr
    assert "left for the end" in done.stdout
