"""Somebody edits the file behind the program's back: each change is found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from calamiteit.adapters.store import library
from calamiteit.adapters.store.sql_store import SqlStore
from calamiteit.core.chain import Break, canonical, genesis, link, verify
from calamiteit.core.errors import StoreTrouble
from tests.support.batches import HEADER, entries, follow, opening
from tests.support.store_processes import KEYS


class Tampered:
    """A run of five events whose head was printed, and a hand in its file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.store = SqlStore(path, keys=KEYS, durable=False)
        sealed, key = self.store.seal("as it was", id="t1", key_id="run:L-1", stream="L-1")
        assert key is not None
        self.store.commit([opening(events=5, texts=(sealed,), keys=(key,))])
        info = self.store.info("L-1")
        assert info is not None
        self.printed_head = info.head

    def edit(self, statement: str, *given: object) -> None:
        connection = library.pick().connect(str(self._path), isolation_level=None)
        connection.execute(statement, given)
        connection.close()

    def verify(self, *, with_head: bool = False) -> Break | None:
        info = self.store.info("L-1")
        assert info is not None
        head = self.printed_head if with_head else None
        return verify(info.header, self.store.read("L-1"), version=info.version, head=head)


@pytest.fixture
def tampered(tmp_path: Path) -> Iterator[Tampered]:
    made = Tampered(tmp_path / "live.db")
    yield made
    made.store.close()


def test_an_untouched_run_holds(tampered: Tampered) -> None:
    assert tampered.verify(with_head=True) is None


def test_an_edited_event_is_found(tampered: Tampered) -> None:
    tampered.edit("UPDATE event SET body = ? WHERE seq = 3", canonical({"number": 33}))
    assert tampered.verify() == Break(seq=3, why="changed")


def test_an_event_at_another_time_is_found(tampered: Tampered) -> None:
    tampered.edit("UPDATE event SET at = at + 1 WHERE seq = 2")
    assert tampered.verify() == Break(seq=2, why="changed")


def test_an_event_taken_from_the_middle_is_found(tampered: Tampered) -> None:
    tampered.edit("DELETE FROM event WHERE seq = 2")
    assert tampered.verify() == Break(seq=2, why="missing")


def test_a_cut_tail_is_found(tampered: Tampered) -> None:
    tampered.edit("DELETE FROM event WHERE seq > 3")
    assert tampered.verify() == Break(seq=3, why="cut")


def test_an_edited_header_is_found(tampered: Tampered) -> None:
    tampered.edit("UPDATE stream SET header = ?", canonical({**HEADER, "mode": "live"}))
    assert tampered.verify() == Break(seq=1, why="changed")


def test_a_tail_cut_neatly_is_found_by_the_printed_head(tampered: Tampered) -> None:
    tampered.edit("DELETE FROM event WHERE seq > 3")
    tampered.edit("UPDATE stream SET version = 3")
    assert tampered.verify() is None
    assert tampered.verify(with_head=True) == Break(seq=3, why="head")


def test_a_recomputed_chain_is_found_by_the_printed_head(tampered: Tampered) -> None:
    head = genesis(HEADER)
    for entry in entries(0, 5):
        lie = type(entry)(seq=entry.seq, at=entry.at, kind="lied", body=entry.body)
        head = link(head, lie)
        tampered.edit("UPDATE event SET kind = 'lied', hash = ? WHERE seq = ?", head, entry.seq)
    tampered.edit("UPDATE stream SET head = ?", head)
    assert tampered.verify() is None
    assert tampered.verify(with_head=True) == Break(seq=5, why="head")


def test_a_dropped_run_is_missed_by_the_stream_that_opened_it(tampered: Tampered) -> None:
    tampered.store.commit([opening("workspace", kind="workspace")])
    opened = tuple(
        type(entry)(seq=2, at=entry.at, kind="run-opened", body={"run": "L-1"}) for entry in entries(1, 1)
    )
    tampered.store.commit([follow(tampered.store, "workspace", entries=opened)])
    for table in ("event", "stream"):
        tampered.edit(f"DELETE FROM {table} WHERE {'stream' if table == 'event' else 'id'} = 'L-1'")
    told = [str(linked.entry.body["run"]) for linked in tampered.store.read("workspace", after=1)]
    assert [run for run in told if tampered.store.info(run) is None] == ["L-1"]


def test_an_edited_text_is_found_when_it_is_opened(tampered: Tampered) -> None:
    tampered.edit("UPDATE text SET ciphertext = zeroblob(40)")
    with pytest.raises(StoreTrouble, match="changed outside"):
        tampered.store.open_text("t1")


def test_a_text_put_in_the_place_of_another_is_found(tampered: Tampered) -> None:
    sealed, _ = tampered.store.seal("another", id="t2", key_id="run:L-1", stream="L-1")
    tampered.edit(
        "UPDATE text SET ciphertext = ?, salt = ?, digest = ?", sealed.ciphertext, sealed.salt, sealed.digest
    )
    with pytest.raises(StoreTrouble, match="changed outside"):
        tampered.store.open_text("t1")
    assert tampered.store.digest_of("t1") == sealed.digest
