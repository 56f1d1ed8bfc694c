"""The sealed file of a run, for the doors."""

from __future__ import annotations

from pathlib import Path

from calamiteit.adapters.sealed_file import NewSealedFile, read_sealed
from calamiteit.engine.moving.picture import Picture
from calamiteit.ports.moving import SealedFile


def new_file(path: Path, passphrase: str) -> SealedFile:
    """A file that can be written. Raises StoreTrouble while nothing has happened yet."""
    return NewSealedFile(path, passphrase)


def read_file(path: Path, passphrase: str) -> Picture:
    """The picture in a file. Raises Mistake."""
    return Picture.from_text(read_sealed(path, passphrase))
