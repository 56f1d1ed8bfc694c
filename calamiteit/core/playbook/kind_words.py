"""What the buttons of each kind of step say: codes of the program's words, never sentences.

Apart from the kinds, so that a message can be written without the models with which planners write.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class KindWords:
    """Codes of the program's words (gettext)."""

    name: str
    """What the kind is called."""
    accept: str
    done: str
    cannot: str
    choose: str | None = None
    """Above the options, for kinds that have some."""


WORDS: Mapping[str, KindWords] = {
    "notify": KindWords(
        name="kind.notify", accept="kind.button.seen", done="kind.button.seen", cannot="kind.button.cannot"
    ),
    "task": KindWords(
        name="kind.task", accept="kind.button.accept", done="kind.button.done", cannot="kind.button.cannot"
    ),
    "decide": KindWords(
        name="kind.decide",
        accept="kind.button.accept",
        done="kind.button.decide",
        cannot="kind.button.cannot",
        choose="kind.decide.choose",
    ),
    "meeting": KindWords(
        name="kind.meeting",
        accept="kind.button.join",
        done="kind.button.close-meeting",
        cannot="kind.button.cannot",
    ),
    "ask": KindWords(
        name="kind.ask",
        accept="kind.button.accept",
        done="kind.button.answered",
        cannot="kind.button.cannot",
        choose="kind.ask.choose",
    ),
    "playbook": KindWords(
        name="kind.playbook",
        accept="kind.button.accept",
        done="kind.button.done",
        cannot="kind.button.cannot",
    ),
}
"""By the name of the kind; each kind takes its own from here."""
