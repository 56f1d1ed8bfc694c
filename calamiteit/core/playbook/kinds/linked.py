"""playbook: starts a run of another playbook, linked to this one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Literal

from pydantic import Field

from calamiteit.core.playbook.kind_words import WORDS
from calamiteit.core.playbook.kinds.kind import Behaviour, Say, StepKind, assumed, blank, problem
from calamiteit.core.playbook.plan import CompletesOn, Link, Opening, Step
from calamiteit.core.playbook.scalars import Name, ParameterName
from calamiteit.core.playbook.step_fields import Roles, StepFields
from calamiteit.core.problems import Problem, Severity

WITHOUT_MEANING = ("takes", "acknowledge", "pace", "within", "by", "quiet")


class LinkedStep(StepFields):
    """A linked run of another playbook; nobody is asked anything."""

    kind: Literal["playbook"]
    who: Roles = Field(default=(), description="Roles that are shown beside it; nobody is asked.")
    playbook: Name = Field(description="The id of the other playbook.")
    parameters: Mapping[ParameterName, ParameterName] = Field(
        default={}, description="What is handed on: parameter there: parameter here."
    )


def check(model: LinkedStep) -> Iterator[Problem]:
    """A linked run has its own deadlines and its own people."""
    for field in WITHOUT_MEANING:
        if getattr(model, field) is not None:
            what = f"'{field}' has no meaning for a linked playbook; its own steps have theirs"
            yield problem((field,), "no-meaning", what, severity=Severity.WARNING)
    if model.every is not None:
        what = "a linked playbook cannot repeat; put 'every' on its own steps"
        yield problem(("every",), "linked-repeats", what)


def compile_step(model: LinkedStep, step: Step) -> Step:
    """The start of the linked run is the end of the step."""
    link = Link(playbook=model.playbook, hand_on=dict(model.parameters))
    return replace(step, opening=Opening.LINK, completes_on=CompletesOn.ACKNOWLEDGED, link=link)


def paper(step: Step, language: str, say: Say) -> tuple[str, ...]:
    """Which plan to take out of the folder, and when it started."""
    return (f"{say('paper.other-plan')}: {step.link.playbook if step.link else ''}", blank(say, "paper.time"))


KIND = StepKind(
    name="playbook",
    model=LinkedStep,
    check=check,
    compile=compile_step,
    pace="steady",
    words=WORDS["playbook"],
    behaviour=Behaviour(
        answering=assumed("answer-none", (0.0, 0), (1.0, 0)),
        working=assumed("work-none", (0.0, 0), (1.0, 0)),
    ),
    paper=paper,
)
