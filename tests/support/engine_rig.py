"""An engine without threads on a real database file: a test turns the clock, sends and fires by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from calamiteit.adapters.ids import RandomIds
from calamiteit.adapters.memory.alarm import HandAlarm
from calamiteit.adapters.memory.channel import MemoryChannel, PlainMemoryChannel
from calamiteit.adapters.memory.clock import HandClock
from calamiteit.adapters.store.sql_store import SqlStore
from calamiteit.bootstrap.workspace import Workspace
from calamiteit.core.modes import Mode
from calamiteit.core.run import commands as c
from calamiteit.core.run.actors import Actor
from calamiteit.core.time import Millis, local_instant
from calamiteit.engine.runs import Done, Runs
from calamiteit.engine.sealing import Seals
from calamiteit.engine.service import Service
from calamiteit.engine.triggering import Triggering
from calamiteit.engine.workplace import Workplace
from calamiteit.ports.channel import Channel
from calamiteit.ports.store import OutboxRow, RowState

NINE = local_instant(date(2026, 6, 1), 9 * 60, ZoneInfo("Europe/Amsterdam"))
"""Nine in the morning of a Monday without surprises."""


class TurnedClock(HandClock):
    """Turned by hand, on which nobody waits: two seconds are no time."""

    def real_seconds(self, duration: Millis) -> float:
        """No real second passes."""
        return 0.0


class EngineRig:
    """One process with its own store on the file in `folder`; a second rig on it is a second process."""

    def __init__(
        self,
        folder: Path,
        clock: TurnedClock,
        *,
        holder: str = "first",
        slack: MemoryChannel | None = None,
        mail: PlainMemoryChannel | None = None,
        store: type[SqlStore] = SqlStore,
    ) -> None:
        self.clock = clock
        self.slack = slack or MemoryChannel("slack")
        self.mail = mail or PlainMemoryChannel("mail", looks=False)
        self.reported: list[tuple[str, Exception]] = []
        self._workspace = Workspace.open(folder)
        self.store = store(self._workspace.database(Mode.LIVE), keys=self._workspace.keys, durable=False)
        self.runs = Runs(self._place())
        channels: dict[str, Channel] = {"slack": self.slack, "mail": self.mail}
        self.service = Service(
            self.runs,
            channels,
            HandAlarm(),
            holder=holder,
            is_gone=lambda name: False,
            report=lambda where, error: self.reported.append((where, error)),
        )

    def _place(self) -> Workplace:
        settings = self._workspace.settings
        return Workplace(
            mode=Mode.LIVE,
            store=self.store,
            directory=self._workspace.contacts,
            clock=self.clock,
            wall=self.clock,
            playbooks=self._workspace.playbooks,
            ids=RandomIds(self.clock, settings.tz),
            zone=settings.tz,
            voice=self._workspace.voice,
            channels=frozenset({"slack", "mail"}),
        )

    @property
    def epoch(self) -> int:
        assert self.service.lease is not None
        return self.service.lease.epoch

    def trigger(self) -> str:
        """Commit a run; nothing is sent."""
        triggering = Triggering(self.runs)
        prepared = triggering.prepare("quick", {"place": "the square"}, [], language="en")
        actor = Actor(alias="heron", door="cli")
        result = triggering.start(prepared, actor=actor, key=self.runs.place.ids.fresh())
        assert isinstance(result, Done), result
        return result.run

    def send_all(self, channel: str = "slack") -> int:
        """Send what is due on one channel; how many rows were taken."""
        count = 0
        while self.service.courier.deliver_one(channel, self.epoch):
            count += 1
        return count

    def waiting(self, channel: str = "slack") -> list[OutboxRow]:
        """What waits on a channel."""
        return [row for row in self.store.rows(state=RowState.WAITING) if row.channel == channel]

    def close(self) -> None:
        self.store.close()


Make = Callable[..., EngineRig]
"""Makes one more process on the same workspace."""


def stop(rig: EngineRig, run: str, *, false_alarm: bool = True) -> None:
    """The officer stops the run."""

    def build(seals: Seals) -> c.Stop:
        return c.Stop(false_alarm=false_alarm, reason=seals.seal("fireworks", language="en"))

    rig.runs.act(run, build, actor=Actor(alias="heron", door="cli"))
