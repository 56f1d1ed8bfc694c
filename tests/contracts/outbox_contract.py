"""What every store promises about messages that wait, and about refreshes that are coalesced."""

from __future__ import annotations

from dataclasses import replace

import pytest

from calamiteit.core.errors import Superseded
from calamiteit.ports.store import OutboxRow, RowState, Settled, Store
from tests.contracts.store_contract import OpensStores
from tests.support.batches import NINE, claimed, follow, hold, message, opening, refresh, settled


class OutboxContract(OpensStores):
    """Claiming, settling, cancelling."""

    def test_a_row_is_read_back_as_it_was_written(self, store: Store) -> None:
        row = message("L-1:1:0", assignment=4, priority=1, refresh_of="x", ref="C1/1.0", possible_repeat=True)
        store.commit([opening(outbox=(row,))])
        assert store.row("L-1:1:0") == row
        assert store.row("L-1:1:1") is None

    def test_one_row_of_a_lane_is_claimed_best_priority_first_then_oldest(self, store: Store) -> None:
        rows = (
            message("late", created_at=NINE - 1, priority=5),
            message("young", created_at=NINE - 5, priority=3),
            message("old", created_at=NINE - 9, priority=3),
            message("mail", lane="mail:a", channel="mail", priority=1),
        )
        store.commit([opening(outbox=rows)])
        lease = hold(store)
        assert [row.id for row in claimed(store, lease)] == ["mail", "old"]
        assert [row.id for row in claimed(store, lease)] == ["young"]
        assert [row.id for row in claimed(store, lease)] == ["late"]
        assert claimed(store, lease) == []

    def test_rows_of_one_moment_go_out_in_the_order_of_writing(self, store: Store) -> None:
        store.commit([opening(outbox=(message("z"), message("a")))])
        lease = hold(store)
        assert [row.id for row in claimed(store, lease) + claimed(store, lease)] == ["z", "a"]

    def test_a_claimed_row_is_being_sent_under_the_epoch(self, store: Store, other: Store) -> None:
        store.commit([opening(outbox=(message("m"),))])
        lease = hold(store)
        (row,) = claimed(store, lease)
        assert (row.state, row.epoch) == (RowState.SENDING, lease.epoch)
        assert other.row("m") == row

    def test_busy_lanes_other_channels_and_later_rows_are_left(self, store: Store) -> None:
        rows = (
            message("busy", lane="slack:C1"), message("later", lane="slack:C2", next_at=NINE + 1),
            message("sms", lane="sms:1", channel="sms"), message("free", lane="slack:C3"),
        )  # fmt: skip
        store.commit([opening(outbox=rows)])
        lease = hold(store)
        assert [row.id for row in claimed(store, lease, busy=["slack:C1"])] == ["free"]
        assert [row.id for row in claimed(store, lease, now=NINE + 1)] == ["busy", "later"]

    def test_no_more_rows_are_claimed_than_asked(self, store: Store) -> None:
        store.commit([opening(outbox=tuple(message(f"m{n}", lane=f"lane{n}") for n in range(5)))])
        lease = hold(store)
        assert [row.id for row in claimed(store, lease, limit=2)] == ["m0", "m1"]

    def test_when_the_clock_was_set_back_what_waits_for_later_goes_now(
        self, store: Store, other: Store
    ) -> None:
        rows = (message("early", next_at=NINE - 5), message("late", lane="slack:C2", next_at=NINE + 60_000))
        store.commit([opening(outbox=rows)])
        lease = hold(store)
        store.hasten(epoch=lease.epoch, now=NINE)
        assert [(row.id, row.next_at) for row in store.rows()] == [("early", NINE - 5), ("late", NINE)]
        assert [row.id for row in claimed(store, lease)] == ["early", "late"]
        new = hold(other, "serve-2", now=NINE + 15_000)
        assert new.epoch > lease.epoch
        with pytest.raises(Superseded):
            store.hasten(epoch=lease.epoch, now=NINE)

    def test_only_the_holder_claims_and_adopts(self, store: Store, other: Store) -> None:
        store.commit([opening(outbox=(message("m"),))])
        old = hold(store)
        new = hold(other, "serve-2", now=NINE + 15_000)
        with pytest.raises(Superseded):
            claimed(store, old)
        with pytest.raises(Superseded):
            store.stuck(epoch=old.epoch)
        other.release(new)
        with pytest.raises(Superseded):
            claimed(other, new)

    def test_settling_tells_what_became_of_a_row(self, store: Store) -> None:
        store.commit([opening(outbox=(message("m"),))])
        (row,) = claimed(store, hold(store))
        store.settle([settled(row, RowState.SENT, ref="C1/5.0", possible_repeat=True)])
        sent = replace(row, state=RowState.SENT, attempt=1, ref="C1/5.0", possible_repeat=True, next_at=0)
        assert store.row("m") == sent

    def test_a_retry_waits_until_its_time_and_keeps_its_place(self, store: Store) -> None:
        store.commit([opening(outbox=(message("m"),))])
        lease = hold(store)
        (row,) = claimed(store, lease)
        store.settle([settled(row, RowState.WAITING, next_at=NINE + 30_000, ref="C1/5.0")])
        assert (claimed(store, lease), store.next_send()) == ([], NINE + 30_000)
        (again,) = claimed(store, lease, now=NINE + 30_000)
        store.settle([settled(again, RowState.SENT)])
        sent = store.row("m")
        assert sent is not None and (sent.attempt, sent.ref) == (2, "C1/5.0")

    def test_settling_within_a_commit_is_part_of_it(self, store: Store) -> None:
        store.commit([opening(outbox=(message("m"),))])
        (row,) = claimed(store, hold(store))
        store.commit([follow(store, events=1, settled=(settled(row, RowState.SENT),))])
        assert [found.id for found in store.rows(state=RowState.SENT)] == ["m"]

    def test_a_row_that_another_epoch_adopted_is_not_settled_by_the_old_one(self, store: Store) -> None:
        store.commit([opening(outbox=(message("m"),))])
        (row,) = claimed(store, hold(store))
        store.stuck(epoch=hold(store, "serve-2", now=NINE + 15_000).epoch)
        with pytest.raises(Superseded):
            store.settle([settled(row, RowState.SENT)])
        with pytest.raises(Superseded):
            store.commit([follow(store, events=1, settled=(settled(row, RowState.SENT),))])
        left = store.row("m")
        assert left is not None and left.state is RowState.SENDING
        assert len(store.read("L-1")) == 1

    def test_settling_twice_changes_nothing_and_an_unknown_row_is_refused(self, store: Store) -> None:
        store.commit([opening(outbox=(message("m"),))])
        (row,) = claimed(store, hold(store))
        store.settle([settled(row, RowState.SENT, ref="C1/5.0")])
        store.settle([settled(row, RowState.GAVE_UP)])
        sent = store.row("m")
        assert sent is not None and (sent.state, sent.ref) == (RowState.SENT, "C1/5.0")
        with pytest.raises(ValueError, match="never"):
            store.settle([Settled(id="never", epoch=row.epoch, state=RowState.SENT, attempt=1)])

    def test_rows_left_by_a_killed_process_are_adopted_once(self, store: Store, other: Store) -> None:
        store.commit([opening(outbox=(message("m"), message("n", lane="x"), message("o", lane="y")))])
        killed = hold(store)
        rows = claimed(store, killed, limit=2)
        store.settle([settled(rows[0], RowState.SENT)])
        lease = hold(other, "serve-2", now=NINE + 15_000)
        adopted = other.stuck(epoch=lease.epoch)
        assert [(row.id, row.state, row.epoch) for row in adopted] == [("n", RowState.SENDING, lease.epoch)]
        assert list(other.stuck(epoch=lease.epoch)) == []
        other.settle([settled(adopted[0], RowState.SENT)])

    def test_only_waiting_rows_are_cancelled(self, store: Store) -> None:
        store.commit([opening(outbox=(message("m"), message("n")))])
        claimed(store, hold(store))
        store.commit([follow(store, cancelled=("m", "n", "never"))])
        assert [row.state for row in store.rows()] == [RowState.SENDING, RowState.CANCELLED]
        assert store.next_send() is None

    def test_the_next_send_is_the_earliest_waiting_row(self, store: Store) -> None:
        assert store.next_send() is None
        store.commit([opening(outbox=(message("m", next_at=NINE + 7), message("n", next_at=NINE + 3)))])
        assert store.next_send() == NINE + 3

    def test_rows_are_shown_by_run_and_by_state_oldest_first(self, store: Store) -> None:
        store.commit([opening("L-1", outbox=(message("b"), message("a", created_at=NINE - 1)))])
        store.commit([opening("L-2", outbox=(message("c", stream="L-2", lane="x"),))])
        assert [row.id for row in store.rows(stream="L-1")] == ["a", "b"]
        assert [row.id for row in store.rows()] == ["a", "b", "c"]
        claimed(store, hold(store), limit=1)
        assert [row.id for row in store.rows(state=RowState.SENDING)] == ["a"]

    def test_a_message_with_a_known_id_is_refused_whole(self, store: Store) -> None:
        store.commit([opening(outbox=(message("m"),))])
        with pytest.raises(ValueError):
            store.commit([follow(store, events=1, outbox=(message("m"),))])
        assert len(store.read("L-1")) == 1

    def test_a_refresh_that_waits_is_left_as_it_is(self, store: Store) -> None:
        first = refresh(next_at=NINE + 5, created_at=NINE)
        store.commit([opening(outbox=(first, refresh(next_at=NINE + 6)))])
        store.commit([follow(store, outbox=(refresh(next_at=NINE + 9, created_at=NINE + 9),))])
        assert list(store.rows()) == [first]

    def test_a_refresh_that_was_sent_waits_again(self, store: Store) -> None:
        lease = self._sent_refresh(store)
        later = refresh(created_at=NINE + 60_000, next_at=NINE + 61_000)
        store.commit([follow(store, outbox=(later,))])
        assert store.row(later.id) == replace(later, ref="C1/1.0", epoch=lease)

    def test_a_cancelled_refresh_waits_again_when_asked(self, store: Store) -> None:
        store.commit([opening(outbox=(refresh(),))])
        store.commit([follow(store, cancelled=(refresh().id,), outbox=(refresh(next_at=NINE + 1),))])
        assert store.next_send() == NINE + 1

    def test_a_refresh_asked_while_it_is_sent_goes_out_once_more(self, store: Store) -> None:
        row = self._refresh_in_flight(store)
        store.commit([follow(store, outbox=(refresh(next_at=NINE + 40), refresh(next_at=NINE + 50)))])
        assert self._state(store) is RowState.SENDING
        store.settle([settled(row, RowState.SENT, ref="C1/1.0")])
        again = store.row(row.id)
        assert again is not None
        assert (again.state, again.attempt, again.next_at, again.ref) == (
            RowState.WAITING,
            0,
            NINE + 50,
            "C1/1.0",
        )
        (taken,) = claimed(store, hold(store), now=NINE + 50)
        store.settle([settled(taken, RowState.SENT)])
        assert self._state(store) is RowState.SENT

    def test_a_refresh_that_is_retried_anyway_is_not_sent_twice(self, store: Store) -> None:
        row = self._refresh_in_flight(store)
        store.commit([follow(store, outbox=(refresh(next_at=NINE + 40),))])
        store.settle([settled(row, RowState.WAITING, next_at=NINE + 30_000)])
        assert store.next_send() == NINE + 30_000
        (taken,) = claimed(store, hold(store), now=NINE + 30_000)
        store.settle([settled(taken, RowState.SENT)])
        assert self._state(store) is RowState.SENT

    def test_a_refresh_given_up_while_it_was_asked_again_gets_a_new_chance(self, store: Store) -> None:
        row = self._refresh_in_flight(store)
        store.commit([follow(store, outbox=(refresh(next_at=NINE + 40),))])
        store.settle([settled(row, RowState.GAVE_UP)])
        assert (self._state(store), store.next_send()) == (RowState.WAITING, NINE + 40)

    def _refresh_in_flight(self, store: Store) -> OutboxRow:
        store.commit([opening(outbox=(refresh(),))])
        (row,) = claimed(store, hold(store))
        return row

    def _sent_refresh(self, store: Store) -> int:
        row = self._refresh_in_flight(store)
        store.settle([settled(row, RowState.SENT, ref="C1/1.0")])
        return row.epoch

    def _state(self, store: Store) -> RowState:
        row = store.row(refresh().id)
        assert row is not None
        return row.state

    def test_no_message_of_an_exported_run_is_claimed_or_waited_for(self, store: Store, other: Store) -> None:
        store.commit([opening(outbox=(message("L-1:1:0"),)), opening("L-2")])
        lease = hold(store)
        other.commit([follow(other, status="exported")])
        assert (claimed(store, lease), store.next_send()) == ([], None)
        other.commit([follow(other, status="open")])
        assert [row.id for row in claimed(store, lease)] == ["L-1:1:0"]

    def test_carried_rows_take_the_place_of_those_with_the_same_id(self, store: Store) -> None:
        store.commit([opening(outbox=(message("L-1:1:0"), refresh()))])
        there = message("L-1:1:0", state=RowState.SENT, ref="C1:1.5", attempt=1)
        new = message("L-1:2:0")
        store.commit([follow(store, carried=(there, new), outbox=(refresh(),))])
        assert (store.row("L-1:1:0"), store.row("L-1:2:0")) == (there, new)
        assert [row.id for row in store.rows()].count("L-1:1:0") == 1

    def test_the_commands_of_a_stream_are_known_by_their_keys(self, store: Store, other: Store) -> None:
        store.commit([opening(inbox=("b", "a")), opening("L-2", inbox=("c",))])
        assert list(other.handled("L-1")) == ["a", "b"]
