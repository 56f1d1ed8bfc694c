"""An alarm without threads: it goes off when time is passed by hand."""

from __future__ import annotations

import threading
from collections.abc import Callable


class HandAlarm:
    """`pass_seconds` plays the time; every `arm` is kept in `armed` for a test to look at."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._wake: Callable[[], None] | None = None
        self._sweep_seconds = 0.0
        self._left: float | None = None
        self._to_sweep = 0.0
        self.armed: list[float | None] = []

    def start(self, wake: Callable[[], None], *, sweep_seconds: float) -> None:
        """Begin. RuntimeError when it was started before."""
        with self._lock:
            if self._sweep_seconds:
                raise RuntimeError("an alarm is started once")
            self._wake, self._sweep_seconds, self._to_sweep = wake, sweep_seconds, sweep_seconds

    def arm(self, in_seconds: float | None) -> None:
        """Wake after so many seconds passed by hand; None disarms."""
        with self._lock:
            self._left = None if in_seconds is None else max(in_seconds, 0.0)
            self.armed.append(in_seconds)

    def stop(self) -> None:
        """Nothing goes off any more."""
        with self._lock:
            self._wake = None

    def pass_seconds(self, seconds: float) -> None:
        """Let time pass; call `wake` at each armed moment and each sweep within it, in their order."""
        while self._step(until := self._next_within(seconds)):
            seconds -= until

    def _next_within(self, seconds: float) -> float:
        with self._lock:
            left = seconds if self._left is None else self._left
            return min(seconds, left, self._to_sweep)

    def _step(self, seconds: float) -> bool:
        """Pass the time up to the next moment; False when nothing goes off there."""
        with self._lock:
            wake = self._wake
            if wake is None:
                return False
            self._to_sweep -= seconds
            sweeps = self._to_sweep <= 0
            if sweeps:
                self._to_sweep = self._sweep_seconds
            rings = self._left is not None and self._left <= seconds
            self._left = None if rings or self._left is None else self._left - seconds
        if sweeps or rings:
            wake()
        return sweeps or rings
