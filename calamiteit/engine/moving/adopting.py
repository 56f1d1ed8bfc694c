"""Adopts a run from the file of an export: everything in one commit, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from calamiteit.core.chain import digest, genesis, verify
from calamiteit.core.errors import InWords, Mistake, NotAllowed
from calamiteit.core.run import commands as c
from calamiteit.core.run.actors import Actor
from calamiteit.core.run.decide import Refusal, decide
from calamiteit.core.run.evolve import begin, evolve
from calamiteit.core.run.recorded import Recorded
from calamiteit.core.run.state import EXPORTED, Run
from calamiteit.engine.batches import Draft, Writer
from calamiteit.engine.moving.picture import CarriedRun, Picture, fingerprint
from calamiteit.engine.moving.telling import moved, told, without_repeated_keys
from calamiteit.engine.pinning import Shelf
from calamiteit.engine.runs import Runs
from calamiteit.engine.sealing import Seals
from calamiteit.ports.store import Batch, NewKey, SealedText


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A file that fits this workspace, and what a person has to know before it is adopted."""

    picture: Picture
    unknown: tuple[str, ...]
    """Aliases of open tasks that are not in the contacts here: their tasks would pass to deputies."""
    others: tuple[str, ...]
    """Aliases with another name or another address here."""
    roles: tuple[str, ...]
    """Roles of the plans that nobody here holds."""
    channels: tuple[str, ...]
    """Channels over which messages wait, and which the settings here lack."""


