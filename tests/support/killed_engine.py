"""A process that is the live engine of a workspace and kills itself, without warning, at a chosen point.

Run as: python -m tests.support.killed_engine WORKSPACE POINT[:COUNT] [PLAYBOOK]
Points: never, before-commit, after-commit, after-claim, after-send, after-mail, after-sent, timer,
after-MILLISECONDS.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from calamiteit.adapters.channels.mail import MailChannel
from calamiteit.adapters.channels.slack.channel import SlackChannel
from calamiteit.adapters.store.sql_store import SqlStore
from calamiteit.bootstrap import live
from calamiteit.bootstrap.workspace import Workspace
from calamiteit.core.errors import VersionConflict
from calamiteit.engine.runs import Done
from calamiteit.engine.service import Service
from calamiteit.ports.channel import Parcel, Result
from calamiteit.ports.store import Batch, OutboxRow, Outcome, RowState, TimerRow


class Doom:
    """Counts how often a point is passed, and kills at the chosen time."""

    def __init__(self, point: str) -> None:
        name, _, count = point.partition(":")
        self._name, self._left = name, int(count or 1)
        self._lock = threading.Lock()
        if name.startswith("after-") and name[6:].isdigit():
            threading.Timer(int(name[6:]) / 1000, self._die).start()

    def passes(self, name: str) -> None:
        """The process is at this point now."""
        with self._lock:
            if name == self._name:
                self._left -= 1
                if self._left <= 0:
                    self._die()

    def _die(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


def main(folder: str, point: str, playbook: str = "") -> None:
    """Open, trigger when asked to, be the engine until killed or until the standard input ends."""
    doom = Doom(point)
    _arm(doom)
    workspace = Workspace.open(Path(folder))
    app = live.live_app(workspace, _report)
    if playbook:
        prepared = app.triggering.prepare(playbook, {"place": "the square"}, [], language="en")
        started = app.triggering.start(prepared, actor=app.actor("heron"), key=app.place.ids.fresh())
        if isinstance(started, Done):
            print(f"run {started.run}", flush=True)
    engine = app.become_engine()
    print("engine" if engine else "no-lease", flush=True)
    sys.stdin.read()
    app.close()


def _arm(doom: Doom) -> None:
    """Put the point into the real store, the real channel and the real service of this process."""

    send: Callable[[SlackChannel, Parcel], Result] = SlackChannel.send

    def doomed_send(channel: SlackChannel, parcel: Parcel) -> Result:
        result = send(channel, parcel)
        doom.passes("after-send")
        return result

    mail: Callable[[MailChannel, Parcel], Result] = MailChannel.send

    def doomed_mail(channel: MailChannel, parcel: Parcel) -> Result:
        result = mail(channel, parcel)
        doom.passes("after-mail")
        return result

    fire: Callable[[Service, Sequence[TimerRow]], None] = Service._fire_together

    def doomed_fire(service: Service, rows: Sequence[TimerRow]) -> None:
        doom.passes("timer")
        fire(service, rows)

    doomed = (
        (live, "SqlStore", _doomed_store(doom)),
        (SlackChannel, "send", doomed_send),
        (MailChannel, "send", doomed_mail),
        (Service, "_fire_together", doomed_fire),
    )
    for owner, name, part in doomed:
        setattr(owner, name, part)


def _doomed_store(doom: Doom) -> type[SqlStore]:
    class DoomedStore(SqlStore):
        def commit(self, batches: Sequence[Batch]) -> Outcome:
            doom.passes("before-commit")
            outcome = super().commit(batches)
            doom.passes("after-commit")
            if any(change.state is RowState.SENT for batch in batches for change in batch.settled):
                doom.passes("after-sent")
            return outcome

        def commit_each(self, commands: Sequence[Sequence[Batch]]) -> Sequence[Outcome | VersionConflict]:
            doom.passes("before-commit")
            outcomes = super().commit_each(commands)
            doom.passes("after-commit")
            return outcomes

        def claim(
            self, *, epoch: int, now: int, channels: Sequence[str], busy_lanes: Sequence[str], limit: int
        ) -> Sequence[OutboxRow]:
            rows = super().claim(epoch=epoch, now=now, channels=channels, busy_lanes=busy_lanes, limit=limit)
            if rows:
                doom.passes("after-claim")
            return rows

    return DoomedStore


def _report(where: str, error: Exception) -> None:
    print(f"{where}: {type(error).__name__}: {error}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
