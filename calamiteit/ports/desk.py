"""The desk: what a door (Slack, command line) may ask the engine on behalf of a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Click:
    """A tap on a button, or a form that was sent in. `key` is the same when the channel delivers it twice."""

    key: str
    channel: str
    address: str
    """Who tapped, as the channel knows them (a Slack user id)."""
    run: str
    assignment: int | None
    transition: str
    generation: int = 0
    option: str = ""
    text: str = ""
    """What the person typed in the form: a reason, minutes, a note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlashCommand:
    """A typed command such as `/calamiteit status`."""

    key: str
    channel: str
    address: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the person is told, in their own language; only they see it."""

    text: str
    ok: bool = True


class Desk(Protocol):
    """Takes what people do and answers them. Returns after the commit; never raises."""

    def click(self, click: Click) -> Reply:
        """A button or a form."""
        ...

    def command(self, command: SlashCommand) -> Reply:
        """A slash command."""
        ...

    def unknown_action(self, channel: str, address: str) -> Reply:
        """A button that this version does not know."""
        ...
