"""A stage with a twin: each decision is made a second time, on a state that was read back from JSON."""

from __future__ import annotations

from collections.abc import Iterator

from calamiteit.core.playbook.plan import Answer, CompletesOn
from calamiteit.core.run import commands as c
from calamiteit.core.run import events as e
from calamiteit.core.run.actors import ENGINE_NAME, Actor
from calamiteit.core.run.decide import Recorded, Refusal, Run, decide
from calamiteit.core.run.evolve import begin, evolve
from calamiteit.core.run.roles import SEEN
from calamiteit.core.run.state import Occurrence, OccurrenceState
from tests.support.crisis import Stage, stored
from tests.support.snapshots import snapshot

ENDS = (e.AssignmentCancelled, e.AssignmentDeclined, e.AssignmentSkipped, e.OccurrenceEnded)
CHASE = ("repeat", "second", "deputy", "officer", "release")


class TwinStage(Stage):
    """Checks with each command that deciding is deterministic and that a refusal changes nothing."""

    twin: Run | None = None
    _asked = 0

    def decide(self, command: c.Command, actor: Actor) -> list[Recorded] | Refusal:
        """Decide twice, on two states, and compare; a replay of the log shows what a refusal changed."""
        twin, version = self._caught_up(), self.run.version
        decision = super().decide(command, actor)
        assert decide(self.plan, twin, command, self.around(actor)) == decision, command
        if isinstance(decision, Refusal):
            assert self.run.version == twin.version == version, command
        return decision

    def _caught_up(self) -> Run:
        """The twin at the version of the run, from what is stored since it last looked."""
        if self.twin is None:
            (first,) = self._read(self.log[:1])
            self.twin = begin(first)
        for recorded in self._read(self.log[self.twin.version :]):
            evolve(self.twin, recorded)
        return self.twin

    def _read(self, log: list[Recorded]) -> list[Recorded]:
        return [Recorded.from_entry(entry) for entry in stored(log)]

    def problems(self) -> list[str]:
        """What must never be true of a run, and is."""
        return [*self._of_agenda(), *self._of_assignments(), *self._of_steps()]

    def problems_of_the_log(self) -> list[str]:
        """What must never be true of the whole log, and is."""
        found = [] if snapshot(self.replayed()) == snapshot(self.run) else ["a replay differs"]
        return [*found, *self._of_ends()]

    def replay_now_and_then(self, every: int = 5) -> list[str]:
        """The whole log is read back at some of the moments at which this is asked."""
        self._asked += 1
        return self.problems_of_the_log() if self._asked % every == 0 else []

    def _of_agenda(self) -> Iterator[str]:
        run = self.run
        if run.over and run.agenda.moments():
            yield "something is armed in a run that is over"
        for id, moment in run.agenda.moments().items():
            subject, _, what = id.partition(":")
            if moment.at <= self.now:
                yield f"{id} was due and did not fire"
            if subject.startswith("T") and subject[1:].isdigit():
                assignment = run.assignments[int(subject[1:])]
                if assignment.state.over or assignment.settled:
                    yield f"{id} is armed for an assignment that is over"
                continue
            step, _, n = what.rpartition("#")
            state = run.steps[step][int(n) - 1].state
            wanted = OccurrenceState.PLANNED if subject in ("start", "date") else OccurrenceState.RUNNING
            if state is not wanted:
                yield f"{id} is armed for a step that is {state.value}"

    def _of_assignments(self) -> Iterator[str]:
        run, armed = self.run, self.run.agenda.moments()
        for a in run.assignments.values():
            open_ = not a.state.over and not a.settled
            if open_ != (a.number in run.open_numbers):
                yield f"T{a.number} is listed wrongly as open"
            if open_ and not a.answered and not any(f"T{a.number}:{what}" in armed for what in CHASE):
                yield f"T{a.number} is open and nothing will happen"
            step = self.plan.steps.get(a.step) or run.added[a.step]
            over = run.occurrence_of(a).state is OccurrenceState.OVER
            if open_ and over and step.completes_on is CompletesOn.DONE:
                yield f"T{a.number} is open in a step that is over"
            if not a.roles:
                yield f"T{a.number} is for no role"

    def _of_steps(self) -> Iterator[str]:
        for found in self.run.steps.values():
            for position, occurrence in enumerate(found, start=1):
                if occurrence.n != position:
                    yield f"{occurrence.id} stands at place {position}"
                yield from self._of_holders(occurrence)
                yield from self._of_progress(occurrence)

    def _of_holders(self, occurrence: Occurrence) -> Iterator[str]:
        step = self.plan.steps.get(occurrence.step) or self.run.added[occurrence.step]
        accepted = [a for a in self.run.of(occurrence) if a.state in SEEN]
        for role in {role for a in accepted for role in a.roles}:
            holders = [a.number for a in accepted if role in a.roles]
            if len(holders) > 1:
                yield f"{occurrence.id}: {role} is held by {holders}"
        one = step.answer is Answer.ANY and step.completes_on is CompletesOn.DONE and step.leader is None
        if one and len(accepted) > 1:
            yield f"{occurrence.id}: {len(accepted)} people have what one should have"

    def _of_progress(self, occurrence: Occurrence) -> Iterator[str]:
        armed = self.run.agenda.moments()
        if occurrence.state is OccurrenceState.RUNNING:
            live = [a for a in self.run.of(occurrence) if not a.state.over]
            linked = occurrence.linked_run and not self.run.links[occurrence.linked_run]
            if (
                not live
                and not linked
                and not {f"vacant:{occurrence.id}", f"nothing:{occurrence.id}"} & set(armed)
            ):
                yield f"{occurrence.id} runs and nothing will happen"
        if occurrence.state is OccurrenceState.OVER and not occurrence.outcome:
            yield f"{occurrence.id} is over without an outcome"

    def _of_ends(self) -> Iterator[str]:
        """Nothing ends without an event that holds a person or a code."""
        for recorded in self.log:
            event = recorded.event
            if not isinstance(event, ENDS) or recorded.by.alias != ENGINE_NAME:
                continue
            derived = isinstance(event, e.OccurrenceEnded) and event.outcome in ("done", "skipped")
            if not derived and not getattr(event, "why", ""):
                yield f"event {recorded.seq} ({event.kind}) has neither a person nor a code"
