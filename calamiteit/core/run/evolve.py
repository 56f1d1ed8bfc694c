"""The fold: one recorded event changes the state of a run. No rules here, only consequences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from calamiteit.core.modes import Mode
from calamiteit.core.playbook.plan import Chase, Step, Takes
from calamiteit.core.run import events as e
from calamiteit.core.run.evolve_assignments import ASSIGNMENT_FOLDS
from calamiteit.core.run.recorded import Recorded
from calamiteit.core.run.state import (
    Assignment,
    Delivery,
    Fact,
    Occurrence,
    OccurrenceState,
    Run,
    RunStatus,
)
from calamiteit.core.time import MINUTE

SAYS_STOPPED = ("false-alarm", "stopped", "call-off")
"""Purposes of the messages to people that say that a run was stopped."""

Fold = Callable[[Run, Recorded, e.Event], None]


def begin(recorded: Recorded) -> Run:
    """The run that a first event starts."""
    event = recorded.event
    if not isinstance(event, e.RunStarted):
        raise ValueError(f"a run begins with run-started, not with {event.kind}")
    return Run(
        id=event.run,
        mode=Mode(event.mode),
        plan=event.plan,
        playbook=event.playbook,
        started_at=recorded.at,
        started_by=recorded.by.alias,
        version=recorded.seq,
        values=dict(sorted(event.values.items())),
        texts=dict(sorted(event.texts.items())),
        languages=event.languages,
        room=event.channel,
        room_channel="slack" if event.channel else "",
        parent=event.parent,
        depth=event.depth,
    )


def evolve(run: Run, recorded: Recorded) -> None:
    """Change the run by one event; the next event must have the next number."""
    if recorded.seq != run.version + 1:
        raise ValueError(f"event {recorded.seq} does not follow {run.version} in {run.id}")
    FOLDS[type(recorded.event)](run, recorded, recorded.event)
    run.version = recorded.seq


def _nothing(run: Run, recorded: Recorded, event: e.Event) -> None:
    """Recorded for people; the state does not change."""


def _stopped(run: Run, recorded: Recorded, event: e.RunStopped) -> None:
    run.status, run.ended_at, run.false_alarm = RunStatus.STOPPED, recorded.at, event.false_alarm
    run.agenda.clear_all()


def _wound_down(run: Run, recorded: Recorded, event: e.RunWoundDown) -> None:
    run.status = RunStatus.WINDING_DOWN


def _closed(run: Run, recorded: Recorded, event: e.RunClosed) -> None:
    run.status, run.ended_at = RunStatus.CLOSED, recorded.at
    run.agenda.clear_all()


def _exported(run: Run, recorded: Recorded, event: e.RunExported) -> None:
    run.away = event.export


def _back(run: Run, recorded: Recorded, event: e.RunAdopted | e.ExportTakenBack) -> None:
    run.away = ""


def _room_opened(run: Run, recorded: Recorded, event: e.RoomOpened) -> None:
    run.room, run.room_channel = event.ref, event.channel


def _planned(run: Run, recorded: Recorded, event: e.OccurrencePlanned) -> None:
    occurrence = Occurrence(step=event.step, n=event.n, state=OccurrenceState.PLANNED, planned_at=event.at)
    run.steps.setdefault(event.step, []).append(occurrence)
    run.agenda.set(f"start:{occurrence.id}", event.at, recorded.seq)
    run.agenda.set(f"date:{occurrence.id}", event.ask_at, recorded.seq)


def _redated(run: Run, recorded: Recorded, event: e.OccurrenceRedated) -> None:
    occurrence = run.steps[event.step][event.n - 1]
    occurrence.planned_at = event.at
    run.agenda.set(f"start:{occurrence.id}", event.at, recorded.seq)
    run.agenda.clear(f"date:{occurrence.id}")


def _date_asked(run: Run, recorded: Recorded, event: e.DateAskedFor) -> None:
    run.agenda.set(f"date:{event.step}#{event.n}", event.again_at, recorded.seq)


def _started(run: Run, recorded: Recorded, event: e.OccurrenceStarted) -> None:
    occurrence = run.steps[event.step][event.n - 1]
    occurrence.state, occurrence.started_at = OccurrenceState.RUNNING, recorded.at
    occurrence.due, occurrence.because = event.due, event.because
    run.agenda.clear(f"start:{occurrence.id}")
    run.agenda.clear(f"date:{occurrence.id}")
    run.agenda.set(f"nothing:{occurrence.id}", event.nothing_at, recorded.seq)


def _ended(run: Run, recorded: Recorded, event: e.OccurrenceEnded) -> None:
    occurrence = run.steps[event.step][event.n - 1]
    occurrence.state, occurrence.ended_at = OccurrenceState.OVER, recorded.at
    occurrence.outcome, occurrence.option, occurrence.why = event.outcome, event.option, event.why
    for what in ("start", "date", "nothing", "wake", "vacant"):
        run.agenda.clear(f"{what}:{occurrence.id}")


def _lapsed(run: Run, recorded: Recorded, event: e.ConditionLapsed) -> None:
    run.steps[event.step][event.n - 1].lapsed = True


def _step_added(run: Run, recorded: Recorded, event: e.StepAdded) -> None:
    run.added[event.step] = Step(
        id=event.step, kind="task", title={}, text={}, who=(event.role,), within=event.within, standby=True
    )
    run.added_titles[event.step] = event.title


def _call_added(run: Run, recorded: Recorded, event: e.CallAdded) -> None:
    chase = Chase(
        repeat=event.repeat, second_channel=event.second_channel, deputy=event.deputy, officer=event.officer
    )
    takes = Takes(usual=2 * MINUTE, at_most=5 * MINUTE)
    run.added[event.step] = Step(
        id=event.step,
        kind="task",
        title={},
        text={},
        who=(event.role,),
        takes=takes,
        chase=chase,
        standby=True,
    )
    run.calls[event.step] = event.number


def _moment_passed(run: Run, recorded: Recorded, event: e.MomentPassed) -> None:
    run.agenda.clear(event.moment)


def _wake_asked(run: Run, recorded: Recorded, event: e.WakeAsked) -> None:
    occurrence = run.steps[event.step][event.n - 1]
    occurrence.wake_asked_until = event.until
    run.agenda.set(f"wake:{occurrence.id}", event.default_at, recorded.seq)


def _wake_decided(run: Run, recorded: Recorded, event: e.WakeDecided) -> None:
    occurrence = run.steps[event.step][event.n - 1]
    occurrence.wake_decided = event.wake
    run.agenda.clear(f"wake:{occurrence.id}")
    if event.nothing_at is not None:
        run.agenda.set(f"nothing:{occurrence.id}", event.nothing_at, recorded.seq)


def _sent(run: Run, recorded: Recorded, event: e.MessageSent) -> None:
    run.failures.pop(event.message, None)
    _delivery(run, recorded, event.number, event.message, event.channel, event.to, event.purpose, "sent")
    if event.possible_repeat and event.number in run.assignments:
        run.assignments[event.number].deliveries[-1].possible_repeat = True
    if run.status is RunStatus.STOPPED and event.purpose in SAYS_STOPPED:
        run.heard_end.setdefault(event.to, recorded.at)
        if event.purpose == "call-off" and event.number in run.assignments:
            run.heard_end.setdefault(run.assignments[event.number].alias, recorded.at)


def _failed(run: Run, recorded: Recorded, event: e.MessageFailed) -> None:
    delivery = _delivery(
        run, recorded, event.number, event.message, event.channel, event.to, event.purpose, "failed"
    )
    delivery.reason = event.reason
    run.failures[event.message] = delivery


def _delayed(run: Run, recorded: Recorded, event: e.MessageDelayed) -> None:
    delivery = _delivery(run, recorded, event.number, event.message, event.channel, event.to, "", "delayed")
    delivery.reason = event.reason
    run.failures[event.message] = delivery


def _delivery(
    run: Run,
    recorded: Recorded,
    number: int | None,
    message: str,
    channel: str,
    to: str,
    purpose: str,
    state: str,
) -> Delivery:
    delivery = Delivery(message=message, channel=channel, to=to, purpose=purpose, state=state, at=recorded.at)
    if number is not None and number in run.assignments:
        run.assignments[number].deliveries.append(delivery)
    if not to.startswith("#"):
        run.told.setdefault(to, recorded.at)
    if number in run.assignments:
        _told_by_call(run, recorded, run.assignments[number], to, purpose)
    return delivery


def _told_by_call(run: Run, recorded: Recorded, about: Assignment, to: str, purpose: str) -> None:
    """Who is to be called counts as told once the caller knows. Purpose `call` is that of older logs."""
    called = run.calls.get(about.step)
    if purpose == "call":
        run.told.setdefault(about.alias, recorded.at)
    elif called is not None and to == about.alias:
        run.told.setdefault(run.assignments[called].alias, recorded.at)


def _note(run: Run, recorded: Recorded, event: e.NoteWritten) -> None:
    run.notes += 1


def _fact(run: Run, recorded: Recorded, event: e.FactAdded) -> None:
    run.facts[event.fact] = Fact(
        id=event.fact, text=event.text, status=event.status, source=event.source, at=recorded.at
    )


def _fact_status(run: Run, recorded: Recorded, event: e.FactStatusChanged) -> None:
    run.facts[event.fact].status = event.status


def _offered(run: Run, recorded: Recorded, event: e.HandoverOffered) -> None:
    run.offered[(event.role, event.from_alias)] = event.to_alias
    run.offered.pop((event.role, event.to_alias), None)


def _guard(run: Run, recorded: Recorded, event: e.GuardTripped) -> None:
    run.guards[event.guard] = run.guards.get(event.guard, 0) + 1


def _link_asked(run: Run, recorded: Recorded, event: e.LinkedRunAsked) -> None:
    run.links[event.run] = ""
    if event.step in run.steps:
        run.steps[event.step][event.n - 1].linked_run = event.run


def _link_ended(run: Run, recorded: Recorded, event: e.LinkedRunEnded) -> None:
    run.links[event.run] = event.outcome


_RUN_FOLDS: Mapping[type[e.Event], object] = {
    e.RunStarted: _nothing,
    e.RunStopped: _stopped,
    e.RunWoundDown: _wound_down,
    e.RunClosed: _closed,
    e.RoomOpened: _room_opened,
    e.OccurrencePlanned: _planned,
    e.OccurrenceRedated: _redated,
    e.OccurrenceStarted: _started,
    e.OccurrenceEnded: _ended,
    e.ConditionLapsed: _lapsed,
    e.StepAdded: _step_added,
    e.CallAdded: _call_added,
    e.DateAskedFor: _date_asked,
    e.MomentPassed: _moment_passed,
    e.WakeAsked: _wake_asked,
    e.WakeDecided: _wake_decided,
    e.MessageSent: _sent,
    e.MessageFailed: _failed,
    e.MessageDelayed: _delayed,
    e.NoteWritten: _note,
    e.FactAdded: _fact,
    e.FactStatusChanged: _fact_status,
    e.HandedOver: _nothing,
    e.HandoverOffered: _offered,
    e.GuardTripped: _guard,
    e.LinkedRunAsked: _link_asked,
    e.LinkedRunEnded: _link_ended,
    e.TextErased: _nothing,
    e.RunExported: _exported,
    e.RunAdopted: _back,
    e.ExportTakenBack: _back,
}

FOLDS: Mapping[type[e.Event], Fold] = cast("Mapping[type[e.Event], Fold]", {**_RUN_FOLDS, **ASSIGNMENT_FOLDS})
"""Every event kind has its fold; a test compares this with `events.KINDS`."""

__all__ = ["FOLDS", "begin", "evolve"]
