"""The workspace key in its file, and the encryption of texts with the data keys that it wraps."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from calamiteit.core.errors import StoreTrouble
from calamiteit.ports.store import NewKey, SealedText

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE_BYTES = 12
_SALT_BYTES = 16


class WorkspaceKeys:
    """A key ring on one workspace key (AES-256-GCM). Nothing of a text is kept in memory."""

    def __init__(self, secret: bytes, *, path: Path | None = None) -> None:
        """`secret` is 32 random bytes; `path` only serves the words of an error."""
        if len(secret) != KEY_BYTES:
            raise _trouble("key-damaged", path, f"is not a workspace key: it must hold {KEY_BYTES} bytes")
        self._secret = secret
        self._path = path

    @cached_property
    def _workspace_key(self) -> AESGCM:
        return _cipher(self._secret)

    @classmethod
    def create(cls, path: Path) -> WorkspaceKeys:
        """Make a new key file (0600) in a folder (0700) outside the workspace's git; never over an older one.

        Raises StoreTrouble when there is one already or the folder cannot be written.
        """
        secret = secrets.token_bytes(KEY_BYTES)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(secret)
                file.flush()
                os.fsync(file.fileno())
        except FileExistsError as exc:
            raise _trouble(
                "key-exists", path, "exists already; without it old texts are lost, so it stays"
            ) from exc
        except OSError as exc:
            raise _trouble("key-unwritable", path, f"cannot be written: {exc.strerror}") from exc
        return cls(secret, path=path)

    @classmethod
    def load(cls, path: Path) -> WorkspaceKeys:
        """The key of a workspace. Raises StoreTrouble when the file is missing, unreadable or no key."""
        try:
            secret = path.read_bytes()
            open_to_others = stat.S_IMODE(path.stat().st_mode) & 0o077
        except FileNotFoundError as exc:
            raise _trouble("key-missing", path, f"is missing; {_RESTORE}") from exc
        except OSError as exc:
            raise _trouble("key-unreadable", path, f"cannot be read: {exc.strerror}") from exc
        if open_to_others:
            import logging  # slow to import, and hardly ever needed

            logging.getLogger(__name__).warning(
                "other users can read the workspace key %s; close it: chmod 600", path
            )
        return cls(secret, path=path)

    def fresh(self, key_id: str) -> NewKey:
        """A new random data key, wrapped under its id."""
        data_key = secrets.token_bytes(KEY_BYTES)
        return NewKey(id=key_id, wrapped=_encrypt(self._workspace_key, data_key, _name_of_key(key_id)))

    def check(self, key: NewKey) -> None:
        """Raises StoreTrouble when another workspace key wrapped this data key."""
        self._unwrap(key)

    def seal(self, text: str, *, id: str, key: NewKey, stream: str, salt: bytes | None = None) -> SealedText:
        """Encrypt a text; its id is authenticated with it, so that two texts cannot change places."""
        salt = salt or secrets.token_bytes(_SALT_BYTES)
        ciphertext = _encrypt(self._unwrap(key), text.encode(), id.encode())
        return SealedText(
            id=id,
            key_id=key.id,
            stream=stream,
            salt=salt,
            ciphertext=ciphertext,
            digest=salted_digest(text, salt),
        )

    def open(self, sealed: SealedText, key: NewKey) -> str:
        """The text. StoreTrouble when the key or the text is not the right one."""
        from cryptography.exceptions import InvalidTag

        data_key = self._unwrap(key)
        try:
            text = _decrypt(data_key, sealed.ciphertext, sealed.id.encode()).decode()
        except InvalidTag as exc:
            raise StoreTrouble(
                f"the text '{sealed.id}' was changed outside the program", code="text-changed"
            ) from exc
        if not hmac.compare_digest(salted_digest(text, sealed.salt), sealed.digest):
            raise StoreTrouble(
                f"the text '{sealed.id}' is not the one that was recorded", code="text-changed"
            )
        return text

    def _unwrap(self, key: NewKey) -> AESGCM:
        from cryptography.exceptions import InvalidTag

        try:
            return _cipher(_decrypt(self._workspace_key, key.wrapped, _name_of_key(key.id)))
        except InvalidTag as exc:
            raise _trouble(
                "key-wrong", self._path, f"is not the one that this database was made with; {_RESTORE}"
            ) from exc


_RESTORE = (
    "restore it from where the workspace keeps its key backup. Without it the texts cannot be read; "
    "the log without texts and the files with plans and contacts still can"
)


def salted_digest(text: str, salt: bytes) -> str:
    """What an event holds of a text: SHA-256 of salt and text, in hexadecimal."""
    return hashlib.sha256(salt + text.encode()).hexdigest()


def _name_of_key(key_id: str) -> bytes:
    return f"data-key:{key_id}".encode()


def _cipher(secret: bytes) -> AESGCM:
    """The library is imported when a text is sealed or opened: who only looks needs it seldom."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(secret)


def _encrypt(cipher: AESGCM, plain: bytes, about: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, plain, about)


def _decrypt(cipher: AESGCM, sealed: bytes, about: bytes) -> bytes:
    return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], about)


def _trouble(code: str, path: Path | None, what: str) -> StoreTrouble:
    name = f"the workspace key '{path}'" if path else "the workspace key"
    return StoreTrouble(f"{name} {what}", code=code, place=str(path or ""))
