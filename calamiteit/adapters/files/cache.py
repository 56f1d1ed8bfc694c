"""Remembers the content of YAML files that were read without a mistake: reading YAML is slow.

Contacts are personal: entries are readable by their owner only, a file has one entry at most, and `clear` is
part of forgetting.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

READER = "yaml-1"
"""Changes when the reader gives other values for the same text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentCache:
    """Entries named by the hash of the text, in one folder; an entry with anything wrong is made again."""

    folder: Path | None
    """None: nothing is remembered."""

    def get(self, name: str, text: str) -> object | None:
        """The content of a text that was read before, or None."""
        if self.folder is None:
            return None
        try:
            held: object = json.loads(self._entry(self.folder, name, text).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return None
        return held

    def put(self, name: str, text: str, content: object) -> None:
        """Remember the content in place of what that file held before; a full disk is no mistake."""
        if self.folder is None:
            return
        entry = self._entry(self.folder, name, text)
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for old in self.folder.glob(f"{_short(name)}-*.json"):
                old.unlink(missing_ok=True)
            _write(entry, json.dumps(content, ensure_ascii=False))

    def clear(self) -> None:
        """Forget everything; OSError when an entry cannot be removed."""
        if self.folder is not None and self.folder.is_dir():
            for entry in [*self.folder.glob("*.json"), *self.folder.glob("*.part")]:
                entry.unlink(missing_ok=True)

    def _entry(self, folder: Path, name: str, text: str) -> Path:
        return folder / f"{_short(name)}-{_short(READER + text)}.json"


NO_CACHE = ContentCache(folder=None)


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _write(path: Path, text: str) -> None:
    """All or nothing; mkstemp gives rights to the owner only."""
    handle, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        os.replace(part, path)
    except OSError:
        Path(part).unlink(missing_ok=True)
        raise
