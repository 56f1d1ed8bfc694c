"""`calamiteit task`: answers to tasks, and what the officer does with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from calamiteit.cli import targets
from calamiteit.cli.acting import act, the_run
from calamiteit.cli.completing import (
    complete_alias,
    complete_open_run,
    complete_role,
    complete_step,
    complete_task,
)
from calamiteit.cli.frame import Frame, pass_frame, shared_options
from calamiteit.cli.lazy import HelpfulGroup
from calamiteit.cli.moments import read_duration, read_moment
from calamiteit.cli.texts import TEXT
from calamiteit.core.errors import Mistake

if TYPE_CHECKING:
    from calamiteit.core.run.events import TextRef
    from calamiteit.engine.sealing import Seals

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

run_option = click.option(
    "--run", metavar="RUN", shell_complete=complete_open_run, help="Needed when more than one run is open."
)
task_argument = click.argument("task", shell_complete=complete_task)


def heard_options(command: Decorated) -> Decorated:
    """For an answer that another person gave aloud."""
    heard = click.Choice(["phone", "voice"])
    command = click.option("--heard-by", type=heard, help="It was said by phone, or to your face.")(command)
    return click.option("--for", "for_whom", metavar="ROLE|ALIAS", help="Whose answer it is, if not yours.")(
        command
    )


@click.group(cls=HelpfulGroup, epilog="Example: calamiteit task accept T7 --for decider --heard-by phone")
def command() -> None:
    """Accept, finish, pass on, skip, move or add a task.

    TASK is a number from the status, such as T7, or the name of its step.
    """


@command.command(epilog="Example: calamiteit task accept T7 --for decider --heard-by phone")
@task_argument
@run_option
@heard_options
@shared_options
@pass_frame
def accept(frame: Frame, task: str, run: str | None, for_whom: str | None, heard_by: str | None) -> None:
    """Take TASK: "I am on it"."""
    _answer(frame, "accept", task, run, for_whom, heard_by)


@command.command(
    epilog="Example: calamiteit task start T7    or, for a step: calamiteit task start safety-first"
)
@click.argument("task", shell_complete=complete_step)
@run_option
@heard_options
@shared_options
@pass_frame
def start(frame: Frame, task: str, run: str | None, for_whom: str | None, heard_by: str | None) -> None:
    """Say that the work on TASK has begun, or start a step now that stands by or waits."""
    from calamiteit.core.run import commands as c

    found = targets.target(frame, run, task)
    if found.number is not None:
        _answer(frame, "start", task, run, for_whom, heard_by)
        return
    act(frame, found.run, lambda seals: c.StartStep(step=found.step), said=frame.say("acted.step", step=task))


@command.command(epilog="Example: calamiteit task done T12 --option own --text 'Agreed with the region'")
@task_argument
@click.option("--option", default="", metavar="ID", help="What was decided or answered.")
@click.option("--text", type=TEXT, metavar="TEXT", help="Minutes or a remark.")
@run_option
@heard_options
@shared_options
@pass_frame
def done(
    frame: Frame,
    task: str,
    option: str,
    text: str | None,
    run: str | None,
    for_whom: str | None,
    heard_by: str | None,
) -> None:
    """Say that TASK is done; a decision needs --option, a meeting needs --text."""
    _answer(frame, "done", task, run, for_whom, heard_by, option=option, text=text)


@command.command(epilog="Example: calamiteit task decline T7 --reason 'On a train until noon'")
@task_argument
@click.option("--reason", required=True, type=TEXT, metavar="TEXT", help="Why it cannot be done.")
@run_option
@heard_options
@shared_options
@pass_frame
def decline(
    frame: Frame, task: str, reason: str, run: str | None, for_whom: str | None, heard_by: str | None
) -> None:
    """Say that you cannot do TASK; the deputy is asked at once."""
    _answer(frame, "decline", task, run, for_whom, heard_by, text=reason)


@command.command(epilog="Example: calamiteit task skip T9 --reason 'The school is closed'")
@task_argument
@click.option("--reason", required=True, type=TEXT, metavar="TEXT", help="Why it is not needed.")
@run_option
@shared_options
@pass_frame
def skip(frame: Frame, task: str, reason: str, run: str | None) -> None:
    """Leave TASK, or a whole step, undone for a reason."""
    from calamiteit.core.run import commands as c

    found = targets.target(frame, run, task)

    def build(seals: Seals) -> c.Skip:
        return c.Skip(reason=_sealed(frame, seals, reason), number=found.number, step=found.step)

    act(frame, found.run, build, said=frame.say("acted.skip", task=str(found)))


@command.command(epilog="Example: calamiteit task reassign T7 --to avocet")
@task_argument
@click.option(
    "--to", "alias", required=True, metavar="ALIAS", shell_complete=complete_alias, help="Who gets it."
)
@run_option
@shared_options
@pass_frame
def reassign(frame: Frame, task: str, alias: str, run: str | None) -> None:
    """Give TASK to another person; for a step, fill its role that nobody was found for."""
    from calamiteit.core.run import commands as c

    found = targets.target(frame, run, task)
    command = c.Reassign(alias=alias, number=found.number, step=found.step)
    act(
        frame,
        found.run,
        lambda seals: command,
        said=frame.say("acted.reassign", task=str(found), alias=alias),
    )


@command.command(epilog="Example: calamiteit task redate T7 --at +30m    (or 14:30, or '2026-12-01 10:00')")
@task_argument
@click.option("--at", "moment", required=True, metavar="WHEN", help="+30m, 14:30 or '2026-12-01 10:00'.")
@click.option("--reason", type=TEXT, metavar="TEXT", help="Why.")
@run_option
@shared_options
@pass_frame
def redate(frame: Frame, task: str, moment: str, reason: str | None, run: str | None) -> None:
    """Move the deadline of TASK, or the start of a step that has not begun."""
    from calamiteit.core.run import commands as c
    from calamiteit.core.time import show_time

    found = targets.target(frame, run, task)
    place = frame.app.place
    now = place.clock.now()
    at = read_moment(moment, now, place.zone)

    def build(seals: Seals) -> c.Redate:
        why = _sealed(frame, seals, reason) if reason else None
        return c.Redate(at=at, number=found.number, step=found.step, reason=why)

    said = frame.say("acted.redate", task=str(found), time=show_time(at, place.zone, now))
    act(frame, found.run, build, said=said)


@command.command(epilog="Example: calamiteit task add 'Open the sports hall' --role social --within 30m")
@click.argument("title", type=TEXT)
@click.option("--role", default="", metavar="ROLE", shell_complete=complete_role, help="Which role does it.")
@click.option(
    "--to", "alias", default="", metavar="ALIAS", shell_complete=complete_alias, help="Who does it."
)
@click.option("--within", metavar="DURATION", help="By when, from now: 30m, 2h.")
@run_option
@shared_options
@pass_frame
def add(frame: Frame, title: str, role: str, alias: str, within: str | None, run: str | None) -> None:
    """Add a task that no playbook foresaw."""
    from calamiteit.core.run import commands as c

    if bool(role) == bool(alias):
        raise Mistake(frame.say("acted.role-or-person"))
    run_id = the_run(frame, run)
    duration = read_duration(within) if within else None

    def build(seals: Seals) -> c.AddTask:
        return c.AddTask(title=_sealed(frame, seals, title), role=role, alias=alias, within=duration)

    act(frame, run_id, build, said=frame.say("acted.add", who=role or alias))


def _answer(
    frame: Frame,
    verb: str,
    task: str,
    run: str | None,
    for_whom: str | None,
    heard_by: str | None,
    *,
    option: str = "",
    text: str | None = None,
) -> None:
    """Record an answer, one's own or one that was heard."""
    from calamiteit.core.run import commands as c
    from calamiteit.core.run.table import Verb

    found = targets.task(frame, run, task, speaker=for_whom or "")
    behalf, heard = targets.speaker(frame, found, for_whom, heard_by)
    number = found.number or 0

    def build(seals: Seals) -> c.Answer:
        ref = _sealed(frame, seals, text) if text else None
        return c.Answer(number=number, verb=Verb(verb), option=option, text=ref)

    said = frame.say(f"acted.{verb}", task=str(found), alias=behalf or frame.me)
    act(frame, found.run, build, said=said, on_behalf_of=behalf, heard_by=heard)


def _sealed(frame: Frame, seals: Seals, text: str) -> TextRef:
    return seals.seal(text, language=frame.language)
