"""The first database: streams, texts, messages, timers and the lease."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """From nothing."""
    _make_streams()
    _make_texts()
    _make_outbox()
    _make_timers_and_lease()


def _make_streams() -> None:
    op.create_table(
        "inbox",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("stream", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "stream",
        sa.Column("number", _NUMBER, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("head", sa.Text, nullable=False),
        sa.Column("header", sa.Text, nullable=False),
    )
    op.create_table(
        "event",
        sa.Column("stream", sa.Text, sa.ForeignKey("stream.id"), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "content",
        sa.Column("hash", sa.Text, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )


def _make_texts() -> None:
    op.create_table(
        "data_key",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "text",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("key_id", sa.Text, sa.ForeignKey("data_key.id"), nullable=False),
        sa.Column("stream", sa.Text, nullable=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("ciphertext", sa.LargeBinary, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
    )
    op.create_index("text_key_id", "text", ["key_id"])
    op.create_index("text_stream", "text", ["stream"])


def _make_outbox() -> None:
    op.create_table(
        "outbox",
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
        sa.Column("again_at", sa.BigInteger),
    )
    op.create_index("outbox_stream", "outbox", ["stream"])
    for name, column, state in (("waiting", "next_at", "waiting"), ("sending", "epoch", "sending")):
        where = sa.text(f"state = '{state}'")
        op.create_index(f"outbox_{name}", "outbox", [column], sqlite_where=where, postgresql_where=where)


def _make_timers_and_lease() -> None:
    op.create_table(
        "timer",
        sa.Column("stream", sa.Text, sa.ForeignKey("stream.id"), primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("fire_at", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("timer_fire_at", "timer", ["fire_at"])
    op.create_table(
        "engine",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("holder", sa.Text),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.Column("asked_epoch", sa.Integer, nullable=False),
        sa.Column("erased", sa.Integer, nullable=False),
    )
    op.execute(
        "INSERT INTO engine (id, holder, epoch, until, asked_epoch, erased) VALUES (1, NULL, 0, 0, 0, 0)"
    )
