"""Sends what waits in the outbox: claim, look up the address, send or reconcile, record what became of it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace

from calamiteit.core.errors import Superseded
from calamiteit.core.messages.message import Message
from calamiteit.core.messages.outgoing import ROOM
from calamiteit.core.run import commands as c
from calamiteit.core.run.actors import ENGINE
from calamiteit.core.run.state import TASK_PURPOSES
from calamiteit.core.time import MINUTE, SECOND, Millis
from calamiteit.engine.archiving import ARCHIVIST
from calamiteit.engine.batches import ENGINE_CHANNEL
from calamiteit.engine.linking import Linking
from calamiteit.engine.runs import Runs
from calamiteit.engine.unsealing import Erased, Unsealing
from calamiteit.engine.workspace_log import WORKSPACE, log_in_workspace
from calamiteit.ports.channel import (
    CannotLook,
    Channel,
    Delivered,
    Editing,
    Found,
    GiveUp,
    NotThere,
    Parcel,
    Result,
    Rooms,
    TryAgain,
    Unknown,
)
from calamiteit.ports.store import OutboxRow, RowState, Settled

LOOK_AGAIN = 2 * SECOND
"""An answer was lost and the message is not there: look once more after this long, then send again."""
CANNOT_LOOK = MINUTE
"""When looking is impossible for this long, send again and say that it may be a repeat."""
MOST_BLIND = 5
"""How often a channel that cannot look is tried when its answers keep being lost."""
TOO_LONG = 20 * SECOND
"""A message that will have waited this long at its next attempt goes out on another channel as well."""
WAITS: tuple[Millis, ...] = (SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 30 * SECOND, MINUTE)
"""How long to wait after each failed attempt; the last one repeats."""


class Courier:
    """Delivers rows one at a time; several threads may use one courier."""

    def __init__(self, runs: Runs, channels: Mapping[str, Channel], linking: Linking) -> None:
        self._runs = runs
        self._place = runs.place
        self._channels = channels
        self._linking = linking
        self._unsealing = Unsealing(runs)
        self._busy: set[str] = set()
        self._in_hand: set[str] = set()
        """Rows that a thread is busy with."""
        self._blind_since: dict[str, Millis] = {}
        """Rows whose message cannot be looked for, and since when."""
        self._lock = threading.Lock()
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Wait for nothing any more."""
        self._stopping.set()

    def deliver_one(self, channel: str, epoch: int) -> bool:
        """Take one due row of a channel and see it through; False when there is none. Raises Superseded."""
        with self._lock:
            rows = self._place.store.claim(
                epoch=epoch,
                now=self._place.clock.now(),
                channels=[channel],
                busy_lanes=tuple(self._busy),
                limit=1,
            )
            self._busy.update(row.lane for row in rows)
            self._in_hand.update(row.id for row in rows)
        for row in rows:
            try:
                self.see_through(row, epoch)
            finally:
                with self._lock:
                    self._busy.discard(row.lane)
                    self._in_hand.discard(row.id)
        return bool(rows)

    def see_through(self, row: OutboxRow, epoch: int) -> None:
        """Send a claimed row, or find out what became of it, and record that."""
        if row.channel == ENGINE_CHANNEL:
            self._conclude(row, epoch, self._linking.deliver(row))
            return
        channel = self._channels.get(row.channel)
        if channel is None:
            self._conclude(row, epoch, GiveUp(reason="no-channel"))
            return
        parcel = self._parcel(row)
        if not isinstance(parcel, Parcel):
            self._conclude(row, epoch, parcel)
            return
        if row.possible_repeat and row.refresh_of is None and row.purpose != "room":
            self._reconcile(row, epoch, channel, parcel)
        else:
            self._conclude(row, epoch, self._send(row, epoch, channel, parcel))

    def _parcel(self, row: OutboxRow) -> Parcel | Result:
        """The message with its address, or why there is none (any more)."""
        if row.to == ROOM:
            _, run = self._runs.look(row.stream)
            if not run.room and row.purpose != "room":
                return TryAgain(reason="room-not-open", after=SECOND // 2)
            address = run.room
        elif row.to == ARCHIVIST:
            address = self._place.archivist
            if not address:
                return GiveUp(reason="no-address")
        else:
            person = self._place.directory.current().person(row.to)
            if person is None:
                return GiveUp(reason="withdrawn")
            route = person.route(row.channel)
            if route is None:
                return GiveUp(reason="no-address")
            address = route.address
        message = self._unsealing.message(row)
        if isinstance(message, Erased):
            return GiveUp(reason="erased")
        return Parcel(key=row.id, address=address, message=message, first_tried=row.created_at)

    def _send(self, row: OutboxRow, epoch: int, channel: Channel, parcel: Parcel) -> Result:
        """Send, unless the lease went to another process while this one slept. Raises Superseded."""
        lease = self._place.store.look()
        if lease is None or lease.epoch != epoch:
            raise Superseded(f"another process took over sending (this one had turn {epoch})")
        if row.purpose == "room":
            return self._open_room(row, channel, parcel.message)
        # That look may have waited for the file; who withdrew meanwhile is not written to.
        if self._has_withdrawn(row):
            return GiveUp(reason="withdrawn")
        original = self._place.store.row(row.refresh_of) if row.refresh_of else row
        ref = original.ref if original is not None else None
        if row.text_id is None and ref and isinstance(channel, Editing):
            return channel.edit(ref, parcel)
        if row.refresh_of is not None:
            return GiveUp(reason="nothing-to-edit")
        return channel.send(replace(parcel, not_after=lease.until))

    def _has_withdrawn(self, row: OutboxRow) -> bool:
        to_nobody = row.to in (ROOM, ARCHIVIST)
        return not to_nobody and self._place.directory.current().person(row.to) is None

    def _open_room(self, row: OutboxRow, channel: Channel, message: Message) -> Result:
        if not isinstance(channel, Rooms):
            return GiveUp(reason="no-rooms")
        directory = self._place.directory.current()
        pinned, run = self._runs.look(row.stream)
        aliases = {run.started_by}
        for role in pinned.plan.team:
            aliases.update(
                candidate.alias for candidate in directory.candidates(role, self._place.clock.now())[:1]
            )
        people = [person for alias in sorted(aliases) if (person := directory.person(alias)) is not None]
        addresses = [route.address for person in people if (route := person.route(row.channel)) is not None]
        name = f"{run.mode.value}-{run.playbook}-{run.id}".lower().replace(".", "-")
        return channel.open_room(name, addresses, message.title)

    def _reconcile(self, row: OutboxRow, epoch: int, channel: Channel, parcel: Parcel) -> None:
        """The answer to an earlier attempt was lost: look for the message before sending it again."""
        looked = channel.look(parcel)
        if isinstance(looked, NotThere):
            self._stopping.wait(self._place.wall.real_seconds(LOOK_AGAIN))
            looked = channel.look(parcel)
        match looked:
            case Found(ref=ref):
                self._conclude(row, epoch, Delivered(ref=ref))
            case NotThere():
                self._conclude(
                    replace(row, possible_repeat=False), epoch, self._send(row, epoch, channel, parcel)
                )
            case CannotLook(ever=ever):
                if ever and row.attempt >= MOST_BLIND:
                    self._conclude(row, epoch, GiveUp(reason="answer-lost"))
                elif ever or self._was_blind_for(row) >= CANNOT_LOOK:
                    marked = replace(parcel, possible_repeat=True)
                    self._conclude(row, epoch, self._send(row, epoch, channel, marked))
                else:
                    self._wait(row, epoch, 5 * SECOND)
                    return
        self._blind_since.pop(row.id, None)

    def _was_blind_for(self, row: OutboxRow) -> Millis:
        """How long looking for this message has been impossible by now."""
        now = self._place.clock.now()
        return now - self._blind_since.setdefault(row.id, now)

    def _conclude(self, row: OutboxRow, epoch: int, result: Result) -> None:
        match result:
            case Delivered(ref=ref):
                self._delivered(row, epoch, ref)
            case GiveUp(reason=reason):
                self._gave_up(row, epoch, reason)
            case TryAgain(reason=reason, after=after):
                self._try_again(row, epoch, reason, after)
            case Unknown(reason=reason):
                self._unknown(replace(row, possible_repeat=True), epoch, reason)

    def _delivered(self, row: OutboxRow, epoch: int, ref: str) -> None:
        settled = Settled(
            id=row.id,
            epoch=epoch,
            state=RowState.SENT,
            attempt=row.attempt + 1,
            ref=ref or row.ref,
            possible_repeat=row.possible_repeat,
        )
        if row.purpose == "room":
            room = c.RecordRoom(channel=row.channel, ref=ref)
            self._runs.act(row.stream, lambda seals: room, settled=[settled], epoch=epoch)
        elif row.text_id is None or row.stream == WORKSPACE:
            self._place.store.settle([settled])
        else:
            sent = c.RecordSent(
                message=row.id,
                channel=row.channel,
                to=row.to,
                purpose=row.purpose,
                number=row.assignment,
                possible_repeat=row.possible_repeat,
            )
            self._runs.act(row.stream, lambda seals: sent, settled=[settled], epoch=epoch)

    def _gave_up(self, row: OutboxRow, epoch: int, reason: str) -> None:
        settled = Settled(id=row.id, epoch=epoch, state=RowState.GAVE_UP, attempt=row.attempt + 1)
        if row.stream == WORKSPACE:
            body = {"message": row.id, "reason": reason}
            log_in_workspace(self._place, "mail-failed", body, ENGINE, settled=[settled], epoch=epoch)
            return
        if row.text_id is None and row.purpose != "room":
            self._place.store.settle([settled])
            return
        failed = self._failure(row, reason)
        extra = self._on_another_channel(row)
        self._runs.act(row.stream, lambda seals: failed, settled=[settled], extra=extra, epoch=epoch)

    def _failure(self, row: OutboxRow, reason: str, *, delayed: bool = False) -> c.RecordFailed:
        return c.RecordFailed(
            message=row.id,
            channel=row.channel,
            to=row.to,
            purpose=row.purpose,
            reason=reason,
            number=row.assignment,
            delayed=delayed,
        )

    def _on_another_channel(self, row: OutboxRow) -> list[OutboxRow]:
        """An alarm goes to the person's next channel; questions follow the rules of the chase."""
        person = self._place.directory.current().person(row.to)
        if person is None or row.purpose in TASK_PURPOSES or row.text_id is None:
            return []
        names = [route.channel for route in person.routes if route.channel in self._channels]
        later = names[names.index(row.channel) + 1 :] if row.channel in names else []
        return [
            replace(
                row,
                id=f"{row.id}:{channel}",
                channel=channel,
                lane=f"{channel}:{row.to}",
                state=RowState.WAITING,
                attempt=0,
                next_at=self._place.clock.now(),
                possible_repeat=False,
            )
            for channel in later[:1]
        ]

    def _unknown(self, row: OutboxRow, epoch: int, reason: str) -> None:
        """Look at once after the first lost answer, then with growing patience."""
        if row.attempt == 0:
            self._wait(row, epoch, 0)
        else:
            self._try_again(row, epoch, reason, None)

    def _try_again(self, row: OutboxRow, epoch: int, reason: str, after: Millis | None) -> None:
        wait = _patience(row) if after is None else after
        waited = self._place.clock.now() - row.created_at
        tells = row.text_id is not None and row.stream != WORKSPACE and reason != "room-not-open"
        # Below zero: the clock was set back, and nobody knows how long it has been.
        if tells and (waited < 0 or waited + wait >= TOO_LONG):
            self._say_delayed(row, epoch, reason)
        self._wait(row, epoch, wait)

    def _say_delayed(self, row: OutboxRow, epoch: int, reason: str) -> None:
        """Once for each message: the officer sees that it waits, and another channel is used as well."""
        _, run = self._runs.look(row.stream)
        if row.id not in run.failures:
            delayed = self._failure(row, reason, delayed=True)
            extra = self._on_another_channel(row)
            self._runs.act(row.stream, lambda seals: delayed, extra=extra, epoch=epoch)

    def _wait(self, row: OutboxRow, epoch: int, wait: Millis) -> None:
        settled = Settled(
            id=row.id,
            epoch=epoch,
            state=RowState.WAITING,
            attempt=row.attempt + 1,
            next_at=self._place.clock.now() + wait,
            ref=row.ref,
            possible_repeat=row.possible_repeat,
        )
        self._place.store.settle([settled])

    def adopt_stuck(self, epoch: int) -> None:
        """Rows that an earlier holder left in the middle of sending: their answer is unknown."""
        for row in self._place.store.stuck(epoch=epoch):
            self._wait(replace(row, possible_repeat=True), epoch, 0)

    def take_up_unsettled(self, epoch: int) -> None:
        """Rows that this process left in `sending`, because the disk was full or something broke.

        The table tells which: a claim may be there although the store answered it with an error.
        """
        with self._lock:
            for row in self._place.store.rows(state=RowState.SENDING):
                if row.epoch == epoch and row.id not in self._in_hand:
                    self._wait(replace(row, possible_repeat=True), epoch, _patience(row))


def _patience(row: OutboxRow) -> Millis:
    return WAITS[min(row.attempt, len(WAITS) - 1)]
