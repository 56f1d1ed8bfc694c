"""The tables of a database. A change here needs a numbered migration; a test compares both."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from calamiteit.core.run.state import EXPORTED
from calamiteit.ports.store import RowState

upsert = sqlite.insert
"""INSERT ... ON CONFLICT; PostgreSQL's own `insert` has the same methods."""

metadata = sa.MetaData()
_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("stream", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

stream = sa.Table(
    "stream",
    metadata,
    sa.Column("number", _NUMBER, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("head", sa.Text, nullable=False),
    sa.Column("header", sa.Text, nullable=False),
)

# A bound parameter in a condition hides a partial index from SQLite, so the word is written out.
is_exported = stream.c.status == sa.literal_column(f"'{EXPORTED}'")
# The migrations make this index partial on PostgreSQL too, like those of the outbox; to say so here would
# load its dialect at each command.
sa.Index("stream_exported", stream.c.id, sqlite_where=is_exported)

event = sa.Table(
    "event",
    metadata,
    sa.Column("stream", sa.Text, sa.ForeignKey("stream.id"), primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)

content = sa.Table(
    "content",
    metadata,
    sa.Column("hash", sa.Text, primary_key=True),
    sa.Column("body", sa.Text, nullable=False),
)

data_key = sa.Table(
    "data_key",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("wrapped", sa.LargeBinary, nullable=False),
)

text = sa.Table(
    "text",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("key_id", sa.Text, sa.ForeignKey("data_key.id"), nullable=False),
    sa.Column("stream", sa.Text, nullable=False),
    sa.Column("salt", sa.LargeBinary, nullable=False),
    sa.Column("ciphertext", sa.LargeBinary, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
)

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("number", _NUMBER, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("stream", sa.Text, sa.ForeignKey("stream.id"), nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("lane", sa.Text, nullable=False),
    sa.Column("to_whom", sa.Text, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("assignment", sa.Integer),
    sa.Column("text_id", sa.Text),
    sa.Column("refresh_of", sa.Text),
    sa.Column("priority", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("next_at", sa.BigInteger, nullable=False),
    sa.Column("epoch", sa.Integer, nullable=False),
    sa.Column("ref", sa.Text),
    sa.Column("possible_repeat", sa.Boolean(create_constraint=False), nullable=False),
    # Set when a refresh is asked for while the row is being sent: it goes out once more, not before this.
    sa.Column("again_at", sa.BigInteger),
)

# A bound parameter in a condition hides a partial index from SQLite, so these two states are written out.
is_waiting = outbox.c.state == sa.literal_column(f"'{RowState.WAITING.value}'")
is_sending = outbox.c.state == sa.literal_column(f"'{RowState.SENDING.value}'")

sa.Index("outbox_waiting", outbox.c.next_at, sqlite_where=is_waiting)
sa.Index("outbox_sending", outbox.c.epoch, sqlite_where=is_sending)

timer = sa.Table(
    "timer",
    metadata,
    sa.Column("stream", sa.Text, sa.ForeignKey("stream.id"), primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("generation", sa.Integer, nullable=False),
    sa.Column("fire_at", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

engine = sa.Table(
    "engine",
    metadata,
    # One row, always there.
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("holder", sa.Text),
    sa.Column("epoch", sa.Integer, nullable=False),
    sa.Column("until", sa.BigInteger, nullable=False),
    sa.Column("asked_epoch", sa.Integer, nullable=False),
    # How often something was erased since the file was last rewritten.
    sa.Column("erased", sa.Integer, nullable=False),
)

alembic_version = sa.Table(
    "alembic_version",
    metadata,
    sa.Column("version_num", sa.String(32), nullable=False),
    sa.PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)

EMPTY_ENGINE: dict[str, int | None] = {
    "id": 1, "holder": None, "epoch": 0, "until": 0, "asked_epoch": 0, "erased": 0,
}  # fmt: skip
