"""Answers commands: load the run, decide, write the messages, commit all of it at once, three tries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from calamiteit.core.errors import StoreTrouble, Superseded, VersionConflict
from calamiteit.core.run import commands as c
from calamiteit.core.run.actors import ENGINE, Actor
from calamiteit.core.run.decide import Circumstances, Recorded, Refusal, decide, start
from calamiteit.core.run.state import Run, RunStatus
from calamiteit.engine.batches import Draft, Erasing, Writer
from calamiteit.engine.looking import Held, Looking
from calamiteit.engine.pinning import Pinned
from calamiteit.engine.sealing import Seals
from calamiteit.engine.workplace import Workplace
from calamiteit.ports.store import Batch, OutboxRow, Outcome, Settled

TRIES = 3
"""How often a command is decided again after another process committed first."""

NOTHING = Erasing()

Build = Callable[[Seals], c.Command]
"""Makes a command; free texts are sealed on the way."""

Together = Callable[[Sequence[Draft], Sequence[Batch]], list[Batch]]
"""Makes the one commit of several runs."""

BuildStart = Callable[[Seals, str], c.Start]
"""Makes the first command of a run with this id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The command was carried out; the events are durable."""

    run: str
    recorded: tuple[Recorded, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """This very command was handled before; nothing was done again."""

    run: str


Result = Done | Known | Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A command of the engine for one run, to be carried out together with those for other runs."""

    run: str
    build: Build
    key: str


