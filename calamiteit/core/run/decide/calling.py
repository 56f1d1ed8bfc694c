"""Calls by telephone: whom only a call reaches gives somebody else a task, chased like any other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from calamiteit.core.contacts.reaching import must_be_called, only_by_phone
from calamiteit.core.run import events as e
from calamiteit.core.run.decide.finishing import conclude
from calamiteit.core.run.decide.holders import LOGGER, available, callers
from calamiteit.core.run.decide.schedule import cancel_open, end_occurrence, start_now
from calamiteit.core.run.decide.turn import Turn
from calamiteit.core.run.state import Assignment, AssignmentState, Occurrence, OccurrenceState


def arrange(turn: Turn) -> None:
    """After each decision: end the calls that are no longer needed, open those that it asks for."""
    if turn.run.over:
        return
    for number in turn.run.calls.values():
        _end_when_answered(turn, turn.run.assignments[number])
    for number in dict.fromkeys(_asked_now(turn)):
        _open(turn, turn.run.assignments[number])


def open_call(turn: Turn, assignment: Assignment) -> Occurrence | None:
    """The call about an assignment that is under way."""
    found = turn.run.steps.get(step_of(assignment), [])
    return found[-1] if found and found[-1].state is OccurrenceState.RUNNING else None


def step_of(assignment: Assignment) -> str:
    """The id of the step that holds the calls about an assignment; no step of a playbook can have it."""
    return f"call-T{assignment.number}"


def makes_the_call(turn: Turn, alias: str, assignment: Assignment) -> bool:
    """Whether this person has the task to call about an assignment, and so writes down the answer."""
    call = open_call(turn, assignment)
    return call is not None and any(a.alias == alias and not a.state.over for a in turn.run.of(call))


def _asked_now(turn: Turn) -> Iterator[int]:
    """The assignments of which this decision sent the question to somebody who has to be called."""
    for recorded in tuple(turn.recorded):
        match recorded.event:
            case e.AssignmentOpened(number=number) | e.AssignmentReleased(number=number):
                assignment = turn.run.assignments[number]
                if _has_to_be_called(turn, assignment, at_once=True):
                    yield number
            case e.SecondChannelTried(number=number):
                if _has_to_be_called(turn, turn.run.assignments[number], at_once=False):
                    yield number
            case _:
                pass


def _has_to_be_called(turn: Turn, assignment: Assignment, *, at_once: bool) -> bool:
    """In the first wave a critical role, and who has a telephone only; later whom nothing else wakes.

    Who did the very act that asks them (the officer who starts the run) is awake and not called at once.
    """
    person = turn.around.directory.person(assignment.alias)
    if person is None or assignment.state is not AssignmentState.OPEN or assignment.step in turn.run.calls:
        return False
    there = available(turn.around, person)
    if at_once and turn.around.actor.alias == assignment.alias:
        return False
    if at_once and not assignment.critical and not only_by_phone(person, there):
        return False
    return must_be_called(person, there)


def _open(turn: Turn, assignment: Assignment) -> None:
    """One call at a time about an assignment: by the logger, without one by the officer."""
    roles = (LOGGER, turn.plan.officer)
    role = next((one for one in roles if callers(turn, one, assignment.alias)), None)
    if role is None or open_call(turn, assignment) is not None:
        return
    step = step_of(assignment)
    if step not in turn.run.calls:
        chase = turn.step(assignment.step).chase
        added = e.CallAdded(
            step=step,
            number=assignment.number,
            role=role,
            repeat=chase.repeat,
            second_channel=chase.second_channel,
            deputy=chase.deputy,
            officer=chase.officer,
        )
        turn.record(added, by_engine=True)
    start_now(turn, turn.step(step), because="plan")


def _end_when_answered(turn: Turn, assignment: Assignment) -> None:
    """Heard by phone: who had to call and wrote it down is done. Answered otherwise: nobody has to call."""
    call = open_call(turn, assignment)
    if call is None or not assignment.answered:
        return
    actor = turn.around.actor
    theirs = [a for a in turn.run.of(call) if a.alias == actor.alias and not a.state.over]
    if assignment.heard_by and theirs:
        turn.around = replace(turn.around, actor=replace(actor, on_behalf_of="", heard_by=""))
        turn.record(e.AssignmentDone(number=theirs[0].number))
        conclude(turn, call)
    if call.state is not OccurrenceState.OVER:
        outcome = "done" if assignment.heard_by else "not-applicable"
        cancel_open(turn, call, "answered")
        end_occurrence(turn, turn.step(call.step), call, outcome, why="answered")
