"""Exports a run: first it stands still here, durably; then the file is written. Never the other way round.

A process that dies in between leaves a run that is led nowhere: exporting again writes the file, taking back
lets the run go on here.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from calamiteit.core.errors import CalamiteitError, Mistake, NotAllowed
from calamiteit.core.run import commands as c
from calamiteit.core.run import events as e
from calamiteit.core.run.actors import Actor
from calamiteit.core.run.decide import Refusal
from calamiteit.core.run.recorded import Recorded
from calamiteit.core.run.state import Run
from calamiteit.core.time import Millis
from calamiteit.engine.batches import Draft
from calamiteit.engine.moving.picture import (
    CarriedRun,
    CarriedText,
    Picture,
    fingerprint,
    settled_for_travel,
)
from calamiteit.engine.moving.telling import moved, told, without_repeated_keys
from calamiteit.engine.runs import Runs
from calamiteit.ports.moving import SealedFile
from calamiteit.ports.store import Batch, OutboxRow, RowState

QUIET_SECONDS = 5.0
"""How long a message that is under way gets to be settled, before and after the run stands still."""
_LOOK_SECONDS = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What became of it."""

    export: str
    runs: tuple[str, ...]
    at: Millis
    by: str
    place: str
    """The file and the machine, as they were typed and found then."""


