"""`calamiteit trigger`: from the officer's words to messages on their way, with one confirmation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from calamiteit.cli.completing import complete_open_run, complete_playbook
from calamiteit.cli.failing import NOT_REACHED, Told
from calamiteit.cli.frame import Frame, pass_frame, shared_options
from calamiteit.cli.parameters import typed
from calamiteit.core.errors import Mistake, NotAllowed, NotConfirmed, StoreTrouble

if TYPE_CHECKING:
    from calamiteit.engine.triggering import Prepared


@click.command(
    epilog="Example: calamiteit trigger attack-own-town --set place='Central station' --set area=centrum "
    "--fact 'Shots were heard'"
)
@click.argument("playbook", required=False, shell_complete=complete_playbook)
@click.option("--set", "given", multiple=True, metavar="NAME=VALUE", help="A parameter of the playbook.")
@click.option("--fact", "facts", multiple=True, metavar="TEXT", help="What is known, in one sentence.")
@click.option("--confirm", metavar="NAME", help="The municipality's name, in place of typing it.")
@click.option("--again", metavar="REASON", help="Start although an open run may be the same crisis.")
@click.option("--join", metavar="RUN", shell_complete=complete_open_run, help="Show that run; start none.")
@click.option("--no-wait", is_flag=True, help="Send the first messages, then end; no engine stays here.")
@click.option("--channel", default="", metavar="ID", help="A Slack channel that exists, for this run.")
@shared_options
@pass_frame
def command(
    frame: Frame,
    playbook: str | None,
    given: tuple[str, ...],
    facts: tuple[str, ...],
    confirm: str | None,
    again: str | None,
    join: str | None,
    no_wait: bool,
    channel: str,
) -> None:
    """Start PLAYBOOK, LIVE: people are reached within seconds.

    First you see what goes out and to whom; then you type the municipality's name. The run is safe on disk
    before the first message leaves.
    """
    if join:
        _join(frame, join)
        return
    if playbook is None:
        raise Mistake(frame.say("trigger.which", names=", ".join(frame.workspace.playbooks.ids())))
    _ = frame.me
    values = typed(frame, given)
    try:
        prepared = _prepared(frame, playbook, values, facts, channel)
        _look_for_same_crisis(frame, prepared, again)
        _show_and_confirm(frame, prepared, confirm)
        run = _start(frame, prepared, again or "")
        _see_it_out(frame, run, no_wait=no_wait)
    except StoreTrouble as trouble:
        _emergency(frame, playbook, trouble)
        raise Told(NOT_REACHED) from trouble


def _join(frame: Frame, run: str) -> None:
    from calamiteit.cli.status import picture

    frame.app.runs.look(run)
    frame.out.print(picture(frame, run))
    frame.tell(frame.say("trigger.joined", run=run))


def _prepared(
    frame: Frame, playbook: str, values: dict[str, str], facts: tuple[str, ...], channel: str
) -> Prepared:
    app = frame.app
    if not app.place.directory.current().may(frame.me, "trigger", app.place.clock.now()):
        raise NotAllowed(frame.say("refused.not-allowed", alias=frame.me, act="trigger"))
    return app.triggering.prepare(playbook, values, facts, language=frame.language, channel=channel)


def _look_for_same_crisis(frame: Frame, prepared: Prepared, again: str | None) -> None:
    """An open run of this playbook or area goes first. Raises NotConfirmed."""
    same = frame.app.triggering.same_crisis(prepared)
    if not same or again:
        return
    from calamiteit.cli.pictures.runs import runs_picture

    frame.err.print(runs_picture(frame, same))
    raise NotConfirmed(frame.say("trigger.same-crisis", run=same[0]))


def _show_and_confirm(frame: Frame, prepared: Prepared, confirm: str | None) -> None:
    """What goes out and to whom; then the municipality's name. Raises NotConfirmed."""
    from calamiteit.cli.confirming import confirm_with_name
    from calamiteit.cli.pictures.announcement import announcement
    from calamiteit.engine.foresight import first_wave

    app = frame.app
    wave = first_wave(app.runs, prepared, app.actor(frame.me))
    frame.err.print(announcement(frame, prepared, wave))
    question = frame.say(
        "trigger.question", messages=wave.messages, people=len({a.alias for a in wave.asked})
    )
    confirm_with_name(frame, confirm, question=question)


def _start(frame: Frame, prepared: Prepared, again: str) -> str:
    """Commit the run; durable when this returns."""
    from calamiteit.core.run.decide import Refusal

    app = frame.app
    result = app.triggering.start(
        prepared, actor=app.actor(frame.me), key=f"trigger:{app.place.ids.fresh()}", again=again
    )
    if isinstance(result, Refusal):
        raise NotAllowed(frame.say(f"refused.{result.code}", **result.values))
    frame.tell(frame.say("trigger.started", run=result.run), style="bold green")
    click.echo(result.run)
    return result.run


def _see_it_out(frame: Frame, run: str, *, no_wait: bool) -> None:
    """Watch the first wave leave: by the engine that is alive, or by this process as the engine."""
    from calamiteit.cli import first_messages as first

    if not frame.app.place.channels:
        first.tell_nobody_reached(frame, run)
        raise Told(NOT_REACHED)
    reached = first.watch_leave(frame, run, no_wait=no_wait)
    if not reached:
        raise Told(NOT_REACHED)


def _emergency(frame: Frame, playbook: str, trouble: StoreTrouble) -> None:
    """Nothing can be stored, so nothing can be sent: the officer gets the numbers to call."""
    from calamiteit.cli.calllist import show_call_list

    frame.tell(frame.say("trigger.cannot-store", why=str(trouble)), style="bold red")
    show_call_list(frame, playbook, database=False)
