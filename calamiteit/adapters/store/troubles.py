"""What can go wrong with a database file, in words that say what to do."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from calamiteit.core.errors import StoreTrouble

BUSY_SECONDS = 5

_KEPT = "What was committed before is kept; this was not written."

_TEXTS = {
    "disk-full": f"the disk is full: '{{path}}' cannot grow. {_KEPT} "
    "Free some space on that disk, then try again",
    "read-only": f"'{{path}}' cannot be opened for writing: the file, its folder or the disk is read-only or "
    f"belongs to another user. {_KEPT} "
    "Give this user write permission on the folder and the file, or choose another folder",
    "locked": f"another program keeps '{{path}}' locked for more than {BUSY_SECONDS} seconds. {_KEPT} "
    "Close what has the file open (a database viewer, a backup), then try again",
    "not-a-database": "'{path}' is not a database. "
    "Move that file away (a new one is made) or restore a backup",
    "not-ours": "'{path}' is a database, but not one of calamiteit. Give the path of the right file",
    "other-mode": "'{path}' belongs to another mode: it cannot be opened for {detail}. Live, exercise and "
    "simulation never share a database. Look whether the file is a link or a copy; move it away",
    "damaged": "the database '{path}' is damaged. Stop every calamiteit process, keep a copy of the file and "
    "of its -wal file, then restore a backup",
    "newer": "'{path}' was written by a newer calamiteit than this one. Install the newer program; an "
    "older one would damage the log",
    "disk-error": f"the disk refuses to read or write '{{path}}' ({{detail}}). {_KEPT} "
    "Look at the disk, its quota and the limit on file sizes, then try again",
    "network": "'{path}' lies on a network file system ({detail}): two processes would damage the database "
    "there. Choose a folder on a disk of this machine",
    "old-library": "the SQLite on this machine is {detail}; below 3.51.3 it can damage a database that two "
    "processes use, and '{path}' is for live runs. Install pysqlite3 (pip install pysqlite3), or start with "
    "the setting that allows an old library",
    "other": "the database '{path}' failed: {detail}",
}

_CAUSES = {
    3: "read-only",  # SQLITE_PERM
    5: "locked",  # SQLITE_BUSY
    6: "locked",  # SQLITE_LOCKED
    8: "read-only",  # SQLITE_READONLY
    10: "disk-error",  # SQLITE_IOERR
    11: "damaged",  # SQLITE_CORRUPT
    13: "disk-full",  # SQLITE_FULL
    14: "read-only",  # SQLITE_CANTOPEN
    26: "not-a-database",  # SQLITE_NOTADB
}

_CONSTRAINT = 19  # SQLITE_CONSTRAINT

_CAUSES_OF_SYSTEM = {
    errno.EACCES: "read-only",
    errno.EPERM: "read-only",
    errno.EROFS: "read-only",
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
}


def trouble(code: str, path: Path, detail: str = "") -> StoreTrouble:
    """The error for a cause."""
    return StoreTrouble(_TEXTS[code].format(path=path, detail=detail), code=code, place=str(path))


def trouble_of_system(path: Path, error: OSError) -> StoreTrouble:
    """The error for what the operating system said about a file or folder."""
    return trouble(_CAUSES_OF_SYSTEM.get(error.errno or 0, "other"), path, error.strerror or "unknown")


def is_busy(error: BaseException) -> bool:
    """Whether another connection was in the way."""
    return _code(error) in (5, 6)


@dataclass(frozen=True, slots=True)
class Translated:
    """A context that turns errors of the driver into StoreTrouble.

    A broken constraint is a mistake of the caller, not of the machine: ValueError.
    """

    path: Path
    driver_error: type[Exception]

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Raise what the error means, if it is one of the database."""
        cause = self.cause(error)
        if isinstance(cause, self.driver_error):
            if _code(cause) == _CONSTRAINT:
                raise ValueError(f"the database refuses a row: {cause}") from error
            raise _trouble_of_driver(self.path, cause) from error

    def cause(self, error: BaseException | None) -> BaseException | None:
        """What the driver said."""
        return error


def _trouble_of_driver(path: Path, error: BaseException) -> StoreTrouble:
    name = getattr(error, "sqlite_errorname", None)
    return trouble(_CAUSES.get(_code(error), "other"), path, str(name or error))


def _code(error: BaseException) -> int:
    """SQLite's primary result code; the high bytes tell details."""
    return int(getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
