"""The top of each picture: the mode, the municipality, and whether an engine is alive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from calamiteit.core.modes import Mode

if TYPE_CHECKING:
    from calamiteit.cli.frame import Frame

MODE_STYLES = {
    Mode.LIVE: "bold white on red",
    Mode.EXERCISE: "bold white on blue",
    Mode.SIMULATION: "bold white on green",
}


def heading(frame: Frame) -> Text:
    """The mark of the mode that this command looks at."""
    return mode_mark(frame, frame.window.mode)


def mode_mark(frame: Frame, mode: Mode) -> Text:
    """` LIVE  Lindeveen`: nobody may take one mode for another."""
    mark = frame.say(f"status.mode.{mode.value}")
    return Text.assemble((f" {mark} ", MODE_STYLES[mode]), " ", (frame.workspace.basics.municipality, "bold"))


def engine_line(frame: Frame) -> Text:
    """Who sends and watches deadlines; loud when nobody does."""
    holder = frame.window.holder()
    if holder is None:
        return Text(frame.say("engine.none"), style="bold white on red")
    return Text(frame.say("engine.alive", holder=_process(holder)), style="dim")


def contacts_line(frame: Frame) -> Text | None:
    """That the contact files of now cannot be used, and what counts instead; None when they can."""
    problems = frame.window.directory.problems()
    if not problems:
        return None
    return Text(frame.say("status.contacts-broken", problem=str(problems[0])), style="bold yellow")


def _process(holder: str) -> str:
    """`host 4711`: what a person needs of the name of a process (see adapters.process)."""
    machine, _, rest = holder.partition("/")
    number = rest.split(":")[1:2]
    return " ".join([machine, *number])
