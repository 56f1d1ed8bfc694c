"""What the rest needs of the playbooks of a workspace: their ids, and one of them, checked and compiled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from calamiteit.core.playbook.plan import Plan

if TYPE_CHECKING:
    from calamiteit.core.playbook.authoring import Playbook


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """One playbook in each of its forms."""

    plan: Plan
    """As a run uses it."""
    document: Mapping[str, Any]
    """As a run pins it: plain JSON values (core/playbook/document.py reads it back)."""
    hash: str
    """Of the document."""

    @property
    def playbook(self) -> Playbook:
        """As written. The models of playbooks are slow to import: only who needs them gets them."""
        from calamiteit.core.playbook.document import from_document

        return from_document(self.document)


class Playbooks(Protocol):
    """The playbooks of a workspace."""

    def ids(self) -> tuple[str, ...]:
        """The ids, in alphabetical order."""

    def load(self, playbook: str, /) -> Loaded:
        """One playbook by id.

        Raises UnknownName with the nearest id, or BadInput with every problem of form in the file.
        """
