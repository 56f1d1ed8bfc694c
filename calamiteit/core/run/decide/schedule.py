"""Which steps may start: dependencies, conditions, guards, repeats. Runs until nothing changes."""

from __future__ import annotations

from calamiteit.core.playbook.conditions import judge, steps_in
from calamiteit.core.playbook.plan import DEEPEST, After, AtAfter, AtDate, Opening, Step
from calamiteit.core.run import events as e
from calamiteit.core.run.decide import asking
from calamiteit.core.run.decide.moments import (
    date_again,
    date_first,
    deadline,
    has_ended,
    instant,
    next_occurrence,
)
from calamiteit.core.run.decide.quiet import held_until
from calamiteit.core.run.decide.turn import Turn
from calamiteit.core.run.state import Occurrence, OccurrenceState, RunStatus

MEETS = ("done", "skipped", "not-applicable")
"""The outcomes that meet a plain `after`."""


def settle(turn: Turn) -> None:
    """Plan, start and end whatever has become possible; each pass can make more possible."""
    if turn.run.status is not RunStatus.OPEN:
        return
    while any(
        [
            *(_settle_step(turn, step) for step in turn.plan),
            *(_settle_guard(turn, id) for id in turn.plan.guards),
        ]
    ):
        continue


def _settle_step(turn: Turn, step: Step) -> bool:
    """Move one step on if it can; True when something was recorded."""
    before = turn.run.version
    found = turn.run.steps.get(step.id)
    if not found:
        if not step.standby and not turn.halted(step.id):
            _consider(turn, step)
    elif found[-1].state is OccurrenceState.PLANNED:
        _reconsider(turn, step, found[-1])
    elif _has_lapsed(turn, step, found[-1]):
        turn.record(e.ConditionLapsed(step=step.id, n=found[-1].n), by_engine=True)
    return turn.run.version > before


def _has_lapsed(turn: Turn, step: Step, occurrence: Occurrence) -> bool:
    """A running step whose condition no longer holds, and of which that was not said yet."""
    if occurrence.state is not OccurrenceState.RUNNING or occurrence.lapsed or step.when is None:
        return False
    return judge(step.when, turn.run) is False


def _consider(turn: Turn, step: Step) -> None:
    """Plan the first occurrence when the dependencies are met; end it when they never can be."""
    met = [_is_met(turn, after) for after in step.after]
    if isinstance(step.at, AtAfter):
        met.append(_is_met(turn, After(step=step.at.step)))
    if False in met:
        plan_occurrence(turn, step, 1)
        end_occurrence(turn, step, turn.run.steps[step.id][-1], "not-applicable", why="dependency")
    elif None not in met:
        plan_occurrence(turn, step, 1)
        _reconsider(turn, step, turn.run.steps[step.id][-1])


def _is_met(turn: Turn, after: After) -> bool | None:
    """True when met, False when it never can be, None while it may still be."""
    outcome = turn.run.outcome(after.step, last=after.last)
    if outcome is None:
        return None
    if after.outcome is None:
        return True if outcome in MEETS else None
    occurrence = turn.run.deciding(after.step, last=after.last)
    if occurrence is not None and after.outcome in (outcome, occurrence.option):
        return True
    return None if outcome == "cancelled" else False


def plan_occurrence(turn: Turn, step: Step, n: int) -> None:
    """Fix the moment of an occurrence; an unknown date is asked for, but not at the trigger itself."""
    at = instant(turn, step.at)
    unknown = at is None and isinstance(step.at, AtDate)
    ask_at = date_first(turn) if unknown and turn.now <= turn.run.started_at else None
    turn.record(e.OccurrencePlanned(step=step.id, n=n, at=at, ask_at=ask_at), by_engine=True)
    if unknown and ask_at is None:
        turn.record(e.DateAskedFor(step=step.id, n=n, again_at=date_again(turn.now)), by_engine=True)


def _reconsider(turn: Turn, step: Step, occurrence: Occurrence) -> None:
    """Judge the condition of a planned occurrence; start it when its moment has come.

    A repeat is judged at its own moment only: what is false now may be true by then.
    """
    repeats = occurrence.n > 1 and step.repeat is not None
    if repeats and step.repeat is not None and has_ended(turn, step.repeat):
        end_occurrence(turn, step, occurrence, "not-applicable", why="until")
        return
    come = occurrence.planned_at is not None and occurrence.planned_at <= turn.now
    if repeats and not come:
        return
    truth = True if step.when is None else judge(step.when, turn.run)
    if truth is False:
        _does_not_apply(turn, step, occurrence)
    elif truth and come:
        start_occurrence(turn, step, occurrence, because="plan")


def _does_not_apply(turn: Turn, step: Step, occurrence: Occurrence) -> None:
    """The condition is false: what the plan says otherwise happens, once for each change to false."""
    before = turn.run.occurrence(step.id, occurrence.n - 1)
    end_occurrence(turn, step, occurrence, "not-applicable", why="condition")
    if step.otherwise is not None and (before is None or before.why != "condition"):
        start_now(turn, turn.step(step.otherwise), because="otherwise")


