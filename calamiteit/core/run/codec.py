"""Events to plain JSON and back; a stored event of any release is read for ever."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import cast, get_type_hints

from calamiteit.core.chain import Json
from calamiteit.core.run.events import KINDS, Event, TextRef

Upcaster = Callable[[dict[str, Json]], dict[str, Json]]

UPCASTERS: Mapping[str, Upcaster] = {}
"""By kind: how a body of an older release becomes one of this release. Never removed, each with a test."""


def to_body(event: Event) -> dict[str, Json]:
    """The stored body of an event: fields that have their default value are left out."""
    body: dict[str, Json] = {}
    for name, default in _defaults(event.kind):
        value = getattr(event, name)
        if default is MISSING or value != default:
            body[name] = _plain(value)
    return body


@functools.cache
def _defaults(kind: str) -> tuple[tuple[str, object], ...]:
    return tuple((field.name, field.default) for field in fields(KINDS[kind]))


def from_body(kind: str, body: Mapping[str, Json]) -> Event:
    """The event of a stored body; ValueError for a kind that this release does not know."""
    if kind not in KINDS:
        raise ValueError(f"event kind '{kind}' comes from a later release; use that one to read this log")
    upcast = UPCASTERS.get(kind)
    values = upcast(dict(body)) if upcast else body
    readers = _readers(kind)
    make = cast("Callable[..., Event]", KINDS[kind])
    if unknown := sorted(values.keys() - readers.keys()):
        raise ValueError(
            f"{', '.join(unknown)} of '{kind}' come from a later release; use that one to read it"
        )
    return make(**{name: readers[name](value) for name, value in values.items()})


def _plain(value: object) -> Json:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, TextRef):
        return {"id": value.id, "digest": value.digest, "language": value.language}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return cast("Json", value)


@functools.cache
def _readers(kind: str) -> dict[str, Callable[[Json], object]]:
    cls = KINDS[kind]
    hints = get_type_hints(cls)
    return {field.name: _reader(str(hints[field.name])) for field in fields(cls)}


def _reader(hint: str) -> Callable[[Json], object]:
    """How a value of this annotation is read back from JSON."""
    if "Mapping" in hint and "TextRef" in hint:
        return lambda value: {key: _text_ref(item) for key, item in cast("dict[str, Json]", value).items()}
    if "Mapping" in hint:
        return lambda value: {
            key: _tuple_or_value(item) for key, item in cast("dict[str, Json]", value).items()
        }
    if "TextRef" in hint:
        return _text_ref
    return _tuple_or_value if "tuple" in hint else _same


def _same(value: Json) -> object:
    return value


def _tuple_or_value(value: Json) -> object:
    return tuple(value) if isinstance(value, list) else value


def _text_ref(value: Json) -> TextRef | None:
    if value is None:
        return None
    return TextRef(**{name: str(part) for name, part in cast("dict[str, Json]", value).items()})
