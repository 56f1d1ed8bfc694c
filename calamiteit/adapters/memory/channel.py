"""A channel in memory that fails on request; it keeps the promises of every channel, and drives drills."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice

from calamiteit.core.messages.message import Message
from calamiteit.core.time import Millis
from calamiteit.ports.channel import (
    CannotLook,
    Delivered,
    Found,
    GiveUp,
    Kept,
    Looked,
    NotThere,
    Parcel,
    Result,
    Standing,
    TryAgain,
    Unknown,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A message as its receiver sees it now; `edits` counts how often it was changed."""

    ref: str
    parcel: Parcel
    edits: int = 0

    @property
    def message(self) -> Message:
        """What it says."""
        return self.parcel.message


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A room that was opened: who was invited, in that order."""

    ref: str
    name: str
    topic: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """A message that goes out by itself at `at`."""

    ref: str
    parcel: Parcel
    at: Millis


class PlainMemoryChannel:
    """Sends, and looks unless told otherwise: like mail and SMS. Safe to use from any thread."""

    def __init__(self, name: str = "memory", *, looks: bool = True) -> None:
        """`looks=False`: it never can tell whether a message arrived."""
        self._name = name
        self._looks = looks
        self._lock = threading.Lock()
        self._number = 0
        self._planned: deque[Result | str] = deque()
        self._down = False
        self._arrived: dict[str, Arrived] = {}
        self.closed = False

    # --- what a test or a drill does

    @property
    def arrived(self) -> list[Arrived]:
        """What arrived, oldest first, as it stands now."""
        with self._lock:
            return list(self._arrived.values())

    def arrived_after(self, count: int) -> list[Arrived]:
        """What arrived after the first so many."""
        with self._lock:
            return list(islice(self._arrived.values(), count, None))

    def answer(self, *results: Result) -> None:
        """Answer the next calls with these, one each, and do nothing."""
        with self._lock:
            self._planned.extend(results)

    def lose_answer(self, times: int = 1) -> None:
        """Do the work of the next calls, but lose the answer."""
        with self._lock:
            self._planned.extend(["answer"] * times)

    def lose_request(self, times: int = 1) -> None:
        """Lose the next calls on their way: nothing is done, and the caller cannot know."""
        with self._lock:
            self._planned.extend(["request"] * times)

    def go_down(self) -> None:
        """Refuse everything from now on."""
        self._down = True

    def come_up(self) -> None:
        """Work again."""
        self._down = False

    def forget_faults(self) -> None:
        """Up, and nothing planned is waiting any more."""
        with self._lock:
            self._planned.clear()
        self._down = False

    # --- Channel

    @property
    def name(self) -> str:
        """The name that it was given."""
        return self._name

    def send(self, parcel: Parcel) -> Result:
        """Record the parcel, or fail as planned."""
        with self._lock:
            trouble = self._trouble()
            if trouble is not None and trouble != "answer":
                return _failure(trouble)
            ref = self._new("m")
            self._arrived[ref] = Arrived(ref=ref, parcel=parcel)
            return _failure(trouble) if trouble else Delivered(ref=ref)

    def look(self, parcel: Parcel) -> Looked:
        """By the key of the parcel."""
        with self._lock:
            if not self._looks:
                return CannotLook(reason="channel-cannot-look", ever=True)
            if self._down:
                return CannotLook(reason="down")
            found = (one for one in self._arrived.values() if one.parcel.key == parcel.key)
            arrived = next(found, None)
            return Found(ref=arrived.ref) if arrived else NotThere()

    def check(self) -> Result:
        """Whether it is up."""
        return TryAgain(reason="down") if self._down else Delivered()

    def close(self) -> None:
        """Remember that it was closed."""
        self.closed = True

    def _trouble(self) -> Result | str | None:
        if self._down:
            return TryAgain(reason="down")
        return self._planned.popleft() if self._planned else None

    def _new(self, kind: str) -> str:
        self._number += 1
        return f"{kind}{self._number}"


class MemoryChannel(PlainMemoryChannel):
    """Can do everything that Slack can: editing, rooms, messages ahead as well."""

    def __init__(self, name: str = "memory") -> None:
        super().__init__(name)
        self._rooms: dict[str, Room] = {}
        self._ahead: dict[str, Ahead] = {}

    @property
    def rooms(self) -> list[Room]:
        """The rooms that were opened, oldest first."""
        with self._lock:
            return list(self._rooms.values())

    @property
    def ahead(self) -> list[Ahead]:
        """What goes out by itself, unless it is withdrawn."""
        with self._lock:
            return list(self._ahead.values())

    def pass_to(self, now: Millis) -> None:
        """What was kept ahead for `now` or earlier goes out."""
        with self._lock:
            for due in [one for one in self._ahead.values() if one.at <= now]:
                del self._ahead[due.ref]
                self._arrived[due.ref] = Arrived(ref=due.ref, parcel=due.parcel)

    # --- Editing

    def edit(self, ref: str, parcel: Parcel) -> Result:
        """Replace what stands at `ref`; it keeps the key under which it was sent."""
        with self._lock:
            trouble = self._trouble()
            if trouble is not None and trouble != "answer":
                return _failure(trouble)
            before = self._arrived.get(ref)
            if before is None:
                return GiveUp(reason="message_not_found")
            kept = Parcel(
                key=before.parcel.key,
                address=before.parcel.address,
                message=parcel.message,
                first_tried=before.parcel.first_tried,
                possible_repeat=before.parcel.possible_repeat,
            )
            self._arrived[ref] = Arrived(ref=ref, parcel=kept, edits=before.edits + 1)
            return _failure(trouble) if trouble else Delivered(ref=ref)

    # --- Rooms

    def open_room(self, name: str, addresses: Sequence[str], topic: str) -> Result:
        """One room for each name; who is invited again is there once."""
        with self._lock:
            trouble = self._trouble()
            if trouble is not None and trouble != "answer":
                return _failure(trouble)
            before = self._rooms.get(name)
            ref = before.ref if before else self._new("room")
            people = tuple(dict.fromkeys((*(before.people if before else ()), *addresses)))
            self._rooms[name] = Room(ref=ref, name=name, topic=topic, people=people)
            return _failure(trouble) if trouble else Delivered(ref=ref)

    # --- DeadMan

    def keep_ahead(self, parcel: Parcel, at: Millis, earlier: str | None) -> Result:
        """Keep the message, then let go of the earlier one."""
        with self._lock:
            trouble = self._trouble()
            if trouble is not None and trouble != "answer":
                return _failure(trouble)
            ref = self._new("ahead")
            self._ahead[ref] = Ahead(ref=ref, parcel=parcel, at=at)
            self._ahead.pop(earlier or "", None)
            return _failure(trouble) if trouble else Delivered(ref=ref)

    def withdraw(self, address: str, ref: str) -> Result:
        """Withdrawing what is gone already is fine."""
        with self._lock:
            trouble = self._trouble()
            if trouble is not None:
                return _failure(trouble)
            self._ahead.pop(ref, None)
            return Delivered(ref=ref)

    def standing(self, runs: Collection[str]) -> Standing | TryAgain | GiveUp | Unknown:
        """By the run of each message."""
        with self._lock:
            trouble = self._trouble()
            if isinstance(trouble, TryAgain | GiveUp | Unknown):
                return trouble
            if trouble is not None:
                return Unknown(reason="answer-lost")
            return Standing(
                messages=tuple(
                    Kept(run=one.parcel.message.run, address=one.parcel.address, ref=one.ref)
                    for one in self._ahead.values()
                    if one.parcel.message.run in runs
                )
            )


def _failure(trouble: Result | str) -> Result:
    return Unknown(reason="answer-lost") if isinstance(trouble, str) else trouble
