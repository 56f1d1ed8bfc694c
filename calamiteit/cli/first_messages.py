"""After a start: the first messages leave, through the engine that is alive or through this window."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from calamiteit.cli.frame import Frame
from calamiteit.cli.reasons import explained
from calamiteit.core.run.events import MessageDelayed, MessageFailed
from calamiteit.core.time import Millis
from calamiteit.ports.channel import Delivered, GiveUp
from calamiteit.ports.store import OutboxRow, RowState

if TYPE_CHECKING:
    from calamiteit.bootstrap.app import Engine

OTHER_ENGINE_SECONDS = 3.0
"""How long an engine elsewhere gets to send the first wave while we watch."""
OWN_ENGINE_SECONDS = 10.0
LEASE_SECONDS = 16.0
"""A lease that nobody extends has run out by then."""
UNDER_WAY = (RowState.WAITING, RowState.SENDING)


def watch_leave(frame: Frame, run: str, *, no_wait: bool) -> bool:
    """See the first wave out; True when every person of it was reached over a channel at least once."""
    first = _first_rows(frame, run)
    engine = frame.app.become_engine()
    if engine is None:  # another one holds the lease
        _wait(frame, first, OTHER_ENGINE_SECONDS)
        engine = _from_a_dead_one(frame, first)
    if engine is None:
        return _told_what_left(frame, run, first, None)
    _wait(frame, first, OWN_ENGINE_SECONDS)
    reached = _told_what_left(frame, run, first, engine)
    if no_wait:
        frame.close()
        frame.tell(frame.say("engine.none"), style="bold red")
        return reached
    from calamiteit.cli.staying import stay_as_engine

    stay_as_engine(frame, run, engine)
    return reached or _everyone_reached(_now(frame, first))


def _first_rows(frame: Frame, run: str) -> list[str]:
    """The messages to people that the start has put into the outbox."""
    rows = frame.app.place.store.rows(stream=run)
    return [row.id for row in rows if not row.to.startswith("#") and row.channel != "engine"]


def _now(frame: Frame, ids: list[str]) -> list[OutboxRow]:
    store = frame.app.place.store
    return [row for id in ids if (row := store.row(id)) is not None]


def _wait(frame: Frame, ids: list[str], seconds: float) -> None:
    def is_out() -> bool:
        return all(row.state not in UNDER_WAY for row in _now(frame, ids))

    until(is_out, seconds)


def _from_a_dead_one(frame: Frame, ids: list[str]) -> Engine | None:
    """Nothing left within the time: become the engine if the lease of the other one runs out.

    None when the messages left, or when the other engine is alive: it extends its lease meanwhile.
    """
    store = frame.app.place.store
    held = store.look()
    if held is None or all(row.state not in UNDER_WAY for row in _now(frame, ids)):
        return frame.app.become_engine() if held is None else None
    frame.tell(frame.say("trigger.waiting-for-other"), style="bold yellow")
    taken: list[Engine] = []

    def is_decided() -> bool:
        now = store.look()
        if now is not None and (now.epoch, now.until) != (held.epoch, held.until):
            return True
        engine = frame.app.become_engine() if now is None or now.until <= _wall(frame) else None
        taken.extend([engine] if engine else [])
        return bool(taken) or all(row.state not in UNDER_WAY for row in _now(frame, ids))

    until(is_decided, LEASE_SECONDS)
    return taken[0] if taken else None


def _wall(frame: Frame) -> Millis:
    return frame.app.place.wall.now()


def until(condition: Callable[[], bool], seconds: float) -> None:
    """Wait for it, so many seconds at most."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not condition() and time.monotonic() < deadline:
        pause.wait(0.05)


def _everyone_reached(rows: list[OutboxRow]) -> bool:
    wanted = {row.to for row in rows}
    return wanted == {row.to for row in rows if row.state is RowState.SENT}


def _told_what_left(frame: Frame, run: str, ids: list[str], engine: Engine | None) -> bool:
    """Show each person and channel; name each channel that fails, and why."""
    from calamiteit.cli.pictures.first_wave import sent_picture

    rows = _now(frame, ids)
    reasons = _reasons(frame, run)
    frame.err.print(sent_picture(frame, rows, _roles(frame, run)))
    for line in _broken_channels(frame, rows, reasons, engine):
        frame.tell(line, style="bold red")
    if _everyone_reached(rows):
        frame.tell(frame.say("trigger.all-sent", count=len({row.to for row in rows})), style="green")
        return True
    missed = {row.to for row in rows} - {row.to for row in rows if row.state is RowState.SENT}
    frame.tell(frame.say("trigger.not-all-sent", people=", ".join(sorted(missed)), run=run), style="bold red")
    return False


def _reasons(frame: Frame, run: str) -> dict[str, str]:
    """Why messages failed or wait, by message."""
    return {
        one.event.message: explained(frame.words, one.event.reason)
        for one in frame.app.runs.log(run)
        if isinstance(one.event, MessageFailed | MessageDelayed)
    }


def _broken_channels(
    frame: Frame, rows: list[OutboxRow], reasons: dict[str, str], engine: Engine | None
) -> list[str]:
    lines: list[str] = []
    for name in sorted({row.channel for row in rows if row.state is not RowState.SENT}):
        theirs = [row for row in rows if row.channel == name and row.state is not RowState.SENT]
        why = next((reasons[row.id] for row in theirs if row.id in reasons), "")
        if not why and engine is not None:
            why = explained(frame.words, _ask_channel(engine, name))
        code = (
            "trigger.channel-failed"
            if any(r.state is RowState.GAVE_UP for r in theirs)
            else "trigger.channel-waits"
        )
        lines.append(frame.say(code, channel=name, why=why or "?"))
    return lines


def _ask_channel(engine: Engine, name: str) -> str:
    channel = engine.channels.get(name)
    found = channel.check() if channel is not None else GiveUp(reason="no-channel")
    return "" if isinstance(found, Delivered) else found.reason


def _roles(frame: Frame, run: str) -> dict[str, str]:
    _, state = frame.app.runs.look(run)
    found: dict[str, dict[str, None]] = {}
    for assignment in list(state.assignments.values()):
        found.setdefault(assignment.alias, {}).update(dict.fromkeys(assignment.roles))
    return {alias: ", ".join(roles) for alias, roles in found.items()}


def tell_nobody_reached(frame: Frame, run: str) -> None:
    """No channel exists: the run is recorded, the officer calls."""
    from calamiteit.cli.calllist import show_call_list

    frame.tell(frame.say("trigger.nobody"), style="bold white on red")
    show_call_list(frame, run)
