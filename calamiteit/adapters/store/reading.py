"""Reading streams, contents and timers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from calamiteit.adapters.store import schema
from calamiteit.adapters.store.part import Part
from calamiteit.adapters.store.prepared import Prepared
from calamiteit.core.chain import Entry, Linked
from calamiteit.core.time import Millis
from calamiteit.ports.store import StreamInfo, TimerRow

_EVENT = schema.event.c
_EVENTS = Prepared(
    sa.select(_EVENT.seq, _EVENT.at, _EVENT.kind, _EVENT.body, _EVENT.hash)
    .where(schema.event.c.stream == sa.bindparam("stream"), schema.event.c.seq > sa.bindparam("after"))
    .order_by(schema.event.c.seq)
)
_COLUMNS = (schema.stream.c[name] for name in ("id", "kind", "version", "status", "head", "header"))
_STREAMS: sa.Select[Any] = sa.select(*_COLUMNS).order_by(schema.stream.c.number)
_STREAM = Prepared(_STREAMS.where(schema.stream.c.id == sa.bindparam("id")))
_OF_KIND = _STREAMS.where(schema.stream.c.kind == sa.bindparam("kind"))
_EACH_OF_KIND = Prepared(_OF_KIND)
_EACH_OF_STATUS = Prepared(_OF_KIND.where(schema.stream.c.status == sa.bindparam("status")))
_TIMER = schema.timer.c
_TIMERS: sa.Select[Any] = sa.select(_TIMER.stream, _TIMER.id, _TIMER.generation, _TIMER.fire_at).order_by(
    _TIMER.fire_at, _TIMER.stream, _TIMER.id
)
_DUE = Prepared(_TIMERS.where(_TIMER.fire_at <= sa.bindparam("now")).limit(sa.bindparam("most")))
_TIMERS_OF = Prepared(_TIMERS.where(_TIMER.stream == sa.bindparam("stream")))
_CONTENT = Prepared(sa.select(schema.content.c.body).where(schema.content.c.hash == sa.bindparam("hash")))
_NEXT_FIRE = Prepared(sa.select(sa.func.min(schema.timer.c.fire_at)))


class ReadingPart(Part):
    """Streams, contents and timers, as they stand at one moment."""

    def read(self, stream: str, after: int = 0) -> Sequence[Linked]:
        """The events of a stream after a number, in order."""
        rows = self._database.fetch(_EVENTS, {"stream": stream, "after": after})
        return [
            Linked(entry=Entry(seq=seq, at=at, kind=kind, body=json.loads(body)), hash=hash)
            for seq, at, kind, body, hash in rows
        ]

    def info(self, stream: str) -> StreamInfo | None:
        """What is known of one stream."""
        found = self._streams(_STREAM, id=stream)
        return found[0] if found else None

    def streams(self, kind: str, *, status: str | None = None) -> Sequence[StreamInfo]:
        """The streams of a kind, oldest first."""
        if status is None:
            return self._streams(_EACH_OF_KIND, kind=kind)
        return self._streams(_EACH_OF_STATUS, kind=kind, status=status)

    def content(self, hash: str) -> str | None:
        """A pinned plan or text."""
        found = self._database.fetch(_CONTENT, {"hash": hash})
        return found[0][0] if found else None

    def handled(self, stream: str) -> Sequence[str]:
        """The keys of the commands that were handled in a stream."""
        wanted = sa.select(schema.inbox.c.key).where(schema.inbox.c.stream == stream)
        with self._database.reading() as connection:
            return connection.scalars(wanted.order_by(schema.inbox.c.key)).all()

    def changed(self) -> bool:
        """Whether anybody committed since the last call; a commit through this store may show as well."""
        return self._database.changed()

    def due(self, now: Millis, limit: int) -> Sequence[TimerRow]:
        """The timers that should have fired."""
        return self._timers(_DUE, now=now, most=limit)

    def next_fire(self) -> Millis | None:
        """The earliest timer."""
        [(moment,)] = self._database.fetch(_NEXT_FIRE, {})
        return None if moment is None else int(moment)

    def timers(self, stream: str) -> Sequence[TimerRow]:
        """All timers of a stream."""
        return self._timers(_TIMERS_OF, stream=stream)

    def _timers(self, wanted: Prepared, **values: str | int) -> Sequence[TimerRow]:
        return [
            TimerRow(stream=stream, id=id, generation=generation, fire_at=fire_at)
            for stream, id, generation, fire_at in self._database.fetch(wanted, values)
        ]

    def _streams(self, wanted: Prepared, **values: str) -> Sequence[StreamInfo]:
        return [
            StreamInfo(id=id, kind=kind, version=version, status=status, head=head, header=json.loads(header))
            for id, kind, version, status, head, header in self._database.fetch(wanted, values)
        ]
