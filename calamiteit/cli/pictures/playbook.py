"""One playbook on the terminal: when to start it, what it asks, who takes part, its steps, alarms and end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from calamiteit.cli.pictures.steps import step_lines
from calamiteit.cli.pictures.timing import condition_words
from calamiteit.core.playbook.plan import Guard, Parameter, Plan, in_language
from calamiteit.core.playbook.scalars import words_of
from calamiteit.core.time import show_duration

if TYPE_CHECKING:
    from calamiteit.cli.frame import Frame
    from calamiteit.core.playbook.authoring import Playbook
    from calamiteit.ports.playbooks import Loaded

_WIDEST_NAME = 24


def playbook_picture(frame: Frame, loaded: Loaded) -> RenderableType:
    """Everything that an officer wants to know before it is needed; the instructions come with the tasks."""
    plan, written, language = loaded.plan, loaded.playbook, frame.language
    return Group(
        Text(in_language(plan.title, language), style="bold"),
        Text(in_language(plan.scenario, language)),
        *_points(
            frame, "plan.trigger-when", (in_language(words_of(t), language) for t in written.trigger_when)
        ),
        *_points(frame, "plan.role.does", (in_language(text, language) for text in plan.does)),
        *_points(frame, "plan.role.does-not", (in_language(text, language) for text in plan.does_not)),
        *_points(frame, "plan.if-nothing", (in_language(plan.if_nothing_is_done, language),)),
        *_named(
            frame, "plan.parameters", ((one.id, _parameter(frame, one)) for one in plan.parameters.values())
        ),
        *_named(frame, "plan.team", _team(frame, plan)),
        *_named(frame, "plan.goals", _goals(frame, plan)),
        *_named(frame, "plan.steps", ((step.id, step_lines(frame, step)) for step in plan)),
        *_named(frame, "plan.guards", ((one.id, _guard(frame, one)) for one in plan.guards.values())),
        *_points(frame, "plan.scale-down", (in_language(text, language) for text in plan.scale_down)),
        *_points(frame, "plan.origin", _origin(frame, written)),
    )


def _heading(frame: Frame, code: str) -> Text:
    return Text(f"\n{frame.say(code)}", style="bold cyan")


def _points(frame: Frame, code: str, lines: Iterable[str]) -> list[RenderableType]:
    """A heading and its lines, each with its next lines under the first; nothing for no lines."""
    found = [Padding(Text(line), (0, 0, 0, 2)) for line in lines]
    return [_heading(frame, code), *found] if found else []


def _named(frame: Frame, code: str, rows: Iterable[tuple[str, list[Text]]]) -> list[RenderableType]:
    """A heading and a list of names, each with what is said about it."""
    found = list(rows)
    if not found:
        return []
    table = Table.grid(padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(style="bold", overflow="fold", width=min(max(len(n) for n, _ in found), _WIDEST_NAME))
    table.add_column(overflow="fold")
    for name, lines in found:
        table.add_row(Text(name), Group(*lines))
    return [_heading(frame, code), table]


def _parameter(frame: Frame, parameter: Parameter) -> list[Text]:
    needed = "plan.required" if parameter.required and parameter.default is None else "plan.optional"
    default = parameter.default
    shown = ", ".join(default) if isinstance(default, tuple) else str(default)
    facts = [frame.say(needed) if default is None else frame.say("plan.default", value=shown)]
    if parameter.options:
        facts.append(" | ".join(option.id for option in parameter.options))
    return [Text(in_language(parameter.title, frame.language)), Text(" · ".join(facts), style="dim")]


def _team(frame: Frame, plan: Plan) -> Iterator[tuple[str, list[Text]]]:
    for role in plan.team.values():
        facts = [frame.say("calllist.critical")] if role.critical else []
        facts += [frame.say("plan.people", count=role.minimum)] if role.minimum > 1 else []
        facts += [frame.say("plan.officer")] if role.id == plan.officer else []
        title = in_language(role.title, frame.language)
        yield role.id, [Text(f"{title} ({', '.join(facts)})" if facts else title)]


def _goals(frame: Frame, plan: Plan) -> Iterator[tuple[str, list[Text]]]:
    for goal in plan.goals:
        percent = round(goal.probability * 100)
        yield goal.mark, [Text(frame.say("plan.goal", within=show_duration(goal.within), percent=percent))]


def _guard(frame: Frame, guard: Guard) -> list[Text]:
    by_itself = guard.when is not None
    how = (
        frame.say("plan.guard.when", what=condition_words(frame, guard.when))
        if guard.when is not None
        else frame.say("plan.guard.pressed")
    )
    effects = (
        ("plan.guard.halts", guard.halts),
        ("plan.guard.starts", guard.starts),
        ("plan.guard.tells", guard.tells),
    )
    lines = [f"{frame.say(code)}: {', '.join(names)}" for code, names in effects if names]
    style = "yellow" if by_itself else "dim"
    return [
        Text(in_language(guard.title, frame.language)),
        Text(how, style=style),
        *(Text(one, style="dim") for one in lines),
    ]


def _origin(frame: Frame, written: Playbook) -> Iterator[str]:
    origin = written.origin
    yield in_language(words_of(origin.source), frame.language)
    drilled = str(origin.last_drilled)
    last = frame.say("plan.never-drilled") if drilled == "never" else frame.say("plan.drilled", date=drilled)
    yield f"{frame.say(f'plan.evidence.{origin.evidence}')} {last}"
