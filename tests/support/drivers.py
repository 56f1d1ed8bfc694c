"""Drivers of SQLite with a mishap built in, given to a store in place of the real one."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from calamiteit.adapters.store import library


class Driver(ModuleType):
    """The real driver, but with settings of one's own on each connection."""

    def __init__(self, *settings: str, timeout: float = 5) -> None:
        super().__init__("driver")
        self._real: Any = library.pick()
        self._settings = settings
        self._timeout = timeout

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def connect(self, path: str, **given: Any) -> Any:
        connection = self._real.connect(path, **{**given, "timeout": self._timeout})
        for setting in self._settings:
            connection.execute(f"PRAGMA {setting}")
        return connection


def full_disk(pages: int) -> Driver:
    """A disk with room for so many pages of the database (4096 bytes each)."""
    return Driver(f"max_page_count={pages}")


def impatient() -> Driver:
    """A driver that hardly waits for a lock."""
    return Driver(timeout=0.05)
