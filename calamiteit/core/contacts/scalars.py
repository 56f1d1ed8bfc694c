"""The small pieces that contact files are written in: names, texts, dates, numbers, moments."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainValidator, WithJsonSchema

from calamiteit.core.contacts.moments import parse_edge, parse_week_moment
from calamiteit.core.time import parse_date

NAME_PATTERN = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
LANGUAGE_PATTERN = r"^[a-z]{2,3}$"
ADDRESS_PATTERN = r"^\S(.*\S)?$"
LONGEST_NAME = 40
LONGEST_LINE = 200


class Authored(BaseModel):
    """A part of a file that a planner writes: unknown keys are refused, nothing changes afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


def _name(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(NAME_PATTERN, value) or len(value) > LONGEST_NAME:
        if isinstance(value, list | tuple):
            raise ValueError("expected one name here, found a list")
        shown = value if isinstance(value, str | int | float) else "this"
        raise ValueError(f"'{shown}' is not a name here; use lower case letters, digits and hyphens")
    return value


def _line(value: object) -> str:
    """One line of text; a number that YAML read as such is taken as it was written."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise ValueError("expected a text")
    if not value.strip() or "\n" in value.strip():
        raise ValueError("the text is empty" if not value.strip() else "the text has more than one line")
    if len(value) > LONGEST_LINE:
        raise ValueError(f"the text is longer than {LONGEST_LINE} characters")
    return value.strip()


def _language(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(LANGUAGE_PATTERN, value):
        raise ValueError("expected a language code of two or three letters: nl, en, tr, ary")
    return value


def _title(value: object) -> str | Mapping[str, str]:
    if isinstance(value, str):
        return _line(value)
    if not isinstance(value, Mapping) or not value:
        raise ValueError("expected a text, or a text for each language: {nl: ..., en: ...}")
    return {_language(language): _line(words) for language, words in value.items()}


def _date(value: object) -> str:
    try:
        return parse_date(value if isinstance(value, str) else "").isoformat()
    except ValueError:
        shown = f"'{value[:40]}'" if isinstance(value, str) else "this"
        raise ValueError(f"{shown} is not a date; write it as 2026-09-14") from None


def _checked_by(parse: Callable[[str], object], expected: str) -> Callable[[object], str]:
    def check(value: object) -> str:
        if not isinstance(value, str):
            raise ValueError(f"expected {expected}")
        parse(value)
        return value

    return check


def _schema(description: str, pattern: str = ADDRESS_PATTERN) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern, "description": description})


Name = Annotated[
    str, BeforeValidator(_name), _schema("Lower case letters, digits and hyphens.", NAME_PATTERN)
]
Line = Annotated[str, BeforeValidator(_line), _schema("One line of text.")]
Number = Annotated[
    str,
    BeforeValidator(_line),
    WithJsonSchema({"type": ["string", "integer"], "description": "A phone number: +31 6 ..., or 112."}),
]
LanguageCode = Annotated[
    str, BeforeValidator(_language), _schema("A language code: nl, en.", LANGUAGE_PATTERN)
]
IsoDate = Annotated[
    str, BeforeValidator(_date), _schema("A date: 2026-09-14.", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
]
WeekMoment = Annotated[
    str,
    BeforeValidator(_checked_by(parse_week_moment, 'a day and a clock time: "monday 09:00"')),
    _schema('A day of the week and a local clock time: "monday 09:00".', r"^[a-z]+ [0-9]{2}:[0-9]{2}$"),
]
Edge = Annotated[
    str,
    BeforeValidator(_checked_by(parse_edge, 'a date, or a date with a clock time: "2026-12-24 17:00"')),
    _schema('A date, or a date with a local clock time: "2026-12-24 17:00".', r"^[0-9]{4}-[0-9 :-]+$"),
]
Title = Annotated[
    str | Mapping[str, str],
    PlainValidator(_title),
    WithJsonSchema(
        {
            "description": "A text, or a text for each language of the workspace.",
            "oneOf": [
                {"type": "string", "minLength": 1},
                {
                    "type": "object",
                    "minProperties": 1,
                    "propertyNames": {"pattern": LANGUAGE_PATTERN},
                    "additionalProperties": {"type": "string", "minLength": 1},
                },
            ],
        }
    ),
]


def words_of(title: str | Mapping[str, str]) -> Mapping[str, str]:
    """The title per language; under "" for every language."""
    return {"": title} if isinstance(title, str) else dict(title)
