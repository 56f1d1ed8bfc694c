"""`calamiteit status`: what is going on, what needs you first, and whether an engine is alive."""

from __future__ import annotations

import json
import threading
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from calamiteit.cli.acting import engine_alive
from calamiteit.cli.completing import complete_run
from calamiteit.cli.frame import Frame, pass_frame, shared_options

if TYPE_CHECKING:
    from rich.console import RenderableType

LOOK_SECONDS = 0.5
"""How often `--watch` looks whether something changed."""
REDRAW_LOOKS = 10
"""After so many looks without a change the clock on the screen is renewed anyway."""


@click.command(epilog="Example: calamiteit status --watch")
@click.argument("run", required=False, shell_complete=complete_run)
@click.option("--watch", is_flag=True, help="Keep showing it until Ctrl-C.")
@click.option("--all", "everything", is_flag=True, help="Each step, also those that come much later.")
@click.option("--json", "as_json", is_flag=True, help="For programs: version 1 of the form.")
@shared_options
@pass_frame
def command(frame: Frame, run: str | None, watch: bool, everything: bool, as_json: bool) -> None:
    """Show RUN, or the only open run, or the list of open runs."""
    frame.look_at(run)
    if as_json:
        click.echo(json.dumps(as_document(frame, run), ensure_ascii=False, indent=2))
    elif watch and frame.out.is_terminal:
        watch_status(frame, run)
    else:
        frame.out.print(picture(frame, run, everything=everything))


def picture(frame: Frame, run: str | None, *, everything: bool = False) -> RenderableType:
    """The run that is meant, or the list when that is open."""
    from calamiteit.cli.pictures.runs import runs_picture
    from calamiteit.cli.pictures.status import status_picture

    chosen = _chosen(frame, run)
    if chosen:
        return status_picture(frame, chosen, everything=everything)
    return runs_picture(frame, frame.window.runs.open_runs())


def _chosen(frame: Frame, run: str | None) -> str | None:
    if run:
        return run
    found = frame.window.runs.open_runs()
    return found[0] if len(found) == 1 else None


def watch_status(frame: Frame, run: str | None, ended: threading.Event | None = None) -> None:
    """Redraw at each change, until Ctrl-C or until `ended` is set."""
    from rich.live import Live

    stop = ended or threading.Event()
    store = frame.window.store
    looks = 0
    with Live(picture(frame, run), console=frame.out, auto_refresh=False, screen=True) as live:
        try:
            while not stop.wait(LOOK_SECONDS):
                looks += 1
                if store.changed() or looks % REDRAW_LOOKS == 0:
                    live.update(picture(frame, run), refresh=True)
        except KeyboardInterrupt:
            return


def as_document(frame: Frame, run: str | None) -> dict[str, object]:
    """The form for programs: every open run, or the one asked for; instants in UTC milliseconds."""
    from calamiteit.core.run.views import status

    window = frame.window
    now = window.clock.now()
    lease = window.store.look()
    wanted = [run] if run else window.runs.open_runs()
    views = []
    for id in wanted:
        pinned, state = window.runs.look(id)
        views.append(asdict(status(pinned.plan, state, now)))
    engine = {"alive": engine_alive(frame), "holder": lease.holder if lease else None}
    return {"version": 1, "engine": engine, "runs": views}
