"""A reference to a free text that is sealed outside the events."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRef:
    """A free text that is sealed outside the event: its id, the salted digest, the writer's language."""

    id: str
    digest: str
    language: str = ""
