"""The store on an SQLite file: all parts together."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import sqlalchemy as sa

from calamiteit.adapters.store import file_place, schema
from calamiteit.adapters.store.commits import CommitPart
from calamiteit.adapters.store.leases import LeasePart
from calamiteit.adapters.store.opening import Database
from calamiteit.adapters.store.outbox import OutboxPart
from calamiteit.adapters.store.texts import TextPart
from calamiteit.core.modes import Mode
from calamiteit.ports.keys import KeyRing
from calamiteit.ports.store import NewKey

_CHECK = "workspace-check"
"""A data key that seals nothing: it shows at once when the workspace key is not the one of this database."""


class SqlStore(CommitPart, OutboxPart, LeasePart, TextPart):
    """One database of one mode. Threads and processes may use it at once."""

    def __init__(
        self,
        path: Path,
        *,
        keys: KeyRing,
        mode: Mode | None = None,
        durable: bool = True,
        refuse_old_library: bool = True,
        sqlite: ModuleType | None = None,
        mounts: Path = file_place.MOUNTS,
    ) -> None:
        """Open the file, create it (0600) or bring it up to date.

        `mode`: written into the file at first, refused ever after when it is another: an exercise never opens
        the live database, by whatever name or link it is led there.
        `durable`: synchronous=FULL, for live; without it a power cut may take the last commits, a kill never.
        `refuse_old_library`: refuse an SQLite below 3.51.3, for live; without it only warn.
        `sqlite` and `mounts` are for tests: another driver, another list of file systems.
        Raises StoreTrouble: a full or read-only disk, a network file system, a locked, damaged, foreign or
        newer file, another workspace key than the one of the file.
        """
        database = Database(
            path,
            mode=mode,
            durable=durable,
            refuse_old_library=refuse_old_library,
            sqlite=sqlite,
            mounts=mounts,
        )
        super().__init__(database, keys)
        try:
            self._check_key()
        except BaseException:
            database.close()
            raise

    def checkpoint(self) -> bool:
        """Fold the write-ahead log into the file; after an erasure the whole file is rewritten.

        False when a reader or writer was in the way; never waits long, because commits wait meanwhile.
        """
        return self._database.checkpoint()

    def close(self) -> None:
        """Free connections; may be called twice."""
        self._database.close()

    def _check_key(self) -> None:
        wanted = sa.select(schema.data_key.c.wrapped).where(schema.data_key.c.id == _CHECK)
        with self._database.reading() as connection:
            wrapped = connection.scalar(wanted)
        if wrapped is not None:
            return self._keys.check(NewKey(id=_CHECK, wrapped=wrapped))
        made = self._keys.fresh(_CHECK)
        with self._database.writing() as connection:
            add = schema.upsert(schema.data_key).on_conflict_do_nothing()
            connection.execute(add, {"id": made.id, "wrapped": made.wrapped})
        return None
