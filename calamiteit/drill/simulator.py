"""Turns the clock of a drill from one moment to the next, and lets engine and people do what is due."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from calamiteit.adapters.memory.alarm import HandAlarm
from calamiteit.adapters.memory.channel import PlainMemoryChannel
from calamiteit.adapters.memory.clock import HandClock
from calamiteit.core.contacts.directory import Directory
from calamiteit.core.errors import Trouble
from calamiteit.core.messages.message import Message
from calamiteit.core.playbook.plan import Step
from calamiteit.core.run import commands as c
from calamiteit.core.run.actors import Actor
from calamiteit.core.time import HOUR, Millis
from calamiteit.drill.chance import Dice
from calamiteit.drill.manners import Manners
from calamiteit.drill.people import Letter, People
from calamiteit.engine.desk import FrontDesk
from calamiteit.engine.runs import Runs
from calamiteit.engine.service import Service
from calamiteit.ports.channel import Channel
from calamiteit.ports.store import RowState

RESTLESS = 3_000
"""So often in one moment there may be something to do; more is a plan that never comes to rest."""
LOOK_EVERY = 6 * HOUR
"""How often the engine looks around: changes of duty are noticed then."""


class Simulator:
    """One drill: the engine over memory, people, and a clock that nobody waits for."""

    def __init__(
        self,
        runs: Runs,
        channels: Mapping[str, PlainMemoryChannel],
        clock: HandClock,
        *,
        manners: Manners,
        dice: Dice,
        moved: Callable[[Millis], None] = lambda now: None,
    ) -> None:
        self._runs = runs
        self._clock = clock
        self._channels = channels
        self._read = dict.fromkeys(channels, 0)
        self._moved = moved
        lines: dict[str, Channel] = dict(channels)
        self._service = Service(
            runs, lines, HandAlarm(), holder="drill", is_gone=lambda holder: False, report=_raise
        )
        self._desk = FrontDesk(runs, _raise)
        self.people = People(manners, dice, runs.place.zone, self._step_of)
        self._look_at = clock.now() + LOOK_EVERY

    def begin(self) -> None:
        """Become the engine of this drill."""
        self._service.take_lease()
        self._service.recover()

    def play(self, until: Millis) -> None:
        """Go from moment to moment until every run is over, or until this instant."""
        while True:
            self._settle()
            if not self._runs.open_runs():
                return
            moment = self._next()
            if moment is None or moment > until:
                self._clock.set(until)
                return
            self._clock.set(max(moment, self._clock.now()))
            self._moved(self._clock.now())

    def close(self, actor: Actor) -> None:
        """The drill is over: what is open stays named as open in the log."""
        for run in reversed(self._runs.open_runs()):
            self._runs.act(run, lambda seals: c.Close(accept_open=True), actor=actor, key=f"close:{run}")
        self._settle()

    def _settle(self) -> None:
        for _ in range(RESTLESS):
            did = self._service.fire_due() + self._deliver() + self._read_all()
            did += self.people.act(self._clock.now(), self._desk)
            if self._clock.now() >= self._look_at:
                self._look_at = self._clock.now() + LOOK_EVERY
                self._service.sweep()
            if not did:
                return
        raise Trouble("this plan never comes to rest: something asks for more at the same moment, always")

    def _next(self) -> Millis | None:
        store = self._runs.place.store
        found = (store.next_fire(), store.next_send(), self.people.next_deed(), self._look_at)
        return min((moment for moment in found if moment is not None), default=None)

    def _deliver(self) -> int:
        """Everything that may go out now; only the couriers that have something to do are called."""
        store, now, done = self._runs.place.store, self._clock.now(), 0
        while True:
            waiting = {row.channel for row in store.rows(state=RowState.WAITING) if row.next_at <= now}
            sent = sum(self._service.deliver_one(channel) for channel in sorted(waiting))
            if not sent:
                return done
            done += sent

    def _read_all(self) -> int:
        directory = self._runs.place.directory.current()
        found = 0
        for name, channel in self._channels.items():
            arrived = channel.arrived_after(self._read[name])
            self._read[name] += len(arrived)
            found += len(arrived)
            for one in arrived:
                letter = _letter(directory, name, one.parcel.address, one.message)
                if letter is not None:
                    self.people.read(letter, self._clock.now())
        return found

    def _step_of(self, run_id: str, number: int) -> tuple[Step, int]:
        pinned, run = self._runs.look(run_id)
        assignment = run.assignments[number]
        return pinned.plan.steps.get(assignment.step) or run.added[assignment.step], assignment.n


def _letter(directory: Directory, channel: str, address: str, message: Message) -> Letter | None:
    """Whose message it is; None for that of a room."""
    for alias, person in directory.people.items():
        route = person.route(channel)
        if route is not None and route.address == address:
            return Letter(alias=alias, channel=channel, address=address, message=message, wakes=route.wakes)
    return None


def _raise(where: str, error: Exception) -> None:
    raise error
