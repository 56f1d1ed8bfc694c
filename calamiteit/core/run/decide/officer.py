"""What the officer does during a run: add, reassign, re-date, skip, note, hand over, press a guard."""

from __future__ import annotations

from calamiteit.core.contacts.directory import Candidate
from calamiteit.core.errors import nearest
from calamiteit.core.playbook.plan import Answer, CompletesOn, Step
from calamiteit.core.run import commands as c
from calamiteit.core.run import events as e
from calamiteit.core.run.decide import asking, schedule
from calamiteit.core.run.decide.answers import act_of, find, holder_now, may, over
from calamiteit.core.run.decide.finishing import conclude
from calamiteit.core.run.decide.holders import BY_HAND
from calamiteit.core.run.decide.replacing import give
from calamiteit.core.run.decide.turn import Refused, Turn
from calamiteit.core.run.roles import lacking_roles, vacant_roles
from calamiteit.core.run.state import Assignment, Occurrence, OccurrenceState, RunStatus
from calamiteit.core.run.table import Act, Verb
from calamiteit.core.time import Millis

FACT_STATUSES = ("confirmed", "unconfirmed", "withdrawn")


def require(turn: Turn, act: str) -> None:
    """Refuse when the authority table does not allow this act to the actor, or the run is over."""
    if turn.run.over:
        raise Refused("run-over", run=turn.run.id)
    _require_authority(turn, act)


def _require_authority(turn: Turn, act: str) -> None:
    alias = turn.around.actor.alias
    if turn.around.actor.door != "engine" and not may(turn, alias, act):
        raise Refused("not-allowed", act=act, alias=alias)


def _person(turn: Turn, alias: str) -> str:
    if turn.around.directory.person(alias) is None:
        near = nearest(alias, turn.around.directory.people) or "–"
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
    occurrence = _current(turn, step.id)
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
        act = act_of(turn, assignment, Verb.REASSIGN)
        if act is Act.ASK_AGAIN:
            _ask_again(turn, assignment, alias)
        elif assignment.alias == alias:
            raise Refused("already-theirs", ok=True, number=assignment.number, alias=alias)
        else:
            give(turn, assignment, alias, because="reassigned")
        return
    step = turn.step(command.step)
    occurrence = _running(turn, step.id)
    find_lacking = vacant_roles if step.answer is Answer.ANY else lacking_roles
    roles = tuple(find_lacking(turn.run, step, occurrence))
    if not roles:
        raise Refused("nothing-to-give", step=step.id)
    _ask_by_hand(turn, step, occurrence, roles, alias)


def _ask_again(turn: Turn, assignment: Assignment, alias: str) -> None:
    """Somebody cannot and no deputy is left: the officer finds another person, while nobody has it."""
    occurrence = turn.run.occurrence_of(assignment)
    step = turn.step(assignment.step)
    lacking = lacking_roles(turn.run, step, occurrence)
    roles = tuple(role for role in assignment.roles if role in lacking)
    is_over = occurrence.state is OccurrenceState.OVER and step.completes_on is CompletesOn.DONE
    if not roles and holder_now(turn, assignment):
        number, holder = assignment.number, holder_now(turn, assignment)
        raise Refused("taken-by-other", number=number, alias=holder)
    if not roles or is_over:
        raise over(turn, assignment)
    _ask_by_hand(turn, step, occurrence, roles, alias, follows=assignment.number)


def _ask_by_hand(
    turn: Turn,
    step: Step,
    occurrence: Occurrence,
    roles: tuple[str, ...],
    alias: str,
    follows: int | None = None,
) -> None:
    choice = asking.Chosen(roles=roles, candidate=Candidate(alias=alias, rule=BY_HAND))
    asking.open_assignment(turn, step, occurrence, choice, because="person", follows=follows)


def _running(turn: Turn, step: str) -> Occurrence:
    found = turn.run.steps.get(step, [])
    if not found or found[-1].state is not OccurrenceState.RUNNING:
        raise Refused("step-not-running", step=step)
    return found[-1]


def _current(turn: Turn, step: str) -> Occurrence:
    """The latest occurrence; a step that has none gets one without a moment, to be skipped or dated."""
    if not turn.run.steps.get(step):
        turn.record(e.OccurrencePlanned(step=step, n=1, at=None), by_engine=True)
    return turn.run.steps[step][-1]


