"""Who comes next: the deputy of somebody who is silent or cannot, or a person chosen by hand."""

from __future__ import annotations

from calamiteit.core.contacts.directory import Candidate
from calamiteit.core.playbook.plan import Answer, Step
from calamiteit.core.run import events as e
from calamiteit.core.run.decide.asking import Chosen, each_once, open_assignment, tell_officer
from calamiteit.core.run.decide.holders import BY_HAND, candidates
from calamiteit.core.run.decide.turn import Turn
from calamiteit.core.run.roles import OUT
from calamiteit.core.run.state import Assignment, Occurrence


def ask_next(turn: Turn, assignment: Assignment, why: str) -> None:
    """Ask the next holder of each role that is not filled now, each person once; else tell the officer."""
    occurrence = turn.run.occurrence_of(assignment)
    step = turn.step(assignment.step)
    left: list[str] = []
    best: list[tuple[str, Candidate]] = []
    for role in _roles_not_taken(turn, assignment):
        candidate = _next_candidate(turn, occurrence, role)
        if candidate is not None:
            best.append((role, candidate))
        elif not _others_are_asked(turn, assignment, role):
            left.append(role)
    because = {"undelivered": "no-answer"}.get(why, why)
    for choice in each_once(best):
        number = open_assignment(turn, step, occurrence, choice, because=because, follows=assignment.number)
        escalated = e.Escalated(number=assignment.number, to="deputy", why=why, deputy=number)
        turn.record(escalated, by_engine=True)
    if left and not _ask_others(turn, step, occurrence, assignment):
        tell_officer(turn, assignment, "nobody-left")


def _roles_not_taken(turn: Turn, assignment: Assignment) -> list[str]:
    """The roles of an assignment that nobody else has accepted, and for which nobody was asked after it."""
    others = [
        other
        for other in turn.run.of(turn.run.occurrence_of(assignment))
        if other.state not in OUT
        and (other.number > assignment.number or (other.answered and other.number != assignment.number))
    ]
    return [role for role in assignment.roles if not any(role in other.roles for other in others)]


def _others_are_asked(turn: Turn, assignment: Assignment, role: str) -> bool:
    """Whether somebody else still has the question; their own silence is chased."""
    others = turn.run.of(turn.run.occurrence_of(assignment))
    return any(o.number != assignment.number and not o.state.over and role in o.roles for o in others)


def _next_candidate(turn: Turn, occurrence: Occurrence, role: str) -> Candidate | None:
    """The best one who was not asked yet, or who was only sent away because another had it."""
    asked = {
        other.alias
        for other in turn.run.of(occurrence)
        if role in other.roles and not (other.state in OUT and other.why == "taken")
    }
    found = candidates(turn, occurrence.step, role)
    return next((candidate for candidate in found if candidate.alias not in asked), None)


def _ask_others(turn: Turn, step: Step, occurrence: Occurrence, after: Assignment) -> bool:
    """Any one will do, and the one who had taken it cannot: ask again those who were sent away."""
    if step.answer is not Answer.ANY:
        return False
    busy = {other.alias for other in turn.run.of(occurrence) if other.why != "taken"}
    sent_away = [other for other in turn.run.of(occurrence) if other.why == "taken"]
    again = {other.alias: other for other in sent_away if other.alias not in {*busy, after.alias}}
    for other in again.values():
        choice = Chosen(roles=other.roles, candidate=Candidate(alias=other.alias, rule=other.rule))
        open_assignment(turn, step, occurrence, choice, because="declined", follows=other.number)
    return bool(again)


def give(
    turn: Turn, assignment: Assignment, alias: str, *, because: str, at_once: bool = False
) -> Assignment:
    """Close one assignment and open the same for another person, unless they were asked already."""
    occurrence = turn.run.occurrence_of(assignment)
    asked = _asked_already(turn, occurrence, alias, assignment.roles)
    number = turn.run.next_number() if asked is None else asked.number
    turn.record(e.AssignmentCancelled(number=assignment.number, why=because, by_number=number))
    if asked is not None:
        return asked
    rule = BY_HAND if because == "reassigned" and not at_once else _rule(turn, assignment.roles, alias)
    choice = Chosen(roles=assignment.roles, candidate=Candidate(alias=alias, rule=rule))
    open_assignment(
        turn,
        turn.step(assignment.step),
        occurrence,
        choice,
        because=because,
        follows=assignment.number,
        at_once=at_once,
    )
    return turn.run.assignments[number]


def _asked_already(
    turn: Turn, occurrence: Occurrence, alias: str, roles: tuple[str, ...]
) -> Assignment | None:
    theirs = [a for a in turn.run.of(occurrence) if a.alias == alias and not a.state.over]
    return next((a for a in theirs if set(roles) <= set(a.roles)), None)


def _rule(turn: Turn, roles: tuple[str, ...], alias: str) -> str:
    """By which rule somebody could have been asked anyway."""
    found = turn.around.directory.candidates(roles[0], turn.now)
    return next((candidate.rule for candidate in found if candidate.alias == alias), BY_HAND)
