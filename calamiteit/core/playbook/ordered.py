"""Mappings whose order the planner chose: options on buttons, roles, parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypeVar

from pydantic import BeforeValidator, SerializerFunctionWrapHandler, ValidationInfo, WrapSerializer

Key = TypeVar("Key")
Item = TypeVar("Item")

PINNED = "pinned"
"""Context of a document that was pinned, in contrast to a file."""


def _from_pairs(value: object, info: ValidationInfo) -> object:
    """A pinned document holds pairs; a file has to hold a mapping."""
    if isinstance(value, list) and info.context == PINNED:
        return dict(value)
    return value


def _to_pairs(value: Mapping[object, object], handler: SerializerFunctionWrapHandler) -> list[list[object]]:
    """Canonical JSON sorts keys; pairs keep their order through it."""
    return [[key, item] for key, item in handler(value).items()]


Ordered = Annotated[Mapping[Key, Item], BeforeValidator(_from_pairs), WrapSerializer(_to_pairs)]
