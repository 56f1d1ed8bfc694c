"""Every name that a playbook uses exists in it, and no name is given twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from calamiteit.core.playbook.authoring import Playbook
from calamiteit.core.playbook.checks.finding import Checked, error, unknown
from calamiteit.core.playbook.compile import EVERYBODY
from calamiteit.core.playbook.kinds import KINDS, StepModel
from calamiteit.core.playbook.kinds.meeting import MeetingStep
from calamiteit.core.playbook.times_form import AfterStepForm, AtForm, DateForm, UntilStepForm
from calamiteit.core.playbook.values import RESERVED
from calamiteit.core.problems import Path, Problem


def check_names(it: Checked) -> Iterator[Problem]:
    """Findings of the whole playbook; conditions are looked at elsewhere."""
    yield from _duplicates(it.playbook)
    yield from _top(it)
    for position, step in enumerate(it.playbook.steps):
        yield from _roles(it.playbook, step, ("steps", position))
        yield from _steps(it, step, ("steps", position))
        for found in KINDS[step.kind].check(step):
            yield replace(found, path=("steps", position, *found.path))


def _duplicates(playbook: Playbook) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for position, step in enumerate(playbook.steps):
        if step.id in seen:
            what = f"there is another step '{step.id}' (steps[{seen[step.id]}])"
            yield error(("steps", position, "id"), "duplicate-step", what)
        seen.setdefault(step.id, position)
        for role, count in Counter(step.who).items():
            if count > 1:
                yield error(("steps", position, "who"), "duplicate-role", f"the role '{role}' is named twice")
    goals = Counter(goal.mark for goal in playbook.goals)
    for position, goal in enumerate(playbook.goals):
        if goals[goal.mark] > 1:
            what = f"the mark '{goal.mark}' has more than one goal"
            yield error(("goals", position, "mark"), "duplicate-goal", what)


def _top(it: Checked) -> Iterator[Problem]:
    """Officer, goals, guards and the names of parameters."""
    playbook = it.playbook
    if playbook.officer is not None:
        yield from unknown(("officer",), "role", playbook.officer, playbook.team)
    marks = {step.mark: None for step in playbook.steps if step.mark is not None}
    for position, goal in enumerate(playbook.goals):
        yield from unknown(("goals", position, "mark"), "mark on any step", goal.mark, marks)
    for name in playbook.parameters:
        if name in RESERVED:
            what = f"texts use '{name}' for something else; choose another name"
            yield error(("parameters", name), "reserved-name", what)
    for name, guard in playbook.guards.items():
        if not (guard.halts or guard.starts or guard.tells):
            what = "this guard does nothing; say what it halts, starts or whom it tells"
            yield error(("guards", name), "guard-without-effect", what)
        for position, role in enumerate(guard.tells):
            yield from unknown(("guards", name, "tells", position), "role", role, playbook.team)
        for field, steps in (("halts", guard.halts), ("starts", guard.starts)):
            for position, step in enumerate(steps):
                yield from unknown(("guards", name, field, position), "step", step, it.positions)


def _roles(playbook: Playbook, step: StepModel, path: Path) -> Iterator[Problem]:
    for position, role in enumerate(step.who):
        if role != EVERYBODY:
            yield from unknown((*path, "who", position), "role", role, playbook.team)
    if EVERYBODY in step.who and len(step.who) > 1:
        yield error((*path, "who"), "team-and-roles", "'team' is everybody; name 'team' alone, or roles")
    if isinstance(step, MeetingStep):
        yield from unknown((*path, "chair"), "role", step.chair, playbook.team)


def _steps(it: Checked, step: StepModel, path: Path) -> Iterator[Problem]:
    """The steps and dates that a step refers to outside its conditions."""
    for position, after in enumerate(step.after):
        yield from unknown((*path, "after", position, "step"), "step", after.step, it.positions)
    if step.otherwise not in (None, "not-applicable"):
        yield from unknown((*path, "otherwise"), "step", str(step.otherwise), it.positions)
    if isinstance(step.until, UntilStepForm):
        yield from unknown((*path, "until", "step"), "step", step.until.step, it.positions)
    yield from _moment(it, step.at, (*path, "at"))
    yield from _moment(it, step.by, (*path, "by"))


def _moment(it: Checked, at: AtForm | None, path: Path) -> Iterator[Problem]:
    if isinstance(at, AfterStepForm):
        yield from unknown((*path, "after"), "step", at.after, it.positions)
    elif isinstance(at, DateForm):
        parameters = it.playbook.parameters
        yield from unknown((*path, "date"), "parameter", at.date, parameters)
        if at.date in parameters and parameters[at.date].type != "date":
            what = f"the parameter '{at.date}' is a {parameters[at.date].type}, not a date"
            yield error((*path, "date"), "not-a-date", what)
