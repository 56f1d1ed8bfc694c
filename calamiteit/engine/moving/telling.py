"""Moves of runs in the workspace's own log: one event per run, all in one batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from calamiteit.core.chain import Json, link
from calamiteit.core.run.actors import Actor
from calamiteit.engine.workplace import Workplace
from calamiteit.engine.workspace_log import workspace_batch
from calamiteit.ports.store import Batch


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A run with the number and hash of the event that says it moved."""

    run: str
    version: int
    head: str


def moved(batch: Batch, head: str) -> Moved:
    """Where a run stands after this batch; `head` is the one that the batch is linked to."""
    for entry in batch.entries:
        head = link(head, entry)
    return Moved(run=batch.stream, version=batch.expected + len(batch.entries), head=head)


def told(place: Workplace, kind: str, export: str, runs: Sequence[Moved], by: Actor) -> Batch:
    """The batch for the workspace's log."""
    bodies: list[dict[str, Json]] = [
        {"run": one.run, "export": export, "version": one.version, "head": one.head} for one in runs
    ]
    first = workspace_batch(place.store, place.clock.now(), kind, bodies[0], by)
    entries = [
        replace(
            first.entries[0],
            seq=first.entries[0].seq + n,
            body={**first.entries[0].body, "event": dict(body)},
        )
        for n, body in enumerate(bodies)
    ]
    return replace(first, entries=tuple(entries))


def without_repeated_keys(batches: Sequence[Batch]) -> list[Batch]:
    """A data key that two runs bring, such as that of a person, is committed once."""
    seen: set[str] = set()
    found: list[Batch] = []
    for batch in batches:
        keys = tuple({key.id: key for key in batch.keys if key.id not in seen}.values())
        seen |= {key.id for key in keys}
        found.append(replace(batch, keys=keys))
    return found