def start_now(turn: Turn, step: Step, *, because: str) -> None:
    """Start a step that waits for nothing any more: standby, otherwise, guard, or a person's word."""
    found = turn.run.steps.get(step.id, [])
    if turn.halted(step.id):
        return
    if found and found[-1].state is OccurrenceState.RUNNING:
        return
    if not found or found[-1].state is OccurrenceState.OVER:
        turn.record(e.OccurrencePlanned(step=step.id, n=len(found) + 1, at=turn.now), by_engine=True)
    start_occurrence(turn, step, turn.run.steps[step.id][-1], because=because)


def start_occurrence(turn: Turn, step: Step, occurrence: Occurrence, *, because: str) -> None:
    """The step begins: people are asked or a linked run is started, and the next repeat is planned."""
    if _overlaps(turn, step, occurrence):
        end_occurrence(turn, step, occurrence, "missed", why="overlap")
        return
    asked_at = held_until(turn, step, occurrence) or turn.now
    nothing_at = asked_at + step.if_nothing.after if step.if_nothing else None
    due = deadline(turn, step, asked_at)
    turn.record(
        e.OccurrenceStarted(step=step.id, n=occurrence.n, due=due, because=because, nothing_at=nothing_at),
        by_engine=because in ("plan", "otherwise"),
    )
    if step.opening is Opening.LINK and step.link is not None:
        _link(turn, step, occurrence)
    else:
        asking.ask_everyone(turn, step, occurrence)
    _plan_repeat(turn, step, occurrence)


def _overlaps(turn: Turn, step: Step, occurrence: Occurrence) -> bool:
    """Whether the occurrence before is still running and the plan says to skip then."""
    if step.repeat is None or not step.repeat.overlap_skips or occurrence.n < 2:
        return False
    return any(o.state is OccurrenceState.RUNNING for o in turn.run.steps[step.id][: occurrence.n - 1])


def _plan_repeat(turn: Turn, step: Step, occurrence: Occurrence) -> None:
    if step.repeat is None or turn.run.status is not RunStatus.OPEN or turn.halted(step.id):
        return
    at = next_occurrence(turn, step.repeat, occurrence)
    if at is not None:
        turn.record(e.OccurrencePlanned(step=step.id, n=occurrence.n + 1, at=at), by_engine=True)


def _link(turn: Turn, step: Step, occurrence: Occurrence) -> None:
    assert step.link is not None
    if turn.run.depth + 1 >= DEEPEST:
        end_occurrence(turn, step, occurrence, "cancelled", why="too-deep")
        return
    child = f"{turn.run.id}.{len(turn.run.links) + 1}"
    asked = e.LinkedRunAsked(step=step.id, n=occurrence.n, run=child, playbook=step.link.playbook)
    turn.record(asked, by_engine=True)


def end_occurrence(
    turn: Turn,
    step: Step,
    occurrence: Occurrence,
    outcome: str,
    *,
    option: str = "",
    why: str = "",
    reason: e.TextRef | None = None,
) -> None:
    """The step is over; a repeat that was skipped or passed over still has its next moment."""
    turn.record(
        e.OccurrenceEnded(
            step=step.id, n=occurrence.n, outcome=outcome, option=option, why=why, reason=reason
        ),
        by_engine=reason is None,
    )
    passed_over = outcome in ("missed", "not-applicable", "skipped") and why != "dependency"
    for_ever = why == "condition" and step.when is not None and not any(steps_in(step.when))
    if passed_over and not for_ever and _needs_follower(turn, occurrence):
        _plan_repeat(turn, step, occurrence)


def _needs_follower(turn: Turn, occurrence: Occurrence) -> bool:
    """An occurrence that had begun has planned its follower already; one without a moment has none."""
    is_last = turn.run.steps[occurrence.step][-1].n == occurrence.n
    return is_last and occurrence.started_at is None and occurrence.planned_at is not None


def _settle_guard(turn: Turn, id: str) -> bool:
    guard = turn.plan.guards[id]
    if guard.when is None or id in turn.run.guards or judge(guard.when, turn.run) is not True:
        return False
    trip_guard(turn, id, pressed=False)
    return True


def trip_guard(turn: Turn, id: str, *, pressed: bool, reason: e.TextRef | None = None) -> None:
    """The effect of a guard: halt steps, start standby steps; telling people follows from the event."""
    guard = turn.plan.guards[id]
    turn.record(e.GuardTripped(guard=id, pressed=pressed, reason=reason), by_engine=not pressed)
    for step_id in guard.halts:
        halt(turn, turn.step(step_id), "halted")
    for step_id in guard.starts:
        start_now(turn, turn.step(step_id), because="guard")


def halt(turn: Turn, step: Step, why: str) -> None:
    """Cancel what is open or planned of a step; an alarm that is over may still be asked of some."""
    for occurrence in turn.run.steps.get(step.id, []):
        cancel_open(turn, occurrence, why)
        if occurrence.state is not OccurrenceState.OVER:
            end_occurrence(turn, step, occurrence, "cancelled", why=why)


def cancel_open(turn: Turn, occurrence: Occurrence, why: str, by_number: int | None = None) -> None:
    """Cancel the assignments of an occurrence that are not over."""
    for assignment in turn.run.of(occurrence):
        if not assignment.state.over and not assignment.settled and assignment.number != by_number:
            turn.record(
                e.AssignmentCancelled(number=assignment.number, why=why, by_number=by_number), by_engine=True
            )
