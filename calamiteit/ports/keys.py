"""The keys behind encrypted texts: one workspace key wraps a data key per run and per person."""

from __future__ import annotations

from typing import Protocol

from calamiteit.ports.store import NewKey, SealedText


class KeyRing(Protocol):
    """Makes and uses data keys; only wrapped ones leave it. Safe to use from several threads."""

    def fresh(self, key_id: str) -> NewKey:
        """A new data key, wrapped under its id."""
        ...

    def check(self, key: NewKey) -> None:
        """Raises StoreTrouble when the workspace key is not the one that wrapped this data key."""
        ...

    def seal(self, text: str, *, id: str, key: NewKey, stream: str, salt: bytes | None = None) -> SealedText:
        """Encrypt a text under a data key, bound to the id of the text. Raises StoreTrouble like `check`."""
        ...

    def open(self, sealed: SealedText, key: NewKey) -> str:
        """The text. Raises StoreTrouble for another workspace key, or a text that is not what was sealed."""
        ...