def redate(turn: Turn, command: c.Redate) -> None:
    """Move a deadline, or the start of a step."""
    require(turn, "redate")
    if command.at < turn.now:
        raise Refused("in-the-past")
    if command.number is not None:
        assignment = find(turn, command.number)
        act_of(turn, assignment, Verb.REDATE)
        _move_deadline(turn, assignment, command)
        return
    step = turn.step(command.step)
    if turn.run.status is RunStatus.WINDING_DOWN:
        raise Refused("winding-down", step=step.id)
    if turn.halted(step.id):
        raise Refused("step-halted", step=step.id)
    occurrence = _current(turn, step.id)
    if occurrence.state is not OccurrenceState.PLANNED:
        raise Refused("step-not-planned", step=step.id)
    turn.record(e.OccurrenceRedated(step=step.id, n=occurrence.n, at=command.at, reason=command.reason))


def _move_deadline(turn: Turn, assignment: Assignment, command: c.Redate) -> None:
    step, occurrence = turn.step(assignment.step), turn.run.occurrence_of(assignment)
    remind_at = asking.remind_at(turn, step, occurrence, command.at)
    redated = e.AssignmentRedated(
        number=assignment.number, due=command.at, remind_at=remind_at, reason=command.reason
    )
    turn.record(redated)


def add_task(turn: Turn, command: c.AddTask) -> None:
    """A task that no plan foresaw."""
    require(turn, "add")
    directory = turn.around.directory
    if command.alias:
        _person(turn, command.alias)
    elif command.role not in directory.roles:
        near = nearest(command.role, directory.roles) or ", ".join(directory.roles)
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
    _ask_by_hand(turn, step, turn.run.steps[step_id][-1], (role,), command.alias)


def start_step(turn: Turn, command: c.StartStep) -> None:
    """Start a step now: a standby step, or one that waits for its moment."""
    require(turn, "start")
    step = turn.step(command.step)
    beside = step.repeat is not None and not step.repeat.overlap_skips
    running = any(o.state is OccurrenceState.RUNNING for o in turn.run.steps.get(step.id, []))
    if running and not beside:
        raise Refused("step-running", step=step.id, ok=True)
    if turn.halted(step.id):
        raise Refused("step-halted", step=step.id)
    schedule.start_now(turn, step, because="person")


def hand_over(turn: Turn, command: c.HandOver) -> None:
    """All open assignments of one person go to another, who is asked anew."""
    require(turn, "handover")
    _person(turn, command.to_alias)
    theirs = [
        assignment
        for assignment in turn.run.open_assignments()
        if assignment.alias == command.from_alias != command.to_alias
        and (not command.role or command.role in assignment.roles)
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
        near = nearest(command.guard, turn.plan.guards) or ", ".join(turn.plan.guards) or "–"
        raise Refused("no-such-guard", guard=command.guard, near=near)
    schedule.trip_guard(turn, command.guard, pressed=True, reason=command.reason)


def decide_wake(turn: Turn, command: c.DecideWake) -> None:
    """Wake them now, or hold: once decided it stays."""
    occurrence = turn.run.occurrence(command.step, command.n)
    if occurrence is None or occurrence.wake_asked_until is None:
        raise Refused("no-such-step", step=command.step)
    if occurrence.wake_decided is not None:
        raise Refused("already-decided", ok=True, step=command.step)
    require(turn, "wake")
    turn.record(
        e.WakeDecided(
            step=command.step,
            n=command.n,
            wake=command.wake,
            by_default=False,
            nothing_at=_nothing_at(turn, occurrence) if command.wake else None,
        )
    )
    if command.wake:
        for assignment in turn.run.of(occurrence):
            if assignment.held_until is not None and not assignment.state.over:
                asking.release(turn, assignment)


def _nothing_at(turn: Turn, occurrence: Occurrence) -> Millis | None:
    """Who is woken decides now: silence has its answer so long after this moment."""
    silence = turn.step(occurrence.step).if_nothing
    if silence is None or occurrence.state is not OccurrenceState.RUNNING:
        return None
    return turn.now + silence.after


def write_note(turn: Turn, command: c.WriteNote) -> None:
    """Anyone may note; a run that is over takes notes too (what became known later)."""
    turn.record(e.NoteWritten(text=command.text))


def add_fact(turn: Turn, command: c.AddFact) -> None:
    """A line of the fact sheet. Anyone may bring one; confirmed facts go into messages and need authority."""
    if command.status not in FACT_STATUSES[:2]:
        raise Refused("no-such-status", status=command.status)
    if command.status == "confirmed":
        _require_authority(turn, "fact")
    fact = f"F{len(turn.run.facts) + 1}"
    turn.record(e.FactAdded(fact=fact, text=command.text, status=command.status, source=command.source))


def set_fact_status(turn: Turn, command: c.SetFactStatus) -> None:
    """Confirm or withdraw a fact."""
    if command.fact not in turn.run.facts:
        raise Refused("no-such-fact", fact=command.fact)
    if command.status not in FACT_STATUSES:
        raise Refused("no-such-status", status=command.status)
    _require_authority(turn, "fact")
    turn.record(e.FactStatusChanged(fact=command.fact, status=command.status))
