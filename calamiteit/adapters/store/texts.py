"""Encrypted texts: sealing, opening, and destroying beyond recovery."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from calamiteit.adapters.store import schema
from calamiteit.adapters.store.part import Part
from calamiteit.adapters.store.prepared import Line, Prepared
from calamiteit.core.errors import VersionConflict
from calamiteit.ports.store import Batch, NewKey, SealedText

_KEY = Prepared(sa.select(schema.data_key.c.wrapped).where(schema.data_key.c.id == sa.bindparam("id")))
_DIGEST = sa.select(schema.text.c.digest).where(schema.text.c.id == sa.bindparam("id"))
_NEW_KEY = Prepared(schema.upsert(schema.data_key).on_conflict_do_nothing(), "id", "wrapped")
_NEW_TEXT = Prepared(schema.text.insert(), "id", "key_id", "stream", "salt", "ciphertext", "digest")
_ERASE_SEALED_BY = Prepared(schema.text.delete().where(schema.text.c.key_id == sa.bindparam("my_key")))
_ERASE_TEXT = Prepared(schema.text.delete().where(schema.text.c.id == sa.bindparam("my_id")))
_ERASE_KEY = Prepared(schema.data_key.delete().where(schema.data_key.c.id == sa.bindparam("my_id")))
_FORGET_REFS = Prepared(
    schema.outbox.update().values(ref=None).where(schema.outbox.c.to_whom == sa.bindparam("my_alias"))
)
_ERASED = Prepared(schema.engine.update().values(erased=schema.engine.c.erased + 1))


class TextPart(Part):
    """Free texts; the data keys of those not yet committed are remembered until their commit."""

    def seal(
        self, text: str, *, id: str, key_id: str, stream: str, salt: bytes | None = None
    ) -> tuple[SealedText, NewKey | None]:
        """Encrypt; with the key to commit when it is new."""
        found = self._database.fetch(_KEY, {"id": key_id})
        if found:
            key = NewKey(id=key_id, wrapped=found[0][0])
            return self._keys.seal(text, id=id, key=key, stream=stream, salt=salt), None
        # Two texts of one decision must get the same new key.
        key = self._uncommitted.setdefault(key_id, self._keys.fresh(key_id))
        return self._keys.seal(text, id=id, key=key, stream=stream, salt=salt), key

    def sealed(self, stream: str) -> Sequence[SealedText]:
        """The texts of a stream that are left, as stored."""
        wanted = sa.select(schema.text).where(schema.text.c.stream == stream).order_by(schema.text.c.id)
        with self._database.reading() as connection:
            return [_record(row) for row in connection.execute(wanted)]

    def digest_of(self, id: str) -> str | None:
        """The salted digest, or None when the text was erased or never existed."""
        with self._database.reading() as connection:
            return connection.scalar(_DIGEST, {"id": id})

    def texts_of(self, *, stream: str | None = None, key_id: str | None = None) -> Sequence[str]:
        """The ids of the texts that are left."""
        wanted = sa.select(schema.text.c.id).order_by(schema.text.c.id)
        if stream is not None:
            wanted = wanted.where(schema.text.c.stream == stream)
        if key_id is not None:
            wanted = wanted.where(schema.text.c.key_id == key_id)
        with self._database.reading() as connection:
            return connection.scalars(wanted).all()


def _record(row: Any) -> SealedText:
    return SealedText(
        id=row.id, key_id=row.key_id, stream=row.stream, salt=row.salt, ciphertext=row.ciphertext,
        digest=row.digest,
    )  # fmt: skip


def add_keys(line: Line, keys: Sequence[NewKey]) -> None:
    """Raises VersionConflict when one has another key already: its texts must be sealed again with that one.

    The very same key is no conflict: commands that are committed together may all bring it.
    """
    fresh = {(key.id, key.wrapped) for key in keys}
    for id, wrapped in sorted(fresh):
        made = _NEW_KEY.run_each(line, [{"id": id, "wrapped": wrapped}])
        if not made and _KEY.run(line, {"id": id}).fetchone() != (wrapped,):
            raise VersionConflict(f"another process made the key '{id}' first")


def add_texts(line: Line, texts: Sequence[SealedText]) -> None:
    """Raises VersionConflict when the key of a text was destroyed meanwhile."""
    for key_id in sorted({text.key_id for text in texts}):
        if _KEY.run(line, {"id": key_id}).fetchone() is None:
            raise VersionConflict(f"the key '{key_id}' was destroyed by another process")
    _NEW_TEXT.run_each(
        line,
        [
            {
                "id": text.id, "key_id": text.key_id, "stream": text.stream, "salt": text.salt,
                "ciphertext": text.ciphertext, "digest": text.digest,
            }
            for text in texts
        ],
    )  # fmt: skip


def erase(line: Line, batch: Batch) -> None:
    """Destroy what a batch says, and leave a mark so that the next checkpoint rewrites the file."""
    if not (batch.erase_keys or batch.erase_texts or batch.erase_refs_to):
        return
    _ERASE_SEALED_BY.run_each(line, [{"my_key": key_id} for key_id in batch.erase_keys])
    _ERASE_TEXT.run_each(line, [{"my_id": id} for id in batch.erase_texts])
    _ERASE_KEY.run_each(line, [{"my_id": key_id} for key_id in batch.erase_keys])
    _FORGET_REFS.run_each(line, [{"my_alias": alias} for alias in batch.erase_refs_to])
    _ERASED.run(line, {})
