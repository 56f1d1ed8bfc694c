"""What people answer: accept, start, done, cannot; and who may answer for whom."""

from __future__ import annotations

from dataclasses import replace

from calamiteit.core.contacts.directory import Candidate
from calamiteit.core.playbook.plan import CompletesOn, Step
from calamiteit.core.run import events as e
from calamiteit.core.run.commands import Answer
from calamiteit.core.run.decide import asking
from calamiteit.core.run.decide.finishing import conclude, take
from calamiteit.core.run.decide.turn import Refused, Turn
from calamiteit.core.run.state import Assignment
from calamiteit.core.run.table import TABLE, Act, Verb
from calamiteit.core.time import HOUR, MINUTE, Millis

CHECK_AFTER = HOUR
"""Silence after acceptance is asked about after this long when the plan names no duration."""


def find(turn: Turn, number: int) -> Assignment:
    """The assignment, or a refusal that says it does not exist."""
    if number not in turn.run.assignments:
        raise Refused("no-such-task", number=number)
    return turn.run.assignments[number]


def act_of(turn: Turn, assignment: Assignment, verb: Verb) -> Act:
    """What the table says; a refusal tells the person how things stand."""
    if turn.run.over:
        raise Refused("run-over", run=turn.run.id)
    act = TABLE[assignment.state][verb]
    if act is Act.ALREADY:
        raise Refused(f"already-{assignment.state.value}", ok=True, number=assignment.number)
    if act is Act.OVER:
        raise Refused(
            *_how_it_ended(turn, assignment), number=assignment.number, alias=_holder_now(turn, assignment)
        )
    return act


def _how_it_ended(turn: Turn, assignment: Assignment) -> tuple[str]:
    ended = {"taken", "reassigned", "handover"}
    return ("taken-by-other",) if assignment.why in ended else (f"over-{assignment.state.value}",)


def _holder_now(turn: Turn, assignment: Assignment) -> str:
    """Who has it instead, for "the loser of a race is told who has it"."""
    others = turn.run.of(turn.run.occurrence_of(assignment))
    found = [
        o.alias for o in others if o.answered and o.state.value not in ("declined", "cancelled", "skipped")
    ]
    later = [o.alias for o in others if o.follows == assignment.number]
    return next(iter(found or later), "")


def answer(turn: Turn, command: Answer) -> None:
    """Record what the holder, their deputy or the officer (on their behalf) answers."""
    assignment = find(turn, command.number)
    assignment = _for_whom(turn, assignment, command.verb)
    act = act_of(turn, assignment, command.verb)
    step = turn.step(assignment.step)
    match act:
        case Act.ACKNOWLEDGE:
            turn.record(e.Acknowledged(number=assignment.number, check_at=_check_at(turn, step, assignment)))
            take(turn, assignment)
        case Act.WORK:
            turn.record(e.WorkStarted(number=assignment.number, check_at=_check_at(turn, step, assignment)))
            take(turn, assignment)
        case Act.FINISH:
            _finish(turn, step, assignment, command)
        case Act.DECLINE:
            turn.record(e.AssignmentDeclined(number=assignment.number, reason=command.text))
            asking.ask_next(turn, assignment, "declined")
        case _:
            raise Refused("not-an-answer", number=assignment.number)
    conclude(turn, turn.run.occurrence_of(assignment))


def _finish(turn: Turn, step: Step, assignment: Assignment, command: Answer) -> None:
    options = [option.id for option in step.options]
    if options and command.option not in options:
        raise Refused("choose-an-option", number=assignment.number, options=", ".join(options))
    if step.minutes_required and command.text is None and step.leader in assignment.roles:
        raise Refused("minutes-required", number=assignment.number)
    turn.record(
        e.AssignmentDone(
            number=assignment.number, option=command.option if options else "", text=command.text
        )
    )
    take(turn, assignment)


def _check_at(turn: Turn, step: Step, assignment: Assignment) -> Millis | None:
    """When silence is asked about: after the longest time the work takes; never for what is only seen."""
    if step.completes_on is CompletesOn.ACKNOWLEDGED or step.leader not in (None, *assignment.roles):
        return None
    if step.takes is not None:
        return turn.now + max(step.takes.at_most, MINUTE)
    return turn.now + CHECK_AFTER


def _for_whom(turn: Turn, assignment: Assignment, verb: Verb) -> Assignment:
    """The assignment that this person may answer: their own, one of a deputy, or as told to the officer."""
    actor = turn.around.actor
    if actor.speaker == assignment.alias or actor.door == "engine":
        if actor.on_behalf_of and not may(turn, actor.alias, "record"):
            raise Refused("not-allowed", act="record", alias=actor.alias)
        return assignment
    if actor.on_behalf_of:
        raise Refused("not-theirs", number=assignment.number, alias=assignment.alias)
    if _is_deputy(turn, assignment, actor.alias):
        return _take_over(turn, assignment, verb)
    if may(turn, actor.alias, "record"):
        turn.around = replace(turn.around, actor=replace(actor, on_behalf_of=assignment.alias))
        return assignment
    raise Refused("not-yours", number=assignment.number, alias=assignment.alias)


def _is_deputy(turn: Turn, assignment: Assignment, alias: str) -> bool:
    directory = turn.around.directory
    return any(c.alias == alias for role in assignment.roles for c in directory.candidates(role, turn.now))


def _take_over(turn: Turn, assignment: Assignment, verb: Verb) -> Assignment:
    """A deputy who answers takes the task: the holder is told, and a new assignment is the deputy's."""
    act_of(turn, assignment, verb)
    own = next(
        (a for a in turn.run.of(turn.run.occurrence_of(assignment)) if a.alias == turn.around.actor.alias),
        None,
    )
    if own is not None and not own.state.over:
        return own
    if verb is Verb.DECLINE:
        raise Refused("not-yours", number=assignment.number, alias=assignment.alias)
    return give(turn, assignment, turn.around.actor.alias, because="reassigned")


def give(turn: Turn, assignment: Assignment, alias: str, *, because: str) -> Assignment:
    """Close one assignment and open the same for another person."""
    occurrence = turn.run.occurrence_of(assignment)
    turn.record(
        e.AssignmentCancelled(number=assignment.number, why=because, by_number=turn.run.next_number())
    )
    choice = asking.Chosen(roles=assignment.roles, candidate=Candidate(alias=alias, rule="by hand"))
    step = turn.step(assignment.step)
    number = asking.open_assignment(
        turn, step, occurrence, choice, because=because, follows=assignment.number
    )
    return turn.run.assignments[number]


def may(turn: Turn, alias: str, act: str) -> bool:
    """Whether a person may do an officer's act: who started the run, or whom the authority table names."""
    return alias == turn.run.started_by or turn.around.directory.may(alias, act, turn.now)
