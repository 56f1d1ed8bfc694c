"""What can be asked of a run, in the imperative. Free texts arrive sealed, as references."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from calamiteit.core.run.events import TextRef
from calamiteit.core.run.table import Verb
from calamiteit.core.time import Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Trigger a playbook: the first command of a run."""

    run: str
    mode: str
    plan_hash: str
    values: Mapping[str, str | int | tuple[str, ...]] = field(default_factory=dict)
    texts: Mapping[str, TextRef] = field(default_factory=dict)
    facts: tuple[TextRef, ...] = ()
    languages: tuple[str, ...] = ()
    channel: str = ""
    parent: str = ""
    depth: int = 0
    again: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A person answers an assignment: accept, start, done, decline."""

    number: int
    verb: Verb
    option: str = ""
    text: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """An assignment, or a whole step that has not begun, is not done, for a reason."""

    reason: TextRef
    number: int | None = None
    step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reassign:
    """Give an assignment (or a role of a step that nobody could be found for) to another person."""

    alias: str
    number: int | None = None
    step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redate:
    """Move a deadline (of an assignment) or a start (of a step that has not begun)."""

    at: Millis
    number: int | None = None
    step: str = ""
    reason: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddTask:
    """A task that no plan foresaw, for a role or a person."""

    title: TextRef
    role: str = ""
    alias: str = ""
    within: Millis | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartStep:
    """Start a standby step, or a step that waits, now."""

    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteNote:
    """Put something in the log."""

    text: TextRef


@dataclass(frozen=True, slots=True, kw_only=True)
class AddFact:
    """Add a line to the fact sheet."""

    text: TextRef
    status: str
    source: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFactStatus:
    """Confirm a fact, withdraw it, or put it back to unconfirmed."""

    fact: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PressGuard:
    """A person trips a guard."""

    guard: str
    reason: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """All open assignments of one person (in one role, or all) go to another."""

    from_alias: str
    to_alias: str
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideWake:
    """Quiet hours: wake them now, or hold until morning."""

    step: str
    n: int
    wake: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """End the run before its end."""

    false_alarm: bool
    reason: TextRef


@dataclass(frozen=True, slots=True, kw_only=True)
class WindDown:
    """Scale down: nothing new starts; `aftercare` names the playbook that holds the long tail."""

    reason: TextRef
    aftercare: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """End the run. Open assignments are refused unless accepted as they are."""

    accept_open: bool = False
    reason: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fire:
    """A timer of the run's agenda has come."""

    id: str
    generation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAround:
    """Compare open assignments with the directory of this moment: withdrawals, removals, duty changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSent:
    """A channel accepted a message."""

    message: str
    channel: str
    to: str
    purpose: str
    number: int | None = None
    possible_repeat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFailed:
    """A message will not arrive on a channel, or waits too long (`delayed`)."""

    message: str
    channel: str
    to: str
    purpose: str
    reason: str
    number: int | None = None
    delayed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRoom:
    """The run's own channel exists."""

    channel: str
    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLinkedEnd:
    """A linked run is over."""

    run: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordErased:
    """Texts of this run were destroyed under a retention rule."""

    rule: str
    texts: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """Put the run into a file for another machine; this copy stands still from then on."""

    export: str
    place: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopt:
    """Go on with a run that came in the file of an export."""

    export: str
    place: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack:
    """Go on here after all: nobody adopted the file."""

    export: str


Command = (
    Start | Answer | Skip | Reassign | Redate | AddTask | StartStep | WriteNote | AddFact | SetFactStatus
    | PressGuard | HandOver | DecideWake | Stop | WindDown | Close
    | Fire | LookAround | RecordSent | RecordFailed | RecordRoom | RecordLinkedEnd | RecordErased
    | Export | Adopt | TakeBack
)  # fmt: skip
