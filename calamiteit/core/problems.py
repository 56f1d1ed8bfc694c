"""A problem in a file that a person wrote: where, how bad, what, and the nearest right name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """An error stops a live start; a warning is shown and does not."""

    ERROR = "error"
    WARNING = "warning"


Path = tuple[str | int, ...]
"""The way to a value inside a document: keys and list positions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One finding. Lines and columns count from 1; 0 means that the place is the whole file."""

    what: str
    file: str = ""
    line: int = 0
    column: int = 0
    path: Path = ()
    hint: str | None = None
    severity: Severity = Severity.ERROR
    code: str = ""

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        hint = f"; did you mean '{self.hint}'?" if self.hint else ""
        mark = "warning: " if self.severity is Severity.WARNING else ""
        return f"{place}: {mark}{self.what}{hint}" if place else f"{mark}{self.what}{hint}"
