"""How a step can end."""

from __future__ import annotations

from calamiteit.core.playbook.checks.finding import Checked

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
