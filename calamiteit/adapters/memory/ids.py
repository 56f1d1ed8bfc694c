"""Names that are counted instead of drawn: the same in every run of a test or a drill."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable


class CountedIds:
    """`X-261124-0001`, `X-261124-0002`, ... and `id-1`, `id-2`, ..."""

    def __init__(self, *, day: str = "261124") -> None:
        """`day` stands where the date stands: six digits, year first."""
        self._day = day
        self._lock = threading.Lock()
        self._runs = itertools.count(1)
        self._others = itertools.count(1)

    def run(self, prefix: str) -> str:
        """The next run, counted over all prefixes."""
        with self._lock:
            return f"{prefix}-{self._day}-{next(self._runs):04d}"

    def fresh(self) -> str:
        """The next id."""
        with self._lock:
            return f"id-{next(self._others)}"


class RepeatableIds:
    """Runs named by somebody else, all other ids counted behind that name: for one drill."""

    def __init__(self, name_run: Callable[[str], str]) -> None:
        """`name_run`: prefix to a name that no run has."""
        self._name_run = name_run
        self._name = ""
        self._others = itertools.count(1)

    def run(self, prefix: str) -> str:
        """The name of the run."""
        self._name = self._name_run(prefix)
        return self._name

    def fresh(self) -> str:
        """The next id."""
        return f"{self._name}:id-{next(self._others)}"
