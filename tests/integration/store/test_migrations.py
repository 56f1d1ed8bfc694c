"""Databases of every age open in this program, and a fresh one equals a migrated one."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory

from calamiteit.adapters.store import library
from calamiteit.adapters.store.marks import NEWEST
from calamiteit.adapters.store.sql_store import SqlStore
from calamiteit.adapters.store.upgrading import MIGRATIONS, migrate
from calamiteit.core.chain import canonical, genesis, link
from tests.support.batches import HEADER, NINE, assert_holds, entry, follow, message, timer
from tests.support.source import ROOT
from tests.support.store_processes import KEYS

EMPTY = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,\
 CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"

_INSERT_STREAM = (
    "INSERT INTO stream (id, kind, version, status, head, header) VALUES ('L-1', 'run', 1, 'open', ?, ?)"
)


def test_a_fresh_file_has_the_tables_of_all_migrations(tmp_path: Path) -> None:
    SqlStore(tmp_path / "fresh.db", keys=KEYS).close()
    _make(tmp_path / "migrated.db", to="head")
    fresh, migrated = (_tables(tmp_path / f"{name}.db") for name in ("fresh", "migrated"))
    assert fresh == migrated
    assert {"event", "stream", "outbox", "timer", "engine", "text", "data_key", "inbox", "content"} <= set(
        fresh
    )


def test_the_newest_migration_is_the_one_the_program_expects() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == NEWEST


def test_a_file_without_any_migration_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "live.db"
    _execute(path, (EMPTY, ()))
    SqlStore(path, keys=KEYS).close()
    SqlStore(tmp_path / "fresh.db", keys=KEYS).close()
    assert _tables(path) == _tables(tmp_path / "fresh.db")


def test_the_oldest_database_is_read_and_written(tmp_path: Path) -> None:
    path = tmp_path / "live.db"
    _make(path, to="0001")
    _fill_as_the_first_release_did(path)
    store = SqlStore(path, keys=KEYS)
    assert [linked.entry for linked in store.read("L-1")] == [entry(1, number=1)]
    assert list(store.rows()) == [message("L-1:1:0")]
    assert list(store.timers("L-1")) == [timer("ack", 5)]
    lease = store.look()
    assert lease is not None and (lease.holder, lease.epoch) == ("serve", 3)
    store.commit([follow(store, events=1)])
    assert_holds(store)
    store.close()


def test_alembic_is_loaded_only_to_migrate(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from tests.support.store_processes import KEYS\n"
        "from calamiteit.adapters.store.sql_store import SqlStore\n"
        f"for _ in range(2): SqlStore(Path({str(tmp_path / 'live.db')!r}), keys=KEYS).close()\n"
        "print('alembic' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "False\n"


def _make(path: Path, *, to: str) -> None:
    engine = sa.create_engine(f"sqlite:///{path}", module=library.pick())
    with engine.begin() as connection:
        migrate(connection, to)
    engine.dispose()


def _tables(path: Path) -> dict[str, str]:
    connection = library.pick().connect(str(path))
    found = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    connection.close()
    return {name: re.sub(r"\s", "", sql) for name, sql in found}


def _fill_as_the_first_release_did(path: Path) -> None:
    """Written out, so that a later change of the program cannot change what the first release wrote."""
    first = entry(1, number=1)
    head = link(genesis(HEADER), first)
    row = (
        "INSERT INTO outbox (id, stream, channel, lane, to_whom, purpose, text_id, priority, state, attempt,"
        " created_at, next_at, epoch, possible_repeat) VALUES"
        " ('L-1:1:0', 'L-1', 'slack', 'slack:C1', 'anna', 'ask', 'text-of-L-1:1:0',"
        " 5, 'waiting', 0, ?, ?, 0, 0)"
    )
    _execute(
        path,
        (
            _INSERT_STREAM,
            (head, canonical(HEADER)),
        ),
        ("INSERT INTO event VALUES ('L-1', 1, 'noted', ?, '{\"number\":1}', ?)", (NINE + 1000, head)),
        (row, (NINE, NINE)),
        ("INSERT INTO timer VALUES ('L-1', 'ack', 1, ?)", (NINE + 5,)),
        ("UPDATE engine SET holder = 'serve', epoch = 3, until = ?", (NINE,)),
    )


def _execute(path: Path, *statements: tuple[str, tuple[Any, ...]]) -> None:
    connection = library.pick().connect(str(path), isolation_level=None)
    for statement, given in statements:
        connection.execute(statement, given)
    connection.close()
