"""One process of the town: the real engine over memory, moved step by step in place of its threads."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from calamiteit.adapters.memory.channel import MemoryChannel, PlainMemoryChannel
from calamiteit.adapters.memory.clock import HandClock
from calamiteit.adapters.memory.directory import MemoryDirectory
from calamiteit.adapters.memory.ids import CountedIds
from calamiteit.adapters.memory.shelf import Shelf
from calamiteit.core.modes import Mode
from calamiteit.core.time import SECOND, Millis
from calamiteit.engine.desk import FrontDesk
from calamiteit.engine.runs import Runs
from calamiteit.engine.service import Service
from calamiteit.engine.triggering import Triggering
from calamiteit.engine.workplace import Workplace
from calamiteit.ports.channel import Parcel
from calamiteit.ports.store import RowState, Store
from tests.simulation.faults import Line, Passes, RichLine, Sending, ShakyStore
from tests.simulation.towns import CHANNELS, Desktop, Town

WAITING = RowState.WAITING
RESTLESS = 3_000
"""So often in one moment an engine may have something to do; more is an engine that never rests."""


class Outside:
    """What all processes share: the file, the channels, the contacts and playbooks on disk, the time."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.clock = HandClock(town.start)
        self.shelf = Shelf()
        self.slack = MemoryChannel("slack")
        self.channels: dict[str, PlainMemoryChannel] = {
            "slack": self.slack,
            "mail": PlainMemoryChannel("mail", looks=False),
            "sms": PlainMemoryChannel("sms", looks=False),
        }
        self.contacts = MemoryDirectory(town.directory)
        self.desktop = Desktop(town.playbooks)
        self.ids = CountedIds()

    def workplace(self, store: Store) -> Workplace:
        """What the engine of one process works with."""
        return Workplace(
            mode=Mode.EXERCISE,
            store=store,
            directory=self.contacts,
            clock=self.clock,
            wall=WaitingClock(self.clock),
            playbooks=self.desktop,
            ids=self.ids,
            zone=self.town.zone,
            voice=self.town.voice,
            channels=frozenset(CHANNELS),
            header={"version": "simulated"},
            archivist="archive@example.org",
        )

    def lines(self, passes: Passes, sending: Sending) -> Mapping[str, Line]:
        """What one process has of the channels."""
        return {
            name: RichLine(channel, passes, sending)
            if isinstance(channel, MemoryChannel)
            else Line(channel, passes, sending)
            for name, channel in self.channels.items()
        }


class WaitingClock:
    """The wall for one process: waiting on it takes the town's time and nobody's."""

    def __init__(self, hand: HandClock) -> None:
        self._hand = hand

    def now(self) -> Millis:
        """The town's time."""
        return self._hand.now()

    def real_seconds(self, duration: Millis) -> float:
        """None: the time has passed when this returns."""
        self._hand.advance(max(duration, 0))
        return 0.0


class Alarm:
    """Remembers the moment for which it was set; the world looks at it and wakes the process."""

    def __init__(self, clock: HandClock) -> None:
        self._clock = clock
        self.at: Millis | None = None

    def start(self, wake: Callable[[], None], *, sweep_seconds: float) -> None:
        """The world wakes the process itself."""

    def arm(self, in_seconds: float | None) -> None:
        """From the town's time on."""
        self.at = None if in_seconds is None else self._clock.now() + round(in_seconds * SECOND)

    def stop(self) -> None:
        """Never again."""
        self.at = None


class Process:
    """A process with its own connection to the file: an engine, or somebody at a terminal."""

    def __init__(
        self,
        name: str,
        outside: Outside,
        *,
        strike: Callable[[Process, str, str], None],
        sending: Callable[[Process, str, Parcel], None],
        report: Callable[[Process, str, Exception], None],
        is_gone: Callable[[str], bool],
    ) -> None:
        self.name = name
        self.dead = False
        self.busy = 0
        """How deep it is in the middle of something; then it takes no other step."""
        self.paused_until: Millis = 0
        self.swept_at: Millis = 0
        self.alarm = Alarm(outside.clock)
        self._clock = outside.clock
        self._shelf = outside.shelf

        def passes(point: str, when: str) -> None:
            strike(self, point, when)

        def leaves(channel: str, parcel: Parcel) -> None:
            sending(self, channel, parcel)

        self.store = ShakyStore(outside.shelf, passes)
        self.runs = Runs(outside.workplace(self.store))
        lines = outside.lines(passes, leaves)

        def told(where: str, error: Exception) -> None:
            report(self, where, error)

        self.triggering = Triggering(self.runs)
        self.desk = FrontDesk(self.runs, told)
        self.service = Service(self.runs, lines, self.alarm, holder=name, is_gone=is_gone, report=told)

    @property
    def holds(self) -> bool:
        """Whether it believes that it is the engine."""
        return not self.dead and self.service.lease is not None

    def can_act(self) -> bool:
        """Whether it may take a step now."""
        return not self.dead and not self.busy and self._clock.now() >= self.paused_until

    def step(self, *, woken: bool) -> bool:
        """Everything that its threads would do at this moment; whether there was anything."""
        if not self.holds:
            return self._wait_for_the_lease()
        self.service.attempt("beat", lambda: self.service.beat(extend=True))
        if not self._goes_on():
            return False
        if woken:
            self.swept_at = self._clock.now()
        self.service.attempt("timers", lambda: self.service.look(woken=woken))
        return self._goes_on() and self._deliver()

    def _wait_for_the_lease(self) -> bool:
        if self.service.ended:
            self.dead = True
            return False
        took: list[bool] = []
        if not self.service.attempt("take", lambda: took.append(self.service.take_lease())) or not any(took):
            return False
        if not self.service.attempt("recover", self.service.recover):
            self.stop()
            return False
        self.swept_at = self._clock.now()
        self.service.attempt("timers", self.service.sweep)
        return True

    def _goes_on(self) -> bool:
        """An engine that was asked to hand over, or lost its lease, ends."""
        if self.service.ended:
            self.stop()
        return not self.dead

    def stop(self) -> None:
        """End in order, as by a signal; what a fault leaves of that is found by the next."""
        self.service.stop()
        self.dead = True

    def _channels_with_work(self) -> list[str]:
        """Only these couriers are called: the others would look and find nothing."""
        now = self._clock.now()
        waiting = {r.channel for r in self._shelf.outbox.values() if r.state is WAITING and r.next_at <= now}
        return [name for name in self.service.channels if name in waiting]

    def _deliver(self) -> bool:
        """All couriers, one row at a time, until nothing is due; and the message of the dead man."""
        done = False
        for channel in self._channels_with_work():
            for _ in range(RESTLESS):
                if not self._delivers_one(channel):
                    break
                done = True
            else:
                raise RuntimeError(f"{self.name} finds no end of messages for {channel}")
        if self.holds:
            self.service.attempt("sign-of-life", self.service.life.move_ahead)
        return done

    def _delivers_one(self, channel: str) -> bool:
        more: list[bool] = []
        went_well = self.service.attempt("courier", lambda: more.append(self.service.deliver_one(channel)))
        return went_well and any(more) and not self.service.ended
