"""A run as plain JSON values, to compare two runs or to keep one in a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from calamiteit.core.run.agenda import Agenda
from calamiteit.core.run.state import Run


def snapshot(run: Run) -> Any:
    """Everything that the state of a run holds; two runs are equal when their snapshots are."""
    return _plain(run)


def _plain(value: Any) -> Any:
    if isinstance(value, Agenda):
        return {id: [m.at, m.generation] for id, m in sorted(value.moments().items())}
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return [[_plain(key), _plain(item)] for key, item in value.items()]
    if isinstance(value, set | frozenset):
        return sorted(_plain(item) for item in value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value
