"""How a step can end."""

from __future__ import annotations

from calamiteit.core.errors import nearest
from calamiteit.core.playbook.checks.finding import Checked, error
from calamiteit.core.problems import Path, Problem

ALWAYS = ("done", "skipped", "cancelled")
"""Done by whoever has it, skipped or cancelled by the officer."""


def outcomes_of(it: Checked, step: str) -> tuple[str, ...]:
    """Every outcome that an occurrence of the step can have."""
    plan = it.plan.steps[step]
    outcomes = list(ALWAYS)
    if plan.when is not None or any(after.outcome is not None for after in plan.after):
        outcomes.append("not-applicable")
    if plan.repeat is not None and plan.repeat.overlap_skips:
        outcomes.append("missed")
    return tuple(outcomes)


def results_of(it: Checked, step: str) -> tuple[str, ...]:
    """What an `after` can wait for: the outcomes, and the options of a decision."""
    return (*outcomes_of(it, step), *(option.id for option in it.plan.steps[step].options))


def impossible(step: str, outcome: str, known: tuple[str, ...], path: Path) -> Problem:
    """The finding that something waits for an end that the step cannot have."""
    what = f"the step '{step}' can never end as '{outcome}', only as {', '.join(known)}"
    return error(path, "impossible-outcome", what, hint=nearest(outcome, known))
