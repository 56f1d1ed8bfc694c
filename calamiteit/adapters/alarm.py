"""APScheduler as an alarm clock: it only wakes the engine, and may be lost at any moment."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler

WAKE = "wake"
SWEEP = "sweep"
STEP_SECONDS = 0.5
"""How far the wall clock may move against the steady one before it was set, or the machine slept."""


class ApschedulerAlarm:
    """One date job, armed again and again, and one interval job. Its handlers do nothing but call `wake`.

    APScheduler plans by the wall clock; a watch notices when that is set or when the machine slept, wakes at
    once and plans again by what is left on the steady clock.
    """

    def __init__(
        self,
        *,
        look_seconds: float = 1.0,
        drift: Callable[[], float] = lambda: time.time() - time.monotonic(),
    ) -> None:
        """`look_seconds`: how often the watch looks; `drift`: wall clock minus steady clock, in seconds."""
        self._look_seconds = look_seconds
        self._drift = drift
        self._lock = threading.RLock()
        self._ended = threading.Event()
        self._scheduler: BackgroundScheduler | None = None
        self._watch: threading.Thread | None = None
        self._due: float | None = None
        self._sweep_seconds = 0.0
        self._wake: Callable[[], None] = lambda: None

    def start(self, wake: Callable[[], None], *, sweep_seconds: float) -> None:
        """Begin. RuntimeError when it was started before."""
        with self._lock:
            if self._watch is not None:
                raise RuntimeError("an alarm is started once")
            self._wake, self._sweep_seconds = wake, sweep_seconds
            self._scheduler = _make_scheduler()
            self._scheduler.start()
            self._plan()
            self._watch = threading.Thread(
                target=self._look_for_steps, args=(self._drift(),), name="alarm-watch", daemon=True
            )
            self._watch.start()

    def arm(self, in_seconds: float | None) -> None:
        """Wake after so many real seconds (at once when not above zero); None disarms."""
        with self._lock:
            self._due = None if in_seconds is None else time.monotonic() + max(in_seconds, 0.0)
            self._plan_wake()

    def stop(self) -> None:
        """End and free the threads; may be called twice, but not by the one who is woken."""
        with self._lock:
            scheduler, self._scheduler = self._scheduler, None
            self._ended.set()
        if scheduler is not None:
            # First this: APScheduler removes a job that went off, and fails when it was stopped in between.
            with contextlib.suppress(JobLookupError):
                scheduler.remove_job(WAKE)
            scheduler.shutdown(wait=True)
        if self._watch is not None:
            self._watch.join()

    def _plan(self) -> None:
        self._plan_wake()
        if self._scheduler is not None:
            self._scheduler.add_job(
                self._ring, "interval", id=SWEEP, seconds=self._sweep_seconds, replace_existing=True
            )

    def _plan_wake(self) -> None:
        if self._scheduler is None:
            return
        if self._due is None:
            with contextlib.suppress(JobLookupError):
                self._scheduler.remove_job(WAKE)
            return
        moment = datetime.now(UTC) + timedelta(seconds=max(self._due - time.monotonic(), 0.0))
        self._scheduler.add_job(self._ring, "date", id=WAKE, run_date=moment, replace_existing=True)

    def _ring(self) -> None:
        self._wake()

    def _look_for_steps(self, known: float) -> None:
        while not self._ended.wait(self._look_seconds):
            drift = self._drift()
            if abs(drift - known) > STEP_SECONDS:
                known = drift
                with self._lock:
                    self._plan()
                self._wake()


def _make_scheduler() -> BackgroundScheduler:
    return BackgroundScheduler(
        timezone=UTC,
        jobstores={"default": MemoryJobStore()},
        executors={"default": ThreadPoolExecutor(2)},
        # A wake-up that comes while the last one still runs is dropped above `max_instances`.
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1000},
    )
