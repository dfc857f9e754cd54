"""A page that a test opens in a browser without a network, and what went wrong on it. No test here."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any, ClassVar

HOSTILE = "<img src=x onerror=alert(1)></script><script>alert(2)</script>{{7*7}}{% raw %}\"'&<!--//kwaad.example"
"""A name that would be a script, a template or an address, were it read as more than text."""


NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
"""Without windows first: it draws the same pages for a third of the work."""


def chromium() -> str | None:
    """The path of the browser that ``WIJK_CHROMIUM`` names, or the system's; None where there is none."""
    found = os.environ.get("WIJK_CHROMIUM") or next((path for path in map(shutil.which, NAMES) if path), None)
    return found if found and Path(found).is_file() else None


class Visit:
    """A page that was opened, with everything that went wrong on it.

    Pages with the same options share a window (Chromium spends more on a window than on a page of ours): what a page
    kept is forgotten when the visit is over.
    """

    _windows: ClassVar[dict[tuple[Any, str], Any]] = {}

    def __init__(self, browser: Any, **options: Any) -> None:
        alike = (browser, repr(sorted(options.items())))
        if alike not in self._windows:
            self._windows[alike] = browser.new_context(offline=True, **options)
        self.page = self._windows[alike].new_page()
        self.problems: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.problems.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        self.page.on("requestfailed", lambda request: self.problems.append(f"failed: {request.url}"))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("dialog", self._dialog)

    def _dialog(self, dialog: Any) -> None:
        self.problems.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def open(self, folder: Path, key: str) -> Any:
        self.page.goto((folder / f"{key}.html").as_uri(), wait_until="load")
        return self.page

    def close(self) -> None:
        """Ends the visit."""
        if self.page.url.startswith("file:"):
            self.page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        self.page.close()
