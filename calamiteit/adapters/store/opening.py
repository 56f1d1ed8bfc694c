"""One SQLite file, opened: its settings, one writer at a time, readers, and the look at others' commits."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import sqlalchemy as sa

from calamiteit.adapters.store import file_place, library
from calamiteit.adapters.store.marks import NEWEST
from calamiteit.adapters.store.prepared import Line, Prepared, Values, line_of, run
from calamiteit.adapters.store.troubles import BUSY_SECONDS, Translated, is_busy
from calamiteit.adapters.store.upgrading import belongs_to, bring_up_to_date, version_of
from calamiteit.core.modes import Mode

_LARGEST_LOG = 16 * 1024 * 1024
"""Bytes that the write-ahead log may keep after a checkpoint."""
_MOMENT = 200
"""Milliseconds that a checkpoint waits for others; commits of this process wait with it."""


class Database:
    """Connections to one file. Safe to use from several threads; several processes may open the same file."""

    def __init__(
        self,
        path: Path,
        *,
        mode: Mode | None = None,
        durable: bool = True,
        refuse_old_library: bool = True,
        sqlite: ModuleType | None = None,
        mounts: Path = file_place.MOUNTS,
    ) -> None:
        """Open, create or migrate. Raises StoreTrouble. Without `durable` a power cut may take commits."""
        self.path = path
        self._sqlite = sqlite or library.pick()
        self._durable = durable
        self._mode = mode
        library.judge(self._sqlite.sqlite_version_info, path, refuse_old=refuse_old_library)
        file_place.prepare(path, mounts=mounts)
        self._turn = threading.Lock()
        self._look = threading.Lock()
        self._writer: sa.Connection | None = None
        self._idle: list[Line] = []
        self._watcher: Any = None
        self._version = 0
        # A writer takes the lock at once: two that read first and then write would refuse each other.
        self._writers = self._make_engine("BEGIN IMMEDIATE")
        self._readers = self._make_engine("BEGIN")
        try:
            self._get_ready()
        except BaseException:
            self.close()
            raise

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that holds the write lock from its start; rolled back on an error."""
        with self._turn, self._translated():
            writer = self._the_writer()
            with writer.begin():
                yield writer

    @contextmanager
    def committing(self) -> Iterator[Line]:
        """The same for prepared statements only: SQLAlchemy's own transaction costs more than SQLite's.

        It is the same connection, so that the pages written last are still at hand.
        """
        with self._turn, self._translated():
            line = line_of(self._the_writer())
            line.driver.execute("BEGIN IMMEDIATE")
            try:
                yield line
                line.driver.execute("COMMIT")
            except BaseException:
                self._roll_back(line.driver)
                raise

    def _the_writer(self) -> sa.Connection:
        if self._writer is None:
            self._writer = self._writers.connect()
        return self._writer

    def _roll_back(self, driver: Any) -> None:
        """Undo; a connection that cannot even do that is given up."""
        try:
            if driver.in_transaction:
                driver.execute("ROLLBACK")
        except self._sqlite.Error:
            writer, self._writer = self._writer, None
            if writer is not None:
                writer.invalidate()
                writer.close()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that sees one moment of the database and writes nothing."""
        with self._translated(), self._readers.connect() as connection:
            yield connection

    def fetch(self, statement: Prepared | str, values: Values, /) -> list[Any]:
        """The rows of one statement; it sees one moment of the database, without BEGIN and COMMIT."""
        with self._translated():
            try:
                line = self._idle.pop()
            except IndexError:
                line = Line(self._connect(), self._readers.dialect)
            try:
                rows: list[Any] = run(statement, line, values).fetchall()
            except BaseException:
                line.driver.close()
                raise
            self._idle.append(line)
        return rows

    def changed(self) -> bool:
        """Whether any other connection, of this process or another, committed since the last call."""
        with self._look, self._translated():
            before, self._version = self._version, self._data_version()
            return before != self._version

    def checkpoint(self) -> bool:
        """Fold the log into the file; after an erasure rewrite the file first, so that no old byte stays.

        False when another connection was in the way for longer than a moment.
        """
        with self._turn, self._translated():
            connection = self._connect()
            try:
                connection.execute(f"PRAGMA busy_timeout={_MOMENT}")
                return _fold(connection)
            except self._sqlite.OperationalError as exc:
                if is_busy(exc):
                    return False
                raise
            finally:
                connection.close()

    def close(self) -> None:
        """Free all connections; may be called twice."""
        with self._turn, self._look:
            if self._writer is not None:
                self._writer.close()
            if self._watcher is not None:
                self._watcher.close()
            self._writer = self._watcher = None
            while self._idle:
                self._idle.pop().driver.close()
            self._writers.dispose()
            self._readers.dispose()

    def _get_ready(self) -> None:
        """A file of another mode is refused before anything is written to it."""
        with self.reading() as connection:
            ready = belongs_to(connection, self._mode, self.path)
        with self._translated():
            self._switch_to_log()
        with self.reading() as connection:
            ready = ready and version_of(connection, self.path) == NEWEST
        if not ready:
            with self.writing() as connection:
                bring_up_to_date(connection, self.path, self._mode)
        with self._translated():
            self._watcher = self._connect()
            self._version = self._data_version()

    def _switch_to_log(self) -> None:
        """Write-ahead logging, for good. SQLite does not wait here when another process does the same."""
        deadline = time.monotonic() + BUSY_SECONDS
        connection = self._connect()
        try:
            while True:
                try:
                    connection.execute("PRAGMA journal_mode=WAL")
                    return
                except self._sqlite.OperationalError as exc:
                    if not is_busy(exc) or time.monotonic() > deadline:
                        raise
                    time.sleep(0.02)
        finally:
            connection.close()

    def _make_engine(self, begin: str) -> sa.Engine:
        engine = sa.create_engine(
            "sqlite+pysqlite://",
            module=self._sqlite,
            creator=self._connect,
            poolclass=sa.QueuePool,
            pool_size=4,
            max_overflow=16,
        )

        # The event `begin` would do as well, but costs every statement of an engine a few microseconds.
        def do_begin(connection: Any) -> None:
            connection.execute(begin)

        engine.dialect.do_begin = do_begin  # type: ignore[method-assign, assignment]
        return engine

    def _connect(self) -> Any:
        connection = self._sqlite.connect(
            str(self.path), timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            for setting in (
                f"synchronous={'FULL' if self._durable else 'NORMAL'}",
                "foreign_keys=ON",
                "secure_delete=ON",
                "wal_autocheckpoint=0",
                f"journal_size_limit={_LARGEST_LOG}",
                "temp_store=MEMORY",
            ):
                connection.execute(f"PRAGMA {setting}")
        except self._sqlite.Error:
            connection.close()
            raise
        return connection

    def _data_version(self) -> int:
        (version,) = self._watcher.execute("PRAGMA data_version").fetchone()
        return int(version)

    def _translated(self) -> Translated:
        return _OfSqlalchemy(self.path, self._sqlite.Error)


class _OfSqlalchemy(Translated):
    """Looks through the errors in which SQLAlchemy wraps those of the driver."""

    def cause(self, error: BaseException | None) -> BaseException | None:
        """What the driver said."""
        return error.orig if isinstance(error, sa.exc.DBAPIError) and error.orig else error


def _fold(connection: Any) -> bool:
    # secure_delete wipes deleted cells, but not the copies that a page split once left behind: measured,
    # about one deleted row in a thousand could still be read. VACUUM writes every page anew.
    (erased,) = connection.execute("SELECT erased FROM engine").fetchone()
    if erased:
        connection.execute("VACUUM")
    # A log that keeps its size is written over from its start: cheaper for the disk than one that grows anew.
    how = "TRUNCATE" if erased else "RESTART"
    busy, _, _ = connection.execute(f"PRAGMA wal_checkpoint({how})").fetchone()
    if erased and not busy:
        connection.execute("UPDATE engine SET erased = 0 WHERE erased = ?", (erased,))
    return not busy
