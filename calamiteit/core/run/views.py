"""What people see of a run: frozen pictures, never the state itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from calamiteit.core.playbook.conditions import ParameterIs, steps_in, walk
from calamiteit.core.playbook.plan import After, AtAfter, Goal, Plan, Step
from calamiteit.core.run.channels import SilentChannel, silent_channels
from calamiteit.core.run.evolve import SAYS_STOPPED
from calamiteit.core.run.roles import vacant_roles
from calamiteit.core.run.state import (
    TASK_PURPOSES,
    Assignment,
    Delivery,
    Occurrence,
    OccurrenceState,
    Run,
    RunStatus,
)
from calamiteit.core.time import Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The few numbers and names that fit on a card. People by alias."""

    status: str
    done: int
    dropped: int
    """Over without having been done: skipped, halted, not needed, nobody could."""
    running: int
    waiting: int
    asked: int
    acknowledged: int
    silent: tuple[str, ...]
    overdue: tuple[str, ...]
    undelivered: tuple[str, ...]
    unfilled: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """One assignment with the facts beside its state."""

    number: int
    step: str
    n: int
    kind: str
    alias: str
    roles: tuple[str, ...]
    rule: str
    because: str
    state: str
    why: str
    option: str
    critical: bool
    opened_at: Millis
    acknowledged_at: Millis | None
    ended_at: Millis | None
    due: Millis | None
    held_until: Millis | None
    answered_by: str
    heard_by: str
    overdue: bool
    silent: bool
    escalated_to: tuple[str, ...]
    sent: tuple[str, ...]
    failed: tuple[str, ...]
    undelivered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """One occurrence of a step, or a step that has none yet (n is 0)."""

    step: str
    n: int
    kind: str
    state: str
    """waiting, planned, running, over, standby, halted."""
    outcome: str
    option: str
    why: str
    planned_at: Millis | None
    started_at: Millis | None
    ended_at: Millis | None
    due: Millis | None
    lapsed: bool
    unfilled: tuple[str, ...]
    waits_for: tuple[str, ...]
    """Steps (and conditions' steps or parameters) that have to be over or known first."""
    linked_run: str
    mark: str
    tasks: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalLine:
    """A mark with its goal and when it was reached, counted from the trigger."""

    mark: str
    step: str
    """The first step that carries the mark: its title is what people know it by."""
    within: Millis
    reached_after: Millis | None
    missed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusView:
    """Everything that `status` shows of one run."""

    run: str
    playbook: str
    mode: str
    status: str
    version: int
    started_at: Millis
    started_by: str
    ended_at: Millis | None
    parent: str
    links: Mapping[str, str]
    headline: Headline
    steps: tuple[StepLine, ...]
    tasks: tuple[TaskLine, ...]
    goals: tuple[GoalLine, ...]
    guards: Mapping[str, bool]
    notes: int
    not_told: Mapping[str, tuple[str, ...]]
    """After a stop: who knows of the run and was not told yet that it is over, and what failed."""
    silent_channels: tuple[SilentChannel, ...]
    """On which nothing has come through since messages began to fail there."""
    next_moment: Millis | None
    now: Millis


def headline(plan: Plan, run: Run, now: Millis) -> Headline:
    """The short form, for the card and the top of the status view.

    Calls by telephone are counted as no steps and nobody asked, but their silence is silence.
    """
    everything = [o for found in run.steps.values() for o in found]
    occurrences = [o for o in everything if o.step not in run.calls]
    current = [a for a in run.assignments.values() if a.why not in ("reassigned", "handover")]
    asked = [a for a in current if a.step not in run.calls]
    open_ones = [a for a in current if not a.state.over]
    return Headline(
        status=run.standing,
        done=sum(o.outcome == "done" for o in occurrences),
        dropped=sum(o.state is OccurrenceState.OVER and o.outcome != "done" for o in occurrences),
        running=sum(o.state is OccurrenceState.RUNNING for o in occurrences),
        waiting=sum(not step.standby and step.id not in run.steps for step in plan)
        + sum(o.state is OccurrenceState.PLANNED for o in occurrences),
        asked=len(asked),
        acknowledged=sum(a.acknowledged_at is not None for a in asked),
        silent=_names(a for a in open_ones if not a.answered and (a.repeats or a.escalated_to)),
        overdue=_names(a for a in open_ones if is_overdue(a, now)),
        undelivered=_names(a for a in open_ones if not a.answered and is_undelivered(a)),
        unfilled=tuple(dict.fromkeys(role for o in everything for role in _unfilled(plan, run, o))),
    )


def _names(assignments: Iterable[Assignment]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"T{a.number} {a.alias}" for a in assignments))


def _unfilled(plan: Plan, run: Run, occurrence: Occurrence) -> list[str]:
    """Roles that have nobody (any more), and without which the step cannot end."""
    if occurrence.n == 0:
        return []
    step = plan.steps.get(occurrence.step) or run.added[occurrence.step]
    return vacant_roles(run, step, occurrence)


def is_overdue(assignment: Assignment, now: Millis) -> bool:
    """Past its deadline, and something is still expected."""
    open_ = not assignment.state.over and not assignment.settled
    return open_ and assignment.due is not None and assignment.due <= now


def is_undelivered(assignment: Assignment) -> bool:
    """No channel has accepted the question, and at least one has refused it."""
    tries = [d for d in _to_holder(assignment) if d.purpose in TASK_PURPOSES or d.state == "delayed"]
    return any(d.state == "failed" for d in tries) and not any(d.state == "sent" for d in tries)


def _to_holder(assignment: Assignment) -> list[Delivery]:
    """Messages to the person asked; others are about the assignment but for the officer or a caller."""
    return [delivery for delivery in assignment.deliveries if delivery.to == assignment.alias]


