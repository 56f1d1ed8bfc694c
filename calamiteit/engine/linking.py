"""Linked runs: a step starts another run of the same mode; its end is told to the parent."""

from __future__ import annotations

from calamiteit.core.errors import CalamiteitError, Superseded, Trouble, UnknownName
from calamiteit.core.run import commands as c
from calamiteit.core.run.actors import Actor
from calamiteit.core.run.events import LinkedRunAsked
from calamiteit.core.run.state import Run
from calamiteit.engine.pinning import Pinned, pin
from calamiteit.engine.runs import Runs
from calamiteit.engine.sealing import Seals
from calamiteit.ports.channel import Delivered, GiveUp, Result, TryAgain
from calamiteit.ports.store import OutboxRow


class Linking:
    """Delivers what the engine sends to itself. A repeat changes nothing: the child's id is fixed."""

    def __init__(self, runs: Runs) -> None:
        self._runs = runs
        self._place = runs.place

    def deliver(self, row: OutboxRow) -> Result:
        """Start a child (`link`), or tell the parent that a child has ended (`link-ended`)."""
        try:
            if row.purpose == "link":
                self._start(row)
            else:
                self._ended(row)
        except Superseded:
            raise
        except Trouble as error:
            return TryAgain(reason=type(error).__name__)
        except UnknownName as error:
            return self._cannot_start(row, str(error))
        except CalamiteitError as error:
            return self._cannot_start(row, type(error).__name__)
        return Delivered()

    def _start(self, row: OutboxRow) -> None:
        playbook = self._asked(row).playbook
        loaded = self._place.playbooks.load(playbook)
        pinned = pin(loaded, self._place.voice.renderer, self._place.voice.languages)
        parent_pinned, parent = self._runs.look(row.stream)
        asked = self._asked(row)
        handed = self._hand_on(parent_pinned, asked)

        def build(seals: Seals, run_id: str) -> c.Start:
            return c.Start(
                run=run_id,
                mode=parent.mode.value,
                plan_hash=pinned.hash,
                values={
                    name: parent.values[source] for name, source in handed.items() if source in parent.values
                },
                texts={
                    name: seals.seal(seals.open_text(parent.texts[source].id) or "")
                    for name, source in handed.items()
                    if source in parent.texts
                },
                languages=parent.languages,
                parent=parent.id,
                depth=parent.depth + 1,
            )

        actor = Actor(alias=parent.started_by, door="engine")
        self._runs.begin(pinned, build, actor=actor, key=f"link:{row.to}", run_id=row.to)

    def _asked(self, row: OutboxRow) -> LinkedRunAsked:
        for recorded in self._runs.log(row.stream):
            if isinstance(recorded.event, LinkedRunAsked) and recorded.event.run == row.to:
                return recorded.event
        raise UnknownName("linked run", row.to, ())

    def _hand_on(self, pinned: Pinned, asked: LinkedRunAsked) -> dict[str, str]:
        step = pinned.plan.steps.get(asked.step)
        return dict(step.link.hand_on) if step is not None and step.link is not None else {}

    def _ended(self, row: OutboxRow) -> None:
        _, child = self._runs.look(row.stream)
        self._tell_parent(row.to, child)

    def _tell_parent(self, parent: str, child: Run) -> None:
        ended = c.RecordLinkedEnd(run=child.id, outcome=child.status.value)
        self._runs.act(parent, lambda seals: ended, key=f"link-ended:{child.id}")

    def _cannot_start(self, row: OutboxRow, reason: str) -> Result:
        """The linked playbook is missing or broken: the step ends as cancelled, and the officer sees why."""
        if row.purpose == "link":
            failed = c.RecordLinkedEnd(run=row.to, outcome="failed")
            self._runs.act(row.stream, lambda seals: failed, key=f"link-failed:{row.to}")
        return GiveUp(reason=reason)
