"""A page that a test opens in a browser without a network, and what went wrong on it. No test here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

HOSTILE = "<img src=x onerror=alert(1)></script><script>alert(2)</script>{{7*7}}{% raw %}\"'&<!--//kwaad.example"
"""A name that would be a script, a template or an address, were it read as more than text."""


class Visit:
    """A page that was opened, with everything that went wrong on it."""

    def __init__(self, browser: Any, **options: Any) -> None:
        self.context = browser.new_context(offline=True, **options)
        self.page = self.context.new_page()
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
