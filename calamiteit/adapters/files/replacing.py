"""Replaces a file in one go: after a crash it holds the old bytes or the new ones, never half."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def replace_file(path: Path, content: bytes, mode: int | None = None) -> None:
    """Write `content` beside the file, force it to the disk, then take the file's name. No copy is left.

    `mode` are the permissions; None keeps those of the file. OSError leaves the file as it was.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, mode if mode is not None else path.stat().st_mode & 0o777)
        os.replace(name, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(name)
        raise
    _settle(path.parent)


def remove_leftovers(path: Path) -> None:
    """Take away what a kill in the middle of a replacement left beside this file; OSError when it stays."""
    for left in path.parent.glob(f".{path.name}.*"):
        left.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """Force the new name to the disk too, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
