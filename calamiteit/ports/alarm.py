"""An alarm clock that may be lost at any moment: it only wakes; the timer table is the truth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol


class Alarm(Protocol):
    """Wakes the engine. Handlers only set an event; the engine's own thread works and re-arms."""

    def start(self, wake: Callable[[], None], *, sweep_seconds: float) -> None:
        """Begin; call `wake` at each armed moment and every `sweep_seconds`."""
        ...

    def arm(self, in_seconds: float | None) -> None:
        """Wake after so many real seconds; replaces what was armed; None disarms."""
        ...

    def stop(self) -> None:
        """End and free the threads; may be called twice."""
        ...
