"""Simulation: memory, a clock that is turned by hand, and nothing that could reach anybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version

from calamiteit.adapters.clock import WallClock
from calamiteit.adapters.ids import RandomIds
from calamiteit.adapters.memory.alarm import HandAlarm
from calamiteit.adapters.memory.channel import MemoryChannel, PlainMemoryChannel
from calamiteit.adapters.memory.clock import HandClock
from calamiteit.adapters.memory.directory import MemoryDirectory
from calamiteit.adapters.memory.ids import RepeatableIds
from calamiteit.adapters.memory.keys import PlainKeys
from calamiteit.adapters.memory.store import MemoryStore
from calamiteit.adapters.store.sql_store import SqlStore
from calamiteit.bootstrap.app import App, Transports
from calamiteit.bootstrap.workspace import Workspace
from calamiteit.core.contacts.directory import Directory
from calamiteit.core.errors import NotAllowed
from calamiteit.core.modes import Mode
from calamiteit.core.run.actors import Actor
from calamiteit.core.run.decide import Refusal
from calamiteit.core.time import Millis
from calamiteit.drill.chance import Dice
from calamiteit.drill.keeping import keep
from calamiteit.drill.manners import Manners
from calamiteit.drill.simulator import Simulator
from calamiteit.engine.runs import Runs
from calamiteit.engine.triggering import Prepared, Triggering
from calamiteit.engine.workplace import Workplace
from calamiteit.ports.report import Report

DOOR = "simulation"
"""How the people of a drill act: at no door of this world."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """From where a drill begins."""

    playbook: str
    given: Mapping[str, str]
    facts: Sequence[str]
    language: str
    officer: str
    start: Millis
    """The instant (UTC) at which the crisis begins."""
    seed: int


class Drill:
    """One playbook, played once in memory; then kept, or not."""

    def __init__(
        self,
        workspace: Workspace,
        setting: Setting,
        *,
        manners: Manners | None = None,
        moved: Callable[[Millis], None] = lambda now: None,
    ) -> None:
        """`moved` hears each instant to which the clock is turned.

        Raises BadInput for what is wrong with the contacts, the playbook or its parameters.
        """
        self._workspace = workspace
        self._setting = setting
        self._clock = HandClock(setting.start)
        directory = workspace.contacts.current()
        channels = _channels(directory)
        self._store = MemoryStore(keys=PlainKeys())
        self.runs = Runs(self._place(directory, frozenset(channels)))
        self._triggering = Triggering(self.runs)
        self.prepared: Prepared = self._triggering.prepare(
            setting.playbook, setting.given, setting.facts, language=setting.language
        )
        self._simulator = Simulator(
            self.runs,
            channels,
            self._clock,
            manners=manners or Manners(),
            dice=Dice(setting.seed),
            moved=moved,
        )

    def play(self, until: Millis) -> str:
        """Trigger, and go from moment to moment until it is over or until this instant; the run."""
        officer = Actor(alias=self._setting.officer, door=DOOR)
        result = self._triggering.start(self.prepared, actor=officer, key="drill")
        if isinstance(result, Refusal):
            raise NotAllowed(result.code)
        self._simulator.begin()
        self._simulator.play(until)
        self._simulator.close(officer)
        return result.run

    def keep(self) -> None:
        """Write it to the database of the simulations."""
        with closing(_database(self._workspace)) as kept:
            keep(self._store, kept)

    def _place(self, directory: Directory, channels: frozenset[str]) -> Workplace:
        setting, settings = self._setting, self._workspace.settings
        names = RandomIds(WallClock(), settings.tz)
        return Workplace(
            mode=Mode.SIMULATION,
            store=self._store,
            directory=MemoryDirectory(directory),
            clock=self._clock,
            wall=HandClock(setting.start),
            playbooks=self._workspace.playbooks,
            ids=RepeatableIds(names.run),
            zone=settings.tz,
            voice=self._workspace.voice,
            channels=channels,
            header={
                "version": version("calamiteit"),
                "municipality": settings.municipality,
                "directory": directory.hash,
                "seed": setting.seed,
            },
        )


def simulation_app(workspace: Workspace, report: Report) -> App:
    """The simulations that were kept, to look at. Nothing in it can send. Raises StoreTrouble."""
    clock = WallClock()
    settings = workspace.settings
    place = Workplace(
        mode=Mode.SIMULATION,
        store=_database(workspace),
        directory=workspace.contacts,
        clock=clock,
        wall=clock,
        playbooks=workspace.playbooks,
        ids=RandomIds(clock, settings.tz),
        zone=settings.tz,
        voice=workspace.voice,
        channels=frozenset(),
        header={"version": version("calamiteit"), "municipality": settings.municipality},
    )
    return App(place=place, transports=_nothing, alarm=HandAlarm, report=report)


def _database(workspace: Workspace) -> SqlStore:
    return SqlStore(
        workspace.database(Mode.SIMULATION),
        keys=workspace.keys,
        mode=Mode.SIMULATION,
        durable=False,
        refuse_old_library=False,
    )


def _channels(directory: Directory) -> dict[str, PlainMemoryChannel]:
    """One in memory for each that somebody has; those that can do more have the name of Slack."""
    routes = {route.channel for person in directory.people.values() for route in person.routes}
    plain = {name: PlainMemoryChannel(name, looks=False) for name in sorted(routes - {"phone", "slack"})}
    return {"slack": MemoryChannel("slack"), **plain}


def _nothing() -> Transports:
    return Transports(channels={})
