"""Every step can start: no rings of steps that wait for each other, nothing that waits for the impossible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from calamiteit.core.playbook.checks.finding import Checked, error, warning
from calamiteit.core.playbook.checks.outcomes import impossible, results_of
from calamiteit.core.playbook.conditions import steps_in
from calamiteit.core.playbook.plan import AtAfter, Step
from calamiteit.core.playbook.step_fields import StepFields
from calamiteit.core.problems import Problem

WAITED_FOR_IN_VAIN = ("at", "when", "after")


def check_starting(it: Checked) -> Iterator[Problem]:
    """Rings, standby steps, impossible outcomes."""
    yield from _rings(it)
    yield from _outcomes(it)
    yield from _standby(it)


def waits_for(it: Checked, step: Step) -> tuple[str, ...]:
    """The steps that have to be over, or known, before this one can start."""
    if step.standby:
        return _only_starter(it, step.id)
    named = [after.step for after in step.after]
    if isinstance(step.at, AtAfter):
        named.append(step.at.step)
    if step.when is not None:
        named.extend(steps_in(step.when))
    return tuple(dict.fromkeys(name for name in named if name in it.plan.steps))


def _only_starter(it: Checked, standby: str) -> tuple[str, ...]:
    """The step whose `otherwise` is the only thing that starts a standby step."""
    starters = [step.id for step in it.plan if step.otherwise == standby]
    guarded = any(standby in guard.starts for guard in it.plan.guards.values())
    return (starters[0],) if len(starters) == 1 and not guarded else ()


def _rings(it: Checked) -> Iterator[Problem]:
    """Each ring once, at the step of it that stands first in the file."""
    graph = {step.id: waits_for(it, step) for step in it.plan}
    reported: set[str] = set()
    for step in it.plan:
        ring = _ring_through(graph, step.id)
        if ring and not reported & set(ring):
            reported |= set(ring)
            shown = " → ".join((*ring, ring[0]))
            yield error(it.at(step.id), "ring", f"these steps wait for each other and never start: {shown}")


def _ring_through(graph: Mapping[str, tuple[str, ...]], start: str) -> tuple[str, ...]:
    """The shortest way from a step through what it waits for back to itself; empty when there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for name in graph[way[-1]]:
            if name == start:
                return way
            if name not in seen:
                seen.add(name)
                ways.append((*way, name))
    return ()


def _outcomes(it: Checked) -> Iterator[Problem]:
    for position, written in enumerate(it.playbook.steps):
        for place, after in enumerate(written.after):
            if after.step not in it.plan.steps or after.outcome is None:
                continue
            known = results_of(it, after.step)
            if after.outcome not in known:
                path = ("steps", position, "after", place, "outcome")
                yield impossible(after.step, after.outcome, known, path)


def _standby(it: Checked) -> Iterator[Problem]:
    """Standby steps have somebody who starts them; whatever starts a step by name names a standby step."""
    started = {name: f"guards.{guard.id}" for guard in it.plan.guards.values() for name in guard.starts}
    started |= {step.otherwise: f"otherwise of '{step.id}'" for step in it.plan if step.otherwise is not None}
    for position, written in enumerate(it.playbook.steps):
        path = ("steps", position)
        if written.standby:
            if written.id not in started:
                what = "nothing in this playbook starts this standby step; only a person can"
                yield warning((*path, "standby"), "never-started", what)
            yield from _without_effect(written, position)
        elif written.id in started:
            by = started[written.id]
            what = f"{by} starts this step; add 'standby: true', or it starts by itself too"
            yield error(path, "not-standby", what)
        if written.otherwise is not None and written.when is None:
            yield error((*path, "otherwise"), "otherwise-without-when", "'otherwise' needs a 'when'")
        if written.otherwise == written.id:
            yield error((*path, "otherwise"), "ring", "the step would start itself")


def _without_effect(written: StepFields, position: int) -> Iterator[Problem]:
    for field in WAITED_FOR_IN_VAIN:
        if getattr(written, field):
            what = f"'{field}' has no effect: a standby step starts the moment that it is called"
            yield warning(("steps", position, field), "no-effect", what)
