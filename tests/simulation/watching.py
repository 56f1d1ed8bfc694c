"""What must hold after each event, whatever went wrong before: the watch folds the log for itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import fields

from calamiteit.core.chain import genesis, link
from calamiteit.core.playbook.plan import Plan
from calamiteit.core.run import events as e
from calamiteit.core.run.decide import Recorded
from calamiteit.core.run.evolve import begin, evolve
from calamiteit.core.run.state import Assignment, AssignmentState, Run, RunStatus
from calamiteit.core.time import Millis
from calamiteit.engine.pinning import Shelf as Pins
from calamiteit.engine.verifying import verify_run, verify_workspace
from calamiteit.ports.channel import Parcel
from calamiteit.ports.store import OutboxRow, RowState
from tests.simulation.process import Outside, Process
from tests.simulation.promises import Present, unheard_ends, unsent_alarms, untold, vacancies
from tests.simulation.towns import alias_of
from tests.support.twins import TwinStage

LONG_AGO: Millis = 0


class BrokenError(BaseException):
    """Something that must always hold does not. No loop of the engine may take it for trouble of its own."""


class Eye(TwinStage):
    """Looks at a run as the watch has folded it; `now` 0 does not ask for punctuality."""

    def __init__(self, plan: Plan, run: Run, log: list[Recorded], now: Millis) -> None:
        self.plan, self.run, self.log, self.now = plan, run, log, now

    def problems_of_ends(self) -> Iterable[str]:
        """What ended without a person and without a code."""
        return self._of_ends()


ORDERED = ("told", "open_numbers", "assignments", "steps", "failures")


def differences(one: Run, other: Run) -> Iterable[str]:
    """The parts of two states that are not the same; the order of what is sent to people counts too."""
    for field in fields(Run):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if field.name == "agenda":
            a, b = a.moments(), b.moments()
        if a != b or (field.name in ORDERED and list(a) != list(b)):
            yield f"{field.name} is not what the log says"


class Watch:
    """Sees every event, every parcel and the tables; raises BrokenError."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside
        self._shelf = outside.shelf
        self._pins = Pins(outside.shelf.contents.get)
        self.runs: dict[str, Run] = {}
        self.logs: dict[str, list[Recorded]] = {}
        self._heads: dict[str, str] = {}
        self._expected: dict[str, Plan] = {}
        self._reported: Counter[str] = Counter()
        self._arrived: Counter[str] = Counter()
        self._unmarked: Counter[tuple[str, str]] = Counter()
        self._versions: dict[str, int] = {}
        self._calm_at: dict[str, int] = {}
        self._seen = -1
        self.present = Present()
        self.officers = True
        """Whether everybody who could be the officer has been there all the time."""

    # --- while a parcel leaves

    def sending(self, process: Process, channel: str, parcel: Parcel) -> None:
        """No old epoch, nobody who withdrew, and a repeat only when it says so."""
        row = self._shelf.outbox.get(parcel.key)
        if row is None:
            raise BrokenError(f"{parcel.key} was sent and is no message of the store")
        held = process.service.lease
        if held is None or held.epoch != self._shelf.epoch or row.epoch != self._shelf.epoch:
            raise BrokenError(
                f"{row.id} leaves under epoch {held and held.epoch}, and it is {self._shelf.epoch}"
            )
        if row.to[:1] != "#":
            self._check_receiver(row, channel, parcel)

    def _check_receiver(self, row: OutboxRow, channel: str, parcel: Parcel) -> None:
        if alias_of(parcel.address) != row.to:
            raise BrokenError(f"{row.id} is for {row.to} and goes to {parcel.address}")
        if self._outside.contacts.current().person(row.to) is None:
            raise BrokenError(f"{row.id} goes to {row.to}, who withdrew")

    def _check_repeats(self) -> None:
        """Where one can look, a second copy is there only when looking failed, and it says so."""
        for channel in self._outside.channels.values():
            arrived = channel.arrived_after(self._arrived[channel.name])
            self._arrived[channel.name] += len(arrived)
            for one in arrived:
                key = (channel.name, one.parcel.key)
                if self._unmarked[key] and not one.parcel.possible_repeat:
                    raise BrokenError(f"{one.parcel.key} stands twice on {channel.name} and does not say so")
                self._unmarked[key] += 1

    # --- after an event

    def look(self, *, calm: bool) -> None:
        """Read what is new, and check everything that is cheap; `calm`: an engine had time to do its work."""
        if self._seen == self._shelf.commits and not calm:
            return
        self._seen = self._shelf.commits
        self.catch_up()
        self._check_timers()
        self._check_repeats()
        now = self._outside.clock.now()
        for id, run in self.runs.items():
            if calm:
                self._none(id, self._in_time(run, now))
            if self._versions.get(id) != run.version:
                self._versions[id] = run.version
                plan = self.plan_of(run)
                self._none(id, Eye(plan, run, self.logs[id], LONG_AGO).problems())
                self._none(id, () if run.over else _unseen_ends(plan, run))

    def _in_time(self, run: Run, now: Millis) -> Iterable[str]:
        """What time alone makes wrong; the rest of a run changes only with its version."""
        for id, moment in run.agenda.moments().items():
            if moment.at <= now:
                yield f"{id} was due and did not fire"
        if not run.over:
            yield from untold(self.plan_of(run), run, now)
            if self._calm_at.get(run.id) != run.version:
                self._calm_at[run.id] = run.version
                yield from vacancies(self.plan_of(run), run)

    def _none(self, id: str, problems: Iterable[str]) -> None:
        found = list(problems)
        if found:
            raise BrokenError(f"{id}: " + "; ".join(found))

    def catch_up(self) -> None:
        """Read what is new in the logs."""
        for id, info in tuple(self._shelf.streams.items()):
            events = self._shelf.events.get(id, [])
            head = self._heads.get(id) or genesis(info.header)
            for linked in events[len(self.logs.setdefault(id, [])) :]:
                head = link(head, linked.entry)
                if head != linked.hash:
                    raise BrokenError(f"{id}: event {linked.entry.seq} does not continue the chain")
                if info.kind == "run":
                    self._fold(id, Recorded.from_entry(linked.entry))
                else:
                    self.logs[id].append(None)  # type: ignore[arg-type]
            self._heads[id] = head
            if (info.head, info.version) != (head, len(events)):
                raise BrokenError(f"{id}: the head is not that of its last event")
        self.present.looked()

    def _fold(self, id: str, recorded: Recorded) -> None:
        self.logs[id].append(recorded)
        if id not in self.runs:
            self.runs[id] = begin(recorded)
            return
        run, event = self.runs[id], recorded.event
        evolve(run, recorded)
        if run.status is RunStatus.STOPPED:
            self.present.excused.setdefault(id, set()).update(self.present.was_away)
        if isinstance(event, e.MessageSent | e.MessageFailed):
            self._reported[event.message] += 1
            if self._reported[event.message] > 1:
                raise BrokenError(f"{id}: {event.message} was reported twice")

    def _check_timers(self) -> None:
        """The table of timers says what the runs want, to the millisecond."""
        table: dict[str, dict[str, tuple[Millis, int]]] = {id: {} for id in self.runs}
        for row in self._shelf.timers.values():
            table[row.stream][row.id] = (row.fire_at, row.generation)
        for id, run in self.runs.items():
            wanted = {name: (m.at, m.generation) for name, m in run.agenda.moments().items()}
            if wanted != table[id]:
                odd = sorted(set(wanted.items()) ^ set(table[id].items()))
                raise BrokenError(f"{id}: the timers are not those of the run: {odd}")

    def leaves(self, alias: str) -> None:
        """Somebody withdraws: what was decided before is looked at with them there."""
        self.present.leaves(alias)
        town = self._outside.town
        officers = town.directory.candidates(town.playbooks[town.main].plan.officer, town.start)
        self.officers &= alias not in {town.officer, *(candidate.alias for candidate in officers)}

    # --- plans

    def pinned(self, id: str, plan: Plan) -> None:
        """A run was triggered with this plan; it must keep it."""
        self._expected[id] = plan

    def plan_of(self, run: Run) -> Plan:
        """The plan of a run, read from what it pinned."""
        plan = self._pins.get(run.plan).plan
        expected = self._expected.setdefault(run.id, plan)
        if expected is not plan and expected != plan:
            raise BrokenError(f"{run.id}: the pinned plan has changed")
        self._expected[run.id] = plan
        return plan

    # --- at a restart and at the end

    def replay(self, processes: Iterable[Process]) -> None:
        """Folding every log anew gives the state that was kept, and the one that each process has."""
        self.catch_up()
        for id, run in self.runs.items():
            eye = Eye(self.plan_of(run), run, self.logs[id], LONG_AGO)
            self._none(id, differences(eye.replayed(), run))
            self._none(id, eye.problems_of_ends())
            for process in processes:
                pinned, theirs = process.runs.look(id)
                self._none(f"{id} in {process.name}", differences(theirs, run))
                if pinned.plan != self.plan_of(run):
                    raise BrokenError(f"{id}: {process.name} goes by another plan than the pinned one")

    def end(self, process: Process) -> None:
        """After a long time in which everything worked: nothing is left lying anywhere."""
        self.replay([process])
        for id in self.runs:
            verdict = verify_run(process.store, id)
            self._none(id, [str(finding) for finding in verdict.findings])
        self._none("workspace", [str(f) for f in verify_workspace(process.store).findings])
        now = self._outside.clock.now()
        for row in self._shelf.outbox.values():
            self._none(row.stream, self._of_row(row, now))
        for id, run in self.runs.items():
            self._none(id, self._of_people(run))

    def _of_people(self, run: Run) -> Iterable[str]:
        rows = list(self._shelf.outbox.values())
        yield from unheard_ends(
            self.plan_of(run),
            run,
            rows,
            self._outside.channels.values(),
            self._outside.town.directory.people,
            self.present.excused.get(run.id, set()),
        )
        yield from unsent_alarms(run, self.logs[run.id], rows, self.officers)

    def _of_row(self, row: OutboxRow, now: Millis) -> Iterable[str]:
        if row.state is RowState.SENDING or (row.state is RowState.WAITING and row.next_at <= now):
            yield f"{row.id} ({row.purpose}) lies in the outbox, {row.state.value}"
        if row.text_id is None or row.stream not in self.runs:
            return
        if row.state in (RowState.SENT, RowState.GAVE_UP) and self._reported[row.id] != 1:
            yield f"{row.id} is {row.state.value} and the log does not say so"
        if row.state is RowState.SENT:
            channel = self._outside.channels[row.channel]
            if all(arrived.parcel.key != row.id for arrived in channel.arrived):
                yield f"{row.id} counts as sent and never arrived"
        if row.state is RowState.CANCELLED:
            run = self.runs[row.stream]
            assignment = run.assignments.get(row.assignment or 0)
            if not run.over and (assignment is None or not assignment.state.over):
                yield f"{row.id} was cancelled although it was wanted"


def _unseen_ends(plan: Plan, run: Run) -> Iterable[str]:
    """Who took something up and is silent is asked, or the officer knows; a held question has its moment.

    Who only takes part in what another leads is seen through the one who leads.
    """
    armed = {name.partition(":")[0] for name in run.agenda.moments()}

    def is_seen(assignment: Assignment) -> bool:
        return f"T{assignment.number}" in armed or "officer" in assignment.escalated_to

    for assignment in run.open_assignments():
        leader = (plan.steps.get(assignment.step) or run.added[assignment.step]).leader
        occurrence = run.occurrence_of(assignment)
        leads = [a for a in run.of(occurrence) if leader in a.roles]
        if not is_seen(assignment) and not any(map(is_seen, leads)) and "vacant" not in armed:
            yield f"T{assignment.number} ({assignment.state.value}) is open, and nobody will hear of it"
        if assignment.state is AssignmentState.WAITING and assignment.held_until is None:
            yield f"T{assignment.number} waits for nothing"
