"""What the officer does during a run: add, reassign, re-date, skip, note, hand over, press a guard."""

from __future__ import annotations

from calamiteit.core.contacts.directory import Candidate
from calamiteit.core.errors import nearest
from calamiteit.core.run import commands as c
from calamiteit.core.run import events as e
from calamiteit.core.run.decide import asking, schedule
from calamiteit.core.run.decide.answers import act_of, find, give, may
from calamiteit.core.run.decide.finishing import conclude
from calamiteit.core.run.decide.moments import reminder
from calamiteit.core.run.decide.turn import Refused, Turn
from calamiteit.core.run.state import Occurrence, OccurrenceState
from calamiteit.core.run.table import Verb


def require(turn: Turn, act: str) -> None:
    """Refuse when the authority table does not allow this act to the actor, or the run is over."""
    if turn.run.over:
        raise Refused("run-over", run=turn.run.id)
    alias = turn.around.actor.alias
    if turn.around.actor.door != "engine" and not may(turn, alias, act):
        raise Refused("not-allowed", act=act, alias=alias)


def _person(turn: Turn, alias: str) -> str:
    if turn.around.directory.person(alias) is None:
        near = nearest(alias, turn.around.directory.people) or ""
        raise Refused("no-such-person", alias=alias, near=near)
    return alias


def skip(turn: Turn, command: c.Skip) -> None:
    """Skip one assignment, or a step as a whole."""
    require(turn, "skip")
    if command.number is not None:
        assignment = find(turn, command.number)
        act_of(turn, assignment, Verb.SKIP)
        turn.record(e.AssignmentSkipped(number=assignment.number, reason=command.reason))
        conclude(turn, turn.run.occurrence_of(assignment))
        return
    step = turn.step(command.step)
    if not turn.run.steps.get(step.id):
        schedule.plan_occurrence(turn, step, 1)
    occurrence = turn.run.steps[step.id][-1]
    if occurrence.state is OccurrenceState.OVER:
        raise Refused("step-over", step=step.id, ok=True)
    schedule.cancel_open(turn, occurrence, "skipped")
    schedule.end_occurrence(turn, step, occurrence, "skipped", reason=command.reason)


def reassign(turn: Turn, command: c.Reassign) -> None:
    """Give a task to another person; for a step with an unfilled role, ask that person."""
    require(turn, "reassign")
    alias = _person(turn, command.alias)
    if command.number is not None:
        assignment = find(turn, command.number)
        act_of(turn, assignment, Verb.REASSIGN)
        if assignment.alias == alias:
            raise Refused("already-theirs", ok=True, number=assignment.number, alias=alias)
        give(turn, assignment, alias, because="reassigned")
        return
    step = turn.step(command.step)
    occurrence = _running(turn, step.id)
    roles = tuple(role for role in occurrence.unfilled if not _is_asked(turn, occurrence, role)) or step.who
    choice = asking.Chosen(roles=roles, candidate=Candidate(alias=alias, rule="by hand"))
    asking.open_assignment(turn, step, occurrence, choice, because="person")


def _is_asked(turn: Turn, occurrence: Occurrence, role: str) -> bool:
    return any(role in assignment.roles for assignment in turn.run.of(occurrence))


def _running(turn: Turn, step: str) -> Occurrence:
    found = turn.run.steps.get(step, [])
    if not found or found[-1].state is not OccurrenceState.RUNNING:
        raise Refused("step-not-running", step=step)
    return found[-1]


def redate(turn: Turn, command: c.Redate) -> None:
    """Move a deadline, or the start of a step."""
    require(turn, "redate")
    if command.at < turn.now:
        raise Refused("in-the-past")
    if command.number is not None:
        assignment = find(turn, command.number)
        act_of(turn, assignment, Verb.REDATE)
        remind_at = reminder(turn.now, command.at)
        turn.record(
            e.AssignmentRedated(
                number=assignment.number, due=command.at, remind_at=remind_at, reason=command.reason
            )
        )
        return
    step = turn.step(command.step)
    if not turn.run.steps.get(step.id):
        turn.record(e.OccurrencePlanned(step=step.id, n=1, at=None), by_engine=True)
    occurrence = turn.run.steps[step.id][-1]
    if occurrence.state is not OccurrenceState.PLANNED:
        raise Refused("step-not-planned", step=step.id)
    turn.record(e.OccurrenceRedated(step=step.id, n=occurrence.n, at=command.at, reason=command.reason))


