"""What the officer fills in at the start, as a planner writes it."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal, assert_never

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, WithJsonSchema

from calamiteit.core.playbook import plan
from calamiteit.core.playbook.ordered import Ordered
from calamiteit.core.playbook.scalars import Authored, Name, Text, Whole, words_of
from calamiteit.core.time import parse_date


def _is_date(value: str) -> str:
    parse_date(value)
    return value


def _is_date_or_never(value: object) -> str:
    if value == "never":
        return "never"
    if not isinstance(value, str):
        raise ValueError("expected a date such as 2026-09-14, or never")
    try:
        return _is_date(value)
    except ValueError as error:
        raise ValueError(f"{error}, or never") from error


IsoDate = Annotated[str, AfterValidator(_is_date), Field(json_schema_extra={"format": "date"})]
DateOrNever = Annotated[
    str,
    BeforeValidator(_is_date_or_never),
    WithJsonSchema({"anyOf": [{"const": "never"}, {"type": "string", "format": "date"}]}),
]


DEFAULT = "Counts when nothing is filled in."


class ParameterFields(Authored):
    """What every parameter says."""

    title: Text = Field(description="What the officer is asked.")
    required: bool = Field(default=True, description="Whether a run can start without it.")


class TextParameter(ParameterFields):
    """A short text; kept encrypted in the run."""

    type: Literal["text"]
    default: str | None = Field(default=None, description=DEFAULT)


class ChoiceParameter(ParameterFields):
    """One of some options."""

    type: Literal["choice"]
    options: Ordered[Name, Text] = Field(min_length=2, description="What can be chosen, by name.")
    default: Name | None = Field(default=None, description="The name of an option.")


class NumberParameter(ParameterFields):
    """A whole number."""

    type: Literal["number"]
    minimum: Whole | None = Field(default=None, description="The smallest number that is accepted.")
    maximum: Whole | None = Field(default=None, description="The largest.")
    default: Whole | None = Field(default=None, description=DEFAULT)


class TimeParameter(ParameterFields):
    """A moment."""

    type: Literal["time"]


class DateParameter(ParameterFields):
    """A day; while it is unknown the run shows that and asks for it each week."""

    type: Literal["date"]
    default: IsoDate | None = Field(default=None, description=DEFAULT)


class NeighbourhoodsParameter(ParameterFields):
    """Neighbourhoods of the workspace."""

    type: Literal["neighbourhoods"]
    default: tuple[Name, ...] | None = Field(default=None, description=DEFAULT)


ParameterModel = Annotated[
    TextParameter
    | ChoiceParameter
    | NumberParameter
    | TimeParameter
    | DateParameter
    | NeighbourhoodsParameter,
    Discriminator("type"),
]


def to_parameter(name: str, form: ParameterModel) -> plan.Parameter:
    """The compiled parameter."""
    shared = plan.Parameter(
        id=name, type=plan.ParameterType(form.type), title=words_of(form.title), required=form.required
    )
    return _with_kind(shared, form)


def _with_kind(shared: plan.Parameter, form: ParameterModel) -> plan.Parameter:
    match form:
        case TimeParameter():
            return shared
        case ChoiceParameter():
            options = tuple(plan.Option(id=name, title=words_of(text)) for name, text in form.options.items())
            return replace(shared, options=options, default=form.default)
        case NumberParameter():
            return replace(shared, minimum=form.minimum, maximum=form.maximum, default=form.default)
        case TextParameter() | DateParameter() | NeighbourhoodsParameter():
            return replace(shared, default=form.default)
        case _:
            assert_never(form)