class Runs(Looking):
    """The runs of one workspace in one mode. Safe to use from several threads."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place.store)
        self.place = place
        self._writer = Writer(place)
        self.origin = ""
        """Who sits at this terminal (OS user and host): sealed with what is typed there; empty elsewhere."""
        self._origins: dict[tuple[str, str], str] = {}

    def begin(
        self,
        pinned: Pinned,
        build: BuildStart,
        *,
        actor: Actor,
        key: str,
        run_id: str = "",
        parent: str = "",
    ) -> Result:
        """Start a run and commit its first wave. A linked run brings its id, so that it starts once.

        It starts only while its parent is led here and was not stopped, in the same commit.
        """
        with self._lock:
            for _ in range(TRIES):
                result = self._try_begin(pinned, build, actor, key, run_id, parent)
                if result is not None:
                    return result
        raise VersionConflict("three other starts came first; try again")

    def _try_begin(
        self, pinned: Pinned, build: BuildStart, actor: Actor, key: str, given: str, parent: str
    ) -> Result | None:
        run_id = given or self.place.ids.run(self.place.mode.prefix)
        if given and self.place.store.info(given) is not None:
            return Known(run=given)
        beside: tuple[Batch, ...] = ()
        if parent:
            first = self._load(parent).run
            if first.away:
                return Refusal(code="exported", values={"run": parent})
            if first.status is RunStatus.STOPPED:
                return Refusal(code="parent-stopped", values={"run": parent})
            beside = (Batch(stream=parent, expected=first.version),)
        seals = Seals(self.place.store, run_id, self.place.ids.fresh)
        self.shelf.put(pinned)
        signed = self._signed(actor, run_id, seals)
        around = self.around(signed)
        run, recorded = start(pinned.plan, build(seals, run_id), around)
        draft = Draft(
            run=run, pinned=pinned, recorded=recorded, around=around, seals=seals, key=key, is_new=True
        )
        draft.beside = beside
        return self._remember(signed, self._commit(draft))

    def _signed(self, actor: Actor, run_id: str, seals: Seals) -> Actor:
        """The actor with the sealed origin of this terminal: one text per person and run."""
        if not self.origin or actor.door != "cli":
            return actor
        known = self._origins.get((run_id, actor.alias))
        return replace(actor, origin=known or seals.seal(self.origin, alias=actor.alias).id)

    def _remember(self, signed: Actor, result: Result | None) -> Result | None:
        """The origin is committed with the first events; later ones refer to it."""
        if signed.origin and isinstance(result, Done) and result.recorded:
            self._origins[(result.run, signed.alias)] = signed.origin
        return result

    def act(
        self,
        run_id: str,
        build: Build,
        *,
        actor: Actor = ENGINE,
        key: str = "",
        settled: Sequence[Settled] = (),
        extra: Sequence[OutboxRow] = (),
        epoch: int | None = None,
        erasing: Erasing = NOTHING,
    ) -> Result:
        """Carry out a command on a run.

        `key` makes a repeat harmless; `settled`, `extra` and `erasing` are committed with it.
        Raises UnknownName for a run that does not exist, Superseded when `epoch` is not the lease's.
        """
        with self._lock:
            for _ in range(TRIES):
                held = self._load(run_id)
                seals = Seals(self.place.store, run_id, self.place.ids.fresh)
                signed = self._signed(actor, run_id, seals)
                around = self.around(signed)
                decision = self._decide(held, build(seals), around)
                if isinstance(decision, Refusal):
                    return self._after_refusal(decision, settled)
                draft = Draft(
                    run=held.run, pinned=held.pinned, recorded=decision, around=around, seals=seals, key=key,
                    settled=tuple(settled), extra=tuple(extra), epoch=epoch, erasing=erasing,
                )  # fmt: skip
                result = self._remember(signed, self._commit(draft))
                if result is not None:
                    return result
        raise VersionConflict(f"{run_id} is changing too fast; try again")

    def act_each(self, wanted: Sequence[Asked], *, epoch: int) -> list[Result | None]:
        """Carry out commands of the engine, each on another run, in one transaction.

        None stands for one that has to be tried again by itself: another process was first, or it fails.
        """
        with self._lock:
            around = self.around_now()
            drafts = [self._drafted(one, around, epoch) for one in wanted]
            batches = {n: found for n, draft in enumerate(drafts) if (found := self._written(draft))}
            try:
                outcomes = self.place.store.commit_each(list(batches.values()))
            except BaseException:
                for one in wanted:
                    self._held.pop(one.run, None)
                raise
            became = dict(zip(batches, outcomes, strict=True))
            return [self._concluded(draft, became.get(n)) for n, draft in enumerate(drafts)]

    def _drafted(self, one: Asked, around: Circumstances, epoch: int) -> Draft | Refusal | None:
        """What a run answers, not yet committed; None when it fails, which must not stop the others."""
        try:
            held = self._load(one.run)
            seals = Seals(self.place.store, one.run, self.place.ids.fresh)
            decision = self._decide(held, one.build(seals), around)
        except (Superseded, StoreTrouble):
            raise
        except Exception:  # noqa: BLE001 - tried again alone, where it is reported
            return None
        if isinstance(decision, Refusal):
            return decision
        return Draft(
            run=held.run,
            pinned=held.pinned,
            recorded=decision,
            around=around,
            seals=seals,
            key=one.key,
            epoch=epoch,
        )

    def _written(self, draft: Draft | Refusal | None) -> list[Batch]:
        """The batches of a draft; none when there is nothing to commit or the words cannot be made."""
        if not isinstance(draft, Draft) or not draft.recorded:
            return []
        try:
            return self._writer.batches(draft)
        except (Superseded, StoreTrouble):
            raise
        except Exception:  # noqa: BLE001 - tried again alone, where it is reported
            return []

    def _concluded(
        self, draft: Draft | Refusal | None, outcome: Outcome | VersionConflict | None
    ) -> Result | None:
        if not isinstance(draft, Draft):
            return draft
        run_id = draft.run.id
        if not draft.recorded:
            return Done(run=run_id, recorded=())
        if outcome is Outcome.COMMITTED:
            return Done(run=run_id, recorded=tuple(draft.recorded))
        self._held.pop(run_id, None)
        return Known(run=run_id) if outcome is Outcome.DUPLICATE else None

    def act_on_all(self, commands: Mapping[str, Build], actor: Actor, together: Together) -> Refusal | None:
        """Carry out a command on each of several runs in one commit; a refusal of one leaves all alone.

        `together` makes what is committed from the drafts and their batches.
        """
        with self._lock:
            for _ in range(TRIES):
                try:
                    drafts = [
                        self._one_of_several(run_id, build, actor) for run_id, build in commands.items()
                    ]
                    refusal = next((draft for draft in drafts if isinstance(draft, Refusal)), None)
                    if refusal is not None:
                        return refusal
                    ready = [draft for draft in drafts if isinstance(draft, Draft)]
                    batches = [self._writer.batches(draft)[0] for draft in ready]
                    self.place.store.commit(together(ready, batches))
                    return None
                except VersionConflict:
                    continue
                finally:
                    for run_id in commands:
                        self._held.pop(run_id, None)
        raise VersionConflict(f"{', '.join(commands)}: changing too fast; try again")

    def _one_of_several(self, run_id: str, build: Build, actor: Actor) -> Draft | Refusal:
        held = self._load(run_id)
        seals = Seals(self.place.store, run_id, self.place.ids.fresh)
        around = self.around(actor)
        decision = self._decide(held, build(seals), around)
        if isinstance(decision, Refusal):
            return decision
        return Draft(run=held.run, pinned=held.pinned, recorded=decision, around=around, seals=seals)

    def armed(self, batch: Batch, run: Run) -> Batch:
        """The batch with every timer that the run wants."""
        return self._writer.with_timers(batch, run.agenda.moments())

    def _after_refusal(self, refusal: Refusal, settled: Sequence[Settled]) -> Refusal:
        if settled:
            self.place.store.settle(settled)
        return refusal

    def _commit(self, draft: Draft) -> Result | None:
        """Commit a decision; None asks for another try."""
        run_id = draft.run.id
        if not draft.recorded and not draft.settled and not draft.extra:
            return Done(run=run_id, recorded=())
        try:
            outcome = self.place.store.commit(self._writer.batches(draft))
        except VersionConflict:
            self._held.pop(run_id, None)
            return None
        except BaseException:
            self._held.pop(run_id, None)
            raise
        if outcome is Outcome.DUPLICATE:
            self._held.pop(run_id, None)
            return Known(run=run_id)
        self._held[run_id] = Held(run=draft.run, pinned=draft.pinned)
        return Done(run=run_id, recorded=tuple(draft.recorded))

    def clear_timer(self, run_id: str, timer: str) -> None:
        """Take a timer row away that the run does not want any more (its alarm was stale)."""
        with self._lock:
            held = self._load(run_id)
            wanted = None if held.run.away else held.run.agenda.moments().get(timer)
            batch = Batch(stream=run_id, expected=held.run.version)
            self.place.store.commit([self._writer.with_timers(batch, {timer: wanted})])

    def arm_again(self, run_id: str, epoch: int) -> list[str]:
        """Put into the table of timers what the run wants and the table lacks; the names of those moments."""
        with self._lock:
            run = self._load(run_id).run
            there = {(row.id, row.generation) for row in self.place.store.timers(run_id)}
            wanted = run.agenda.moments()
            lost = [id for id, moment in wanted.items() if (id, moment.generation) not in there]
            if not lost:
                return []
            batch = Batch(stream=run_id, expected=run.version, epoch=epoch)
            batch = self._writer.with_timers(batch, {id: wanted[id] for id in lost})
            try:
                self.place.store.commit([batch])
            except VersionConflict:
                # Another process wrote between our two looks: nothing was lost, or the next sweep sees it.
                return []
        return lost

    def _decide(self, held: Held, command: c.Command, around: Circumstances) -> list[Recorded] | Refusal:
        """Decide; a run that a fault left half advanced is read from the store again."""
        try:
            return decide(held.pinned.plan, held.run, command, around)
        except BaseException:
            self._held.pop(held.run.id, None)
            raise

    def around(self, actor: Actor) -> Circumstances:
        """The circumstances of this moment."""
        return Circumstances(
            now=self.place.clock.now(),
            zone=self.place.zone,
            directory=self.place.directory.current(),
            actor=actor,
            channels=self.place.channels,
        )

    def around_now(self) -> Circumstances:
        """The circumstances of this moment, for words and views."""
        return self.around(ENGINE)
