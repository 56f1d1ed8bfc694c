"""What people answer: accept, start, done, cannot; and who may answer for whom."""

from __future__ import annotations

from dataclasses import replace

from calamiteit.core.playbook.plan import CompletesOn, Step
from calamiteit.core.run import events as e
from calamiteit.core.run.commands import Answer
from calamiteit.core.run.decide.calling import makes_the_call
from calamiteit.core.run.decide.finishing import conclude, take
from calamiteit.core.run.decide.quiet import by_day
from calamiteit.core.run.decide.replacing import ask_next, give
from calamiteit.core.run.decide.turn import Refused, Turn
from calamiteit.core.run.roles import SEEN
from calamiteit.core.run.state import Assignment
from calamiteit.core.run.table import ANSWERS, TABLE, Act, Verb
from calamiteit.core.time import DAY, HOUR, MINUTE, Millis

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
    if act is Act.ALREADY or (act is Act.STILL and not _was_asked(turn, assignment)):
        raise _already(assignment)
    if act is Act.OVER:
        raise over(turn, assignment)
    if assignment.settled and act in (Act.WORK, Act.STILL, Act.REDATE):
        raise _already(assignment)
    return act


def _was_asked(turn: Turn, assignment: Assignment) -> bool:
    """Whether "are you still on it?" is waiting for an answer."""
    return assignment.silent or turn.run.agenda.at(f"T{assignment.number}:tell") is not None


def _already(assignment: Assignment) -> Refused:
    return Refused(f"already-{assignment.state.value}", ok=True, number=assignment.number)


def over(turn: Turn, assignment: Assignment) -> Refused:
    """A refusal that says how an assignment ended, and who has it instead."""
    elsewhere = assignment.why in ("taken", "reassigned", "handover")
    code = "taken-by-other" if elsewhere else f"over-{assignment.state.value}"
    return Refused(code, number=assignment.number, alias=holder_now(turn, assignment))


def holder_now(turn: Turn, assignment: Assignment) -> str:
    """Who has it instead, for "the loser of a race is told who has it"."""
    others = turn.run.of(turn.run.occurrence_of(assignment))
    same = [o for o in others if o.number != assignment.number and set(o.roles) & set(assignment.roles)]
    accepted = [o.alias for o in same or others if o.state in SEEN]
    asked = [o.alias for o in same if not o.state.over]
    return next(iter(accepted or asked), "")


def answer(turn: Turn, command: Answer) -> None:
    """Record what the holder, their deputy or the officer (on their behalf) answers."""
    assignment = find(turn, command.number)
    if command.verb not in ANSWERS:
        raise Refused("not-an-answer", number=assignment.number)
    assignment, takes_over = _for_whom(turn, assignment, command.verb)
    step = turn.step(assignment.step)
    act = _fitting(step, act_of(turn, assignment, command.verb))
    if act is Act.FINISH:
        _refuse_incomplete(step, assignment, command)
    if takes_over:
        speaker = turn.around.actor.speaker
        assignment = give(turn, assignment, speaker, because="reassigned", at_once=True)
    _record(turn, step, assignment, act, command)
    conclude(turn, turn.run.occurrence_of(assignment))


def _fitting(step: Step, act: Act) -> Act:
    """Where to have seen it is all, there is no work to be started."""
    if step.completes_on is CompletesOn.ACKNOWLEDGED and act is Act.WORK:
        return Act.ACKNOWLEDGE
    return act


def _record(turn: Turn, step: Step, assignment: Assignment, act: Act, command: Answer) -> None:
    number = assignment.number
    match act:
        case Act.ACKNOWLEDGE:
            enough = step.completes_on is CompletesOn.ACKNOWLEDGED
            check_at = _check_at(turn, step, assignment)
            turn.record(e.Acknowledged(number=number, check_at=check_at, enough=enough))
        case Act.WORK | Act.STILL:
            turn.record(e.WorkStarted(number=number, check_at=_check_at(turn, step, assignment)))
        case Act.DECLINE:
            turn.record(e.AssignmentDeclined(number=number, reason=command.text))
            ask_next(turn, assignment, "declined")
            return
        case _:
            option = command.option if step.options else ""
            turn.record(e.AssignmentDone(number=number, option=option, text=command.text))
    take(turn, assignment)


def _refuse_incomplete(step: Step, assignment: Assignment, command: Answer) -> None:
    """An option or the minutes are missing."""
    options = [option.id for option in step.options]
    if options and command.option not in options:
        raise Refused("choose-an-option", number=assignment.number, options=", ".join(options))
    if step.minutes_required and command.text is None and step.leader in assignment.roles:
        raise Refused("minutes-required", number=assignment.number)


def _check_at(turn: Turn, step: Step, assignment: Assignment) -> Millis | None:
    """When silence is asked about: after the longest time the work takes; never for what is only seen.

    Who still is on it is left in peace for as long again as they have had it, a day at most.
    """
    if step.completes_on is CompletesOn.ACKNOWLEDGED or step.leader not in (None, *assignment.roles):
        return None
    wait = CHECK_AFTER if step.takes is None else max(step.takes.at_most, MINUTE)
    if assignment.acknowledged_at is not None:
        wait = max(wait, min(turn.now - assignment.acknowledged_at, DAY))
    return by_day(turn, step, turn.run.occurrence_of(assignment), turn.now + wait)


def _for_whom(turn: Turn, assignment: Assignment, verb: Verb) -> tuple[Assignment, bool]:
    """The assignment that this person may answer, and whether they take it over from its holder."""
    actor = turn.around.actor
    if actor.on_behalf_of and actor.door != "engine" and not _may_speak_for(turn, assignment):
        raise Refused("not-allowed", act="accept-for", alias=actor.alias)
    if actor.speaker == assignment.alias or actor.door == "engine":
        return assignment, False
    if _is_deputy(turn, assignment, actor.speaker):
        return _of_deputy(turn, assignment, verb)
    if actor.on_behalf_of:
        raise Refused("not-theirs", number=assignment.number, alias=assignment.alias)
    if may(turn, actor.alias, "accept-for"):
        turn.around = replace(turn.around, actor=replace(actor, on_behalf_of=assignment.alias))
        return assignment, False
    raise Refused("not-yours", number=assignment.number, alias=assignment.alias)


def _may_speak_for(turn: Turn, assignment: Assignment) -> bool:
    """The officer may; and who has the task to call this person."""
    actor = turn.around.actor
    if may(turn, actor.alias, "accept-for"):
        return True
    return actor.on_behalf_of == assignment.alias and makes_the_call(turn, actor.alias, assignment)


def _is_deputy(turn: Turn, assignment: Assignment, alias: str) -> bool:
    directory = turn.around.directory
    return any(c.alias == alias for role in assignment.roles for c in directory.candidates(role, turn.now))


def _of_deputy(turn: Turn, assignment: Assignment, verb: Verb) -> tuple[Assignment, bool]:
    """A deputy answers the question of their own if they have one, else takes the holder's over."""
    act_of(turn, assignment, verb)
    alias = turn.around.actor.speaker
    mine = [a for a in turn.run.of(turn.run.occurrence_of(assignment)) if a.alias == alias]
    own = next((a for a in mine if not a.state.over and set(a.roles) & set(assignment.roles)), None)
    if own is not None:
        return own, False
    if verb is Verb.DECLINE:
        raise Refused("not-yours", number=assignment.number, alias=assignment.alias)
    return assignment, True


def may(turn: Turn, alias: str, act: str) -> bool:
    """Whether a person may do an officer's act: who started the run, or whom the authority table names."""
    return alias == turn.run.started_by or turn.around.directory.may(alias, act, turn.now)
