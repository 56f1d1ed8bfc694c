"""The engine itself: one bad timer, a dead lease and a suspended holder, on a real database file."""

from __future__ import annotations

from typing import Any

import pytest

from calamiteit.adapters.memory.channel import MemoryChannel
from calamiteit.core.errors import Superseded
from calamiteit.core.run import commands as c
from calamiteit.core.run.decide import Circumstances, Recorded, Refusal
from calamiteit.core.time import MINUTE, SECOND, Millis
from calamiteit.engine.service import LEASE
from calamiteit.engine.sign_of_life import AHEAD
from calamiteit.ports.channel import Parcel, Result, TryAgain, Unknown
from calamiteit.ports.store import Batch
from tests.support.engine_rig import EngineRig, Make, TurnedClock, stop


def test_one_timer_that_cannot_fire_does_not_hold_up_the_others(process: Make, clock: TurnedClock) -> None:
    rig = process()
    broken, whole = rig.trigger(), rig.trigger()
    assert rig.service.take_lease()
    decide = rig.runs._decide

    def fails(held: Any, command: c.Command, around: Circumstances) -> list[Recorded] | Refusal:
        if held.run.id == broken:
            raise RuntimeError("this run cannot be decided")
        return decide(held, command, around)

    rig.runs._decide = fails  # type: ignore[method-assign]
    clock.advance(2 * SECOND)
    due = [timer for timer in rig.store.timers(whole) if timer.fire_at <= clock.now()]
    assert due != []
    rig.service.fire_due()
    assert [t for t in rig.store.timers(whole) if t in due] == []
    assert [(where, str(error)) for where, error in rig.reported][:1] == [
        (f"timer {broken}", "this run cannot be decided")
    ]


def test_a_run_that_cannot_be_looked_at_does_not_keep_the_sweep_from_the_rest(process: Make) -> None:
    rig = process()
    rig.trigger()
    assert rig.service.take_lease()
    rig.store.commit([Batch(stream="L-broken", expected=0, header={}, status="open")])
    rig.service.sweep()
    assert "sweep L-broken" in [where for where, _ in rig.reported]
    assert rig.waiting("slack") != [] and rig.send_all() > 0


def test_the_sweep_arms_a_moment_again_that_was_lost_from_the_table(
    process: Make, clock: TurnedClock
) -> None:
    rig = process()
    run = rig.trigger()
    assert rig.service.take_lease()
    before = {timer.id: timer for timer in rig.store.timers(run)}
    info = rig.store.info(run)
    assert info is not None
    lost = tuple(before)[:1]
    rig.store.commit([Batch(stream=run, expected=info.version, timers_cleared=lost)])
    rig.service.sweep()
    assert {timer.id: timer for timer in rig.store.timers(run)} == before
    assert [where for where, _ in rig.reported] == [f"sweep {run}"], "a promise was broken: it is told"


def test_who_slept_past_the_lease_fires_nothing_once_another_has_it(
    process: Make, clock: TurnedClock
) -> None:
    old, new = process(), process(holder="second")
    run = old.trigger()
    assert old.service.take_lease()
    assert not new.service.take_lease()
    clock.advance(LEASE + SECOND)
    assert new.service.take_lease()
    before = len(old.runs.log(run))
    with pytest.raises(Superseded):
        old.service.fire_due()
    with pytest.raises(Superseded):
        old.send_all()
    with pytest.raises(Superseded):
        old.service.sweep()
    assert len(old.runs.log(run)) == before
    assert old.slack.arrived == []


def opened(rig: EngineRig) -> str:
    """A run whose room is open."""
    run = rig.trigger()
    assert rig.service.take_lease()
    rig.send_all()
    return run


def test_the_dead_mans_message_is_moved_ahead_while_the_engine_lives(
    process: Make, clock: TurnedClock
) -> None:
    rig = process()
    opened(rig)
    for _ in range(20):
        rig.service.life.move_ahead()
        assert [one.at >= clock.now() + AHEAD // 2 for one in rig.slack.ahead] == [True]
        clock.advance(MINUTE)


def test_the_dead_mans_message_stays_when_the_engine_stops_while_a_run_is_open(process: Make) -> None:
    rig = process()
    opened(rig)
    rig.service.life.move_ahead()
    rig.service.stop()
    assert len(rig.slack.ahead) == 1, "if nobody starts another engine, the team hears of it"


def test_the_dead_mans_message_is_withdrawn_when_the_run_is_over(process: Make) -> None:
    rig = process()
    run = opened(rig)
    rig.service.life.move_ahead()
    stop(rig, run)
    rig.service.life.move_ahead()
    assert rig.slack.ahead == []


@pytest.mark.parametrize("trouble", [TryAgain(reason="not-connected"), Unknown(reason="answer-lost")])
def test_a_dead_mans_message_that_could_not_be_withdrawn_is_withdrawn_at_the_next_sweep(
    process: Make, clock: TurnedClock, trouble: Result
) -> None:
    rig = process()
    run = opened(rig)
    rig.service.life.move_ahead()
    stop(rig, run)
    rig.slack.answer(trouble)
    rig.service.life.move_ahead()
    assert len(rig.slack.ahead) == 1, "it still stands: it would tell the team that the engine is dead"
    clock.advance(SECOND)
    rig.service.life.move_ahead()
    assert rig.slack.ahead == []


def test_the_next_engine_withdraws_the_message_of_a_run_that_ended_while_no_engine_was_there(
    process: Make,
) -> None:
    dead = process()
    run, going_on = opened(dead), opened(dead)
    dead.service.life.move_ahead()
    dead.service.stop()
    stop(dead, run)
    after = process(holder="second", slack=dead.slack)
    assert after.service.take_lease()
    after.slack.answer(TryAgain(reason="not-connected"))
    after.slack.answer(TryAgain(reason="not-connected"))
    after.service.life.move_ahead()
    assert run in [one.parcel.message.run for one in after.slack.ahead], "Slack could not be asked"
    after.clock.advance(MINUTE)
    after.service.life.move_ahead()
    assert [one.parcel.message.run for one in after.slack.ahead] == [going_on]


def test_a_message_whose_answer_was_lost_is_found_when_its_run_is_over(process: Make) -> None:
    rig = process()
    run = opened(rig)
    rig.service.life.move_ahead()
    for one in rig.slack.ahead:
        rig.slack.withdraw("", one.ref)
    rig.clock.advance(2 * MINUTE)
    rig.slack.lose_answer()
    rig.service.life.move_ahead()
    assert len(rig.slack.ahead) == 1
    stop(rig, run)
    rig.service.life.move_ahead()
    assert rig.slack.ahead == []


class NoSchedule(MemoryChannel):
    """Slack that schedules nothing."""

    asked = 0

    def keep_ahead(self, parcel: Parcel, at: Millis, earlier: str | None) -> Result:
        self.asked += 1
        return TryAgain(reason="not-connected")


def test_a_dead_mans_message_that_cannot_be_kept_is_reported_once_and_tried_again(
    process: Make, clock: TurnedClock
) -> None:
    slack = NoSchedule("slack")
    rig = process(slack=slack)
    opened(rig)
    for _ in range(4):
        rig.service.life.move_ahead()
        clock.advance(MINUTE)
    assert slack.asked > 1
    assert [where for where, _ in rig.reported] == ["sign-of-life"]
