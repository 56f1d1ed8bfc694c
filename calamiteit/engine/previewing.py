"""What a plan would do: the run itself, played ahead with people who answer at once, at the usual pace."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from calamiteit.core.messages.outgoing import ROOM, Desk, outgoing
from calamiteit.core.playbook.plan import CompletesOn, Plan, Step
from calamiteit.core.run import commands as c
from calamiteit.core.run import events as e
from calamiteit.core.run.actors import ENGINE, Actor
from calamiteit.core.run.decide import Circumstances, Recorded, Refusal, Run, decide, start
from calamiteit.core.run.state import TASK_PURPOSES, OccurrenceState
from calamiteit.core.run.table import Verb
from calamiteit.core.time import MINUTE, SECOND, Millis

ANSWERS_AFTER = 30 * SECOND
"""So soon that nothing is repeated: a preview shows the plan, a drill shows people."""
USUAL = 15 * MINUTE
"""For a step that does not say how long it takes."""
MOST_MOMENTS = 20_000
UNSEEN = e.TextRef(id="preview", digest="", language="")
"""Stands for every text of a run on paper: there is no store in which it could be sealed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One person who is asked."""

    alias: str
    roles: tuple[str, ...]
    rule: str
    channels: tuple[str, ...]
    """Empty: no message can reach this person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """One firing of a step."""

    at: Millis
    step: str
    n: int
    due: Millis | None
    asked: tuple[Asked, ...]
    unfilled: tuple[str, ...]
    linked: str
    """The playbook of a linked run, or empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Everything up to a moment, and what waits for a person, an alarm or a condition."""

    steps: tuple[Foreseen, ...]
    later: tuple[str, ...]
    """Steps with a moment of their own after that."""
    left_out: tuple[str, ...]
    """Steps that do not happen with these values and choices: their condition is false."""
    never: tuple[str, ...]
    """Steps that wait for a person, an alarm, a condition, or a step that comes later."""


@dataclass(slots=True)
class _Play:
    """A run on paper."""

    plan: Plan
    around: Circumstances
    channels: frozenset[str]
    run: Run
    choices: Mapping[str, str]
    log: list[Recorded] = field(default_factory=list)
    used: dict[int | None, dict[str, None]] = field(default_factory=dict)
    answers: list[tuple[Millis, int, c.Command, Actor]] = field(default_factory=list)
    _count: int = 0

    def take(self, recorded: Iterable[Recorded]) -> None:
        """What follows from events: messages, and people who will answer."""
        new = list(recorded)
        self.log += new
        desk = Desk(self.plan, self.run, self.around, self.channels)
        for out in outgoing(desk, new):
            if out.purpose in TASK_PURPOSES and out.to != ROOM and out.channel in self.channels:
                self.used.setdefault(out.number, {})[out.channel] = None
        for one in new:
            match one.event:
                case e.AssignmentOpened() as opened:
                    self._will_answer(opened, one.at)
                case e.LinkedRunAsked(step=step, run=run) if step:
                    ended = c.RecordLinkedEnd(run=run, outcome="closed")
                    self._later(one.at + _usual(self._step(step)), ended, ENGINE)
                case _:
                    pass

    def _will_answer(self, opened: e.AssignmentOpened, now: Millis) -> None:
        step, actor = self._step(opened.step), Actor(alias=opened.alias, door="preview")
        begin = max(now, opened.held_until or 0) + ANSWERS_AFTER
        self._later(begin, c.Answer(number=opened.number, verb=Verb.ACCEPT), actor)
        if step.completes_on is CompletesOn.DONE:
            option = self.choices.get(step.id, step.options[0].id) if step.options else ""
            text = UNSEEN if step.minutes_required else None
            done = c.Answer(number=opened.number, verb=Verb.DONE, option=option, text=text)
            self._later(begin + _usual(step), done, actor)

    def _step(self, id: str) -> Step:
        return self.plan.steps.get(id) or self.run.added[id]

    def _later(self, at: Millis, command: c.Command, actor: Actor) -> None:
        self._count += 1
        heapq.heappush(self.answers, (at, self._count, command, actor))

    def go_on(self, until: Millis) -> bool:
        """Let the next thing happen; False when nothing more does before that moment."""
        moments = self.run.agenda.moments()
        timer = min(moments, key=lambda name: (moments[name].at, name), default=None)
        at = moments[timer].at if timer is not None else until
        if self.answers and self.answers[0][0] <= at:
            at, _, command, actor = heapq.heappop(self.answers)
        elif timer is None:
            return False
        else:
            command, actor = c.Fire(id=timer, generation=moments[timer].generation), ENGINE
        if at >= until or self.run.over:
            return False
        self.around = replace(self.around, now=max(at, self.around.now), actor=actor)
        decision = decide(self.plan, self.run, command, self.around)
        if not isinstance(decision, Refusal):
            self.take(decision)
        return True


def _usual(step: Step) -> Millis:
    return step.takes.usual if step.takes is not None else USUAL


NO_CHOICES: Mapping[str, str] = {}


def preview(
    plan: Plan,
    command: c.Start,
    around: Circumstances,
    channels: frozenset[str],
    *,
    until: Millis,
    choices: Mapping[str, str] = NO_CHOICES,
) -> Preview:
    """Play the plan from `around.now` to `until`. Of a step not in `choices` the first option is taken."""
    around = replace(around, channels=channels)
    run, recorded = start(plan, command, around)
    play = _Play(plan, around, channels, run, choices)
    play.take(recorded)
    for _ in range(MOST_MOMENTS):
        if not play.go_on(until):
            break
    steps = tuple(
        _foreseen(play, one.at, one.event)
        for one in play.log
        if isinstance(one.event, e.OccurrenceStarted) and one.event.step not in run.calls
    )
    begun = {line.step for line in steps}
    rest = [step.id for step in plan if step.id not in begun]
    left_out = tuple(id for id in rest if _left_out(run, id))
    later = tuple(id for id in rest if id not in left_out and _has_moment(run, id))
    never = tuple(id for id in rest if id not in left_out and id not in later)
    return Preview(steps=steps, later=later, left_out=left_out, never=never)


def _left_out(run: Run, step: str) -> bool:
    """Nothing of it is to come, and it ended without having begun."""
    found = run.steps.get(step, ())
    return bool(found) and all(one.state is OccurrenceState.OVER for one in found)


def _has_moment(run: Run, step: str) -> bool:
    return any(one.planned_at is not None for one in run.steps.get(step, ()))


def _foreseen(play: _Play, at: Millis, event: e.OccurrenceStarted) -> Foreseen:
    here = [
        one.event
        for one in play.log
        if getattr(one.event, "step", None) == event.step and getattr(one.event, "n", None) == event.n
    ]
    asked = tuple(
        Asked(
            alias=opened.alias,
            roles=opened.roles,
            rule=opened.rule,
            channels=tuple(play.used.get(opened.number, ())),
        )
        for opened in here
        if isinstance(opened, e.AssignmentOpened)
    )
    return Foreseen(
        at=at,
        step=event.step,
        n=event.n,
        due=event.due,
        asked=asked,
        unfilled=tuple(dict.fromkeys(one.role for one in here if isinstance(one, e.RoleUnfilled))),
        linked=next((one.playbook for one in here if isinstance(one, e.LinkedRunAsked)), ""),
    )
