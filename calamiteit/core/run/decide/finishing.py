"""Whether an occurrence is over: all, any, a quorum, or its leader."""

from __future__ import annotations

from calamiteit.core.playbook.plan import Answer, CompletesOn, Step
from calamiteit.core.run import events as e
from calamiteit.core.run.decide.schedule import cancel_open, end_occurrence
from calamiteit.core.run.decide.turn import Turn
from calamiteit.core.run.state import Assignment, AssignmentState, Occurrence, OccurrenceState

_SEEN = (AssignmentState.ACKNOWLEDGED, AssignmentState.IN_PROGRESS, AssignmentState.DONE)


def conclude(turn: Turn, occurrence: Occurrence) -> None:
    """End the occurrence when enough people have answered; send the others home where that is right."""
    if occurrence.state is not OccurrenceState.RUNNING:
        return
    step = turn.step(occurrence.step)
    outcome = _outcome(turn, step, occurrence)
    if outcome is None:
        return
    end_occurrence(turn, step, occurrence, outcome, option=_option(turn, occurrence))
    if step.completes_on is CompletesOn.DONE:
        _send_home(turn, step, occurrence)


def _send_home(turn: Turn, step: Step, occurrence: Occurrence) -> None:
    """Those who attended a meeting are done with it; for the rest it is no longer needed."""
    for assignment in turn.run.of(occurrence):
        if assignment.state.over:
            continue
        if step.leader is not None and assignment.answered:
            turn.record(e.AssignmentDone(number=assignment.number), by_engine=True)
        else:
            turn.record(e.AssignmentCancelled(number=assignment.number, why="enough"), by_engine=True)


def _outcome(turn: Turn, step: Step, occurrence: Occurrence) -> str | None:
    """done, skipped, or None while people are still expected."""
    roles = {role: role_result(turn, step, occurrence, role) for role in _asked_roles(turn, step, occurrence)}
    satisfied = [role for role, result in roles.items() if result == "done"]
    skipped = [role for role, result in roles.items() if result == "skipped"]
    if roles and len(skipped) == len(roles):
        return "skipped"
    if step.leader is not None and step.leader in roles:
        return roles[step.leader]
    needed = {
        Answer.ANY: 1,
        Answer.QUORUM: min(step.quorum, len(roles)),
        Answer.ALL: len(roles) - len(skipped),
    }[step.answer]
    if step.options and satisfied:
        return "done"
    return "done" if satisfied and len(satisfied) >= needed else None


def _asked_roles(turn: Turn, step: Step, occurrence: Occurrence) -> list[str]:
    """The roles of the step; a role that nobody could fill still counts until it is skipped or assigned."""
    asked = {role for assignment in turn.run.of(occurrence) for role in assignment.roles}
    return [role for role in step.who if role in asked or role in occurrence.unfilled] or sorted(asked)


def role_result(turn: Turn, step: Step, occurrence: Occurrence, role: str) -> str | None:
    """done: somebody did for this role what the kind asks; skipped: a person decided so; else None."""
    wanted = _SEEN if step.completes_on is CompletesOn.ACKNOWLEDGED else (AssignmentState.DONE,)
    mine = [assignment for assignment in turn.run.of(occurrence) if role in assignment.roles]
    if any(assignment.state in wanted for assignment in mine):
        return "done"
    live = [assignment for assignment in mine if not assignment.state.over]
    if not live and any(assignment.state is AssignmentState.SKIPPED for assignment in mine):
        return "skipped"
    return None


def _option(turn: Turn, occurrence: Occurrence) -> str:
    return next((a.option for a in turn.run.of(occurrence) if a.option), "")


def take(turn: Turn, assignment: Assignment) -> None:
    """This person has it now: others who were asked for the same are told so."""
    occurrence = turn.run.occurrence_of(assignment)
    step = turn.step(assignment.step)
    if step.answer is Answer.ANY and step.completes_on is CompletesOn.DONE and step.leader is None:
        cancel_open(turn, occurrence, "taken", assignment.number)
        return
    for other in turn.run.of(occurrence):
        if other.number == assignment.number or other.state.over or other.answered:
            continue
        if _covered(turn, occurrence, other):
            turn.record(
                e.AssignmentCancelled(number=other.number, why="taken", by_number=assignment.number),
                by_engine=True,
            )


def _covered(turn: Turn, occurrence: Occurrence, other: Assignment) -> bool:
    """Whether every role of an unanswered assignment has been accepted by somebody else."""
    answered = [a for a in turn.run.of(occurrence) if a.number != other.number and a.state in _SEEN]
    return all(any(role in a.roles for a in answered) for role in other.roles)
