"""Repetition, quiet hours, quorums and numbers that make sense."""

from __future__ import annotations

from collections.abc import Iterator

from calamiteit.core.playbook.checks.deadlines import not_before
from calamiteit.core.playbook.checks.finding import Checked, error, unknown, warning
from calamiteit.core.playbook.compile import EVERYBODY
from calamiteit.core.playbook.parameters_form import ChoiceParameter, NumberParameter
from calamiteit.core.playbook.plan import EveryInterval, Step
from calamiteit.core.playbook.step_fields import QuorumForm, StepFields
from calamiteit.core.problems import Path, Problem
from calamiteit.core.time import MINUTE, show_duration

SHORTEST_INTERVAL = MINUTE


def check_repeating(it: Checked) -> Iterator[Problem]:
    """`every` with its ends, `quiet`, `answer`, and the parameters' own numbers."""
    for position, written in enumerate(it.playbook.steps):
        path = ("steps", position)
        yield from _ends(written, path)
        yield from _quiet(written, path)
        yield from _quorum(it, written, path)
        if it.positions[written.id] == position:
            yield from _every(it.plan.steps[written.id], written, path)
    yield from _parameters(it)


def _ends(written: StepFields, path: Path) -> Iterator[Problem]:
    if written.at_most is not None and written.at_most < 1:
        yield error((*path, "at_most"), "at-most-nothing", "it would never happen; write at least 1")
    if written.every is not None:
        return
    for field in ("until", "at_most"):
        if getattr(written, field) is not None:
            yield error((*path, field), "not-repeating", f"'{field}' needs an 'every'")


def _every(step: Step, written: StepFields, path: Path) -> Iterator[Problem]:
    repeat = step.repeat
    if repeat is None:
        return
    if isinstance(repeat.every, EveryInterval) and repeat.every.interval < SHORTEST_INTERVAL:
        yield error((*path, "every"), "interval-too-short", "repeats more often than once a minute")
    if repeat.until_step == step.id:
        yield error((*path, "until"), "until-itself", "the step would end itself; name another step")
    if written.until is None and repeat.at_most is None:
        what = "nothing ends this repetition but the end of the run; add 'until' or 'at_most'"
        yield warning((*path, "every"), "endless", what)
    if repeat.for_ is not None and repeat.for_ <= not_before(step.at):
        start = show_duration(not_before(step.at))
        yield error((*path, "until"), "until-before-start", f"it starts at +{start} and ends before that")


def _quiet(written: StepFields, path: Path) -> Iterator[Problem]:
    if written.quiet is not None and written.quiet.from_ == written.quiet.to:
        yield error((*path, "quiet"), "quiet-always", "'from' and 'to' are the same; no quiet hours are left")


def _quorum(it: Checked, written: StepFields, path: Path) -> Iterator[Problem]:
    if not isinstance(written.answer, QuorumForm):
        return
    asked = len(it.playbook.team) if EVERYBODY in written.who else len(written.who)
    if written.answer.quorum > asked:
        what = f"{written.answer.quorum} have to answer and only {asked} roles are asked"
        yield error((*path, "answer"), "quorum-too-large", what)


def _parameters(it: Checked) -> Iterator[Problem]:
    for name, form in it.playbook.parameters.items():
        path = ("parameters", name)
        if isinstance(form, ChoiceParameter) and form.default is not None:
            yield from unknown((*path, "default"), "option called", form.default, form.options)
        if isinstance(form, NumberParameter):
            yield from _number(form, path)


def _number(form: NumberParameter, path: Path) -> Iterator[Problem]:
    low, high = form.minimum, form.maximum
    if low is not None and high is not None and low > high:
        yield error((*path, "minimum"), "empty-range", "the minimum is larger than the maximum")
    elif form.default is not None and (
        (low is not None and form.default < low) or (high is not None and form.default > high)
    ):
        yield error((*path, "default"), "outside-range", "the default lies outside minimum and maximum")
