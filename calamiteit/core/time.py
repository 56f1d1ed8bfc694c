"""Instants and durations as whole milliseconds, and local clock times that survive a DST night."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

Millis = int
"""An instant (since the epoch, UTC) or a duration, in milliseconds."""

SECOND: Millis = 1_000
MINUTE: Millis = 60 * SECOND
HOUR: Millis = 60 * MINUTE
DAY: Millis = 24 * HOUR
WEEK: Millis = 7 * DAY

_UNITS = {"s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY, "w": WEEK}
_PART = re.compile(r"([0-9]{1,6})([smhdw])")
_DURATION = re.compile(r"\+?(?:[0-9]{1,6}[smhdw]){1,10}")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_SHOWN = 40
"""So many characters of a mistake are repeated."""

YEARS = range(1970, 2200)
"""The years that a date may lie in; any other is a typing error."""

LONGEST: Millis = 3660 * DAY
"""Ten years and a bit: a longer duration in a plan is a typing error."""


def parse_duration(text: str) -> Millis:
    """Milliseconds of `30m`, `+2h`, `1h30m`, `6w`; ValueError says what is expected."""
    if not _DURATION.fullmatch(text):
        meant = _meant(text)
        rather = f"; did you mean {meant}?" if meant else ""
        raise ValueError(
            f"'{_short(text)}' is not a duration; "
            f"write a number and a unit: 30s, 15m, 2h, 1h30m, 3d, 6w{rather}"
        )
    total = sum(int(number) * _UNITS[unit] for number, unit in _PART.findall(text))
    if total > LONGEST:
        raise ValueError(f"'{_short(text)}' is longer than ten years")
    return total


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _meant(text: str) -> str:
    """`15m` for `15 min` or `15 minuten`, `2h` for `2 uur`; nothing when it is not clear."""
    written = re.fullmatch(r"(\+?[0-9]{1,6}) *([a-z]+)", text.strip().lower())
    unit = next((unit for unit, words in _WORDS.items() if written and written[2] in words), "")
    return f"{written[1]}{unit}" if written and unit else ""


_WORDS = {
    "s": ("s", "sec", "second", "seconds", "seconde", "seconden"),
    "m": ("m", "min", "mins", "minute", "minutes", "minuut", "minuten"),
    "h": ("h", "hr", "hrs", "hour", "hours", "u", "uur", "uren"),
    "d": ("d", "day", "days", "dag", "dagen"),
    "w": ("w", "wk", "week", "weeks", "weken"),
}


def show_duration(duration: Millis) -> str:
    """The shortest exact form that `parse_duration` reads back: `1h30m`, `6w`, `0m`."""
    if duration % WEEK == 0 and duration:
        return f"{duration // WEEK}w"
    parts: list[str] = []
    rest = abs(duration)
    for unit in ("d", "h", "m", "s"):
        count, rest = divmod(rest, _UNITS[unit])
        if count:
            parts.append(f"{count}{unit}")
    return ("-" if duration < 0 else "") + ("".join(parts) or "0m")


def parse_clock(text: str) -> int:
    """Minutes since midnight of `07:30`; ValueError says what is expected."""
    match = _CLOCK.fullmatch(text)
    if not match:
        raise ValueError(f"'{_short(text)}' is not a clock time; write it as \"07:30\"")
    return int(match[1]) * 60 + int(match[2])


def show_clock(minutes: int) -> str:
    """`07:30` of minutes since midnight."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def parse_date(text: str) -> date:
    """The day of `2026-09-14`; ValueError says what is expected."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"'{_short(text)}' is not a date; write it as 2026-09-14") from error
    if day.year not in YEARS:
        raise ValueError(f"'{text}' is too far away; a year lies between {YEARS[0]} and {YEARS[-1]}")
    return day


def to_local(instant: Millis, zone: tzinfo) -> datetime:
    """The aware local time of an instant."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=instant)).astimezone(zone)


def from_local(moment: datetime) -> Millis:
    """The instant of an aware datetime; a naive one is refused."""
    if moment.tzinfo is None:
        raise ValueError("a datetime without a time zone has no instant")
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def local_instant(day: date, minutes: int, zone: tzinfo) -> Millis:
    """The instant at which a local clock shows `minutes` on `day`.

    An hour that the clock skips gives the first moment after the gap; an hour that it shows twice, the first.
    """
    naive = datetime.combine(day, time(minutes // 60, minutes % 60))
    early = naive.replace(tzinfo=zone, fold=0)
    if early.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == naive:
        return from_local(early.astimezone(UTC))
    return _end_of_gap(from_local(naive.replace(tzinfo=zone, fold=1).astimezone(UTC)), zone)


def _end_of_gap(before: Millis, zone: tzinfo) -> Millis:
    """The first minute after `before` at which the offset of the zone has changed."""
    offset = to_local(before, zone).utcoffset()
    low, high = before // MINUTE, before // MINUTE + 24 * 60
    while high - low > 1:
        middle = (low + high) // 2
        if to_local(middle * MINUTE, zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return high * MINUTE


def next_local(after: Millis, minutes: int, zone: tzinfo) -> Millis:
    """The first instant strictly later than `after` at which the local clock shows `minutes`."""
    day = to_local(after, zone).date()
    while (moment := local_instant(day, minutes, zone)) <= after:
        day += timedelta(days=1)
    return moment


def nearest_local(now: Millis, minutes: int, zone: tzinfo) -> Millis:
    """The instant nearest to `now` at which the local clock shows `minutes`, before it or after.

    What somebody types at ten past midnight as 23:50 is twenty minutes ago, not tomorrow night.
    """
    today = to_local(now, zone).date()
    days = (today + timedelta(days=days) for days in (-1, 0, 1))
    return min((local_instant(day, minutes, zone) for day in days), key=lambda moment: abs(moment - now))


def show_time(instant: Millis, zone: tzinfo, now: Millis) -> str:
    """`03:12`, with the date in front when it is not today in that zone."""
    local, today = to_local(instant, zone), to_local(now, zone)
    clock = f"{local.hour:02d}:{local.minute:02d}"
    return clock if local.date() == today.date() else f"{local.date().isoformat()} {clock}"
