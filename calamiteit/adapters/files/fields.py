"""The keys that a model knows at some place inside it, to find the nearest right one for a misspelt key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

from pydantic import BaseModel, Tag

Location = tuple[str | int, ...]


def fields_at(model: type[BaseModel], location: Location) -> set[str]:
    """The keys of every model that can stand at a pydantic error location; empty when none can."""
    here: list[object] = [model]
    for part in location:
        here = [inner for kind in here for inner in _step(kind, part)]
    return {key for kind in here for inside in _unfold(kind) for key in _keys(inside)}


def _keys(kind: object) -> Iterator[str]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, field in kind.model_fields.items():
            yield field.alias or name


def _step(kind: object, part: str | int) -> Iterator[object]:
    """The types reached by one part of a location; one that names a union member narrows to that member."""
    members = list(_unfold(kind))
    named = [member for member in members if isinstance(part, str) and part in _tags(member)]
    if named:
        yield from named
        return
    for member in members:
        yield from _inside(member, part)


def _inside(member: object, part: str | int) -> Iterator[object]:
    if isinstance(member, type) and issubclass(member, BaseModel):
        for name, field in member.model_fields.items():
            if part in (name, field.alias):
                yield Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    elif get_origin(member) in (dict, list, tuple, Mapping, Sequence):
        arguments = get_args(member)
        yield arguments[0 if get_origin(member) is tuple else -1]


def _unfold(kind: object) -> Iterator[object]:
    """The members of unions, without aliases and annotations except tags."""
    if get_origin(kind) is Annotated:
        inner, *notes = get_args(kind)
        if any(isinstance(note, Tag) for note in notes):
            yield kind
        yield from _unfold(inner)
    elif get_origin(kind) in (Union, UnionType):
        for member in get_args(kind):
            yield from _unfold(member)
    else:
        yield kind


def _tags(member: object) -> set[str]:
    """How pydantic calls a union member: its Tag, the values of its Literal fields, or its class name."""
    if get_origin(member) is Annotated:
        return {note.tag for note in get_args(member)[1:] if isinstance(note, Tag)}
    if isinstance(member, type) and issubclass(member, BaseModel):
        literals = (field.annotation for field in member.model_fields.values())
        values = {str(v) for kind in literals if get_origin(kind) is Literal for v in get_args(kind)}
        return values | {member.__name__}
    return set()
