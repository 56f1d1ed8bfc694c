"""Waiting on a condition with a deadline, in place of sleeping."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")
PAUSE_SECONDS = 0.01


def eventually(predicate: Callable[[], Value], seconds: float = 10) -> Value:
    """The first truthy answer of `predicate`, asked until `seconds` of real time have passed.

    Raises AssertionError with the last answer when the time is over; what `predicate` raises is let through.
    """
    until = time.monotonic() + seconds
    pause = threading.Event()
    while not (answer := predicate()):
        if time.monotonic() >= until:
            raise AssertionError(f"not within {seconds} s: the last answer was {answer!r}")
        pause.wait(PAUSE_SECONDS)
    return answer
