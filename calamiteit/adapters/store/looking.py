"""A database that is only looked at: opened without SQLAlchemy, and nothing can be written through it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from calamiteit.adapters.store import file_place, library
from calamiteit.adapters.store.marks import MARKS, NEWEST
from calamiteit.adapters.store.reading import ReadingPart
from calamiteit.adapters.store.troubles import BUSY_SECONDS, Translated
from calamiteit.core.modes import Mode
from calamiteit.ports.keys import KeyRing


class SqlLook(ReadingPart):
    """The reading half of a store. Safe to use from several threads; close it when done."""

    def __init__(self, file: LookedAt, keys: KeyRing) -> None:
        super().__init__(file, keys)
        self._file = file

    def close(self) -> None:
        """Free the connection; may be called twice."""
        self._file.close()


def look_at(path: Path, *, keys: KeyRing, mode: Mode, mounts: Path = file_place.MOUNTS) -> SqlLook | None:
    """A look at a file that is in order; None when it has to be made, brought up to date or refused first.

    That is the work of SqlStore, which also says what is wrong.
    """
    driver = library.pick()
    if driver.sqlite_version_info < library.SAFE or not path.is_file() or file_place.is_remote(path, mounts):
        return None
    try:
        connection = driver.connect(
            str(path), timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
    except driver.Error:
        return None
    try:
        if _is_in_order(connection, mode):
            return SqlLook(LookedAt(path, connection, driver.Error), keys)
    except driver.Error:
        pass
    connection.close()
    return None


def _is_in_order(connection: Any, mode: Mode) -> bool:
    """The mark of this mode, the newest tables, and the write-ahead log."""
    connection.execute("PRAGMA query_only=ON")
    connection.execute("PRAGMA wal_autocheckpoint=0")
    [mark] = connection.execute("PRAGMA application_id").fetchone()
    [journal] = connection.execute("PRAGMA journal_mode").fetchone()
    if mark != MARKS[mode] or journal != "wal":
        return False
    return bool(connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(NEWEST,)])


class LookedAt:
    """One connection on which nothing can be written."""

    def __init__(self, path: Path, connection: Any, driver_error: type[Exception]) -> None:
        self._connection = connection
        self._translated = Translated(path, driver_error)
        self._turn = threading.Lock()
        self._version = self._data_version()

    def fetch(self, question: str, values: Mapping[str, Any], /) -> list[Any]:
        """The rows, as they stand at one moment."""
        with self._turn, self._translated:
            rows: list[Any] = self._connection.execute(question, values).fetchall()
        return rows

    def changed(self) -> bool:
        """Whether anybody committed since the last call."""
        with self._turn, self._translated:
            before, self._version = self._version, self._data_version()
        return before != self._version

    def close(self) -> None:
        """Free the connection; may be called twice."""
        with self._turn:
            self._connection.close()

    def _data_version(self) -> int:
        [version] = self._connection.execute("PRAGMA data_version").fetchone()
        return int(version)
