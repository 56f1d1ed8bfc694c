"""The fields that steps of every kind share, as a planner writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, Tag

from calamiteit.core.playbook.choices import by_rule
from calamiteit.core.playbook.conditions_form import ConditionForm
from calamiteit.core.playbook.scalars import Authored, Duration, Name, Silence, Text, Whole
from calamiteit.core.playbook.times_form import AtForm, EveryForm, QuietForm, UntilForm


class QuorumForm(Authored):
    """So many of the people asked have to answer."""

    quorum: Whole = Field(ge=1, le=1000, description="How many of the people asked.")


def _answer_form(value: object) -> str | None:
    if isinstance(value, str):
        return "~text" if value in ("all", "any") else None
    return "~quorum" if isinstance(value, Mapping | QuorumForm) else None


AnswerForm = Annotated[
    Annotated[Literal["all", "any"], Tag("~text")] | Annotated[QuorumForm, Tag("~quorum")],
    by_rule("expected all, any or {quorum: 4}", _answer_form),
]


class AfterForm(Authored):
    """A step that has to be over first, if wanted with one outcome only."""

    step: Name = Field(description="The step that has to be over.")
    outcome: str | None = Field(
        default=None, min_length=1, description="done, skipped, not-applicable or an option; default: any."
    )
    occurrence: Literal["first", "last"] = Field(
        default="first", description="Of a step that repeats: its first time, or its last."
    )


def _as_list(value: object) -> object:
    """One item stands for a list of one."""
    return (value,) if isinstance(value, str | Mapping) else value


def _as_dependencies(value: object) -> object:
    items = _as_list(value)
    if isinstance(items, list | tuple):
        return tuple({"step": item} if isinstance(item, str) else item for item in items)
    return items


Roles = Annotated[tuple[Name, ...], BeforeValidator(_as_list, json_schema_input_type=Name | tuple[Name, ...])]
Who = Annotated[Roles, Field(min_length=1)]
Dependencies = Annotated[
    tuple[AfterForm, ...],
    BeforeValidator(_as_dependencies, json_schema_input_type=Name | AfterForm | tuple[Name | AfterForm, ...]),
]


class TakesForm(Authored):
    """How long the work takes."""

    usual: Duration = Field(description="Half of the times it is done sooner.")
    at_most: Duration = Field(description="Longer than this, and somebody asks how it goes.")


class AcknowledgeForm(Authored):
    """What silence leads to, counted from the moment that the person was asked."""

    repeat: Silence | None = Field(default=None, description="The same question again.")
    second_channel: Silence | None = Field(default=None, description="Over another channel as well.")
    deputy: Silence | None = Field(default=None, description="The deputy is asked.")
    officer: Silence | None = Field(default=None, description="The officer is told.")


class StepFields(Authored):
    """What every step may say."""

    id: Name = Field(description="The name of the step; unique in the playbook.")
    title: Text = Field(description="One line that says what is done.")
    text: Text | None = Field(default=None, description="The instruction; may hold {{ parameter }}.")
    template: Name | None = Field(
        default=None, description="A file templates/LANGUAGE/NAME.md.j2 whose text goes with the task."
    )
    who: Who = Field(description="A role of the team, a list of roles, or team for everybody.")
    answer: AnswerForm = Field(default="all", description="Who of them has to answer: all, any, {quorum: 4}.")
    at: AtForm | None = Field(default=None, description="When it starts; default: at once, or after `after`.")
    after: Dependencies = Field(default=(), description="Steps that have to be over first.")
    when: ConditionForm | None = Field(default=None, description="It starts only if this is true.")
    otherwise: Name | None = Field(
        default=None, description="What happens if `when` is false: not-applicable, or a standby step."
    )
    every: EveryForm | None = Field(default=None, description="It repeats.")
    until: UntilForm | None = Field(default=None, description="When it stops repeating.")
    at_most: Whole | None = Field(default=None, le=10_000, description="It repeats at most so often.")
    overlap: Literal["skip", "new"] = Field(default="skip", description="While the one before still runs.")
    within: Duration | None = Field(default=None, description="To be done so long after it opens.")
    by: AtForm | None = Field(default=None, description="To be done at this moment.")
    takes: TakesForm | None = Field(default=None, description="How long the work takes: an assumption.")
    pace: Literal["fast", "steady", "calm"] | None = Field(default=None, description="How silence is chased.")
    acknowledge: AcknowledgeForm | None = Field(default=None, description="Other times than those of `pace`.")
    quiet: QuietForm | None = Field(default=None, description="Hours in which messages wait.")
    mark: Name | None = Field(default=None, description="What reaching the end of it means; goals use it.")
    audience: Literal["public", "partners", "team", "owner"] = Field(
        default="owner", alias="class", description="Who may see it."
    )
    standby: bool = Field(default=False, description="Starts only by a guard, an `otherwise` or a person.")
    duty: Literal["must", "should", "may"] = Field(default="must", description="How binding it is.")
    decides: Name | None = Field(default=None, description="The role or partner that decides about it.")
