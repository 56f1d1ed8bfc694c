"""SIGKILL in the middle of commits: what was acknowledged is there, what is there is whole."""

from __future__ import annotations

import multiprocessing
import random
import threading
from pathlib import Path

from calamiteit.adapters.store.sql_store import SqlStore
from tests.support.batches import assert_holds
from tests.support.store_processes import KEYS, commit_until_killed

SPAWN = multiprocessing.get_context("spawn")
KILLS = 15


def test_fifteen_kills_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    chance = random.Random(20261124)
    path = tmp_path / "live.db"
    for kill in range(KILLS):
        last = _commit_and_kill(path, chance.uniform(0, 0.05))
        _assert_whole(path, last, fold=kill % 3 == 0)


def _commit_and_kill(path: Path, after_seconds: float) -> int:
    """The last number that the child told."""
    here, there = SPAWN.Pipe(duplex=False)
    child = SPAWN.Process(target=commit_until_killed, args=(path, there))
    child.start()
    there.close()
    assert here.poll(30)
    last = int(here.recv())
    threading.Event().wait(after_seconds)
    child.kill()
    child.join(30)
    try:
        while True:
            last = int(here.recv())
    except (EOFError, OSError):
        here.close()
        return last


def _assert_whole(path: Path, last: int, *, fold: bool) -> None:
    store = SqlStore(path, keys=KEYS)
    info = store.info("L-1")
    # One commit may be there without having been told: killed between the two.
    assert info is not None and last <= info.version <= last + 1
    numbers = range(1, info.version + 1)
    assert [linked.entry.seq for linked in store.read("L-1")] == list(numbers)
    assert {row.id for row in store.rows()} == {f"m{number}" for number in numbers}
    assert {row.id for row in store.timers("L-1")} == {f"timer{number}" for number in numbers}
    assert set(store.texts_of()) == {f"t{number}" for number in numbers}
    assert store.open_text(f"t{info.version}") == f"text {info.version}"
    assert_holds(store)
    if fold:
        store.checkpoint()
    store.close()
