"""The time of day as the engine sees it: wall, scaled or turned by hand."""

from __future__ import annotations

from typing import Protocol

from calamiteit.core.time import Millis


class Clock(Protocol):
    """A source of the present. `now` may jump (NTP, suspend); `real_seconds` counts seconds that do not."""

    def now(self) -> Millis:
        """The present instant, UTC."""
        ...

    def real_seconds(self, duration: Millis) -> float:
        """How many seconds of real waiting a duration of this clock's time takes."""
        ...
