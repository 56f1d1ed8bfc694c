"""What a timer of the run does when its moment comes. A stale alarm yields no events."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from calamiteit.core.run import events as e
from calamiteit.core.run.commands import Fire
from calamiteit.core.run.decide.asking import Chosen, open_assignment, release, report_vacant, tell_officer
from calamiteit.core.run.decide.finishing import conclude
from calamiteit.core.run.decide.holders import candidates
from calamiteit.core.run.decide.moments import date_again
from calamiteit.core.run.decide.replacing import ask_next
from calamiteit.core.run.decide.schedule import cancel_open, end_occurrence
from calamiteit.core.run.decide.turn import Refused, Turn
from calamiteit.core.run.roles import vacant_roles
from calamiteit.core.run.state import Assignment, Occurrence, OccurrenceState
from calamiteit.core.time import MINUTE

TELL_AFTER = 10 * MINUTE
"""No answer to "are you still on it?": the officer hears of it after this long."""


def fire(turn: Turn, command: Fire) -> None:
    """Do what the moment was for."""
    if not turn.run.agenda.is_current(command.id, command.generation):
        raise Refused("stale", ok=True)
    subject, _, what = command.id.partition(":")
    if subject.startswith("T") and subject[1:].isdigit():
        _OF_ASSIGNMENT[what](turn, turn.run.assignments[int(subject[1:])])
        return
    step, _, n = what.rpartition("#")
    _OF_OCCURRENCE[subject](turn, turn.run.steps[step][int(n) - 1])


def pass_over(turn: Turn, command: Fire) -> None:
    """A moment that came and changed nothing is over as well."""
    if turn.run.agenda.is_current(command.id, command.generation):
        turn.record(e.MomentPassed(moment=command.id), by_engine=True)


def _repeat(turn: Turn, assignment: Assignment) -> None:
    turn.record(e.Repeated(number=assignment.number))


def _second(turn: Turn, assignment: Assignment) -> None:
    turn.record(e.SecondChannelTried(number=assignment.number))


def _deputy(turn: Turn, assignment: Assignment) -> None:
    ask_next(turn, assignment, "no-answer")


def _officer(turn: Turn, assignment: Assignment) -> None:
    tell_officer(turn, assignment, "no-answer")


def _release(turn: Turn, assignment: Assignment) -> None:
    release(turn, assignment)


def _remind(turn: Turn, assignment: Assignment) -> None:
    turn.record(e.Reminded(number=assignment.number))


def _due(turn: Turn, assignment: Assignment) -> None:
    tell_officer(turn, assignment, "overdue")


def _check(turn: Turn, assignment: Assignment) -> None:
    turn.record(e.ProgressAsked(number=assignment.number, tell_at=turn.now + TELL_AFTER))


def _tell(turn: Turn, assignment: Assignment) -> None:
    tell_officer(turn, assignment, "silent")


def _start(turn: Turn, occurrence: Occurrence) -> None:
    """The moment of a planned occurrence: `settle` starts it, or leaves it waiting for its condition."""


def _nothing(turn: Turn, occurrence: Occurrence) -> None:
    """Nobody decided in time: the option that the plan names, logged as decided by nobody."""
    step = turn.step(occurrence.step)
    if occurrence.state is not OccurrenceState.RUNNING or step.if_nothing is None:
        return
    end_occurrence(turn, step, occurrence, "done", option=step.if_nothing.option, why="nobody-decided")
    cancel_open(turn, occurrence, "over")


def _wake(turn: Turn, occurrence: Occurrence) -> None:
    turn.record(e.WakeDecided(step=occurrence.step, n=occurrence.n, wake=False, by_default=True))


def _vacant(turn: Turn, occurrence: Occurrence) -> None:
    """Still nobody for a role: the officer hears it again; when somebody has it, the moment passes."""
    for role in vacant_roles(turn.run, turn.step(occurrence.step), occurrence):
        report_vacant(turn, occurrence, role, again=True)


def _date(turn: Turn, occurrence: Occurrence) -> None:
    turn.record(e.DateAskedFor(step=occurrence.step, n=occurrence.n, again_at=date_again(turn.now)))


_OF_ASSIGNMENT: Mapping[str, Callable[[Turn, Assignment], None]] = {
    "repeat": _repeat,
    "second": _second,
    "deputy": _deputy,
    "officer": _officer,
    "release": _release,
    "remind": _remind,
    "due": _due,
    "check": _check,
    "tell": _tell,
}

_OF_OCCURRENCE: Mapping[str, Callable[[Turn, Occurrence], None]] = {
    "start": _start,
    "nothing": _nothing,
    "wake": _wake,
    "date": _date,
    "vacant": _vacant,
}


def look_around(turn: Turn) -> None:
    """Withdrawals act at once, vacancies are filled, a duty change is offered to the officer once."""
    for assignment in turn.run.open_assignments():
        if assignment.state.over:
            continue
        if turn.around.directory.person(assignment.alias) is None:
            turn.record(e.AssignmentDeclined(number=assignment.number, why="withdrawn"))
            ask_next(turn, assignment, "withdrawn")
            conclude(turn, turn.run.occurrence_of(assignment))
        elif assignment.rule == "rota":
            _offer(turn, assignment)
    for occurrences in tuple(turn.run.steps.values()):
        for occurrence in occurrences:
            _fill(turn, occurrence)


def _fill(turn: Turn, occurrence: Occurrence) -> None:
    """Somebody has come for a role for which nobody could be asked before."""
    if not occurrence.unfilled or turn.run.over:
        return
    step = turn.step(occurrence.step)
    for role in vacant_roles(turn.run, step, occurrence):
        asked = {a.alias for a in turn.run.of(occurrence) if role in a.roles}
        found = candidates(turn, step.id, role)
        candidate = next((c for c in found if c.alias not in asked), None)
        if candidate is not None:
            choice = Chosen(roles=(role,), candidate=candidate)
            open_assignment(turn, step, occurrence, choice, because="plan")


def _offer(turn: Turn, assignment: Assignment) -> None:
    for role in assignment.roles:
        found = turn.around.directory.candidates(role, turn.now)
        if not found or found[0].rule != "rota" or found[0].alias == assignment.alias:
            continue
        if turn.run.offered.get((role, assignment.alias)) != found[0].alias:
            turn.record(e.HandoverOffered(role=role, from_alias=assignment.alias, to_alias=found[0].alias))
