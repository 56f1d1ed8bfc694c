"""What every store promises about encrypted texts and about forgetting them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from calamiteit.core.errors import VersionConflict
from calamiteit.ports.store import Batch, NewKey, Outcome, Store
from tests.contracts.store_contract import OpensStores
from tests.support.batches import claimed, follow, hold, message, opening


class TextsContract(OpensStores):
    """Sealing, opening, erasing."""

    def test_a_sealed_text_is_opened_after_its_commit(self, store: Store, other: Store) -> None:
        sealed, key = store.seal("de hal is open – één deur", id="t1", key_id="run:L-1", stream="L-1")
        assert key is not None and store.open_text("t1") is None
        store.commit([opening(texts=(sealed,), keys=(key,))])
        assert other.open_text("t1") == "de hal is open – één deur"
        assert other.digest_of("t1") == sealed.digest
        assert (other.open_text("t2"), other.digest_of("t2")) == (None, None)

    def test_a_known_key_is_used_again(self, store: Store, other: Store) -> None:
        self._write(store, "t1")
        sealed, key = other.seal("two", id="t2", key_id="run:L-1", stream="L-1")
        assert key is None
        other.commit([follow(other, texts=(sealed,))])
        assert store.open_text("t2") == "two"

    def test_two_texts_of_one_decision_share_their_new_key(self, store: Store) -> None:
        one, first = store.seal("one", id="t1", key_id="run:L-1", stream="L-1")
        two, second = store.seal("two", id="t2", key_id="run:L-1", stream="L-1")
        assert first is not None and second is not None and first == second
        store.commit([opening(texts=(one, two), keys=(first, second))])
        assert (store.open_text("t1"), store.open_text("t2")) == ("one", "two")

    def test_who_comes_second_with_a_new_key_seals_again(self, store: Store, other: Store) -> None:
        store.commit([opening("L-1"), opening("L-2")])
        batches = [self._with_text(process, run) for process, run in ((store, "L-1"), (other, "L-2"))]
        store.commit([batches[0]])
        with pytest.raises(VersionConflict):
            other.commit([batches[1]])
        other.commit([self._with_text(other, "L-2")])
        assert (other.open_text("of L-1"), store.open_text("of L-2")) == ("hello L-1", "hello L-2")

    def test_texts_are_found_by_run_and_by_key(self, store: Store) -> None:
        self._write(store, "t1")
        one, key = store.seal("x", id="t2", key_id="person:anna", stream="L-1")
        two, _ = store.seal("y", id="t3", key_id="person:anna", stream="L-2")
        assert key is not None
        store.commit([opening("L-2", texts=(one, two), keys=(key,))])
        assert list(store.texts_of(stream="L-1")) == ["t1", "t2"]
        assert list(store.texts_of(key_id="person:anna")) == ["t2", "t3"]
        assert list(store.texts_of(stream="L-1", key_id="person:anna")) == ["t2"]
        assert list(store.texts_of()) == ["t1", "t2", "t3"]

    def test_destroying_a_key_takes_all_its_texts_and_no_event(self, store: Store, other: Store) -> None:
        self._write(store, "t1", "t2")
        store.commit([follow(store, events=1, erase_keys=("run:L-1",))])
        assert (other.open_text("t1"), other.digest_of("t1"), list(other.texts_of())) == (None, None, [])
        assert len(other.read("L-1")) == 2

    def test_destroying_one_text_leaves_the_others_of_its_key(self, store: Store) -> None:
        self._write(store, "t1", "t2")
        store.commit([follow(store, events=1, erase_texts=("t1", "never"))])
        assert (store.open_text("t1"), store.open_text("t2")) == (None, "text t2")

    def test_a_forgotten_name_may_come_back_with_a_new_key(self, store: Store) -> None:
        self._write(store, "t1")
        store.commit([follow(store, erase_keys=("run:L-1",))])
        sealed, key = store.seal("new", id="t9", key_id="run:L-1", stream="L-1")
        assert key is not None
        store.commit([follow(store, texts=(sealed,), keys=(key,))])
        assert store.open_text("t9") == "new"

    def test_a_text_whose_key_was_destroyed_meanwhile_is_a_conflict(self, store: Store, other: Store) -> None:
        self._write(store, "t1")
        sealed, key = store.seal("two", id="t2", key_id="run:L-1", stream="L-1")
        other.commit([follow(other, erase_keys=("run:L-1",))])
        assert key is None
        with pytest.raises(VersionConflict):
            store.commit([follow(store, texts=(sealed,))])

    def test_a_key_made_under_one_name_only(self, store: Store) -> None:
        keys = (NewKey(id="k", wrapped=b"1"), NewKey(id="k", wrapped=b"2"))
        with pytest.raises(VersionConflict):
            store.commit([opening(keys=keys)])
        assert store.info("L-1") is None

    def test_commands_committed_together_may_bring_the_same_new_key(self, store: Store) -> None:
        store.commit([opening("L-1"), opening("L-2"), opening("L-3")])
        batches = [self._with_text(store, run) for run in ("L-1", "L-2", "L-3")]
        late = replace(batches[0], expected=7)
        outcomes = store.commit_each([[late], [batches[1]], [batches[2]]])
        assert isinstance(outcomes[0], VersionConflict)
        assert list(outcomes[1:]) == [Outcome.COMMITTED, Outcome.COMMITTED]
        assert (store.open_text("of L-2"), store.open_text("of L-3")) == ("hello L-2", "hello L-3")

    def test_messages_to_a_forgotten_person_lose_where_they_are_kept(self, store: Store) -> None:
        rows = (message("m", ref="C1/1.0"), message("n", to="bert", ref="C1/2.0", lane="x"))
        store.commit([opening(outbox=rows)])
        claimed(store, hold(store), limit=1)
        store.commit([follow(store, erase_refs_to=("anna",))])
        assert [row.ref for row in store.rows()] == [None, "C1/2.0"]

    def test_erasing_and_then_folding_keeps_everything_else(self, store: Store, other: Store) -> None:
        self._write(store, "t1", "t2")
        store.commit([follow(store, events=1, erase_texts=("t1",))])
        store.checkpoint()
        other.checkpoint()
        assert (other.open_text("t2"), len(other.read("L-1"))) == ("text t2", 2)

    def _write(self, store: Store, *ids: str) -> None:
        made = [store.seal(f"text {id}", id=id, key_id="run:L-1", stream="L-1") for id in ids]
        keys = tuple(key for _, key in made if key is not None)
        store.commit([opening(texts=tuple(sealed for sealed, _ in made), keys=keys)])

    def _with_text(self, store: Store, run: str) -> Batch:
        sealed, key = store.seal(f"hello {run}", id=f"of {run}", key_id="person:anna", stream=run)
        return follow(store, run, events=1, texts=(sealed,), keys=() if key is None else (key,))

    def test_a_text_of_another_database_keeps_its_salt_and_digest(self, store: Store) -> None:
        there, _ = store.seal("hello", id="t1", key_id="run:L-1", stream="L-1")
        here, key = store.seal("hello", id="t1", key_id="run:L-1", stream="L-1", salt=there.salt)
        assert key is not None and (here.salt, here.digest) == (there.salt, there.digest)
        store.commit([opening(texts=(here,), keys=(key,))])
        assert [text.digest for text in store.sealed("L-1")] == [there.digest]
        assert (store.open_text("t1"), list(store.sealed("L-2"))) == ("hello", [])
