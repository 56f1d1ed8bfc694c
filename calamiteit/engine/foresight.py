"""What a start would send first, to whom and over which channels, before anything is committed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from calamiteit.core.messages.outgoing import ROOM, Desk, outgoing
from calamiteit.core.messages.routing import NO_CHANNEL
from calamiteit.core.run import commands as c
from calamiteit.core.run import events as e
from calamiteit.core.run.actors import Actor
from calamiteit.core.run.decide import start
from calamiteit.core.run.state import TASK_PURPOSES, Run
from calamiteit.core.run.views import headline
from calamiteit.engine.previewing import UNSEEN

if TYPE_CHECKING:
    from calamiteit.engine.runs import Runs
    from calamiteit.engine.triggering import Prepared


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstAsked:
    """One person who is asked in the first wave."""

    alias: str
    roles: tuple[str, ...]
    rule: str
    step: str
    channels: tuple[str, ...]
    """Empty: no message reaches this person; somebody has to call."""
    calls: str = ""
    """Whom this person is asked to call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstWave:
    """Everything that happens within the first second."""

    asked: tuple[FirstAsked, ...]
    unfilled: tuple[str, ...]
    """Roles for which nobody is found."""
    later: int
    """Steps that come after."""

    @property
    def messages(self) -> int:
        """How many messages go out."""
        return sum(len(asked.channels) for asked in self.asked)

    @property
    def unreached(self) -> tuple[str, ...]:
        """People whom no message reaches."""
        return tuple(dict.fromkeys(asked.alias for asked in self.asked if not asked.channels))


def first_wave(runs: Runs, prepared: Prepared, actor: Actor) -> FirstWave:
    """Decide a start on paper: nothing is stored, nothing is sent."""
    plan = prepared.pinned.plan
    command = c.Start(
        run="preview",
        mode=runs.place.mode.value,
        plan_hash=prepared.pinned.hash,
        values=prepared.values,
        texts=dict.fromkeys(prepared.texts, UNSEEN),
        facts=tuple(UNSEEN for _ in prepared.facts),
        languages=runs.place.voice.languages,
        channel=prepared.channel,
    )
    around = runs.around(actor)
    run, recorded = start(plan, command, around)
    desk = Desk(plan=plan, run=run, around=around, channels=runs.place.channels)
    sent = [out for out in outgoing(desk, recorded) if out.to != ROOM]
    used: dict[int | None, list[str]] = {}
    for out in sent:
        if out.purpose in TASK_PURPOSES and out.channel != NO_CHANNEL:
            used.setdefault(out.number, []).append(out.channel)
    asked = [_asked(run, one.event, used) for one in recorded if isinstance(one.event, e.AssignmentOpened)]
    unfilled = _unfilled(one.event for one in recorded)
    return FirstWave(asked=tuple(asked), unfilled=unfilled, later=headline(plan, run, around.now).waiting)


def _asked(run: Run, event: e.AssignmentOpened, used: dict[int | None, list[str]]) -> FirstAsked:
    call = run.calls.get(event.step)
    return FirstAsked(
        alias=event.alias,
        roles=tuple(event.roles),
        rule=event.rule,
        step=event.step,
        channels=tuple(used.get(event.number, ())),
        calls="" if call is None else run.assignments[call].alias,
    )


def _unfilled(events: Iterable[e.Event]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(event.role for event in events if isinstance(event, e.RoleUnfilled)))


def by_person(asked: Sequence[FirstAsked]) -> dict[str, list[FirstAsked]]:
    """The first wave per person, in order of asking."""
    found: dict[str, list[FirstAsked]] = {}
    for one in asked:
        found.setdefault(one.alias, []).append(one)
    return found
