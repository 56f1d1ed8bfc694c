"""Two more indexes less: each cost every commit a page, and what they find is found quickly without."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Timers are few, those of open runs; the texts of a run are listed when it is moved or forgotten."""
    op.drop_index("timer_fire_at", "timer")
    op.drop_index("text_stream", "text")
