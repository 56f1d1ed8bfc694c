"""A durable transition against a step of DBOS, another library for durable work, on SQLite as well."""

from __future__ import annotations

import logging
import sqlite3
import time
from importlib.util import find_spec
from pathlib import Path

from benchmarks.figure import Figure, Setting, median
from benchmarks.transition import Transitions

NAME = "dbos_step"
TIMES = 4
ROUNDS, STEPS, TRANSITIONS = 10, 30, 30
WHAT = "durable transitions, as a multiple of DBOS steps on SQLite"


def measure(setting: Setting) -> list[Figure]:
    """With DBOS as it comes, and for comparison with its file in write-ahead logging."""
    if find_spec("dbos") is None:
        return [
            Figure(name=NAME, what=WHAT, target=TIMES, detail="not run: pip install dbos (group `bench`)")
        ]
    folder = setting.room(NAME)
    steps = Steps(folder / "dbos.sqlite")
    transitions = Transitions(folder)
    rates: dict[str, list[float]] = {"ours": [], "as it comes": [], "with WAL": []}
    transitions.rate("L-0", setting.rounds(300, 5))
    try:
        for kind in ("as it comes", "with WAL"):
            if kind == "with WAL":
                steps.use_write_ahead_log()
            for number in range(setting.rounds(ROUNDS)):
                transitions.store.checkpoint()
                rates["ours"].append(transitions.rate(f"L-{kind}-{number}", TRANSITIONS))
                rates[kind].append(steps.rate(STEPS))
    finally:
        steps.close()
        transitions.store.close()
    return [_figure(rates, "as it comes", TIMES), _figure(rates, "with WAL", None)]


def _figure(rates: dict[str, list[float]], kind: str, target: float | None) -> Figure:
    ours, theirs = median(rates["ours"]), median(rates[kind])
    return Figure(
        name=NAME,
        what=f"{WHAT}, {kind}",
        value=ours / theirs,
        unit="times",
        target=target,
        at_least=True,
        detail=f"{ours:.0f} against {theirs:.0f} a second",
    )


class Steps:
    """One workflow of DBOS that takes steps which do nothing; each is recorded before the next."""

    def __init__(self, path: Path) -> None:
        from dbos import DBOS

        logging.getLogger("dbos").setLevel(logging.ERROR)
        self._path = path
        config = {
            "name": "benchmark", "system_database_url": f"sqlite:///{path}", "log_level": "ERROR",
            "run_admin_server": False,
        }  # fmt: skip
        DBOS(config=config)

        def nothing(number: int) -> int:
            return number

        step = DBOS.step()(nothing)

        def work(count: int) -> float:
            started = time.perf_counter()
            for number in range(count):
                step(number)
            return count / (time.perf_counter() - started)

        self._work = DBOS.workflow()(work)
        DBOS.launch()

    def rate(self, count: int) -> float:
        """Steps a second, without the beginning and the end of the workflow."""
        return float(self._work(count))

    def use_write_ahead_log(self) -> None:
        """The mode is a property of the file, so that every later transaction uses it."""
        with sqlite3.connect(self._path) as connection:
            connection.execute("PRAGMA journal_mode=WAL")

    def close(self) -> None:
        """End its threads."""
        from dbos import DBOS

        DBOS.destroy()
