"""task: work that somebody takes on and reports as done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from calamiteit.core.playbook.kind_words import WORDS
from calamiteit.core.playbook.kinds.kind import Behaviour, Say, StepKind, assumed, blank
from calamiteit.core.playbook.plan import Step
from calamiteit.core.playbook.step_fields import StepFields
from calamiteit.core.problems import Problem
from calamiteit.core.time import HOUR, MINUTE, SECOND


class TaskStep(StepFields):
    """Work that is taken on and done."""

    kind: Literal["task"]


def check(model: TaskStep) -> Iterator[Problem]:
    """The shared fields say it all."""
    return iter(())


def compile_step(model: TaskStep, step: Step) -> Step:
    """Done is done."""
    return step


def paper(step: Step, language: str, say: Say) -> tuple[str, ...]:
    """Who takes it, when it was done, and a line for what came of it."""
    return (blank(say, "paper.taken-by", "paper.done-at"), blank(say, "paper.note"))


KIND = StepKind(
    name="task",
    model=TaskStep,
    check=check,
    compile=compile_step,
    pace="steady",
    words=WORDS["task"],
    behaviour=Behaviour(
        answering=assumed(
            "answer-task",
            (0.0, 10 * SECOND),
            (0.5, 3 * MINUTE),
            (0.8, 10 * MINUTE),
            (0.95, 30 * MINUTE),
            (1.0, 2 * HOUR),
        ),
        working=assumed(
            "work-task",
            (0.0, 2 * MINUTE),
            (0.5, 15 * MINUTE),
            (0.8, 30 * MINUTE),
            (0.95, 75 * MINUTE),
            (1.0, 4 * HOUR),
        ),
    ),
    paper=paper,
)
