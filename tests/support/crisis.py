"""A crisis on a hand-turned clock: plans and towns in a few lines, and a stage on which a run is played."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from calamiteit.core.chain import Entry, canonical
from calamiteit.core.contacts.directory import Directory, Duty, Person, RoleHolders, Route
from calamiteit.core.messages.outgoing import Desk, Outgoing, outgoing
from calamiteit.core.playbook.plan import PACES, CompletesOn, Guard, Option, Plan, Step, TeamRole
from calamiteit.core.run import commands as c
from calamiteit.core.run import events as e
from calamiteit.core.run.actors import ENGINE, Actor
from calamiteit.core.run.decide import Circumstances, Recorded, Refusal, Run, decide, start
from calamiteit.core.run.evolve import begin, evolve
from calamiteit.core.run.state import Assignment, Occurrence
from calamiteit.core.run.table import Verb
from calamiteit.core.time import Millis, local_instant, parse_clock

ZONE = ZoneInfo("Europe/Amsterdam")
DAY = date(2026, 6, 1)
"""A Monday without surprises."""
CHANNELS = frozenset({"slack", "mail", "sms"})
UNSEEN = ("card", "refresh", "room")
"""Purposes that no person is asked or told anything by."""


def text(id: str = "X1") -> e.TextRef:
    """A sealed text."""
    return e.TextRef(id=id, digest=f"digest of {id}", language="nl")


def step(id: str, *who: str, **fields: Any) -> Step:
    """A task for these roles; other fields of the plan's Step by name."""
    kind = fields.pop("kind", "task")
    if isinstance(fields.get("options"), str):
        fields["options"] = tuple(Option(id=o, title={"": o}) for o in fields["options"].split())
    return Step(id=id, kind=kind, title={"": id}, text={"": id}, who=who, **fields)


def notify(id: str, *who: str, **fields: Any) -> Step:
    """A message that has to be seen, chased fast."""
    defaults = {"chase": PACES["fast"], "completes_on": CompletesOn.ACKNOWLEDGED}
    return step(id, *who, kind="notify", **{**defaults, **fields})


def plan(*steps: Step, critical: Sequence[str] = (), guards: Sequence[Guard] = (), **fields: Any) -> Plan:
    """A plan with a team of every role that its steps name; the chair is its officer."""
    roles = dict.fromkeys(["chair", *(role for one in steps for role in one.who)])
    return Plan(
        id="test",
        title={"": "Test"},
        scenario={"": "Test"},
        team={
            role: TeamRole(id=role, title={"": role}, domain="safety", critical=role in critical)
            for role in roles
        },
        steps={one.id: one for one in steps},
        guards={guard.id: guard for guard in guards},
        **fields,
    )


def routes(*channels: str) -> tuple[Route, ...]:
    """Routes in this order; sms and the phone wake."""
    return tuple(Route(channel=name, address="x", wakes=name in ("sms", "phone")) for name in channels)


class Roster:
    """A rota of stretches of time per role."""

    def __init__(self, **duties: Sequence[Duty]) -> None:
        self._duties = duties

    def on_duty(self, role: str, at: Millis) -> str | None:
        """The alias on duty."""
        return next((d.alias for d in self._duties.get(role, ()) if d.start <= at < d.end), None)


def town(ways: Mapping[str, Sequence[str]] | None = None, /, **roles: str) -> Directory:
    """A directory: `chair="p1 p2"` gives a holder and a deputy. `ways` names the channels of a person."""
    people = dict.fromkeys(alias for names in roles.values() for alias in names.split())
    reached = ways or {}
    return Directory(
        hash="town",
        people={alias: person(alias, *reached.get(alias, ("slack", "sms"))) for alias in people},
        roles={
            role: RoleHolders(role=role, title={"": role}, people=tuple(names.split()))
            for role, names in roles.items()
        },
        authority={"*": ("chair",)},
    )


def person(alias: str, *channels: str) -> Person:
    """Somebody who is reached over these channels, the first one first."""
    return Person(alias=alias, name=f"Name of {alias}", function="officer", routes=routes(*channels))


def without(directory: Directory, *aliases: str) -> Directory:
    """The directory after people withdrew."""
    people = {alias: found for alias, found in directory.people.items() if alias not in aliases}
    return replace(directory, hash=f"{directory.hash}-{'-'.join(aliases)}", people=people)


