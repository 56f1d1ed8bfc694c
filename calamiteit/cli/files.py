"""Writing a file that holds what not everybody may read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from calamiteit.core.errors import Mistake


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read. Raises Mistake with the cause."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        if stat.S_ISREG(os.fstat(handle).st_mode):  # one that stood there keeps its mode else
            os.fchmod(handle, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        raise Mistake(f"{path}: {error.strerror}") from error
