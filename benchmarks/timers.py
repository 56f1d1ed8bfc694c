"""Many timers that are due at one instant: how late the work of each is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.figure import Figure, Setting, median, percentile
from benchmarks.processes import until
from benchmarks.towns import opened, plan_of, practice_slack, start_runs, town
from calamiteit.adapters.clock import WallClock
from calamiteit.adapters.memory.clock import HandClock
from calamiteit.adapters.store.sql_store import SqlStore
from calamiteit.bootstrap.app import App
from calamiteit.bootstrap.workspace import Workspace
from calamiteit.core.errors import VersionConflict
from calamiteit.core.modes import Mode
from calamiteit.core.time import MINUTE, SECOND, Millis
from calamiteit.ports.store import Batch, Outcome

NAME = "timers"
SECONDS, TIMERS = 0.3, 300
ROUNDS = 3
AFTER: Millis = 10 * MINUTE
"""From the start of a run to its timer. The runs are started on a clock that is turned back by so much."""


class Noting(SqlStore):
    """The live store, which notes when the first events of each run since the instant were durable.

    Whatever command comes first to a run after its timer is due does the work of that timer.
    """

    def __init__(self, workspace: Workspace, due: Millis) -> None:
        super().__init__(workspace.database(Mode.LIVE), keys=workspace.keys)
        self.done: dict[str, Millis] = {}
        self._due = due

    def commit(self, batches: Sequence[Batch]) -> Outcome:
        """Commit, then note."""
        outcome = super().commit(batches)
        self._note(batches)
        return outcome

    def commit_each(self, commands: Sequence[Sequence[Batch]]) -> Sequence[Outcome | VersionConflict]:
        """Commit together, then note."""
        outcomes = super().commit_each(commands)
        self._note([batch for batches in commands for batch in batches])
        return outcomes

    def _note(self, batches: Sequence[Batch]) -> None:
        now = WallClock().now()
        for batch in batches:
            if batch.kind == "run" and batch.entries and batch.entries[-1].at >= self._due:
                self.done.setdefault(batch.stream, now)


def measure(setting: Setting) -> list[Figure]:
    """Each round has runs and an engine of its own."""
    timers = 20 if setting.quick else TIMERS
    late: list[list[float]] = []
    with practice_slack(setting.folder / f"{NAME}-members") as slack:
        for number in range(setting.rounds(ROUNDS, 1)):
            folder = setting.folder / f"{NAME}-{number}"
            town(folder, slack.lines(), playbooks={"at-once": plan_of("at-once", ["+10m"])})
            late.append(_lateness(folder, timers, lead=6 * SECOND if setting.quick else 30 * SECOND))
    worst, half = [percentile(one, 99) for one in late], median([median(one) for one in late])
    return [
        Figure(
            name=NAME,
            what=f"{timers} timers due at one instant, 99th percentile of lateness with the work durable",
            value=median(worst),
            unit="s",
            target=SECONDS,
            detail=f"half done after {half:.2f} s; one run and message each, sent meanwhile",
        )
    ]


def _lateness(folder: Path, timers: int, lead: Millis) -> list[float]:
    """Seconds between the instant and the commit of each timer's work."""
    due = WallClock().now() + lead
    _runs_due_at(folder, due, timers)
    plain = opened(folder)
    store = Noting(Workspace.open(folder), due)
    plain.place.store.close()
    app = App(
        place=replace(plain.place, store=store),
        transports=plain.transports,
        alarm=plain.alarm,
        report=plain.report,
    )
    try:
        app.become_engine()
        until(
            lambda: store.next_send() is None,
            lead / SECOND - 2,
            "the first messages are sent before the instant",
        )
        until(lambda: len(store.done) >= timers, lead / SECOND + 30, "all timers fire")
    finally:
        app.close()
    return [(at - due) / SECOND for at in store.done.values()]


def _runs_due_at(folder: Path, due: Millis, count: int) -> None:
    """Runs of one timer each, all due at this instant."""
    plain = opened(folder)
    app = App(
        place=replace(plain.place, clock=HandClock(due - AFTER)),
        transports=plain.transports,
        alarm=plain.alarm,
        report=plain.report,
    )
    try:
        start_runs(app, "at-once", count)
    finally:
        app.close()
