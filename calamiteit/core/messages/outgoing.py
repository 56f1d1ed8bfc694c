"""Which messages follow from an event: to whom, over which channel, how urgent. Words come later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from calamiteit.core.contacts import reaching
from calamiteit.core.messages import routing
from calamiteit.core.messages.officers import officers
from calamiteit.core.playbook.plan import Plan
from calamiteit.core.run import events as e
from calamiteit.core.run.decide.turn import Circumstances
from calamiteit.core.run.recorded import Recorded
from calamiteit.core.run.state import (
    TASK_PURPOSES,
    Assignment,
    AssignmentState,
    OccurrenceState,
    Run,
    RunStatus,
)
from calamiteit.core.time import Millis

ROOM = "#run"
"""The receiver that stands for the run's own channel."""

ALARM, TASK, TOLD, INFORMATION, REFRESH = 1, 3, 4, 5, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message that has to go out. `values` are codes and numbers for the words."""

    purpose: str
    to: str
    channel: str
    priority: int = INFORMATION
    number: int | None = None
    values: Mapping[str, str | int] = field(default_factory=dict)
    refresh_of: str | None = None
    is_refresh: bool = False
    """Drawn from the state of the run at the moment of sending; asked for twice, sent once."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What routing may look at."""

    plan: Plan
    run: Run
    around: Circumstances
    channels: frozenset[str]
    """The channels that this mode and these settings have."""

    def to_person(
        self,
        alias: str,
        purpose: str,
        /,
        *,
        how: str = "first",
        priority: int = TOLD,
        number: int | None = None,
        **values: str | int,
    ) -> Iterator[Outgoing]:
        """Messages to one person over the first, the waking, the other or all channels."""
        person = self.around.directory.person(alias)
        if person is None:
            return
        for channel in reaching.channels(person, how, self.channels) or routing.none_left(person, how):
            yield Outgoing(
                purpose=purpose, to=alias, channel=channel, priority=priority, number=number, values=values
            )

    def to_officers(
        self,
        purpose: str,
        *,
        again: bool = False,
        number: int | None = None,
        about: str = "",
        **values: str | int,
    ) -> Iterator[Outgoing]:
        """An alarm to whoever is the officer of this run; when said `again`, nobody is woken for it."""
        how, priority = ("first", TASK) if again else ("alarm", ALARM)
        for alias in officers(self.plan, self.run, self.around, about=about):
            yield from self.to_person(alias, purpose, how=how, priority=priority, number=number, **values)

    def to_room(self, purpose: str, **values: str | int) -> Iterator[Outgoing]:
        """A message in the run's own channel."""
        if "slack" in self.channels:
            yield Outgoing(purpose=purpose, to=ROOM, channel="slack", values=values)

    def card(self) -> Iterator[Outgoing]:
        """The headline card shows the new state."""
        if "slack" in self.channels:
            yield Outgoing(purpose="card", to=ROOM, channel="slack", priority=REFRESH, is_refresh=True)


def outgoing(desk: Desk, recorded: Iterable[Recorded]) -> list[Outgoing]:
    """The messages of a whole decision, in order; refreshes once each."""
    found: list[Outgoing] = []
    events = tuple(recorded)
    for one in events:
        found.extend(_of(desk, one))
    if _came_to_rest(desk.run, events):
        found.extend(desk.to_officers("can-close", again=True))
    once: dict[tuple[str, str | None], Outgoing] = {}
    for message in found:
        if message.is_refresh:
            once[(message.purpose, message.refresh_of)] = message
    return [message for message in found if not message.is_refresh] + list(once.values())


_ENDS_WORK = (e.RunWoundDown, e.AssignmentDone, e.AssignmentSkipped, e.Acknowledged, e.OccurrenceEnded)


def _came_to_rest(run: Run, recorded: Iterable[Recorded]) -> bool:
    """Whether the last open work of a run that is winding down ended with these events: it can be closed."""
    if run.status is not RunStatus.WINDING_DOWN or run.open_numbers:
        return False
    running = any(o.state is OccurrenceState.RUNNING for found in run.steps.values() for o in found)
    return not running and any(isinstance(one.event, _ENDS_WORK) for one in recorded)


