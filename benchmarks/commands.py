"""How long `--help` and `status` take, next to a Python that does nothing."""

from __future__ import annotations

from benchmarks.figure import Figure, Setting, median
from benchmarks.processes import EMPTY, PROGRAM, seconds_of
from benchmarks.towns import opened, start_runs, town

NAME = "commands"
HELP_TIMES, STATUS_TIMES = 10, 45
ROUNDS = 15


def measure(setting: Setting) -> list[Figure]:
    """Both commands and the empty program, turn by turn, in a workspace with one open run."""
    folder = town(setting.folder / NAME, "")
    app = opened(folder)
    start_runs(app, "attack-own-town", 1)
    app.close()
    commands = {"empty": EMPTY, "--help": (*PROGRAM, "--help"), "status": (*PROGRAM, "status")}
    took: dict[str, list[float]] = {name: [] for name in commands}
    for command in commands.values():
        seconds_of(command, folder)
    for _ in range(setting.rounds(ROUNDS)):
        for name, command in commands.items():
            took[name].append(seconds_of(command, folder))
    return [_figure(took, "--help", HELP_TIMES), _figure(took, "status", STATUS_TIMES)]


def _figure(took: dict[str, list[float]], name: str, times: int) -> Figure:
    return Figure(
        name=NAME,
        what=f"`calamiteit {name}`, as a multiple of `python -c pass`",
        value=median(took[name]) / median(took["empty"]),
        unit="times",
        target=times,
        detail=f"{median(took[name]) * 1000:.0f} ms against {median(took['empty']) * 1000:.0f} ms",
    )
