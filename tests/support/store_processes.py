"""What other processes do to a database file; each function is the whole of a child."""

from __future__ import annotations

import os
import resource
from multiprocessing.connection import Connection
from pathlib import Path

from calamiteit.adapters.keys import WorkspaceKeys
from calamiteit.adapters.store.sql_store import SqlStore
from calamiteit.core.errors import StoreTrouble
from calamiteit.ports.store import Batch
from tests.support.batches import HEADER, entries, entry, message, opening, persist, timer

NOBODY = 65534
KEYS = WorkspaceKeys(b"k" * 32)


def commit_many(path: Path, stream: str, name: str, count: int) -> None:
    """Append `count` events to a stream, each with a key of its own."""
    store = SqlStore(path, keys=KEYS, durable=False)
    for number in range(count):
        persist(store, stream, f"{name}-{number}")
    store.close()


def commit_until_killed(path: Path, acknowledged: Connection) -> None:
    """Commit an event, a message, a timer and a text at a time; tell each number after its commit."""
    store = SqlStore(path, keys=KEYS)
    if store.info("L-1") is None:
        store.commit([opening(events=0)])
    while True:
        info = store.info("L-1")
        assert info is not None
        number = info.version + 1
        store.commit([everything(store, number)])
        acknowledged.send(number)


def open_as_another_user(path: Path, answer: Connection) -> None:
    """As a user who may not write there, open the file and commit; answer with the trouble."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    answer.send(_trouble_of(path))


def commit_beyond_the_size_limit(path: Path, limit: int, answer: Connection) -> None:
    """Under a limit on the size of files, commit until refused; answer with the trouble and what was kept."""
    store = SqlStore(path, keys=KEYS, durable=False)
    store.commit([opening(events=0)])
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    number = 0
    try:
        while True:
            batch = Batch(stream="L-1", expected=number, entries=(entry(number + 1, text="x" * 5000),))
            store.commit([batch])
            number += 1
    except StoreTrouble as trouble:
        answer.send((trouble.code, number, len(store.read("L-1"))))
    store.close()


def everything(store: SqlStore, number: int) -> Batch:
    """An event, a message, a timer and a text, all with this number."""
    sealed, key = store.seal(f"text {number}", id=f"t{number}", key_id="run:L-1", stream="L-1")
    return Batch(
        stream="L-1", expected=number - 1, inbox=(f"click-{number}",), entries=entries(number - 1, 1),
        outbox=(message(f"m{number}"),), timers=(timer(f"timer{number}", number),), texts=(sealed,),
        keys=() if key is None else (key,),
    )  # fmt: skip


def _trouble_of(path: Path) -> tuple[str, str]:
    try:
        store = SqlStore(path, keys=KEYS)
        store.commit([Batch(stream="L-9", expected=0, header=HEADER)])
    except StoreTrouble as trouble:
        return trouble.code, str(trouble)
    store.close()
    return "", ""
