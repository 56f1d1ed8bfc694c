"""What happens in a run as a story: one line for what belongs together, short enough to read along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from calamiteit.core.run import events as e

if TYPE_CHECKING:
    from calamiteit.core.run.recorded import Recorded
    from calamiteit.engine.reporting.sentences import Teller

STYLES = {
    "asked": "",
    "seen": "green",
    "again": "yellow",
    "further": "bold yellow",
    "no": "red",
    "over": "dim",
}
"""The groups of lines, with their colours."""


def story(teller: Teller, recorded: Sequence[Recorded]) -> Iterator[RenderableType]:
    """The lines for these events, which come in the order of the log."""
    for (group, _), together in groupby(_told(teller, recorded), key=lambda found: found[0]):
        events = [one for _, one in together]
        line = Table.grid(padding=(0, 2))
        line.add_row(
            Text(teller.clock(events[0].at), style="cyan"),
            Text(_line(teller, group, events), style=STYLES[group]),
        )
        yield line


def _told(teller: Teller, recorded: Iterable[Recorded]) -> Iterator[tuple[tuple[str, str], Recorded]]:
    """Each event that is told, with its group and what it is put together by; in order of the log."""
    for one in recorded:
        number = getattr(one.event, "number", 0)
        step = getattr(one.event, "step", "") or _step(teller, number)
        match one.event:
            case e.AssignmentOpened(because="plan"):
                yield ("asked", step), one
            case e.AssignmentOpened(because="no-answer" | "declined") | e.Escalated(to="officer"):
                yield ("further", str(number)), one
            case e.Acknowledged():
                yield ("seen", step), one
            case e.Repeated():
                yield ("again", ""), one
            case e.AssignmentDeclined():
                yield ("no", str(number)), one
            case e.OccurrenceEnded(outcome=outcome) if outcome != "not-applicable":
                yield ("over", step), one


def _line(teller: Teller, group: str, events: Sequence[Recorded]) -> str:
    match group:
        case "asked" | "seen":
            step = _step(teller, getattr(events[0].event, "number", 0))
            return teller.say(f"demo.line.{group}", title=teller.title(step), people=_people(teller, events))
        case "again":
            return teller.say("demo.line.again", people=_people(teller, events))
        case _:
            return " ".join(teller.sentence(one) for one in events)


def _step(teller: Teller, number: int) -> str:
    assignment = teller.run.assignments.get(number)
    return assignment.step if assignment else ""


def _people(teller: Teller, events: Iterable[Recorded]) -> str:
    """The aliases whom these events are about, each once."""
    numbers = (getattr(one.event, "number", 0) for one in events)
    found = (teller.run.assignments.get(number) for number in numbers)
    return ", ".join(dict.fromkeys(assignment.alias for assignment in found if assignment))
