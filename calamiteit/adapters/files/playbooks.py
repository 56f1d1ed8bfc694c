"""The playbooks of a workspace: one YAML file each, named by its id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache as once
from pathlib import Path
from typing import Any

from calamiteit.adapters.files.cache import NO_CACHE, ContentCache
from calamiteit.core import playbook as core_playbook
from calamiteit.core.errors import UnknownName
from calamiteit.core.playbook.stored import from_stored, to_stored
from calamiteit.ports.playbooks import Loaded


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybookFolder:
    """A folder of playbooks; each load looks at the file again.

    What a file became is remembered with its text: reading, holding it against the models and compiling it
    takes a third of a second, and the libraries for that need not even be imported.
    """

    folder: Path
    cache: ContentCache = NO_CACHE

    def ids(self) -> tuple[str, ...]:
        """The ids, in alphabetical order."""
        return tuple(sorted(self.files()))

    def files(self) -> Mapping[str, Path]:
        """The file of each id."""
        return {path.stem: path for path in sorted(self.folder.glob("*.yaml")) if path.is_file()}

    def load(self, playbook: str, /) -> Loaded:
        """One playbook by id; UnknownName with the nearest id, BadInput when the file is no playbook."""
        files = self.files()
        if playbook not in files:
            raise UnknownName("playbook", playbook, files)
        path = files[playbook]
        return self._remembered(path) or self._read(path)

    def _read(self, path: Path) -> Loaded:
        from calamiteit.adapters.files.playbook_reading import loaded, read_playbook

        found = loaded(read_playbook(path))
        if (text := _text(path)) is not None:
            content = {"compiled": to_stored(found.plan), "document": found.document, "hash": found.hash}
            self.cache.put(_name(path), text, content)
        return found

    def _remembered(self, path: Path) -> Loaded | None:
        text = _text(path)
        held: Any = None if text is None else self.cache.get(_name(path), text)
        if not isinstance(held, dict):
            return None
        plan = from_stored(held.get("compiled"))
        document, hash = held.get("document"), held.get("hash")
        if plan is None or not isinstance(document, dict) or not isinstance(hash, str):
            return None
        return Loaded(plan=plan, document=document, hash=hash)


def _name(path: Path) -> str:
    return f"{path.resolve()}#plan"


def _text(path: Path) -> str | None:
    """The text with a mark of the program that compiles it; None for what cannot be read as text."""
    try:
        return f"{_made_by()}\n{path.read_text(encoding='utf-8')}"
    except (OSError, UnicodeError):
        return None


@once
def _made_by() -> str:
    """Changes with every change of the code that reads and compiles playbooks."""
    folder = Path(core_playbook.__file__).parent
    return ",".join(f"{path.stat().st_mtime_ns}" for path in sorted(folder.rglob("*.py")))
