"""The hash chain over a stream: each entry's hash covers the one before, so a change shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from calamiteit.core.time import Millis

Json = str | int | bool | None | list["Json"] | dict[str, "Json"]
"""What an event may hold: no floats, so that every machine writes the same bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One recorded event, as stored: `seq` counts from 1 in its stream, `at` is UTC."""

    seq: int
    at: Millis
    kind: str
    body: Mapping[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """An entry with the hash that was stored for it."""

    entry: Entry
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """The first place at which a chain does not hold."""

    seq: int
    why: str
    """`changed`, `missing`, `cut` or `head`."""


_WRITER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False
)


def canonical(value: Json | Mapping[str, Json]) -> str:
    """JSON in one form only: sorted keys, no spaces, UTF-8, integers."""
    return _WRITER.encode(value)


def digest(text: str) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def genesis(header: Mapping[str, Json]) -> str:
    """What the first entry of a stream is linked to: the hash of the stream's header."""
    return digest(canonical(header))


def link(before: str, entry: Entry) -> str:
    """The hash of an entry that follows `before`."""
    return link_written(before, entry, canonical(entry.body))


def link_written(before: str, entry: Entry, body: str) -> str:
    """The same, when the canonical form of the body is at hand."""
    return digest(f"{before}\n{entry.seq}\n{entry.at}\n{entry.kind}\n{body}")


def verify(
    header: Mapping[str, Json], chain: Iterable[Linked], *, version: int, head: str | None = None
) -> Break | None:
    """The first break, or None when the chain holds.

    `version` is the number of entries that the stream says it has; `head` a hash that was printed or mailed
    elsewhere before: a chain that was cut or recomputed does not contain it.
    """
    before, count, heads = genesis(header), 0, set[str]()
    heads.add(before)
    for linked in chain:
        count += 1
        if linked.entry.seq != count:
            return Break(seq=count, why="missing")
        before = link(before, linked.entry)
        if before != linked.hash:
            return Break(seq=count, why="changed")
        heads.add(before)
    if count != version:
        return Break(seq=count, why="cut")
    if head is not None and not any(known.startswith(head) for known in heads):
        return Break(seq=count, why="head")
    return None
