"""A look at a database sees what the store sees, writes nothing, and leaves a file not in order to it."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from calamiteit.adapters.store import file_place
from calamiteit.adapters.store.looking import SqlLook, look_at
from calamiteit.adapters.store.sql_store import SqlStore
from calamiteit.core.errors import StoreTrouble
from calamiteit.core.modes import Mode
from tests.support.batches import NINE, entry, follow, opening, persist, timer
from tests.support.store_processes import KEYS


def _store(path: Path, mode: Mode = Mode.LIVE) -> SqlStore:
    store = SqlStore(path, keys=KEYS, mode=mode, durable=False)
    first, key = store.seal("De school is dicht", id="t-1", key_id="run:L-1", stream="L-1")
    assert key is not None
    store.commit(
        [
            opening(events=2, texts=(first,), keys=(key,), timers=(timer("wake", 60_000),), inbox=("begin",)),
            opening("L-2", status="closed", contents={"hash": "a plan"}),
        ]
    )
    return store


def _look(path: Path) -> SqlLook:
    look = look_at(path, keys=KEYS, mode=Mode.LIVE)
    assert look is not None
    return look


def test_a_look_sees_what_the_store_sees(tmp_path: Path) -> None:
    store = _store(tmp_path / "live.db")
    store.take("somebody", now=NINE, ttl=15_000)
    look = _look(tmp_path / "live.db")
    for one in ("L-1", "L-2", "L-3"):
        assert look.read(one) == store.read(one)
        assert look.info(one) == store.info(one)
        assert look.handled(one) == store.handled(one)
        assert look.timers(one) == store.timers(one)
    assert look.read("L-1", after=1) == store.read("L-1")[1:]
    assert [info.id for info in look.streams("run")] == ["L-1", "L-2"]
    assert [info.id for info in look.streams("run", status="closed")] == ["L-2"]
    assert look.content("hash") == "a plan"
    assert look.content("other") is None
    assert look.open_text("t-1") == "De school is dicht"
    assert look.open_text("t-2") is None
    assert look.next_fire() == NINE + 60_000
    assert look.due(NINE + 60_000, 5) == store.due(NINE + 60_000, 5) != ()
    assert look.look() == store.look() is not None
    look.close()
    store.close()


def test_a_look_notices_that_another_committed(tmp_path: Path) -> None:
    store = _store(tmp_path / "live.db")
    look = _look(tmp_path / "live.db")
    assert not look.changed()
    persist(store, "L-1", "later")
    assert look.changed()
    assert not look.changed()
    assert len(look.read("L-1")) == len(store.read("L-1")) == 3
    look.close()
    store.close()


def test_nothing_can_be_written_through_a_look(tmp_path: Path) -> None:
    _store(tmp_path / "live.db").close()
    look = _look(tmp_path / "live.db")
    with pytest.raises(StoreTrouble, match="read-only"):
        look._file.fetch("UPDATE stream SET status = 'closed'", {})
    assert [info.id for info in look.streams("run", status="open")] == ["L-1"]
    look.close()
    look.close()


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    assert look_at(tmp_path / "live.db", keys=KEYS, mode=Mode.LIVE) is None
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("what", ["empty", "text", "foreign", "older", "other mode", "no log"])
def test_a_file_that_is_not_in_order_is_left_to_the_store(tmp_path: Path, what: str) -> None:
    path = tmp_path / "live.db"
    if what == "empty":
        path.touch()
    elif what == "text":
        path.write_text("This is not a database, however long it is. " * 40)
    elif what == "foreign":
        _execute(path, "CREATE TABLE mine (x)")
    else:
        _store(path, Mode.EXERCISE if what == "other mode" else Mode.LIVE).close()
        if what == "older":
            _execute(path, "UPDATE alembic_version SET version_num = '0003'")
        if what == "no log":
            _execute(path, "PRAGMA journal_mode=DELETE")
    before = path.read_bytes()
    assert look_at(path, keys=KEYS, mode=Mode.LIVE) is None
    assert path.read_bytes() == before


def test_a_file_on_a_network_disk_is_left_to_the_store(tmp_path: Path) -> None:
    _store(tmp_path / "live.db").close()
    mounts = tmp_path / "mounts"
    mounts.write_text(f"server:/data {tmp_path} nfs4 rw 0 0\n")
    assert look_at(tmp_path / "live.db", keys=KEYS, mode=Mode.LIVE, mounts=mounts) is None
    assert file_place.is_remote(tmp_path / "live.db", mounts)


def test_a_look_at_what_a_killed_process_left_sees_its_last_commit(tmp_path: Path) -> None:
    store = _store(tmp_path / "live.db")
    store.commit([follow(store, entries=(entry(3, "last"),))])
    left = tmp_path / "left"
    left.mkdir()
    for suffix in ("", "-wal"):
        shutil.copy(f"{tmp_path / 'live.db'}{suffix}", left)
    look = _look(left / "live.db")
    assert [linked.entry.kind for linked in look.read("L-1")][-1] == "last"
    look.close()
    store.close()


def _execute(path: Path, sql: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(sql)
    connection.close()
