"""From an empty file, or an older database, to the tables of this program."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from calamiteit.adapters.store import schema
from calamiteit.adapters.store.troubles import trouble

MIGRATIONS = Path(__file__).parent / "migrations"


def version_of(connection: sa.Connection, path: Path) -> str | None:
    """The migration that a database stands at; None for an empty file. StoreTrouble for a foreign one."""
    inspector = sa.inspect(connection)
    if inspector.has_table("alembic_version"):
        return connection.scalar(sa.select(schema.alembic_version.c.version_num)) or ""
    if inspector.get_table_names():
        raise trouble("not-ours", path)
    return None


def bring_up_to_date(connection: sa.Connection, path: Path) -> None:
    """Inside the caller's transaction: create or migrate. StoreTrouble for a newer or foreign one."""
    found = version_of(connection, path)
    if found is None:
        create(connection)
    elif found > schema.NEWEST:
        raise trouble("newer", path)
    elif found < schema.NEWEST:
        migrate(connection)


def create(connection: sa.Connection) -> None:
    """The newest tables at once, the same as after all migrations; loading Alembic takes half a second."""
    schema.metadata.create_all(connection, checkfirst=False)
    connection.execute(schema.engine.insert(), schema.EMPTY_ENGINE)
    connection.execute(schema.alembic_version.insert(), {"version_num": schema.NEWEST})


def migrate(connection: sa.Connection, to: str = "head") -> None:
    """Run the migrations that are missing; all or nothing, because SQLite's own DDL is transactional."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, to)
