"""meeting: people come together under a chair: picture, judgement, decision; often again and again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from pydantic import Field

from calamiteit.core.playbook.kind_words import WORDS
from calamiteit.core.playbook.kinds.kind import Behaviour, Say, StepKind, assumed, blank, problem
from calamiteit.core.playbook.plan import Step, Words, in_language
from calamiteit.core.playbook.scalars import Authored, Name, Text, words_of
from calamiteit.core.playbook.step_fields import StepFields
from calamiteit.core.problems import Problem
from calamiteit.core.time import HOUR, MINUTE, SECOND

PICTURE: Words = {
    "nl": "Beeld: wat weten we, wat niet?",
    "en": "Picture: what do we know, what do we not know?",
}
JUDGEMENT: Words = {
    "nl": "Oordeel: wat betekent het, wat kan er gebeuren?",
    "en": "Judgement: what does it mean, what may happen?",
}
DECISION: Words = {
    "nl": "Besluit: wat doen we, wie doet het, wanneer?",
    "en": "Decision: what do we do, who does it, when?",
}


class AgendaForm(Authored):
    """The three parts of a crisis meeting, in other words than the usual ones."""

    picture: Text | None = Field(default=None, description="What do we know, and what not?")
    judgement: Text | None = Field(default=None, description="What does it mean?")
    decision: Text | None = Field(default=None, description="What do we do, and who?")


class MeetingStep(StepFields):
    """A meeting; it is over when its chair says so."""

    kind: Literal["meeting"]
    chair: Name = Field(description="The role that leads it and closes it.")
    agenda: AgendaForm = Field(default=AgendaForm(), description="Other words for its three parts.")
    minutes: Literal["required", "optional"] = Field(
        default="optional", description="Whether it can be closed without minutes."
    )


def check(model: MeetingStep) -> Iterator[Problem]:
    """The chair is there."""
    if "team" not in model.who and model.chair not in model.who:
        what = f"the chair '{model.chair}' is not among those who meet; add the role to 'who'"
        yield problem(("chair",), "chair-not-there", what)


def compile_step(model: MeetingStep, step: Step) -> Step:
    """The chair's word ends it; the agenda has three parts."""
    parts = (
        (model.agenda.picture, PICTURE),
        (model.agenda.judgement, JUDGEMENT),
        (model.agenda.decision, DECISION),
    )
    agenda = tuple(words_of(text) if text is not None else usual for text, usual in parts)
    return replace(step, leader=model.chair, agenda=agenda, minutes_required=model.minutes == "required")


def paper(step: Step, language: str, say: Say) -> tuple[str, ...]:
    """Who is there, and room under each part of the agenda."""
    parts = [f"{in_language(words, language)} ________" for words in step.agenda]
    return (blank(say, "paper.time", "paper.present"), *parts, blank(say, "paper.next-meeting"))


KIND = StepKind(
    name="meeting",
    model=MeetingStep,
    check=check,
    compile=compile_step,
    pace="steady",
    words=WORDS["meeting"],
    behaviour=Behaviour(
        answering=assumed(
            "answer-meeting",
            (0.0, 10 * SECOND),
            (0.5, 2 * MINUTE),
            (0.8, 5 * MINUTE),
            (0.95, 15 * MINUTE),
            (1.0, HOUR),
        ),
        working=assumed(
            "work-meeting",
            (0.0, 5 * MINUTE),
            (0.5, 12 * MINUTE),
            (0.8, 20 * MINUTE),
            (0.95, 40 * MINUTE),
            (1.0, 2 * HOUR),
        ),
    ),
    paper=paper,
)
