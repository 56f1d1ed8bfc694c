"""The duty rota: from a weekly pattern and exceptions to who is on duty at an instant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import TYPE_CHECKING

from calamiteit.core.contacts.directory import Duty
from calamiteit.core.contacts.moments import (
    MINUTES_A_DAY,
    MINUTES_A_WEEK,
    Local,
    first_moment,
    last_moment,
    parse_week_moment,
)
from calamiteit.core.time import DAY, Millis, local_instant, to_local

if TYPE_CHECKING:
    from calamiteit.core.contacts.authoring import RoleRota

LOOK_AHEAD: Millis = 35 * DAY
"""How far `next_change` looks; further ahead the rota will have been edited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekDuty:
    """A duty that returns each week: local minutes since Monday 00:00; `end` lies after `start`."""

    alias: str
    start: int
    end: int

    def in_week(self, monday: date, zone: tzinfo) -> Duty:
        """The duty in the week that starts on `monday`."""
        return Duty(
            alias=self.alias,
            start=at_local(_minute_of_week(monday, self.start), zone),
            end=at_local(_minute_of_week(monday, self.end), zone),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyRota:
    """Who is on duty: an exception goes before the week; of two that overlap, the one written first."""

    weekly: Mapping[str, tuple[WeekDuty, ...]]
    exceptions: Mapping[str, tuple[Duty, ...]]
    zone: tzinfo

    def on_duty(self, role: str, at: Millis) -> str | None:
        """The alias on duty for a role, or None when the rota says nothing; a duty ends before its `end`."""
        around = (*self.exceptions.get(role, ()), *self._weeks(role, at, at))
        return next((duty.alias for duty in around if duty.start <= at < duty.end), None)

    def next_change(self, role: str, after: Millis) -> Millis | None:
        """The first instant after `after` at which another person, or nobody, is on duty; None: not soon."""
        until = after + LOOK_AHEAD
        duties = (*self.exceptions.get(role, ()), *self._weeks(role, after, until))
        moments = sorted({moment for duty in duties for moment in (duty.start, duty.end)})
        now = self.on_duty(role, after)
        return next((m for m in moments if after < m <= until and self.on_duty(role, m) != now), None)

    def _weeks(self, role: str, start: Millis, end: Millis) -> Iterable[Duty]:
        pattern = self.weekly.get(role, ())
        monday = _monday(start, self.zone) - timedelta(days=7)
        while pattern and monday <= _monday(end, self.zone):
            yield from (duty.in_week(monday, self.zone) for duty in pattern)
            monday += timedelta(days=7)


def build_rota(rota: Mapping[str, RoleRota], zone: tzinfo) -> WeeklyRota:
    """The rota of the files, in the time zone of the workspace."""
    return WeeklyRota(
        weekly={role: week_duties(entry) for role, entry in rota.items()},
        exceptions={role: dated_duties(entry, zone) for role, entry in rota.items()},
        zone=zone,
    )


def week_duties(entry: RoleRota) -> tuple[WeekDuty, ...]:
    """The weekly pattern in the order of the file; a duty over Sunday night ends after the week."""
    return tuple(_week_duty(s.who, s.from_, s.to) for s in entry.weekly)


def _week_duty(who: str, start: str, end: str) -> WeekDuty:
    first, last = parse_week_moment(start), parse_week_moment(end)
    return WeekDuty(alias=who, start=first, end=last if last > first else last + MINUTES_A_WEEK)


def dated_duties(entry: RoleRota, zone: tzinfo) -> tuple[Duty, ...]:
    """The exceptions in the order of the file, as instants."""
    return tuple(
        Duty(
            alias=exception.who,
            start=at_local(first_moment(exception.from_), zone),
            end=at_local(last_moment(exception.to), zone),
        )
        for exception in entry.exceptions
    )


def at_local(moment: Local, zone: tzinfo) -> Millis:
    """The instant of a local moment: a skipped hour is the first moment after it, a double hour its first."""
    return local_instant(moment[0], moment[1], zone)


def _minute_of_week(monday: date, minutes: int) -> Local:
    days, rest = divmod(minutes, MINUTES_A_DAY)
    return monday + timedelta(days=days), rest


def _monday(instant: Millis, zone: tzinfo) -> date:
    day = to_local(instant, zone).date()
    return day - timedelta(days=day.weekday())
