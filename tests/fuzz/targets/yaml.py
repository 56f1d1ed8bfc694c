"""The reader of YAML: any bytes are read, or refused with every mistake at its place."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from calamiteit.adapters.files.yaml import scan_yaml
from tests.fuzz.reading import expect_plain, shipped_text
from tests.fuzz.target import Target

FILES = (
    "playbooks/aftercare.yaml",
    *(f"contacts/lindeveen/{name}.yaml" for name in ("people", "rota", "roles")),
)
PIECE = 700
WORDS = (
    "&a ", "*a", "<<: *a", "!t ", "!!python/object:os.system ", "? ", ": ", "- ", "[", "{", "]", "}", "#",
    "|", ">", "|2-\n",
    ">+\n", "'", '"', "\\", "\\ud83d", "\\x00", "\\U0010ffff", "%YAML 1.1\n---\n", "%YAML 3.0\n---\n",
    "%TAG ! x\n", "---\n", "...\n",
    "\t", "\r", "\r\n", "\u0085", "\u2028", "\ufeff", "@", "`", "~", "null", "1_0", "0x1f", "1e999",
    "9" * 400,
    "9999-99-99", "=", "a: 1\n", "  ", ",", "[" * 50, "{a: " * 50, "- " * 50, "? " * 50, ">-\n\n\n", "!<",
    "!!", "&",
)  # fmt: skip


def fuzz(data: bytes) -> None:
    """Reads the bytes as a file; what could be read has a place for each value."""
    path = _place()
    path.write_bytes(data)
    document, problems = scan_yaml(path, "plan.yaml")
    expect_plain(problems, "plan.yaml")
    if document.data is None and not problems:
        return
    assert problems or () in document.places.values
    _expect_plain_values(document.data)


def _expect_plain_values(value: object) -> None:
    """Nothing but what JSON has, and every text can be written down."""
    match value:
        case dict():
            for key, inner in value.items():
                key.encode()
                _expect_plain_values(inner)
        case list():
            for inner in value:
                _expect_plain_values(inner)
        case str():
            value.encode()
        case _:
            assert value is None or isinstance(value, bool | int | float), value


def seeds() -> Sequence[bytes]:
    """Pieces of shipped files."""
    found: list[bytes] = []
    for name in FILES:
        text = shipped_text(name)
        found += [_whole_lines(text, at).encode() for at in range(0, len(text), PIECE)]
    return found


def _whole_lines(text: str, at: int) -> str:
    start = text.rfind("\n", 0, at) + 1
    return text[start : text.find("\n", at + PIECE) + 1 or None]


@cache
def _place() -> Path:
    return Path(tempfile.mkdtemp(prefix="calamiteit-fuzz-")) / f"plan-{os.getpid()}.yaml"


TARGET = Target(name="yaml", fuzz=fuzz, seeds=seeds, words=WORDS, longest=1_500)
