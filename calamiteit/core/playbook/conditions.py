"""The one grammar of conditions, three-valued: true, false, or not known yet (None)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, assert_never

Truth = bool | None
"""None: not known yet; a step waits for it."""

Value = str | int | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class All:
    """True when every part is true."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Any:
    """True when at least one part is true."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """The opposite; unknown stays unknown."""

    part: Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterIs:
    """A parameter has one of these values; a parameter of several values: at least one of them."""

    parameter: str
    values: tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionIs:
    """A decide or ask step ended with one of these options."""

    decision: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOutcome:
    """A step is over with this outcome; `last` looks at the latest occurrence of a repeating step."""

    step: str
    outcome: str
    last: bool = False


Condition = All | Any | Not | ParameterIs | DecisionIs | StepOutcome


class Known(Protocol):
    """What a run knows now, for conditions."""

    def parameter(self, name: str) -> Value | None:
        """The value, or None while unknown."""
        ...

    def decision(self, step: str) -> str | None:
        """The option taken, or None while undecided."""
        ...

    def outcome(self, step: str, *, last: bool) -> str | None:
        """The outcome of an occurrence, or None while it is not over."""
        ...


def judge(condition: Condition, known: Known) -> Truth:
    """The truth of a condition, given what is known."""
    match condition:
        case All(parts=parts):
            return _least(judge(part, known) for part in parts)
        case Any(parts=parts):
            return _opposite(_least(_opposite(judge(part, known)) for part in parts))
        case Not(part=part):
            return _opposite(judge(part, known))
        case ParameterIs(parameter=name, values=values):
            return _among(known.parameter(name), values)
        case DecisionIs(decision=step, options=options):
            return _among(known.decision(step), options)
        case StepOutcome(step=step, outcome=outcome, last=last):
            return _among(known.outcome(step, last=last), (outcome,))
        case _:
            assert_never(condition)


def _least(truths: Iterator[Truth]) -> Truth:
    """False if any is false, else None if any is unknown, else True."""
    seen = list(truths)
    if False in seen:
        return False
    return None if None in seen else True


def _opposite(truth: Truth) -> Truth:
    return None if truth is None else not truth


def _among(value: Value | None, wanted: tuple[str | int, ...]) -> Truth:
    if value is None:
        return None
    if isinstance(value, tuple):
        return any(item in wanted for item in value)
    return value in wanted


def walk(condition: Condition) -> Iterator[Condition]:
    """The condition and every condition inside it."""
    yield condition
    match condition:
        case All(parts=parts) | Any(parts=parts):
            for part in parts:
                yield from walk(part)
        case Not(part=part):
            yield from walk(part)
        case _:
            pass


def steps_in(condition: Condition) -> Iterator[str]:
    """The steps that a condition looks at."""
    return (step for part in walk(condition) if (step := _step_of(part)) is not None)


def _step_of(condition: Condition) -> str | None:
    match condition:
        case DecisionIs(decision=step) | StepOutcome(step=step):
            return step
        case _:
            return None
