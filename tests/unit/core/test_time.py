"""Durations and clock times: shown in their shortest form, and the next clock time is strictly later."""

from __future__ import annotations

from collections.abc import Callable
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
    parse_duration,
    show_clock,
    show_duration,
    show_time,
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


@pytest.mark.parametrize(
    ("text", "duration"),
    [("30s", 30 * SECOND), ("+2h", 2 * HOUR), ("1h30m", 90 * MINUTE), ("6w", 6 * WEEK), ("3d", 3 * DAY)],
)
def test_a_duration_is_read_as_it_is_written(text: str, duration: int) -> None:
    assert parse_duration(text) == duration


def test_what_is_no_duration_is_shown_with_what_is_expected_and_what_may_be_meant() -> None:
    expected = "is not a duration; write a number and a unit: 30s, 15m, 2h, 1h30m, 3d, 6w"
    for text, rather in (
        ("soon", ""),
        ("15 lightyears", ""),
        ("15 Min ", "; did you mean 15m?"),
        ("2 uur", "; did you mean 2h?"),
        ("+3 dagen", "; did you mean +3d?"),
        ("20 seconds", "; did you mean 20s?"),
        ("6 weken", "; did you mean 6w?"),
    ):
        assert _refused(parse_duration, text) == f"'{text}' {expected}{rather}"
    assert _refused(parse_duration, "600w") == "'600w' is longer than ten years"
    assert parse_duration("3660d") == 3660 * DAY, "ten years, leap days included"


def test_of_a_long_text_the_beginning_is_shown() -> None:
    shown = _refused(parse_clock, "x" * 500)
    assert shown == f"'{'x' * 40}…' is not a clock time; write it as \"07:30\""
    assert f"'{'x' * 40}' is" in _refused(parse_clock, "x" * 40)


def test_clock_times_are_read_and_shown_with_two_figures_each() -> None:
    assert (parse_clock("07:05"), parse_clock("23:59")) == (425, 1439)
    assert (show_clock(425), show_clock(0), show_clock(1439)) == ("07:05", "00:00", "23:59")
    assert _refused(parse_clock, "24:00") == "'24:00' is not a clock time; write it as \"07:30\""


def test_what_is_no_date_or_is_too_far_away_is_said() -> None:
    assert _refused(parse_date, "14-9-2026") == "'14-9-2026' is not a date; write it as 2026-09-14"
    too_far = "is too far away; a year lies between 1970 and 2199"
    assert _refused(parse_date, "2200-01-01") == f"'2200-01-01' {too_far}"
    assert _refused(parse_date, "1969-12-31") == f"'1969-12-31' {too_far}"
    assert parse_date("2199-12-31").year == 2199


def test_a_moment_is_shown_with_its_date_when_that_is_not_today_in_the_zone() -> None:
    late = local_instant(parse_date("2026-06-01"), parse_clock("23:07"), ZONE)
    assert show_time(late, ZONE, late - 22 * HOUR) == "23:07"
    assert show_time(late, ZONE, late + 53 * MINUTE) == "2026-06-01 23:07"
    assert show_time(late, UTC, late) == "21:07"


def test_a_missing_hour_becomes_the_first_moment_after_it_and_a_double_hour_its_first() -> None:
    def shown(day: str, clock: str) -> str:
        return to_local(local_instant(parse_date(day), parse_clock(clock), ZONE), ZONE).isoformat()

    assert shown("2027-03-28", "02:30") == "2027-03-28T03:00:00+02:00"
    assert shown("2027-03-28", "02:00") == "2027-03-28T03:00:00+02:00"
    assert shown("2027-03-28", "01:59") == "2027-03-28T01:59:00+01:00"
    assert shown("2026-10-25", "02:30") == "2026-10-25T02:30:00+02:00"


def _refused(read: Callable[[str], object], text: str) -> str:
    with pytest.raises(ValueError) as refused:
        read(text)
    return str(refused.value)
