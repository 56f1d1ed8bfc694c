"""The engine at work: holds the lease, fires timers, keeps the couriers going, takes stock."""

from __future__ import annotations

import contextlib
import itertools
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence

from calamiteit.core.errors import CalamiteitError, StoreTrouble, Superseded, Trouble
from calamiteit.core.run import commands as c
from calamiteit.core.run.decide import Refusal
from calamiteit.core.time import SECOND, Millis
from calamiteit.engine.archiving import Archiving
from calamiteit.engine.batches import ENGINE_CHANNEL
from calamiteit.engine.delivering import Courier
from calamiteit.engine.linking import Linking
from calamiteit.engine.runs import Asked, Build, Known, Runs
from calamiteit.engine.sign_of_life import SignOfLife
from calamiteit.ports.alarm import Alarm
from calamiteit.ports.channel import Channel
from calamiteit.ports.report import Report
from calamiteit.ports.store import Lease, TimerRow

LEASE: Millis = 15 * SECOND
ASKED_SECONDS = 0.5
"""How often a polite request for the lease is looked for."""
BEAT_LOOKS = 10
"""At every tenth look the lease is extended: a beat of five seconds."""
SWEEP_SECONDS = 5.0
POLL_SECONDS = 0.1
"""How often another process's commits are looked for (PRAGMA data_version costs microseconds)."""
COURIERS: Mapping[str, int] = {"slack": 4, "mail": 2}
"""Threads for each channel; one for those not named. A lane never has two."""
BURST = 400
"""Timers fired before the couriers are called: their sending would take the processor from the deadlines."""
TOGETHER = 25
"""Timers of as many runs are committed in one transaction: the disk is waited for once."""


