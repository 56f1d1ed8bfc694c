"""`calamiteit serve`: the engine as a service, until it is stopped or another one takes over."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from calamiteit.cli.failing import FAILED, Told
from calamiteit.cli.frame import Frame, pass_frame, shared_options
from calamiteit.cli.reasons import explained
from calamiteit.cli.serving import Screen
from calamiteit.cli.staying import stopping_on_signals

if TYPE_CHECKING:
    from calamiteit.bootstrap.app import Engine
    from calamiteit.core.run.channels import SilentChannel
    from calamiteit.ports.store import Lease

LOOK_SECONDS = 0.2
TRY_ANYWAY_LOOKS = 10
"""After so many looks the lease is tried for although it seems held: its holder may have been killed."""

CHANNEL_LOOKS = 25
"""At a terminal, after so many looks (five seconds), whether channels deliver."""


@click.command(epilog="Example: calamiteit serve    (as a service: docs/operating.md)")
@shared_options
@pass_frame
def command(frame: Frame) -> None:
    """Be the engine of this workspace, LIVE: send messages, watch deadlines, hear answers.

    Another engine that is alive is asked to hand over first. Stop with Ctrl-C or SIGTERM; nothing is lost.
    """
    from calamiteit.bootstrap.logging import described, new_log

    screen = Screen(frame) if frame.err.is_terminal else None
    log = screen or new_log()
    frame.reporter = lambda where, error: log.error("trouble", where=where, **described(error))
    with stopping_on_signals() as stop:
        engine = take_over(frame, stop, log.info)
        if engine is None:
            return
        _begin(frame, engine, log)
        looks = itertools.count()
        while not stop.is_set() and not engine.service.wait(LOOK_SECONDS):
            if screen is not None and next(looks) % CHANNEL_LOOKS == 0:
                screen.channels(_silent(frame))
    _end(frame, engine, asked_to_stop=stop.is_set(), log=log)


def _silent(frame: Frame) -> dict[str, SilentChannel]:
    """Channels that deliver nothing any more, by name, whatever run shows it."""
    from calamiteit.core.run.channels import silent_channels

    runs = frame.app.runs
    return {one.channel: one for id in runs.open_runs() for one in silent_channels(runs.look(id)[1])}


def take_over(frame: Frame, stop: threading.Event, tell: Callable[..., object]) -> Engine | None:
    """Become the engine, asking the present one politely; None when stopped while waiting."""
    place = frame.app.place
    asked: Lease | None = None
    looks = 0
    while not stop.is_set():
        lease = place.store.look()
        free = lease is None or lease.until <= place.wall.now()
        if free or looks % TRY_ANYWAY_LOOKS == 0:
            engine = frame.app.become_engine()
            if engine is not None:
                return engine
        elif lease is not None and (asked is None or asked.epoch != lease.epoch):
            place.store.ask_to_release(lease)
            asked = lease
            tell("asked-to-hand-over", holder=lease.holder)
        looks += 1
        stop.wait(LOOK_SECONDS)
    return None


def _begin(frame: Frame, engine: Engine, log: Any) -> None:
    """Say what is open and which channels work."""
    from calamiteit.ports.channel import Delivered

    app = frame.app
    frame.tell(frame.say("engine.serving", municipality=frame.workspace.basics.municipality), style="bold")
    log.info(
        "engine-started", mode=app.mode.value, runs=app.runs.open_runs(), channels=sorted(engine.channels)
    )
    if not engine.channels:
        frame.tell(frame.say("engine.no-channels"), style="bold white on red")
    for name, channel in engine.channels.items():
        found = channel.check()
        if isinstance(found, Delivered):
            log.info("channel-works", channel=name)
            continue
        log.error("channel-fails", channel=name, reason=found.reason)
        why = explained(frame.words, found.reason)
        frame.tell(frame.say("trigger.channel-failed", channel=name, why=why), style="bold red")


def _end(frame: Frame, engine: Engine, *, asked_to_stop: bool, log: Any) -> None:
    """Stop in order; exit code 1 when another engine took the lease without asking."""
    superseded = not asked_to_stop and engine.service.lease is None
    how = "superseded" if superseded else "stopped" if asked_to_stop else "handed-over"
    frame.close()
    log.info("engine-ended", how=how)
    frame.tell(frame.say(f"engine.{how}"), style="bold")
    if superseded:
        raise Told(FAILED)
