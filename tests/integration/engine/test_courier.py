"""Messages leave through a real outbox: whatever a channel, a disk or another process does, none is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from calamiteit.adapters.memory.channel import MemoryChannel
from calamiteit.adapters.store.sql_store import SqlStore
from calamiteit.core.errors import StoreTrouble, Superseded
from calamiteit.core.time import MINUTE, SECOND
from calamiteit.engine.delivering import CANNOT_LOOK, TOO_LONG
from calamiteit.ports.channel import CannotLook, Looked, Parcel, Result, TryAgain
from calamiteit.ports.store import Batch, OutboxRow, Outcome, RowState
from tests.support.engine_rig import NINE, EngineRig, Make, TurnedClock, stop


class FullNow(SqlStore):
    """A store whose disk is full while `full` is set."""

    full = False

    def commit(self, batches: Sequence[Batch]) -> Outcome:
        self._refuse()
        return super().commit(batches)

    def settle(self, changes: Sequence[object]) -> None:
        self._refuse()
        super().settle(changes)  # type: ignore[arg-type]

    def _refuse(self) -> None:
        if self.full:
            raise StoreTrouble("the disk is full", code="disk-full")


class FillsTheDisk(MemoryChannel):
    """Slack that accepts a message; the answer cannot be written down, because the disk is full by then."""

    store: FullNow

    def send(self, parcel: Parcel) -> Result:
        self.store.full = True
        return super().send(parcel)


def keys_of(rig: EngineRig) -> list[str]:
    return [one.parcel.key for one in rig.slack.arrived]


def to_people(rig: EngineRig) -> list[OutboxRow]:
    return [row for row in rig.store.rows() if row.channel == "slack" and not row.to.startswith("#")]


def test_a_message_whose_answer_could_not_be_written_is_looked_for_and_not_sent_twice(
    process: Make, clock: TurnedClock
) -> None:
    slack = FillsTheDisk("slack")
    rig = process(slack=slack, store=FullNow)
    assert isinstance(rig.store, FullNow)
    slack.store = rig.store
    rig.trigger()
    assert rig.service.take_lease()
    with pytest.raises(StoreTrouble):
        rig.service.courier.deliver_one("slack", rig.epoch)
    assert [row.state for row in rig.store.rows(state=RowState.SENDING)] == [RowState.SENDING]

    rig.store.full, slack.send = False, super(FillsTheDisk, slack).send  # type: ignore[method-assign]
    rig.service.sweep()
    clock.advance(2 * SECOND)
    rig.send_all()
    assert rig.store.rows(state=RowState.SENDING) == []
    assert {row.state for row in to_people(rig)} == {RowState.SENT}
    assert len(keys_of(rig)) == len(set(keys_of(rig)))


def test_a_long_wait_that_the_channel_asks_for_brings_the_other_channel_at_once(
    process: Make, clock: TurnedClock
) -> None:
    slack = MemoryChannel("slack")
    rig = process(slack=slack)
    run = rig.trigger()
    assert rig.service.take_lease()
    slack.answer(*[TryAgain(reason="ratelimited", after=10 * MINUTE)] * (len(to_people(rig)) + 1))
    rig.send_all()
    delayed = [r.event for r in rig.runs.log(run) if r.event.kind == "message-delayed"]
    assert len(delayed) > 0, "it says so now, not in ten minutes"
    asked = {row.to for row in to_people(rig)}
    assert asked <= {row.to for row in rig.store.rows() if row.channel == "mail"}
    assert {row.state for row in to_people(rig)} == {RowState.WAITING}, "the first channel is not given up"
    clock.advance(10 * MINUTE)
    rig.send_all()
    assert {row.state for row in to_people(rig)} == {RowState.SENT}


def test_a_short_wait_does_not_bring_another_channel(process: Make, clock: TurnedClock) -> None:
    slack = MemoryChannel("slack")
    rig = process(slack=slack)
    run = rig.trigger()
    assert rig.service.take_lease()
    slack.answer(TryAgain(reason="ratelimited", after=TOO_LONG // 2))
    rig.send_all()
    assert [r for r in rig.runs.log(run) if r.event.kind == "message-delayed"] == []


class Suspended(MemoryChannel):
    """Slack as seen by a process that is stopped while it looks, until another one has taken over."""

    meanwhile: Callable[[], None]

    def look(self, parcel: Parcel) -> Looked:
        found = super().look(parcel)
        self.meanwhile()
        return found


def test_who_lost_the_lease_while_looking_sends_nothing_with_its_old_epoch(
    process: Make, clock: TurnedClock
) -> None:
    slack = Suspended("slack")
    old = process(slack=slack)
    old.trigger()
    assert old.service.take_lease()
    slack.lose_request()
    old.service.courier.deliver_one("slack", old.epoch)
    new = process(holder="second")

    def overslept() -> None:
        if new.service.lease is None:
            clock.advance(MINUTE)
            assert new.service.take_lease()

    slack.meanwhile = overslept
    before = len(slack.arrived)
    with pytest.raises(Superseded):
        old.send_all()
    assert len(slack.arrived) == before, "the new holder looks, and sends it if need be"


class Blind(MemoryChannel):
    """Slack that answers posts, but cannot be asked what stands there."""

    def look(self, parcel: Parcel) -> Looked:
        return CannotLook(reason="http-500")


def test_looking_is_tried_for_a_minute_also_for_a_message_that_waited_long_before(
    process: Make, clock: TurnedClock
) -> None:
    slack = Blind("slack")
    rig = process(slack=slack)
    rig.trigger()
    assert rig.service.take_lease()
    slack.go_down()
    rig.send_all()
    clock.advance(3 * MINUTE)
    slack.come_up()
    slack.lose_request()
    rig.service.courier.deliver_one("slack", rig.epoch)
    unknown = next(row for row in rig.waiting() if row.possible_repeat)
    for _ in range(CANNOT_LOOK // (5 * SECOND) - 1):
        rig.send_all()
        assert unknown.id not in keys_of(rig), "it may stand there already: not sent again yet"
        clock.advance(5 * SECOND)
    clock.advance(10 * SECOND)
    rig.send_all()
    again = [one for one in slack.arrived if one.parcel.key == unknown.id]
    assert [one.parcel.possible_repeat for one in again] == [True], "a duplicate beats a miss, and says so"


def test_a_clock_that_is_set_back_does_not_keep_a_message_waiting(process: Make, clock: TurnedClock) -> None:
    slack = MemoryChannel("slack")
    rig = process(slack=slack)
    rig.trigger()
    assert rig.service.take_lease()
    slack.go_down()
    rig.service.sweep()
    rig.send_all()
    slack.come_up()
    clock.set(NINE - 60 * MINUTE)
    rig.service.sweep()
    rig.send_all()
    assert {row.state for row in to_people(rig)} == {RowState.SENT}


@pytest.mark.parametrize("end", ["false-alarm", "stopped"])
def test_everybody_hears_of_the_end_although_the_first_who_is_told_is_written_down_before_the_rest(
    process: Make, end: str
) -> None:
    rig = process()
    run = rig.trigger()
    assert rig.service.take_lease()
    rig.send_all()
    told = {row.to for row in rig.store.rows(stream=run, state=RowState.SENT) if not row.to.startswith("#")}
    assert len(told) > 1
    stop(rig, run, false_alarm=end == "false-alarm")
    rig.send_all("slack")
    rig.send_all("mail")
    ends = [row for row in rig.store.rows(stream=run) if row.purpose == end]
    assert {row.to for row in ends} == {*told, "#run"}
    assert {row.state for row in ends} == {RowState.SENT}
