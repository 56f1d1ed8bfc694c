"""A key ring that hides nothing: quick, and the same on every run. For drills and tests only."""

from __future__ import annotations

import hashlib

from calamiteit.core.errors import StoreTrouble
from calamiteit.ports.store import NewKey, SealedText


class PlainKeys:
    """Seals without encrypting; salts follow from the id of the text: equal runs, equal digests."""

    def fresh(self, key_id: str) -> NewKey:
        """A key that is only a name."""
        return NewKey(id=key_id, wrapped=b"plain:" + key_id.encode())

    def check(self, key: NewKey) -> None:
        """StoreTrouble for a key of a real ring."""
        if key.wrapped != self.fresh(key.id).wrapped:
            raise StoreTrouble("this database was made with a real workspace key", code="key-wrong")

    def seal(self, text: str, *, id: str, key: NewKey, stream: str, salt: bytes | None = None) -> SealedText:
        """The text itself, with a salt and a digest."""
        self.check(key)
        salt = salt or hashlib.sha256(id.encode()).digest()[:16]
        digest = hashlib.sha256(salt + text.encode()).hexdigest()
        return SealedText(
            id=id, key_id=key.id, stream=stream, salt=salt, ciphertext=f"{id}\n{text}".encode(), digest=digest
        )

    def open(self, sealed: SealedText, key: NewKey) -> str:
        """The text; StoreTrouble when it is not what was sealed."""
        self.check(key)
        id, _, text = sealed.ciphertext.decode().partition("\n")
        if id != sealed.id or hashlib.sha256(sealed.salt + text.encode()).hexdigest() != sealed.digest:
            raise StoreTrouble(
                f"the text '{sealed.id}' is not the one that was recorded", code="text-changed"
            )
        return text