def status(plan: Plan, run: Run, now: Millis) -> StatusView:
    """The whole picture of a run at this moment."""
    return StatusView(
        run=run.id,
        playbook=run.playbook,
        mode=run.mode.value,
        status=run.standing,
        version=run.version,
        started_at=run.started_at,
        started_by=run.started_by,
        ended_at=run.ended_at,
        parent=run.parent,
        links=dict(run.links),
        headline=headline(plan, run, now),
        steps=tuple(line for step in _all_steps(plan, run) for line in _step_lines(plan, run, step)),
        tasks=tuple(task_line(plan, run, a, now) for a in run.assignments.values()),
        goals=tuple(_goal_line(plan, run, goal, now) for goal in plan.goals),
        guards={guard: guard in run.guards for guard in plan.guards},
        notes=run.notes,
        not_told=_not_told(run),
        silent_channels=() if run.over else tuple(silent_channels(run)),
        next_moment=min((moment.at for moment in run.agenda.moments().values()), default=None),
        now=now,
    )


def _not_told(run: Run) -> dict[str, tuple[str, ...]]:
    """Everyone who knew of a run that was stopped, and whom no message about that has reached."""
    if run.status is not RunStatus.STOPPED:
        return {}
    failed = [found for found in run.failures.values() if found.purpose in SAYS_STOPPED]
    return {
        alias: tuple(f"{one.channel}: {one.reason}" for one in failed if one.to == alias)
        for alias in run.told
        if alias not in run.heard_end
    }


def _all_steps(plan: Plan, run: Run) -> list[Step]:
    return [*plan.steps.values(), *run.added.values()]


def _step_lines(plan: Plan, run: Run, step: Step) -> list[StepLine]:
    found = run.steps.get(step.id)
    if found:
        return [_occurrence_line(plan, run, step, occurrence) for occurrence in found]
    halted = run.is_halted(step.id, plan.guards.values())
    state = "halted" if halted else "standby" if step.standby else "waiting"
    empty = Occurrence(step=step.id, n=0, state=OccurrenceState.PLANNED)
    return [_occurrence_line(plan, run, step, empty, state=state)]


def _occurrence_line(
    plan: Plan, run: Run, step: Step, occurrence: Occurrence, *, state: str = ""
) -> StepLine:
    return StepLine(
        step=step.id,
        n=occurrence.n,
        kind=step.kind,
        state=state or occurrence.state.value,
        outcome=occurrence.outcome,
        option=occurrence.option,
        why=occurrence.why,
        planned_at=occurrence.planned_at,
        started_at=occurrence.started_at,
        ended_at=occurrence.ended_at,
        due=occurrence.due,
        lapsed=occurrence.lapsed,
        unfilled=tuple(_unfilled(plan, run, occurrence)),
        waits_for=waits_for(run, step) if occurrence.started_at is None else (),
        linked_run=occurrence.linked_run,
        mark=step.mark or "",
        tasks=tuple(occurrence.assignments),
    )


def waits_for(run: Run, step: Step) -> tuple[str, ...]:
    """What a step that has not begun is waiting for: steps that are not over or were cut off, parameters."""
    after = [*step.after, *([After(step=step.at.step)] if isinstance(step.at, AtAfter) else [])]
    wanted = [one.step for one in after if run.outcome(one.step, last=one.last) in (None, "cancelled")]
    if step.when is not None:
        wanted.extend(id for id in steps_in(step.when) if run.outcome(id, last=False) is None)
        asked = (part.parameter for part in walk(step.when) if isinstance(part, ParameterIs))
        wanted.extend(name for name in asked if run.parameter(name) is None)
    return tuple(dict.fromkeys(wanted))


def task_line(plan: Plan, run: Run, assignment: Assignment, now: Millis) -> TaskLine:
    """One assignment, as shown."""
    step = plan.steps.get(assignment.step) or run.added[assignment.step]
    return TaskLine(
        number=assignment.number,
        step=assignment.step,
        n=assignment.n,
        kind=step.kind,
        alias=assignment.alias,
        roles=assignment.roles,
        rule=assignment.rule,
        because=assignment.because,
        state=assignment.state.value,
        why=assignment.why,
        option=assignment.option,
        critical=assignment.critical,
        opened_at=assignment.opened_at,
        acknowledged_at=assignment.acknowledged_at,
        ended_at=assignment.ended_at,
        due=assignment.due,
        held_until=assignment.held_until,
        answered_by=assignment.answered_by,
        heard_by=assignment.heard_by,
        overdue=is_overdue(assignment, now),
        silent=assignment.silent,
        escalated_to=tuple(assignment.escalated_to),
        sent=tuple(dict.fromkeys(d.channel for d in _to_holder(assignment) if d.state == "sent")),
        failed=tuple(f"{d.channel}: {d.reason}" for d in _to_holder(assignment) if d.state == "failed"),
        undelivered=is_undelivered(assignment),
    )


def _goal_line(plan: Plan, run: Run, goal: Goal, now: Millis) -> GoalLine:
    marked = [step.id for step in plan if step.mark == goal.mark]
    ends = [
        occurrence.ended_at
        for step in marked
        for occurrence in run.steps.get(step, [])
        if occurrence.outcome == "done" and occurrence.ended_at is not None
    ]
    reached = min(ends) - run.started_at if ends else None
    elapsed = (run.ended_at or now) - run.started_at
    missed = (reached if reached is not None else elapsed) > goal.within
    step = next(iter(marked), goal.mark)
    return GoalLine(mark=goal.mark, step=step, within=goal.within, reached_after=reached, missed=missed)
