"""What a run leaves behind: tasks without an end, steps that did not take place, promises for later."""

from __future__ import annotations

from collections.abc import Iterator

from calamiteit.core.run.views import StatusView, StepLine
from calamiteit.engine.reporting.sentences import Teller

_LEFT = ("closed", "stopped")


def open_ends(teller: Teller, view: StatusView) -> Iterator[str]:
    """What is open or was left open, and the steps that did not take place."""
    yield from still_open(teller, view)
    for step in not_held(view):
        why = teller.say(f"log.why.{step.why}") if step.why else ""
        yield teller.say("report.open.step", title=teller.title(step.step), why=why)


def not_held(view: StatusView) -> list[StepLine]:
    """The steps that were called off before anybody was asked."""
    return [line for line in view.steps if line.outcome == "cancelled" and not line.tasks]


def still_open(teller: Teller, view: StatusView) -> Iterator[str]:
    """Tasks that are open or were left open, roles without a person, linked runs that go on."""
    for task in view.tasks:
        left = task.state == "cancelled" and task.why in _LEFT
        if left or task.ended_at is None:
            yield teller.say(
                "report.open.task",
                task=f"T{task.number}",
                title=teller.title(task.step),
                state=teller.say(f"report.state.{task.state}"),
                person=teller.person(task.alias),
            )
    for line in view.steps:
        for role in line.unfilled:
            title = teller.title(line.step)
            yield teller.say("report.open.unfilled", title=title, role=teller.role(role))
    for run, outcome in view.links.items():
        if not outcome:
            yield teller.say("report.open.link", run=run)


def promises(teller: Teller, view: StatusView) -> Iterator[str]:
    """What the plan still has to do at a later moment, and what waits for a date."""
    for line in view.steps:
        if line.state == "planned" and line.planned_at is not None:
            time = teller.clock(line.planned_at)
            yield teller.say("report.promises.at", title=teller.title(line.step), time=time)
        elif line.state == "planned":
            yield teller.say("report.promises.no-date", title=teller.title(line.step))
