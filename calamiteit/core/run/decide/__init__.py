"""Deciding: a command and the circumstances give events, or a refusal with its reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from calamiteit.core.playbook.plan import Plan
from calamiteit.core.run import commands as c
from calamiteit.core.run import events as e
from calamiteit.core.run.decide import answers, clock, deliveries, ending, moving, officer
from calamiteit.core.run.decide.calling import arrange
from calamiteit.core.run.decide.schedule import settle
from calamiteit.core.run.decide.turn import Circumstances, Refusal, Refused, Turn
from calamiteit.core.run.evolve import begin
from calamiteit.core.run.recorded import Recorded
from calamiteit.core.run.state import Run

Rule = Callable[[Turn, c.Command], None]


def start(plan: Plan, command: c.Start, around: Circumstances) -> tuple[Run, list[Recorded]]:
    """Trigger: the new run, and its first events."""
    started = e.RunStarted(
        run=command.run,
        mode=command.mode,
        plan=command.plan_hash,
        playbook=plan.id,
        values=command.values,
        texts=command.texts,
        languages=command.languages,
        channel=command.channel,
        parent=command.parent,
        depth=command.depth,
        again=command.again,
    )
    first = Recorded(seq=1, at=around.now, by=around.actor, event=started)
    turn = Turn(plan=plan, run=begin(first), around=around, recorded=[first])
    for position, fact in enumerate(command.facts, start=1):
        turn.record(e.FactAdded(fact=f"F{position}", text=fact, status="unconfirmed"))
    settle(turn)
    arrange(turn)
    return turn.run, turn.recorded


def decide(plan: Plan, run: Run, command: c.Command, around: Circumstances) -> list[Recorded] | Refusal:
    """The events that a command causes. The run is advanced by them; a refusal leaves it unchanged."""
    if run.away and not isinstance(command, moving.WHILE_AWAY):
        return Refusal(code="exported", values={"run": run.id})
    turn = Turn(plan=plan, run=run, around=around)
    try:
        RULES[type(command)](turn, command)
    except Refused as refused:
        if turn.recorded:
            raise RuntimeError(
                f"{type(command).__name__} was refused after it had recorded events"
            ) from refused
        return refused.refusal
    if not isinstance(command, _NO_CONSEQUENCES) and not run.over:
        settle(turn)
        arrange(turn)
    if isinstance(command, c.Fire):
        clock.pass_over(turn, command)
    return turn.recorded


_NO_CONSEQUENCES = (
    c.RecordSent, c.RecordRoom, c.WriteNote, c.AddFact, c.SetFactStatus, c.RecordErased,
    c.Export, c.Adopt, c.TakeBack,
)  # fmt: skip
"""Commands after which no step can have become possible."""


def _started_twice(turn: Turn, command: c.Start) -> None:
    raise Refused("already-started", ok=True, run=turn.run.id)


def _erased(turn: Turn, command: c.RecordErased) -> None:
    turn.record(e.TextErased(rule=command.rule, texts=command.texts, key=command.key))


_RULES: Mapping[type[c.Command], object] = {
    c.Start: _started_twice,
    c.Answer: answers.answer,
    c.Skip: officer.skip,
    c.Reassign: officer.reassign,
    c.Redate: officer.redate,
    c.AddTask: officer.add_task,
    c.StartStep: officer.start_step,
    c.WriteNote: officer.write_note,
    c.AddFact: officer.add_fact,
    c.SetFactStatus: officer.set_fact_status,
    c.PressGuard: officer.press_guard,
    c.HandOver: officer.hand_over,
    c.DecideWake: officer.decide_wake,
    c.Stop: ending.stop,
    c.WindDown: ending.wind_down,
    c.Close: ending.close,
    c.Fire: clock.fire,
    c.LookAround: lambda turn, command: clock.look_around(turn),
    c.RecordSent: deliveries.sent,
    c.RecordFailed: deliveries.failed,
    c.RecordRoom: deliveries.room_opened,
    c.RecordLinkedEnd: ending.linked_end,
    c.RecordErased: _erased,
    c.Export: moving.export,
    c.Adopt: moving.adopt,
    c.TakeBack: moving.take_back,
}

RULES: Mapping[type[c.Command], Rule] = cast("Mapping[type[c.Command], Rule]", _RULES)
"""Every command has its rule; a test compares this with the commands."""

__all__ = ["RULES", "Circumstances", "Recorded", "Refusal", "Run", "decide", "start"]
