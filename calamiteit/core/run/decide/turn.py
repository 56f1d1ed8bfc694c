"""One turn at a run: what is known at this moment, and the events that the turn records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo

from calamiteit.core.contacts.directory import Directory
from calamiteit.core.playbook.plan import Plan, Step
from calamiteit.core.run.actors import ENGINE, Actor
from calamiteit.core.run.events import Event
from calamiteit.core.run.evolve import evolve
from calamiteit.core.run.recorded import Recorded
from calamiteit.core.run.state import Run
from calamiteit.core.time import Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What a decision may look at beside the plan and the run: all of it is given, nothing is fetched."""

    now: Millis
    zone: tzinfo
    directory: Directory
    actor: Actor = ENGINE
    channels: frozenset[str] | None = None
    """The channels that this mode and these settings have; None: not known, all count as there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Nothing was recorded. `code` names the words for the person; `ok` when nothing is wrong at all."""

    code: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    ok: bool = False


class Refused(Exception):
    """Leaves a decision before anything was recorded."""

    def __init__(self, code: str, *, ok: bool = False, **values: str | int) -> None:
        super().__init__(code)
        self.refusal = Refusal(code=code, values=values, ok=ok)


@dataclass(slots=True)
class Turn:
    """Records events: each one changes the run at once, so that the next rule sees it."""

    plan: Plan
    run: Run
    around: Circumstances
    recorded: list[Recorded] = field(default_factory=list)

    @property
    def now(self) -> Millis:
        """The instant of this turn."""
        return self.around.now

    def record(self, event: Event, *, by_engine: bool = False) -> None:
        """Add an event, done by the actor of this turn or by the engine itself."""
        by = ENGINE if by_engine else self.around.actor
        recorded = Recorded(seq=self.run.version + 1, at=self.now, by=by, event=event)
        evolve(self.run, recorded)
        self.recorded.append(recorded)

    def step(self, id: str) -> Step:
        """A step of the plan, or one that the officer added."""
        found = self.plan.steps.get(id) or self.run.added.get(id)
        if found is None:
            raise Refused("no-such-step", step=id)
        return found

    def halted(self, step: str) -> bool:
        """Whether a guard that tripped keeps this step from starting."""
        return self.run.is_halted(step, self.plan.guards.values())
