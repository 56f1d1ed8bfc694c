"""What goes out at once, to whom and over which channels; and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from calamiteit.core.playbook.plan import Plan, in_language
from calamiteit.engine.foresight import FirstAsked, FirstWave, by_person
from calamiteit.ports.store import OutboxRow, RowState

if TYPE_CHECKING:
    from calamiteit.cli.frame import Frame

MARKS = {
    RowState.SENT: ("✓", "green"),
    RowState.GAVE_UP: ("✗", "bold red"),
    RowState.WAITING: ("…", "yellow"),
    RowState.SENDING: ("…", "yellow"),
    RowState.CANCELLED: ("–", "dim"),
}


def _table(frame: Frame, *columns: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in columns:
        table.add_column(frame.say(f"status.column.{name}"), overflow="fold")
    return table


def wave_picture(frame: Frame, plan: Plan, wave: FirstWave) -> RenderableType:
    """One line per person: roles, channels, what is asked first."""
    table = _table(frame, "person", "role", "channels", "asked")
    for alias, asked in by_person(wave.asked).items():
        channels = list(dict.fromkeys(channel for one in asked for channel in one.channels))
        roles = dict.fromkeys(role for one in asked for role in one.roles)
        titles = dict.fromkeys(_asked(frame, plan, one) for one in asked)
        table.add_row(
            Text(alias, style="bold"),
            ", ".join(roles),
            Text(", ".join(channels), style="cyan")
            if channels
            else Text(frame.say("trigger.call"), style="bold red"),
            "\n".join(titles),
        )
    return table


def _asked(frame: Frame, plan: Plan, one: FirstAsked) -> str:
    if one.calls:
        return frame.say("call.title", alias=one.calls)
    return in_language(plan.steps[one.step].title, frame.language)


def missing_picture(
    frame: Frame, plan: Plan, wave: FirstWave, problems: Sequence[str]
) -> RenderableType | None:
    """What will not work, in time to change it; None when nothing is missing."""
    lines = [frame.say("trigger.unfilled", role=_title(frame, plan, role)) for role in wave.unfilled]
    if wave.unreached:
        lines.append(frame.say("trigger.unreached", people=", ".join(wave.unreached)))
    if problems:
        lines.append(frame.say("trigger.old-contacts", count=len(problems), first=problems[0]))
    return Group(*(Text(f"! {line}", style="bold red") for line in lines)) if lines else None


def _title(frame: Frame, plan: Plan, role: str) -> str:
    return in_language(plan.team[role].title, frame.language) if role in plan.team else role


def sent_picture(frame: Frame, rows: Sequence[OutboxRow], roles: Mapping[str, str]) -> RenderableType:
    """One line per person: each channel with what became of the message."""
    table = _table(frame, "person", "role", "channels")
    people: dict[str, list[OutboxRow]] = {}
    for row in rows:
        people.setdefault(row.to, []).append(row)
    for alias, theirs in people.items():
        cells = Text()
        for (channel, mark, style), count in Counter((r.channel, *MARKS[r.state]) for r in theirs).items():
            times = f" ×{count}" if count > 1 else ""
            cells.append(f"{mark} {channel}{times}  ", style=style)
        table.add_row(Text(alias, style="bold"), roles.get(alias, ""), cells)
    return table
