"""Conditions as a planner writes them: `{all: [...]}`, `{parameter: severity, is: large}` and the like."""

from __future__ import annotations

from typing import Annotated, Literal, assert_never

from pydantic import Field, Strict, Tag, model_validator

from calamiteit.core.playbook import conditions as compiled
from calamiteit.core.playbook.choices import by_key
from calamiteit.core.playbook.scalars import Authored, Name, ParameterName

Value = Annotated[str, Strict()] | Annotated[int, Strict()]

RESERVED = ("mood", "fact")
"""Conditions of the grammar that a later version reads."""


class AllForm(Authored):
    """True when every condition in the list is true."""

    all_: tuple[ConditionForm, ...] = Field(alias="all", min_length=1, description="Conditions.")


class AnyForm(Authored):
    """True when at least one condition in the list is true."""

    any_: tuple[ConditionForm, ...] = Field(alias="any", min_length=1, description="Conditions.")


class NotForm(Authored):
    """True when the condition is false."""

    not_: ConditionForm = Field(alias="not", description="A condition.")


class OneOf(Authored):
    """A comparison with one value (`is`) or with several (`in`)."""

    is_: Value | None = Field(default=None, alias="is", description="This value.")
    in_: tuple[Value, ...] | None = Field(default=None, alias="in", min_length=1, description="One of these.")

    @model_validator(mode="after")
    def _one_of_both(self) -> OneOf:
        if (self.is_ is None) == (self.in_ is None):
            raise ValueError("write either 'is' with one value or 'in' with a list")
        return self

    @property
    def values(self) -> tuple[str | int, ...]:
        """The values compared with."""
        return self.in_ if self.in_ is not None else (self.is_,) if self.is_ is not None else ()


class ParameterForm(OneOf):
    """True when the parameter has this value."""

    parameter: ParameterName = Field(description="A parameter of the playbook.")


class DecisionForm(OneOf):
    """True when the decide or ask step ended with this option."""

    decision: Name = Field(description="A decide or ask step.")


class OutcomeForm(Authored):
    """True when the step is over with this outcome."""

    step: Name = Field(description="The step that is over.")
    outcome: str = Field(min_length=1, description="done, skipped, not-applicable, or an option of the step.")
    occurrence: Literal["first", "last"] = Field(
        default="first", description="Of a step that repeats: its first time, or its last."
    )


class LaterForm(Authored):
    """A condition that a later version reads."""

    mood: object = None
    fact: object = None

    @model_validator(mode="before")
    @classmethod
    def _refuse(cls, value: object) -> object:
        word = next((word for word in RESERVED if isinstance(value, dict) and word in value), "mood")
        raise ValueError(f"the condition '{word}' is known from a later version, not in this one")


ConditionForm = Annotated[
    Annotated[AllForm, Tag("~all")]
    | Annotated[AnyForm, Tag("~any")]
    | Annotated[NotForm, Tag("~not")]
    | Annotated[ParameterForm, Tag("~parameter")]
    | Annotated[DecisionForm, Tag("~decision")]
    | Annotated[OutcomeForm, Tag("~step")]
    | Annotated[LaterForm, Tag("~mood")]
    | Annotated[LaterForm, Tag("~fact")],
    by_key(
        "expected a condition: all, any, not, {parameter: ..., is: ...}, {decision: ..., is: ...} "
        "or {step: ..., outcome: ...}",
        "all",
        "any",
        "not",
        "parameter",
        "decision",
        "step",
        *RESERVED,
    ),
]

for _form in (AllForm, AnyForm, NotForm):
    _form.model_rebuild()


def to_condition(form: ConditionForm) -> compiled.Condition:
    """The compiled condition; a form of a later version never gets here."""
    match form:
        case AllForm(all_=parts):
            return compiled.All(parts=tuple(map(to_condition, parts)))
        case AnyForm(any_=parts):
            return compiled.Any(parts=tuple(map(to_condition, parts)))
        case NotForm(not_=part):
            return compiled.Not(part=to_condition(part))
        case ParameterForm():
            return compiled.ParameterIs(parameter=form.parameter, values=form.values)
        case DecisionForm():
            return compiled.DecisionIs(decision=form.decision, options=tuple(map(str, form.values)))
        case OutcomeForm():
            last = form.occurrence == "last"
            return compiled.StepOutcome(step=form.step, outcome=form.outcome, last=last)
        case LaterForm():
            raise ValueError("a condition of a later version")
        case _:
            assert_never(form)
