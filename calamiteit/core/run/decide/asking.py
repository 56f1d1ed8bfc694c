"""Whom to ask: roles become people, one assignment each, with the moments of the chase fixed."""

from __future__ import annotations

from dataclasses import dataclass

from calamiteit.core.contacts.directory import Candidate
from calamiteit.core.playbook.plan import Answer, Chase, QuietRule, Step
from calamiteit.core.run import events as e
from calamiteit.core.run.decide.moments import quiet_until, reminder
from calamiteit.core.run.decide.turn import Turn
from calamiteit.core.run.state import Assignment, Occurrence
from calamiteit.core.time import MINUTE, Millis

WAKE_DEFAULT = 5 * MINUTE
"""Nobody answers "wake them now?": hold until morning after this long (3-model, time)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A person with the roles that they are asked for in one assignment."""

    roles: tuple[str, ...]
    candidate: Candidate


def ask_everyone(turn: Turn, step: Step, occurrence: Occurrence) -> None:
    """Open the first assignments of an occurrence: each person once, whatever number of roles they hold."""
    held = _held(turn, step, occurrence)
    chosen: dict[str, Chosen] = {}
    for role in step.who:
        found = turn.around.directory.candidates(role, turn.now)
        if not found:
            turn.record(e.RoleUnfilled(step=step.id, n=occurrence.n, role=role), by_engine=True)
            continue
        before = chosen.get(found[0].alias)
        roles = (*before.roles, role) if before else (role,)
        chosen[found[0].alias] = Chosen(roles=roles, candidate=before.candidate if before else found[0])
    for choice in chosen.values():
        open_assignment(turn, step, occurrence, choice, because="plan", held_until=held)


def _held(turn: Turn, step: Step, occurrence: Occurrence) -> Millis | None:
    """Until when messages wait because of quiet hours; asks for the wake decision where the plan says so."""
    if step.quiet.rule is QuietRule.IGNORE:
        return None
    until = quiet_until(turn, step.quiet)
    if until is not None and step.quiet.rule is QuietRule.ASK:
        asked = e.WakeAsked(step=step.id, n=occurrence.n, default_at=turn.now + WAKE_DEFAULT, until=until)
        turn.record(asked, by_engine=True)
    return until


def open_assignment(
    turn: Turn,
    step: Step,
    occurrence: Occurrence,
    choice: Chosen,
    *,
    because: str,
    follows: int | None = None,
    held_until: Millis | None = None,
) -> int:
    """Ask one person; returns the number of the assignment."""
    critical = any(turn.plan.team[role].critical for role in choice.roles if role in turn.plan.team)
    number = turn.run.next_number()
    chase = _moments(turn, step.chase, critical=critical) if held_until is None else _NO_CHASE
    due = occurrence.due
    turn.record(
        e.AssignmentOpened(
            number=number,
            step=step.id,
            n=occurrence.n,
            roles=choice.roles,
            alias=choice.candidate.alias,
            rule=choice.candidate.rule,
            because=because,
            follows=follows,
            directory=turn.around.directory.hash,
            critical=critical,
            repeat_at=chase.repeat,
            second_at=chase.second_channel,
            deputy_at=chase.deputy,
            officer_at=chase.officer,
            remind_at=reminder(turn.now, due),
            due=due if due is not None and due > turn.now else None,
            held_until=held_until,
        )
    )
    return number


_NO_CHASE = Chase(repeat=None, second_channel=None, deputy=None, officer=None)


def _moments(turn: Turn, chase: Chase, *, critical: bool) -> Chase:
    """A chase as instants from now. A critical role gets its waking channel at once, not second."""

    def moment(wait: Millis | None) -> Millis | None:
        return None if wait is None else turn.now + wait

    return Chase(
        repeat=moment(chase.repeat),
        second_channel=None if critical else moment(chase.second_channel),
        deputy=moment(chase.deputy),
        officer=moment(chase.officer),
    )


def release(turn: Turn, assignment: Assignment) -> None:
    """The quiet hours are over for this one: send and begin the chase."""
    chase = _moments(turn, turn.step(assignment.step).chase, critical=assignment.critical)
    turn.record(
        e.AssignmentReleased(
            number=assignment.number,
            repeat_at=chase.repeat,
            second_at=chase.second_channel,
            deputy_at=chase.deputy,
            officer_at=chase.officer,
        ),
        by_engine=True,
    )


def ask_next(turn: Turn, assignment: Assignment, why: str) -> None:
    """Ask the next holder of each role that is not filled now; when nobody is left, tell the officer."""
    occurrence = turn.run.occurrence_of(assignment)
    step = turn.step(assignment.step)
    left: list[str] = []
    for role in roles_not_taken(turn, assignment):
        candidate = _next_candidate(turn, occurrence, role)
        if candidate is None:
            left.append(role)
            continue
        choice = Chosen(roles=(role,), candidate=candidate)
        because = {"undelivered": "no-answer"}.get(why, why)
        number = open_assignment(turn, step, occurrence, choice, because=because, follows=assignment.number)
        turn.record(
            e.Escalated(number=assignment.number, to="deputy", why=why, deputy=number), by_engine=True
        )
    if left and not _ask_others(turn, step, occurrence, assignment):
        turn.record(e.Escalated(number=assignment.number, to="officer", why="nobody-left"), by_engine=True)


def roles_not_taken(turn: Turn, assignment: Assignment) -> list[str]:
    """The roles of an assignment that nobody else has accepted, and for which nobody was asked after it."""
    others = [
        other
        for other in turn.run.of(turn.run.occurrence_of(assignment))
        if not _is_out(other)
        and (other.number > assignment.number or (other.answered and other.number != assignment.number))
    ]
    return [role for role in assignment.roles if not any(role in other.roles for other in others)]


def _is_out(assignment: Assignment) -> bool:
    return assignment.state.value in ("declined", "cancelled", "skipped")


def _next_candidate(turn: Turn, occurrence: Occurrence, role: str) -> Candidate | None:
    asked = {other.alias for other in turn.run.of(occurrence) if role in other.roles}
    found = turn.around.directory.candidates(role, turn.now)
    return next((candidate for candidate in found if candidate.alias not in asked), None)


def _ask_others(turn: Turn, step: Step, occurrence: Occurrence, after: Assignment) -> bool:
    """Any one will do, and the one who had taken it cannot: ask again those who were sent away."""
    if step.answer is not Answer.ANY:
        return False
    asked_again = False
    for other in turn.run.of(occurrence):
        if other.why == "taken" and other.alias != after.alias and not other.backed_up_by:
            candidate = Candidate(alias=other.alias, rule=other.rule)
            choice = Chosen(roles=other.roles, candidate=candidate)
            open_assignment(turn, step, occurrence, choice, because="declined", follows=other.number)
            asked_again = True
    return asked_again
