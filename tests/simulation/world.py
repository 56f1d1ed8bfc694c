"""A town in which a script is played: time passes, people act, parts fail, and the watch looks on."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from calamiteit.core.contacts.directory import Directory, Duty
from calamiteit.core.errors import CalamiteitError, Mistake, StoreTrouble, VersionConflict
from calamiteit.core.run.actors import Actor
from calamiteit.core.run.decide import Refusal
from calamiteit.core.run.state import Run
from calamiteit.core.time import HOUR, MINUTE, SECOND, Millis
from calamiteit.engine.runs import Build, Known, Result
from calamiteit.ports.desk import Click, Reply, SlashCommand
from tests.simulation.acts import ACTS
from tests.simulation.faults import Faults, Killed
from tests.simulation.process import RESTLESS, Outside, Process
from tests.simulation.script import Act, Script
from tests.simulation.towns import Town
from tests.simulation.watching import BrokenError, Watch
from tests.support.crisis import Roster

SWEEP: Millis = 10 * MINUTE
"""In a town where nothing happens, so often is enough; after each act it is five seconds."""
SOON: Millis = 5 * SECOND
MOST_PROCESSES = 2
MOST_RUNS = 2
DEEPEST = 2
"""So deep things may happen in the middle of other things."""


class World:
    """Plays acts one after another. Everything follows from the town and the script."""

    def __init__(self, town: Town) -> None:
        self.outside: Outside = Outside(town)
        self.watch = Watch(self.outside)
        self.faults: Faults = Faults()
        self.processes: list[Process] = []
        self.tally: dict[str, int] = {}
        self.clicks: list[Click | SlashCommand] = []
        self.held: list[Click] = []
        """Taps that were made and have not arrived."""
        self._names = itertools.count(1)
        self._keys = itertools.count(1)
        self._gone: set[str] = set()
        self._taken: set[str] = set()
        self._away: set[str] = set()
        self._duties: dict[str, list[Duty]] = {}
        self._up_again: list[tuple[Millis, str]] = []
        self._sweep_at: Millis = 0
        self._disturbed_at: Millis = 0
        self._depth = 0
        self.trigger_and_start()

    # --- playing

    def play(self, script: Script) -> None:
        """The whole script, then calm, then the last checks."""
        for act in script:
            self.do(act)
        self.heal()
        self.pass_time(self.outside.town.calm)
        self.watch.end(self._engine())

    def do(self, act: Act) -> None:
        """One act; afterwards everything that must hold is checked."""
        self.count(act.what)
        ACTS[act.what](self, act)
        self._sweep_at = min(self._sweep_at, self.now + SOON)
        if not self._depth:
            self.settle()

    def count(self, what: str) -> None:
        """For the figures."""
        self.tally[what] = self.tally.get(what, 0) + 1

    @property
    def now(self) -> Millis:
        """The town's time."""
        return self.outside.clock.now()

    # --- time

    def pass_time(self, duration: Millis) -> None:
        """Time passes; whoever can act does so at each moment at which there is something to do."""
        target = self.now + duration
        while True:
            self.settle()
            moment = min([target, self._sweep_at, *self._alarms(), *(at for at, _ in self._up_again)])
            if self.now >= target:
                return
            self.outside.clock.set(max(self.now + 1, moment))
            self._come_up()

    def _alarms(self) -> Iterator[Millis]:
        for process in self.processes:
            if not process.dead and not process.busy:
                if process.paused_until > self.now:
                    yield process.paused_until
                elif process.holds and process.alarm.at is not None:
                    yield process.alarm.at

    def settle(self) -> None:
        """Let everybody do what can be done at this moment, until there is nothing more."""
        sweeps = self.now >= self._sweep_at
        for _ in range(RESTLESS):
            began = self.now
            moved = [self._step(process, sweeps) for process in tuple(self.processes)]
            if not any(moved) and self.now == began:
                break
            sweeps = False
        else:
            raise BrokenError("the engine does not come to rest")
        if self.now >= self._sweep_at:
            self._sweep_at = self.now + SWEEP
        self.processes = [process for process in self.processes if not process.dead]
        self.watch.look(calm=self._is_calm())

    def _is_calm(self) -> bool:
        """Whether nothing disturbs the engine, so that what is due has been done."""
        works = any(process.holds and process.can_act() for process in self.processes)
        return works and not self.faults and not self._depth and self.now - self._disturbed_at > SOON

    def _step(self, process: Process, sweeps: bool) -> bool:
        if not process.can_act():
            return False
        rings = process.alarm.at is not None and process.alarm.at <= self.now
        if rings:
            process.alarm.at = None
        moved = False
        with self.running(process):
            moved = process.step(woken=rings or sweeps)
        return moved

    # --- processes

    def start_process(self) -> Process:
        """Somebody starts an engine; it waits while another has the lease."""
        process = self._new_process("engine")
        self.processes.append(process)
        return process

    def terminal(self) -> Process:
        """Somebody types a command: a process that lives as long as that."""
        return self._new_process("terminal")

    def _new_process(self, kind: str) -> Process:
        return Process(
            f"{kind}-{next(self._names)}",
            self.outside,
            strike=self._strike,
            sending=self.watch.sending,
            report=self._reported,
            is_gone=self._gone.__contains__,
        )

    def _disturbed(self) -> None:
        """Something went wrong now: loops try again soon."""
        self._disturbed_at = self.now
        self._sweep_at = min(self._sweep_at, self.now + SOON)

    def _reported(self, process: Process, where: str, error: Exception) -> None:
        """Trouble is expected here; any other error is a fault of the program."""
        self._disturbed()
        self.count(f"trouble: {type(error).__name__}")
        if not isinstance(error, CalamiteitError) or "not armed" in str(error):
            raise BrokenError(f"{process.name} failed at {where}: {error!r}") from error

    @contextmanager
    def running(self, process: Process) -> Iterator[None]:
        """The process does something; being killed ends it and nobody else."""
        process.busy += 1
        try:
            yield
        except Killed:
            self.bury(process)
        finally:
            process.busy -= 1

    def bury(self, process: Process) -> None:
        """It is gone with all that it had in memory; the others know when they look."""
        process.dead = True
        self._gone.add(process.name)
        self.watch.replay(other for other in self.processes if other.can_act())

    def _engine(self) -> Process:
        held = [process for process in self.processes if process.holds]
        if len(held) != 1:
            raise BrokenError(f"after the calm {len(held)} engines believe that they hold the lease")
        return held[0]

    # --- faults

    def _strike(self, process: Process, point: str, when: str) -> None:
        if not self.faults:
            return
        for act in self.faults.take(point, when):
            kind, _, _, _, milliseconds = act.args
            self.count(f"fault: {kind}")
            self._disturbed()
            match kind:
                case "trouble":
                    raise StoreTrouble("the disk is full", code="disk-full")
                case "conflict":
                    raise VersionConflict("another process was first")
                case "slow":
                    self.outside.clock.advance(int(milliseconds))
                    self._disturbed()
                case "kill":
                    raise Killed
                case _:
                    self._meanwhile(act.inner)
            if process.dead:
                raise Killed

    def _meanwhile(self, acts: Iterable[Act]) -> None:
        """Things happen to the others while one process stands still in the middle of something."""
        if self._depth >= DEEPEST:
            return
        self._depth += 1
        try:
            for act in acts:
                self.do(act)
        finally:
            self._depth -= 1

    def down(self, channel: str, duration: Millis) -> None:
        """A channel does not work for a while."""
        self.outside.channels[channel].go_down()
        self._up_again.append((self.now + duration, channel))

    def _come_up(self) -> None:
        for at, channel in [item for item in self._up_again if item[0] <= self.now]:
            self._up_again.remove((at, channel))
            self.outside.channels[channel].come_up()

    def heal(self) -> None:
        """From here on everything works, and there is an engine."""
        self.faults.clear()
        self._up_again.clear()
        for channel in self.outside.channels.values():
            channel.forget_faults()
        for process in self.processes:
            process.paused_until = 0
        self.pass_time(MINUTE)
        if not self.processes:
            self.start_process()

    # --- people

    def trigger_and_start(self) -> None:
        """An engine is there before anything happens."""
        self.start_process()

    def key(self) -> str:
        """A fresh key of a command."""
        return f"key-{next(self._keys)}"

    def runs(self) -> list[Run]:
        """Every run as it stands in the log, also in the middle of something."""
        self.watch.catch_up()
        return list(self.watch.runs.values())

    def people(self) -> list[str]:
        """Everybody of the town, there or not."""
        return sorted(self.outside.town.directory.people)

    def tap(self, tap: Click | SlashCommand) -> None:
        """Through the door of the engine, if there is one; a tap that nobody takes is lost."""
        process = next((p for p in self.processes if p.holds and p.can_act()), None)
        if process is None:
            return
        if tap not in self.clicks:
            self.clicks.append(tap)
        name = f"{'click' if isinstance(tap, Click) else 'slash'}:{tap.key}"
        before = {id: info.version for id, info in self.outside.shelf.streams.items() if info.kind == "run"}
        depth = self.tally.get("fault: meanwhile", 0)
        with self.running(process):
            self._bring(process, tap)
        after = {id: self.outside.shelf.streams[id].version for id in before}
        if before == after or depth != self.tally.get("fault: meanwhile", 0):
            return
        if name in self._taken:
            raise BrokenError(f"{name} was taken a second time")
        self._taken.add(name)

    def _bring(self, process: Process, tap: Click | SlashCommand) -> Reply:
        if isinstance(tap, Click):
            return process.desk.click(tap)
        return process.desk.command(tap)

    def command(self, run: str, build: Build, by: str) -> None:
        """Somebody types a command on a run."""
        process = self.terminal()
        with self.running(process):
            self._told(
                lambda: process.runs.act(run, build, actor=Actor(alias=by, door="cli"), key=self.key())
            )

    def trigger(self) -> None:
        """Somebody triggers the playbook as it stands on disk."""
        town, process = self.outside.town, self.terminal()
        if len(self.outside.shelf.events) > MOST_RUNS:
            return
        actor = Actor(alias=town.officer, door="cli")
        try:
            plan = self.outside.desktop.load(town.main).plan
        except Mistake as mistake:
            self.count(f"shown: {type(mistake).__name__}")
            return
        with self.running(process):
            prepared = process.triggering.prepare(town.main, town.given, ["fact"], language="en")
            known = set(self.outside.shelf.streams)
            self._told(lambda: process.triggering.start(prepared, actor=actor, key=self.key()))
            for id in set(self.outside.shelf.streams) - known - {"workspace"}:
                if "." not in id:
                    self.watch.pinned(id, plan)

    def _told(self, act: Callable[[], Result]) -> None:
        """What a terminal shows of an error is counted; only trouble may be shown."""
        try:
            result = act()
        except CalamiteitError as error:
            self.count(f"shown: {type(error).__name__}")
            return
        self.count(
            "refused" if isinstance(result, Refusal) else "known" if isinstance(result, Known) else "done"
        )

    def put_people(self) -> None:
        """The contact files as they are now."""
        directory: Directory = self.outside.town.directory
        people = {a: person for a, person in directory.people.items() if a not in self._away}
        hash = f"{len(self._away)}-{sum(map(len, self._duties.values()))}-{self.now}"
        changed = replace(directory, people=people, hash=hash, rota=Roster(**self._duties))
        self.outside.contacts.put(changed)

    def withdraw(self, alias: str) -> None:
        """Somebody wants nothing more to do with it."""
        self._away.add(alias)
        self.watch.leaves(alias)
        self.put_people()

    def come_back(self, alias: str) -> None:
        """Somebody is there again."""
        self._away.discard(alias)
        self.watch.present.returns(alias)
        self.put_people()

    def on_duty(self, role: str, alias: str) -> None:
        """The rota says so, for eight hours from now."""
        duty = Duty(alias=alias, start=self.now, end=self.now + 8 * HOUR)
        self._duties[role] = [duty, *self._duties.get(role, [])]
        self.put_people()
