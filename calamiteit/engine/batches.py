"""Turns a decision into what one transaction writes: events, messages, timers, texts, and the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from calamiteit.core.chain import Entry, Json, canonical, genesis, link
from calamiteit.core.messages.message import to_json
from calamiteit.core.messages.outgoing import ENDINGS, ROOM, Desk, Outgoing, outgoing
from calamiteit.core.run import events as e
from calamiteit.core.run.agenda import Moment
from calamiteit.core.run.decide import Circumstances, Recorded
from calamiteit.core.run.state import Run
from calamiteit.engine.composing import Scene, compose
from calamiteit.engine.pinning import Pinned
from calamiteit.engine.sealing import Seals
from calamiteit.engine.workplace import Workplace
from calamiteit.engine.workspace_log import workspace_batch
from calamiteit.ports.store import Batch, OutboxRow, RowState, Settled, TimerRow

ENGINE_CHANNEL = "engine"
"""The channel of rows that the engine delivers to itself: linked runs."""

SETTLE_WITHOUT_WORDS = ("room", "link", "link-ended")


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasing:
    """What a decision destroys in the same transaction: data keys, single texts, places at a channel."""

    keys: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    refs_to: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class Draft:
    """A decision on its way to the store."""

    run: Run
    pinned: Pinned
    recorded: Sequence[Recorded]
    around: Circumstances
    """Of the decision; its messages are written in the same."""
    seals: Seals
    key: str = ""
    settled: tuple[Settled, ...] = ()
    extra: tuple[OutboxRow, ...] = ()
    epoch: int | None = None
    is_new: bool = False
    beside: tuple[Batch, ...] = ()
    """Batches of other streams that are committed with it."""
    erasing: Erasing = Erasing()


class Writer:
    """Writes the batches of a workspace."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def batches(self, draft: Draft) -> list[Batch]:
        """One batch for the run, and one for the workspace's log when a run begins or ends."""
        entries = tuple(recorded.to_entry() for recorded in draft.recorded)
        rows = self._rows(draft)
        header = self._header(draft.run) if draft.is_new else None
        batch = Batch(
            stream=draft.run.id,
            expected=draft.run.version - len(entries),
            header=header,
            status=draft.run.standing,
            inbox=(draft.key,) if draft.key else (),
            entries=entries,
            outbox=(*rows, *draft.extra),
            settled=draft.settled,
            cancelled=self._outdated(draft),
            texts=tuple(draft.seals.texts),
            keys=tuple(draft.seals.keys),
            contents={draft.pinned.hash: draft.pinned.body} if draft.is_new else {},
            erase_keys=draft.erasing.keys,
            erase_texts=draft.erasing.texts,
            erase_refs_to=draft.erasing.refs_to,
            epoch=draft.epoch,
        )
        batch = self.with_timers(batch, draft.run.agenda.take_changes())
        return [batch, *draft.beside, *self._of_workspace(draft, entries, header)]

    def with_timers(self, batch: Batch, moments: Mapping[str, Moment | None]) -> Batch:
        """The batch with timers set, or cleared where there is no moment any more."""
        if not moments:
            return batch
        rows = [
            TimerRow(stream=batch.stream, id=id, generation=moment.generation, fire_at=moment.at)
            for id, moment in moments.items()
            if moment is not None
        ]
        cleared = [id for id, moment in moments.items() if moment is None]
        return replace(batch, timers=(*batch.timers, *rows), timers_cleared=(*batch.timers_cleared, *cleared))

    def _header(self, run: Run) -> dict[str, Json]:
        return {**self._place.header, "run": run.id, "mode": run.mode.value, "started": run.started_at}

    def _rows(self, draft: Draft) -> list[OutboxRow]:
        desk = Desk(draft.pinned.plan, draft.run, draft.around, self._place.channels)
        found = outgoing(desk, draft.recorded)
        return [self._row(draft, out, n) for n, out in enumerate(found)]

    def _row(self, draft: Draft, out: Outgoing, n: int) -> OutboxRow:
        run, now = draft.run, draft.around.now
        id = row_id(run, out, n)
        text_id = None
        if not out.is_refresh and out.purpose not in SETTLE_WITHOUT_WORDS:
            text_id = self._seal(draft, out, id)
        return OutboxRow(
            id=id,
            stream=run.id,
            channel=out.channel,
            lane=f"{out.channel}:{run.id if out.to == ROOM else out.to}",
            to=out.to,
            purpose=out.purpose,
            assignment=out.number,
            text_id=text_id,
            refresh_of=out.refresh_of,
            priority=out.priority,
            state=RowState.WAITING,
            created_at=now,
            next_at=now,
        )

    def _seal(self, draft: Draft, out: Outgoing, id: str) -> str:
        """Write the message in the receiver's language and seal it; the row refers to it by its own id."""
        is_room = out.to == ROOM
        voice = self._place.voice
        language = voice.languages[0] if is_room else voice.language_of(draft.around.directory, out.to)
        scene = Scene(
            pinned=draft.pinned,
            run=draft.run,
            around=draft.around,
            voice=voice,
            language=language,
            open_text=draft.seals.open_text,
            out=out,
        )
        body = canonical(to_json(compose(scene)))
        draft.seals.seal(body, language=language, alias="" if is_room else out.to, id=id)
        return id

    def _outdated(self, draft: Draft) -> tuple[str, ...]:
        """Messages that must not go out any more: the run is over, or the assignment is.

        That it is over still has to reach everybody, however many are told before them.
        """
        over = {
            recorded.event.number
            for recorded in draft.recorded
            if isinstance(recorded.event, e.AssignmentCancelled | e.AssignmentDeclined | e.AssignmentSkipped)
        }
        if (not over and not draft.run.over) or draft.is_new:
            return ()
        waiting = self._place.store.rows(stream=draft.run.id, state=RowState.WAITING)
        return tuple(
            row.id
            for row in waiting
            if row.text_id is not None
            and row.purpose not in ENDINGS
            and (draft.run.over or row.assignment in over)
        )

    def _of_workspace(
        self, draft: Draft, entries: Sequence[Entry], header: dict[str, Json] | None
    ) -> list[Batch]:
        """Beginnings and ends of runs stand in the workspace's own chained log as well."""
        ended = any(isinstance(recorded.event, e.RunStopped | e.RunClosed) for recorded in draft.recorded)
        if not draft.is_new and not ended:
            return []
        info = None if draft.is_new else self._place.store.info(draft.run.id)
        head = genesis(header or {}) if info is None else info.head
        for entry in entries:
            head = link(head, entry)
        kind = "run-opened" if draft.is_new else "run-ended"
        body: dict[str, Json] = {
            "run": draft.run.id,
            "playbook": draft.run.playbook,
            "status": draft.run.status.value,
            "version": draft.run.version,
            "head": head,
        }
        return [
            workspace_batch(self._place.store, self._place.clock.now(), kind, body, draft.recorded[-1].by)
        ]


def row_id(run: Run, out: Outgoing, n: int) -> str:
    """Deterministic: the same decision gives the same ids."""
    if out.purpose == "card":
        return f"{run.id}:card"
    if out.is_refresh:
        return f"{out.refresh_of}:refresh"
    return f"{run.id}:{run.version}:{n}"
