"""Which workspace a command means: the folder that was named, the one it is run in, or the sample. No runs here."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path
from shlex import quote


def workspace_root(named: Path | None) -> Path:
    """The folder of the workspace, absolute.

    Raises:
        WorkspaceError: there is none: the named folder holds no region.yaml, or the sample was never made.
    """
    from geo.workspace import WorkspaceError
    from pipelines.home import home

    root = _meant(named)
    if root == home().sample and not (root / "region.yaml").exists():
        raise WorkspaceError(
            "There is no workspace here, and the sample region was not made yet; "
            "name a folder with --workspace, or start with: wijk demo"
        )
    return root


def workspace_to_run(named: Path | None) -> Path:
    """The same for a run, which makes the sample region where no other workspace is meant."""
    from pipelines.home import home

    root = _meant(named)
    return prepare_sample() if root == home().sample else root


def _meant(named: Path | None) -> Path:
    from geo.workspace import WorkspaceError
    from pipelines.home import home

    if named is not None:
        if not (named / "region.yaml").exists():
            raise WorkspaceError(
                f"{named} is no workspace: it has no region.yaml. "
                f"Make one with: wijk init {quote(str(named))} --gemeente GM0150"
            )
        return named.resolve()
    here = Path.cwd()
    return here if (here / "region.yaml").exists() else home().sample


def prepare_sample() -> Path:
    """The workspace of the sample region, written anew where the generator changed since, by a process of its own: the
    caller may load what it needs meanwhile.

    Raises:
        WorkspaceError: it could not be written.
    """
    from geo import sample
    from geo.workspace import WorkspaceError
    from pipelines.home import home

    root = home().sample
    stamp = root / ".generator"
    modules = sorted(Path(sample.__path__[0]).glob("*.py"))
    wanted = hashlib.sha256(b"".join(module.read_bytes() for module in modules)).hexdigest()
    if not stamp.exists() or stamp.read_text() != wanted:
        root.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "geo.sample", str(root)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            reason = (done.stderr.strip().splitlines() or ["it gave no reason"])[-1]
            raise WorkspaceError(f"The sample region could not be written: {reason}")
        stamp.write_text(wanted)
    return root
