"""Whom to ask: roles become people, one assignment each, with the moments of the chase fixed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from calamiteit.core.contacts.directory import Candidate
from calamiteit.core.playbook.plan import Chase, QuietRule, Step
from calamiteit.core.run import events as e
from calamiteit.core.run.decide.holders import candidates
from calamiteit.core.run.decide.moments import deadline, reminder
from calamiteit.core.run.decide.quiet import by_day, held_until
from calamiteit.core.run.decide.turn import Turn
from calamiteit.core.run.state import Assignment, Occurrence, OccurrenceState
from calamiteit.core.time import MINUTE, Millis

WAKE_DEFAULT = 5 * MINUTE
"""Nobody answers "wake them now?": hold until morning after this long (3-model, time)."""

TELL_AGAIN_AFTER = 30 * MINUTE
"""The officer hears again of silence after this long at least; each time the wait doubles."""

BY_A_PERSON = ("person", "reassigned", "handover")
"""Why somebody is asked, where a person chose them; otherwise it follows from the plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A person with the roles that they are asked for in one assignment."""

    roles: tuple[str, ...]
    candidate: Candidate


def each_once(best: Iterable[tuple[str, Candidate]]) -> list[Chosen]:
    """The people for these roles, each with all roles that are theirs, by the rule of the first."""
    chosen: dict[str, Chosen] = {}
    for role, candidate in best:
        before = chosen.get(candidate.alias)
        chosen[candidate.alias] = (
            replace(before, roles=(*before.roles, role))
            if before
            else Chosen(roles=(role,), candidate=candidate)
        )
    return list(chosen.values())


def ask_everyone(turn: Turn, step: Step, occurrence: Occurrence) -> None:
    """Open the first assignments of an occurrence: each person once, whatever number of roles they hold."""
    _ask_whether_to_wake(turn, step, occurrence)
    best: list[tuple[str, Candidate]] = []
    for role in step.who:
        found = candidates(turn, step.id, role)
        if found:
            best.append((role, found[0]))
        else:
            report_vacant(turn, occurrence, role)
    for choice in each_once(best):
        open_assignment(turn, step, occurrence, choice, because="plan")


def _ask_whether_to_wake(turn: Turn, step: Step, occurrence: Occurrence) -> None:
    """One decision for all who would be woken, where the plan wants it asked."""
    until = held_until(turn, step, occurrence)
    if until is not None and step.quiet.rule is QuietRule.ASK:
        asked = e.WakeAsked(step=step.id, n=occurrence.n, default_at=turn.now + WAKE_DEFAULT, until=until)
        turn.record(asked, by_engine=True)


def report_vacant(turn: Turn, occurrence: Occurrence, role: str, *, again: bool = False) -> None:
    """Nobody can be asked for a role: the officer hears of it, and again while nothing changes."""
    since = turn.now if occurrence.started_at is None else occurrence.started_at
    again_at = _again_at(turn, since)
    turn.record(
        e.RoleUnfilled(step=occurrence.step, n=occurrence.n, role=role, again_at=again_at, again=again),
        by_engine=True,
    )


def _again_at(turn: Turn, since: Millis) -> Millis:
    return turn.now + max(TELL_AGAIN_AFTER, turn.now - since)


def open_assignment(
    turn: Turn,
    step: Step,
    occurrence: Occurrence,
    choice: Chosen,
    *,
    because: str,
    follows: int | None = None,
    at_once: bool = False,
) -> int:
    """Ask one person, in quiet hours later unless `at_once`; returns the number of the assignment."""
    critical = _is_critical(turn, step, choice.roles)
    number = turn.run.next_number()
    held = None if at_once else held_until(turn, step, occurrence)
    chase = _moments(turn, step, occurrence, critical=critical) if held is None else _NO_CHASE
    due = _due(turn, occurrence, follows) if held is None else None
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
            remind_at=remind_at(turn, step, occurrence, due),
            due=due,
            held_until=held,
        ),
        by_engine=because not in BY_A_PERSON,
    )
    return number


def _is_critical(turn: Turn, step: Step, roles: tuple[str, ...]) -> bool:
    """A call is as urgent as what is called about."""
    call = turn.run.calls.get(step.id)
    if call is not None and turn.run.assignments[call].critical:
        return True
    return any(turn.plan.team[role].critical for role in roles if role in turn.plan.team)


def _due(turn: Turn, occurrence: Occurrence, follows: int | None) -> Millis | None:
    """The deadline that is still ahead: as moved for the person before, else of the occurrence.

    Work whose moment has passed before anybody could be asked is due now, and so overdue at once.
    """
    if follows is None and occurrence.due == turn.now:
        return occurrence.due
    moved = None if follows is None else turn.run.assignments[follows].due
    due = occurrence.due if moved is None else moved
    return due if due is not None and due > turn.now else None


def remind_at(turn: Turn, step: Step, occurrence: Occurrence, due: Millis | None) -> Millis | None:
    """When the holder is reminded of a deadline: by day, and before it."""
    moment = by_day(turn, step, occurrence, reminder(turn.now, due))
    return moment if moment is not None and due is not None and moment < due else None


_NO_CHASE = Chase(repeat=None, second_channel=None, deputy=None, officer=None)


def _moments(turn: Turn, step: Step, occurrence: Occurrence, *, critical: bool) -> Chase:
    """A chase as instants from now. A critical role gets its waking channel at once, not second."""

    def moment(wait: Millis | None) -> Millis | None:
        return None if wait is None else by_day(turn, step, occurrence, turn.now + wait)

    chase = step.chase
    return Chase(
        repeat=moment(chase.repeat),
        second_channel=None if critical else moment(chase.second_channel),
        deputy=moment(chase.deputy),
        officer=moment(chase.officer),
    )


def release(turn: Turn, assignment: Assignment) -> None:
    """The quiet hours are over for this one: send, begin the chase, and count the deadline from now."""
    step, occurrence = turn.step(assignment.step), turn.run.occurrence_of(assignment)
    chase = _moments(turn, step, occurrence, critical=assignment.critical)
    due = None if assignment.due is not None else deadline(turn, step, turn.now)
    turn.record(
        e.AssignmentReleased(
            number=assignment.number,
            repeat_at=chase.repeat,
            second_at=chase.second_channel,
            deputy_at=chase.deputy,
            officer_at=chase.officer,
            remind_at=remind_at(turn, step, occurrence, due),
            due=due,
        ),
        by_engine=True,
    )


_UNANSWERED = ("no-answer", "nobody-left")
"""Codes that say the same to the officer: this question is without an answer."""


def tell_officer(turn: Turn, assignment: Assignment, why: str) -> None:
    """The officer hears what goes wrong; of silence and of a role without anybody also later again."""
    told_for = {why, *(_UNANSWERED if why in _UNANSWERED else ())}
    again = bool(told_for & set(assignment.escalated_for))
    lasts = why != "overdue" and turn.step(assignment.step).chase.officer is not None
    if assignment.state.over and turn.run.occurrence_of(assignment).state is OccurrenceState.OVER:
        lasts = False
    since = assignment.acknowledged_at or assignment.opened_at
    again_at = _again_at(turn, since) if lasts else None
    turn.record(
        e.Escalated(number=assignment.number, to="officer", why=why, again_at=again_at, again=again),
        by_engine=True,
    )
