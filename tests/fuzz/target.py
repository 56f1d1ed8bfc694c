"""What a target of the fuzzing is, and one trial of it with a limit on its time."""

from __future__ import annotations

import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

SECONDS = 20.0
"""Of the processor, for one input; the slowest honest one takes about one."""


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
    """Empty when the input did no harm; else what went wrong.

    `seconds` of the processor, or six times as long on the wall: a busy machine makes no finding.
    """
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

    timers = (
        (signal.SIGPROF, signal.ITIMER_PROF, seconds),
        (signal.SIGALRM, signal.ITIMER_REAL, 6 * seconds),
    )
    before = [signal.signal(number, stop) for number, _, _ in timers]
    for _, timer, limit in timers:
        signal.setitimer(timer, limit)
    try:
        yield
    finally:
        for (number, timer, _), handler in zip(timers, before, strict=True):
            signal.setitimer(timer, 0)
            signal.signal(number, handler)
