"""What every store promises about streams, the inbox, contents and timers."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from calamiteit.core.chain import Json, genesis, link
from calamiteit.core.errors import Superseded, VersionConflict
from calamiteit.ports.store import Batch, Outcome, Store
from tests.contracts.store_contract import OpensStores
from tests.support.batches import HEADER, NINE, entries, entry, follow, hold, message, opening, persist, timer


class StreamsContract(OpensStores):
    """Reading and committing."""

    def test_what_was_committed_is_read_back_in_order(self, store: Store, other: Store) -> None:
        body: dict[str, Json] = {"who": "anna", "n": 3, "ok": True, "none": None, "list": [1, {"é": "“x”"}]}
        store.commit([opening(events=2)])
        store.commit([follow(store, entries=(entry(3, "accepted", **body),))])
        read = other.read("L-1")
        assert [linked.entry.seq for linked in read] == [1, 2, 3]
        assert read[2].entry == entry(3, "accepted", **body)
        assert [linked.entry.seq for linked in other.read("L-1", after=2)] == [3]
        assert list(other.read("L-2")) == []

    def test_hashes_are_those_of_the_chain(self, store: Store) -> None:
        store.commit([opening(events=2)])
        first = link(genesis(HEADER), entry(1, number=1))
        second = link(first, entry(2, number=2))
        assert [linked.hash for linked in store.read("L-1")] == [first, second]
        info = store.info("L-1")
        assert info is not None and (info.head, info.version) == (second, 2)

    def test_what_is_known_of_a_stream_follows_its_commits(self, store: Store) -> None:
        assert store.info("L-1") is None
        store.commit([opening()])
        store.commit([follow(store, events=1)])
        info = store.info("L-1")
        assert info is not None and (info.kind, info.version, info.status) == ("run", 2, "open")
        assert info.header == HEADER
        store.commit([follow(store, events=1, status="closed")])
        info = store.info("L-1")
        assert info is not None and (info.version, info.status) == (3, "closed")

    def test_streams_are_listed_by_kind_and_status_oldest_first(self, store: Store) -> None:
        for name in ("L-3", "L-1", "L-2"):
            store.commit([opening(name)])
        store.commit([opening("workspace", kind="workspace")])
        store.commit([follow(store, "L-1", status="closed")])
        assert [info.id for info in store.streams("run")] == ["L-3", "L-1", "L-2"]
        assert [info.id for info in store.streams("run", status="open")] == ["L-3", "L-2"]
        assert [info.id for info in store.streams("workspace")] == ["workspace"]

    def test_commands_that_are_committed_together_harm_each_other_in_nothing(self, store: Store) -> None:
        store.commit([opening("L-1"), opening("L-2"), opening("L-3"), opening("L-4")])
        late, known = follow(store, "L-2", events=1), follow(store, "L-3", events=1, inbox=("k",))
        store.commit([follow(store, "L-2", events=1), follow(store, "L-4", events=1, inbox=("k",))])
        first, last = (
            follow(store, "L-1", events=2),
            follow(store, "L-4", events=1, timers=(timer("ack", 5, stream="L-4"),)),
        )
        outcomes = store.commit_each([[first], [late], [known], [last]])
        assert [outcomes[0], outcomes[2], outcomes[3]] == [
            Outcome.COMMITTED, Outcome.DUPLICATE, Outcome.COMMITTED,
        ]  # fmt: skip
        assert isinstance(outcomes[1], VersionConflict)
        versions = {info.id: info.version for info in store.streams("run")}
        assert versions == {"L-1": 3, "L-2": 2, "L-3": 1, "L-4": 3}
        assert len(store.timers("L-4")) == 1

    def test_commands_committed_together_are_refused_when_the_lease_is_lost(self, store: Store) -> None:
        store.commit([opening("L-1"), opening("L-2")])
        with pytest.raises(Superseded):
            store.commit_each(
                [[follow(store, "L-1", events=1, epoch=7)], [follow(store, "L-2", events=1, epoch=7)]]
            )
        assert [info.version for info in store.streams("run")] == [1, 1]

    def test_the_second_of_two_decisions_on_one_version_is_refused(self, store: Store, other: Store) -> None:
        store.commit([opening()])
        first, second = follow(store, events=1), follow(other, events=1)
        store.commit([first])
        with pytest.raises(VersionConflict, match="L-1"):
            other.commit([second])
        assert len(other.read("L-1")) == 2

    def test_a_stream_is_created_once_even_when_it_has_no_events(self, store: Store, other: Store) -> None:
        store.commit([opening(events=0)])
        with pytest.raises(VersionConflict):
            other.commit([opening(events=0)])
        store.commit([follow(store, events=1)])
        assert len(store.read("L-1")) == 1

    def test_a_batch_on_a_stream_that_does_not_exist_is_a_conflict(self, store: Store) -> None:
        with pytest.raises(VersionConflict):
            store.commit([Batch(stream="L-9", expected=4)])

    def test_a_new_stream_needs_a_header_and_events_their_numbers(self, store: Store) -> None:
        with pytest.raises(ValueError, match="header"):
            store.commit([Batch(stream="L-9", expected=0)])
        with pytest.raises(ValueError, match="number 1"):
            store.commit([opening(entries=entries(1, 1))])
        assert store.info("L-1") is None

    def test_a_repeated_command_changes_nothing(self, store: Store, other: Store) -> None:
        store.commit([opening(inbox=("click-1",))])
        again = follow(other, events=1, inbox=("click-2", "click-1"), timers=(timer("t", 0),))
        assert other.commit([again]) is Outcome.DUPLICATE
        assert (len(store.read("L-1")), list(store.timers("L-1"))) == (1, [])
        assert store.commit([replace(again, inbox=("click-2",))]) is Outcome.COMMITTED

    def test_a_repeated_command_is_known_before_its_version_is_looked_at(self, store: Store) -> None:
        store.commit([opening(inbox=("click-1",))])
        assert store.commit([opening(inbox=("click-1",))]) is Outcome.DUPLICATE

    def test_one_known_key_in_any_batch_undoes_all_of_them(self, store: Store) -> None:
        store.commit([opening("workspace", kind="workspace", inbox=("cron-1",))])
        both = [opening("L-1"), follow(store, "workspace", events=1, inbox=("cron-1",))]
        assert store.commit(both) is Outcome.DUPLICATE
        assert store.info("L-1") is None

    def test_two_batches_of_one_command_may_both_name_its_key(self, store: Store) -> None:
        both = [opening("L-1", inbox=("cli-1",)), opening("workspace", kind="workspace", inbox=("cli-1",))]
        assert store.commit(both) is Outcome.COMMITTED
        assert store.commit([opening("L-2", inbox=("cli-1",))]) is Outcome.DUPLICATE

    def test_several_batches_are_one_commit(self, store: Store) -> None:
        store.commit([opening("L-1")])
        after = Batch(stream="L-2", expected=2, entries=entries(2, 1), status="closed")
        store.commit([follow(store, "L-1", events=1), opening("L-2", events=2), after])
        assert [info.version for info in store.streams("run")] == [2, 3]
        assert [info.status for info in store.streams("run")] == ["open", "closed"]

    def test_a_conflict_in_the_last_batch_leaves_nothing_of_the_first(self, store: Store) -> None:
        store.commit([opening("L-1")])
        everything = follow(
            store, events=1, status="closed", inbox=("click-1",), outbox=(message("L-1:2:0"),),
            timers=(timer("t", 0),), contents={"h": "plan"},
        )  # fmt: skip
        with pytest.raises(VersionConflict):
            store.commit([everything, Batch(stream="L-2", expected=7)])
        info = store.info("L-1")
        assert info is not None and (info.version, info.status) == (1, "open")
        assert (list(store.rows()), list(store.timers("L-1")), store.content("h")) == ([], [], None)
        assert store.commit([everything]) is Outcome.COMMITTED

    def test_only_the_holder_of_the_lease_may_commit_under_its_epoch(self, store: Store) -> None:
        store.commit([opening()])
        old = hold(store, "serve-1")
        store.commit([follow(store, events=1, epoch=old.epoch)])
        hold(store, "serve-2", now=NINE + 15_000)
        with pytest.raises(Superseded):
            store.commit([follow(store, events=1, epoch=old.epoch)])
        assert len(store.read("L-1")) == 2

    def test_a_pinned_plan_is_kept_once(self, store: Store, other: Store) -> None:
        store.commit([opening("L-1", contents={"abc": "plan: één"})])
        store.commit([opening("L-2", contents={"abc": "plan: één", "def": "text"})])
        assert (other.content("abc"), other.content("def"), other.content("x")) == ("plan: één", "text", None)

    def test_a_timer_set_again_replaces_the_first(self, store: Store) -> None:
        store.commit([opening(timers=(timer("ack", 60_000), timer("done", 5_000)))])
        store.commit([follow(store, timers=(timer("ack", 90_000, generation=2),))])
        assert list(store.timers("L-1")) == [timer("done", 5_000), timer("ack", 90_000, generation=2)]
        assert store.next_fire() == NINE + 5_000

    def test_a_cleared_timer_is_gone_unless_it_is_set_in_the_same_batch(self, store: Store) -> None:
        store.commit([opening(timers=(timer("a", 1), timer("b", 2))), opening("L-2", timers=())])
        again = timer("b", 9, generation=2)
        store.commit([follow(store, timers_cleared=("a", "b", "never"), timers=(again,))])
        assert list(store.timers("L-1")) == [again]

    def test_timers_of_another_run_stay_when_one_is_cleared(self, store: Store) -> None:
        other_run = opening("L-2", timers=(timer("a", 5, stream="L-2"),))
        store.commit([opening(timers=(timer("a", 1),)), other_run])
        store.commit([follow(store, timers_cleared=("a",))])
        assert (list(store.timers("L-1")), store.next_fire()) == ([], NINE + 5)

    def test_due_timers_come_earliest_first_and_no_more_than_asked(self, store: Store) -> None:
        store.commit([opening(timers=(timer("c", 30), timer("a", 10), timer("b", 20), timer("d", 31)))])
        assert [row.id for row in store.due(NINE + 30, 10)] == ["a", "b", "c"]
        assert [row.id for row in store.due(NINE + 30, 2)] == ["a", "b"]
        assert list(store.due(NINE + 9, 10)) == []

    def test_without_timers_there_is_no_next_one(self, store: Store) -> None:
        assert store.next_fire() is None

    def test_a_commit_of_another_process_is_seen_once(self, store: Store, other: Store) -> None:
        store.changed()
        assert not store.changed()
        other.commit([opening()])
        assert store.changed()
        assert not store.changed()

    def test_threads_that_commit_to_one_stream_lose_nothing(self, store: Store) -> None:
        store.commit([opening(events=0)])
        keys = [[f"{thread}-{n}" for n in range(10)] for thread in range(4)]
        threads = [
            threading.Thread(target=lambda mine=mine: [persist(store, "L-1", key) for key in mine])
            for mine in keys
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        found = [linked.entry.body["key"] for linked in store.read("L-1")]
        assert sorted(map(str, found)) == sorted(key for mine in keys for key in mine)

    def test_closing_twice_is_no_error(self, other: Store) -> None:
        other.close()
        other.close()

    def test_a_checkpoint_changes_nothing_that_can_be_read(self, store: Store, other: Store) -> None:
        store.commit([opening(events=3)])
        assert store.checkpoint()
        assert len(other.read("L-1")) == 3
