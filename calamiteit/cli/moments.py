"""Moments as people type them: `+30m`, `14:30`, `2026-12-01 10:00`."""

from __future__ import annotations

from datetime import tzinfo

from calamiteit.core.errors import Mistake
from calamiteit.core.time import Millis, local_instant, next_local, parse_clock, parse_date, parse_duration


class NotUnderstood(Mistake):
    """A moment or a duration that was typed wrongly; `code` names the words for it."""

    def __init__(self, code: str, given: str, why: ValueError) -> None:
        super().__init__(str(why))
        self.code, self.given = code, given


def read_moment(text: str, now: Millis, zone: tzinfo) -> Millis:
    """The instant that is meant, in the workspace's zone; a clock time is the next one. Raises Mistake."""
    day, _, clock = text.strip().rpartition(" ")
    try:
        if day:
            return local_instant(parse_date(day.strip()), parse_clock(clock), zone)
        if ":" in clock:
            return next_local(now, parse_clock(clock), zone)
        return now + parse_duration(clock)
    except ValueError as error:
        raise NotUnderstood("usage.moment", text, error) from error


def read_duration(text: str) -> Millis:
    """A duration such as `30m` or `1h30m`. Raises Mistake."""
    try:
        return parse_duration(text)
    except ValueError as error:
        raise NotUnderstood("usage.duration", text, error) from error
