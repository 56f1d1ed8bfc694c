"""ask: a request to an authority that decides in our place, such as the triangle; the answer is recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
from calamiteit.core.playbook.plan import Answer, Option, QuietRule, Step, Words
from calamiteit.core.playbook.scalars import Name, Text, words_of
from calamiteit.core.playbook.step_fields import StepFields
from calamiteit.core.playbook.times_form import to_quiet
from calamiteit.core.problems import Problem
from calamiteit.core.time import HOUR, MINUTE, SECOND

USUAL_ANSWERS: Mapping[str, Words] = {
    "granted": {"nl": "Ja, akkoord", "en": "Yes, granted"},
    "refused": {"nl": "Nee, geweigerd", "en": "No, refused"},
}


class AskStep(StepFields):
    """A request to an authority."""

    kind: Literal["ask"]
    authority: Name = Field(description="The partner that is asked.")
    answers: Ordered[Name, Text] | None = Field(
        default=None, min_length=2, description="What it can answer; default: granted, refused."
    )
    if_nothing: IfNothingForm | None = Field(default=None, description="What holds when no answer comes.")


def check(model: AskStep) -> Iterator[Problem]:
    """Silence has an existing answer, and one person puts the question."""
    yield from check_if_nothing(model.if_nothing, model.answers or USUAL_ANSWERS)
    if model.answer == "all" and len(model.who) > 1:
        what = "several roles would each have to ask; write 'answer: any', or name one role in 'who'"
        yield problem(("who",), "several-askers", what)


def compile_step(model: AskStep, step: Step) -> Step:
    """One of those asked puts the question and records the answer; a partner is not woken unasked."""
    given = model.answers.items() if model.answers is not None else USUAL_ANSWERS.items()
    return replace(
        step,
        answer=Answer.ANY if step.answer is Answer.ALL else step.answer,
        asks=model.authority,
        options=tuple(Option(id=name, title=words_of(text)) for name, text in given),
        if_nothing=to_if_nothing(model.if_nothing),
        quiet=to_quiet(model.quiet, otherwise=QuietRule.ASK),
    )


def paper(step: Step, language: str, say: Say) -> tuple[str, ...]:
    """Who was spoken to, when, and a box for each answer."""
    return (blank(say, "paper.spoken-to", "paper.time"), *lines_of_options(step, language))


KIND = StepKind(
    name="ask",
    model=AskStep,
    check=check,
    compile=compile_step,
    pace="steady",
    words=WORDS["ask"],
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
            "work-request",
            (0.0, 2 * MINUTE),
            (0.5, 20 * MINUTE),
            (0.8, 45 * MINUTE),
            (0.95, 2 * HOUR),
            (1.0, 8 * HOUR),
        ),
    ),
    paper=paper,
)
