"""The state of one run: owned by one fold, changed in place by `evolve` only; people get views of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum

from calamiteit.core.modes import Mode
from calamiteit.core.playbook.conditions import Value
from calamiteit.core.playbook.plan import Guard, Step
from calamiteit.core.run.agenda import Agenda
from calamiteit.core.run.events import TextRef
from calamiteit.core.time import Millis


class RunStatus(Enum):
    """A run is open, winding down (only what is open is finished), stopped or closed."""

    OPEN = "open"
    WINDING_DOWN = "winding-down"
    STOPPED = "stopped"
    CLOSED = "closed"


EXPORTED = "exported"
"""The standing of a run that went to another machine: nothing is sent, fired or accepted here."""


class AssignmentState(Enum):
    """Exclusive. Sent, undelivered, overdue, escalated are facts beside it."""

    WAITING = "waiting"
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    IN_PROGRESS = "in-progress"
    DONE = "done"
    DECLINED = "declined"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        """Nothing more is expected from this person."""
        return self in _OVER


_OVER = frozenset(
    {AssignmentState.DONE, AssignmentState.DECLINED, AssignmentState.SKIPPED, AssignmentState.CANCELLED}
)


class OccurrenceState(Enum):
    """Planned (waits for its moment), running, or over with an outcome."""

    PLANNED = "planned"
    RUNNING = "running"
    OVER = "over"


TASK_PURPOSES = ("task", "wake", "repeat", "second")
"""Messages that carry the question itself; when none of them arrives, the person has not been asked."""


@dataclass(slots=True, kw_only=True)
class Delivery:
    """One message to one person or room on one channel: sent, failed, or delayed."""

    message: str
    channel: str
    to: str
    purpose: str
    state: str
    at: Millis
    reason: str = ""
    possible_repeat: bool = False


@dataclass(slots=True, kw_only=True)
class Assignment:
    """One person who is asked, once. Reassigning opens another one."""

    number: int
    step: str
    n: int
    roles: tuple[str, ...]
    alias: str
    rule: str
    because: str
    state: AssignmentState
    opened_at: Millis
    generation: int = 1
    critical: bool = False
    follows: int | None = None
    due: Millis | None = None
    held_until: Millis | None = None
    acknowledged_at: Millis | None = None
    ended_at: Millis | None = None
    answered_by: str = ""
    """Who tapped or typed the last answer."""
    heard_by: str = ""
    option: str = ""
    text: TextRef | None = None
    why: str = ""
    """The code with which it was cancelled or declined."""
    settled: bool = False
    """To have seen it was enough, and it was seen: not over, but nothing is open."""
    second_tried: bool = False
    repeats: int = 0
    reminded: bool = False
    overdue: bool = False
    silent: bool = False
    escalated_to: list[str] = field(default_factory=list)
    escalated_for: list[str] = field(default_factory=list)
    """Why the officer was told: codes, each once."""
    backed_up_by: list[int] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)

    @property
    def answered(self) -> bool:
        """Whether the person has said anything at all."""
        return self.state not in (AssignmentState.WAITING, AssignmentState.OPEN)


@dataclass(slots=True, kw_only=True)
class Occurrence:
    """One firing of a step."""

    step: str
    n: int
    state: OccurrenceState
    planned_at: Millis | None = None
    started_at: Millis | None = None
    ended_at: Millis | None = None
    due: Millis | None = None
    outcome: str = ""
    option: str = ""
    why: str = ""
    because: str = ""
    lapsed: bool = False
    wake_decided: bool | None = None
    wake_asked_until: Millis | None = None
    linked_run: str = ""
    assignments: list[int] = field(default_factory=list)
    unfilled: list[str] = field(default_factory=list)
    """Roles for which nobody was found."""

    @property
    def id(self) -> str:
        """`step#n`."""
        return f"{self.step}#{self.n}"

    @property
    def passed_over(self) -> bool:
        """A repeat that did not take place: the one before was running, or the repeating had ended."""
        return self.outcome == "missed" or self.why == "until"


@dataclass(slots=True, kw_only=True)
class Fact:
    """One line of the fact sheet."""

    id: str
    text: TextRef
    status: str
    source: TextRef | None
    at: Millis


@dataclass(slots=True, kw_only=True)
class Run:
    """Everything that is known of one run."""

    id: str
    mode: Mode
    plan: str
    playbook: str
    started_at: Millis
    started_by: str
    status: RunStatus = RunStatus.OPEN
    version: int = 0
    values: dict[str, Value] = field(default_factory=dict)
    texts: dict[str, TextRef] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    parent: str = ""
    depth: int = 0
    room: str = ""
    room_channel: str = ""
    ended_at: Millis | None = None
    false_alarm: bool = False
    steps: dict[str, list[Occurrence]] = field(default_factory=dict)
    added: dict[str, Step] = field(default_factory=dict)
    added_titles: dict[str, TextRef] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)
    """Steps that are calls by telephone, each with the number of the assignment of who is to be called."""
    assignments: dict[int, Assignment] = field(default_factory=dict)
    open_numbers: dict[int, None] = field(default_factory=dict)
    """Assignments that are not over, in the order of opening: what most decisions look at."""
    facts: dict[str, Fact] = field(default_factory=dict)
    notes: int = 0
    guards: dict[str, int] = field(default_factory=dict)
    offered: dict[tuple[str, str], str] = field(default_factory=dict)
    """Handovers offered: role and person to the person on duty, until the duty changes back."""
    links: dict[str, str] = field(default_factory=dict)
    """Linked run to the outcome, empty while it is open."""
    told: dict[str, Millis] = field(default_factory=dict)
    """Everyone who was sent a message or spoken to by phone, and when first, in order."""
    heard_end: dict[str, Millis] = field(default_factory=dict)
    """After a stop: whom a message or a call that was asked for told that it is over, and when first."""
    failures: dict[str, Delivery] = field(default_factory=dict)
    agenda: Agenda = field(default_factory=Agenda)
    away: str = ""
    """The name of the export with which the run went to another machine; empty while it lives here."""

    @property
    def standing(self) -> str:
        """How the run stands in this workspace: its status, or that it is led elsewhere."""
        return EXPORTED if self.away else self.status.value

    @property
    def over(self) -> bool:
        """Whether nothing more happens here."""
        return self.status in (RunStatus.STOPPED, RunStatus.CLOSED)

    def occurrence(self, step: str, n: int) -> Occurrence | None:
        """One firing of a step."""
        found = self.steps.get(step, [])
        return found[n - 1] if 0 < n <= len(found) else None

    def occurrence_of(self, assignment: Assignment) -> Occurrence:
        """The firing that an assignment belongs to."""
        return self.steps[assignment.step][assignment.n - 1]

    def open_assignments(self) -> Iterator[Assignment]:
        """Those that are not over, oldest first; safe to change while looping."""
        return (self.assignments[number] for number in tuple(self.open_numbers))

    def of(self, occurrence: Occurrence) -> Iterable[Assignment]:
        """The assignments of a firing, oldest first."""
        return [self.assignments[number] for number in occurrence.assignments]

    def is_halted(self, step: str, guards: Iterable[Guard]) -> bool:
        """Whether one of these guards has tripped and keeps the step from starting."""
        return any(step in guard.halts and guard.id in self.guards for guard in guards)

    def next_number(self) -> int:
        """The number of the next assignment: T1, T2, ... in this run."""
        return len(self.assignments) + 1

    def parameter(self, name: str) -> Value | None:
        """For conditions: the value, or None while unknown."""
        return self.values.get(name)

    def decision(self, step: str) -> str | None:
        """For conditions: the latest option taken; empty when it is known that none will be."""
        found = self.steps.get(step, [])
        taken = next((o.option for o in reversed(found) if o.option), None)
        if taken is None and found and found[-1].outcome in ("skipped", "not-applicable"):
            return ""
        return taken

    def outcome(self, step: str, *, last: bool) -> str | None:
        """For conditions and dependencies: how the first (or latest) occurrence ended, None until over."""
        occurrence = self.deciding(step, last=last)
        return None if occurrence is None else occurrence.outcome or None

    def deciding(self, step: str, *, last: bool) -> Occurrence | None:
        """The occurrence that others wait for: the first, or the last that was not passed over.

        A first one that was cut off counts no longer once the step was started again.
        """
        found = self.steps.get(step, [])
        if not found or not last:
            return next((o for o in found if o.outcome != "cancelled"), found[0] if found else None)
        if found[-1].state is not OccurrenceState.OVER:
            return found[-1]
        return next((o for o in reversed(found) if not o.passed_over), found[-1])
