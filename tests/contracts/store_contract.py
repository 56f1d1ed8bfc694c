"""What every store promises. A store's own test only says how to open one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path

import pytest

from calamiteit.ports.store import Store
from tests.support.batches import assert_holds


class OpensStores(ABC):
    """The factory, and what each test gets; every chain is verified after each test."""

    @abstractmethod
    def open(self, folder: Path) -> Store:
        """A store on a folder; a second one on the same folder stands for another process."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        store = self.open(tmp_path)
        yield store
        for info in store.streams("run"):
            assert_holds(store, info.id)
        store.close()

    @pytest.fixture
    def other(self, store: Store, tmp_path: Path) -> Iterator[Store]:
        other = self.open(tmp_path)
        yield other
        other.close()
