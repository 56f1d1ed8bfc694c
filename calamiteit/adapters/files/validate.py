"""Holds a YAML document against a pydantic model and says what is wrong in a planner's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from calamiteit.adapters.files.examples import example
from calamiteit.adapters.files.fields import fields_at
from calamiteit.adapters.files.places import Document, in_order, place
from calamiteit.core.errors import listed, nearest
from calamiteit.core.problems import Path, Problem

Model = TypeVar("Model", bound=BaseModel)

Details = Mapping[str, Any]
"""One finding of pydantic: loc, type, msg, input, ctx."""


def validate(model: type[Model], document: Document) -> tuple[Model | None, list[Problem]]:
    """The model, or None with every problem placed at its line and column, in the order of the file."""
    if document.data is None:
        return None, [Problem(what="the file is empty", file=document.name, line=1, column=1, code="empty")]
    try:
        return model.model_validate(document.data), []
    except ValidationError as error:
        return None, problems_of(model, error, document)


def problems_of(model: type[BaseModel], error: ValidationError, document: Document) -> list[Problem]:
    """Every finding of a validation, placed at its line and column, in the order of the file."""
    found = [_problem(model, details, document) for details in error.errors(include_url=False)]
    return sorted(set(found), key=in_order)


def _problem(model: type[BaseModel], details: Details, document: Document) -> Problem:
    path = _path(details, document.data)
    unknown_key = details["type"] == "extra_forbidden"
    known: Iterable[str] = fields_at(model, details["loc"][:-1]) if unknown_key else _allowed(details)
    wrong = str(details["loc"][-1]) if unknown_key else str(_tagged(details))
    there_is = listed(wrong, known) if unknown_key else example(path, details["type"])
    problem = Problem(
        what=_sentence(details, sorted(known)) + there_is,
        path=path,
        hint=nearest(wrong, known) if known else None,
        code=_CODES.get(details["type"], "value"),
    )
    return place(problem, document, at_key=unknown_key)


def _path(details: Details, data: object) -> Path:
    """The error's location without pydantic's own names of union members, as far as it exists in the data."""
    path: list[str | int] = []
    tagged: object = None
    for part in details["loc"]:
        if data is not tagged and _names_kind(part, data):
            tagged = data
            continue
        if isinstance(part, int) and isinstance(data, Sequence) and not isinstance(data, str):
            if part >= len(data):
                break
            data = data[part]
        elif isinstance(data, Mapping) and part in data:
            data = data[part]
        else:
            continue
        path.append(part)
    return (*path, _tag_key(details)) if details["type"] == "union_tag_invalid" else tuple(path)


def _tag_key(details: Details) -> str:
    """The key whose value chooses between models: `kind`, `type`."""
    return str(details.get("ctx", {}).get("discriminator", "")).strip("'")


def _names_kind(part: str | int, data: object) -> bool:
    """Whether this part of a location is the kind or type of what stands there, and no key of it."""
    return isinstance(data, Mapping) and part in (data.get("kind"), data.get("type"))


_CODES = {"missing": "missing", "extra_forbidden": "unknown-key", "union_tag_not_found": "missing"}

_SENTENCES = {
    "extra_forbidden": "there is no key '{last}' here",
    "missing": "'{last}' is missing",
    "string_type": "expected a text, found {found}",
    "int_type": "expected a whole number, found {found}",
    "int_parsing": "expected a whole number, found {found}",
    "int_from_float": "expected a whole number, found {found}",
    "float_type": "expected a number, found {found}",
    "float_parsing": "expected a number, found {found}",
    "bool_type": "expected true or false, found {found}",
    "bool_parsing": "expected true or false, found {found}",
    "list_type": "expected a list, found {found}",
    "tuple_type": "expected a list, found {found}",
    "dict_type": "expected a mapping (key: value), found {found}",
    "model_type": "expected a mapping (key: value), found {found}",
    "model_attributes_type": "expected a mapping (key: value), found {found}",
    "literal_error": "{found} is not one of {known}",
    "union_tag_invalid": "{found} is not one of {known}",
    "union_tag_not_found": "'{tag}' is missing",
    "enum": "{found} is not one of {known}",
    "path_type": "expected the path of a file, found {found}",
    "too_short": "give at least {min_length}",
    "too_long": "give at most {max_length}",
    "string_too_short": "the text may not be empty",
    "string_too_long": "the text is longer than {max_length} characters",
    "greater_than": "has to be more than {gt}",
    "greater_than_equal": "has to be at least {ge}",
    "less_than": "has to be less than {lt}",
    "less_than_equal": "has to be at most {le}",
    "finite_number": "expected a number, found {found}",
}


def _sentence(details: Details, known: Sequence[str]) -> str:
    context = details.get("ctx", {})
    if "error" in context:
        return str(context["error"])
    form = _SENTENCES.get(details["type"])
    if form is None:
        return str(details["msg"])[:1].lower() + str(details["msg"])[1:]
    return form.format_map(
        {
            **context,
            "last": details["loc"][-1] if details["loc"] else "",
            "found": _shown(_tagged(details)),
            "known": ", ".join(known),
            "tag": _tag_key(details),
        }
    )


def _tagged(details: Details) -> object:
    """What was found: for a choice between models that is the value of the key that chooses."""
    tag = details.get("ctx", {}).get("tag")
    return tag if details["type"] == "union_tag_invalid" else details["input"]


def _allowed(details: Details) -> list[str]:
    """The values that a choice offers, from pydantic's `'a', 'b' or 'c'`."""
    context = details.get("ctx", {})
    listed = str(context.get("expected_tags") or context.get("expected") or "")
    return [part for part in listed.split("'")[1::2] if part] or [listed][: bool(listed)]


def _shown(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case int() | float():
            return f"the number {value}"
        case str():
            return f"'{value[:60]}'"
        case Mapping():
            return "a mapping"
        case _:
            return "a list"
