"""The engine at work: holds the lease, fires timers, keeps the couriers going, takes stock."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Mapping

from calamiteit.core.errors import CalamiteitError, Superseded
from calamiteit.core.run import commands as c
from calamiteit.core.run.decide import Refusal
from calamiteit.core.time import SECOND, Millis
from calamiteit.engine.archiving import Archiving
from calamiteit.engine.batches import ENGINE_CHANNEL
from calamiteit.engine.delivering import Courier
from calamiteit.engine.linking import Linking
from calamiteit.engine.runs import Known, Runs
from calamiteit.engine.sign_of_life import SignOfLife
from calamiteit.ports.alarm import Alarm
from calamiteit.ports.channel import Channel
from calamiteit.ports.store import Lease, TimerRow

LEASE: Millis = 15 * SECOND
BEAT_SECONDS = 5.0
SWEEP_SECONDS = 5.0
POLL_SECONDS = 0.1
"""How often another process's commits are looked for (PRAGMA data_version costs microseconds)."""
COURIERS: Mapping[str, int] = {"slack": 4, "mail": 2}
"""Threads for each channel; one for those not named. A lane never has two."""
BURST = 200
"""Timers fired between two looks at the rest of the world."""

Report = Callable[[str, Exception], None]
"""Takes what went wrong in a background thread: where, and the error. Never a message text."""


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
        self._courier = Courier(runs, channels, Linking(runs))
        self._life = SignOfLife(runs, channels)
        self._archiving = Archiving(runs.place)
        self._channels = (*channels, ENGINE_CHANNEL, "none")
        self._wake = threading.Event()
        self._to_send = {name: threading.Event() for name in self._channels}
        self._stopping = threading.Event()
        self._ended = threading.Event()
        self._threads: list[threading.Thread] = []
        self._directory_hash = ""
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
        if self.lease is None:
            raise Superseded("the lease was not taken")
        self._courier.adopt_stuck(self.lease.epoch)
        self._alarm.start(self._wake.set, sweep_seconds=SWEEP_SECONDS)
        self._spawn("beat", self._beat_loop)
        self._spawn("timers", self._timer_loop)
        for channel in self._channels:
            for n in range(COURIERS.get(channel, 1)):
                self._spawn(f"courier-{channel}-{n}", lambda channel=channel: self._courier_loop(channel))  # type: ignore[misc]

    def stop(self) -> None:
        """End the threads, then give the lease back. May be called twice."""
        self._halt()
        for thread in self._threads:
            thread.join(timeout=10)
        self._threads.clear()
        self._alarm.stop()
        if self.lease is not None:
            self._life.withdraw(self._report)
            with contextlib.suppress(CalamiteitError):
                self._store.release(self.lease)
            self.lease = None

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the engine ends by itself (superseded, asked to hand over); True when it did."""
        return self._ended.wait(seconds)

    def _halt(self) -> None:
        self._stopping.set()
        self._courier.stop()
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
            try:
                work()
            except Superseded as error:
                self._report(name, error)
                self.lease = None
                self._halt()
            except Exception as error:  # noqa: BLE001 - a loop must survive whatever one row or timer does
                self._report(name, error)
                self._stopping.wait(1.0)

    def _beat_loop(self) -> None:
        while not self._stopping.wait(BEAT_SECONDS):
            lease = self._must_hold()
            if self._store.release_asked(lease):
                self._halt()
                return
            self.lease = self._store.beat(lease, now=self._place.wall.now(), ttl=LEASE)

    def _must_hold(self) -> Lease:
        if self.lease is None:
            raise Superseded("the lease is gone")
        return self.lease

    def _timer_loop(self) -> None:
        """Fire what is due; look for other processes' commits; sweep at the alarm's pace."""
        self.sweep()
        while not self._stopping.is_set():
            woken = self._wake.wait(POLL_SECONDS)
            self._wake.clear()
            if self._stopping.is_set():
                return
            fired = self.fire_due()
            if woken or fired or self._store.changed():
                self._rearm()
                self._call_couriers()
            if woken:
                self.sweep()

    def fire_due(self) -> int:
        """Fire the timers whose moment has come; the number that was looked at."""
        rows = self._store.due(self._place.clock.now(), BURST)
        for row in rows:
            if self._stopping.is_set():
                break
            self._fire(row)
        return len(rows)

    def _fire(self, row: TimerRow) -> None:
        """Fire one timer. The key makes a second firing of the same generation harmless."""
        command = c.Fire(id=row.id, generation=row.generation)
        key = f"timer:{row.stream}:{row.id}:{row.generation}"
        result = self._runs.act(row.stream, lambda seals: command, key=key, epoch=self._must_hold().epoch)
        if isinstance(result, Refusal | Known):
            self._runs.clear_timer(row.stream, row.id)

    def _rearm(self) -> None:
        """Wake at the next timer or the next message that waits for its time."""
        moments = [m for m in (self._store.next_fire(), self._store.next_send()) if m is not None]
        if not moments:
            self._alarm.arm(None)
            return
        wait = max(0, min(moments) - self._place.clock.now())
        self._alarm.arm(max(0.02, self._place.clock.real_seconds(wait)))

    def _call_couriers(self) -> None:
        for event in self._to_send.values():
            event.set()

    def sweep(self) -> None:
        """Bound the harm of a lost alarm, a suspended machine, a jumping clock: look at everything once."""
        self._look_around()
        self._life.move_ahead(self._report)
        self._store.checkpoint()
        self._rearm()
        self._call_couriers()
        self._archiving.sweep(self._must_hold().epoch)

    def _look_around(self) -> None:
        """Withdrawals and duty changes act on open assignments."""
        for run_id in self._runs.open_runs():
            self._runs.act(run_id, lambda seals: c.LookAround(), epoch=self._must_hold().epoch)

    def _courier_loop(self, channel: str) -> None:
        event = self._to_send[channel]
        while not self._stopping.is_set():
            event.wait(SWEEP_SECONDS)
            event.clear()
            while not self._stopping.is_set() and self._courier.deliver_one(channel, self._must_hold().epoch):
                event.set()
