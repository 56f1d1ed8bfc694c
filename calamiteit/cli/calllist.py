"""`calamiteit calllist`: names and numbers by role, on the terminal or as paper; works without a database."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calamiteit.cli.completing import complete_run
from calamiteit.cli.files import write_private
from calamiteit.cli.frame import Frame, pass_frame, shared_options
from calamiteit.core.errors import CalamiteitError, StoreTrouble, UnknownName
from calamiteit.core.playbook.plan import in_language

if TYPE_CHECKING:
    from calamiteit.core.playbook.plan import Plan
    from calamiteit.core.run.calllist import Call, CallRole
    from calamiteit.core.run.state import Run

UNKNOWN = "unknown"
"""Stands in the log for whoever is in no contact file: what was typed as a name is not stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What is on the paper, before it is drawn."""

    title: str
    notices: tuple[str, ...]
    roles: tuple[CallRole, ...]


@click.command(epilog="Example: calamiteit calllist --markdown --out calllist.md")
@click.argument("run", metavar="[RUN|PLAYBOOK]", required=False, shell_complete=complete_run)
@click.option("--markdown", is_flag=True, help="For paper.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write Markdown to a file.")
@shared_options
@pass_frame
def command(frame: Frame, run: str | None, markdown: bool, out: Path | None) -> None:
    """Whom to call for each role, with numbers, and who was asked already.

    PERSONAL: looking is logged. Without a run a playbook's id will do; without a database the files will do.
    """
    sheet = _sheet(frame, run)
    if out is not None:
        write_private(out, _markdown(frame, sheet))
        frame.tell(frame.say("report.written", file=str(out)))
    elif markdown:
        click.echo(_markdown(frame, sheet), nl=False)
    else:
        _show(frame, sheet)


def show_call_list(frame: Frame, named: str, *, database: bool = True) -> None:
    """The call list of a run or playbook where messages cannot be trusted to arrive: this never fails.

    `database=False`: it is known to be in trouble, and nobody waits for it again.
    """
    _show(frame, _sheet(frame, named, database=database))


def _sheet(frame: Frame, named: str | None, *, database: bool = True) -> Sheet:
    from calamiteit.core.run.calllist import call_list
    from calamiteit.core.time import to_local

    plan, run, trouble = _found(frame, named) if database else (_plan(frame, named or ""), None, True)
    now = time.time_ns() // 1_000_000
    directory = frame.workspace.contacts.current()
    title = in_language(plan.title, frame.language) if plan else frame.say("calllist.all")
    made = f"{to_local(now, frame.workspace.basics.tz):%Y-%m-%d %H:%M}"
    notices = [frame.say("calllist.personal", time=made), frame.say("calllist.how")]
    if trouble or not _logged(frame, run.id if run else ""):
        notices += [frame.say("calllist.from-files")] if trouble else []
        notices.append(frame.say("calllist.not-logged"))
    return Sheet(
        title=frame.say("calllist.title", title=f"{title} {run.id}" if run else title),
        notices=tuple(notices),
        roles=call_list(plan, run, directory, now),
    )


def _found(frame: Frame, named: str | None) -> tuple[Plan | None, Run | None, bool]:
    """The plan and the run that are meant, as far as they can be read; whether the database is in trouble."""
    if named and named in frame.workspace.playbooks.ids():
        return _plan(frame, named), None, _database_in_trouble(frame)
    try:
        runs = frame.app.runs
        wanted = [named] if named else runs.open_runs()
        if not wanted:
            return None, None, False
        pinned, run = runs.look(wanted[-1])
    except UnknownName:
        raise
    except (StoreTrouble, ValueError, KeyError) as error:
        frame.tell(str(error), style="bold red")
        return None, None, True
    return pinned.plan, run, False


def _plan(frame: Frame, playbook: str) -> Plan | None:
    """The plan, if it can be read; without it every role is on the list."""
    with contextlib.suppress(CalamiteitError):
        return frame.workspace.playbooks.load(playbook).plan
    return None


def _database_in_trouble(frame: Frame) -> bool:
    try:
        frame.app.place.store.streams("run")
    except StoreTrouble:
        return True
    return False


def _logged(frame: Frame, run: str) -> bool:
    """Note in the workspace's log that names and numbers were shown; in a crisis it is no condition."""
    from calamiteit.engine.workspace_log import log_in_workspace

    with contextlib.suppress(CalamiteitError):
        body = {"run": run} if run else {}
        known = frame.alias in frame.workspace.contacts.current().people
        actor = frame.app.actor(frame.alias if known else UNKNOWN)
        log_in_workspace(frame.app.place, "calllist-printed", body, actor)
        return True
    return False


def _show(frame: Frame, sheet: Sheet) -> None:
    from rich.text import Text

    from calamiteit.cli.pictures.grid import call_grid

    frame.tell(sheet.title, style="bold")
    for notice in sheet.notices:
        frame.tell(notice, style="yellow")
    drawn = [(role, _rows(frame, role)) for role in sheet.roles]
    everybody = [row[1:] for _, rows in drawn for row in rows]
    for _, rows in drawn:
        frame.out.print(Text(f"\n{rows[0][0]}", style="bold"))
        frame.out.print(call_grid([row[1:] for row in rows], everybody))


def _rows(frame: Frame, role: CallRole) -> list[tuple[str, ...]]:
    title = in_language(role.title, frame.language)
    if role.critical:
        title = f"{title} ({frame.say('calllist.critical')})"
    if not role.calls:
        return [(title, "", frame.say("calllist.nobody"), "", "")]
    return [
        (title if position == 0 else "", *_cells(frame, call)) for position, call in enumerate(role.calls)
    ]


def _cells(frame: Frame, call: Call) -> tuple[str, ...]:
    word, _, number = call.rule.partition(" ")
    codes = {"holder": "calllist.first", "by": "log.rule.by-hand"}
    order = frame.say(codes.get(word, f"log.rule.{word}"), number=number)
    place = f", {call.municipality}" if call.municipality else ""
    state = frame.say(f"report.state.{call.state}") if call.state else frame.say("calllist.not-asked")
    tasks = " ".join(f"T{number}" for number in call.numbers)
    return (
        order,
        f"{call.name or '?'} ({call.alias}{place})",
        ", ".join(call.phones) or frame.say("calllist.no-number"),
        f"{state} {tasks}".strip(),
    )


def _markdown(frame: Frame, sheet: Sheet) -> str:
    from calamiteit.engine.reporting.document import Table
    from calamiteit.engine.reporting.markdown import escape, table

    columns = ("role", "order", "person", "number", "state")
    header = tuple(frame.say(f"calllist.{name}") for name in columns)
    rows = tuple(row for role in sheet.roles for row in _rows(frame, role))
    parts = [f"# {escape(sheet.title)}", *(escape(notice) for notice in sheet.notices)]
    return "\n\n".join([*parts, table(Table(header=header, rows=rows))]) + "\n"
