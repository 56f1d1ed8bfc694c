"""Facts about people who are asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from calamiteit.core.run.events.texts import TextRef
from calamiteit.core.time import Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentOpened:
    """A person is asked. Every moment of the chase is fixed here, so that replay resolves nothing again."""

    kind: ClassVar[str] = "assignment-opened"
    number: int
    step: str
    n: int
    roles: tuple[str, ...]
    alias: str
    rule: str
    because: str
    """plan, no-answer, declined, withdrawn, reassigned, handover, person."""
    follows: int | None = None
    """The assignment that this one replaces or backs up."""
    directory: str = ""
    critical: bool = False
    repeat_at: Millis | None = None
    second_at: Millis | None = None
    deputy_at: Millis | None = None
    officer_at: Millis | None = None
    remind_at: Millis | None = None
    due: Millis | None = None
    held_until: Millis | None = None
    """Quiet hours: nothing is sent before this moment; the assignment waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentReleased:
    """The quiet hours ended, or somebody decided to wake: the message goes out now."""

    kind: ClassVar[str] = "assignment-released"
    number: int
    repeat_at: Millis | None = None
    second_at: Millis | None = None
    deputy_at: Millis | None = None
    officer_at: Millis | None = None
    remind_at: Millis | None = None
    due: Millis | None = None
    """Counted from the release, unless the assignment had a deadline of its own already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentNarrowed:
    """Somebody else has one of the roles that this person was asked for; the others are left."""

    kind: ClassVar[str] = "assignment-narrowed"
    number: int
    roles: tuple[str, ...]
    by_number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """Not acknowledged: the message went out again on the first channel."""

    kind: ClassVar[str] = "repeated"
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondChannelTried:
    """Not acknowledged: the other channels, the waking ones first, are used as well."""

    kind: ClassVar[str] = "second-channel-tried"
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalated:
    """Silence, a refusal or a passed deadline went further: to a deputy (a new assignment) or the officer."""

    kind: ClassVar[str] = "escalated"
    number: int
    to: str
    """deputy or officer."""
    why: str
    """no-answer, declined, withdrawn, undelivered, overdue, silent, nobody-left."""
    deputy: int | None = None
    again_at: Millis | None = None
    """When the officer hears of it again while nothing changes."""
    again: bool = False
    """The officer was told before; this time nobody is woken for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged:
    """The person takes it. `check_at`: when silence after this is asked about."""

    kind: ClassVar[str] = "acknowledged"
    number: int
    check_at: Millis | None = None
    enough: bool = False
    """To have seen it was all that was asked: nothing is open any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkStarted:
    """The person is busy with it (said by a tap, or by answering that they still are)."""

    kind: ClassVar[str] = "work-started"
    number: int
    check_at: Millis | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressAsked:
    """Silence after acceptance was asked about; `tell_at`: when the officer hears of further silence."""

    kind: ClassVar[str] = "progress-asked"
    number: int
    tell_at: Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    """The deadline is near; the holder was reminded."""

    kind: ClassVar[str] = "reminded"
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentDone:
    """The person finished it, with the option chosen and what was written."""

    kind: ClassVar[str] = "assignment-done"
    number: int
    option: str = ""
    text: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentDeclined:
    """The person cannot. That is a normal answer; the next holder is asked."""

    kind: ClassVar[str] = "assignment-declined"
    number: int
    reason: TextRef | None = None
    why: str = ""
    """A code when not said by the person: withdrawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentSkipped:
    """A person with authority decided that it is not done."""

    kind: ClassVar[str] = "assignment-skipped"
    number: int
    reason: TextRef


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentCancelled:
    """No longer needed from this person."""

    kind: ClassVar[str] = "assignment-cancelled"
    number: int
    why: str
    """taken, enough, over, reassigned, handover, halted, stopped, closed, skipped."""
    by_number: int | None = None
    """The assignment that has it now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentRedated:
    """A new deadline."""

    kind: ClassVar[str] = "assignment-redated"
    number: int
    due: Millis
    remind_at: Millis | None = None
    reason: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """The open assignments of one person went to another, at a duty change or by hand."""

    kind: ClassVar[str] = "handed-over"
    role: str
    from_alias: str
    to_alias: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverOffered:
    """The rota changed while assignments were open; the officer was offered a handover."""

    kind: ClassVar[str] = "handover-offered"
    role: str
    from_alias: str
    to_alias: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleUnfilled:
    """Nobody could be found for a role of a step; the officer is told and assigns somebody or skips."""

    kind: ClassVar[str] = "role-unfilled"
    step: str
    n: int
    role: str
    again_at: Millis | None = None
    """When this is said again while nobody has it."""
    again: bool = False
