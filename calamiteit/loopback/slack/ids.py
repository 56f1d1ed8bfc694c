"""Makes ids and message times in Slack's shapes: unique, and growing even within one microsecond."""

from __future__ import annotations

import threading

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Ids:
    """Counts; the same order of calls gives the same ids."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 36**3
        self._micros = 0

    def ts(self, now: float) -> str:
        """A message time: seconds and microseconds since the epoch, later than every one before."""
        with self._lock:
            self._micros = max(self._micros + 1, int(now * 1_000_000))
            return f"{self._micros // 1_000_000}.{self._micros % 1_000_000:06d}"

    def new(self, prefix: str) -> str:
        """An id such as `C0PRACT0010`."""
        with self._lock:
            self._count += 1
            return f"{prefix}0PRACT{_base36(self._count)}"


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits
