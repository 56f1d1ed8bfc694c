"""A durable transition against a single insert into SQLite, on the same disk, turn by turn."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.figure import Figure, Setting, median
from calamiteit.adapters.files.templates import Templates
from calamiteit.adapters.keys import WorkspaceKeys
from calamiteit.adapters.store.library import pick
from calamiteit.adapters.store.sql_store import SqlStore
from calamiteit.core.chain import Entry
from calamiteit.core.time import MINUTE
from calamiteit.ports.store import Batch, OutboxRow, Outcome, TimerRow

NAME = "transition"
RATIO, RATIO_TOGETHER = 0.30, 0.40
ROUNDS, INSERTS, TRANSITIONS, TOGETHER = 40, 100, 50, 25
_NOW = 1_796_000_000_000
_TEXT = "Er is iets gebeurd bij {{ place }} in {{ area }}. Bel terug voor {{ time }}."
_VALUES = {"place": "Markt", "area": "centrum", "time": "03:20"}


class Plain:
    """The yardstick: one row per transaction in a table of two columns, write-ahead log, synchronous=FULL."""

    def __init__(self, path: Path) -> None:
        self._connection: Any = pick().connect(str(path), isolation_level=None)
        for setting in ("journal_mode=WAL", "synchronous=FULL"):
            self._connection.execute(f"PRAGMA {setting}")
        self._connection.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, body TEXT)")

    def rate(self, count: int) -> float:
        """Rows of 200 characters a second, each durable before the next."""
        started = time.perf_counter()
        for _ in range(count):
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.execute("INSERT INTO row (body) VALUES (?)", ("x" * 200,))
            self._connection.execute("COMMIT")
        return count / (time.perf_counter() - started)

    def close(self) -> None:
        """Free the file."""
        self._connection.close()


class Transitions:
    """Transitions through the live store: inbox, two events, stream, outbox, timer, one rendered text."""

    def __init__(self, folder: Path) -> None:
        self.store = SqlStore(
            folder / "live.db", keys=WorkspaceKeys.create(folder / "keys" / "workspace.key")
        )
        self._templates = Templates(folder, ZoneInfo("Europe/Amsterdam"))
        self._versions: dict[str, int] = {}

    def rate(self, run: str, count: int) -> float:
        """Transitions of one run a second, one transaction each."""
        started = time.perf_counter()
        for _ in range(count):
            if self.store.commit([self._batch(run)]) is not Outcome.COMMITTED:
                raise RuntimeError("a transition was not committed")
        return count / (time.perf_counter() - started)

    def rate_together(self, number: int, count: int) -> float:
        """Transitions a second, one of each of several runs in a transaction, each all or nothing."""
        runs = [f"L-{number}-{n}" for n in range(TOGETHER)]
        started = time.perf_counter()
        for _ in range(count // TOGETHER):
            outcomes = self.store.commit_each([[self._batch(run)] for run in runs])
            if set(outcomes) != {Outcome.COMMITTED}:
                raise RuntimeError(f"a transition was not committed: {outcomes}")
        return count / (time.perf_counter() - started)

    def _batch(self, run: str) -> Batch:
        version = self._versions.get(run, 0)
        self._versions[run] = version + 2
        id = f"{run}:{version + 2}:0"
        body = self._templates.text(_TEXT, _VALUES)
        text, key = self.store.seal(body, id=id, key_id=f"run:{run}", stream=run)
        at = _NOW + version
        row = OutboxRow(
            id=id, stream=run, channel="slack", lane="slack:heron", to="heron", purpose="ask", assignment=1,
            text_id=id, created_at=at, next_at=at,
        )  # fmt: skip
        return Batch(
            stream=run,
            expected=version,
            header={"run": run} if not version else None,
            status="open",
            inbox=(id,),
            entries=tuple(_entry(version + n, at) for n in (1, 2)),
            outbox=(row,),
            timers=(TimerRow(stream=run, id="chase:1", generation=version, fire_at=at + MINUTE),),
            texts=(text,),
            keys=() if key is None else (key,),
        )


def _entry(seq: int, at: int) -> Entry:
    by = {"alias": "heron", "door": "slack"}
    return Entry(
        seq=seq, at=at, kind="acknowledged", body={"by": dict(by), "event": {"number": seq, "step": "ask"}}
    )


def measure(setting: Setting) -> list[Figure]:
    """Both ways of committing, and the yardstick, turn by turn."""
    folder = setting.room(NAME)
    plain, transitions = Plain(folder / "plain.db"), Transitions(folder)
    rates: dict[str, list[float]] = {"plain": [], "alone": [], "together": []}
    # The yardstick's log starts over after about 1000 rows; from then on no file grows.
    plain.rate(setting.rounds(1500, 20))
    transitions.rate("L-0", setting.rounds(300, 5))
    transitions.store.checkpoint()
    for number in range(setting.rounds(ROUNDS)):
        rates["plain"].append(plain.rate(INSERTS))
        rates["alone"].append(transitions.rate(f"L-{number}", TRANSITIONS))
        rates["together"].append(transitions.rate_together(number, TRANSITIONS))
        transitions.store.checkpoint()
    plain.close()
    transitions.store.close()
    return [
        _figure("a durable transition", rates, "alone", RATIO),
        _figure(
            f"the same, {TOGETHER} independent runs committed together", rates, "together", RATIO_TOGETHER
        ),
    ]


def _figure(what: str, rates: dict[str, list[float]], kind: str, target: float) -> Figure:
    ours, yardstick = median(rates[kind]), median(rates["plain"])
    return Figure(
        name=NAME,
        what=f"{what}, as part of a single SQLite insert (WAL, FULL)",
        value=median([a / b for a, b in zip(rates[kind], rates["plain"], strict=True)]),
        target=target,
        at_least=True,
        detail=f"{ours:.0f} against {yardstick:.0f} a second",
    )
