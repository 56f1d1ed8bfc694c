"""A run moves to another machine: exported here, adopted there, or taken back when nobody adopted it."""

from __future__ import annotations

from calamiteit.core.run import commands as c
from calamiteit.core.run import events as e
from calamiteit.core.run.decide.answers import may
from calamiteit.core.run.decide.turn import Refused, Turn

ACT = "export"
"""The act of the authority table for all three; also for a run that is over and goes along with another."""

WHILE_AWAY = (c.Adopt, c.TakeBack)
"""The only commands that a run accepts while it is led elsewhere."""


def export(turn: Turn, command: c.Export) -> None:
    """From this event on the copy here stands still."""
    _allowed(turn)
    turn.record(e.RunExported(export=command.export, place=command.place))


def adopt(turn: Turn, command: c.Adopt) -> None:
    """Go on with exactly this export."""
    _allowed(turn)
    _must_be_away(turn, command.export)
    turn.record(e.RunAdopted(export=command.export, place=command.place))


def take_back(turn: Turn, command: c.TakeBack) -> None:
    """Go on here."""
    _allowed(turn)
    _must_be_away(turn, command.export)
    turn.record(e.ExportTakenBack(export=command.export))


def _allowed(turn: Turn) -> None:
    alias = turn.around.actor.alias
    if not may(turn, alias, ACT):
        raise Refused("not-allowed", act=ACT, alias=alias)


def _must_be_away(turn: Turn, export: str) -> None:
    if turn.run.away != export:
        raise Refused("not-exported", run=turn.run.id)
