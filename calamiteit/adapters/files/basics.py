"""The folder of a workspace and its plainest settings, remembered once they were read and checked.

Reading settings takes YAML and pydantic, which are slow to import. What is remembered holds no token,
password or address, and stands for the very files and environment that it was read from.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from calamiteit.adapters.files.replacing import replace_file
from calamiteit.core.errors import Mistake

if TYPE_CHECKING:
    from calamiteit.settings import Settings

FILE = "settings.yaml"
"""The file that makes a folder a workspace."""
SECRETS = "secrets"

FORM = "basics-1"
"""Changes when a field is added, or when settings are checked in another way."""
_PREFIX = "CALAMITEIT_"


def find_workspace(start: Path) -> Path:
    """The workspace that holds a folder: itself, or one above it. Raises Mistake when there is none."""
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return folder
    raise Mistake(
        f"{start} is not a workspace (it has no {FILE}); "
        "go to one, name it with --workspace, or make one: calamiteit init DIR"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Basics:
    """What each command needs of the settings; settings.py says what the values mean."""

    municipality: str
    zone: str
    languages: tuple[str, ...]
    fictional: bool
    me: str
    key_file: str

    @staticmethod
    def of(settings: Settings) -> Basics:
        """Of settings that were read and checked."""
        return Basics(
            municipality=settings.municipality,
            zone=settings.zone,
            languages=settings.languages,
            fictional=settings.fictional,
            me=settings.me,
            key_file="" if settings.key_file is None else str(settings.key_file),
        )

    @property
    def tz(self) -> tzinfo:
        """The zone in which local times are read and shown."""
        from zoneinfo import ZoneInfo

        return ZoneInfo(self.zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class BasicsCopy:
    """The remembered basics of a workspace, in a file of its own."""

    folder: Path
    user_file: Path | None

    def read(self) -> Basics | None:
        """What was remembered of these very settings, or None."""
        try:
            held = json.loads(self._path.read_bytes())
            if held["key"] != self._key():
                return None
            values = held["basics"]
            return Basics(**{**values, "languages": tuple(values["languages"])})
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def keep(self, basics: Basics) -> None:
        """Remember; a disk that is full or read-only is no loss."""
        body = json.dumps({"key": self._key(), "basics": asdict(basics)}, ensure_ascii=False)
        with suppress(OSError):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace_file(self._path, body.encode(), mode=0o600)

    @property
    def _path(self) -> Path:
        return self.folder / "var" / "settings.json"

    def _key(self) -> str:
        """A digest of all that they were read from; of what may be secret only the name and state."""
        total = hashlib.sha256()
        for part in self._parts():
            total.update(f"{len(part)} ".encode())
            total.update(part)
        return total.hexdigest()

    def _parts(self) -> Iterator[bytes]:
        yield FORM.encode()
        for path in (self.folder / FILE, *([self.user_file] if self.user_file else [])):
            yield path.read_bytes() if path.is_file() else b""
        secrets = self.folder / SECRETS
        for path in sorted(secrets.rglob("*")) if secrets.is_dir() else ():
            state = path.stat()
            yield f"{path} {state.st_size} {state.st_mtime_ns} {state.st_ctime_ns}".encode()
        plain = {f"{_PREFIX}{name.upper()}" for name in Basics.__dataclass_fields__}
        for name in sorted(name for name in os.environ if name.upper().startswith(_PREFIX)):
            value = os.environ[name] if name.upper() in plain else ""
            yield f"{name}={value}".encode("utf-8", "surrogateescape")
