"""What Alembic runs: the steps, on the connection and in the transaction of who opens the file."""

from __future__ import annotations

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection)
context.run_migrations()
