"""What every clock promises."""

from __future__ import annotations

from abc import ABC, abstractmethod

import pytest

from calamiteit.core.time import MINUTE
from calamiteit.ports.clock import Clock


class ClockContract(ABC):
    """The present, and how long to wait in real seconds."""

    @abstractmethod
    def make(self) -> Clock:
        """A fresh clock."""

    def test_the_present_is_whole_milliseconds_and_does_not_go_back(self) -> None:
        clock = self.make()
        seen = [clock.now() for _ in range(100)]
        assert all(type(instant) is int for instant in seen)
        assert seen == sorted(seen)

    def test_waiting_twice_as_long_takes_twice_as_many_seconds(self) -> None:
        clock = self.make()
        assert clock.real_seconds(2 * MINUTE) == pytest.approx(2 * clock.real_seconds(MINUTE))
        assert clock.real_seconds(MINUTE) > 0

    def test_what_is_past_takes_no_waiting(self) -> None:
        assert self.make().real_seconds(-MINUTE) == 0
