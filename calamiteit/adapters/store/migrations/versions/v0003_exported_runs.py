"""Runs that were exported to another machine are found at once: no message of theirs is claimed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """An index over the few runs that are away."""
    away = sa.text("status = 'exported'")
    op.create_index("stream_exported", "stream", ["id"], sqlite_where=away, postgresql_where=away)
