"""From an empty file, or an older database, to the tables of this program."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from calamiteit.adapters.store import schema
from calamiteit.adapters.store.marks import MARKS, NEWEST
from calamiteit.adapters.store.troubles import trouble
from calamiteit.core.modes import Mode

MIGRATIONS = Path(__file__).parent / "migrations"


def version_of(connection: sa.Connection, path: Path) -> str | None:
    """The migration that a database stands at; None for an empty file. StoreTrouble for a foreign one."""
    inspector = sa.inspect(connection)
    if inspector.has_table("alembic_version"):
        return connection.scalar(sa.select(schema.alembic_version.c.version_num)) or ""
    if inspector.get_table_names():
        raise trouble("not-ours", path)
    return None


def belongs_to(connection: sa.Connection, mode: Mode | None, path: Path) -> bool:
    """Whether the file has the mark of this mode (always, without one); False when it has none yet.

    StoreTrouble when it has another mark.
    """
    mark = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    if mode is not None and mark not in (0, MARKS[mode]):
        raise trouble("other-mode", path, mode.value)
    return mode is None or mark != 0


def bring_up_to_date(connection: sa.Connection, path: Path, mode: Mode | None = None) -> None:
    """Inside the caller's transaction: mark, create or migrate. StoreTrouble for a newer or foreign one."""
    if not belongs_to(connection, mode, path) and mode is not None:
        connection.exec_driver_sql(f"PRAGMA application_id={MARKS[mode]}")
    found = version_of(connection, path)
    if found is None:
        create(connection)
    elif found > NEWEST:
        raise trouble("newer", path)
    elif found < NEWEST:
        migrate(connection)


def create(connection: sa.Connection) -> None:
    """The newest tables at once, the same as after all migrations; loading Alembic takes half a second."""
    schema.metadata.create_all(connection, checkfirst=False)
    connection.execute(schema.engine.insert(), schema.EMPTY_ENGINE)
    connection.execute(schema.alembic_version.insert(), {"version_num": NEWEST})


def migrate(connection: sa.Connection, to: str = "head") -> None:
    """Run the migrations that are missing; all or nothing, because SQLite's own DDL is transactional."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, to)
