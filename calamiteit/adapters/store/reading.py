"""Reading streams, contents and timers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from calamiteit.adapters.store import schema
from calamiteit.adapters.store.part import Part
from calamiteit.core.chain import Entry, Linked
from calamiteit.core.time import Millis
from calamiteit.ports.store import StreamInfo, TimerRow

_EVENT = schema.event.c
_EVENTS = (
    sa.select(_EVENT.seq, _EVENT.at, _EVENT.kind, _EVENT.body, _EVENT.hash)
    .where(schema.event.c.stream == sa.bindparam("stream"), schema.event.c.seq > sa.bindparam("after"))
    .order_by(schema.event.c.seq)
)
_STREAMS: sa.Select[Any] = sa.select(schema.stream)
_TIMERS: sa.Select[Any] = sa.select(schema.timer).order_by(
    schema.timer.c.fire_at, schema.timer.c.stream, schema.timer.c.id
)
_CONTENT: sa.Select[str] = sa.select(schema.content.c.body).where(
    schema.content.c.hash == sa.bindparam("hash")
)
_NEXT_FIRE: sa.Select[int | None] = sa.select(sa.func.min(schema.timer.c.fire_at))


class ReadingPart(Part):
    """Streams, contents and timers, as they stand at one moment."""

    def read(self, stream: str, after: int = 0) -> Sequence[Linked]:
        """The events of a stream after a number, in order."""
        with self._database.reading() as connection:
            rows = connection.execute(_EVENTS, {"stream": stream, "after": after}).all()
        return [
            Linked(entry=Entry(seq=seq, at=at, kind=kind, body=json.loads(body)), hash=hash)
            for seq, at, kind, body, hash in rows
        ]

    def info(self, stream: str) -> StreamInfo | None:
        """What is known of one stream."""
        found = self._streams(_STREAMS.where(schema.stream.c.id == stream))
        return found[0] if found else None

    def streams(self, kind: str, *, status: str | None = None) -> Sequence[StreamInfo]:
        """The streams of a kind, oldest first."""
        wanted = _STREAMS.where(schema.stream.c.kind == kind).order_by(schema.stream.c.number)
        return self._streams(wanted if status is None else wanted.where(schema.stream.c.status == status))

    def content(self, hash: str) -> str | None:
        """A pinned plan or text."""
        with self._database.reading() as connection:
            return connection.scalar(_CONTENT, {"hash": hash})

    def changed(self) -> bool:
        """Whether anybody committed since the last call; a commit through this store may show as well."""
        return self._database.changed()

    def due(self, now: Millis, limit: int) -> Sequence[TimerRow]:
        """The timers that should have fired."""
        return self._timers(_TIMERS.where(schema.timer.c.fire_at <= now).limit(limit))

    def next_fire(self) -> Millis | None:
        """The earliest timer."""
        with self._database.reading() as connection:
            return connection.scalar(_NEXT_FIRE)

    def timers(self, stream: str) -> Sequence[TimerRow]:
        """All timers of a stream."""
        return self._timers(_TIMERS.where(schema.timer.c.stream == stream))

    def _timers(self, wanted: sa.Select[Any]) -> Sequence[TimerRow]:
        with self._database.reading() as connection:
            rows = connection.execute(wanted).all()
        return [
            TimerRow(stream=row.stream, id=row.id, generation=row.generation, fire_at=row.fire_at)
            for row in rows
        ]

    def _streams(self, wanted: sa.Select[Any]) -> Sequence[StreamInfo]:
        with self._database.reading() as connection:
            rows = connection.execute(wanted).all()
        return [
            StreamInfo(
                id=row.id, kind=row.kind, version=row.version, status=row.status, head=row.head,
                header=json.loads(row.header),
            )
            for row in rows
        ]  # fmt: skip
