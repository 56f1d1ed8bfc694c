"""The alarm turned by hand keeps the promises of every alarm."""

from __future__ import annotations

from collections.abc import Callable

from calamiteit.adapters.memory.alarm import HandAlarm
from calamiteit.ports.alarm import Alarm
from tests.contracts.alarm_contract import SOON, AlarmContract
from tests.support.waiting import eventually


class TestHandAlarm(AlarmContract):
    def make(self) -> Alarm:
        return HandAlarm()

    def until(self, alarm: Alarm, predicate: Callable[[], bool]) -> None:
        def after_a_moment() -> bool:
            _by_hand(alarm).pass_seconds(SOON)
            return predicate()

        eventually(after_a_moment)

    def for_a_while(self, alarm: Alarm) -> None:
        _by_hand(alarm).pass_seconds(5 * SOON)


def test_moments_and_sweeps_come_in_their_order() -> None:
    alarm, rung = HandAlarm(), list[str]()
    alarm.start(lambda: rung.append("wake"), sweep_seconds=10)
    alarm.arm(4)
    alarm.pass_seconds(3)
    assert rung == []
    alarm.pass_seconds(1)
    assert len(rung) == 1
    alarm.pass_seconds(26)
    assert len(rung) == 4
    assert alarm.armed == [4]


def _by_hand(alarm: Alarm) -> HandAlarm:
    assert isinstance(alarm, HandAlarm)
    return alarm
