"""Whether an occurrence is over: all, any, a quorum, or its leader."""

from __future__ import annotations

from calamiteit.core.playbook.plan import Answer, CompletesOn, Step
from calamiteit.core.run import events as e
from calamiteit.core.run.decide.asking import report_vacant
from calamiteit.core.run.decide.schedule import cancel_open, end_occurrence
from calamiteit.core.run.decide.turn import Turn
from calamiteit.core.run.roles import SEEN, asked_roles, lacking_roles, role_result, vacant_roles
from calamiteit.core.run.state import Assignment, Occurrence, OccurrenceState


def conclude(turn: Turn, occurrence: Occurrence) -> None:
    """End the occurrence when enough people have answered; send the others home where that is right."""
    if occurrence.state is not OccurrenceState.RUNNING:
        return
    step = turn.step(occurrence.step)
    outcome = _outcome(turn, step, occurrence)
    if outcome is None:
        _report_if_stuck(turn, step, occurrence)
        return
    end_occurrence(turn, step, occurrence, outcome, option=_option(turn, occurrence))
    if step.completes_on is CompletesOn.DONE:
        _send_home(turn, step, occurrence)


def _report_if_stuck(turn: Turn, step: Step, occurrence: Occurrence) -> None:
    """Nobody has the question any more, and nothing is armed that says so."""
    if turn.run.agenda.at(f"vacant:{occurrence.id}") is not None:
        return
    if all(assignment.state.over for assignment in turn.run.of(occurrence)):
        for role in vacant_roles(turn.run, step, occurrence):
            report_vacant(turn, occurrence, role)


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
    run = turn.run
    roles = {role: role_result(run, step, occurrence, role) for role in asked_roles(run, step, occurrence)}
    done = [role for role, result in roles.items() if result == "done"]
    left = [role for role, result in roles.items() if result != "skipped"]
    if step.answer is Answer.ANY and len(left) < len(roles) and not done:
        left = [role for role in left if role not in lacking_roles(run, step, occurrence)]
    if not left:
        return "skipped" if roles else None
    if step.leader is not None and step.leader in roles:
        return roles[step.leader]
    if step.options:
        return "done" if done else None
    needed = {Answer.ANY: 1, Answer.QUORUM: min(step.quorum, len(left)), Answer.ALL: len(left)}[step.answer]
    return "done" if len(done) >= needed else None


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
        if other.number != assignment.number and not other.state.over and not other.answered:
            _leave_the_rest(turn, occurrence, other, assignment.number)


def _leave_the_rest(turn: Turn, occurrence: Occurrence, other: Assignment, by_number: int) -> None:
    """Of an unanswered question only those roles remain that nobody else has accepted."""
    answered = [a for a in turn.run.of(occurrence) if a.number != other.number and a.state in SEEN]
    left = tuple(role for role in other.roles if not any(role in a.roles for a in answered))
    if not left:
        cancelled = e.AssignmentCancelled(number=other.number, why="taken", by_number=by_number)
        turn.record(cancelled, by_engine=True)
    elif left != other.roles:
        narrowed = e.AssignmentNarrowed(number=other.number, roles=left, by_number=by_number)
        turn.record(narrowed, by_engine=True)
