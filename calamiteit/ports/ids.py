"""Fresh names for runs, texts and command keys."""

from __future__ import annotations

from typing import Protocol


class Ids(Protocol):
    """A source of names that are never given twice in a workspace."""

    def run(self, prefix: str) -> str:
        """A short run id that can be said over the phone: prefix (L, X, S), date, four letters."""
        ...

    def fresh(self) -> str:
        """A unique id for a text or a command key."""
        ...
