"""SIGKILL to the first due timer handled by the next `serve`, and the memory of `serve`, with many runs."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from benchmarks.figure import Figure, Setting, median
from benchmarks.processes import PROGRAM, memory_of, running, until
from benchmarks.towns import STEPS, forty_steps, opened, plan_of, practice_slack, start_runs, town
from calamiteit.bootstrap.app import App
from calamiteit.ports.store import RowState

NAME = "recovery"
SECONDS, MEGABYTES, RUNS = 2.0, 130, 100
ROUNDS = 7
SERVE = (*PROGRAM, "serve")
SOON = 2
"""Seconds from the start of a run to its timer: time enough to commit it, and to kill at that moment."""


def measure(setting: Setting) -> list[Figure]:
    """One workspace, killed again and again."""
    runs = 5 if setting.quick else RUNS
    folder = setting.folder / NAME
    with practice_slack(setting.folder / f"{NAME}-members") as slack:
        plans = {"forty-steps": forty_steps(), "soon": plan_of("soon", [f"+{SOON}s"])}
        town(folder, slack.lines(), playbooks=plans)
        app = opened(folder)
        try:
            start_runs(app, "forty-steps", runs)
            took, memory = _kills(app, folder, setting.rounds(ROUNDS))
        finally:
            app.close()
    return [
        Figure(
            name=NAME,
            what=f"SIGKILL to the first due timer handled; {runs} open runs of {STEPS} steps",
            value=median(took),
            unit="s",
            target=SECONDS,
            detail=f"slowest of {len(took)}: {max(took):.2f} s; a new `serve` is started at the kill",
        ),
        Figure(
            name=NAME,
            what="memory of `serve` with those runs, at its highest",
            value=max(memory),
            unit="MB",
            target=MEGABYTES,
            detail=f"median {median(memory):.0f} MB; with Slack and its door open",
        ),
    ]


def _kills(app: App, folder: Path, rounds: int) -> tuple[list[float], list[float]]:
    """Seconds of each recovery and the memory after it; each `serve` but the first follows a killed one."""
    took: list[float] = []
    memory: list[float] = []
    with ExitStack() as processes:
        process = processes.enter_context(running(SERVE, folder))
        until(lambda: _is_quiet(app), 120, f"the first messages are sent, see {folder}/program.log")
        for _ in range(rounds):
            is_handled, due = _timer_soon(app)
            time.sleep(max(0.0, due - time.time()))
            process.kill()
            killed = time.perf_counter()
            process = processes.enter_context(running(SERVE, folder))
            until(is_handled, 30, f"the timer fires, see {folder}/program.log")
            took.append(time.perf_counter() - killed)
            until(lambda: _is_quiet(app), 60, "the messages of the timer are sent")
            memory.append(memory_of(process.pid)["VmHWM"])
    return took, memory


def _timer_soon(app: App) -> tuple[Callable[[], bool], float]:
    """A new run whose one timer is due in a moment: whether it was handled, and when it is due."""
    (run,) = start_runs(app, "soon", 1)
    wanted = min(app.place.store.timers(run), key=lambda row: row.fire_at)

    def is_handled() -> bool:
        return wanted not in app.place.store.timers(run)

    return is_handled, wanted.fire_at / 1000


def _is_quiet(app: App) -> bool:
    store = app.place.store
    return not store.rows(state=RowState.WAITING) and not store.rows(state=RowState.SENDING)
