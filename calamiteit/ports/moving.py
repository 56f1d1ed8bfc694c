"""The file with which a run goes to another machine."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol


class SealedFile(Protocol):
    """A file that opens with a passphrase only. The passphrase is stretched when the object is made."""

    @property
    def path(self) -> Path:
        """Where it lies."""
        ...

    def write(self, text: str) -> None:
        """Write all or nothing, durably, never over another file. Raises StoreTrouble."""
        ...
