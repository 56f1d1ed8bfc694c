"""Deadlines that can be met: the work and the way to it fit in, going by the usual times of the planner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from calamiteit.core.playbook.checks.finding import Checked, error, warning
from calamiteit.core.playbook.checks.starting import waits_for
from calamiteit.core.playbook.plan import At, AtAfter, AtDate, AtLocal, AtOffset, Step
from calamiteit.core.problems import Problem
from calamiteit.core.time import DAY, MINUTE, Millis, show_duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The earliest moment at which a step can be done, counted from the trigger, and the steps on the way."""

    done: Millis
    steps: tuple[str, ...]


def ways(it: Checked) -> Mapping[str, Way]:
    """The longest of the ways that all have to be gone, for each step; steps in a ring are left out."""
    found: dict[str, Way] = {}
    waiting = {step.id: waits_for(it, step) for step in it.plan}
    while ready := [name for name, before in waiting.items() if all(other in found for other in before)]:
        for name in ready:
            found[name] = _way(it.plan.steps[name], [found[other] for other in waiting.pop(name)], found)
    return found


def _way(step: Step, before: Sequence[Way], found: Mapping[str, Way]) -> Way:
    starts = [*before, Way(done=not_before(step.at), steps=())]
    if isinstance(step.at, AtAfter) and step.at.step in found:
        pause = found[step.at.step]
        starts.append(Way(done=pause.done + step.at.plus, steps=pause.steps))
    start = max(starts, key=lambda way: way.done)
    return Way(done=start.done + _work(step), steps=(*start.steps, step.id))


def _work(step: Step) -> Millis:
    return step.takes.usual if step.takes is not None else 0


def not_before(at: At | None) -> Millis:
    """The earliest that a fixed moment can be: a trigger just before midnight makes day 1 begin at once."""
    match at:
        case AtOffset(plus=plus):
            return plus
        case AtLocal(minutes=minutes, day=day) if day:
            return (day - 1) * DAY + minutes * MINUTE
        case _:
            return 0


def check_deadlines(it: Checked) -> Iterator[Problem]:
    """`within`, `by` and goals against `takes` and the way there."""
    found = ways(it)
    for step in it.plan:
        yield from _takes(it, step)
        yield from _within(it, step)
        if step.id in found:
            yield from _by(it, step, found)
    yield from _goals(it, found)


def _takes(it: Checked, step: Step) -> Iterator[Problem]:
    if step.takes is not None and step.takes.usual > step.takes.at_most:
        what = "'usual' is longer than 'at_most'"
        yield error(it.at(step.id, "takes"), "takes-order", what)


def _within(it: Checked, step: Step) -> Iterator[Problem]:
    if step.within is None:
        return
    path = it.at(step.id, "within")
    if step.within == 0:
        yield error(path, "no-time", "leaves no time to do it")
    elif _work(step) > step.within:
        work = show_duration(_work(step))
        yield error(path, "deadline-too-short", f"the work usually takes {work}; this leaves less")
    if step.if_nothing is not None and step.if_nothing.after < step.within:
        what = f"silence decides after {show_duration(step.if_nothing.after)}, before this deadline"
        yield warning(path, "silence-first", what)


def _by(it: Checked, step: Step, found: Mapping[str, Way]) -> Iterator[Problem]:
    """The moment of `by` at its latest against the way at its shortest."""
    latest = _latest(step, found)
    way = found[step.id]
    if latest is not None and way.done > latest:
        shown = " → ".join(way.steps)
        what = f"the way there usually takes {show_duration(way.done)} ({shown}); this is earlier"
        yield error(it.at(step.id, "by"), "deadline-too-short", what)


def _latest(step: Step, found: Mapping[str, Way]) -> Millis | None:
    """The latest that `by` can be, counted from the trigger; None when nothing can be said."""
    match step.by:
        case AtOffset(plus=plus):
            return plus
        case AtAfter(step=name, plus=plus):
            return found[name].done + plus if name in found[step.id].steps else None
        case AtLocal(minutes=minutes, day=day) if day is not None:
            return day * DAY + minutes * MINUTE
        case AtDate() | AtLocal() | None:
            return None


def _goals(it: Checked, found: Mapping[str, Way]) -> Iterator[Problem]:
    for position, goal in enumerate(it.plan.goals):
        marked = [found[step.id] for step in it.plan if step.mark == goal.mark and step.id in found]
        first = min(marked, key=lambda way: way.done, default=None)
        if first is not None and first.done > goal.within:
            shown = " → ".join(first.steps)
            usual = show_duration(first.done)
            what = f"the way to '{goal.mark}' usually takes {usual} ({shown}); this is less"
            yield error(("goals", position, "within"), "goal-too-tight", what)
