"""How the rota writes its moments: `monday 09:00` in each week, or a date with or without a clock time."""

from __future__ import annotations

import re
from datetime import date, timedelta

from calamiteit.core.time import parse_clock, parse_date, show_clock

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MINUTES_A_DAY = 24 * 60
MINUTES_A_WEEK = 7 * MINUTES_A_DAY

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Local = tuple[date, int]
"""A local moment: a date and minutes since its midnight, as a clock on the wall shows it."""


def parse_week_moment(text: str) -> int:
    """Minutes since Monday 00:00 of `monday 09:00`; ValueError says what is expected."""
    day, _, clock = text.partition(" ")
    if day not in WEEKDAYS:
        raise ValueError(f"'{text[:40]}' does not start with a day; write it as \"monday 09:00\"")
    return WEEKDAYS.index(day) * MINUTES_A_DAY + parse_clock(clock.strip())


def show_week_moment(minutes: int) -> str:
    """`monday 09:00` of minutes since Monday 00:00."""
    day, clock = divmod(minutes % MINUTES_A_WEEK, MINUTES_A_DAY)
    return f"{WEEKDAYS[day]} {show_clock(clock)}"


def parse_edge(text: str) -> tuple[date, int | None]:
    """The date and, when given, the minutes since midnight; ValueError says what is expected."""
    day, _, clock = text.partition(" ")
    if not _DAY.fullmatch(day):
        raise ValueError(f"'{text[:40]}' is not a date; write 2026-12-24 or \"2026-12-24 17:00\"")
    found = parse_date(day)
    return found, parse_clock(clock.strip()) if clock else None


def first_moment(edge: str) -> Local:
    """Where a stretch from `edge` starts: a bare date counts from its midnight."""
    day, minutes = parse_edge(edge)
    return day, minutes or 0


def last_moment(edge: str) -> Local:
    """Where a stretch to `edge` ends: a bare date counts whole."""
    day, minutes = parse_edge(edge)
    return (day, minutes) if minutes is not None else (day + timedelta(days=1), 0)
