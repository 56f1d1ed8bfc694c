"""A clock turned by hand."""

from __future__ import annotations

import threading

from calamiteit.core.time import SECOND, Millis


class HandClock:
    """Stands still until it is set or advanced; may be turned from any thread."""

    def __init__(self, start: Millis) -> None:
        self._lock = threading.Lock()
        self._now = start

    def now(self) -> Millis:
        """The instant that it was left at, UTC."""
        with self._lock:
            return self._now

    def real_seconds(self, duration: Millis) -> float:
        """As on the wall; who waits on this clock waits for the hand, not for seconds."""
        return max(duration, 0) / SECOND

    def set(self, instant: Millis) -> None:
        """Put it at an instant, earlier or later."""
        with self._lock:
            self._now = instant

    def advance(self, duration: Millis) -> Millis:
        """Turn it on; ValueError for a negative duration. The new instant."""
        if duration < 0:
            raise ValueError("a clock is advanced forward; use set to turn it back")
        with self._lock:
            self._now += duration
            return self._now
