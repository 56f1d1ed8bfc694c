"""What each part of the SQL store stands on: the opened file and the keys."""

from __future__ import annotations

from calamiteit.adapters.store.opening import Database
from calamiteit.adapters.store.reading import ReadingPart
from calamiteit.ports.keys import KeyRing
from calamiteit.ports.store import NewKey


class Part(ReadingPart):
    """A share of the store's methods; SqlStore is all of them together."""

    def __init__(self, database: Database, keys: KeyRing) -> None:
        super().__init__(database, keys)
        self._database = database
        self._uncommitted: dict[str, NewKey] = {}
        """Data keys that were made for a text and wait for the commit that brings both."""
