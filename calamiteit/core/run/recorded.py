"""An event with its place in the run: number, instant, and who did it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from calamiteit.core.chain import Entry, Json
from calamiteit.core.run.actors import Actor
from calamiteit.core.run.codec import from_body, to_body
from calamiteit.core.run.events import Event
from calamiteit.core.time import Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What `evolve` folds and the store keeps."""

    seq: int
    at: Millis
    by: Actor
    event: Event

    def to_entry(self) -> Entry:
        """The stored form."""
        body: dict[str, Json] = {"by": dict(self.by.to_json()), "event": to_body(self.event)}
        return Entry(seq=self.seq, at=self.at, kind=self.event.kind, body=body)

    @staticmethod
    def from_entry(entry: Entry) -> Recorded:
        """The event of a stored form."""
        by = Actor.from_json(cast("dict[str, Json]", entry.body["by"]))
        event = from_body(entry.kind, cast("Mapping[str, Json]", entry.body["event"]))
        return Recorded(seq=entry.seq, at=entry.at, by=by, event=event)