def _of(desk: Desk, recorded: Recorded) -> Iterator[Outgoing]:
    match event := recorded.event:
        case e.RunStarted():
            yield from _started(desk, event)
        case e.AssignmentOpened() | e.AssignmentReleased() | e.Repeated() | e.SecondChannelTried():
            yield from _asked(desk, event)
        case e.Escalated() | e.RoleUnfilled() | e.HandoverOffered() | e.DateAskedFor() | e.WakeAsked():
            yield from _told(desk, event)
        case e.ProgressAsked(number=number) | e.Reminded(number=number) | e.AssignmentRedated(number=number):
            yield from _nudged(desk, event, desk.run.assignments[number])
        case e.Acknowledged(number=number) | e.WorkStarted(number=number) | e.AssignmentDone(number=number):
            yield from _changed(desk, desk.run.assignments[number])
        case e.AssignmentDeclined(number=n) | e.AssignmentSkipped(number=n) | e.AssignmentNarrowed(number=n):
            yield from _changed(desk, desk.run.assignments[n])
        case e.AssignmentCancelled(number=number):
            yield from _cancelled(desk, desk.run.assignments[number])
        case e.MessageSent():
            yield from _arrived(desk, event)
            yield from _too_late(desk, event, recorded.at)
        case e.GuardTripped() | e.RunStopped() | e.RunWoundDown() | e.RunClosed() | e.LinkedRunAsked():
            yield from _of_run(desk, event)
        case e.LinkedRunEnded() | e.OccurrenceEnded(why="too-deep"):
            yield from _link_lost(desk, event)
        case e.RoomOpened() | e.OccurrenceEnded() | e.FactAdded() | e.MessageFailed() | e.FactStatusChanged():
            yield from desk.card()
        case e.RunAdopted() | e.ExportTakenBack():
            yield from desk.card()
        case _:
            return


def _started(desk: Desk, event: e.RunStarted) -> Iterator[Outgoing]:
    if "slack" in desk.channels and not event.channel:
        yield Outgoing(purpose="room", to=ROOM, channel="slack", priority=TASK)
    yield from desk.card()


def _asked(
    desk: Desk, event: e.AssignmentOpened | e.AssignmentReleased | e.Repeated | e.SecondChannelTried
) -> Iterator[Outgoing]:
    """The question: on the first channel, for a critical role on the waking ones at the same time."""
    assignment = desk.run.assignments[event.number]
    if assignment.state is AssignmentState.WAITING:
        return
    alias, number = assignment.alias, event.number
    if isinstance(event, e.SecondChannelTried):
        how = "rest" if assignment.critical else "other"
        yield from desk.to_person(alias, "second", how=how, priority=ALARM + 1, number=number)
        return
    purpose = "repeat" if isinstance(event, e.Repeated) else "task"
    urgent = assignment.critical or assignment.step in desk.run.calls
    priority = ALARM + 1 if urgent else TASK
    yield from desk.to_person(alias, purpose, priority=priority, number=number)
    if purpose == "task" and not assignment.answered:
        yield from _wake(desk, assignment)
    yield from desk.card()


def _wake(desk: Desk, assignment: Assignment) -> Iterator[Outgoing]:
    """What goes out beside the first message to wake a critical role."""
    if assignment.critical:
        alias, number = assignment.alias, assignment.number
        yield from desk.to_person(alias, "wake", how="waking", priority=ALARM, number=number)


def _told(
    desk: Desk, event: e.Escalated | e.RoleUnfilled | e.HandoverOffered | e.DateAskedFor | e.WakeAsked
) -> Iterator[Outgoing]:
    match event:
        case e.Escalated(to="officer"):
            about = desk.run.assignments[event.number].alias
            yield from desk.to_officers(
                "told", again=event.again, number=event.number, about=about, why=event.why
            )
        case e.Escalated():
            pass
        case e.RoleUnfilled():
            yield from desk.to_officers("unfilled", again=event.again, role=event.role, step=event.step)
        case e.HandoverOffered():
            yield from desk.to_officers(
                "handover", role=event.role, from_alias=event.from_alias, to_alias=event.to_alias
            )
        case e.DateAskedFor():
            yield from desk.to_officers("date", step=event.step)
        case e.WakeAsked():
            yield from desk.to_officers("wake-them", step=event.step, n=event.n, until=event.until)
    yield from desk.card()


def _link_lost(desk: Desk, event: e.LinkedRunEnded | e.OccurrenceEnded) -> Iterator[Outgoing]:
    """A linked run that never began, or was stopped while its parent goes on: others may wait for it."""
    match event:
        case e.LinkedRunEnded(run=run, outcome=outcome):
            steps = (o.step for found in desk.run.steps.values() for o in found if o.linked_run == run)
            step = next(steps, "")
        case e.OccurrenceEnded(step=step):
            run, outcome = "", "too-deep"
    if outcome != "closed" and not desk.run.over:
        yield from desk.to_officers("link-lost", step=step, run=run, why=outcome)
    yield from desk.card()


def _nudged(
    desk: Desk, event: e.ProgressAsked | e.Reminded | e.AssignmentRedated, assignment: Assignment
) -> Iterator[Outgoing]:
    match event:
        case e.ProgressAsked():
            purpose = "progress"
        case e.Reminded():
            purpose = "reminder"
        case e.AssignmentRedated():
            purpose = "redated"
            yield from _changed(desk, assignment)
    yield from desk.to_person(assignment.alias, purpose, priority=TASK, number=assignment.number)


