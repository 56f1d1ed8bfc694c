"""How a run ends: stopped (false alarm), wound down, closed."""

from __future__ import annotations

from calamiteit.core.run import commands as c
from calamiteit.core.run import events as e
from calamiteit.core.run.decide import schedule
from calamiteit.core.run.decide.officer import require
from calamiteit.core.run.decide.turn import Refused, Turn
from calamiteit.core.run.state import OccurrenceState, RunStatus


def stop(turn: Turn, command: c.Stop) -> None:
    """Cancel everything; telling everyone who was told follows from the event."""
    require(turn, "stop")
    _end_everything(turn, "stopped")
    turn.record(e.RunStopped(false_alarm=command.false_alarm, reason=command.reason))


def wind_down(turn: Turn, command: c.WindDown) -> None:
    """What has not begun does not begin; what is open is finished; the long tail goes to a linked run."""
    require(turn, "wind-down")
    if turn.run.status is RunStatus.WINDING_DOWN:
        raise Refused("already-winding-down", ok=True)
    for step in (*turn.plan.steps.values(), *turn.run.added.values()):
        for occurrence in turn.run.steps.get(step.id, []):
            if occurrence.state is OccurrenceState.PLANNED:
                turn.record(
                    e.OccurrenceEnded(step=step.id, n=occurrence.n, outcome="cancelled", why="wound-down"),
                    by_engine=True,
                )
    turn.record(e.RunWoundDown(reason=command.reason, aftercare=command.aftercare))
    if command.aftercare:
        child = f"{turn.run.id}.{len(turn.run.links) + 1}"
        turn.record(e.LinkedRunAsked(step="", n=0, run=child, playbook=command.aftercare), by_engine=True)


def close(turn: Turn, command: c.Close) -> None:
    """Nothing more happens; open assignments are named and must be accepted as open."""
    require(turn, "close")
    left = tuple(assignment.number for assignment in turn.run.open_assignments())
    if left and not command.accept_open:
        raise Refused("still-open", numbers=", ".join(f"T{number}" for number in left), count=len(left))
    _end_everything(turn, "closed")
    turn.record(e.RunClosed(left_open=left, reason=command.reason))


def _end_everything(turn: Turn, why: str) -> None:
    for occurrences in tuple(turn.run.steps.values()):
        for occurrence in occurrences:
            if occurrence.state is OccurrenceState.OVER:
                continue
            schedule.cancel_open(turn, occurrence, why)
            ended = e.OccurrenceEnded(step=occurrence.step, n=occurrence.n, outcome="cancelled", why=why)
            turn.record(ended, by_engine=True)
    for assignment in turn.run.open_assignments():
        turn.record(e.AssignmentCancelled(number=assignment.number, why=why), by_engine=True)


def linked_end(turn: Turn, command: c.RecordLinkedEnd) -> None:
    """A linked run is over, and so is the step that started it; a second report changes nothing."""
    if turn.run.links.get(command.run, "unknown"):
        raise Refused("stale", ok=True)
    turn.record(e.LinkedRunEnded(run=command.run, outcome=command.outcome))
    if turn.run.over:
        return
    for occurrences in tuple(turn.run.steps.values()):
        for occurrence in occurrences:
            if occurrence.linked_run == command.run and occurrence.state is OccurrenceState.RUNNING:
                outcome = "done" if command.outcome == "closed" else "cancelled"
                schedule.end_occurrence(turn, turn.step(occurrence.step), occurrence, outcome, why="linked")