class Exporting:
    """Puts a run with its linked runs into a file, and takes it back."""

    def __init__(self, runs: Runs, *, quiet_seconds: float = QUIET_SECONDS) -> None:
        self._runs = runs
        self._place = runs.place
        self._store = runs.place.store
        self._quiet_seconds = quiet_seconds

    def family(self, run_id: str) -> tuple[str, ...]:
        """The run with everything that it is linked to, the first one first: they move together."""
        _, run = self._runs.look(run_id)
        while run.parent and self._store.info(run.parent) is not None:
            _, run = self._runs.look(run.parent)
        found = [run.id]
        for id in found:
            _, one = self._runs.look(id)
            found += [child for child in one.links if self._store.info(child) is not None]
        return tuple(found)

    def whereabouts(self, run_id: str) -> Exported | None:
        """Where a run went, or None while it is led here."""
        _, run = self._runs.look(run_id)
        if not run.away:
            return None
        for recorded in reversed(self._runs.log(run_id)):
            if isinstance(recorded.event, e.RunExported):
                ref = recorded.event.place
                place = (self._store.open_text(ref.id) if ref else None) or ""
                return Exported(
                    export=run.away, runs=(run_id,), at=recorded.at, by=recorded.by.alias, place=place
                )
        return None

    def export(self, run_id: str, file: SealedFile, *, place: str, actor: Actor) -> Exported:
        """Let the run stand still, then write the file; when that fails, the run goes on here.

        For a run that stands still already the file is written again. Raises Mistake, NotAllowed, and
        StoreTrouble for the file.
        """
        family = self.family(run_id)
        fresh = not self._runs.look(run_id)[1].away
        if fresh:
            if all(self._runs.look(id)[1].over for id in family):
                raise Mistake(f"{run_id} is over; there is nothing to lead on another machine")
            self._wait_until_quiet(family)
            self._stand_still(family, place, actor)
        self._wait_until_quiet(family)
        exported = self.whereabouts(run_id)
        assert exported is not None
        try:
            file.write(self._picture(family, exported).to_text())
        except CalamiteitError:
            if fresh:  # no file has the name, so nobody can have adopted it
                self.take_back(run_id, actor=actor)
            raise
        return replace(exported, runs=family)

    def take_back(self, run_id: str, *, actor: Actor) -> tuple[str, ...]:
        """Go on here. Whether another machine adopted the file cannot be known: a person has said so."""
        family = self.family(run_id)
        export = self._runs.look(run_id)[1].away
        if not export:
            raise Mistake(f"{run_id} was not exported; it is led here")
        back = c.TakeBack(export=export)

        def together(drafts: Sequence[Draft], batches: Sequence[Batch]) -> list[Batch]:
            ready = [
                self._runs.armed(replace(batch, carried=self._rows(draft.run)), draft.run)
                for draft, batch in zip(drafts, batches, strict=True)
            ]
            return self._with_log("export-taken-back", export, ready, actor)

        refusal = self._runs.act_on_all({id: lambda seals: back for id in family}, actor, together)
        _must_be_done(refusal)
        return family

    def _stand_still(self, family: Sequence[str], place: str, actor: Actor) -> None:
        """One commit for all of them: no message is claimed, no timer fires, no command counts any more."""
        export = self._place.ids.fresh()

        def together(drafts: Sequence[Draft], batches: Sequence[Batch]) -> list[Batch]:
            still = [
                replace(
                    batch,
                    timers=(),
                    timers_cleared=tuple(timer.id for timer in self._store.timers(batch.stream)),
                )
                for batch in batches
            ]
            return self._with_log("run-exported", export, still, actor)

        refusal = self._runs.act_on_all(
            {id: lambda seals: c.Export(export=export, place=seals.seal(place)) for id in family},
            actor,
            together,
        )
        _must_be_done(refusal)

    def _with_log(self, kind: str, export: str, batches: Sequence[Batch], actor: Actor) -> list[Batch]:
        where = []
        for batch in batches:
            info = self._store.info(batch.stream)
            assert info is not None
            where.append(moved(batch, info.head))
        return without_repeated_keys([*batches, told(self._place, kind, export, where, actor)])

    def _wait_until_quiet(self, family: Sequence[str]) -> None:
        """Let what is under way be settled, so that fewer messages have to be looked up elsewhere."""
        pause = threading.Event()
        for _ in range(int(self._quiet_seconds / _LOOK_SECONDS)):
            if not any(self._store.rows(stream=id, state=RowState.SENDING) for id in family):
                return
            pause.wait(_LOOK_SECONDS)

    def _picture(self, family: Sequence[str], exported: Exported) -> Picture:
        directory = self._place.directory.current()
        runs = [self._runs.look(id) for id in family]
        people = {a.alias for _, run in runs for a in run.assignments.values()} | {exported.by}
        return Picture(
            export=exported.export,
            mode=self._place.mode.value,
            municipality=self._place.voice.municipality,
            program=str(self._place.header.get("version", "")),
            at=exported.at,
            by=exported.by,
            place=exported.place,
            people={alias: fingerprint(directory, alias, exported.export) for alias in sorted(people)},
            runs=tuple(self._carried(run) for _, run in runs),
            contents={pinned.hash: pinned.body for pinned, _ in runs},
        )

    def _carried(self, run: Run) -> CarriedRun:
        info = self._store.info(run.id)
        assert info is not None
        texts = [
            CarriedText(
                id=sealed.id,
                key_id=sealed.key_id,
                salt=sealed.salt.hex(),
                text=self._store.open_text(sealed.id) or "",
                digest=sealed.digest,
            )
            for sealed in self._store.sealed(run.id)
        ]
        return CarriedRun(
            id=run.id,
            header=info.header,
            events=tuple(self._store.read(run.id)),
            texts=tuple(texts),
            rows=self._rows(run),
            timers={id: (moment.generation, moment.at) for id, moment in run.agenda.moments().items()},
            handled=tuple(self._store.handled(run.id)),
        )

    def _rows(self, run: Run) -> tuple[OutboxRow, ...]:
        recorded = (Recorded.from_entry(linked.entry) for linked in self._store.read(run.id))
        known = {
            one.event.message for one in recorded if isinstance(one.event, e.MessageSent | e.MessageFailed)
        }
        rows = self._store.rows(stream=run.id)
        return tuple(settled_for_travel(row, known=row.id in known, room_open=bool(run.room)) for row in rows)


def _must_be_done(refusal: Refusal | None) -> None:
    """Raises NotAllowed with the code of the refusal; the door has words for it."""
    if refusal is not None:
        raise NotAllowed(refusal.code)
