"""The small pieces that a playbook is written in: names, texts, durations, clock times."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainValidator, Strict, WithJsonSchema

from calamiteit.core.time import parse_clock, parse_duration

NAME_PATTERN = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
PARAMETER_PATTERN = r"^[a-z][a-z0-9_]*$"
DURATION_PATTERN = r"^\+?([0-9]{1,6}[smhdw])+$"
CLOCK_PATTERN = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
LONGEST_NAME = 60
LONGEST_TEXT = 10_000


class Authored(BaseModel):
    """A part of a file that a planner writes: unknown keys are refused, nothing changes afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, defer_build=True)


class OneText(str):
    """A text without a language."""

    __slots__ = ()


class TextPerLanguage(dict[str, str]):
    """A text for each language."""

    __slots__ = ()


def _name(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(NAME_PATTERN, value) or len(value) > LONGEST_NAME:
        shown = value if isinstance(value, str | int | float) else "this"
        if "," in str(shown):
            raise ValueError(f"'{shown}' is not one name; write several as a list: [first-name, second-name]")
        example = as_name(str(shown)) or "notify-team"
        raise ValueError(f"'{shown}' is not a name; use lower case letters, digits and hyphens: {example}")
    return value


def as_name(words: str) -> str | None:
    """What somebody meant who wrote a name with capitals, blanks or underscores; None if nothing is near."""
    near = re.sub(r"[\s_.-]+", "-", words.strip().lower()).strip("-")
    return near if re.fullmatch(NAME_PATTERN, near) and len(near) <= LONGEST_NAME else None


def _parameter_name(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(PARAMETER_PATTERN, value) or len(value) > LONGEST_NAME:
        shown = value if isinstance(value, str | int | float) else "this"
        raise ValueError(f"'{shown}' is not a parameter name; use lower case letters, digits, _: last_seen")
    return value


def _text(value: object) -> str | Mapping[str, str]:
    if isinstance(value, str):
        return OneText(_filled(value))
    if not isinstance(value, Mapping) or not value:
        raise ValueError("expected a text, or a text for each language: {nl: ..., en: ...}")
    for language, words in value.items():
        if not re.fullmatch("[a-z]{2,3}", str(language)):
            comma = "; a text with a comma needs quotes inside { }" if words is None else ""
            raise ValueError(f"'{language}' is not a language code; write {{nl: ..., en: ...}}{comma}")
        if not isinstance(words, str):
            raise ValueError(f"the text for '{language}' is not a text; put it in quotes")
        _filled(words)
    return TextPerLanguage(value)


def _filled(words: str) -> str:
    if not words.strip():
        raise ValueError("the text is empty")
    if len(words) > LONGEST_TEXT:
        raise ValueError(f"the text is longer than {LONGEST_TEXT} characters")
    return words


def _read_by(parse: Callable[[str], int], example: str) -> Callable[[object], str]:
    def check(value: object) -> str:
        if not isinstance(value, str):
            raise ValueError(f"expected {example}")
        parse(value)
        return value

    return check


def _duration(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,2}:[0-9]{2}", value):
        clock = value.rjust(5, "0")
        raise ValueError(f"'{value}' is a clock time and no duration; write {{local: \"{clock}\"}}")
    return _read_by(parse_duration, "a duration such as 30s, 15m, 2h, 1h30m, 3d or 6w")(value)


def _silence(value: object) -> str:
    if value == "never":
        return "never"
    return _read_by(parse_duration, "a duration such as 5m, or never")(value)


def _day_count(value: object) -> object:
    """`+1` stays text in YAML; a whole number means the same."""
    if isinstance(value, str) and re.fullmatch(r"[+-]?[0-9]{1,4}", value):
        return int(value)
    return value


def _schema(pattern: str, description: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern, "description": description})


Name = Annotated[
    str, BeforeValidator(_name), _schema(NAME_PATTERN, "Lower case letters, digits and hyphens.")
]
ParameterName = Annotated[
    str, BeforeValidator(_parameter_name), _schema(PARAMETER_PATTERN, "Lower case letters, digits and _.")
]
Text = Annotated[
    str | Mapping[str, str],
    PlainValidator(_text),
    WithJsonSchema(
        {
            "description": "A text, or a text for each language of the workspace.",
            "oneOf": [
                {"type": "string", "minLength": 1},
                {
                    "type": "object",
                    "minProperties": 1,
                    "propertyNames": {"pattern": "^[a-z]{2,3}$"},
                    "additionalProperties": {"type": "string", "minLength": 1},
                },
            ],
        }
    ),
]
Duration = Annotated[
    str,
    BeforeValidator(_duration),
    _schema(DURATION_PATTERN, "A number and a unit: 30s, 15m, 2h, 1h30m, 3d, 6w."),
]
Clock = Annotated[
    str,
    BeforeValidator(_read_by(parse_clock, 'a clock time in quotes, such as "07:30"')),
    _schema(CLOCK_PATTERN, 'A local clock time in quotes: "07:30".'),
]
Silence = Annotated[
    str,
    BeforeValidator(_silence),
    WithJsonSchema(
        {"description": "A duration, or never.", "oneOf": [{"const": "never"}, {"pattern": DURATION_PATTERN}]}
    ),
]
Whole = Annotated[int, Strict()]
Days = Annotated[int, Strict(), BeforeValidator(_day_count)]


def words_of(text: str | Mapping[str, str]) -> Mapping[str, str]:
    """The compiled form of a text: per language, or under "" for every language."""
    return {"": text} if isinstance(text, str) else dict(text)
