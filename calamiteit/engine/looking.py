"""Runs as they stand, for whoever only looks: folded from their events, nothing decided."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from calamiteit.core.errors import UnknownName
from calamiteit.core.run.evolve import begin, evolve
from calamiteit.core.run.recorded import Recorded
from calamiteit.core.run.state import Run
from calamiteit.engine.pinning import Pinned, Shelf
from calamiteit.ports.store import WORKSPACE

if TYPE_CHECKING:
    from calamiteit.core.chain import Linked
    from calamiteit.ports.store import Lease, StreamInfo


class Seen(Protocol):
    """The part of a store that a look needs."""

    def read(self, stream: str, after: int = 0) -> Sequence[Linked]:
        """The events of a stream after a number, in order."""

    def streams(self, kind: str, *, status: str | None = None) -> Sequence[StreamInfo]:
        """The streams of a kind, oldest first; with `status`, only those."""

    def content(self, hash: str) -> str | None:
        """A pinned plan or text."""

    def open_text(self, id: str) -> str | None:
        """The text, or None when it was erased or never existed."""

    def look(self) -> Lease | None:
        """Who holds the lease, expired or not."""

    def changed(self) -> bool:
        """Whether another process committed since the last call."""

    def close(self) -> None:
        """Free connections; may be called twice."""


@dataclass(slots=True)
class Held:
    """A run in memory, at the version that the store had when we last looked."""

    run: Run
    pinned: Pinned


class Looking:
    """The runs of a store. Safe to use from several threads."""

    def __init__(self, store: Seen) -> None:
        self.shelf = Shelf(store.content)
        self._seen = store
        self._held: dict[str, Held] = {}
        self._lock = threading.RLock()

    def look(self, run_id: str) -> tuple[Pinned, Run]:
        """A run to make views from. Read only: it belongs to the fold. Raises UnknownName."""
        with self._lock:
            held = self._load(run_id)
            return held.pinned, held.run

    def log(self, run_id: str) -> list[Recorded]:
        """The events of a run, oldest first. Raises UnknownName."""
        found = [Recorded.from_entry(linked.entry) for linked in self._seen.read(run_id)]
        if not found:
            raise self._unknown(run_id)
        return found

    def open_runs(self) -> list[str]:
        """The ids of the runs that are not over, oldest first."""
        return [
            info.id
            for status in ("open", "winding-down")
            for info in self._seen.streams("run", status=status)
        ]

    def forget_cached(self, run_id: str) -> None:
        """Read the run anew at its next use."""
        with self._lock:
            self._held.pop(run_id, None)

    def _load(self, run_id: str) -> Held:
        """The run as committed: from memory, plus what other processes added."""
        if run_id == WORKSPACE:  # a stream, and no run
            raise self._unknown(run_id)
        held = self._held.get(run_id)
        after = held.run.version if held else 0
        new = [Recorded.from_entry(linked.entry) for linked in self._seen.read(run_id, after)]
        if held is None:
            if not new:
                raise self._unknown(run_id)
            run = begin(new[0])
            held = Held(run=run, pinned=self.shelf.get(run.plan))
            new = new[1:]
        for recorded in new:
            evolve(held.run, recorded)
        if new or after == 0:
            held.run.agenda.take_changes()
        self._held[run_id] = held
        return held

    def _unknown(self, run_id: str) -> UnknownName:
        return UnknownName("run", run_id, (info.id for info in self._seen.streams("run")))
