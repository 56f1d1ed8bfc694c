"""One checked copy of the contacts, so that they load fast; older copies are never kept."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calamiteit.adapters.files.replacing import remove_leftovers, replace_file


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactCopy:
    """A JSON file, readable by its owner only. It holds personal data: forgetting removes it."""

    path: Path

    def read(self, key: str) -> dict[str, Any] | None:
        """What was kept under this key, or None."""
        stored = self._read()
        return stored["contacts"] if stored and stored.get("key") == key else None

    def last(self) -> tuple[str, dict[str, Any]] | None:
        """The key and the content of whatever was kept last, or None."""
        stored = self._read()
        return (str(stored["key"]), stored["contacts"]) if stored and "contacts" in stored else None

    def keep(self, key: str, contacts: dict[str, Any]) -> None:
        """Keep this in place of what was there; a copy that cannot be written is no loss."""
        body = json.dumps({"key": key, "contacts": contacts}, ensure_ascii=False, separators=(",", ":"))
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self.path, body.encode(), mode=0o600)

    def remove(self) -> None:
        """Remove the copy; OSError when it is there and cannot be removed."""
        with suppress(FileNotFoundError):
            os.unlink(self.path)
        remove_leftovers(self.path)

    def _read(self) -> dict[str, Any] | None:
        try:
            found = json.loads(self.path.read_bytes())
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) else None
