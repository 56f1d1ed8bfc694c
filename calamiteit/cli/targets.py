"""Which task or step a person means, and whose answer is being recorded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from calamiteit.cli.acting import the_run
from calamiteit.cli.frame import Frame
from calamiteit.core.errors import Mistake, UnknownName

if TYPE_CHECKING:
    from calamiteit.core.run.state import Run

_NUMBER = re.compile(r"[Tt]?(\d{1,6})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A task by number, or a step by its id; `run` is where it belongs."""

    run: str
    number: int | None = None
    step: str = ""

    def __str__(self) -> str:
        return f"T{self.number}" if self.number is not None else self.step


def target(frame: Frame, run: str | None, text: str) -> Target:
    """`T7`, `7` or the id of a step, in the run that is meant. Raises UnknownName."""
    run_id = the_run(frame, run)
    if match := _NUMBER.fullmatch(text):
        return Target(run=run_id, number=int(match[1]))
    pinned, state = frame.app.runs.look(run_id)
    steps = [*pinned.plan.steps, *state.added]
    if text not in steps:
        raise UnknownName("task or step", text, steps)
    return Target(run=run_id, step=text)


def task(frame: Frame, run: str | None, text: str, *, speaker: str = "") -> Target:
    """A task; the id of a step counts when the speaker has, or only one person has, an open task in it."""
    found = target(frame, run, text)
    if found.number is not None:
        return found
    _, state = frame.app.runs.look(found.run)
    open_ones = [a for a in state.open_assignments() if a.step == found.step]
    mine = [a for a in open_ones if a.alias == (speaker or frame.me)]
    chosen = mine or open_ones
    if len(chosen) != 1:
        tasks = ", ".join(f"T{a.number} {a.alias}" for a in chosen) or "–"
        raise Mistake(frame.say("failed.which-task", step=found.step, tasks=tasks))
    return Target(run=found.run, number=chosen[0].number)


def speaker(frame: Frame, found: Target, wanted: str | None, heard_by: str | None) -> tuple[str, str]:
    """On behalf of whom, and how it was heard: `--for ALIAS` or `--for ROLE`, else the holder of the task."""
    if wanted is None and heard_by is None:
        return "", ""
    _, state = frame.app.runs.look(found.run)
    return _alias(frame, state, found, wanted), heard_by or "phone"


def _alias(frame: Frame, state: Run, found: Target, wanted: str | None) -> str:
    assignment = state.assignments.get(found.number or 0)
    if assignment is None and wanted is None:
        raise UnknownName("task or step", str(found), [f"T{number}" for number in state.assignments])
    if assignment is not None and (wanted is None or wanted in assignment.roles):
        return assignment.alias
    directory = frame.app.place.directory.current()
    if wanted in directory.people:
        return str(wanted)
    if wanted in directory.roles:
        candidates = directory.candidates(str(wanted), frame.app.place.clock.now())
        return next((candidate.alias for candidate in candidates), "")
    raise UnknownName("role or person", str(wanted), [*directory.roles, *directory.people])
