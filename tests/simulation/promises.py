"""What people were promised, looked at from outside: an end is heard, and what nobody takes is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field

from calamiteit.adapters.memory.channel import PlainMemoryChannel
from calamiteit.core.contacts.directory import Person
from calamiteit.core.playbook.plan import Answer, Opening, Plan, QuietRule, Step
from calamiteit.core.run import events as e
from calamiteit.core.run.decide import Recorded
from calamiteit.core.run.roles import SEEN, vacant_roles
from calamiteit.core.run.state import Assignment, AssignmentState, Occurrence, OccurrenceState, Run, RunStatus
from calamiteit.core.run.views import status
from calamiteit.core.time import Millis
from calamiteit.ports.store import OutboxRow, RowState
from tests.simulation.towns import alias_of

SAY_STOPPED = ("false-alarm", "stopped")
CHASE = ("repeat", "second", "deputy", "officer")


@dataclass(slots=True)
class Present:
    """Who is in the contact files, and who was not at any moment since the log was looked at last."""

    away: set[str] = field(default_factory=set)
    was_away: set[str] = field(default_factory=set)
    excused: dict[str, set[str]] = field(default_factory=dict)
    """Run to the people who were away in a moment at which it was, or had been, stopped."""

    def leaves(self, alias: str) -> None:
        """Somebody withdraws."""
        self.away.add(alias)
        self.was_away.add(alias)

    def returns(self, alias: str) -> None:
        """Somebody is there again."""
        self.away.discard(alias)

    def looked(self) -> None:
        """What is in the log by now was decided before this."""
        self.was_away = set(self.away)


# --- a run that was stopped


def unheard_ends(
    plan: Plan,
    run: Run,
    rows: Iterable[OutboxRow],
    channels: Iterable[PlainMemoryChannel],
    people: Mapping[str, Person],
    excused: Set[str],
) -> Iterator[str]:
    """Who heard of a run that was stopped hears that it is over, or the officer sees who does not.

    Who heard of it is read from the channels themselves. `excused` could not be found in the contact
    files when it was stopped; they are seen as well, but nobody can be asked to reach them.
    """
    if run.status is not RunStatus.STOPPED:
        return
    theirs = [row for row in rows if row.stream == run.id]
    calls = [row for row in theirs if row.purpose == "call-off" and row.created_at >= (run.ended_at or 0)]
    tried = [*calls, *(row for row in theirs if row.purpose in SAY_STOPPED and row.to in people)]
    called = {row.id: run.assignments[row.assignment or 0].alias for row in calls}
    heard = {row.to for row in tried if row.state is RowState.SENT}
    heard |= {called[row.id] for row in calls if row.state is RowState.SENT}
    seen = status(plan, run, 0).not_told
    for alias in {**dict.fromkeys(_knows_of(run, channels, people)), **run.told}:
        if (alias in heard) == (alias in seen):
            yield f"{alias} {'heard' if alias in heard else 'did not hear'} that it is over, and status errs"
        by_message = any(route.channel != "phone" for route in people[alias].routes)
        attempts = {row.to for row in tried} if by_message else {*called.values()}
        may_fail = alias in excused or (not by_message and bool(excused))
        if alias not in attempts and not may_fail:
            yield f"{alias} was told of the run, and nothing was sent to say that it is over"


def _knows_of(
    run: Run, channels: Iterable[PlainMemoryChannel], people: Mapping[str, Person]
) -> Iterator[str]:
    for channel in channels:
        for arrived in channel.arrived:
            alias = alias_of(arrived.parcel.address)
            if arrived.parcel.message.run == run.id and alias in people:
                yield alias


# --- a question that nobody takes


def untold(plan: Plan, run: Run, now: Millis) -> Iterator[str]:
    """Of each occurrence that nobody took, the officer was told when its chase had run out.

    Who only takes part in what another leads is seen through the one who leads.
    """
    for a in run.open_assignments():
        if a.state is not AssignmentState.OPEN or "officer" in a.escalated_to:
            continue
        step = plan.steps.get(a.step) or run.added[a.step]
        leads = step.leader is None or step.leader in a.roles
        if leads and _is_silent(run, step, a, now) and not _is_taken(run, step, run.occurrence_of(a)):
            yield f"{a.step}#{a.n}: T{a.number} is silent, and the officer was not told"


def vacancies(plan: Plan, run: Run) -> Iterator[str]:
    """Of each occurrence that is left with nobody, the officer was told, and will be told again."""
    for found in run.steps.values():
        for occurrence in found:
            step = plan.steps.get(occurrence.step) or run.added[occurrence.step]
            if occurrence.state is OccurrenceState.RUNNING and step.opening is Opening.ASK:
                yield from _vacancies(run, step, occurrence)


def _vacancies(run: Run, step: Step, occurrence: Occurrence) -> Iterator[str]:
    if _is_taken(run, step, occurrence):
        return
    for role in vacant_roles(run, step, occurrence):
        theirs = [a for a in run.of(occurrence) if role in a.roles]
        if role not in occurrence.unfilled and not any("officer" in a.escalated_to for a in theirs):
            yield f"{occurrence.id}: nobody is left for {role}, and the officer was not told"
        again = (
            f"vacant:{occurrence.id}",
            f"nothing:{occurrence.id}",
            *(f"T{a.number}:officer" for a in theirs),
        )
        if not any(_is_armed(run, moment) for moment in again):
            yield f"{occurrence.id}: nobody has {role}, and that will not be said again"


def _is_taken(run: Run, step: Step, occurrence: Occurrence) -> bool:
    """Any one was enough, and one has it: the others are not chased for it."""
    return step.answer is Answer.ANY and any(a.state in SEEN for a in run.of(occurrence))


def _is_silent(run: Run, step: Step, assignment: Assignment, now: Millis) -> bool:
    """Asked, without an answer, and the moment for telling the officer has passed."""
    if step.chase.officer is None:
        return False
    if not any(_is_armed(run, f"T{assignment.number}:{what}") for what in CHASE):
        return True
    by_day = step.quiet.rule is QuietRule.IGNORE
    return by_day and assignment.opened_at + step.chase.officer <= now


def _is_armed(run: Run, moment: str) -> bool:
    return run.agenda.at(moment) is not None


def unsent_alarms(run: Run, log: Iterable[Recorded], rows: Iterable[OutboxRow], known: bool) -> Iterator[str]:
    """Each time the officer had to be told, a message went out and arrived, or the log says that it failed.

    `known`: at each moment somebody of the contact files was the officer of the run.
    """
    theirs = [row for row in rows if row.stream == run.id and row.purpose in ("told", "unfilled")]
    for recorded in log:
        match recorded.event:
            case e.Escalated(number=number, to="officer"):
                found = [r for r in theirs if (r.purpose, r.assignment) == ("told", number)]
                what = f"T{number} is without an answer"
            case e.RoleUnfilled(step=step, n=n, role=role):
                found = [r for r in theirs if r.purpose == "unfilled"]
                what = f"{step}#{n} has nobody for {role}"
            case _:
                continue
        written = [row for row in found if row.created_at == recorded.at]
        if known and not written:
            yield f"event {recorded.seq} ({what}) is told to nobody"
        if written and all(row.state is RowState.WAITING for row in written) and not run.over:
            yield f"event {recorded.seq} ({what}) has not reached the officer"
