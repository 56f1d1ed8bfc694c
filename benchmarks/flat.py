"""Whether a transition costs the same with many open runs, and late in a long run; drawn as a picture."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.figure import Figure, Setting, median
from benchmarks.picture import Line, draw
from benchmarks.processes import ROOT
from benchmarks.towns import OFFICER, opened, plan_of, start_runs, town
from calamiteit.bootstrap.app import App
from calamiteit.core.chain import Entry
from calamiteit.core.run import commands as c
from calamiteit.core.run.recorded import Recorded
from calamiteit.core.time import MINUTE
from calamiteit.engine.runs import Done
from calamiteit.ports.store import Batch

NAME = "flat"
TIMES = 1.5
RUNS, EVENTS = (1, 10, 100, 1000), (40, 400, 4000, 40_000)
FEW_RUNS, FEW_EVENTS = (1, 10), (40, 400)
ROUNDS, ACTS = 8, 10
PICTURE = ROOT / "docs" / "pictures" / "cost-of-a-transition.svg"
LATER = "step-2"


def measure(setting: Setting) -> list[Figure]:
    """Both lines; the picture is drawn again by a full run only."""
    runs, events = (FEW_RUNS, FEW_EVENTS) if setting.quick else (RUNS, EVENTS)
    by_runs = _with_open_runs(setting.folder / f"{NAME}-runs", runs, setting.rounds(ROUNDS))
    by_events, cold = _with_events(setting.folder / f"{NAME}-events", events, setting.rounds(ROUNDS))
    if not setting.quick:
        lines = [Line("open runs, each of a few events", by_runs), Line("events in the run", by_events)]
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        PICTURE.write_text(draw(lines, "how many", "milliseconds for one transition"), encoding="utf-8")
    most = max(by_events)
    return [
        _figure(f"transition with {max(by_runs)} open runs, against 1", by_runs),
        _figure(f"transition at {most} events in its run, against {min(by_events)}", by_events),
        Figure(
            name=NAME,
            what=f"a process that sees a run of {most} events for the first time",
            value=cold,
            unit="s",
            detail="folds all of them once; after that it reads what is new",
        ),
    ]


def _figure(what: str, costs: dict[int, float]) -> Figure:
    few, many = costs[min(costs)], costs[max(costs)]
    return Figure(
        name=NAME,
        what=what,
        value=many / few,
        unit="times",
        target=TIMES,
        detail=f"{many:.2f} ms against {few:.2f} ms",
    )


def _with_open_runs(folder: Path, counts: Sequence[int], rounds: int) -> dict[int, float]:
    """Milliseconds of a transition by the number of open runs. Few and many are measured turn by turn."""
    apps: dict[int, tuple[App, list[str]]] = {}
    for count in counts:
        town(folder / str(count), "", playbooks={"two-steps": plan_of("two-steps", ["+0m", "+9h"])})
        app = opened(folder / str(count))
        apps[count] = (app, start_runs(app, "two-steps", count))
    costs: dict[int, list[float]] = {count: [] for count in counts}
    for number in range(rounds + 1):
        for count, (app, runs) in apps.items():
            costs[count] += [_cost(app, runs[(number * ACTS + n) % count], n) for n in range(ACTS)]
    for app, _ in apps.values():
        app.close()
    return {count: median(found[ACTS:]) for count, found in costs.items()}


def _with_events(folder: Path, counts: Sequence[int], rounds: int) -> tuple[dict[int, float], float]:
    """Milliseconds of a transition by the number of events in its run; seconds to fold the longest."""
    town(folder, "", playbooks={"two-steps": plan_of("two-steps", ["+0m", "+9h"])})
    app = opened(folder)
    runs = dict(zip(counts, start_runs(app, "two-steps", len(counts)), strict=True))
    for count, run in runs.items():
        _write_events(app, run, count)
    app.close()
    app = opened(folder)
    started = time.perf_counter()
    app.runs.look(runs[max(counts)])
    cold = time.perf_counter() - started
    costs: dict[int, list[float]] = {count: [] for count in counts}
    for _ in range(rounds + 1):
        for count, run in runs.items():
            costs[count] += [_cost(app, run, n) for n in range(ACTS)]
    app.close()
    return {count: median(found[ACTS:]) for count, found in costs.items()}, cold


def _cost(app: App, run: str, n: int) -> float:
    """Milliseconds to move a step of a run: one event, one timer, the card of the run, durable."""
    move = c.Redate(step=LATER, at=app.place.clock.now() + (60 + n) * MINUTE)
    started = time.perf_counter()
    result = app.runs.act(run, lambda seals: move, actor=app.actor(OFFICER), key=app.place.ids.fresh())
    took = (time.perf_counter() - started) * 1000
    if not isinstance(result, Done):
        raise RuntimeError(f"the step was not moved: {result}")
    return took


def _write_events(app: App, run: str, count: int) -> None:
    """The move of a step, recorded again and again until the run has this many events."""
    _cost(app, run, 0)
    last = app.runs.log(run)[-1]
    while (info := app.place.store.info(run)) is not None and info.version < count:
        size = min(2000, count - info.version)
        entries = tuple(_again(last, info.version + n) for n in range(1, size + 1))
        app.place.store.commit([Batch(stream=run, expected=info.version, entries=entries)])


def _again(last: Recorded, seq: int) -> Entry:
    return replace(last, seq=seq).to_entry()