class Adopting:
    """Reads the file of an export and goes on with its runs."""

    def __init__(self, runs: Runs) -> None:
        self._runs = runs
        self._place = runs.place
        self._store = runs.place.store
        self._writer = Writer(runs.place)

    def look(self, picture: Picture) -> Arrival:
        """Whether the file can be adopted here. Raises Mistake with the reason when it cannot."""
        if picture.mode != self._place.mode.value:
            raise Mistake(
                f"this is a run of mode {picture.mode}; here only {self._place.mode.value} runs are"
            )
        ours = self._place.voice.municipality
        if picture.municipality != ours:
            raise Mistake(
                f"this is a run of {picture.municipality}, and this workspace is of {ours}: its messages "
                f"would go out under the wrong name; make a workspace for {picture.municipality} first"
            )
        states = []
        for run in picture.runs:
            _verified(run, picture.export)
            self._must_fit(run)
            states.append(_folded(run))
        return self._arrival(picture, states)

    def _arrival(self, picture: Picture, states: Sequence[Run]) -> Arrival:
        now, directory = self._place.clock.now(), self._place.directory.current()
        shelf = _shelf(picture)
        asked = {a.alias for run in states for a in run.open_assignments()}
        roles = {role for run in states if not run.over for role in shelf.get(run.plan).plan.team}
        waiting = {row.channel for run in picture.runs for row in run.rows if row.state.value == "waiting"}
        others = (
            alias
            for alias, print_ in picture.people.items()
            if directory.person(alias) and fingerprint(directory, alias, picture.export) != print_
        )
        return Arrival(
            picture=picture,
            unknown=tuple(sorted(alias for alias in asked if directory.person(alias) is None)),
            others=tuple(others),
            roles=tuple(sorted(role for role in roles if not directory.candidates(role, now))),
            channels=tuple(sorted(waiting - self._place.channels - {"engine", "none"})),
        )

    def _must_fit(self, run: CarriedRun) -> None:
        """New here, or the run that went away from here and now comes back with more. Raises Mistake."""
        info = self._store.info(run.id)
        if info is None:
            return
        theirs = {linked.entry.seq: linked.hash for linked in run.events}
        if theirs.get(info.version) != info.head and info.version <= len(run.events):
            raise InWords("move.adopt.parted", run=run.id)
        if info.status != EXPORTED:
            raise InWords("move.adopt.led-here", run=run.id)
        if info.version == len(run.events):
            raise InWords("move.adopt.not-gone-on", run=run.id)
        if info.version > len(run.events):
            raise InWords("move.adopt.older", run=run.id)

    def adopt(self, arrival: Arrival, *, place: str, actor: Actor) -> tuple[str, ...]:
        """Go on with the runs of the file; durable when this returns. Raises NotAllowed, Mistake."""
        picture = arrival.picture
        self.look(picture)
        batches = [self._batch(picture, run, place, actor) for run in picture.runs]
        where = [moved(batch, self._linked_to(batch, picture)) for batch in batches]
        log = told(self._place, "run-adopted", picture.export, where, actor)
        self._store.commit(without_repeated_keys([*batches, log]))
        for run in picture.runs:
            self._runs.forget_cached(run.id)
        return tuple(run.id for run in picture.runs)

    def _linked_to(self, batch: Batch, picture: Picture) -> str:
        """The hash before the first event of a batch."""
        run = next(run for run in picture.runs if run.id == batch.stream)
        return run.events[batch.expected - 1].hash if batch.expected else genesis(run.header)

    def _batch(self, picture: Picture, carried: CarriedRun, place: str, actor: Actor) -> Batch:
        run = _folded(carried)
        seals = Seals(self._store, run.id, self._place.ids.fresh)
        adopt = c.Adopt(export=picture.export, place=seals.seal(place))
        pinned = _shelf(picture).get(run.plan)
        around = self._runs.around(actor)
        decision = decide(pinned.plan, run, adopt, around)
        if isinstance(decision, Refusal):
            raise NotAllowed(decision.code)
        draft = Draft(run=run, pinned=pinned, recorded=decision, around=around, seals=seals)
        batch = self._writer.batches(draft)[0]
        info = self._store.info(run.id)
        known = info.version if info else 0
        missing = tuple(linked.entry for linked in carried.events[known:])
        texts, keys = self._resealed(carried)
        handled = set(carried.handled) - set(self._store.handled(run.id))
        return self._runs.armed(
            replace(
                batch,
                expected=known,
                header=None if info else carried.header,
                entries=(*missing, *batch.entries),
                inbox=tuple(sorted(handled)),
                carried=carried.rows,
                texts=(*texts, *batch.texts),
                keys=(*keys, *batch.keys),
                contents={pinned.hash: pinned.body},
                timers=(),
                timers_cleared=(),
            ),
            run,
        )

    def _resealed(self, carried: CarriedRun) -> tuple[list[SealedText], list[NewKey]]:
        """The texts under the keys of this workspace, with their own salts; those that are here stay."""
        here = {sealed.id for sealed in self._store.sealed(carried.id)}
        texts: list[SealedText] = []
        keys: list[NewKey] = []
        for text in carried.texts:
            if text.id in here:
                continue
            sealed, key = self._store.seal(
                text.text, id=text.id, key_id=text.key_id, stream=carried.id, salt=bytes.fromhex(text.salt)
            )
            if sealed.digest != text.digest:
                raise Mistake(f"a text of {carried.id} is not the one that its log recorded")
            texts.append(sealed)
            keys += [key] if key is not None else []
        return texts, keys


def _verified(run: CarriedRun, export: str) -> None:
    """The chain holds, and its last event says that this export took the run away. Raises Mistake."""
    broken = verify(run.header, run.events, version=len(run.events))
    if broken is not None:
        raise Mistake(f"the log of {run.id} in this file does not hold (event {broken.seq}: {broken.why})")
    state = _folded(run)
    if state.id != run.id or state.away != export:
        raise Mistake(f"the log of {run.id} in this file does not end with its export")
    wanted = {id: (moment.generation, moment.at) for id, moment in state.agenda.moments().items()}
    if wanted != dict(run.timers):
        raise Mistake(
            f"{run.id}: this release waits for other moments than the one that exported it; use that one"
        )


def _folded(carried: CarriedRun) -> Run:
    """The run as its events say."""
    try:
        recorded = [Recorded.from_entry(linked.entry) for linked in carried.events]
        run = begin(recorded[0])
        for one in recorded[1:]:
            evolve(run, one)
    except (KeyError, IndexError, ValueError) as exc:
        raise Mistake(f"the log of {carried.id} comes from another release: {exc}") from exc
    run.agenda.take_changes()
    return run


def _shelf(picture: Picture) -> Shelf:
    """The pinned plans of the file; each is checked against its hash."""
    contents = {hash: body for hash, body in picture.contents.items() if digest(body) == hash}
    return Shelf(contents.get)
