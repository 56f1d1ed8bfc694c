"""The alarm of APScheduler keeps the promises of every alarm, also when the wall clock is set."""

from __future__ import annotations

import threading
from collections.abc import Callable

from calamiteit.adapters.alarm import SWEEP, WAKE, ApschedulerAlarm
from calamiteit.ports.alarm import Alarm
from tests.contracts.alarm_contract import NEVER, SOON, AlarmContract
from tests.support.waiting import eventually


class TestApschedulerAlarm(AlarmContract):
    def make(self) -> Alarm:
        return ApschedulerAlarm()

    def until(self, alarm: Alarm, predicate: Callable[[], bool]) -> None:
        eventually(predicate, seconds=20)

    def for_a_while(self, alarm: Alarm) -> None:
        threading.Event().wait(5 * SOON)


def test_a_clock_that_is_set_back_wakes_and_does_not_delay_what_is_armed() -> None:
    drift, rung = [1000.0], list[str]()
    alarm = ApschedulerAlarm(look_seconds=0.01, drift=lambda: drift[0])
    alarm.start(lambda: rung.append("wake"), sweep_seconds=NEVER)
    alarm.arm(NEVER)
    before = _planned(alarm)
    drift[0] -= 3600
    eventually(lambda: rung == ["wake"])
    after = _planned(alarm)
    alarm.stop()
    # Planned anew, from what was left by the steady clock: about where it was, not an hour off.
    assert all(abs(late - early) < 60 for early, late in zip(before, after, strict=True))
    assert before != after


def test_a_clock_that_only_creeps_wakes_nobody() -> None:
    drift, rung, looks = [1000.0], list[str](), list[float]()

    def creeping() -> float:
        drift[0] += 0.0001
        looks.append(drift[0])
        return drift[0]

    alarm = ApschedulerAlarm(look_seconds=0.005, drift=creeping)
    alarm.start(lambda: rung.append("wake"), sweep_seconds=NEVER)
    eventually(lambda: len(looks) > 20)
    alarm.stop()
    assert rung == []


def test_an_alarm_that_is_stopped_while_it_goes_off_ends_without_an_error_in_its_thread() -> None:
    alarm = ApschedulerAlarm()
    alarm.start(lambda: None, sweep_seconds=NEVER)
    scheduler = alarm._scheduler
    assert scheduler is not None
    executor = scheduler._executors["default"]
    submit, stopping = executor.submit_job, threading.Thread(target=alarm.stop)

    def submit_while_stopping(job: object, moments: object) -> None:
        submit(job, moments)
        stopping.start()
        stopping.join(0.3)

    executor.submit_job = submit_while_stopping
    running = scheduler._thread
    alarm.arm(0)
    eventually(lambda: stopping.ident is not None)
    stopping.join()
    assert not running.is_alive(), "an exception in it fails this test"


def _planned(alarm: ApschedulerAlarm) -> list[float]:
    scheduler = alarm._scheduler
    assert scheduler is not None
    return [scheduler.get_job(id).next_run_time.timestamp() for id in (WAKE, SWEEP)]
