"""`calamiteit drill`: a whole crisis on a clock of its own, with simulated people. Nobody is reached."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from calamiteit.cli.completing import complete_playbook
from calamiteit.cli.frame import Frame, pass_frame, shared_options
from calamiteit.cli.moments import read_duration, read_moment
from calamiteit.cli.parameters import filled_in
from calamiteit.core.errors import Mistake
from calamiteit.core.modes import Mode
from calamiteit.core.time import Millis, to_local

MOST_SEED = 10_000


@click.command(epilog="Example: calamiteit drill attack-own-town --at '2026-12-01 03:00' --seed 7")
@click.argument("playbook", shell_complete=complete_playbook)
@click.option("--set", "given", multiple=True, metavar="NAME=VALUE", help="A parameter of the playbook.")
@click.option("--fact", "facts", multiple=True, metavar="TEXT", help="What is known at the start.")
@click.option("--at", metavar="MOMENT", help="When the crisis begins; else now.")
@click.option("--until", default="8w", show_default=True, metavar="DURATION", help="How long it is played.")
@click.option(
    "--seed", type=click.IntRange(0), metavar="NUMBER", help="The same number plays the same drill."
)
@shared_options
@pass_frame
def command(
    frame: Frame,
    playbook: str,
    given: tuple[str, ...],
    facts: tuple[str, ...],
    at: str | None,
    until: str,
    seed: int | None,
) -> None:
    """Play PLAYBOOK from trigger to aftercare in SIMULATION: nobody is reached, no minute is waited for.

    The plan, the contacts and the engine are those that run live; only the people are simulated. How they
    answer is assumed, and so are the times that come out.
    """
    from calamiteit.bootstrap.simulation import Drill, Setting
    from calamiteit.cli.pictures.drilled import drilled_picture
    from calamiteit.cli.pictures.heading import mode_mark

    now = time.time_ns() // 1_000_000
    start = read_moment(at, now, frame.workspace.basics.tz) if at else now
    setting = Setting(
        playbook=playbook,
        given=filled_in(frame, playbook, given),
        facts=facts,
        language=frame.language,
        officer=_officer(frame, start),
        start=start,
        seed=random.randrange(MOST_SEED) if seed is None else seed,
    )
    frame.err.print(mode_mark(frame, Mode.SIMULATION))
    frame.tell(frame.say("drill.what", seed=setting.seed))
    with _progress(frame, start) as moved:
        drill = Drill(frame.workspace, setting, moved=moved)
        run = drill.play(start + read_duration(until))
        drill.keep()
    frame.err.print(drilled_picture(frame, drill.runs, run))
    frame.tell(frame.say("drill.next", run=run))
    click.echo(run)


def _officer(frame: Frame, at: Millis) -> str:
    """You, when you may trigger; else the first who may. Raises Mistake when nobody may."""
    directory = frame.workspace.contacts.current()
    if frame.alias and directory.may(frame.alias, "trigger", at):
        return frame.alias
    found = next((alias for alias in directory.people if directory.may(alias, "trigger", at)), None)
    if found is None:
        raise Mistake(frame.say("drill.no-officer"))
    return found


@contextmanager
def _progress(frame: Frame, start: Millis) -> Iterator[Callable[[Millis], None]]:
    """The clock of the drill, while somebody is looking."""
    if not frame.err.is_terminal:
        yield lambda now: None
        return
    zone = frame.workspace.basics.tz
    with frame.err.status("") as shown:

        def moved(now: Millis) -> None:
            local = to_local(now, zone)
            day = (local.date() - to_local(start, zone).date()).days
            shown.update(frame.say("drill.clock", day=day + 1, time=f"{local:%H:%M}"))

        yield moved
