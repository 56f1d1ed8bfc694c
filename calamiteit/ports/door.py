"""A door through which people answer, such as Slack's Socket Mode."""

from __future__ import annotations

from typing import Protocol


class Door(Protocol):
    """Brings what people do to the desk. Reconnects by itself."""

    def start(self) -> None:
        """Open; may return before it is connected, and goes on trying when the other side is down."""
        ...

    def stop(self) -> None:
        """Close and leave no threads; may be called twice."""
        ...
