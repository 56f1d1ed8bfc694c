"""Where a run went that was exported to another machine."""

from __future__ import annotations

from calamiteit.cli.frame import Frame


def where_it_went(frame: Frame, run: str) -> str:
    """`L-7KQ2 went to FILE, HOST at 03:40, exported by heron. Use it there.`; empty while it is led here."""
    from calamiteit.core.time import show_time
    from calamiteit.engine.moving import Exporting

    gone = Exporting(frame.app.runs).whereabouts(run)
    if gone is None:
        return ""
    place = frame.app.place
    when = show_time(gone.at, place.zone, place.clock.now())
    return frame.say("move.went", run=run, place=gone.place, time=when, by=gone.by)
