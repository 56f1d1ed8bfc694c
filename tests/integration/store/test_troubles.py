"""What goes wrong with a database file: clear words, and nothing that was committed is lost."""

from __future__ import annotations

import logging
import multiprocessing
import os
import sqlite3
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from calamiteit.adapters.keys import WorkspaceKeys
from calamiteit.adapters.store import library
from calamiteit.adapters.store.file_place import file_system_of
from calamiteit.adapters.store.sql_store import SqlStore
from calamiteit.core.errors import StoreTrouble
from calamiteit.ports.store import Batch
from tests.support.batches import assert_holds, entry, follow, opening
from tests.support.drivers import full_disk, impatient
from tests.support.store_processes import KEYS, commit_beyond_the_size_limit, open_as_another_user

SPAWN = multiprocessing.get_context("spawn")


def test_a_full_disk_is_told_and_what_was_committed_stays(tmp_path: Path) -> None:
    path = tmp_path / "live.db"
    store = SqlStore(path, keys=KEYS, durable=False, sqlite=full_disk(60))
    store.commit([opening(events=0)])
    number = 0
    with pytest.raises(StoreTrouble, match=r"disk is full.*live\.db.*Free some space") as caught:
        while True:
            store.commit([Batch(stream="L-1", expected=number, entries=(entry(number + 1, x="x" * 9000),))])
            number += 1
    assert (caught.value.code, caught.value.place) == ("disk-full", str(path))
    assert number > 0 and len(store.read("L-1")) == number
    store.commit([follow(store, status="closed")])
    store.close()
    roomy = SqlStore(path, keys=KEYS, durable=False)
    roomy.commit([follow(roomy, events=1)])
    assert_holds(roomy)
    roomy.close()


def test_a_limit_on_file_sizes_is_told_and_what_was_committed_stays(tmp_path: Path) -> None:
    code, committed, kept = _ask(commit_beyond_the_size_limit, tmp_path / "live.db", 400_000)
    assert code in ("disk-error", "disk-full")
    assert committed == kept > 0


def test_a_folder_without_write_permission_is_told() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o555)
        code, text = _ask(open_as_another_user, Path(folder) / "live.db")
        Path(folder).chmod(0o700)
    assert code == "read-only" and "write permission" in text


def test_a_file_without_write_permission_is_told() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "live.db"
        SqlStore(path, keys=KEYS).close()
        path.chmod(0o444)
        Path(folder).chmod(0o555)
        code, text = _ask(open_as_another_user, path)
        Path(folder).chmod(0o700)
    assert code == "read-only" and "write permission" in text


def test_a_file_that_another_program_keeps_locked_is_told(tmp_path: Path) -> None:
    path = tmp_path / "live.db"
    store = SqlStore(path, keys=KEYS, sqlite=impatient())
    store.commit([opening()])
    viewer = library.pick().connect(str(path), isolation_level=None)
    viewer.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreTrouble, match="locked") as caught:
        store.commit([follow(store, events=1)])
    assert caught.value.code == "locked"
    assert len(store.read("L-1")) == 1
    viewer.execute("ROLLBACK")
    viewer.close()
    store.commit([follow(store, events=1)])
    store.close()


def test_a_file_that_is_no_database_is_told_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "live.db"
    path.write_text("minutes of the meeting\n" * 100)
    assert _code_of_opening(path) == "not-a-database"
    assert path.read_text().startswith("minutes")


def test_a_database_of_another_program_is_told_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "live.db"
    _execute(path, "CREATE TABLE holiday (day TEXT)")
    assert _code_of_opening(path) == "not-ours"


def test_a_database_of_a_newer_program_is_told(tmp_path: Path) -> None:
    path = tmp_path / "live.db"
    SqlStore(path, keys=KEYS).close()
    _execute(path, "UPDATE alembic_version SET version_num = '9999'")
    assert _code_of_opening(path) == "newer"


