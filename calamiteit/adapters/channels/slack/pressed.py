"""What a button carries with it, so that a click says by itself what it is about."""

from __future__ import annotations

import json
from dataclasses import dataclass

from calamiteit.adapters.channels.slack.escaping import whole

VALUE_CHARACTERS = 2000
FormWords = tuple[str, str, str, str]
"""Title, question, send label and cancel label of a form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A button's meaning: which transition of which assignment, and the form that comes first, if any."""

    run: str
    assignment: int | None
    transition: str
    generation: int
    option: str = ""
    asks: str = ""
    form: FormWords | None = None
    """The words of the form travel along: it must open at once, in the language of the message."""


def encode(pressed: Pressed) -> str:
    """Compact JSON; how long it is, is for the caller to judge."""
    found: dict[str, object] = {
        "r": pressed.run,
        "a": pressed.assignment,
        "t": pressed.transition,
        "g": pressed.generation,
    }
    if pressed.option:
        found["o"] = pressed.option
    if pressed.asks:
        found["q"] = pressed.asks
    if pressed.form:
        found["f"] = list(pressed.form)
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def decode(value: object) -> Pressed | None:
    """What a button means; None for a button of another version or another app."""
    try:
        readable = isinstance(value, str) and len(value) <= VALUE_CHARACTERS
        found = json.loads(str(value)) if readable else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    words = [found.get(name, "") for name in ("r", "t", "o", "q")]
    assignment, generation = found.get("a"), found.get("g", 0)
    if not all(isinstance(word, str) and whole(word) == word for word in words) or not words[1]:
        return None
    if not _is_number(generation) or not (assignment is None or _is_number(assignment)):
        return None
    return Pressed(
        run=words[0],
        assignment=assignment,
        transition=words[1],
        generation=generation,
        option=words[2],
        asks=words[3],
        form=_form(found.get("f")),
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _form(value: object) -> FormWords | None:
    if isinstance(value, list) and len(value) == 4 and all(isinstance(word, str) for word in value):
        return (value[0], value[1], value[2], value[3])
    return None
