"""After forgetting, no byte of it is left in the file, its log or its index."""

from __future__ import annotations

import random
from pathlib import Path

from calamiteit.adapters.store import library
from calamiteit.adapters.store.sql_store import SqlStore
from calamiteit.ports.store import Batch, NewKey, SealedText
from tests.support.batches import assert_holds, follow, message, opening
from tests.support.store_processes import KEYS

NAME = "Jantje van der Verzonnen"


def test_no_byte_of_a_forgotten_person_is_left(tmp_path: Path) -> None:
    store = SqlStore(tmp_path / "live.db", keys=KEYS)
    sealed, key = store.seal(f"bel {NAME}", id="t1", key_id="person:jan", stream="L-1")
    kept, _ = store.seal("blijft", id="t2", key_id="run:L-1", stream="L-1")
    assert key is not None
    message_to = message("m", to="jan", ref="D-JANTJE/171.5")
    keys = (key, *_key_of(store, "run:L-1"))
    store.commit([opening(texts=(sealed, kept), keys=keys, outbox=(message_to,))])
    assert _left(tmp_path, [sealed.ciphertext, key.wrapped, b"D-JANTJE"])
    store.commit([follow(store, events=1, erase_keys=("person:jan",), erase_refs_to=("jan",))])
    store.checkpoint()
    traces = [NAME.encode(), b"Jantje", sealed.ciphertext, sealed.salt, key.wrapped, b"D-JANTJE"]
    assert _left(tmp_path, traces) == []
    assert (store.open_text("t1"), store.open_text("t2")) == (None, "blijft")
    assert_holds(store)
    store.close()


def test_pages_that_were_split_and_merged_keep_no_old_copy(tmp_path: Path) -> None:
    """A deleted cell is wiped; a page that was split keeps a copy of what moved away."""
    chance = random.Random(1)
    store = SqlStore(tmp_path / "live.db", keys=KEYS, durable=False)
    store.commit([opening(events=0)])
    gone: list[SealedText] = []
    there: list[SealedText] = []
    for _ in range(60):
        made = _texts(store, chance, 50)
        erased = [there.pop(chance.randrange(len(there))) for _ in range(min(len(there), 20))]
        keys = _key_of(store, "run:L-1") if not there and not erased else ()
        store.commit([_change(store, made, keys, erased)])
        there += made
        gone += erased
    store.checkpoint()
    assert _number(tmp_path, "PRAGMA freelist_count") == 0
    assert _left(tmp_path, [part for text in gone for part in (text.salt, text.ciphertext[:24])]) == []
    assert len(_left(tmp_path, [text.ciphertext[-16:] for text in there])) == len(there)
    store.close()


def test_another_process_that_forgets_leaves_the_rewriting_to_the_next_checkpoint(tmp_path: Path) -> None:
    holder = SqlStore(tmp_path / "live.db", keys=KEYS)
    sealed, key = holder.seal("x" * 50, id="t1", key_id="person:jan", stream="L-1")
    assert key is not None
    holder.commit([opening(texts=(sealed,), keys=(key,))])
    cli = SqlStore(tmp_path / "live.db", keys=KEYS)
    cli.commit([follow(cli, erase_keys=("person:jan",))])
    assert _erasures(tmp_path) == 1
    holder.checkpoint()
    assert _erasures(tmp_path) == 0
    assert _left(tmp_path, [sealed.ciphertext, key.wrapped]) == []
    cli.close()
    holder.close()


def test_what_a_reader_still_sees_is_folded_at_the_next_checkpoint(tmp_path: Path) -> None:
    store = SqlStore(tmp_path / "live.db", keys=KEYS)
    sealed, key = store.seal("x" * 50, id="t1", key_id="person:jan", stream="L-1")
    assert key is not None
    store.commit([opening(texts=(sealed,), keys=(key,))])
    reader = library.pick().connect(str(tmp_path / "live.db"), isolation_level=None)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM text").fetchone() == (1,)
    store.commit([follow(store, erase_keys=("person:jan",))])
    assert not store.checkpoint()
    assert _erasures(tmp_path) == 1
    reader.execute("COMMIT")
    reader.close()
    assert store.checkpoint()
    assert _erasures(tmp_path) == 0
    assert _left(tmp_path, [sealed.ciphertext, key.wrapped]) == []
    store.close()


def _texts(store: SqlStore, chance: random.Random, count: int) -> list[SealedText]:
    return [
        store.seal(
            "x" * chance.randint(30, 1500),
            id=f"{chance.getrandbits(96):024x}",
            key_id="run:L-1",
            stream="L-1",
        )[0]
        for _ in range(count)
    ]


def _key_of(store: SqlStore, key_id: str) -> tuple[NewKey, ...]:
    _, key = store.seal("", id="unused", key_id=key_id, stream="L-1")
    return () if key is None else (key,)


def _change(
    store: SqlStore, made: list[SealedText], keys: tuple[NewKey, ...], erased: list[SealedText]
) -> Batch:
    return follow(store, texts=tuple(made), keys=keys, erase_texts=tuple(text.id for text in erased))


def _left(folder: Path, traces: list[bytes]) -> list[bytes]:
    """Those of the traces that some file still holds."""
    files = [file.read_bytes() for file in folder.iterdir()]
    return [trace for trace in traces if any(trace in content for content in files)]


def _erasures(folder: Path) -> int:
    return _number(folder, "SELECT erased FROM engine")


def _number(folder: Path, question: str) -> int:
    connection = library.pick().connect(str(folder / "live.db"))
    (count,) = connection.execute(question).fetchone()
    connection.close()
    return int(count)
