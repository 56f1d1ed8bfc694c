"""How the roles of an occurrence stand: done, skipped, on somebody's desk, or with nobody."""

from __future__ import annotations

from calamiteit.core.playbook.plan import Answer, CompletesOn, Step
from calamiteit.core.run.state import Assignment, AssignmentState, Occurrence, OccurrenceState, Run

SEEN = (AssignmentState.ACKNOWLEDGED, AssignmentState.IN_PROGRESS, AssignmentState.DONE)
"""The states of who has said yes."""

OUT = (AssignmentState.DECLINED, AssignmentState.CANCELLED, AssignmentState.SKIPPED)
"""The states of who will not do it."""


def asked_roles(run: Run, step: Step, occurrence: Occurrence) -> list[str]:
    """The roles of the step; a role that nobody could fill still counts until it is skipped or assigned."""
    asked = {role for assignment in run.of(occurrence) for role in assignment.roles}
    return [role for role in step.who if role in asked or role in occurrence.unfilled] or sorted(asked)


def role_result(run: Run, step: Step, occurrence: Occurrence, role: str) -> str | None:
    """done: somebody did for this role what the kind asks; skipped: a person decided so; else None."""
    wanted = SEEN if step.completes_on is CompletesOn.ACKNOWLEDGED else (AssignmentState.DONE,)
    mine = _of_role(run, occurrence, role)
    if any(assignment.state in wanted for assignment in mine):
        return "done"
    live = [assignment for assignment in mine if not assignment.state.over]
    if not live and any(assignment.state is AssignmentState.SKIPPED for assignment in mine):
        return "skipped"
    return None


def lacking_roles(run: Run, step: Step, occurrence: Occurrence) -> list[str]:
    """Roles that nobody did, skipped, or is asked for any more."""
    return [
        role
        for role in asked_roles(run, step, occurrence)
        if role_result(run, step, occurrence, role) is None
        and all(assignment.state.over for assignment in _of_role(run, occurrence, role))
    ]


def vacant_roles(run: Run, step: Step, occurrence: Occurrence) -> list[str]:
    """The lacking roles without which a running step cannot end."""
    if occurrence.state is not OccurrenceState.RUNNING:
        return []
    lacking = lacking_roles(run, step, occurrence)
    if step.leader is not None:
        return [role for role in lacking if role == step.leader]
    results = [role_result(run, step, occurrence, role) for role in asked_roles(run, step, occurrence)]
    left = len(results) - results.count("skipped")
    enough = {Answer.ANY: 1, Answer.QUORUM: min(step.quorum, left), Answer.ALL: left}[step.answer]
    return lacking if left - len(lacking) < enough else []


def _of_role(run: Run, occurrence: Occurrence, role: str) -> list[Assignment]:
    return [assignment for assignment in run.of(occurrence) if role in assignment.roles]
