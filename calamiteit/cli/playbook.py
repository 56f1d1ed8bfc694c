"""`calamiteit playbook`: list, show, check and plan playbooks, and the schema for editors."""

from __future__ import annotations

import json
from pathlib import Path

import click

from calamiteit.cli.completing import complete_playbook
from calamiteit.cli.findings import tell_findings
from calamiteit.cli.frame import Frame, pass_frame, shared_options
from calamiteit.cli.lazy import HelpfulGroup
from calamiteit.core.errors import CalamiteitError, Mistake
from calamiteit.core.playbook.plan import in_language


@click.group(cls=HelpfulGroup, epilog="Example: calamiteit playbook check")
def command() -> None:
    """List, show, check and plan playbooks."""


@command.command(epilog="Example: calamiteit playbook check playbooks/attack-own-town.yaml")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path, exists=True))
@shared_options
@pass_frame
def check(frame: Frame, paths: tuple[Path, ...]) -> None:
    """Report every problem as file:line:column; exit code 3 when there are errors.

    PATH is a file or a folder; without one, the playbooks of the workspace.
    """
    from calamiteit.bootstrap.checking import playbook_problems
    from calamiteit.bootstrap.workspace import Workspace

    workspace: Workspace | None = None
    try:
        workspace = frame.workspace
    except Mistake:
        if not paths:
            raise
        frame.language_given = frame.language_outside[:2]
    checked = ", ".join(str(path) for path in paths) or str(frame.workspace.folder / "playbooks")
    tell_findings(frame, playbook_problems(workspace, paths), checked)


@command.command(epilog="Example: calamiteit playbook schema > playbook.schema.json")
@shared_options
def schema() -> None:
    """Print the JSON Schema, with which an editor completes and checks."""
    from calamiteit.bootstrap.checking import playbook_schema

    click.echo(json.dumps(playbook_schema(), indent=2, ensure_ascii=False))


@command.command("list", epilog="Example: calamiteit playbook list")
@shared_options
@pass_frame
def list_playbooks(frame: Frame) -> None:
    """Show the playbooks of the workspace."""
    from calamiteit.cli.pictures.grid import grid

    rows: list[tuple[str, ...]] = []
    for id in frame.workspace.playbooks.ids():
        try:
            plan = frame.workspace.playbooks.load(id).plan
        except CalamiteitError:
            rows.append((id, frame.say("plan.unreadable"), ""))
            continue
        rows.append((id, in_language(plan.title, frame.language), str(len(plan.steps))))
    header = (frame.say("plan.id"), frame.say("plan.what"), frame.say("plan.steps"))
    frame.out.print(grid(header, rows))


@command.command(epilog="Example: calamiteit playbook show attack-own-town")
@click.argument("playbook", shell_complete=complete_playbook)
@shared_options
@pass_frame
def show(frame: Frame, playbook: str) -> None:
    """Show when to start PLAYBOOK, what it asks, who takes part, its steps, alarms and end."""
    from calamiteit.cli.pictures.playbook import playbook_picture

    loaded = frame.workspace.playbooks.load(playbook)
    frame.out.print(playbook_picture(frame, loaded))


@command.command(epilog="Example: calamiteit playbook plan attack-own-town --at '2026-12-01 03:00'")
@click.argument("playbook", shell_complete=complete_playbook)
@click.option("--set", "given", multiple=True, metavar="NAME=VALUE", help="A parameter of the playbook.")
@click.option("--at", metavar="MOMENT", help="When it would be triggered; else now.")
@click.option("--days", type=click.IntRange(1, 3660), default=8, show_default=True, help="How far to look.")
@shared_options
@pass_frame
def plan(frame: Frame, playbook: str, given: tuple[str, ...], at: str | None, days: int) -> None:
    """Show what would happen, to whom and when, if PLAYBOOK were triggered. Nothing is sent or stored."""
    from calamiteit.cli.pictures.forecast import forecast_picture

    frame.out.print(forecast_picture(frame, playbook, given, at, days))
