"""What a drill showed: goals against their times, who did not answer, what was left open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from calamiteit.cli.pictures.grid import grid
from calamiteit.core.run import events as e
from calamiteit.core.run.recorded import Recorded
from calamiteit.core.run.views import GoalLine, StatusView, status
from calamiteit.core.time import DAY, HOUR, MINUTE, SECOND, Millis, show_duration
from calamiteit.engine.reporting import teller_of

if TYPE_CHECKING:
    from calamiteit.cli.frame import Frame
    from calamiteit.engine.reporting.sentences import Teller
    from calamiteit.engine.runs import Runs

VERDICTS = {"met": "green", "late": "yellow", "missed": "bold red"}


def drilled_picture(frame: Frame, runs: Runs, run_id: str) -> RenderableType:
    """The goals, then the figures that say where it went wrong."""
    teller, recorded = teller_of(runs, run_id, frame.language)
    view = status(teller.plan, teller.run, teller.now)
    rows = [_goal(frame, teller, goal) for goal in view.goals]
    columns = [frame.say(f"report.goals.{name}") for name in ("mark", "within", "reached")]
    table = grid([*columns, ""], rows) if rows else Text(frame.say("drill.no-goals"))
    return Group(Text(), table, Text(), *(Text(line) for line in _figures(frame, view, recorded)))


def _goal(frame: Frame, teller: Teller, goal: GoalLine) -> tuple[str, ...]:
    verdict = "met" if not goal.missed and goal.reached_after is not None else "late"
    reached = "–"
    if goal.reached_after is None:
        verdict = "missed"
    else:
        reached = _roughly(goal.reached_after)
    return (
        teller.title(goal.step),
        show_duration(goal.within),
        reached,
        frame.say(f"drill.goal.{verdict}"),
    )


def _roughly(duration: Millis) -> str:
    """To the second in the first hour, to the minute on the first day, then to the hour."""
    unit = SECOND if duration < HOUR else MINUTE if duration < DAY else HOUR
    return show_duration(duration // unit * unit)


def _figures(frame: Frame, view: StatusView, recorded: list[Recorded]) -> list[str]:
    """Counts of what happened; a count of nothing is left out."""
    events = [one.event for one in recorded]
    asked = [task for task in view.tasks if task.state != "waiting"]
    counts = {
        "asked": len(asked),
        "unanswered": sum(task.acknowledged_at is None and task.state != "declined" for task in asked),
        "declined": sum(isinstance(event, e.AssignmentDeclined) for event in events),
        "deputies": sum(
            isinstance(event, e.AssignmentOpened) and event.follows is not None for event in events
        ),
        "officer": sum(isinstance(event, e.Escalated) and event.to == "officer" for event in events),
        "unfilled": sum(isinstance(event, e.RoleUnfilled) and not event.again for event in events),
    }
    return [frame.say(f"drill.count.{name}", count=count) for name, count in counts.items() if count]
