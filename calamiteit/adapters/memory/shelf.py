"""What a memory store holds; several stores on one shelf behave like several processes on one file."""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass, field

from calamiteit.core.chain import Linked
from calamiteit.core.time import Millis
from calamiteit.ports.store import Lease, NewKey, OutboxRow, RowState, SealedText, StreamInfo, TimerRow


class Outbox(dict[str, OutboxRow]):
    """All rows, and beside them those that wait: most rows were sent long ago, and nobody asks for them."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: dict[str, OutboxRow] = {}

    def __setitem__(self, id: str, row: OutboxRow) -> None:
        super().__setitem__(id, row)
        if row.state is RowState.WAITING:
            self.waiting[id] = row
        else:
            self.waiting.pop(id, None)

    def within(self, state: RowState | None) -> Collection[OutboxRow]:
        """The rows in a state, and perhaps others; None: all."""
        return self.waiting.values() if state is RowState.WAITING else self.values()


@dataclass(slots=True)
class Shelf:
    """The tables. Dicts keep their rows in the order of arrival."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    commits: int = 0
    inbox: dict[str, str] = field(default_factory=dict)
    """Key to the stream in which it was handled."""
    streams: dict[str, StreamInfo] = field(default_factory=dict)
    events: dict[str, list[Linked]] = field(default_factory=dict)
    contents: dict[str, str] = field(default_factory=dict)
    keys: dict[str, NewKey] = field(default_factory=dict)
    texts: dict[str, SealedText] = field(default_factory=dict)
    outbox: Outbox = field(default_factory=Outbox)
    again_at: dict[str, Millis] = field(default_factory=dict)
    """Refreshes that were asked for while the row was being sent."""
    timers: dict[tuple[str, str], TimerRow] = field(default_factory=dict)
    epoch: int = 0
    lease: Lease | None = None
    asked_epoch: int = 0