def _changed(desk: Desk, assignment: Assignment) -> Iterator[Outgoing]:
    """Each Slack message about the assignment is edited in place; the card follows."""
    for delivery in assignment.deliveries:
        if delivery.state == "sent" and delivery.channel == "slack" and delivery.purpose in TASK_PURPOSES:
            yield _refresh(assignment, delivery.message)
    yield from desk.card()


def _refresh(assignment: Assignment, message: str) -> Outgoing:
    return Outgoing(
        purpose="refresh",
        to=assignment.alias,
        channel="slack",
        priority=REFRESH,
        number=assignment.number,
        refresh_of=message,
        is_refresh=True,
    )


SAID_ALOUD = ("reassigned", "handover", "halted", "taken")
"""Why an assignment was cancelled, where the person is told by a message of its own."""


def _cancelled(desk: Desk, assignment: Assignment) -> Iterator[Outgoing]:
    """Who was asked hears that it is no longer theirs; that something was halted wakes them."""
    yield from _changed(desk, assignment)
    alias, number = assignment.alias, assignment.number
    was_asked = any(d.state == "sent" and d.to == alias for d in assignment.deliveries) or assignment.heard_by
    if assignment.why not in SAID_ALOUD or not was_asked:
        return
    how, priority = ("used", ALARM) if assignment.why == "halted" else ("first", TOLD)
    yield from desk.to_person(alias, "released", how=how, priority=priority, number=number)
    yield from _call_off(desk, alias, assignment.why)


def _call_off(desk: Desk, alias: str, why: str) -> Iterator[Outgoing]:
    """Who can only be called is called again, by the logger: what they were asked is off."""
    person = desk.around.directory.person(alias)
    if person is None or not reaching.only_by_phone(person, desk.channels):
        return
    caller = routing.caller(desk.run, desk.around, alias, desk.channels)
    number = max((a.number for a in desk.run.assignments.values() if a.alias == alias), default=None)
    if caller and number is not None:
        yield from desk.to_person(caller, "call-off", priority=ALARM, number=number, alias=alias, why=why)


def _too_late(desk: Desk, event: e.MessageSent, at: Millis) -> Iterator[Outgoing]:
    """A message that was under way when the run was stopped reached somebody who had heard nothing yet.

    Where it asks for a call, that is the person who will be called as well.
    """
    ended_at = desk.run.ended_at
    if desk.run.status is not RunStatus.STOPPED or ended_at is None or event.purpose in ENDINGS:
        return
    called = event.number if event.purpose == "call" else None
    for alias in (event.to, *(() if called is None else (desk.run.assignments[called].alias,))):
        if desk.run.told.get(alias) == at >= ended_at:
            yield from _stopped(desk, alias)


ENDINGS = ("false-alarm", "stopped", "call-off", "closed")
"""Purposes of messages that say that a run is over: what its end makes void are all the others."""


def _stopped(desk: Desk, alias: str) -> Iterator[Outgoing]:
    """That the run is over, to one person who was told of it, by phone if need be."""
    purpose = "false-alarm" if desk.run.false_alarm else "stopped"
    yield from desk.to_person(alias, purpose, how="used", priority=ALARM)
    yield from _call_off(desk, alias, purpose)


def _arrived(desk: Desk, event: e.MessageSent) -> Iterator[Outgoing]:
    """A message that arrived after the answer is edited at once; no delivery redraws the card."""
    if event.number is None or event.purpose not in TASK_PURPOSES or event.channel != "slack":
        return
    assignment = desk.run.assignments[event.number]
    if assignment.state not in (AssignmentState.OPEN, AssignmentState.WAITING):
        yield _refresh(assignment, event.message)


def _of_run(
    desk: Desk, event: e.GuardTripped | e.RunStopped | e.RunWoundDown | e.RunClosed | e.LinkedRunAsked
) -> Iterator[Outgoing]:
    match event:
        case e.GuardTripped():
            for alias in routing.people_of(desk.plan.guards[event.guard].tells, desk.run, desk.around):
                yield from desk.to_person(alias, "guard", how="used", priority=ALARM, guard=event.guard)
            yield from desk.to_room("guard", guard=event.guard)
        case e.RunStopped():
            for alias in desk.run.told:
                yield from _stopped(desk, alias)
            yield from desk.to_room("false-alarm" if event.false_alarm else "stopped")
        case e.RunWoundDown():
            yield from desk.to_room("wound-down")
        case e.RunClosed():
            yield from desk.to_room("closed")
        case e.LinkedRunAsked():
            yield Outgoing(
                purpose="link", to=event.run, channel="engine", values={"playbook": event.playbook}
            )
    if desk.run.over and desk.run.parent:
        yield Outgoing(purpose="link-ended", to=desk.run.parent, channel="engine")
    yield from desk.card()
