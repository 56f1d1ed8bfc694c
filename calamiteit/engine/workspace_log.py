"""The stream `workspace`: what belongs to no single run, in the same tamper-evident form."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from calamiteit.core.chain import Entry, Json
from calamiteit.core.errors import VersionConflict
from calamiteit.core.run.actors import Actor
from calamiteit.core.time import Millis
from calamiteit.engine.workplace import Workplace
from calamiteit.ports.store import WORKSPACE as WORKSPACE
from calamiteit.ports.store import Batch, Settled, Store


def workspace_batch(store: Store, now: Millis, kind: str, body: Mapping[str, Json], by: Actor) -> Batch:
    """A batch that adds one event to the workspace's log; created with its first event."""
    info = store.info(WORKSPACE)
    version = info.version if info else 0
    entry = Entry(seq=version + 1, at=now, kind=kind, body={"by": dict(by.to_json()), "event": dict(body)})
    header: dict[str, Json] | None = {"stream": WORKSPACE} if info is None else None
    return Batch(
        stream=WORKSPACE, expected=version, kind=WORKSPACE, header=header, status="open", entries=(entry,)
    )


def log_in_workspace(
    place: Workplace,
    kind: str,
    body: Mapping[str, Json],
    by: Actor,
    *,
    settled: Sequence[Settled] = (),
    epoch: int | None = None,
) -> None:
    """Commit one event to the workspace's log, with the messages that it settles.

    Tried again when another process was first.
    """
    for _ in range(5):
        with contextlib.suppress(VersionConflict):
            batch = workspace_batch(place.store, place.wall.now(), kind, body, by)
            place.store.commit([replace(batch, settled=tuple(settled), epoch=epoch)])
            return
    raise VersionConflict("the workspace's log is changing too fast; try again")
