"""Checks of the duty rota: hours that nobody has, hours that two people have, exceptions that never apply."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from itertools import combinations

from calamiteit.core.contacts.authoring import Contacts, RoleRota
from calamiteit.core.contacts.directory import Duty
from calamiteit.core.contacts.moments import MINUTES_A_WEEK, show_week_moment
from calamiteit.core.contacts.rota import WeekDuty, dated_duties, week_duties
from calamiteit.core.problems import Path, Problem, Severity


def check_rota(contacts: Contacts, zone: tzinfo) -> list[Problem]:
    """Gaps are warnings (the holder counts there); overlaps and empty exceptions are errors."""
    found: list[Problem] = []
    for role, entry in contacts.rota.items():
        path: Path = ("rota", role)
        found += _gaps(week_duties(entry), path)
        found += _week_overlaps(week_duties(entry), path)
        found += _exceptions(entry, zone, path)
    return found


def _gaps(duties: Sequence[WeekDuty], path: Path) -> Iterator[Problem]:
    for start, end in gaps_of(duties):
        what = (
            f"nobody has the duty from {show_week_moment(start)} to {show_week_moment(end)}; "
            "the holder of the role counts then"
        )
        yield Problem(what=what, path=(*path, "weekly"), code="rota-gap", severity=Severity.WARNING)


def gaps_of(duties: Sequence[WeekDuty]) -> list[tuple[int, int]]:
    """Stretches of the week that no duty covers, in minutes since Monday 00:00; none without a pattern.

    A stretch over Sunday night is one stretch and ends after the week.
    """
    if not duties:
        return []
    gaps: list[tuple[int, int]] = []
    covered = min(duty.start for duty in duties)
    around = covered + MINUTES_A_WEEK
    for start, end in sorted((d.start + week, d.end + week) for d in duties for week in (-MINUTES_A_WEEK, 0)):
        if end > covered:
            if start > covered:
                gaps.append((covered, start))
            covered = max(covered, end)
    return [*gaps, (covered, around)] if covered < around else gaps


def _week_overlaps(duties: Sequence[WeekDuty], path: Path) -> Iterator[Problem]:
    for (_, one), (position, other) in combinations(enumerate(duties), 2):
        start = _overlap(one, other)
        if start is not None:
            what = (
                f"'{one.alias}' has the duty already on {show_week_moment(start)}; "
                "of two that overlap the first in the file counts"
            )
            yield Problem(what=what, path=(*path, "weekly", position), code="rota-overlap")


def _overlap(one: WeekDuty, other: WeekDuty) -> int | None:
    """Where two duties start to overlap, on the circle of the week."""
    for shift in (-MINUTES_A_WEEK, 0, MINUTES_A_WEEK):
        start, end = max(one.start, other.start + shift), min(one.end, other.end + shift)
        if start < end:
            return start
    return None


def _exceptions(entry: RoleRota, zone: tzinfo, path: Path) -> Iterator[Problem]:
    duties = dated_duties(entry, zone)
    for position, duty in enumerate(duties):
        place: Path = (*path, "exceptions", position)
        if duty.end <= duty.start:
            yield Problem(what="this ends before it starts", path=(*place, "to"), code="rota-empty")
        elif before := _one_that_overlaps(duty, duties[:position]):
            what = f"'{before.alias}' has an exception for part of this time; the first in the file counts"
            yield Problem(what=what, path=place, code="rota-overlap")


def _one_that_overlaps(duty: Duty, others: Sequence[Duty]) -> Duty | None:
    return next((other for other in others if other.start < duty.end and duty.start < other.end), None)
