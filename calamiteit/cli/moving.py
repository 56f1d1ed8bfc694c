"""A run to another machine and back, at the terminal: passphrases, what is confirmed, and what is said."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calamiteit.cli.frame import Frame
from calamiteit.cli.whereabouts import where_it_went
from calamiteit.core.errors import Mistake, NotAllowed, NotConfirmed

if TYPE_CHECKING:
    from calamiteit.engine.moving import Arrival

VARIABLE = "CALAMITEIT_PASSPHRASE"
SHORTEST = 12
"""Signs of a passphrase: the file may lie on a stick that is lost."""


def export(frame: Frame, run: str, path: Path, passphrase_file: Path | None, confirm: str | None) -> None:
    """Export a run and everything that is linked to it."""
    from calamiteit.bootstrap.moving import new_file
    from calamiteit.engine.moving import Exporting

    _must_be_allowed(frame, run)
    exporting = Exporting(frame.app.runs)
    family = exporting.family(run)
    gone = exporting.whereabouts(run)
    frame.tell(frame.say("move.export.again" if gone else "move.export.asks", run=run), style="bold")
    if len(family) > 1:
        frame.tell(frame.say("move.export.family", runs=", ".join(family)))
    _confirm(frame, run, confirm)
    file = new_file(path.absolute(), passphrase(frame, passphrase_file, twice=True))
    place = f"{path.absolute()}, {socket.gethostname()}"
    exporting.export(run, file, place=place, actor=frame.app.actor(frame.me))
    frame.tell(frame.say("move.export.done", runs=", ".join(family), file=str(path)), style="bold green")
    info = frame.app.place.store.info(run)
    frame.out.print(frame.say("runs.close.head", head=info.head if info else ""), soft_wrap=True)
    frame.tell(frame.say("move.export.next", file=path.name))


def take_back(frame: Frame, run: str, confirm: str | None) -> None:
    """Go on here; whether the file was adopted elsewhere is for the person to know."""
    from calamiteit.cli.acting import warn_without_engine
    from calamiteit.engine.moving import Exporting

    exporting = Exporting(frame.app.runs)
    gone = exporting.whereabouts(run)
    if gone is None:
        raise Mistake(frame.say("move.back.here", run=run))
    _must_be_allowed(frame, run)
    frame.tell(where_it_went(frame, run), style="bold")
    frame.tell(frame.say("move.back.asks", run=run), style="bold red")
    _confirm(frame, run, confirm)
    family = exporting.take_back(run, actor=frame.app.actor(frame.me))
    frame.tell(frame.say("move.back.done", runs=", ".join(family)), style="bold green")
    warn_without_engine(frame)


def adopt(
    frame: Frame,
    path: Path,
    passphrase_file: Path | None,
    confirm: str | None,
    *,
    anyway: bool,
    no_wait: bool,
) -> None:
    """Go on with the run of a file, here and now."""
    from calamiteit.bootstrap.moving import read_file
    from calamiteit.cli.confirming import confirm_with_name
    from calamiteit.core.time import show_time
    from calamiteit.engine.moving import Adopting

    adopting = Adopting(frame.app.runs)
    arrival = adopting.look(read_file(path, passphrase(frame, passphrase_file, twice=False)))
    _must_be_allowed(frame)
    picture, place = arrival.picture, frame.app.place
    when = show_time(picture.at, place.zone, place.clock.now())
    run = picture.runs[0].id
    said = frame.say("move.adopt.what", run=run, by=picture.by, time=when, place=picture.place)
    frame.tell(said, style="bold")
    if len(picture.runs) > 1:
        frame.tell(frame.say("move.export.family", runs=", ".join(one.id for one in picture.runs)))
    _warn(frame, arrival, anyway=anyway)
    confirm_with_name(frame, confirm, question=frame.say("move.adopt.asks", run=run))
    adopting.adopt(
        arrival, place=f"{path.absolute()}, {socket.gethostname()}", actor=frame.app.actor(frame.me)
    )
    frame.tell(frame.say("move.adopt.done", run=run), style="bold green")
    click.echo(run)
    _lead(frame, run, no_wait=no_wait)


def _lead(frame: Frame, run: str, *, no_wait: bool) -> None:
    """Be the engine, unless another process here is it already, or nobody wants to wait."""
    from calamiteit.cli.acting import warn_without_engine
    from calamiteit.cli.staying import stay_as_engine

    if no_wait:
        warn_without_engine(frame)
        return
    engine = frame.app.become_engine()
    if engine is not None:
        stay_as_engine(frame, run, engine)


def _warn(frame: Frame, arrival: Arrival, *, anyway: bool) -> None:
    """What is different here. Unknown people stop it: their tasks would pass on at once."""
    for code, names in (
        ("move.adopt.unknown", arrival.unknown),
        ("move.adopt.others", arrival.others),
        ("move.adopt.roles", arrival.roles),
        ("move.adopt.channels", arrival.channels),
    ):
        if names:
            frame.tell(frame.say(code, names=", ".join(names)), style="yellow")
    if (arrival.unknown or arrival.others) and not anyway:
        raise NotConfirmed(frame.say("move.adopt.anyway"))


def passphrase(frame: Frame, given: Path | None, *, twice: bool) -> str:
    """From a file, the environment, or typed (twice for a new file); never an argument of the command."""
    if given is not None:
        try:
            found = given.read_text(encoding="utf-8").strip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise Mistake(frame.say("move.passphrase.unreadable", file=str(given))) from error
    elif os.environ.get(VARIABLE):
        found = os.environ[VARIABLE]
    elif frame.can_ask:
        asked = frame.say("move.passphrase.ask")
        again = frame.say("move.passphrase.again") if twice else False
        found = str(click.prompt(asked, hide_input=True, confirmation_prompt=again, err=True))
    else:
        raise NotConfirmed(frame.say("move.passphrase.none", variable=VARIABLE))
    if twice and len(found) < SHORTEST:
        raise Mistake(frame.say("move.passphrase.short", count=SHORTEST))
    return found


def _confirm(frame: Frame, run: str, given: str | None) -> None:
    if given is None:
        if not frame.can_ask:
            raise NotConfirmed(frame.say("move.confirm", run=run) + f" --confirm {run}")
        given = click.prompt(frame.say("move.confirm", run=run), default="", show_default=False, err=True)
    if given.strip().casefold() != run.casefold():
        raise NotConfirmed(frame.say("move.not"))


def _must_be_allowed(frame: Frame, run: str = "") -> None:
    from calamiteit.cli.acting import may

    if not may(frame, "export", frame.app.runs.look(run)[1] if run else None):
        raise NotAllowed(frame.say("refused.not-allowed", alias=frame.me, act="export"))
