"""Two indexes less: each cost every commit a page, for searches that happen a few times a year."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """The texts of a key are looked for when somebody is forgotten, the messages of a run when it starts."""
    op.drop_index("text_key_id", "text")
    op.drop_index("outbox_stream", "outbox")
