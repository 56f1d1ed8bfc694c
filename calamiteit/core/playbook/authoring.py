"""A playbook as a planner writes it: format 1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from calamiteit.core.playbook.conditions_form import ConditionForm
from calamiteit.core.playbook.kinds import StepModel
from calamiteit.core.playbook.ordered import Ordered
from calamiteit.core.playbook.parameters_form import DateOrNever, ParameterModel
from calamiteit.core.playbook.scalars import Authored, Duration, Name, ParameterName, Text, Whole

FORMAT = 1
MOST_STEPS = 500


def _no_place_called_team(team: Mapping[str, TeamRoleForm]) -> Mapping[str, TeamRoleForm]:
    if "team" in team:
        raise ValueError("a role cannot be called 'team'; that word means everybody")
    return team


def _known_format(value: object) -> object:
    if value != FORMAT or isinstance(value, bool):
        raise ValueError(f"this version of calamiteit reads format {FORMAT}; write 'format: {FORMAT}'")
    return value


class OriginForm(Authored):
    """Where a playbook comes from and how well proven it is."""

    source: Text = Field(description="Who made it, and from what.")
    evidence: Literal["proven", "promising", "practice", "opinion"] = Field(
        description="How well proven it is."
    )
    last_drilled: DateOrNever = Field(description="A date, or never.")


class RoleForm(Authored):
    """What the municipality does in this scenario, and what it leaves to others."""

    does: tuple[Text, ...] = Field(min_length=1, description="What is ours; messages show these lines.")
    does_not: tuple[Text, ...] = Field(min_length=1, description="What we leave to others, and to whom.")


class TeamRoleForm(Authored):
    """A role that the playbook needs."""

    title: Text = Field(description="What the role is called in this playbook.")
    domain: Literal["safety", "social"] = Field(description="Both domains belong in a team.")
    minimum: Whole = Field(default=1, ge=1, le=100, description="How many people it takes.")
    critical: bool = Field(default=False, description="Without it nothing starts: it is woken.")


class GoalForm(Authored):
    """A mark to reach in time."""

    mark: Name = Field(description="The mark of a step.")
    within: Duration = Field(description="So long after the start: 30m, 2h.")
    probability: float = Field(gt=0, le=1, description="In what part of all cases: 0.9 is nine in ten.")


class GuardForm(Authored):
    """A watch over the run, with its effect."""

    title: Text = Field(description="What happened, in one line: what the alarm is for.")
    when: ConditionForm | None = Field(default=None, description="Without it a person presses the guard.")
    halts: tuple[Name, ...] = Field(default=(), description="Steps that stop.")
    starts: tuple[Name, ...] = Field(default=(), description="Standby steps that start.")
    tells: tuple[Name, ...] = Field(default=(), description="Roles that are told at once.")


class RetentionForm(Authored):
    """How the archive calls the log of a run."""

    label: Name = Field(description="settings.yaml gives its term: retention: {crisis-log: 52w}.")
    note: Text | None = Field(default=None, description="For the archivist.")


class Playbook(Authored):
    """A playbook: what happens, who does it, when, and what if they do not."""

    format: Annotated[Literal[1], BeforeValidator(_known_format)] = Field(
        description="The version of this format."
    )
    id: Name = Field(description="The name of the file without .yaml.")
    title: Text = Field(description="What lists and messages call it.")
    scenario: Text = Field(description="What happened, in a few sentences.")
    trigger_when: tuple[Text, ...] = Field(min_length=1, description="When the officer starts it.")
    origin: OriginForm = Field(description="Where it comes from and how well proven it is.")
    parameters: Ordered[ParameterName, ParameterModel] = Field(
        default_factory=dict, description="What the officer fills in at the start, by name."
    )
    role: RoleForm = Field(description="What we do here, and what we leave to others.")
    if_nothing_is_done: Text = Field(description="What happens if the municipality does nothing.")
    team: Annotated[
        Ordered[Name, TeamRoleForm], AfterValidator(_no_place_called_team), Field(min_length=1, max_length=50)
    ] = Field(description="The roles that take part, by their name in contacts/roles.yaml.")
    officer: Name | None = Field(default=None, description="Told of trouble; default: the first critical.")
    goals: tuple[GoalForm, ...] = Field(
        default=(), description="Marks to reach in time; drills measure them."
    )
    steps: tuple[StepModel, ...] = Field(
        min_length=1, max_length=MOST_STEPS, description="What is done, in the order in which it is read."
    )
    guards: Ordered[Name, GuardForm] = Field(
        default_factory=dict, description="Alarms by name: what they stop, start and tell."
    )
    scale_down: tuple[Text, ...] = Field(default=(), description="When the officer scales down.")
    retention: RetentionForm = Field(description="How the archive calls the log, and so how long it stays.")
