"""Reading streams, contents, texts, timers and the lease."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from calamiteit.adapters.store import questions
from calamiteit.core.chain import Entry, Linked
from calamiteit.core.time import Millis
from calamiteit.ports.keys import KeyRing
from calamiteit.ports.store import Lease, NewKey, SealedText, StreamInfo, TimerRow


class Answers(Protocol):
    """A database that answers questions."""

    def fetch(self, question: str, values: Mapping[str, Any], /) -> list[Any]:
        """The rows, as they stand at one moment."""

    def changed(self) -> bool:
        """Whether anybody committed since the last call."""


class ReadingPart:
    """What can be seen without writing anything."""

    def __init__(self, answers: Answers, keys: KeyRing) -> None:
        self._answers = answers
        self._keys = keys

    def read(self, stream: str, after: int = 0) -> Sequence[Linked]:
        """The events of a stream after a number, in order."""
        rows = self._answers.fetch(questions.EVENTS, {"stream": stream, "after": after})
        return [
            Linked(entry=Entry(seq=seq, at=at, kind=kind, body=json.loads(body)), hash=hash)
            for seq, at, kind, body, hash in rows
        ]

    def info(self, stream: str) -> StreamInfo | None:
        """What is known of one stream."""
        found = self._streams(questions.STREAM, id=stream)
        return found[0] if found else None

    def streams(self, kind: str, *, status: str | None = None) -> Sequence[StreamInfo]:
        """The streams of a kind, oldest first."""
        if status is None:
            return self._streams(questions.EACH_OF_KIND, kind=kind)
        return self._streams(questions.EACH_OF_STATUS, kind=kind, status=status)

    def content(self, hash: str) -> str | None:
        """A pinned plan or text."""
        found = self._answers.fetch(questions.CONTENT, {"hash": hash})
        return found[0][0] if found else None

    def handled(self, stream: str) -> Sequence[str]:
        """The keys of the commands that were handled in a stream."""
        return [key for (key,) in self._answers.fetch(questions.HANDLED, {"stream": stream})]

    def open_text(self, id: str) -> str | None:
        """The text, or None when it was erased or never existed."""
        found = self._answers.fetch(questions.TEXT, {"id": id})
        if not found:
            return None
        key_id, stream, salt, ciphertext, digest, wrapped = found[0]
        sealed = SealedText(
            id=id, key_id=key_id, stream=stream, salt=salt, ciphertext=ciphertext, digest=digest
        )
        return self._keys.open(sealed, NewKey(id=key_id, wrapped=wrapped))

    def look(self) -> Lease | None:
        """Who holds the lease, expired or not."""
        [(holder, epoch, until)] = self._answers.fetch(questions.LEASE, {})
        return None if holder is None else Lease(holder=holder, epoch=epoch, until=until)

    def changed(self) -> bool:
        """Whether anybody committed since the last call; a commit through this store may show as well."""
        return self._answers.changed()

    def due(self, now: Millis, limit: int) -> Sequence[TimerRow]:
        """The timers that should have fired."""
        return self._timers(questions.DUE, now=now, most=limit)

    def next_fire(self) -> Millis | None:
        """The earliest timer."""
        [(moment,)] = self._answers.fetch(questions.NEXT_FIRE, {})
        return None if moment is None else int(moment)

    def timers(self, stream: str) -> Sequence[TimerRow]:
        """All timers of a stream."""
        return self._timers(questions.TIMERS_OF, stream=stream)

    def _timers(self, question: str, **values: str | int) -> Sequence[TimerRow]:
        return [
            TimerRow(stream=stream, id=id, generation=generation, fire_at=fire_at)
            for stream, id, generation, fire_at in self._answers.fetch(question, values)
        ]

    def _streams(self, question: str, **values: str) -> Sequence[StreamInfo]:
        return [
            StreamInfo(id=id, kind=kind, version=version, status=status, head=head, header=json.loads(header))
            for id, kind, version, status, head, header in self._answers.fetch(question, values)
        ]
