"""Short ways to write batches, messages and timers in tests of a store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from calamiteit.core.chain import Entry, Json, verify
from calamiteit.core.errors import VersionConflict
from calamiteit.ports.store import Batch, Lease, OutboxRow, Outcome, Settled, Store, TimerRow

NINE = 1_795_510_800_000
"""2026-11-24 at 09:00 UTC."""

HEADER: dict[str, Json] = {"mode": "exercise", "plan": "attack-own-town"}


def entry(seq: int, kind: str = "noted", **body: Json) -> Entry:
    """One event, a second after the one before."""
    return Entry(seq=seq, at=NINE + seq * 1000, kind=kind, body=body)


def entries(after: int, count: int) -> tuple[Entry, ...]:
    """So many events that follow number `after`."""
    return tuple(entry(seq, number=seq) for seq in range(after + 1, after + 1 + count))


def opening(stream: str = "L-1", *, events: int = 1, **more: Any) -> Batch:
    """The batch that creates a stream."""
    given: dict[str, Any] = {"status": "open", "header": HEADER, "entries": entries(0, events), **more}
    return Batch(stream=stream, expected=0, **given)


def follow(store: Store, stream: str = "L-1", *, events: int = 0, **more: Any) -> Batch:
    """A batch on a stream as it stands now."""
    info = store.info(stream)
    assert info is not None
    given: dict[str, Any] = {"entries": entries(info.version, events), **more}
    return Batch(stream=stream, expected=info.version, **given)


def message(id: str, *, lane: str = "slack:C1", stream: str = "L-1", **more: Any) -> OutboxRow:
    """A message with a text, due at nine."""
    given: dict[str, Any] = {
        "channel": "slack", "to": "anna", "purpose": "ask", "text_id": f"text-of-{id}", "created_at": NINE,
        "next_at": NINE, **more,
    }  # fmt: skip
    return OutboxRow(id=id, stream=stream, lane=lane, **given)


def refresh(what: str = "headline", **more: Any) -> OutboxRow:
    """A row that edits a message in place; it has no text of its own."""
    given: dict[str, Any] = {"priority": 8, "purpose": "refresh", "refresh_of": "L-1:1:0", **more}
    return message(f"L-1:refresh:{what}", text_id=None, **given)


def timer(id: str, at: int, *, stream: str = "L-1", generation: int = 1) -> TimerRow:
    """A timer, `at` milliseconds after nine."""
    return TimerRow(stream=stream, id=id, generation=generation, fire_at=NINE + at)


def settled(row: OutboxRow, state: Any, **more: Any) -> Settled:
    """What became of a claimed row."""
    given: dict[str, Any] = {"attempt": row.attempt + 1, **more}
    return Settled(id=row.id, epoch=row.epoch, state=state, **given)


def hold(store: Store, holder: str = "serve-1", *, now: int = NINE) -> Lease:
    """Take the lease for fifteen seconds."""
    lease = store.take(holder, now=now, ttl=15_000)
    assert lease is not None
    return lease


def claimed(
    store: Store, lease: Lease, *, now: int = NINE, busy: Sequence[str] = (), limit: int = 10
) -> list[OutboxRow]:
    """What the holder gets to send over Slack and mail."""
    found = store.claim(epoch=lease.epoch, now=now, channels=("slack", "mail"), busy_lanes=busy, limit=limit)
    return list(found)


def persist(store: Store, stream: str, key: str) -> int:
    """Append one event, deciding again after each conflict; the number that it got."""
    while True:
        info = store.info(stream)
        version = 0 if info is None else info.version
        batch = Batch(
            stream=stream,
            expected=version,
            header=HEADER if info is None else None,
            status="open",
            inbox=(key,),
            entries=(entry(version + 1, key=key),),
        )
        try:
            assert store.commit([batch]) is Outcome.COMMITTED
            return version + 1
        except VersionConflict:
            continue


def assert_holds(store: Store, stream: str = "L-1") -> None:
    """The chain of a stream is whole."""
    info = store.info(stream)
    assert info is not None
    assert verify(info.header, store.read(stream), version=info.version, head=info.head) is None
