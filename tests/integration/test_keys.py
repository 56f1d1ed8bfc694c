"""The workspace key in its file: made once, read by its owner, and clear words when it is gone."""

from __future__ import annotations

import logging
import stat
from pathlib import Path

import pytest

from calamiteit.adapters.keys import WorkspaceKeys, salted_digest
from calamiteit.core.errors import StoreTrouble


def test_a_new_key_file_is_closed_to_others_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "lindeveen.key"
    made = WorkspaceKeys.create(path)
    key = made.fresh("run:L-1")
    assert (stat.S_IMODE(path.stat().st_mode), len(path.read_bytes())) == (0o600, 32)
    sealed = made.seal("één tekst", id="t1", key=key, stream="L-1")
    assert WorkspaceKeys.load(path).open(sealed, key) == "één tekst"
    assert b"tekst" not in sealed.ciphertext + key.wrapped


def test_a_key_is_never_written_over_an_older_one(tmp_path: Path) -> None:
    WorkspaceKeys.create(tmp_path / "key")
    before = (tmp_path / "key").read_bytes()
    with pytest.raises(StoreTrouble, match="exists already") as caught:
        WorkspaceKeys.create(tmp_path / "key")
    assert caught.value.code == "key-exists"
    assert (tmp_path / "key").read_bytes() == before


def test_a_missing_key_file_says_where_it_should_be(tmp_path: Path) -> None:
    with pytest.raises(StoreTrouble, match=r"key'.* is missing; restore it") as caught:
        WorkspaceKeys.load(tmp_path / "key")
    assert (caught.value.code, caught.value.place) == ("key-missing", str(tmp_path / "key"))


def test_a_file_that_is_no_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"short")
    with pytest.raises(StoreTrouble, match="32 bytes"):
        WorkspaceKeys.load(tmp_path / "key")


def test_a_key_that_others_can_read_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    WorkspaceKeys.create(tmp_path / "key")
    (tmp_path / "key").chmod(0o644)
    with caplog.at_level(logging.WARNING):
        WorkspaceKeys.load(tmp_path / "key")
    assert "chmod 600" in caplog.text


def test_another_key_opens_nothing() -> None:
    made, other = WorkspaceKeys(b"a" * 32), WorkspaceKeys(b"b" * 32)
    key = made.fresh("run:L-1")
    sealed = made.seal("text", id="t1", key=key, stream="L-1")
    made.check(key)
    for attempt in (lambda: other.check(key), lambda: other.open(sealed, key)):
        with pytest.raises(StoreTrouble, match="not the one"):
            attempt()


def test_equal_texts_have_different_salts_digests_and_ciphertexts() -> None:
    keys = WorkspaceKeys(b"a" * 32)
    key = keys.fresh("run:L-1")
    one, two = (keys.seal("text", id="t1", key=key, stream="L-1") for _ in range(2))
    assert one.salt != two.salt and one.digest != two.digest and one.ciphertext != two.ciphertext
    assert one.digest == salted_digest("text", one.salt)
