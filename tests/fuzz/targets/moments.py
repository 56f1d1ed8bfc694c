"""Durations, clock times, dates and moments as people type them."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from calamiteit.cli.moments import read_duration, read_moment
from calamiteit.core.contacts.moments import first_moment, last_moment, parse_week_moment, show_week_moment
from calamiteit.core.contacts.rota import at_local
from calamiteit.core.errors import Mistake
from calamiteit.core.time import LONGEST, parse_clock, parse_duration, show_clock, show_duration, show_time
from tests.fuzz.target import Target

NOW = 1_790_000_000_000
ZONES = tuple(ZoneInfo(name) for name in ("Europe/Amsterdam", "UTC", "Pacific/Apia", "America/Caracas"))
WORDS = (
    "1h", "30m", "999999w", "+", "-", "0", ":", "24:00", "23:59", "00:00", "9999-12-31", "0001-01-01",
    "2026-02-30", "2026-W01-1", "20260914",
    "monday ", "Sunday ", "T", "Z", "٣", "²", "1e9", " ", "\u2003", "02:30", "2026-03-29 ", "1h" * 2_000,
)  # fmt: skip


def fuzz(data: bytes) -> None:
    """One text, read by each reader of times; what is read can be shown and read again."""
    text = data.decode("utf-8", "surrogateescape")
    _durations(text)
    _clocks(text)
    for zone in ZONES:
        _moment(text, zone)
        _edge(text, zone)


def _durations(text: str) -> None:
    try:
        duration = parse_duration(text)
    except ValueError:
        return
    assert 0 <= duration <= LONGEST
    assert parse_duration(show_duration(duration)) == duration
    assert read_duration(text) == duration


def _clocks(text: str) -> None:
    try:
        minutes = parse_clock(text)
        assert parse_clock(show_clock(minutes)) == minutes
    except ValueError:
        pass
    try:
        moment = parse_week_moment(text)
        assert parse_week_moment(show_week_moment(moment)) == moment
    except ValueError:
        pass


def _moment(text: str, zone: ZoneInfo) -> None:
    try:
        show_time(read_moment(text, NOW, zone), zone, NOW)
    except Mistake as mistake:
        assert str(mistake)


def _edge(text: str, zone: ZoneInfo) -> None:
    try:
        first, last = first_moment(text), last_moment(text)
    except ValueError:
        return
    assert at_local(first, zone) <= at_local(last, zone)


def seeds() -> Sequence[bytes]:
    """As the documentation writes them."""
    written = (
        "30m",
        "+2h",
        "1h30m",
        "6w",
        "07:30",
        "14:30",
        "2026-12-01 10:00",
        "2026-12-24",
        "monday 09:00",
        "0m",
        "+5w",
    )
    return [one.encode() for one in written]


TARGET = Target(name="moments", fuzz=fuzz, seeds=seeds, words=WORDS, longest=10_000)
