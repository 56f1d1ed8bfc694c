"""What a target of the fuzzing is, and one trial of it with a limit on its time."""

from __future__ import annotations

import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

SECONDS = 20.0
"""For one input, on a machine that does other work too; the slowest honest one takes a second."""


class TookTooLong(BaseException):
    """The program is at it too long: to a person that is a hang. No `except Exception` catches this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One door through which input comes.

    `fuzz` takes any bytes and returns when the program did well: it read them, or refused them in its own
    words. Whatever it raises is a finding.
    """

    name: str
    fuzz: Callable[[bytes], None]
    seeds: Callable[[], Sequence[bytes]]
    """What honest input looks like, from the shipped content."""
    words: tuple[str, ...] = ()
    """What is worth putting in: keys, edges, things that went wrong elsewhere."""
    longest: int = 4_096


def trial(target: Target, data: bytes, seconds: float = SECONDS) -> str:
    """Empty when the input did no harm; else what went wrong."""
    try:
        with _limit(seconds):
            target.fuzz(data)
    except (Exception, TookTooLong):  # noqa: BLE001 - anything that comes out is a finding
        return traceback.format_exc(limit=-12)
    return ""


@contextmanager
def _limit(seconds: float) -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        raise TookTooLong(f"not done after {seconds:.0f} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
