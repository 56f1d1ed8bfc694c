"""Durations and clock times: shown in their shortest form, and the next clock time is strictly later."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from calamiteit.core.time import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    WEEK,
    Millis,
    from_local,
    local_instant,
    nearest_local,
    next_local,
    parse_clock,
    parse_date,
    show_duration,
    to_local,
)

ZONE = ZoneInfo("Europe/Amsterdam")


@pytest.mark.parametrize(
    ("duration", "shown"),
    [
        (0, "0m"),
        (SECOND, "1s"),
        (90 * MINUTE, "1h30m"),
        (-90 * MINUTE, "-1h30m"),
        (WEEK, "1w"),
        (6 * WEEK, "6w"),
        (-WEEK, "-1w"),
        (WEEK + 1 * SECOND, "7d1s"),
        (2 * DAY + 3 * HOUR, "2d3h"),
    ],
)
def test_a_duration_is_shown_in_its_shortest_exact_form(duration: int, shown: str) -> None:
    assert show_duration(duration) == shown


def test_the_next_clock_time_is_strictly_later_also_at_that_very_minute() -> None:
    morning = from_local(datetime(2026, 6, 1, 7, 30, tzinfo=ZONE))
    assert next_local(morning, 7 * 60 + 30, ZONE) == morning + DAY
    assert next_local(morning - 1, 7 * 60 + 30, ZONE) == morning


def test_the_next_clock_time_is_that_of_the_zone_and_not_of_the_machine() -> None:
    before_midnight = from_local(datetime(2026, 6, 1, 22, 30, tzinfo=UTC))  # 00:30 on the 2nd in Amsterdam
    found = to_local(next_local(before_midnight, 60, ZONE), ZONE)
    assert (found.day, found.hour, found.minute) == (2, 1, 0)


@pytest.mark.parametrize(
    ("now", "typed", "meant"),
    [
        ("2026-11-24 00:10", "23:50", "2026-11-23 23:50"),
        ("2026-11-24 23:50", "00:30", "2026-11-25 00:30"),
        ("2026-11-24 03:02", "02:50", "2026-11-24 02:50"),
        ("2026-11-24 03:02", "03:02", "2026-11-24 03:02"),
        ("2026-10-25 00:30", "04:00", "2026-10-25 04:00"),
    ],
)
def test_a_clock_time_that_was_typed_is_the_nearest_one(now: str, typed: str, meant: str) -> None:
    def instant(text: str) -> Millis:
        day, _, clock = text.partition(" ")
        return local_instant(parse_date(day), parse_clock(clock), ZONE)

    assert nearest_local(instant(now), parse_clock(typed), ZONE) == instant(meant)
