"""Two processes on one database file: both write, nothing is lost, nothing is written twice."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from pathlib import Path

from calamiteit.adapters.store.sql_store import SqlStore
from tests.support.batches import NINE, assert_holds, claimed, hold
from tests.support.store_processes import KEYS, commit_many

SPAWN = multiprocessing.get_context("spawn")
COUNT = 60


def test_two_processes_that_create_and_fill_one_stream_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "var" / "live.db"
    _run_both(path, ("L-1", "L-1"))
    store = SqlStore(path, keys=KEYS, durable=False)
    keys = Counter(str(linked.entry.body["key"]) for linked in store.read("L-1"))
    assert keys == Counter(f"{name}-{number}" for name in ("a", "b") for number in range(COUNT))
    assert_holds(store)
    store.close()


def test_two_processes_that_fill_their_own_streams_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "live.db"
    _run_both(path, ("L-1", "L-2"))
    store = SqlStore(path, keys=KEYS, durable=False)
    assert sorted((info.id, info.version) for info in store.streams("run")) == [
        ("L-1", COUNT),
        ("L-2", COUNT),
    ]
    for name in ("L-1", "L-2"):
        assert_holds(store, name)
    store.close()


def test_beats_and_claims_go_on_while_another_process_commits(tmp_path: Path) -> None:
    """Each reads first and then writes; without the lock from its start such a change would be refused."""
    path = tmp_path / "live.db"
    store = SqlStore(path, keys=KEYS, durable=False)
    lease = hold(store)
    process = SPAWN.Process(target=commit_many, args=(path, "L-1", "a", 3 * COUNT))
    process.start()
    turns = 0
    while process.is_alive():
        assert store.take("serve-1", now=NINE + turns, ttl=15_000) is not None
        assert claimed(store, lease) == []
        turns += 1
    process.join(60)
    assert (process.exitcode, len(store.read("L-1"))) == (0, 3 * COUNT)
    assert turns > 10
    store.close()


def _run_both(path: Path, streams: tuple[str, str]) -> None:
    processes = [
        SPAWN.Process(target=commit_many, args=(path, stream, name, COUNT))
        for name, stream in zip("ab", streams, strict=True)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0]
