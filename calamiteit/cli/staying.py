"""This process as the engine: it stays until Ctrl-C, until it is stopped, or until another takes over."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from calamiteit.cli.frame import Frame

if TYPE_CHECKING:
    from calamiteit.bootstrap.app import Engine

PAUSE_SECONDS = 0.2


def stay_as_engine(frame: Frame, run: str, engine: Engine) -> None:
    """Keep sending and watching deadlines; show the status where there is a terminal."""
    from calamiteit.cli.status import watch_status

    frame.tell(frame.say("engine.this-window"), style="bold")
    with stopping_on_signals() as stop:
        threading.Thread(target=_tie, args=(engine, stop), daemon=True).start()
        if frame.out.is_terminal:
            watch_status(frame, run, stop)
        else:
            stop.wait()
    handed_over = engine.service.wait(0)
    frame.close()
    frame.tell(frame.say("engine.handed-over" if handed_over else "engine.stopped-here"), style="bold")


def _tie(engine: Engine, stop: threading.Event) -> None:
    """The end of the engine ends the waiting as well."""
    engine.service.wait()
    stop.set()


@contextlib.contextmanager
def stopping_on_signals() -> Iterator[threading.Event]:
    """An event that SIGTERM and SIGINT set; the earlier handlers come back afterwards."""
    stop = threading.Event()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    for number in before:
        signal.signal(number, lambda *_: stop.set())
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
