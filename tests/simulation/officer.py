"""What people do about the tasks that there are: clicks, and what the officer types."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from calamiteit.core.run import commands as c
from calamiteit.core.run.state import Assignment, OccurrenceState, Run
from calamiteit.core.run.table import Verb
from calamiteit.core.time import HOUR
from calamiteit.engine.sealing import Seals
from calamiteit.ports.desk import Click
from tests.simulation.script import Act
from tests.simulation.towns import address_of

if TYPE_CHECKING:
    from tests.simulation.world import World

Build = Callable[[Seals], c.Command]


def open_tasks(world: World) -> list[tuple[Run, Assignment]]:
    """Every open task of every run."""
    return [(run, one) for run in world.runs() for one in run.open_assignments()]


def all_tasks(world: World) -> list[tuple[Run, Assignment]]:
    """Every task that there ever was."""
    return [(run, one) for run in world.runs() for one in run.assignments.values()]


def click_on(world: World, run: Run, assignment: Assignment, verb: str, alias: str, option: int) -> Click:
    """A tap on a button of a task, with the form filled in where there is one."""
    plan = world.watch.plan_of(run)
    step = plan.steps.get(assignment.step) or run.added[assignment.step]
    options = [one.id for one in step.options]
    return Click(
        key=world.key(),
        channel="slack",
        address=address_of(alias, "slack"),
        run=run.id,
        assignment=assignment.number,
        transition=verb,
        generation=assignment.generation,
        option=options[option % len(options)] if options and verb == "done" else "",
        text="because" if verb == "cannot" or step.minutes_required else "",
    )


def press_on(world: World, alias: str, pick: int) -> Click | None:
    """A tap on the button of a guard."""
    runs = world.runs()
    if not runs:
        return None
    run = runs[pick % len(runs)]
    guards = sorted(world.watch.plan_of(run).guards)
    if not guards:
        return None
    return Click(
        key=world.key(),
        channel="slack",
        address=address_of(alias, "slack"),
        run=run.id,
        assignment=None,
        transition="guard",
        option=guards[pick % len(guards)],
        text="a threat",
    )


def act(world: World, act: Act) -> None:
    """Something that the officer, or once in a while somebody else, types."""
    what, pick, other = str(act.args[0]), int(act.args[1]), int(act.args[2])
    runs = [run for run in world.runs() if not run.over]
    if not runs:
        return
    run = runs[pick % len(runs)]
    build = _command(world, run, what, pick, other)
    by = world.people()[other % len(world.people())] if other % 10 == 0 else world.outside.town.officer
    if build is not None:
        world.command(run.id, build, by)


def _command(world: World, run: Run, what: str, pick: int, other: int) -> Build | None:
    tasks = list(run.assignments)
    steps = sorted(world.watch.plan_of(run).steps)
    if not tasks:
        return None
    number, step = tasks[pick % len(tasks)], steps[pick % len(steps)]
    people, roles = world.people(), sorted(world.outside.town.directory.roles)
    alias, later = people[other % len(people)], world.now + (other % 5) * HOUR
    role, from_alias = roles[pick % len(roles)], run.assignments[number].alias
    builds: dict[str, Build] = {
        "skip": lambda seals: c.Skip(number=number, reason=seals.seal("no need")),
        "skip-step": lambda seals: c.Skip(step=step, reason=seals.seal("no need")),
        "reassign": lambda seals: c.Reassign(number=number, alias=alias),
        "give-step": lambda seals: c.Reassign(step=step, alias=alias),
        "add": lambda seals: c.AddTask(title=seals.seal("more"), role=role, within=HOUR),
        "start": lambda seals: c.StartStep(step=step),
        "redate": lambda seals: c.Redate(at=later, number=number),
        "hand-over": lambda seals: c.HandOver(from_alias=from_alias, to_alias=alias),
        "heard": lambda seals: c.Answer(number=number, verb=Verb.ACCEPT),
        "wake": lambda seals: _wake(run, wake=other % 2 == 0),
    }
    return builds[what]


def _wake(run: Run, *, wake: bool) -> c.Command:
    """An answer to the question whether people are to be woken; about nothing when it was not asked."""
    for found in run.steps.values():
        for occurrence in found:
            if occurrence.state is OccurrenceState.RUNNING and occurrence.wake_asked_until is not None:
                return c.DecideWake(step=occurrence.step, n=occurrence.n, wake=wake)
    return c.DecideWake(step="night", n=1, wake=wake)


def end(world: World, act: Act) -> None:
    """The officer ends the latest run."""
    runs = [run for run in world.runs() if not run.over]
    if not runs:
        return
    builds: dict[str, Build] = {
        "false-alarm": lambda seals: c.Stop(false_alarm=True, reason=seals.seal("nothing")),
        "stop": lambda seals: c.Stop(false_alarm=False, reason=seals.seal("enough")),
        "wind-down": lambda seals: c.WindDown(reason=seals.seal("calm"), aftercare="aftercare"),
        "close": lambda seals: c.Close(accept_open=True, reason=seals.seal("over")),
    }
    world.command(runs[-1].id, builds[str(act.args[0])], world.outside.town.officer)
