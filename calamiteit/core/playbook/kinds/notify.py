"""notify: a message that people have to acknowledge; nothing else is asked of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from calamiteit.core.playbook.kind_words import WORDS
from calamiteit.core.playbook.kinds.kind import Behaviour, Say, StepKind, assumed, blank, problem
from calamiteit.core.playbook.plan import CompletesOn, Step
from calamiteit.core.playbook.step_fields import StepFields
from calamiteit.core.problems import Problem, Severity
from calamiteit.core.time import MINUTE, SECOND


class NotifyStep(StepFields):
    """A message that has to be acknowledged."""

    kind: Literal["notify"]


def check(model: NotifyStep) -> Iterator[Problem]:
    """A message needs words; the time to read it is no work."""
    if model.text is None:
        yield problem((), "notify-without-text", "a message needs a 'text': it is all that people read")
    if model.takes is not None:
        what = "'takes' has no meaning for a message; acknowledging is all that it asks"
        yield problem(("takes",), "takes-on-notify", what, severity=Severity.WARNING)


def compile_step(model: NotifyStep, step: Step) -> Step:
    """Seen is done."""
    return replace(step, completes_on=CompletesOn.ACKNOWLEDGED)


def paper(step: Step, language: str, say: Say) -> tuple[str, ...]:
    """Who was told, when, and by whom."""
    return (blank(say, "paper.told", "paper.time", "paper.by"),)


KIND = StepKind(
    name="notify",
    model=NotifyStep,
    check=check,
    compile=compile_step,
    pace="fast",
    words=WORDS["notify"],
    behaviour=Behaviour(
        answering=assumed(
            "answer-alarm",
            (0.0, 5 * SECOND),
            (0.5, 75 * SECOND),
            (0.8, 4 * MINUTE),
            (0.95, 15 * MINUTE),
            (1.0, 60 * MINUTE),
        ),
        working=assumed("work-none", (0.0, 0), (1.0, 0)),
    ),
    paper=paper,
)
