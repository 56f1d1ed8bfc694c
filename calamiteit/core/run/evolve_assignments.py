"""The part of the fold that concerns people who are asked."""

from __future__ import annotations

from collections.abc import Mapping

from calamiteit.core.run import events as e
from calamiteit.core.run.recorded import Recorded
from calamiteit.core.run.state import Assignment, AssignmentState, Run

_CHASE = ("repeat", "second", "deputy", "officer")
_ALL = (*_CHASE, "release", "remind", "due", "check", "tell")


def _cancel_moments(run: Run, number: int, what: tuple[str, ...] = _ALL) -> None:
    """Nothing more happens by itself about this assignment (or not these things)."""
    for name in what:
        run.agenda.clear(f"T{number}:{name}")


def _opened(run: Run, recorded: Recorded, event: e.AssignmentOpened) -> None:
    held = event.held_until is not None
    assignment = Assignment(
        number=event.number,
        step=event.step,
        n=event.n,
        roles=event.roles,
        alias=event.alias,
        rule=event.rule,
        because=event.because,
        state=AssignmentState.WAITING if held else AssignmentState.OPEN,
        opened_at=recorded.at,
        critical=event.critical,
        follows=event.follows,
        due=event.due,
        held_until=event.held_until,
    )
    run.assignments[event.number] = assignment
    run.open_numbers[event.number] = None
    run.steps[event.step][event.n - 1].assignments.append(event.number)
    if event.follows is not None:
        run.assignments[event.follows].backed_up_by.append(event.number)
    run.agenda.set(f"T{event.number}:release", event.held_until, recorded.seq)
    run.agenda.set(f"T{event.number}:remind", event.remind_at, recorded.seq)
    run.agenda.set(f"T{event.number}:due", event.due, recorded.seq)
    if not held:
        _arm_chase(run, recorded, event)


def _arm_chase(run: Run, recorded: Recorded, event: e.AssignmentOpened | e.AssignmentReleased) -> None:
    for name, at in (
        ("repeat", event.repeat_at),
        ("second", event.second_at),
        ("deputy", event.deputy_at),
        ("officer", event.officer_at),
    ):
        run.agenda.set(f"T{event.number}:{name}", at, recorded.seq)


def _released(run: Run, recorded: Recorded, event: e.AssignmentReleased) -> None:
    assignment = run.assignments[event.number]
    assignment.state, assignment.held_until = AssignmentState.OPEN, None
    assignment.generation += 1
    run.agenda.clear(f"T{event.number}:release")
    if event.due is not None:
        assignment.due = event.due
        run.agenda.set(f"T{event.number}:due", event.due, recorded.seq)
        run.agenda.set(f"T{event.number}:remind", event.remind_at, recorded.seq)
    _arm_chase(run, recorded, event)


def _narrowed(run: Run, recorded: Recorded, event: e.AssignmentNarrowed) -> None:
    assignment = run.assignments[event.number]
    assignment.roles = event.roles
    assignment.generation += 1


def _repeated(run: Run, recorded: Recorded, event: e.Repeated) -> None:
    run.assignments[event.number].repeats += 1
    run.agenda.clear(f"T{event.number}:repeat")


def _second(run: Run, recorded: Recorded, event: e.SecondChannelTried) -> None:
    run.assignments[event.number].second_tried = True
    run.agenda.clear(f"T{event.number}:second")


def _escalated(run: Run, recorded: Recorded, event: e.Escalated) -> None:
    assignment = run.assignments[event.number]
    if event.to not in assignment.escalated_to:
        assignment.escalated_to.append(event.to)
    if event.to == "officer" and event.why not in assignment.escalated_for:
        assignment.escalated_for.append(event.why)
    assignment.overdue = assignment.overdue or event.why == "overdue"
    assignment.silent = assignment.silent or event.why == "silent"
    spent = {"overdue": ("due",), "silent": ("tell",), "nobody-left": ("deputy", "officer")}.get(
        event.why, (event.to,)
    )
    _cancel_moments(run, event.number, spent)
    _tell_again(run, recorded, event, assignment)


def _tell_again(run: Run, recorded: Recorded, event: e.Escalated, assignment: Assignment) -> None:
    """The officer hears of silence again, or, when nobody has the role any more, of the vacancy."""
    if event.again_at is None:
        return
    if assignment.state.over:
        run.agenda.set(f"vacant:{run.occurrence_of(assignment).id}", event.again_at, recorded.seq)
    else:
        what = "tell" if event.why == "silent" else "officer"
        run.agenda.set(f"T{event.number}:{what}", event.again_at, recorded.seq)


