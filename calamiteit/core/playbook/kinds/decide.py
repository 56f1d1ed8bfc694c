"""decide: a choice between options, with a name under it; deciding nothing is an option and is logged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from pydantic import Field

from calamiteit.core.playbook.kind_words import WORDS
from calamiteit.core.playbook.kinds.kind import (
    Behaviour,
    Say,
    StepKind,
    assumed,
    blank,
    lines_of_options,
    problem,
)
from calamiteit.core.playbook.kinds.silence import IfNothingForm, check_if_nothing, to_if_nothing
from calamiteit.core.playbook.ordered import Ordered
from calamiteit.core.playbook.plan import Answer, Option, Step
from calamiteit.core.playbook.scalars import Name, Text, words_of
from calamiteit.core.playbook.step_fields import StepFields
from calamiteit.core.problems import Problem, Severity
from calamiteit.core.time import HOUR, MINUTE, SECOND


class DecideStep(StepFields):
    """A choice between options."""

    kind: Literal["decide"]
    options: Ordered[Name, Text] = Field(min_length=2, description="What can be chosen.")
    if_nothing: IfNothingForm | None = Field(
        default=None, description="What holds when nobody decides in time; logged as decided by nobody."
    )


def check(model: DecideStep) -> Iterator[Problem]:
    """Silence has an answer too, and one decision has one decider."""
    yield from check_if_nothing(model.if_nothing, model.options)
    if model.if_nothing is None:
        what = "nothing is said about what holds when nobody decides; add 'if_nothing'"
        yield problem((), "decide-without-if-nothing", what, severity=Severity.WARNING)
    if model.answer == "all" and len(model.who) > 1:
        what = "several roles would each have to decide; write 'answer: any', or name one role in 'who'"
        yield problem(("who",), "several-deciders", what)


def compile_step(model: DecideStep, step: Step) -> Step:
    """The first choice counts, from whomever of those asked."""
    options = tuple(Option(id=name, title=words_of(text)) for name, text in model.options.items())
    answer = Answer.ANY if step.answer is Answer.ALL else step.answer
    return replace(step, answer=answer, options=options, if_nothing=to_if_nothing(model.if_nothing))


def paper(step: Step, language: str, say: Say) -> tuple[str, ...]:
    """A box for each option, the decider, the time and the reason."""
    decided = blank(say, "paper.decided-by", "paper.time")
    return (*lines_of_options(step, language), decided, blank(say, "paper.reason"))


KIND = StepKind(
    name="decide",
    model=DecideStep,
    check=check,
    compile=compile_step,
    pace="steady",
    words=WORDS["decide"],
    behaviour=Behaviour(
        answering=assumed(
            "answer-decision",
            (0.0, 10 * SECOND),
            (0.5, 2 * MINUTE),
            (0.8, 6 * MINUTE),
            (0.95, 20 * MINUTE),
            (1.0, HOUR),
        ),
        working=assumed(
            "work-decision",
            (0.0, 30 * SECOND),
            (0.5, 5 * MINUTE),
            (0.8, 12 * MINUTE),
            (0.95, 30 * MINUTE),
            (1.0, 2 * HOUR),
        ),
    ),
    paper=paper,
)