def add_task(turn: Turn, command: c.AddTask) -> None:
    """A task that no plan foresaw."""
    require(turn, "add")
    directory = turn.around.directory
    if command.alias:
        _person(turn, command.alias)
    elif command.role not in directory.roles:
        near = nearest(command.role, directory.roles) or ""
        raise Refused("no-such-role", role=command.role, near=near)
    role = command.role or next(iter(directory.roles_of(command.alias, turn.now)), turn.plan.officer)
    step_id = f"added-{len(turn.run.added) + 1}"
    turn.record(
        e.StepAdded(step=step_id, title=command.title, role=role, alias=command.alias, within=command.within)
    )
    step = turn.step(step_id)
    if not command.alias:
        schedule.start_now(turn, step, because="person")
        return
    turn.record(e.OccurrencePlanned(step=step_id, n=1, at=turn.now))
    due = None if command.within is None else turn.now + command.within
    turn.record(e.OccurrenceStarted(step=step_id, n=1, due=due, because="person"))
    choice = asking.Chosen(roles=(role,), candidate=Candidate(alias=command.alias, rule="by hand"))
    asking.open_assignment(turn, step, turn.run.steps[step_id][-1], choice, because="person")


def start_step(turn: Turn, command: c.StartStep) -> None:
    """Start a step now: a standby step, or one that waits for its moment."""
    require(turn, "add")
    step = turn.step(command.step)
    found = turn.run.steps.get(step.id, [])
    if found and found[-1].state is OccurrenceState.RUNNING:
        raise Refused("step-running", step=step.id, ok=True)
    schedule.start_now(turn, step, because="person")


def hand_over(turn: Turn, command: c.HandOver) -> None:
    """All open assignments of one person go to another, who is asked anew."""
    require(turn, "handover")
    _person(turn, command.to_alias)
    theirs = [
        assignment
        for assignment in turn.run.open_assignments()
        if assignment.alias == command.from_alias and (not command.role or command.role in assignment.roles)
    ]
    if not theirs:
        raise Refused("nothing-to-hand-over", alias=command.from_alias)
    turn.record(
        e.HandedOver(
            role=command.role,
            from_alias=command.from_alias,
            to_alias=command.to_alias,
            numbers=tuple(assignment.number for assignment in theirs),
        )
    )
    for assignment in theirs:
        give(turn, assignment, command.to_alias, because="handover")


def press_guard(turn: Turn, command: c.PressGuard) -> None:
    """A person trips a guard; anyone in the run may, safety comes first."""
    if turn.run.over:
        raise Refused("run-over", run=turn.run.id)
    if command.guard not in turn.plan.guards:
        near = nearest(command.guard, turn.plan.guards) or ""
        raise Refused("no-such-guard", guard=command.guard, near=near)
    schedule.trip_guard(turn, command.guard, pressed=True, reason=command.reason)


def decide_wake(turn: Turn, command: c.DecideWake) -> None:
    """Wake them now, or hold: once decided it stays."""
    occurrence = turn.run.occurrence(command.step, command.n)
    if occurrence is None or occurrence.wake_asked_until is None:
        raise Refused("no-such-step", step=command.step)
    if occurrence.wake_decided is not None:
        raise Refused("already-decided", ok=True, step=command.step)
    require(turn, "reassign")
    turn.record(e.WakeDecided(step=command.step, n=command.n, wake=command.wake, by_default=False))
    if command.wake:
        for assignment in turn.run.of(occurrence):
            if assignment.held_until is not None and not assignment.state.over:
                asking.release(turn, assignment)


def write_note(turn: Turn, command: c.WriteNote) -> None:
    """Anyone may note; a run that is over takes notes too (what became known later)."""
    turn.record(e.NoteWritten(text=command.text))


def add_fact(turn: Turn, command: c.AddFact) -> None:
    """A line of the fact sheet."""
    if command.status not in ("confirmed", "unconfirmed"):
        raise Refused("no-such-status", status=command.status)
    fact = f"F{len(turn.run.facts) + 1}"
    turn.record(e.FactAdded(fact=fact, text=command.text, status=command.status, source=command.source))


def set_fact_status(turn: Turn, command: c.SetFactStatus) -> None:
    """Confirm or withdraw a fact."""
    if command.fact not in turn.run.facts:
        raise Refused("no-such-fact", fact=command.fact)
    turn.record(e.FactStatusChanged(fact=command.fact, status=command.status))
