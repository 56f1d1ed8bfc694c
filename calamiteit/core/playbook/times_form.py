"""Times as a planner writes them: moments (`at`, `by`), repetition (`every`, `until`) and quiet hours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, assert_never

from pydantic import BeforeValidator, Field, Tag

from calamiteit.core.playbook import plan
from calamiteit.core.playbook.choices import by_key, by_rule
from calamiteit.core.playbook.conditions_form import ConditionForm
from calamiteit.core.playbook.scalars import Authored, Clock, Days, Duration, Name, ParameterName, Whole
from calamiteit.core.time import parse_clock, parse_duration

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DUTCH_WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")


class AfterStepForm(Authored):
    """So long after a step is over."""

    after: Name = Field(description="The step that has to be over.")
    plus: Duration = Field(default="0m", description="So long after it: 30m, 2h.")


class LocalForm(Authored):
    """At a local clock time: on a day counted from the trigger, or the next such time."""

    local: Clock = Field(description="The local clock time, in quotes.")
    day: Days | None = Field(default=None, ge=0, le=3660, description="0 is the day of the trigger.")


class DateForm(Authored):
    """At a date that the officer fills in, at a local clock time."""

    date: ParameterName = Field(description="A parameter of type date.")
    local: Clock = Field(default="09:00", description="The local clock time, in quotes.")
    plus_days: Days = Field(default=0, ge=-3660, le=3660, description="So many days later; below 0: before.")


AtForm = Annotated[
    Annotated[Duration, Tag("~text")]
    | Annotated[AfterStepForm, Tag("~after")]
    | Annotated[LocalForm, Tag("~local")]
    | Annotated[DateForm, Tag("~date")],
    by_key(
        'expected a moment: "+30m", {after: STEP, plus: 30m}, {local: "07:30", day: 1} or {date: PARAMETER}',
        "after",
        "date",
        "local",
        text=True,
    ),
]


def _weekday(value: object) -> object:
    """A day in Dutch or with a capital is told by its right name."""
    if isinstance(value, str) and value not in WEEKDAYS:
        meant = {**dict(zip(DUTCH_WEEKDAYS, WEEKDAYS, strict=True)), **{day: day for day in WEEKDAYS}}
        if value.lower() in meant:
            raise ValueError(f"'{value}' is written as '{meant[value.lower()]}'")
        raise ValueError(f"'{value}' is not one of {', '.join(WEEKDAYS)}")
    return value


class DailyForm(Authored):
    """Each day at a local clock time."""

    local: Clock = Field(description="The local clock time, in quotes.")


class WeeklyForm(Authored):
    """Each so many weeks on a weekday at a local clock time."""

    weeks: Whole = Field(ge=1, le=520, description="Each week is 1, each six weeks 6.")
    on: Annotated[
        Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
        BeforeValidator(_weekday),
    ] = Field(description="The day of the week, in English.")
    local: Clock = Field(description="The local clock time, in quotes.")


EveryForm = Annotated[
    Annotated[Duration, Tag("~text")]
    | Annotated[WeeklyForm, Tag("~weeks")]
    | Annotated[DailyForm, Tag("~local")],
    by_key(
        'expected a repetition: 2h, {local: "10:00"} or {weeks: 6, on: tuesday, local: "19:00"}',
        "weeks",
        "local",
        text=True,
    ),
]


class UntilStepForm(Authored):
    """Until a step is over."""

    step: Name = Field(description="The step that ends it when it is over.")


def _until_form(value: object) -> str | None:
    if isinstance(value, str):
        return "~text"
    if isinstance(value, UntilStepForm) or (isinstance(value, Mapping) and set(value) == {"step"}):
        return "~step"
    return "~condition" if isinstance(value, Mapping | Authored) and value else None


UntilForm = Annotated[
    Annotated[Duration, Tag("~text")]
    | Annotated[UntilStepForm, Tag("~step")]
    | Annotated[ConditionForm, Tag("~condition")],
    by_rule("expected an end: 72h, {step: STEP} or a condition", _until_form),
]


class QuietForm(Authored):
    """Quiet hours, and what happens to messages in them."""

    from_: Clock = Field(default="22:00", alias="from", description="When they begin, in quotes.")
    to: Clock = Field(default="07:30", description="When they end, in quotes; perhaps on the next day.")
    rule: Literal["defer", "ask", "ignore"] = Field(
        default="defer", description="Wait until they end, ask the officer, or send all the same."
    )


def to_at(form: AtForm) -> plan.At:
    """The compiled moment."""
    match form:
        case str():
            return plan.AtOffset(plus=parse_duration(form))
        case AfterStepForm():
            return plan.AtAfter(step=form.after, plus=parse_duration(form.plus))
        case LocalForm():
            return plan.AtLocal(minutes=parse_clock(form.local), day=form.day)
        case DateForm():
            minutes = parse_clock(form.local)
            return plan.AtDate(parameter=form.date, minutes=minutes, plus_days=form.plus_days)
        case _:
            assert_never(form)


def to_every(form: EveryForm) -> plan.Every:
    """The compiled repetition."""
    match form:
        case str():
            return plan.EveryInterval(interval=parse_duration(form))
        case DailyForm():
            return plan.EveryDay(minutes=parse_clock(form.local))
        case WeeklyForm():
            weekday = WEEKDAYS.index(form.on)
            return plan.EveryWeeks(weeks=form.weeks, weekday=weekday, minutes=parse_clock(form.local))
        case _:
            assert_never(form)


def to_quiet(form: QuietForm | None, *, otherwise: plan.QuietRule) -> plan.Quiet:
    """The compiled quiet hours; the rule for who is reached counts when the planner writes none."""
    if form is None:
        return plan.Quiet(rule=otherwise)
    rule = plan.QuietRule(form.rule)
    return plan.Quiet(start=parse_clock(form.from_), end=parse_clock(form.to), rule=rule)
