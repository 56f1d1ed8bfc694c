"""Frozen records as plain JSON values and back: what was checked and compiled once is read back fast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from typing import Any, cast

from calamiteit.core.chain import Json

_KIND, _VALUE = "", "is"
"""A record holds its kind under the empty name; what is not a record holds its value under `is`."""
_MAPPING, _FLOAT = "mapping", "float"


class Plain:
    """Writes and reads records of a closed list of classes; the order of mappings is kept."""

    def __init__(self, *classes: type) -> None:
        self._classes: dict[str, Any] = {cls.__name__: cls for cls in classes}

    def write(self, value: object) -> Json:
        """Plain values; TypeError for a class that is not of the list."""
        if value is None or isinstance(value, str | bool | int):
            return value
        if isinstance(value, float):
            return {_KIND: _FLOAT, _VALUE: repr(value)}
        if isinstance(value, tuple):
            return [self.write(item) for item in value]
        if isinstance(value, Mapping):
            return {_KIND: _MAPPING, _VALUE: [[str(key), self.write(item)] for key, item in value.items()]}
        kind = type(value).__name__
        if self._classes.get(kind) is not type(value):
            raise TypeError(f"{kind} has no plain form")
        if isinstance(value, Enum):
            return {_KIND: kind, _VALUE: self.write(value.value)}
        return {_KIND: kind, **self._fields(value)}

    def _fields(self, record: object) -> dict[str, Json]:
        """Fields that have their default value are left out."""
        if not is_dataclass(record):
            raise TypeError(f"{type(record).__name__} has no plain form")
        found = ((field, getattr(record, field.name)) for field in fields(record))
        return {field.name: self.write(value) for field, value in found if not _is_default(field, value)}

    def read(self, value: Json) -> Any:
        """The records again; KeyError, TypeError or ValueError when the value was not written here."""
        if isinstance(value, list):
            return tuple([self.read(item) for item in value])
        if not isinstance(value, dict):
            return value
        kind = cast("str", value[_KIND])
        if kind == _MAPPING:
            items = cast("list[list[Json]]", value[_VALUE])
            return {cast("str", key): self.read(item) for key, item in items}
        if kind == _FLOAT:
            return float(cast("str", value[_VALUE]))
        cls = self._classes[kind]
        if _VALUE in value:
            return cls(value[_VALUE])
        return cls(**{name: self.read(item) for name, item in value.items() if name != _KIND})


def _is_default(field: Field[Any], value: object) -> bool:
    return field.default is not MISSING and bool(value == field.default)
