"""The workspace's key ring and the plain one of drills keep the promises of every key ring."""

from __future__ import annotations

from calamiteit.adapters.keys import WorkspaceKeys
from calamiteit.adapters.memory.keys import PlainKeys
from calamiteit.ports.keys import KeyRing
from tests.contracts.keys_contract import KeyRingContract


class TestWorkspaceKeys(KeyRingContract):
    def make(self) -> KeyRing:
        return WorkspaceKeys(b"k" * 32)

    def stranger(self) -> KeyRing:
        return WorkspaceKeys(b"o" * 32)


class TestPlainKeys(KeyRingContract):
    def make(self) -> KeyRing:
        return PlainKeys()

    def stranger(self) -> KeyRing:
        return WorkspaceKeys(b"k" * 32)
