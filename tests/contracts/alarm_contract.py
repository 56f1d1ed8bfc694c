"""What every alarm promises. An alarm's own test says how to make one, and how its time passes."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator

import pytest

from calamiteit.ports.alarm import Alarm

SOON = 0.05
NEVER = 3600.0


class AlarmContract(ABC):
    """Waking, re-arming, sweeping, stopping."""

    @abstractmethod
    def make(self) -> Alarm:
        """A fresh alarm."""

    @abstractmethod
    def until(self, alarm: Alarm, predicate: Callable[[], bool]) -> None:
        """Let time pass until it holds; AssertionError when it never does."""

    @abstractmethod
    def for_a_while(self, alarm: Alarm) -> None:
        """Let clearly more time pass than SOON."""

    @pytest.fixture
    def alarm(self) -> Iterator[Alarm]:
        alarm = self.make()
        yield alarm
        alarm.stop()

    @pytest.fixture
    def rung(self) -> list[str]:
        return []

    def test_an_armed_alarm_goes_off_once(self, alarm: Alarm, rung: list[str]) -> None:
        alarm.start(lambda: rung.append("wake"), sweep_seconds=NEVER)
        alarm.arm(SOON)
        self.until(alarm, lambda: rung == ["wake"])
        self.for_a_while(alarm)
        assert rung == ["wake"]

    def test_an_alarm_armed_for_the_past_goes_off_at_once(self, alarm: Alarm, rung: list[str]) -> None:
        alarm.start(lambda: rung.append("wake"), sweep_seconds=NEVER)
        alarm.arm(-5)
        self.until(alarm, lambda: rung == ["wake"])

    def test_an_alarm_armed_before_the_start_goes_off(self, alarm: Alarm, rung: list[str]) -> None:
        alarm.arm(SOON)
        alarm.start(lambda: rung.append("wake"), sweep_seconds=NEVER)
        self.until(alarm, lambda: rung == ["wake"])

    def test_arming_again_replaces_what_was_armed(self, alarm: Alarm, rung: list[str]) -> None:
        alarm.start(lambda: rung.append("wake"), sweep_seconds=NEVER)
        alarm.arm(SOON)
        alarm.arm(NEVER / 2)
        self.for_a_while(alarm)
        assert rung == []
        alarm.arm(SOON)
        self.until(alarm, lambda: rung == ["wake"])

    def test_a_disarmed_alarm_stays_silent(self, alarm: Alarm, rung: list[str]) -> None:
        alarm.start(lambda: rung.append("wake"), sweep_seconds=NEVER)
        alarm.arm(None)
        alarm.arm(SOON)
        alarm.arm(None)
        self.for_a_while(alarm)
        assert rung == []

    def test_sweeps_go_on_without_being_armed(self, alarm: Alarm, rung: list[str]) -> None:
        alarm.start(lambda: rung.append("sweep"), sweep_seconds=SOON)
        self.until(alarm, lambda: len(rung) >= 3)

    def test_after_the_stop_nothing_goes_off(self, alarm: Alarm, rung: list[str]) -> None:
        alarm.start(lambda: rung.append("wake"), sweep_seconds=NEVER)
        alarm.arm(SOON)
        alarm.stop()
        alarm.stop()
        self.for_a_while(alarm)
        alarm.arm(SOON)
        self.for_a_while(alarm)
        assert rung == []

    def test_an_alarm_is_started_once(self, alarm: Alarm) -> None:
        alarm.start(lambda: None, sweep_seconds=NEVER)
        with pytest.raises(RuntimeError):
            alarm.start(lambda: None, sweep_seconds=NEVER)

    def test_forty_timers_re_armed_in_a_burst_are_all_heard(self, alarm: Alarm) -> None:
        """As the engine does it: the handler sets an event, a thread of its own works and re-arms."""
        woken, fired, done = threading.Event(), list[int](), threading.Event()

        def work() -> None:
            while len(fired) < 40 and woken.wait(20):
                woken.clear()
                fired.append(len(fired))
                alarm.arm(0.001 if len(fired) % 2 else 0.0)
            done.set()

        alarm.start(woken.set, sweep_seconds=NEVER)
        engine = threading.Thread(target=work)
        engine.start()
        alarm.arm(0.0)
        self.until(alarm, done.is_set)
        engine.join(5)
        assert fired == list(range(40))
