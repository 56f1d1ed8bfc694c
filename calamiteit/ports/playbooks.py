"""What the rest needs of the playbooks of a workspace: their ids, and one of them, checked and compiled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from calamiteit.core.playbook.authoring import Playbook
from calamiteit.core.playbook.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """One playbook in each of its forms."""

    playbook: Playbook
    """As written."""
    plan: Plan
    """As a run uses it."""
    document: Mapping[str, Any]
    """As a run pins it: plain JSON values (core/playbook/document.py reads it back)."""
    hash: str
    """Of the document."""


class Playbooks(Protocol):
    """The playbooks of a workspace."""

    def ids(self) -> tuple[str, ...]:
        """The ids, in alphabetical order."""

    def load(self, playbook: str, /) -> Loaded:
        """One playbook by id.

        Raises UnknownName with the nearest id, or BadInput with every problem of form in the file.
        """
