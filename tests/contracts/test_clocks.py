"""Every clock keeps the promises of a clock, and each has its own."""

from __future__ import annotations

import time

import pytest

from calamiteit.adapters.clock import ScaledClock, WallClock
from calamiteit.adapters.memory.clock import HandClock
from calamiteit.core.time import HOUR, MINUTE, SECOND
from calamiteit.ports.clock import Clock
from tests.contracts.clock_contract import ClockContract
from tests.support.batches import NINE
from tests.support.waiting import eventually


class TestWallClock(ClockContract):
    def make(self) -> Clock:
        return WallClock()


class TestScaledClock(ClockContract):
    def make(self) -> Clock:
        return ScaledClock(NINE, 60)


class TestHandClock(ClockContract):
    def make(self) -> Clock:
        return HandClock(NINE)


def test_the_wall_clock_shows_the_time_of_the_machine() -> None:
    before, now, after = time.time(), WallClock().now(), time.time()
    assert int(before * 1000) <= now <= after * 1000
    assert WallClock().real_seconds(90 * SECOND) == 90


def test_a_scaled_clock_starts_where_it_is_told_and_goes_faster() -> None:
    clock = ScaledClock(NINE, 3600)
    assert NINE <= clock.now() < NINE + 10 * HOUR
    assert clock.real_seconds(HOUR) == 1
    eventually(lambda: clock.now() >= NINE + 2 * MINUTE)


def test_processes_that_share_a_start_agree_on_the_time() -> None:
    started = WallClock().now() - 10 * SECOND
    first = ScaledClock(NINE, 60, started_at=started)
    second = ScaledClock(NINE, 60, started_at=started)
    assert abs(first.now() - second.now()) < 5 * MINUTE
    assert first.now() >= NINE + 10 * MINUTE


def test_a_clock_that_stands_still_or_goes_back_is_refused() -> None:
    for speed in (0, -1):
        with pytest.raises(ValueError, match="above zero"):
            ScaledClock(NINE, speed)


def test_a_clock_turned_by_hand_stands_still_in_between() -> None:
    clock = HandClock(NINE)
    assert clock.advance(5 * MINUTE) == clock.now() == NINE + 5 * MINUTE
    clock.set(NINE - HOUR)
    assert clock.now() == NINE - HOUR
    with pytest.raises(ValueError, match="forward"):
        clock.advance(-1)
