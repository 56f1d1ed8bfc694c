"""What becomes of a question that nobody answers: `if_nothing`, shared by decide and ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import Field

from calamiteit.core.errors import listed, nearest
from calamiteit.core.playbook.plan import IfNothing
from calamiteit.core.playbook.scalars import Authored, Duration, Name
from calamiteit.core.problems import Problem
from calamiteit.core.time import parse_duration


class IfNothingForm(Authored):
    """The option that holds when nobody answers in time."""

    after: Duration = Field(description="So long after it was asked: 15m.")
    option: Name = Field(description="What then holds; the log says that nobody decided.")


def check_if_nothing(form: IfNothingForm | None, options: Mapping[str, object]) -> Iterator[Problem]:
    """The option exists and there is time to answer."""
    if form is None:
        return
    if form.option not in options:
        yield Problem(
            what=f"there is no option '{form.option}'{listed(form.option, options)}",
            path=("if_nothing", "option"),
            hint=nearest(form.option, options),
            code="unknown-option",
        )
    if parse_duration(form.after) == 0:
        yield Problem(what="leaves no time to answer", path=("if_nothing", "after"), code="no-time")


def to_if_nothing(form: IfNothingForm | None) -> IfNothing | None:
    """The compiled form."""
    return None if form is None else IfNothing(after=parse_duration(form.after), option=form.option)
