"""A shipped plan played by people of Lindeveen who do their work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from calamiteit.adapters.files.contacts import ContactFolder
from calamiteit.adapters.files.playbooks import PlaybookFolder
from calamiteit.adapters.files.shipped import shipped_content
from calamiteit.core.playbook.plan import Opening, Plan
from calamiteit.core.playbook.values import sample_values
from calamiteit.core.run import commands as c
from calamiteit.core.run.decide import Refusal
from calamiteit.core.run.state import OccurrenceState
from calamiteit.core.run.table import Verb
from calamiteit.core.time import parse_duration
from tests.support.crisis import Stage, text

ZONE = ZoneInfo("Europe/Amsterdam")
CONTENT = shipped_content()
MONDAY = date(2026, 11, 23)


@cache
def plan_of(name: str) -> Plan:
    """A shipped playbook, compiled."""
    return PlaybookFolder(folder=CONTENT / "playbooks").load(name).plan


@cache
def people_of_lindeveen() -> Any:
    """The shipped contacts."""
    return ContactFolder(CONTENT / "contacts" / "lindeveen", ZONE, True).current()


@cache
def people_of_brinkmeer() -> Any:
    """The shipped contacts of a small town: four people, and their neighbours."""
    return ContactFolder(CONTENT / "contacts" / "brinkmeer", ZONE, True).current()


class Play(Stage):
    """The plan played by people of Lindeveen who accept at once and take the usual time for the work."""

    def __init__(
        self,
        plan: Plan,
        *,
        day: date = MONDAY,
        clock: str = "10:00",
        chosen: Mapping[str, str] | None = None,
        values: Mapping[str, object] | None = None,
        people: Any = None,
    ) -> None:
        super().__init__(plan, people or people_of_lindeveen(), day=day, clock=clock)
        self.chosen = chosen or {}
        self.values = {**sample_values(plan, complete=False), **(values or {})}

    def begin(self) -> Play:
        """Trigger by whoever is the officer now."""
        officer = self.directory.candidates(self.plan.officer, self.now)[0].alias
        self.start(officer, **self.values)
        return self

    def play(
        self, clock: str, *, slow: tuple[str, ...] = (), silent: tuple[str, ...] = (), every_minutes: int = 0
    ) -> Play:
        """Turn the clock to here in small steps; `slow` steps are accepted only, `silent` ones not at all."""
        target = self.moment(clock)
        while self.now < target:
            minutes = every_minutes or (1 if self.now - self.run.started_at < parse_duration("5h") else 30)
            self.until(min(target, self.now + minutes * 60_000))
            for assignment in list(self.run.open_assignments()):
                if assignment.step not in silent and not assignment.held_until:
                    self._work(assignment.number, finish=assignment.step not in slow)
        return self

    def _work(self, number: int, *, finish: bool) -> None:
        assignment = self.run.assignments[number]
        step = self.plan.steps.get(assignment.step) or self.run.added[assignment.step]
        occurrence = self.run.occurrence_of(assignment)
        if not assignment.answered:
            self.answer(assignment.alias, Verb.ACCEPT, number)
        leads = step.leader is None or step.leader in assignment.roles
        usual = step.takes.usual if step.takes else 0
        started = occurrence.started_at or 0
        if not finish or not leads or assignment.state.over or self.now < started + usual:
            return
        option = self.chosen.get(step.id, step.options[0].id) if step.options else ""
        answer = self.answer(assignment.alias, Verb.DONE, number, option=option, text=text("minutes"))
        assert not isinstance(answer, Refusal), answer

    def redate(self, step: str, clock: str) -> Play:
        """The officer fills in when a step begins, if it waits for that."""
        if self.outcomes(step) == ["planned"]:
            officer = self.directory.candidates(self.plan.officer, self.now)[0].alias
            answer = self.as_person(officer, c.Redate(step=step, at=self.moment(clock)))
            assert not isinstance(answer, Refusal), answer
        return self

    def who(self, step: str) -> str:
        """Who did a step first."""
        return next(a.alias for a in self.run.assignments.values() if a.step == step)

    def unfinished(self) -> set[str]:
        """Steps that were planned or begun and are not over."""
        return {
            occurrence.step
            for found in self.run.steps.values()
            for occurrence in found
            if occurrence.state is not OccurrenceState.OVER
        }

    def waiting(self) -> set[str]:
        """Steps that should have begun by themselves and of which nothing was ever planned."""
        return {step.id for step in self.plan if not step.standby and step.id not in self.run.steps}

    def reached(self, mark: str, within: int) -> bool:
        """Whether a step with this mark was over in time."""
        moments = [
            occurrence.ended_at
            for step in self.plan
            if step.mark == mark and step.opening is Opening.ASK
            for occurrence in self.of(step.id)
            if occurrence.outcome == "done" and occurrence.ended_at is not None
        ]
        return bool(moments) and min(moments) <= self.run.started_at + within
