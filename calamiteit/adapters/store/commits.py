"""One transaction per command: everything that its batches change, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

import sqlalchemy as sa

from calamiteit.adapters.store import schema
from calamiteit.adapters.store.leases import must_hold
from calamiteit.adapters.store.outbox import add_rows, cancel_rows, carry_rows, settle_rows
from calamiteit.adapters.store.part import Part
from calamiteit.adapters.store.prepared import Line, Prepared, Values
from calamiteit.adapters.store.texts import add_keys, add_texts, erase
from calamiteit.core.chain import Entry, canonical, genesis, link_written
from calamiteit.core.errors import VersionConflict
from calamiteit.ports.store import Batch, Outcome

_INBOX = Prepared(schema.upsert(schema.inbox).on_conflict_do_nothing(), "key", "stream", "at")
_STREAM = Prepared(
    sa.select(schema.stream.c.version, schema.stream.c.head, schema.stream.c.status)
    .where(schema.stream.c.id == sa.bindparam("id"))
    .with_for_update()
)
_NEW_STREAM = Prepared(schema.stream.insert(), "id", "kind", "version", "status", "head", "header")
_MOVE_STREAM = Prepared(
    schema.stream.update().where(schema.stream.c.id == sa.bindparam("my_id")), "version", "head", "status"
)
_EVENT = Prepared(schema.event.insert(), "stream", "seq", "kind", "at", "body", "hash")
_CONTENT = Prepared(schema.upsert(schema.content).on_conflict_do_nothing(), "hash", "body")
_TIMER = schema.upsert(schema.timer)
_SET_TIMER = Prepared(
    _TIMER.on_conflict_do_update(
        index_elements=["stream", "id"],
        set_={"generation": _TIMER.excluded.generation, "fire_at": _TIMER.excluded.fire_at},
    ),
    "stream", "id", "generation", "fire_at",
)  # fmt: skip
_CLEAR_TIMER = Prepared(
    schema.timer.delete().where(
        schema.timer.c.stream == sa.bindparam("my_stream"), schema.timer.c.id == sa.bindparam("my_id")
    )
)
_SAVE, _UNDO, _KEEP = (
    Prepared(sa.text(words))
    for words in ("SAVEPOINT command", "ROLLBACK TO SAVEPOINT command", "RELEASE SAVEPOINT command")
)


class _KnownAlreadyError(Exception):
    """An inbox key is known: undo the transaction."""


class CommitPart(Part):
    """Writing batches."""

    def commit(self, batches: Sequence[Batch]) -> Outcome:
        """Write everything or nothing; durable when this returns."""
        try:
            with self._database.committing() as line:
                _check_turn(line, [batches])
                _write_all(line, batches)
        except _KnownAlreadyError:
            return Outcome.DUPLICATE
        finally:
            self._let_go(batches)
        return Outcome.COMMITTED

    def commit_each(self, commands: Sequence[Sequence[Batch]]) -> Sequence[Outcome | VersionConflict]:
        """One transaction: one wait for the disk in place of many.

        That one of them cannot be is rare: tried without savepoints first, then with one for each.
        """
        try:
            with suppress(_KnownAlreadyError, VersionConflict), self._database.committing() as line:
                _check_turn(line, commands)
                for batches in commands:
                    _write_all(line, batches)
                return [Outcome.COMMITTED] * len(commands)
            with self._database.committing() as line:
                _check_turn(line, commands)
                return [_write_apart(line, batches) for batches in commands]
        finally:
            for batches in commands:
                self._let_go(batches)

    def _let_go(self, batches: Sequence[Batch]) -> None:
        """Written, or refused because another key came first: either way these keys are not new any more."""
        for batch in batches:
            for key_id in (*(key.id for key in batch.keys), *batch.erase_keys):
                self._uncommitted.pop(key_id, None)


def _write_apart(line: Line, batches: Sequence[Batch]) -> Outcome | VersionConflict:
    """Inside a larger transaction: all of a command, or nothing of it."""
    _SAVE.run(line, {})
    outcome: Outcome | VersionConflict = Outcome.COMMITTED
    try:
        _write_all(line, batches)
    except _KnownAlreadyError:
        outcome = Outcome.DUPLICATE
    except VersionConflict as conflict:
        outcome = conflict
    if outcome is not Outcome.COMMITTED:
        _UNDO.run(line, {})
    _KEEP.run(line, {})
    return outcome


def _check_turn(line: Line, commands: Sequence[Sequence[Batch]]) -> None:
    """The lease cannot change hands before the transaction ends, so one look will do."""
    for epoch in {batch.epoch for batches in commands for batch in batches if batch.epoch is not None}:
        must_hold(line, epoch)


def _write_all(line: Line, batches: Sequence[Batch]) -> None:
    _note_commands(line, batches)
    for batch in batches:
        _write(line, batch)


def _note_commands(line: Line, batches: Iterable[Batch]) -> None:
    """The inbox. Two batches of one command may both name its key."""
    rows = {
        key: {"key": key, "stream": batch.stream, "at": batch.entries[-1].at if batch.entries else 0}
        for batch in batches
        for key in batch.inbox
    }
    if rows and _INBOX.run_each(line, list(rows.values())) < len(rows):
        raise _KnownAlreadyError


def _write(line: Line, batch: Batch) -> None:
    _append(line, batch)
    _add_all(line, _CONTENT, [{"hash": hash, "body": body} for hash, body in batch.contents.items()])
    add_keys(line, batch.keys)
    if batch.texts:
        add_texts(line, batch.texts)
    settle_rows(line, batch.settled)
    cancel_rows(line, batch.cancelled)
    carry_rows(line, batch.carried)
    add_rows(line, batch.outbox)
    _add_all(line, _CLEAR_TIMER, [{"my_stream": batch.stream, "my_id": id} for id in batch.timers_cleared])
    _add_all(
        line,
        _SET_TIMER,
        [
            {"stream": row.stream, "id": row.id, "generation": row.generation, "fire_at": row.fire_at}
            for row in batch.timers
        ],
    )
    erase(line, batch)


def _append(line: Line, batch: Batch) -> None:
    """The events, linked to the head of the stream, and the new head."""
    found = _STREAM.run(line, {"id": batch.stream}).fetchone()
    head = _head(batch, found)
    rows, head = _linked(batch, head)
    version = batch.expected + len(rows)
    if found is None:
        _NEW_STREAM.run(line, _new_stream(batch, version, head))
    elif rows or batch.status is not None:
        status = found[2] if batch.status is None else batch.status
        _MOVE_STREAM.run(line, {"my_id": batch.stream, "version": version, "head": head, "status": status})
    _add_all(line, _EVENT, rows)


def _head(batch: Batch, found: tuple[int, str, str] | None) -> str:
    """What the first new event is linked to. Raises VersionConflict."""
    version = 0 if found is None else found[0]
    made_twice = found is not None and batch.expected == 0 and batch.header is not None
    if version != batch.expected or made_twice:
        raise VersionConflict(
            f"another process changed '{batch.stream}' first (it is at {version}, not {batch.expected})"
        )
    if found is not None:
        return found[1]
    if batch.header is None:
        raise ValueError(f"'{batch.stream}' does not exist yet: a new stream needs a header")
    return genesis(batch.header)


def _linked(batch: Batch, head: str) -> tuple[list[dict[str, Any]], str]:
    rows: list[dict[str, Any]] = []
    for seq, entry in enumerate(batch.entries, start=batch.expected + 1):
        if entry.seq != seq:
            raise ValueError(f"event {entry.seq} of '{batch.stream}' should have number {seq}")
        body = canonical(entry.body)
        head = link_written(head, entry, body)
        rows.append(_event(batch.stream, entry, body, head))
    return rows, head


def _event(stream: str, entry: Entry, body: str, hash: str) -> dict[str, Any]:
    return {
        "stream": stream, "seq": entry.seq, "at": entry.at, "kind": entry.kind, "body": body, "hash": hash,
    }  # fmt: skip


def _new_stream(batch: Batch, version: int, head: str) -> dict[str, Any]:
    return {
        "id": batch.stream, "kind": batch.kind, "version": version, "status": batch.status or "",
        "head": head, "header": canonical(batch.header or {}),
    }  # fmt: skip


def _add_all(line: Line, statement: Prepared, rows: Sequence[Values]) -> None:
    if rows:
        statement.run_each(line, rows)
