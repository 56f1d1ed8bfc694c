"""A playbook as plain JSON values: what a run pins, so that the files may change under it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from calamiteit.core.chain import canonical, digest
from calamiteit.core.playbook.authoring import Playbook
from calamiteit.core.playbook.ordered import PINNED


def to_document(playbook: Playbook) -> dict[str, Any]:
    """Every value, defaults included: a default that changes later does not change a pinned plan."""
    return playbook.model_dump(mode="json", by_alias=True, exclude_none=True)


def from_document(document: Mapping[str, Any]) -> Playbook:
    """The playbook of a pinned document; pydantic's ValidationError when the document is not one."""
    return Playbook.model_validate(document, context=PINNED)


def hash_of(document: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON in hexadecimal; the same content gives the same hash."""
    return digest(canonical(document))
