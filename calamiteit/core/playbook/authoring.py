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

    source: Text
    evidence: Literal["proven", "promising", "practice", "opinion"]
    last_drilled: DateOrNever = Field(description="A date, or never.")


class RoleForm(Authored):
    """What the municipality does in this scenario, and what it leaves to others."""

    does: tuple[Text, ...] = Field(min_length=1)
    does_not: tuple[Text, ...] = Field(min_length=1)


class TeamRoleForm(Authored):
    """A role that the playbook needs."""

    title: Text
    domain: Literal["safety", "social"]
    minimum: Whole = Field(default=1, ge=1, le=100, description="How many people it takes.")
    critical: bool = Field(default=False, description="Without it nothing starts: it is woken.")


class GoalForm(Authored):
    """A mark to reach in time."""

    mark: Name
    within: Duration
    probability: float = Field(gt=0, le=1)


class GuardForm(Authored):
    """A watch over the run, with its effect."""

    title: Text
    when: ConditionForm | None = Field(default=None, description="Without it a person presses the guard.")
    halts: tuple[Name, ...] = Field(default=(), description="Steps that stop.")
    starts: tuple[Name, ...] = Field(default=(), description="Standby steps that start.")
    tells: tuple[Name, ...] = Field(default=(), description="Roles that are told at once.")


class RetentionForm(Authored):
    """How the archive calls the log of a run."""

    label: Name
    note: Text | None = None


class Playbook(Authored):
    """A playbook: what happens, who does it, when, and what if they do not."""

    format: Annotated[Literal[1], BeforeValidator(_known_format)] = Field(
        description="The version of this format."
    )
    id: Name = Field(description="The name of the file without .yaml.")
    title: Text
    scenario: Text = Field(description="What happened, in a few sentences.")
    trigger_when: tuple[Text, ...] = Field(min_length=1, description="When the officer starts it.")
    origin: OriginForm
    parameters: Ordered[ParameterName, ParameterModel] = Field(default_factory=dict)
    role: RoleForm
    if_nothing_is_done: Text
    team: Annotated[
        Ordered[Name, TeamRoleForm], AfterValidator(_no_place_called_team), Field(min_length=1, max_length=50)
    ]
    officer: Name | None = Field(default=None, description="Told of trouble; default: the first critical.")
    goals: tuple[GoalForm, ...] = ()
    steps: tuple[StepModel, ...] = Field(min_length=1, max_length=MOST_STEPS)
    guards: Ordered[Name, GuardForm] = Field(default_factory=dict)
    scale_down: tuple[Text, ...] = Field(default=(), description="When the officer scales down.")
    retention: RetentionForm
