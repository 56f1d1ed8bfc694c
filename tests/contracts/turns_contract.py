"""What every store promises about the lease: one engine at a time."""

from __future__ import annotations

import pytest

from calamiteit.core.errors import Superseded
from calamiteit.ports.store import Lease, Store
from tests.contracts.store_contract import OpensStores
from tests.support.batches import NINE, hold

TTL = 15_000


class TurnsContract(OpensStores):
    """Taking, beating, releasing, asking."""

    def test_the_first_to_ask_holds_it_and_the_second_does_not(self, store: Store, other: Store) -> None:
        assert store.look() is None
        lease = store.take("serve", now=NINE, ttl=TTL)
        assert lease == Lease(holder="serve", epoch=1, until=NINE + TTL)
        assert other.take("trigger", now=NINE + TTL - 1, ttl=TTL) is None
        assert other.look() == lease

    def test_an_expired_lease_is_taken_with_a_higher_epoch(self, store: Store, other: Store) -> None:
        old = hold(store, "serve")
        new = other.take("trigger", now=NINE + TTL, ttl=TTL)
        assert new is not None and (new.holder, new.epoch) == ("trigger", old.epoch + 1)
        with pytest.raises(Superseded):
            store.beat(old, now=NINE + TTL, ttl=TTL)

    def test_a_beat_extends_even_when_it_comes_late(self, store: Store, other: Store) -> None:
        lease = hold(store, "serve")
        lease = store.beat(lease, now=NINE + 20_000, ttl=TTL)
        assert lease == Lease(holder="serve", epoch=1, until=NINE + 20_000 + TTL)
        assert other.take("trigger", now=NINE + 30_000, ttl=TTL) is None

    def test_taking_ones_own_again_only_extends(self, store: Store) -> None:
        lease = hold(store, "serve")
        again = hold(store, "serve", now=NINE + 60_000)
        assert (again.epoch, again.until) == (lease.epoch, NINE + 60_000 + TTL)

    def test_a_released_lease_is_free_at_once_and_the_epoch_rises(self, store: Store, other: Store) -> None:
        lease = hold(store, "serve")
        store.release(lease)
        assert other.look() is None
        assert hold(other, "trigger").epoch == lease.epoch + 1
        with pytest.raises(Superseded):
            store.beat(lease, now=NINE, ttl=TTL)

    def test_releasing_what_another_holds_does_nothing(self, store: Store, other: Store) -> None:
        old = hold(store, "serve")
        new = hold(other, "trigger", now=NINE + TTL)
        store.release(old)
        assert other.look() == new

    def test_a_polite_request_reaches_the_holder_only(self, store: Store, other: Store) -> None:
        lease = hold(store, "trigger")
        assert not store.release_asked(lease)
        seen = other.look()
        assert seen is not None
        other.ask_to_release(seen)
        assert store.release_asked(lease)
        store.release(lease)
        assert not other.release_asked(hold(other, "serve"))

    def test_a_request_that_comes_too_late_is_void(self, store: Store, other: Store) -> None:
        old = hold(store, "trigger")
        new = hold(other, "serve", now=NINE + TTL)
        store.ask_to_release(old)
        assert not other.release_asked(new)