class Service:
    """One engine of one mode. `start` needs the lease; `stop` gives it back."""

    def __init__(
        self,
        runs: Runs,
        channels: Mapping[str, Channel],
        alarm: Alarm,
        *,
        holder: str,
        is_gone: Callable[[str], bool],
        report: Report,
    ) -> None:
        """`holder` names this process; `is_gone` tells whether the process of such a name is surely dead."""
        self._runs = runs
        self._store = runs.place.store
        self._place = runs.place
        self._holder = holder
        self._is_gone = is_gone
        self._alarm = alarm
        self._report = report
        self.courier = Courier(runs, channels, Linking(runs))
        self.life = SignOfLife(runs, channels, report)
        self._archiving = Archiving(runs.place)
        self.channels = (*channels, ENGINE_CHANNEL, "none")
        """Every channel that has a courier."""
        self._wake = threading.Event()
        self._to_send = {name: threading.Event() for name in self.channels}
        self._stopping = threading.Event()
        self._ended = threading.Event()
        self._threads: list[threading.Thread] = []
        self._troubled: set[str] = set()
        """Runs of which something went wrong since the last sweep; the others go first."""
        self._swept_at: Millis = 0
        self.lease: Lease | None = None

    def take_lease(self) -> bool:
        """Become the one who sends and fires; False while another engine is alive.

        The lease of a process that was killed on this machine is taken at once, others when they expire.
        """
        held = self._store.look()
        if held is not None and self._is_gone(held.holder):
            self._store.release(held)
        self.lease = self._store.take(self._holder, now=self._place.wall.now(), ttl=LEASE)
        return self.lease is not None

    def start(self) -> None:
        """Recover what was left, then work in threads until `stop`. The lease must be ours."""
        self.recover()
        # What waits goes out now, not after the first sweep: the first messages of a crisis are among it.
        self._call_couriers()
        for channel in self.channels:
            for n in range(COURIERS.get(channel, 1)):
                self._spawn(f"courier-{channel}-{n}", lambda channel=channel: self._courier_loop(channel))  # type: ignore[misc]
        self._spawn("beat", self._beat_loop)
        self._alarm.start(self._wake.set, sweep_seconds=SWEEP_SECONDS)
        self._spawn("timers", self._timer_loop)
        self._spawn("sign-of-life", self._life_loop)

    def recover(self) -> None:
        """Take over what an earlier holder left in the middle of sending. Raises Superseded without lease."""
        epoch = self._must_hold().epoch
        self.courier.adopt_stuck(epoch)
        # The clock may have been set back since the last engine; trying a little early does no harm.
        self._store.hasten(epoch=epoch, now=self._place.clock.now())

    def stop(self) -> None:
        """End the threads, then give the lease back. May be called twice."""
        self._halt()
        for thread in self._threads:
            thread.join(timeout=10)
        self._threads.clear()
        self._alarm.stop()
        if self.lease is not None:
            with contextlib.suppress(CalamiteitError):
                self._store.release(self.lease)
            self.lease = None

    @property
    def ended(self) -> bool:
        """Whether this engine has ended by itself or was stopped."""
        return self._ended.is_set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the engine ends by itself (superseded, asked to hand over); True when it did."""
        return self._ended.wait(seconds)

    def _halt(self) -> None:
        self._stopping.set()
        self.courier.stop()
        self._wake.set()
        for event in self._to_send.values():
            event.set()
        self._ended.set()

    def _spawn(self, name: str, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=self._guarded, args=(name, work), name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _guarded(self, name: str, work: Callable[[], None]) -> None:
        """Run a loop; an error is reported and the loop goes on, unless another engine has taken over."""
        while not self._stopping.is_set():
            if not self.attempt(name, work):
                self._stopping.wait(1.0)

    def attempt(self, name: str, work: Callable[[], None]) -> bool:
        """Do a piece of work; False when it failed, which is reported. Superseded ends this engine."""
        try:
            work()
        except Superseded as error:
            self._report(name, error)
            self.lease = None
            self._halt()
        except Exception as error:  # noqa: BLE001 - a loop must survive whatever one row or timer does
            self._report(name, error)
            return False
        return True

    def _beat_loop(self) -> None:
        for look in itertools.count(1):
            if self._stopping.wait(ASKED_SECONDS):
                return
            self.beat(extend=look % BEAT_LOOKS == 0)

    def beat(self, *, extend: bool) -> None:
        """Give way when another engine asks politely, else keep the lease for a while longer."""
        lease = self._must_hold()
        if self._store.release_asked(lease):
            self._halt()
        elif extend:
            self.lease = self._store.beat(lease, now=self._place.wall.now(), ttl=LEASE)

    def _life_loop(self) -> None:
        """In a thread of its own: a Slack that hangs must not hold up a timer."""
        while not self._stopping.is_set():
            self.life.move_ahead()
            self._stopping.wait(SWEEP_SECONDS)

    def _must_hold(self) -> Lease:
        if self.lease is None:
            raise Superseded("the lease is gone")
        return self.lease

    def _timer_loop(self) -> None:
        """Fire what is due; look for other processes' commits; sweep at the alarm's pace.

        What fell due while no engine was there goes before the first sweep, which looks at every open run.
        """
        self.fire_due()
        self.sweep()
        self._place.voice.get_ready()
        while not self._stopping.is_set():
            woken = self._wake.wait(POLL_SECONDS)
            self._wake.clear()
            if not self._stopping.is_set():
                self.look(woken=woken)

    def look(self, *, woken: bool) -> None:
        """Fire what is due, arm the alarm anew when anything has changed; when the alarm woke us, sweep."""
        fired = self.fire_due()
        if woken or fired or self._store.changed():
            self._rearm()
            self._call_couriers()
        if woken and abs(self._place.wall.now() - self._swept_at) >= SWEEP_SECONDS * SECOND * 0.9:
            self.sweep()

    def fire_due(self) -> int:
        """Fire the timers whose moment has come; how many there were of runs without trouble."""
        due = self._store.due(self._place.clock.now(), BURST)
        rows = [row for row in due if row.stream not in self._troubled]
        while rows and not self._stopping.is_set():
            together, rows = _first_of_each(rows)
            self._fire_together(together)
        return len([row for row in due if row.stream not in self._troubled])

    def _fire_together(self, rows: Sequence[TimerRow]) -> None:
        """One transaction for timers of several runs; what does not go together goes again by itself."""
        wanted = [Asked(run=row.stream, build=_fire(row), key=_key(row)) for row in rows]
        results = self._runs.act_each(wanted, epoch=self._must_hold().epoch)
        for row, result in zip(rows, results, strict=True):
            with self._apart(f"timer {row.stream}", row.stream):
                if result is None:
                    result = self._runs.act(
                        row.stream, _fire(row), key=_key(row), epoch=self._must_hold().epoch
                    )
                if isinstance(result, Refusal | Known):
                    self._runs.clear_timer(row.stream, row.id)

    @contextlib.contextmanager
    def _apart(self, where: str, run_id: str) -> Iterator[None]:
        """What goes wrong with one run is reported, and holds up no other; a broken store stops all."""
        try:
            yield
        except (Superseded, StoreTrouble):
            raise
        except Exception as error:  # noqa: BLE001 - one run that cannot be decided must not stop the rest
            self._troubled.add(run_id)
            self._report(where, error)

    def _rearm(self) -> None:
        """Wake at the next timer or the next message that waits for its time."""
        moments = [m for m in (self._store.next_fire(), self._store.next_send()) if m is not None]
        if not moments:
            self._alarm.arm(None)
            return
        wait = max(0, min(moments) - self._place.clock.now())
        self._alarm.arm(max(POLL_SECONDS, self._place.clock.real_seconds(wait)))

    def _call_couriers(self) -> None:
        for event in self._to_send.values():
            event.set()

    def sweep(self) -> None:
        """Bound the harm of a lost alarm, a suspended machine, a jumping clock: look at everything once."""
        epoch = self._must_hold().epoch
        self._look_at_the_clock(epoch)
        self._troubled.clear()
        self.courier.take_up_unsettled(epoch)
        for run_id in self._runs.open_runs():
            with self._apart(f"sweep {run_id}", run_id):
                self._look_at(run_id, epoch)
        self._store.checkpoint()
        self._rearm()
        self._call_couriers()
        self._archiving.sweep(epoch)

    def _look_at_the_clock(self, epoch: int) -> None:
        """When it was set back, what waits for a moment by the old time is tried now."""
        now = self._place.wall.now()
        if now < self._swept_at:
            self._store.hasten(epoch=epoch, now=self._place.clock.now())
            back = (self._swept_at - now) // SECOND
            self._report("clock", Trouble(f"the clock of this machine was set back by {back} s"))
        self._swept_at = now

    def _look_at(self, run_id: str, epoch: int) -> None:
        """Withdrawals and duty changes act on open assignments; the table of timers is what the run wants."""
        self._runs.act(run_id, lambda seals: c.LookAround(), epoch=epoch)
        lost = self._runs.arm_again(run_id, epoch)
        if lost:
            self._report(f"sweep {run_id}", Trouble(f"moments that were not armed: {', '.join(lost)}"))

    def _courier_loop(self, channel: str) -> None:
        event = self._to_send[channel]
        while not self._stopping.is_set():
            event.wait(SWEEP_SECONDS)
            event.clear()
            while not self._stopping.is_set() and self.deliver_one(channel):
                event.set()

    def deliver_one(self, channel: str) -> bool:
        """See one waiting message of a channel through; False when there is none."""
        return self.courier.deliver_one(channel, self._must_hold().epoch)


def _first_of_each(rows: Sequence[TimerRow]) -> tuple[list[TimerRow], list[TimerRow]]:
    """The earliest timers of as many runs as go together, and the rest.

    A later one of a run is decided on what the earlier one did.
    """
    first: dict[str, TimerRow] = {}
    rest: list[TimerRow] = []
    for row in rows:
        if row.stream in first or len(first) == TOGETHER:
            rest.append(row)
        else:
            first[row.stream] = row
    return list(first.values()), rest


def _fire(row: TimerRow) -> Build:
    command = c.Fire(id=row.id, generation=row.generation)
    return lambda seals: command


def _key(row: TimerRow) -> str:
    """Makes a second firing of the same generation harmless."""
    return f"timer:{row.stream}:{row.id}:{row.generation}"
