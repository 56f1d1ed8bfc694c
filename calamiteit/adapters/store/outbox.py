"""Messages that wait to be sent: claiming, settling, and coalescing refreshes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from calamiteit.adapters.store import schema
from calamiteit.adapters.store.leases import must_hold, superseded
from calamiteit.adapters.store.part import Part
from calamiteit.adapters.store.prepared import Line, Prepared, line_of
from calamiteit.adapters.store.schema import is_sending, is_waiting
from calamiteit.core.time import Millis
from calamiteit.ports.store import OutboxRow, RowState, Settled

_ROW = schema.outbox
_AGE = (_ROW.c.created_at, _ROW.c.number)
_MY_ROW = _ROW.update().where(
    _ROW.c.id == sa.bindparam("my_id"), _ROW.c.epoch == sa.bindparam("my_epoch"), is_sending
)
_KEEP_REF = sa.func.coalesce(sa.bindparam("new_ref", type_=sa.Text), _ROW.c.ref)
_RETRY = Prepared(
    _MY_ROW.values(state=RowState.WAITING.value, ref=_KEEP_REF, again_at=None),
    "attempt", "next_at", "possible_repeat",
)  # fmt: skip


def _unless_asked_again(name: str, then: Any) -> Any:
    return sa.case(
        (_ROW.c.again_at.is_not(None), then), else_=sa.bindparam(f"new_{name}", type_=_ROW.c[name].type)
    )


_FINISH = Prepared(
    _MY_ROW.values(
        state=_unless_asked_again("state", RowState.WAITING.value),
        attempt=_unless_asked_again("attempt", 0),
        next_at=_unless_asked_again("next_at", _ROW.c.again_at),
        ref=_KEEP_REF,
        again_at=None,
    ),
    "possible_repeat",
)
_LED_HERE = _ROW.c.stream.not_in(sa.select(schema.stream.c.id).where(schema.is_exported))
_NEXT_SEND = Prepared(sa.select(sa.func.min(_ROW.c.next_at)).where(is_waiting, _LED_HERE))
_DROP = Prepared(_ROW.delete().where(_ROW.c.id == sa.bindparam("my_id")))
_OWNER = Prepared(sa.select(_ROW.c.epoch).where(_ROW.c.id == sa.bindparam("id")))
_CANCEL = Prepared(_ROW.update().where(_ROW.c.id == sa.bindparam("my_id"), is_waiting), "state")
_VALUES = (
    "id", "stream", "channel", "lane", "to_whom", "purpose", "assignment", "text_id", "refresh_of",
    "priority", "state", "attempt", "created_at", "next_at", "epoch", "ref", "possible_repeat", "again_at",
)  # fmt: skip
_MESSAGE = Prepared(_ROW.insert(), *_VALUES)


class OutboxPart(Part):
    """The messages; only the holder of the lease claims and settles."""

    def claim(
        self, *, epoch: int, now: Millis, channels: Sequence[str], busy_lanes: Sequence[str], limit: int
    ) -> Sequence[OutboxRow]:
        """Take due rows, one per free lane, best priority first, oldest first."""
        asked = {"now": now, "channels": channels, "busy_lanes": busy_lanes, "limit": limit}
        return self._adopt(_DUE, epoch, {"state": RowState.SENDING.value, "epoch": epoch}, asked)

    def stuck(self, *, epoch: int) -> Sequence[OutboxRow]:
        """Adopt the rows that another epoch left in `sending`."""
        wanted = sa.select(_ROW).where(is_sending, _ROW.c.epoch != epoch).order_by(*_AGE)
        return self._adopt(wanted, epoch, {"epoch": epoch})

    def settle(self, changes: Sequence[Settled]) -> None:
        """Write what became of rows; Superseded when another epoch has one."""
        with self._database.committing() as line:
            settle_rows(line, changes)

    def hasten(self, *, epoch: int, now: Millis) -> None:
        """Let what waits for a later moment go now."""
        with self._database.writing() as connection:
            must_hold(line_of(connection), epoch)
            connection.execute(_ROW.update().where(is_waiting, _ROW.c.next_at > now), {"next_at": now})

    def row(self, id: str) -> OutboxRow | None:
        """One row."""
        found = self._rows(sa.select(_ROW).where(_ROW.c.id == id))
        return found[0] if found else None

    def rows(self, *, stream: str | None = None, state: RowState | None = None) -> Sequence[OutboxRow]:
        """Rows of a stream, in a state, or all; oldest first."""
        wanted = sa.select(_ROW).order_by(*_AGE)
        if stream is not None:
            wanted = wanted.where(_ROW.c.stream == stream)
        if state is not None:
            wanted = wanted.where(_ROW.c.state == state.value)
        return self._rows(wanted)

    def next_send(self) -> Millis | None:
        """The earliest moment at which a waiting row may go out."""
        [(moment,)] = self._database.fetch(_NEXT_SEND, {})
        return None if moment is None else int(moment)

    def _rows(self, wanted: sa.Select[Any]) -> Sequence[OutboxRow]:
        with self._database.reading() as connection:
            return [_record(row) for row in connection.execute(wanted)]

    def _adopt(
        self, wanted: sa.Select[Any], epoch: int, change: dict[str, Any], asked: dict[str, Any] | None = None
    ) -> Sequence[OutboxRow]:
        with self._database.writing() as connection:
            must_hold(line_of(connection), epoch)
            found = connection.execute(wanted, asked or {}).all()
            if found:
                numbers = [row.number for row in found]
                connection.execute(_ROW.update().where(_ROW.c.number.in_(numbers)), change)
        return [_record(row, **change) for row in found]


def add_rows(line: Line, rows: Sequence[OutboxRow]) -> None:
    """New messages; a refresh that exists already is coalesced. ValueError when a message has a known id."""
    messages = [_values(row) for row in rows if row.text_id is not None]
    refreshes = [_values(row) for row in rows if row.text_id is None]
    if messages:
        _MESSAGE.run_each(line, messages)
    if refreshes:
        _REFRESH.run_each(line, refreshes)


def carry_rows(line: Line, rows: Sequence[OutboxRow]) -> None:
    """Rows of a run from another database, exactly as they are; what had their ids before is replaced."""
    if rows:
        _DROP.run_each(line, [{"my_id": row.id} for row in rows])
        _MESSAGE.run_each(line, [_values(row) for row in rows])


def settle_rows(line: Line, changes: Sequence[Settled]) -> None:
    """Only the epoch that claimed a row may settle it; settling it twice changes nothing."""
    for change in changes:
        retry = change.state is RowState.WAITING
        given: dict[str, Any] = {
            "my_id": change.id, "my_epoch": change.epoch, "new_ref": change.ref,
            "possible_repeat": change.possible_repeat,
        }  # fmt: skip
        name = "{}" if retry else "new_{}"
        given |= {name.format("attempt"): change.attempt, name.format("next_at"): change.next_at}
        if not retry:
            given["new_state"] = change.state.value
        if not (_RETRY if retry else _FINISH).run_each(line, [given]):
            _must_own(line, change)


def cancel_rows(line: Line, ids: Sequence[str]) -> None:
    """Take waiting rows back; what is being sent or was sent stays as it is."""
    if ids:
        _CANCEL.run_each(line, [{"my_id": id, "state": RowState.CANCELLED.value} for id in ids])


def _must_own(line: Line, change: Settled) -> None:
    owner = _OWNER.run(line, {"id": change.id}).fetchone()
    if owner is None:
        raise ValueError(f"there is no message '{change.id}' to settle")
    if owner != (change.epoch,):
        raise superseded(change.epoch)


def _make_due() -> sa.Select[Any]:
    """Due rows, the best of each free lane; made once, as building it costs more than running it."""
    best = (_ROW.c.priority, *_AGE)
    turn = sa.func.row_number().over(partition_by=_ROW.c.lane, order_by=best).label("turn")
    due = (
        sa.select(_ROW, turn)
        .where(
            is_waiting,
            _ROW.c.next_at <= sa.bindparam("now"),
            _ROW.c.channel.in_(sa.bindparam("channels", expanding=True)),
            _ROW.c.lane.not_in(sa.bindparam("busy_lanes", expanding=True)),
            _LED_HERE,
        )
        .subquery()
    )
    first = sa.select(due).where(due.c.turn == 1)
    return first.order_by(due.c.priority, due.c.created_at, due.c.number).limit(sa.bindparam("limit"))


_DUE = _make_due()


def _make_refresh() -> Prepared:
    """Left alone when it waits; asked again when it is being sent; made new when it is settled."""
    insert = schema.upsert(_ROW)
    fresh = (
        "stream", "channel", "lane", "to_whom", "purpose", "assignment", "refresh_of", "priority", "state",
        "attempt", "created_at", "next_at", "possible_repeat",
    )  # fmt: skip
    changes: dict[str, Any] = {
        name: sa.case((is_sending, _ROW.c[name]), else_=insert.excluded[name]) for name in fresh
    }
    changes["again_at"] = sa.case((is_sending, insert.excluded.next_at), else_=None)
    changes["ref"] = sa.func.coalesce(insert.excluded.ref, _ROW.c.ref)
    again = insert.on_conflict_do_update(index_elements=["id"], set_=changes, where=sa.not_(is_waiting))
    return Prepared(again, *_VALUES)


_REFRESH = _make_refresh()


def _values(row: OutboxRow) -> dict[str, Any]:
    return {
        "id": row.id, "stream": row.stream, "channel": row.channel, "lane": row.lane, "to_whom": row.to,
        "purpose": row.purpose, "assignment": row.assignment, "text_id": row.text_id,
        "refresh_of": row.refresh_of, "priority": row.priority, "state": row.state.value,
        "attempt": row.attempt, "created_at": row.created_at, "next_at": row.next_at, "epoch": row.epoch,
        "ref": row.ref, "possible_repeat": row.possible_repeat, "again_at": None,
    }  # fmt: skip


def _record(row: Any, *, state: str | None = None, epoch: int | None = None) -> OutboxRow:
    return OutboxRow(
        id=row.id, stream=row.stream, channel=row.channel, lane=row.lane, to=row.to_whom,
        purpose=row.purpose, assignment=row.assignment, text_id=row.text_id, refresh_of=row.refresh_of,
        priority=row.priority, state=RowState(state or row.state), attempt=row.attempt,
        created_at=row.created_at, next_at=row.next_at, epoch=row.epoch if epoch is None else epoch,
        ref=row.ref, possible_repeat=row.possible_repeat,
    )  # fmt: skip
