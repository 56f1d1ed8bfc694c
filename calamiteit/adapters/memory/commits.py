"""A commit in memory: changes are drafted beside the shelf and kept all at once, or thrown away."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Generic, TypeVar

from calamiteit.adapters.memory.shelf import Shelf
from calamiteit.core.chain import Linked, canonical, genesis, link
from calamiteit.core.errors import Superseded, VersionConflict
from calamiteit.core.time import Millis
from calamiteit.ports.store import (
    Batch,
    NewKey,
    OutboxRow,
    RowState,
    SealedText,
    Settled,
    StreamInfo,
    TimerRow,
)

Key = TypeVar("Key")
Value = TypeVar("Value")


class KnownAlreadyError(Exception):
    """An inbox key is known: throw the draft away."""


class Layer(Generic[Key, Value]):
    """The changes of one dict that are not kept yet."""

    def __init__(self, under: dict[Key, Value]) -> None:
        self._under = under
        self._changes: dict[Key, Value | None] = {}

    def get(self, key: Key) -> Value | None:
        """The drafted value, else the kept one."""
        return self._changes[key] if key in self._changes else self._under.get(key)

    def put(self, key: Key, value: Value | None) -> None:
        """Draft a value; None takes it away."""
        self._changes[key] = value

    def values(self) -> Iterator[Value]:
        """All values as they would be."""
        for key in [*self._under, *(key for key in self._changes if key not in self._under)]:
            if (value := self.get(key)) is not None:
                yield value

    def keep(self) -> None:
        """Make the draft true."""
        for key, value in self._changes.items():
            if value is None:
                self._under.pop(key, None)
            else:
                self._under[key] = value


class Draft:
    """One transaction. Raise anything before `keep` and nothing has happened."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._commands: dict[str, str] = {}
        self._events: list[tuple[str, list[Linked]]] = []
        self.streams = Layer[str, StreamInfo](shelf.streams)
        self.contents = Layer[str, str](shelf.contents)
        self.keys = Layer[str, NewKey](shelf.keys)
        self.texts = Layer[str, SealedText](shelf.texts)
        self.outbox = Layer[str, OutboxRow](shelf.outbox)
        self.again_at = Layer[str, Millis](shelf.again_at)
        self.timers = Layer[tuple[str, str], TimerRow](shelf.timers)

    def check_turn(self, batches: Iterable[Batch]) -> None:
        """Raises Superseded when a batch names another epoch than that of the lease."""
        for epoch in {batch.epoch for batch in batches if batch.epoch is not None}:
            if self._shelf.lease is None or self._shelf.epoch != epoch:
                raise superseded(epoch)

    def note_commands(self, batches: Iterable[Batch]) -> None:
        """The inbox. Two batches of one command may both name its key."""
        self._commands = {key: batch.stream for batch in batches for key in batch.inbox}
        if self._commands.keys() & self._shelf.inbox.keys():
            raise KnownAlreadyError

    def write(self, batch: Batch) -> None:
        """Everything that one batch changes."""
        self._append(batch)
        for hash, body in batch.contents.items():
            self.contents.put(hash, self.contents.get(hash) or body)
        add_keys(self, batch.keys)
        add_texts(self, batch.texts)
        settle_rows(self, batch.settled)
        cancel_rows(self, batch.cancelled)
        for row in batch.carried:
            self.outbox.put(row.id, row)
        for row in batch.outbox:
            add_row(self, row)
        for id in batch.timers_cleared:
            self.timers.put((batch.stream, id), None)
        for timer in batch.timers:
            self.timers.put((timer.stream, timer.id), timer)
        erase(self, batch)

    def keep(self) -> None:
        """Make it true; cannot fail."""
        self._shelf.inbox |= self._commands
        for stream, events in self._events:
            self._shelf.events.setdefault(stream, []).extend(events)
        for layer in (
            self.streams,
            self.contents,
            self.keys,
            self.texts,
            self.outbox,
            self.again_at,
            self.timers,
        ):
            layer.keep()
        self._shelf.commits += 1

    def _append(self, batch: Batch) -> None:
        found = self.streams.get(batch.stream)
        events, head = _linked(batch, _head(batch, found))
        version = batch.expected + len(events)
        if found is None:
            header = json.loads(canonical(batch.header or {}))
            info = StreamInfo(
                id=batch.stream,
                kind=batch.kind,
                version=version,
                status=batch.status or "",
                head=head,
                header=header,
            )
        else:
            status = found.status if batch.status is None else batch.status
            info = replace(found, version=version, head=head, status=status)
        self.streams.put(batch.stream, info)
        self._events.append((batch.stream, events))


