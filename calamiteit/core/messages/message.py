"""A message in one person's language, before a channel lays it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import cast

from calamiteit.core.chain import Json
from calamiteit.core.modes import Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Something that the receiver can do about the message, in one tap.

    `transition` is the command word (accept, start, done, cannot, choose, ...). `asks` opens a form first:
    `reason` (required text), `minutes` (text of a meeting), `note` (optional text).
    """

    transition: str
    label: str
    option: str = ""
    style: str = ""
    """``primary``, ``danger`` or empty."""
    asks: str = ""
    confirm: str = ""
    """A question to confirm first, or empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Everything that one message says. All words are in `language`; people appear as role and alias only."""

    purpose: str
    """task, repeat, wake, told, reminder, card, closing, answer, test, ..."""
    mode: Mode
    language: str
    municipality: str
    first: str
    """The first words of the whole message: LIVE and the municipality, or OEFENING / EXERCISE."""
    last: str = ""
    """The last words; an exercise repeats its first ones."""
    title: str
    lines: tuple[str, ...] = ()
    """Paragraphs; the first says what to do."""
    facts: tuple[tuple[str, str], ...] = ()
    """Pairs of label and value: by when, role, why you."""
    attachment: str = ""
    """A longer text to work with, such as a prepared draft."""
    buttons: tuple[Button, ...] = ()
    repeat_notice: str = ""
    """Said when this may be the second copy of the same message."""
    alarm: bool = False
    run: str = ""
    assignment: int | None = None
    generation: int = 0
    forms: Mapping[str, tuple[str, str, str, str]] = field(default_factory=dict)
    """For each `asks`: title, question, send label, cancel label of its form."""


def to_json(message: Message) -> dict[str, Json]:
    """The form in which a message is sealed."""
    # By hand, because `asdict` copies every string as well and takes five times as long.
    found: dict[str, object] = {name: getattr(message, name) for name in _MESSAGE}
    found["mode"] = message.mode.value
    found["lines"] = list(message.lines)
    found["facts"] = [list(pair) for pair in message.facts]
    found["buttons"] = [{name: getattr(button, name) for name in _BUTTON} for button in message.buttons]
    found["forms"] = {name: list(words) for name, words in message.forms.items()}
    return cast("dict[str, Json]", found)


_BUTTON, _MESSAGE = (tuple(field.name for field in fields(cls)) for cls in (Button, Message))


def from_json(found: Mapping[str, Json]) -> Message:
    """The message of a sealed form."""
    values = dict(cast("Mapping[str, object]", found))
    buttons = cast("list[dict[str, str]]", values["buttons"])
    values["mode"] = Mode(str(values["mode"]))
    values["lines"] = tuple(cast("list[str]", values["lines"]))
    values["facts"] = tuple((pair[0], pair[1]) for pair in cast("list[list[str]]", values["facts"]))
    values["buttons"] = tuple(Button(**button) for button in buttons)
    forms = cast("dict[str, list[str]]", values["forms"])
    values["forms"] = {name: tuple(words) for name, words in forms.items()}
    return Message(**values)  # type: ignore[arg-type]


def reference(message: Message) -> str:
    """Which run and which task: what a person names on the telephone; empty for neither."""
    return message.run if message.assignment is None else f"{message.run} · T{message.assignment}"
