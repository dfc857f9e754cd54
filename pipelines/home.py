"""Where the platform keeps what is the user's: cluster, Dagster's home, caches, sites, secrets."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from geo.yaml_keys import WorkspaceError


@dataclass(frozen=True)
class Home:
    """The user's data folder and the places in it."""

    root: Path

    @property
    def cluster(self) -> Path:
        """The private PostgreSQL cluster."""
        return self.root / "postgres"

    @property
    def dagster(self) -> Path:
        """``DAGSTER_HOME``."""
        return self.root / "dagster"

    @property
    def cache(self) -> Path:
        """What can be made again: street networks, landed files' hashes."""
        return self.root / "cache"

    @property
    def sites(self) -> Path:
        """The built sites, a folder a region."""
        return self.root / "sites"

    @property
    def routes(self) -> Path:
        """The concierges' route sheets, a folder a region and day: addresses, so for them alone."""
        return self.root / "routes"

    @property
    def run_log(self) -> Path:
        """What libraries (dbt above all) say while a run works."""
        return self.root / "run.log"

    @property
    def mornings(self) -> Path:
        """The morning summaries, a page a region and day."""
        return self.root / "mornings"

    @property
    def logs(self) -> Path:
        """Structured logs: a line of JSON a step."""
        return self.root / "logs"

    @property
    def registry(self) -> Path:
        """Which workspace folder belongs to which region."""
        return self.root / "workspaces.json"

    @property
    def sample(self) -> Path:
        """The workspace of the bundled sample region."""
        return self.root / "voorbeeldstad"

    def environment(self) -> dict[str, str]:
        """What the resources and dbt read from the environment; the database's part is set by ``database.ready``."""
        return {
            "WIJK_REGISTRY": str(self.registry),
            "WIJK_CACHE": str(self.cache),
            "DBT_TARGET_PATH": str(self.cache / "dbt"),
            "WIJK_SITES": str(self.sites),
            "WIJK_ROUTES": str(self.routes),
            "WIJK_LOGS": str(self.logs),
            "WIJK_MORNINGS": str(self.mornings),
            "WIJK_PSEUDONYM_KEY": self.pseudonym_key().decode(),
            "WIJK_RETIRED_KEYS": b",".join(self.retired_keys()).decode(),
        }

    def pseudonym_key(self) -> bytes:
        """The key of the pseudonyms: ``WIJK_PSEUDONYM_KEY``, or a file only the user can read, made at first use."""
        given = os.environ.get("WIJK_PSEUDONYM_KEY", "")
        if given:
            return given.encode()
        path = self.root / "secrets.json"
        self.root.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return json.loads(path.read_text())["pseudonym_key"].encode()
        with os.fdopen(handle, "w") as file:
            key = secrets.token_hex(32)
            json.dump({"pseudonym_key": key}, file)
        return key.encode()

    def retired_keys(self) -> list[bytes]:
        """Keys that were in use before: ``WIJK_RETIRED_KEYS`` (joined by commas), or those of the secrets file."""
        given = os.environ.get("WIJK_RETIRED_KEYS", "")
        if given:
            return [key.strip().encode() for key in given.split(",") if key.strip()]
        path = self.root / "secrets.json"
        told = json.loads(path.read_text()).get("retired_keys", []) if path.exists() else []
        return [str(key).encode() for key in told]

    def rotate_key(self) -> None:
        """Puts a new key in the secrets file; the old one stays there, to recognise who was erased under it.

        Raises:
            WorkspaceError: the key is given by the environment, so that it must be changed there.
        """
        if os.environ.get("WIJK_PSEUDONYM_KEY"):
            raise WorkspaceError(
                "The key comes from WIJK_PSEUDONYM_KEY; give it a new value there, and add the old one to "
                "WIJK_RETIRED_KEYS."
            )
        old = self.pseudonym_key().decode()
        path = self.root / "secrets.json"
        told = json.loads(path.read_text())
        told |= {"pseudonym_key": secrets.token_hex(32), "retired_keys": [*told.get("retired_keys", []), old]}
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(told, file)
        fresh.replace(path)


def home() -> Home:
    """The data folder: ``WIJK_HOME``, else ``/var/lib/wijk`` for root, else the user's data directory."""
    given = os.environ.get("WIJK_HOME", "").strip()
    if given:
        return Home(Path(given).expanduser().resolve())
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return Home(Path("/var/lib/wijk"))
    import platformdirs

    return Home(Path(platformdirs.user_data_dir("wijk", appauthor=False)))
