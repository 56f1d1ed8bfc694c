"""Which SQLite is used, and whether it is new enough to trust with a live run."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import ModuleType

from calamiteit.adapters.store.troubles import trouble

SAFE = (3, 51, 3)
"""Below this, two processes on one write-ahead log can damage it (the WAL-reset bug)."""


def pick() -> ModuleType:
    """pysqlite3, which brings its own SQLite, or Python's own where there is no wheel."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        return sqlite3
    found: ModuleType = dbapi2
    return found


def judge(version: tuple[int, ...], path: Path, *, refuse_old: bool) -> None:
    """Refuse an old library with StoreTrouble, or say loudly that it is used."""
    if version >= SAFE:
        return
    shown = ".".join(str(part) for part in version)
    if refuse_old:
        raise trouble("old-library", path, shown)
    import logging  # slow to import, and hardly ever needed

    logging.getLogger(__name__).warning(
        "SQLite %s can damage a database that two processes use; install pysqlite3, which brings a newer one",
        shown,
    )
