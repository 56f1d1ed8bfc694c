"""The power fails: what was acknowledged is there afterwards, and of the rest nothing, or all of it.

What is modelled. A commit returns after SQLite has synced the write-ahead log (`synchronous=FULL`), so the
bytes up to that length are on the disk. Of what was written later, a loss of power leaves any part: the file
is cut at every frame and inside frames, or has its length while a sector holds zeros or rubbish. The shared
memory file is gone. During a checkpoint the log is whole and the pages of the database are old and new in any
mixture.

What is not. A disk that says that it has synced and has not; bytes that were synced and are damaged later; a
lost entry of the folder itself; another file system than one of this machine.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from calamiteit.adapters.store.sql_store import SqlStore
from tests.support.batches import assert_holds, opening
from tests.support.store_processes import KEYS, everything

COMMITS = 4
HEADER, FRAME_HEADER, SECTOR = 32, 24, 512
FULL = 2
"""What `PRAGMA synchronous` answers when each commit waits for the disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A database and its log as they were written, and how long the log was after each commit."""

    path: Path
    lengths: tuple[int, ...]
    page: int

    @property
    def log(self) -> bytes:
        """The write-ahead log."""
        return _log_of(self.path).read_bytes()

    def safe_at(self, length: int) -> int:
        """How many commits had returned when the log was synced up to this length."""
        return sum(1 for end in self.lengths if end <= length)

    def cuts(self) -> Iterator[int]:
        """Every end of a frame after the first commit, and places inside each frame."""
        frame = FRAME_HEADER + self.page
        for start in range(HEADER, self.lengths[-1], frame):
            for inside in (0, FRAME_HEADER, frame - 1):
                if start + inside >= self.lengths[0]:
                    yield start + inside
        yield self.lengths[-1]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    path = tmp_path_factory.mktemp("written") / "live.db"
    # Made and closed first, so that the log begins anew with what follows.
    SqlStore(path, keys=KEYS).close()
    store = SqlStore(path, keys=KEYS)
    store.commit([opening(events=0)])
    lengths = [_log_of(path).stat().st_size]
    for number in range(1, COMMITS + 1):
        store.commit([everything(store, number)])
        lengths.append(_log_of(path).stat().st_size)
    kept = path.parent / "kept.db"
    shutil.copy(path, kept)
    shutil.copy(_log_of(path), _log_of(kept))
    store.close()
    assert lengths == sorted(set(lengths)), "every commit makes the log longer, or the cuts mean nothing"
    return Written(path=kept, lengths=tuple(lengths), page=int.from_bytes(kept.read_bytes()[16:18], "big"))


def test_a_live_database_waits_for_the_disk_at_each_commit(tmp_path: Path) -> None:
    store = SqlStore(tmp_path / "live.db", keys=KEYS)
    with store._database.writing() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == FULL
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    store.close()


def test_a_log_that_is_cut_anywhere_keeps_what_was_acknowledged_and_nothing_by_half(
    written: Written, tmp_path: Path
) -> None:
    for cut in written.cuts():
        _assert_whole(_after_loss(written, tmp_path, written.log[:cut]), written.safe_at(cut) - 1)


def test_a_sector_that_never_reached_the_disk_takes_its_commit_and_those_after_it(
    written: Written, tmp_path: Path
) -> None:
    chance = random.Random(20261124)
    for number, (safe, end) in enumerate(zip(written.lengths, written.lengths[1:], strict=False)):
        for filling in (bytes(SECTOR), chance.randbytes(SECTOR)):
            torn = _without_a_sector(written.log, filling, chance, safe, end)
            _assert_whole(_after_loss(written, tmp_path, torn), number)


def test_a_checkpoint_that_is_cut_short_loses_nothing(written: Written, tmp_path: Path) -> None:
    chance = random.Random(20261124)
    old, new = written.path.read_bytes(), _folded(written, tmp_path)
    for _ in range(10):
        pages = range(0, len(new), written.page)
        mixed = b"".join(
            (new if chance.random() < 0.5 else old.ljust(len(new), b"\0"))[at : at + written.page]
            for at in pages
        )
        _assert_whole(_after_loss(written, tmp_path, written.log, database=mixed), COMMITS)


def _without_a_sector(log: bytes, filling: bytes, chance: random.Random, first: int, end: int) -> bytes:
    """The log with one sector of a stretch replaced, which makes it another."""
    torn = log
    while torn == log:
        start = chance.randrange(first, end - SECTOR)
        torn = log[:start] + filling + log[start + SECTOR :]
    return torn


def _folded(written: Written, folder: Path) -> bytes:
    """The database file after a whole checkpoint."""
    path = _after_loss(written, folder, written.log)
    store = SqlStore(path, keys=KEYS)
    assert store.checkpoint()
    store.close()
    return path.read_bytes()


def _after_loss(written: Written, folder: Path, log: bytes, *, database: bytes | None = None) -> Path:
    """The files as they are found when the power is back."""
    path = folder / "found.db"
    for left in folder.glob("found.db*"):
        left.unlink()
    path.write_bytes(written.path.read_bytes() if database is None else database)
    _log_of(path).write_bytes(log)
    return path


def _assert_whole(path: Path, last: int) -> None:
    """Exactly the first `last` commits, each with all its parts, under a chain that holds."""
    store = SqlStore(path, keys=KEYS)
    info = store.info("L-1")
    numbers = range(1, last + 1)
    assert info is not None and info.version == last
    assert [linked.entry.seq for linked in store.read("L-1")] == list(numbers)
    assert {row.id for row in store.rows()} == {f"m{number}" for number in numbers}
    assert {row.id for row in store.timers("L-1")} == {f"timer{number}" for number in numbers}
    assert {id: store.open_text(id) for id in store.texts_of()} == {f"t{n}": f"text {n}" for n in numbers}
    assert_holds(store)
    store.close()


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")
