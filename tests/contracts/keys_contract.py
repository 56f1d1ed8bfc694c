"""What every key ring promises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace

import pytest

from calamiteit.core.errors import StoreTrouble
from calamiteit.ports.keys import KeyRing


class KeyRingContract(ABC):
    """Texts come back only as they were sealed, with the key that sealed them."""

    @abstractmethod
    def make(self) -> KeyRing:
        """A key ring."""

    @abstractmethod
    def stranger(self) -> KeyRing:
        """A key ring of another workspace, or another kind."""

    def test_a_sealed_text_comes_back_with_its_key(self) -> None:
        ring = self.make()
        key = ring.fresh("run:L-1")
        sealed = ring.seal("één tekst", id="t1", key=key, stream="L-1")
        assert ring.open(sealed, key) == "één tekst"
        assert (sealed.id, sealed.key_id, sealed.stream, key.id) == ("t1", "run:L-1", "L-1", "run:L-1")

    def test_the_digest_is_not_that_of_the_same_words_under_another_id(self) -> None:
        ring = self.make()
        key = ring.fresh("run:L-1")
        one, other = (ring.seal("the same", id=id, key=key, stream="L-1") for id in ("t1", "t2"))
        assert one.digest != other.digest and one.salt != other.salt

    def test_a_text_cannot_take_the_place_of_another(self) -> None:
        ring = self.make()
        key = ring.fresh("run:L-1")
        sealed = ring.seal("text", id="t1", key=key, stream="L-1")
        with pytest.raises(StoreTrouble) as caught:
            ring.open(replace(sealed, id="t2"), key)
        assert caught.value.code == "text-changed"

    def test_a_text_that_was_changed_is_not_opened(self) -> None:
        ring = self.make()
        key = ring.fresh("run:L-1")
        sealed = ring.seal("text", id="t1", key=key, stream="L-1")
        changed = bytes([*sealed.ciphertext[:-1], sealed.ciphertext[-1] ^ 1])
        with pytest.raises(StoreTrouble) as caught:
            ring.open(replace(sealed, ciphertext=changed), key)
        assert caught.value.code == "text-changed"

    def test_a_key_of_another_ring_is_refused_everywhere(self) -> None:
        ring, key = self.make(), self.stranger().fresh("run:L-1")
        sealed = ring.seal("text", id="t1", key=ring.fresh("run:L-1"), stream="L-1")
        ring.check(ring.fresh("run:L-1"))
        for attempt in (
            lambda: ring.check(key),
            lambda: ring.open(sealed, key),
            lambda: ring.seal("text", id="t2", key=key, stream="L-1"),
        ):
            with pytest.raises(StoreTrouble) as caught:
                attempt()
            assert caught.value.code == "key-wrong"
