"""What stands in the contact files, byte for byte: enough to know whether a checked copy still counts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from calamiteit.core.contacts.directory import FILE_NAMES


def contents_of(folder: Path) -> dict[str, bytes]:
    """The bytes of the files that are there."""
    return {name: (folder / name).read_bytes() for name in FILE_NAMES if (folder / name).is_file()}


def hash_of(contents: Mapping[str, bytes]) -> str:
    """The name of this content: SHA-256 over the names and bytes of the files."""
    total = hashlib.sha256()
    for name in sorted(contents):
        total.update(f"{name} {len(contents[name])}\n".encode())
        total.update(contents[name])
    return total.hexdigest()
