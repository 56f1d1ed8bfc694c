"""A file that opens with a passphrase only: scrypt, AES-256-GCM, compressed; written whole or not at all."""

from __future__ import annotations

import os
import secrets
import zlib
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from calamiteit.core.errors import InWords, Mistake, StoreTrouble

_MAGIC = b"calamiteit-run 1\n"
_SALT_BYTES, _NONCE_BYTES = 16, 12
_COST = 2**16
"""Scrypt with 64 MB of memory: a fifth of a second here, a year of guessing for who finds the file."""
_LARGEST = 1 << 29
"""Bytes that a file may unpack to; a month-long crisis with every text needs a few million."""


class NewSealedFile:
    """A file about to be written; the slow part, stretching the passphrase, is done here already."""

    def __init__(self, path: Path, passphrase: str) -> None:
        """Raises StoreTrouble when there is a file already, or none can be made there."""
        if path.exists():
            raise StoreTrouble(f"'{path}' exists already; give another name", code="file-exists")
        self._path = path
        self._salt = secrets.token_bytes(_SALT_BYTES)
        self._cipher = AESGCM(_stretched(passphrase, self._salt))
        self._unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
        self._put(b"")  # a folder that cannot be written is noticed before anything else happens
        with suppress(OSError):
            self._unfinished.unlink()

    @property
    def path(self) -> Path:
        """Where it will lie."""
        return self._path

    def write(self, text: str) -> None:
        """Write beside, force to disk, read back, then give it its name."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        packed = zlib.compress(text.encode())
        content = _MAGIC + self._salt + nonce + self._cipher.encrypt(nonce, packed, _MAGIC + self._salt)
        try:
            self._put(content)
            if self._unfinished.read_bytes() != content:
                raise StoreTrouble(f"'{self._path}' does not hold what was written; use another disk")
            if self._path.exists():
                raise StoreTrouble(f"'{self._path}' exists already; give another name", code="file-exists")
            self._unfinished.rename(self._path)
            _force(self._path.parent)
        except OSError as exc:
            raise _trouble(self._path, exc) from exc
        finally:
            with suppress(OSError):
                self._unfinished.unlink()

    def _put(self, content: bytes) -> None:
        try:
            handle = os.open(self._unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        except OSError as exc:
            raise _trouble(self._path, exc) from exc


def read_sealed(path: Path, passphrase: str) -> str:
    """What was written. Raises Mistake for another kind of file, a damaged one, or another passphrase."""
    try:
        content = path.read_bytes()
    except OSError as exc:
        raise InWords("move.file.unreadable", file=str(path), why=str(exc.strerror)) from exc
    start = len(_MAGIC) + _SALT_BYTES
    if not content.startswith(_MAGIC) or len(content) < start + _NONCE_BYTES:
        raise InWords("move.file.other", file=str(path))
    salt, nonce = content[len(_MAGIC) : start], content[start : start + _NONCE_BYTES]
    try:
        cipher = AESGCM(_stretched(passphrase, salt))
        packed = cipher.decrypt(nonce, content[start + _NONCE_BYTES :], _MAGIC + salt)
    except InvalidTag as exc:
        raise InWords("move.file.shut", file=str(path)) from exc
    unpacking = zlib.decompressobj()
    text = unpacking.decompress(packed, _LARGEST)
    if unpacking.unconsumed_tail:
        raise Mistake(f"'{path}' is too large")
    return text.decode()


def _stretched(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=_COST, r=8, p=1).derive(passphrase.encode())


def _force(folder: Path) -> None:
    """The name of the file survives a power cut too, where the file system can promise that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _trouble(path: Path, exc: OSError) -> StoreTrouble:
    return StoreTrouble(f"'{path}' cannot be written: {exc.strerror}", place=str(path))