class Stage:
    """Plays one run: turns the clock, fires what is due, answers as people, collects what goes out."""

    def __init__(self, plan: Plan, directory: Directory, *, day: date = DAY, clock: str = "09:00") -> None:
        self.plan = plan
        self.directory = directory
        self.day = day
        self.now = self.moment(clock)
        self.run: Run
        self.log: list[Recorded] = []
        self.out: list[tuple[Millis, Outgoing]] = []
        self.broken: set[tuple[str, str]] = set()
        """Pairs of alias and channel on which nothing arrives; `*` for every alias."""
        self.silent_channels: set[str] = set()
        """Channels that report nothing at all."""
        self._messages = 0

    # --- time

    def moment(self, clock: str) -> Millis:
        """`09:05`, `09:05:30`, or with days after the first: `+1 07:30`."""
        days, _, rest = clock.rpartition(" ")
        minutes, seconds = rest[:5], rest[6:]
        day = self.day + timedelta(days=int(days or 0))
        return local_instant(day, parse_clock(minutes), ZONE) + 1000 * int(seconds or 0)

    def at(self, clock: str) -> Self:
        """Turn the clock to this moment; each thing that is due happens at its own moment."""
        return self.until(self.moment(clock))

    def until(self, target: Millis) -> Self:
        """Turn the clock to this instant."""
        while (found := self._next_due(target)) is not None:
            self.now = max(self.now, found[0])
            self.do(c.Fire(id=found[2], generation=found[1]), ENGINE)
        self.now = target
        return self

    def sleep_until(self, clock: str) -> list[Recorded]:
        """The laptop was shut: at this moment everything due fires, in order, all at once."""
        before = len(self.log)
        self.now = self.moment(clock)
        self.until(self.now)
        return self.log[before:]

    def _next_due(self, target: Millis) -> tuple[Millis, int, str] | None:
        armed = [(m.at, m.generation, id) for id, m in self.run.agenda.moments().items() if m.at <= target]
        return min(armed, default=None)

    # --- people

    def start(self, by: str = "p1", **values: Any) -> Stage:
        """Trigger the plan."""
        command = c.Start(run="X-1", mode="exercise", plan_hash="hash", values=values, languages=("nl",))
        return self.start_with(command, by)

    def start_with(self, command: c.Start, by: str = "p1") -> Stage:
        """Trigger with everything that can be given."""
        self.run, recorded = start(self.plan, command, self.around(Actor(alias=by, door="cli")))
        self._after(recorded)
        return self

    def around(self, actor: Actor = ENGINE) -> Circumstances:
        """The circumstances of this moment."""
        return Circumstances(
            now=self.now, zone=ZONE, directory=self.directory, actor=actor, channels=CHANNELS
        )

    def do(self, command: c.Command, actor: Actor) -> list[e.Event] | Refusal:
        """Carry out a command; the messages that follow are delivered at once."""
        decision = self.decide(command, actor)
        if isinstance(decision, Refusal):
            return decision
        self._after(decision)
        return [recorded.event for recorded in decision]

    def decide(self, command: c.Command, actor: Actor) -> list[Recorded] | Refusal:
        """What the core says; a stage that watches more closely overrides this."""
        return decide(self.plan, self.run, command, self.around(actor))

    def as_person(self, alias: str, command: c.Command) -> list[e.Event] | Refusal:
        """Somebody types or taps it."""
        return self.do(command, Actor(alias=alias, door="slack"))

    def answer(
        self, alias: str, verb: Verb, number: int | None = None, **more: Any
    ) -> list[e.Event] | Refusal:
        """Somebody answers: their own latest open task, or another one by number."""
        number = self.task(alias).number if number is None else number
        return self.as_person(alias, c.Answer(number=number, verb=verb, **more))

    def accept(self, alias: str, number: int | None = None) -> list[e.Event] | Refusal:
        """I take it."""
        return self.answer(alias, Verb.ACCEPT, number)

    def done(self, alias: str, number: int | None = None, option: str = "") -> list[e.Event] | Refusal:
        """It is done."""
        return self.answer(alias, Verb.DONE, number, option=option)

    def decline(self, alias: str, number: int | None = None) -> list[e.Event] | Refusal:
        """I cannot."""
        return self.answer(alias, Verb.DECLINE, number, text=text("why"))

    def heard(self, by: str, alias: str, verb: Verb, number: int) -> list[e.Event] | Refusal:
        """Somebody writes down what another said by phone."""
        actor = Actor(alias=by, door="cli", on_behalf_of=alias, heard_by="phone")
        return self.do(c.Answer(number=number, verb=verb), actor)

    # --- what became of it

    def task(self, alias: str) -> Assignment:
        """The latest assignment of a person that is not over, else the latest of all."""
        theirs = [a for a in self.run.assignments.values() if a.alias == alias]
        return ([a for a in theirs if not a.state.over] or theirs)[-1]

    def states(self, step_id: str | None = None) -> dict[str, str]:
        """Alias to the state of the latest assignment."""
        found = self.run.assignments.values()
        return {a.alias: a.state.value for a in found if step_id in (None, a.step)}

    def of(self, step_id: str) -> list[Occurrence]:
        """The occurrences of a step."""
        return self.run.steps.get(step_id, [])

    def outcomes(self, step_id: str) -> list[str]:
        """How each occurrence ended; its state while it has not."""
        return [occurrence.outcome or occurrence.state.value for occurrence in self.of(step_id)]

    def got(self, alias: str, since: str | None = None) -> list[str]:
        """What a person was sent: `purpose/channel`, from a moment on."""
        first = 0 if since is None else self.moment(since)
        return [
            f"{out.purpose}/{out.channel}"
            for at, out in self.out
            if out.to == alias and at >= first and out.purpose not in UNSEEN
        ]

    def events(self, kind: type[e.Event], since: str | None = None) -> list[Any]:
        """The events of one kind, from a moment on."""
        first = 0 if since is None else self.moment(since)
        return [r.event for r in self.log if isinstance(r.event, kind) and r.at >= first]

    def starts(self, step_id: str) -> list[str]:
        """The local moments at which a step began."""
        return [self.local(r.at) for r in self.log if _starts(r.event, step_id)]

    def local(self, at: Millis) -> str:
        """`2026-06-01 09:00+02:00` of an instant."""
        from calamiteit.core.time import to_local

        return to_local(at, ZONE).isoformat(sep=" ", timespec="minutes")

    def replayed(self) -> Run:
        """The run folded anew from the log as stored: through JSON and back."""
        found = [Recorded.from_entry(entry) for entry in stored(self.log)]
        run = begin(found[0])
        for recorded in found[1:]:
            evolve(run, recorded)
        return run

    # --- behind the curtain

    def _after(self, recorded: list[Recorded]) -> None:
        self.log.extend(recorded)
        desk = Desk(plan=self.plan, run=self.run, around=self.around(), channels=CHANNELS)
        found = outgoing(desk, recorded)
        self.out.extend((self.now, out) for out in found)
        for out in found:
            self._deliver(out)

    def _deliver(self, out: Outgoing) -> None:
        """The channel's report: sent, or failed where it is broken."""
        if out.purpose in UNSEEN or out.channel == "engine" or out.channel in self.silent_channels:
            return
        self._messages += 1
        facts = {"message": f"M{self._messages}", "channel": out.channel, "to": out.to}
        more = {"purpose": out.purpose, "number": out.number}
        if out.channel == "none" or {(out.to, out.channel), ("*", out.channel)} & self.broken:
            self.do(c.RecordFailed(**facts, **more, reason="unreachable"), ENGINE)  # type: ignore[arg-type]
        else:
            self.do(c.RecordSent(**facts, **more), ENGINE)  # type: ignore[arg-type]


def stored(log: Sequence[Recorded]) -> Iterator[Entry]:
    """A log as the store gives it back: every entry through JSON text."""
    for recorded in log:
        entry = recorded.to_entry()
        line = canonical({"seq": entry.seq, "at": entry.at, "kind": entry.kind, "body": dict(entry.body)})
        yield Entry(**json.loads(line))


def _starts(event: e.Event, step_id: str) -> bool:
    return isinstance(event, e.OccurrenceStarted) and event.step == step_id
