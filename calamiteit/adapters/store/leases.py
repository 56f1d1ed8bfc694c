"""The lease: one engine at a time may send messages and fire timers."""

from __future__ import annotations

import sqlalchemy as sa

from calamiteit.adapters.store import schema
from calamiteit.adapters.store.part import Part
from calamiteit.adapters.store.prepared import Line, Prepared
from calamiteit.core.errors import Superseded
from calamiteit.core.time import Millis
from calamiteit.ports.store import Lease

_ROW = sa.select(schema.engine).with_for_update()
_HELD = Prepared(sa.select(schema.engine.c.epoch).where(schema.engine.c.holder.is_not(None)))
_CHANGE = schema.engine.update()
_MINE = _CHANGE.where(
    schema.engine.c.holder == sa.bindparam("my_name"), schema.engine.c.epoch == sa.bindparam("my_epoch")
)


def superseded(epoch: int) -> Superseded:
    """The error for a process that lost the lease."""
    return Superseded(
        f"another process took over sending and timing (this one had turn {epoch}); it stops here"
    )


def must_hold(line: Line, epoch: int) -> None:
    """Raises Superseded when the lease was released or has another epoch."""
    if _HELD.run(line, {}).fetchone() != (epoch,):
        raise superseded(epoch)


class LeasePart(Part):
    """Taking, keeping and giving back the one row of `engine`."""

    def take(self, holder: str, *, now: Millis, ttl: Millis) -> Lease | None:
        """Become the holder, or None while another has it."""
        with self._database.writing() as connection:
            row = connection.execute(_ROW).one()
            mine = row.holder == holder
            if not mine and row.holder is not None and row.until > now:
                return None
            epoch = row.epoch if mine else row.epoch + 1
            connection.execute(_CHANGE, {"holder": holder, "epoch": epoch, "until": now + ttl})
        return Lease(holder=holder, epoch=epoch, until=now + ttl)

    def beat(self, lease: Lease, *, now: Millis, ttl: Millis) -> Lease:
        """Extend; Superseded when another has taken it."""
        with self._database.writing() as connection:
            if not connection.execute(_MINE, {**_name(lease), "until": now + ttl}).rowcount:
                raise superseded(lease.epoch)
        return Lease(holder=lease.holder, epoch=lease.epoch, until=now + ttl)

    def release(self, lease: Lease) -> None:
        """Give it back; nothing happens when another has it already."""
        with self._database.writing() as connection:
            connection.execute(_MINE, {**_name(lease), "holder": None, "until": 0})

    def ask_to_release(self, lease: Lease) -> None:
        """Leave a request for the holder of this epoch."""
        with self._database.writing() as connection:
            connection.execute(_MINE, {**_name(lease), "asked_epoch": lease.epoch})

    def release_asked(self, lease: Lease) -> bool:
        """Whether somebody asked the holder of this epoch to hand over."""
        with self._database.reading() as connection:
            return connection.scalar(sa.select(schema.engine.c.asked_epoch)) == lease.epoch


def _name(lease: Lease) -> dict[str, str | int]:
    return {"my_name": lease.holder, "my_epoch": lease.epoch}
