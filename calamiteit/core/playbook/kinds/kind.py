"""What a step kind has to bring: everything that belongs to one kind, in one module."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from calamiteit.core.playbook.kind_words import KindWords
from calamiteit.core.playbook.plan import Step, in_language
from calamiteit.core.playbook.step_fields import StepFields
from calamiteit.core.problems import Path, Problem, Severity
from calamiteit.core.time import Millis

Model = TypeVar("Model", bound=StepFields)

Say = Callable[[str], str]
"""The program's words: a code in, a text out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantiles:
    """How long something takes, as a table of quantiles; sampled with one uniform number between two rows."""

    table: str
    """The name under which a scenario may give another table."""
    rows: tuple[tuple[float, Millis], ...]
    """Rising from (0.0, shortest) to (1.0, longest)."""
    source: str
    """Where the numbers come from; "assumption" until drills have measured them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """How a person behaves towards a step of this kind, in a simulation."""

    answering: Quantiles
    """From the message to the acknowledgement."""
    working: Quantiles
    """From the acknowledgement to done, where the step has no `takes`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepKind(Generic[Model]):
    """One kind of step. Every field is required: a kind that lacks one does not type-check."""

    name: str
    """As the planner writes it behind `kind:`."""
    model: type[Model]
    """The fields that the planner may write."""
    check: Callable[[Model], Iterator[Problem]]
    """What the fields cannot say by themselves; paths start at the step."""
    compile: Callable[[Model, Step], Step]
    """Fills in what is the kind's own; the shared fields are already compiled."""
    pace: str
    """How silence is chased unless the step says otherwise: a key of PACES."""
    words: KindWords
    behaviour: Behaviour
    paper: Callable[[Step, str, Say], tuple[str, ...]]
    """The lines to fill in on a printed plan, in one language."""


def problem(path: Path, code: str, what: str, *, severity: Severity = Severity.ERROR) -> Problem:
    """A finding of a kind's own check."""
    return Problem(what=what, path=path, code=code, severity=severity)


def assumed(table: str, *rows: tuple[float, Millis]) -> Quantiles:
    """A table that nobody has measured yet."""
    return Quantiles(table=table, rows=rows, source="assumption")


def lines_of_options(step: Step, language: str) -> tuple[str, ...]:
    """One box to tick for each option."""
    return tuple(f"[ ] {in_language(option.title, language)}" for option in step.options)


def blank(say: Say, *codes: str) -> str:
    """One line with a blank behind each word."""
    return "   ".join(f"{say(code)}: ________" for code in codes)
