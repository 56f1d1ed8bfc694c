"""What a memory store holds; several stores on one shelf behave like several processes on one file."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from calamiteit.core.chain import Linked
from calamiteit.core.time import Millis
from calamiteit.ports.store import Lease, NewKey, OutboxRow, SealedText, StreamInfo, TimerRow


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
    outbox: dict[str, OutboxRow] = field(default_factory=dict)
    again_at: dict[str, Millis] = field(default_factory=dict)
    """Refreshes that were asked for while the row was being sent."""
    timers: dict[tuple[str, str], TimerRow] = field(default_factory=dict)
    epoch: int = 0
    lease: Lease | None = None
    asked_epoch: int = 0
