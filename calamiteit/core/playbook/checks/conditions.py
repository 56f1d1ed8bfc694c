"""Conditions look at things that exist and can become true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product

from calamiteit.core.playbook.checks.finding import Checked, error, unknown, warning
from calamiteit.core.playbook.checks.outcomes import impossible, outcomes_of
from calamiteit.core.playbook.conditions import (
    Condition,
    DecisionIs,
    ParameterIs,
    StepOutcome,
    Value,
    judge,
    walk,
)
from calamiteit.core.playbook.plan import Parameter, ParameterType
from calamiteit.core.problems import Path, Problem

MOST_WORLDS = 20_000
"""Beyond so many combinations a condition is not tried out."""
MOST_NAMES = 12

Subject = tuple[str, str]
"""What a condition looks at: ("parameter", name), ("decision", step), ("first", step) or ("last", step)."""


def conditions_in(it: Checked) -> Iterator[tuple[Path, Condition]]:
    """Every condition of the playbook with its path."""
    for position, written in enumerate(it.playbook.steps):
        step = it.plan.steps[written.id]
        if it.positions[written.id] != position:
            continue
        if step.when is not None:
            yield ("steps", position, "when"), step.when
        if step.repeat is not None and step.repeat.until is not None:
            yield ("steps", position, "until"), step.repeat.until
    for name, guard in it.plan.guards.items():
        if guard.when is not None:
            yield ("guards", name, "when"), guard.when


def check_conditions(it: Checked) -> Iterator[Problem]:
    """Unknown names and values; what can never be true, and what is always true."""
    for path, condition in conditions_in(it):
        found = [problem for part in walk(condition) for problem in _names(it, part, path)]
        yield from found
        if not found:
            yield from _chances(it, condition, path)


def _names(it: Checked, part: Condition, path: Path) -> Iterator[Problem]:
    match part:
        case ParameterIs(parameter=name, values=values):
            yield from unknown(path, "parameter", name, it.plan.parameters)
            if name in it.plan.parameters:
                yield from _values(it.plan.parameters[name], values, path)
        case DecisionIs(decision=step, options=options):
            yield from unknown(path, "step", step, it.positions)
            if step in it.positions:
                yield from _options(it, step, options, path)
        case StepOutcome(step=step, outcome=outcome):
            yield from unknown(path, "step", step, it.positions)
            if step in it.positions and outcome not in (known := outcomes_of(it, step)):
                yield impossible(step, outcome, known, path)
        case _:
            return


def _values(parameter: Parameter, values: tuple[str | int, ...], path: Path) -> Iterator[Problem]:
    if parameter.type is ParameterType.CHOICE:
        options = [option.id for option in parameter.options]
        for value in values:
            yield from unknown(path, f"option of the parameter '{parameter.id}' called", str(value), options)
    elif parameter.type is ParameterType.NUMBER:
        for value in values:
            if not isinstance(value, int):
                what = f"the parameter '{parameter.id}' is a number, '{value}' is not"
                yield error(path, "not-a-number", what)
    elif parameter.type is not ParameterType.NEIGHBOURHOODS:
        what = f"a condition cannot look at a {parameter.type.value} ('{parameter.id}')"
        yield error(path, "not-comparable", what)


def _options(it: Checked, step: str, options: tuple[str, ...], path: Path) -> Iterator[Problem]:
    known = [option.id for option in it.plan.steps[step].options]
    if not known:
        kind = it.plan.steps[step].kind
        yield error(path, "not-a-decision", f"the step '{step}' decides nothing; it is of the kind {kind}")
        return
    for option in options:
        yield from unknown(path, f"option of the step '{step}' called", option, known)


@dataclass(frozen=True, slots=True)
class _World:
    """One way in which a run can turn out, for conditions."""

    held: Mapping[Subject, Value]

    def parameter(self, name: str) -> Value | None:
        return self.held.get(("parameter", name))

    def decision(self, step: str) -> str | None:
        return str(self.held[("decision", step)])

    def outcome(self, step: str, *, last: bool) -> str | None:
        return str(self.held[("last" if last else "first", step)])


def _chances(it: Checked, condition: Condition, path: Path) -> Iterator[Problem]:
    """Tries the condition in every combination of what it looks at."""
    domains = _domains(it, condition)
    worlds = 1
    for values in domains.values():
        worlds *= len(values)
    if worlds > MOST_WORLDS:
        return
    judged = {
        judge(condition, _World(dict(zip(domains, held, strict=True)))) for held in product(*domains.values())
    }
    if True not in judged:
        yield error(path, "never-true", "this condition can never be true")
    elif False not in judged:
        yield warning(path, "always-true", "this condition is always true once its inputs are known")


def _domains(it: Checked, condition: Condition) -> dict[Subject, list[Value]]:
    """What each subject of a condition can be."""
    domains: dict[Subject, list[Value]] = {}
    for part in walk(condition):
        match part:
            case ParameterIs(parameter=name):
                domains[("parameter", name)] = _of_parameter(it.plan.parameters[name], condition)
            case DecisionIs(decision=step):
                domains[("decision", step)] = [option.id for option in it.plan.steps[step].options]
            case StepOutcome(step=step, last=last):
                domains[("last" if last else "first", step)] = list(outcomes_of(it, step))
            case _:
                continue
    return domains


def _of_parameter(parameter: Parameter, condition: Condition) -> list[Value]:
    if parameter.type is ParameterType.CHOICE:
        return [option.id for option in parameter.options]
    mentioned = sorted(
        {
            value
            for part in walk(condition)
            if isinstance(part, ParameterIs) and part.parameter == parameter.id
            for value in part.values
        },
        key=str,
    )
    if parameter.type is ParameterType.NEIGHBOURHOODS:
        return _choices(tuple(map(str, mentioned)))
    return _numbers(parameter, [value for value in mentioned if isinstance(value, int)])


def _choices(names: tuple[str, ...]) -> list[Value]:
    """Every choice of several; for many names a list that is too long to try out."""
    if len(names) > MOST_NAMES:
        return [()] * (MOST_WORLDS + 1)
    return [chosen for size in range(len(names) + 1) for chosen in combinations(names, size)]


def _numbers(parameter: Parameter, mentioned: list[int]) -> list[Value]:
    """The numbers that are named, those beside them, and the limits, as far as they are allowed."""
    near = {number + step for number in mentioned for step in (-1, 0, 1)}
    low = parameter.minimum if parameter.minimum is not None else min(near)
    high = parameter.maximum if parameter.maximum is not None else max(near)
    return [number for number in sorted(near | {low, high}) if low <= number <= high] or [low]
