"""Facts that people wrote down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from calamiteit.core.run.events.texts import TextRef


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWritten:
    """Something that a person wants in the log."""

    kind: ClassVar[str] = "note-written"
    text: TextRef


@dataclass(frozen=True, slots=True, kw_only=True)
class FactAdded:
    """A fact with its source; only confirmed ones reach a template."""

    kind: ClassVar[str] = "fact-added"
    fact: str
    text: TextRef
    status: str
    """confirmed or unconfirmed."""
    source: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactStatusChanged:
    """A fact was confirmed, withdrawn, or put back to unconfirmed."""

    kind: ClassVar[str] = "fact-status-changed"
    fact: str
    status: str
