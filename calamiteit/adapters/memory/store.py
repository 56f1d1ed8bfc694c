"""A store in memory that keeps the promises of the SQL one; for drills and tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from calamiteit.adapters.memory.commits import Draft, KnownAlreadyError, settle_rows, superseded
from calamiteit.adapters.memory.shelf import Shelf
from calamiteit.core.chain import Linked
from calamiteit.core.errors import VersionConflict
from calamiteit.core.run.state import EXPORTED
from calamiteit.core.time import Millis
from calamiteit.ports.keys import KeyRing
from calamiteit.ports.store import (
    Batch,
    Lease,
    NewKey,
    OutboxRow,
    Outcome,
    RowState,
    SealedText,
    Settled,
    StreamInfo,
    TimerRow,
)


class MemoryStore:
    """All of the store. Give two stores the same shelf and they stand for two processes on one file."""

    def __init__(self, *, keys: KeyRing, shelf: Shelf | None = None) -> None:
        self._keys = keys
        self._shelf = shelf or Shelf()
        self._seen = self._shelf.commits
        self._uncommitted: dict[str, NewKey] = {}

    def read(self, stream: str, after: int = 0) -> Sequence[Linked]:
        """The events of a stream after a number, in order."""
        with self._shelf.lock:
            return self._shelf.events.get(stream, [])[max(after, 0) :]

    def info(self, stream: str) -> StreamInfo | None:
        """What is known of one stream."""
        with self._shelf.lock:
            return self._shelf.streams.get(stream)

    def streams(self, kind: str, *, status: str | None = None) -> Sequence[StreamInfo]:
        """The streams of a kind, oldest first."""
        with self._shelf.lock:
            found = [info for info in self._shelf.streams.values() if info.kind == kind]
        return [info for info in found if status is None or info.status == status]

    def content(self, hash: str) -> str | None:
        """A pinned plan or text."""
        with self._shelf.lock:
            return self._shelf.contents.get(hash)

    def commit(self, batches: Sequence[Batch]) -> Outcome:
        """Write everything or nothing."""
        try:
            with self._shelf.lock:
                draft = Draft(self._shelf)
                draft.check_turn(batches)
                draft.note_commands(batches)
                for batch in batches:
                    draft.write(batch)
                draft.keep()
        except KnownAlreadyError:
            return Outcome.DUPLICATE
        finally:
            for batch in batches:
                for id in (*(key.id for key in batch.keys), *batch.erase_keys):
                    self._uncommitted.pop(id, None)
        return Outcome.COMMITTED

    def commit_each(self, commands: Sequence[Sequence[Batch]]) -> Sequence[Outcome | VersionConflict]:
        """Commit one after another; a conflict of one harms no other."""
        return [self._outcome(batches) for batches in commands]

    def _outcome(self, batches: Sequence[Batch]) -> Outcome | VersionConflict:
        try:
            return self.commit(batches)
        except VersionConflict as conflict:
            return conflict

    def handled(self, stream: str) -> Sequence[str]:
        """The keys of the commands that were handled in a stream."""
        with self._shelf.lock:
            return sorted(key for key, where in self._shelf.inbox.items() if where == stream)

    def changed(self) -> bool:
        """Whether anybody committed since the last call, this store included."""
        with self._shelf.lock:
            before, self._seen = self._seen, self._shelf.commits
            return before != self._seen

    def seal(
        self, text: str, *, id: str, key_id: str, stream: str, salt: bytes | None = None
    ) -> tuple[SealedText, NewKey | None]:
        """Seal a text; with the key to commit when it is new."""
        with self._shelf.lock:
            known = self._shelf.keys.get(key_id)
            key = known or self._uncommitted.setdefault(key_id, self._keys.fresh(key_id))
        return self._keys.seal(text, id=id, key=key, stream=stream, salt=salt), None if known else key

    def open_text(self, id: str) -> str | None:
        """The text, or None when it was erased or never existed."""
        with self._shelf.lock:
            sealed = self._shelf.texts.get(id)
            return None if sealed is None else self._keys.open(sealed, self._shelf.keys[sealed.key_id])

    def sealed(self, stream: str) -> Sequence[SealedText]:
        """The texts of a stream that are left, as stored."""
        with self._shelf.lock:
            return sorted(
                (text for text in self._shelf.texts.values() if text.stream == stream),
                key=lambda text: text.id,
            )

    def digest_of(self, id: str) -> str | None:
        """The salted digest, or None when the text was erased or never existed."""
        with self._shelf.lock:
            sealed = self._shelf.texts.get(id)
            return None if sealed is None else sealed.digest

    def texts_of(self, *, stream: str | None = None, key_id: str | None = None) -> Sequence[str]:
        """The ids of the texts that are left."""
        with self._shelf.lock:
            return sorted(
                text.id
                for text in self._shelf.texts.values()
                if stream in (None, text.stream) and key_id in (None, text.key_id)
            )

    def claim(
        self, *, epoch: int, now: Millis, channels: Sequence[str], busy_lanes: Sequence[str], limit: int
    ) -> Sequence[OutboxRow]:
        """Take due rows, one per free lane, best priority first, oldest first."""
        with self._shelf.lock:
            self._must_hold(epoch)
            due = [
                row
                for row in self._shelf.outbox.waiting.values()
                if row.next_at <= now
                if row.channel in channels and row.lane not in busy_lanes and self._led_here(row)
            ]
            best: dict[str, OutboxRow] = {}
            for row in sorted(due, key=lambda row: (row.priority, row.created_at)):
                best.setdefault(row.lane, row)
            return [
                self._adopt(row, state=RowState.SENDING, epoch=epoch) for row in list(best.values())[:limit]
            ]

    def stuck(self, *, epoch: int) -> Sequence[OutboxRow]:
        """Adopt the rows that another epoch left in `sending`."""
        with self._shelf.lock:
            self._must_hold(epoch)
            left = [row for row in self.rows(state=RowState.SENDING) if row.epoch != epoch]
            return [self._adopt(row, state=RowState.SENDING, epoch=epoch) for row in left]

    def settle(self, changes: Sequence[Settled]) -> None:
        """Write what became of rows; Superseded when another epoch has one."""
        with self._shelf.lock:
            draft = Draft(self._shelf)
            settle_rows(draft, changes)
            draft.keep()

    def hasten(self, *, epoch: int, now: Millis) -> None:
        """Let what waits for a later moment go now."""
        with self._shelf.lock:
            self._must_hold(epoch)
            for row in self.rows(state=RowState.WAITING):
                if row.next_at > now:
                    self._shelf.outbox[row.id] = replace(row, next_at=now)
                    self._shelf.commits += 1

    def row(self, id: str) -> OutboxRow | None:
        """One row."""
        with self._shelf.lock:
            return self._shelf.outbox.get(id)

    def rows(self, *, stream: str | None = None, state: RowState | None = None) -> Sequence[OutboxRow]:
        """Rows of a stream, in a state, or all; oldest first."""
        with self._shelf.lock:
            found = [
                row
                for row in self._shelf.outbox.within(state)
                if stream in (None, row.stream) and state in (None, row.state)
            ]
        return sorted(found, key=lambda row: row.created_at)

    def next_send(self) -> Millis | None:
        """The earliest moment at which a waiting row may go out."""
        with self._shelf.lock:
            waiting = self._shelf.outbox.waiting.values()
            return min((row.next_at for row in waiting if self._led_here(row)), default=None)

    def due(self, now: Millis, limit: int) -> Sequence[TimerRow]:
        """The timers that should have fired."""
        with self._shelf.lock:
            return _by_time(row for row in self._shelf.timers.values() if row.fire_at <= now)[:limit]

    def next_fire(self) -> Millis | None:
        """The earliest timer."""
        with self._shelf.lock:
            return min((row.fire_at for row in self._shelf.timers.values()), default=None)

    def timers(self, stream: str) -> Sequence[TimerRow]:
        """All timers of a stream."""
        with self._shelf.lock:
            return _by_time(row for row in self._shelf.timers.values() if row.stream == stream)

    def take(self, holder: str, *, now: Millis, ttl: Millis) -> Lease | None:
        """Become the holder, or None while another has it."""
        with self._shelf.lock:
            held = self._shelf.lease
            mine = held is not None and held.holder == holder
            if held is not None and not mine and held.until > now:
                return None
            self._shelf.epoch += 0 if mine else 1
            return self._hold(Lease(holder=holder, epoch=self._shelf.epoch, until=now + ttl))

    def beat(self, lease: Lease, *, now: Millis, ttl: Millis) -> Lease:
        """Extend; Superseded when another has taken it."""
        with self._shelf.lock:
            if not self._is_mine(lease):
                raise superseded(lease.epoch)
            return self._hold(replace(lease, until=now + ttl))

    def release(self, lease: Lease) -> None:
        """Give it back; nothing happens when another has it already."""
        with self._shelf.lock:
            if self._is_mine(lease):
                self._shelf.lease = None
                self._shelf.commits += 1

    def look(self) -> Lease | None:
        """Who holds it, expired or not."""
        with self._shelf.lock:
            return self._shelf.lease

    def ask_to_release(self, lease: Lease) -> None:
        """Leave a request for the holder of this epoch."""
        with self._shelf.lock:
            if self._is_mine(lease):
                self._shelf.asked_epoch = lease.epoch
                self._shelf.commits += 1

    def release_asked(self, lease: Lease) -> bool:
        """Whether somebody asked the holder of this epoch to hand over."""
        with self._shelf.lock:
            return self._shelf.asked_epoch == lease.epoch

    def checkpoint(self) -> bool:
        """Nothing to fold."""
        return True

    def close(self) -> None:
        """Nothing to free; the shelf stays."""

    def _led_here(self, row: OutboxRow) -> bool:
        return self._shelf.streams[row.stream].status != EXPORTED

    def _hold(self, lease: Lease) -> Lease:
        self._shelf.lease = lease
        self._shelf.commits += 1
        return lease

    def _is_mine(self, lease: Lease) -> bool:
        held = self._shelf.lease
        return held is not None and (held.holder, held.epoch) == (lease.holder, lease.epoch)

    def _must_hold(self, epoch: int) -> None:
        if self._shelf.lease is None or self._shelf.epoch != epoch:
            raise superseded(epoch)

    def _adopt(self, row: OutboxRow, *, state: RowState, epoch: int) -> OutboxRow:
        adopted = self._shelf.outbox[row.id] = replace(row, state=state, epoch=epoch)
        self._shelf.commits += 1
        return adopted


def _by_time(rows: Iterable[TimerRow]) -> list[TimerRow]:
    return sorted(rows, key=lambda row: (row.fire_at, row.stream, row.id))
