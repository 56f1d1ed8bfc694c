"""Clocks that go by themselves: the wall clock, and one that goes faster for exercises."""

from __future__ import annotations

import time

from calamiteit.core.time import SECOND, Millis


class WallClock:
    """The time of day of this machine. The only clock of a live run."""

    def now(self) -> Millis:
        """The present instant, UTC; may jump when the machine's clock is set."""
        return time.time_ns() // 1_000_000

    def real_seconds(self, duration: Millis) -> float:
        """A second is a second; never below zero."""
        return max(duration, 0) / SECOND


class ScaledClock:
    """A clock that starts at an instant of choice and goes `speed` times as fast as the wall."""

    def __init__(self, start: Millis, speed: float, *, started_at: Millis | None = None) -> None:
        """`started_at`: the wall's instant (UTC) at which this clock showed `start`; by default now.

        Processes that must agree on the time pass the same `started_at`. ValueError for a speed that is not
        above zero.
        """
        if speed <= 0:
            raise ValueError(f"a clock needs a speed above zero, not {speed}")
        self._speed = speed
        wall = time.time_ns() // 1_000_000
        since = wall - (wall if started_at is None else started_at)
        self._base = start + round(since * speed)
        # From here on by the clock that is never set back.
        self._real = time.monotonic_ns()

    def now(self) -> Millis:
        """The instant that this clock shows, UTC; never goes back."""
        return self._base + int((time.monotonic_ns() - self._real) * self._speed / 1_000_000)

    def real_seconds(self, duration: Millis) -> float:
        """The real seconds in which this clock advances by `duration`; never below zero."""
        return max(duration, 0) / SECOND / self._speed
