"""Facts about steps and their occurrences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from calamiteit.core.run.events.texts import TextRef
from calamiteit.core.time import Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class OccurrencePlanned:
    """A step will start at `at`; None: its date is not known yet, and is asked for at `ask_at`."""

    kind: ClassVar[str] = "occurrence-planned"
    step: str
    n: int
    at: Millis | None
    ask_at: Millis | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OccurrenceRedated:
    """A person moved the start of an occurrence that has not begun."""

    kind: ClassVar[str] = "occurrence-redated"
    step: str
    n: int
    at: Millis
    reason: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OccurrenceStarted:
    """The step begins. `due` is when it has to be done, if it has a deadline."""

    kind: ClassVar[str] = "occurrence-started"
    step: str
    n: int
    due: Millis | None
    because: str
    """plan, guard, otherwise, person."""
    nothing_at: Millis | None = None
    """When a decision that nobody takes becomes the option that the plan names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OccurrenceEnded:
    """The step is over: done, skipped, not-applicable, cancelled or missed; with the option taken, if any.

    `missed` belongs to repeats whose moment passed while the one before still ran (overlap: skip).
    """

    kind: ClassVar[str] = "occurrence-ended"
    step: str
    n: int
    outcome: str
    option: str = ""
    reason: TextRef | None = None
    why: str = ""
    """A code when the engine ended it.

    condition, dependency, until, overlap, nobody-decided, halted, stopped, closed, wound-down, linked,
    too-deep.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionLapsed:
    """A started step's condition no longer holds; it goes on, and the officer sees it."""

    kind: ClassVar[str] = "condition-lapsed"
    step: str
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DateAskedFor:
    """A step waits for a date that nobody has given; asked for again each week."""

    kind: ClassVar[str] = "date-asked-for"
    step: str
    n: int
    again_at: Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAdded:
    """The officer added a task that no plan foresaw."""

    kind: ClassVar[str] = "step-added"
    step: str
    title: TextRef
    role: str
    alias: str = ""
    within: Millis | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAdded:
    """Only a telephone call reaches somebody who was asked: a step for whoever makes it.

    Each call about this assignment is an occurrence of the step; the waits of its chase are those of the step
    that is called about.
    """

    kind: ClassVar[str] = "call-added"
    step: str
    number: int
    """The assignment of the person who is to be called."""
    role: str
    """The role that calls: the logger, else the officer."""
    repeat: Millis | None = None
    second_channel: Millis | None = None
    deputy: Millis | None = None
    officer: Millis | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WakeAsked:
    """Quiet hours: one decision for all who would be woken; `default_at`: when silence means no."""

    kind: ClassVar[str] = "wake-asked"
    step: str
    n: int
    default_at: Millis
    until: Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class WakeDecided:
    """Wake them now, or hold until the quiet hours end; `by_default` when nobody answered."""

    kind: ClassVar[str] = "wake-decided"
    step: str
    n: int
    wake: bool
    by_default: bool
    nothing_at: Millis | None = None
    """For a decision of people who are woken: when silence has its answer, counted from now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentPassed:
    """A timer came and nothing had to be done: its step waits for a condition, or others have it."""

    kind: ClassVar[str] = "moment-passed"
    moment: str
