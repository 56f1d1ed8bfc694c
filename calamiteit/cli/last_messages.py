"""After the end of a run: its last messages leave, also when no engine is alive but this command."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from calamiteit.cli.acting import engine_alive
from calamiteit.cli.first_messages import UNDER_WAY, until
from calamiteit.cli.frame import Frame
from calamiteit.ports.store import OutboxRow, RowState

if TYPE_CHECKING:
    from calamiteit.bootstrap.app import Engine

LAST_MESSAGES_SECONDS = 20.0
"""For everything that was told before; a channel that is down by then stays down for a while."""


def see_out(frame: Frame, ended: Sequence[str]) -> None:
    """Nobody else would tell people, and Slack would still say by itself that the engine is dead.

    With an engine alive there is nothing to do: it sees the end within a tenth of a second.
    """
    if engine_alive(frame):
        return
    frame.tell(frame.say("runs.end.as-engine"))
    settled = {row.id for row in _rows(frame, ended) if row.state not in UNDER_WAY}
    engine = frame.app.become_engine()
    if engine is not None:
        _send(frame, ended, settled, engine)


def _send(frame: Frame, ended: Sequence[str], settled: set[str], engine: Engine) -> None:
    life = engine.service.life

    def is_quiet() -> bool:
        return all(life.is_quiet_about(run) for run in ended)

    def is_done() -> bool:
        is_sent = all(row.state not in UNDER_WAY for row in _rows(frame, ended))
        return engine.service.ended or (is_sent and is_quiet())

    until(is_done, LAST_MESSAGES_SECONDS)
    handed_over = engine.service.ended
    missed = _missed(row for row in _rows(frame, ended) if row.id not in settled)
    quiet, going_on = is_quiet(), bool(frame.app.runs.open_runs())
    frame.close()
    if not handed_over:
        _tell(frame, ended, missed, quiet=quiet, going_on=going_on)


def _tell(frame: Frame, ended: Sequence[str], missed: list[str], *, quiet: bool, going_on: bool) -> None:
    if missed:
        frame.tell(frame.say("runs.end.unsent", people=", ".join(missed)), style="bold red")
    else:
        frame.tell(frame.say("runs.end.all-sent"), style="green")
    if not quiet:
        frame.tell(frame.say("runs.end.scheduled", runs=", ".join(ended)), style="bold red")
    if missed or not quiet or going_on:
        frame.tell(frame.say("engine.none"), style="bold red")


def _rows(frame: Frame, runs: Sequence[str]) -> list[OutboxRow]:
    return [row for run in runs for row in frame.app.place.store.rows(stream=run)]


def _missed(rows: Iterable[OutboxRow]) -> list[str]:
    """Who was reached over no channel at all; an edit of an older message tells nobody anything."""
    to_people = [row for row in rows if row.text_id and not row.to.startswith("#")]
    reached = {row.to for row in to_people if row.state in (RowState.SENT, RowState.CANCELLED)}
    return sorted({row.to for row in to_people} - reached)
