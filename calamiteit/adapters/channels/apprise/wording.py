"""A message in the few words that wake somebody: which town, what, by when, how to answer, which task."""

from __future__ import annotations

from calamiteit.adapters.channels.apprise.sms import fits, plain
from calamiteit.core.messages.message import Message
from calamiteit.ports.words import Wording

_LEAST = 25
"""So many characters of a title must be left before something else is left out."""


def short_text(message: Message, words: Wording, *, possible_repeat: bool = False) -> str:
    """At most two SMS segments: first words, title, by when, how to answer, run and task, last words.

    The title gives way first, then by when, then how to answer; first and last words never do.
    """
    first, title, last = plain(message.first), plain(message.title), plain(message.last)
    repeat = plain(words.say("channel.possible-repeat")) if possible_repeat else ""
    answer = plain(words.say("channel.answer-short")) if message.buttons else ""
    due, reference = _due(message, words), _reference(message)
    ways = (
        ([first, repeat], [due, answer, reference, last]),
        ([first, repeat], [answer, reference, last]),
        ([first], [reference, last]),
    )
    for above, below in ways:
        if text := _fitted(above, title, below):
            return text
    return _cut(first, title, last)


def _fitted(above: list[str], title: str, below: list[str]) -> str:
    """With as much of the title as there is room for; empty when that is too little."""
    for length in range(len(title), min(len(title), _LEAST) - 1, -1):
        shown = title if length == len(title) else title[:length].rstrip() + "..."
        text = "\n".join(part for part in (*above, shown, *below) if part)
        if fits(text):
            return text
    return ""


def _cut(first: str, title: str, last: str) -> str:
    """For first or last words that leave no room: each loses its end."""
    for most in range(120, 0, -1):
        text = "\n".join(part[:most] for part in (first, title, last) if part)
        if fits(text):
            return text
    return first[:1]


def _due(message: Message, words: Wording) -> str:
    label = words.say("task.due")
    value = dict(message.facts).get(label, "")
    return plain(f"{label}: {value}") if value else ""


def _reference(message: Message) -> str:
    """Which run and which task: what a person names on the telephone."""
    return plain(message.run if message.assignment is None else f"{message.run} T{message.assignment}")
