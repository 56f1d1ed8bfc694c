"""Damages honest input: the same number gives the same damage, on every machine."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import cache

from tests.fuzz.target import Target

_MOST_CHANGES = 6
_ODD = (
    b"\x00",
    b"\xff",
    b"\xc3\x28",
    b"\xed\xa0\x80",
    b"\xe2\x80\xa8",
    b"\xef\xbb\xbf",
    b"\xd9\xa3",
    b"\xc2\xb2",
)
"""Bytes that are no text, half a character, a line end of Unicode, a byte order mark, digits of elsewhere."""

Change = Callable[[random.Random, bytes, Target], bytes]


def mutated(target: Target, number: int) -> bytes:
    """Input `number` of a target: an honest one with one to six things wrong."""
    chance = random.Random(f"{target.name}:{number}")
    data = chance.choice(_seeds(target))
    for _ in range(chance.randint(1, _MOST_CHANGES)):
        data = chance.choice(_CHANGES)(chance, data, target)
    return data[: target.longest]


@cache
def _seeds(target: Target) -> Sequence[bytes]:
    return (*target.seeds(), b"")


def _flip(chance: random.Random, data: bytes, target: Target) -> bytes:
    if not data:
        return bytes([chance.randrange(256)])
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]


def _insert_word(chance: random.Random, data: bytes, target: Target) -> bytes:
    at = chance.randint(0, len(data))
    word = chance.choice(target.words).encode("utf-8", "surrogatepass") if target.words else b"\n"
    return data[:at] + word + data[at:]


def _replace_by_word(chance: random.Random, data: bytes, target: Target) -> bytes:
    start, end = _stretch(chance, data, 12)
    word = chance.choice(target.words).encode("utf-8", "surrogatepass") if target.words else b" "
    return data[:start] + word + data[end:]


def _insert_odd(chance: random.Random, data: bytes, target: Target) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + chance.choice(_ODD) + data[at:]


def _insert_noise(chance: random.Random, data: bytes, target: Target) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + chance.randbytes(chance.randint(1, 8)) + data[at:]


def _cut(chance: random.Random, data: bytes, target: Target) -> bytes:
    start, end = _stretch(chance, data, 200)
    return data[:start] + data[end:]


def _repeat(chance: random.Random, data: bytes, target: Target) -> bytes:
    start, end = _stretch(chance, data, 60)
    return data[:end] + data[start:end] * chance.choice((1, 2, 9, 100, 1_000)) + data[end:]


def _move(chance: random.Random, data: bytes, target: Target) -> bytes:
    start, end = _stretch(chance, data, 60)
    rest = data[:start] + data[end:]
    at = chance.randint(0, len(rest))
    return rest[:at] + data[start:end] + rest[at:]


def _splice(chance: random.Random, data: bytes, target: Target) -> bytes:
    other = chance.choice(_seeds(target))
    return data[: chance.randint(0, len(data))] + other[chance.randint(0, len(other)) :]


def _stretch(chance: random.Random, data: bytes, most: int) -> tuple[int, int]:
    start = chance.randint(0, len(data))
    return start, min(len(data), start + chance.randint(1, most))


_CHANGES: tuple[Change, ...] = (
    _flip, _insert_word, _replace_by_word, _insert_odd, _insert_noise, _cut, _repeat, _move, _splice,
)  # fmt: skip
