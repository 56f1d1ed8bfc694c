"""One playbook on the terminal: what it is for, what it asks, who takes part, its steps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from calamiteit.cli.pictures.grid import grid
from calamiteit.core.playbook.plan import Plan, Words, in_language

if TYPE_CHECKING:
    from calamiteit.cli.frame import Frame


def playbook_picture(frame: Frame, plan: Plan) -> RenderableType:
    """Everything that an officer wants to know before it is needed."""

    def words(text: Words) -> str:
        return in_language(text, frame.language)

    return Group(
        Text(words(plan.title), style="bold"),
        Text(words(plan.scenario)),
        *_points(frame, "plan.role.does", (words(text) for text in plan.does)),
        *_points(frame, "plan.role.does-not", (words(text) for text in plan.does_not)),
        *_points(frame, "plan.if-nothing", (words(plan.if_nothing_is_done),)),
        _heading(frame, "plan.parameters"),
        grid(("", "", ""), _parameters(frame, plan)),
        _heading(frame, "plan.team"),
        grid(("", "", ""), _team(frame, plan)),
        _heading(frame, "plan.steps"),
        grid(
            ("", "", ""),
            (
                (
                    step.id,
                    frame.say(f"kind.{step.kind}"),
                    f"{words(step.title)} ({', '.join(step.who)})" if step.who else words(step.title),
                )
                for step in plan
            ),
        ),
    )


def _heading(frame: Frame, code: str) -> Text:
    return Text(f"\n{frame.say(code)}", style="bold cyan")


def _points(frame: Frame, code: str, lines: Iterable[str]) -> list[RenderableType]:
    return [_heading(frame, code), *(Text(f"  {line}") for line in lines)]


def _parameters(frame: Frame, plan: Plan) -> Iterable[tuple[str, ...]]:
    for parameter in plan.parameters.values():
        needed = "plan.required" if parameter.required and parameter.default is None else "plan.optional"
        options = ", ".join(option.id for option in parameter.options)
        title = in_language(parameter.title, frame.language)
        yield parameter.id, frame.say(needed), f"{title}: {options}" if options else title


def _team(frame: Frame, plan: Plan) -> Iterable[tuple[str, ...]]:
    for role in plan.team.values():
        critical = frame.say("calllist.critical") if role.critical else ""
        yield role.id, critical, in_language(role.title, frame.language)
