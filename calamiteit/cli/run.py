"""`calamiteit run`: what is done with a run as a whole."""

from __future__ import annotations

import json
from pathlib import Path

import click

from calamiteit.cli import ending, moving
from calamiteit.cli.acting import act, the_run
from calamiteit.cli.completing import (
    complete_alias,
    complete_guard,
    complete_open_run,
    complete_playbook,
    complete_run,
)
from calamiteit.cli.frame import Frame, pass_frame, shared_options
from calamiteit.cli.lazy import HelpfulGroup
from calamiteit.cli.texts import TEXT
from calamiteit.cli.usage import TypedWrongly

run_option = click.option(
    "--run", metavar="RUN", shell_complete=complete_run, help="Needed when more than one run is open."
)
run_argument = click.argument("run", required=False, shell_complete=complete_open_run)


@click.group(cls=HelpfulGroup, epilog="Example: calamiteit run note 'The school is closed'")
def command() -> None:
    """List runs; note, fact, guard, handover, stop, wind down, close, export, adopt."""


@command.command("list", epilog="Example: calamiteit run list --json")
@click.option("--drills", is_flag=True, help="The drills that were played, instead of live.")
@click.option("--json", "as_json", is_flag=True, help="For programs: version 1 of the form.")
@shared_options
@pass_frame
def list_runs(frame: Frame, drills: bool, as_json: bool) -> None:
    """Show all runs, oldest first, those that are over too."""
    if drills:
        frame.look_at_drills()
    from calamiteit.cli.pictures.grid import grid
    from calamiteit.core.time import show_time

    place = frame.app.place
    infos = place.store.streams("run")
    if as_json:
        runs = [{"id": info.id, "mode": info.header.get("mode"), "status": info.status} for info in infos]
        click.echo(json.dumps({"version": 1, "runs": runs}, indent=2))
        return
    if not infos:
        frame.tell(frame.say("runs.none"))
        return
    now = place.clock.now()
    rows: list[tuple[str, ...]] = []
    for info in infos:
        _, run = frame.app.runs.look(info.id)
        started = show_time(run.started_at, place.zone, now)
        rows.append((info.id, run.playbook, frame.say(f"run.status.{info.status}"), started))
    columns = ("id", "playbook", "status", "started")
    frame.out.print(grid((frame.say(f"runs.{name}") for name in columns), rows))


@command.command(epilog="Example: calamiteit run note 'The school is closed' --run L-261124-7kq2")
@click.argument("text", type=TEXT)
@run_option
@shared_options
@pass_frame
def note(frame: Frame, text: str, run: str | None) -> None:
    """Put TEXT in the log; also in a run that is over."""
    from calamiteit.core.run import commands as c

    run_id = the_run(frame, run)
    act(
        frame,
        run_id,
        lambda seals: c.WriteNote(text=seals.seal(text, language=frame.language)),
        said=frame.say("runs.noted", run=run_id),
    )


@command.command(epilog="Example: calamiteit run fact 'Two shots were heard' --source police --confirmed")
@click.argument("text", required=False, type=TEXT)
@click.option("--confirmed", is_flag=True, help="Confirmed: it may stand in messages. Else unconfirmed.")
@click.option("--source", type=TEXT, metavar="TEXT", help="Who says so.")
@click.option("--confirm", "to_confirm", metavar="FACT", help="Confirm a fact that is on the sheet, as F2.")
@click.option("--withdraw", "to_withdraw", metavar="FACT", help="Withdraw a fact that is on the sheet.")
@run_option
@shared_options
@pass_frame
def fact(
    frame: Frame,
    text: str | None,
    confirmed: bool,
    source: str | None,
    to_confirm: str | None,
    to_withdraw: str | None,
    run: str | None,
) -> None:
    """Add TEXT to the fact sheet, or confirm or withdraw a fact."""
    from calamiteit.core.run import commands as c

    if sum(given is not None for given in (text, to_confirm, to_withdraw)) != 1:
        raise TypedWrongly("usage.fact")
    run_id = the_run(frame, run)
    said = frame.say("runs.fact", run=run_id)
    if text is None:
        status = "withdrawn" if to_withdraw else "confirmed"
        changed = c.SetFactStatus(fact=to_withdraw or to_confirm or "", status=status)
        act(frame, run_id, lambda seals: changed, said=said)
        return
    act(
        frame,
        run_id,
        lambda seals: c.AddFact(
            text=seals.seal(text, language=frame.language),
            status="confirmed" if confirmed else "unconfirmed",
            source=seals.seal(source, language=frame.language) if source else None,
        ),
        said=said,
    )


@command.command(epilog="Example: calamiteit run guard stop-deployment --reason 'Second attacker seen'")
@click.argument("name", required=False, shell_complete=complete_guard)
@click.option("--reason", type=TEXT, metavar="TEXT", help="Why.")
@run_option
@shared_options
@pass_frame
def guard(frame: Frame, name: str | None, reason: str | None, run: str | None) -> None:
    """Press the alarm NAME of the playbook: what it stops, stops at once. Anybody may.

    Without NAME: which alarms there are.
    """
    from calamiteit.core.run import commands as c

    run_id = the_run(frame, run)
    if name is None:
        _show_guards(frame, run_id)
        return
    act(
        frame,
        run_id,
        lambda seals: c.PressGuard(
            guard=name, reason=seals.seal(reason, language=frame.language) if reason else None
        ),
        said=frame.say("runs.guard", guard=name, run=run_id),
    )


