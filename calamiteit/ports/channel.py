"""A way to reach people, and what became of an attempt: a reason, never a bare yes or no."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from calamiteit.core.messages.message import Message
from calamiteit.core.time import Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A message on its way to one address."""

    key: str
    """The outbox id: the same at each attempt, and looked for when an answer was lost."""
    address: str
    """A Slack user or channel id, a mail address, a number. Personal: not logged, not stored."""
    message: Message
    first_tried: Millis = 0
    """When the first attempt began: how far back to look."""
    possible_repeat: bool = False
    not_after: Millis | None = None
    """By the wall clock (UTC): past it another process may be sending this. A channel that has to ask first
    looks at it last of all, just before it sends; past it nothing is sent, and the answer is TOO_LATE."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """The channel has accepted it. `ref` is where the channel keeps it, for edits and proof."""

    ref: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TryAgain:
    """Not accepted, and nothing was sent. `after` is the wait that the channel asks for, if it does."""

    reason: str
    after: Millis | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveUp:
    """Will never be accepted in this form: a wrong address, a revoked token, a missing scope."""

    reason: str
    whole_channel: bool = False
    """The channel itself does not work (token, scope): every message on it will fail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """The answer was lost: it may have been sent. Look before sending again."""

    reason: str


TOO_LATE = TryAgain(reason="too-late")
"""The answer to a parcel whose `not_after` has passed."""

Result = Delivered | TryAgain | GiveUp | Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """It was sent after all."""

    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotThere:
    """It was not sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CannotLook:
    """This channel cannot tell, or cannot be asked now."""

    reason: str
    ever: bool = False
    """True: this channel never can (mail)."""


Looked = Found | NotThere | CannotLook


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A message that goes out by itself unless it is withdrawn."""

    run: str
    address: str
    """The place where it will appear."""
    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What stands scheduled, earliest first."""

    messages: tuple[Kept, ...] = ()


class Channel(Protocol):
    """One way to reach people. Called from several threads at once; never raises for what the world does."""

    @property
    def name(self) -> str:
        """slack, mail, sms, ..."""
        ...

    def send(self, parcel: Parcel) -> Result:
        """Send once."""
        ...

    def look(self, parcel: Parcel) -> Looked:
        """Look whether an earlier attempt with this key arrived."""
        ...

    def check(self) -> Result:
        """Whether the channel works at all (token, scopes, server), without reaching anybody."""
        ...

    def close(self) -> None:
        """Free connections; may be called twice."""
        ...


@runtime_checkable
class Editing(Protocol):
    """A channel whose messages can be changed afterwards."""

    def edit(self, ref: str, parcel: Parcel) -> Result:
        """Replace the message at `ref` by this one."""
        ...


@runtime_checkable
class Rooms(Protocol):
    """A channel that can open a room for a run."""

    def open_room(self, name: str, addresses: Sequence[str], topic: str) -> Result:
        """Make the room, or find it when it exists, and invite people; the ref is the room's address."""
        ...


@runtime_checkable
class DeadMan(Protocol):
    """A channel that keeps a message which goes out by itself unless it is moved in time."""

    def keep_ahead(self, parcel: Parcel, at: Millis, earlier: str | None) -> Result:
        """Schedule the message for `at` and withdraw the `earlier` one; the ref names the new one."""
        ...

    def withdraw(self, address: str, ref: str) -> Result:
        """Withdraw a scheduled message; one that went out, or was withdrawn before, is fine."""
        ...

    def standing(self, runs: Collection[str]) -> Standing | TryAgain | GiveUp | Unknown:
        """What is scheduled for these runs, by whichever engine; never that of another run."""
        ...
