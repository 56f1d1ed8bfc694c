"""Faults on demand: a store and channels that are interrupted where the world has armed it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from calamiteit.adapters.memory.channel import MemoryChannel, PlainMemoryChannel
from calamiteit.adapters.memory.keys import PlainKeys
from calamiteit.adapters.memory.shelf import Shelf
from calamiteit.adapters.memory.store import MemoryStore
from calamiteit.core.chain import Linked
from calamiteit.core.time import Millis
from calamiteit.ports.channel import GiveUp, Looked, Parcel, Result, Standing, TryAgain, Unknown
from calamiteit.ports.store import Batch, Lease, OutboxRow, Outcome, Settled, TimerRow
from tests.simulation.script import Act

T = TypeVar("T")

Passes = Callable[[str, str], None]
"""Takes a point and `before` or `after`; may raise, and may let other things happen."""

Sending = Callable[[str, Parcel], None]
"""Looks at a parcel in the moment in which it leaves."""


class Killed(BaseException):
    """The process ends here. Nothing in the engine may catch it for good."""


@dataclass(slots=True)
class Armed:
    """A fault that waits for its point to be passed often enough."""

    point: str
    when: str
    left: int
    act: Act


class Faults:
    """What is armed; `strike` of the world carries it out."""

    def __init__(self) -> None:
        self._armed: list[Armed] = []

    def __bool__(self) -> bool:
        return bool(self._armed)

    def arm(self, act: Act) -> None:
        """An act `fault` with kind, point, when, count, milliseconds."""
        _, point, when, count, _ = act.args
        self._armed.append(Armed(str(point), str(when), int(count), act))

    def take(self, point: str, when: str) -> list[Act]:
        """The faults that strike now."""
        struck: list[Act] = []
        for armed in tuple(self._armed):
            if (armed.point, armed.when) == (point, when):
                armed.left -= 1
                if armed.left <= 0:
                    self._armed.remove(armed)
                    struck.append(armed.act)
        return struck

    def clear(self) -> None:
        """Everything works."""
        self._armed.clear()


class ShakyStore(MemoryStore):
    """The store of one process; it can be interrupted before it does its work, and after."""

    def __init__(self, shelf: Shelf, passes: Passes) -> None:
        super().__init__(keys=PlainKeys(), shelf=shelf)
        self._passes = passes

    def _after(self, point: str, found: T) -> T:
        self._passes(point, "after")
        return found

    def commit(self, batches: Sequence[Batch]) -> Outcome:
        """As every store."""
        self._passes("commit", "before")
        return self._after("commit", super().commit(batches))

    def settle(self, changes: Sequence[Settled]) -> None:
        """As every store."""
        self._passes("settle", "before")
        super().settle(changes)
        self._passes("settle", "after")

    def claim(
        self, *, epoch: int, now: Millis, channels: Sequence[str], busy_lanes: Sequence[str], limit: int
    ) -> Sequence[OutboxRow]:
        """As every store."""
        self._passes("claim", "before")
        return self._after(
            "claim",
            super().claim(epoch=epoch, now=now, channels=channels, busy_lanes=busy_lanes, limit=limit),
        )

    def stuck(self, *, epoch: int) -> Sequence[OutboxRow]:
        """As every store."""
        self._passes("stuck", "before")
        return self._after("stuck", super().stuck(epoch=epoch))

    def read(self, stream: str, after: int = 0) -> Sequence[Linked]:
        """As every store."""
        self._passes("read", "before")
        return self._after("read", super().read(stream, after))

    def take(self, holder: str, *, now: Millis, ttl: Millis) -> Lease | None:
        """As every store."""
        self._passes("take", "before")
        return self._after("take", super().take(holder, now=now, ttl=ttl))

    def release(self, lease: Lease) -> None:
        """As every store."""
        self._passes("release", "before")
        super().release(lease)
        self._passes("release", "after")

    def look(self) -> Lease | None:
        """As every store."""
        self._passes("lease", "before")
        return self._after("lease", super().look())

    def due(self, now: Millis, limit: int) -> Sequence[TimerRow]:
        """As every store."""
        self._passes("due", "before")
        return self._after("due", super().due(now, limit))

    def beat(self, lease: Lease, *, now: Millis, ttl: Millis) -> Lease:
        """As every store."""
        self._passes("beat", "before")
        return self._after("beat", super().beat(lease, now=now, ttl=ttl))


class Line:
    """What one process has of a channel; the channel itself stands outside and outlives the process."""

    def __init__(self, outside: PlainMemoryChannel, passes: Passes, sending: Sending) -> None:
        self._outside = outside
        self._passes = passes
        self._sending = sending

    @property
    def name(self) -> str:
        """That of the channel."""
        return self._outside.name

    def send(self, parcel: Parcel) -> Result:
        """Sent; the answer may come late, or to a process that is no more."""
        self._passes("send", "before")
        self._sending(self.name, parcel)
        result = self._outside.send(parcel)
        self._passes("send", "after")
        return result

    def look(self, parcel: Parcel) -> Looked:
        """As the channel."""
        self._passes("look", "before")
        found = self._outside.look(parcel)
        self._passes("look", "after")
        return found

    def check(self) -> Result:
        """As the channel."""
        return self._outside.check()

    def close(self) -> None:
        """The channel goes on without this process."""


class RichLine(Line):
    """A line to a channel that can do everything that Slack can."""

    def __init__(self, outside: MemoryChannel, passes: Passes, sending: Sending) -> None:
        super().__init__(outside, passes, sending)
        self._rich = outside

    def edit(self, ref: str, parcel: Parcel) -> Result:
        """As the channel."""
        self._passes("edit", "before")
        self._sending(self.name, parcel)
        result = self._rich.edit(ref, parcel)
        self._passes("edit", "after")
        return result

    def open_room(self, name: str, addresses: Sequence[str], topic: str) -> Result:
        """As the channel."""
        self._passes("room", "before")
        result = self._rich.open_room(name, addresses, topic)
        self._passes("room", "after")
        return result

    def keep_ahead(self, parcel: Parcel, at: Millis, earlier: str | None) -> Result:
        """As the channel."""
        return self._rich.keep_ahead(parcel, at, earlier)

    def withdraw(self, address: str, ref: str) -> Result:
        """As the channel."""
        return self._rich.withdraw(address, ref)

    def standing(self, runs: Collection[str]) -> Standing | TryAgain | GiveUp | Unknown:
        """As the channel."""
        return self._rich.standing(runs)
