"""The store on SQLite keeps the promises of every store."""

from __future__ import annotations

from pathlib import Path

from calamiteit.adapters.keys import WorkspaceKeys
from calamiteit.adapters.store.sql_store import SqlStore
from calamiteit.ports.store import Store
from tests.contracts.outbox_contract import OutboxContract
from tests.contracts.streams_contract import StreamsContract
from tests.contracts.texts_contract import TextsContract
from tests.contracts.turns_contract import TurnsContract


class TestSqlStore(StreamsContract, OutboxContract, TurnsContract, TextsContract):
    def open(self, folder: Path) -> Store:
        return SqlStore(folder / "live.db", keys=WorkspaceKeys(b"k" * 32), durable=False)
