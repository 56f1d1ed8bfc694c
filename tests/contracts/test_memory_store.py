"""The store in memory keeps the promises of every store, with the same chains as the one on SQLite."""

from __future__ import annotations

from pathlib import Path

import pytest

from calamiteit.adapters.keys import WorkspaceKeys
from calamiteit.adapters.memory.keys import PlainKeys
from calamiteit.adapters.memory.shelf import Shelf
from calamiteit.adapters.memory.store import MemoryStore
from calamiteit.adapters.store.sql_store import SqlStore
from calamiteit.ports.store import Store
from tests.contracts.outbox_contract import OutboxContract
from tests.contracts.streams_contract import StreamsContract
from tests.contracts.texts_contract import TextsContract
from tests.contracts.turns_contract import TurnsContract
from tests.support.batches import follow, opening


class TestMemoryStore(StreamsContract, OutboxContract, TurnsContract, TextsContract):
    @pytest.fixture(autouse=True)
    def _with_shelves(self) -> None:
        self._shelves: dict[Path, Shelf] = {}

    def open(self, folder: Path) -> Store:
        return MemoryStore(keys=PlainKeys(), shelf=self._shelves.setdefault(folder, Shelf()))

    def test_the_same_batches_give_the_same_chain_as_on_a_file(self, store: Store, tmp_path: Path) -> None:
        on_file = SqlStore(tmp_path / "live.db", keys=WorkspaceKeys(b"k" * 32), durable=False)
        for each in (store, on_file):
            each.commit([opening(events=3)])
            each.commit([follow(each, events=2, status="closed")])
        assert (store.info("L-1"), store.read("L-1")) == (on_file.info("L-1"), on_file.read("L-1"))
        on_file.close()