def superseded(epoch: int) -> Superseded:
    """The error for a process that lost the lease."""
    return Superseded(
        f"another process took over sending and timing (this one had turn {epoch}); it stops here"
    )


def add_keys(draft: Draft, keys: Sequence[NewKey]) -> None:
    """Raises VersionConflict when one has another key already; the very same key is no conflict.

    The keys of another process are others, also when the ring is one that makes equal keys.
    """
    for key in set(keys):
        known = draft.keys.get(key.id)
        if known is not None and known is not key:
            raise VersionConflict(f"another process made the key '{key.id}' first")
        draft.keys.put(key.id, key)


def add_texts(draft: Draft, texts: Sequence[SealedText]) -> None:
    """Raises VersionConflict when the key of a text was destroyed meanwhile."""
    for text in texts:
        if draft.keys.get(text.key_id) is None:
            raise VersionConflict(f"the key '{text.key_id}' was destroyed by another process")
        if draft.texts.get(text.id) is not None:
            raise ValueError(f"there is a text '{text.id}' already")
        draft.texts.put(text.id, text)


def settle_rows(draft: Draft, changes: Sequence[Settled]) -> None:
    """Only the epoch that claimed a row may settle it; settling it twice changes nothing."""
    for change in changes:
        row = draft.outbox.get(change.id)
        if row is None:
            raise ValueError(f"there is no message '{change.id}' to settle")
        if row.epoch != change.epoch:
            raise superseded(change.epoch)
        if row.state is RowState.SENDING:
            draft.outbox.put(row.id, _settled(row, change, draft.again_at.get(row.id)))
            draft.again_at.put(row.id, None)


def cancel_rows(draft: Draft, ids: Sequence[str]) -> None:
    """Take waiting rows back; what is being sent or was sent stays as it is."""
    for id in ids:
        row = draft.outbox.get(id)
        if row is not None and row.state is RowState.WAITING:
            draft.outbox.put(id, replace(row, state=RowState.CANCELLED))


def add_row(draft: Draft, row: OutboxRow) -> None:
    """A new message; a refresh that exists already is coalesced. ValueError for a message with a known id."""
    known = draft.outbox.get(row.id)
    if known is None:
        draft.outbox.put(row.id, row)
    elif row.text_id is not None:
        raise ValueError(f"there is a message '{row.id}' already")
    elif known.state is RowState.SENDING:
        draft.again_at.put(row.id, row.next_at)
    elif known.state is not RowState.WAITING:
        draft.outbox.put(row.id, replace(row, ref=row.ref or known.ref, epoch=known.epoch))


def erase(draft: Draft, batch: Batch) -> None:
    """Destroy what a batch says."""
    if batch.erase_keys or batch.erase_texts:
        for text in list(draft.texts.values()):
            if text.key_id in batch.erase_keys or text.id in batch.erase_texts:
                draft.texts.put(text.id, None)
    for key_id in batch.erase_keys:
        draft.keys.put(key_id, None)
    if batch.erase_refs_to:
        for row in list(draft.outbox.values()):
            if row.to in batch.erase_refs_to:
                draft.outbox.put(row.id, replace(row, ref=None))


def _settled(row: OutboxRow, change: Settled, again_at: Millis | None) -> OutboxRow:
    ref = row.ref if change.ref is None else change.ref
    row = replace(row, ref=ref, possible_repeat=change.possible_repeat)
    if change.state is RowState.WAITING or again_at is None:
        return replace(row, state=change.state, attempt=change.attempt, next_at=change.next_at)
    return replace(row, state=RowState.WAITING, attempt=0, next_at=again_at)


def _head(batch: Batch, found: StreamInfo | None) -> str:
    """What the first new event is linked to. Raises VersionConflict."""
    version = 0 if found is None else found.version
    made_twice = found is not None and batch.expected == 0 and batch.header is not None
    if version != batch.expected or made_twice:
        raise VersionConflict(
            f"another process changed '{batch.stream}' first (it is at {version}, not {batch.expected})"
        )
    if found is not None:
        return found.head
    if batch.header is None:
        raise ValueError(f"'{batch.stream}' does not exist yet: a new stream needs a header")
    return genesis(batch.header)


def _linked(batch: Batch, head: str) -> tuple[list[Linked], str]:
    events: list[Linked] = []
    for seq, entry in enumerate(batch.entries, start=batch.expected + 1):
        if entry.seq != seq:
            raise ValueError(f"event {entry.seq} of '{batch.stream}' should have number {seq}")
        head = link(head, entry)
        # Once through JSON, as a file would: what is read back never shares a list with the writer.
        body = json.loads(canonical(entry.body))
        events.append(Linked(entry=replace(entry, body=body), hash=head))
    return events, head
