"""The kinds of steps, each in a module of its own, and the list of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator

from calamiteit.core.playbook.kinds import ask, decide, linked, meeting, notify, task
from calamiteit.core.playbook.kinds.kind import StepKind

KINDS: Mapping[str, StepKind[Any]] = {
    module.KIND.name: module.KIND for module in (notify, task, decide, meeting, ask, linked)
}
"""Every kind that this version knows, by the name that a planner writes."""

LATER_KINDS = frozenset({"publish", "measure", "deploy", "mood", "call", "rumour", "correct", "inject"})
"""Kinds that a later version brings."""


def _refuse_later_kinds(value: object) -> object:
    kind = value.get("kind") if isinstance(value, Mapping) else None
    if isinstance(kind, str) and kind in LATER_KINDS:
        raise ValueError(f"the kind '{kind}' is known from a later version; write a task with a mark for now")
    return value


StepModel = Annotated[
    notify.NotifyStep
    | task.TaskStep
    | decide.DecideStep
    | meeting.MeetingStep
    | ask.AskStep
    | linked.LinkedStep,
    Discriminator("kind"),
    BeforeValidator(_refuse_later_kinds),
]
"""A step of any kind, as a planner writes it."""