def test_a_damaged_page_is_told(tmp_path: Path) -> None:
    path = tmp_path / "live.db"
    store = SqlStore(path, keys=KEYS)
    store.commit([opening(events=200)])
    store.close()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    assert _code_of_opening(path) == "damaged"


def test_another_workspace_key_is_told_at_the_door(tmp_path: Path) -> None:
    SqlStore(tmp_path / "live.db", keys=KEYS).close()
    with pytest.raises(StoreTrouble, match="not the one that this database was made with") as caught:
        SqlStore(tmp_path / "live.db", keys=WorkspaceKeys(b"x" * 32, path=tmp_path / "key"))
    assert (caught.value.code, caught.value.place) == ("key-wrong", str(tmp_path / "key"))


def test_a_network_file_system_is_refused(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    share = tmp_path / "town hall"
    for kind in ("nfs4", "cifs", "fuse.sshfs"):
        escaped = str(share).replace(" ", "\\040")
        mounts.write_text(f"/dev/sda / ext4 rw 0 0\nserver:/x {escaped} {kind} rw 0 0\n")
        with pytest.raises(StoreTrouble, match="network file system") as caught:
            SqlStore(share / "var" / "live.db", keys=KEYS, mounts=mounts)
        assert caught.value.code == "network"
    assert not share.exists()
    assert file_system_of(tmp_path, mounts) == "ext4"
    assert file_system_of(tmp_path, tmp_path / "no-such-list") == ""


def test_an_old_library_is_refused_for_live_and_told_elsewhere(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(StoreTrouble, match=r"3\.40\.1.*pysqlite3") as caught:
        library.judge((3, 40, 1), tmp_path, refuse_old=True)
    assert caught.value.code == "old-library"
    with caplog.at_level(logging.WARNING):
        library.judge((3, 51, 2), tmp_path, refuse_old=False)
        library.judge((3, 51, 3), tmp_path, refuse_old=True)
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_the_library_of_python_itself_works_too(tmp_path: Path) -> None:
    store = SqlStore(tmp_path / "x.db", keys=KEYS, sqlite=sqlite3, refuse_old_library=False, durable=False)
    store.commit([opening(events=2)])
    assert_holds(store)
    store.close()


def test_only_the_owner_may_read_the_files(tmp_path: Path) -> None:
    path = tmp_path / "var" / "live.db"
    path.parent.mkdir()
    path.touch(mode=0o644)
    store = SqlStore(path, keys=KEYS)
    store.commit([opening()])
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes == {"live.db": 0o600, "live.db-wal": 0o600, "live.db-shm": 0o600}
    store.close()
    SqlStore(tmp_path / "new" / "deep" / "live.db", keys=KEYS).close()
    assert stat.S_IMODE((tmp_path / "new" / "deep").stat().st_mode) == 0o700


def test_the_file_is_written_through_to_the_disk_for_live_runs(tmp_path: Path) -> None:
    seen = {}
    for durable in (True, False):
        store = SqlStore(tmp_path / f"{durable}.db", keys=KEYS, durable=durable)
        with store._database.reading() as connection:
            names = ("synchronous", "journal_mode", "secure_delete", "foreign_keys", "wal_autocheckpoint")
            seen[durable] = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]
        store.close()
    assert seen == {True: [2, "wal", 1, 1, 0], False: [1, "wal", 1, 1, 0]}


def _code_of_opening(path: Path) -> str:
    with pytest.raises(StoreTrouble) as caught:
        SqlStore(path, keys=KEYS)
    assert str(path) in str(caught.value)
    return caught.value.code


def _execute(path: Path, statement: str) -> None:
    connection = library.pick().connect(str(path), isolation_level=None)
    connection.execute(statement)
    connection.close()


def _ask(child: Callable[..., None], *given: Any) -> Any:
    """What a child process answers."""
    here, there = SPAWN.Pipe(duplex=False)
    process = SPAWN.Process(target=child, args=(*given, there))
    process.start()
    there.close()
    answer = here.recv()
    process.join(30)
    here.close()
    assert process.exitcode == os.EX_OK
    return answer
