"""Linked runs: a step starts another run of the same mode; its end is told to the parent."""

from __future__ import annotations

from collections.abc import Mapping, Set

from calamiteit.core.errors import CalamiteitError, Superseded, Trouble, UnknownName
from calamiteit.core.playbook.conditions import Value
from calamiteit.core.playbook.plan import Parameter, ParameterType, Plan
from calamiteit.core.run import commands as c
from calamiteit.core.run.actors import Actor
from calamiteit.core.run.decide import Refusal
from calamiteit.core.run.events import LinkedRunAsked, TextRef
from calamiteit.core.run.state import Run
from calamiteit.engine.pinning import pin
from calamiteit.engine.runs import Result as Carried
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
            return self._start(row) if row.purpose == "link" else self._ended(row)
        except Superseded:
            raise
        except Trouble as error:
            return TryAgain(reason=type(error).__name__)
        except UnknownName as error:
            return self._cannot_start(row, str(error))
        except CalamiteitError as error:
            return self._cannot_start(row, type(error).__name__)

    def _start(self, row: OutboxRow) -> Result:
        asked = self._asked(row)
        loaded = self._place.playbooks.load(asked.playbook)
        pinned = pin(loaded, self._place.voice.renderer, self._place.voice.languages)
        parent_pinned, parent = self._runs.look(row.stream)
        handed = _hand_on(parent_pinned.plan, pinned.plan, asked)
        known = {*parent.values, *parent.texts}
        if any(_is_missing(one, handed, known) for one in pinned.plan.parameters.values()):
            return self._cannot_start(row, "parameter-missing")

        def build(seals: Seals, run_id: str) -> c.Start:
            values, texts = _defaults(pinned.plan, seals)
            there = {name: source for name, source in handed.items() if source in parent.texts}
            opened = {name: seals.open_text(parent.texts[source].id) for name, source in there.items()}
            return c.Start(
                run=run_id,
                mode=parent.mode.value,
                plan_hash=pinned.hash,
                values=values
                | {name: parent.values[source] for name, source in handed.items() if source in parent.values},
                texts=texts | {name: seals.seal(text or "") for name, text in opened.items()},
                languages=parent.languages,
                parent=parent.id,
                depth=parent.depth + 1,
            )

        actor = Actor(alias=parent.started_by, door="engine")
        begun = self._runs.begin(
            pinned, build, actor=actor, key=f"link:{row.to}", run_id=row.to, parent=row.stream
        )
        if isinstance(begun, Refusal) and begun.code == "parent-stopped":
            return self._cannot_start(row, begun.code)
        return _delivered_unless_gone(begun)

    def _asked(self, row: OutboxRow) -> LinkedRunAsked:
        for recorded in self._runs.log(row.stream):
            if isinstance(recorded.event, LinkedRunAsked) and recorded.event.run == row.to:
                return recorded.event
        raise UnknownName("linked run", row.to, ())

    def _ended(self, row: OutboxRow) -> Result:
        _, child = self._runs.look(row.stream)
        return _delivered_unless_gone(self._tell_parent(row.to, child))

    def _tell_parent(self, parent: str, child: Run) -> Carried:
        ended = c.RecordLinkedEnd(run=child.id, outcome=child.status.value)
        return self._runs.act(parent, lambda seals: ended, key=f"link-ended:{child.id}")

    def _cannot_start(self, row: OutboxRow, reason: str) -> Result:
        """The linked playbook is missing or broken: the step ends as cancelled, and the officer sees why."""
        if row.purpose == "link":
            failed = c.RecordLinkedEnd(run=row.to, outcome="failed")
            self._runs.act(row.stream, lambda seals: failed, key=f"link-failed:{row.to}")
        return GiveUp(reason=reason)


def _hand_on(parent: Plan, child: Plan, asked: LinkedRunAsked) -> dict[str, str]:
    """The child's parameter to the parent's: as the step says, or those of the same name and type."""
    step = parent.steps.get(asked.step)
    if step is not None and step.link is not None:
        return dict(step.link.hand_on)
    same = parent.parameters
    return {
        name: name for name, one in child.parameters.items() if name in same and same[name].type == one.type
    }


def _is_missing(parameter: Parameter, handed: Mapping[str, str], known: Set[str]) -> bool:
    given = handed.get(parameter.id) in known
    return parameter.required and parameter.default is None and not given


def _defaults(plan: Plan, seals: Seals) -> tuple[dict[str, Value], dict[str, TextRef]]:
    """What the planner filled in for who does not; a value that is handed on goes before it."""
    filled = {name: one for name, one in plan.parameters.items() if one.default is not None}
    texts = {
        name: seals.seal(str(one.default)) for name, one in filled.items() if one.type is ParameterType.TEXT
    }
    values = {
        name: one.default for name, one in filled.items() if name not in texts and one.default is not None
    }
    return values, texts


def _delivered_unless_gone(carried: Carried) -> Result:
    """A run that went to another machine meanwhile takes the row along; it is delivered there."""
    if isinstance(carried, Refusal) and carried.code == "exported":
        return TryAgain(reason=carried.code)
    return Delivered()