def _show_guards(frame: Frame, run: str) -> None:
    from calamiteit.cli.pictures.grid import grid
    from calamiteit.core.playbook.plan import in_language

    pinned, state = frame.app.runs.look(run)
    rows = [
        (id, in_language(one.title, frame.language), frame.say("runs.guard-on") if id in state.guards else "")
        for id, one in pinned.plan.guards.items()
    ]
    if rows:
        frame.out.print(grid((frame.say("runs.guards"), "", ""), rows))
    frame.tell(frame.say("runs.guard-how" if rows else "runs.guards-none"))


@command.command(epilog="Example: calamiteit run handover --from heron --to lapwing")
@run_argument
@click.option(
    "--from", "before", required=True, metavar="ALIAS", shell_complete=complete_alias, help="Who has them."
)
@click.option(
    "--to", "after", required=True, metavar="ALIAS", shell_complete=complete_alias, help="Who gets them."
)
@click.option("--role", default="", metavar="ROLE", help="Only what this person does in one role.")
@shared_options
@pass_frame
def handover(frame: Frame, run: str | None, before: str, after: str, role: str) -> None:
    """Hand the open tasks of one person to another, who is asked anew."""
    from calamiteit.core.run import commands as c

    act(
        frame,
        the_run(frame, run),
        lambda seals: c.HandOver(from_alias=before, to_alias=after, role=role),
        said=frame.say("runs.handover", before=before, after=after),
    )


@command.command(
    epilog="Example: calamiteit run stop --false-alarm --reason 'Fireworks' --confirm L-261124-7kq2"
)
@run_argument
@click.option("--false-alarm/--not-false-alarm", default=None, help="Whether it was a false alarm.")
@click.option("--reason", type=TEXT, metavar="TEXT", help="Why.")
@click.option("--confirm", metavar="RUN", help="The run's id, in place of typing it.")
@click.option("--linked/--no-linked", default=None, help="Stop open linked runs too, or leave them.")
@shared_options
@pass_frame
def stop(
    frame: Frame,
    run: str | None,
    false_alarm: bool | None,
    reason: str | None,
    confirm: str | None,
    linked: bool | None,
) -> None:
    """End RUN before its end; everyone who was told is told that it is over."""
    given = ending.Given(false_alarm=false_alarm, reason=reason, confirm=confirm, linked=linked)
    ending.stop(frame, the_run(frame, run), given)


@command.command(
    "wind-down", epilog="Example: calamiteit run wind-down --aftercare aftercare --reason 'Week 6'"
)
@run_argument
@click.option("--aftercare", default="", metavar="PLAYBOOK", shell_complete=complete_playbook,
              help="The playbook that holds the long tail, as a linked run.")  # fmt: skip
@click.option("--reason", type=TEXT, metavar="TEXT", help="Why.")
@shared_options
@pass_frame
def wind_down(frame: Frame, run: str | None, aftercare: str, reason: str | None) -> None:
    """Scale RUN down: nothing new starts, what is open is finished."""
    ending.wind_down(frame, the_run(frame, run), aftercare, reason)


@command.command(epilog="Example: calamiteit run close --leave-open --reason 'Handed to the line'")
@run_argument
@click.option("--leave-open", is_flag=True, help="Close although tasks are open; the log names them.")
@click.option("--reason", type=TEXT, metavar="TEXT", help="Why.")
@shared_options
@pass_frame
def close(frame: Frame, run: str | None, leave_open: bool, reason: str | None) -> None:
    """Close RUN: shows what is still open, and asks."""
    ending.close(frame, the_run(frame, run), leave_open=leave_open, reason=reason)


@command.command(
    epilog="Example: calamiteit run export L-261124-k7qd /media/stick/run.calamiteit\n\n"
    "and, when nobody adopted it: calamiteit run export L-261124-k7qd --take-back"
)
@click.argument("run", shell_complete=complete_run)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--take-back", is_flag=True, help="Go on here; only when nobody adopted the file.")
@click.option(
    "--passphrase-file", type=click.Path(path_type=Path), help="Holds it; else CALAMITEIT_PASSPHRASE."
)
@click.option("--confirm", metavar="RUN", help="The run's id, in place of typing it.")
@shared_options
@pass_frame
def export(
    frame: Frame,
    run: str,
    file: Path | None,
    take_back: bool,
    passphrase_file: Path | None,
    confirm: str | None,
) -> None:
    """Put RUN into an encrypted FILE for another machine. From then on this copy stands still."""
    if take_back == (file is not None):
        raise TypedWrongly("usage.export")
    frame.app.runs.look(run)
    if file is None:
        moving.take_back(frame, run, confirm)
    else:
        moving.export(frame, run, file, passphrase_file, confirm)


@command.command(epilog="Example: calamiteit run adopt /media/stick/run.calamiteit")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--passphrase-file", type=click.Path(path_type=Path), help="Holds it; else CALAMITEIT_PASSPHRASE."
)
@click.option("--confirm", metavar="NAME", help="The municipality's name, in place of typing it.")
@click.option("--anyway", is_flag=True, help="Although people are unknown here, or others.")
@click.option("--no-wait", is_flag=True, help="Adopt, then end; no engine stays here.")
@shared_options
@pass_frame
def adopt(
    frame: Frame, file: Path, passphrase_file: Path | None, confirm: str | None, anyway: bool, no_wait: bool
) -> None:
    """Go on with the run in FILE here, exactly where it stood, and be its engine."""
    moving.adopt(frame, file, passphrase_file, confirm, anyway=anyway, no_wait=no_wait)
