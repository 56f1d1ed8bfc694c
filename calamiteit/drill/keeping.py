"""Puts the runs of a drill that was played in memory into the database of the simulations, as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from calamiteit.core.chain import Entry
from calamiteit.core.errors import VersionConflict
from calamiteit.engine.moving.telling import without_repeated_keys
from calamiteit.engine.workspace_log import WORKSPACE
from calamiteit.ports.store import Batch, NewKey, SealedText, Store

TRIES = 5


def keep(played: Store, kept: Store) -> tuple[str, ...]:
    """Everything in one commit: events, texts under real keys, messages, the log. The ids of the runs.

    Raises VersionConflict when other drills keep ending at the same moment.
    """
    runs = [info.id for info in played.streams("run")]
    batches = [_run(id, played, kept) for id in runs]
    for _ in range(TRIES):
        try:
            kept.commit([*without_repeated_keys(batches), _log(played, kept)])
        except VersionConflict:
            continue
        return tuple(runs)
    raise VersionConflict("other drills end at the same moment; play it again")


def _run(id: str, played: Store, kept: Store) -> Batch:
    info = played.info(id)
    assert info is not None
    texts, keys = _sealed(id, played, kept)
    linked = played.read(id)
    plan = str(linked[0].entry.body["event"]["plan"])  # type: ignore[index, call-overload]
    return Batch(
        stream=id,
        expected=0,
        header=info.header,
        status=info.status,
        entries=tuple(one.entry for one in linked),
        carried=tuple(replace(row, epoch=0) for row in played.rows(stream=id)),
        texts=tuple(texts),
        keys=tuple(keys),
        contents={plan: played.content(plan) or ""},
    )


def _sealed(id: str, played: Store, kept: Store) -> tuple[list[SealedText], list[NewKey]]:
    """The texts once more, under the keys of the workspace; with the same salts, so that digests hold."""
    texts: list[SealedText] = []
    keys: list[NewKey] = []
    for text in played.sealed(id):
        opened = played.open_text(text.id) or ""
        sealed, key = kept.seal(opened, id=text.id, key_id=text.key_id, stream=id, salt=text.salt)
        texts.append(sealed)
        keys += [key] if key is not None else []
    return texts, keys


def _log(played: Store, kept: Store) -> Batch:
    """What the workspace's log of the drill says about beginnings and ends, behind what stands there."""
    info = kept.info(WORKSPACE)
    version = info.version if info else 0
    entries: Sequence[Entry] = [
        replace(linked.entry, seq=version + n) for n, linked in enumerate(played.read(WORKSPACE), start=1)
    ]
    header = {"stream": WORKSPACE} if info is None else None
    return Batch(
        stream=WORKSPACE,
        expected=version,
        kind=WORKSPACE,
        header=header,
        status="open",
        entries=tuple(entries),
    )