def _answered(run: Run, recorded: Recorded, number: int, state: AssignmentState) -> Assignment:
    assignment = run.assignments[number]
    assignment.state = state
    assignment.generation += 1
    assignment.answered_by, assignment.heard_by = recorded.by.alias, recorded.by.heard_by
    assignment.silent = False
    if recorded.by.heard_by:
        run.told.setdefault(recorded.by.speaker, recorded.at)
    _cancel_moments(run, number, (*_CHASE, "release", "check", "tell"))
    return assignment


def _acknowledged(run: Run, recorded: Recorded, event: e.Acknowledged) -> None:
    assignment = _answered(run, recorded, event.number, AssignmentState.ACKNOWLEDGED)
    assignment.acknowledged_at = recorded.at
    run.agenda.set(f"T{event.number}:check", event.check_at, recorded.seq)
    if event.enough:
        assignment.settled = True
        run.open_numbers.pop(event.number, None)
        _cancel_moments(run, event.number)


def _work_started(run: Run, recorded: Recorded, event: e.WorkStarted) -> None:
    assignment = _answered(run, recorded, event.number, AssignmentState.IN_PROGRESS)
    if assignment.acknowledged_at is None:
        assignment.acknowledged_at = recorded.at
    run.agenda.set(f"T{event.number}:check", event.check_at, recorded.seq)


def _progress_asked(run: Run, recorded: Recorded, event: e.ProgressAsked) -> None:
    run.agenda.clear(f"T{event.number}:check")
    run.agenda.set(f"T{event.number}:tell", event.tell_at, recorded.seq)


def _reminded(run: Run, recorded: Recorded, event: e.Reminded) -> None:
    run.assignments[event.number].reminded = True
    run.agenda.clear(f"T{event.number}:remind")


def _done(run: Run, recorded: Recorded, event: e.AssignmentDone) -> None:
    assignment = _answered(run, recorded, event.number, AssignmentState.DONE)
    assignment.option, assignment.text = event.option, event.text
    if assignment.acknowledged_at is None:
        assignment.acknowledged_at = recorded.at
    _over(run, recorded, assignment, "")


def _declined(run: Run, recorded: Recorded, event: e.AssignmentDeclined) -> None:
    assignment = _answered(run, recorded, event.number, AssignmentState.DECLINED)
    assignment.text = event.reason
    _over(run, recorded, assignment, event.why)


def _skipped(run: Run, recorded: Recorded, event: e.AssignmentSkipped) -> None:
    assignment = run.assignments[event.number]
    assignment.state, assignment.text = AssignmentState.SKIPPED, event.reason
    assignment.generation += 1
    _over(run, recorded, assignment, "")


def _cancelled(run: Run, recorded: Recorded, event: e.AssignmentCancelled) -> None:
    assignment = run.assignments[event.number]
    assignment.state = AssignmentState.CANCELLED
    assignment.generation += 1
    _over(run, recorded, assignment, event.why)


def _over(run: Run, recorded: Recorded, assignment: Assignment, why: str) -> None:
    assignment.ended_at, assignment.why = recorded.at, why
    run.open_numbers.pop(assignment.number, None)
    _cancel_moments(run, assignment.number)


def _redated(run: Run, recorded: Recorded, event: e.AssignmentRedated) -> None:
    assignment = run.assignments[event.number]
    assignment.due, assignment.overdue, assignment.reminded = event.due, False, False
    assignment.generation += 1
    run.agenda.set(f"T{event.number}:due", event.due, recorded.seq)
    run.agenda.set(f"T{event.number}:remind", event.remind_at, recorded.seq)


def _unfilled(run: Run, recorded: Recorded, event: e.RoleUnfilled) -> None:
    occurrence = run.steps[event.step][event.n - 1]
    if event.role not in occurrence.unfilled:
        occurrence.unfilled.append(event.role)
    run.agenda.set(f"vacant:{occurrence.id}", event.again_at, recorded.seq)


ASSIGNMENT_FOLDS: Mapping[type[e.Event], object] = {
    e.AssignmentOpened: _opened,
    e.AssignmentReleased: _released,
    e.AssignmentNarrowed: _narrowed,
    e.Repeated: _repeated,
    e.SecondChannelTried: _second,
    e.Escalated: _escalated,
    e.Acknowledged: _acknowledged,
    e.WorkStarted: _work_started,
    e.ProgressAsked: _progress_asked,
    e.Reminded: _reminded,
    e.AssignmentDone: _done,
    e.AssignmentDeclined: _declined,
    e.AssignmentSkipped: _skipped,
    e.AssignmentCancelled: _cancelled,
    e.AssignmentRedated: _redated,
    e.RoleUnfilled: _unfilled,
}
